/* The rules of language.md that the grammar can't hold to. */
#ifndef CHECK_H
#define CHECK_H

#include "module.h"

void check(program *program);

/* Whether a name, where it is used, is that of a function of the file's C; check() has been called. */
bool is_declared_in_file(const program *program, const char *name);       /* by C, outside of bodies; or it is mentioned there */
bool is_function_of_file(const program *program, uint32_t token);
uint32_t function_of_file(const program *program, uint32_t token);        /* its name where the file has it first; 0: it is none */
/* The manager that is the type of an object of the file, or what it points to; NULL: it is none, or declared behind the token BEFORE. */
const symbol *manager_of_file_object(const program *program, uint32_t token, uint32_t before, unsigned *levels);      /* see shape_levels() */

#endif
