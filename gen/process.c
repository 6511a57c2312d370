#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <time.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

static const int passed_on[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

void process_begin(processes *p)
{
    sigset_t blocked;
    p->signal = 0;
    sigemptyset(&p->watched);
    sigemptyset(&p->ignored);
    for (size_t i = 0; i < sizeof passed_on / sizeof *passed_on; i++) {
        struct sigaction action;
        sigaddset(&p->watched, passed_on[i]);
        sigaction(passed_on[i], NULL, &action);
        if (action.sa_handler == SIG_IGN)
            sigaddset(&p->ignored, passed_on[i]);
    }
    blocked = p->watched;
    sigaddset(&blocked, SIGCHLD);
    sigprocmask(SIG_BLOCK, &blocked, &p->before);
    struct sigaction standard = {.sa_handler = SIG_DFL};  /* ignored, there would be no exit status to wait for */
    sigaction(SIGCHLD, &standard, &p->child_before);
}

static void note(processes *p, int signal)
{
    if (!sigismember(&p->ignored, signal))
        p->signal = signal;
}

bool process_interrupted(processes *p)
{
    siginfo_t about;
    struct timespec none = {0, 0};
    for (int signal; (signal = sigtimedwait(&p->watched, &about, &none)) > 0; )
        note(p, signal);
    return p->signal != 0;
}

void process_end(processes *p)
{
    sigaction(SIGCHLD, &p->child_before, NULL);
    process_interrupted(p);               /* what is pending is not to be delivered now */
    sigprocmask(SIG_SETMASK, &p->before, NULL);
}

/* Whether ^C reaches this process group from the terminal. */
static bool in_foreground(void)
{
    int terminal = open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (terminal < 0)
        return false;
    bool foreground = tcgetpgrp(terminal) == getpgrp();
    close(terminal);
    return foreground;
}

/* In the child. */
static void execute(const processes *p, bool own_group, pid_t parent, const char *const *arguments, int report)
{
    if (own_group)
        setpgid(0, 0);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);     /* what ends us without a chance to pass it on ends it too */
    if (getppid() != parent)
        _exit(127);
#else
    (void)parent;
#endif
    sigaction(SIGCHLD, &p->child_before, NULL);
    sigprocmask(SIG_SETMASK, &p->before, NULL);
    execvp(arguments[0], (char *const *)(const void *)arguments);
    int reason = errno;
    while (write(report, &reason, sizeof reason) < 0 && errno == EINTR)
        ;
    _exit(127);
}

/* What the child reports if it could not execute, else 0. */
static int read_report(int report)
{
    int reason = 0;
    ssize_t got;
    while ((got = read(report, &reason, sizeof reason)) < 0 && errno == EINTR)
        ;
    return got == (ssize_t)sizeof reason ? reason : 0;
}

static int wait_for(pid_t child)
{
    int status;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

/* Until the child ends. */
static int supervise(processes *p, process_kind kind, pid_t child, bool own_group)
{
    sigset_t awaited = p->watched;
    sigaddset(&awaited, SIGCHLD);
    for (;;) {
        int status;
        if (waitpid(child, &status, WNOHANG) == child)
            return status;
        siginfo_t about;
        int signal = sigwaitinfo(&awaited, &about);
        if (signal <= 0 || signal == SIGCHLD)
            continue;
        note(p, signal);
        /* A signal of the terminal's (which no process sent: si_code > 0) has reached the child already if it is in our group. */
        if (own_group || about.si_code <= 0)
            kill(own_group && kind == PROCESS_TOOL ? -child : child, signal);
    }
}

int process_run(processes *p, process_kind kind, const char *const *arguments)
{
    int report[2];
    if (pipe(report) != 0)
        return -1;
    fcntl(report[0], F_SETFD, FD_CLOEXEC);
    fcntl(report[1], F_SETFD, FD_CLOEXEC);
    /* A group of its own makes sure that a signal to our group arrives once: by us.  In the foreground it has to be
     * in ours, to read from the terminal; there it is the terminal that signals groups. */
    bool own_group = kind == PROCESS_TOOL || !in_foreground();
    pid_t parent = getpid(), child = fork();
    if (child == 0)
        execute(p, own_group, parent, arguments, report[1]);
    int reason = child < 0 ? errno : 0;
    if (child > 0 && own_group)
        setpgid(child, child);            /* whoever of the two comes first */
    close(report[1]);
    if (child > 0)
        reason = read_report(report[0]);
    close(report[0]);
    if (reason != 0) {
        if (child > 0)
            wait_for(child);
        errno = reason;
        return -1;
    }
    int status = supervise(p, kind, child, own_group);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
