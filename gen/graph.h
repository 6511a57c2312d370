/* The ways that control can take through a body as it is written, for the checks that go by paths (language.md, section 11). */
#ifndef GRAPH_H
#define GRAPH_H

#include "check_internal.h"

typedef enum step_kind {
    STEP_DO,                              /* a statement, or what of it is evaluated here */
    STEP_YIELD,
    STEP_HANDLE,                          /* a handler begins */
    STEP_CLEANUP,                         /* a finally or defer begins: once for each place that is gone on to after it */
    STEP_EXIT,                            /* the block of an item of a with is left: likewise */
    STEP_END,                             /* the body is left: by return, or at its end; the only one */
    STEP_FAIL                             /* the body is left by an error; the only one */
} step_kind;

typedef struct step {
    step_kind kind;
    const node *node;                     /* EXIT: the item; STEP_END and FAIL have none */
} step;

/* A way that is not sure may be impossible: what must hold on every path counts it, what may happen on one does not. */
typedef struct edge { uint32_t from, to; bool is_sure, is_error; } edge;

typedef struct graph {
    LIST(step) steps;                     /* [0] is where the body begins */
    LIST(edge) edges;                     /* by `from` */
    uint32_t *first;                      /* edges first[i] up to first[i + 1] leave step i */
    uint32_t *first_before, *before;      /* edges before[first_before[i]] up to before[first_before[i + 1]] lead to it */
    uint32_t end, fail;
    bool is_known;                        /* false: there are jumps that can't be followed; then nothing is to be said */
} graph;

graph *graph_find(checker *c, const node *form);

/* The checks that go by it, each in a file of its name. */
void check_yields(checker *c, const graph *g, const node *form);
void check_teardown(checker *c, const graph *g, const node *form);
void check_escape(checker *c, const graph *g);
void check_cancelled(checker *c, const graph *g);
void check_stacked_scopes(checker *c, const graph *g, const node *form);

/* Marks what is reached from a step by some path of edges, without the step itself unless a path leads back to it. */
typedef bool edge_filter(const graph *g, const edge *e, const void *data);      /* whether it is followed */
void graph_reach(arena *arena, const graph *g, uint32_t from, edge_filter *follows, const void *data, bool *reached);

#endif
