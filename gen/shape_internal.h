/* What the parts that read a body share. */
#ifndef SHAPE_INTERNAL_H
#define SHAPE_INTERNAL_H

#include "shape.h"

typedef struct body {
    shape *s;
    const token *t;
    uint32_t at, end;                     /* end: past the last token of the body */
    unsigned depth;
    uint32_t head;                        /* the `if`, `else`, `for` or the like whose statement comes next; 0: none */
    bool wants_block;                     /* a block has to come next */
    uint32_t past_directives;             /* what follows the run of them that was seen last */
} body;

static inline uint32_t awaits_in(const body *b, uint32_t first, uint32_t end)
{
    return end > first ? b->s->tokens->awaits[end] - b->s->tokens->awaits[first] : 0;
}

static inline void emit(body *b, int kind, uint32_t at)
{
    shape_emit(b->s, kind, at, at);
}

/* Past the bracket that AT opens, but not past END. */
static inline uint32_t skip(const body *b, uint32_t at, uint32_t end)
{
    uint32_t after = shape_skip_group(b->s, at);
    return after > end ? end : after;
}

/* shape_body.c */
bool shape_begins_statement(int word);
void shape_declaration(body *b, uint32_t end);                /* without its `;` */

/* shape_heads.c: at the `(`, if there is one */
void shape_header(body *b);
void shape_for_header(body *b);
void shape_async_for_header(body *b);
void shape_with_items(body *b);
bool shape_lacks_async(const body *b);                        /* `for (TYPE NAME in CALL)` */
uint32_t shape_find(const body *b, uint32_t at, uint32_t end, int lexeme);      /* outside of brackets; END if it is not there */

/* shape_slips.c: a statement that begins with a word that is almost one of the language's gets that, said */
void shape_mend_slip(body *b);

/* shape_handlers.c */
void shape_except(body *b);                                   /* at the word, up to the block */
bool shape_misspelled_handler(body *b);                       /* the same, of `catch` and the like; gives whether there is one */

/* shape_unclosed.c: whether the statement AT has a bracket that is not closed; then it is said, and read past. */
bool shape_unclosed(body *b);
void shape_unclosed_body(body *b, uint32_t open);             /* of one that is not closed, what is said and emitted at its end */

/* shape_expression.c */
/* Tokens FIRST up to END as one RUN, or taken apart where awaits are. */
void shape_expression(body *b, uint32_t first, uint32_t end, unsigned depth);
/* A list of assignment-expressions between commas. */
void shape_arguments(body *b, uint32_t first, uint32_t end, unsigned depth);
/* Past `NAME` or `object->field.method` from AT. */
uint32_t shape_callee_end(const body *b, uint32_t at, uint32_t end);
void shape_no_await_in(body *b, uint32_t at, uint32_t close, const char *what);

#endif
