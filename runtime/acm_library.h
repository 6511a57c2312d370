/* The library of language.md, section 6, as C sees it; acm.acm declares to acmc what is awaited or entered.  Part of acm.h, which
 * includes it.
 *
 * What follows `await NAME(…)` in a .acm file is a primitive here, acm_status NAME(record, frame, task, …): it suspends the frame that awaits
 * it and has none of its own; RECORD is a member of that frame.  Each can be cancelled as long as it waits: then it raises acm_Cancelled, and
 * nothing has happened.  What has happened when the cancellation arrives is kept, and the cancellation is raised at the next suspension.
 * None allocates, but for what is said below of acm_wait_fd() and acm_blocking().
 *
 * Who waits is served in the order of arrival.  All of it is for the tasks of one loop. */
#ifndef ACM_LIBRARY_H
#define ACM_LIBRARY_H

/* ---- sleeping ---- */

/* Lets other tasks run.  The loop raises a cancellation that is due when it resumes the task. */
static inline acm_status acm_checkpoint(acm_frame *frame, acm_task *task)
{
    task->leaf = frame;
    task->state = ACM_TASK_CHECKPOINT;
    acm_make_ready(task);
    return acm_status_of(ACM_SUSPENDED);
}

/* Sleep for SECONDS, until a time of acm_now(), and for NANOSECONDS.  Zero, less, and the past are acm_checkpoint(); INFINITY, and
 * what is past the end of the clock (292 years), never end; NaN raises acm_ValueError.  Sleepers of the same time wake in the order in
 * which they lay down. */
acm_status acm_sleep(acm_timer *record, acm_frame *frame, acm_task *task, double seconds);
acm_status acm_sleep_until(acm_timer *record, acm_frame *frame, acm_task *task, double time);
acm_status acm_sleep_ns(acm_timer *record, acm_frame *frame, acm_task *task, int64_t nanoseconds);

/* ---- shields and timeouts (language.md, sections 5 and 6) ----
 *
 * Managers that C implements.  Their methods are primitives that are given the object, and the error for `exit`. */

/* async with acm_shield(): cancellation from outside waits until the block is left.  Neither entering nor leaving suspends. */
typedef struct acm_shield { acm_scope scope; } acm_shield;
acm_status acm_shield_enter(acm_frame *frame, acm_task *task, acm_shield *shield);
acm_status acm_shield_exit(acm_frame *frame, acm_task *task, acm_shield *shield, const acm_BaseError *error);

/* async with acm_timeout(s) as t: past SECONDS (INFINITY: never) the block is cancelled.  If it is left with that cancellation,
 * acm_TimeoutError is raised, its cause the acm_Cancelled.  It does not suspend, and can be entered once. */
typedef struct acm_timeout {
    double seconds;
    unsigned char state;                  /* the runtime's */
    bool expired;
    acm_block block;
} acm_timeout;
acm_status acm_timeout_enter(acm_frame *frame, acm_task *task, acm_timeout *timeout);
acm_status acm_timeout_exit(acm_frame *frame, acm_task *task, acm_timeout *timeout, const acm_BaseError *error);
/* Moves it to WHEN, a time of acm_now(), INFINITY for never; one that is past cancels the block at once.  False, and nothing
 * happens, before it is entered, once it has expired or ended, and for NaN. */
bool acm_timeout_reschedule(acm_timeout *timeout, double when);
/* Whether the time was up before the block was left. */
bool acm_timeout_expired(const acm_timeout *timeout);

/* async with acm_move_on_after(s) as t: the same, but execution goes on after the block.  T is an acm_timeout *. */
typedef struct acm_move_on_after {
    double seconds;
    acm_timeout timeout;
} acm_move_on_after;
typedef struct { acm_timeout *result; } acm_timeout_entered;
typedef struct { bool result; } acm_suppressed;
acm_status acm_move_on_after_enter(acm_timeout_entered *record, acm_frame *frame, acm_task *task, acm_move_on_after *move);
acm_status acm_move_on_after_exit(acm_suppressed *record, acm_frame *frame, acm_task *task, acm_move_on_after *move,
                                  const acm_BaseError *error);

