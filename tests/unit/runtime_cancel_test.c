/* Cancellation: when it is delivered, what is shielded from it, and scopes. */
#include "runtime_testing.h"

/* Cancels the root after some seconds; a timer, so that it is a task's business of nobody. */
static acm_timer canceller;

static void cancel_root(acm_timer *timer)
{
    (void)timer;
    acm_cancel(&loop.root);
}

/* Runs NAME, and cancels it after SECONDS. */
#define run_cancelled(name, number, seconds) run_cancelled_in(name##_start, number, seconds)
static int run_cancelled_in(void (*start)(co *, int), int number, int seconds)
{
    co frame;
    open_loop(&refusing);
    acm_timer_start(&loop, &canceller, seconds * INT64_C(1000000000), cancel_root);
    start(&frame, number);
    const int outcome = acm_run(&loop, &frame.acm);
    say("%g: ", (double)loop.driver->now(&loop) / 1e9);
    if (outcome == ACM_DONE)
        say("done\n");
    else
        acm_error_write(acm_loop_error(&loop), say_text, NULL);
    assert_int_equal(loop.cancelled, 0);
    acm_timer_stop(&loop, &canceller);
    close_loop();
    return outcome;
}

COROUTINE(sleeper)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    }
    SLEEP(1, 10, raised);
    say("slept\n");
    RETURN;
raised:
    UNWIND;
}

static co callee;

COROUTINE(caller)
{
    SELF;
    switch (frame->state) {
    case 2: goto resume_2;
    }
    (void)f;
    ACM_AWAIT(2, sleeper_call(&callee, frame, task, 0), raised);
    RETURN;
raised:
    UNWIND;
}

static void section_5_cancelled_is_raised_where_the_task_waits(void **state)
{
    (void)state;
    assert_int_equal(run_cancelled(caller, 0, 3), ACM_RAISED);
    assert_said("3:   t.acm:20: in caller\n"
                "  t.acm:10: in sleeper\n"
                "acm_Cancelled\n");
    assert_int_equal(run_cancelled(caller, 0, 30), ACM_DONE);
    assert_said("slept\n10: done\n");
}

/* Swallows it, again and again. */
COROUTINE(stubborn)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    case 2: goto resume_2;
    }
    for (f->number = 0; f->number < 3; f->number++) {
        SLEEP(1, 10, except);
        say("slept\n");
    except:
        if (acm_catch(task, &f->handled, &acm_Cancelled_type)) {
            say("%g: %s\n", acm_now(), acm_error_name(f->handled.error));
            acm_handled(task, &f->handled);
        }
    }
    ACM_AWAIT(2, acm_checkpoint(frame, task), raised);
    RETURN;
raised:
    UNWIND;
}

static void section_5_cancelled_again_at_every_suspension(void **state)
{
    (void)state;
    assert_int_equal(run_cancelled(stubborn, 0, 11), ACM_RAISED);
    assert_said("slept\n11: acm_Cancelled\n11: acm_Cancelled\n11:   t.acm:20: in stubborn\nacm_Cancelled\n");
}

/* Cancels itself, and does not suspend any more if number is 0. */
COROUTINE(cancels_itself)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    }
    assert_true(acm_cancel(acm_current_task()));
    if (f->number)
        ACM_AWAIT(1, acm_checkpoint(frame, task), raised);
    f->result = 42;
    say("to the end\n");
    RETURN;
raised:
    UNWIND;
}

static void section_5_only_at_suspensions(void **state)
{
    (void)state;
    assert_int_equal(run(cancels_itself, 0), ACM_DONE);
    assert_said("to the end\n");
    assert_int_equal(run(cancels_itself, 1), ACM_RAISED);
    assert_said("  t.acm:10: in cancels_itself\nacm_Cancelled\n");
}

static void section_5_a_task_always_starts(void **state)
{
    (void)state;
    co frame;
    acm_task task;
    acm_task_owner owner = {.loop = &loop};
    open_loop(&refusing);
    stubborn_start(&frame, 0);
    acm_task_start(&task, &owner, NULL, &frame.acm);
    assert_true(acm_cancel(&task));
    assert_int_equal(loop.cancelled, 1);
    acm_run_ready(&loop, 1);
    assert_said("0: acm_Cancelled\n0: acm_Cancelled\n0: acm_Cancelled\n");
    close_loop();
}

