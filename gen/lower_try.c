/* try, except, finally, defer, raise. */
#include <string.h>

#include "lower_internal.h"

/* ---- cleanups ---- */

/* What a cleanup does: a block, or a line. */
typedef struct cleanup_code {
    const node *block;
    value *line;
} cleanup_code;

/* Begins what is left through a cleanup. */
void begin_guarded(lowering *l, enclosure *guarded, const node *n, const node *part)
{
    guarded->label = guarded->errors = new_label(l, "finally", &l->finally_count);
    guarded->record = record_at(l, false, l->cleanups);
    push_enclosure(l, guarded, ENCLOSURE_GUARDED, n, part);
}

static void lower_cleanup(lowering *l, enclosure *guarded, const node *n, cleanup_code code)
{
    bool ended = l->is_live;
    end_guarded(l, guarded);
    l->source = 0;
    add_label(l, guarded->label);
    enclosure cleanup = {0};
    open_cleanup(l, &cleanup, guarded, n, code.block);
    if (code.block) {
        add_op(l, OP_OPEN);
        lower_block_inside(l, code.block, false);
        add_op(l, OP_CLOSE)->source = 0;
    } else {
        l->source = n->first;
        add_formatted(l, OP_LINE, "%v;", code.line);
    }
    bool live = close_cleanup(l, guarded, &cleanup);
    dispatch(l, guarded, ended && live);
    guarded->record->death = l->ops->last;
}

void end_guarded_by_line(lowering *l, enclosure *guarded, const node *n, value *line)
{
    lower_cleanup(l, guarded, n, (cleanup_code){.line = line});
}

void lower_defer(lowering *l, const node *n, const node *rest)
{
    enclosure guarded = {0};
    begin_guarded(l, &guarded, n, NULL);
    lower_statements(l, rest, false);
    lower_cleanup(l, &guarded, n, (cleanup_code){.block = n->defer.body});
}

/* ---- handlers ---- */

static value *catches(lowering *l, const node *handler, variable *record)
{
    value *v = new_value(l);
    if (!handler->handler.types) {
        add_format(l, v, "acm_catch(%s, &%V, &acm_Error_type)", l->plan->task, record);
        return v;
    }
    for (const node *type = handler->handler.types; type; type = type->next)
        add_format(l, v, "%sacm_catch(%s, &%V, &%s_type)", type == handler->handler.types ? "" : " || ", l->plan->task, record,
                   token_text(l->arena, l->tokens, type->first));
    return v;
}

static void declare_handler_name(lowering *l, const node *handler, variable *record)
{
    variable *x = new_variable(l, token_text(l->arena, l->tokens, handler->handler.name));
    const node *types = handler->handler.types;
    const char *type = types->next ? "acm_BaseError" : token_text(l->arena, l->tokens, types->first);
    x->type_text = arena_printf(l->arena, "const %s *", type);
    x->handling = record;
    declare_variable(l, x);
    op *o = add_op(l, OP_DECLARE);
    o->source = handler->first;
    value *v = new_value(l);
    if (strcmp(type, "acm_BaseError") == 0)
        add_format(l, v, "%V.error", record);
    else
        add_format(l, v, "(const %s *)%V.error", type, record);
    LIST_ADD(l->arena, o->initialized, ((initialized){.variable = x, .value = v}));
    x->birth = o;
}

static bool name_is_used(const lowering *l, const node *handler)
{
    for (uint32_t i = handler->handler.body->first; i < handler->handler.body->last; i++)
        if (l->t[i].lexeme == LEX_NAME && l->t[i - 1].word != WORD_RAISE && tokens_same(l->tokens, i, l->tokens, handler->handler.name))
            return true;
    return false;
}

static bool lower_handler(lowering *l, const node *n, const node *handler, variable *record)
{
    bool first = handler == n->attempt.handlers;
    op *head = add_formatted(l, OP_OPEN, first ? "if (%v)" : "else if (%v)", catches(l, handler, record));
    head->source = handler->first;
    head->flow = FLOW_IF;
    head->joins = head->is_else = !first;
    enclosure e = {.record = record, .errors = new_label(l, "handled", &l->handled_count)};
    push_enclosure(l, &e, ENCLOSURE_HANDLER, n, handler);
    l->handlers++;
    l->is_live = true;
    scope *s = open_scope(l);
    bool named = handler->handler.name && name_is_used(l, handler);
    if (handler->handler.name && !named) {             /* only raised again */
        variable *x = new_variable(l, token_text(l->arena, l->tokens, handler->handler.name));
        x->handling = record;
        x->never_in_frame = true;
        declare_variable(l, x);
    }
    if (named) {                          /* a block, so that no jump enters the name's scope */
        add_op(l, OP_OPEN);
        declare_handler_name(l, handler, record);
    }
    lower_block_inside(l, handler->handler.body, false);
    close_scope(l, s);
    if (named)
        add_op(l, OP_CLOSE)->source = 0;
    l->handlers--;
    pop_enclosure(l);
    bool live = l->is_live;
    add_label(l, e.errors);
    op *handled = add_formatted(l, OP_LINE, "acm_handled(%s, &%V);", l->plan->task, record);
    handled->source = 0;
    handled->only_if = live ? NULL : e.errors;
    add_op(l, OP_CLOSE)->source = 0;
    return live;
}

