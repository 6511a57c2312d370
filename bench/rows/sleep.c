#include "by_hand.h"
#include "heap.h"
#include "times.h"

struct bedroom {
    int64_t left, sum, now;
    uint64_t random;
    struct heap timers;
};

struct sleeper {
    struct frame frame;
    struct task task;
    struct timer timer;
    int64_t number;
    struct bedroom *all;
};

static enum outcome sleeper(struct frame *frame)
{
    struct sleeper *const f = (struct sleeper *)frame;
    struct bedroom *const all = f->all;
    if (frame->state == 1) {
        if (all->left == 0)
            return DONE;
        all->left--;
        all->sum = all->sum * 31 + f->number;
    }
    frame->state = 1;
    start_timer(&all->timers, &f->timer, all->now + (int64_t)next_random(&all->random) + 1);
    return SUSPENDED;
}

/* Runs what is ready, and then what sleeps until the next time. */
static void run_sleepers(struct bedroom *all)
{
    for (;;) {
        while (ready) {
            current = ready;
            ready = current->next;
            if (!ready)
                ready_end = &ready;
            current->leaf->resume(current->leaf);
        }
        if (all->timers.count == 0)
            return;
        all->now = all->timers.at[0]->when;
        while (all->timers.count > 0 && all->timers.at[0]->when <= all->now) {
            struct timer *const next = all->timers.at[0];
            stop_timer(&all->timers, next);
            make_ready(&((struct sleeper *)(void *)((char *)next - offsetof(struct sleeper, timer)))->task);
        }
    }
}

int64_t row_sleep(int64_t n, int64_t depth)
{
    struct bedroom all = {.left = n, .random = 1};
    struct sleeper *const sleepers = calloc((size_t)depth, sizeof *sleepers);
    all.timers.at = calloc((size_t)depth, sizeof *all.timers.at);
    if (!sleepers || !all.timers.at)
        abort();
    for (int64_t i = 0; i < depth; i++) {
        sleepers[i].number = i;
        sleepers[i].all = &all;
        begin(&sleepers[i].frame, sleeper, NULL);
        sleepers[i].task.leaf = &sleepers[i].frame;
        make_ready(&sleepers[i].task);
    }
    run_sleepers(&all);
    free(sleepers);
    free(all.timers.at);
    return all.sum;
}
