/* Tests at every point (see acm/testing.h): which runs there are, each in a process of its own, and what is said of them. */
#define _POSIX_C_SOURCE 200809L
#include "test_run.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* As acm_test_options and ACM_TEST_POINT call them. */
static const struct { unsigned kind; const char *name; } kinds[] = {
    {0, "nothing"}, {ACM_TEST_CANCEL, "cancel"}, {ACM_TEST_LATE, "late"}, {ACM_TEST_TASK, "task"}, {ACM_TEST_RAISE, "raise"},
    {ACM_TEST_ALLOCATION, "allocation"},
};
enum { KINDS = sizeof kinds / sizeof *kinds, MOST_REPORTS = 10, SECONDS = 60 /* of one run */ };

typedef struct {
    acm_test_options options;
    acm_test_start *start;
    void *argument;
    unsigned long seed, runs;
    uint64_t *orders;                     /* of the runs in which nothing went wrong, one for each seed */
    unsigned long order_count;
    int failed;
} test;

static const char *name_of(unsigned kind)
{
    size_t i = 0;
    while (kinds[i].kind != kind)
        i++;
    return kinds[i].name;
}

static void say_point(const test *t, test_point point, FILE *to)
{
    fprintf(to, "ACM_TEST='%s' ACM_TEST_POINT=%s", t->options.name, name_of(point.kind));
    if (point.kind)
        fprintf(to, ":%lu", point.at);
    if (t->seed)
        fprintf(to, " ACM_SEED=%lu", t->seed);
}

/* ---- a run in a process of its own ---- */

/* What the sanitizer has, if the program is linked with it: whether memory was lost. */
#if defined(__GNUC__) && defined(__ELF__)
__attribute__((weak)) int __lsan_do_recoverable_leak_check(void);

static bool has_leaked(void)
{
    return __lsan_do_recoverable_leak_check && __lsan_do_recoverable_leak_check() != 0;
}
#else
static bool has_leaked(void) { return false; }
#endif

/* Ends what the child writes, so that one that ended before can be told. */
static const char end_of_run[] = "\nend of run: ";

static void hide(FILE *stream)
{
    if (!freopen("/dev/null", "w", stream))
        _exit(1);
}

static void run_in_child(const test *t, test_point point, int to)
{
    FILE *const report = fdopen(to, "w");
    if (!report || setvbuf(report, NULL, _IOLBF, BUFSIZ) != 0)
        _exit(1);
    hide(stdout);
    hide(stderr);
    alarm(SECONDS);
    const test_result result = acm_test_run(&t->options, t->start, t->argument, point, report);
    unsigned faults = result.faults;
    if (faults == 0 && has_leaked() && ++faults)
        fputs("  memory was lost: the sanitizer says more when the point is run alone\n", report);
    fprintf(report, "%s%d %u %" PRIx64, end_of_run, result.is_reached, faults, result.order);
    fflush(report);
    _exit(0);
}

static char *read_all(int from)
{
    size_t length = 0, room = 4096;
    char *text = malloc(room);
    ssize_t got;
    while (text && (got = read(from, text + length, room - length - 1)) > 0) {
        length += (size_t)got;
        if (length + 1 == room)
            text = realloc(text, room *= 2);
    }
    if (!text)
        abort();
    text[length] = '\0';
    return text;
}

/* What the child has written; what it was waited for with is *STATUS. */
static char *run_apart(const test *t, test_point point, int *status)
{
    int ends[2];
    fflush(NULL);
    if (pipe(ends) != 0) {
        perror("acm test: pipe");
        exit(1);
    }
    const pid_t child = fork();
    if (child < 0) {
        perror("acm test: fork");
        exit(1);
    }
    if (child == 0) {
        close(ends[0]);
        run_in_child(t, point, ends[1]);
    }
    close(ends[1]);
    char *const text = read_all(ends[0]);
    close(ends[0]);
    waitpid(child, status, 0);
    return text;
}

/* ---- what is said ---- */

static void report_failure(const test *t, test_point point, const char *text, bool has_ended, int status)
{
    FILE *const to = t->options.report;
    say_point(t, point, to);
    fprintf(to, "\n%s", text);
    if (!has_ended && WIFSIGNALED(status))
        fprintf(to, "  it was ended by signal %d\n", WTERMSIG(status));
    else if (!has_ended)
        fprintf(to, "  it ended the process, with status %d\n", WEXITSTATUS(status));
}

