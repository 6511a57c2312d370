/* Which contexts and methods are written into their users instead of being called; and what entering opens. */
#ifndef SPLICE_H
#define SPLICE_H

#include "module.h"

/* Whether a context, or a manager's enter or exit, is written into the body that uses it at token AT. */
bool can_splice(program *program, const symbol *symbol, uint32_t at);

/* Whether an item of a with statement may have a scope open while its block runs: a timeout, group or shield, or an exit stack or context that
 * has one.  An object that is not constructed there may be anything. */
bool may_open_scope(const program *program, const node *item);

#endif
