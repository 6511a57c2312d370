/* What tokens are by their shape alone: no table of types, no look into headers.  The file's tokens become the
 * parser's, in which declarations, type names, labels, loop macros and runs without await are marked. */
#ifndef SHAPE_H
#define SHAPE_H

#include "tree.h"

/* A token of the parser's: a kind that grammar/acm.y declares, for a range of the file's tokens. */
typedef struct parser_token {
    int kind;
    range range;
    signature *signature;
} parser_token;

typedef LIST(parser_token) parser_tokens;

typedef struct shape {
    arena *arena;
    diagnostics *diag;
    tokens *tokens;
    parser_tokens out;
    bool knows_names, names_gather, names_race;      /* the file has coroutines of these names */
    struct shape_names *typedefs;         /* names that the file declares as types so far */
} shape;

/* All of a file; `bodies` false: of the bodies only the braces (for imports). */
parser_tokens shape_file(arena *arena, tokens *tokens, diagnostics *diag, bool bodies);

/* ---- shared by the parts ---- */

bool shape_is_body(int kind);             /* of a parser's token: a body, where only its braces are told */
void shape_emit(shape *s, int kind, uint32_t first, uint32_t last);
uint32_t shape_skip_group(const shape *s, uint32_t at);        /* past the bracket that AT opens, or AT + 1 */
bool shape_match_brackets(shape *s);
uint32_t shape_body(shape *s, uint32_t open, uint32_t close);  /* a body between its braces, them included; gives what is past it */
bool shape_begins_form(const tokens *tokens, uint32_t at);     /* at the beginning of a line: there ends what is not closed before it */
void shape_say_unclosed(shape *s, uint32_t open, uint32_t at); /* that the bracket OPEN should be closed before AT */
/* shape_foreign.c: past a member of MANAGER that only other languages have, said if SAY; AT if it is none. */
uint32_t shape_foreign_member(shape *s, uint32_t manager, uint32_t at, uint32_t close, bool say);
bool shape_is_python(const tokens *tokens, uint32_t at);      /* behind `async` */
void shape_say_python(shape *s, uint32_t at);
bool shape_is_throw(const shape *s, uint32_t at);
void shape_say_throw(shape *s, uint32_t at);
unsigned shape_say_new(shape *s, uint32_t at);                 /* behind `raise`: how many tokens are to be passed over */
void shape_field(shape *s, uint32_t first, uint32_t end);      /* a manager's field, without its `;` */

typedef struct specifiers {
    range range;
    bool has_type, is_typedef, is_static, is_extern, is_register;
} specifiers;
/* Declaration specifiers from AT; ends where a declarator or `;` begins. */
specifiers shape_specifiers(const shape *s, uint32_t at, uint32_t end);
uint32_t shape_declarator_name(const shape *s, range declarator);   /* token; 0 if there is none */
signature *shape_signature(shape *s, uint32_t first, uint32_t end); /* NULL if it isn't one */
signature *shape_signature_in_parentheses(shape *s, uint32_t first, uint32_t end);      /* `T (NAME)(…)`, which only C's functions may have */
bool shape_is_declaration(const shape *s, uint32_t at, uint32_t end);
bool shape_is_typedef_name(const shape *s, uint32_t token);
void shape_note_typedef(shape *s, uint32_t token);
void shape_find_macros(arena *arena, tokens *tokens);
bool shape_makes_loop(const tokens *tokens, uint32_t token);          /* a macro of the file for the head of a loop */
bool shape_is_macro(const tokens *tokens, uint32_t token);
bool shape_looks_like_macro(const tokens *tokens, uint32_t token);    /* of a header: capitals */
bool shape_is_attribute_macro(const tokens *tokens, uint32_t token);  /* by its looks, of two names in a row the first */
/* `enter ( stack ) manager`; a coroutine of that name is called with nothing behind it. */
bool shape_is_enter(const tokens *tokens, uint32_t at);
/* The last token up to LAST of the chain NAME { [subscripts without await] (-> | .) NAME } from AT on. */
uint32_t shape_chain_end(const tokens *tokens, uint32_t at, uint32_t last);
bool shape_is_type_word(int word);
bool shape_is_qualifier(int word);

/* How often what a declarator declares has to be indexed or dereferenced until it is of the type that the specifiers name; MANY: it can't be,
 * being a function, or a pointer to one or to an array. */
enum { MANY = 1000 };
uint32_t shape_array_bracket(const tokens *tokens, uint32_t name, uint32_t last);      /* the `[` behind a declared name, and its [[attributes]]; 0: none */
unsigned shape_levels(const tokens *tokens, range declarator, uint32_t name);

#endif
