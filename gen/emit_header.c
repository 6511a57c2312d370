/* The header: what another file needs of this one to embed its frames.  It repeats, in order, every directive and every
 * declaration of C's that defines no function and no object, up to the last form that is exported. */
#include <string.h>

#include "conditional.h"
#include "emit.h"
#include "external.h"
#include "paths.h"
#include "public_text.h"

typedef struct macro_text {
    uint32_t directive;
    const char *name, *body;              /* body: behind its parameters */
} macro_text;

typedef struct header {
    emitter e;
    writer *w;
    arena *arena;
    shape shape;
    plan *const *plans;
    uint32_t runtime;                     /* acm.h is included before this token */
    bool has_runtime, in_c;               /* in_c: between ACM_BEGIN_C and ACM_END_C */
    int conditionals;                     /* that are open */
    bool has_private;                     /* static managers are declared */
    LIST(macro_text) macros;              /* with parameters, so far */
} header;

/* ---- C ---- */

static const token *at(const header *h, uint32_t i) { return &h->e.tokens->at[i]; }

static void open_c(header *h)
{
    if (!h->in_c)
        writer_put(h->w, "ACM_BEGIN_C\n");
    h->in_c = true;
}

static void close_c(header *h)
{
    if (h->in_c)
        writer_put(h->w, "ACM_END_C\n");
    h->in_c = false;
}

static void include_runtime(header *h, uint32_t token)
{
    if (h->has_runtime || token < h->runtime)
        return;
    close_c(h);
    writer_printf(h->w, "#include \"%s\"\n", runtime_header(h->e.program));
    h->has_runtime = true;
}

/* The comment that stands right before a token, and a blank line if the source has one there. */
static void put_comment(header *h, uint32_t token)
{
    const char *bytes = h->e.tokens->source->bytes, *end = bytes + at(h, token)->start, *comment = NULL;
    const char *c = token ? bytes + at(h, token - 1)->end : bytes;
    bool blank = false;
    if (token && (at(h, token)->is_moved || !memchr(c, '\n', (size_t)(end - c))))
        return;
    for (unsigned newlines = token ? 0 : 1; c < end; ) {
        bool starts = *c == '/' && (c[1] == '*' || c[1] == '/');
        if (starts && newlines && (!comment || newlines > 1))
            comment = c;
        if (*c == '\n' && ++newlines > 1) {
            comment = NULL;
            blank = true;
        }
        if (starts) {
            const char *stop = c[1] == '*' ? strstr(c + 2, "*/") : memchr(c, '\n', (size_t)(end - c));
            c = !stop ? end : c[1] == '*' || *stop != '\n' ? stop + 2 : stop;
            newlines = c > end ? newlines : 0;
            blank &= comment != NULL;
            continue;
        }
        c++;
    }
    if (blank && !h->in_c)
        writer_blank(h->w);
    while (comment && end > comment && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\n' || end[-1] == '\r'))
        end--;
    if (comment && end > comment) {
        writer_put_bytes(h->w, comment, (size_t)(end - comment));
        writer_end(h->w);
    }
}

static void count_conditional(header *h, uint32_t directive)
{
    directive_kind kind = directive_of(h->arena, h->e.tokens, directive);
    h->conditionals += kind == DIRECTIVE_IF ? 1 : kind == DIRECTIVE_ENDIF ? -1 : 0;
}

static void put_tokens(header *h, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i <= last; i++)
        if (at(h, i)->lexeme == LEX_DIRECTIVE)
            count_conditional(h, i);
    size_t length = at(h, last)->end - at(h, first)->start;
    const char *bytes = h->e.tokens->source->bytes + at(h, first)->start;
    const char *text = h->has_private ? public_c(h->e.program, bytes, &length) : bytes;
    writer_put_bytes(h->w, text, length);
}

static void note_macro(header *h, uint32_t directive)
{
    const char *rest;
    if (directive_read(directive_text(h->arena, h->e.tokens, directive), &rest) != DIRECTIVE_DEFINE)
        return;
    size_t length = identifier_length(rest);
    const char *close = rest[length] == '(' ? strchr(rest + length, ')') : NULL;
    if (close)
        LIST_ADD(h->arena, h->macros, (macro_text){directive, arena_copy(h->arena, rest, length), close + 1});
}

static void put_directive(header *h, uint32_t i)
{
    close_c(h);
    put_comment(h, i);
    put_tokens(h, i, i);
    if (at(h, i)->start == at(h, i)->end)
        writer_put(h->w, "#else");        /* made by distribute_forms.c */
    writer_end(h->w);
    note_macro(h, i);
}

