/* What the parts of lower share. */
#ifndef LOWER_INTERNAL_H
#define LOWER_INTERNAL_H

#include "lower.h"

/* ---- scopes ---- */

typedef struct entry {
    const char *name;
    variable *variable;                   /* NULL: a type, an enumerator, … */
    const char *renamed;                  /* of a hoisted type or enumerator; NULL: it keeps its name */
    bool is_tag;
    bool is_array;                        /* a typedef */
    bool is_said;                         /* that what it means is not known */
    uint32_t token, arm;                  /* where it is declared; 0: nowhere in particular */
    struct scope *scope;
    struct entry *next;                   /* of the same scope */
    struct entry *next_in_slot;           /* of the same hash, declared before it */
} entry;

typedef struct scope {
    struct scope *outer;                  /* NULL: the file */
    const struct scope *root;             /* the outermost: what is spliced in does not see its user's names */
    entry *entries;
} scope;

/* ---- calls that may be macros' ---- */

typedef struct macro_call {
    uint32_t name, close;                 /* tokens: what stands before its parenthesis, and the other parenthesis */
    struct definition *macro;                  /* of the file; NULL: none */
    bool is_unknown;                      /* a macro of a header, by its looks */
    uint32_t first;                       /* token of the argument that is read */
    size_t argument;                      /* which it is, from 0 */
} macro_call;

typedef LIST(macro_call) macro_calls;

/* What stands for a variable in a macro's argument: what it is in C, its name, or its name and a #define around the line. */
typedef enum name_use { NAME_IS_REPLACED, NAME_STAYS, NAME_IS_SHOWN } name_use;

/* ---- what surrounds a statement ---- */

typedef enum enclosure_kind {
    ENCLOSURE_FUNCTION,
    ENCLOSURE_REGION,                     /* a spliced enter or exit: `return` ends it */
    ENCLOSURE_BLOCK,                      /* the user's block in a spliced context: a goto may stay in it */
    ENCLOSURE_LOOP,
    ENCLOSURE_SWITCH,
    ENCLOSURE_GUARDED,                    /* left through a cleanup */
    ENCLOSURE_CLEANUP,                    /* the cleanup itself */
    ENCLOSURE_TRY,                        /* errors go to handlers */
    ENCLOSURE_HANDLER
} enclosure_kind;

typedef struct enclosure {
    enclosure_kind kind;
    struct enclosure *outer;
    const node *node;                     /* the statement, and which of its parts this is: for goto */
    const node *part;
    label *errors;                        /* where errors in it go; NULL: on outwards */
    label *label;                         /* GUARDED: the cleanup; LOOP: `continue`, if not C's own; REGION: its end */
    variable *record;                     /* GUARDED, CLEANUP: acm_leaving; HANDLER: acm_handling */
    LIST(reason) reasons;                 /* GUARDED: why it is left, besides errors and its end */
    LIST(const struct jump *) jumps;      /* GUARDED: beside reasons */
    variable *result;                     /* REGION: what return assigns; NULL: nothing */
    bool is_exit;                         /* REGION: return suppresses */
    variable *suppresses;                 /* REGION: what a return that has to leave handlers or cleanups says */
    bool may_raise;                       /* errors come to `errors`; GUARDED: or out of its cleanup */
    bool has_errors;                      /* CLEANUP: it may raise or suppress, or is left by a jump */
    value *error;                         /* CLEANUP: what a spliced exit calls the error; or NULL */
    op *begin;                            /* REGION: its first operation; CLEANUP: acm_leave */
} enclosure;

/* A block, or a body, of which tests are told: see lower_watch.c. */
typedef struct watch {
    struct watch *outer;
    const node *item, *statement, *part;  /* of a with; or the async for, and what it repeats */
    variable *block;
    value *object;                        /* of a body: what it tells of */
    enclosure around, inside;
} watch;

