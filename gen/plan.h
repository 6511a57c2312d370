/* What a body becomes, before a byte of it is written: a list of operations, one for each line or so of C.
 * Where a variable lives (in the frame, or as a variable of C's) is decided between the making and the writing. */
#ifndef PLAN_H
#define PLAN_H

#include "module.h"

typedef struct op op;
typedef struct room room;
typedef struct variable variable;
typedef struct value value;
typedef struct group group;

/* A part of the frame.  The parts of a union never live together. */
typedef enum room_kind { ROOM_VARIABLE, ROOM_GROUP, ROOM_STRUCT, ROOM_UNION, ROOM_AWAITS /* a union of callees' frames */ } room_kind;

struct room {
    room_kind kind;
    variable *variable;
    group *group;
    LIST(room *) parts;                   /* STRUCT, UNION */
    LIST(variable *) awaits;              /* AWAITS: one for each callee */
    const char *name;                     /* AWAITS */
    unsigned rank, number;                /* of a part, in the order in which they are written */
    uint32_t from;                        /* where it begins to be used */
};

/* Text with holes. */
typedef enum piece_kind { PIECE_TEXT, PIECE_TOKENS, PIECE_VARIABLE, PIECE_VALUE, PIECE_MANAGER, PIECE_FRAME, PIECE_OPERATION, PIECE_POINT,
                          PIECE_LITERAL, PIECE_EXPOSED, PIECE_TYPE } piece_kind;

/* Tokens FIRST to LAST are replaced by a value. */
typedef struct patch {
    range tokens;
    value *value;
} patch;

typedef LIST(patch) patches;

typedef struct piece {
    piece_kind kind;
    unsigned point;                       /* PIECE_POINT: its number */
    bool is_for_type;                     /* PIECE_VARIABLE: its type is asked for, which says const as its declaration does */
    union {
        const char *text;                 /* PIECE_TEXT; PIECE_EXPOSED: what stands there, the name itself or nothing */
        range tokens;                     /* PIECE_TOKENS: as they stand in the source, space and comments between them too */
        const symbol *symbol;             /* PIECE_MANAGER: its type; PIECE_FRAME: the type of its frame */
    };
    /* What other kinds have is NULL. */
    const patches *patches;               /* PIECE_TOKENS: sorted, disjoint */
    variable *variable;                   /* PIECE_VARIABLE: `f->x` or `x`; PIECE_LITERAL; PIECE_TYPE: its type */
    value *value;                         /* PIECE_VALUE; PIECE_LITERAL: `(type)` */
    value *initializer;                   /* PIECE_LITERAL: `{ … }` */
    op *operation;                        /* PIECE_OPERATION: an OP_DECLARE within the line */
    const char *name;                     /* PIECE_EXPOSED: a macro on the line sees it; it stands for the variable, or the value */
} piece;

struct value { LIST(piece) pieces; };

/* A struct in the frame that holds what was spliced in for one use of a context. */
struct group {
    const char *name;                     /* as wished */
    const char *member;                   /* as it is, in the end */
    bool used;                            /* something of it lives in the frame */
    LIST(variable *) members;             /* what does */
};

typedef LIST(symbol *) symbols;

/* In the frame of who awaits it: the acm_gather, its branches, and a frame for each of them. */
typedef struct gather_parts {
    LIST(variable *) frames;
} gather_parts;

