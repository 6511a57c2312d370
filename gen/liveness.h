/* How long each variable of a plan lives, in moments: an operation has two, so that what it reads may end where what it computes from
 * that begins. */
#ifndef LIVENESS_H
#define LIVENESS_H

#include "flow.h"

static inline uint32_t moment_of(uint32_t order) { return 2 * order; }
static inline uint32_t order_of(uint32_t moment) { return moment / 2; }

/* Sets FROM and TO of variables, records, awaits and the result, and whether variables and records live in the frame. */
void find_lives(program *program, plan *plan, const flow *flow);

#endif
