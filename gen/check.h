/* The rules of language.md that the grammar can't hold to. */
#ifndef CHECK_H
#define CHECK_H

#include "module.h"

void check(program *program);

#endif
