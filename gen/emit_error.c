/* Errors: the types that they are in C.  Each repeats its ancestors' fields; what these define, enums and types with tags, is defined once, in front. */
#include "emit.h"

/* ---- what fields define ---- */

/* Where the specifier AT, of a struct, union or enum, ends that defines something: with its brace, or attributes behind it; 0: it defines nothing. */
static uint32_t end_of_definition(const tokens *tokens, uint32_t at, uint32_t *tag)
{
    const token *t = tokens->at;
    const bool is_enum = t[at].word == WORD_ENUM;
    if (!is_enum && t[at].word != WORD_STRUCT && t[at].word != WORD_UNION)
        return 0;
    uint32_t open = at + 1;
    *tag = 0;
    for (; t[open].lexeme == LEX_NAME || t[open].lexeme == '(' || t[open].lexeme == '['; open = t[open].mate > open ? t[open].mate + 1 : open + 1)
        if (t[open].lexeme == LEX_NAME && word_may_be_name(t[open].word))
            *tag = open;
    if (t[open].lexeme != '{' || t[open].mate < open || !(is_enum || *tag))
        return 0;
    uint32_t last = t[open].mate;
    while (t[last + 1].word == WORD_ATTRIBUTE && t[last + 2].mate > last + 2)
        last = t[last + 2].mate;
    return last;
}

/* The enum is given a tag, where it has none. */
static const char *tag_of(emitter *e, const symbol *s, uint32_t at, uint32_t tag)
{
    arena *a = e->program->arena;
    const tokens *t = s->module->tokens;
    return arena_printf(a, "%s %s", token_text(a, t, at), tag ? token_text(a, t, tag) : arena_printf(a, "%s_acm_enum_%u", s->name, at - s->node->error.fields.first));
}

static const char *definition(emitter *e, const symbol *s, uint32_t at, uint32_t last, uint32_t tag)
{
    arena *a = e->program->arena;
    const tokens *t = s->module->tokens;
    return tag ? tokens_text(a, t, at, last) : arena_printf(a, "%s %s", tag_of(e, s, at, tag), tokens_text(a, t, at + 1, last));
}

/* In the same arms of conditionals. */
static void emit_definitions(emitter *e, const symbol *s)
{
    const range fields = s->node->error.fields;
    const tokens *t = s->module->tokens;
    arena *a = e->program->arena;
    uint32_t tag, last;
    bool any = false;
    for (uint32_t i = fields.first; i <= fields.last; i++)
        any |= end_of_definition(t, i, &tag) != 0;
    for (uint32_t i = fields.first; any && i <= fields.last; i++) {
        if (t->at[i].lexeme == LEX_DIRECTIVE)
            writer_line(e->w, "%s", token_text(a, t, i));
        else if ((last = end_of_definition(t, i, &tag)) != 0) {
            writer_line(e->w, "%s;", definition(e, s, i, last, tag));
            i = last;
        }
    }
}

/* A directive stands on a line of its own. */
static const char *joined(arena *arena, const char *text, const tokens *of, uint32_t next, const char *more)
{
    const bool line = of->at[next].lexeme == LEX_DIRECTIVE || of->at[next - 1].lexeme == LEX_DIRECTIVE;
    return *text ? arena_printf(arena, "%s%s%s", text, line ? "\n" : " ", more) : more;
}

/* Without what stands in front of the type. */
static const char *fields_text(emitter *e, const symbol *s)
{
    const range fields = s->node->error.fields;
    const tokens *t = s->module->tokens;
    arena *a = e->program->arena;
    const char *text = "";
    uint32_t tag, last, first = fields.first + 1;
    for (uint32_t i = first; i < fields.last; i++) {
        if ((last = end_of_definition(t, i, &tag)) == 0)
            continue;
        if (i > first)
            text = joined(a, text, t, first, tokens_text(a, t, first, i - 1));
        text = joined(a, text, t, i, tag_of(e, s, i, tag));
        i = last;
        first = last + 1;
    }
    if (first < fields.last)
        text = joined(a, text, t, first, tokens_text(a, t, first, fields.last - 1));
    return text;
}

static void emit_fields(emitter *e, const symbol *s)
{
    const range fields = s->node->error.fields;
    if (!range_empty(fields) && fields.last > fields.first + 1)
        writer_line(e->w, "%s", fields_text(e, s));
}

/* ---- the type ---- */

/* The fields of a type, its ancestors' in anonymous structs inside, the root's innermost: so each has the offset that it
 * has in the ancestor. */
static void emit_inherited(emitter *e, const symbol *s)
{
    const char *parent = token_text(e->program->arena, s->module->tokens, s->node->error.parent);
    const symbol *up = program_find_anywhere(e->program, parent);
    if (!up || up == s) {
        writer_line(e->w, "acm_error_head acm;");
        return;
    }
    writer_line(e->w, "ACM_ANONYMOUS struct {");
    e->w->indent++;
    emit_inherited(e, up);
    e->w->indent--;
    writer_line(e->w, "};");
    emit_fields(e, s);
}

void emit_error(emitter *e, const symbol *s, bool header)
{
    if (s->node->error.is_extern)
        return;
    const char *parent = token_text(e->program->arena, s->module->tokens, s->node->error.parent);
    const symbol *up = program_find_anywhere(e->program, parent);
    writer_line(e->w, "typedef struct %s %s;", s->name, s->name);
    if (!range_empty(s->node->error.fields))
        emit_definitions(e, s);
    writer_line(e->w, "struct %s {", s->name);
    e->w->indent++;
    writer_line(e->w, "union {");
    e->w->indent++;
    writer_line(e->w, "struct %s acm_parent;", parent);
    writer_line(e->w, "ACM_ANONYMOUS struct {");
    e->w->indent++;
    if (up)
        emit_inherited(e, up);
    e->w->indent--;
    writer_line(e->w, "};");
    e->w->indent--;
    writer_line(e->w, "};");
    emit_fields(e, s);
    e->w->indent--;
    writer_line(e->w, "};");
    if (header)
        writer_line(e->w, "ACM_BEGIN_C");
    writer_line(e->w, "extern const acm_error_type %s_type;", s->name);
    if (header) {
        writer_line(e->w, "ACM_SAME_LAYOUT(%s_type, struct %s);", s->name, s->name);
        writer_line(e->w, "ACM_END_C");
        writer_blank(e->w);
        return;
    }
    writer_line(e->w, "ACM_ERROR_TYPE(%s, %s);", s->name, parent);
    if (!s->is_static)
        writer_line(e->w, "ACM_LAYOUT(%s_type, struct %s);", s->name, s->name);
}
