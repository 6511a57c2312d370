/* Loops: time, timers, the order of tasks, drivers, and work from other threads. */
#include "runtime_testing.h"

#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <time.h>

enum { SECOND = 1000000000 };

/* ---- timers ---- */

enum { TIMERS = 10000 };

static struct timed {
    acm_timer timer;
    int fired;
} timed[TIMERS];

static int fired;

static void note_fired(acm_timer *timer)
{
    ((struct timed *)(void *)timer)->fired++;
    fired++;
    assert_int_equal(timer->when, INT64_MIN);
}

static uint64_t pseudorandom = 1;

static unsigned any(unsigned below)
{
    pseudorandom = pseudorandom * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(pseudorandom >> 33) % below;
}

static void section_6_timers_fire_in_order_of_time_and_start(void **state)
{
    (void)state;
    static int64_t whens[TIMERS];
    static bool stopped[TIMERS];
    open_loop(&refusing);
    fired = 0;
    memset(timed, 0, sizeof timed);
    for (int i = 0; i < TIMERS; i++) {
        whens[i] = any(TIMERS / 4);       /* many at the same time */
        acm_timer_start(&loop, &timed[i].timer, whens[i], note_fired);
    }
    int left = TIMERS;
    for (int i = 0; i < TIMERS; i++)
        if (any(3) == 0) {                /* anywhere in the heap */
            acm_timer_stop(&loop, &timed[i].timer);
            acm_timer_stop(&loop, &timed[i].timer);
            stopped[i] = true;
            left--;
        }
    int64_t now = 0;
    size_t before = 0;
    while (loop.timers) {
        const size_t next = (size_t)((struct timed *)(void *)loop.timers - timed);
        assert_false(stopped[next]);
        assert_true(whens[next] > now || (whens[next] == now && (fired == 0 || next > before)));
        now = whens[next];
        before = next;
        acm_timer *const timer = loop.timers;
        acm_timer_stop(&loop, timer);
        note_fired(timer);
        const size_t other = any(TIMERS); /* removals in between */
        if (any(4) == 0 && timed[other].timer.when != INT64_MIN) {
            acm_timer_stop(&loop, &timed[other].timer);
            stopped[other] = true;
            left--;
        }
    }
    assert_int_equal(fired, left);
    for (int i = 0; i < TIMERS; i++)
        assert_int_equal(timed[i].fired, stopped[i] ? 0 : 1);
    close_loop();
}

static void section_6_a_timer_fires_when_it_is_time_and_not_before(void **state)
{
    (void)state;
    open_loop(&refusing);
    fired = 0;
    for (int i = 0; i < 3; i++)
        acm_timer_start(&loop, &timed[i].timer, 10 * i, note_fired);
    acm_timers_fire(&loop, 9);
    assert_int_equal(fired, 1);
    acm_timers_fire(&loop, 10);
    assert_int_equal(fired, 2);
    acm_timers_fire(&loop, INT64_MAX - 1);
    assert_int_equal(fired, 3);
    assert_null(loop.timers);
    close_loop();
}

/* ---- several tasks ---- */

static void nothing_more(acm_task *task)
{
    assert_null(task->error);
}

static acm_task_owner owner = {&loop, NULL, nothing_more};

/* Sleeps NUMBER / 10 seconds and says its number. */
COROUTINE(sleeper)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    }
    assert_ptr_equal(acm_current_task(), task);
    SLEEP(1, f->number / 10 / 10.0, raised);
    say("%g:%d ", acm_now(), f->number);
    RETURN;
raised:
    UNWIND;
}

/* Runs sleepers of these numbers; the last is the root, which has to be the last to wake. */
static void run_sleepers(const int *numbers, int count)
{
    co frames[64];
    acm_task tasks[64];
    for (int i = 0; i < count; i++) {
        sleeper_start(&frames[i], numbers[i]);
        if (i < count - 1)
            acm_task_start(&tasks[i], &owner, NULL, &frames[i].acm);
    }
    assert_int_equal(acm_run(&loop, &frames[count - 1].acm), ACM_DONE);
}

static void section_6_sleepers_wake_in_order(void **state)
{
    (void)state;
    open_loop(&refusing);
    run_sleepers((const int[]){31, 22, 11, 32, 23, 0, 33, 99}, 8);
    assert_said("0:0 0.1:11 0.2:22 0.2:23 0.3:31 0.3:32 0.3:33 0.9:99 ");
    close_loop();
}

/* ---- what a sleep may be told ---- */

typedef struct {
    co co;
    double seconds;
} sleep_frame;

