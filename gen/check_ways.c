/* The ways that lead to a place in a body, and where the body may have waited on them: followed in the order in which things are
 * done.  What is used on a way back, from the end of a loop or by a goto, is remembered until that is seen. */
#include "check_internal.h"

static way later(way a, way b)
{
    return a.since >= b.since ? a : b;
}

way join_ways(way a, way b)
{
    if (a.is_closed || b.is_closed)
        return a.is_closed ? b : a;
    return later(a, b);
}

void note_suspension(checker *c, uint32_t token)
{
    c->way.token = token;
    c->way.since = ++c->clock;
    c->latest = c->way;
}

void close_way(checker *c)
{
    c->way.is_closed = true;
}

way anywhere_since(const checker *c, way before)
{
    way w = later(c->latest, before);
    w.is_closed = before.is_closed;
    return w;
}

/* ---- what is used before it is known what comes ---- */

void note_use(checker *c, local *l, uint32_t token, uint32_t since)
{
    name_event e = {.local = l, .token = token, .at = ++c->clock, .since = since, .is_deferred = c->in_defer};
    if (!c->way.is_closed)
        LIST_ADD(c->arena, c->events, e);
}

/* From here back to where the clock stood at BEGUN. */
static void go_back(checker *c, uint32_t begun)
{
    if (c->way.is_closed)
        return;
    for (size_t i = c->events.count; i > 0 && c->events.at[i - 1].at > begun; i--) {
        const name_event e = c->events.at[i - 1];
        if (!e.local)
            check_unknown_name(c, e.token, begun, e.since);
        else if (e.since <= begun && c->way.since > e.local->since)
            outlived(c, e.local, e.token, c->way.token);
    }
}

/* A defer's block is run at the end of its block: later than all that comes in between. */
void run_deferred(checker *c, size_t first)
{
    for (size_t i = first; i < c->events.count; i++) {
        const name_event e = c->events.at[i];
        if (e.is_deferred && e.local && c->latest.since > e.at && c->latest.since > e.local->since)
            outlived(c, e.local, e.token, c->latest.token);
    }
}

/* ---- labels ---- */

void reach_label(checker *c, jump_label *l)
{
    for (size_t i = 0; i < c->forward.count; i++) {
        uint32_t name = c->forward.at[i].name;
        if (!name || tokens_same(c->tokens, name, c->tokens, l->node->label.name))
            c->way = join_ways(c->way, c->forward.at[i].way);
    }
    l->begun = ++c->clock;
}

void leave_to(checker *c, const jump_label *l, uint32_t name)
{
    forward_jump j = {name, c->way};
    if (l)
        go_back(c, l->begun);
    else if (!c->way.is_closed)
        LIST_ADD(c->arena, c->forward, j);
    close_way(c);
}

/* ---- loops and switches ---- */

void leave_loop(checker *c, breakable *b, bool by_break)
{
    if (b && by_break)
        b->out = join_ways(b->out, c->way);
    else if (b)
        b->again = join_ways(b->again, c->way);
    close_way(c);
}

void begin_switch(checker *c, breakable *b)
{
    b->in = c->way;
    close_way(c);
}

void reach_case(checker *c, breakable *b, bool is_default)
{
    if (!b)
        return;
    c->way = join_ways(c->way, b->in);
    b->has_default |= is_default;
}

void end_switch(checker *c, const breakable *b)
{
    c->way = join_ways(c->way, b->out);
    if (!b->has_default)
        c->way = join_ways(c->way, b->in);
}

/* OUT: the way out by the condition, if it comes first. */
void end_loop(checker *c, const breakable *b, way out)
{
    way back = c->way, left = join_ways(out, b->out);
    go_back(c, b->begun);
    c->way = left.is_closed ? left : join_ways(left, back);
}
