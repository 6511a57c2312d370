/* The runtime of .acm programs, for C: what generated C and C programs include.
 *
 * A coroutine is a struct that begins with an acm_frame, and one function that runs it from where it stopped to where it next waits.
 *
 * Here is what a C program uses: errors, tasks and loops; and what those use that add awaitables, drivers or tests in C.  Two more headers
 * are parts of it: acm_generated.h has what only generated C is made of, acm_library.h the library of language.md, section 6.
 *
 * It needs only a freestanding C11 implementation; unless ACM_HOSTED is 0 it also declares what needs an operating system. */
#ifndef ACM_H
#define ACM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef ACM_HOSTED
#define ACM_HOSTED __STDC_HOSTED__
#endif
#if ACM_HOSTED
#include <stdio.h>
#endif

/* In front of an anonymous struct: C11 has them, C++ as an extension only. */
#if defined(__cplusplus) && defined(__GNUC__)
#define ACM_ANONYMOUS __extension__
#else
#define ACM_ANONYMOUS
#endif
#if defined(__cplusplus) && defined(__clang__)
#pragma clang diagnostic ignored "-Wnested-anon-types"   /* for the headers that declare errors, too */
#endif

/* A pointer that another thread may change.  C++ only has to know its size. */
#ifdef __cplusplus
#define ACM_ATOMIC(type) type
#else
#define ACM_ATOMIC(type) _Atomic(type)
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct acm_loop acm_loop;
typedef struct acm_task acm_task;
typedef struct acm_task_owner acm_task_owner;
typedef struct acm_frame acm_frame;
typedef struct acm_BaseError acm_BaseError;
typedef struct acm_error_type acm_error_type;
typedef struct acm_allocator acm_allocator;
typedef struct acm_driver acm_driver;
typedef struct acm_wait acm_wait;
typedef struct acm_timer acm_timer;
typedef struct acm_scope acm_scope;
typedef struct acm_post acm_post;
typedef struct acm_members acm_members;
typedef struct acm_task_group acm_task_group;
typedef struct acm_fd_wait acm_fd_wait;
typedef struct acm_probe acm_probe;

/* ---- frames and functions ---- */

/* How a coroutine, or a loop, came back.  Up to ACM_SUSPENDED there is no result. */
enum {
    ACM_RAISED = -1,                      /* task->error says what */
    ACM_SUSPENDED,                        /* it waits; something will resume it */
    ACM_DONE,                             /* its result is in the frame */
    ACM_YIELDED                           /* a context: entered; a generator: its next value is in the frame */
};

/* What a resume function returns.  A struct, so that a `return -1` hidden in a macro does not compile. */
typedef struct { int is; } acm_status;

static inline acm_status acm_status_of(int outcome)
{
    acm_status status;
    status.is = outcome;
    return status;
}

/* A place in a coroutine that tracebacks and dumps can name.  Points count from 1; point 0 is not used.
 * The points of awaits are the values of acm_frame.state. */
typedef struct {
    unsigned line;
    unsigned at;                          /* the point of the statement that this one was spliced into, or 0 */
    const char *name;                     /* of the spliced manager's method or context; NULL for the function itself */
    unsigned within;                      /* the point of the innermost block of a with that it is in, named after the manager; or 0 */
} acm_point;

/* What all frames of a coroutine have in common.  Tracebacks leave out a function without a name, and the lines of one without points. */
typedef struct {
    acm_status (*resume)(acm_frame *, acm_task *);
    const char *name, *file;
    const acm_point *points;
    size_t frame_size;
    size_t result_offset, result_size;    /* 0, 0 if the result is void */
} acm_function;

struct acm_frame {
    const acm_function *function;
    acm_frame *caller;                    /* who awaits it; a task's outermost has something of its task's there: acm_caller() */
    unsigned state;                       /* the await it stopped at; 0 before the first */
    unsigned yields;                      /* contexts: how often it has yielded; generators: ACM_GENERATOR_…; a spawned task's outermost: how often that is kept */
};

static inline void acm_frame_init(acm_frame *frame, const acm_function *function, acm_frame *caller)
{
    frame->function = function;
    frame->caller = caller;
    frame->state = 0;
    frame->yields = 0;
}

/* Who awaits it, or NULL.  What a task keeps in its outermost frame is no address of a frame: it is odd. */
static inline acm_frame *acm_caller(const acm_frame *frame)
{
    return (uintptr_t)frame->caller & 1 ? NULL : frame->caller;
}

