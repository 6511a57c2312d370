/* One run of a test: the loop, its allocator, what goes wrong in it, and what is seen of it. */
#define _POSIX_C_SOURCE 200809L
#include "test_run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acm/testing.acm.h"

typedef struct {
    acm_loop loop;
    acm_probe probe;
    acm_allocator allocator;
    const acm_test_options *options;
    test_point point;
    test_result result;
    unsigned long count, suspensions, cancellations, most_suspensions;
    long allocated;                       /* pieces of memory that are out */
    size_t bytes;
    const acm_task **tasks;               /* that have run, in the order in which they first did; NULL: has ended */
    size_t task_count, task_room;
    FILE *report;
} test_run;

static test_run *running;

/* ---- faults ---- */

static void fault(const char *format, va_list arguments)
{
    if (running->result.faults++ < 20) {
        fputs("  ", running->report);
        vfprintf(running->report, format, arguments);
        fputc('\n', running->report);
    }
}

void acm_test_fault(const char *format, ...)
{
    va_list arguments;
    if (!running)
        return;
    va_start(arguments, format);
    fault(format, arguments);
    va_end(arguments);
}

bool acm_test_is_running(void) { return running != NULL; }
bool acm_test_is_touched(void) { return running && running->result.is_touched; }

/* ---- memory: each piece has its size in front ---- */

static void *allocate(acm_allocator *allocator, size_t size)
{
    (void)allocator;
    if (running->point.kind == ACM_TEST_ALLOCATION && ++running->count == running->point.at) {
        running->result.is_reached = running->result.is_touched = true;
        return NULL;
    }
    max_align_t *const piece = malloc(sizeof *piece + size);
    if (!piece)
        return NULL;
    memcpy(piece, &size, sizeof size);
    running->allocated++;
    running->bytes += size;
    return piece + 1;
}

static void release(acm_allocator *allocator, void *memory, size_t size)
{
    (void)allocator;
    size_t before;
    memcpy(&before, (max_align_t *)memory - 1, sizeof before);
    if (before != size)
        acm_test_fault("%zu bytes were allocated, and %zu are released", before, size);
    running->allocated--;
    running->bytes -= before;
    free((max_align_t *)memory - 1);
}

/* ---- what goes wrong ---- */

static void write_line(void *file, const char *text, size_t length) { fwrite(text, 1, length, (FILE *)file); }

static bool touch(acm_task *task)
{
    acm_loop *const loop = acm_loop_of(task);
    switch (running->point.kind) {
    case ACM_TEST_RAISE: {
        const acm_error_type *const type = running->options->raises ? running->options->raises : &acm_TestError_type;
        return acm_task_fail(task, type, "the test's");
    }
    case ACM_TEST_TASK:
        return task != &loop->root && acm_cancel(task);
    default:
        return acm_cancel(&loop->root);
    }
}

/* The next of the moments that the point counts. */
static void next_moment(acm_task *task)
{
    if (++running->count != running->point.at)
        return;
    running->result.is_reached = true;
    fputs("  there:\n", running->report);
    acm_task_write(task, write_line, running->report);
    running->result.is_touched = touch(task);
}

/* ---- the order of tasks ---- */

static size_t number_of(const acm_task *task)
{
    size_t i = running->task_count;
    while (i-- > 0)
        if (running->tasks[i] == task)
            return i;
    if (running->task_count == running->task_room) {
        running->task_room = 2 * running->task_room + 16;
        running->tasks = realloc(running->tasks, running->task_room * sizeof *running->tasks);
        if (!running->tasks)
            abort();
    }
    running->tasks[running->task_count] = task;
    return running->task_count++;
}

/* FNV-1a (Fowler, Noll, Vo), of numbers. */
static void add_to_order(const acm_task *task)
{
    running->result.order = (running->result.order ^ number_of(task)) * UINT64_C(0x100000001b3);
}

/* ---- the probe ---- */

