/* The driver for any POSIX system: poll(2). */
#define _POSIX_C_SOURCE 200809L
#include "polling.h"

static void poll_wait_until(acm_loop *loop, int64_t until)
{
    acm_polling_wait(loop, acm_milliseconds_until(until));
}

const acm_driver acm_driver_poll = {
    .name = "poll",
    .open = acm_polling_open,
    .close = acm_polling_close,
    .now = acm_monotonic_now,
    .wait = poll_wait_until,
    .watch = acm_polling_watch,
    .unwatch = acm_polling_unwatch,
    .wake = acm_polling_wake,
    .format = acm_hosted_format,
    .describe = acm_hosted_describe,
    .cut_short = acm_hosted_cut_short,
};
