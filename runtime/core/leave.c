/* Errors in cleanups and handlers.  A record takes task->error over, with its reference, for as long as it
 * is being handled; acm_handling_of() the task is the innermost of these errors. */
#include "core.h"

void acm_leave_raised(acm_task *task, acm_leaving *leaving)
{
    leaving->why = ACM_END;
    leaving->outer = acm_change_handling(task, leaving->error);
    task->error = NULL;
}

/* If the cleanup has raised, the old error lives on as far as the new one refers to it; the new one may be the same. */
void acm_left_raised(acm_task *task, acm_leaving *leaving)
{
    acm_BaseError *const error = leaving->error;
    leaving->error = NULL;
    acm_change_handling(task, leaving->outer);
    if (task->error)
        acm_error_give_up(error);
    else
        task->error = error;
}

void acm_left_handled(acm_task *task, acm_leaving *leaving)
{
    acm_BaseError *const error = leaving->error;
    leaving->error = NULL;
    acm_change_handling(task, leaving->outer);
    acm_error_give_up(error);
}

/* The record keeps a reference besides the one that is on its way. */
void acm_leave_context_raised(acm_task *task, acm_leaving *leaving)
{
    acm_error_keep(leaving->error);
    leaving->why = ACM_END;
    leaving->outer = acm_change_handling(task, leaving->error);
}

void acm_left_context_raised(acm_task *task, acm_leaving *leaving)
{
    acm_BaseError *const error = leaving->error;
    leaving->error = NULL;
    acm_change_handling(task, leaving->outer);
    acm_error_give_up(error);
}

bool acm_catch_raised(acm_task *task, acm_handling *handling, const acm_error_type *type)
{
    if (!acm_error_derives(task->error, type))
        return false;
    handling->error = task->error;
    handling->outer = acm_change_handling(task, task->error);
    task->error = NULL;
    return true;
}

void acm_handled_raised(acm_task *task, acm_handling *handling)
{
    acm_BaseError *const error = handling->error;
    handling->error = NULL;
    acm_change_handling(task, handling->outer);
    acm_error_give_up(error);
}

void acm_yield_handling(acm_task *task, acm_BaseError **outermost, acm_BaseError **kept)
{
    *kept = acm_change_handling(task, *outermost);
}

void acm_yielded_handling(acm_task *task, acm_BaseError **outermost, acm_BaseError **kept)
{
    if (*kept == *outermost)              /* nothing was being handled in there */
        *kept = acm_handling_of(task);
    *outermost = acm_change_handling(task, *kept);
}
