/* Waiting with poll(2). */
#define _POSIX_C_SOURCE 200809L
#include "polling.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

/* loop->driver_data, once something is watched: the waits, in the order in which they began, and room for poll()'s list of them. */
typedef struct {
    acm_fd_wait *first;
    size_t count, room;
    struct pollfd polled[];               /* the pipe comes first */
} watched;

int acm_polling_open(acm_loop *loop)
{
    int ends[2];
    if (pipe(ends) != 0)
        return errno;
    for (int i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
    }
    loop->driver_state[POLLING_READ_END] = ends[0];
    loop->driver_state[POLLING_WRITE_END] = ends[1];
    loop->driver_data = NULL;
    return 0;
}

static size_t size_of(size_t room)
{
    return sizeof(watched) + room * sizeof(struct pollfd);
}

static void release(acm_loop *loop, watched *all)
{
    if (all)
        loop->allocator->release(loop->allocator, all, size_of(all->room));
}

void acm_polling_close(acm_loop *loop)
{
    release(loop, loop->driver_data);
    loop->driver_data = NULL;
    close((int)loop->driver_state[POLLING_READ_END]);
    close((int)loop->driver_state[POLLING_WRITE_END]);
}

void acm_polling_wake(acm_loop *loop)
{
    const int code = errno;               /* that of what a signal has interrupted */
    while (write((int)loop->driver_state[POLLING_WRITE_END], "", 1) < 0 && errno == EINTR)
        ;                                 /* full is as good as written */
    errno = code;
}

bool acm_polling_watches(const acm_loop *loop)
{
    const watched *const all = loop->driver_data;
    return all && all->first;
}

/* Room for one more than there are, and the pipe. */
static watched *make_room(acm_loop *loop)
{
    watched *const old = loop->driver_data;
    if (old && old->count + 2 <= old->room)
        return old;
    const size_t room = old ? 2 * old->room : 16;
    watched *const all = loop->allocator->allocate(loop->allocator, size_of(room));
    if (!all)
        return NULL;
    *all = (watched){.first = old ? old->first : NULL, .count = old ? old->count : 0, .room = room};
    release(loop, old);
    loop->driver_data = all;
    return all;
}

int acm_polling_watch(acm_loop *loop, acm_fd_wait *wait)
{
    if (fcntl(wait->fd, F_GETFD) < 0)
        return errno;
    watched *const all = make_room(loop);
    if (!all)
        return ENOMEM;
    acm_fd_wait **end = &all->first;
    while (*end)
        end = &(*end)->next;
    *end = wait;
    wait->next = NULL;
    all->count++;
    return 0;
}

void acm_polling_unwatch(acm_loop *loop, acm_fd_wait *wait)
{
    watched *const all = loop->driver_data;
    acm_fd_wait **link = &all->first;
    while (*link != wait)
        link = &(*link)->next;
    *link = wait->next;
    all->count--;
}

static short asked(const acm_fd_wait *wait)
{
    return (short)((wait->events & ACM_READABLE ? POLLIN : 0) | (wait->events & ACM_WRITABLE ? POLLOUT : 0));
}

static int answered(const acm_fd_wait *wait, int events)
{
    if (events & (POLLERR | POLLHUP | POLLNVAL))
        return wait->events;
    return ((events & POLLIN ? ACM_READABLE : 0) | (events & POLLOUT ? ACM_WRITABLE : 0)) & wait->events;
}

static nfds_t list(watched *all)
{
    nfds_t count = 1;
    for (const acm_fd_wait *wait = all->first; wait; wait = wait->next)
        all->polled[count++] = (struct pollfd){.fd = wait->fd, .events = asked(wait)};
    return count;
}

/* Wakes those that are ready: the list is still that of the waits. */
static void tell(watched *all)
{
    const struct pollfd *polled = all->polled;
    for (acm_fd_wait **link = &all->first; *link; ) {
        acm_fd_wait *const wait = *link;
        const int result = answered(wait, (++polled)->revents);
        if (!result) {
            link = &wait->next;
            continue;
        }
        *link = wait->next;
        all->count--;
        wait->result = result;
        acm_fd_ready(wait);
    }
}

void acm_polling_wait(acm_loop *loop, int milliseconds)
{
    struct pollfd pipe_only;
    watched *const all = loop->driver_data;
    struct pollfd *const polled = all ? all->polled : &pipe_only;
    const nfds_t count = all ? list(all) : 1;
    polled[0] = (struct pollfd){.fd = (int)loop->driver_state[POLLING_READ_END], .events = POLLIN};
    if (poll(polled, count, milliseconds) <= 0)
        return;                           /* it is time, or a signal came, whose handler has posted if it has to say something */
    char woken[64];
    if (polled[0].revents)
        while (read(polled[0].fd, woken, sizeof woken) == (ssize_t)sizeof woken)
            ;
    if (all)
        tell(all);
}
