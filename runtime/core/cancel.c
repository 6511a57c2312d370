/* Cancellation (language.md, section 5).  Scopes are numbered by depth, from 1, the task as a whole.  A task knows the innermost that is
 * cancelled and the innermost that is shielded off; the first being deeper than the second is all that a suspension has to test.
 *
 * Past the grace a cancellation cuts: it counts as deeper than any shield until its scope is left. */
#include "core.h"

/* ---- what a task has to know ---- */

/* The depth of the innermost cancelled scope; 0 if there is none, or if a shield is around all that is open within it. */
static unsigned short find_cancelled(const acm_task *task)
{
    unsigned short depth = 0;
    bool hidden = false;
    for (const acm_scope *scope = acm_innermost_scope(task); scope; scope = scope->outer) {
        if (scope->cancelled == ACM_IS_CUT)
            return ACM_CUT;
        if (scope->cancelled && !hidden && depth == 0)
            depth = scope->depth;
        hidden |= scope->shields;
    }
    if (task->self_cancelled == ACM_IS_CUT)
        return ACM_CUT;
    return depth == 0 && task->self_cancelled && !hidden ? 1 : depth;
}

/* Sets task->cancelled; the loop counts the tasks that have one. */
static void set_cancelled(acm_task *task, unsigned short depth)
{
    acm_loop *const loop = acm_loop_of(task);
    if (depth && !task->cancelled) {
        loop->cancelled++;
        loop->budget = 1;                 /* so that the loop changes over to running with care */
    } else if (!depth && task->cancelled) {
        loop->cancelled--;
    }
    task->cancelled = depth;
}

/* The block that a scope is the first member of; NULL: it is a shield. */
static acm_block *block_of(acm_scope *scope)
{
    return scope->shields ? NULL : (acm_block *)(void *)scope;
}

/* What is being handled moves along. */
static void set_innermost(acm_task *task, acm_scope *scope)
{
    acm_BaseError *const handled = acm_handling_of(task);
    task->has_scope = scope != NULL;
    if (scope)
        task->scope = scope;
    acm_change_handling(task, handled);
}

/* ---- delivering ---- */

/* Whether what is raised here by a cut would be shielded without it. */
static bool cuts_short(const acm_task *task)
{
    bool hidden = false;
    const acm_scope *scope = acm_innermost_scope(task);
    for (; scope && scope->cancelled != ACM_IS_CUT; scope = scope->outer)
        hidden |= scope->shields;
    return hidden || task->shield >= (scope ? scope->depth : 1);
}

acm_status acm_raise_cancelled(acm_frame *frame, acm_task *task)
{
    acm_raise_silent(frame, task, frame->state, &acm_Cancelled_type, NULL);
    if (!acm_error_is_spare(task->error))
        task->error->acm.cancelled = task->cancelled;
    acm_loop *const loop = acm_loop_of(task);
    if (task->cancelled == ACM_CUT && loop->driver->cut_short && cuts_short(task))
        loop->driver->cut_short(loop, task->error);
    if (loop->probe)
        loop->probe->cancelled(loop->probe, task);
    return acm_status_of(ACM_RAISED);
}

/* Ends a task's wait with Cancelled.  One whose operation has completed keeps
 * its result, and hears of it at its next suspension; so does one that runs.  A checkpoint is the loop's to interrupt. */
static void interrupt(acm_task *task)
{
    if (!acm_cancel_due(task) || task->state != ACM_TASK_WAITING || !task->wait->kind->withdraw(task->wait))
        return;
    acm_raise_cancelled(task->leaf, task);
    task->state = ACM_TASK_WOKEN;
    acm_make_ready(task);
}

/* Whether the cancellation of an outer scope, at DEPTH, is one of this block's too: nothing shields that from it. */
static bool reaches(unsigned short depth, const acm_scope *scope)
{
    if (scope->outer_shield >= depth)
        return false;
    for (const acm_scope *between = scope->outer; between && between->depth > depth; between = between->outer)
        if (between->shields)
            return false;
    return true;
}

/* A scope of the task, at DEPTH, is cancelled or cut: so is what depends on it. */
static void deliver(acm_task *task, unsigned short depth, bool cut)
{
    set_cancelled(task, find_cancelled(task));
    for (acm_scope *scope = acm_innermost_scope(task); scope && scope->depth >= depth; scope = scope->outer) {
        acm_block *const block = block_of(scope);
        if (block && block->pass_on && (cut || reaches(depth, scope)))
            block->pass_on(block, cut);
    }
    interrupt(task);
}

