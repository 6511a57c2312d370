/* Inside of the generator: what makes functions, statements and expressions. */
#ifndef MAKE_H
#define MAKE_H

#include "dice.h"
#include "plan.h"
#include "tree.h"

enum { SEEN = 120, NAMES_OF_ERRORS = 16 };

/* What may be jumped to from a place. */
typedef struct jumps {
    bool breaks, continues, returns, goes, raises_again;
} jumps;

/* One for each function while it is made. */
typedef struct maker {
    program *p;
    dice *d;
    const coverage *covered;
    function *f;
    region kind;                        /* COROUTINE, CALLEE, … */
    int nesting;                        /* functions being made for this one */
    int budget;                         /* filler that it may still have */
    variable *seen[SEEN];               /* locals in scope */
    int seen_count;
    int scope;                          /* where the innermost scope begins in them */
    variable *errors[NAMES_OF_ERRORS];  /* names of errors in scope */
    int error_count;
    int label;                          /* of the plan being followed */
    bool back;                          /* it stands before */
    variable *pointer;                  /* to yield, or NULL */
    jumps may;                          /* here */
    bool never_limits;                  /* a generator, or a context for one */
} maker;

/* ---- values.c ---- */

expression *value_of(maker *m, long value, int depth);              /* an expression that gives the value */
expression *truth(maker *m, bool value, int depth);
expression *anything(maker *m, int depth);                          /* that reads variables, and calls */
expression *read_variable(const variable *v, int member);
expression *parameter(int which);
expression *way_is(maker *m, int number);
expression *awaited(helper which, expression *argument, maker *m);
expression *awaited_call(maker *m, const function *callee, long tag, long way);
variable *new_variable(maker *m, variable_type type, const char *letter);
variable *new_counter(maker *m, const char *letter);                /* at the top of the function */
variable *new_object(maker *m, const manager *of);
variable *pick_variable(maker *m, bool to_set);                     /* or NULL */
variable *new_local(maker *m, bool may_shadow);
void make_locals(maker *m, block *b);
void see(maker *m, variable *v);

/* ---- filler.c ---- */

statement *add(maker *m, block *b, statement_kind kind);
void add_guard(maker *m, block *b, expression *condition, statement *s);
statement *new_raise(maker *m, error_type type, bool with_cause);
statement *new_return(maker *m);
bool gives_int(const function *f);
void add_filler(maker *m, block *b);
void add_passing_filler(maker *m, block *b);    /* what it declares is not in sight behind it: a label may stand there */
block *small_block(maker *m);
block *open_block(maker *m);            /* the same in a scope that has begun, and to which more may be added */
int begin_scope(maker *m);
void end_scope(maker *m, int before);

jumps begin_loop(maker *m);
jumps begin_switch(maker *m);
jumps begin_finally(maker *m);
jumps begin_defer(maker *m);
jumps begin_handler(maker *m);
void end_jumps(maker *m, jumps before);
statement *some_jump(maker *m);         /* or NULL */
error_type some_error(maker *m);

/* ---- construct.c, with.c, try.c, way.c ---- */

/* Adds to the block what is at that level of the plan, and all inside of it. */
void follow(maker *m, const plan *p, int level, block *b);
void start_following(maker *m, const plan *p, block *b);
void add_handlers(maker *m, statement *try_statement, error_type type, bool match, const plan *p, int level);

block *inside(maker *m, const plan *p, int level);
block *inside_with(maker *m, const plan *p, int level, statement *with);
void make_try(maker *m, const plan *p, int level, block *b);
void add_flight(maker *m, const plan *p, block *b);
void add_way_out(maker *m, const plan *p, block *b);
expression *condition_of(maker *m, const plan *p);
bool should_stop(maker *m, const plan *p, int level);

/* An async with (or with) for that region whose manager gets that way; its body is for the caller to fill. */
statement *new_with(maker *m, region r, int way, block *before);
statement *new_with_of(maker *m, const manager *of, const function *context, int way);
void see_names(maker *m, const statement *with);
region some_with(maker *m);

/* ---- library.c: for programs with tasks ---- */

long some_time(maker *m, int most_ms);          /* in microseconds */
void add_sleep(maker *m, block *b, long time);
void add_long_sleep(maker *m, block *b);
variable *pick_of_type(maker *m, variable_type type);       /* or NULL */
with_item library_item(maker *m, region r);
statement *add_spawn(maker *m, block *b, const variable *group, expression *call);
void add_failing_task(maker *m, block *b, const variable *group);
statement *add_branches(maker *m, block *b, expression *first);     /* a gather or race with it, or of anything: NULL */
void add_cancel_task(maker *m, block *b, int slot);
statement *add_enter(maker *m, block *b, const variable *stack, int way);
void begin_library_block(maker *m, const plan *p, int level, statement *with, block *b);
statement *new_each(maker *m, const function *generator, long way);
void make_each(maker *m, const plan *p, int level, block *b);
void add_expiring(maker *m, block *b, expression *condition);
void add_failing_tasks(maker *m, block *b, expression *condition);
void add_task_filler(maker *m, block *b);

/* ---- function.c: made on demand, or one of those that the program has ---- */

const function *some_callee(maker *m);
const manager *some_manager(maker *m, bool is_async, bool suppresses);
const function *some_context(maker *m, region shape, bool is_async);
void add_part(program *p, function *f, manager *of);
const function *some_generator(maker *m);
const function *make_callee(maker *from, region as);
const function *make_generator(maker *from);
maker host_maker(maker *from);          /* of a coroutine that is there to be run as a task */
const function *finish_host(maker *m, maker *host);
bool may_make(const maker *m);

#endif