/* ---- what tasks wait for each other with ---- */

/* One that waits, in the awaiting frame. */
typedef struct acm_waiter acm_waiter;
typedef struct { acm_waiter *first, *last; } acm_waiters;
struct acm_waiter {
    acm_wait wait;
    acm_waiters *list;
    acm_waiter *next, *previous;
};

/* A number of things to take and give back.  `async with &semaphore` acquires one for the block. */
typedef struct acm_semaphore {
    int value;                            /* how many are left; read it, and leave it alone */
    acm_waiters waiters;
} acm_semaphore;
#define ACM_SEMAPHORE(value) {(value), {NULL, NULL}}
acm_status acm_semaphore_acquire(acm_waiter *record, acm_frame *frame, acm_task *task, acm_semaphore *semaphore);
acm_status acm_semaphore_enter(acm_waiter *record, acm_frame *frame, acm_task *task, acm_semaphore *semaphore);
acm_status acm_semaphore_exit(acm_frame *frame, acm_task *task, acm_semaphore *semaphore, const acm_BaseError *error);
/* Takes one if that is possible at once. */
bool acm_semaphore_try_acquire(acm_semaphore *semaphore);
/* Hands one to the first that waits, or adds it; false if the value is INT_MAX already. */
bool acm_semaphore_release(acm_semaphore *semaphore);

/* One task at a time, and not twice.  All zeros is a free lock.  `async with &lock` holds it for the block. */
typedef struct acm_lock {
    acm_task *holder;                     /* or NULL */
    acm_waiters waiters;
} acm_lock;
#define ACM_LOCK {NULL, {NULL, NULL}}
acm_status acm_lock_acquire(acm_waiter *record, acm_frame *frame, acm_task *task, acm_lock *lock);
acm_status acm_lock_enter(acm_waiter *record, acm_frame *frame, acm_task *task, acm_lock *lock);
acm_status acm_lock_exit(acm_frame *frame, acm_task *task, acm_lock *lock, const acm_BaseError *error);
bool acm_lock_try_acquire(acm_lock *lock);
/* Hands it to the first that waits; false, and nothing happens, if the running task does not hold it. */
bool acm_lock_release(acm_lock *lock);

/* Something that is so or not; all zeros: not. */
typedef struct acm_event {
    bool is_set;
    acm_waiters waiters;
} acm_event;
#define ACM_EVENT {false, {NULL, NULL}}
/* Goes on at once if it is set.  Who is woken by acm_event_set() goes on even if it has been cleared since. */
acm_status acm_event_wait(acm_waiter *record, acm_frame *frame, acm_task *task, acm_event *event);
void acm_event_set(acm_event *event);
void acm_event_clear(acm_event *event);
static inline bool acm_event_is_set(const acm_event *event) { return event->is_set; }

/* A lock, and tasks that hold it and wait for a change of what it guards; all zeros is a free one.  `async with &condition` holds the lock. */
typedef struct acm_condition {
    acm_lock lock;
    acm_waiters waiters;
} acm_condition;
#define ACM_CONDITION {ACM_LOCK, {NULL, NULL}}
acm_status acm_condition_enter(acm_waiter *record, acm_frame *frame, acm_task *task, acm_condition *condition);
acm_status acm_condition_exit(acm_frame *frame, acm_task *task, acm_condition *condition, const acm_BaseError *error);
typedef struct {
    acm_waiter waiter;
    acm_condition *condition;
    bool is_cancelled;                    /* while it waits for the lock: raised when it has it */
} acm_condition_waiter;
/* Lets go of the lock until it has been notified; acm_RuntimeError if the task does not hold it.  It comes back with the lock in any
 * case: cancelled before it is notified it takes the lock again, even if it must wait for it, and then raises acm_Cancelled; once
 * it is notified it is not cancelled any more. */
