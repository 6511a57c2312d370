/* Contexts that are functions of their own (language.md, section 3). */
#include "core.h"

static void raise_did_not(acm_frame *frame, acm_task *task, unsigned point, const char *what)
{
    acm_raise(frame, task, point, &acm_RuntimeError_type, NULL, "context %s did not %s", frame->function->name, what);
}

bool acm_may_yield(acm_frame *frame, acm_task *task, unsigned point)
{
    switch (frame->yields++) {
    case 0:
        return true;
    case 1:
        acm_raise_silent(frame, task, point, &acm_GeneratorExit_type, NULL);
        return false;
    default:
        raise_did_not(frame, task, point, "stop");
        return false;
    }
}

/* Whether the error came from the block: then its last place is in the caller, and it goes on as if it had never been here. */
static bool thrown_in(const acm_frame *frame, const acm_BaseError *error)
{
    const size_t traces = error->acm.traces;
    return frame->yields > 0 && traces > 0 && acm_error_traces(error)[traces - 1].function != frame->function;
}

/* As in contextlib it takes the place of the context that the error had; but what the error itself led to is none. */
void acm_thrown_handling(acm_task *task)
{
    acm_BaseError *const error = task->error;
    acm_BaseError *const handled = acm_handling_of(task);
    if (!error || error->acm.references == 0 || !handled || error->acm.context == handled)
        return;
    for (const acm_BaseError *e = handled; e; e = e->acm.context)
        if (e == error)
            return;
    acm_BaseError *const old = error->acm.context;
    error->acm.context = acm_error_share(handled);
    acm_error_drop(old);
}

acm_status acm_context_ended(acm_frame *frame, acm_task *task)
{
    if (frame->yields == 0 && !acm_raised(task)) {
        raise_did_not(frame, task, 0, "yield");
    } else if (frame->yields > 1 && (!acm_raised(task) || acm_error_is(task->error, acm_GeneratorExit))) {
        acm_error_drop(task->error);
        task->error = NULL;
        raise_did_not(frame, task, 0, "stop");
    }
    if (!acm_raised(task))
        return acm_status_of(ACM_DONE);
    return thrown_in(frame, task->error) ? acm_status_of(ACM_RAISED) : acm_unwind(frame, task);
}