static void section_6_cancel_is_false_for_a_task_that_has_ended(void **state)
{
    (void)state;
    co frame;
    open_loop(&refusing);
    assert_false(acm_cancel(&loop.root));
    sleeper_start(&frame, 0);
    assert_int_equal(acm_run(&loop, &frame.acm), ACM_DONE);
    assert_false(acm_cancel(&loop.root));
    assert_said("slept\n");
    close_loop();
}

/* ---- cleanups are shielded ---- */

/* try { sleep(2) } finally { sleep(5), cleaned up } sleep(1) rested */
COROUTINE(cleans_up)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    case 2: goto resume_2;
    case 3: goto resume_3;
    case 4: goto resume_4;
    }
    SLEEP(1, 2, finally);
    say("%g: body\n", acm_now());
finally:
    acm_leave(task, &f->leaving);
    {
        SLEEP(2, 5, left);
        acm_leave(task, &f->inner);       /* a cleanup in the cleanup */
        {
            ACM_AWAIT(3, acm_checkpoint(frame, task), left_inner);
        }
    left_inner:
        acm_left(task, &f->inner);
        if (acm_raised(task)) goto left;
        say("%g: cleaned up\n", acm_now());
        if (f->number)
            ACM_RAISE(5, left, acm_ValueError, "in cleanup");
    }
left:
    acm_left(task, &f->leaving);
    if (acm_raised(task)) goto raised;
    say("%g: after it\n", acm_now());
    SLEEP(4, 1, raised);
    say("rested\n");
    RETURN;
raised:
    UNWIND;
}

static void section_5_cleanup_is_shielded(void **state)
{
    (void)state;
    assert_int_equal(run_cancelled(cleans_up, 0, 1), ACM_RAISED);
    assert_said("6: cleaned up\n6:   t.acm:10: in cleans_up\nacm_Cancelled\n");
    assert_int_equal(run_cancelled(cleans_up, 0, 4), ACM_RAISED);
    assert_said("2: body\n7: cleaned up\n7: after it\n7:   t.acm:40: in cleans_up\nacm_Cancelled\n");
    assert_int_equal(run_cancelled(cleans_up, 0, 9), ACM_DONE);
    assert_said("2: body\n7: cleaned up\n7: after it\nrested\n8: done\n");
}

static void section_5_an_error_in_the_cleanup_has_cancelled_as_context(void **state)
{
    (void)state;
    assert_int_equal(run_cancelled(cleans_up, 1, 1), ACM_RAISED);
    assert_said("6: cleaned up\n"
                "6:   t.acm:10: in cleans_up\n"
                "acm_Cancelled\n"
                "and while that was handled:\n"
                "  t.acm:50: in cleans_up\n"
                "acm_ValueError: in cleanup\n");
}

/* Cuts through in the middle of the cleanup, as a second SIGINT does. */
static int cut_short;

static void count_cut_short(acm_loop *unused, const acm_BaseError *error)
{
    (void)unused;
    assert_true(acm_error_is(error, acm_Cancelled));
    cut_short++;
}

static void cut(acm_timer *timer)
{
    (void)timer;
    assert_true(acm_cancel_cutting(&loop.root));
}

static void section_5_past_the_grace_cancellation_cuts_through(void **state)
{
    (void)state;
    co frame;
    acm_timer first;
    acm_driver driver = acm_driver_sim;
    driver.cut_short = count_cut_short;
    const acm_loop_options options = {.driver = &driver, .allocator = &refusing};
    assert_true(acm_loop_init(&loop, &options));
    acm_timer_start(&loop, &first, INT64_C(1000000000), cancel_root);
    acm_timer_start(&loop, &canceller, INT64_C(3000000000), cut);
    cleans_up_start(&frame, 0);
    assert_int_equal(acm_run(&loop, &frame.acm), ACM_RAISED);
    acm_error_write(acm_loop_error(&loop), say_text, NULL);
    assert_said("  t.acm:10: in cleans_up\n"
                "acm_Cancelled\n"
                "and while that was handled:\n"
                "  t.acm:20: in cleans_up\n"
                "acm_Cancelled\n");
    assert_int_equal(loop.driver->now(&loop), INT64_C(3000000000));
    assert_int_equal(cut_short, 1);
    assert_false(acm_cancel_cutting(&loop.root));
    close_loop();
}

