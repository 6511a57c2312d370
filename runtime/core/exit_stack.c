/* Exit stacks (language.md, section 6): managers whose number is known only at run time.  What was entered last is exited
 * first, with the error that is on its way by then, as if the blocks were nested. */
#include "core.h"

/* ---- entries ---- */

static void release(acm_stack_entry *entry)
{
    entry->allocator->release(entry->allocator, entry, entry->size);
}

static acm_stack_entry *push(acm_exit_stack *stack, acm_allocator *allocator, size_t size)
{
    acm_stack_entry *const entry = (acm_stack_entry *)allocator->allocate(allocator, size);
    if (!entry)
        return NULL;
    *entry = (acm_stack_entry){.below = stack->top, .allocator = allocator, .size = size};
    stack->top = entry;
    return entry;
}

acm_stack_entry *acm_exit_stack_push(acm_exit_stack *stack, acm_frame *frame, acm_task *task, unsigned point, size_t size)
{
    acm_stack_entry *const entry = push(stack, stack->allocator ? stack->allocator : acm_loop_of(task)->allocator, size);
    if (!entry)
        acm_raise(frame, task, point, &acm_MemoryError_type, NULL, "no memory for an entry of an exit stack");
    return entry;
}

void acm_exit_stack_move(acm_exit_stack *to, acm_exit_stack *from)
{
    acm_stack_entry **last = &from->top;
    if (to == from)
        return;
    while (*last)
        last = &(*last)->below;
    *last = to->top;
    to->top = from->top;
    from->top = NULL;
}

/* ---- callbacks ---- */

typedef struct {
    acm_stack_entry entry;
    void (*callback)(void *);
    void *argument;
} deferred;

static acm_status call_back(acm_stack_entry *entry, acm_frame *caller, acm_task *task, acm_leaving *leaving)
{
    const deferred *const d = (const deferred *)(const void *)entry;
    (void)caller, (void)task, (void)leaving;
    d->callback(d->argument);
    return acm_status_of(ACM_DONE);
}

static const acm_stack_kind deferred_kind = {.exit = call_back};

bool acm_exit_stack_defer(acm_exit_stack *stack, void (*callback)(void *), void *argument)
{
    const acm_task *const task = acm_current_task();
    acm_allocator *const allocator = stack->allocator ? stack->allocator : task ? acm_loop_of(task)->allocator : NULL;
    deferred *const d = allocator ? (deferred *)(void *)push(stack, allocator, sizeof *d) : NULL;
    if (!d)
        return false;
    d->entry.kind = &deferred_kind;
    d->callback = callback;
    d->argument = argument;
    return true;
}

/* ---- contexts: the entry, then the context's frame ---- */

typedef union {
    acm_stack_entry entry;
    max_align_t aligned;
} context_entry;

static acm_status exit_context(acm_stack_entry *entry, acm_frame *caller, acm_task *task, acm_leaving *leaving)
{
    acm_frame *const context = (acm_frame *)(void *)((context_entry *)(void *)entry + 1);
    (void)leaving;
    context->caller = caller;
    return acm_context_exit(context, task);
}

static const acm_stack_kind context_kind = {.exit = exit_context, .is_context = true};

acm_frame *acm_exit_stack_context(acm_exit_stack *stack, acm_frame *frame, acm_task *task, unsigned point, const acm_function *context)
{
    acm_stack_entry *const entry = acm_exit_stack_push(stack, frame, task, point, sizeof(context_entry) + context->frame_size);
    return entry ? (acm_frame *)(void *)((context_entry *)(void *)entry + 1) : NULL;
}

void acm_exit_stack_entered(acm_frame *context)
{
    ((context_entry *)(void *)context - 1)->entry.kind = &context_kind;
}

acm_status acm_exit_stack_run(acm_frame *context, acm_frame *caller, acm_task *task)
{
    context->caller = caller;
    return context->function->resume(context, task);
}

void acm_exit_stack_result(const acm_frame *context, void *result)
{
    acm_copy_result(context, result);
}

/* ---- unwinding ---- */

enum { NEXT, EXITED };                    /* states of an unwinding's frame */

static void begin_exit(acm_unwinding *u, acm_task *task)
{
    if (u->entry->kind->is_context)
        acm_leave_context(task, &u->leaving);
    else
        acm_leave(task, &u->leaving);
}

static void end_exit(acm_unwinding *u, acm_task *task)
{
    const acm_stack_kind *const kind = u->entry->kind;
    if (kind->is_context) {
        acm_left_context(task, &u->leaving);
    } else {
        if (!acm_raised(task) && kind->suppresses && kind->suppresses(u->entry))
            acm_suppress(task, &u->leaving);
        acm_left(task, &u->leaving);
    }
    release(u->entry);
}

/* What was pushed but never entered is only given back. */
static acm_stack_entry *take_entered(acm_exit_stack *stack)
{
    acm_stack_entry *entry;
    while ((entry = stack->top)) {
        stack->top = entry->below;
        if (entry->kind)
            break;
        release(entry);
    }
    return entry;
}

/* The error that the block was left with goes on by itself, if it is still that one. */
static acm_status unwound(acm_unwinding *u, acm_task *task)
{
    u->result = u->error && !task->error;
    if (task->error && task->error == u->error) {
        acm_error_drop(task->error);
        task->error = NULL;
    }
    return acm_status_of(acm_raised(task) ? ACM_RAISED : ACM_DONE);
}

static acm_status unwind(acm_frame *frame, acm_task *task)
{
    acm_unwinding *const u = (acm_unwinding *)(void *)frame;     /* its first member */
    for (;;) {
        if (frame->state == EXITED)
            end_exit(u, task);
        frame->state = NEXT;
        u->entry = take_entered(u->stack);
        if (!u->entry)
            return unwound(u, task);
        begin_exit(u, task);
        frame->state = EXITED;
        const acm_status status = u->entry->kind->exit(u->entry, frame, task, &u->leaving);
        if (status.is == ACM_SUSPENDED)
            return status;
    }
}

static const acm_function unwinding_function = {.resume = unwind};

static acm_status start(acm_unwinding *u, acm_frame *frame, acm_task *task, acm_exit_stack *stack, const acm_BaseError *error)
{
    acm_frame_init(&u->acm, &unwinding_function, frame);
    u->stack = stack;
    u->error = error;
    task->error = (acm_BaseError *)(uintptr_t)acm_error_keep(error);
    return unwind(&u->acm, task);
}

/* Each entry's exit handles the error by itself, as long as it is on its way: the statement's own record steps back. */
acm_status acm_exit_stack_exit(acm_unwinding *record, acm_frame *frame, acm_task *task, acm_exit_stack *stack, acm_leaving *leaving)
{
    if (leaving->error)
        acm_change_handling(task, leaving->outer);
    return start(record, frame, task, stack, leaving->error);
}

acm_status acm_exit_stack_close(acm_unwinding *record, acm_frame *frame, acm_task *task, acm_exit_stack *stack)
{
    return start(record, frame, task, stack, NULL);
}