/* ---- errors (language.md, section 3) ---- */

/* A type of error.  `error HttpError : acm_OSError { int status; };` is declared, and defined, so:
 *
 *     typedef struct HttpError HttpError;
 *     struct HttpError {
 *         union {
 *             struct acm_OSError acm_parent;
 *             ACM_ANONYMOUS struct { ACM_ANONYMOUS struct { ACM_ANONYMOUS struct { acm_error_head acm; }; }; int code; };
 *         };
 *         int status;
 *     };
 *     extern const acm_error_type HttpError_type;
 *
 *     static const struct HttpError HttpError_spare = {.acm.type = &HttpError_type};
 *     const acm_error_type HttpError_type = {"HttpError", &acm_OSError_type, sizeof(struct HttpError), &HttpError_spare};
 *
 * (the last two are ACM_ERROR_TYPE(HttpError, acm_OSError);).  The anonymous structs
 * repeat the ancestors' fields, one struct for each ancestor, the root's innermost, so that each
 * field has the offset that it has in the ancestor; in one struct for all of them it might lie in an
 * ancestor's padding.  The union makes it legal to use a pointer to an error as one to an ancestor.
 *
 * The spare is what is raised when there is no memory for another instance.  It is never written to, so any number of
 * tasks, loops and threads may share it. */
struct acm_error_type {
    const char *name;
    const acm_error_type *parent;         /* NULL: acm_BaseError */
    size_t size;                          /* of an instance, in bytes */
    const void *spare;                    /* an instance with all its fields zero */
};

#define ACM_ERROR_TYPE(error, parent)                                        \
    static const struct error error##_spare = {.acm.type = &error##_type};   \
    const acm_error_type error##_type = {#error, &parent##_type, sizeof(struct error), &error##_spare}

/* What every error begins with.  Its fields belong to the runtime: use the functions below. */
typedef struct {
    const acm_error_type *type;
    acm_BaseError *context;               /* this and the next two own a reference each */
    acm_BaseError *cause;
    acm_BaseError *others;                /* the first of a list */
    acm_BaseError *next_other;            /* in the list that this one is in */
    acm_BaseError *visited;               /* while links are followed: the one before; else NULL */
    acm_loop *loop;                       /* whose memory it is in; NULL: the spare of its type */
    unsigned allocated;                   /* bytes from the loop's allocator, or 0: one of the loop's slots */
    unsigned references;                  /* 0: the spare of its type */
    unsigned traces_left_out;
    unsigned char traces;                 /* entries of the traceback, which lie behind the error's fields */
    bool has_message;                     /* behind the traceback */
    unsigned short cancelled;             /* acm_Cancelled: the depth of the scope whose cancellation it is; 0: not known */
} acm_error_head;

struct acm_BaseError { acm_error_head acm; };

/* Errors of C programs' own making derive from acm_Error.  The first two are not errors but means: of cancellation, and of closing
 * a context or generator. */
typedef struct acm_Cancelled acm_Cancelled;
struct acm_Cancelled {
    union {
        struct acm_BaseError acm_parent;
        ACM_ANONYMOUS struct { acm_error_head acm; };
    };
};
typedef struct acm_GeneratorExit acm_GeneratorExit;
struct acm_GeneratorExit {
    union {
        struct acm_BaseError acm_parent;
        ACM_ANONYMOUS struct { acm_error_head acm; };
    };
};
typedef struct acm_Error acm_Error;
struct acm_Error {
    union {
        struct acm_BaseError acm_parent;
        ACM_ANONYMOUS struct { acm_error_head acm; };
    };
};
typedef struct acm_MemoryError acm_MemoryError;
struct acm_MemoryError {
    union {
        struct acm_Error acm_parent;
        ACM_ANONYMOUS struct { ACM_ANONYMOUS struct { acm_error_head acm; }; };
    };
};
typedef struct acm_RuntimeError acm_RuntimeError;
struct acm_RuntimeError {
    union {
        struct acm_Error acm_parent;
        ACM_ANONYMOUS struct { ACM_ANONYMOUS struct { acm_error_head acm; }; };
    };
};
typedef struct acm_ValueError acm_ValueError;
struct acm_ValueError {
    union {
        struct acm_Error acm_parent;
        ACM_ANONYMOUS struct { ACM_ANONYMOUS struct { acm_error_head acm; }; };
    };
};
typedef struct acm_OSError acm_OSError;
struct acm_OSError {
    union {
        struct acm_Error acm_parent;
        ACM_ANONYMOUS struct { ACM_ANONYMOUS struct { acm_error_head acm; }; };
    };
    int code;                             /* errno; the message, if none is given, is strerror's */
};
typedef struct acm_TimeoutError acm_TimeoutError;
struct acm_TimeoutError {
    union {
        struct acm_OSError acm_parent;
        ACM_ANONYMOUS struct { ACM_ANONYMOUS struct { ACM_ANONYMOUS struct { acm_error_head acm; }; }; int code; };
    };
};

