/* Task groups, and what is spawned into them.  A task and its frame are one piece of memory:
 *
 *     [padding] | acm_member | [assignment] | the coroutine's frame
 *
 * where an assignment, a frame of ours around the coroutine's, is there if the task has somewhere to put its result, and the padding if
 * the coroutine's frame needs it for its alignment. */
#include "core.h"

/* ---- assignments ---- */

typedef struct {
    acm_frame acm;
    void *result;
} assignment;

static acm_frame *assigned_frame(acm_frame *frame)
{
    return (acm_frame *)(void *)((char *)frame + sizeof(assignment));
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

static inline acm_frame *outermost_frame(acm_member *member)
{
    return (acm_frame *)(void *)(member + 1);
}

static inline size_t size_before_frame(bool assigns)
{
    return sizeof(acm_member) + (assigns ? sizeof(assignment) : 0);
}

/* A type's size is a multiple of its alignment.  So a frame fits behind what is before it, with its alignment, unless twice that divides its size. */
static inline size_t padding_of(const acm_function *callee, bool assigns)
{
    const size_t before = size_before_frame(assigns), alignment = before & -before;
    return callee->frame_size % (2 * alignment) ? 0 : -before % _Alignof(max_align_t);
}

static void release(acm_member *member, acm_allocator *allocator)
{
    acm_frame *const outermost = outermost_frame(member);
    const bool assigns = outermost->function == &assignment_function;
    const acm_function *const callee = (assigns ? assigned_frame(outermost) : outermost)->function;
    const size_t padding = padding_of(callee, assigns);
    allocator->release(allocator, (char *)member - padding, padding + size_before_frame(assigns) + callee->frame_size);
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
    acm_BaseError *const error = acm_members_remove(&group->members, member, outermost_frame);
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
    acm_allocator *const allocator = group->allocator ? group->allocator : acm_loop_of(task)->allocator;
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
    const size_t padding = padding_of(callee, result != NULL);
    char *const memory = (char *)allocator->allocate(allocator, padding + size_before_frame(result != NULL) + callee->frame_size);
    if (!memory) {
        acm_raise(frame, task, point, &acm_MemoryError_type, NULL, "no memory for a task of %s", callee->name);
        return NULL;
    }
    acm_frame *const outermost = outermost_frame((acm_member *)(void *)(memory + padding));
    if (!result)
        return outermost;
    acm_frame_init(outermost, &assignment_function, NULL);
    return assigned_frame(outermost);
}

acm_task *acm_start_task(acm_task_group *group, acm_frame *callee, void *result)
{
    acm_frame *outermost = callee;
    if (result) {
        outermost = (acm_frame *)(void *)((char *)callee - sizeof(assignment));
        ((assignment *)(void *)outermost)->result = result;
    }
    acm_member *const member = (acm_member *)(void *)outermost - 1;
    acm_members_add(&group->members, member, outermost);
    if (result) {
        callee->caller = outermost;
        member->task.leaf = callee;       /* it is run first */
    }
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
