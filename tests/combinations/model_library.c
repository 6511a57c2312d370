/* The model of what has scopes, tasks and generators: language.md sections 3, 5, 6 and 8. */
#include "model_internal.h"

/* ---- tasks ---- */

/* The body of a task: a call whose arguments are known. */
void run_call(model *m)
{
    task *t = m->task;
    if (!t->call) {
        run_program(m);
        t->ended = normal;
        end_task(m);
    }
    long value = 0;
    bool failed;
    completion failure = normal;
    if (t->call->kind == X_HELPER) {
        failed = !call_helper(m, t->call, t->arguments[0], &value, &failure);
    } else {
        activation callee = { .function = t->call->callee, .parameters = { t->arguments[0], t->arguments[1] }, .as = t->as };
        failure = run_function(m, &callee);
        failed = failure.kind == RAISES;
        value = failure.value;
    }
    t->ended = failed ? failure : normal;
    if (!failed && t->result)
        t->result->number = (int)value;
    end_task(m);
}

/* Its arguments are evaluated at once. */
static task *new_task(model *m, activation *a, const branch *b, region as, completion *failure)
{
    task *t = tree_allocate(sizeof *t);
    t->call = b->call;
    t->as = as;
    if (b->call->kind == X_HELPER && b->call->helper == SPREADS && !(t->group = a->cells[b->call->variable->cell].object))
        give_up(m, MODEL_UNCLEAR);
    t->result = b->target ? &a->cells[b->target->cell] : NULL;
    for (int k = 0; k < 2 && b->call->operand[k]; k++)
        if (!evaluate(m, a, b->call->operand[k], &t->arguments[k], failure))
            return NULL;
    return t;
}

completion run_spawn(model *m, activation *a, const statement *s)
{
    completion failure;
    members *group = a->cells[s->variable->cell].object;
    if (!group)
        give_up(m, MODEL_UNCLEAR);
    task *t = new_task(m, a, &s->branches[0], TASK, &failure);
    if (!t)
        return failure;
    add_member(m, group, t);
    m->kept[s->slot] = t;
    return normal;
}

/* An error of a branch is raised, or else the cancellation of the wait; a race that was decided before has its result. */
completion run_branches(model *m, activation *a, const statement *s)
{
    completion failure;
    members *all = tree_allocate(sizeof *all);
    task *tasks[BRANCHES] = { 0 };
    for (int k = 0; k < BRANCHES && s->branches[k].call; k++)
        if (!(tasks[k] = new_task(m, a, &s->branches[k], BRANCH, &failure)))
            return failure;
    all->is_race = s->kind == S_RACE;
    open_members(m, all);
    for (int k = 0; k < BRANCHES && tasks[k]; k++) {
        tasks[k]->index = k;
        add_member(m, all, tasks[k]);
    }
    wait_for_members(m, all);
    close_scope(m, &all->scope);
    bool is_decided = all->winner >= 0 && !all->was_cancelled;
    if (all->error)
        return raise_error(all->error, TASK_ERROR);
    if (all->interrupted && !is_decided)
        return raise_cancelled(m, due(m->task));
    if (all->is_race && all->winner < 0)
        give_up(m, MODEL_UNCLEAR);      /* every branch has cancelled itself */
    if (all->is_race)
        show_value(m, s->number, all->winner);
    return normal;
}

/* ---- shields, timeouts ---- */

static completion run_shield(model *m, activation *a, const with_run *w, int index)
{
    scope *s = tree_allocate(sizeof *s);
    open_scope(m, s, true);
    completion c = run_items(m, a, w, index + 1);
    close_scope(m, s);
    return c;
}

/* Whether the scope that ends is where the Cancelled stops. One of an outer scope goes on, and so does its own where an outer one,
 * cancelled too, has to be left as well. */
bool stops(const scope *s, const completion *c)
{
    if (c->kind != RAISES || c->error->type != CANCELLED_ERROR || !s->cancelled)
        return false;
    const scope *outer = due_outside(s);
    error *e = (error *)(size_t)c->error;
    if (outer)
        e->scope = outer->number;
    return e->scope >= s->number;       /* its own, or one inside of it */
}

static completion run_timeout(model *m, activation *a, const with_run *w, int index)
{
    const with_item *item = &w->statement->items[index];
    scope *s = tree_allocate(sizeof *s);
    s->out = EXPIRED;
    open_scope(m, s, false);
    expire_at(m, s, m->now + item->time);
    bind(m, a, item->as, normal, (cell *)(void *)s);
    completion c = run_items(m, a, w, index + 1);
    close_scope(m, s);
    if (!stops(s, &c))
        return c;
    stopped(m, a, &c);
    if (item->kind == MOVES_ON)
        return normal;
    error *e = make_error(m, TIMED_OUT);
    e->context = e->cause = c.error;
    return left_with(a, w, raise_error(e, TIMEOUT_ERROR));
}

/* ---- groups ---- */

