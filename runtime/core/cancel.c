/* Cancellation (language.md, section 5).  Scopes are numbered by depth, from 1, the task as a whole.  A task knows
 * the innermost that is cancelled and the innermost that is shielded off; the first being deeper than the second is all
 * that a suspension has to test. */
#include "core.h"

acm_status acm_raise_cancelled(acm_frame *frame, acm_task *task)
{
    acm_raise_silent(frame, task, frame->state, &acm_Cancelled_type, NULL);
    const acm_driver *const driver = task->loop->driver;
    if (task->cancelled == ACM_CUT && task->shield > 0 && driver->cut_short)
        driver->cut_short(task->loop, task->error);
    return acm_status_of(ACM_RAISED);
}

void acm_set_cancelled(acm_task *task, unsigned short depth)
{
    acm_loop *const loop = task->loop;
    if (depth && !task->cancelled) {
        loop->cancelled++;
        loop->budget = 1;                 /* so that the loop changes over to running with care */
    } else if (!depth && task->cancelled) {
        loop->cancelled--;
    }
    task->cancelled = depth;
}

/* Ends a task's wait with Cancelled.  One whose operation has completed keeps
 * its result, and hears of it at its next suspension; so does one that runs.  A checkpoint is the loop's to interrupt. */
static void interrupt(acm_task *task)
{
    if (!acm_cancel_due(task) || task->state != ACM_TASK_WAITING || !task->wait->withdraw(task->wait))
        return;
    acm_raise_cancelled(task->leaf, task);
    task->state = ACM_TASK_WOKEN;
    acm_make_ready(task);
}

bool acm_cancel(acm_task *task)
{
    if (task->state == ACM_TASK_ENDED)
        return false;
    task->self_cancelled = true;
    if (task->cancelled == 0)
        acm_set_cancelled(task, 1);
    interrupt(task);
    return true;
}

bool acm_cancel_cutting(acm_task *task)
{
    if (task->state == ACM_TASK_ENDED)
        return false;
    task->self_cancelled = true;
    acm_set_cancelled(task, ACM_CUT);
    interrupt(task);
    return true;
}

void acm_scope_open(acm_task *task, acm_scope *scope)
{
    scope->outer = task->scope;
    scope->task = task;
    scope->depth = ++task->depth;
    scope->cancelled = false;
    task->scope = scope;
}

void acm_scope_cancel(acm_scope *scope)
{
    acm_task *const task = scope->task;
    scope->cancelled = true;
    if (task->cancelled < scope->depth)
        acm_set_cancelled(task, scope->depth);
    interrupt(task);
}

void acm_scope_close(acm_task *task, acm_scope *scope)
{
    task->scope = scope->outer;
    task->depth--;
    if (!scope->cancelled || task->cancelled == ACM_CUT)
        return;
    const acm_scope *outer = scope->outer;
    while (outer && !outer->cancelled)
        outer = outer->outer;
    acm_set_cancelled(task, outer ? outer->depth : task->self_cancelled);
    if (acm_error_is(task->error, acm_Cancelled) && !acm_cancel_due(task)) {
        acm_error_drop(task->error);
        task->error = NULL;
    }
}
