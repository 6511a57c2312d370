/* Which errors a coroutine of the file surely can raise. */
#ifndef RAISES_H
#define RAISES_H

#include "check_internal.h"

typedef struct raised_types {
    LIST(const symbol *) all;
} raised_types;

const raised_types *raised_by(checker *c, symbol *coroutine);

#endif
