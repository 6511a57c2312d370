/* Errors in cleanups and handlers.  A record takes task->error over, with its reference, for as long as it
 * is being handled; task->handled is the innermost of these errors. */
#include "core.h"

void acm_leave_raised(acm_task *task, acm_leaving *leaving)
{
    leaving->why = ACM_END;
    task->handled = leaving->error;
    task->error = NULL;
}

/* If the cleanup has raised, the old error lives on as far as the new one refers to it; the new one may be the same. */
void acm_left_raised(acm_task *task, acm_leaving *leaving)
{
    task->handled = leaving->outer;
    if (task->error)
        acm_error_give_up(leaving->error);
    else
        task->error = leaving->error;
    leaving->error = NULL;
}

void acm_left_handled(acm_task *task, acm_leaving *leaving)
{
    task->handled = leaving->outer;
    acm_error_give_up(leaving->error);
    leaving->error = NULL;
}

/* The record keeps a reference besides the one that is on its way. */
void acm_leave_context_raised(acm_task *task, acm_leaving *leaving)
{
    acm_error_keep(leaving->error);
    leaving->why = ACM_END;
    task->handled = leaving->error;
}

void acm_left_context_raised(acm_task *task, acm_leaving *leaving)
{
    task->handled = leaving->outer;
    acm_error_give_up(leaving->error);
    leaving->error = NULL;
}

bool acm_catch_raised(acm_task *task, acm_handling *handling, const acm_error_type *type)
{
    if (!acm_error_derives(task->error, type))
        return false;
    handling->error = task->error;
    handling->outer = task->handled;
    task->handled = task->error;
    task->error = NULL;
    return true;
}

void acm_handled_raised(acm_task *task, acm_handling *handling)
{
    task->handled = handling->outer;
    acm_error_give_up(handling->error);
    handling->error = NULL;
}
