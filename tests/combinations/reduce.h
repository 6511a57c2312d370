/* Finds the smallest part of a program for which a command still succeeds (still finds a difference). */
#ifndef REDUCE_H
#define REDUCE_H

#include "tree.h"

/* Makes the same program again, each time. */
typedef program *(*program_maker)(void *data);

/* Runs `command BASE.acm BASE.expected` for each candidate; the smallest is left there. False if the whole program
 * does not make the command succeed. */
bool reduce(program_maker maker, void *data, const char *command, const char *base);

#endif