/* ---- scopes that are put aside ---- */

/* The grace of the task as a whole may come in meanwhile, as the outermost. */
acm_scope *acm_put_scopes_aside(acm_task *task, acm_scope *outside)
{
    acm_scope *const innermost = acm_innermost_scope(task), *outermost = NULL;
    for (acm_scope *scope = innermost; scope != outside && scope->depth > 1; scope = scope->outer) {
        scope->is_aside = true;
        outermost = scope;
    }
    if (!outermost)
        return NULL;
    set_innermost(task, outermost->outer);
    task->depth = outermost->outer_depth;
    set_cancelled(task, find_cancelled(task));
    return innermost;
}

/* What cancels the members of one: a scope from there on outwards that nothing between shields off. */
static unsigned char reaching(const acm_scope *from)
{
    bool hidden = false;
    unsigned char cancelled = ACM_NOT_CANCELLED;
    for (const acm_scope *scope = from; scope; scope = scope->outer) {
        if (scope->cancelled == ACM_IS_CUT)
            return ACM_IS_CUT;
        if (!hidden && (scope == from || scope->depth > from->outer_shield))
            cancelled |= scope->cancelled;
        hidden |= scope->shields;
    }
    const unsigned char whole = from->task->self_cancelled;
    return whole == ACM_IS_CUT || (!hidden && from->outer_shield == 0) ? cancelled | whole : cancelled;
}

void acm_take_scopes_back(acm_task *task, acm_scope *aside)
{
    if (!aside)
        return;
    acm_scope *const outside = acm_innermost_scope(task), *outermost = aside;
    while (outermost->outer && outermost->outer->is_aside)
        outermost = outermost->outer;
    outermost->outer = outside;
    set_innermost(task, aside);
    task->depth = aside->depth;
    set_cancelled(task, find_cancelled(task));
    for (acm_scope *scope = aside; scope != outside; scope = scope->outer) {
        scope->is_aside = false;
        acm_block *const block = block_of(scope);
        const unsigned char cancelled = block && block->pass_on ? reaching(scope) : ACM_NOT_CANCELLED;
        if (cancelled)
            block->pass_on(block, cancelled == ACM_IS_CUT);
    }
}

/* ---- the grace ---- */

static void grace_is_over(acm_timer *timer)
{
    acm_block *const block = (acm_block *)(void *)((char *)timer - offsetof(acm_block, timer));
    acm_task *const task = block->scope.task;
    if (block->scope.depth == 1)
        task->self_cancelled = ACM_IS_CUT;
    else
        block->scope.cancelled = ACM_IS_CUT;
    if (!block->scope.is_aside)
        deliver(task, block->scope.depth, true);
}

static void start_grace(acm_block *block)
{
    acm_loop *const loop = acm_loop_of(block->scope.task);
    if (loop->cleanup_grace == INT64_MAX)
        return;
    const int64_t now = loop->driver->now(loop);
    acm_timer_start(loop, &block->timer, now > INT64_MAX - loop->cleanup_grace ? INT64_MAX : now + loop->cleanup_grace, grace_is_over);
}

/* A block for the grace of the task as a whole: the root has one, for others it is allocated.  NULL if there is no
 * memory: then only what cancels its group bounds its cleanup. */
static acm_block *new_grace(acm_task *task)
{
    acm_loop *const loop = acm_loop_of(task);
    return task == &loop->root ? &loop->root_block : (acm_block *)loop->allocator->allocate(loop->allocator, sizeof(acm_block));
}

/* It is the outermost scope from now on. */
static void start_grace_of_task(acm_task *task)
{
    acm_block *const block = acm_loop_of(task)->cleanup_grace == INT64_MAX ? NULL : new_grace(task);
    if (!block)
        return;
    *block = (acm_block){.scope = {.task = task, .depth = 1}, .timer.when = INT64_MIN};
    acm_scope *outermost = acm_innermost_scope(task);
    while (outermost && outermost->outer)
        outermost = outermost->outer;
    if (outermost)
        outermost->outer = &block->scope;
    else
        set_innermost(task, &block->scope);
    start_grace(block);
}

