/* What C's main does for `async int main` (language.md, sections 2 and 5): a loop, signals, and an exit status. */
#define _POSIX_C_SOURCE 200809L
#include "hosted.h"
#include "../core/core.h"

#include <signal.h>
#include <stdatomic.h>

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
        fputs("acm: deadlock: main waits here, and nothing is left that could wake it:\n", stderr);
        acm_task_write(&loop->root, acm_write_file, stderr);
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
    if (!acm_loop_init(&loop, NULL)) {
        fprintf(stderr, "acm: %s\n", acm_error_message(acm_loop_error(&loop)));
        acm_loop_close(&loop);
        return 1;
    }
    struct sigaction before[SIGNALS];
    catch_signals(&loop, before);
    const int outcome = acm_run(&loop, frame);
    release_signals(before);
    const int status = status_of(&loop, outcome, result);
    acm_loop_close(&loop);
    return status;
}
