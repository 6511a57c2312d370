/* Timers, in a pairing heap (Fredman, Sedgewick, Sleator, Tarjan 1986): starting one is O(1), the
 * next to fire is the root, and removing any is O(log n) amortised.  A timer is its own node. */
#include "core.h"

static bool earlier(const acm_timer *a, const acm_timer *b)
{
    return a->when < b->when || (a->when == b->when && a->order < b->order);
}

/* Joins two heaps, whose roots have no siblings; either may be empty. */
static acm_timer *join(acm_timer *a, acm_timer *b)
{
    if (!a || !b)
        return a ? a : b;
    if (earlier(b, a)) {
        acm_timer *const first = b;
        b = a;
        a = first;
    }
    b->next = a->child;
    if (b->next)
        b->next->previous = b;
    b->previous = a;
    a->child = b;
    return a;
}

/* Makes one heap of a list of siblings: joins them in pairs, then the pairs from the last to the first. */
static acm_timer *join_siblings(acm_timer *first)
{
    acm_timer *pairs = NULL;              /* linked by `next` */
    while (first) {
        acm_timer *const a = first, *const b = a->next;
        first = b ? b->next : NULL;
        a->next = a->previous = NULL;
        if (b)
            b->next = b->previous = NULL;
        acm_timer *const pair = join(a, b);
        pair->next = pairs;
        pairs = pair;
    }
    acm_timer *heap = NULL;
    while (pairs) {
        acm_timer *const pair = pairs;
        pairs = pair->next;
        pair->next = NULL;
        heap = join(heap, pair);
    }
    return heap;
}

void acm_timer_start(acm_loop *loop, acm_timer *timer, int64_t when, void (*fire)(acm_timer *))
{
    timer->when = when;
    timer->order = loop->timers_started++;
    timer->child = timer->next = timer->previous = NULL;
    timer->fire = fire;
    loop->timers = join(loop->timers, timer);
}

void acm_timer_stop(acm_loop *loop, acm_timer *timer)
{
    if (timer->when == INT64_MIN)
        return;
    acm_timer *const below = join_siblings(timer->child);
    if (timer == loop->timers) {
        loop->timers = below;
    } else {
        if (timer->previous->child == timer)
            timer->previous->child = timer->next;
        else
            timer->previous->next = timer->next;
        if (timer->next)
            timer->next->previous = timer->previous;
        loop->timers = join(loop->timers, below);
    }
    timer->when = INT64_MIN;
}

void acm_timers_fire(acm_loop *loop, int64_t now)
{
    while (loop->timers && loop->timers->when <= now) {
        acm_timer *const timer = loop->timers;
        acm_timer_stop(loop, timer);
        timer->fire(timer);
    }
}
