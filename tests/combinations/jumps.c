/* Which jumps are allowed where, and some that are not taken, or replace what is under way. */
#include "make.h"

jumps begin_loop(maker *m)
{
    jumps before = m->may;
    m->may.breaks = m->may.continues = true;
    return before;
}

jumps begin_switch(maker *m)
{
    jumps before = m->may;
    m->may.breaks = true;
    return before;
}

/* `raise;` in a cleanup in a handler is left out: see README.md. */
jumps begin_finally(maker *m)
{
    jumps before = m->may;
    m->may.raises_again = false;
    return before;
}

jumps begin_defer(maker *m)
{
    jumps before = m->may, none = { 0 };
    m->may = none;
    return before;
}

jumps begin_handler(maker *m)
{
    jumps before = m->may;
    m->may.raises_again = true;
    return before;
}

void end_jumps(maker *m, jumps before)
{
    m->may = before;
}

static statement *new_goto(maker *m)
{
    statement *s = statement_new(m->p, S_GOTO);
    s->label = m->label;
    s->choice = m->back;
    return s;
}

statement *some_jump(maker *m)
{
    switch (roll(m->d, 6)) {
    case 0: return m->may.breaks ? statement_new(m->p, S_BREAK) : NULL;
    case 1: return m->may.continues ? statement_new(m->p, S_CONTINUE) : NULL;
    case 2: return m->may.returns ? new_return(m) : NULL;
    case 3: return m->may.goes ? new_goto(m) : NULL;
    case 4: return m->may.raises_again ? statement_new(m->p, S_RAISE_AGAIN) : NULL;
    default: return new_raise(m, UNKNOWN_ERROR, false);
    }
}
