/* Callees whose frames come from the task's allocator.  What the caller awaits is a frame of ours, which it has, and which
 * stands between it and the callee's. */
#include "core.h"

enum { RUNNING, YIELDED, EXITING, STARTING };       /* states of our frame; the second and third for contexts, the last for branches */

static acm_allocator *allocator_of(const acm_task *task)
{
    return task->owner->allocator;
}

void acm_copy_result(const acm_frame *frame, void *to)
{
    const acm_function *const function = frame->function;
    acm_copy(to, (const char *)frame + function->result_offset, function->result_size);
}

static void release(acm_allocated *call, const acm_task *task)
{
    allocator_of(task)->release(allocator_of(task), call->callee, call->callee->function->frame_size);
    call->callee = NULL;
}

/* The callee has returned, or yielded, or raised. */
static acm_status go_on(acm_allocated *call, acm_task *task)
{
    acm_frame *const callee = call->callee;
    if (!acm_raised(task)) {
        if (call->result)
            acm_copy_result(callee, call->result);
        if (call->acm.state == RUNNING && callee->yields > 0) {
            call->acm.state = YIELDED;
            return acm_status_of(ACM_YIELDED);
        }
    }
    release(call, task);
    return acm_status_of(acm_raised(task) ? ACM_RAISED : ACM_DONE);
}

static acm_status run(acm_allocated *call, acm_task *task)
{
    const acm_status status = call->callee->function->resume(call->callee, task);
    return status.is == ACM_SUSPENDED ? status : go_on(call, task);
}

/* Called as the callee's caller; or, of a branch, to start it; or, of a context that has yielded, to exit it. */
static acm_status allocated_resume(acm_frame *frame, acm_task *task)
{
    acm_allocated *const call = (acm_allocated *)(void *)frame;   /* its first member */
    switch (frame->state) {
    case STARTING:
        frame->state = RUNNING;
        call->callee->caller = frame;
        return run(call, task);
    case YIELDED:
        frame->state = EXITING;
        return run(call, task);
    default:
        return go_on(call, task);
    }
}

static const acm_function allocated_function = {.resume = allocated_resume};

/* A generator: called for each value, and as the callee's caller when that has yielded or ended after a suspension. */
static acm_status generator_resume(acm_frame *frame, acm_task *task)
{
    acm_allocated *const call = (acm_allocated *)(void *)frame;   /* its first member */
    acm_frame *const callee = call->callee;
    if (callee->yields == ACM_GENERATOR_YIELDED && frame->state == YIELDED) {
        frame->state = RUNNING;
        callee->yields = frame->yields;
        const acm_status status = callee->function->resume(callee, task);
        if (status.is == ACM_SUSPENDED)
            return status;
    }
    if (callee->yields == ACM_GENERATOR_YIELDED) {
        acm_copy_result(callee, call->result);
        frame->state = YIELDED;
        frame->yields = ACM_GENERATOR_YIELDED;
        return acm_status_of(ACM_YIELDED);
    }
    release(call, task);
    frame->yields = ACM_GENERATOR_ENDED;
    return acm_status_of(acm_raised(task) ? ACM_RAISED : ACM_DONE);
}

static const acm_function allocated_generator = {.resume = generator_resume};

static acm_frame *allocate(acm_allocated *call, acm_frame *caller, acm_task *task, const acm_function *function, const acm_function *callee)
{
    acm_frame_init(&call->acm, function, caller);
    call->callee = (acm_frame *)allocator_of(task)->allocate(allocator_of(task), callee->frame_size);
    if (!call->callee)
        acm_raise(caller, task, caller->state, &acm_MemoryError_type, NULL, "no memory for the frame of %s", callee->name);
    return call->callee;
}

acm_frame *acm_allocate(acm_allocated *call, acm_frame *caller, acm_task *task, const acm_function *callee)
{
    return allocate(call, caller, task, &allocated_function, callee);
}

acm_frame *acm_allocate_generator(acm_allocated *call, acm_frame *caller, acm_task *task, const acm_function *callee)
{
    return allocate(call, caller, task, &allocated_generator, callee);
}

acm_status acm_call_allocated(acm_allocated *call, acm_task *task, void *result)
{
    call->result = result;
    call->callee->caller = &call->acm;
    const acm_status status = call->callee->function->resume(call->callee, task);
    return status.is == ACM_SUSPENDED ? status : call->acm.function->resume(&call->acm, task);
}

acm_frame *acm_branch_allocate(acm_gather *gather, acm_allocated *call, acm_frame *frame, acm_task *task,
                               const acm_function *callee, void *result)
{
    if (!acm_allocate(call, frame, task, callee)) {
        acm_BaseError *const error = task->error;
        task->error = NULL;
        acm_members_fail(&gather->members, error);
        return NULL;
    }
    call->acm.caller = NULL;
    call->acm.state = STARTING;
    call->result = result;
    acm_branch_start(gather, &call->acm, NULL);
    return call->callee;
}
