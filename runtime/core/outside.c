/* Waiting for what happens outside of the loop: descriptors and completions. */
#include "waiters.h"

#include <stdatomic.h>

#if __STDC_HOSTED__
#include <errno.h>
#else
enum { ENOMEM = 12 };
#endif

/* ---- descriptors ---- */

static bool stop_watching(acm_wait *wait)
{
    acm_loop *const loop = acm_loop_of(wait->task);
    loop->driver->unwatch(loop, (acm_fd_wait *)(void *)wait);   /* its first member */
    loop->expected--;
    return true;
}

static const acm_wait_kind watching = {"a descriptor", stop_watching};

void acm_fd_ready(acm_fd_wait *wait)
{
    acm_loop_of(wait->wait.task)->expected--;
    acm_wake(&wait->wait);
}

static acm_status refused(acm_frame *frame, acm_task *task, int code)
{
    const acm_OSError fields = {.code = code};
    if (code == ENOMEM)
        acm_raise(frame, task, frame->state, &acm_MemoryError_type, NULL, "acm_wait_fd: no memory");
    else
        acm_raise_silent(frame, task, frame->state, &acm_OSError_type, &fields);
    return acm_status_of(ACM_RAISED);
}

acm_status acm_wait_fd(acm_fd_wait *record, acm_frame *frame, acm_task *task, int fd, int events)
{
    acm_loop *const loop = acm_loop_of(task);
    if (!loop->driver->watch)
        return acm_misuse(frame, task, "acm_wait_fd: the loop's driver can't");
    if (!events || (events & ~(ACM_READABLE | ACM_WRITABLE))) {
        acm_raise(frame, task, frame->state, &acm_ValueError_type, NULL, "acm_wait_fd: not its events");
        return acm_status_of(ACM_RAISED);
    }
    if (acm_cancel_due(task))
        return acm_raise_cancelled(frame, task);
    record->fd = fd;
    record->events = record->result = events;
    const int code = loop->driver->watch(loop, record);
    if (code == 0) {
        loop->expected++;
        acm_wait_for(&record->wait, frame, task, &watching);
        return acm_status_of(ACM_SUSPENDED);
    }
    return code == ACM_READY_NOW ? acm_done() : refused(frame, task, code);
}

/* ---- completions ---- */

static void no_longer_expected(acm_completion_waiter *record)
{
    acm_loop_of(record->waiter.wait.task)->expected--;
}

static bool leave_completion(acm_wait *wait)
{
    acm_completion_waiter *const record = (acm_completion_waiter *)(void *)wait;   /* its first member's first */
    acm_waiters_remove(&record->waiter);
    no_longer_expected(record);
    return true;
}

static const acm_wait_kind completing = {"a completion", leave_completion};

acm_status acm_completion_wait(acm_completion_waiter *record, acm_frame *frame, acm_task *task, acm_completion *completion)
{
    record->result = completion->result;
    if (completion->is_complete)
        return acm_done();
    if (acm_cancel_due(task))
        return acm_raise_cancelled(frame, task);
    acm_waiters_add(&completion->waiters, &record->waiter);
    acm_wait_for(&record->waiter.wait, frame, task, &completing);
    acm_loop_of(task)->expected++;
    return acm_status_of(ACM_SUSPENDED);
}

bool acm_complete(acm_completion *completion, intptr_t result)
{
    if (completion->is_complete)
        return false;
    completion->is_complete = true;
    completion->result = result;
    acm_completion_waiter *record;
    while ((record = (acm_completion_waiter *)(void *)acm_wake_first(&completion->waiters))) {
        record->result = result;
        no_longer_expected(record);
    }
    return true;
}

static void complete_posted(acm_post *post)
{
    acm_completion *const completion = (acm_completion *)(void *)((char *)post - offsetof(acm_completion, post));
    acm_complete(completion, completion->posted_result);
}

bool acm_complete_from(acm_loop *loop, acm_completion *completion, intptr_t result)
{
    if (atomic_exchange(&completion->is_posted, true))
        return false;
    completion->posted_result = result;
    completion->post.run = complete_posted;
    return acm_loop_post(loop, &completion->post);
}
