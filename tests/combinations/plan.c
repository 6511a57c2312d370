#include "plan.h"

enum { TRIES = 200, LONGEST = 6, LONGEST_AT_LAST = PATH };

static bool is_cleanup(region r) { return r == FINALLY || r == DEFER; }
static bool is_jump(way out) { return out == RETURN || out == BREAK || out == CONTINUE || way_is_goto(out); }

static bool needs_handler(way out) { return out == RAISE_FROM || out == RAISE_AGAIN || out == RAISE_NAME; }

static bool allowed(region r, bool is_async, bool has_tasks)
{
    if (region_is_of_tasks(r))
        return is_async && has_tasks;
    return is_async || !region_is_with(r) || r == WITH_SYNC;
}

/* Something in the plan itself cancels, if nothing around it does. */
static bool is_caused(way out) { return out == EXPIRED || out == SIBLING; }

static bool may_hold_yield(region r, const wish *w)
{
    return region_may_hold_yield(r, w->yields ? GENERATOR : AROUND) && (!w->never_limits || region_may_hold_yield(r, GENERATOR));
}

/* ---- which triples a function can run ---- */

static bool fits(triple t, const void *data)
{
    const wish *w = data;
    if (!allowed(t.inner, w->is_async, w->has_tasks) || (!region_is_function(t.outer) && !allowed(t.outer, w->is_async, w->has_tasks)))
        return false;
    if (region_is_function(t.outer) && t.outer != w->function)
        return false;
    if (w->function == AROUND && t.outer != AROUND)
        return false;
    if (!w->has_tasks && (t.out == CANCELLED) != w->cancels)
        return false;
    if (!w->is_async && (t.out == CALLEE_ERROR || t.out >= CANCELLED))
        return false;
    if (t.out == CLOSED && !w->yields)
        return false;
    if (w->function == AROUND && !may_hold_yield(t.inner, w))
        return false;
    return !w->yields || (region_may_hold_yield(t.inner, GENERATOR) && (t.outer == GENERATOR || region_may_hold_yield(t.outer, GENERATOR)));
}

/* ---- paths ---- */

static void insert(plan *p, int at, region r)
{
    if (p->depth >= PATH)
        return;
    for (int k = p->depth; k > at; k--)
        p->path[k] = p->path[k - 1];
    p->path[at] = r;
    p->depth++;
    if (at <= p->inner)
        p->inner++;
}

static bool path_has(const plan *p, region r)
{
    for (int k = 0; k < p->depth; k++)
        if (p->path[k] == r)
            return true;
    return false;
}

/* Where ways out cross each other most. */
static region crossing(dice *d)
{
    static const region regions[] = { FINALLY, FINALLY, TRY_FINALLY, TRY_CATCH, HANDLER, DEFER, DEFERRED, FOR, WHILE, DO, SWITCH,
                                      WITH_MANAGER, WITH_FINALLY, WITH_CATCH, WITH_NESTED, WITH_PLAIN, WITH_SEVERAL,
                                      SHIELD, TIMEOUT, TIMEOUT, MOVE_ON, GROUP, GROUP, STACK, FOR_EACH, FOR_EACH };
    return regions[roll(d, (int)(sizeof regions / sizeof *regions))];
}

/* A region that makes a new pair with one beside it, if one is found soon. */
static region neighbour(dice *d, const coverage *covered, region beside, bool outside, const plan *p, const wish *w)
{
    region r = BLOCK;
    for (int tries = 0; tries < 12; tries++) {
        do
            r = covered->missing_count ? (region)roll(d, INNER_REGIONS) : crossing(d);
        while (!allowed(r, w->is_async, w->has_tasks));
        triple t = { outside ? r : beside, outside ? beside : r, p->out };
        if (triple_valid(t) && !coverage_has(covered, t))
            break;
    }
    return r;
}

/* The level, from the inside, at which the way out ends; -1: it leaves the function, or is not allowed. */
static int end_of(const plan *p)
{
    for (int k = p->depth - 1; k >= 0; k--) {
        region r = p->path[k];
        if ((p->out == BREAK || p->out == CONTINUE) && region_may_stop(r, p->out))
            return k;
        if (p->stops && k == p->inner)
            return k;
        if (is_jump(p->out) && r == DEFER)
            return -2;
        if (k == p->label_at)
            return k;
    }
    return -1;
}

static bool again_is_clear(const plan *p)
{
    for (int k = p->depth - 1; k >= 0 && p->path[k] != HANDLER; k--)
        if (is_cleanup(p->path[k]))
            return false;
    return true;
}

static bool plan_is_possible(const plan *p, const wish *w)
{
    int end = end_of(p);
    if (end == -2 || end > p->inner)
        return false;
    if ((p->out == BREAK || p->out == CONTINUE) && end < 0)
        return false;
    if (w->ends && p->out != END && end < 0)
        return false;
    if (needs_handler(p->out) && !path_has(p, HANDLER))
        return false;
    if (is_caused(p->out) && p->cause_at < 0 && (region_is_root(w->function)))
        return false;
    if (p->out == RAISE_AGAIN && !again_is_clear(p))
        return false;
    for (int k = 0; k < p->depth; k++) {
        if (way_is_cancellation(p->out) && k > p->cause_at && region_shields(p->path[k]))
            return false;
        if (k < p->yield_at && !may_hold_yield(p->path[k], w))
            return false;
    }
    return true;
}

