/* Plan to C.  Emission can't fail. */
#ifndef EMIT_H
#define EMIT_H

#include "plan.h"
#include "writer.h"

/* ---- emit_text.c ---- */

typedef LIST(const piece *) piece_list;

typedef struct emitter {
    program *program;
    const tokens *tokens;
    const plan *plan;                     /* of the function that is written, or NULL */
    writer *w;
    char *trial;                          /* room for a body that is written once more than it stays, or NULL */
    size_t trial_room;
    bool measures;                        /* the C also tells the layout of its frames: see frame_slots.h */
    bool after_form;                      /* the rest of a form's line is left out of what is copied */
    bool is_outside;                      /* of functions: a variable stands for what has its type */
    piece_list exposed;                   /* the names that are defined as macros now */
    uint32_t most;                        /* bytes of the source: so far C has been written up to there */
} emitter;

const char *runtime_header(const program *program);      /* what generated C includes of the runtime */
void emit_value(emitter *e, const value *v);
void emit_line_end(emitter *e);           /* of the line so far, unless nothing but blanks stands in it */
void emit_variable(emitter *e, const variable *x);
/* `type name`: as a member of the frame, or as a variable of C. */
void emit_declaration(emitter *e, const variable *x, const char *name, bool as_member);
/* Where the type stands, if the C compiler may not know it: what it says of it is to be said of that line; else 0. */
uint32_t line_of_unknown_type(const emitter *e, const tokens *of, range specifiers);
const char *frame_tag(const symbol *symbol, arena *arena);
const char *allocated_tag(const symbol *symbol, arena *arena);
const char *manager_type(const symbol *symbol, arena *arena);      /* as headers name it too */

/* ---- emit_const.c ---- */

/* Whether a word of the specifiers is left out: const of the object itself, in the frame. */
bool const_is_dropped(const emitter *e, const variable *x, uint32_t token, bool as_member);
/* The const of a pointer itself: behind its last `*`.  That of an array's elements is not. */
bool const_is_of_pointer(const emitter *e, const variable *x, uint32_t token);
bool drops_const(const emitter *e, const variable *x);            /* the member of the frame is not const as the local is */
void emit_with_const(emitter *e, const variable *x);              /* `(*(const int *)&f->x)`, where its type is asked for */

/* ---- emit_exposed.c ---- */

/* Names that macros on the operation's line see stand for what they mean: #define and #undef, where something changes. */
void emit_exposed(emitter *e, const op *o);                       /* NULL: no operation is left */
bool is_defined(const emitter *e, const variable *x);            /* its name stands for it */

/* ---- emit_plan.c ---- */

void emit_operations(emitter *e, const plan *plan);

/* ---- emit_form.c ---- */

/* What a form becomes in the C file, and in the header; PLAN is NULL for what needs none. */
void emit_form(emitter *e, const symbol *symbol, plan *plan);
void emit_form_header(emitter *e, const symbol *symbol, plan *plan);
void emit_allocated(emitter *e, const symbol *symbol, bool header);
/* `, int n, struct res *r`; with `self` first in methods. */
const char *emit_parameters(const emitter *e, const symbol *symbol, bool only_names);
/* A name of acmc's for a function's own parameter that no parameter of the user's has, and no declaration of the file. */
const char *own_name(const emitter *e, const symbol *symbol, const char *name);
/* `__attribute__((…)) ` of those that the form has: CODE: for the function that it becomes; else for the table that leads to it; or "". */
typedef enum attribute_kind { ATTRIBUTES_OF_CODE, ATTRIBUTES_OF_USE, ATTRIBUTES_OF_CALLERS /* deprecated and its like */ } attribute_kind;
const char *emit_attributes(const emitter *e, const symbol *symbol, attribute_kind kind);
void emit_as_caller(emitter *e, const symbol *symbol);            /* what follows is acmc's own, and may call what is deprecated */
void emit_end_of_caller(emitter *e, const symbol *symbol);

/* ---- emit_tasks.c ---- */

/* What a form needs before it for what it spawns and gathers: each once in a file. */
void emit_tasks(emitter *e, const symbol *form, const plan *plan);
/* The frame of a primitive that is a task of its own. */
void emit_wrapped_frame(emitter *e, const symbol *primitive);

/* ---- emit_frame.c ---- */

void emit_frame(emitter *e, const symbol *symbol, const plan *plan, bool header);
/* The member for the result of a form of any module. */
void emit_result(emitter *e, const symbol *symbol);

/* ---- emit_types.c ---- */

void emit_error(emitter *e, const symbol *symbol, bool header);
void emit_method(emitter *e, const symbol *symbol, const value *body, bool header);
void emit_manager_type(emitter *e, const symbol *symbol, bool header);

/* ---- emit_file.c, emit_header.c ---- */

bool is_plain_method(const symbol *symbol);      /* a function of C's */

void emit_import(emitter *e, const node *import);
/* A token, or the #if of the outermost conditional that it stands in. */
uint32_t outside_conditionals(const emitter *e, uint32_t token);

/* plans[i] belongs to the i-th symbol of the main module: NULL where nothing is emitted for it.
 * The text is followed by a NUL, and may hold some of the source's. */
const char *emit_c(program *program, plan *const *plans, bool measures, size_t *length);
const char *emit_header(program *program, plan *const *plans, size_t *length);

#endif
