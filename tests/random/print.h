/* A program as text. */
#ifndef PRINT_H
#define PRINT_H

#include "program.h"

#include <stdio.h>

typedef enum kind_of_text {
    PLAIN_C,
    PLAIN_C_WITH_HITS,              /* it counts which items were executed */
    COROUTINES
} kind_of_text;

void print_prelude(FILE *out, kind_of_text kind);
void print_program(FILE *out, kind_of_text kind, const program *p);
void print_main(FILE *out, kind_of_text kind, const int *indexes, int count);

/* What a reduction does to the nodes of each number. */
typedef enum edit { KEEP, DROP, UNWRAP, PLAIN, HOIST, STILL } edit;
enum { NUMBERS = 16384 };
void print_edits(const unsigned char *edits);   /* of the programs that are printed from now on; NULL: none */

#endif
