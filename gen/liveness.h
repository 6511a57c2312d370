/* How long each variable of a plan lives. */
#ifndef LIVENESS_H
#define LIVENESS_H

#include "flow.h"

/* Sets FROM and TO of variables, records, awaits and the result, and whether variables and records live in the frame. */
void find_lives(program *program, plan *plan, const flow *flow);

#endif
