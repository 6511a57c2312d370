/* Section 6, what tasks wait for each other with, and the cases LCK, SEM, CND, EVT: first in, first out; cancelled, it has
 * happened fully or not at all; nothing allocates. */
#include "runtime_testing.h"

static acm_lock lock;
static acm_semaphore semaphore;
static acm_condition condition;
static acm_event event;
static void *room[2];
static acm_queue queue;

/* ---- tasks that follow a script ----
 *
 *     a r     acquire and release the lock           p g     put and get; what is put counts from 1
 *     A R     the semaphore                          P G     try to
 *     l u     the condition's lock                   s c     sleep for 1 s; checkpoint
 *     w n N   wait, notify one, notify all           0-9     cancel that task
 *     e E x   wait for the event, set, clear
 *
 * Each says its number and the letter when it is done, ! and how it ended when it is cancelled, and ? for what was refused. */
typedef struct {
    acm_frame acm;
    acm_task task;
    const char *at;
    int number;
    union {
        acm_waiter waiter;
        acm_condition_waiter condition;
        acm_queue_waiter queue;
        acm_timer sleep;
    } await;
} script;

static script scripts[10];
static intptr_t items;

/* What takes no time: whether it was possible. */
static bool act(char letter)
{
    void *item;
    switch (letter) {
    case 'r': return acm_lock_release(&lock);
    case 'R': return acm_semaphore_release(&semaphore);
    case 'u': return acm_lock_release(&condition.lock);
    case 'n': return acm_condition_notify(&condition, 1);
    case 'N': return acm_condition_notify_all(&condition);
    case 'E': acm_event_set(&event); return true;
    case 'x': acm_event_clear(&event); return true;
    case 'P': return acm_queue_try_put(&queue, (void *)++items);
    case 'G':
        if (!acm_queue_try_get(&queue, &item))
            return false;
        say("%d", (int)(intptr_t)item);
        return true;
    default: return acm_cancel(&scripts[letter - '0'].task);
    }
}

static acm_status begin(script *f, acm_frame *frame, acm_task *task)
{
    switch (*f->at) {
    case 'a': return acm_lock_acquire(&f->await.waiter, frame, task, &lock);
    case 'A': return acm_semaphore_acquire(&f->await.waiter, frame, task, &semaphore);
    case 'l': return acm_condition_enter(&f->await.waiter, frame, task, &condition);
    case 'w': return acm_condition_wait(&f->await.condition, frame, task, &condition);
    case 'e': return acm_event_wait(&f->await.waiter, frame, task, &event);
    case 'p': return acm_queue_put(&f->await.queue, frame, task, &queue, (void *)++items);
    case 'g': return acm_queue_get(&f->await.queue, frame, task, &queue);
    case 's': return acm_sleep(&f->await.sleep, frame, task, 1);
    case 'c': return acm_checkpoint(frame, task);
    default:
        if (!act(*f->at))
            say("?");
        return acm_status_of(ACM_DONE);
    }
}

static acm_status script_resume(acm_frame *frame, acm_task *task)
{
    script *const f = (script *)(void *)frame;
    switch (frame->state) {
    case 1: goto resume_1;
    }
    for (; *f->at; f->at++) {
        ACM_AWAIT(1, begin(f, frame, task), raised);
        if (*f->at == 'g')
            say("%d", (int)(intptr_t)f->await.queue.result);
        if (f->number)
            say("%d%c ", f->number, *f->at);
    }
    return acm_status_of(ACM_DONE);
raised:
    say("%d%c%s%s ", f->number, *f->at, acm_error_is(task->error, acm_Cancelled) ? "!" : acm_error_message(task->error),
        lock.holder == task || condition.lock.holder == task ? "(held)" : "");
    if (condition.lock.holder == task)
        acm_lock_release(&condition.lock);
    return acm_unwind(frame, task);
}

static const acm_function script_function = {script_resume, "script", "t.acm", lines, sizeof(script), 0, 0};

static void script_ended(acm_task *task)
{
    acm_error_drop(task->error);
    task->error = NULL;
}

static acm_task_owner owner = {&loop, &refusing, script_ended};

