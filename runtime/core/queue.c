/* Queues.  An item that is put goes to the first that waits for one, and room that is made to the first that
 * waits with one: so nobody waits for what is there. */
#include "waiters.h"

static void store(acm_queue *queue, void *item)
{
    queue->room[(queue->first + queue->size) % queue->capacity] = item;
    queue->size++;
}

static void *take(acm_queue *queue)
{
    void *const item = queue->room[queue->first];
    queue->first = (queue->first + 1) % queue->capacity;
    queue->size--;
    return item;
}

bool acm_queue_try_put(acm_queue *queue, void *item)
{
    acm_queue_waiter *const getter = (acm_queue_waiter *)(void *)acm_wake_first(&queue->getters);   /* its first member */
    if (getter)
        getter->result = item;
    else if (queue->size < queue->capacity)
        store(queue, item);
    else
        return false;
    return true;
}

bool acm_queue_try_get(acm_queue *queue, void **item)
{
    acm_queue_waiter *const putter = (acm_queue_waiter *)(void *)acm_wake_first(&queue->putters);
    if (queue->size > 0) {
        *item = take(queue);
        if (putter)
            store(queue, putter->result);
    } else if (putter) {
        *item = putter->result;
    } else {
        return false;
    }
    return true;
}

static const acm_wait_kind for_room = {"room in a queue", acm_leave_waiters}, for_item = {"an item of a queue", acm_leave_waiters};

acm_status acm_queue_put(acm_queue_waiter *record, acm_frame *frame, acm_task *task, acm_queue *queue, void *item)
{
    if (acm_queue_try_put(queue, item))
        return acm_done();
    record->result = item;
    return acm_wait_in(&queue->putters, &record->waiter, frame, task, &for_room);
}

acm_status acm_queue_get(acm_queue_waiter *record, acm_frame *frame, acm_task *task, acm_queue *queue)
{
    return acm_queue_try_get(queue, &record->result) ? acm_done() : acm_wait_in(&queue->getters, &record->waiter, frame, task, &for_item);
}
