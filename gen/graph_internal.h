/* What the makers of the graph share. */
#ifndef GRAPH_INTERNAL_H
#define GRAPH_INTERNAL_H

#include "graph.h"

enum { LABEL_SLOTS = 256 };

/* Where a jump goes: to the end of what is guarded, out of the body, to handlers, out of or around a loop, to a label. */
typedef enum goal_kind { GOAL_BEHIND, GOAL_RETURN, GOAL_ERROR, GOAL_HANDLER, GOAL_FAIL, GOAL_BREAK, GOAL_CONTINUE, GOAL_LABEL } goal_kind;

typedef struct goal {
    goal_kind kind;
    const node *of;                       /* HANDLER: it; BREAK and CONTINUE: the loop or switch */
    uint32_t label;                       /* token of the label's name, where it stands */
} goal;

typedef struct end { uint32_t step; bool is_sure, is_error; } end;      /* what goes on to the next step */
typedef LIST(end) ends;

typedef struct way_out { goal to; uint32_t begin; } way_out;      /* through a cleanup */

typedef enum enclosure_kind { IN_LOOP, IN_SWITCH, IN_TRY, IN_CLEANUP, IN_WITH } enclosure_kind;

typedef struct enclosure {
    enclosure_kind kind;
    struct enclosure *outer;
    const node *node;                     /* CLEANUP: its block; WITH: the item */
    range guarded;
    ends breaks, continues;
    uint32_t head;                        /* of a switch */
    bool has_default, has_number;
    uint32_t errors;                      /* TRY: where an error is given to the handlers; 0: none so far */
    uint32_t *handlers;                   /* and where they begin */
    LIST(way_out) ways_out;               /* CLEANUP, WITH */
} enclosure;

/* One of the times that a cleanup is in the graph. */
typedef struct instance { const struct instance *outer; } instance;
typedef struct placed_label { uint32_t token, step; const instance *in; struct placed_label *next; } placed_label;
typedef struct open_goto { uint32_t step, label; const instance *in; } open_goto;

typedef struct builder {
    checker *c;
    arena *arena;
    graph *g;
    const token *t;
    ends pending;
    enclosure *inside;
    const instance *in;
    placed_label *placed[LABEL_SLOTS];
    LIST(open_goto) gotos;
    bool is_context;                      /* what it awaits may lead past its yield */
    size_t most;                          /* steps: beyond them the ways are not followed */
} builder;

/* graph.c */
uint32_t add_step(builder *b, step_kind kind, const node *n);
void add_edge(builder *b, uint32_t from, uint32_t to, bool is_sure, bool is_error);
void pend(builder *b, ends *list, uint32_t from, bool is_sure);      /* it goes on to what comes next */
void append(builder *b, ends *list, const ends *more);
ends take(ends *list);
void reach(builder *b, uint32_t to);                                 /* what is pending goes on to it */
uint32_t do_step(builder *b, step_kind kind, const node *n);         /* the next one */
void make_all_unsure(builder *b);
void leave(builder *b, uint32_t from, goal to, bool is_sure, bool is_error);
void raise_from(builder *b, uint32_t from, bool is_sure);
void raise_from_awaits(builder *b, uint32_t from, const node *n);    /* N may be NULL */
const node *enclosing_handler(const builder *b, const symbol *type);      /* that takes it; NULL: none */
void push(builder *b, enclosure *e);
void pop_cleanup(builder *b, enclosure *e);                          /* what is guarded ends with what is pending */

/* graph_statements.c */
void build_block(builder *b, const node *n);                         /* NULL is fine */

#endif
