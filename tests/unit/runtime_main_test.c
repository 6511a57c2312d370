/* acm_main: exit statuses, signals, and what goes to stderr.  Each program runs in a process of its own. */
#include "runtime_testing.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum program { RETURNS, RAISES, DEADLOCKS, CANCELS_ITSELF, INTERRUPTED, TERMINATED, DUMPED, DUMPED_BY_ANOTHER, SWALLOWS, RAISES_IN_CLEANUP, TWICE_INTERRUPTED,
               INTERRUPTED_IN_CLEANUP, SLEEPS_FOR_EVER };

/* async int main: try { what NUMBER says } finally { sleep(1) } */
static const acm_wait_kind nothing = {"nothing", NULL};

COROUTINE(main)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    case 2: goto resume_2;
    case 3: goto resume_3;
    }
    f->result = 3;
    switch (f->number) {
    case RAISES:
        ACM_RAISE(4, finally, acm_ValueError, "uncaught");
    case DEADLOCKS:
        frame->state = 3;
        acm_wait_for(&f->sleep.wait, frame, task, &nothing);
        return acm_status_of(ACM_SUSPENDED);
    resume_3:
        break;
    case CANCELS_ITSELF:
        acm_cancel(acm_current_task());
        break;
    case TERMINATED:
        raise(SIGTERM);
        break;
    case DUMPED:
        raise(SIGUSR1);
        break;
    case DUMPED_BY_ANOTHER:
        raise(SIGUSR2);
        break;
    case INTERRUPTED:
    case SWALLOWS:
    case RAISES_IN_CLEANUP:
    case TWICE_INTERRUPTED:
        raise(SIGINT);
        break;
    }
    if (f->number == SLEEPS_FOR_EVER) {   /* the parent sends a signal when it has read this */
        printf("ready\n");
        fflush(stdout);
    }
    if (f->number != RETURNS)
        SLEEP(1, f->number == SLEEPS_FOR_EVER ? 1e300 : 1000, finally);
finally:
    acm_leave(task, &f->leaving);
    if (f->number == TWICE_INTERRUPTED || f->number == INTERRUPTED_IN_CLEANUP)
        raise(SIGINT);
    SLEEP(2, 2000, left);
    printf("cleaned up at %g\n", acm_now());
    if (f->number == RAISES_IN_CLEANUP)
        ACM_RAISE(5, left, acm_ValueError, "in cleanup");
left:
    acm_left(task, &f->leaving);
    if (f->number == SWALLOWS && acm_catch(task, &f->handled, &acm_Cancelled_type))
        acm_handled(task, &f->handled);
    if (acm_raised(task)) goto raised;
    RETURN;
raised:
    UNWIND;
}

static char out[2000], err[2000];

static void read_all(int from, char *to, size_t room)
{
    size_t length = 0;
    ssize_t count;
    while ((count = read(from, to + length, room - 1 - length)) > 0)
        length += (size_t)count;
    to[length] = '\0';
    close(from);
}

/* The exit status, or minus the signal that killed it.  SIGNAL_NUMBER, if not 0, is sent when the program has said that it is ready. */
static int run_main(enum program program, const char *driver, int signal_number)
{
    int to_out[2], to_err[2];
    assert_int_equal(pipe(to_out), 0);
    assert_int_equal(pipe(to_err), 0);
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        dup2(to_out[1], STDOUT_FILENO);
        dup2(to_err[1], STDERR_FILENO);
        close(to_out[0]), close(to_err[0]), close(to_out[1]), close(to_err[1]);
        setenv("ACM_DRIVER", driver, 1);
        co frame;
        main_start(&frame, (int)program);
        const int status = acm_main(&frame.acm, &frame.result);
        fflush(stdout);
        _exit(status);
    }
    close(to_out[1]);
    close(to_err[1]);
    int status = -1;
    if (signal_number) {
        char ready[6];
        assert_int_equal(read(to_out[0], ready, sizeof ready), sizeof ready);
        kill(child, signal_number);
    }
    read_all(to_out[0], out, sizeof out);
    read_all(to_err[0], err, sizeof err);
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void section_2_the_status_is_what_main_returns(void **state)
{
    (void)state;
    assert_int_equal(run_main(RETURNS, "sim", 0), 3);
    assert_string_equal(out, "cleaned up at 2000\n");
    assert_string_equal(err, "");
}

static void section_2_an_uncaught_error_is_printed(void **state)
{
    (void)state;
    assert_int_equal(run_main(RAISES, "sim", 0), 1);
    assert_string_equal(out, "cleaned up at 2000\n");
    assert_string_equal(err, "  t.acm:40: in main\nacm_ValueError: uncaught\n");
    assert_int_equal(run_main(CANCELS_ITSELF, "sim", 0), 1);
    assert_string_equal(out, "cleaned up at 2000\n");
    assert_string_equal(err, "  t.acm:10: in main\nacm_Cancelled\n");
}

