/* Generators (language.md, section 3). */
#include "core.h"

void acm_raise_ignored_close(acm_frame *frame, acm_task *task, unsigned point)
{
    frame->yields = ACM_GENERATOR_IGNORED_CLOSE;
    acm_raise(frame, task, point, &acm_RuntimeError_type, NULL, "generator %s ignored close", frame->function->name);
}

void acm_closed_handling(acm_task *task)
{
    acm_BaseError *const error = task->error;
    acm_BaseError *const handled = acm_handling_of(task);
    if (error && error->acm.references > 0 && !error->acm.context && error != handled)
        error->acm.context = acm_error_share(handled);
}

acm_status acm_generator_close(acm_frame *generator, acm_task *task)
{
    if (generator->yields != ACM_GENERATOR_YIELDED)
        return acm_status_of(ACM_DONE);
    generator->yields = ACM_GENERATOR_CLOSING;
    acm_raise_silent(generator, task, generator->state, &acm_GeneratorExit_type, NULL);
    return generator->function->resume(generator, task);
}

acm_status acm_generator_ended(acm_frame *frame, acm_task *task)
{
    const unsigned how = frame->yields;
    if (how >= ACM_GENERATOR_CLOSING && acm_error_is(task->error, acm_GeneratorExit)) {
        acm_error_drop(task->error);
        task->error = NULL;
    }
    if (how == ACM_GENERATOR_IGNORED_CLOSE && !acm_raised(task))
        acm_raise_ignored_close(frame, task, 0);
    frame->yields = ACM_GENERATOR_ENDED;
    return acm_raised(task) ? acm_unwind(frame, task) : acm_status_of(ACM_DONE);
}
