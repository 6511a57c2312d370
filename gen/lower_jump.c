/* Ways out: every return, break, continue and goto goes through the cleanups between it and where it goes.  Each
 * cleanup stands once; it is told why it runs, and what follows it asks. */
#include <string.h>

#include "labels.h"
#include "lower_internal.h"

void push_enclosure(lowering *l, enclosure *e, enclosure_kind kind, const node *statement, const node *part)
{
    e->kind = kind;
    e->outer = l->inside;
    e->node = statement;
    e->part = part;
    l->inside = e;
}

void pop_enclosure(lowering *l)
{
    l->inside = l->inside->outer;
}

/* The cleanups around have to do with errors. */
static void note_errors(lowering *l)
{
    for (enclosure *e = l->inside; e; e = e->outer)
        if (e->kind == ENCLOSURE_CLEANUP)
            e->has_errors = true;
}

label *error_target(lowering *l)
{
    note_errors(l);
    for (enclosure *e = l->inside; e; e = e->outer)
        if (e->errors) {
            e->may_raise = true;
            return e->errors;
        }
    return &l->plan->raised;
}

void add_raised(lowering *l)
{
    op *o = add_op(l, OP_RAISED);
    o->label = error_target(l);
    o->source = 0;
}

/* ---- through what is between ---- */

static op *detached_line(lowering *l, const char *call, variable *record)
{
    op *o = arena_alloc(l->arena, sizeof *o);
    o->kind = OP_LINE;
    add_format(l, &o->text, "%s(%s, &%V);", call, l->plan->task, record);
    return o;
}

static void note_reason(lowering *l, enclosure *guarded, const jump *j)
{
    for (size_t i = 0; i < guarded->jumps.count; i++)
        if (strcmp(guarded->jumps.at[i]->why, j->why) == 0)
            return;
    jump *kept = arena_alloc(l->arena, sizeof *kept);
    *kept = *j;
    LIST_ADD(l->arena, guarded->jumps, kept);
}

/* What a jump does at its destination. */
static void arrive(const jump *j, action *a)
{
    switch (j->kind) {
    case JUMP_RETURN:
        a->kind = j->to->label ? ACTION_GOTO : ACTION_DONE;
        a->label = j->to->label;
        break;
    case JUMP_BREAK:
        a->kind = ACTION_BREAK;
        break;
    case JUMP_CONTINUE:
        a->kind = j->to->label ? ACTION_GOTO : ACTION_CONTINUE;
        a->label = j->to->label;
        break;
    case JUMP_GOTO:
        a->kind = ACTION_GOTO;
        a->label = j->label;
        break;
    }
}

action *leave_by(lowering *l, const jump *j)
{
    action *a = arena_alloc(l->arena, sizeof *a);
    for (enclosure *e = l->inside; e && e != j->to; e = e->outer) {
        if (e->kind == ENCLOSURE_HANDLER) {
            LIST_ADD(l->arena, a->before, detached_line(l, "acm_handled", e->record));
        } else if (e->kind == ENCLOSURE_CLEANUP) {
            e->has_errors = true;
            LIST_ADD(l->arena, a->before, detached_line(l, "acm_left_by_jump", e->record));
        } else if (e->kind == ENCLOSURE_GUARDED) {
            note_reason(l, e, j);
            a->kind = ACTION_LEAVE;
            a->label = e->label;
            a->record = e->record;
            a->why = j->why;
            return a;
        }
    }
    arrive(j, a);
    return a;
}

static void add_jump(lowering *l, const jump *j)
{
    op *o = add_op(l, OP_JUMP);
    o->action = leave_by(l, j);
    l->is_live = false;
}

/* ---- statements ---- */

static enclosure *find_return(const lowering *l)
{
    enclosure *e = l->inside;
    while (e->kind != ENCLOSURE_FUNCTION && e->kind != ENCLOSURE_REGION)
        e = e->outer;
    return e;
}

/* Whether a spliced exit suppresses: false where the exit begins. */
static variable *suppresses(lowering *l, enclosure *region)
{
    if (!region->suppresses) {
        variable *x = new_variable(l, "suppresses");
        x->type_text = "bool";
        x->birth = insert_line_after(l, region->begin);
        value *no = new_value(l);
        add_text(l, no, "false");
        x->birth->kind = OP_DECLARE;
        LIST_ADD(l->arena, x->birth->initialized, ((initialized){.variable = x, .value = no}));
        region->suppresses = x;
    }
    return region->suppresses;
}

/* What `return value` does with the value. */
static void return_value(lowering *l, enclosure *to, value *v, const node *n)
{
    if (to->is_exit)
        note_errors(l);
    if (to->is_exit && l->inside != to) {        /* decided now, done when the handlers and cleanups in between are */
        variable *x = suppresses(l, to);
        add_formatted(l, OP_LINE, "%V = %v;", x, v)->assigns = x;
    } else if (to->is_exit) {
        add_formatted(l, OP_HEAD, "if (%v)", v)->flow = FLOW_IF;
        add_formatted(l, OP_LINE, "acm_suppress(%s, &%V);", l->plan->task, to->record);
    } else if (to->kind == ENCLOSURE_REGION && to->result) {
        add_assignment(l, to->result, v);
        if (!to->result->birth)
            to->result->birth = l->ops->last;
    } else if (to->kind == ENCLOSURE_REGION) {
        add_formatted(l, OP_LINE, "(void)(%v);", v);
    } else if (l->plan->signature->is_void) {
        if (n->expression.value->kind != NODE_AWAIT)
            add_formatted(l, OP_LINE, "%v;", v);
    } else {
        add_assignment(l, &l->plan->result, v);
    }
}