/* Where a return, break, continue or goto goes. */
typedef struct jump {
    enum { JUMP_RETURN, JUMP_BREAK, JUMP_CONTINUE, JUMP_GOTO } kind;
    const enclosure *to;                  /* what it ends or stays in */
    const char *why;
    label *label;                         /* JUMP_GOTO */
} jump;

/* The result of an await that the rest of its statement uses. */
typedef struct pending {
    op *await;
    value *value;                         /* what the rest of the statement reads */
    const symbol *callee;                 /* NULL: a race */
    bool is_saved;
} pending;

enum { NAME_SLOTS = 512 };

/* A name that means something else if other arms of conditionals are compiled. */
typedef struct meanings meanings;
typedef struct unsure_name { uint32_t token; const char *name; const meanings *meanings; } unsure_name;

typedef struct lowering {
    program *program;
    arena *arena;
    const tokens *tokens;
    const token *t;
    plan *plan;
    ops *ops;                             /* where operations go now */
    scope *scope;
    entry *names[NAME_SLOTS];             /* of all open scopes, the innermost's first */
    enclosure *inside;
    unsigned cleanups, handlers;          /* how deep in each: which record is free */
    unsigned finally_count, exit_count, left_count, except_count, handled_count, end_count, continue_count, condition_count;
    bool is_live;                         /* the end of ops is reached */
    LIST(pending) pending;
    size_t ended;                         /* of plan.variables, as many as there were at the end of the expression before */
    LIST(unsure_name) unsure;
    uint32_t declared;                    /* the name that is declared where it stands: it means nothing yet */
    uint32_t source;                      /* the token that operations are for */
    /* splicing */
    unsigned within;                      /* the point of the innermost with that is entered */
    unsigned spliced_at;                  /* the point of the statement that is spliced into */
    const char *spliced_name;
    group *group;
    const char *local_prefix;             /* of C's variables of what is spliced */
    struct yield_splice *yield;           /* what stands for a spliced context's yield */
    watch *watch;                         /* the innermost block that is watched */
    struct braces *braces;                /* around the with statement that is lowered */
    variable *outside;                    /* a generator: the task's scope outside of all blocks of its own that may have one; or NULL */
    LIST(uint32_t) labels;                /* the user's, once knows_labels */
    bool knows_labels;
    LIST(range) left_out;                 /* of the declaration that is lowered: attributes that are cleanups */
    bool no_literals;                     /* in an initializer of a static variable */
    bool deduces_type;                    /* in one of __auto_type: no literal may stay in what its type is deduced from, outside of functions */
    unsigned splice_depth;
    symbol *symbol;                       /* the function's */
    const node *body;
} lowering;

/* What differs between a body that is spliced and its user's. */
typedef struct surroundings {
    scope *scope;
    group *group;
    const char *local_prefix, *spliced_name;
    unsigned spliced_at;
} surroundings;

typedef struct yield_splice {
    const node *item;                     /* of the with statement; its `next` follows */
    const node *with;
    surroundings users;
    struct yield_splice *outer;
    struct braces *braces;
} yield_splice;

/* lower_ops.c: making operations */
op *add_op(lowering *l, op_kind kind);
void add_piece(lowering *l, value *v, piece p);
void add_text(lowering *l, value *v, const char *text);
void add_variable(lowering *l, value *v, variable *x);
void add_value(lowering *l, value *v, value *other);
/* Like printf, but %V is a variable, %v a value, %s text, %P a point's number. */
void add_format(lowering *l, value *v, const char *format, ...);
op *add_formatted(lowering *l, op_kind kind, const char *format, ...);
op *add_label(lowering *l, label *label);
op *insert_line_after(lowering *l, op *before);
value *assignment(lowering *l, variable *x, value *v);           /* `x = v;`, or a copy of a type that can't be assigned */
op *add_assignment(lowering *l, variable *x, value *v);
label *new_label(lowering *l, const char *prefix, unsigned *count);
const char *user_label(lowering *l, uint32_t name);
bool is_users_label(lowering *l, const char *name);
unsigned add_point(lowering *l, uint32_t token);
const char *macro(lowering *l, const char *name);      /* `NAME(`, with what the user's names force on it */
value *new_value(lowering *l);
const char *format_text(lowering *l, const char *format, ...);

