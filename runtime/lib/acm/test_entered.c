/* What is entered while a test runs, and whether it is exited as it has to be: what the program says itself, and what code says that was
 * generated with -finstrument-managers.  It is a list, the latest first. */
#include "test_run.h"

#include <stdlib.h>

typedef enum {
    IN_ORDER,                             /* exited by its task in reverse order, before that ends */
    BLOCK,                                /* in reverse order of its coroutine's; which another task may exit, if it is a context on a stack */
    IN_ANY_ORDER,                         /* exited once, by any task */
    OBJECT,                               /* as often as it was entered, by any task */
    GONE                                  /* an object whose block has been left; forgotten with its task */
} kind;

typedef struct entry entry;
struct entry {
    entry *below;                         /* was entered before it */
    const void *what;
    const char *name, *file;
    const acm_task *task;
    int line;
    kind kind;
    const acm_frame *frame;               /* BLOCK: the coroutine's */
    bool is_over;                         /* BLOCK: of a context that is on its way out */
    bool is_leaving;                      /* BLOCK: is on its way out */
};

static entry *entries;

/* ---- the list ---- */

static entry *add(const void *what, const char *name, kind kind, const char *file, int line)
{
    entry *const e = malloc(sizeof *e);
    if (!e)
        abort();
    *e = (entry){entries, what, name, file, acm_current_task(), line, kind, NULL, false, false};
    return entries = e;
}

static void take(entry **at)
{
    entry *const e = *at;
    *at = e->below;
    free(e);
}

/* The latest of a task's, or, of NULL, of any's; *RESULT is NULL if there is none. */
static entry **find(const void *what, kind kind, const acm_task *task)
{
    entry **at = &entries;
    while (*at && !((*at)->what == what && (*at)->kind == kind && (!task || (*at)->task == task)))
        at = &(*at)->below;
    return at;
}

static entry **find_told(const void *what)
{
    entry **const at = find(what, IN_ORDER, NULL);
    return *at ? at : find(what, IN_ANY_ORDER, NULL);
}

/* What the same task, or coroutine, has entered since must have been exited. */
static void check_order(const entry *e, const char *file, int line)
{
    for (const entry *later = entries; later != e; later = later->below)
        if (later->kind == e->kind && (e->kind == BLOCK ? later->frame == e->frame && !later->is_over : later->task == e->task))
            acm_test_fault("%s:%d: %s is exited before %s, which was entered after it, at %s:%d", file, line, e->name, later->name, later->file,
                           later->line);
}

void acm_test_check_exited(const acm_task *task)
{
    entry **at = &entries;
    while (*at) {
        const entry *const e = *at;
        if (task && (e->task != task || (e->kind != IN_ORDER && e->kind != GONE))) {
            at = &(*at)->below;
            continue;
        }
        if (e->kind != GONE)
            acm_test_fault("%s:%d: %s was entered, but not exited", e->file, e->line, e->name);
        take(at);
    }
}

/* ---- what the program says ---- */

void acm_test_enter(const void *what, const char *name, bool in_order, const char *file, int line)
{
    if (!acm_test_is_running())
        return;
    const entry *const before = *find_told(what);
    if (before)
        acm_test_fault("%s:%d: %s is entered, but was entered at %s:%d already", file, line, name, before->file, before->line);
    add(what, name, in_order ? IN_ORDER : IN_ANY_ORDER, file, line);
}

void acm_test_exit(const void *what, const char *file, int line)
{
    if (!acm_test_is_running())
        return;
    entry **const at = find_told(what);
    if (!*at) {
        acm_test_fault("%s:%d: exited, but not entered, or exited twice", file, line);
        return;
    }
    if ((*at)->kind == IN_ORDER)
        check_order(*at, file, line);
    take(at);
}

/* ---- blocks ---- */

void acm_test_block_constructed(acm_test_block *block, const void *object)
{
    block->object = object;
    acm_test_object_constructed(object);
}

void acm_test_block_enter(acm_test_block *block, const char *name, bool is_context, const char *file, int line)
{
    if (!acm_test_is_running())
        return;
    block->name = name;
    block->is_context = is_context;
    add(block, name, BLOCK, file, line)->frame = block->frame;
}

void acm_test_block_leave(acm_test_block *block, const char *file, int line)
{
    if (!acm_test_is_running())
        return;
    entry *const e = *find(block, BLOCK, NULL);
    if (!e || e->is_leaving) {
        acm_test_fault("%s:%d: %s is exited, but not entered, or exited twice", file, line, block->name);
        return;
    }
    check_order(e, file, line);
    e->is_leaving = true;
    e->is_over = block->is_context;
}

void acm_test_block_end(acm_test_block *block, const char *file, int line)
{
    if (!acm_test_is_running() || !block->name)
        return;
    entry **const at = find(block, BLOCK, NULL);
    if (!*at || !(*at)->is_leaving)
        acm_test_fault("%s:%d: %s is left without its exit", file, line, block->name);
    if (*at)
        take(at);
    if (block->object)
        add(block->object, block->name, GONE, file, line);
    block->name = NULL;
}

/* ---- objects ---- */

/* Where FRAME is awaited, if it is. */
static void find_caller(const acm_frame *frame, const char **file, int *line)
{
    const acm_frame *const caller = frame ? acm_caller(frame) : NULL;
    if (!caller || !caller->function->points || !caller->function->file)
        return;
    *file = caller->function->file;
    *line = (int)caller->function->points[caller->state].line;
}

void acm_test_object_constructed(const void *object)
{
    entry **const at = find(object, GONE, NULL);
    if (*at)
        take(at);
}

void acm_test_object_enter(const void *object, const char *name, const acm_frame *frame, const char *file, int line)
{
    if (!acm_test_is_running())
        return;
    find_caller(frame, &file, &line);
    add(object, name, OBJECT, file, line);
}

void acm_test_object_exit(const void *object, const char *name, const acm_frame *frame, bool is_closed, const char *file, int line)
{
    if (!acm_test_is_running())
        return;
    entry **at = find(object, OBJECT, acm_current_task());
    if (!*at)
        at = find(object, OBJECT, NULL);
    find_caller(frame, &file, &line);
    if (*at)
        take(at);
    else if (!is_closed)
        acm_test_fault("%s:%d: %s is exited, but not entered, or exited twice", file, line, name);
}

void acm_test_object_use(const void *object, const char *name, const acm_frame *frame, const char *file, int line)
{
    if (!acm_test_is_running())
        return;
    const entry *const gone = *find(object, GONE, NULL);
    find_caller(frame, &file, &line);
    if (gone)
        acm_test_fault("%s:%d: %s is called after the block of its %s, at %s:%d", file, line, name, gone->name, gone->file, gone->line);
}
