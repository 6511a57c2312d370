/* Contexts that are functions of their own, and frames that are allocated. */
#include "runtime_testing.h"

enum way { PLAIN, NEVER, TWICE, THRICE, SWALLOWS, RAISES_AGAIN, RAISES_OTHER, RAISES_BEFORE, TWICE_CLEANUP_RAISES };

/* context door: yields 7 in a try whose except does what NUMBER says. */
COROUTINE(door)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    case 2: goto resume_2;
    case 3: goto resume_3;
    case 4: goto resume_4;
    }
    SLEEP(1, 1, raised);
    if (f->number == RAISES_BEFORE)
        ACM_RAISE(9, raised, acm_ValueError, "before");
    if (f->number == NEVER)
        goto end;
    f->result = 7;
    ACM_YIELD(2, finally);
    say("resumed\n");
finally:
    acm_leave(task, &f->leaving);
    SLEEP(3, 1, left);
    say("closing (%s)\n", f->leaving.error ? acm_error_name(f->leaving.error) : "no error");
    if (f->number == TWICE_CLEANUP_RAISES && frame->yields == 2)
        ACM_RAISE(8, left, acm_ValueError, "in cleanup");
left:
    acm_left(task, &f->leaving);
    if (acm_raised(task)) goto except;
    if ((f->number == TWICE || f->number == THRICE || f->number == TWICE_CLEANUP_RAISES) && frame->yields < (f->number == THRICE ? 3 : 2)) {
        ACM_YIELD(4, finally);
        say("never here\n");
    }
    goto end;
except:
    if (f->number == THRICE && frame->yields == 2 && acm_catch(task, &f->handled, &acm_GeneratorExit_type)) {
        acm_may_yield(frame, task, 5);
        say("%s\n", acm_error_message(task->error));
        acm_handled(task, &f->handled);
        goto raised;
    }
    if (f->number == RAISES_AGAIN && acm_catch(task, &f->handled, &acm_BaseError_type)) {
        acm_raise_again(task, f->handled.error);
        acm_handled(task, &f->handled);
        goto raised;
    }
    if (f->number == RAISES_OTHER && acm_catch(task, &f->handled, &acm_BaseError_type)) {
        ACM_RAISE(6, handled, acm_RuntimeError, "other");
    handled:
        acm_handled(task, &f->handled);
        goto raised;
    }
    if (f->number == SWALLOWS && acm_catch(task, &f->handled, &acm_BaseError_type))
        acm_handled(task, &f->handled);
    if (acm_raised(task)) goto raised;
end:
raised:
    return acm_context_ended(frame, task);
}

static co door_frame;

/* async with door(number) as n { if (n fails) raise …; } */
static bool body_raises;

COROUTINE(user)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    case 2: goto resume_2;
    }
    ACM_AWAIT(1, door_call(&door_frame, frame, task, f->number), raised);
    say("entered %d\n", door_frame.result);
    f->leaving.why = ACM_RETURN;
    if (body_raises)
        ACM_RAISE(3, exit, acm_ValueError, "body");
exit:
    acm_leave_context(task, &f->leaving);
    ACM_AWAIT(2, acm_context_exit(&door_frame.acm, task), left);
left:
    acm_left_context(task, &f->leaving);
    if (acm_raised(task)) goto raised;
    say("%s\n", f->leaving.why == ACM_RETURN ? "returns" : "goes on");
    RETURN;
raised:
    UNWIND;
}

static void in_door(enum way way, bool raises)
{
    body_raises = raises;
    run(user, (int)way);
}

static void section_3_what_follows_the_yield_is_the_exit(void **state)
{
    (void)state;
    in_door(PLAIN, false);
    assert_said("entered 7\nresumed\nclosing (no error)\nreturns\n");
}

static void section_3_an_error_is_raised_at_the_yield_and_goes_on_unchanged(void **state)
{
    (void)state;
    static const char text[] = "entered 7\nclosing (acm_ValueError)\n"
                               "  t.acm:30: in user\n"
                               "acm_ValueError: body\n";
    in_door(PLAIN, true);
    assert_said(text);
    in_door(RAISES_AGAIN, true);
    assert_said(text);
}

