/* Yields, and the loops that run generators. */
#include "lower_internal.h"
#include "splice.h"

/* ---- what yields: a context or generator that is a function of its own ---- */

variable *frame_variable(lowering *l, symbol *callee, const node *arguments, value **operation)
{
    value *list = lower_arguments(l, arguments, ", ");
    variable *x = new_variable(l, callee->name);
    bool allocated = needs_allocation(l, callee);
    x->type_symbol = callee;
    x->is_frame = x->always_in_frame = true;
    x->is_allocated = allocated;
    callee->needs_function = true;
    callee->is_awaited |= !allocated;
    callee->is_allocated |= allocated;
    callee->is_called_allocated |= allocated;
    callee->in_header |= l->symbol->in_header;
    *operation = new_value(l);
    add_format(l, *operation, "%s_%s(&%V, %s, %s%v)", callee->c_name, allocated ? "allocate" : "call", x, l->plan->frame, l->plan->task, list);
    return x;
}

/* ---- yield ---- */

static bool encloses_cleanup(const enclosure *e)
{
    while (e && e->kind != ENCLOSURE_CLEANUP)
        e = e->outer;
    return e != NULL;
}

/* After a yield in cleanups: what is shielded outside of the outermost may have changed. */
static void shield_again(lowering *l)
{
    bool any = false;
    for (const enclosure *e = l->inside; e; e = e->outer)
        if (e->kind == ENCLOSURE_CLEANUP) {
            const char *task = l->plan->task;
            add_formatted(l, OP_LINE, "%V.shield = %s->%s;", e->record, task, encloses_cleanup(e->outer) ? "depth" : "shield");
            any = true;
        }
    if (any && l->symbol->kind == SYMBOL_GENERATOR)       /* a context is shielded from its yield on */
        add_formatted(l, OP_LINE, "%s->shield = %s->depth;", l->plan->task, l->plan->task);
}

/* ---- scopes that a generator has open where it yields ---- */

bool has_yield(const lowering *l, const node *body)
{
    for (uint32_t i = body->first; i < body->last; i++)
        if (l->t[i].word == WORD_YIELD)
            return true;
    return false;
}

/* Notes the scope outside of a with statement in which a generator may have others open while it yields. */
variable *begin_outside(lowering *l, const node *with)
{
    bool any = false;
    for (const node *item = with->with.items; item; item = item->next)
        any |= may_open_scope(l->program, item);
    if (!any || l->outside || l->symbol->kind != SYMBOL_GENERATOR || !has_yield(l, with->with.body))
        return NULL;
    variable *x = new_variable(l, "outside");
    x->type_text = "acm_scope *";
    x->always_in_frame = x->is_temporary = true;
    x->birth = add_formatted(l, OP_LINE, "%V = acm_innermost_scope(%s);", x, l->plan->task);
    return l->outside = x;
}

void end_outside(lowering *l, variable *outside)
{
    if (!outside)
        return;
    outside->death = add_op(l, OP_MARK);
    l->outside = NULL;
}

/* They are not those of who runs it: a shield is not around the loop. */
static variable *put_scopes_aside(lowering *l)
{
    if (!l->outside || l->symbol->kind != SYMBOL_GENERATOR)
        return NULL;
    variable *x = new_variable(l, "aside");
    x->type_text = "acm_scope *";
    x->always_in_frame = x->is_temporary = true;
    x->birth = add_formatted(l, OP_LINE, "%V = acm_put_scopes_aside(%s, %V);", x, l->plan->task, l->outside);
    return x;
}

