/* Inside of the model, by files. */
#ifndef MODEL_INTERNAL_H
#define MODEL_INTERNAL_H

#include "model.h"

#include <ucontext.h>

typedef struct error error;
struct error {
    error_type type;
    char message[64];
    int code;
    const error *context, *cause;
    const error *others[8];
    int other_count;
    int scope;                  /* of a Cancelled: the number of the scope for which it was raised */
};

typedef union cell cell;
union cell {
    long number;
    cell *at;
    void *object;               /* a scope, members, a stack */
};

/* How a statement ends. */
typedef struct completion {
    enum { NORMAL, BREAKS, CONTINUES, GOES, RETURNS, RAISES } kind;
    way out;                    /* how it began, for the coverage */
    region last;                /* the region that it left last */
    region phase;               /* of `last` in a context: BEFORE, AROUND, AFTER */
    int label;
    long value;
    cell *pointer;
    const error *error;
} completion;

/* A region that is being run. */
typedef struct stay stay;
struct stay {
    region kind;
    stay *outer;
    bool before_yield;          /* when it began */
    unsigned long ended;        /* the regions in it that ended normally, as bits */
};

typedef struct activation activation;
typedef struct with_run {
    const statement *statement;
    bool before_yield;
} with_run;

/* Code of a task that has a stack of its own: a context that an exit stack has entered. */
typedef struct side side;

struct activation {
    const function *function;
    cell *cells, *self;
    const error **errors;
    long parameters[2];
    const error *handling;      /* what `raise;` raises */
    stay root, *stay;
    region as;                  /* TASK, BRANCH; or 0 */
    /* of a context or generator */
    activation *user;
    const with_run *with;
    int item;                   /* of the user's statement */
    side *side;                 /* entered into a stack */
    bool yielded, yielded_twice;
    const error *user_handled;  /* of the user, before its block and after: a yield in the block changes them */
    int user_shield;
    completion body;            /* how the user's block was left */
    bool closing, ignored_close;
};

/* ---- virtual time: tasks.c ---- */

typedef struct task task;
typedef struct members members;
typedef struct timer timer;

/* What is cancelled: a task, the block of a timeout, of a group; and what hides it: a shield. Numbered from the outside in, by depth. */
typedef struct scope scope;
struct scope {
    scope *outer;
    task *owner;
    int number;                 /* unique */
    int depth, outer_depth, outer_shield;
    bool shields, cancelled;
    bool is_cut;                /* the grace is over: nothing holds its cancellation off */
    timer *grace;               /* until then */
    way out;                    /* what its cancellation counts as */
    members *members;           /* of a group, a gather, a race */
    timer *timer;               /* of a timeout */
};

/* Tasks that wait for something that they share, the first one first. */
typedef struct line { task *first; } line;

/* Tasks that a task waits for. */
struct members {
    scope scope;
    task *first, *last;
    int live;
    const error *error;
    bool is_waiting, interrupted;
    enum level { GOES_ON, IS_CANCELLED, IS_CUT } cancelled;
    bool is_race, was_cancelled;
    int winner;
    members *next_passing;
};

struct task {
    ucontext_t context;
    char *stack;
    enum { WAITING, CHECKPOINT, WOKEN, ENDED } state;
    task *next;                 /* that is ready */
    members *owner;
    task *next_member;
    int index;                  /* of a branch */
    /* what it runs */
    const expression *call;
    long arguments[2];
    region as;
    cell *result;
    completion ended;
    /* where it is */
    const error *handled;       /* in this coroutine or one that awaits it */
    int shield;                 /* scopes of this depth and less are held off */
    int depth;                  /* of calls */
    scope root, *scope;
    int scope_depth;
    timer *sleep;
    bool interrupted;           /* its wait ends with Cancelled */
    line *line;                 /* in which it waits, or NULL */
    task *next_in_line;
    long item;                  /* that it puts, or has got */
    members *group;             /* into which it spawns */
};

struct timer {
    timer *next;
    long when;
    task *sleeper;
    scope *expires, *cuts;
};

typedef struct model {
    const program *program;
    coverage *covered;
    char *trace;
    size_t length, room;
    int steps, scopes;
    task *task;                 /* that runs */
    task *ready, *ready_end;
    timer *timers;
    long now;                   /* microseconds */
    members *passing, *passing_end;
    task *kept[SLOTS];
    /* what tasks share */
    int slots_taken;
    task *holder;               /* of the lock */
    bool is_set, has_item;
    long item;
    line for_slot, for_lock, for_event, for_room, for_item;
    ucontext_t loop;
    model_result failed;        /* MODEL_RAN: it has not */
} model;