/* lower_scope.c: names */
void use_manager(lowering *l, variable *x, const symbol *manager, bool pointer);      /* as its type */
void note_in_header(lowering *l, const symbol *manager);
scope *open_scope(lowering *l);
void close_scope(lowering *l, scope *opened);
/* WISH, with underscores that make it a name which neither the file uses nor acmc for its own. */
const char *unused_name(lowering *l, const char *wish);
variable *new_variable(lowering *l, const char *name);
void declare_variable(lowering *l, variable *x);
void declare_again(lowering *l, variable *x, uint32_t token);    /* in another arm */
void declare_other(lowering *l, uint32_t token, const char *renamed, bool is_tag);
entry *next_entry(const lowering *l, const entry *e, const char *name, size_t length, bool is_tag);      /* what E hides; NULL: the file's */
entry *entry_in_arm(const lowering *l, entry *first, uint32_t token);    /* FIRST, or what it hides, as TOKEN means it in its arm of a conditional */
entry *use_in_arm(lowering *l, entry *first, uint32_t token, const meanings **unsure);      /* the same; UNSURE: it depends on what is compiled; or NULL */
void add_unsure(lowering *l, value *v, const meanings *m, bool pointed_to);     /* V may mention them */
void check_unsure_names(lowering *l);
entry *find_entry(const lowering *l, uint32_t token, bool is_tag);
entry *find_declared(const lowering *l, uint32_t token);         /* whatever arm of a conditional it is declared in */
bool is_hidden_by_macro(const lowering *l, const entry *e, uint32_t at);       /* that is defined between the variable's declaration and AT */
entry *find_name(const lowering *l, const char *name, size_t length, bool is_tag);
variable *find_variable(const lowering *l, uint32_t token);
variable *record_at(lowering *l, bool handler, unsigned depth);
void add_tokens(lowering *l, value *v, range tokens, const patches *before);     /* with names resolved */
value *tokens_value(lowering *l, range tokens, const patches *before);
const patches *resolve_names(lowering *l, range tokens, const patches *before);
const patches *resolve_declarator(lowering *l, range declarator, uint32_t name);
void describe_result(lowering *l, variable *x, const signature *sig, const module *of);      /* of the type of a function's result */
void describe_variable(lowering *l, variable *x, range specifiers, range declarator, uint32_t name_token);
bool is_variably_declared(const lowering *l, const node *declaration);      /* something in it has a type that depends on variables */
const symbol *manager_of_type(const lowering *l, range specifiers);
const symbol *object_manager(const lowering *l, range expression, bool *pointer);      /* an lvalue or pointer's type, if a manager */

/* lower_macro.c: names that macros see */
void follow_calls(lowering *l, macro_calls *calls, uint32_t at, range within);     /* the calls around a token, which is the next */
name_use use_of_name(lowering *l, const macro_calls *calls, uint32_t at);
bool calls_ask_for_type(lowering *l, const macro_calls *calls, uint32_t at);
value *shown_name(lowering *l, const entry *e);
void reject_macros_of_body(lowering *l, range type);               /* that the frame would mention, which stands before the body */
bool patch_mentions(lowering *l, uint32_t at, patches *out);      /* of a macro's name, whose replacement mentions variables */
void want_declared(lowering *l, uint32_t statement);
void want_not_hidden(lowering *l, uint32_t statement);
void want_undeclared(lowering *l, const node *statement);
void declare_by_macro(lowering *l, uint32_t at);                  /* what the macro declares that a statement begins with */

/* lower_types.c */
void patch_text(lowering *l, patches *out, range tokens, const char *text);
void hoist_record(lowering *l, range specifiers, const char *first_name, patches *replaced);
void hoist_typedef(lowering *l, const node *declaration, const patches *record);
void resolve_record_body(lowering *l, uint32_t open, patches *out);
bool is_array_typedef(lowering *l, range specifiers);
void describe_parameter(lowering *l, variable *x, const parameter *p);       /* a pointer, if it is written as an array or function */