static completion run_group(model *m, activation *a, const with_run *w, int index)
{
    const with_item *item = &w->statement->items[index];
    members *group = tree_allocate(sizeof *group);
    open_members(m, group);
    bind(m, a, item->as, normal, (cell *)(void *)group);
    completion c = run_items(m, a, w, index + 1);
    if (c.kind == RAISES) {
        fail_members(m, group, c.error);
        if (group->live)
            cancel_scope(m, &group->scope);
    }
    wait_for_members(m, group);
    close_scope(m, &group->scope);
    if (item->as)
        a->cells[item->as->cell].object = NULL;
    if (group->error && c.kind == RAISES && c.error == group->error)
        return c;
    if (group->error) {
        if (c.kind == RAISES)
            stopped(m, a, &c);
        return left_with(a, w, raise_error(group->error, TASK_ERROR));
    }
    if (c.kind != RAISES && group->interrupted)
        return left_with(a, w, raise_cancelled(m, due(m->task)));
    return c;
}

/* ---- exit stacks ---- */

struct side {
    ucontext_t self, *back;
    activation context;
    completion value, given, ended;     /* of its yield, at its yield, of all of it */
    bool has_ended;
};

typedef struct entry entry;
struct entry {
    entry *below;
    const manager *manager;
    cell *self;
    side *side;
    int digit;                          /* of a callback, which has neither */
};

typedef struct stack_run {
    entry *top;
    const with_run *with;
    const scope *scope;         /* the innermost where it was opened */
} stack_run;

static model *side_model;       /* of the side that starts */
static side *starting;

static void run_side(void)
{
    model *m = side_model;
    side *s = starting;
    s->ended = run_function(m, &s->context);
    s->has_ended = true;
    setcontext(s->back);
}

static void enter_side(side *s)
{
    ucontext_t back;
    s->back = &back;
    swapcontext(&back, &s->self);
}

completion yield_to_stack(model *m, activation *a, completion c)
{
    side *s = a->side;
    (void)m;
    s->value = c;
    swapcontext(&s->self, s->back);
    return s->given;
}

static side *new_side(model *m, activation *a, const statement *s, const with_run *w, long tag, long way)
{
    side *new = tree_allocate(sizeof *new);
    char *stack = take_stack();
    if (!stack)
        give_up(m, MODEL_TOO_LONG);
    new->context = (activation){ .function = s->items[0].context, .parameters = { tag, way }, .user = a, .with = w, .side = new };
    getcontext(&new->self);
    new->self.uc_stack.ss_sp = stack;
    new->self.uc_stack.ss_size = 1 << 20;
    makecontext(&new->self, run_side, 0);
    return new;
}

/* What a context has changed of its task while it ran on its own is put back. */
static void run_context_part(model *m, side *s)
{
    const error *handled = m->task->handled;
    int shield = m->task->shield, depth = m->task->depth;
    s->context.user_handled = handled;
    s->context.user_shield = shield;
    enter_side(s);
    m->task->handled = handled;
    m->task->shield = shield;
    m->task->depth = depth;
}

static completion enter_context(model *m, activation *a, const statement *s, const stack_run *stack, long tag, long way, entry *new)
{
    new->side = new_side(m, a, s, stack->with, tag, way);
    side_model = m;
    starting = new->side;
    const scope *before = m->task->scope;
    run_context_part(m, new->side);
    if (new->side->has_ended) {
        completion c = context_ended(m, a, &new->side->context, new->side->ended);
        return raise_error(c.error, c.out);
    }
    if (m->task->scope != before && before != stack->scope)
        give_up(m, MODEL_UNCLEAR);      /* its scopes live longer than some around them */
    return new->side->value;
}

completion run_enter(model *m, activation *a, const statement *s)
{
    const with_item *item = &s->items[0];
    completion failure, entered = normal;
    stack_run *stack = a->cells[s->variable->cell].object;
    long tag, way;
    if (!stack)
        give_up(m, MODEL_UNCLEAR);
    if (!evaluate(m, a, item->tag, &tag, &failure) || !evaluate(m, a, item->way, &way, &failure))
        return failure;
    entry *new = tree_allocate(sizeof *new);
    const function *enter = item->context;
    if (item->context) {
        entered = enter_context(m, a, s, stack, tag, way, new);
    } else {
        new->manager = item->manager;
        new->self = construct(m, tag, way);
        activation by = { .function = enter = item->manager->enter, .self = new->self };
        if (enter)
            entered = run_function(m, &by);
    }
    if (entered.kind == RAISES)
        return raise_error(entered.error, entered.out == RAISE ? ENTER_ERROR : entered.out);
    new->below = stack->top;
    stack->top = new;
    if (enter && enter->result == GIVES_INT)
        show_value(m, s->number, (int)entered.value);
    else if (enter && enter->result == GIVES_POINTER)
        show_value(m, s->number, entered.pointer->number);
    return normal;
}

