/* Conditionals in bodies whose arms are not whole statements, `if (x) {` among them: what they are a part of is repeated in each arm,
 * so that what comes after sees whole statements.  What no compiler would see, in #if 0, is left out. */
#ifndef DISTRIBUTE_H
#define DISTRIBUTE_H

#include "token.h"

/* Changes the tokens of a file, where bodies have such conditionals. */
void distribute_conditionals(arena *arena, tokens *tokens, diagnostics *diag);

/* Before that: changes them where forms depend on conditionals; see distribute_forms.c. */
void distribute_forms(arena *arena, tokens *tokens, bool bodies);

#endif
