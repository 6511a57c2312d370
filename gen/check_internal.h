/* What the parts of check share. */
#ifndef CHECK_INTERNAL_H
#define CHECK_INTERNAL_H

#include "check.h"
#include "conditional.h"
#include "macros.h"

/* ---- names: of a body's locals, and of what the file declares outside of forms ---- */

typedef enum local_kind { LOCAL_VARIABLE, LOCAL_PARAMETER, LOCAL_TYPE, LOCAL_ENUMERATOR, LOCAL_AS, LOCAL_HANDLER, LOCAL_FUNCTION, LOCAL_MACRO } local_kind;

/* What a local holds that a suspension ends. */
typedef enum fragile { FRAGILE_NOT, FRAGILE_ALLOCA, FRAGILE_REGISTER, FRAGILE_SETJMP, FRAGILE_MACRO } fragile;

typedef struct local {
    local_kind kind;
    const char *text;                     /* in the source, of `length` bytes */
    uint32_t length, hash;
    uint32_t name;                        /* token; 0: `self` */
    const symbol *manager;                /* of its type, as far as that is seen */
    range specifiers;                     /* of its declaration; empty: there are none, or they are not seen */
    bool is_pointer;
    unsigned levels;                      /* of what it is declared as: see shape_levels() */
    bool is_reported;                     /* its use where it has ended */
    fragile fragile;
    uint32_t since;                       /* when it got that: checker.clock */
    uint32_t macro;                       /* LOCAL_MACRO: the token of the macro that declares it */
    unsigned depth;                       /* of its scope */
    uint32_t directives;                  /* how many conditionals of the body stand before it */
    const node *statement;                /* LOCAL_AS, LOCAL_HANDLER: whose block is its scope */
    const node *item;                     /* LOCAL_AS of a with */
    const node *scope;                    /* what it ends with: a block, loop, with or handler */
    bool is_static, is_array;
    bool is_owned_pointer;                /* LOCAL_AS: what it points to is left with the block */
    struct local *same_as;                /* the `as` name whose pointer it is given once */
    struct local *next;                   /* of the same slot: the inner one first */
    struct local *before;                 /* declared before it */
} local;

/* A name outside of forms and of C functions' bodies. */
typedef struct file_name {
    uint32_t token;                       /* where it is first declared, or seen */
    bool is_function, is_type;
    bool is_outermost;                    /* and not only that of a member or parameter */
    bool is_object;                       /* a variable, and not one of each thread */
    const symbol *manager;                /* of an object's type, if it is one */
    unsigned levels;                      /* of that, see shape_levels() */
    struct file_name *next;
} file_name;

/* What a macro does that acmc would have to see. */
typedef enum macro_effect {
    HIDES_NOTHING, HIDES_AWAIT = 1, HIDES_RETURN = 2, HIDES_GOTO = 4, HIDES_BREAK = 8, HIDES_CONTINUE = 16, HIDES_RAISE = 32
} macro_effect;

/* ---- what surrounds a statement ---- */

typedef enum region_kind {
    REGION_BODY, REGION_WITH, REGION_ASYNC_FOR, REGION_TRY, REGION_HANDLER, REGION_ELSE, REGION_FINALLY, REGION_DEFER, REGION_AFTER_DEFER
} region_kind;

/* A part of a body that no jump may enter. */
typedef struct region {
    region_kind kind;
    const node *node;
    const struct region *outer;
    unsigned depth;
} region;

/* Where the body may have waited last on the ways to a place in it. */
typedef struct way {
    uint32_t token, since;                /* since: of checker.clock; 0: nowhere */
    bool is_closed;                       /* no way leads here */
} way;

typedef struct breakable {
    const node *node;                     /* a loop or switch */
    const region *region;
    const node *cleanup;                  /* checker.cleanup around it */
    struct breakable *outer;
    way in, out, again;                   /* to the cases of a switch; by break; by continue */
    uint32_t begun;                       /* a loop: of checker.clock */
    bool has_default;
} breakable;

/* A local, or a name that is not known, used; it may be used again by a way back, or at the end of a block. */
typedef struct name_event {
    local *local;
    uint32_t token, at, since;
    bool is_deferred;
} name_event;

typedef struct forward_jump { uint32_t name; way way; } forward_jump;      /* name 0: a computed goto */

/* A statement that may be a macro of a header. */
typedef struct opaque {
    uint32_t statement, name;             /* tokens; name: one that it is given; 0: it may declare any */
    uint32_t at, depth;
    bool is_declaration;                  /* by its looks */
    bool is_call;                         /* NAME(…), and a name that it is not given is meant */
} opaque;