/* Of what is left out, a function say, the macros that it defines are still there behind it, and conditionals that begin or end in it. */
static void put_directives(header *h, uint32_t first, uint32_t end)
{
    bool defines = false;
    int depth = 0, least = 0;
    for (uint32_t i = first; i < end; i++) {
        directive_kind kind = at(h, i)->lexeme == LEX_DIRECTIVE ? directive_of(h->arena, h->e.tokens, i) : DIRECTIVE_OTHER;
        defines |= kind == DIRECTIVE_DEFINE || kind == DIRECTIVE_UNDEF;
        depth += kind == DIRECTIVE_IF ? 1 : kind == DIRECTIVE_ENDIF ? -1 : 0;
        least = depth < least || (kind == DIRECTIVE_ELSE && depth == 0) ? depth - 1 : least;
    }
    if (!defines && depth == 0 && least == 0)
        return;
    for (uint32_t i = first; i < end; i++) {
        directive_kind kind = at(h, i)->lexeme == LEX_DIRECTIVE ? directive_of(h->arena, h->e.tokens, i) : DIRECTIVE_OTHER;
        if (kind != DIRECTIVE_OTHER && kind != DIRECTIVE_INCLUDE)
            put_directive(h, i);
    }
}

/* What a macro with parameters stands for, if this file defines it. */
static const char *macro_body(const header *h, uint32_t name)
{
    for (size_t i = h->macros.count; i > 0; i--)
        if (token_is(h->e.tokens, name, h->macros.at[i - 1].name))
            return h->macros.at[i - 1].body;
    return NULL;
}

/* A macro's body with what ## joins joined. */
static const char *joined(header *h, const char *body)
{
    char *text = arena_printf(h->arena, "%s;", body), *to = text;
    for (const char *c = text; *c; ) {
        const char *hashes = c + strspn(c, " ");
        if (hashes[0] == '#' && hashes[1] == '#')
            c = hashes + 2 + strspn(hashes + 2, " ");
        else
            *to++ = *c++;
    }
    *to = '\0';
    return text;
}

/* Whether a macro that stands for a declaration, NAME(…), declares without defining.  Of one that a header defines only its name tells. */
static bool macro_is_kept(header *h, const external *x)
{
    if (at(h, x->first)->lexeme != LEX_NAME || external_is_keyword(at(h, x->first)->word))
        return false;                     /* static NAME(…) */
    const char *body = macro_body(h, x->first);
    if (!body) {
        const char *name = token_text(h->arena, h->e.tokens, x->first);
        return at(h, x->end - 1)->lexeme == ';' ? !strstr(name, "DEFINE") && !strstr(name, "IMPL") : strstr(name, "DECLARE") != NULL;
    }
    const char *text = joined(h, body);
    tokens *t = scan(h->arena, source_of_text(h->arena, "", text, strlen(text)), h->e.program->diag);
    shape s = {.arena = h->arena, .tokens = t};
    t->arms = arms_find(h->arena, t);
    shape_match_brackets(&s);
    for (uint32_t i = 0; i < t->count; ) {
        external inner = external_read(&s, i, t->count);
        if (inner.kind == EXTERNAL_FUNCTION || inner.kind == EXTERNAL_OBJECT || inner.specifiers.is_static)
            return false;
        i = inner.end;
    }
    return true;
}

/* The struct, union or enum with a body in a declaration that is left out otherwise; none without a name that it could be used by. */
static range type_in(const header *h, const external *x)
{
    const range s = x->specifiers.range;
    if (range_empty(s))
        return s;
    for (uint32_t i = s.first; i <= s.last; i++) {
        int word = at(h, i)->word;
        if (word != WORD_STRUCT && word != WORD_UNION && word != WORD_ENUM)
            continue;
        uint32_t open = i + 1;
        while (open <= s.last && at(h, open)->lexeme != '{')
            open = shape_skip_group(&h->shape, open);
        bool named = word == WORD_ENUM || (at(h, open - 1)->lexeme == LEX_NAME && open - 1 > i);
        if (open > s.last || !named || at(h, open)->mate <= open)
            break;
        uint32_t last = at(h, open)->mate;
        while (last + 2 <= s.last && at(h, last + 1)->word == WORD_ATTRIBUTE)
            last = at(h, last + 2)->mate;
        return (range){i, last};
    }
    return (range){1, 0};
}

static bool is_kept(header *h, const external *x)
{
    switch (x->kind) {
    case EXTERNAL_TYPE: case EXTERNAL_TYPEDEF: return true;
    case EXTERNAL_DECLARATION: return !x->specifiers.is_static;
    case EXTERNAL_MACRO: return macro_is_kept(h, x);
    default: return false;
    }
}

/* A type that a declaration defines, before it: C++ has no types in the result of a function. */
static void put_type(header *h, const external *x, range type)
{
    close_c(h);
    put_comment(h, x->first);
    put_tokens(h, type.first, type.last);
    writer_put(h->w, ";\n");
}