void acm_cancel_ended(acm_task *task)
{
    acm_loop *const loop = acm_loop_of(task);
    acm_scope *next, *scope = acm_innermost_scope(task);
    set_innermost(task, NULL);            /* first: what it is handling is in a scope */
    set_cancelled(task, 0);
    for (; scope; scope = next) {
        next = scope->outer;
        scope->task = NULL;               /* of what another's exit stack has taken over */
        acm_block *const block = block_of(scope);
        if (!block)
            continue;
        acm_timer_stop(loop, &block->timer);
        if (scope->depth == 1 && block != &loop->root_block)       /* start_grace_of_task()'s */
            loop->allocator->release(loop->allocator, block, sizeof *block);
    }
}

/* ---- tasks ---- */

bool acm_cancel_dependent(acm_task *task, bool cut)
{
    if (task->state == ACM_TASK_ENDED)
        return false;
    const unsigned char wanted = cut ? ACM_IS_CUT : ACM_IS_CANCELLED;
    if (task->self_cancelled < wanted) {
        task->self_cancelled = wanted;
        deliver(task, 1, cut);
    }
    return true;
}

bool acm_cancel(acm_task *task)
{
    const bool first = !task->self_cancelled;
    if (!acm_cancel_dependent(task, false))
        return false;
    if (first)
        start_grace_of_task(task);
    return true;
}

bool acm_cancel_cutting(acm_task *task)
{
    return acm_cancel_dependent(task, true);
}

/* ---- scopes ---- */

static bool open_scope(acm_task *task, acm_scope *scope, bool shields)
{
    const unsigned short around = task->depth > task->shield ? task->depth : task->shield;
    if (around >= ACM_CUT - 1)
        return false;
    *scope = (acm_scope){.outer = acm_innermost_scope(task), .task = task, .depth = (unsigned short)(around + 1), .outer_depth = task->depth,
                         .outer_shield = task->shield, .shields = shields};
    set_innermost(task, scope);
    task->depth = scope->depth;
    return true;
}

/* Takes out of the list what is not the innermost: an exit stack may hold what was entered in a block that has been left since. */
static void unlink_scope(acm_scope *scope)
{
    acm_scope *inner = scope->task->scope;
    while (inner->outer != scope)
        inner = inner->outer;
    inner->outer = scope->outer;
    inner->outer_depth = scope->outer_depth;
}

static void close_scope(acm_scope *scope)
{
    acm_task *const task = scope->task;
    if (!task)
        return;
    if (task->scope == scope) {
        set_innermost(task, scope->outer);
        task->depth = scope->outer_depth;
    } else {
        unlink_scope(scope);
    }
    if (scope->cancelled || scope->shields)
        set_cancelled(task, find_cancelled(task));
}

bool acm_block_open(acm_task *task, acm_block *block, void (*pass_on)(acm_block *, bool))
{
    block->timer.when = INT64_MIN;
    block->pass_on = pass_on;
    return open_scope(task, &block->scope, false);
}

bool acm_shield_open(acm_task *task, acm_scope *scope)
{
    if (!open_scope(task, scope, true))
        return false;
    set_cancelled(task, find_cancelled(task));
    return true;
}

bool acm_block_move(acm_block *block, acm_task *task)
{
    acm_block_close(block);
    return acm_block_open(task, block, block->pass_on);
}

void acm_block_cancel(acm_block *block)
{
    if (block->scope.cancelled || !block->scope.task)
        return;
    block->scope.cancelled = ACM_IS_CANCELLED;
    start_grace(block);
    if (!block->scope.is_aside)
        deliver(block->scope.task, block->scope.depth, false);
}

void acm_block_close(acm_block *block)
{
    if (block->scope.task)
        acm_timer_stop(acm_loop_of(block->scope.task), &block->timer);
    close_scope(&block->scope);
}

void acm_shield_close(acm_scope *scope)
{
    close_scope(scope);
}

/* An outer scope's goes on: one that is cancelled and not shielded off, and one whose acm_Cancelled was raised again in here. */
bool acm_block_stops(const acm_block *block, const acm_BaseError *error)
{
    const acm_scope *const scope = &block->scope;
    if (!scope->cancelled || !acm_error_is(error, acm_Cancelled) || !scope->task)
        return false;
    return scope->task->cancelled <= scope->outer_shield && (error->acm.cancelled == 0 || error->acm.cancelled >= scope->depth);
}
