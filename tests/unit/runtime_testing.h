/* What the tests of the runtime share: a loop on the simulated driver, coroutines written by hand, and what they said. */
#ifndef RUNTIME_TESTING_H
#define RUNTIME_TESTING_H

#define _POSIX_C_SOURCE 200809L

#include "core/core.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Section 9: nothing allocates unless a test says so. */
static void *refuse(acm_allocator *allocator, size_t size)
{
    (void)allocator;
    fail_msg("allocated %zu bytes", size);
    return NULL;
}

static void *fail_to_allocate(acm_allocator *allocator, size_t size)
{
    (void)allocator;
    (void)size;
    return NULL;
}

static int allocations;                   /* that have not been released */

static void *count_allocation(acm_allocator *allocator, size_t size)
{
    (void)allocator;
    allocations++;
    return malloc(size);
}

static void count_release(acm_allocator *allocator, void *memory, size_t size)
{
    (void)allocator;
    memset(memory, 0xa5, size);           /* it is the size that was allocated, or valgrind says so */
    allocations--;
    free(memory);
}

__attribute__((unused)) static acm_allocator refusing = {refuse, count_release};
__attribute__((unused)) static acm_allocator failing = {fail_to_allocate, count_release};
__attribute__((unused)) static acm_allocator counting = {count_allocation, count_release};

static acm_loop loop;

static inline void open_loop(acm_allocator *allocator)
{
    const acm_loop_options options = {.driver = &acm_driver_sim, .allocator = allocator};
    assert_true(acm_loop_init(&loop, &options));
}

static inline size_t free_slots(void)
{
    size_t count = 0;
    for (const acm_BaseError *slot = loop.free_slots; slot; slot = slot->acm.visited)
        count++;
    return count;
}

/* All errors have been given up. */
static inline void close_loop(void)
{
    acm_loop_close(&loop);
    assert_int_equal(free_slots(), ACM_ERROR_SLOTS);
    assert_int_equal(allocations, 0);
}

/* ---- what coroutines said ---- */

static char said[8192];

__attribute__((format(printf, 1, 2))) static inline void say(const char *format, ...)
{
    const size_t length = strlen(said);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(said + length, sizeof said - length, format, arguments);
    va_end(arguments);
}

static inline void say_text(void *to, const char *text, size_t length)
{
    (void)to;
    say("%.*s", (int)length, text);
}

/* Compares what was said since the last time. */
#define assert_said(text)               \
    do {                                \
        assert_string_equal(said, text);   \
        said[0] = '\0';                 \
    } while (0)

/* ---- coroutines ---- */

/* One frame for all of them: they use what they need. */
typedef struct co co;
struct co {
    acm_frame acm;
    co *callee;
    acm_timer sleep;
    acm_leaving leaving, inner;
    acm_handling handled, handled_inner;
    acm_BaseError *kept;
    acm_block block;
    int number, result;
};

/* The point N is at line 10 N of t.acm. */
static const acm_point lines[] = {{0, 0, NULL, 0},  {10, 0, NULL, 0}, {20, 0, NULL, 0}, {30, 0, NULL, 0}, {40, 0, NULL, 0},
                                  {50, 0, NULL, 0}, {60, 0, NULL, 0}, {70, 0, NULL, 0}, {80, 0, NULL, 0}, {90, 0, NULL, 0}};

#define UNUSED __attribute__((unused))

/* Begins the coroutine NAME: after it comes the body of its resume function. */
#define COROUTINE(name)                                                                                                 \
    static acm_status name##_resume(acm_frame *frame, acm_task *task);                                                  \
    static const acm_function name##_function = {name##_resume, #name, "t.acm", lines,                                  \
                                                 sizeof(co),    offsetof(co, result), sizeof(int)};                     \
    UNUSED static inline void name##_start(co *f, int number)                                                                  \
    {                                                                                                                   \
        acm_frame_init(&f->acm, &name##_function, NULL);                                                                \
        f->number = number;                                                                                             \
    }                                                                                                                   \
    UNUSED static inline acm_status name##_call(co *f, acm_frame *caller, acm_task *task, int number)                          \
    {                                                                                                                   \
        name##_start(f, number);                                                                                        \
        f->acm.caller = caller;                                                                                         \
        return name##_resume(&f->acm, task);                                                                            \
    }                                                                                                                   \
    static acm_status name##_resume(acm_frame *frame, acm_task *task)

#define SELF co *const f = (co *)(void *)frame
#define SLEEP(point, seconds, target) ACM_AWAIT(point, acm_sleep(&f->sleep, frame, task, seconds), target)
#define RETURN return acm_status_of(ACM_DONE)
#define UNWIND return acm_unwind(frame, task)

/* Runs a coroutine in a loop of its own, in which nothing is allocated. */
#define run(name, number) run_in(&refusing, name##_start, number)
static inline int run_in(acm_allocator *allocator, void (*start)(co *, int), int number)
{
    co frame;
    open_loop(allocator);
    start(&frame, number);
    const int outcome = acm_run(&loop, &frame.acm);
    acm_error_write(acm_loop_error(&loop), say_text, NULL);
    close_loop();
    return outcome;
}

#endif
