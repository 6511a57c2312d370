/* Task groups, and what is spawned into them.  A task and its frame are one piece of memory:
 *
 *     acm_member | [assignment] | the coroutine's frame
 *
 * where an assignment, a frame of ours around the coroutine's, is there if the task has somewhere to put its result. */
#include "core.h"

enum { ALIGNMENT = _Alignof(max_align_t) };

static size_t aligned(size_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* ---- assignments ---- */

typedef struct {
    acm_frame acm;
    void *result;
} assignment;

static acm_frame *assigned_frame(acm_frame *frame)
{
    return (acm_frame *)(void *)((char *)frame + aligned(sizeof(assignment)));
}

/* The coroutine has returned, or raised. */
static acm_status assign(acm_frame *frame, acm_task *task)
{
    if (acm_raised(task))
        return acm_status_of(ACM_RAISED);
    acm_copy_result(assigned_frame(frame), ((assignment *)(void *)frame)->result);
    return acm_status_of(ACM_DONE);
}

static const acm_function assignment_function = {.resume = assign};

/* ---- the memory of a task ---- */

static acm_frame *outermost_frame(acm_member *member)
{
    return (acm_frame *)(void *)((char *)member + aligned(sizeof(acm_member)));
}

static size_t size_of(const acm_function *callee, bool assigns)
{
    return aligned(sizeof(acm_member)) + (assigns ? aligned(sizeof(assignment)) : 0) + callee->frame_size;
}

static void release(acm_member *member, acm_allocator *allocator)
{
    acm_frame *const outermost = outermost_frame(member);
    const bool assigns = outermost->function == &assignment_function;
    const acm_frame *const callee = assigns ? assigned_frame(outermost) : outermost;
    allocator->release(allocator, member, size_of(callee->function, assigns));
}

/* ---- groups ---- */

static void finish(acm_task_group *group, acm_frame *frame)
{
    acm_members *const members = &group->members;
    acm_leaving *const leaving = group->leaving;
    unsigned short shield = leaving->shield;
    if (members->error == leaving->error) {           /* the block's goes on by itself */
        acm_error_drop(members->error);
        members->error = NULL;
    }
    if (leaving->error)
        shield = ACM_CUT;
    acm_members_close(members, frame, shield);
}

static void spawned_ended(acm_task *task)
{
    acm_member *const member = (acm_member *)(void *)task;        /* its first member */
    acm_task_group *const group = (acm_task_group *)(void *)acm_members_with(member);
    acm_allocator *const allocator = task->owner->allocator;
    acm_BaseError *const error = acm_members_remove(&group->members, member);
    if (outermost_frame(member)->yields == 0) {
        release(member, allocator);
    } else {
        task->owner = NULL;
        member->allocator = allocator;
    }
    if (error)
        acm_members_fail(&group->members, error);
    if (group->members.is_waiting && !group->members.first) {
        finish(group, group->members.block.scope.task->leaf);
        acm_wake(&group->members.wait);
    }
}

acm_status acm_task_group_enter(acm_frame *frame, acm_task *task, acm_task_group *group)
{
    if (group->members.is_open)
        return acm_misuse(frame, task, "the task group is entered already");
    acm_allocator *const allocator = group->allocator ? group->allocator : task->loop->allocator;
    if (!acm_members_open(&group->members, task, allocator, spawned_ended))
        return acm_misuse(frame, task, "a task group is nested too deep");
    return acm_status_of(ACM_DONE);
}

acm_status acm_task_group_exit(acm_frame *frame, acm_task *task, acm_task_group *group, acm_leaving *leaving)
{
    acm_members *const members = &group->members;
    if (members->block.scope.task != task) {          /* it came here on an exit stack */
        if (!acm_block_move(&members->block, task))
            return acm_misuse(frame, task, "a task group is nested too deep");
        if (members->error)
            acm_block_cancel(&members->block);
    }
    group->leaving = leaving;
    if (leaving->error) {
        acm_members_fail(members, acm_error_share(leaving->error));
        if (members->first)
            acm_block_cancel(&members->block);        /* by Cancelled, too */
    }
    if (acm_members_wait(members, frame, task))
        return acm_status_of(ACM_SUSPENDED);
    finish(group, frame);
    return acm_status_of(acm_raised(task) ? ACM_RAISED : ACM_DONE);
}

acm_frame *acm_new_task(acm_task_group *group, acm_frame *frame, acm_task *task, unsigned point, const acm_function *callee,
                        const void *result)
{
    if (!group->members.is_open || !group->members.block.scope.task) {
        acm_raise(frame, task, point, &acm_RuntimeError_type, NULL, "spawn of %s into a task group that is not open", callee->name);
        return NULL;
    }
    acm_allocator *const allocator = group->members.owner.allocator;
    acm_member *const member = (acm_member *)allocator->allocate(allocator, size_of(callee, result != NULL));
    if (!member) {
        acm_raise(frame, task, point, &acm_MemoryError_type, NULL, "no memory for a task of %s", callee->name);
        return NULL;
    }
    acm_frame *const outermost = outermost_frame(member);
    if (!result)
        return outermost;
    acm_frame_init(outermost, &assignment_function, NULL);
    return assigned_frame(outermost);
}

acm_task *acm_start_task(acm_task_group *group, acm_frame *callee, void *result)
{
    acm_frame *outermost = callee;
    if (result) {
        outermost = (acm_frame *)(void *)((char *)callee - aligned(sizeof(assignment)));
        ((assignment *)(void *)outermost)->result = result;
        callee->caller = outermost;
    }
    acm_member *const member = (acm_member *)(void *)((char *)outermost - aligned(sizeof(acm_member)));
    acm_members_add(&group->members, member, callee);
    return &member->task;
}

/* ---- keeping ---- */

static bool has_ended(const acm_task *task)
{
    return task->owner == NULL;
}

acm_task *acm_task_keep(acm_task *task)
{
    if (!has_ended(task) && task->owner->ended != spawned_ended)
        return NULL;
    outermost_frame((acm_member *)(void *)task)->yields++;
    return task;
}

void acm_task_drop(acm_task *task)
{
    if (!task)
        return;
    acm_member *const member = (acm_member *)(void *)task;
    if (--outermost_frame(member)->yields == 0 && has_ended(task))
        release(member, member->allocator);
}
