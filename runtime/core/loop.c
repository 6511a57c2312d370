/* A loop: runs what is ready, then waits for what comes next. */
#include "core.h"

/* How many resumptions until timers and the system get their turn, when tasks are always ready: as many as take some part of a
 * millisecond, for the system is asked with a call that costs as much as some hundred short ones. */
enum { FIRST_RESUMPTIONS = 16, MOST_RESUMPTIONS = 512, LONG_TURN = 1000000 /* ns */ };

/* The loop that runs in this thread. */
#if __STDC_HOSTED__
static _Thread_local acm_loop *running;
#else
static acm_loop *running;
#endif

static void root_ended(acm_task *task)
{
    acm_loop *const loop = acm_loop_of(task);
    loop->error = task->error;
    task->error = NULL;
}

bool acm_loop_open(acm_loop *loop, const acm_loop_options *options)
{
    *loop = (acm_loop){.driver = options->driver, .allocator = options->allocator};
    loop->ready_end = &loop->ready;
    loop->root_owner.loop = loop;
    loop->root_owner.allocator = options->allocator;
    loop->root_owner.ended = root_ended;
    loop->root.state = ACM_TASK_ENDED;
    loop->resumptions = FIRST_RESUMPTIONS;
    loop->busy_since = INT64_MIN;
    loop->cleanup_grace = options->cleanup_grace > 0 ? acm_nanoseconds(options->cleanup_grace) : INT64_MAX;
    acm_error_slots_init(loop);

    const int code = loop->driver->open(loop);
    if (code == 0)
        return true;
    const acm_function here = {.name = NULL};
    acm_frame frame;
    acm_frame_init(&frame, &here, NULL);
    loop->root.owner = &loop->root_owner;
    const acm_OSError fields = {.code = code};
    acm_raise_silent(&frame, &loop->root, 0, &acm_OSError_type, &fields);
    loop->error = loop->root.error;
    acm_error_message(loop->error);       /* the driver is asked what the code means */
    loop->driver = NULL;
    return false;
}

void acm_loop_close(acm_loop *loop)
{
    acm_error_drop(loop->error);
    loop->error = NULL;
    if (loop->driver)
        loop->driver->close(loop);
    loop->driver = NULL;
    if (loop->closed)
        loop->closed(loop);
    loop->closed = NULL;
}

const acm_BaseError *acm_loop_error(const acm_loop *loop)
{
    return loop->error;
}

int64_t acm_loop_deadline(const acm_loop *loop)
{
    return loop->ready || loop->posted ? INT64_MIN : loop->timers ? loop->timers->when : INT64_MAX;
}

/* Waits until a time for something to happen, and lets it. */
static void look(acm_loop *loop, int64_t until)
{
    loop->driver->wait(loop, until);
    acm_run_posts(loop);
    if (loop->timers)
        acm_timers_fire(loop, loop->driver->now(loop));
}

/* The same until the next timer.  False if nothing will ever happen. */
static bool turn(acm_loop *loop)
{
    const int64_t deadline = acm_loop_deadline(loop);
    if (deadline == INT64_MAX && !loop->timers && loop->expected == 0)
        return false;
    look(loop, deadline);
    return true;
}

/* Runs what is ready, for a turn; the next is shorter or longer if this one took too long, or hardly any time. */
static void run_turn(acm_loop *loop)
{
    acm_run_ready(loop, loop->resumptions);
    if (!loop->ready) {
        loop->busy_since = INT64_MIN;
        return;
    }
    const int64_t now = loop->driver->now(loop), took = loop->busy_since == INT64_MIN ? LONG_TURN : now - loop->busy_since;
    if (took > LONG_TURN)
        loop->resumptions = 1 + (unsigned)((loop->resumptions - 1) * (int64_t)LONG_TURN / took);
    else if (took < LONG_TURN / 4 && loop->resumptions < MOST_RESUMPTIONS)
        loop->resumptions *= 2;
    loop->busy_since = now;
}

/* Starts FRAME as the root's, if that does not wait in it already.  False if the root waits in another. */
static bool start_root(acm_loop *loop, acm_frame *frame)
{
    acm_task *const root = &loop->root;
    if (root->state != ACM_TASK_ENDED) {
        const acm_frame *outermost = root->leaf;
        while (acm_caller(outermost))
            outermost = acm_caller(outermost);
        return outermost == frame && !loop->current;
    }
    acm_error_drop(loop->error);
    loop->error = NULL;
    acm_task_start(root, &loop->root_owner, NULL, frame);
    return true;
}

static int outcome(const acm_loop *loop)
{
    return loop->root.state != ACM_TASK_ENDED ? ACM_SUSPENDED : loop->error ? ACM_RAISED : ACM_DONE;
}

int acm_run(acm_loop *loop, acm_frame *frame)
{
    if (!loop->driver)
        return ACM_RAISED;
    if (!start_root(loop, frame))
        return ACM_SUSPENDED;
    acm_loop *const outer = running;
    running = loop;
    do
        run_turn(loop);
    while (loop->root.state != ACM_TASK_ENDED && turn(loop));
    running = outer;
    return outcome(loop);
}

int acm_loop_step(acm_loop *loop, acm_frame *frame)
{
    if (!loop->driver)
        return ACM_RAISED;
    if (!start_root(loop, frame))
        return ACM_SUSPENDED;
    acm_loop *const outer = running;
    running = loop;
    look(loop, INT64_MIN);
    run_turn(loop);
    if (loop->driver->settle)
        loop->driver->settle(loop);
    running = outer;
    return outcome(loop);
}

int acm_loop_fd(const acm_loop *loop)
{
    return loop->driver && loop->driver->descriptor ? loop->driver->descriptor(loop) : -1;
}

acm_task *acm_current_task(void)
{
    return running ? running->current : NULL;
}

acm_loop *acm_current_loop(void)
{
    return running;
}

double acm_now(void)
{
    return running ? (double)running->driver->now(running) / 1e9 : 0;
}
