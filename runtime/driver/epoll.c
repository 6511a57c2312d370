/* The driver for Linux: epoll(7), woken through an eventfd(2). */
#ifdef __linux__
#define _POSIX_C_SOURCE 200809L
#include "hosted.h"

#include <errno.h>
#include <limits.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/* loop->driver_state */
enum { POLLER, WAKER };

static int descriptor(const acm_loop *loop, int which)
{
    return (int)loop->driver_state[which];
}

static int epoll_open(acm_loop *loop)
{
    const int poller = epoll_create1(EPOLL_CLOEXEC);
    if (poller < 0)
        return errno;
    const int waker = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN};   /* .data.ptr is NULL: the waker */
    if (waker < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, waker, &event) != 0) {
        const int code = errno;
        if (waker >= 0)
            close(waker);
        close(poller);
        return code;
    }
    loop->driver_state[POLLER] = poller;
    loop->driver_state[WAKER] = waker;
    return 0;
}

static void epoll_close(acm_loop *loop)
{
    close(descriptor(loop, WAKER));
    close(descriptor(loop, POLLER));
}

static int64_t epoll_now(acm_loop *loop)
{
    (void)loop;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* In ms, rounded up: rounded down, the loop would turn and turn for the last fraction of one. */
static int timeout(acm_loop *loop, int64_t until)
{
    if (until == INT64_MAX)
        return -1;
    if (until == INT64_MIN)
        return 0;
    const int64_t left = until - epoll_now(loop);
    if (left <= 0)
        return 0;
    const int64_t ms = left / 1000000 + (left % 1000000 != 0);
    return ms < INT_MAX ? (int)ms : INT_MAX;   /* the loop comes back if it is not yet time */
}

static void epoll_wait_until(acm_loop *loop, int64_t until)
{
    struct epoll_event event;
    if (epoll_wait(descriptor(loop, POLLER), &event, 1, timeout(loop, until)) <= 0)
        return;                           /* it is time, or a signal came, whose handler has posted if it has to say something */
    uint64_t count;
    while (read(descriptor(loop, WAKER), &count, sizeof count) < 0 && errno == EINTR)
        ;
}

static void epoll_wake(acm_loop *loop)
{
    const int code = errno;               /* that of what a signal has interrupted */
    const uint64_t one = 1;
    while (write(descriptor(loop, WAKER), &one, sizeof one) < 0 && errno == EINTR)
        ;
    errno = code;
}

const acm_driver acm_driver_epoll = {
    .name = "epoll",
    .open = epoll_open,
    .close = epoll_close,
    .now = epoll_now,
    .wait = epoll_wait_until,
    .wake = epoll_wake,
    .format = acm_hosted_format,
    .describe = acm_hosted_describe,
    .cut_short = acm_hosted_cut_short,
};
#else
typedef int acm_epoll_is_for_linux;
#endif
