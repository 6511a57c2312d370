#include "by_hand.h"

struct multiples {
    struct frame frame;
    int64_t n, i, value;
    struct resource *r;
};

struct consumer {
    struct frame frame;
    int64_t n, sum;
    struct resource *r;
    struct multiples multiples;
};

static NOT_INLINED enum outcome multiples(struct frame *frame)
{
    struct multiples *const f = (struct multiples *)frame;
    switch (frame->state) {
    case 0:
        for (f->i = 0; f->i < f->n; f->i++) {
            if (f->r->never)
                return suspend(frame, 1);
    case 1:
            f->value = f->i * 3;
            frame->state = 2;
            return YIELDED;
    case 2:;
        }
    }
    return DONE;
}

static enum outcome consumer(struct frame *frame)
{
    struct consumer *const f = (struct consumer *)frame;
    struct frame *const generator = &f->multiples.frame;
    enum outcome outcome;
    switch (frame->state) {
    case 0:
        f->sum = 0;
        begin(generator, multiples, frame);
        f->multiples.n = f->n;
        f->multiples.r = f->r;
        frame->state = 1;
        while ((outcome = multiples(generator)) != DONE) {
            if (outcome == SUSPENDED)
                return SUSPENDED;
    case 1:
            f->sum += f->multiples.value;
        }
    }
    return DONE;
}

int64_t row_generator(int64_t n, int64_t depth)
{
    (void)depth;
    struct consumer f = {.n = n, .r = resources()};
    run(&f.frame, consumer);
    return f.sum;
}
