#include "by_hand.h"

struct callee {
    struct frame frame;
    int64_t x, result;
    struct resource *r;
};

struct call {
    struct frame frame;
    int64_t n, i, sum;
    struct resource *r;
    struct callee callee;
};

static NOT_INLINED enum outcome callee(struct frame *frame)
{
    struct callee *const f = (struct callee *)frame;
    switch (frame->state) {
    case 0:
        if (f->r->never)
            return suspend(frame, 1);
    case 1:
        f->result = work(f->x);
    }
    return DONE;
}

static enum outcome call(struct frame *frame)
{
    struct call *const f = (struct call *)frame;
    switch (frame->state) {
    case 0:
        f->sum = 0;
        for (f->i = 0; f->i < f->n; f->i++) {
            begin(&f->callee.frame, callee, frame);
            f->callee.x = f->i;
            f->callee.r = f->r;
            frame->state = 1;
            if (callee(&f->callee.frame) == SUSPENDED)
                return SUSPENDED;
    case 1:
            f->sum += f->callee.result;
        }
    }
    return DONE;
}

int64_t row_call(int64_t n, int64_t depth)
{
    (void)depth;
    struct call f = {.n = n, .r = resources()};
    run(&f.frame, call);
    return f.sum;
}
