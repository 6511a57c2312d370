/* What the parts of check share. */
#ifndef CHECK_INTERNAL_H
#define CHECK_INTERNAL_H

#include "check.h"

/* ---- names: of a body's locals, and of what the file declares outside of forms ---- */

typedef enum local_kind { LOCAL_VARIABLE, LOCAL_PARAMETER, LOCAL_TYPE, LOCAL_ENUMERATOR, LOCAL_AS, LOCAL_HANDLER, LOCAL_FUNCTION } local_kind;

typedef struct local {
    local_kind kind;
    const char *text;                     /* in the source, of `length` bytes */
    uint32_t length, hash;
    uint32_t name;                        /* token; 0: `self` */
    const symbol *manager;                /* of its type, as far as that is seen */
    bool is_pointer;
    bool is_reported;                     /* its use where it has ended */
    const char *fragile;                  /* what it holds that a suspension ends; NULL: nothing of the kind */
    uint32_t since;                       /* the token where it got that */
    unsigned depth;                       /* of its scope */
    uint32_t directives;                  /* how many conditionals of the body stand before it */
    const node *statement;                /* LOCAL_AS, LOCAL_HANDLER: whose block is its scope */
    struct local *next;                   /* of the same slot: the inner one first */
    struct local *before;                 /* declared before it */
} local;

/* A name outside of forms and of C functions' bodies. */
typedef struct file_name {
    uint32_t token;                       /* where it is first declared, or seen */
    bool is_function, is_type;
    const symbol *manager;                /* of an object's type, if it is one */
    bool is_pointer;
    struct file_name *next;
} file_name;

/* What a macro does that acmc would have to see. */
typedef enum macro_effect {
    HIDES_NOTHING, HIDES_AWAIT = 1, HIDES_RETURN = 2, HIDES_GOTO = 4, HIDES_BREAK = 8, HIDES_CONTINUE = 16, HIDES_RAISE = 32
} macro_effect;

typedef struct file_macro {
    uint32_t directive;                   /* token */
    const char *name, *body, *end;        /* in the source */
    uint32_t length;
    bool is_function, is_undef;
    bool is_walked, is_known;
    unsigned effects;
    struct file_macro *next;                   /* of the same slot: the later one first */
} file_macro;

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

typedef struct breakable {
    const node *node;                     /* a loop or switch */
    const region *region;
    const struct breakable *outer;
} breakable;

typedef struct jump_label {
    const node *node;
    const region *region;
    struct jump_label *next;
} jump_label;

typedef struct pending_goto { const node *node; const region *region; } pending_goto;

enum { NAME_SLOTS = 1024 };

typedef struct checker {
    program *program;
    arena *arena;
    diagnostics *diag;
    const tokens *tokens;
    const token *t;
    bool imports_failed;                  /* then unknown names are no news */
    bool defines_await;                   /* the file means something else by it */
    file_name *file_names[NAME_SLOTS];
    file_macro *macros[NAME_SLOTS];
    bool has_macros;
    const bool *is_dead;                  /* by token: in an #if 0; NULL: there is none */
    /* the form */
    const symbol *symbol;
    const node *form;
    bool is_plain;                        /* a method that is a C function */
    bool says_not_async;                  /* that the form would have to be async */
    uint32_t suspension;                  /* the last token where the body may have waited, on the way to where we are */
    bool in_list;                         /* the next statement is one of a block's */
    unsigned statements, labels_before;   /* around it; in a row right before it */
    bool is_too_deep;
    unsigned expressions;                 /* that one with awaits is in */
    local *locals[NAME_SLOTS], *ended[NAME_SLOTS];
    local *last;                          /* declared */
    unsigned depth;                       /* of scopes */
    uint32_t directives;                  /* conditionals so far */
    const region *region;
    const breakable *loop, *breakable;    /* what continue and break leave; breakable is a loop or switch */
    const breakable *inner_switch;
    const node *handler;                  /* inside of which we are */
    jump_label *labels[NAME_SLOTS];
    LIST(pending_goto) gotos;
    LIST(uint32_t) label_addresses;       /* where `&&label` stands: the labels' tokens */
    LIST(const region *) address_regions;
} checker;

