/* What the user probably meant: the nearest of the names that exist. */
#ifndef SPELLING_H
#define SPELLING_H

#include <stddef.h>

typedef struct spelling {
    const char *text;                     /* what was written */
    const char *best;                     /* the nearest so far; NULL if none is near */
    size_t distance;
} spelling;

void spelling_try(spelling *s, const char *name);

/* How many letters must be put in, left out, replaced or swapped with the next to make B of A. */
size_t spelling_distance(const char *a, const char *b);

#endif