static completion exit_context(model *m, activation *a, side *s, completion c)
{
    s->given = c;
    run_context_part(m, s);
    return context_ended(m, a, &s->context, s->ended);
}

/* As if the blocks were nested. */
static completion unwind(model *m, activation *a, const with_run *w, stack_run *stack, completion c)
{
    for (entry *e; (e = stack->top); ) {
        stack->top = e->below;
        if (e->side) {
            c = exit_context(m, a, e->side, c);
        } else if (e->manager) {
            c = exit_manager(m, a, w, e->manager, e->self, c);
        } else {
            tell_number(m, e->digit);
            tell(m, " called\n");
        }
    }
    return c;
}

static completion run_stack(model *m, activation *a, const with_run *w, int index)
{
    const with_item *item = &w->statement->items[index];
    stack_run *stack = tree_allocate(sizeof *stack);
    stack->with = w;
    stack->scope = m->task->scope;
    bind(m, a, item->as, normal, (cell *)(void *)stack);
    completion c = run_items(m, a, w, index + 1);
    if (item->as)
        a->cells[item->as->cell].object = NULL;
    return unwind(m, a, w, stack, c);
}

static completion close_stack(model *m, activation *a, stack_run *stack)
{
    completion c = unwind(m, a, stack->with, stack, normal);
    return c.kind == RAISES ? raise_error(c.error, way_is_cancellation(c.out) ? c.out : EXIT_ERROR) : c;
}

/* What an exit stack is told beside what is entered on it. */
completion run_stack_call(model *m, activation *a, const statement *s)
{
    stack_run *stack = a->cells[s->variable->cell].object, *other = s->cause ? a->cells[s->cause->cell].object : stack;
    if (!stack || !other)
        give_up(m, MODEL_UNCLEAR);
    if (s->kind == S_CLOSE)
        return close_stack(m, a, stack);
    entry **at = &stack->top;
    if (s->kind == S_PUSH) {
        entry *new = tree_allocate(sizeof *new);
        *new = (entry){ .below = stack->top, .digit = s->slot };
        *at = new;
    } else if (other != stack && other->top) {
        for (at = &other->top; *at; at = &(*at)->below)
            ;
        *at = stack->top;
        stack->top = other->top;
        other->top = NULL;
    }
    return normal;
}

completion run_library_item(model *m, activation *a, const with_run *w, int index)
{
    switch (w->statement->items[index].kind) {
    case OF_SHIELD: return run_shield(m, a, w, index);
    case GROUPS: return run_group(m, a, w, index);
    case STACKS: return run_stack(m, a, w, index);
    default: return run_timeout(m, a, w, index);
    }
}

/* ---- generators ---- */

/* The loop's body runs here; if that leaves the loop, the generator is closed, which is cleanup. */
completion run_generator_yield(model *m, activation *a, completion value)
{
    const statement *loop = a->with->statement;
    if (a->closing) {
        if (a->ignored_close)
            give_up(m, MODEL_UNCLEAR);
        a->ignored_close = true;
        return new_runtime_error(m, "generator", a->function->name, "ignored close", m->task->handled);
    }
    if (m->task->handled != a->user_handled || m->task->shield != a->user_shield)
        give_up(m, MODEL_UNCLEAR);
    a->user->cells[loop->variable->cell].number = value.value;
    completion c = run_region(m, a->user, FOR_EACH, loop->body, 0);
    if (c.kind == BREAKS || c.kind == CONTINUES)
        stopped(m, a->user, &c);
    if (c.kind == NORMAL || c.kind == CONTINUES)
        return normal;
    a->closing = true;
    a->body = c;
    if (m->task->scope_depth > m->task->shield)
        m->task->shield = m->task->scope_depth;
    if (c.kind == RAISES)
        m->task->handled = c.error;
    return raise_error(make_error(m, GENERATOR_EXIT), CLOSED);
}

completion run_each(model *m, activation *a, const statement *s)
{
    completion failure;
    long tag, way;
    if (!evaluate(m, a, s->items[0].tag, &tag, &failure) || !evaluate(m, a, s->items[0].way, &way, &failure))
        return failure;
    with_run w = { s, !a->yielded };
    activation generator = { .function = s->items[0].context, .parameters = { tag, way }, .user = a, .with = &w };
    const error *handled = generator.user_handled = m->task->handled;
    int shield = generator.user_shield = m->task->shield;
    completion c = run_function(m, &generator);
    m->task->handled = handled;
    m->task->shield = shield;
    bool closed = generator.closing && c.kind == RAISES && c.error->type == GENERATOR_EXIT;
    if (c.kind == RAISES && !closed) {
        if (!way_is_cancellation(c.out))
            c.out = generator.closing ? EXIT_ERROR : CALLEE_ERROR;
        return left_with(a, &w, raise_error(c.error, c.out));
    }
    if (generator.ignored_close)
        give_up(m, MODEL_UNCLEAR);      /* it has caught what its second yield raised */
    return !generator.closing || generator.body.kind == BREAKS ? normal : generator.body;
}