static void set_label(dice *d, plan *p, triple t)
{
    p->label_at = -1;
    if (t.out == GOTO_NEAR)
        p->label_at = p->inner;
    else if (way_is_goto(t.out))
        p->label_at = roll(d, p->inner);
}

/* The cause has to be around the inner one, or be it. */
static void set_cause(dice *d, plan *p, const wish *w, triple t)
{
    p->cause_at = -1;
    if (!is_caused(t.out))
        return;
    for (int k = p->inner; k >= 0 && p->cause_at < 0; k--)
        if (t.out == EXPIRED ? region_limits(p->path[k]) : p->path[k] == GROUP)
            p->cause_at = k;
    if (p->cause_at == p->inner)
        p->stops = true;
    if (p->cause_at >= 0 || region_is_function(t.outer) || (!region_is_root(w->function) && chance(d, 30)))
        return;
    insert(p, 0, t.out == SIBLING ? GROUP : chance(d, 50) ? TIMEOUT : MOVE_ON);
    p->cause_at = 0;
}

static void try_path(dice *d, const coverage *covered, const wish *w, triple t, plan *p)
{
    p->depth = 0;
    p->inner = 0;
    p->out = t.out;
    if (!region_is_function(t.outer)) {
        p->path[p->depth++] = t.outer;
        p->inner = 1;
    }
    p->path[p->depth++] = t.inner;
    p->stops = way_is_error(t.out) && region_may_stop(t.inner, t.out) && chance(d, 40);
    if (w->function == AROUND && w->around != NO_REGION && w->around != t.inner)
        p->path[p->depth++] = w->around;
    p->yield_at = w->function == AROUND || w->yields ? p->depth : -1;
    int longest = covered->missing_count ? LONGEST : LONGEST_AT_LAST, most = covered->missing_count ? 3 : 4;
    for (int more = roll(d, most); more > 0 && p->depth < longest; more--)
        insert(p, p->depth, neighbour(d, covered, p->path[p->depth - 1], false, p, w));
    for (int more = region_is_function(t.outer) ? 0 : roll(d, most); more > 0 && p->depth < longest; more--)
        insert(p, 0, neighbour(d, covered, p->path[0], true, p, w));
    if (needs_handler(t.out) && !path_has(p, HANDLER)) {
        if (!region_is_function(t.outer) && chance(d, 50))
            insert(p, 0, HANDLER);
        else
            insert(p, p->inner + 1 + roll(d, p->depth - p->inner), HANDLER);
    }
    set_cause(d, p, w, t);
    if (w->yields)
        p->yield_at = p->depth;
    set_label(d, p, t);
    if ((t.out == BREAK || t.out == CONTINUE) && end_of(p) < 0 && !region_is_function(t.outer))
        insert(p, 0, t.out == BREAK && chance(d, 40) ? SWITCH : (region)(FOR + roll(d, 3)));
}

static const error_type raisable[] = { VALUE_ERROR, RUNTIME_ERROR, LOW, LOWER, SIDE, OUTSIDE, ERROR };

static void set_type(dice *d, plan *p)
{
    p->type = UNKNOWN_ERROR;
    if (p->out == RAISE || p->out == RAISE_FROM)
        p->type = raisable[roll(d, (int)(sizeof raisable / sizeof *raisable))];
    if (way_is_cancellation(p->out))
        p->type = CANCELLED_ERROR;
    if (p->out == TIMEOUT_ERROR)
        p->type = TIMED_OUT;
    if (p->out == CLOSED)
        p->type = GENERATOR_EXIT;
}

static plan plan_of_a_block(void)
{
    plan p = { .path = { BLOCK }, .depth = 1, .out = END, .label_at = -1, .yield_at = -1, .cause_at = -1, .type = UNKNOWN_ERROR };
    return p;
}

plan plan_make(dice *d, const coverage *covered, const wish *w)
{
    triple t;
    plan p;
    for (int tries = 0; tries < 8; tries++) {
        if (!coverage_pick(covered, d, fits, w, &t))
            break;
        for (int k = 0; k < TRIES; k++) {
            try_path(d, covered, w, t, &p);
            if (!plan_is_possible(&p, w))
                continue;
            set_type(d, &p);
            p.number = 0;
            return p;
        }
    }
    p = plan_of_a_block();
    p.yield_at = w->function == AROUND || w->yields ? 1 : -1;
    return p;
}

plan plan_small(dice *d, const wish *w)
{
    plan p = plan_of_a_block();
    do
        p.path[0] = (region)roll(d, INNER_REGIONS);
    while (!allowed(p.path[0], w->is_async, w->has_tasks));
    if (region_is_loop(p.path[0]) && chance(d, 60))
        p.out = chance(d, 50) ? BREAK : CONTINUE;
    else if (p.path[0] == SWITCH && chance(d, 60))
        p.out = BREAK;
    else if (p.path[0] == TRY_CATCH && chance(d, 80))
        p.out = RAISE;
    p.stops = p.out == RAISE;
    set_type(d, &p);
    return p;
}
