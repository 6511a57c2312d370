/* What the servers and clients here share.  None of them asks the system more than it must: whoever waits has been told to. */
#ifndef SOCKETS_H
#define SOCKETS_H

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    LISTENER = 3,                         /* the descriptor that pair.c gives a server */
    MESSAGE = 64                          /* bytes */
};

static inline void prepare(int fd)
{
    const int on = 1;
    fcntl(fd, F_SETFL, O_NONBLOCK);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/* A connection to a server of this machine; ends the program if there is none. */
static inline int connect_to(const char *port)
{
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {0};
    at.sin_family = AF_INET;
    at.sin_port = htons((unsigned short)atoi(port));
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) != 0) {
        perror("connect");
        exit(1);
    }
    prepare(fd);
    return fd;
}

#endif
