/* The driver for Linux: epoll(7), woken through an eventfd(2). */
#ifdef __linux__
#define _POSIX_C_SOURCE 200809L
#include "hosted.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* loop->driver_state */
enum { POLLER, WAKER };

/* epoll_event.data: a descriptor, or this. */
static const uint64_t WOKEN = UINT64_MAX;

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
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = WOKEN};
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

/* ---- descriptors ---- */

/* loop->driver_data, once something is watched: for each descriptor the waits for it, in the order in which they began.  It is registered for
 * one event at a time, and stays registered after it: it may have been closed, and opened as something else, since. */
typedef struct {
    acm_fd_wait *first;
    bool is_registered;                   /* as far as we know */
} watched;

typedef struct {
    size_t count;
    watched at[];
} table;

static size_t size_of(size_t count)
{
    return sizeof(table) + count * sizeof(watched);
}

/* The table, with room for a descriptor; NULL if there is no memory. */
static table *table_for(acm_loop *loop, int fd)
{
    table *const old = loop->driver_data;
    if (old && (size_t)fd < old->count)
        return old;
    size_t count = old ? 2 * old->count : 64;
    while (count <= (size_t)fd)
        count *= 2;
    table *const all = loop->allocator->allocate(loop->allocator, size_of(count));
    if (!all)
        return NULL;
    all->count = count;
    for (size_t i = 0; i < count; i++)
        all->at[i] = old && i < old->count ? old->at[i] : (watched){NULL, false};
    if (old)
        loop->allocator->release(loop->allocator, old, size_of(old->count));
    loop->driver_data = all;
    return all;
}

/* Registers it for what its waits are for: 0, or an errno. */
static int arm(acm_loop *loop, int fd)
{
    watched *const it = &((table *)loop->driver_data)->at[fd];
    struct epoll_event event = {.events = EPOLLONESHOT, .data.u64 = (uint64_t)fd};
    for (const acm_fd_wait *wait = it->first; wait; wait = wait->next)
        event.events |= (wait->events & ACM_READABLE ? EPOLLIN : 0u) | (wait->events & ACM_WRITABLE ? EPOLLOUT : 0u);
    int failed = epoll_ctl(descriptor(loop, POLLER), it->is_registered ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
    if (failed && (errno == ENOENT || errno == EEXIST))
        failed = epoll_ctl(descriptor(loop, POLLER), errno == ENOENT ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event);
    it->is_registered = !failed;
    return failed ? errno : 0;
}

static void epoll_unwatch(acm_loop *loop, acm_fd_wait *wait)
{
    acm_fd_wait **link = &((table *)loop->driver_data)->at[wait->fd].first;
    while (*link != wait)
        link = &(*link)->next;
    *link = wait->next;                   /* an event that comes all the same is for nobody */
}

static int epoll_watch(acm_loop *loop, acm_fd_wait *wait)
{
    if (wait->fd < 0)
        return EBADF;
    table *const all = table_for(loop, wait->fd);
    if (!all)
        return ENOMEM;
    acm_fd_wait **end = &all->at[wait->fd].first;
    while (*end)
        end = &(*end)->next;
    *end = wait;
    wait->next = NULL;
    const int code = arm(loop, wait->fd);
    if (code)
        epoll_unwatch(loop, wait);
    return code == EPERM ? ACM_READY_NOW : code;      /* a file's, which can't be waited for */
}

static int answered(const acm_fd_wait *wait, uint32_t events)
{
    if (events & (EPOLLERR | EPOLLHUP))
        return wait->events;
    return ((events & EPOLLIN ? ACM_READABLE : 0) | (events & EPOLLOUT ? ACM_WRITABLE : 0)) & wait->events;
}

static void tell(acm_loop *loop, int fd, uint32_t events)
{
    acm_fd_wait **link = &((table *)loop->driver_data)->at[fd].first;
    while (*link) {
        acm_fd_wait *const wait = *link;
        wait->result = answered(wait, events);
        if (!wait->result) {
            link = &wait->next;
            continue;
        }
        *link = wait->next;
        acm_fd_ready(wait);
    }
    if (((table *)loop->driver_data)->at[fd].first)
        arm(loop, fd);
}

/* ---- the driver ---- */

static void epoll_close(acm_loop *loop)
{
    table *const all = loop->driver_data;
    if (all)
        loop->allocator->release(loop->allocator, all, size_of(all->count));
    loop->driver_data = NULL;
    close(descriptor(loop, WAKER));
    close(descriptor(loop, POLLER));
}

static void epoll_wait_until(acm_loop *loop, int64_t until)
{
    enum { AT_ONCE = 64 };
    struct epoll_event events[AT_ONCE];
    const int count = epoll_wait(descriptor(loop, POLLER), events, AT_ONCE, acm_milliseconds_until(until));
    for (int i = 0; i < count; i++) {     /* none: it is time, or a signal came, whose handler has posted if it has to say something */
        uint64_t wakes;
        if (events[i].data.u64 != WOKEN)
            tell(loop, (int)events[i].data.u64, events[i].events);
        else
            while (read(descriptor(loop, WAKER), &wakes, sizeof wakes) < 0 && errno == EINTR)
                ;
    }
}

static int epoll_descriptor(const acm_loop *loop)
{
    return descriptor(loop, POLLER);
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
    .now = acm_monotonic_now,
    .wait = epoll_wait_until,
    .watch = epoll_watch,
    .unwatch = epoll_unwatch,
    .descriptor = epoll_descriptor,
    .wake = epoll_wake,
    .format = acm_hosted_format,
    .describe = acm_hosted_describe,
    .cut_short = acm_hosted_cut_short,
};
#else
typedef int acm_epoll_is_for_linux;
#endif