extern const acm_error_type acm_BaseError_type, acm_Cancelled_type, acm_GeneratorExit_type, acm_Error_type, acm_MemoryError_type,
    acm_RuntimeError_type, acm_ValueError_type, acm_OSError_type, acm_TimeoutError_type;

/* For any error: ERROR points to an error of any type.  What these return lives as long as the error. */
const char *acm_error_name(const void *error);              /* its type's */
const char *acm_error_message(const void *error);           /* "" if it has none */
const acm_BaseError *acm_error_context(const void *error);  /* what was being handled when it was raised, or NULL */
const acm_BaseError *acm_error_cause(const void *error);    /* what `from` said, or NULL */
size_t acm_error_other_count(const void *error);            /* section 8: the errors that a group's other tasks ended with */
const acm_BaseError *acm_error_other(const void *error, size_t i);   /* in the order of time; NULL past the last */

/* Whether ERROR is a TYPE, or a child of one; false for NULL. */
#define acm_error_is(error, type) acm_error_is_a((error), &type##_type)
bool acm_error_is_a(const void *error, const acm_error_type *type);

/* Keeps an error past its handler, until acm_error_drop() has been called as often as acm_error_keep(), by the thread of
 * its loop and before that loop is closed.  Keep returns its argument; NULL may be dropped. */
const void *acm_error_keep(const void *error);
void acm_error_drop(const void *error);

/* Writes an error as acm_error_print() does, in pieces. */
typedef void acm_writer(void *to, const char *text, size_t length);
void acm_error_write(const void *error, acm_writer *write, void *to);
#if ACM_HOSTED
/* Prints where an error passed, the outermost coroutine first, and `TYPE: message`; before that the errors
 * that caused it or were being handled, the oldest first, and after it its others. */
void acm_error_print(const void *error, FILE *to);
#endif

/* ---- tasks and loops (language.md, sections 5, 6 and 10) ---- */

/* Where memory comes from.  `allocate` returns NULL when there is none, else SIZE bytes, aligned as malloc's;
 * `release` is told the same size.  A struct that begins with one may keep more. */
struct acm_allocator {
    void *(*allocate)(acm_allocator *allocator, size_t size);
    void (*release)(acm_allocator *allocator, void *memory, size_t size);
};
#if ACM_HOSTED
extern acm_allocator acm_malloc;

/* What a loop has by default: pieces of up to ACM_SLAB_SIZES times malloc's alignment from slabs of its own, and malloc for what is larger.  Where
 * AddressSanitizer is at work, or the environment has ACM_ALLOCATOR=malloc (for valgrind), all comes from malloc. */
enum { ACM_SLAB_SIZES = 64 };
typedef struct acm_slab acm_slab;
typedef struct {
    acm_allocator base;
    acm_slab *with_room[ACM_SLAB_SIZES];  /* by size */
    uint64_t filled;                      /* the sizes of which a slab has been full */
} acm_slabs;
void acm_slabs_open(acm_slabs *slabs);
/* What has not been released stays where it is. */
void acm_slabs_close(acm_slabs *slabs);
#endif

/* One over an array of the caller's; what does not fit fails.
 *
 *     static unsigned char room[4096];
 *     acm_pool pool = ACM_POOL(room);
 *     async with acm_task_group(.allocator = &pool.base) as tg { … }
 */
typedef struct acm_pool_piece acm_pool_piece;
typedef struct acm_pool {
    acm_allocator base;
    void *memory;
    size_t size, used;
    acm_pool_piece *free;                 /* one list for each size */
} acm_pool;
#define ACM_POOL(array) {{acm_pool_allocate, acm_pool_release}, (array), sizeof(array), 0, NULL}
void *acm_pool_allocate(acm_allocator *pool, size_t size);
void acm_pool_release(acm_allocator *pool, void *memory, size_t size);