static void section_3_a_normal_end_suppresses_the_error(void **state)
{
    (void)state;
    in_door(SWALLOWS, true);
    assert_said("entered 7\nclosing (acm_ValueError)\ngoes on\n");
}

static void section_3_another_error_replaces_it(void **state)
{
    (void)state;
    in_door(RAISES_OTHER, true);
    assert_said("entered 7\nclosing (acm_ValueError)\n"
                "  t.acm:30: in user\n"
                "acm_ValueError: body\n"
                "and while that was handled:\n"
                "  t.acm:20: in user\n"
                "  t.acm:60: in door\n"
                "acm_RuntimeError: other\n");
}

static void section_3_an_error_before_the_yield_is_raised_by_enter(void **state)
{
    (void)state;
    in_door(RAISES_BEFORE, false);
    assert_said("  t.acm:10: in user\n  t.acm:90: in door\nacm_ValueError: before\n");
}

static void section_3_a_context_that_does_not_yield(void **state)
{
    (void)state;
    in_door(NEVER, false);
    assert_said("  t.acm:10: in user\nacm_RuntimeError: context door did not yield\n");
}

static void section_3_a_context_that_does_not_stop(void **state)
{
    (void)state;
    in_door(TWICE, false);
    assert_said("entered 7\nresumed\nclosing (no error)\nclosing (acm_GeneratorExit)\n"
                "  t.acm:20: in user\nacm_RuntimeError: context door did not stop\n");
    in_door(TWICE_CLEANUP_RAISES, false);
    assert_said("entered 7\nresumed\nclosing (no error)\nclosing (acm_GeneratorExit)\n"
                "  t.acm:40: in door\n"
                "acm_GeneratorExit\n"
                "and while that was handled:\n"
                "  t.acm:20: in user\n"
                "  t.acm:80: in door\n"
                "acm_ValueError: in cleanup\n");
}

static void section_3_a_third_yield_raises_where_it_stands(void **state)
{
    (void)state;
    in_door(THRICE, false);
    assert_said("entered 7\nresumed\nclosing (no error)\nclosing (acm_GeneratorExit)\n"
                "context door did not stop\n"
                "  t.acm:40: in door\n"
                "acm_GeneratorExit\n"
                "and while that was handled:\n"
                "  t.acm:20: in user\n"
                "  t.acm:50: in door\n"
                "acm_RuntimeError: context door did not stop\n");
}

/* ---- a yield in a handler ---- */

/* context: try { raise inner } except { yield } */
COROUTINE(in_handler)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    }
    ACM_RAISE(2, except, acm_ValueError, "inner");
except:
    if (acm_catch(task, &f->handled, &acm_ValueError_type)) {
        acm_yield_handling(task, &f->handled.outer, &f->kept);
        ACM_YIELD(1, raised_at_yield);
    raised_at_yield:
        acm_yielded_handling(task, &f->handled.outer, &f->kept);
        say("handling %s\n", acm_error_message(acm_handling_of(task)));
        acm_handled(task, &f->handled);
    }
    return acm_context_ended(frame, task);
}

static void section_3_what_a_context_handles_is_not_handled_in_its_block(void **state)
{
    (void)state;
    co context, user;
    acm_task task = {.owner = &loop.root_owner, .depth = 1};
    acm_handling outer;
    acm_leaving leaving;
    open_loop(&refusing);
    user_start(&user, 0);
    assert_int_equal(in_handler_call(&context, &user.acm, &task, 0).is, ACM_YIELDED);
    assert_null(acm_handling_of(&task));
    acm_raise(&user.acm, &task, 1, &acm_RuntimeError_type, NULL, "body");
    assert_null(acm_error_context(task.error));
    acm_leave_context(&task, &leaving);
    assert_int_equal(acm_context_exit(&context.acm, &task).is, ACM_RAISED);
    acm_left_context(&task, &leaving);
    assert_null(acm_handling_of(&task));
    assert_true(acm_catch(&task, &outer, &acm_RuntimeError_type));
    assert_said("handling inner\n");

    /* entered while something is being handled, and exited while it still is */
    assert_int_equal(in_handler_call(&context, &user.acm, &task, 0).is, ACM_YIELDED);
    assert_ptr_equal(acm_handling_of(&task), outer.error);
    acm_leave_context(&task, &leaving);
    assert_int_equal(acm_context_exit(&context.acm, &task).is, ACM_DONE);
    acm_left_context(&task, &leaving);
    assert_ptr_equal(acm_handling_of(&task), outer.error);
    acm_handled(&task, &outer);
    assert_said("handling inner\n");
    close_loop();
}