acm_status acm_condition_wait(acm_condition_waiter *record, acm_frame *frame, acm_task *task, acm_condition *condition);
/* Wakes the first COUNT that wait, or all; false, and nothing happens, if the running task does not hold the lock. */
bool acm_condition_notify(acm_condition *condition, size_t count);
bool acm_condition_notify_all(acm_condition *condition);

/* Pointers in the order in which they were put in, over an array of the caller's.  With room for none, each put waits for its get. */
typedef struct acm_queue {
    void **room;
    size_t capacity, first, size;
    acm_waiters getters, putters;
} acm_queue;
#define ACM_QUEUE(room) {(room), sizeof(room) / sizeof *(room), 0, 0, {NULL, NULL}, {NULL, NULL}}
typedef struct {
    acm_waiter waiter;
    void *result;                         /* what is to be put, or what was got */
} acm_queue_waiter;
acm_status acm_queue_put(acm_queue_waiter *record, acm_frame *frame, acm_task *task, acm_queue *queue, void *item);
acm_status acm_queue_get(acm_queue_waiter *record, acm_frame *frame, acm_task *task, acm_queue *queue);
/* False if it would have to wait. */
bool acm_queue_try_put(acm_queue *queue, void *item);
bool acm_queue_try_get(acm_queue *queue, void **item);
static inline size_t acm_queue_size(const acm_queue *queue) { return queue->size; }

/* ---- exit stacks (language.md, section 6) ---- */

typedef struct acm_stack_entry acm_stack_entry;

/* How one is exited: with CALLER as who awaits it; and whether that suppressed the error (NULL: never). */
typedef struct {
    acm_status (*exit)(acm_stack_entry *entry, acm_frame *caller, acm_task *task, acm_leaving *leaving);
    bool (*suppresses)(acm_stack_entry *entry);
    bool is_context;
} acm_stack_kind;

/* What an entry begins with; generated code puts the manager's object and the frame of its exit behind it. */
struct acm_stack_entry {
    acm_stack_entry *below;
    const acm_stack_kind *kind;           /* NULL: not entered yet */
    acm_allocator *allocator;             /* where it goes back to */
    size_t size;
};

/* `async with acm_exit_stack() as stack`: what is entered on it is exited, the last first, when the block is left. */
typedef struct acm_exit_stack {
    acm_allocator *allocator;             /* for its entries; NULL: the loop's */
    acm_stack_entry *top;
} acm_exit_stack;

/* Has CALLBACK called with ARGUMENT when its turn comes; false if there is no memory for that: then it is not called. */
bool acm_exit_stack_defer(acm_exit_stack *stack, void (*callback)(void *), void *argument);
/* Hands all that FROM has over to TO, on top of what TO has. */
void acm_exit_stack_move(acm_exit_stack *to, acm_exit_stack *from);

/* What waits in the frame that exits a stack. */
typedef struct {
    acm_frame acm;
    acm_exit_stack *stack;
    acm_stack_entry *entry;               /* that is being exited */
    acm_leaving leaving;
    const acm_BaseError *error;           /* that the block was left with */
    bool result;                          /* whether that was suppressed */
} acm_unwinding;
static inline acm_status acm_exit_stack_enter(acm_frame *frame, acm_task *task, acm_exit_stack *stack)
{
    (void)frame;
    if (!stack->allocator)
        stack->allocator = acm_loop_of(task)->allocator;
    return acm_status_of(ACM_DONE);
}
acm_status acm_exit_stack_exit(acm_unwinding *record, acm_frame *frame, acm_task *task, acm_exit_stack *stack, acm_leaving *leaving);
/* Awaited: exits everything now, the last entered first. */
acm_status acm_exit_stack_close(acm_unwinding *record, acm_frame *frame, acm_task *task, acm_exit_stack *stack);

/* `await enter(stack) …`: memory for an entry of SIZE bytes, which stays without effect until it has a kind; NULL if that
 * fails, and acm_MemoryError is raised at POINT. */
