/* pair SERVER CLIENT CONNECTIONS REQUESTS: runs a server, with a listening socket of the loopback interface as its descriptor 3, and a client of
 * it, which sends so many messages on each connection; each on a processor of its own where there are two, and
 * before all other work where that is permitted.  Prints messages a second, and the
 * microseconds of processor time that the server took for each, of these its own, not the system's, and the same of the client.  It ends
 * everything after a minute. */
#define _GNU_SOURCE                       /* sched_setaffinity, wait4 */
#include "sockets.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double microseconds(struct timeval time)
{
    return (double)time.tv_sec * 1e6 + (double)time.tv_usec;
}

/* Waits for one to end, and notes what it took; false if it failed. */
static int wait_for(pid_t child, struct rusage *used)
{
    int status;
    return child > 0 && wait4(child, &status, 0, used) == child && status == 0;
}

/* A socket that listens, and its port's number in PORT. */
static int listen_somewhere(char port[8])
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) || listen(fd, 256) || getsockname(fd, (struct sockaddr *)&at, &size)) {
        perror("listen");
        exit(1);
    }
    snprintf(port, 8, "%d", ntohs(at.sin_port));
    return fd;
}

static pid_t start(char **command, int listener, int processor)
{
    const pid_t child = fork();
    if (child != 0)
        return child;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    sched_setaffinity(0, sizeof set, &set);   /* there may be only one */
    sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 10});
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (listener >= 0)
        dup2(listener, LISTENER);
    execv(command[0], command);
    perror(command[0]);
    _exit(127);
}

int main(int argc, char **argv)
{
    if (argc < 5)
        return 2;
    char port[8];
    const int listener = listen_somewhere(port);
    const double begin = now();
    const pid_t server = start((char *[]){argv[1], argv[3], NULL}, listener, 0);
    const pid_t client = start((char *[]){argv[2], port, argv[3], argv[4], NULL}, -1, 1);
    alarm(60);
    struct rusage by_server, by_client;
    if (!wait_for(client, &by_client))
        return 1;
    const double took = now() - begin, messages = atof(argv[3]) * atof(argv[4]);
    if (!wait_for(server, &by_server))
        return 1;
    printf("%.0f", messages / took);
    for (int i = 0; i < 2; i++) {
        const struct rusage *const used = i == 0 ? &by_server : &by_client;
        printf(" %.2f %.2f", (microseconds(used->ru_utime) + microseconds(used->ru_stime)) / messages, microseconds(used->ru_utime) / messages);
    }
    printf("\n");
    return 0;
}