/* Whether the run got to its point. */
static bool try_point(test *t, test_point point)
{
    int status = 0, reached = 0;
    unsigned faults = 1;
    uint64_t order = 0;
    char *const text = run_apart(t, point, &status);
    char *const end = strstr(text, end_of_run);
    if (end) {
        sscanf(end + strlen(end_of_run), "%d %u %" SCNx64, &reached, &faults, &order);
        *end = '\0';
    }
    t->runs++;
    if (!point.kind && t->orders)
        t->orders[t->order_count++] = order;
    if (faults > 0 && t->failed++ < MOST_REPORTS)
        report_failure(t, point, text, end != NULL, status);
    free(text);
    return end ? reached != 0 : point.kind != 0;
}

/* Its children's, too: the simulated driver reads it. */
static void set_seed(test *t, unsigned long seed)
{
    char text[32];
    t->seed = seed;
    snprintf(text, sizeof text, "%lu", seed);
    setenv("ACM_SEED", text, 1);
}

static void try_kind(test *t, unsigned kind)
{
    test_point point = {kind, 1};
    while (try_point(t, point))
        point.at++;
}

static void try_all(test *t)
{
    const int before = t->failed;
    try_point(t, (test_point){0, 0});
    if (t->failed > before)               /* what goes wrong by itself has to be mended first */
        return;
    for (size_t i = 1; i < KINDS; i++)
        if (t->options.kinds & kinds[i].kind)
            try_kind(t, kinds[i].kind);
}

/* ---- a run alone ---- */

static bool parse_point(const char *text, test_point *point)
{
    const size_t length = strcspn(text, ":");
    for (size_t i = 0; i < KINDS; i++) {
        if (strlen(kinds[i].name) != length || strncmp(text, kinds[i].name, length) != 0)
            continue;
        *point = (test_point){kinds[i].kind, text[length] ? strtoul(text + length + 1, NULL, 10) : 0};
        return true;
    }
    return false;
}

static int run_alone(test *t, const char *text)
{
    test_point point;
    if (!parse_point(text, &point)) {
        fprintf(stderr, "acm test: ACM_TEST_POINT=%s: no such point\n", text);
        return 1;
    }
    say_point(t, point, t->options.report);
    fputc('\n', t->options.report);
    fflush(t->options.report);
    const test_result result = acm_test_run(&t->options, t->start, t->argument, point, t->options.report);
    if (!result.is_touched && point.kind)
        fputs("  nothing was touched\n", t->options.report);
    return result.faults > 0;
}

static int compare_orders(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* How many different ones there are. */
static unsigned long different_orders(const test *t)
{
    unsigned long count = 0;
    qsort(t->orders, t->order_count, sizeof *t->orders, compare_orders);
    for (unsigned long i = 0; i < t->order_count; i++)
        count += i == 0 || t->orders[i] != t->orders[i - 1];
    return count;
}

static unsigned long number_of(const char *text) { return text ? strtoul(text, NULL, 10) : 0; }

int acm_test_every_point(const acm_test_options *options, acm_test_start *start, void *argument)
{
    test t = {.start = start, .argument = argument};
    if (options)
        t.options = *options;
    if (!t.options.name)
        t.options.name = "test";
    if (!t.options.report)
        t.options.report = stderr;
    if (!t.options.kinds)
        t.options.kinds = ACM_TEST_ALL & ~ACM_TEST_TASK;
    const char *const only = getenv("ACM_TEST");
    if (only && strcmp(only, t.options.name) != 0)
        return 0;
    set_seed(&t, number_of(getenv("ACM_SEED")));
    if (getenv("ACM_TEST_POINT"))
        return run_alone(&t, getenv("ACM_TEST_POINT"));
    const unsigned long first = t.seed;
    if (t.options.seeds > 1 && !(t.orders = malloc(t.options.seeds * sizeof *t.orders)))
        abort();
    do {
        try_all(&t);
        set_seed(&t, t.seed + 1);
    } while (t.seed - first < t.options.seeds);
    set_seed(&t, first);
    fprintf(t.options.report, "%s: %lu runs, ", t.options.name, t.runs);
    if (t.orders)
        fprintf(t.options.report, "%lu orders of tasks, ", different_orders(&t));
    fprintf(t.options.report, "%d with faults\n", t.failed);
    free(t.orders);
    return t.failed;
}

/* ---- main as what is tested ---- */

static acm_frame *started(void *frame) { return frame; }

int acm_test_main(acm_frame *frame)
{
    const acm_test_options options = {.name = frame->function->name};
    return acm_test_every_point(&options, started, frame) > 0;
}