static acm_status sleeps_resume(acm_frame *frame, acm_task *task);
static const acm_function sleeps_function = {sleeps_resume, "sleeps", "t.acm", lines, 0, 0, 0};

static acm_status sleeps_resume(acm_frame *frame, acm_task *task)
{
    sleep_frame *const s = (sleep_frame *)(void *)frame;
    co *const f = &s->co;
    switch (frame->state) {
    case 1: goto resume_1;
    case 2: goto resume_2;
    }
    if (f->number != 1)
        SLEEP(1, s->seconds, raised);
    else
        ACM_AWAIT(2, acm_sleep_until(&f->sleep, frame, task, s->seconds), raised);
    if (f->number < 2)                    /* threads say nothing */
        say("%.9g ", acm_now());
    RETURN;
raised:
    UNWIND;
}

static int sleep_for(double seconds, bool until)
{
    sleep_frame frame;
    acm_frame_init(&frame.co.acm, &sleeps_function, NULL);
    frame.co.number = until;
    frame.seconds = seconds;
    return acm_run(&loop, &frame.co.acm);
}

static void section_6_a_sleep_of_any_length_is_defined(void **state)
{
    (void)state;
    open_loop(&refusing);
    static const double at_once[] = {0, -0.0, -1, -INFINITY, -1e300};
    for (size_t i = 0; i < sizeof at_once / sizeof *at_once; i++)
        for (int until = 0; until < 2; until++)
            assert_int_equal(sleep_for(at_once[i], until), ACM_DONE);
    assert_said("0 0 0 0 0 0 0 0 0 0 ");
    assert_int_equal(sleep_for(1e-9, false), ACM_DONE);
    assert_int_equal(sleep_for(0.3, true), ACM_DONE);
    assert_int_equal(sleep_for(0.1, true), ACM_DONE);
    assert_int_equal(sleep_for(0.2, false), ACM_DONE);
    assert_said("1e-09 0.3 0.3 0.5 ");
    for (int until = 0; until < 2; until++) {
        assert_int_equal(sleep_for(NAN, until), ACM_RAISED);
        assert_string_equal(acm_error_name(acm_loop_error(&loop)), "acm_ValueError");
    }
    close_loop();
}

static acm_timer waker;

static void cancel_root(acm_timer *timer)
{
    (void)timer;
    acm_cancel(&loop.root);
}

static void section_6_infinity_sleeps_for_ever(void **state)
{
    (void)state;
    static const double for_ever[] = {INFINITY, 1e300, 1e10};
    for (size_t i = 0; i < 2 * sizeof for_ever / sizeof *for_ever; i++) {
        open_loop(&refusing);
        acm_timer_start(&loop, &waker, 100000 * INT64_C(1000000000), cancel_root);
        assert_int_equal(sleep_for(for_ever[i / 2], i % 2), ACM_RAISED);
        assert_true(acm_error_is(acm_loop_error(&loop), acm_Cancelled));
        assert_null(loop.timers);
        close_loop();
    }
}

/* ---- a program that is always busy ---- */

static bool rung;

static void ring(acm_timer *timer)
{
    (void)timer;
    rung = true;
}

COROUTINE(spins)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    }
    for (f->result = 0; !rung; f->result++)
        ACM_AWAIT(1, acm_checkpoint(frame, task), raised);
    RETURN;
raised:
    UNWIND;
}

static void section_6_a_timer_fires_though_tasks_are_always_ready(void **state)
{
    (void)state;
    co frame;
    open_loop(&refusing);
    acm_timer_start(&loop, &waker, SECOND, ring);
    rung = false;
    spins_start(&frame, 0);
    assert_int_equal(acm_run(&loop, &frame.acm), ACM_DONE);
    assert_int_equal(loop.driver->now(&loop), SECOND);
    assert_true(frame.result > 100000);   /* simulated time stands still as long as a program may be getting somewhere */
    close_loop();
}

/* ---- deadlock, and being woken ---- */

static acm_wait waiting;

static bool withdraw(acm_wait *wait)
{
    (void)wait;
    say("withdrawn ");
    return true;
}

static const acm_wait_kind kind = {"the test", withdraw};

COROUTINE(waits)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    }
    (void)f;
    frame->state = 1;
    acm_wait_for(&waiting, frame, task, &kind);
    return acm_status_of(ACM_SUSPENDED);
resume_1:
    if (acm_raised(task)) goto raised;
    say("woken ");
    RETURN;
raised:
    UNWIND;
}

