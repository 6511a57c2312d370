/* Writes programs as .acm. */
#ifndef PRINT_H
#define PRINT_H

#include "tree.h"

#include <stdio.h>

void print_prelude(FILE *out);                              /* what all programs of a file use */
void print_program(FILE *out, const program *p);            /* its parts, and run_INDEX, which says how it ends */
void print_main(FILE *out, const int *indexes, const bool *cancels, int count, bool has_tasks);

#endif