/* A pointer that `as` or a handler bound is assigned to something. */
typedef struct store {
    const node *statement;
    range target;
    local *of;                            /* the name that bound it */
    local *into;                          /* the local that the target is, or is part of; NULL: it surely outlives the block */
} store;

typedef struct jump_label {
    const node *node;
    const region *region;
    const node *cleanup;                  /* checker.cleanup around it */
    uint32_t begun;                       /* of checker.clock */
    struct jump_label *next;
} jump_label;

typedef struct pending_goto { const node *node; const region *region; } pending_goto;

/* One that stays as it is, in an expression. */
typedef struct hidden_goto { uint32_t token; const region *region; const node *cleanup; } hidden_goto;

enum { NAME_SLOTS = 1024 };

typedef struct checker {
    program *program;
    arena *arena;
    diagnostics *diag;
    const tokens *tokens;
    const token *t;
    bool lacks_names;                     /* of an import or form that could not be read: then unknown names are no news */
    /* the form */
    const symbol *symbol;
    const node *form;
    bool is_plain;                        /* a method that is a C function */
    bool says_not_async;                  /* that the form would have to be async */
    uint32_t clock;                       /* of what is noted on the ways through the body */
    way way, latest;                      /* to where we are; the suspension that was noted last */
    LIST(name_event) events;
    LIST(forward_jump) forward;
    LIST(opaque) opaque;                  /* in the scopes that are open */
    bool in_defer;
    bool in_type;                         /* the names that are looked at are those of a type */
    bool in_list;                         /* the next statement is one of a block's */
    unsigned statements, labels_before;   /* around it; in a row right before it */
    bool is_too_deep;
    uint32_t unawaited;                   /* the gather or race without await that was spoken of last */
    bool says_import;                     /* that the library is not imported: once is enough */
    unsigned expressions;                 /* that one with awaits is in */
    local *locals[NAME_SLOTS], *ended[NAME_SLOTS];
    local *last;                          /* declared */
    unsigned depth;                       /* of scopes */
    uint32_t directives;                  /* conditionals so far */
    const region *region;
    const node *cleanup;                  /* the innermost declaration in scope whose cleanup attribute becomes a defer */
    breakable *loop, *breakable;          /* what continue and break leave; breakable is a loop or switch */
    breakable *inner_switch;
    const node *handler;                  /* inside of which we are */
    jump_label *labels[NAME_SLOTS];
    LIST(pending_goto) gotos;
    LIST(hidden_goto) hidden_gotos;
    LIST(uint32_t) label_addresses;       /* where `&&label` stands: the labels' tokens */
    LIST(const region *) address_regions;
    struct c_function **functions, **methods;      /* see check_blocking.c */
    const node *plain_with;               /* which has been said to need async */
    const node *scope;                    /* what the locals that are declared now end with */
    LIST(store) stores;                   /* see check_escape.c */
    unsigned copies, spawn_looks, raises_depth;
    LIST(const char *) includes;          /* what follows #include: see blocking.c */
    unsigned socket_looks;
} checker;

/* check_names.c: the table of locals */
uint32_t name_hash(const checker *c, uint32_t token);
local *find_local(const checker *c, uint32_t token);          /* NULL if there is none */
local *add_local(checker *c, local_kind kind, const char *text, uint32_t length);
local *declare_local(checker *c, local_kind kind, uint32_t name, range specifiers, range declarator);
void open_names(checker *c);
void close_names(checker *c);
void forget_names(checker *c);                                /* at a form's beginning */
void note_declared(checker *c, const local *l);
file_name *find_file_name(const checker *c, uint32_t token);
void collect_file_names(checker *c);
void collect_locals_of(checker *c, range specifiers);        /* enumerators */
symbol *symbol_at(const checker *c, uint32_t token);          /* declared before it */
const char *text_of(const checker *c, uint32_t token);
span span_of(const checker *c, uint32_t first, uint32_t last);
/* check_arms.c: that what the tokens name means the same in all arms of conditionals, as far as the uses depend on it */
void check_arms_at(checker *c, uint32_t first, uint32_t last);
void check_arms_of_object(checker *c, uint32_t at, const symbol *manager, const char *method);     /* METHOD: NULL: it is entered */
void note_symbol(checker *c, const symbol *s);               /* '…' is declared here */
const char *kind_of_symbol(const symbol *s);                  /* "a coroutine" */
bool is_member_name(const checker *c, uint32_t token);