static void lower_try_body(lowering *l, const node *n)
{
    op *open = add_op(l, OP_OPEN);
    open->comment = "/* try */";
    lower_block_inside(l, n->attempt.body, false);
    add_op(l, OP_CLOSE)->source = 0;
}

static void lower_handlers(lowering *l, const node *n)
{
    enclosure attempt = {.errors = new_label(l, "except", &l->except_count)};
    variable *record = record_at(l, true, l->handlers);
    push_enclosure(l, &attempt, ENCLOSURE_TRY, n, n->attempt.body);
    lower_try_body(l, n);
    pop_enclosure(l);
    if (n->attempt.otherwise) {
        op *open = add_op(l, OP_OPEN);
        open->comment = "/* else */";
        open->source = 0;
        lower_block_inside(l, n->attempt.otherwise, false);
        add_op(l, OP_CLOSE)->source = 0;
    }
    bool live = l->is_live;
    add_label(l, attempt.errors);
    for (const node *h = n->attempt.handlers; h; h = h->next)
        live |= lower_handler(l, n, h, record);
    add_raised(l);
    l->is_live = live;
    record->death = l->ops->last;
}

void lower_try(lowering *l, const node *n)
{
    enclosure guarded = {0};
    if (n->attempt.finally)
        begin_guarded(l, &guarded, n, NULL);
    if (n->attempt.handlers)
        lower_handlers(l, n);
    else
        lower_try_body(l, n);
    if (n->attempt.finally)
        lower_cleanup(l, &guarded, n, (cleanup_code){.block = n->attempt.finally});
}

/* ---- raise ---- */

static bool is_field(const lowering *l, const node *argument)
{
    return l->t[argument->first].lexeme == '.';
}

static void add_goto(lowering *l, label *target)
{
    op *o = add_op(l, OP_JUMP);
    o->action = arena_alloc(l->arena, sizeof *o->action);
    o->action->kind = ACTION_GOTO;
    o->action->label = target;
}

static variable *record_of_handler(const lowering *l, const node *n)
{
    if (n->raise.type) {
        const variable *x = find_variable(l, n->raise.type);
        return x ? x->handling : NULL;
    }
    for (const enclosure *e = l->inside; e; e = e->outer)
        if (e->kind == ENCLOSURE_HANDLER)
            return e->record;
    return NULL;
}

static void raise_again(lowering *l, const node *n)
{
    variable *record = record_of_handler(l, n);
    label *target = error_target(l);
    if (!record)
        return;
    if (!n->raise.from) {
        op *o = add_formatted(l, OP_LINE, "%s%s, %V.error);", macro(l, "ACM_RAISE_AGAIN"), target->name, record);
        o->label = target;
        return;
    }
    add_op(l, OP_OPEN);
    add_formatted(l, OP_LINE, "acm_raise_again(%s, %V.error);", l->plan->task, record);
    add_formatted(l, OP_LINE, "acm_raise_from(%s, %v);", l->plan->task, tokens_value(l, (range){n->raise.from, n->raise.from}, NULL));
    add_goto(l, target);
    add_op(l, OP_CLOSE);
}

static void raise_new(lowering *l, const node *n)
{
    const char *type = token_text(l->arena, l->tokens, n->raise.type);
    value *message = new_value(l), *fields = new_value(l);
    bool has_message = false, has_fields = false;
    for (const node *a = n->raise.arguments; a; a = a->next) {
        value *v = hoist_value(l, a);
        if (is_field(l, a)) {
            add_format(l, fields, "%s%v", has_fields ? ", " : "", v);
            has_fields = true;
        } else {
            add_format(l, message, ", %v", v);
            has_message = true;
        }
    }
    l->source = n->first;
    unsigned at = add_point(l, n->first);
    label *target = error_target(l);
    if (has_message && !has_fields && !n->raise.from) {
        op *o = add_formatted(l, OP_LINE, "%s%P, %s, %s%v);", macro(l, "ACM_RAISE"), at, target->name, type, message);
        o->label = target;
        end_of_expression(l);
        return;
    }
    value *payload = new_value(l);
    if (has_fields)
        add_format(l, payload, "&(%s){%v}", type, fields);
    else
        add_text(l, payload, "NULL");
    add_op(l, OP_OPEN);
    add_formatted(l, OP_LINE, has_message ? "acm_raise(%s, %s, %P, &%s_type, %v%v);" : "acm_raise_silent(%s, %s, %P, &%s_type, %v);",
                  l->plan->frame, l->plan->task, at, type, payload, message);
    if (n->raise.from)
        add_formatted(l, OP_LINE, "acm_raise_from(%s, %v);", l->plan->task, tokens_value(l, (range){n->raise.from, n->raise.from}, NULL));
    add_goto(l, target);
    add_op(l, OP_CLOSE)->source = 0;
    end_of_expression(l);
}

void lower_raise(lowering *l, const node *n)
{
    if (n->raise.has_parentheses)
        raise_new(l, n);
    else
        raise_again(l, n);
    l->is_live = false;
}
