/* Tests of all the ways in which a coroutine can be interrupted (docs/testing.md).  `import "acm/testing.acm";` includes it.
 *
 * The coroutine is run again and again, on the simulated driver: first untouched; then each time something else goes wrong, at the next
 * of its suspensions, or the next allocation; until a run gets to its end untouched.  Each run is a process of its own, so that all begin alike,
 * and a crash is found, too. */
#ifndef ACM_TESTING_H
#define ACM_TESTING_H

#include "../acm.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What goes wrong.  A suspension is one of any task of the loop. */
enum {
    ACM_TEST_CANCEL = 1,                  /* as a task suspends the coroutine is cancelled as a whole, as Ctrl-C does */
    ACM_TEST_LATE = 2,                    /* the same when what the task waited for has happened, before it goes on */
    ACM_TEST_TASK = 4,                    /* the task that suspends is cancelled, alone: where the others can do without it */
    ACM_TEST_RAISE = 8,                   /* what it waits for fails with an error */
    ACM_TEST_ALLOCATION = 16,             /* the loop's allocator has no memory, once */
    ACM_TEST_ALL = 31,
    ACM_TEST_NOTHING = 32                 /* only the run in which nothing does: for .seeds */
};

typedef struct {
    const char *name;                     /* NULL: "test" */
    unsigned kinds;                       /* of these; 0: all but ACM_TEST_TASK */
    const acm_error_type *raises;         /* what fails fails with; NULL: acm_TestError */
    unsigned long seeds;                  /* under how many seeds, from the environment's ACM_SEED on; 0: that one only */
    double cleanup_grace;                 /* of the loop */
    /* Called after each run, while the loop is there still: calls acm_test_fault() for what must not be so.  OUTCOME and ERROR are
     * acm_run()'s and acm_loop_error()'s.  May be NULL. */
    void (*check)(void *argument, int outcome, const acm_BaseError *error);
    unsigned long suspensions;            /* after so many, or as many cancellations raised, a run is taken to be endless; 0: 100,000 */
    FILE *report;                         /* NULL: stderr */
} acm_test_options;

/* Starts the coroutine: calls its NAME_start(), and gives its frame, which may be static. */
typedef acm_frame *acm_test_start(void *argument);

/* Runs it at every point; OPTIONS may be NULL.  With .seeds it says in how many different orders the tasks ran, where nothing went wrong.  Gives the number of runs in which something was wrong, and reports the first ten, each with what to
 * put into the environment to have that run alone: `ACM_TEST='test' ACM_TEST_POINT=cancel:7 ACM_SEED=3`.  Then tests of
 * other names do nothing, and this one does that run in this process, for a debugger, and shows its output. */
int acm_test_every_point(const acm_test_options *options, acm_test_start *start, void *argument);

/* In any file of a program with an `async int main`, this makes it a test of that main. */
#define ACM_TEST_MAIN                                         \
    int acm_main(acm_frame *frame, int *result)               \
    {                                                         \
        (void)result;                                         \
        return acm_test_main(frame);                          \
    }
int acm_test_main(acm_frame *frame);

/* ---- what a test is told; where none runs these do nothing ---- */

/* WHAT, any address that stands for it, is entered, and has to be exited: once, by the time the coroutine ends; a task exits what it entered in reverse order,
 * before it ends. */
#define acm_test_entered(what, name) acm_test_enter((what), (name), true, __FILE__, __LINE__)
/* The same in any order, by any task. */
#define acm_test_acquired(what, name) acm_test_enter((what), (name), false, __FILE__, __LINE__)
#define acm_test_exited(what) acm_test_exit((what), __FILE__, __LINE__)
#define acm_test_released(what) acm_test_exit((what), __FILE__, __LINE__)

/* Something is wrong in this run. */
#ifdef __GNUC__
__attribute__((format(printf, 1, 2)))
#endif
void acm_test_fault(const char *format, ...);
/* Whether a test runs, and in it something has gone wrong by now. */
bool acm_test_is_running(void);
bool acm_test_is_touched(void);

void acm_test_enter(const void *what, const char *name, bool in_order, const char *file, int line);
void acm_test_exit(const void *what, const char *file, int line);

/* ---- what code says that was generated with -finstrument-managers ---- */

/* A block of a with or an async for, in the frame of who has it. */
typedef struct {
    const void *object;                   /* that it has constructed, and that ends with it; or NULL */
    const char *name;                     /* NULL: not entered */
    const acm_frame *frame;
    bool is_context;                      /* what it entered before its yield it exits on its own way out */
} acm_test_block;
static inline void acm_test_block_begins(acm_test_block *block, const acm_frame *frame)
{
    block->object = NULL;
    block->name = NULL;
    block->frame = frame;
    block->is_context = false;
}
void acm_test_block_constructed(acm_test_block *block, const void *object);
#define acm_test_block_entered(block, name) acm_test_block_enter((block), (name), false, __FILE__, __LINE__)
#define acm_test_block_yielded(block, name) acm_test_block_enter((block), (name), true, __FILE__, __LINE__)
#define acm_test_block_leaving(block) acm_test_block_leave((block), __FILE__, __LINE__)
#define acm_test_block_left(block) acm_test_block_end((block), __FILE__, __LINE__)
void acm_test_block_enter(acm_test_block *block, const char *name, bool is_context, const char *file, int line);
void acm_test_block_leave(acm_test_block *block, const char *file, int line);      /* begins to be left */
void acm_test_block_end(acm_test_block *block, const char *file, int line);

/* A manager's object, a context or generator: its own body says so, whoever runs it.  An object may be entered several times.  FRAME is the body's, if
 * it has one of its own: what awaits it is where that happens.  IS_CLOSED: it need not have been entered. */
#define acm_test_object_entered(object, name, frame) acm_test_object_enter((object), (name), (frame), __FILE__, __LINE__)
#define acm_test_object_exited(object, name, frame) acm_test_object_exit((object), (name), (frame), false, __FILE__, __LINE__)
#define acm_test_object_closed(object, name, frame) acm_test_object_exit((object), (name), (frame), true, __FILE__, __LINE__)
#define acm_test_object_used(object, name, frame) acm_test_object_use((object), (name), (frame), __FILE__, __LINE__)
void acm_test_object_constructed(const void *object);
void acm_test_object_enter(const void *object, const char *name, const acm_frame *frame, const char *file, int line);
void acm_test_object_exit(const void *object, const char *name, const acm_frame *frame, bool is_closed, const char *file, int line);
void acm_test_object_use(const void *object, const char *name, const acm_frame *frame, const char *file, int line);

#ifdef __cplusplus
}
#endif

#endif
