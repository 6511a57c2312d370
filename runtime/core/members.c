/* Tasks that one frame waits for: what task groups, gather and race have in common (language.md, section 8).
 * They belong to a block of the task that waits.  An error of one cancels the block; a cancellation of the block, or from outside of it,
 * is passed on to them at once, also while the task itself is shielded. */
#include "core.h"

/* Members that have members of their own are put on a list: tasks may be nested as deep as there is memory. */
static void pass_on(acm_block *block, bool cut)
{
    acm_members *const members = (acm_members *)(void *)block;    /* its first member */
    acm_loop *const loop = acm_loop_of(block->scope.task);
    const unsigned char wanted = cut ? ACM_IS_CUT : ACM_IS_CANCELLED;
    if (members->cancelled >= wanted)
        return;
    members->cancelled = wanted;
    members->next_passing = NULL;
    if (loop->passing) {
        loop->passing_end->next_passing = members;
        loop->passing_end = members;
        return;
    }
    for (loop->passing = loop->passing_end = members; loop->passing; loop->passing = loop->passing->next_passing)
        for (acm_member *member = loop->passing->first; member; member = member->next)
            acm_cancel_dependent(&member->task, loop->passing->cancelled == ACM_IS_CUT);
}

bool acm_members_open(acm_members *members, acm_task *task, acm_allocator *allocator, void (*ended)(acm_task *))
{
    members->owner.loop = acm_loop_of(task);
    members->owner.allocator = allocator;
    members->owner.ended = ended;
    members->first = members->last = NULL;
    members->error = NULL;
    members->is_waiting = false;
    members->cancelled = ACM_NOT_CANCELLED;
    if (acm_cancel_due(task))
        members->cancelled = task->cancelled == ACM_CUT ? ACM_IS_CUT : ACM_IS_CANCELLED;
    members->is_open = acm_block_open(task, &members->block, pass_on);
    return members->is_open;
}

void acm_members_fail(acm_members *members, acm_BaseError *error)
{
    if (acm_error_derives(error, &acm_Cancelled_type)) {
        acm_error_drop(error);            /* no error */
    } else if (members->error) {
        acm_error_add_other(members->error, error);
    } else {
        members->error = error;
        acm_block_cancel(&members->block);
    }
}

/* What has been cancelled is still waited for. */
static bool go_on_waiting(acm_wait *wait)
{
    (void)wait;
    return false;
}

static const acm_wait_kind waiting = {"its tasks", go_on_waiting};

bool acm_members_wait(acm_members *members, acm_frame *frame, acm_task *task)
{
    if (!members->first)
        return false;
    members->is_waiting = true;
    acm_wait_for(&members->wait, frame, task, &waiting);
    return true;
}

void acm_members_close(acm_members *members, acm_frame *frame, unsigned short shield)
{
    acm_task *const task = members->block.scope.task;
    members->is_open = false;
    acm_block_close(&members->block);
    if (members->error) {
        task->error = members->error;
        acm_error_passed(task->error, frame->function, frame->state);
    } else if (members->is_waiting && task->cancelled > shield) {
        const unsigned short own = task->shield;
        task->shield = shield;
        acm_raise_cancelled(frame, task);
        task->shield = own;
    }
}

/* ---- the tree of tasks ---- */

/* The first member of what a scope, or one outside of it, waits for. */
static const acm_task *first_from(const acm_scope *scope)
{
    for (; scope; scope = scope->outer) {
        const acm_members *const members = (const acm_members *)(const void *)scope;
        if (!scope->shields && members->block.pass_on == pass_on && members->first)
            return &members->first->task;
    }
    return NULL;
}

const acm_task *acm_next_task(const acm_task *task, unsigned *depth)
{
    const acm_task *next = first_from(acm_innermost_scope(task));
    if (next)
        ++*depth;
    while (!next && task != &acm_loop_of(task)->root) {
        acm_member *const member = (acm_member *)(void *)task;    /* its first member */
        const acm_members *const members = acm_members_with(member);
        next = member->next ? &member->next->task : first_from(members->block.scope.outer);
        if (!next) {
            task = members->block.scope.task;
            --*depth;
        }
    }
    return next;
}
