/* Shields and timeouts. */
#include "waiters.h"

#if __STDC_HOSTED__
#include <errno.h>
#else
enum { ETIMEDOUT = 110 };
#endif

acm_status acm_misuse(acm_frame *frame, acm_task *task, const char *what)
{
    acm_raise(frame, task, frame->state, &acm_RuntimeError_type, NULL, "%s", what);
    return acm_status_of(ACM_RAISED);
}

/* ---- shields ---- */

acm_status acm_shield_enter(acm_frame *frame, acm_task *task, acm_shield *shield)
{
    return acm_shield_open(task, &shield->scope) ? acm_done() : acm_misuse(frame, task, "acm_shield: nested too deep");
}

acm_status acm_shield_exit(acm_frame *frame, acm_task *task, acm_shield *shield, const acm_BaseError *error)
{
    (void)frame;
    (void)task;
    (void)error;
    acm_shield_close(&shield->scope);
    return acm_done();
}

/* ---- timeouts ---- */

enum { NEW, RUNNING, ENDED };

static void expire(acm_timeout *timeout)
{
    timeout->expired = true;
    acm_block_cancel(&timeout->block);
}

static void time_is_up(acm_timer *timer)
{
    expire((acm_timeout *)(void *)((char *)timer - offsetof(acm_timeout, block.timer)));
}

/* One whose time is past has expired at once: its block hears of it where it first suspends. */
static void start_at(acm_timeout *timeout, int64_t now, int64_t when)
{
    if (when <= now)
        expire(timeout);
    else
        acm_timer_start(acm_loop_of(timeout->block.scope.task), &timeout->block.timer, when, time_is_up);
}

acm_status acm_timeout_enter(acm_frame *frame, acm_task *task, acm_timeout *timeout)
{
    if (timeout->state != NEW)
        return acm_misuse(frame, task, "a timeout can be entered once");
    if (timeout->seconds != timeout->seconds) {
        acm_raise(frame, task, frame->state, &acm_ValueError_type, NULL, "timeout: not a number");
        return acm_status_of(ACM_RAISED);
    }
    if (!acm_block_open(task, &timeout->block, NULL))
        return acm_misuse(frame, task, "a timeout is nested too deep");
    timeout->state = RUNNING;
    timeout->expired = false;
    const int64_t now = acm_loop_of(task)->driver->now(acm_loop_of(task)), left = acm_nanoseconds(timeout->seconds);
    start_at(timeout, now, left > 0 && now > INT64_MAX - left ? INT64_MAX : now + left);
    return acm_done();
}

/* Ends it; true if its own cancellation ends here. */
static bool end(acm_timeout *timeout, const acm_BaseError *error)
{
    timeout->state = ENDED;
    acm_block_close(&timeout->block);
    return acm_block_stops(&timeout->block, error);
}

acm_status acm_timeout_exit(acm_frame *frame, acm_task *task, acm_timeout *timeout, const acm_BaseError *error)
{
    if (!end(timeout, error))
        return acm_done();
    const acm_TimeoutError fields = {.code = ETIMEDOUT};
    acm_raise_silent(frame, task, frame->state, &acm_TimeoutError_type, &fields);
    acm_raise_from(task, error);
    return acm_status_of(ACM_RAISED);
}

bool acm_timeout_reschedule(acm_timeout *timeout, double when)
{
    if (timeout->state != RUNNING || timeout->expired || when != when || !timeout->block.scope.task)
        return false;
    acm_loop *const loop = acm_loop_of(timeout->block.scope.task);
    acm_timer_stop(loop, &timeout->block.timer);
    start_at(timeout, loop->driver->now(loop), acm_nanoseconds(when));
    return true;
}

bool acm_timeout_expired(const acm_timeout *timeout)
{
    return timeout->expired;
}

acm_status acm_move_on_after_enter(acm_timeout_entered *record, acm_frame *frame, acm_task *task, acm_move_on_after *move)
{
    record->result = &move->timeout;
    move->timeout.seconds = move->seconds;
    return acm_timeout_enter(frame, task, &move->timeout);
}

acm_status acm_move_on_after_exit(acm_suppressed *record, acm_frame *frame, acm_task *task, acm_move_on_after *move,
                                  const acm_BaseError *error)
{
    (void)frame;
    (void)task;
    record->result = end(&move->timeout, error);
    return acm_done();
}
