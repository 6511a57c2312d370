/* How an error, and where it passed, is written down. */
#include "core.h"

typedef struct {
    acm_writer *write;
    void *to;
    unsigned indent;                      /* columns: others are set off */
} output;

static void put(const output *out, const char *text)
{
    size_t length = 0;
    while (text[length])
        length++;
    if (length)
        out->write(out->to, text, length);
}

static void put_number(const output *out, size_t number)
{
    char digits[3 * sizeof number + 1], *first = digits + sizeof digits;
    *--first = '\0';
    do
        *--first = (char)('0' + number % 10);
    while (number /= 10);
    put(out, first);
}

static void begin_line(const output *out, unsigned indent)
{
    for (unsigned i = out->indent + indent; i--;)
        put(out, " ");
}

static void put_place(const output *out, const acm_function *function, const acm_point *point)
{
    begin_line(out, 2);
    if (function->file) {
        put(out, function->file);
        if (point) {
            put(out, ":");
            put_number(out, point->line);
        }
        put(out, ": ");
    }
    put(out, "in ");
    put(out, point && point->name ? point->name : function->name);
    put(out, "\n");
}

/* A point in a spliced form stands for a chain of places: the statement that the form was spliced into comes first. */
static void put_point(const output *out, const acm_function *function, unsigned point)
{
    if (!function->points) {
        put_place(out, function, NULL);
        return;
    }
    unsigned depth = 0;
    for (unsigned at = function->points[point].at; at; at = function->points[at].at)
        depth++;
    for (unsigned up = depth + 1; up--;) {
        unsigned at = point;
        for (unsigned i = 0; i < up; i++)
            at = function->points[at].at;
        put_place(out, function, &function->points[at]);
    }
}

static void put_traceback(const output *out, const acm_BaseError *error)
{
    if (error->acm.traces_left_out) {
        begin_line(out, 2);
        put(out, "(");
        put_number(out, error->acm.traces_left_out);
        put(out, " more)\n");
    }
    const acm_trace *const traces = acm_error_traces(error);
    for (size_t i = error->acm.traces; i--;)
        put_point(out, traces[i].function, traces[i].point);
}

/* What is told before an error: its cause if it has one, as Python does. */
static const acm_BaseError *before(const acm_BaseError *error)
{
    return error->acm.cause ? error->acm.cause : error->acm.context;
}

static void put_chain(const output *out, const acm_BaseError *error);

static void put_error(const output *out, const acm_BaseError *error)
{
    put_traceback(out, error);
    begin_line(out, 0);
    put(out, acm_error_name(error));
    if (*acm_error_message(error)) {
        put(out, ": ");
        put(out, acm_error_message(error));
    }
    put(out, "\n");
}

static void put_others(const output *out, const acm_BaseError *error)
{
    output inner = *out;
    inner.indent += 4;
    for (const acm_BaseError *other = error->acm.others; other; other = other->acm.next_other) {
        begin_line(out, 2);
        put(out, "and, in another task:\n");
        put_chain(&inner, other);
    }
}

/* The oldest first.  Each is found from the newest anew, for lack of a way back: chains are short. */
static void put_chain(const output *out, const acm_BaseError *error)
{
    size_t older = 0;
    for (const acm_BaseError *at = error; before(at); at = before(at))
        older++;
    for (size_t up = older + 1; up--;) {
        const acm_BaseError *at = error, *newer = NULL;
        for (size_t i = 0; i < up; i++) {
            newer = at;
            at = before(at);
        }
        put_error(out, at);
        put_others(out, at);
        if (newer) {
            begin_line(out, 0);
            put(out, newer->acm.cause ? "which caused:\n" : "and while that was handled:\n");
        }
    }
}

void acm_error_write(const void *error, acm_writer *write, void *to)
{
    const output out = {write, to, 0};
    if (error)
        put_chain(&out, (const acm_BaseError *)error);
}

/* ---- tasks ---- */

/* The managers that are entered around a point, the outermost first. */
static void put_open(const output *out, const acm_function *function, unsigned point)
{
    const acm_point *const points = function->points;
    unsigned depth = 0;
    for (unsigned at = points ? points[point].within : 0; at; at = points[at].within)
        depth++;
    if (!depth)
        return;
    begin_line(out, 2);
    for (const char *before = "  with "; depth; depth--, before = ", ") {
        unsigned at = points[point].within;
        for (unsigned i = 1; i < depth; i++)
            at = points[at].within;
        put(out, before);
        put(out, points[at].name);
        put(out, ":");
        put_number(out, points[at].line);
    }
    put(out, "\n");
}

/* From the leaf outward, so that the outermost comes first each is looked for anew.  The leaf of a task that RUNS is at its last await, or past it,
 * or has not come to one; what it has entered may have been left since. */
static void put_task(const output *out, const acm_task *task, bool open, bool runs)
{
    unsigned depth = 0;
    for (const acm_frame *frame = task->leaf; frame; frame = acm_caller(frame))
        depth++;
    while (depth--) {
        const acm_frame *frame = task->leaf;
        for (unsigned i = 0; i < depth; i++)
            frame = acm_caller(frame);
        if (!frame->function->name)
            continue;
        if (frame->state)
            put_point(out, frame->function, frame->state);
        else if (runs)
            put_place(out, frame->function, NULL);
        if (frame->state && open && !(runs && depth == 0))
            put_open(out, frame->function, frame->state);
    }
}

void acm_task_write(const acm_task *task, acm_writer *write, void *to)
{
    const output out = {write, to, 0};
    put_task(&out, task, false, false);
}

/* That of its outermost coroutine. */
static const char *name_of(const acm_task *task)
{
    const char *name = "";
    for (const acm_frame *frame = task->leaf; frame; frame = acm_caller(frame))
        if (frame->function->name)
            name = frame->function->name;
    return name;
}

static void put_state(const output *out, const acm_task *task, bool runs)
{
    if (runs) {
        put(out, ": runs");
    } else if (task->state == ACM_TASK_NEW) {
        put(out, ": is about to begin");
    } else if (task->state == ACM_TASK_WAITING) {
        put(out, ": waits for ");
        put(out, task->wait->kind->name);
    } else {
        put(out, ": is ready");
    }
    if (task->self_cancelled)
        put(out, ", cancelled");
    put(out, "\n");
}

void acm_loop_write(const acm_loop *loop, acm_writer *write, void *to)
{
    output out = {write, to, 0};
    unsigned depth = 0;
    const acm_task *task = loop->root.state == ACM_TASK_ENDED ? NULL : &loop->root;
    for (; task; task = acm_next_task(task, &depth)) {
        out.indent = 4 * depth;
        begin_line(&out, 0);
        const bool runs = task == loop->current;
        put(&out, "task ");
        put(&out, name_of(task));
        put_state(&out, task, runs);
        put_task(&out, task, true, runs);
    }
}
