/* The driver for Linux: epoll(7), woken through an eventfd(2). */
#ifdef __linux__
#define _POSIX_C_SOURCE 200809L
#include "hosted.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* loop->driver_state.  ROUNDS counts the waits that did without asking again. */
enum { POLLER, WAKER, ROUNDS };

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
 * some rounds in which others kept it busy, the system is asked after all: epoll_ctl() reports what is so already.  A busy server
 * saves a call for each wait, and one that is not loses a look. */

/* How often others' events may come before the unproven are asked for, and how many unproven make the look worth it. */
enum { ROUNDS_AT_MOST = 16, WORTH_A_LOOK = 2 };

typedef struct {
    acm_fd_wait *first;                   /* the waits for it, in the order in which they began */
    uint32_t events;                      /* that it is registered for, as far as we know; 0: it is not */
    uint32_t generation;                  /* counts those that had this number */
    bool is_missed;                       /* something happened while nobody waited: a wait has to ask */
    bool is_unproven;
    int next_unproven;
} watched;

/* loop->driver_data, once something is watched */
typedef struct {
    size_t count, unproven;
    int first_unproven;
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
    *all = (table){.count = count, .unproven = old ? old->unproven : 0, .first_unproven = old ? old->first_unproven : 0};
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

/* Relies on what is registered, for now. */
static void trust(table *all, int fd)
{
    watched *const it = &all->at[fd];
    if (it->is_unproven)
        return;
    it->is_unproven = true;
    it->next_unproven = all->first_unproven;
    all->first_unproven = fd;
    all->unproven++;
}

static void tell_all(watched *it)
{
    while (it->first) {
        acm_fd_wait *const wait = it->first;
        it->first = wait->next;
        acm_fd_ready(wait);               /* its result is all that it is for: read() or write() will tell */
    }
}

static void prove(acm_loop *loop)
{
    table *const all = loop->driver_data;
    loop->driver_state[ROUNDS] = 0;
    for (; all && all->unproven; all->unproven--) {
        const int fd = all->first_unproven;
        watched *const it = &all->at[fd];
        all->first_unproven = it->next_unproven;
        it->is_unproven = false;
        if (it->first && arm(loop, it, fd))
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
        trust(all, wait->fd);
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

static void epoll_wait_until(acm_loop *loop, int64_t until)
{
    const table *const all = loop->driver_data;
    const bool worth_a_look = all && all->unproven >= WORTH_A_LOOK && until != INT64_MIN && loop->driver_state[ROUNDS]++ < ROUNDS_AT_MOST;
    if (worth_a_look && look(loop, 0) > 0)
        return;
    prove(loop);
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
    .wake = epoll_wake,
    .format = acm_hosted_format,
    .describe = acm_hosted_describe,
    .cut_short = acm_hosted_cut_short,
};
#else
typedef int acm_epoll_is_for_linux;
#endif
