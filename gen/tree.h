/* The tree of a file.  A node is a kind, a range of tokens, and a struct for each kind; lists are linked by `next`. */
#ifndef TREE_H
#define TREE_H

#include "token.h"

typedef enum node_kind {
#define NODE(id, name) NODE_##id,
#include "tree.def"
#undef NODE
} node_kind;

typedef struct node node;

/* What a coroutine, context, generator or method is declared as. */
typedef struct parameter {
    range specifiers, declarator;         /* of `...`, or of `void` alone: there is no parameter */
    uint32_t name;                        /* token; 0 if it has none */
} parameter;

typedef struct signature {
    range specifiers;                     /* of the result's type */
    range declarator;                     /* up to the parameters' closing parenthesis and what follows it */
    uint32_t name;                        /* token */
    range parameter_tokens;               /* with the parentheses */
    LIST(parameter) parameters;
    bool is_void;                         /* the result */
    bool is_variadic;
} signature;

typedef enum form_kind { FORM_COROUTINE, FORM_CONTEXT, FORM_GENERATOR, FORM_METHOD } form_kind;

struct node {
    node_kind kind;
    uint32_t first, last;                 /* tokens */
    node *next;                           /* in a list */
    node *parent;                         /* of statements: the statement around it */
    union {
        struct { uint32_t path; } import;
        struct { uint32_t name, parent; range fields; bool is_extern; } error;
        struct {
            form_kind kind;
            bool is_async, is_static, is_extern, is_inline;
            range prefix, primitive;      /* primitive: the record's tokens in __attribute__((acm_primitive(…))) */
            bool is_primitive;
            signature *signature;
            node *body;                   /* NULL: a prototype */
        } form;
        struct { uint32_t name; bool is_static, is_extern; range prefix; node *members; /* FIELDs and FORMs */ } manager;
        struct { range specifiers; node *declarators, *members; } field;      /* members: of an anonymous struct or union, without declarators */
        struct { node *statements; } block;
        struct { node *value; } expression;       /* EXPRESSION, RETURN, YIELD (may be NULL) */
        struct { range specifiers; node *declarators; } declaration;
        struct { range tokens; uint32_t name; node *initializer; } declarator;
        struct { node *condition, *then, *otherwise; } branch;                /* IF */
        struct { node *initial, *condition, *step, *body; } loop;             /* WHILE, DO, FOR, SWITCH, LOOP_MACRO */
        struct { node *statement; uint32_t name; range tokens; } label;       /* CASE, DEFAULT, LABEL; tokens: all up to the colon */
        struct { bool is_async; node *items; node *body; node *stack; } with;      /* ENTER too: one item, no body */
        struct { node *manager; range binding_specifiers, binding_declarator; uint32_t binding; } item;
        struct { range specifiers, declarator; uint32_t name; node *call; node *body; } async_for;
        struct { node *body, *handlers, *otherwise, *finally; } attempt;      /* TRY */
        struct { node *types; /* RUNs of one name */ uint32_t name; node *body; } handler;
        struct { uint32_t type; node *arguments; uint32_t from; bool has_parentheses; } raise;
        struct { node *body; } defer;
        struct { node *items; } sequence;         /* SEQUENCE, PARENTHESES, ARGUMENTS, SUBSCRIPT, BRACES, COMMA: a list */
        struct {                                  /* AWAIT, CALL, SPAWN, BRANCH; callee: NAME, or the object */
            range callee;
            uint32_t method;
            node *arguments;
            range argument_tokens;
            node *group, *result;                 /* SPAWN; BRANCH: the lvalue; result: or NULL */
        } await;
        struct { bool is_race; node *branches; } gather;
        struct { node *left, *right; } binary;    /* AND, OR, ASSIGN */
        struct { node *condition, *then, *otherwise; } conditional;           /* then is NULL in `x ?: y` */
    };
};

typedef struct unit {
    const tokens *tokens;
    node *items;
} unit;

node *node_new(arena *arena, node_kind kind, uint32_t first, uint32_t last);
const char *node_kind_name(node_kind kind);
/* `name:`, `case …:` or `default:` in front of a statement. */
bool node_is_label(const node *n);
/* What stands behind all its labels. */
const node *node_behind_labels(const node *n);
span node_span(const tokens *tokens, const node *node);
void tree_set_parents(node *body);           /* of the statements in a body */
void tree_print(const unit *unit, FILE *to);

#endif
