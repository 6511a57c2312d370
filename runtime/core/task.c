/* Tasks, and the order in which ready ones run. */
#include "core.h"

static inline void ended(acm_task *task, acm_probe *probe)
{
    if (probe)
        probe->ended(probe, task);
    task->state = ACM_TASK_ENDED;
    if (task->cancelled || task->has_scope)
        acm_cancel_ended(task);
    task->owner->ended(task);
}

/* Goes on with whoever awaited the leaf, which has completed.  Apart from resume_leaf(), and inline: most resumptions end in
 * the leaf, and so have a call of their own that nothing loops back to (4 % of the instructions of with_suspend). */
static inline bool resume_callers(acm_task *task, acm_probe *probe)
{
    acm_frame *frame = task->leaf;
    do {
        frame = frame->caller;
        if ((uintptr_t)frame & 1) {       /* acm_no_caller() */
            ended(task, probe);
            return false;
        }
        task->leaf = frame;               /* for a dump: what has completed may be something else by now */
    } while (frame->function->resume(frame, task).is != ACM_SUSPENDED);
    return true;
}

/* Begins to run a task.  It costs the same however deep the awaits are: nothing between the root and the leaf is touched. */
static inline bool resume_leaf(acm_loop *loop, acm_task *task)
{
    acm_frame *const leaf = task->leaf;
    loop->current = task;
    return leaf->function->resume(leaf, task).is == ACM_SUSPENDED;
}

/* Runs a task until it suspends, or ends (then false): its leaf first, then the callers of what completes.  PROBE is NULL but in tests.
 * That the task is asked of the loop again saves two instructions of each resumption, which would keep it, and its leaf, for later. */
static inline bool resume(acm_loop *loop, acm_task *task, acm_probe *probe)
{
    return resume_leaf(loop, task) || resume_callers(loop->current, probe);
}

/* Takes out of the queue what LINK leads to: the loop's `ready`, or a task's `next`. */
static inline acm_task *take(acm_loop *loop, acm_task **link)
{
    acm_task *const task = *link;
    if (loop->ready_end == &task->next) { /* the last, whose `next` says nothing */
        loop->ready_end = link;
        *link = NULL;
    } else {
        *link = task->next;
    }
    return task;
}

/* Most of what a program spends in the runtime it spends here. */
static void run_in_order(acm_loop *loop)
{
    acm_task *task;
    while ((task = loop->ready) && --loop->budget) {
        take(loop, &loop->ready);
        resume(loop, task, NULL);
    }
}

/* xorshift64* (Vigna 2016) */
static uint64_t next_random(acm_loop *loop)
{
    uint64_t x = loop->random;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    loop->random = x;
    return x * UINT64_C(2685821657736338717);
}

/* Takes the first out of the queue, or, if the loop has a seed, any of the first 256, each with the same probability. */
static acm_task *take_any(acm_loop *loop)
{
    acm_task **chosen = &loop->ready, **at = chosen;
    for (unsigned seen = 1; loop->random && seen <= 256 && at != loop->ready_end; seen++, at = &(*at)->next)
        if ((next_random(loop) >> 33) % seen == 0)
            chosen = at;
    return take(loop, chosen);
}

/* For tests: nothing runs while the probe is told. */
static void resume_probed(acm_task *task, acm_probe *probe)
{
    acm_loop *const loop = acm_loop_of(task);
    if (probe->resuming)
        probe->resuming(probe, task);
    const bool is_suspended = resume(loop, task, probe);
    loop->current = NULL;
    if (is_suspended)
        probe->suspended(probe, task);
}

/* A cancellation that is due is raised here for checkpoints, which so need not test for it.  A task that is
 * new, or whose operation has completed, is not interrupted. */
static void run_with_care(acm_loop *loop)
{
    while (loop->ready && --loop->budget) {
        acm_task *const task = take_any(loop);
        loop->current = task;
        if (acm_cancel_due(task) && task->state == ACM_TASK_CHECKPOINT)
            acm_raise_cancelled(task->leaf, task);
        if (loop->probe)
            resume_probed(task, loop->probe);
        else
            resume(loop, task, NULL);
    }
}

/* It counts as a cancelled task, so that the loop runs with care, which looks for it. */
void acm_loop_probe(acm_loop *loop, acm_probe *probe)
{
    loop->cancelled += (probe != NULL) - (loop->probe != NULL);
    loop->budget = 1;
    loop->probe = probe;
}

bool acm_task_fail(acm_task *task, const acm_error_type *type, const char *message)
{
    if (task->state != ACM_TASK_WAITING && task->state != ACM_TASK_CHECKPOINT)
        return false;
    acm_raise(task->leaf, task, task->leaf->state, type, NULL, "%s", message);
    if (task->state == ACM_TASK_CHECKPOINT)
        return true;
    const acm_wait_kind *const kind = task->wait->kind;
    if (kind->withdraw(task->wait)) {
        task->state = ACM_TASK_WOKEN;
        acm_make_ready(task);
    } else if (task->wait->kind == kind) {
        acm_error_drop(task->error);
        task->error = NULL;
        return false;
    }                                     /* else the error is raised after something else, such as a lock */
    return true;
}

void acm_run_ready(acm_loop *loop, unsigned budget)
{
    loop->budget = budget + 1;
    if (loop->random || loop->cancelled)
        run_with_care(loop);
    else
        run_in_order(loop);               /* until cancel.c ends it */
    loop->current = NULL;
}
