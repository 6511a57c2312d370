/* What a program is made of. The generator makes it, the printer writes it as .acm, the model runs it. */
#ifndef TREE_H
#define TREE_H

#include "regions.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct variable variable;
typedef struct expression expression;
typedef struct statement statement;
typedef struct block block;
typedef struct function function;
typedef struct manager manager;
typedef struct program program;

/* ---- errors: the prelude of each file declares those that acm.acm does not ---- */

#define ERROR_TYPES(X)                                  \
    X(BASE_ERROR, "acm_BaseError", BASE_ERROR)          \
    X(CANCELLED_ERROR, "acm_Cancelled", BASE_ERROR)     \
    X(GENERATOR_EXIT, "acm_GeneratorExit", BASE_ERROR)  \
    X(ERROR, "acm_Error", BASE_ERROR)                   \
    X(VALUE_ERROR, "acm_ValueError", ERROR)             \
    X(RUNTIME_ERROR, "acm_RuntimeError", ERROR)         \
    X(OS_ERROR, "acm_OSError", ERROR)                   \
    X(TIMED_OUT, "acm_TimeoutError", OS_ERROR)          \
    X(LOW, "Low", ERROR)                                \
    X(LOWER, "Lower", LOW)                              \
    X(SIDE, "Side", VALUE_ERROR)                        \
    X(NEVER, "Never", ERROR)                            \
    X(OUTSIDE, "Outside", BASE_ERROR)

#define ERROR_CONSTANT(name, text, parent) name,
typedef enum error_type { ERROR_TYPES(ERROR_CONSTANT) ERROR_TYPE_COUNT, UNKNOWN_ERROR } error_type;
#undef ERROR_CONSTANT

const char *error_type_name(error_type type);
bool error_type_is(error_type type, error_type parent);

/* ---- variables ---- */

typedef enum variable_type {
    OF_INT, OF_LONG, OF_SHORT, OF_UCHAR, OF_BOOL,   /* one cell */
    OF_PAIR,                                        /* struct pair { int a; signed char b; }: two cells */
    OF_ARRAY,                                       /* int [3]: three cells */
    OF_POINTER,                                     /* to a local of the same function, for good */
    OF_YIELDED,                                     /* int *, to a local of a context */
    OF_OBJECT,                                      /* a manager: a cell for each field */
    OF_OBJECT_POINTER,                              /* `as` of a manager whose enter is void */
    OF_ERROR,                                       /* the name in a handler, or the parameter of exit */
    OF_TIMEOUT, OF_GROUP, OF_STACK                  /* `as` of a library manager */
} variable_type;

enum { FIELD_TAG, FIELD_WAY, FIELD_COUNT, FIELDS };

struct variable {
    char name[16];
    variable_type type;
    int number;                     /* as of a statement */
    const char *qualifier;          /* "const ", "volatile " or "" */
    int cell;                       /* the first one in the activation; of an OF_ERROR its number */
    expression *initial[3];
    const variable *target;         /* OF_POINTER */
    const manager *manager;         /* OF_OBJECT, OF_OBJECT_POINTER */
    bool read_only;                 /* a counter, or const: never set by filler */
    bool own_name;                  /* nothing in an inner block may have it too */
    bool is_gone;                   /* by an edit */
};

/* ---- expressions ---- */

typedef enum expression_kind {
    X_CONSTANT,                     /* value */
    X_FLAG,                         /* yes or no, volatile globals: value */
    X_FAILED,                       /* in exit: there is an error */
    X_PARAMETER,                    /* value: 0 tag, 1 way; fields of self in methods */
    X_VARIABLE,                     /* variable.member, variable[member] or *variable */
    X_INDEX,                        /* variable[operand 0] */
    X_HELPER,                       /* await helper(number, operand 0) */
    X_CALL,                         /* await callee(operand 0, operand 1) */
    X_PLUS_CALL,                    /* plus(operand 0, operand 1), a C function */
    X_ADD, X_SUBTRACT, X_LESS, X_EQUAL, X_NOT,
    X_AND, X_OR, X_CONDITIONAL, X_COMMA,
    X_ASSIGN,                       /* variable = operand 0 */
    X_INCREMENT,                    /* variable++ */
    X_EXPIRED,                      /* acm_timeout_expired(variable) */
    X_RESCHEDULE                    /* acm_timeout_reschedule(variable, acm_now() + value microseconds), or INFINITY: value 0 */
} expression_kind;