static void resuming(acm_probe *probe, acm_task *task)
{
    (void)probe;
    add_to_order(task);
    if (running->point.kind == ACM_TEST_LATE && task->state == ACM_TASK_WOKEN)
        next_moment(task);
}

static void end_endless(const acm_task *task, const char *what)
{
    acm_test_fault("it does not end: %lu times %s", running->most_suspensions, what);
    acm_dump(acm_loop_of(task), running->report);
    fflush(NULL);
    _exit(1);
}

/* Who swallows it again and again does not suspend any more. */
static void cancelled(acm_probe *probe, acm_task *task)
{
    (void)probe;
    if (++running->cancellations < running->most_suspensions)
        return;
    fputs("  acm_Cancelled is raised there:\n", running->report);
    acm_task_write(task, write_line, running->report);
    end_endless(task, "acm_Cancelled was raised");
}

static void suspended(acm_probe *probe, acm_task *task)
{
    (void)probe;
    if (++running->suspensions >= running->most_suspensions)
        end_endless(task, "a task was suspended");
    if (running->point.kind && !(running->point.kind & (ACM_TEST_LATE | ACM_TEST_ALLOCATION)))
        next_moment(task);
}

/* The library's managers that it has entered are in its scopes; what is allocated for its own cancellation is one, too. */
static void ended(acm_probe *probe, acm_task *task)
{
    (void)probe;
    if (task->depth != 1)
        acm_test_fault("a task ends within a timeout, shield or group");
    if (task->shield || acm_handling_of(task))
        acm_test_fault("a task ends within a cleanup or handler");
    running->tasks[number_of(task)] = NULL;
    acm_test_check_exited(task);
}

/* ---- the run ---- */

/* All errors have been dropped: their slots are free. */
static void check_slots(const acm_loop *loop)
{
    unsigned free_slots = 0;
    for (const acm_BaseError *slot = loop->free_slots; slot; slot = slot->acm.visited)
        free_slots++;
    if (free_slots != ACM_ERROR_SLOTS)
        acm_test_fault("errors that were kept and not dropped: %u", ACM_ERROR_SLOTS - free_slots);
}

static void check_end(test_run *run, int outcome, void *argument)
{
    if (outcome == ACM_SUSPENDED) {
        acm_test_fault("deadlock: nothing is left that could wake these tasks:");
        acm_dump(&run->loop, run->report);
    }
    if (run->options->check)
        run->options->check(argument, outcome, acm_loop_error(&run->loop));
    acm_test_check_exited(NULL);
    acm_loop_probe(&run->loop, NULL);
    acm_loop_close(&run->loop);
    if (outcome == ACM_SUSPENDED)
        return;                           /* what its tasks hold is not lost by them */
    check_slots(&run->loop);
    if (run->allocated)
        acm_test_fault("memory from the loop's allocator that was not released: %zu bytes in %ld allocations", run->bytes, run->allocated);
}

test_result acm_test_run(const acm_test_options *options, acm_test_start *start, void *argument, test_point point, FILE *report)
{
    static test_run run;
    run = (test_run){.options = options, .point = point, .report = report, .allocator = {allocate, release},
                     .probe = {resuming, suspended, ended, cancelled}};
    run.result.order = UINT64_C(0xcbf29ce484222325);
    run.most_suspensions = options->suspensions ? options->suspensions : 100000;
    running = &run;
    const acm_loop_options how = {.driver = &acm_driver_sim, .allocator = &run.allocator, .cleanup_grace = options->cleanup_grace};
    int outcome = ACM_RAISED;
    if (acm_loop_init(&run.loop, &how)) {
        acm_frame *const frame = start(argument);
        acm_loop_probe(&run.loop, &run.probe);
        outcome = acm_run(&run.loop, frame);
    } else if (!run.result.is_touched) {
        acm_test_fault("%s", acm_error_message(acm_loop_error(&run.loop)));
    }
    check_end(&run, outcome, argument);
    free(run.tasks);
    running = NULL;
    return run.result;
}
