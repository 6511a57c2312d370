/* Takes parts out of a program, to find the smallest one that still shows a difference. */
#ifndef EDIT_H
#define EDIT_H

#include "tree.h"

#include <stdbool.h>

typedef enum edit {
    KEEP,
    DROP,                       /* a statement, a local, a handler */
    UNWRAP,                     /* a construct: its body in braces stays */
    PLAIN,                      /* a statement's or a local's value becomes 1 */
    LAST_EDIT
} edit;

enum { NUMBERS = 8192 };

/* edits[N] is for what has number N. Functions that are no longer used go too. */
void edit_program(program *p, const unsigned char edits[NUMBERS]);

/* How much is left; -1: it is no program any more. */
int program_size(const program *p);

#endif