typedef struct {
    const acm_driver *driver;             /* NULL: what the environment's ACM_DRIVER names, or the system's best */
    acm_allocator *allocator;             /* for errors past the loop's slots and for frames; NULL: slabs of its own */
    double cleanup_grace;                 /* seconds; 0: cleanup takes as long as it takes */
} acm_loop_options;

#if ACM_HOSTED
/* Makes a loop, in the caller's memory; it must stay where it is until it is closed.  OPTIONS may be NULL.  False if the driver
 * could not be started: acm_loop_error() then says why, and acm_run() returns ACM_RAISED. */
bool acm_loop_init(acm_loop *loop, const acm_loop_options *options);
#endif
/* The same where there is no operating system: all but the grace must be given. */
bool acm_loop_open(acm_loop *loop, const acm_loop_options *options);

/* Runs a coroutine that NAME_start() has prepared until it ends: ACM_DONE, or ACM_RAISED.  ACM_SUSPENDED says that
 * it waits for something that nothing will do any more; its frame must then stay until the loop is closed, or until acm_run() is
 * called for it again and ends it.  Until then the loop runs no other, nor does it from inside of one: ACM_SUSPENDED at once. */
int acm_run(acm_loop *loop, acm_frame *frame);
/* What the last acm_run() ended with, until the next, or until the loop is closed; NULL if it returned. */
const acm_BaseError *acm_loop_error(const acm_loop *loop);
/* Gives back what the loop holds.  Errors and tasks of it that were kept are no longer valid, and are dropped before. */
void acm_loop_close(acm_loop *loop);

#if ACM_HOSTED
/* What C's main does for `async int main`: runs FRAME and returns *RESULT.  SIGINT and SIGTERM cancel it meanwhile, and
 * 128 + signal is returned if it ends with that cancellation; a second SIGINT cuts through cleanup.
 * An error that it ends with is printed to stderr, and so is a deadlock, with a dump of all tasks; then 1 is returned.  SIGUSR1, or
 * the signal that the environment's ACM_DUMP_ON names (USR1, USR2, HUP, QUIT, ALRM), prints such a dump. */
int acm_main(acm_frame *frame, int *result);
#endif

/* Seconds on the clock of the loop that runs in this thread; 0 if none does.  Monotonic; only differences mean anything. */
double acm_now(void);
/* The task and the loop that run in this thread, or NULL. */
acm_task *acm_current_task(void);
acm_loop *acm_current_loop(void);
/* Cancels a task (section 5); false if it has ended. */
bool acm_cancel(acm_task *task);
/* Keeps a spawned task past its end, until acm_task_drop() has been called as often, by the thread of its loop and before its
 * group's allocator goes.  Gives the task; NULL for main's, and for a branch of a gather or race, which nothing can keep. */
acm_task *acm_task_keep(acm_task *task);
void acm_task_drop(acm_task *task);       /* NULL may be dropped */
/* Writes where a suspended task waits: the lines of a traceback. */
void acm_task_write(const acm_task *task, acm_writer *write, void *to);
/* Writes all tasks of a loop, as a tree: what each waits for, and where, and the managers that are entered there, with their lines.  Of the
 * task that runs: where it has been resumed, or is awaiting now. */
void acm_loop_write(const acm_loop *loop, acm_writer *write, void *to);
#if ACM_HOSTED
void acm_dump(const acm_loop *loop, FILE *to);
#endif

/* Something for the loop's thread to do.  It belongs to the loop from acm_loop_post() until `run` is called. */
struct acm_post {
    acm_post *next;
    void (*run)(acm_post *post);          /* may post it again, or free it */
    ACM_ATOMIC(bool) posted;
};
/* Has the loop call post->run() soon; false if POST is still to be run from an earlier call.
 * The one function that another thread, or a signal handler, may call. */
bool acm_loop_post(acm_loop *loop, acm_post *post);

/* ---- their insides, which the inline functions of these headers use ---- */

/* How a task came to be where it is. */
enum {
    ACM_TASK_NEW,                         /* ready for the first time; it can't be interrupted */
    ACM_TASK_CHECKPOINT,                  /* was ready when it suspended: a cancellation is raised when it is resumed */
    ACM_TASK_WAITING,                     /* for task->wait */
    ACM_TASK_WOKEN,                       /* what it waited for has happened: it hears of a cancellation at its next suspension */
    ACM_TASK_ENDED
};