/* lower_expression.c: awaits */
value *lower_expression(lowering *l, const node *expression);     /* hoists its awaits; NULL stays NULL */
value *lower_assigned(lowering *l, const node *expression);       /* the same, to stand on the right of an assignment: with a comma operator in parentheses */
value *hoist_value(lowering *l, const node *expression);
bool has_await(const node *expression);
bool is_only_result(const node *expression);      /* of an await, where it has been hoisted: nothing that has an effect is left */
value *lower_arguments(lowering *l, const node *list, const char *before);        /* `, a, b` */
void end_of_expression(lowering *l);
bool needs_allocation(const lowering *l, const symbol *callee);
op *add_await(lowering *l, uint32_t token, value *operation);
/* Gives how the rest of the statement reads RESULT, which is of CALLEE; NULL: of a race. */
value *add_await_with_result(lowering *l, uint32_t token, const symbol *callee, value *operation, value *result);
value *lower_await_call(lowering *l, uint32_t token, symbol *callee, value *arguments);
symbol *lower_callee(lowering *l, const node *call, value **arguments);      /* `, a, b`; NULL: reported */
void save_pending(lowering *l, size_t from);      /* the results that are still to be read, from the frames where they are */
variable *await_member(lowering *l, symbol *callee, const char *name);

/* lower_tasks.c: give what stands for them in the expression */
value *lower_spawn(lowering *l, const node *n);
value *lower_gather(lowering *l, const node *n);
void note_once(lowering *l, symbols *list, symbol *s);

/* lower_enter.c */
value *lower_enter(lowering *l, const node *n);

/* lower_jump.c: ways out */
label *error_target(lowering *l);
void push_enclosure(lowering *l, enclosure *e, enclosure_kind kind, const node *statement, const node *part);
void pop_enclosure(lowering *l);
action *leave_by(lowering *l, const jump *jump);
void lower_return(lowering *l, const node *n, bool is_last);
void lower_break(lowering *l, const node *n);
void lower_goto(lowering *l, const node *n);
void add_raised(lowering *l);                                     /* errors go on outwards from here */

/* lower_cleanup.c: what stands once for all ways out.  In this order: */
void end_guarded(lowering *l, enclosure *guarded);                /* the end of what is left through the cleanup */
void open_cleanup(lowering *l, enclosure *cleanup, const enclosure *guarded, const node *statement, const node *part);
bool close_cleanup(lowering *l, enclosure *guarded, const enclosure *cleanup);      /* whether its end is reached */
void dispatch(lowering *l, enclosure *guarded, bool may_end);     /* on to where the error or the jump leads */

/* The same for a block that is in no statement of the source, and for a cleanup of one line. */
void begin_guarded(lowering *l, enclosure *guarded, const node *statement, const node *part);
void end_guarded_by_line(lowering *l, enclosure *guarded, const node *statement, value *line);

/* lower_loop.c */
void lower_while(lowering *l, const node *n);
void lower_do(lowering *l, const node *n);
void lower_for(lowering *l, const node *n);
void lower_for_loop(lowering *l, const node *n, value *initial);  /* INITIAL: what stands in its header */
void lower_loop_macro(lowering *l, const node *n);

/* lower_statement.c */
void lower_statement(lowering *l, const node *n, bool is_last);
void lower_statements(lowering *l, const node *first, bool is_last);
void lower_block_inside(lowering *l, const node *block, bool is_last);     /* without its braces */
/* HEAD is the operation that a body follows: OP_HEAD, and OP_OPEN if it needs braces.  Gives whether braces were opened. */
bool lower_body(lowering *l, op *head, const node *body, bool is_last);
void lower_declaration(lowering *l, const node *n, bool in_for);
/* One declarator after the other, for which RECORD replaces a type that the declaration defines. */
const patches *begin_declaration(lowering *l, const node *n);
void lower_declarator(lowering *l, const node *n, const node *declarator, const patches *record);
void lower_label_alone(lowering *l, const node *n);               /* without its statement */
void lower_raise(lowering *l, const node *n);
void lower_yield(lowering *l, const node *n);
bool has_yield(const lowering *l, const node *body);
variable *begin_outside(lowering *l, const node *with);   /* around a with statement of a generator, with what that gives */
void end_outside(lowering *l, variable *outside);
void lower_try(lowering *l, const node *n);
bool for_declaration_fits(const lowering *l, const node *n);      /* into a for's header */
void lower_defer(lowering *l, const node *n, const node *rest);

