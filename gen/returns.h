/* What can be told of an expression's outcome: whether a condition always holds, whether a call comes back. */
#ifndef RETURNS_H
#define RETURNS_H

#include "check_internal.h"

typedef enum constant { NOT_CONSTANT, ALWAYS_FALSE, ALWAYS_TRUE } constant;
constant constant_of(const checker *c, const node *condition);      /* NULL, of a for: always true */

/* `for (i = 0; i < 3; …)`. */
bool runs_once_at_least(const checker *c, const node *loop);

typedef enum coming_back { COMES_BACK, MAY_NOT_COME_BACK, NEVER_COMES_BACK } coming_back;
coming_back comes_back(const checker *c, const node *value);        /* of an expression that is a statement */

/* Whether it may jump: a statement expression, asm. */
bool hides_jump(const checker *c, const node *n);

#endif