/* A block that matters to cancellation: it shields what is in it, or can be cancelled by itself.  A deeper one has a greater
 * depth, also than what was shielded where it was opened; the task as a whole has depth 1. */
enum { ACM_NOT_CANCELLED, ACM_IS_CANCELLED, ACM_IS_CUT /* its cleanup, too */ };
struct acm_scope {
    acm_BaseError *handled;               /* the innermost scope's: what the task is handling, instead of task->handled */
    acm_scope *outer;
    acm_task *task;
    unsigned short depth;
    unsigned short outer_depth, outer_shield;     /* the task's, where it was opened */
    unsigned char cancelled;              /* ACM_NOT_CANCELLED, … */
    bool shields : 1;                     /* holds off what is outside of it; any other is an acm_block */
    bool is_aside : 1;                    /* its generator has yielded */
};

/* What started a task. */
struct acm_task_owner {
    acm_loop *loop;
    acm_allocator *allocator;             /* for what it allocates */
    void (*ended)(acm_task *task);        /* its last act; may free it */
};

struct acm_task {
    union {
        acm_task *next;                   /* in the ready queue, if it is not the last */
        acm_wait *wait;                   /* ACM_TASK_WAITING */
    };
    acm_frame *leaf;                      /* the frame to resume */
    acm_task_owner *owner;
    acm_BaseError *error;                 /* on its way up, or NULL; owns a reference */
    union {
        acm_scope *scope;                 /* the innermost open one, if has_scope */
        acm_BaseError *handled;           /* else the innermost that is being handled: the next one's context; its handler or cleanup owns it */
    };
    unsigned short depth;                 /* of that; 1 if there is none */
    unsigned short cancelled;             /* the depth of the innermost cancelled scope that no acm_shield hides, or 0 */
    unsigned short shield;                /* scopes up to this depth can't interrupt now */
    unsigned char state;                  /* ACM_TASK_… */
    unsigned char self_cancelled : 2;     /* the task as a whole: ACM_NOT_CANCELLED, … */
    bool has_scope : 1;
};

/* What there is to wait for. */
typedef struct {
    const char *name;                     /* for a dump: it `waits for …` */
    /* Takes it from whatever would have woken the task.  False if that is not possible: the task is woken
     * as if it had not been cancelled, and hears of it at its next suspension. */
    bool (*withdraw)(acm_wait *wait);
} acm_wait_kind;

/* What a suspended task waits for.  It is part of a record in the frame that waits. */
struct acm_wait {
    acm_task *task;
    const acm_wait_kind *kind;
};

/* Something that happens at a time.  A sleeping frame has one as a member. */
struct acm_timer {
    acm_wait wait;                        /* of a task that sleeps */
    int64_t when;                         /* ns on the loop's clock; INT64_MAX: never; INT64_MIN: not running */
    uint64_t order;                       /* among those of the same time */
    acm_timer *child, *next, *previous;   /* in the heap; the first child's previous is its parent */
    void (*fire)(acm_timer *timer);
};

/* A block that can be cancelled by itself. */
typedef struct acm_block acm_block;
struct acm_block {
    acm_scope scope;
    acm_timer timer;                      /* its owner's until it is cancelled; then its grace, if the loop bounds cleanup */
    void (*pass_on)(acm_block *block, bool cut);  /* to tasks that depend on it, its own cancellation or one from outside; may be NULL */
};

/* An error is raised in one of the loop's slots if its fields and its message fit and one is free. */
enum { ACM_ERROR_SLOTS = 8, ACM_ERROR_ROOM = 512 };
typedef union {
    acm_BaseError error;
    max_align_t aligned;
    unsigned char room[ACM_ERROR_ROOM];
} acm_error_slot;

