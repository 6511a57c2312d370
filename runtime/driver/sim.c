/* The simulated driver: time stands still while anything is ready, and then jumps to the next timer.  So programs
 * that sleep take no time, and do the same each time; from a seed, too, which varies the order of ready tasks.
 *
 * Descriptors are real ones: what is ready of them comes before time goes on.  So does what runs on worker threads: it takes no time. */
#define _POSIX_C_SOURCE 200809L
#include "polling.h"

#include <stdlib.h>

/* loop->driver_state.  LOOKS counts how often in a row the loop has only looked whether something had happened. */
enum { NOW = POLLING_STATES, LOOKS };

/* So many looks, with some hundred resumptions between each two, and it is taken that the program turns in circles until a timer
 * fires, as it might on a clock that runs. */
enum { LOOKS_WITHOUT_TIME = 2048 };

/* From ACM_SEED to the state of the generator, which must not be 0 (Steele, Lea, Flood 2014). */
static uint64_t scatter(uint64_t seed)
{
    uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    x ^= x >> 31;
    return x ? x : 1;
}

static int sim_open(acm_loop *loop)
{
    const char *const seed = getenv("ACM_SEED");
    if (seed && *seed) {
        char *end;
        const uint64_t value = strtoull(seed, &end, 10);
        if (*end)
            return -1;
        loop->random = value ? scatter(value) : 0;
    }
    return acm_polling_open(loop);
}

static int64_t sim_now(acm_loop *loop)
{
    return loop->driver_state[NOW];
}

static void jump_to_timer(acm_loop *loop)
{
    if (loop->timers && loop->timers->when != INT64_MAX)
        loop->driver_state[NOW] = loop->timers->when;
}

/* Nothing is ready: looks for what is outside; and if there is nothing, time goes on.  At its end there is only the outside left. */
static void go_on(acm_loop *loop, int64_t until)
{
    if (loop->blocking > 0 || until == INT64_MAX) {
        acm_polling_wait(loop, -1);
        return;
    }
    if (acm_polling_watches(loop))
        acm_polling_wait(loop, 0);
    if (!loop->ready && !loop->posted && until > loop->driver_state[NOW])
        loop->driver_state[NOW] = until;
}

/* In a step, which never waits: time goes on at once if nothing else does. */
static bool steps_to_timer(const acm_loop *loop)
{
    return !loop->ready && !loop->posted && loop->blocking == 0 && loop->timers && loop->timers->when != INT64_MAX;
}

static void sim_wait(acm_loop *loop, int64_t until)
{
    if (until != INT64_MIN) {
        go_on(loop, until);
    } else if (steps_to_timer(loop)) {
        go_on(loop, loop->timers->when);
    } else {
        if (acm_polling_watches(loop))
            acm_polling_wait(loop, 0);
        if (++loop->driver_state[LOOKS] < LOOKS_WITHOUT_TIME)
            return;
        jump_to_timer(loop);
    }
    loop->driver_state[LOOKS] = 0;
}

static void sim_describe(int code, char *to, size_t room)
{
    if (code == -1)
        snprintf(to, room, "ACM_SEED=%.100s: not a number", getenv("ACM_SEED"));
    else
        acm_hosted_describe(code, to, room);
}

const acm_driver acm_driver_sim = {
    .name = "sim",
    .open = sim_open,
    .close = acm_polling_close,
    .now = sim_now,
    .wait = sim_wait,
    .watch = acm_polling_watch,
    .unwatch = acm_polling_unwatch,
    .wake = acm_polling_wake,
    .format = acm_hosted_format,
    .describe = sim_describe,
    .cut_short = acm_hosted_cut_short,
};
