/* Managers: the types that they are in C, and the methods that are functions of C's. */
#include <string.h>

#include "defaults.h"
#include "emit.h"

/* `T NAME_method(NAME *self, …)` of a method without async: a function of C's. */
static void emit_method_head(emitter *e, const symbol *s)
{
    const signature *sig = symbol_signature(s);
    variable x = {.specifiers = sig->specifiers, .declarator = sig->declarator, .name_token = sig->name, .is_result = true};
    const char *list = emit_parameters(e, s, false);
    emit_declaration(e, &x, arena_printf(e->program->arena, "%s(%s)", s->c_name, list + 2), false);
}

void emit_method(emitter *e, const symbol *s, const value *body, bool header)
{
    writer_begin(e->w, 0, 0);
    writer_put(e->w, s->is_static ? "static inline " : "");
    emit_method_head(e, s);
    writer_put(e->w, header ? ";\n" : "\n");
    if (header)
        return;
    writer_begin(e->w, source_line(e->tokens->source, e->tokens->at[s->node->form.body->first].start), 0);
    emit_value(e, body);
    writer_put(e->w, "\n\n");
}

static void emit_default(emitter *e, const symbol *s, const node *d, bool header)
{
    const tokens *t = s->module->tokens;
    arena *a = e->program->arena;
    const node *value = d->declarator.initializer;
    const char *head = arena_printf(a, "%s %s(void)", s->name, default_function(a, s, d));
    if (header) {
        writer_line(e->w, "ACM_BEGIN_C\n%s;\nACM_END_C", head);
        return;
    }
    writer_line(e->w, "%s%s\n{", s->is_static ? "ACM_MAYBE_UNUSED static inline " : "", head);
    e->w->indent++;
    writer_begin(e->w, source_line(t->source, t->at[value->first].start), 0);
    writer_printf(e->w, "return (%s){.%s = %s};\n", s->name, token_text(a, t, d->declarator.name), tokens_text(a, t, value->first, value->last));
    e->w->indent--;
    writer_line(e->w, "}");
}

/* A function for each default that has one, in front of the methods. */
static void emit_defaults(emitter *e, const symbol *s, bool header)
{
    if (header && s->is_static)
        return;
    for (const node *n = s->node->manager.members; n; n = n->next)
        for (const node *d = n->kind == NODE_FIELD ? n->field.declarators : NULL; d; d = d->next)
            if (d->declarator.initializer && default_is_function(e->program, s, n, d))
                emit_default(e, s, d, header);
}

static void emit_field(emitter *e, const symbol *s, const node *n)
{
    arena *a = e->program->arena;
    const tokens *t = s->module->tokens;
    const range specifiers = n->field.specifiers;
    writer_begin(e->w, n->field.declarators ? line_of_unknown_type(e, t, specifiers) : 0, 0);
    writer_put(e->w, tokens_text(a, t, specifiers.first, specifiers.last));
    for (const node *d = n->field.declarators; d; d = d->next)
        writer_printf(e->w, "%s %s", d == n->field.declarators ? "" : ",", tokens_text(a, t, d->declarator.tokens.first, d->declarator.tokens.last));
    writer_put(e->w, ";\n");
}

void emit_manager_type(emitter *e, const symbol *s, bool header)
{
    if (s->node->manager.is_extern)
        return;
    const tokens *t = s->module->tokens;
    arena *a = e->program->arena;
    const char *tag = s->is_static && s->in_header ? arena_printf(a, "%s_%s", s->module->stem, s->name) : s->name;
    if (!header || !s->is_static)         /* the short name is the file's own */
        writer_line(e->w, "typedef struct %s %s;", tag, s->name);
    writer_line(e->w, "struct %s {", tag);
    e->w->indent++;
    bool any = false;
    for (const node *n = s->node->manager.members; n; n = n->next) {
        if (n->kind == NODE_DIRECTIVE) {
            writer_printf(e->w, "%s\n", tokens_text(a, t, n->first, n->last));
            continue;
        }
        if (n->kind == NODE_FIELD)
            emit_field(e, s, n);
        any |= n->kind == NODE_FIELD;
    }
    if (!any)
        writer_line(e->w, "char acm_no_fields;");
    e->w->indent--;
    writer_line(e->w, "};");
    if (header && !s->is_static)
        writer_line(e->w, "ACM_BEGIN_C\nACM_SAME_LAYOUT(%s_manager, struct %s);\nACM_END_C", s->name, s->name);
    else if (!s->is_static)
        writer_line(e->w, "ACM_LAYOUT(%s_manager, struct %s);", s->name, s->name);
    emit_defaults(e, s, header);
}
