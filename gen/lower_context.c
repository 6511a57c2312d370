/* Contexts in async with and with: spliced or called; and yield, where one is spliced. */
#include "lower_with.h"

static void bind_parameters(lowering *l, const symbol *context, const node *call, variable **made)
{
    const signature *sig = symbol_signature(context);
    const node *a = call->await.arguments;
    for (size_t i = 0; i < sig->parameters.count; i++, a = a ? a->next : NULL) {
        const parameter *p = &sig->parameters.at[i];
        variable *x = made[i];
        if (!a)
            continue;
        value *v = lower_expression(l, a);
        if (!x) {
            add_formatted(l, OP_LINE, "(void)(%v);", v);
        } else {
            scope *users = l->scope;      /* whose locals do not hide its types */
            l->scope = NULL;
            describe_parameter(l, x, p);
            l->scope = users;
            op *o = add_op(l, OP_DECLARE);
            o->source = a->first;
            LIST_ADD(l->arena, o->initialized, ((initialized){.variable = x, .value = v}));
            x->birth = o;
        }
        end_of_expression(l);
    }
}

void splice_context(lowering *l, const node *with, const node *item, const symbol *context, unsigned at)
{
    const node *body = context->node->form.body;
    const signature *sig = symbol_signature(context);
    group *g = new_group(l, context->name);
    variable **parameters = arena_alloc(l->arena, (sig->parameters.count + 1) * sizeof *parameters);
    make_room(l, body);
    for (size_t i = 0; i < sig->parameters.count; i++) {
        if (!sig->parameters.at[i].name)
            continue;
        const char *name = token_text(l->arena, l->tokens, sig->parameters.at[i].name);
        parameters[i] = new_variable(l, name);
        parameters[i]->group = g;
        parameters[i]->is_argument = true;
        parameters[i]->c_name = arena_printf(l->arena, "%s_%s", context->name, name);
    }
    bind_parameters(l, context, item->item.manager, parameters);
    yield_splice yield = {.item = item, .with = with, .users = surroundings_of(l), .outer = l->yield, .braces = l->braces};
    enter_splice(l, context, at, g);
    l->yield = &yield;
    scope *s = open_scope(l);
    for (size_t i = 0; i < sig->parameters.count; i++)
        if (parameters[i])
            declare_variable(l, parameters[i]);
    lower_block_inside(l, body, false);
    close_scope(l, s);
    l->yield = yield.outer;
    leave_splice(l, yield.users);
}

/* yield in a context that is spliced: the user's block stands in its place. */
void splice_block(lowering *l, const node *n)
{
    yield_splice *y = l->yield;
    value *v = n->expression.value ? lower_assigned(l, n->expression.value) : NULL;
    const surroundings inner = surroundings_of(l);
    set_surroundings(l, y->users);
    l->yield = y->outer;
    braces *inside = l->braces;
    l->braces = y->braces;
    scope *s = open_scope(l);
    const symbol *context = program_find_token(l->program, y->item->item.manager->await.callee.first);
    variable *binding = declare_binding(l, y->item, symbol_signature(context), context->module, NULL);
    if (binding && v) {
        op *o = add_op(l, OP_DECLARE);
        o->source = n->first;
        o->comment = "/* yield */";
        LIST_ADD(l->arena, o->initialized, ((initialized){.variable = binding, .value = v}));
        binding->birth = o;
        declare_variable(l, binding);
    } else if (v && (n->expression.value->kind != NODE_RUN || n->expression.value->first != n->expression.value->last)) {
        add_formatted(l, OP_LINE, "(void)(%v);", v);
    }
    end_of_expression(l);
    enclosure block = {0};
    push_enclosure(l, &block, ENCLOSURE_BLOCK, y->with, y->with->with.body);
    lower_within(l, y->with, y->item, context);
    pop_enclosure(l);
    close_scope(l, s);
    l->braces = inside;
    l->yield = y;
    set_surroundings(l, inner);
}

void call_context(lowering *l, const node *with, const node *item, symbol *context)
{
    value *operation;
    variable *x = frame_variable(l, context, item->item.manager->await.arguments, &operation);
    x->birth = add_op(l, OP_MARK);
    add_await(l, item->first, operation);
    end_of_expression(l);
    scope *s = open_scope(l);
    variable *binding = declare_binding(l, item, symbol_signature(context), context->module, NULL);
    if (binding) {
        op *o = add_op(l, OP_DECLARE);
        o->source = item->first;
        value *result = new_value(l);
        add_format(l, result, "%V.result", x);
        LIST_ADD(l->arena, o->initialized, ((initialized){.variable = binding, .value = result}));
        binding->birth = o;
        declare_variable(l, binding);
    }
    enclosure guarded = {.record = record_at(l, false, l->cleanups), .label = new_label(l, "exit", &l->exit_count)};
    guarded.errors = guarded.label;
    push_enclosure(l, &guarded, ENCLOSURE_GUARDED, with, with->with.body);
    lower_within(l, with, item, context);
    close_scope(l, s);
    end_guarded(l, &guarded);
    add_label(l, guarded.label)->comment = arena_printf(l->arena, "/* %s, from its yield on */", context->name);
    add_formatted(l, OP_LINE, "acm_leave_context(%s, &%V);", l->plan->task, guarded.record)->source = 0;
    enclosure cleanup = {.record = guarded.record, .errors = new_label(l, "left", &l->left_count)};
    push_enclosure(l, &cleanup, ENCLOSURE_CLEANUP, with, NULL);
    value *exit = new_value(l);
    add_format(l, exit, x->is_allocated ? "acm_context_exit(&%V.acm.acm, %s)" : "acm_context_exit(&%V.acm, %s)", x, l->plan->task);
    add_await(l, item->first, exit);
    pop_enclosure(l);
    add_label(l, cleanup.errors);
    add_formatted(l, OP_LINE, "acm_left_context(%s, &%V);", l->plan->task, guarded.record)->source = 0;
    guarded.may_raise |= cleanup.may_raise;
    dispatch(l, &guarded, true);
    guarded.record->death = x->death = l->ops->last;
}