/* Coroutines of the prelude. */
typedef enum helper {
    SAME,                           /* its value, at once */
    LATER,                          /* its value, after a checkpoint */
    SLOW,                           /* its value, after a sleep */
    TOLD,                           /* says when it starts and ends, with a checkpoint between */
    TWICE,                          /* through two coroutines */
    BOTH,                           /* in a struct: (await both(value, 1)).a */
    WIDE,                           /* as a long */
    SUM,                            /* recursion: n + … + 1 with a checkpoint at the bottom */
    FAIL,                           /* raises Low, at once if the value is even */
    FAIL_LATE,                      /* raises Low when `value` milliseconds have gone by */
    /* for programs with tasks; these say what they do */
    WITHIN, LOCKED,                 /* holds one of the semaphore's slots, or the lock, for `value` milliseconds */
    SETS, WAITS,                    /* sets the event after `value` milliseconds, and clears it if that is odd; waits for it, for a while */
    PUTS, GETS,                     /* into the queue, and out of it, if that can be for a while */
    SPREADS,                        /* spawns TOLD into the group `variable`, and again `value` milliseconds later */
    HELPERS
} helper;

struct expression {
    expression_kind kind;
    long value;
    int member, number;
    const variable *variable;
    const function *callee;
    helper helper;
    expression *operand[3];
};

/* ---- statements ---- */

typedef enum statement_kind {
    S_DECLARE,                      /* a local, in the middle of a block */
    S_MARK,                         /* says its number */
    S_SHOW,                         /* says a variable's values */
    S_VALUE,                        /* says the value of an expression */
    S_SAW,                          /* describes a handler's error */
    S_SET,                          /* variable.member = (or +=) value */
    S_DO_VALUE,                     /* an expression statement */
    S_SUSPEND,                      /* checkpoint, or a sleep */
    S_CANCEL,
    S_BLOCK, S_IF, S_FOR, S_WHILE, S_DO, S_SWITCH, S_CASE, S_DEFAULT, S_TRY, S_WITH, S_DEFER,
    S_GUARD,                        /* if (value) body, not counted as a construct */
    S_RETURN, S_BREAK, S_CONTINUE, S_GOTO, S_LABEL,
    S_RAISE, S_RAISE_AGAIN, S_RAISE_NAME,
    S_YIELD,
    S_FOR_EACH,                     /* async for (int variable in items[0].context(tag, way)) body */
    S_SPAWN,                        /* keep(slot, spawn(variable[, &branches[0].target]) branches[0].call) */
    S_GATHER, S_RACE,               /* await gather(branches) */
    S_ENTER,                        /* await enter(variable) items[0] */
    S_CANCEL_TASK,                  /* of the slot */
    S_PUSH,                         /* acm_exit_stack_defer(variable, …): says its number */
    S_MOVE,                         /* acm_exit_stack_move(variable, cause) */
    S_CLOSE                         /* await acm_exit_stack_close(variable) */
} statement_kind;

typedef struct handler {
    error_type types[3];
    int type_count;                 /* 0: except { } */
    variable *name;                 /* or NULL */
    block *body;
    int number;
} handler;

/* A call that runs in a task. */
typedef struct branch {
    expression *call;               /* X_HELPER or X_CALL; NULL: none */
    variable *target;               /* or NULL */
} branch;

typedef enum with_kind {
    CONSTRUCTED, OF_CONTEXT, LVALUE, ADDRESS, CAST_POINTER, POINTER_VARIABLE,
    OF_SHIELD, LIMITED, MOVES_ON, GROUPS, STACKS    /* the library's */
} with_kind;

