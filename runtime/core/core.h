/* What the files of the core share.  The core is freestanding: it calls no function of the C library
 * (a compiler may still make memcpy and memset of its loops and assignments). */
#ifndef ACM_CORE_H
#define ACM_CORE_H

#include "../acm.h"

/* ---- error_types.c ---- */

static inline bool acm_error_derives(const acm_BaseError *error, const acm_error_type *type)
{
    const acm_error_type *ancestor = error->acm.type;
    while (ancestor && ancestor != type)
        ancestor = ancestor->parent;
    return ancestor != NULL;
}

/* Where what a task is handling is kept: in its innermost scope, if it has one. */
static inline acm_BaseError **acm_handling_place(acm_task *task)
{
    return task->has_scope ? &task->scope->handled : &task->handled;
}

/* Puts another there; gives the one before. */
static inline acm_BaseError *acm_change_handling(acm_task *task, acm_BaseError *error)
{
    acm_BaseError **const place = acm_handling_place(task);
    acm_BaseError *const old = *place;
    *place = error;
    return old;
}

/* ---- error_room.c: where errors live ----
 *
 *     fields of the type | ACM_TRACES entries of the traceback | the message's text
 */

/* An entry of an error's traceback. */
typedef struct {
    const acm_function *function;
    unsigned point;
} acm_trace;
enum { ACM_TRACES = 12 };                 /* what there is room for */

/* Memory for one of at least SIZE bytes; *ALLOCATED says how many of them are the allocator's.  NULL if there is none. */
acm_BaseError *acm_error_allocate(acm_loop *loop, size_t size, unsigned *allocated);

static inline acm_BaseError *acm_error_find_room(acm_loop *loop, size_t size, unsigned *allocated)
{
    acm_BaseError *const slot = loop->free_slots;
    if (!slot || size > ACM_ERROR_ROOM)
        return acm_error_allocate(loop, size, allocated);
    loop->free_slots = slot->acm.visited;
    *allocated = 0;
    return slot;
}

static inline void acm_error_release(acm_BaseError *error)
{
    acm_loop *const loop = error->acm.loop;
    if (error->acm.allocated) {
        loop->allocator->release(loop->allocator, error, error->acm.allocated);
        return;
    }
    error->acm.visited = loop->free_slots;
    loop->free_slots = error;
}

static inline size_t acm_error_text_offset(const acm_error_type *type)
{
    return type->size + ACM_TRACES * sizeof(acm_trace);
}
/* Where its message has its room, and how much. */
char *acm_error_text(const acm_BaseError *error, size_t *room);
void acm_error_slots_init(acm_loop *loop);

/* A type that begins with pointers has a size that suits them, and so entries, too. */
static inline acm_trace *acm_error_traces(const acm_BaseError *error)
{
    return (acm_trace *)(void *)((char *)error + error->acm.type->size);
}

/* A spare is shared by everyone and never written to: it has no links, no traceback, and no references. */
static inline bool acm_error_is_spare(const acm_BaseError *error)
{
    return error->acm.references == 0;
}

/* ---- error_links.c: how errors refer to each other ---- */

/* Another reference to an error, for an owner that may be NULL. */
static inline acm_BaseError *acm_error_share(acm_BaseError *error)
{
    if (error && !acm_error_is_spare(error))
        error->acm.references++;
    return error;
}
/* Gives back an error that nobody refers to, and what it alone referred to. */
void acm_error_release_all(acm_BaseError *error);

/* acm_error_drop(): most errors refer to no other. */
static inline void acm_error_give_up(acm_BaseError *error)
{
    if (!error || acm_error_is_spare(error) || --error->acm.references > 0)
        return;
    if (error->acm.context || error->acm.cause || error->acm.others)
        acm_error_release_all(error);
    else
        acm_error_release(error);
}
/* Appends to ERROR's others.  OTHER's reference becomes ERROR's. */
void acm_error_add_other(acm_BaseError *error, acm_BaseError *other);

/* ---- traceback.c ---- */

/* Appends a place.  Nothing for point 0, and for a function without a name. */
static inline void acm_error_passed(acm_BaseError *error, const acm_function *function, unsigned point)
{
    if (acm_error_is_spare(error) || !function->name || point == 0)
        return;
    acm_error_head *const head = &error->acm;
    if (head->traces == ACM_TRACES) {     /* the innermost places say most */
        head->traces_left_out++;
        return;
    }
    acm_error_traces(error)[head->traces++] = (acm_trace){function, point};
}

/* ---- sleep.c ---- */

/* Seconds in ns, to the nearest; the ends of the range for what is outside of it. */
int64_t acm_nanoseconds(double seconds);

/* ---- timer.c ---- */

/* Starts a timer that is not running; WHEN in ns, INT64_MAX for never. */
void acm_timer_start(acm_loop *loop, acm_timer *timer, int64_t when, void (*fire)(acm_timer *));
/* Stops one, if it is running. */
void acm_timer_stop(acm_loop *loop, acm_timer *timer);
/* Fires those whose time has come by NOW. */
void acm_timers_fire(acm_loop *loop, int64_t now);

/* ---- task.c ---- */

