#include "by_hand.h"

#include <stdlib.h>

struct add {
    struct frame frame;
    struct task task;
    int64_t i, local;
    struct spawner *of;
};

struct spawner {
    struct frame frame;
    struct task *task;                    /* which waits for the last */
    int64_t n, live, sum;
};

static enum outcome add(struct frame *frame)
{
    struct add *const f = (struct add *)frame;
    switch (frame->state) {
    case 0:
        f->local = f->i * 3;
        return suspend(frame, 1);
    case 1:
        f->of->sum += f->local;
        if (--f->of->live == 0)
            make_ready(f->of->task);
        free(f);
    }
    return SUSPENDED;                     /* nothing is left to go on with */
}

static enum outcome spawner(struct frame *frame)
{
    struct spawner *const f = (struct spawner *)frame;
    if (frame->state == 1)
        return DONE;
    for (int64_t i = 0; i < f->n; i++) {
        struct add *const made = malloc(sizeof *made);
        if (!made)
            abort();
        begin(&made->frame, add, NULL);
        made->i = i;
        made->of = f;
        made->task.leaf = &made->frame;
        make_ready(&made->task);
    }
    frame->state = 1;
    f->live = f->n;
    f->task = current;
    current->leaf = frame;
    return f->n == 0 ? DONE : SUSPENDED;
}

int64_t row_spawn(int64_t n, int64_t depth)
{
    (void)depth;
    struct spawner f = {.n = n};
    run(&f.frame, spawner);
    return f.sum;
}