static void section_10_a_deadlock_comes_back(void **state)
{
    (void)state;
    co frame, other;
    open_loop(&refusing);
    waits_start(&frame, 0);
    waits_start(&other, 0);
    assert_int_equal(acm_run(&loop, &frame.acm), ACM_SUSPENDED);
    acm_task_write(&loop.root, say_text, NULL);
    assert_said("  t.acm:10: in waits\n");
    assert_int_equal(acm_run(&loop, &frame.acm), ACM_SUSPENDED);
    assert_int_equal(acm_run(&loop, &other.acm), ACM_SUSPENDED);
    acm_wake(&waiting);
    assert_int_equal(acm_run(&loop, &frame.acm), ACM_DONE);
    assert_said("woken ");

    assert_int_equal(acm_run(&loop, &other.acm), ACM_SUSPENDED);
    assert_true(acm_cancel(&loop.root));
    assert_int_equal(acm_run(&loop, &other.acm), ACM_RAISED);
    assert_true(acm_error_is(acm_loop_error(&loop), acm_Cancelled));
    assert_said("withdrawn ");
    close_loop();
}

/* ---- loops in loops ---- */

static acm_loop inner_loop;

COROUTINE(runs_a_loop)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    }
    SLEEP(1, 1, raised);
    co inner;
    const acm_loop_options options = {.driver = &acm_driver_sim, .allocator = &refusing};
    assert_true(acm_loop_init(&inner_loop, &options));
    sleeper_start(&inner, 55);
    assert_int_equal(acm_run(&inner_loop, &inner.acm), ACM_DONE);
    acm_loop_close(&inner_loop);
    assert_ptr_equal(acm_current_task(), task);
    sleeper_start(&inner, 66);            /* its own loop can't be run twice at a time */
    assert_int_equal(acm_run(&loop, &inner.acm), ACM_SUSPENDED);
    say("%g ", acm_now());
    RETURN;
raised:
    UNWIND;
}

static void section_10_a_loop_may_run_inside_of_another(void **state)
{
    (void)state;
    assert_null(acm_current_task());
    assert_int_equal(run(runs_a_loop, 0), ACM_DONE);
    assert_said("0.5:55 1 ");
    assert_null(acm_current_task());
}

static void *run_in_thread(void *seconds)
{
    acm_loop mine;
    const acm_loop_options options = {.driver = &acm_driver_sim, .allocator = &refusing};
    acm_loop_init(&mine, &options);
    sleep_frame sleeping;
    acm_frame_init(&sleeping.co.acm, &sleeps_function, NULL);
    sleeping.co.number = 2;
    sleeping.seconds = *(const double *)seconds;
    const bool good = acm_run(&mine, &sleeping.co.acm) == ACM_DONE && mine.driver->now(&mine) == (int64_t)(sleeping.seconds * 1e9);
    acm_loop_close(&mine);
    return good ? seconds : NULL;
}

static void section_10_several_threads_each_run_a_loop(void **state)
{
    (void)state;
    static double seconds[4] = {1, 2, 3, 4};
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_in_thread, &seconds[i]), 0);
    for (int i = 0; i < 4; i++) {
        void *result;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_ptr_equal(result, &seconds[i]);
    }
}

/* ---- the simulated driver's seed ---- */

static const int same_time[] = {10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20};

static const char *order_from(const char *seed)
{
    static char orders[8][200];
    static int next;
    if (seed)
        setenv("ACM_SEED", seed, 1);
    open_loop(&refusing);
    unsetenv("ACM_SEED");
    run_sleepers(same_time, sizeof same_time / sizeof *same_time);
    close_loop();
    next = (next + 1) % 8;
    strcpy(orders[next], said);
    said[0] = '\0';
    return orders[next];
}

static void section_2_a_seed_varies_the_order_of_ready_tasks(void **state)
{
    (void)state;
    static const char fifo[] = "0.1:10 0.1:11 0.1:12 0.1:13 0.1:14 0.1:15 0.1:16 0.1:17 0.1:18 0.1:19 0.2:20 ";
    assert_string_equal(order_from(NULL), fifo);
    assert_string_equal(order_from("0"), fifo);
    assert_string_equal(order_from(""), fifo);
    assert_string_not_equal(order_from("1"), fifo);
    assert_string_equal(order_from("1"), order_from("1"));
    assert_string_not_equal(order_from("1"), order_from("2"));
}

static void section_2_a_seed_that_is_none_is_an_error(void **state)
{
    (void)state;
    const acm_loop_options options = {.driver = &acm_driver_sim, .allocator = &refusing};
    setenv("ACM_SEED", "12x", 1);
    assert_false(acm_loop_init(&loop, &options));
    assert_string_equal(acm_error_message(acm_loop_error(&loop)), "ACM_SEED=12x: not a number");
    unsetenv("ACM_SEED");
    close_loop();
}