/* What is in a task's outermost frame instead of a caller: the member before it in its list, or NULL, plus one. */
static inline acm_frame *acm_no_caller(const acm_member *previous)
{
    return (acm_frame *)((uintptr_t)previous + 1);
}

static inline acm_member *acm_member_before(const acm_frame *outermost)
{
    return (acm_member *)((uintptr_t)outermost->caller - 1);
}

/* Makes a task that will run FRAME, its outermost, and queues it.  PREVIOUS is what comes before it in its owner's list, or NULL. */
static inline void acm_task_start(acm_task *task, acm_task_owner *owner, const acm_member *previous, acm_frame *frame)
{
    *task = (acm_task){.leaf = frame, .owner = owner, .depth = 1, .state = ACM_TASK_NEW};
    frame->caller = acm_no_caller(previous);
    acm_make_ready(task);
}

/* Runs ready tasks; comes back when none is left, after at most BUDGET resumptions, or earlier. */
void acm_run_ready(acm_loop *loop, unsigned budget);

/* ---- allocated.c ---- */

/* Copies to TO the result of a coroutine that has returned. */
void acm_copy_result(const acm_frame *frame, void *to);

/* ---- cancel.c ---- */

/* task->cancelled, past the grace: deeper than any shield. */
enum { ACM_CUT = UINT16_MAX };

/* Open a scope: one that can be cancelled, whose timer is its owner's until then, and one that shields.  False if there are too many. */
bool acm_block_open(acm_task *task, acm_block *block, void (*pass_on)(acm_block *, bool));
bool acm_shield_open(acm_task *task, acm_scope *scope);
/* Makes it the innermost of another task, to be closed by that: the one that opened it may have ended.  It is not cancelled. */
bool acm_block_move(acm_block *block, acm_task *task);
/* Cancels what is awaited in it, and from now on every suspension in it. */
void acm_block_cancel(acm_block *block);
/* Close the innermost. */
void acm_block_close(acm_block *block);
void acm_shield_close(acm_scope *scope);
/* Of one that has been closed: whether ERROR, which left it or is NULL, is its own cancellation, which ends here. */
bool acm_block_stops(const acm_block *block, const acm_BaseError *error);

/* Cancels a task, its cleanups too; false if it has ended. */
bool acm_cancel_cutting(acm_task *task);
/* The same with or without cutting, and without a grace of its own: for what depends on something that has one. */
bool acm_cancel_dependent(acm_task *task, bool cut);
/* Forgets the cancellation of a task that has ended. */
void acm_cancel_ended(acm_task *task);

/* ---- timeout.c ---- */

/* Raises acm_RuntimeError where FRAME awaits; ACM_RAISED. */
acm_status acm_misuse(acm_frame *frame, acm_task *task, const char *what);

/* ---- members.c ---- */

/* Opens a block that is to have members, whose last act is ENDED.  False if too many are open. */
bool acm_members_open(acm_members *members, acm_task *task, acm_allocator *allocator, void (*ended)(acm_task *));
/* Adds a task that will run FRAME, and queues it.  Where the members are cancelled it starts all the same, and hears of it at
 * its first suspension. */
static inline void acm_members_add(acm_members *members, acm_member *member, acm_frame *frame)
{
    acm_task_start(&member->task, &members->owner, members->last, frame);
    member->next = NULL;
    *(members->last ? &members->last->next : &members->first) = member;
    members->last = member;
    if (members->cancelled)
        acm_cancel_dependent(&member->task, members->cancelled == ACM_IS_CUT);
}

static inline acm_members *acm_members_with(const acm_member *member)
{
    return (acm_members *)(void *)((char *)member->task.owner - offsetof(acm_members, owner));
}

/* Takes one out that has ended; gives its error, with its reference.  FRAME_OF gives the outermost frame of a member. */
static inline acm_BaseError *acm_members_remove(acm_members *members, acm_member *member, acm_frame *(*frame_of)(acm_member *))
{
    acm_member *const previous = acm_member_before(frame_of(member));
    if (member->next)
        frame_of(member->next)->caller = acm_no_caller(previous);
    else
        members->last = previous;
    *(previous ? &previous->next : &members->first) = member->next;
    acm_BaseError *const error = member->task.error;
    member->task.error = NULL;
    return error;
}

/* Takes over an error, with its reference, of a member or of the block: the first cancels the block and the members. */
void acm_members_fail(acm_members *members, acm_BaseError *error);
/* Has the task wait for the last of them.  False if there is none to wait for. */
bool acm_members_wait(acm_members *members, acm_frame *frame, acm_task *task);
/* The task after one, each before those that it waits for; *DEPTH counts how deep that is below the root.  NULL: it was the last. */
const acm_task *acm_next_task(const acm_task *task, unsigned *depth);
/* Closes the block, and raises from the statement in FRAME what is to be raised: the first error; or, if it waited, a
 * cancellation of what is around the statement that SHIELD does not hold off. */
void acm_members_close(acm_members *members, acm_frame *frame, unsigned short shield);

/* ---- post.c ---- */

void acm_run_posts(acm_loop *loop);

#endif
