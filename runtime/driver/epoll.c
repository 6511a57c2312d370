/* The driver for Linux: epoll(7), woken through an eventfd(2). */
#ifdef __linux__
#define _POSIX_C_SOURCE 200809L
#include "hosted.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* loop->driver_state.  ROUND counts the looks. */
enum { POLLER, WAKER, ROUND };

/* epoll_event.data: a descriptor, and in the upper half which of those that had its number; or this. */
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

/* ---- descriptors ----
 *
 * A descriptor is registered edge-triggered, for what its waits are for, and stays so.  A wait that is for the same again need not
 * ask the system for it: the next edge comes by itself.  But what an earlier one has left unread makes no new edge, and the
 * descriptor may have been closed, and its number be another's.  So such a wait is unproven, and before the loop comes to rest, or after
 * some rounds in which there was something else to do, the system is asked after all: epoll_ctl() reports what is so already.  A busy
 * server saves a call for each wait, and one that is not loses a look. */

/* How many rounds a wait may stay unproven, and how many unproven make a look worth it. */
enum { ROUNDS_AT_MOST = 16, WORTH_A_LOOK = 2 };

typedef struct {
    acm_fd_wait *first;                   /* the waits for it, in the order in which they began */
    uint32_t events;                      /* that it is registered for, as far as we know; 0: it is not */
    uint32_t generation;                  /* counts those that had this number */
    bool is_missed;                       /* something happened while nobody waited: a wait has to ask */
    bool is_queued;                       /* among the unproven */
    int next;
    uint32_t queued_in, unproven_since;   /* rounds; the latter is not the earlier */
} watched;

/* loop->driver_data, once something is watched.  The unproven are queued nearly in the order of their rounds: who is
 * queued again may be as late again. */
typedef struct {
    size_t count, unproven;
    int first, last;
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
    *all = old ? *old : (table){.count = 0};
    all->count = count;
    for (size_t i = 0; i < count; i++)
        all->at[i] = old && i < old->count ? old->at[i] : (watched){.first = NULL};
    if (old)
        loop->allocator->release(loop->allocator, old, size_of(old->count));
    loop->driver_data = all;
    return all;
}

static uint32_t events_of(const watched *it)
{
    uint32_t events = 0;
    for (const acm_fd_wait *wait = it->first; wait; wait = wait->next)
        events |= (wait->events & ACM_READABLE ? EPOLLIN : 0u) | (wait->events & ACM_WRITABLE ? EPOLLOUT : 0u);
    return events;
}

static int ask(acm_loop *loop, watched *it, int how, int fd)
{
    if (how == EPOLL_CTL_ADD)
        it->generation++;
    struct epoll_event event = {.events = it->events | EPOLLET, .data.u64 = (uint64_t)it->generation << 32 | (uint32_t)fd};
    return epoll_ctl(descriptor(loop, POLLER), how, fd, &event) ? errno : 0;
}

/* Registers it for what its waits are for: 0, or an errno. */
static int arm(acm_loop *loop, watched *it, int fd)
{
    int how = it->events ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    it->events = events_of(it);
    it->is_missed = false;
    int code = ask(loop, it, how, fd);
    if (code == ENOENT || code == EEXIST)
        code = ask(loop, it, code == ENOENT ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd);
    if (code)
        it->events = 0;
    return code;
}

static void queue(table *all, int fd, uint32_t round)
{
    watched *const it = &all->at[fd];
    it->is_queued = true;
    it->queued_in = round;
    if (all->unproven++)
        all->at[all->last].next = fd;
    else
        all->first = fd;
    all->last = fd;
}

/* Relies on what is registered, until it is proven with the rounds. */
static void trust(acm_loop *loop, int fd)
{
    table *const all = loop->driver_data;
    watched *const it = &all->at[fd];
    it->unproven_since = (uint32_t)loop->driver_state[ROUND];
    if (!it->is_queued)
        queue(all, fd, it->unproven_since);
}

static void tell_all(watched *it)
{
    while (it->first) {
        acm_fd_wait *const wait = it->first;
        it->first = wait->next;
        acm_fd_ready(wait);               /* its result is all that it is for: read() or write() will tell */
    }
}

/* Asks for those that have been unproven for AGE rounds. */
static void prove(acm_loop *loop, uint32_t age)
{
    table *const all = loop->driver_data;
    const uint32_t round = (uint32_t)loop->driver_state[ROUND];
    while (all->unproven && round - all->at[all->first].queued_in >= age) {
        const int fd = all->first;
        watched *const it = &all->at[fd];
        all->first = it->next;
        all->unproven--;
        it->is_queued = false;
        if (!it->first)
            continue;
        if (round - it->unproven_since < age)
            queue(all, fd, it->unproven_since);
        else if (arm(loop, it, fd))
            tell_all(it);
    }
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
    watched *const it = &all->at[wait->fd];
    acm_fd_wait **end = &it->first;
    while (*end)
        end = &(*end)->next;
    *end = wait;
    wait->next = NULL;
    if (it->events && it->events == events_of(it) && !it->is_missed) {
        trust(loop, wait->fd);
        return 0;
    }
    const int code = arm(loop, it, wait->fd);
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

static void tell(acm_loop *loop, uint64_t who, uint32_t events)
{
    watched *const it = &((table *)loop->driver_data)->at[(uint32_t)who];
    if (it->generation != (uint32_t)(who >> 32))
        return;                           /* one that was closed here, and is still open in another process */
    it->is_missed = true;
    for (acm_fd_wait **link = &it->first; *link; ) {
        acm_fd_wait *const wait = *link;
        const int result = answered(wait, events);
        if (!result) {
            link = &wait->next;
            continue;
        }
        *link = wait->next;
        wait->result = result;
        it->is_missed = false;
        acm_fd_ready(wait);
    }
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

/* Gives the number of events that there were: none if it is time, or if a signal came, whose handler has posted if it has to say something. */
static int look(acm_loop *loop, int milliseconds)
{
    enum { AT_ONCE = 128 };
    struct epoll_event events[AT_ONCE];
    const int count = epoll_wait(descriptor(loop, POLLER), events, AT_ONCE, milliseconds);
    for (int i = 0; i < count; i++) {
        uint64_t wakes;
        if (events[i].data.u64 != WOKEN)
            tell(loop, events[i].data.u64, events[i].events);
        else
            while (read(descriptor(loop, WAKER), &wakes, sizeof wakes) < 0 && errno == EINTR)
                ;
    }
    return count;
}

static void epoll_settle(acm_loop *loop)
{
    if (loop->driver_data)
        prove(loop, 0);
}

static void epoll_wait_until(acm_loop *loop, int64_t until)
{
    const table *const all = loop->driver_data;
    loop->driver_state[ROUND]++;
    if (all && all->unproven) {
        const bool is_busy = until == INT64_MIN, has_looked = !is_busy && all->unproven >= WORTH_A_LOOK;
        const bool found = has_looked && look(loop, 0) > 0;
        prove(loop, is_busy || found ? ROUNDS_AT_MOST : 0);
        if (found)
            return;
    }
    look(loop, loop->ready ? 0 : acm_milliseconds_until(until));
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
    .settle = epoll_settle,
    .wake = epoll_wake,
    .format = acm_hosted_format,
    .describe = acm_hosted_describe,
    .cut_short = acm_hosted_cut_short,
};
#else
typedef int acm_epoll_is_for_linux;
#endif