void lower_yield(lowering *l, const node *n)
{
    if (l->yield) {
        splice_block(l, n);
        return;
    }
    if (n->expression.value) {
        value *v = lower_assigned(l, n->expression.value);
        if (l->plan->signature->is_void)
            add_formatted(l, OP_LINE, "%v;", v);
        else
            add_assignment(l, &l->plan->result, v);
        end_of_expression(l);
    }
    l->source = n->first;
    const enclosure *outermost = NULL;    /* of what is being handled */
    for (const enclosure *e = l->inside; e; e = e->outer)
        if (e->kind == ENCLOSURE_HANDLER || e->kind == ENCLOSURE_CLEANUP)
            outermost = e;
    variable *kept = NULL;
    if (outermost) {
        kept = new_variable(l, "kept");
        kept->type_text = "acm_BaseError *";
        kept->always_in_frame = kept->is_temporary = true;
        kept->birth = add_formatted(l, OP_LINE, "acm_yield_handling(%s, &%V.outer, &%V);", l->plan->task, outermost->record, kept);
    }
    variable *aside = put_scopes_aside(l);
    for (const enclosure *e = l->inside; e; e = e->outer)
        if (e->kind == ENCLOSURE_CLEANUP && !encloses_cleanup(e->outer))
            add_formatted(l, OP_LINE, "%s->shield = %V.shield;", l->plan->task, e->record);
    value *watched = begin_watched_yield(l, n);
    op *o = add_op(l, OP_AWAIT);
    o->point = add_point(l, n->first);
    LIST_ADD(l->arena, l->plan->states, o->point);
    if (!kept && !aside && !watched) {
        o->label = error_target(l);
        add_format(l, &o->text, "%s%P, ", macro(l, l->symbol->kind == SYMBOL_GENERATOR ? "ACM_YIELD_VALUE" : "ACM_YIELD"), o->point);
        return;
    }
    label *back = new_label(l, "yielded", &l->end_count);
    o->label = back;
    add_format(l, &o->text, "%s%P, ", macro(l, l->symbol->kind == SYMBOL_GENERATOR ? "ACM_YIELD_VALUE" : "ACM_YIELD"), o->point);
    add_label(l, back);
    end_watched_yield(l, n, watched);
    if (aside)
        add_formatted(l, OP_LINE, "acm_take_scopes_back(%s, %V);", l->plan->task, aside);
    shield_again(l);
    if (kept)
        add_formatted(l, OP_LINE, "acm_yielded_handling(%s, &%V.outer, &%V);", l->plan->task, outermost->record, kept);
    if (kept)
        add_formatted(l, OP_LINE, "acm_%s_handling(%s);", l->symbol->kind == SYMBOL_GENERATOR ? "closed" : "thrown", l->plan->task);
    add_raised(l);
    end_of_expression(l);
}

/* ---- async for ---- */

static void await_generator(lowering *l, const node *n, const char *what, variable *x)
{
    value *v = new_value(l);
    add_format(l, v, x->is_allocated ? "%s(&%V.acm.acm, %s)" : "%s(&%V.acm, %s)", what, x, l->plan->task);
    add_await(l, n->first, v);
    end_of_expression(l);
}

static void declare_value(lowering *l, const node *n, variable *generator)
{
    variable *x = new_variable(l, token_text(l->arena, l->tokens, n->async_for.name));
    describe_variable(l, x, n->async_for.specifiers, n->async_for.declarator, n->async_for.name);
    value *v = new_value(l);
    add_format(l, v, "%V.result", generator);
    op *o = add_op(l, OP_DECLARE);
    o->source = n->first;
    LIST_ADD(l->arena, o->initialized, ((initialized){.variable = x, .value = v}));
    x->birth = o;
    declare_variable(l, x);
}

static void lower_values(lowering *l, const node *n, variable *generator)
{
    enclosure loop = {.label = new_label(l, "continue", &l->continue_count)};
    op *head = add_formatted(l, OP_OPEN, generator->is_allocated ? "while (acm_generator_yielded(&%V.acm.acm))" : "while (acm_generator_yielded(&%V.acm))",
                             generator);
    head->source = n->first;
    head->flow = FLOW_LOOP;
    push_enclosure(l, &loop, ENCLOSURE_LOOP, n, n->async_for.body);
    scope *s = open_scope(l);
    declare_value(l, n, generator);
    add_op(l, OP_OPEN);
    if (n->async_for.body->kind == NODE_BLOCK)
        lower_block_inside(l, n->async_for.body, false);
    else
        lower_statement(l, n->async_for.body, false);
    add_op(l, OP_CLOSE)->source = 0;
    close_scope(l, s);
    add_label(l, loop.label);
    await_generator(l, n, "acm_generator_next", generator);
    op *close = add_op(l, OP_CLOSE);
    close->source = 0;
    close->closes_loop = true;
    pop_enclosure(l);
    l->is_live = true;
}

void lower_async_for(lowering *l, const node *n)
{
    symbol *callee = program_find_token(l->program, n->async_for.call->await.callee.first);
    value *operation;
    variable *x = frame_variable(l, callee, n->async_for.call->await.arguments, &operation);
    x->birth = add_op(l, OP_MARK);
    watch w;
    open_watch(l, &w, n, n->async_for.body, n);
    add_await(l, n->first, operation);
    end_of_expression(l);
    enclosure guarded = {.record = record_at(l, false, l->cleanups), .label = new_label(l, "close", &l->exit_count)};
    guarded.errors = guarded.label;
    push_enclosure(l, &guarded, ENCLOSURE_GUARDED, n, n->async_for.body);
    watch *entered = watch_entered(l, n, callee);
    lower_values(l, n, x);
    watch_leaving(l, entered);
    end_guarded(l, &guarded);
    add_label(l, guarded.label);
    enclosure cleanup = {0};
    open_cleanup(l, &cleanup, &guarded, n, NULL);
    await_generator(l, n, "acm_generator_close", x);
    bool live = close_cleanup(l, &guarded, &cleanup);
    dispatch(l, &guarded, live);
    guarded.record->death = x->death = l->ops->last;
    close_watch(l, &w);
}