/* The grace of the loop's options does the same by itself, so long after the cancellation. */
static void section_5_cleanup_has_a_grace(void **state)
{
    (void)state;
    for (int grace = 0; grace < 12; grace += 4) {
        co frame;
        acm_driver driver = acm_driver_sim;
        driver.cut_short = count_cut_short;
        const acm_loop_options options = {.driver = &driver, .allocator = &refusing, .cleanup_grace = grace};
        assert_true(acm_loop_init(&loop, &options));
        cut_short = 0;
        acm_timer_start(&loop, &canceller, INT64_C(1000000000), cancel_root);
        cleans_up_start(&frame, 0);
        assert_int_equal(acm_run(&loop, &frame.acm), ACM_RAISED);
        say("%d: %g %d\n", grace, (double)loop.driver->now(&loop) / 1e9, cut_short);
        assert_null(loop.timers);
        assert_false(loop.root.has_scope);
        close_loop();
    }
    assert_said("6: cleaned up\n0: 6 0\n"
                "4: 5 1\n"
                "6: cleaned up\n8: 6 0\n");
}

/* ---- nothing is lost in the hand-over ---- */

static void section_5_a_completed_operation_is_kept(void **state)
{
    (void)state;
    /* The sleep and the cancellation are due at the same time, and the sleep began first. */
    co frame;
    open_loop(&refusing);
    sleeper_start(&frame, 0);
    acm_task_start(&loop.root, &loop.root_owner, NULL, &frame.acm);
    acm_run_ready(&loop, 10);
    acm_timer_start(&loop, &canceller, INT64_C(10000000000), cancel_root);
    assert_int_equal(acm_run(&loop, &frame.acm), ACM_DONE);
    assert_said("slept\n");
    close_loop();
}

/* Cancelled while it is ready after a checkpoint: nothing was handed over. */
static acm_task *to_cancel;

COROUTINE(cancels_other)
{
    SELF;
    (void)f;
    assert_true(acm_cancel(to_cancel));
    (void)task;
    RETURN;
}

COROUTINE(checkpoints)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    }
    for (;;) {
        say("%d ", f->number++);
        ACM_AWAIT(1, acm_checkpoint(frame, task), raised);
    }
raised:
    UNWIND;
}

static void nothing_more(acm_task *task)
{
    acm_error_drop(task->error);
}

static void section_5_a_checkpoint_is_a_cancellation_point(void **state)
{
    (void)state;
    co first, second;
    acm_task a, b;
    acm_task_owner owner = {&loop, NULL, nothing_more};
    open_loop(&refusing);
    checkpoints_start(&first, 0);
    cancels_other_start(&second, 0);
    acm_task_start(&a, &owner, NULL, &first.acm);
    acm_task_start(&b, &owner, NULL, &second.acm);
    to_cancel = &a;
    acm_run_ready(&loop, 100);            /* goes on with care when there is something to take care of */
    acm_run_ready(&loop, 100);
    assert_said("0 ");
    assert_int_equal(a.state, ACM_TASK_ENDED);
    assert_int_equal(loop.cancelled, 0);
    close_loop();
}

/* ---- scopes ---- */

/* As a timeout's exit does it. */
static void close_block(acm_task *task, acm_block *block)
{
    acm_block_close(block);
    if (acm_block_stops(block, task->error)) {
        acm_error_drop(task->error);
        task->error = NULL;
    }
}

/* In a scope that is cancelled: sleep; then outside: sleep.  NUMBER says whose cancellation comes at 1: 1 the scope's, 2 the
 * task's, 3 both. */
static acm_block *open_block;

static void cancel_scope(acm_timer *timer)
{
    (void)timer;
    acm_block_cancel(open_block);
}

COROUTINE(scoped)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    case 2: goto resume_2;
    case 3: goto resume_3;
    }
    assert_true(acm_block_open(task, &f->block, NULL));
    open_block = &f->block;
    SLEEP(1, 5, finally);
finally:
    acm_leave(task, &f->leaving);
    SLEEP(2, 5, left);
    say("%g: cleaned up\n", acm_now());
left:
    acm_left(task, &f->leaving);
    close_block(task, &f->block);
    if (acm_raised(task)) goto raised;
    say("%g: outside, %s\n", acm_now(), f->block.scope.cancelled ? "cancelled" : "not cancelled");
    SLEEP(3, 5, raised);
    RETURN;
