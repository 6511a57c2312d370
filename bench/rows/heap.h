/* Timers by hand: a binary heap in an array, in which each timer knows its place. */
#ifndef HEAP_H
#define HEAP_H

#include <stdint.h>
#include <stdlib.h>

struct timer {
    int64_t when;
    uint64_t order;                       /* among those of the same time */
    size_t place;
};

struct heap {
    struct timer **at;
    size_t count;
    uint64_t started;
};

static inline int earlier(const struct timer *a, const struct timer *b)
{
    return a->when < b->when || (a->when == b->when && a->order < b->order);
}

static inline void put(struct heap *heap, size_t place, struct timer *timer)
{
    heap->at[place] = timer;
    timer->place = place;
}

/* Finds a place for a timer, from an empty one on. */
static inline void settle(struct heap *heap, size_t place, struct timer *timer)
{
    while (place > 0 && earlier(timer, heap->at[(place - 1) / 2])) {
        put(heap, place, heap->at[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    for (size_t below; (below = 2 * place + 1) < heap->count; place = below) {
        if (below + 1 < heap->count && earlier(heap->at[below + 1], heap->at[below]))
            below++;
        if (!earlier(heap->at[below], timer))
            break;
        put(heap, place, heap->at[below]);
    }
    put(heap, place, timer);
}

static inline void start_timer(struct heap *heap, struct timer *timer, int64_t when)
{
    timer->when = when;
    timer->order = heap->started++;
    settle(heap, heap->count++, timer);
}

static inline void stop_timer(struct heap *heap, struct timer *timer)
{
    struct timer *const last = heap->at[--heap->count];
    if (last != timer)
        settle(heap, timer->place, last);
}

#endif
