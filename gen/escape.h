/* Which variables can be followed from mention to mention. */
#ifndef ESCAPE_H
#define ESCAPE_H

#include "lower_internal.h"

/* A number or a pointer, by its declaration. */
bool is_followable(const lowering *l, const variable *x);
/* What a search for addresses has seen of a run of tokens; at first all zeros. */
typedef struct address_search {
    uint32_t at;
    uint32_t macro_end;                   /* of the arguments of a macro */
    bool has_asm;
} address_search;
/* Whether the mention at TOKEN, in a run of tokens, may make a pointer to the variable.  Asked from left to right. */
bool takes_address(const lowering *l, address_search *search, uint32_t token, range tokens);
/* Whether the name at TOKEN may be a header's macro that names variables by itself. */
bool may_mention_others(const lowering *l, uint32_t token, range tokens);

#endif
