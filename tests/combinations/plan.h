/* Plans: the constructs on the way to a way out, one in another, so that it leaves a wanted pair of them. */
#ifndef PLAN_H
#define PLAN_H

#include "coverage.h"
#include "tree.h"

enum { PATH = 8 };

typedef struct plan {
    region path[PATH];          /* from the outside in */
    int depth;
    int inner;                  /* the inner one of the pair; the outer one is before it, or the function */
    way out;
    bool stops;                 /* the inner one stops it */
    int label_at;               /* a goto lands in the block at this level: 0 the function's, 1 that of path[0], …; -1 */
    int yield_at;               /* the block that a context's yield stands in; -1 */
    int cause_at;               /* the level of the timeout, or group, that cancels; -1: something around the function does */
    int number;                 /* the function does this if its way is the number; 0: it always does */
    error_type type;            /* of the error, as far as it is known */
} plan;

/* What a plan is for. */
typedef struct wish {
    region function;            /* COROUTINE, …, AFTER */
    bool is_async, has_tasks;
    bool cancels;               /* this is where the program's task is cancelled */
    bool ends;                  /* the way out must not leave the function: END, or stopped in it */
    region around;              /* a context's: the construct that its yield stands in, or NO_REGION */
    bool yields;                /* of a generator */
    bool never_limits;          /* a yield stands in no timeout or group */
} wish;

/* A plan for a triple that has not run yet, or for any. */
plan plan_make(dice *d, const coverage *covered, const wish *for_what);

/* Out of sight of filler: one construct with a way out that it stops. */
plan plan_small(dice *d, const wish *for_what);

#endif