/* lower_attribute.c: __attribute__((cleanup)) */
bool lower_cleanup_attribute(lowering *l, const node *n);         /* a declaration with the rest of the block; false: N is none, has none, or C's own does */
bool lower_cleanup_in_for(lowering *l, const node *n);            /* the same of what a for declares, with the loop */
void check_hidden_cleanup(lowering *l, const node *n);
bool has_own_cleanup(const lowering *l, const node *n);
bool may_hide_cleanup(const lowering *l, const node *n);          /* in a macro of a header */
void forbid_hidden_cleanup(lowering *l, const node *n, variable *x);

/* lower_literal.c */
bool patch_literal(lowering *l, uint32_t open, range within, const patches *before, patches *out, uint32_t *next);
void declare_literal(lowering *l, variable *x);                  /* it ends with the block */

/* lower_count.c */
/* How many elements the braces OPEN have, of what ARRAY declares with BRACKET, which is of type WHOLE, and an element of type ONE. */
value *count_elements(lowering *l, variable *array, uint32_t bracket, uint32_t open, value *whole, value *one);

/* lower_block.c */
bool resolve_block(lowering *l, uint32_t open, const patches *before, patches *out);      /* false: its braces hold no statements */

/* lower_construct.c */
value *construction(lowering *l, const symbol *manager, range arguments, const node *nodes);     /* nodes: the same, taken apart, or NULL */
value *lower_construction(lowering *l, const node *initializer);      /* NULL: it isn't one */

/* lower_with.c */
void lower_with(lowering *l, const node *n);
void splice_block(lowering *l, const node *yield);

/* lower_labels.c: which jumps have to be written, and so which labels; which records are in use */
void mark_labels(plan *plan);
void drop_unused_records(plan *plan);

/* lower_watch.c: -finstrument-managers; does nothing without it */
bool is_watching(const lowering *l);
void open_watch(lowering *l, watch *w, const node *statement, const node *part, const node *item);      /* around all of a block */
void close_watch(lowering *l, watch *w);
void watch_constructed(lowering *l, const node *item, variable *object);     /* for the item alone */
watch *watch_entered(lowering *l, const node *item, const symbol *s);       /* around what comes after entering; what leaving is given */
void watch_leaving(lowering *l, watch *w);
void watch_declared(lowering *l, const op *declaration);
void watch_object_entered(lowering *l, uint32_t token, const char *name, value *object);     /* one that has no enter */
value *begin_watched_yield(lowering *l, const node *yield);                  /* what end_watched_yield() is given, after the yield; NULL: nothing */
void end_watched_yield(lowering *l, const node *yield, value *exited);
const char *watch_use(const lowering *l, const symbol *method);             /* a statement, for a method that is C's */
bool begin_watched_body(lowering *l, const symbol *s, watch *w);            /* true: end_watched_body() must follow */
void end_watched_body(lowering *l, const symbol *s, watch *w);

/* lower_yield.c */
void lower_async_for(lowering *l, const node *n);
/* The frame of a context or generator, and the operation that runs it to its first yield. */
variable *frame_variable(lowering *l, symbol *callee, const node *arguments, value **operation);

/* lower_place.c */
void place_variables(lowering *l);

/* ---- lower_const.c ---- */

/* An error if X, whose name is the token NAME of TOKENS, is const and assigned to. */
void reject_assignment_of_const(lowering *l, const variable *x, uint32_t name, range tokens);

#endif