/* Runs the scripts as tasks, which are ready in this order. */
static void play(const char *const texts[])
{
    open_loop(&refusing);
    lock = (acm_lock)ACM_LOCK;
    condition = (acm_condition)ACM_CONDITION;
    event = (acm_event)ACM_EVENT;
    queue = (acm_queue)ACM_QUEUE(room);
    items = 0;
    for (int i = 1; texts[i]; i++) {
        acm_frame_init(&scripts[i].acm, &script_function, NULL);
        scripts[i].at = texts[i];
        scripts[i].number = i;
        acm_task_start(&scripts[i].task, &owner, NULL, &scripts[i].acm);
    }
    acm_frame_init(&scripts[0].acm, &script_function, NULL);
    scripts[0].at = texts[0];
    scripts[0].number = 0;
    assert_int_equal(acm_run(&loop, &scripts[0].acm), ACM_DONE);
    for (int i = 1; texts[i]; i++)
        assert_int_equal(scripts[i].task.state, ACM_TASK_ENDED);
    assert_int_equal(loop.cancelled, 0);
    assert_null(lock.waiters.first);
    assert_null(condition.waiters.first);
    assert_null(condition.lock.waiters.first);
    assert_null(semaphore.waiters.first);
    close_loop();
}

/* The first is the root, which sleeps until all others have ended, and says nothing. */
#define PLAY(said, ...) PLAY_WITH(0, said, __VA_ARGS__)
#define PLAY_WITH(value, said, ...)                      \
    do {                                                 \
        semaphore = (acm_semaphore)ACM_SEMAPHORE(value); \
        play((const char *const[]){__VA_ARGS__, NULL});  \
        assert_said(said);                               \
    } while (0)

/* ---- locks ---- */

static void LCK_01_a_free_lock_is_acquired_without_suspending(void **state)
{
    (void)state;
    PLAY("1a 1r 2a 2r ", "s", "ar", "ar");
}

static void LCK_02_waiters_are_served_first_in_first_out(void **state)
{
    (void)state;
    PLAY("1a 1s 1r 2a 2r 3a 3r 4a 4r ", "ss", "asr", "ar", "ar", "ar");
}

static void LCK_03_a_release_hands_over(void **state)
{
    (void)state;
    /* 1 takes it again at once: 2 has it by then. */
    PLAY("1a 1c 1r 2a 2r 1a 1r ", "s", "acrar", "ar");
    /* 3 comes between the release and 2's turn. */
    PLAY("1a 1c 3c 1c 1r 3c 2a 2r 3a 3r ", "s", "accr", "ar", "ccar");
}

static void LCK_04_a_waiter_that_is_cancelled_is_taken_out(void **state)
{
    (void)state;
    PLAY("1a 1c 12 2a! 1c 1r 3a 3r ", "s", "ac2cr", "ar", "ar");
}

static void LCK_05_the_first_is_cancelled_and_the_lock_released(void **state)
{
    (void)state;
    PLAY("1a 1c 12 1r 2a! 3a 3r ", "s", "ac2r", "ar", "ar");
}

static void LCK_06_a_lock_that_was_handed_over_is_kept(void **state)
{
    (void)state;
    PLAY("1a 1c 1r 12 2a 2r 3a 3r 2c! ", "s", "acr2", "arc", "ar");
}

static void LCK_07_release_of_what_is_not_held(void **state)
{
    (void)state;
    PLAY("?1r ", "s", "r");
    PLAY("1a ?2r 2c 1s 1r ", "ss", "asr", "rc");
    open_loop(&refusing);
    lock = (acm_lock){0};
    assert_false(acm_lock_release(&lock));            /* by no task at all */
    assert_false(acm_lock_try_acquire(&lock));
    close_loop();
}

static void LCK_09_cancelled_while_acquiring_it_is_not_held(void **state)
{
    (void)state;
    PLAY("1a 1c 12 2a! 1s 1r ", "ss", "ac2sr", "ar");
}

/* ---- semaphores ---- */

static void SEM_01_as_many_as_there_are_at_once(void **state)
{
    (void)state;
    PLAY_WITH(3, "1A 2A 3A 1s 1R 2s 2R 3s 3R 4A 5A 4s 4R 5s 5R ", "sss", "AsR", "AsR", "AsR", "AsR", "AsR");
}