/* ---- frames from the allocator (language.md, section 3, await) ---- */

struct allocated {
    acm_allocated acm;
    int result;
};

/* async int factorial(int n), which awaits itself; its co.callee is used as room. */
typedef struct {
    co co;
    struct allocated call;
} recursive;

static acm_status factorial_resume(acm_frame *frame, acm_task *task);
static const acm_function factorial_function = {
    factorial_resume, "factorial", "t.acm", lines, sizeof(recursive), offsetof(recursive, co.result), sizeof(int),
};

static void factorial_start(recursive *f, int number)
{
    acm_frame_init(&f->co.acm, &factorial_function, NULL);
    f->co.number = number;
}

static acm_status factorial_allocated(struct allocated *call, acm_frame *frame, acm_task *task, int number)
{
    acm_frame *const started = acm_allocate(&call->acm, frame, task, &factorial_function);
    if (!started)
        return acm_status_of(ACM_RAISED);
    factorial_start((recursive *)(void *)started, number);
    return acm_call_allocated(&call->acm, task, &call->result);
}

static bool fails_at_the_end, suspends;

static acm_status factorial_resume(acm_frame *frame, acm_task *task)
{
    recursive *const r = (recursive *)(void *)frame;
    co *const f = &r->co;
    switch (frame->state) {
    case 1: goto resume_1;
    case 2: goto resume_2;
    }
    if (f->number == 0) {
        if (fails_at_the_end)
            ACM_RAISE(3, raised, acm_ValueError, "at the end");
        f->result = 1;
        RETURN;
    }
    if (suspends)
        SLEEP(1, 1, raised);
    ACM_AWAIT(2, factorial_allocated(&r->call, frame, task, f->number - 1), raised);
    f->result = f->number * r->call.result;
    RETURN;
raised:
    UNWIND;
}

static int run_factorial(acm_allocator *allocator, int number)
{
    recursive frame;
    open_loop(allocator);
    factorial_start(&frame, number);
    const int outcome = acm_run(&loop, &frame.co.acm);
    if (outcome == ACM_DONE)
        say("%d\n", frame.co.result);
    acm_error_write(acm_loop_error(&loop), say_text, NULL);
    close_loop();
    return outcome;
}

static void section_3_recursion_works(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        suspends = i;
        assert_int_equal(run_factorial(&counting, 5), ACM_DONE);
        assert_said("120\n");
        fails_at_the_end = true;
        assert_int_equal(run_factorial(&counting, 2), ACM_RAISED);
        assert_said("  t.acm:20: in factorial\n  t.acm:20: in factorial\n  t.acm:30: in factorial\nacm_ValueError: at the end\n");
        fails_at_the_end = false;
    }
}

/* Gives memory so many times. */
static int left_to_give;

static void *give_some(acm_allocator *allocator, size_t size)
{
    return left_to_give-- > 0 ? count_allocation(allocator, size) : NULL;
}

static acm_allocator limited = {give_some, count_release};

static void section_3_a_failed_allocation_of_a_frame_raises(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        left_to_give = i;
        assert_int_equal(run_factorial(&limited, 5), ACM_RAISED);
        assert_non_null(strstr(said, "  t.acm:20: in factorial\nacm_MemoryError: no memory for the frame of factorial\n"));
        said[0] = '\0';
    }
    left_to_give = 5;
    assert_int_equal(run_factorial(&limited, 5), ACM_DONE);
    assert_said("120\n");
}