typedef struct with_item {
    with_kind kind;
    const manager *manager;         /* constructed */
    const function *context;
    expression *tag, *way;          /* arguments */
    const variable *object;         /* existing */
    const variable *pointer;        /* to it */
    variable *as;                   /* or NULL */
    bool as_typed;                  /* as int x */
    long time;                      /* of a timeout, in microseconds */
    int number;
} with_item;

enum { HANDLERS = 4, ITEMS = 3, LOCALS = 32, BRANCHES = 3, SLOTS = 16 };

struct statement {
    statement_kind kind;
    int number;                     /* in the trace; unique in the program */
    region region;                  /* of body; of a try's body too */
    region other_region;            /* of other */
    expression *value, *step, *start;
    variable *variable;             /* shown, set, counted by a for, raised, yielded */
    int member;
    bool adds;                      /* += */
    bool sleeps;                    /* rather than a checkpoint */
    long time;                      /* that it sleeps, in microseconds */
    block *body, *other, *at_last;  /* other: of if and try; at_last: finally */
    int other_number, last_number;
    handler handlers[HANDLERS];
    int handler_count;
    with_item items[ITEMS];
    int item_count;
    bool plain_with, parenthesized, trailing_comma;
    branch branches[BRANCHES];
    int slot;                       /* where the program keeps the task */
    long choice;                    /* of a case */
    int label;
    error_type raised;
    bool formats;                   /* its message has arguments */
    const variable *cause;          /* of a raise; of S_MOVE: the other stack */
};

struct block {
    variable *locals[LOCALS];
    int local_count;
    statement **statements;
    int count, room;
};

/* ---- functions ---- */

typedef enum function_kind { IS_PROGRAM, IS_CALLEE, IS_ENTER, IS_EXIT, IS_CONTEXT, IS_GENERATOR } function_kind;
typedef enum result_type { GIVES_INT, GIVES_VOID, GIVES_BOOL, GIVES_STRING, GIVES_POINTER } result_type;

/* The second argument, or field, tells a function which way to go. With 0 it ends normally. */
enum { GO_ON = 0, FIRST_PLAN = 1, SECOND_YIELD = 2, ENTER_RAISES = 3, LAST_PLAN = 5, AROUND_PLAN = 6, EXIT_RAISES = 7,
       NO_YIELD = 8, SUPPRESS = 9 };

struct function {
    char name[24];
    function_kind kind;
    result_type result;
    bool is_async, exported;
    manager *owner;
    block *body;
    int cells, errors;              /* how many an activation has */
    variable *error;                /* exit's parameter */
    region shape;                   /* of a context: WITH_… */
    bool never_limits;              /* its yield stands in no timeout or group: a generator may yield in its block */
};

struct manager {
    char name[24];
    bool is_async;
    function *enter;                /* or NULL */
    function *exit;
};

enum { PARTS = 64 };

struct program {
    int index;
    bool cancels;
    bool has_tasks;                 /* and timeouts, generators, exit stacks; its trace has times */
    int slots;                      /* of tasks that it keeps; 0 is its own */
    region cancel_in;               /* the function that is still to be made with the cancellation in it */
    int numbers, labels, names;     /* given so far */
    struct { function *function; manager *manager; } parts[PARTS];     /* in the order of declaration */
    int part_count;
    bool is_too_big;
    struct { const function *callee, *context; const manager *manager; int number; way out; region as; } uses[PARTS];  /* what main is to try */
    int use_count;
    function *main;
};

/* The cleanup_grace of a program's loop in microseconds; 0: none, as without tasks, where no time goes by. */
long program_grace(int index, bool has_tasks);

/* All that a program consists of is released at once. */
void *tree_allocate(size_t size);
void tree_release(void);

void block_add(block *b, statement *s);
statement *statement_new(program *p, statement_kind kind);
expression *expression_new(expression_kind kind, long value);
expression *expression_of(expression_kind kind, expression *first, expression *second, expression *third);
int variable_cells(const variable *v);

#endif
