/* GNU C's local labels: the same name may mean another label in each block that says `__label__ NAME;` first. */
#ifndef LABELS_H
#define LABELS_H

#include "token.h"

/* The innermost block around the mention of a label AT, of a body that begins at FIRST, that declares it; 0: the body. */
uint32_t label_block(const tokens *tokens, uint32_t first, uint32_t at);

/* Whether the `&&` AT is not an operator between two operands: a label's name follows. */
bool is_label_address(const tokens *tokens, uint32_t at);

/* Whether two mentions mean the same label. */
bool same_label(const tokens *tokens, uint32_t first, uint32_t a, uint32_t b);

#endif
