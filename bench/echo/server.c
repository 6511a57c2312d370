/* server.acm by hand, on epoll: level-triggered, each connection registered once. */
#define _POSIX_C_SOURCE 200809L
#include "sockets.h"

#include <errno.h>
#include <stdint.h>
#include <sys/epoll.h>

struct connection {
    int fd, sent, length;
    char message[4096];
};

static int poller;

static void want(struct connection *connection, uint32_t events, int how)
{
    struct epoll_event event = {.events = events, .data.ptr = connection};
    epoll_ctl(poller, how, connection->fd, &event);
}

static void open_one(void)
{
    struct connection *const connection = calloc(1, sizeof *connection);
    if (!connection)
        abort();
    connection->fd = accept(LISTENER, NULL, NULL);
    prepare(connection->fd);
    want(connection, EPOLLIN, EPOLL_CTL_ADD);
}

/* Sends what there is: 1 if that was all, 0 if the rest has to wait, -1 if the connection is gone. */
static int send_rest(struct connection *connection)
{
    while (connection->sent < connection->length) {
        const ssize_t n = write(connection->fd, connection->message + connection->sent, (size_t)(connection->length - connection->sent));
        if (n <= 0)
            return n < 0 && errno == EAGAIN ? 0 : -1;
        connection->sent += (int)n;
    }
    connection->sent = connection->length = 0;
    return 1;
}

/* False if it has ended. */
static int serve(struct connection *connection)
{
    const int rest = connection->length;
    if (!rest) {
        const ssize_t n = read(connection->fd, connection->message, sizeof connection->message);
        if (n <= 0)
            return n < 0 && errno == EAGAIN;
        connection->length = (int)n;
    }
    const int all = send_rest(connection);
    if (!rest && all == 0)
        want(connection, EPOLLOUT, EPOLL_CTL_MOD);
    else if (rest && all == 1)
        want(connection, EPOLLIN, EPOLL_CTL_MOD);
    return all >= 0;
}

int main(int argc, char **argv)
{
    int to_come = argc > 1 ? atoi(argv[1]) : 0, open = 0;
    struct epoll_event events[256], listening = {.events = EPOLLIN, .data.ptr = NULL};
    poller = epoll_create1(0);
    epoll_ctl(poller, EPOLL_CTL_ADD, LISTENER, &listening);
    while (to_come + open > 0) {
        const int count = epoll_wait(poller, events, 256, -1);
        for (int i = 0; i < count; i++) {
            struct connection *const connection = events[i].data.ptr;
            if (!connection) {
                if (to_come == 0)
                    continue;
                open_one();
                to_come--;
                open++;
            } else if (!serve(connection)) {
                close(connection->fd);
                free(connection);
                open--;
            }
        }
    }
    return 0;
}
