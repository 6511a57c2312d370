#include "by_hand.h"

struct within {
    struct frame frame;
    int64_t x, result;
    struct resource *r;
};

struct with {
    struct frame frame;
    int64_t n, i, sum;
    struct resource *r;
    struct within within;
};

/* The waits of enter and exit are written where they happen. */
static NOT_INLINED enum outcome within_three(struct frame *frame)
{
    struct within *const f = (struct within *)frame;
    switch (frame->state) {
    case 0: return suspend(frame, 1);
    case 1: acquire(f->r); return suspend(frame, 2);
    case 2: acquire(f->r + 1); return suspend(frame, 3);
    case 3: acquire(f->r + 2);
        f->result = work(f->x);
        return suspend(frame, 4);
    case 4: release(f->r + 2); return suspend(frame, 5);
    case 5: release(f->r + 1); return suspend(frame, 6);
    case 6: release(f->r);
    }
    return DONE;
}

static enum outcome with_suspend(struct frame *frame)
{
    struct with *const f = (struct with *)frame;
    switch (frame->state) {
    case 0:
        f->sum = 0;
        for (f->i = 0; f->i < f->n; f->i++) {
            begin(&f->within.frame, within_three, frame);
            f->within.x = f->i;
            f->within.r = f->r;
            frame->state = 1;
            if (within_three(&f->within.frame) == SUSPENDED)
                return SUSPENDED;
    case 1:
            f->sum += f->within.result;
        }
    }
    return DONE;
}

int64_t row_with_suspend(int64_t n, int64_t depth)
{
    (void)depth;
    struct with f = {.n = n, .r = resources()};
    run(&f.frame, with_suspend);
    return f.sum;
}