/* ---- model_trace.c ---- */

void tell(model *m, const char *format, ...);
void tell_number(model *m, int number);                 /* and before that the time, where that matters */
void tell_error(model *m, const error *e);
void step(model *m);
region phase_of(const activation *a, bool before_yield);
void count(model *m, const stay *outer, region inner, region phase, way out);
void stopped(model *m, const activation *a, const completion *c);
completion run_region(model *m, activation *a, region kind, const block *b, int start);

/* ---- tasks.c ---- */

_Noreturn void give_up(model *m, model_result why);

char *take_stack(void);
void release_stacks(void);

void start_task(model *m, task *t);                     /* queues it */
void run_loop(model *m);                                /* until nothing is left to do */
void run_call(model *m);                                /* m->task's, in model_library.c; does not return */
_Noreturn void end_task(model *m);

scope *due(const task *t);                              /* the outermost scope that is cut, or else cancelled and held off by nothing; or NULL */
scope *due_outside(const scope *s);                     /* the same outside of it, as it was when it was opened */
void open_scope(model *m, scope *s, bool shields);
void close_scope(model *m, scope *s);
void cancel_scope(model *m, scope *s);
void expire_at(model *m, scope *s, long when);
void forget_timer(model *m, timer *t);

bool pause(model *m);                                   /* a checkpoint; false: Cancelled is to be raised */
bool sleep_for(model *m, long time);
bool wait_in(model *m, line *l);                        /* false: Cancelled is to be raised */
task *wake_first(model *m, line *l);                    /* NULL: nobody waits */
void open_members(model *m, members *s);
void add_member(model *m, members *s, task *t);
void fail_members(model *m, members *s, const error *e);
void wait_for_members(model *m, members *s);
bool cancel_task(model *m, task *t, way out);

/* ---- model_values.c ---- */

completion declare_one(model *m, activation *a, const variable *v);
completion declare(model *m, activation *a, const block *b);
cell *cell_of(model *m, activation *a, const variable *v, int member);
long store(model *m, activation *a, const variable *v, int member, long value);
void show(model *m, activation *a, int number, const variable *v);
void show_value(model *m, int number, long value);
bool evaluate(model *m, activation *a, const expression *x, long *value, completion *failure);
bool call_helper(model *m, const expression *x, long argument, long *value, completion *failure);

/* ---- model.c ---- */

extern const completion normal;

void run_program(model *m);
completion run_block(model *m, activation *a, const block *b, int start);
completion run_function(model *m, activation *a);
int begin_shielded(model *m);           /* what is open by now does not interrupt the cleanup that begins; gives what was shielded before */

error *make_error(const model *m, error_type type);
completion raise_error(const error *e, way out);
completion raise_cancelled(model *m, const scope *s);
bool suspend(model *m, long time, completion *failure);     /* 0: a checkpoint */
completion new_runtime_error(model *m, const char *what, const char *name, const char *does, const error *handled);

/* ---- model_with.c ---- */

completion run_items(model *m, activation *a, const with_run *w, int index);
completion left_with(const activation *a, const with_run *w, completion c);     /* the statement's region is what c left last */
void bind(model *m, activation *a, const variable *as, completion entered, cell *self);
cell *construct(model *m, long tag, long way);
completion exit_manager(model *m, activation *a, const with_run *w, const manager *of, cell *self, completion c);
completion context_ended(model *m, activation *a, const activation *context, completion c);
completion run_yield(model *m, activation *a, const statement *s);

/* ---- model_sync.c ---- */

bool call_sharing_helper(model *m, const expression *x, long value, completion *failure);

/* ---- model_library.c ---- */

bool stops(const scope *s, const completion *c);        /* whether the scope that ends is where the Cancelled stops */
completion run_stack_call(model *m, activation *a, const statement *s);

completion run_library_item(model *m, activation *a, const with_run *w, int index);
completion run_each(model *m, activation *a, const statement *s);
completion run_generator_yield(model *m, activation *a, completion c);
completion yield_to_stack(model *m, activation *a, completion c);
completion run_enter(model *m, activation *a, const statement *s);
completion run_spawn(model *m, activation *a, const statement *s);
completion run_branches(model *m, activation *a, const statement *s);

#endif
