/* Loops.  They stay as they are in the source; only what awaits in conditions and steps is taken out of them. */
#include "lower_internal.h"
#include "macros.h"

static void push_loop(lowering *l, enclosure *loop, const node *n, label *at_continue)
{
    push_enclosure(l, loop, ENCLOSURE_LOOP, n, n->loop.body);
    loop->label = at_continue;
}

/* if (!condition) break; */
static void break_unless(lowering *l, const node *condition)
{
    value *v = lower_expression(l, condition);
    bool simple = condition->kind == NODE_AWAIT || condition->kind == NODE_PARENTHESES;
    op *head = add_formatted(l, OP_HEAD, simple ? "if (!%v)" : "if (!(%v))", v);
    head->source = condition->first;
    head->flow = FLOW_IF;
    add_formatted(l, OP_LINE, "break;")->flow = FLOW_BREAK;
    end_of_expression(l);
}

static void close_loop(lowering *l)
{
    op *o = add_op(l, OP_CLOSE);
    o->source = 0;
    o->closes_loop = true;
}

static void lower_loop_body(lowering *l, op *head, const node *body)
{
    if (lower_body(l, head, body, false))
        close_loop(l);
}

void lower_while(lowering *l, const node *n)
{
    enclosure loop = {0};
    bool apart = has_await(n->loop.condition);
    op *head = apart ? add_formatted(l, OP_OPEN, "for (;;)") : NULL;
    push_loop(l, &loop, n, NULL);
    if (apart) {
        head->flow = FLOW_ENDLESS;
        break_unless(l, n->loop.condition);
        if (n->loop.body->kind == NODE_BLOCK)
            lower_block_inside(l, n->loop.body, false);
        else
            lower_statement(l, n->loop.body, false);
        close_loop(l);
    } else {
        head = add_formatted(l, OP_HEAD, "while (%v)", lower_expression(l, n->loop.condition));
        head->flow = FLOW_LOOP;
        lower_loop_body(l, head, n->loop.body);
    }
    pop_enclosure(l);
    l->is_live = true;
}

void lower_do(lowering *l, const node *n)
{
    enclosure loop = {0};
    bool apart = has_await(n->loop.condition);
    op *head = add_formatted(l, OP_OPEN, "do");
    head->flow = FLOW_DO;
    push_loop(l, &loop, n, apart ? new_label(l, "continue", &l->continue_count) : NULL);
    if (!apart) {
        lower_body(l, head, n->loop.body, false);
        head->kind = OP_OPEN;
    } else {
        op *inner = add_formatted(l, OP_HEAD, "%s", "");
        inner->kind = OP_OPEN;
        lower_body(l, inner, n->loop.body, false);
        inner->kind = OP_OPEN;
        add_op(l, OP_CLOSE)->source = 0;
        add_label(l, loop.label);
    }
    value *condition = lower_expression(l, n->loop.condition);
    op *close = add_formatted(l, OP_CLOSE, " while (%v);", condition);
    close->source = n->loop.condition->first;
    close->closes_loop = true;
    end_of_expression(l);
    pop_enclosure(l);
    l->is_live = true;
}

/* The header's first part: text for it, or operations before the loop where that won't do. */
static value *for_initial(lowering *l, const node *initial, bool *opened)
{
    value *v = new_value(l);
    *opened = false;
    if (!initial)
        return v;
    bool declares = initial->kind == NODE_DECLARATION;
    bool apart = declares && !for_declaration_fits(l, initial);
    if (!declares)
        apart = has_await(initial->expression.value);
    if (apart) {                          /* it becomes a statement, in a block with the loop */
        *opened = true;
        add_op(l, OP_OPEN);
        lower_statement(l, initial, false);
    } else if (declares) {
        lower_declaration(l, initial, true);
        add_piece(l, v, (piece){.kind = PIECE_OPERATION, .operation = l->ops->last});
    } else {
        v = lower_expression(l, initial->expression.value);
    }
    return v;
}

static void for_step(lowering *l, const node *step)
{
    value *v = lower_expression(l, step);
    if (!is_only_result(step))
        add_formatted(l, OP_LINE, "%v;", v)->source = step->first;
    end_of_expression(l);
}

void lower_for_loop(lowering *l, const node *n, value *initial)
{
    enclosure loop = {0};
    bool await_step = has_await(n->loop.step), await_condition = has_await(n->loop.condition);
    l->source = n->first;
    push_loop(l, &loop, n, await_step ? new_label(l, "continue", &l->continue_count) : NULL);
    op *head = add_formatted(l, OP_HEAD, "for (%v;", initial);
    head->source = n->first;
    head->flow = n->loop.condition && !await_condition ? FLOW_LOOP : FLOW_ENDLESS;
    if (n->loop.condition && !await_condition)
        add_format(l, &head->text, " %v", lower_expression(l, n->loop.condition));
    add_text(l, &head->text, ";");
    if (n->loop.step && !await_step)
        add_format(l, &head->text, " %v", lower_expression(l, n->loop.step));
    add_text(l, &head->text, ")");
    if (await_step || await_condition) {
        head->kind = OP_OPEN;
        if (await_condition)
            break_unless(l, n->loop.condition);
        if (await_step) {
            op *inner = add_formatted(l, OP_OPEN, "%s", "");
            lower_body(l, inner, n->loop.body, false);
            inner->kind = OP_OPEN;
            add_op(l, OP_CLOSE)->source = 0;
            add_label(l, loop.label);
            for_step(l, n->loop.step);
        } else if (n->loop.body->kind == NODE_BLOCK) {
            lower_block_inside(l, n->loop.body, false);
        } else {
            lower_statement(l, n->loop.body, false);
        }
        close_loop(l);
    } else {
        lower_loop_body(l, head, n->loop.body);
    }
    pop_enclosure(l);
    l->is_live = true;
}

void lower_for(lowering *l, const node *n)
{
    bool opened;
    if (lower_cleanup_in_for(l, n))
        return;
    scope *s = open_scope(l);
    value *initial = for_initial(l, n->loop.initial, &opened);
    lower_for_loop(l, n, initial);
    if (opened)
        add_op(l, OP_CLOSE)->source = 0;
    close_scope(l, s);
}

void lower_loop_macro(lowering *l, const node *n)
{
    enclosure loop = {0};
    scope *s = open_scope(l);
    want_declared(l, n->first);
    declare_by_macro(l, n->first);
    bool breaks = macro_makes_loop(l->program, n->first);
    if (breaks)
        push_loop(l, &loop, n, NULL);
    op *head = add_formatted(l, OP_HEAD, "%v", tokens_value(l, (range){n->first, n->loop.body->first - 1}, NULL));
    head->flow = breaks ? FLOW_LOOP : FLOW_IF;
    lower_loop_body(l, head, n->loop.body);
    if (breaks)
        pop_enclosure(l);
    close_scope(l, s);
    l->is_live = true;
}