struct acm_loop {
    acm_task *ready, **ready_end;         /* first in, first out; the first is NULL if there is none */
    acm_task *current;
    unsigned resumptions;                 /* in a turn */
    int64_t busy_since;                   /* when the last turn ended, if something was left ready; else INT64_MIN */
    unsigned budget;                      /* one more than the resumptions until the loop looks up from the queue */
    acm_members *passing, *passing_end;   /* a cancellation is still to be passed on to their members; NULL: none is */
    unsigned cancelled;                   /* how many tasks have a cancelled scope: they are resumed with more care */
    acm_timer *timers;                    /* the root of a pairing heap: the next to fire */
    uint64_t timers_started;
    ACM_ATOMIC(acm_post *) posted;        /* last in, first out */
    unsigned expected;                    /* waits that something outside of the loop will end */
    unsigned blocking;                    /* of these: calls on worker threads */
    int64_t cleanup_grace;                /* ns; INT64_MAX: none */
    acm_probe *probe;                     /* of a test; or NULL */
    uint64_t random;                      /* state of the generator that picks among ready tasks; 0: the first */
    const acm_driver *driver;             /* NULL: could not be started */
    int64_t driver_state[4];              /* the driver's own */
    void *driver_data;
    acm_allocator *allocator;
#if ACM_HOSTED
    acm_slabs slabs;                      /* that, by default */
#endif
    void (*closed)(acm_loop *loop);       /* gives back what lies below the allocator; or NULL */
    acm_BaseError *error;                 /* that acm_run() ended with */
    acm_task root;
    acm_block root_block;                 /* the grace of its cancellation */
    acm_task_owner root_owner;
    acm_BaseError *free_slots;            /* linked by `visited` */
    acm_error_slot slots[ACM_ERROR_SLOTS];
};

static inline bool acm_raised(const acm_task *task)
{
    return task->error != NULL;
}

/* A cancelled scope raises at every suspension in it that no cleanup shields. */
static inline bool acm_cancel_due(const acm_task *task)
{
    return task->cancelled > task->shield;
}

static inline acm_loop *acm_loop_of(const acm_task *task)
{
    return task->owner->loop;
}

static inline acm_scope *acm_innermost_scope(const acm_task *task)
{
    return task->has_scope ? task->scope : NULL;
}

/* The innermost error that a task is handling, or NULL. */
static inline acm_BaseError *acm_handling_of(const acm_task *task)
{
    return task->has_scope ? task->scope->handled : task->handled;
}

static inline void acm_make_ready(acm_task *task)
{
    acm_loop *const loop = acm_loop_of(task);
    *loop->ready_end = task;
    loop->ready_end = &task->next;
}

/* ---- awaitables written in C ---- */

/* `extern async T f(params);` stands for struct f_frame, which begins with an acm_frame named `acm` and has a T
 * named `result`, and for two functions:
 *
 *     void f_start(struct f_frame *f, params);              calls acm_frame_init(&f->acm, &f_function, NULL)
 *     acm_status f_resume(acm_frame *frame, acm_task *task);
 *
 * The latter is called again and again until it returns something else than ACM_SUSPENDED.  If what it waited for was
 * cancelled it is called with task->error set, and cleans up and returns acm_unwind(frame, task).  Before it suspends
 * it says what it waits for:
 *
 *     if (acm_cancel_due(task)) {
 *         acm_raise_cancelled(frame, task);
 *         return acm_unwind(frame, task);
 *     }
 *     …hands the address of f->wait, an acm_wait, to what will call acm_wake()…
 *     static const acm_wait_kind kind = {"an answer", withdraw};
 *     acm_wait_for(&f->wait, frame, task, &kind);
 *     return acm_status_of(ACM_SUSPENDED);
 */
static inline void acm_wait_for(acm_wait *wait, acm_frame *frame, acm_task *task, const acm_wait_kind *kind)
{
    wait->task = task;
    wait->kind = kind;
    task->leaf = frame;
    task->wait = wait;
    task->state = ACM_TASK_WAITING;
}

/* What a task waits for has happened.  Only from the loop's thread: others use acm_loop_post(). */
static inline void acm_wake(acm_wait *wait)
{
    wait->task->state = ACM_TASK_WOKEN;
    acm_make_ready(wait->task);
}

/* Raises acm_Cancelled where FRAME awaits; returns ACM_RAISED. */
acm_status acm_raise_cancelled(acm_frame *frame, acm_task *task);

/* ---- drivers ---- */

