/* `await enter(stack) …`: what is entered goes into memory of the stack's, and is exited from there (language.md, section 6). */
#include "file_types.h"
#include "lower_internal.h"

/* A pointer to what is entered, while the statement needs it. */
static variable *entry_variable(lowering *l, const char *name, const char *type)
{
    variable *x = new_variable(l, name);
    x->type_text = type;
    x->is_temporary = x->is_scalar = true;
    return x;
}

/* Of a context that is only declared here the frame's size and the place of its result are known at run time: it is started as one whose frame is
 * allocated, and what it yields is copied to where such a call's result is. */
static variable *started_context(lowering *l, symbol *context)
{
    variable *kept = await_member(l, context, context->c_name);
    kept->is_allocated = context->is_allocated = true;
    context->in_header |= l->symbol->in_header;
    return kept;
}

static value *enter_context(lowering *l, const node *n, symbol *context, value *stack)
{
    const node *call = n->with.items->item.manager;
    value *arguments = lower_arguments(l, call->await.arguments, ", ");
    variable *x = entry_variable(l, arena_printf(l->arena, "%s_on_stack", context->name), "acm_frame *");
    bool declared = context != l->symbol && needs_allocation(l, context), is_void = symbol_signature(context)->is_void;
    context->needs_function = true;
    context->is_awaited |= !declared;
    x->birth = add_formatted(l, OP_LINE, "%V = acm_exit_stack_context(%v, %s, %s, %P, &%s_function);", x, stack, l->plan->frame, l->plan->task,
                             add_point(l, n->first), context->c_name);
    x->birth->assigns = x;
    add_raised(l);
    value *operation = new_value(l), *result = new_value(l);
    value *frame = new_value(l);
    add_piece(l, frame, (piece){.kind = PIECE_FRAME, .symbol = context});
    variable *kept = declared ? started_context(l, context) : NULL;
    if (declared)
        add_format(l, operation, "(%s_start((%v *)%V%v), acm_exit_stack_run(%V, %s, %s))", context->c_name, frame, x, arguments, x, l->plan->frame, l->plan->task);
    else
        add_format(l, operation, "%s_call((%v *)%V, %s, %s%v)", context->c_name, frame, x, l->plan->frame, l->plan->task, arguments);
    add_await(l, n->first, operation);
    add_formatted(l, OP_LINE, "acm_exit_stack_entered(%V);", x);
    if (is_void) {
        add_text(l, result, "(void)0");
    } else if (declared) {
        value *where = new_value(l);
        add_format(l, where, "%V.result", kept);
        add_value(l, result, where);
        op *copy = add_formatted(l, OP_LINE, "acm_exit_stack_result(%V, &%V.result);", x, kept);
        LIST_ADD(l->arena, l->pending, ((pending){copy, result, context, false}));       /* until its room is used again */
    } else {
        add_format(l, result, "((%v *)%V)->result", frame, x);
    }
    return result;
}

/* The object: constructed in the entry, or an existing one. */
static void enter_object(lowering *l, const node *m, const symbol *manager, bool constructs, variable *entry)
{
    if (constructs) {
        value *v = construction(l, manager, m->await.argument_tokens, m->await.arguments);
        if (manager_is_constant(l->program, manager))
            add_formatted(l, OP_LINE, "acm_copy(&%V->object, (%s [1]){%v}, sizeof %V->object);", entry, manager->name, v, entry);
        else
            add_formatted(l, OP_LINE, "%V->object = %v;", entry, v);
        add_formatted(l, OP_LINE, "%V->self = &%V->object;", entry, entry);
        return;
    }
    bool pointer;
    value *v = lower_expression(l, m);
    object_manager(l, (range){m->first, m->last}, &pointer);
    add_formatted(l, OP_LINE, pointer ? "%V->self = %v;" : "%V->self = &%v;", entry, v);
}

static value *enter_manager(lowering *l, const node *n, const symbol *manager, bool constructs, value *stack)
{
    const char *type = arena_printf(l->arena, "struct %s_stacked *", manager->name);
    variable *x = entry_variable(l, arena_printf(l->arena, "%s_on_stack", manager->name), type);
    symbol *stacked = (symbol *)manager;
    note_once(l, &l->plan->stacked, stacked);
    manager->exit->needs_function = manager->exit->is_awaited = true;
    x->birth = add_formatted(l, OP_LINE, "%V = (%s)(void *)acm_exit_stack_push(%v, %s, %s, %P, sizeof *%V);", x, type, stack, l->plan->frame,
                             l->plan->task, add_point(l, n->first), x);
    x->birth->assigns = x;
    add_raised(l);
    enter_object(l, n->with.items->item.manager, manager, constructs, x);
    value *self = new_value(l), *arguments = new_value(l);
    add_format(l, self, "%V->self", x);
    add_format(l, arguments, ", %v", self);
    if (!manager->enter)
        watch_object_entered(l, n->first, manager->name, self);
    value *result = manager->enter ? lower_await_call(l, n->first, manager->enter, arguments) : self;
    add_formatted(l, OP_LINE, "%V->entry.kind = &%s_stacked;", x, manager->name);
    return manager->enter && !symbol_signature(manager->enter)->is_void ? result : self;
}

value *lower_enter(lowering *l, const node *n)
{
    size_t before = l->pending.count;
    const node *m = n->with.items->item.manager;
    value *stack = hoist_value(l, n->with.stack);
    l->pending.count = before;
    symbol *s = m->kind == NODE_CALL ? program_find_token(l->program, m->await.callee.first) : NULL;
    bool pointer;
    if (s && s->kind == SYMBOL_CONTEXT)
        return enter_context(l, n, s, stack);
    const symbol *manager = s && s->kind == SYMBOL_MANAGER ? s : object_manager(l, (range){m->first, m->last}, &pointer);
    return manager && manager->exit ? enter_manager(l, n, manager, s != NULL, stack) : new_value(l);
}