static void section_5_a_cancellation_frees_allocated_frames(void **state)
{
    (void)state;
    recursive frame;
    suspends = true;
    open_loop(&counting);
    factorial_start(&frame, 5);
    acm_task_start(&loop.root, &loop.root_owner, NULL, &frame.co.acm);
    acm_run_ready(&loop, 10);
    acm_timers_fire(&loop, INT64_C(1000000000));
    acm_run_ready(&loop, 10);
    assert_int_equal(allocations, 1);
    assert_true(acm_cancel(&loop.root));
    assert_int_equal(acm_run(&loop, &frame.co.acm), ACM_RAISED);
    acm_error_write(acm_loop_error(&loop), say_text, NULL);
    assert_said("  t.acm:20: in factorial\n  t.acm:10: in factorial\nacm_Cancelled\n");
    close_loop();
}

/* A context that is declared only. */
typedef struct {
    acm_allocated acm;
    int result;
} allocated_door;

static acm_status door_allocated(allocated_door *call, acm_frame *frame, acm_task *task, int number)
{
    acm_frame *const started = acm_allocate(&call->acm, frame, task, &door_function);
    if (!started)
        return acm_status_of(ACM_RAISED);
    door_start((co *)(void *)started, number);
    return acm_call_allocated(&call->acm, task, &call->result);
}

static allocated_door far_door;

COROUTINE(far_user)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    case 2: goto resume_2;
    }
    ACM_AWAIT(1, door_allocated(&far_door, frame, task, f->number), raised);
    say("entered %d\n", far_door.result);
    if (body_raises)
        ACM_RAISE(3, exit, acm_ValueError, "body");
exit:
    acm_leave_context(task, &f->leaving);
    ACM_AWAIT(2, acm_context_exit(&far_door.acm.acm, task), left);
left:
    acm_left_context(task, &f->leaving);
    if (acm_raised(task)) goto raised;
    say("goes on\n");
    RETURN;
raised:
    UNWIND;
}

static void section_3_a_context_in_an_allocated_frame(void **state)
{
    (void)state;
    body_raises = false;
    run_in(&counting, far_user_start, PLAIN);
    assert_said("entered 7\nresumed\nclosing (no error)\ngoes on\n");
    run_in(&counting, far_user_start, NEVER);
    assert_said("  t.acm:10: in far_user\nacm_RuntimeError: context door did not yield\n");
    run_in(&counting, far_user_start, RAISES_BEFORE);
    assert_said("  t.acm:10: in far_user\n  t.acm:90: in door\nacm_ValueError: before\n");
    run_in(&counting, far_user_start, TWICE);
    assert_said("entered 7\nresumed\nclosing (no error)\nclosing (acm_GeneratorExit)\n"
                "  t.acm:20: in far_user\nacm_RuntimeError: context door did not stop\n");
    body_raises = true;
    run_in(&counting, far_user_start, PLAIN);
    assert_said("entered 7\nclosing (acm_ValueError)\n  t.acm:30: in far_user\nacm_ValueError: body\n");
    run_in(&counting, far_user_start, SWALLOWS);
    assert_said("entered 7\nclosing (acm_ValueError)\ngoes on\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(section_3_what_follows_the_yield_is_the_exit),
        cmocka_unit_test(section_3_an_error_is_raised_at_the_yield_and_goes_on_unchanged),
        cmocka_unit_test(section_3_a_normal_end_suppresses_the_error),
        cmocka_unit_test(section_3_another_error_replaces_it),
        cmocka_unit_test(section_3_an_error_before_the_yield_is_raised_by_enter),
        cmocka_unit_test(section_3_a_context_that_does_not_yield),
        cmocka_unit_test(section_3_a_context_that_does_not_stop),
        cmocka_unit_test(section_3_a_third_yield_raises_where_it_stands),
        cmocka_unit_test(section_3_what_a_context_handles_is_not_handled_in_its_block),
        cmocka_unit_test(section_3_recursion_works),
        cmocka_unit_test(section_3_a_failed_allocation_of_a_frame_raises),
        cmocka_unit_test(section_5_a_cancellation_frees_allocated_frames),
        cmocka_unit_test(section_3_a_context_in_an_allocated_frame),
    };
    return cmocka_run_group_tests_name("contexts", tests, NULL, NULL);
}
