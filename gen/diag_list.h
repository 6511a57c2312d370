/* What diagnostics hold, for what prints them. */
#ifndef DIAG_LIST_H
#define DIAG_LIST_H

#include "diag.h"

typedef enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE } severity;

typedef struct diag_replacement {
    span replaced;
    const char *text;
} diag_replacement;

typedef struct diagnostic diagnostic;
struct diagnostic {
    severity severity;
    span where;
    const char *text;
    const char *option;                   /* e.g. "-Wno-yield" or "-Werror=no-yield"; NULL of an error or note */
    LIST(diagnostic) notes;
    LIST(diag_replacement) fixes;
    size_t index;                         /* in the order of reporting */
    size_t source_index;                  /* the same for the first of its source */
};

struct diagnostics {
    arena *arena;
    warning_levels levels;
    LIST(diagnostic) list;
    size_t error_count;
    bool last_is_off;                     /* the last one was a warning that is off: its notes and fixes go with it */
};

/* One of them for programs: an object of JSON; a result of SARIF, and what stands before the results. */
void diag_json(const diagnostic *d, FILE *to);
void diag_sarif_begin(FILE *to);
void diag_sarif(const diagnostic *d, FILE *to);

/* The diagnostics in the order of their places, equal ones once; an array of *COUNT. */
const diagnostic **diag_sorted(const diagnostics *diag, size_t *count);

#endif