/* ---- drivers ---- */

static void section_2_the_environment_chooses_the_driver(void **state)
{
    (void)state;
    co frame;
    unsetenv("ACM_DRIVER");
    assert_true(acm_loop_init(&loop, NULL));
    assert_string_equal(loop.driver->name, "epoll");
    close_loop();
    setenv("ACM_DRIVER", "sim", 1);
    assert_true(acm_loop_init(&loop, NULL));
    assert_string_equal(loop.driver->name, "sim");
    close_loop();
    setenv("ACM_DRIVER", "nonesuch", 1);
    assert_false(acm_loop_init(&loop, NULL));
    assert_string_equal(acm_error_message(acm_loop_error(&loop)), "ACM_DRIVER=nonesuch: no such driver; there is: epoll poll sim");
    sleeper_start(&frame, 0);
    assert_int_equal(acm_run(&loop, &frame.acm), ACM_RAISED);
    close_loop();
    unsetenv("ACM_DRIVER");
}

/* The one test that really waits. */
static void section_6_epoll_sleeps_long_enough_and_does_not_spin(void **state)
{
    (void)state;
    const acm_loop_options options = {.driver = &acm_driver_epoll, .allocator = &refusing};
    assert_true(acm_loop_init(&loop, &options));
    const int64_t begin = loop.driver->now(&loop);
    const clock_t used = clock();
    for (int i = 0; i < 5; i++)
        assert_int_equal(sleep_for(0.0021, false), ACM_DONE);
    assert_true(loop.driver->now(&loop) - begin >= 5 * 2100000);
    assert_true(clock() - used < CLOCKS_PER_SEC / 100);

    acm_timer_start(&loop, &waker, loop.driver->now(&loop) + 1000000, ring);
    co frame;
    rung = false;
    spins_start(&frame, 0);
    assert_int_equal(acm_run(&loop, &frame.acm), ACM_DONE);
    said[0] = '\0';
    close_loop();
}

/* ---- work from elsewhere ---- */

static void wake_from_post(acm_post *post)
{
    (void)post;
    acm_wake(&waiting);
}

static acm_post wake_post = {.run = wake_from_post};

static void *post_from_thread(void *unused)
{
    acm_loop_post(&loop, &wake_post);
    return unused;
}

static void wait_for_thread(const acm_driver *driver)
{
    co frame;
    pthread_t thread;
    const acm_loop_options options = {.driver = driver, .allocator = &refusing};
    assert_true(acm_loop_init(&loop, &options));
    loop.expected = 1;                    /* so it is no deadlock */
    waits_start(&frame, 0);
    acm_task_start(&loop.root, &loop.root_owner, NULL, &frame.acm);
    acm_run_ready(&loop, 10);
    assert_int_equal(pthread_create(&thread, NULL, post_from_thread, NULL), 0);
    assert_int_equal(acm_run(&loop, &frame.acm), ACM_DONE);
    pthread_join(thread, NULL);
    assert_said("woken ");
    close_loop();
}

static void section_10_a_post_from_another_thread_is_run(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        wait_for_thread(&acm_driver_epoll);
        wait_for_thread(&acm_driver_sim);
    }
}

static acm_post posts[3];

static void note_order(acm_post *post)
{
    say("%d ", (int)(post - posts));
}

static void section_10_posts_are_run_once_and_in_order(void **state)
{
    (void)state;
    open_loop(&refusing);
    for (int i = 0; i < 3; i++) {
        posts[i].run = note_order;
        assert_true(acm_loop_post(&loop, &posts[i]));
    }
    assert_false(acm_loop_post(&loop, &posts[1]));
    assert_int_equal(acm_loop_deadline(&loop), INT64_MIN);
    acm_run_posts(&loop);
    assert_said("0 1 2 ");
    assert_true(acm_loop_post(&loop, &posts[1]));
    acm_run_posts(&loop);
    assert_said("1 ");
    close_loop();
}

/* ---- tasks that are always ready, and take their time ---- */

/* Half a millisecond at a time, until a timer has said so. */
COROUTINE(works)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    }
    while (!fired) {
        const double until = acm_now() + 0.0005;
        while (acm_now() < until)
            ;
        f->number++;
        ACM_AWAIT(1, acm_checkpoint(frame, task), raised);
    }
    RETURN;
raised:
    UNWIND;
}

static void note_only(acm_timer *timer)
{
    (void)timer;
    fired++;
}

