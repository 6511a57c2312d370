/* Sleeping, and the time. */
#include "core.h"

static void wake_sleeper(acm_timer *timer)
{
    acm_wake(&timer->wait);
}

static bool stop_sleeping(acm_wait *wait)
{
    acm_timer_stop(acm_loop_of(wait->task), (acm_timer *)(void *)wait);   /* its first member */
    return true;
}

static const acm_wait_kind sleeping = {"a time", stop_sleeping};

static acm_status sleep_to(acm_timer *record, acm_frame *frame, acm_task *task, int64_t when)
{
    if (acm_cancel_due(task))
        return acm_raise_cancelled(frame, task);
    acm_timer_start(acm_loop_of(task), record, when, wake_sleeper);
    acm_wait_for(&record->wait, frame, task, &sleeping);
    return acm_status_of(ACM_SUSPENDED);
}

int64_t acm_nanoseconds(double seconds)
{
    const double ns = seconds * 1e9;
    if (ns >= 9223372036854775807.0)
        return INT64_MAX;
    if (ns <= -9223372036854775808.0)
        return INT64_MIN;
    return (int64_t)(ns < 0 ? ns - 0.5 : ns + 0.5);
}

acm_status acm_sleep_ns(acm_timer *record, acm_frame *frame, acm_task *task, int64_t nanoseconds)
{
    if (nanoseconds <= 0)
        return acm_checkpoint(frame, task);
    const int64_t now = acm_loop_of(task)->driver->now(acm_loop_of(task));
    return sleep_to(record, frame, task, nanoseconds > INT64_MAX - now ? INT64_MAX : now + nanoseconds);
}

static acm_status not_a_number(acm_frame *frame, acm_task *task)
{
    acm_raise(frame, task, frame->state, &acm_ValueError_type, NULL, "sleep: not a number");
    return acm_status_of(ACM_RAISED);
}

acm_status acm_sleep(acm_timer *record, acm_frame *frame, acm_task *task, double seconds)
{
    if (seconds != seconds)
        return not_a_number(frame, task);
    return acm_sleep_ns(record, frame, task, acm_nanoseconds(seconds));
}

acm_status acm_sleep_until(acm_timer *record, acm_frame *frame, acm_task *task, double time)
{
    if (time != time)
        return not_a_number(frame, task);
    const int64_t when = acm_nanoseconds(time);
    if (when <= acm_loop_of(task)->driver->now(acm_loop_of(task)))
        return acm_checkpoint(frame, task);
    return sleep_to(record, frame, task, when);
}
