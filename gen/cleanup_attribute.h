/* __attribute__((cleanup(fn))) and [[gnu::cleanup(fn)]]: where they stand in a declaration, and whether a suspension would run them. */
#ifndef CLEANUP_ATTRIBUTE_H
#define CLEANUP_ATTRIBUTE_H

#include "token.h"
#include "tree.h"

/* One attribute that stands in a declaration. */
typedef struct cleanup_attribute {
    range call;                           /* `cleanup(fn)` */
    range left_out;                       /* that, or all that it stands in alone */
} cleanup_attribute;

typedef LIST(cleanup_attribute) cleanup_attributes;

/* Those of one variable: the declaration's N, and its own, of its declarator D. */
cleanup_attributes cleanup_attributes_of(arena *arena, const tokens *tokens, const node *n, const node *d);
/* Whether there is a suspension in the statements from REST on: a `return` of C's, at which C's own cleanup would run. */
bool statements_may_suspend(const tokens *tokens, const node *rest);
/* Whether a variable of the declaration N has one that would run at a suspension: in the REST of its block, or in what is declared behind it.
   Then it is lowered to a defer; else it is left to the C compiler. */
bool cleanup_attribute_is_deferred(arena *arena, const tokens *tokens, const node *n, const node *rest);
/* The same of a loop `for (N; …; …)`. */
bool cleanup_attribute_in_for_is_deferred(arena *arena, const tokens *tokens, const node *loop);

#endif