raised:
    UNWIND;
}

static void run_scoped(acm_timer *scope_timer, int scope_at, int root_at)
{
    co frame;
    open_loop(&refusing);
    if (scope_at)
        acm_timer_start(&loop, scope_timer, scope_at * INT64_C(1000000000), cancel_scope);
    if (root_at)
        acm_timer_start(&loop, &canceller, root_at * INT64_C(1000000000), cancel_root);
    scoped_start(&frame, 0);
    acm_run(&loop, &frame.acm);
    say("%g: %s\n", (double)loop.driver->now(&loop) / 1e9, loop.error ? acm_error_name(loop.error) : "done");
    assert_int_equal(loop.cancelled, 0);
    close_loop();
}

static void section_5_what_is_cancelled_is_a_scope(void **state)
{
    (void)state;
    acm_timer timer;
    run_scoped(&timer, 1, 0);
    assert_said("6: cleaned up\n6: outside, cancelled\n11: done\n");
    run_scoped(&timer, 0, 1);
    assert_said("6: cleaned up\n6: acm_Cancelled\n");
    run_scoped(&timer, 1, 1);
    assert_said("6: cleaned up\n6: acm_Cancelled\n");
    run_scoped(&timer, 1, 3);             /* the outer one arrives while the inner one's cleanup runs */
    assert_said("6: cleaned up\n6: acm_Cancelled\n");
    run_scoped(&timer, 3, 1);
    assert_said("6: cleaned up\n6: acm_Cancelled\n");
    run_scoped(&timer, 7, 0);             /* in its cleanup: at no suspension after it, so not at all */
    assert_said("10: cleaned up\n10: outside, cancelled\n15: done\n");
    run_scoped(&timer, 0, 7);
    assert_said("10: cleaned up\n10: outside, not cancelled\n10: acm_Cancelled\n");
}

/* A timeout opened in a cleanup interrupts it; a cancellation from outside doesn't. */
COROUTINE(hurries)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    case 2: goto resume_2;
    case 3: goto resume_3;
    }
    SLEEP(1, 1, finally);
finally:
    acm_leave(task, &f->leaving);
    assert_true(acm_block_open(task, &f->block, NULL));
    open_block = &f->block;
    SLEEP(2, 9, exit);
exit:
    close_block(task, &f->block);
    if (acm_raised(task)) goto left;
    say("%g: moved on\n", acm_now());
    SLEEP(3, 1, left);
    say("%g: cleaned up\n", acm_now());
left:
    acm_left(task, &f->leaving);
    if (acm_raised(task)) goto raised;
    RETURN;
raised:
    UNWIND;
}

static void section_5_a_timeout_in_a_cleanup_fires(void **state)
{
    (void)state;
    co frame;
    acm_timer timer;
    open_loop(&refusing);
    acm_timer_start(&loop, &timer, INT64_C(4000000000), cancel_scope);
    acm_timer_start(&loop, &canceller, INT64_C(2000000000), cancel_root);
    hurries_start(&frame, 0);
    assert_int_equal(acm_run(&loop, &frame.acm), ACM_DONE);
    assert_said("4: moved on\n5: cleaned up\n");
    close_loop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(section_5_cancelled_is_raised_where_the_task_waits),
        cmocka_unit_test(section_5_cancelled_again_at_every_suspension),
        cmocka_unit_test(section_5_only_at_suspensions),
        cmocka_unit_test(section_5_a_task_always_starts),
        cmocka_unit_test(section_6_cancel_is_false_for_a_task_that_has_ended),
        cmocka_unit_test(section_5_cleanup_is_shielded),
        cmocka_unit_test(section_5_an_error_in_the_cleanup_has_cancelled_as_context),
        cmocka_unit_test(section_5_past_the_grace_cancellation_cuts_through),
        cmocka_unit_test(section_5_cleanup_has_a_grace),
        cmocka_unit_test(section_5_a_completed_operation_is_kept),
        cmocka_unit_test(section_5_a_checkpoint_is_a_cancellation_point),
        cmocka_unit_test(section_5_what_is_cancelled_is_a_scope),
        cmocka_unit_test(section_5_a_timeout_in_a_cleanup_fires),
    };
    return cmocka_run_group_tests_name("cancellation", tests, NULL, NULL);
}