static void section_6_a_timer_fires_though_a_task_is_busy(void **state)
{
    (void)state;
    co frame;
    acm_timer timer;
    const acm_loop_options options = {.driver = &acm_driver_epoll, .allocator = &refusing};
    assert_true(acm_loop_init(&loop, &options));
    fired = 0;
    acm_timer_start(&loop, &timer, loop.driver->now(&loop) + SECOND / 50, note_only);
    works_start(&frame, 0);
    assert_int_equal(acm_run(&loop, &frame.acm), ACM_DONE);
    assert_in_range(frame.number, 1, 100);            /* 40 are due; with turns of 512, it would be as many */
    close_loop();
}

/* ---- a loop inside of another's ---- */

/* Sleeps three times, and lets others run between. */
COROUTINE(paced)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    case 2: goto resume_2;
    }
    for (f->number = 0; f->number < 3; f->number++) {
        SLEEP(1, 0.002, raised);
        ACM_AWAIT(2, acm_checkpoint(frame, task), raised);
        say("%d ", f->number);
    }
    RETURN;
raised:
    UNWIND;
}

static void section_10_a_loop_is_stepped_by_another(void **state)
{
    (void)state;
    co frame;
    const acm_loop_options options = {.driver = &acm_driver_epoll, .allocator = &refusing};
    assert_true(acm_loop_init(&loop, &options));
    paced_start(&frame, 0);
    int outcome, steps = 0;
    while ((outcome = acm_loop_step(&loop, &frame.acm)) == ACM_SUSPENDED) {
        struct pollfd polled = {.fd = acm_loop_fd(&loop), .events = POLLIN};
        const int64_t until = acm_loop_deadline(&loop);
        if (until != INT64_MIN)
            poll(&polled, 1, (int)((until - loop.driver->now(&loop)) / 1000000 + 1));
        steps++;
    }
    assert_int_equal(outcome, ACM_DONE);
    assert_in_range(steps, 3, 100);       /* it waits in poll(), and does not spin */
    assert_said("0 1 2 ");

    paced_start(&frame, 0);               /* woken through its descriptor */
    assert_int_equal(acm_loop_step(&loop, &frame.acm), ACM_SUSPENDED);
    posts[0].run = note_order;
    assert_true(acm_loop_post(&loop, &posts[0]));
    struct pollfd polled = {.fd = acm_loop_fd(&loop), .events = POLLIN};
    assert_int_equal(poll(&polled, 1, 1000), 1);
    assert_int_equal(acm_loop_step(&loop, &frame.acm), ACM_SUSPENDED);
    assert_int_equal(acm_run(&loop, &frame.acm), ACM_DONE);
    close_loop();

    said[0] = '\0';
    open_loop(&refusing);                 /* simulated: a step takes it to the next timer */
    assert_int_equal(acm_loop_fd(&loop), -1);
    paced_start(&frame, 0);
    for (steps = 0; acm_loop_step(&loop, &frame.acm) == ACM_SUSPENDED; steps++)
        assert_in_range(steps, 0, 20);
    close_loop();
    assert_said("0 1 2 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(section_6_timers_fire_in_order_of_time_and_start),
        cmocka_unit_test(section_6_a_timer_fires_when_it_is_time_and_not_before),
        cmocka_unit_test(section_6_sleepers_wake_in_order),
        cmocka_unit_test(section_6_a_sleep_of_any_length_is_defined),
        cmocka_unit_test(section_6_infinity_sleeps_for_ever),
        cmocka_unit_test(section_6_a_timer_fires_though_tasks_are_always_ready),
        cmocka_unit_test(section_10_a_deadlock_comes_back),
        cmocka_unit_test(section_10_a_loop_may_run_inside_of_another),
        cmocka_unit_test(section_10_several_threads_each_run_a_loop),
        cmocka_unit_test(section_2_a_seed_varies_the_order_of_ready_tasks),
        cmocka_unit_test(section_2_a_seed_that_is_none_is_an_error),
        cmocka_unit_test(section_2_the_environment_chooses_the_driver),
        cmocka_unit_test(section_6_epoll_sleeps_long_enough_and_does_not_spin),
        cmocka_unit_test(section_10_a_post_from_another_thread_is_run),
        cmocka_unit_test(section_10_posts_are_run_once_and_in_order),
        cmocka_unit_test(section_6_a_timer_fires_though_a_task_is_busy),
        cmocka_unit_test(section_10_a_loop_is_stepped_by_another),
    };
    return cmocka_run_group_tests_name("loops", tests, NULL, NULL);
}
