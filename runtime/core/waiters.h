/* Lists of tasks that wait, first in, first out. */
#ifndef ACM_WAITERS_H
#define ACM_WAITERS_H

#include "core.h"

/* Has the task wait at the end of a list; or raises a cancellation that is due.  KIND withdraws with acm_leave_waiters(). */
acm_status acm_wait_in(acm_waiters *waiters, acm_waiter *record, acm_frame *frame, acm_task *task, const acm_wait_kind *kind);
bool acm_leave_waiters(acm_wait *wait);
/* For those where a task that is cancelled needs more than to be taken out. */
void acm_waiters_add(acm_waiters *waiters, acm_waiter *waiter);
void acm_waiters_remove(acm_waiter *waiter);
/* Takes the first out and wakes it; NULL if there is none. */
acm_waiter *acm_wake_first(acm_waiters *waiters);

static inline acm_status acm_done(void)
{
    return acm_status_of(ACM_DONE);
}

#endif
