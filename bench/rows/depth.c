#include "by_hand.h"

#include <stdlib.h>

struct depth {
    struct frame frame;
    int64_t n, levels, i, sum;
    struct resource *r;
    struct depth *callee;
};

static enum outcome depth(struct frame *frame)
{
    struct depth *const f = (struct depth *)frame;
    switch (frame->state) {
    case 0:
        if (f->levels > 1) {
            f->callee = malloc(sizeof *f->callee);
            *f->callee = (struct depth){.n = f->n, .levels = f->levels - 1, .r = f->r};
            begin(&f->callee->frame, depth, frame);
            frame->state = 1;
            if (depth(&f->callee->frame) == SUSPENDED)
                return SUSPENDED;
    case 1:
            f->sum = 1 + f->callee->sum;
            free(f->callee);
            return DONE;
        }
        f->sum = 0;
        for (f->i = 0; f->i < f->n; f->i++) {
            f->sum += f->i ^ f->r->mask;
            return suspend(frame, 2);
    case 2:;
        }
    }
    return DONE;
}

int64_t row_depth(int64_t n, int64_t levels)
{
    struct depth f = {.n = n, .levels = levels, .r = resources()};
    run(&f.frame, depth);
    return f.sum;
}