/* What a loop asks of the system that it runs on. */
struct acm_driver {
    const char *name;
    /* Prepares loop->driver_state, without the allocator; 0, or an errno. */
    int (*open)(acm_loop *loop);
    void (*close)(acm_loop *loop);
    /* The time in ns, on a clock that never goes back. */
    int64_t (*now)(acm_loop *loop);
    /* Waits until the time `until`, or until something has happened, and never returns much later than that.  INT64_MIN: only looks
     * whether something has; INT64_MAX: for ever. */
    void (*wait)(acm_loop *loop, int64_t until);
    /* Begins to watch for WAIT->events of WAIT->fd: 0; an errno if that can't be; or ACM_READY_NOW.  When one of them is so it says which in
     * WAIT->result, stops watching, and calls acm_fd_ready().  Both may be NULL. */
    int (*watch)(acm_loop *loop, acm_fd_wait *wait);
    void (*unwatch)(acm_loop *loop, acm_fd_wait *wait);
    /* A descriptor that is readable when wait() would not wait; or NULL. */
    int (*descriptor)(const acm_loop *loop);
    /* Sees to it that the descriptor tells of all that is watched by now.  NULL: it does anyway. */
    void (*settle)(acm_loop *loop);
    /* Ends a wait() that is under way, or else the next one at once.  Called by other threads and signal handlers. */
    void (*wake)(acm_loop *loop);
    /* As vsnprintf; NULL: messages are the format, as it is. */
    int (*format)(char *to, size_t room, const char *format, va_list arguments);
    /* Writes what an errno means; NULL: nothing. */
    void (*describe)(int code, char *to, size_t room);
    /* Cleanup of a task was cut short where ERROR, an acm_Cancelled, was raised; NULL: nobody wants to know. */
    void (*cut_short)(acm_loop *loop, const acm_BaseError *error);
};

/* What is watched has happened. */
void acm_fd_ready(acm_fd_wait *wait);

/* ---- tests: acm/testing.h is written on this ---- */

/* Is told what the tasks of a loop do, from where it is set to where it is set to NULL.  Where there is none it costs nothing. */
struct acm_probe {
    void (*resuming)(acm_probe *probe, acm_task *task);    /* is about to run; may be NULL */
    void (*suspended)(acm_probe *probe, acm_task *task);   /* and no other runs yet */
    void (*ended)(acm_probe *probe, acm_task *task);       /* its error, if any, is still its own */
    void (*cancelled)(acm_probe *probe, acm_task *task);   /* acm_Cancelled is raised in it */
};
void acm_loop_probe(acm_loop *loop, acm_probe *probe);
/* Has what a suspended task waits for fail, with an error of TYPE.  False, and nothing happens, where that can't be: the task waits for
 * its tasks, or was notified of a condition, or has not begun, or what it waits for has happened. */
bool acm_task_fail(acm_task *task, const acm_error_type *type, const char *message);

/* ---- a loop inside of another's ----
 *
 * A program that has a loop of its own calls acm_loop_step() when acm_loop_fd() is readable, when acm_loop_deadline() has come, and
 * again at once while that is INT64_MIN.  Before it waits itself it asks for the deadline. */

/* As acm_run(), but never waits: does what can be done now, and returns ACM_SUSPENDED until FRAME has ended. */
int acm_loop_step(acm_loop *loop, acm_frame *frame);
/* A descriptor to poll for reading; -1 if the driver has none: epoll has, poll and sim have not. */
int acm_loop_fd(const acm_loop *loop);
/* The time of the next timer in ns on the loop's clock: INT64_MIN if something is ready now, INT64_MAX if nothing will be. */
int64_t acm_loop_deadline(const acm_loop *loop);

#if ACM_HOSTED
extern const acm_driver acm_driver_epoll;   /* Linux */
extern const acm_driver acm_driver_poll;    /* any POSIX system */
/* Simulated time: it begins at 0, and jumps to the next timer when nothing is ready, in a step, too.  The environment's
 * ACM_SEED, if not 0, varies the order in which ready tasks run. */
extern const acm_driver acm_driver_sim;
#endif

#include "acm_generated.h"
#include "acm_library.h"

/* A library that is older than this header, or newer, is found out when the program starts.  Only sizes are compared. */
struct acm_library_types {
    char before_free_slots[offsetof(acm_loop, free_slots)];      /* the size of a loop may hide a small difference in its padding */
    acm_loop loop;
    acm_frame frame;
    acm_error_head error;
    acm_leaving leaving;
    acm_task_group group;
    acm_branch branch;
    acm_gather gather;
    acm_unwinding unwinding;
    acm_move_on_after timeout;
    acm_condition condition;
    acm_queue queue;
    acm_queue_waiter waiter;
    acm_fd_wait fd_wait;
};
#ifndef ACM_IN_LIBRARY
ACM_SAME_LAYOUT(acm_library, struct acm_library_types);
#endif

#ifdef __cplusplus
}
#endif

#endif
