/* Where control goes from each operation of a plan. */
#ifndef FLOW_H
#define FLOW_H

#include "plan.h"

/* Operations are known by their order, from 1; 0 is none. */
typedef struct flow {
    op **at;                              /* at[order] */
    uint32_t count;
    uint32_t *first_before;               /* before[first_before[i]] up to before[first_before[i + 1]]: what goes to i */
    uint32_t *before;
    uint32_t *block;                      /* the OP_OPEN around each, or 0 */
    LIST(uint32_t) labels;                /* the user's, in order */
    bool is_known;                        /* false: blocks do not nest; then nothing but the order is told */
} flow;

/* Numbers the operations.  Every way that control can take is found; some of those found may be impossible. */
flow *flow_find(program *program, plan *plan);

#endif
