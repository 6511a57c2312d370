/* Preprocessor lines: what they say, and in which arms of #if … #else … #endif tokens stand. */
#ifndef CONDITIONAL_H
#define CONDITIONAL_H

#include "token.h"

typedef enum directive_kind {
    DIRECTIVE_OTHER, DIRECTIVE_IF /* #ifdef, #ifndef too */, DIRECTIVE_ELSE /* #elif and its like too */, DIRECTIVE_ENDIF, DIRECTIVE_DEFINE,
    DIRECTIVE_UNDEF, DIRECTIVE_INCLUDE
} directive_kind;

/* A directive as the preprocessor sees it: from its name on, lines joined, comments and white space one blank each. */
const char *directive_text(arena *arena, const tokens *tokens, uint32_t at);
/* REST: what follows its name. */
directive_kind directive_read(const char *text, const char **rest);
directive_kind directive_of(arena *arena, const tokens *tokens, uint32_t at);
/* The length of the identifier that TEXT begins with. */
size_t identifier_length(const char *text);

/* What an #if, #elif or the like asks: `defined X`, and #ifdef X, are one. */
typedef struct arm_condition {
    const char *text;
    bool is_negated, is_else;
} arm_condition;

arm_condition condition_read(arena *arena, const char *directive_text);

/* Arms are numbered; 0 is the file outside of all, and inside of an include guard around all of it. */
typedef struct arm {
    uint32_t parent;
    uint32_t conditional;                 /* which #if … #endif */
    uint32_t index;                       /* which arm of it, from 0 */
    uint32_t previous;                    /* the arm before, of the same conditional; 0: none */
    uint32_t directive;                   /* token */
    arm_condition condition;
    bool is_dead;                         /* #if 0, or what contradicts what is around it, or in one that is */
    bool is_error;                        /* there is an #error in it */
} arm;

/* A #define, #undef, or #include of what may define anything. */
typedef struct arm_definition { uint32_t token; const char *name /* and what follows it; NULL: any */; } arm_definition;

typedef struct arm_change { uint32_t token, arm; } arm_change;

typedef struct arms {
    LIST(arm) all;
    LIST(arm_definition) definitions;
    LIST(arm_change) changes;             /* from this token on; the directives themselves count as what is around the conditional */
} arms;

arms *arms_find(arena *arena, const tokens *tokens);
uint32_t arm_at(const tokens *tokens, uint32_t token);
bool arm_encloses(const tokens *tokens, uint32_t outer, uint32_t inner);       /* arms: it is the same, or in it */
/* Whether the value of a condition may be another at token B than at A. */
bool arms_condition_may_change(const arms *arms, const char *text, uint32_t a, uint32_t b);
/* Whether what surrounds arm A asks for what surrounds arm B excludes; nothing is said of dead arms.  See conditional_facts.c. */
bool arms_contradict(const arms *arms, uint32_t a, uint32_t b);
/* `#ifdef X` within `#ifndef X`. */
bool arm_contradicts_itself(const arms *arms, uint32_t arm);
/* Whether two tokens are never compiled together: they stand in different arms of one conditional, or of two that ask the same. */
bool arms_exclude(const tokens *tokens, uint32_t a, uint32_t b);
bool arm_is_dead(const tokens *tokens, uint32_t token);

#endif