void lower_return(lowering *l, const node *n, bool is_last)
{
    enclosure *to = find_return(l);
    if (n->expression.value) {
        value *v = lower_assigned(l, n->expression.value);
        return_value(l, to, v, n);
        end_of_expression(l);
    }
    jump j = {.kind = JUMP_RETURN, .to = to, .why = "ACM_RETURN"};
    bool at_end = is_last && l->inside == to && to->label;
    if (!at_end)                          /* else what follows is the region's end anyway */
        add_jump(l, &j);
}

void lower_break(lowering *l, const node *n)
{
    bool is_break = n->kind == NODE_BREAK;
    const enclosure *e = l->inside;
    while (e && e->kind != ENCLOSURE_FUNCTION && e->kind != ENCLOSURE_REGION
           && !(e->kind == ENCLOSURE_LOOP || (is_break && e->kind == ENCLOSURE_SWITCH)))
        e = e->outer;
    jump j = {.kind = is_break ? JUMP_BREAK : JUMP_CONTINUE, .to = e, .why = is_break ? "ACM_BREAK" : "ACM_CONTINUE"};
    add_jump(l, &j);
}

/* Whether a label's statement is in the part of a statement that an enclosure stands for. */
static bool encloses(const enclosure *e, const node *at)
{
    if (e->kind == ENCLOSURE_FUNCTION)
        return true;
    for (; at; at = at->parent) {
        if (e->part && at == e->part)
            return true;
        if (!e->part && e->node && e->node->kind == NODE_TRY && at->parent == e->node && at != e->node->attempt.finally)
            return true;
        bool rest = e->kind == ENCLOSURE_GUARDED && e->node && (e->node->kind == NODE_DEFER || e->node->kind == NODE_DECLARATION || node_is_label(e->node));
        if (rest && at->parent == e->node->parent && at->first > e->node->first)
            return true;                  /* in the rest of the defer's block, or the declaration's */
    }
    return false;
}

static const node *find_label(const lowering *l, const node *in, uint32_t name);

static const node *find_label_in_list(const lowering *l, const node *list, uint32_t name)
{
    for (; list; list = list->next) {
        const node *found = find_label(l, list, name);
        if (found)
            return found;
    }
    return NULL;
}

static const node *find_label(const lowering *l, const node *in, uint32_t name)
{
    if (!in)
        return NULL;
    if (in->kind == NODE_LABEL && same_label(l->tokens, l->body->first, in->label.name, name))
        return in;
    const node *found = NULL;
    switch (in->kind) {
    case NODE_BLOCK: return find_label_in_list(l, in->block.statements, name);
    case NODE_IF:
        found = find_label(l, in->branch.then, name);
        return found ? found : find_label(l, in->branch.otherwise, name);
    case NODE_WHILE: case NODE_DO: case NODE_FOR: case NODE_SWITCH: case NODE_LOOP_MACRO: return find_label(l, in->loop.body, name);
    case NODE_CASE: case NODE_DEFAULT: case NODE_LABEL: return find_label(l, in->label.statement, name);
    case NODE_WITH: return find_label(l, in->with.body, name);
    case NODE_ASYNC_FOR: return find_label(l, in->async_for.body, name);
    case NODE_TRY:
        if ((found = find_label(l, in->attempt.body, name)) || (found = find_label_in_list(l, in->attempt.handlers, name))
            || (found = find_label(l, in->attempt.otherwise, name)))
            return found;
        return find_label(l, in->attempt.finally, name);
    case NODE_HANDLER: return find_label(l, in->handler.body, name);
    case NODE_DEFER: return find_label(l, in->defer.body, name);
    default: return NULL;
    }
}

/* It needs a number of its own where it goes through a cleanup. */
static void note_goto_reason(lowering *l, const char *why)
{
    for (size_t i = 0; i < l->plan->goto_reasons.count; i++)
        if (strcmp(l->plan->goto_reasons.at[i], why) == 0)
            return;
    LIST_ADD(l->arena, l->plan->goto_reasons, why);
}

void lower_goto(lowering *l, const node *n)
{
    const node *value = n->expression.value;
    uint32_t name = value->first;
    const node *target = value->kind == NODE_RUN && value->first == value->last ? find_label(l, l->body, name) : NULL;
    if (!target) {                        /* a computed goto: C's, where nothing is in its way (see check.c) */
        add_formatted(l, OP_LINE, "goto %v;", lower_expression(l, value))->flow = FLOW_COMPUTED;
        l->is_live = false;
        return;
    }
    const enclosure *e = l->inside;
    while (!encloses(e, target))
        e = e->outer;
    label *to = arena_alloc(l->arena, sizeof *to);
    *to = (label){.name = token_text(l->arena, l->tokens, name), .is_used = true, .by_user = user_label(l, name)};
    jump j = {.kind = JUMP_GOTO, .to = e, .label = to};
    j.why = arena_printf(l->arena, "goto_%s", to->name);
    add_jump(l, &j);
    if (l->ops->last->action->kind == ACTION_LEAVE)
        note_goto_reason(l, j.why);
}
