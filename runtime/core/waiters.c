/* Lists of tasks that wait. */
#include "waiters.h"

void acm_waiters_add(acm_waiters *waiters, acm_waiter *waiter)
{
    waiter->list = waiters;
    waiter->next = NULL;
    waiter->previous = waiters->last;
    if (waiters->last)
        waiters->last->next = waiter;
    else
        waiters->first = waiter;
    waiters->last = waiter;
}

void acm_waiters_remove(acm_waiter *waiter)
{
    acm_waiters *const waiters = waiter->list;
    if (waiter->previous)
        waiter->previous->next = waiter->next;
    else
        waiters->first = waiter->next;
    if (waiter->next)
        waiter->next->previous = waiter->previous;
    else
        waiters->last = waiter->previous;
}

bool acm_leave_waiters(acm_wait *wait)
{
    acm_waiters_remove((acm_waiter *)(void *)wait);   /* its first member */
    return true;
}

acm_status acm_wait_in(acm_waiters *waiters, acm_waiter *record, acm_frame *frame, acm_task *task, const acm_wait_kind *kind)
{
    if (acm_cancel_due(task))
        return acm_raise_cancelled(frame, task);
    acm_waiters_add(waiters, record);
    acm_wait_for(&record->wait, frame, task, kind);
    return acm_status_of(ACM_SUSPENDED);
}

acm_waiter *acm_wake_first(acm_waiters *waiters)
{
    acm_waiter *const first = waiters->first;
    if (!first)
        return NULL;
    acm_waiters_remove(first);
    acm_wake(&first->wait);
    return first;
}
