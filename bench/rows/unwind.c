#include "by_hand.h"

struct within {
    struct frame frame;
    int64_t x, result;
    struct resource *r;
    int error;
};

struct unwind {
    struct frame frame;
    int64_t n, i, sum;
    struct resource *r;
    struct within within;
};

static NOT_INLINED enum outcome within_three(struct frame *frame)
{
    struct within *const f = (struct within *)frame;
    struct resource *const r = f->r;
    switch (frame->state) {
    case 0:
        acquire(r);
        acquire(r + 1);
        acquire(r + 2);
        if (r->never)
            return suspend(frame, 1);
    case 1:
        f->error = refuse(f->x);
        if (!f->error)
            f->result = work(f->x);
        release(r + 2);
        release(r + 1);
        release(r);
    }
    return f->error ? FAILED : DONE;
}

static enum outcome unwind(struct frame *frame)
{
    struct unwind *const f = (struct unwind *)frame;
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
            f->sum += f->within.error ? f->within.error : f->within.result;
        }
    }
    return DONE;
}

int64_t row_unwind(int64_t n, int64_t depth)
{
    (void)depth;
    struct unwind f = {.n = n, .r = resources()};
    run(&f.frame, unwind);
    return f.sum;
}