static void put_external(header *h, const external *x)
{
    bool kept = is_kept(h, x);
    range type = kept && x->kind != EXTERNAL_DECLARATION ? (range){1, 0} : type_in(h, x);
    uint32_t rest = x->first;
    if (!range_empty(type)) {
        put_type(h, x, type);
        rest = type.last + 1;
    }
    if (!kept) {
        put_directives(h, rest, x->end);
        return;
    }
    if (x->kind == EXTERNAL_DECLARATION)
        open_c(h);
    else
        close_c(h);
    if (range_empty(type)) {
        put_comment(h, x->first);
    } else {
        while (at(h, rest = type.first)->lexeme != '{')           /* struct NAME in the place of its body */
            type.first++;
        put_tokens(h, x->first, rest - 1);
        writer_put(h->w, " ");
        rest = type.last + 1;
    }
    put_tokens(h, rest, x->end - 1);
    writer_end(h->w);
}

static void put_c(header *h, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; ) {
        external x = external_read(&h->shape, i, end);
        include_runtime(h, i);
        if (x.kind == EXTERNAL_DIRECTIVE)
            put_directive(h, i);
        else
            put_external(h, &x);
        i = x.end;
    }
}

/* ---- forms ---- */

static void put_methods(header *h, const symbol *manager)
{
    symbol *const *const all = h->e.program->main->symbols.at;
    const size_t first = manager->index + 1, end = end_of_methods(manager);
    for (size_t i = first; i < end; i++)
        if (all[i]->is_allocated && all[i]->in_header)
            emit_allocated(&h->e, all[i], true);
    for (size_t i = first; i < end; i++) {
        if (!is_plain_method(all[i]) && all[i]->in_header) {
            emit_form_header(&h->e, all[i], h->plans[i]);
        } else if (is_plain_method(all[i]) && !all[i]->is_static) {
            writer_put(h->w, "ACM_BEGIN_C\n");
            emit_method(&h->e, all[i], NULL, true);
            writer_put(h->w, "ACM_END_C\n");
        }
    }
}

static void put_form(header *h, const symbol *s, const node *n)
{
    if (n->kind == NODE_ERROR) {
        emit_error(&h->e, s, true);
    } else if (n->kind == NODE_MANAGER) {
        emit_manager_type(&h->e, s, true);
        put_methods(h, s);
    } else {
        bool first = s->declared == n->form.signature->name;
        if (first && !n->form.body && !n->form.is_extern && (s->is_allocated || !s->defined))
            emit_allocated(&h->e, s, true);
        if (n == s->node)
            emit_form_header(&h->e, s, h->plans[s->index]);
    }
}

static void put_item(header *h, const node *n)
{
    const symbol *s = program_symbol_of(h->e.program, n);
    include_runtime(h, n->first);
    close_c(h);
    if (n->kind == NODE_IMPORT) {
        emit_import(&h->e, n);
    } else if (s && s->in_header && s->module == h->e.program->main) {
        size_t start = h->w->length;
        if (!s->is_static)
            put_comment(h, n->first);
        put_form(h, s, n);
        size_t length = h->w->length - start;
        const char *text = public_form(h->e.program, h->w->text + start, &length);
        h->w->length = start;
        writer_put_bytes(h->w, text, length);
    }
    if (n->kind == NODE_FORM && n->form.body)
        put_directives(h, n->form.body->first, n->form.body->last + 1);
}

/* ---- all of it ---- */

/* The first token that needs acm.h, outside of conditionals. */
static uint32_t first_need(header *h, const node *last)
{
    for (const node *n = h->e.program->main->unit->items; n; n = n->next) {
        if (n->kind != NODE_C)
            return outside_conditionals(&h->e, n->first);
        for (uint32_t i = n->first; i <= n->last; ) {
            external x = external_read(&h->shape, i, n->last + 1);
            if (x.kind == EXTERNAL_DECLARATION && is_kept(h, &x))
                return outside_conditionals(&h->e, i);
            i = x.end;
        }
        if (n == last)
            break;
    }
    return 0;
}

static bool has_private_types(const program *p)
{
    for (size_t i = 0; i < p->main->symbols.count; i++) {
        const symbol *s = p->main->symbols.at[i];
        if (s->kind == SYMBOL_MANAGER && s->is_static && s->in_header)
            return true;
    }
    return false;
}

const char *emit_header(program *p, plan *const *plans, size_t *length)
{
    const module *main = p->main;
    const node *last = main->last_exported;
    writer *w = writer_new(p->arena, main->path, NULL);
    header h = {.e = {.program = p, .tokens = main->tokens, .w = w}, .w = w, .arena = p->arena, .plans = plans,
                .shape = {.arena = p->arena, .tokens = (tokens *)main->tokens}, .has_private = has_private_types(p)};
    writer_printf(w, "/* Generated by acmc from %s. */\n#ifndef %s\n#define %s\n\n", path_name(main->path), main->guard, main->guard);
    if (last)
        h.runtime = first_need(&h, last);
    for (const node *n = last ? main->unit->items : NULL; n; n = n->next) {
        if (n->kind == NODE_C)
            put_c(&h, n->first, n->last + 1);
        else
            put_item(&h, n);
        if (n == last)
            break;
    }
    close_c(&h);
    while (h.conditionals-- > 0)
        writer_put(w, "#endif\n");
    writer_blank(w);
    writer_put(w, "#endif\n");
    *length = w->length;
    return w->text;
}
