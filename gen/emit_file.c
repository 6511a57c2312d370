/* A whole file: C as it stands, forms as what they become, each in its place. */
#include <string.h>

#include "conditional.h"
#include "emit.h"
#include "lower.h"
#include "paths.h"

bool is_plain_method(const symbol *s)
{
    return s->manager && !s->node->form.is_async && s != s->manager->enter && s != s->manager->exit;
}

uint32_t outside_conditionals(const emitter *e, uint32_t token)
{
    const tokens *t = e->tokens;
    if (arm_at(t, token) == 0)
        return token;
    while (token > 0 && !(t->at[token].lexeme == LEX_DIRECTIVE && arm_at(t, token) == 0
                          && directive_of(e->program->arena, t, token) == DIRECTIVE_IF))
        token--;
    return token;
}

void emit_import(emitter *e, const node *n)
{
    const char *quoted = token_text(e->program->arena, e->tokens, n->import.path);
    writer_printf(e->w, "#include %.*s.h\"\n", (int)strlen(quoted) - 1, quoted);
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* The source's bytes FROM up to END, as they are; beside a form, without the rest of its line and what indents it. */
static void emit_source(emitter *e, uint32_t from, uint32_t end)
{
    const source *s = e->tokens->source;
    uint32_t c = from, start = from;
    while (c < end && is_space(s->bytes[c]) && s->bytes[c] != '\n')
        c++;
    if (c < end && e->after_form && s->bytes[c] == '\n')
        from = c + 1;
    for (c = from; c < end && is_space(s->bytes[c]); c++)
        ;
    if (c == end && start > 0) {
        if (from < end)
            writer_blank(e->w);
        return;
    }
    while (end < s->length && end > from && (s->bytes[end - 1] == ' ' || s->bytes[end - 1] == '\t'))
        end--;
    if (end == from)
        return;
    writer_begin_source_text(e->w, source_line(s, from));
    writer_put_bytes(e->w, s->bytes + from, end - from);
    if (s->bytes[end - 1] != '\n' && end < s->length)
        writer_end(e->w);
}

/* A callee that is only declared here is called through a frame that is allocated. */
static void emit_prototype(emitter *e, const symbol *s, const node *n)
{
    bool first = s->module == e->program->main && s->declared == n->form.signature->name;
    if (first && !n->form.body && !n->form.is_extern && s->is_allocated)
        emit_allocated(e, s, false);
}

static void emit_methods(emitter *e, const symbol *manager, plan *const *plans)
{
    symbol *const *const all = e->program->main->symbols.at;
    const size_t first = manager->index + 1, end = end_of_methods(manager);
    for (size_t i = first; i < end; i++)
        if (all[i]->is_allocated)
            emit_allocated(e, all[i], false);
    for (size_t i = first; i < end; i++) {
        if (is_plain_method(all[i]))
            emit_method(e, all[i], lower_method(e->program, all[i]), false);
        else
            emit_form(e, all[i], plans[i]);
    }
}

static void emit_item(emitter *e, const node *n, plan *const *plans)
{
    symbol *s = program_symbol_of(e->program, n);
    if (n->kind == NODE_IMPORT) {
        writer_begin_source_text(e->w, 0);
        emit_import(e, n);
    } else if (s && n->kind == NODE_ERROR) {
        emit_error(e, s, false);
    } else if (s && n->kind == NODE_MANAGER) {
        emit_manager_type(e, s, false);
        emit_methods(e, s, plans);
    } else if (s && n->kind == NODE_FORM) {
        emit_prototype(e, s, n);
        if (n == s->node && (n->form.body || n->form.is_extern))
            emit_form(e, s, plans[s->index]);
    }
}

/* The token before which acm.h comes, before the first form: by then the file has said which features it wants of the system.
 * If that form stands in a conditional, before that. */
static uint32_t place_of_runtime(const emitter *e)
{
    for (const node *n = e->program->main->unit->items; n; n = n->next)
        if (n->kind != NODE_C)
            return outside_conditionals(e, n->first);
    return UINT32_MAX;
}

/* The first token past it. */
static uint32_t end_of_item(const emitter *e, const node *n)
{
    return n->last + 1 + (n->kind == NODE_MANAGER && e->tokens->at[n->last + 1].lexeme == ';');
}

/* What stands between is comments, which belong to what comes next. */
static bool is_comment(const char *c, const char *end)
{
    while (c < end)
        if (is_space(*c)) {
            c++;
        } else if (end - c >= 4 && c[0] == '/' && c[1] == '*') {
            for (c += 2; c < end && !(c[0] == '*' && c[1] == '/'); c++)
                ;
            c += 2;
        } else if (end - c >= 2 && c[0] == '/' && c[1] == '/') {
            while (c < end && *c != '\n')
                c++;
        } else {
            return false;
        }
    return true;
}

/* The comments before a token that stands elsewhere than in the source, the first time that it is written. */
static void emit_comments_before(emitter *e, uint32_t at)
{
    const char *bytes = e->tokens->source->bytes;
    const uint32_t start = e->tokens->at[at].start;
    if (start <= e->most)
        return;
    if (is_comment(bytes + e->most, bytes + start))
        emit_source(e, e->most, start);
    e->most = start;
}

/* What distribute_forms.c has put AT: a directive, or what follows one in another place than in the source. */
static void emit_moved(emitter *e, uint32_t at, uint32_t end)
{
    const token *t = e->tokens->at;
    writer_begin_source_text(e->w, t[at].start == t[at].end ? 0 : source_line(e->tokens->source, t[at].start));
    if (t[at].start == t[at].end)
        writer_put(e->w, "#else");
    else
        writer_put_bytes(e->w, e->tokens->source->bytes + t[at].start, t[end - 1].end - t[at].start);
    writer_end(e->w);
}

/* The C from token FIRST up to END; FROM: the byte behind what comes before it.  Gives the byte behind it. */
static uint32_t emit_c_tokens(emitter *e, uint32_t first, uint32_t end, uint32_t from)
{
    const token *t = e->tokens->at;
    while (first < end) {
        uint32_t next = first + 1;
        while (next < end && !t[next].is_moved)
            next++;
        if (t[first].is_moved) {
            if (t[first].lexeme != LEX_DIRECTIVE)
                emit_comments_before(e, first);
            emit_moved(e, first, next);
        } else if (t[next].is_moved) {
            emit_source(e, from, t[next - 1].end);
        } else {
            break;
        }
        from = t[next - 1].end;
        e->most = from > e->most ? from : e->most;
        e->after_form = true;
        first = next;
    }
    if (first == end && t[end].is_moved) {
        emit_comments_before(e, end);
        return from;
    }
    emit_source(e, from, t[end].start);
    return t[end].start;
}

/* The text may be made twice. */
static void forget_what_is_written(const module *m)
{
    for (size_t i = 0; i < m->symbols.count; i++)
        m->symbols.at[i]->has_helpers = m->symbols.at[i]->has_guarded_helpers = 0;
}

const char *emit_c(program *p, plan *const *plans, bool measures, size_t *length)
{
    const source *s = p->main->tokens->source;
    emitter e = {.program = p, .tokens = p->main->tokens, .w = writer_new(p->arena, p->main->path, p->options->no_line ? NULL : p->options->c_name)};
    e.measures = measures;
    forget_what_is_written(p->main);
    for (size_t m = 0; m < p->modules.count; m++)
        forget_what_is_written(p->modules.at[m]);
    uint32_t from = s->length >= 3 && memcmp(s->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    uint32_t runtime = place_of_runtime(&e), at = 0;      /* tokens */
    writer_put_bytes(e.w, s->bytes, from);                /* a byte order mark stays the first thing */
    writer_printf(e.w, "/* Generated by acmc from %s. */\n", path_name(p->main->path));
    for (const node *n = p->main->unit->items; n; n = n->next) {
        if (n->kind == NODE_C)
            continue;
        if (runtime <= n->first) {
            from = emit_c_tokens(&e, at, runtime, from);
            writer_line(e.w, "#include \"%s\"", runtime_header(p));
            at = runtime;
            runtime = UINT32_MAX;
            e.after_form = false;
        }
        emit_c_tokens(&e, at, n->first, from);
        emit_item(&e, n, plans);
        at = end_of_item(&e, n);
        from = e.tokens->at[at - 1].end;
        e.most = from > e.most ? from : e.most;
        e.after_form = true;
    }
    emit_c_tokens(&e, at, e.tokens->count, from);
    *length = e.w->length;
    return e.w->text;
}