static void section_2_a_signal_cancels_main(void **state)
{
    (void)state;
    assert_int_equal(run_main(INTERRUPTED, "sim", 0), 128 + SIGINT);
    assert_string_equal(out, "cleaned up at 2000\n");
    assert_string_equal(err, "");
    assert_int_equal(run_main(TERMINATED, "sim", 0), 128 + SIGTERM);
    assert_string_equal(out, "cleaned up at 2000\n");
    assert_string_equal(err, "");
}

static void section_2_a_signal_ends_a_wait(void **state)
{
    (void)state;
    assert_int_equal(run_main(SLEEPS_FOR_EVER, "sim", SIGTERM), 128 + SIGTERM);
    assert_string_equal(out, "cleaned up at 2000\n");
    assert_string_equal(err, "");
}

static void section_5_main_may_swallow_the_cancellation_of_a_signal(void **state)
{
    (void)state;
    assert_int_equal(run_main(SWALLOWS, "sim", 0), 3);
    assert_string_equal(err, "");
}

static void section_5_an_error_of_the_cleanup_is_printed(void **state)
{
    (void)state;
    assert_int_equal(run_main(RAISES_IN_CLEANUP, "sim", 0), 1);
    assert_string_equal(err, "  t.acm:10: in main\nacm_Cancelled\nand while that was handled:\n"
                             "  t.acm:50: in main\nacm_ValueError: in cleanup\n");
}

static void section_5_a_second_sigint_cuts_through_cleanup(void **state)
{
    (void)state;
    assert_int_equal(run_main(INTERRUPTED_IN_CLEANUP, "sim", 0), 3);
    assert_string_equal(out, "cleaned up at 3000\n");
    assert_int_equal(run_main(TWICE_INTERRUPTED, "sim", 0), 128 + SIGINT);
    assert_string_equal(out, "");
    assert_non_null(strstr(err, "acm: cleanup was cut short:\n"));
    assert_non_null(strstr(err, "  t.acm:20: in main\n"));
}

static void section_10_a_deadlock_is_reported(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(run_main(DEADLOCKS, i ? "epoll" : "sim", 0), 1);
        assert_string_equal(err, "acm: deadlock: nothing is left that could wake these tasks:\ntask main: waits for nothing\n  t.acm:30: in main\n");
    }
}

static void section_6_a_signal_asks_for_a_dump(void **state)
{
    (void)state;
    const char *const dump = "task main: waits for a time\n  t.acm:10: in main\n";
    assert_int_equal(run_main(DUMPED, "sim", 0), 3);
    assert_string_equal(err, dump);
    setenv("ACM_DUMP_ON", "USR2", 1);
    assert_int_equal(run_main(DUMPED_BY_ANOTHER, "sim", 0), 3);
    assert_string_equal(err, dump);
    assert_int_equal(run_main(DUMPED, "sim", 0), -SIGUSR1);
    setenv("ACM_DUMP_ON", "nonesuch", 1);
    assert_int_equal(run_main(RETURNS, "sim", 0), 1);
    assert_string_equal(err, "acm: ACM_DUMP_ON=nonesuch: no such signal\n");
    unsetenv("ACM_DUMP_ON");
}

static void section_2_an_unknown_driver_is_an_error(void **state)
{
    (void)state;
    assert_int_equal(run_main(RETURNS, "nonesuch", 0), 1);
    assert_string_equal(out, "");
    assert_string_equal(err, "acm: ACM_DRIVER=nonesuch: no such driver; there is: epoll poll sim\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(section_2_the_status_is_what_main_returns),
        cmocka_unit_test(section_2_an_uncaught_error_is_printed),
        cmocka_unit_test(section_2_a_signal_cancels_main),
        cmocka_unit_test(section_2_a_signal_ends_a_wait),
        cmocka_unit_test(section_5_main_may_swallow_the_cancellation_of_a_signal),
        cmocka_unit_test(section_5_an_error_of_the_cleanup_is_printed),
        cmocka_unit_test(section_5_a_second_sigint_cuts_through_cleanup),
        cmocka_unit_test(section_10_a_deadlock_is_reported),
        cmocka_unit_test(section_6_a_signal_asks_for_a_dump),
        cmocka_unit_test(section_2_an_unknown_driver_is_an_error),
    };
    return cmocka_run_group_tests_name("main", tests, NULL, NULL);
}
