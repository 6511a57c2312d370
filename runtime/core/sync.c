/* Semaphores, locks, events and conditions.  What is released is handed to the first that waits: it is never free while
 * someone waits, so no newcomer can overtake. */
#include "waiters.h"

#include <limits.h>

/* ---- semaphores ---- */

static const acm_wait_kind for_semaphore = {"a semaphore", acm_leave_waiters};

bool acm_semaphore_try_acquire(acm_semaphore *semaphore)
{
    if (semaphore->value <= 0)
        return false;
    semaphore->value--;
    return true;
}

acm_status acm_semaphore_acquire(acm_waiter *record, acm_frame *frame, acm_task *task, acm_semaphore *semaphore)
{
    return acm_semaphore_try_acquire(semaphore) ? acm_done() : acm_wait_in(&semaphore->waiters, record, frame, task, &for_semaphore);
}

bool acm_semaphore_release(acm_semaphore *semaphore)
{
    if (semaphore->value == INT_MAX)
        return false;
    if (semaphore->value < 0 || !acm_wake_first(&semaphore->waiters))
        semaphore->value++;
    return true;
}

acm_status acm_semaphore_enter(acm_waiter *record, acm_frame *frame, acm_task *task, acm_semaphore *semaphore)
{
    return acm_semaphore_acquire(record, frame, task, semaphore);
}

acm_status acm_semaphore_exit(acm_frame *frame, acm_task *task, acm_semaphore *semaphore, const acm_BaseError *error)
{
    (void)frame;
    (void)task;
    (void)error;
    acm_semaphore_release(semaphore);
    return acm_done();
}

/* ---- locks ---- */

static const acm_wait_kind for_lock = {"a lock", acm_leave_waiters};

/* Notified, or cancelled, a task that waited for a condition waits for its lock: that is not interrupted. */
static bool stay_in_line(acm_wait *wait)
{
    (void)wait;
    return false;
}

static const acm_wait_kind for_lock_of_condition = {"the lock of a condition", stay_in_line};

/* One that waits for a condition's lock after it was cancelled has that raised with the lock in hand, if not something else. */
static void hand_over(acm_lock *lock)
{
    acm_waiter *const first = acm_wake_first(&lock->waiters);
    lock->holder = first ? first->wait.task : NULL;
    if (first && first->wait.kind == &for_lock_of_condition && ((acm_condition_waiter *)(void *)first)->is_cancelled &&
        !acm_raised(first->wait.task))
        acm_raise_cancelled(first->wait.task->leaf, first->wait.task);
}

static bool try_acquire(acm_lock *lock, acm_task *task)
{
    if (lock->holder || !task)
        return false;
    lock->holder = task;
    return true;
}

bool acm_lock_try_acquire(acm_lock *lock)
{
    return try_acquire(lock, acm_current_task());
}

acm_status acm_lock_acquire(acm_waiter *record, acm_frame *frame, acm_task *task, acm_lock *lock)
{
    return try_acquire(lock, task) ? acm_done() : acm_wait_in(&lock->waiters, record, frame, task, &for_lock);
}

static bool release(acm_lock *lock, const acm_task *task)
{
    if (!task || lock->holder != task)
        return false;
    hand_over(lock);
    return true;
}

bool acm_lock_release(acm_lock *lock)
{
    return release(lock, acm_current_task());
}

acm_status acm_lock_enter(acm_waiter *record, acm_frame *frame, acm_task *task, acm_lock *lock)
{
    return acm_lock_acquire(record, frame, task, lock);
}

/* Its block may have released it already. */
acm_status acm_lock_exit(acm_frame *frame, acm_task *task, acm_lock *lock, const acm_BaseError *error)
{
    (void)frame;
    (void)error;
    release(lock, task);
    return acm_done();
}

/* ---- events ---- */

static const acm_wait_kind for_event = {"an event", acm_leave_waiters};

acm_status acm_event_wait(acm_waiter *record, acm_frame *frame, acm_task *task, acm_event *event)
{
    return event->is_set ? acm_done() : acm_wait_in(&event->waiters, record, frame, task, &for_event);
}

void acm_event_set(acm_event *event)
{
    event->is_set = true;
    while (acm_wake_first(&event->waiters))
        ;
}

void acm_event_clear(acm_event *event)
{
    event->is_set = false;
}

/* ---- conditions ---- */

acm_status acm_condition_enter(acm_waiter *record, acm_frame *frame, acm_task *task, acm_condition *condition)
{
    return acm_lock_acquire(record, frame, task, &condition->lock);
}

acm_status acm_condition_exit(acm_frame *frame, acm_task *task, acm_condition *condition, const acm_BaseError *error)
{
    return acm_lock_exit(frame, task, &condition->lock, error);
}

/* From the condition's list to the lock's. */
static void wait_for_lock(acm_condition_waiter *record)
{
    acm_waiters_remove(&record->waiter);
    acm_waiters_add(&record->condition->lock.waiters, &record->waiter);
    record->waiter.wait.kind = &for_lock_of_condition;
}

static bool leave_condition(acm_wait *wait)
{
    acm_condition_waiter *const record = (acm_condition_waiter *)(void *)wait;   /* its first member's first */
    if (try_acquire(&record->condition->lock, wait->task)) {
        acm_waiters_remove(&record->waiter);
        return true;
    }
    record->is_cancelled = true;
    wait_for_lock(record);
    return false;
}

static const acm_wait_kind for_condition = {"a condition", leave_condition};

acm_status acm_condition_wait(acm_condition_waiter *record, acm_frame *frame, acm_task *task, acm_condition *condition)
{
    if (condition->lock.holder != task)
        return acm_misuse(frame, task, "acm_condition_wait: the task does not hold the lock");
    if (acm_cancel_due(task))
        return acm_raise_cancelled(frame, task);
    record->condition = condition;
    record->is_cancelled = false;
    acm_waiters_add(&condition->waiters, &record->waiter);
    acm_wait_for(&record->waiter.wait, frame, task, &for_condition);
    hand_over(&condition->lock);
    return acm_status_of(ACM_SUSPENDED);
}

bool acm_condition_notify(acm_condition *condition, size_t count)
{
    if (!condition->lock.holder || condition->lock.holder != acm_current_task())
        return false;
    for (; count > 0 && condition->waiters.first; count--)
        wait_for_lock((acm_condition_waiter *)(void *)condition->waiters.first);
    return true;
}

bool acm_condition_notify_all(acm_condition *condition)
{
    return acm_condition_notify(condition, SIZE_MAX);
}
