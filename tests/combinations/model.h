/* The model: runs a program's tree as language.md sections 3 to 5 say, and writes the trace that it must print. */
#ifndef MODEL_H
#define MODEL_H

#include "coverage.h"
#include "tree.h"

typedef enum model_result {
    MODEL_RAN,
    MODEL_TOO_LONG,
    MODEL_UNCLEAR               /* the program does what language.md leaves open */
} model_result;

/* The trace is malloc'ed, and NULL if the program did not run. */
model_result model_run(const program *p, coverage *covered, char **trace);

#endif
