/* Inside of the generator: what makes types, locals, expressions, statements and functions. */
#ifndef MAKE_H
#define MAKE_H

#include "../combinations/dice.h"
#include "program.h"
#include "tree.h"

/* ---- types ---- */

typedef enum scalar {
    UNSIGNED, INT, SHORT, USHORT, UCHAR, SCHAR, BOOL, LONG, LONG_LONG, ULL, FLOAT, DOUBLE, LONG_DOUBLE_SCALAR, COMPLEX_SCALAR, ENUMERATED,
    SCALARS
} scalar;

typedef enum type_kind { SCALAR, RECORD, ARRAY, POINTER, FUNCTION, TEXT } type_kind;

enum { IS_CONST = 1, IS_VOLATILE = 2, IS_ATOMIC = 4, IS_RESTRICT = 8 };

typedef struct type type;
typedef struct entry entry;

enum { FIELDS = 6, SHORTEST_TEXT = 4 };

typedef struct record {
    bool is_union;                  /* all of its members but the first lie within that one */
    int count;
    const char *name[FIELDS];       /* NULL: an unnamed bit-field */
    const type *type[FIELDS];
} record;

struct type {
    type_kind kind;
    scalar scalar;
    const char *spelling;           /* of a scalar or record */
    const entry *needs;             /* what must be in sight for that, or NULL */
    const record *record;
    const type *of;                 /* an array's elements, what a pointer points to */
    int count;                      /* of elements; of a pointer: that it points to; of an enum: constants */
    int bits;                       /* of a bit-field, or 0 */
    unsigned qualifiers;
};

extern const type unsigned_type, function_type, text_type, pair_type, wide_type, punned_type;

const type *scalar_type(scalar s, dice *d);
const type *qualified(const type *t, unsigned qualifiers);
const type *array_of(const type *of, int count);
const type *pointer_to(const type *of, int count);
const char *declaration_text(const type *t, const char *name);
const char *zero_of(const type *t);             /* the value of a function that gives up */
bool is_float(const type *t);
const type *some_scalar(maker *m);
item type_item(const type *t);

/* ---- names ---- */

typedef enum entry_kind { VARIABLE, TYPE_NAME, TAG, OTHER_NAME } entry_kind;

struct entry {
    entry_kind kind;
    const char *name;
    const type *type;
    int depth;
    effects bit;                    /* a local's own, or MEMORY */
    bool read_only;                 /* it is const, or counts something */
    bool addressed;                 /* pointers may point to it */
    bool hidden;                    /* its declaration may have been jumped over */
    bool is_gone;                   /* hidden for good: it stands in an arm of #if */
    bool is_parameter;
};

enum { SEEN = 600 };

struct maker {
    program *p;
    dice *d;
    function *f;
    entry *seen[SEEN];              /* in scope, the innermost last */
    int seen_count, depth;
    int locals;                     /* so far */
    node *list;                     /* that statements are added to */
    item place;                     /* where an expression stands */
    bool awaits;                    /* a suspension may stand here */
    bool deduces_type;              /* of __auto_type: the frame has it too, where no statement expression can stand */
    bool defines_type;              /* what is made belongs to a declaration that does */
    bool may_break, may_continue;
    bool may_break_within;          /* an expression: acmc does not see that such a break would pass a cleanup */
    int density;
    int repeats;                    /* how often what is made here may run in one call */
    int budget;                     /* statements that are still to be made */
    int nesting;
    int macros;                     /* whose arguments an expression stands in */
};

typedef struct scope { int seen_count, depth; node *list; bool may_break, may_break_within, may_continue; int repeats; bool awaits; int density; } scope;

scope open_scope(maker *m);                     /* with a list of its own */
node *close_scope(maker *m, scope before);      /* gives that list */
scope begin_names(maker *m);                    /* a scope within the same list: a for's */
void end_names(maker *m, scope before);
const char *new_name(maker *m, node *declaration);      /* free in the scope; tells the declaration what it shadows */
entry *see(maker *m, entry_kind kind, const char *name, const type *t);
bool in_sight(const maker *m, const entry *e);
bool name_in_sight(const maker *m, const char *name);   /* of the file */
bool can_write(const maker *m, const type *t);
void hide_since(maker *m, int seen_count);
bool has(const maker *m, dialect d);

/* ---- places: what can be assigned to, or read ---- */

typedef struct place {
    node *at;                       /* its effects are those of finding the place */
    const type *type;
    effects object;
    const entry *root;
    bool is_bit_field;
} place;

bool find_place(maker *m, bool to_write, int depth, place *found);          /* of scalar type */
bool find_whole(maker *m, const type *t, bool to_write, place *found);      /* of that record or array type, unqualified */
bool place_of(maker *m, const entry *e, bool to_write, int depth, place *found);
entry *some_entry(maker *m, bool (*fits)(const maker *, const entry *, const void *), const void *wish);
node *read_place(const place *p);

/* ---- expressions ---- */

node *value(maker *m, int depth);                           /* of type unsigned */
node *value_in(maker *m, item place, int depth);            /* the same, told where it stands */
node *value_of_type(maker *m, const type *t, int depth);    /* NULL: there is none */
node *constant(maker *m);
node *conversion(const type *t, node *v, dice *d);          /* of an unsigned value */
node *condition(maker *m, item place, int depth);
void keep_apart(node **n, int count);
node *assignment(maker *m, int depth);                      /* NULL: nothing to assign to */
node *pointer_value(maker *m, const type *t, int max_depth);
node *literal(maker *m, const type *t, int depth);          /* a compound literal; NULL: the type can't be written here */
node *initializer(maker *m, const type *t, int depth);      /* in braces, or an expression */
node *record_value(maker *m, const type *t, int depth);
const char *string_literal(maker *m, int *length);

/* ---- awaits ---- */

node *await_value(maker *m, int depth);                     /* of type unsigned, in some way */
node *await_of_type(maker *m, const type *t, int depth);    /* of the library of the prelude; NULL: none has that result */
node *await_statement(maker *m);
node *call_function(maker *m, function *f, int depth);      /* an await of a coroutine of the program, as it is */
node *some_call(maker *m, int depth);                       /* of one that returns something, as an unsigned value; NULL */

/* ---- statements ---- */

void add(maker *m, node *n);
void add_text(maker *m, item i, const char *text);
void add_statements(maker *m, int most);
node *block(maker *m, int most);                            /* `{ … }` */
node *body(maker *m, int most);                             /* a block, or one statement */
entry *add_counter(maker *m, const char *value);            /* a local that only what made it changes */
void add_note(maker *m);
void add_notes_of_scope(maker *m);

typedef bool statement_maker(maker *m);
statement_maker make_local, make_array, make_string, make_record, make_pointer, make_table, make_several, make_static, make_extern,
    make_type, make_literal_pointer, make_register, make_qualified, make_atomic, make_aligned, make_restrict, make_shadow;
statement_maker make_if, make_while, make_do, make_for, make_forever, make_switch, make_duff, make_case_in_block;
statement_maker make_brief, make_goto_out, make_goto_back, make_goto_into_block, make_goto_back_into_block, make_goto_into_loop, make_computed_goto,
    make_local_label, make_labels, make_break, make_continue, make_return;
statement_maker make_macro, make_macro_declaration, make_loop_macro, make_local_macro, make_directive, make_directive_in_arguments;
statement_maker make_vla, make_alloca, make_copy, make_old_prototype, make_names, make_asm, make_typeof, make_attribute, make_cleanup,
    make_flexible, make_c23, make_local_variadic, make_jump_out_of_expression;

const char *new_label(maker *m);

#endif
