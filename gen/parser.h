/* What the grammar and its actions share. */
#ifndef PARSER_H
#define PARSER_H

#include "shape.h"

typedef struct node_list { node *first, *last; } node_list;

typedef struct parser {
    arena *arena;
    diagnostics *diag;
    const tokens *tokens;
    parser_tokens stream;
    size_t next;                          /* in the stream */
    bool is_lost;                         /* since an error, no statement has begun anew */
    uint32_t last_unbraced;               /* the last token of a statement that should be a block; 0: none */
    unit *unit;
} parser;

union value {
    parser_token token;
    range range;
    node *node;
    node_list list;
};

/* The tree of a file; what is wrong is in DIAG.  Never NULL. */
unit *parse_tokens(arena *arena, tokens *tokens, diagnostics *diag, bool bodies);
/* The same, of a file whose conditionals are distributed first; see distribute.h. */
unit *parse_file(arena *arena, tokens *tokens, diagnostics *diag, bool bodies);

int parser_next(parser *p, parser_token *token);
void parser_unexpected(parser *p, const char *const *expected, int count);
void parser_failed(parser *p, const char *message);

#endif
