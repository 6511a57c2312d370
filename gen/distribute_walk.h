/* What the parts of distribute share: a body as a list of tokens, and its statements. */
#ifndef DISTRIBUTE_WALK_H
#define DISTRIBUTE_WALK_H

#include "conditional.h"
#include "distribute.h"
#include "shape.h"

/* What the source does not have, at the #endif of that token: an #else, braces around what an arm has. */
static const uint32_t MADE_ELSE = 0x40000000, MADE_OPEN = 0x80000000, MADE_CLOSE = 0xC0000000, MADE = 0xC0000000;

typedef LIST(uint32_t) places;            /* of tokens: their indices, perhaps one of MADE; or places in another list */

/* One of the directives of the file. */
typedef struct directive {
    directive_kind kind;
    const char *text, *rest;              /* what follows its name */
    arm_condition condition;
    bool may_change;                      /* a macro of its is defined anew in the body */
} directive;

#define FAILED UINT32_MAX

directive *const *find_directives(arena *arena, const tokens *tokens);
/* In a body: which of its conditions may change. */
void find_changes(arena *arena, directive *const *directives, uint32_t first, uint32_t end);

/* A walk over statements.  It fails at a conditional that cuts one: `torn` is where its #if stands, `starts` where the statements
 * around begin, the innermost first. */
typedef struct walker {
    arena *arena;
    const tokens *tokens;
    const shape *shape;
    directive *const *directives;           /* by token; NULL: it is none */
    places list;
    uint32_t *next;                       /* by place in the list: of the directives of a conditional, the one that ends the arm; 0: none */
    unsigned depth;                       /* of blocks and statements */
    uint32_t torn;
    places starts;
    bool is_incomplete;                   /* the list ended within a statement */
    size_t *work;                         /* how long the lists were that have been made */
} walker;

/* Walks over LIST from now on. */
void walk_use(walker *w, places list);

/* Each gives where it ends, or FAILED. */
/* GOES_ON: what follows the list belongs to the same block. */
uint32_t walk_list(walker *w, uint32_t at, uint32_t end, bool goes_on);      /* at a } that it does not open, or the end */
uint32_t walk_item(walker *w, uint32_t at, uint32_t end, uint32_t previous, bool goes_on);      /* one of a list; PREVIOUS: where the one before begins, or FAILED */
bool walk_has_rest(const walker *w, uint32_t at, uint32_t end);  /* the statement AT is a defer, or has a cleanup: the rest of its block is a part of it */
bool walk_goes_on(const walker *w, uint32_t at);                 /* else, except, finally: with what comes before */

/* The directives of a conditional: #if, #elif …, #else, #endif.  False: it is not closed. */
bool arms_of(const walker *w, uint32_t at, uint32_t end, places *found);
directive_kind walk_directive(const walker *w, uint32_t at);      /* DIRECTIVE_OTHER: it is none */
int walk_lexeme(const walker *w, uint32_t at);

/* A list of tokens once for each arm of the conditional that begins at a place in it; false: it is not closed. */
typedef struct token_list { uint32_t directive; places tokens; } token_list;
typedef struct token_lists { token_list *at; size_t count, room; uint32_t endif; } token_lists;
bool distribute_conditional(const walker *w, uint32_t torn, token_lists *found);
/* The file is these tokens from now on. */
void tokens_rewrite(arena *arena, tokens *tokens, const places *list);

#endif
