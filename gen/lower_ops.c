/* Making operations and text. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "labels.h"
#include "lower_internal.h"

op *add_op(lowering *l, op_kind kind)
{
    op *o = arena_alloc(l->arena, sizeof *o);
    o->kind = kind;
    o->source = l->source;
    if (l->ops->last)
        l->ops->last->next = o;
    else
        l->ops->first = o;
    l->ops->last = o;
    if (kind != OP_CLOSE && kind != OP_MARK && kind != OP_BLANK)
        l->ops->significant = o;
    return o;
}

void add_piece(lowering *l, value *v, piece p)
{
    LIST_ADD(l->arena, v->pieces, p);
}

void add_text(lowering *l, value *v, const char *text)
{
    if (*text)
        add_piece(l, v, (piece){.kind = PIECE_TEXT, .text = text});
}

void add_variable(lowering *l, value *v, variable *x)
{
    add_piece(l, v, (piece){.kind = PIECE_VARIABLE, .variable = x});
}

void add_value(lowering *l, value *v, value *other)
{
    add_piece(l, v, (piece){.kind = PIECE_VALUE, .value = other});
}

value *new_value(lowering *l)
{
    return arena_alloc(l->arena, sizeof(value));
}

static void add_formatted_list(lowering *l, value *v, const char *format, va_list arguments)
{
    const char *run = format;
    for (const char *c = format; ; c++) {
        if (*c && *c != '%')
            continue;
        if (c > run)
            add_text(l, v, arena_copy(l->arena, run, (size_t)(c - run)));
        if (!*c)
            return;
        switch (*++c) {
        case 'V': add_variable(l, v, va_arg(arguments, variable *)); break;
        case 'v': add_value(l, v, va_arg(arguments, value *)); break;
        case 's': add_text(l, v, va_arg(arguments, const char *)); break;
        case 'P': add_piece(l, v, (piece){.kind = PIECE_POINT, .point = va_arg(arguments, unsigned)}); break;
        case 'u': add_text(l, v, arena_printf(l->arena, "%u", va_arg(arguments, unsigned))); break;
        case '%': add_text(l, v, "%"); break;
        default: break;
        }
        run = c + 1;
    }
}

void add_format(lowering *l, value *v, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_formatted_list(l, v, format, arguments);
    va_end(arguments);
}

op *add_formatted(lowering *l, op_kind kind, const char *format, ...)
{
    op *o = add_op(l, kind);
    va_list arguments;
    va_start(arguments, format);
    add_formatted_list(l, &o->text, format, arguments);
    va_end(arguments);
    return o;
}

value *assignment(lowering *l, variable *x, value *v)
{
    value *line = new_value(l);
    if (!x->is_constant) {
        add_format(l, line, "%V = %v;", x, v);
        return line;
    }
    add_format(l, line, "acm_copy(&%V, (", x);
    add_piece(l, line, (piece){.kind = PIECE_TYPE, .variable = x});
    add_format(l, line, " [1]){%v}, sizeof %V);", v, x);
    return line;
}

op *add_assignment(lowering *l, variable *x, value *v)
{
    op *o = add_formatted(l, OP_LINE, "%v", assignment(l, x, v));
    o->assigns = x;
    return o;
}

op *add_label(lowering *l, label *label)
{
    op *o = add_op(l, OP_LABEL);
    o->label = label;
    o->source = 0;
    return o;
}

/* The labels of the body, found when the first of acmc's is made. */
bool is_users_label(lowering *l, const char *name)
{
    if (!l->knows_labels)
        for (uint32_t i = l->body->first; i < l->body->last; i++)
            if (l->t[i].lexeme == LEX_NAME && l->t[i + 1].lexeme == ':')
                LIST_ADD(l->arena, l->labels, i);
    l->knows_labels = true;
    for (size_t i = 0; i < l->labels.count; i++)
        if (token_is(l->tokens, l->labels.at[i], name))
            return true;
    return false;
}

const char *user_label(lowering *l, uint32_t name)
{
    const char *text = token_text(l->arena, l->tokens, name);
    uint32_t block = label_block(l->tokens, l->body->first, name);
    return block ? arena_printf(l->arena, "%s %u", text, block) : text;
}

label *new_label(lowering *l, const char *prefix, unsigned *count)
{
    label *made = arena_alloc(l->arena, sizeof *made);
    do
        made->name = arena_printf(l->arena, "%s_%u", prefix, ++*count);
    while (is_users_label(l, made->name));
    return made;
}

unsigned add_point(lowering *l, uint32_t token)
{
    if (l->plan->points.count == 0)
        LIST_ADD(l->arena, l->plan->points, ((point){0}));
    point p = {token, l->spliced_at, l->spliced_name, 0, l->within};
    LIST_ADD(l->arena, l->plan->points, p);
    return (unsigned)l->plan->points.count - 1;
}

const char *macro(lowering *l, const char *name)
{
    if (strcmp(l->plan->frame, "frame") == 0 && strcmp(l->plan->task, "task") == 0)
        return arena_printf(l->arena, "%s(", name);
    return arena_printf(l->arena, "%s_IN(%s, %s, ", name, l->plan->frame, l->plan->task);
}
