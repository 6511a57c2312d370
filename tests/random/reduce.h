/* The smallest part of a program that still makes a command succeed. */
#ifndef REDUCE_H
#define REDUCE_H

#include "program.h"

/* The command is given BASE.c and BASE.acm. False: it fails from the start. */
bool reduce(program *p, const char *command, const char *base);

void write_pair(const program *p, const char *base);

#endif
