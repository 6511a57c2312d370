/* client.acm by hand, on epoll. */
#define _POSIX_C_SOURCE 200809L
#include "sockets.h"

#include <errno.h>
#include <sys/epoll.h>

struct connection { int fd, got, left; };

static char message[MESSAGE] = "x";

static void broken(const char *what)
{
    fprintf(stderr, "client: %s\n", what);
    exit(1);
}

static void ask(struct connection *connection)
{
    connection->got = 0;
    connection->left--;
    if (write(connection->fd, message, MESSAGE) != MESSAGE)
        broken("not sent");
}

/* False when the last answer has come. */
static int receive(struct connection *connection)
{
    const ssize_t n = read(connection->fd, message, (size_t)(MESSAGE - connection->got));
    if (n > 0)
        connection->got += (int)n;
    else if (n == 0 || errno != EAGAIN)
        broken("nothing comes back");
    if (connection->got < MESSAGE)
        return 1;
    if (connection->left == 0)
        return 0;
    ask(connection);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    int open = atoi(argv[2]);
    struct epoll_event events[256];
    struct connection *const all = calloc((size_t)open, sizeof *all);
    const int poller = epoll_create1(0);
    for (int i = 0; i < open; i++) {
        all[i].fd = connect_to(argv[1]);
        all[i].left = atoi(argv[3]);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[i]};
        epoll_ctl(poller, EPOLL_CTL_ADD, all[i].fd, &event);
        ask(&all[i]);
    }
    while (open > 0) {
        const int count = epoll_wait(poller, events, 256, -1);
        for (int i = 0; i < count; i++) {
            struct connection *const connection = events[i].data.ptr;
            if (!receive(connection)) {
                close(connection->fd);
                open--;
            }
        }
    }
    free(all);
    return 0;
}
