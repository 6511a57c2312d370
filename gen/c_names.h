/* The names that files have in C, and those that two files both define: an error at the import that brings them together. */
#ifndef C_NAMES_H
#define C_NAMES_H

#include "module.h"

/* What the headers of all imports define, each read once, against each other and against all of main. */
void c_names_check(program *program);

#endif
