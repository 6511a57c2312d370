#include "by_hand.h"
#include "heap.h"
#include "times.h"

int64_t row_move(int64_t n, int64_t depth)
{
    int64_t sum = 0;
    uint64_t random = 1;
    struct timer *const timers = calloc((size_t)depth, sizeof *timers);
    struct heap heap = {.at = calloc((size_t)depth, sizeof *heap.at)};
    if (!timers || !heap.at)
        abort();
    for (int64_t i = 0; i < depth; i++)
        start_timer(&heap, &timers[i], (int64_t)next_random(&random) + 1);
    for (int64_t i = 0; i < n; i++) {
        const uint64_t chosen = next_random(&random) % (uint64_t)depth;
        stop_timer(&heap, &timers[chosen]);
        start_timer(&heap, &timers[chosen], (int64_t)next_random(&random) + 1);
        sum += (int64_t)chosen;
    }
    free(timers);
    free(heap.at);
    return sum;
}
