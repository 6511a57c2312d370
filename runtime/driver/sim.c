/* The simulated driver: time stands still while anything is ready, and then jumps to the next timer.  So programs
 * that sleep take no time, and do the same each time; from a seed, too, which varies the order of ready tasks. */
#define _POSIX_C_SOURCE 200809L
#include "hosted.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* loop->driver_state.  LOOKS counts how often in a row the loop has only looked whether something had happened. */
enum { NOW, READ_END, WRITE_END, LOOKS };

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
    int ends[2];
    if (pipe(ends) != 0)
        return errno;
    for (int i = 0; i < 2; i++)
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    loop->driver_state[READ_END] = ends[0];
    loop->driver_state[WRITE_END] = ends[1];
    return 0;
}

static void sim_close(acm_loop *loop)
{
    close((int)loop->driver_state[READ_END]);
    close((int)loop->driver_state[WRITE_END]);
}

static int64_t sim_now(acm_loop *loop)
{
    return loop->driver_state[NOW];
}

/* The end of simulated time: only a signal or another thread goes on from here. */
static void wait_for_wake(acm_loop *loop)
{
    char woken[64];
    while (read((int)loop->driver_state[READ_END], woken, sizeof woken) < 0 && errno == EINTR && !loop->posted)
        ;
}

static void jump_to_timer(acm_loop *loop)
{
    if (loop->timers && loop->timers->when != INT64_MAX)
        loop->driver_state[NOW] = loop->timers->when;
}

static void sim_wait(acm_loop *loop, int64_t until)
{
    if (until == INT64_MIN) {
        if (++loop->driver_state[LOOKS] < LOOKS_WITHOUT_TIME)
            return;
        jump_to_timer(loop);
    } else if (until == INT64_MAX) {
        wait_for_wake(loop);
    } else if (until > loop->driver_state[NOW]) {
        loop->driver_state[NOW] = until;
    }
    loop->driver_state[LOOKS] = 0;
}

static void sim_wake(acm_loop *loop)
{
    const int code = errno;
    while (write((int)loop->driver_state[WRITE_END], "", 1) < 0 && errno == EINTR)
        ;                                 /* full is as good as written */
    errno = code;
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
    .close = sim_close,
    .now = sim_now,
    .wait = sim_wait,
    .wake = sim_wake,
    .format = acm_hosted_format,
    .describe = sim_describe,
    .cut_short = acm_hosted_cut_short,
};
