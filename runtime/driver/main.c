/* What C's main does for `async int main` (language.md, sections 2 and 5): a loop, signals, and an exit status. */
#define _POSIX_C_SOURCE 200809L
#include "hosted.h"
#include "../core/core.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* The signals that cancel main.  They are turned on even where they were ignored before: who sends one wants main to end. */
static const int signals[] = {SIGINT, SIGTERM};
enum { SIGNALS = sizeof signals / sizeof *signals };

/* What a handler knows: a signal has no argument to pass. */
static acm_loop *main_loop;
static acm_post signal_post;
static atomic_int first_signal, interrupts;

static void signal_arrived(int number)
{
    int none = 0;
    atomic_compare_exchange_strong(&first_signal, &none, number);
    if (number == SIGINT)
        atomic_fetch_add(&interrupts, 1);
    acm_loop_post(main_loop, &signal_post);
}

/* In the loop's turn. */
static void cancel_main(acm_post *post)
{
    (void)post;
    if (atomic_load(&interrupts) > 1)
        acm_cancel_cutting(&main_loop->root);
    else
        acm_cancel(&main_loop->root);
}

/* ---- a dump ---- */

/* The signals that the environment's ACM_DUMP_ON may name. */
static const struct { const char *name; int number; } dump_signals[] = {
    {"USR1", SIGUSR1}, {"USR2", SIGUSR2}, {"HUP", SIGHUP}, {"QUIT", SIGQUIT}, {"ALRM", SIGALRM},
};
enum { DUMP_SIGNALS = sizeof dump_signals / sizeof *dump_signals };

static acm_post dump_post;

static void dump_asked(int number)
{
    (void)number;
    acm_loop_post(main_loop, &dump_post);
}

/* In the loop's turn: no task runs. */
static void dump(acm_post *post)
{
    (void)post;
    acm_dump(main_loop, stderr);
}

/* SIGUSR1 if nothing is asked for; 0 if that is no signal. */
static int find_dump_signal(void)
{
    const char *name = getenv("ACM_DUMP_ON");
    if (!name || !*name)
        return SIGUSR1;
    if (strncmp(name, "SIG", 3) == 0)
        name += 3;
    for (size_t i = 0; i < DUMP_SIGNALS; i++)
        if (strcmp(name, dump_signals[i].name) == 0)
            return dump_signals[i].number;
    return 0;
}

static void catch_dump_signal(int number, struct sigaction *before)
{
    struct sigaction action = {.sa_flags = SA_RESTART};
    action.sa_handler = dump_asked;
    sigemptyset(&action.sa_mask);
    dump_post.run = dump;
    sigaction(number, &action, before);
}

/* ---- main ---- */

static void catch_signals(acm_loop *loop, struct sigaction before[SIGNALS])
{
    struct sigaction action = {.sa_flags = SA_RESTART};   /* C code that blocks is not made to fail */
    action.sa_handler = signal_arrived;
    sigemptyset(&action.sa_mask);
    main_loop = loop;
    signal_post.run = cancel_main;
    atomic_store(&first_signal, 0);
    atomic_store(&interrupts, 0);
    for (int i = 0; i < SIGNALS; i++)
        sigaction(signals[i], &action, &before[i]);
}

static void release_signals(const struct sigaction before[SIGNALS])
{
    for (int i = 0; i < SIGNALS; i++)
        sigaction(signals[i], &before[i], NULL);
}

/* The exit status; prints what nothing has handled. */
static int status_of(acm_loop *loop, int outcome, const int *result)
{
    const acm_BaseError *const error = acm_loop_error(loop);
    const int number = atomic_load(&first_signal);
    if (outcome == ACM_DONE)
        return *result;
    if (outcome == ACM_SUSPENDED) {
        fputs("acm: deadlock: nothing is left that could wake these tasks:\n", stderr);
        acm_dump(loop, stderr);
        return 1;
    }
    if (number && acm_error_is(error, acm_Cancelled))
        return 128 + number;
    acm_error_print(error, stderr);
    return 1;
}

int acm_main(acm_frame *frame, int *result)
{
    acm_loop loop;
    const int dump_signal = find_dump_signal();
    if (!dump_signal) {
        fprintf(stderr, "acm: ACM_DUMP_ON=%s: no such signal\n", getenv("ACM_DUMP_ON"));
        return 1;
    }
    if (!acm_loop_init(&loop, NULL)) {
        fprintf(stderr, "acm: %s\n", acm_error_message(acm_loop_error(&loop)));
        acm_loop_close(&loop);
        return 1;
    }
    struct sigaction before[SIGNALS], before_dump;
    catch_signals(&loop, before);
    catch_dump_signal(dump_signal, &before_dump);
    const int outcome = acm_run(&loop, frame);
    sigaction(dump_signal, &before_dump, NULL);
    release_signals(before);
    const int status = status_of(&loop, outcome, result);
    acm_loop_close(&loop);
    return status;
}
