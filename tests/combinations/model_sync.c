/* The model of what tasks share: a semaphore, a lock, an event, a queue; and of a task that spawns. The coroutines are the prelude's. */
#include "model_internal.h"

enum { WAIT_MOST = 20000, GET_MOST = 30000 };

static bool cancelled(model *m, completion *failure)
{
    *failure = raise_cancelled(m, due(m->task));
    return false;
}

static void say(model *m, const expression *x, const char *what)
{
    tell_number(m, x->number);
    tell(m, " %s\n", what);
}

/* ---- a semaphore with two slots, a lock: who releases one hands it over to the first that waits ---- */

static bool within(model *m, const expression *x, long value, completion *failure)
{
    if (m->slots_taken < 2)
        m->slots_taken++;
    else if (!wait_in(m, &m->for_slot))
        return cancelled(m, failure);
    say(m, x, "in");
    bool slept = suspend(m, value * 1000, failure);
    if (slept)
        say(m, x, "out");
    if (!wake_first(m, &m->for_slot))
        m->slots_taken--;
    return slept;
}

static bool locked(model *m, const expression *x, long value, completion *failure)
{
    if (!m->holder)
        m->holder = m->task;
    else if (!wait_in(m, &m->for_lock))
        return cancelled(m, failure);
    say(m, x, "locked");
    bool slept = suspend(m, value * 1000, failure);
    if (slept)
        say(m, x, "unlocked");
    m->holder = wake_first(m, &m->for_lock);
    return slept;
}

/* ---- an event, and a queue with room for one, for which a task waits for a while ---- */

static bool sets(model *m, const expression *x, long value, completion *failure)
{
    if (!suspend(m, value * 1000, failure))
        return false;
    m->is_set = value % 2 == 0;
    while (wake_first(m, &m->for_event))
        ;
    say(m, x, "set");
    return true;
}

static bool wait_for_event(model *m, const expression *x, long value)
{
    (void)value;
    if (!m->is_set && !wait_in(m, &m->for_event))
        return false;
    say(m, x, "woke");
    return true;
}

static bool put(model *m, const expression *x, long value)
{
    task *getter = wake_first(m, &m->for_item);
    if (getter) {
        getter->item = value;
    } else if (!m->has_item) {
        m->has_item = true;
        m->item = value;
    } else {
        m->task->item = value;
        if (!wait_in(m, &m->for_room))
            return false;
    }
    say(m, x, "put");
    return true;
}

static bool get(model *m, const expression *x, long value)
{
    task *putter = wake_first(m, &m->for_room);
    (void)value;
    if (m->has_item) {
        m->task->item = m->item;
        m->has_item = putter != NULL;
        m->item = putter ? putter->item : 0;
    } else if (!wait_in(m, &m->for_item)) {
        return false;
    }
    tell_number(m, x->number);
    tell(m, " got %ld\n", m->task->item);
    return true;
}

static bool for_a_while(model *m, const expression *x, long value, long most, bool wait(model *, const expression *, long), completion *failure)
{
    scope *s = tree_allocate(sizeof *s);
    s->out = EXPIRED;
    open_scope(m, s, false);
    expire_at(m, s, m->now + most);
    completion c = normal;
    if (!wait(m, x, value))
        cancelled(m, &c);
    close_scope(m, s);
    if (c.kind == NORMAL || stops(s, &c))
        return true;
    *failure = c;
    return false;
}

/* ---- a task that spawns others into a group: its own, or one around that ---- */

static void spawn_told(model *m, members *group, const expression *x, long value)
{
    expression *told = tree_allocate(sizeof *told);
    task *t = tree_allocate(sizeof *t);
    *told = (expression){ .kind = X_HELPER, .helper = TOLD, .number = x->number };
    t->call = told;
    t->as = TASK;
    t->arguments[0] = value;
    add_member(m, group, t);
}

static bool spreads(model *m, const expression *x, long value, completion *failure)
{
    members *group = m->task->group;
    spawn_told(m, group, x, value);
    if (!suspend(m, value * 1000, failure))
        return false;
    spawn_told(m, group, x, value + 1);
    return true;
}

bool call_sharing_helper(model *m, const expression *x, long value, completion *failure)
{
    switch (x->helper) {
    case WITHIN: return within(m, x, value, failure);
    case LOCKED: return locked(m, x, value, failure);
    case SETS: return sets(m, x, value, failure);
    case WAITS: return for_a_while(m, x, value, WAIT_MOST, wait_for_event, failure);
    case PUTS: return for_a_while(m, x, value, WAIT_MOST, put, failure);
    case GETS: return for_a_while(m, x, value, GET_MOST, get, failure);
    default: return spreads(m, x, value, failure);
    }
}
