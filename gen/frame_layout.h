/* How a frame shares its room between things that do not live at the same time. */
#ifndef FRAME_LAYOUT_H
#define FRAME_LAYOUT_H

#include "plan.h"

/* Sets plan->frame_layout, the unions of the awaits, and which variables share a member. */
void find_layout(program *program, plan *plan, const op *const *at);

#endif