/* check_objects.c */
const symbol *object_of(checker *c, range expression, bool *pointer);
const symbol *manager_named_by(const checker *c, range specifiers);
void check_never_entered(checker *c, const local *l, const node *initializer);      /* of an object that is constructed */
uint32_t chain_end(const checker *c, uint32_t at);           /* shape_chain_end() */

/* check_macros.c */
definition *find_macro(const checker *c, uint32_t token);          /* defined where the token stands; NULL: not in this file */
void check_macro_use(checker *c, uint32_t token);
bool macro_may_be_more(checker *c, uint32_t token);           /* an argument that begins with TOKEN counts for several */
bool macro_may_be_less(checker *c, uint32_t token);           /* … or for none */
bool break_goes_wrong(const checker *c);                      /* one that acmc does not see */
bool continue_goes_wrong(const checker *c);

/* check_calls.c: awaits; check_called.c: what is called without; check_unknown.c: names that are not known */
void check_callee(checker *c, const node *n);                /* of AWAIT, SPAWN, BRANCH */
void check_awaits_in(checker *c, const node *expression);
void check_calls(checker *c, uint32_t first, uint32_t last);  /* in a range of tokens */
void check_arguments(checker *c, const symbol *callee, const node *arguments, span where);
void check_c(checker *c, const node *n);
bool used_after_its_block(checker *c, uint32_t token);          /* of an `as` or handler's name; said once */
span before_token(const checker *c, uint32_t token);           /* empty */
void note_right_use(checker *c, uint32_t name, const symbol *s);
void note_functions(checker *c, uint32_t method, bool is_manager, const char *begin);      /* that the library's objects have */
void unknown_method(checker *c, const symbol *manager, uint32_t method);
bool check_access(checker *c, range object, uint32_t name, bool pointer);       /* -> or . before the method's NAME: false after an error */
bool is_no_method(checker *c, uint32_t first, uint32_t name);    /* object.gather and the like: an error */
bool lacks_library(const checker *c, uint32_t name);          /* it begins with acm_, and the file does not import the library */
void say_unknown(checker *c, uint32_t token, symbol_kind kind, const char *what);
void say_no_such(checker *c, uint32_t name, const char *of, const char *what, const char *near);      /* near: NULL, or what may be meant */
void check_async(checker *c, uint32_t first, uint32_t last, const char *what);
void not_in_plain_method(checker *c, uint32_t first, uint32_t last, const char *what);

bool is_declared_in_c(const checker *c, uint32_t name, range function);      /* it means something of a C function's own */

/* check_blocking.c */
void check_blocking(checker *c, uint32_t name);               /* of what is called */
void check_blocking_method(checker *c, uint32_t name, const symbol *method);      /* which is a C function */

/* check_addresses.c */
uint32_t find_outside(const checker *c, range r, int lexeme);      /* the first one of a kind outside of all brackets; 0: none */
local *pointer_of_as(const checker *c, range r);              /* the `as` or handler's name whose pointer the value is, or NULL */
const node *block_of(const local *l);                         /* of such a name */
local *pointed_local(const checker *c, range r);              /* whose memory the value points to, or NULL */
/* Whether a group surely waits for its tasks later than BLOCK ends, or, if that is of a with, than its ITEM is left; *named: the `as`
 * name of the group. */
bool group_outlives(const checker *c, range group, const node *block, const node *item, const local **named);

/* check_escape.c */
void note_stores(checker *c, const node *statement);          /* of an expression */
void note_copy(checker *c, local *l, const node *initializer);
void check_returned(checker *c, const node *statement);

/* check_spawned.c */
void check_spawned(checker *c, const node *spawn);

/* check_results.c */
void mark_results(program *program);
void check_dropped(checker *c, const node *n);                /* the value of an expression whose value is not used; NULL is fine */

/* check_tasks.c: spawn, gather, race */
const symbol *coroutine_of(checker *c, const node *n);        /* that a call names, or NULL: that has been reported */
void check_spawn(checker *c, const node *n);
void check_enter(checker *c, const node *n);
uint32_t check_enter_tokens(checker *c, uint32_t open);
void check_gather(checker *c, const node *n);
void check_gather_used(checker *c, const node *value);        /* as the value of an assignment or initializer */
uint32_t check_spawn_tokens(checker *c, uint32_t open);      /* give where the tokens go on that are to be looked through */
uint32_t check_branch_tokens(checker *c, uint32_t open);

/* check_expressions.c */
typedef enum expression_place { IN_EXPRESSION, IN_INITIALIZER, IN_CONSTRUCTION } expression_place;
/* Gives whether there was nothing to report. */
bool check_tokens(checker *c, uint32_t first, uint32_t last, expression_place place);