struct variable {
    const char *name;                     /* as written, or as wished */
    const char *member;                   /* in the frame */
    const char *c_name;                   /* outside of it */
    /* its type: tokens, with the declarator in which the name is replaced; or text */
    range specifiers, declarator;
    uint32_t name_token;
    const patches *type_patches, *declarator_patches;
    bool is_result;                       /* the declarator is a function's: its parameters are left out */
    const char *type_text;
    const symbol *type_symbol;            /* the frame of a callee, for `await` */
    value *count;                         /* of an array whose size is deduced: what to write in its first [] */
    bool is_count_checked;                /* the C compiler is asked whether the count is right */
    bool is_unsized;                      /* such a size, and acmc can't tell it */
    bool is_function_pointer;
    variable *handling;                   /* the name of a handler: its record */
    value *alias;                         /* it is not a variable, but stands for this */
    group *group;
    op *birth, *death;
    bool in_frame, never_in_frame, always_in_frame;
    bool has_own_cleanup;                 /* which C runs where its scope is left: it is never in the frame */
    bool is_optional;                     /* assigned only if something reads it */
    const struct gather_parts *gather;    /* of an await: what a gather or race keeps */
    bool is_scalar;                       /* a number or pointer: it lives from where it is assigned to where it is last read */
    bool is_pointed_to;                   /* its address may have been taken: it lives as long as its scope */
    LIST(uint32_t) mentions;              /* the orders of the operations that name it */
    LIST(uint32_t) written;               /* of those that surely give it another value */
    uint32_t from, to;                    /* the moments between which it lives: see liveness.h */
    const variable *shares;               /* its member is the same as that one's: same name and type, another life */
    const room *awaits;                   /* of an await: the union that it is in */
    bool is_parameter, is_array, is_pointer, is_variable_length, is_manager_object, is_temporary, is_allocated, is_wrapped;
    bool is_function_parameter;           /* `int f(int)`: a pointer */
    bool is_array_parameter;              /* `int a[]`: a pointer */
    bool is_manager_type;                 /* its type is `manager`, or a pointer to it */
    bool is_argument;                     /* of what is spliced in: it may be that nobody reads it */
    bool is_exposed;                      /* macros see its name, which is defined as a macro around such lines */
    bool is_literal;                      /* a compound literal; name_token is its `[`, if it is an array */
    bool is_frame;                        /* of a context that is called: its type is type_symbol's frame */
    bool is_from_block;                   /* and a statement expression in it, which can't stand outside of functions */
    value *deduced_from;                  /* `__auto_type x = …`: the value whose type it has */
    bool is_constant;                     /* its type has a const in it: it can't be assigned to */
    bool is_of_unknown_type;              /* a typedef of a header: perhaps an array */
    const module *of;                     /* whose tokens its type is; NULL: main's */
    const symbol *manager;                /* its type, or what it points to, if that is a manager */
    bool is_mentioned;                    /* a record: something reads or writes it */
    bool needs_why;                       /* a record: its `why` is asked where an error may not have passed acm_leave() */
};

typedef struct label {
    const char *name;
    bool is_used;
    bool is_fallen_to;                    /* by a jump that is not written, since the label comes next */
    const char *by_user;                  /* it is printed as it stands in the source; its user_label */
    const op *dispatch;                   /* of a cleanup: what stands behind it */
    const op *at;                         /* where it stands, if it is acmc's; see flow.c */
} label;

/* What a jump does between where it stands and where it goes. */
typedef enum action_kind {
    ACTION_NONE, ACTION_GOTO, ACTION_LEAVE /* goto a cleanup, why first */, ACTION_BREAK, ACTION_CONTINUE, ACTION_DONE /* return */
} action_kind;

typedef struct action {
    LIST(op *) before;                    /* handlers and cleanups that it leaves */
    action_kind kind;
    label *label;
    variable *record;                     /* ACTION_LEAVE */
    const char *why;
    bool is_silent;                       /* ACTION_LEAVE: nobody asks why */
} action;

typedef enum op_kind {
    OP_LINE,                              /* a line of C */
    OP_DECLARE,                           /* a declaration, or assignments in its place */
    OP_OPEN,                              /* pieces, then `{` */
    OP_CLOSE,                             /* `}`, then pieces */
    OP_HEAD,                              /* pieces of a statement whose body is the next operation */
    OP_LABEL,                             /* a label of acmc's: written if it is used */
    OP_AWAIT,
    OP_JUMP,                              /* an action as a statement */
    OP_RAISED,                            /* if (acm_raised(task)) goto label */
    OP_DISPATCH,                          /* after a cleanup: on to where the reason says */
    OP_DIRECTIVE,
    OP_COMMENT,
    OP_BLANK,
    OP_MARK                               /* nothing: a place in the order */
} op_kind;

