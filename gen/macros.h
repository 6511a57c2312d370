/* The macros that a file defines, for the names of variables that they mention. */
#ifndef MACROS_H
#define MACROS_H

#include "module.h"

/* The text after the name of a macro that main defines; NULL if it defines none of that name.  The last definition counts. */
const char *macro_replacement(program *program, const char *name, size_t length);

/* The next identifier in a replacement, outside of strings; NULL at its end. */
const char *next_identifier(const char *text, size_t *length);

#endif
