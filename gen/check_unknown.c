/* Names that are not known: what they may be, and what the file may lack. */
#include <string.h>

#include "check_internal.h"
#include "spelling.h"

/* A form of an imported file that is private to it. */
static const node *find_private(const checker *c, uint32_t token, const module **of)
{
    for (size_t i = 0; i < c->program->modules.count; i++) {
        const module *m = *of = c->program->modules.at[i];
        for (const node *n = m->unit->items; n; n = n->next)
            if (n->kind == NODE_FORM && n->form.is_static && tokens_same(m->tokens, n->form.signature->name, c->tokens, token))
                return n;
    }
    return NULL;
}

static bool imports_library(const checker *c)
{
    for (size_t i = 0; i < c->program->modules.count; i++)
        if (c->program->modules.at[i]->is_library)
            return true;
    return false;
}

bool lacks_library(const checker *c, uint32_t name)
{
    return strncmp(text_of(c, name), "acm_", 4) == 0 && !imports_library(c);
}

/* The name of an .acm file that an #include AT names, with its quotes; NULL: it names none. */
static const char *included_acm(const checker *c, uint32_t at)
{
    const char *text = directive_text(c->arena, c->tokens, at), *open;
    if ((strncmp(text, "include", 7) != 0 && strncmp(text, "import", 6) != 0) || !(open = strpbrk(text, "\"<")))
        return NULL;
    const char *close = strpbrk(open + 1, "\">");
    return close && close - open > 5 && strncmp(close - 4, ".acm", 4) == 0 ? arena_printf(c->arena, "\"%.*s\"", (int)(close - open - 1), open + 1) : NULL;
}

/* A line that was meant to be an import: `import acm;`, `#include "acm.acm"`; and what it should have been. */
static bool find_meant_import(const checker *c, range *line, const char **right)
{
    for (uint32_t i = 0; i < c->tokens->count; i++) {
        *line = (range){i, i};
        const char *name = c->t[i].lexeme == LEX_DIRECTIVE ? included_acm(c, i) : NULL;
        if (name) {
            *right = arena_printf(c->arena, "import %s;", name);
            return true;
        }
        bool import = c->t[i].word == WORD_IMPORT && c->t[i].starts_line && (c->t[i + 1].lexeme == '<' || token_is(c->tokens, i + 1, "acm"));
        while (import && c->t[line->last].lexeme != ';' && line->last + 1 < c->tokens->count && !c->t[line->last + 1].starts_line)
            line->last++;
        *right = "import \"acm.acm\";";
        if (import)
            return true;
    }
    return false;
}

static void explain_unknown(checker *c, uint32_t token)
{
    const char *name = text_of(c, token);
    const module *of;
    const node *private = find_private(c, token, &of);
    if (private) {
        uint32_t at = private->form.signature->name;
        diag_note(c->diag, token_span(of->tokens, at, at), "'%s' is static: private to its file", name);
        return;
    }
    bool library = strncmp(name, "acm_", 4) == 0 && !imports_library(c);
    range line;
    const char *right;
    if (find_meant_import(c, &line, &right)) {
        diag_note(c->diag, span_of(c, line.first, line.last), "this imports nothing: '%s' does", right);
        diag_fix(c->diag, span_of(c, line.first, line.last), right);
    } else if (library) {
        diag_note(c->diag, span_of(c, token, token), "what the library declares needs 'import \"acm.acm\";'");
    }
    c->says_import |= library;
}

/* Python's names, and those of others, for what begins with acm_ here. */
static const symbol *library_guess(const checker *c, const char *name, symbol_kind kind)
{
    const symbol *s = program_find_anywhere(c->program, arena_printf(c->arena, "acm_%s", name));
    return s && s->module->is_library && (s->kind == SYMBOL_ERROR) == (kind == SYMBOL_ERROR) ? s : NULL;
}

void say_unknown(checker *c, uint32_t token, symbol_kind kind, const char *what)
{
    const char *name = text_of(c, token);
    if (c->lacks_names || (lacks_library(c, token) && c->says_import))
        return;
    const symbol *later = program_find_anywhere(c->program, name);
    if (later) {
        diag_error(c->diag, span_of(c, token, token), "'%s' is used before it is declared", name);
        note_symbol(c, later);
        return;
    }
    const symbol *guess = library_guess(c, name, kind);
    if (!guess)
        guess = program_guess(c->program, name, kind);
    if (guess && (guess->module != c->program->main || guess->declared < token)) {
        diag_error(c->diag, span_of(c, token, token), "unknown %s '%s'; did you mean '%s'?", what, name, guess->name);
        diag_fix(c->diag, span_of(c, token, token), guess->name);
    } else {
        diag_error(c->diag, span_of(c, token, token), "unknown %s '%s'", what, name);
        if (kind == SYMBOL_COROUTINE && strncmp(name, "acm_", 4) == 0 && !lacks_library(c, token))
            diag_note(c->diag, span_of(c, token, token), "if it is one of the library's C functions, it is called without await");
    }
    explain_unknown(c, token);
}

/* ---- members ---- */

void say_no_such(checker *c, uint32_t name, const char *of, const char *what, const char *near)
{
    span where = span_of(c, name, name);
    if (near) {
        diag_error(c->diag, where, "'%s' has no %s '%s'; did you mean '%s'?", of, what, text_of(c, name), near);
        diag_fix(c->diag, where, near);
    } else {
        diag_error(c->diag, where, "'%s' has no %s '%s'", of, what, text_of(c, name));
    }
}

/* The library's objects have no methods: coroutines whose names begin so take their addresses. */
void note_functions(checker *c, uint32_t method, bool is_manager, const char *begin)
{
    const char *text = NULL;
    size_t begins = strlen(begin);
    for (size_t i = 0; i < c->program->modules.count; i++) {
        const module *m = c->program->modules.at[i];
        for (const node *n = m->is_library ? m->unit->items : NULL; n; n = n->next) {
            const char *name = n->kind == NODE_FORM && n->form.kind == FORM_COROUTINE ? token_text(c->arena, m->tokens, n->form.signature->name) : "";
            if (strncmp(name, begin, begins) == 0)
                text = arena_printf(c->arena, "%s%s'await %s(&object)'", text ? text : "", text ? ", " : "", name);
        }
    }
    if (text)
        diag_note(c->diag, span_of(c, method, method), "the library's objects have functions instead: %s%s", text,
                  is_manager ? "; or 'async with object { … }', which gives it back however the block is left" : "");
}

void unknown_method(checker *c, const symbol *manager, uint32_t method)
{
    spelling near = {.text = text_of(c, method)};
    for (const symbol *m = manager->methods; m; m = m->next_method)
        spelling_try(&near, m->name);
    say_no_such(c, method, manager->name, "method", near.best);
    if (!manager->module->is_library)
        note_symbol(c, manager);
    else
        note_functions(c, method, true, arena_printf(c->arena, "%s_", manager->name));
}