/* check_names.c: the table of locals */
uint32_t name_hash(const checker *c, uint32_t token);
uint32_t text_hash(const char *text, uint32_t length);
local *find_local(const checker *c, uint32_t token);          /* NULL if there is none */
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
void note_symbol(checker *c, const symbol *s);               /* '…' is declared here */
const char *kind_of_symbol(const symbol *s);                  /* "a coroutine" */
bool is_member_name(const checker *c, uint32_t token);

/* check_objects.c */
const symbol *object_of(checker *c, range expression, bool *pointer);
const symbol *manager_named_by(const checker *c, range specifiers);
uint32_t chain_end(const checker *c, uint32_t at);           /* the last token of NAME { -> NAME | . NAME } */

/* check_macros.c */
void collect_macros(checker *c);
const file_macro *find_macro(const checker *c, uint32_t token);    /* defined where the token stands; NULL: not in this file */
void check_macro_use(checker *c, uint32_t token);
bool macro_may_be_more(checker *c, uint32_t token);           /* an argument that begins with TOKEN counts for several */
bool macro_may_be_less(checker *c, uint32_t token);           /* … or for none */
bool break_goes_wrong(const checker *c);                      /* one that acmc does not see */
bool continue_goes_wrong(const checker *c);

/* check_calls.c: awaits, and what is called without */
void check_await(checker *c, const node *n);
void check_awaits_in(checker *c, const node *expression);
void check_calls(checker *c, uint32_t first, uint32_t last);  /* in a range of tokens */
void check_arguments(checker *c, const symbol *callee, const node *arguments, span where);
void check_c(checker *c, const node *n);
bool used_after_its_block(checker *c, uint32_t token);          /* of an `as` or handler's name; said once */
void say_unknown(checker *c, uint32_t token, symbol_kind kind, const char *what);
void say_no_such(checker *c, uint32_t name, const char *of, const char *what, const char *near);      /* near: NULL, or what may be meant */
void check_async(checker *c, uint32_t first, uint32_t last, const char *what);
void not_in_plain_method(checker *c, uint32_t first, uint32_t last, const char *what);

/* check_expressions.c */
typedef enum expression_place { IN_EXPRESSION, IN_INITIALIZER, IN_CONSTRUCTION } expression_place;
/* Gives whether there was nothing to report. */
bool check_tokens(checker *c, uint32_t first, uint32_t last, expression_place place);

/* check_declarations.c */
bool check_declarator(checker *c, range specifiers, range declarator, bool bits /* may be a bit-field */);      /* false: reported */

/* check_errors.c: error, raise, except */
void check_error_form(checker *c, const node *n);
void check_raise(checker *c, const node *n);
void check_handlers(checker *c, const node *n);
void check_imported_errors(checker *c);

/* check_with.c */
void check_with_item(checker *c, const node *with, const node *item);
void check_construction(checker *c, const symbol *manager, range arguments);
typedef enum field_found { FIELD_UNKNOWN, FIELD_KNOWN, FIELD_UNSURE } field_found;
field_found manager_has_field(const symbol *manager, const tokens *t, uint32_t name);

/* check_jumps.c */
const region *enter_region(checker *c, region_kind kind, const node *n);      /* gives the one around */
void note_label(checker *c, const node *n);
void note_label_address(checker *c, uint32_t token);
void note_goto(checker *c, const node *n);
void check_jumps(checker *c);                                 /* when all labels are known */
void check_case(checker *c, const node *n);
void check_break(checker *c, const node *n);
void check_return(checker *c, const node *n);
void check_yield(checker *c, const node *n);
const char *region_name(region_kind kind);

/* check_suspensions.c: what does not outlive a suspension */
void note_suspension(checker *c, uint32_t token);
uint32_t begin_branch(const checker *c);
void end_branch(checker *c, const node *n, uint32_t before);      /* if it does not go on after itself, neither do its suspensions */
void note_fragile(checker *c, local *l, range specifiers, range declarator, const node *initializer);
void note_assignment(checker *c, uint32_t first, uint32_t last);  /* NAME = alloca(…) */
void check_outlived(checker *c, local *l, uint32_t token);

/* check_yields.c */
void check_yields(checker *c, const node *form);

/* check_forms.c: signatures, managers, prototypes */
void check_signature(checker *c, const node *n);
void check_manager(checker *c, const symbol *s, const node *n);
void check_prototypes(checker *c);

/* check.c */
bool check_expression(checker *c, const node *n, expression_place place);      /* NULL is fine; false: its syntax is wrong */

#endif