static void SEM_02_releases_wake_in_order(void **state)
{
    (void)state;
    PLAY("3R 3R 1A 2A ", "s", "A", "A", "RR");
    assert_int_equal(semaphore.value, 0);
}

static void SEM_03_who_releases_and_acquires_goes_to_the_back(void **state)
{
    (void)state;
    PLAY_WITH(1, "1A 1c 1R 2A 2c 2R 3A 3c 3R 1A 1c 1R 2A 2c 2R 3A 3c 3R ", "s", "AcRAcR", "AcRAcR", "AcRAcR");
    assert_int_equal(semaphore.value, 1);
}

static void SEM_04_cancelled_ones_in_front_are_passed_over(void **state)
{
    (void)state;
    PLAY("51 52 5R 1A! 2A! 3A 5s 5R 4A ", "ss", "A", "A", "A", "A", "12RsR");
}

static void SEM_05_cancellation_and_release_in_one_turn(void **state)
{
    (void)state;
    PLAY("21 2R 1A! ", "s", "A", "1R");
    assert_int_equal(semaphore.value, 1);
    PLAY("2R 21 1A 1R 1c! ", "s", "ARc", "R1");    /* the other way around: it has it */
    assert_int_equal(semaphore.value, 1);
}

static void SEM_07_several_releases_before_a_waiter_runs(void **state)
{
    (void)state;
    PLAY("3R 3R 1A 2A 3s 3R 3A ", "ss", "A", "A", "RRsRA");
}

static void SEM_08_cancelled_by_its_holder_after_the_release(void **state)
{
    (void)state;
    PLAY_WITH(1, "1A 1c 1R 12 2A 2R 2c! ", "s", "AcR2", "ARc");
    assert_int_equal(semaphore.value, 1);
}

static void section_6_a_semaphore_has_a_largest_value(void **state)
{
    (void)state;
    semaphore = (acm_semaphore)ACM_SEMAPHORE(INT32_MAX);
    assert_false(acm_semaphore_release(&semaphore));
    assert_int_equal(semaphore.value, INT32_MAX);
    semaphore = (acm_semaphore)ACM_SEMAPHORE(1);
    assert_true(acm_semaphore_try_acquire(&semaphore));
    assert_false(acm_semaphore_try_acquire(&semaphore));
}

/* ---- conditions ---- */

static void CND_01_wait_lets_go_of_the_lock_and_takes_it_again(void **state)
{
    (void)state;
    PLAY("1l 2l 2n 2c 2u 1w 1u ", "s", "lwu", "lncu");
}

static void CND_02_notify_wakes_in_order(void **state)
{
    (void)state;
    PLAY("1l 2l 3l 4l 4n 4n 4u 1w 1u 2w 2u 4s 4l 4N 4u 3w 3u ", "ss", "lwu", "lwu", "lwu", "lnnuslNu");
    PLAY("1l 2l 3l 4l 4N 4u 1w 1u 2w 2u 3w 3u ", "s", "lwu", "lwu", "lwu", "lNu");
}

static void CND_03_cancelled_it_takes_the_lock_and_raises(void **state)
{
    (void)state;
    PLAY("1l 21 1w!(held) ", "s", "lw", "1");
    PLAY("1l 2l 21 2s 2u 1w!(held) ", "ss", "lw", "l1su");      /* it has to wait for it */
    PLAY("1l 2l 21 2c 2u 1w!(held) 3l 3u ", "s", "lw", "l1cu", "lu");
}

static void CND_04_a_notification_is_kept(void **state)
{
    (void)state;
    PLAY("1l 2l 2n 21 2u 1w 1u 1c! ", "s", "lwuc", "ln1u");
    PLAY("1l 3l 4l 41 4n 4u 1w!(held) 3w 3u ", "s", "lw", "", "lwu", "l1nu");    /* before it: the next one has it */
}

static void CND_05_cancelled_while_it_waits_for_the_lock(void **state)
{
    (void)state;
    PLAY("1l 2l 2n 2c 21 2s 2u 1w 1u 1c! ", "ss", "lwuc", "lnc1su");
}

static void CND_06_without_the_lock(void **state)
{
    (void)state;
    PLAY("?1n ?1N 1wacm_condition_wait: the task does not hold the lock ", "s", "nNw");
}

/* ---- events ---- */

