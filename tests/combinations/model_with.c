/* The model of async with: managers, contexts, what they yield. */
#include "model_internal.h"

/* ---- async with ---- */

void bind(model *m, activation *a, const variable *as, completion entered, cell *self)
{
    if (!as)
        return;
    if (as->type == OF_YIELDED)
        a->cells[as->cell].at = entered.pointer;
    else if (as->type == OF_OBJECT_POINTER)
        a->cells[as->cell].at = self;
    else if (as->type >= OF_TIMEOUT)
        a->cells[as->cell].object = self;
    else
        store(m, a, as, 0, entered.value);
}

completion left_with(const activation *a, const with_run *w, completion c)
{
    c.last = w->statement->region;
    c.phase = phase_of(a, w->before_yield);
    return c;
}

completion exit_manager(model *m, activation *a, const with_run *w, const manager *of, cell *self, completion c)
{
    const error *handled = m->task->handled;
    activation exit = { .function = of->exit, .self = self };
    const error *given = c.kind == RAISES ? c.error : NULL;
    exit.errors = tree_allocate((size_t)(of->exit->errors + 1) * sizeof *exit.errors);
    exit.errors[of->exit->error->cell] = given;
    if (given)
        m->task->handled = given;
    int shield = begin_shielded(m);
    completion e = run_function(m, &exit);
    m->task->shield = shield;
    m->task->handled = handled;
    if (e.kind == RAISES)
        return left_with(a, w, raise_error(e.error, EXIT_ERROR));
    if (given && of->exit->result == GIVES_BOOL && e.value) {
        stopped(m, a, &c);
        return normal;
    }
    return c;
}

static completion failed_to_enter(const activation *a, const with_run *w, completion c)
{
    if (!way_is_cancellation(c.out))
        c.out = ENTER_ERROR;
    return left_with(a, w, c);
}

static completion run_manager(model *m, activation *a, const with_run *w, int index, const manager *of, cell *self)
{
    const with_item *item = &w->statement->items[index];
    completion entered = normal;
    if (of->enter) {
        activation enter = { .function = of->enter, .self = self };
        entered = run_function(m, &enter);
        if (entered.kind == RAISES)
            return failed_to_enter(a, w, entered);
    }
    bind(m, a, item->as, entered, self);
    return exit_manager(m, a, w, of, self, run_items(m, a, w, index + 1));
}

completion new_runtime_error(model *m, const char *what, const char *name, const char *does, const error *handled)
{
    error *e = make_error(m, RUNTIME_ERROR);
    e->context = handled;
    snprintf(e->message, sizeof e->message, "%s %s %s", what, name, does);
    return raise_error(e, RAISE);
}

/* What the statement ends with, once the context function has ended with `c`. */
completion context_ended(model *m, activation *a, const activation *context, completion c)
{
    const completion *body = &context->body;
    const char *name = context->function->name;
    if (!context->yielded) {
        if (c.kind != RAISES)
            c = new_runtime_error(m, "context", name, "did not yield", m->task->handled);
        return failed_to_enter(a, context->with, c);
    }
    const error *given = body->kind == RAISES ? body->error : NULL;
    if (context->yielded_twice) {
        if (c.kind == RAISES && c.error->type != GENERATOR_EXIT)
            give_up(m, MODEL_UNCLEAR);
        c = new_runtime_error(m, "context", name, "did not stop", given ? given : m->task->handled);
    }
    if (c.kind == RAISES && c.error != given)
        return left_with(a, context->with, raise_error(c.error, EXIT_ERROR));
    if (given && c.kind != RAISES) {
        stopped(m, a, body);
        return normal;
    }
    return *body;
}

static completion run_context(model *m, activation *a, const with_run *w, int index, long tag, long way)
{
    const with_item *item = &w->statement->items[index];
    activation context = { .function = item->context, .parameters = { tag, way }, .user = a, .with = w, .item = index };
    context.user_handled = m->task->handled;
    context.user_shield = m->task->shield;
    completion c = run_function(m, &context);
    m->task->handled = context.user_handled;
    m->task->shield = context.user_shield;
    return context_ended(m, a, &context, c);
}

/* The user's block runs here; then what follows is cleanup, and handles the block's error. */
completion run_yield(model *m, activation *a, const statement *s)
{
    completion c = normal, failure;
    if (s->variable)
        c.pointer = &a->cells[s->variable->cell];
    else if (!evaluate(m, a, s->value, &c.value, &failure))
        return failure;
    if (a->function->kind == IS_GENERATOR)
        return run_generator_yield(m, a, c);
    if (a->yielded) {
        if (a->yielded_twice)
            give_up(m, MODEL_UNCLEAR);
        a->yielded_twice = true;
        return raise_error(make_error(m, GENERATOR_EXIT), RAISE);
    }
    if (m->task->handled != a->user_handled || m->task->shield != a->user_shield)
        give_up(m, MODEL_UNCLEAR);
    a->yielded = true;
    if (a->side) {
        a->body = yield_to_stack(m, a, c);
    } else {
        bind(m, a->user, a->with->statement->items[a->item].as, c, NULL);
        a->body = run_items(m, a->user, a->with, a->item + 1);
    }
    a->user_handled = m->task->handled;
    a->user_shield = begin_shielded(m);
    if (a->body.kind != RAISES)
        return normal;
    m->task->handled = a->body.error;
    return raise_error(a->body.error, a->body.out);
}

cell *construct(model *m, long tag, long way)
{
    cell *self = tree_allocate(FIELDS * sizeof *self);
    (void)m;
    self[FIELD_TAG].number = (int)tag;
    self[FIELD_WAY].number = (int)way;
    return self;
}

completion run_items(model *m, activation *a, const with_run *w, int index)
{
    const statement *s = w->statement;
    if (index == s->item_count)
        return run_region(m, a, s->region, s->body, 0);
    const with_item *item = &s->items[index];
    completion failure;
    if (item->kind >= OF_SHIELD)
        return run_library_item(m, a, w, index);
    if (item->kind != CONSTRUCTED && item->kind != OF_CONTEXT)
        return run_manager(m, a, w, index, item->object->manager, &a->cells[item->object->cell]);
    long tag, way;
    if (!evaluate(m, a, item->tag, &tag, &failure) || !evaluate(m, a, item->way, &way, &failure))
        return left_with(a, w, failure);
    if (item->kind == OF_CONTEXT)
        return run_context(m, a, w, index, tag, way);
    return run_manager(m, a, w, index, item->manager, construct(m, tag, way));
}