acm_stack_entry *acm_exit_stack_push(acm_exit_stack *stack, acm_frame *frame, acm_task *task, unsigned point, size_t size);
/* The same for a context: its frame, for NAME_call() to run to its yield; then it is entered. */
acm_frame *acm_exit_stack_context(acm_exit_stack *stack, acm_frame *frame, acm_task *task, unsigned point, const acm_function *context);
void acm_exit_stack_entered(acm_frame *context);
/* For NAME_start() instead, of a context whose frame is not known: runs it to its yield; then copies what it yielded. */
acm_status acm_exit_stack_run(acm_frame *context, acm_frame *caller, acm_task *task);
void acm_exit_stack_result(const acm_frame *context, void *result);

/* ---- waiting for the world ---- */

enum { ACM_READABLE = 1, ACM_WRITABLE = 2 };

/* Waits until one of EVENTS is so of a descriptor, and gives those that are; an error or a hang-up makes all of them so, for read() or
 * write() to tell.  A descriptor that can't be waited for, such as a file's, is ready at once.  Any number of tasks may wait for the
 * same one.  Raises acm_OSError if the system refuses, acm_MemoryError, and acm_ValueError without events.  Nothing is read or
 * written by it: it may be cancelled and begun again.  A descriptor must not be closed while a task waits for it.
 *
 * The driver keeps a table of descriptors, from the loop's allocator. */
struct acm_fd_wait {
    acm_wait wait;
    acm_fd_wait *next;                    /* the driver's */
    int fd, events, result;
};
enum { ACM_READY_NOW = -1 };
acm_status acm_wait_fd(acm_fd_wait *record, acm_frame *frame, acm_task *task, int fd, int events);

/* Turns a callback into something to await: a C library is handed its address, and acm_complete() to be called when it is done.
 * All zeros is one that is not complete.  A wait that is cancelled leaves it as it is: as long as the library may still call, it must stay
 * where it is, so either the library is told to stop in a `finally`, or the wait is in an acm_shield(). */
typedef struct acm_completion {
    bool is_complete;
    intptr_t result;
    acm_waiters waiters;
    acm_post post;                        /* the rest is acm_complete_from()'s */
    ACM_ATOMIC(bool) is_posted;
    intptr_t posted_result;
} acm_completion;
typedef struct {
    acm_waiter waiter;
    acm_completion *completion;
    intptr_t result;
} acm_completion_waiter;
/* Gives the result, at once if it is complete. */
acm_status acm_completion_wait(acm_completion_waiter *record, acm_frame *frame, acm_task *task, acm_completion *completion);
/* In the loop's thread.  False, and nothing happens, if it is complete already. */
bool acm_complete(acm_completion *completion, intptr_t result);
/* From any thread, or a signal handler: LOOP will do it.  False if that has been asked for already. */
bool acm_complete_from(acm_loop *loop, acm_completion *completion, intptr_t result);

#if ACM_HOSTED
/* Runs FUNCTION(ARGUMENT), which may block, on another thread, and gives its result.  Up to 32 run at once for all loops of a process; others
 * queue.  Cancelled before it has begun, it is not called.  Once it has begun the wait can't be cancelled, nor cut short: what
 * ARGUMENT points to is the thread's until it returns, and its result is never lost; the cancellation is raised at the next
 * suspension.  Under `sim` it takes no simulated time.  Raises acm_OSError if there is no thread to run it. */
typedef struct acm_blocking_call acm_blocking_call;
struct acm_blocking_call {
    acm_wait wait;
    acm_post post;
    acm_loop *loop;
    acm_blocking_call *next, *previous;   /* in the queue */
    bool has_begun;
    intptr_t (*function)(void *argument);
    void *argument;
    intptr_t result;
};
acm_status acm_blocking(acm_blocking_call *record, acm_frame *frame, acm_task *task, intptr_t (*function)(void *), void *argument);
#endif

#endif