static void EVT_01_set_wakes_all(void **state)
{
    (void)state;
    PLAY("3E 3e 3x 1e 2e ", "s", "e", "e", "Eex");     /* who was woken goes on, though it is cleared */
    PLAY("2E 2x 1e 2s 2E 1e ", "ss", "ee", "ExsE");
    PLAY("1E 1e 1e ", "s", "Eee");
    PLAY("2E 21 1e 1c! ", "s", "ec", "E1");
    PLAY("21 2E 1e! ", "s", "e", "1E");
}

/* ---- queues ---- */

static void section_6_a_queue_is_bounded_and_in_order(void **state)
{
    (void)state;
    PLAY("1p 1p 12g 22g 1p ", "s", "ppp", "gg");
    assert_int_equal(acm_queue_size(&queue), 1);
    PLAY("3p 3p 11g 22g ", "s", "g", "g", "pp");
    PLAY("1P 1P ?1P 12G 22G ?2G ", "s", "PPP", "GGG");
    PLAY("1p 1p 13G 23G 33G 1p 2p ", "s", "ppp", "p", "GGG");
}

static void section_6_a_queue_loses_nothing_to_cancellation(void **state)
{
    (void)state;
    PLAY("31 3p 1g! 12g ", "s", "g", "g", "1p");
    PLAY("2p 21 11g 1c! ", "s", "gc", "p1");          /* it had it */
    PLAY("1p 1p 21 1p! 2c 12G 22G ?2G ", "s", "ppp", "1cGGG");
    PLAY("1p 1p 12G 21 22G 1p 2c 32G ?2G 1c! ", "s", "pppc", "G1GcGG");  /* it was put */
}

static void section_6_a_queue_without_room_hands_over(void **state)
{
    (void)state;
    acm_queue none = {NULL, 0, 0, 0, {NULL, NULL}, {NULL, NULL}};
    void *item;
    assert_false(acm_queue_try_put(&none, &none));
    assert_false(acm_queue_try_get(&none, &item));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(LCK_01_a_free_lock_is_acquired_without_suspending),
        cmocka_unit_test(LCK_02_waiters_are_served_first_in_first_out),
        cmocka_unit_test(LCK_03_a_release_hands_over),
        cmocka_unit_test(LCK_04_a_waiter_that_is_cancelled_is_taken_out),
        cmocka_unit_test(LCK_05_the_first_is_cancelled_and_the_lock_released),
        cmocka_unit_test(LCK_06_a_lock_that_was_handed_over_is_kept),
        cmocka_unit_test(LCK_07_release_of_what_is_not_held),
        cmocka_unit_test(LCK_09_cancelled_while_acquiring_it_is_not_held),
        cmocka_unit_test(SEM_01_as_many_as_there_are_at_once),
        cmocka_unit_test(SEM_02_releases_wake_in_order),
        cmocka_unit_test(SEM_03_who_releases_and_acquires_goes_to_the_back),
        cmocka_unit_test(SEM_04_cancelled_ones_in_front_are_passed_over),
        cmocka_unit_test(SEM_05_cancellation_and_release_in_one_turn),
        cmocka_unit_test(SEM_07_several_releases_before_a_waiter_runs),
        cmocka_unit_test(SEM_08_cancelled_by_its_holder_after_the_release),
        cmocka_unit_test(section_6_a_semaphore_has_a_largest_value),
        cmocka_unit_test(CND_01_wait_lets_go_of_the_lock_and_takes_it_again),
        cmocka_unit_test(CND_02_notify_wakes_in_order),
        cmocka_unit_test(CND_03_cancelled_it_takes_the_lock_and_raises),
        cmocka_unit_test(CND_04_a_notification_is_kept),
        cmocka_unit_test(CND_05_cancelled_while_it_waits_for_the_lock),
        cmocka_unit_test(CND_06_without_the_lock),
        cmocka_unit_test(EVT_01_set_wakes_all),
        cmocka_unit_test(section_6_a_queue_is_bounded_and_in_order),
        cmocka_unit_test(section_6_a_queue_loses_nothing_to_cancellation),
        cmocka_unit_test(section_6_a_queue_without_room_hands_over),
    };
    return cmocka_run_group_tests_name("what tasks wait for each other with", tests, NULL, NULL);
}