/* check_declarations.c */
bool check_declarator(checker *c, range specifiers, range declarator, bool bits /* may be a bit-field */);      /* false: reported */
void check_declaration(checker *c, const node *n);            /* of a body */
void check_no_await(checker *c, uint32_t first, uint32_t last, const char *where);      /* in what stays C's: types, declarators, heads of loop macros */

/* check_errors.c: error, raise, except */
void check_error_form(checker *c, const node *n);
void check_raise(checker *c, const node *n);
void check_handlers(checker *c, const node *n);
bool handler_takes(const checker *c, const node *handler, const symbol *type);
void check_imported_errors(checker *c);

/* check_with.c */
void check_with_item(checker *c, const node *with, const node *item);
void check_construction(checker *c, const symbol *manager, range arguments);
typedef enum field_found { FIELD_UNKNOWN, FIELD_KNOWN, FIELD_UNSURE } field_found;
field_found manager_has_field(const symbol *manager, const tokens *t, uint32_t name);

/* check_fields.c */
bool lacks_dot(checker *c, uint32_t first);                   /* `NAME = …` of a name that is none of this place */
void say_dot(checker *c, uint32_t first);
void check_bare_field(checker *c, uint32_t first, uint32_t name);      /* in tokens from FIRST on */

/* check_jumps.c */
const region *enter_region(checker *c, region_kind kind, const node *n);      /* gives the one around */
void note_label(checker *c, const node *n);
const node *label_named(const checker *c, uint32_t name);     /* NULL: there is none in the body */
void note_label_address(checker *c, uint32_t token);
void note_goto(checker *c, const node *n);
void report_hidden_jump(checker *c, uint32_t token);            /* what a statement expression holds */
void check_jumps(checker *c);                                 /* when all labels are known */
void check_case(checker *c, const node *n);
void check_break(checker *c, const node *n);
void check_return(checker *c, const node *n);
void check_yield(checker *c, const node *n);

/* check_generators.c */
void check_generator_call(checker *c, const node *loop);
void check_yield_in_scope(checker *c, const node *yield);
bool opens_scope(const checker *c, uint32_t name);            /* entering what NAME names makes a scope that can be cancelled by itself */

/* check_ways.c: the ways to a place, and where they waited */
way join_ways(way a, way b);
way anywhere_since(const checker *c, way before);             /* somewhere in what came after it */
void note_suspension(checker *c, uint32_t token);
void close_way(checker *c);
void note_use(checker *c, local *l, uint32_t token, uint32_t since);      /* of a local: what it holds; NULL: a name that is not known */
void run_deferred(checker *c, size_t first);                  /* events from FIRST on */
void reach_label(checker *c, jump_label *l);
void leave_to(checker *c, const jump_label *l, uint32_t name);      /* goto; NULL: it comes further on */
void leave_loop(checker *c, breakable *b, bool by_break);
void begin_switch(checker *c, breakable *b);
void reach_case(checker *c, breakable *b, bool is_default);
void end_switch(checker *c, const breakable *b);
void end_loop(checker *c, const breakable *b, way out);       /* out: by its condition */

/* check_suspensions.c: what does not outlive a suspension */
void note_fragile(checker *c, local *l, range specifiers, range declarator, const node *initializer);
void note_assignment(checker *c, uint32_t first, uint32_t last);  /* NAME = alloca(…) */
void declare_by_macros(checker *c, uint32_t at);              /* what a statement that begins with a macro declares */
void use_by_loop_macro(checker *c, uint32_t at);
void outlived(checker *c, local *l, uint32_t token, uint32_t suspension);
void follow_names(checker *c, uint32_t first, uint32_t last);
void follow_expression(checker *c, const node *n);            /* its names and suspensions, as it is evaluated */

/* check_opaque.c: what may be macros of headers that declare locals */
void note_opaque(checker *c, uint32_t first, uint32_t last);
void close_opaque(checker *c);
void check_unknown_name(checker *c, uint32_t name, uint32_t begun, uint32_t given);   /* GIVEN: when a statement was given it that may declare it */
void follow_unknown_name(checker *c, uint32_t name);
void end_opaque_loop(checker *c, uint32_t first, uint32_t begun);

/* Checks of paths: graph.h */
void check_paths(checker *c, const node *form);

/* check_forms.c: signatures, managers, prototypes */
void check_signature(checker *c, const node *n);
void check_manager(checker *c, const symbol *s, const node *n);
void check_prototypes(checker *c);

/* check.c */
bool check_expression(checker *c, const node *n, expression_place place);      /* NULL is fine; false: its syntax is wrong */

#endif
