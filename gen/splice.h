#ifndef SPLICE_H
#define SPLICE_H

#include "module.h"

/* Whether a context, or a manager's enter or exit, is written into the body that uses it at token AT. */
bool can_splice(program *program, const symbol *symbol, uint32_t at);

#endif
