/* gather and race: tasks whose frames are part of that of the caller, which waits for them all. */
#include "core.h"

/* A race that was decided before its wait was cancelled has its result all the same: nothing is lost in the hand-over. */
static void finish(acm_gather *gather, acm_frame *frame)
{
    const bool is_decided = gather->is_race && gather->result >= 0 && !gather->was_cancelled;
    const acm_task *const task = gather->members.block.scope.task;
    acm_members_close(&gather->members, frame, is_decided ? ACM_CUT : task->shield);
}

/* Cancelled, a branch neither wins nor loses; where none is left that could win, that is raised. */
static void raise_unless_won(acm_gather *gather, acm_frame *frame)
{
    acm_task *const task = gather->members.block.scope.task;
    if (gather->is_race && gather->result < 0 && !acm_raised(task))
        acm_raise_cancelled(frame, task);
}

static void returned(acm_gather *gather, const acm_branch *branch)
{
    if (branch->result)
        acm_copy_result(branch->frame, branch->result);
    if (!gather->is_race || gather->result >= 0)
        return;
    gather->result = (int)(branch - gather->branches);
    gather->was_cancelled = gather->members.cancelled;
    acm_block_cancel(&gather->members.block);
}

static acm_frame *branch_frame(acm_member *member)
{
    return ((acm_branch *)(void *)member)->frame;                 /* its first member */
}

static void branch_ended(acm_task *task)
{
    acm_branch *const branch = (acm_branch *)(void *)task;        /* its first member's first */
    acm_gather *const gather = (acm_gather *)(void *)acm_members_with(&branch->member);
    acm_BaseError *const error = acm_members_remove(&gather->members, &branch->member, branch_frame);
    if (error)
        acm_members_fail(&gather->members, error);
    else
        returned(gather, branch);
    if (gather->members.first || !gather->members.is_waiting)
        return;
    acm_frame *const frame = gather->members.block.scope.task->leaf;
    finish(gather, frame);
    raise_unless_won(gather, frame);
    acm_wake(&gather->members.wait);
}

void acm_gather_open(acm_gather *gather, acm_task *task, acm_branch *branches)
{
    acm_members_open(&gather->members, task, task->owner->allocator, branch_ended);
    gather->branches = branches;
    gather->count = 0;
    gather->result = -1;
    gather->is_race = false;
    gather->was_cancelled = ACM_NOT_CANCELLED;
}

void acm_race_open(acm_gather *race, acm_task *task, acm_branch *branches)
{
    acm_gather_open(race, task, branches);
    race->is_race = true;
}

void acm_branch_start(acm_gather *gather, acm_frame *callee, void *result)
{
    acm_branch *const branch = &gather->branches[gather->count++];
    if (!gather->members.is_open)
        return;
    branch->frame = callee;
    branch->result = result;
    acm_members_add(&gather->members, &branch->member, callee);
}

acm_status acm_gather_wait(acm_frame *frame, acm_task *task, acm_gather *gather)
{
    if (!gather->members.is_open)
        return acm_misuse(frame, task, "a gather or race is nested too deep");
    if (acm_members_wait(&gather->members, frame, task))
        return acm_status_of(ACM_SUSPENDED);
    finish(gather, frame);
    raise_unless_won(gather, frame);
    return acm_status_of(acm_raised(task) ? ACM_RAISED : ACM_DONE);
}
