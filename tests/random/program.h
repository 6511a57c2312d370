/* A program: what stands in its file, in order. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "../combinations/dice.h"
#include "tree.h"

typedef struct maker maker;
typedef struct function function;

enum { FUNCTIONS = 6, PARAMETERS = 5 };

struct function {
    const char *name;
    const struct type *result;      /* NULL: void */
    const struct type *parameter[PARAMETERS];       /* after the level */
    const char *parameter_name[PARAMETERS];
    int parameter_count;
    int index;
    int labels;
};

typedef struct program {
    int index;
    dialect dialect;
    function *functions[FUNCTIONS];
    int function_count;
    bool has_variadic;
    node *items;
    int names, sites;               /* given so far */
} program;

program *generate(int index, dialect language, dice *d);

#endif