/* How control goes on from an operation, where its kind does not tell. */
typedef enum op_flow {
    FLOW_NEXT,
    FLOW_IF, FLOW_ELSE,                   /* OP_OPEN or OP_HEAD */
    FLOW_LOOP, FLOW_ENDLESS, FLOW_DO,     /* ENDLESS: left by jumps only */
    FLOW_SWITCH, FLOW_CASE, FLOW_DEFAULT,
    FLOW_BREAK,                           /* `break;` */
    FLOW_COMPUTED                         /* goto to any label of the user's */
} op_flow;

typedef struct reason {
    const char *why;
    action *action;
} reason;

typedef struct initialized {
    variable *variable;
    value *value;                         /* NULL: none */
    bool braces;                          /* { … } */
    bool string;                          /* of an array */
    bool is_opaque;                       /* perhaps a macro of braces: only a declaration can take it */
} initialized;

/* Braces that are written only if one of plan.variables FROM up to TO is a variable of C's. */
typedef struct braces {
    size_t from, to;
    size_t except_from, except_to;        /* those of an inner block */
    bool written;
} braces;

struct op {
    op *next;
    op_kind kind;
    value text;
    const char *comment;                  /* behind it on its line */
    label *label;
    unsigned point;                       /* OP_AWAIT */
    action *action;
    LIST(reason) reasons;                 /* OP_DISPATCH; its label is where errors go, or NULL if there can't be one */
    bool may_end;                         /* OP_DISPATCH: and if none of them, what follows comes next */
    variable *record;
    LIST(initialized) initialized;        /* OP_DECLARE */
    bool in_for;                          /* OP_DECLARE: written into the line before */
    bool joins;                           /* stands on the line of the `}` before it */
    struct braces *braces;          /* written only if a variable between them is C's */
    const label *only_if;                 /* written only if that label is used */
    const variable *only_in_frame;        /* written only if that variable is in the frame */
    bool at_margin, is_label, closes_loop;
    bool is_needless;                     /* a jump to what follows anyway */
    uint32_t line;                        /* OP_COMMENT: where it stands in the source */
    uint32_t source;                      /* token whose line it is; 0: acmc's own */
    uint32_t order;
    op_flow flow;
    bool is_else;                         /* entered only where the if before it was not */
    const char *user_label;               /* OP_LINE of a label of the user's: its name, with the block of a local one */
    variable *assigns;                    /* `x = …;`: what x was before is not read */
    bool may_jump;                        /* out of a statement expression in it, before it has assigned anything */
};

typedef struct ops {
    op *first, *last;
    op *significant;                      /* the last that is more than a brace or a mark */
} ops;

/* A point of the table that tracebacks use. */
typedef struct point {
    uint32_t token;
    unsigned at;
    const char *name;                     /* of what was spliced, or NULL */
    unsigned number;                      /* awaits first, so that the states are dense */
    unsigned within;                      /* the point of the innermost block of a with that it is in, whose name is the manager's; or 0 */
} point;

/* A type that the body declares: it moves before the frame, under a name of its own. */
typedef struct hoisted { const char *name; value text; } hoisted;

typedef struct plan {
    const symbol *symbol;
    signature *signature;
    ops ops;
    LIST(variable *) variables;           /* in the order of their birth; parameters first */
    LIST(variable *) records;             /* acm_leaving and acm_handling */
    LIST(variable *) awaits;              /* one for each, in the order of the source: what the callee needs */
    symbols stacked;                      /* managers that it enters on exit stacks, each once */
    symbols spawned;                      /* what it spawns, each once */
    symbols branches;                     /* what it makes branches of whose frames are allocated, each once */
    symbols wrapped;                      /* primitives that are tasks of their own, each once */
    unsigned gathers, races;
    variable result;
    room *frame_layout;                   /* without parameters and records, which come first */
    LIST(group *) groups;
    LIST(point) points;                   /* [0] is not used */
    unsigned point_count;                 /* the highest number; some may be left out: a label `resume_2` is the user's */
    LIST(unsigned) states;                /* the points that are awaits */
    LIST(const char *) goto_reasons;
    LIST(hoisted) hoisted;
    label raised;
    bool ends;                            /* its end is reached */
    bool has_hidden_mentions;             /* perhaps: a macro may name variables that it is not given, or jump */
    bool has_exposed;                     /* somewhere a PIECE_EXPOSED */
    const char *f, *frame, *task;         /* what its function calls them */
} plan;

#endif
