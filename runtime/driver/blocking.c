/* acm_blocking(): worker threads, which all loops of a process share. */
#define _POSIX_C_SOURCE 200809L
#include "hosted.h"
#include "../core/core.h"

#include <pthread.h>
#include <signal.h>

enum { MOST_THREADS = 32 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;

/* The rest is guarded by the mutex. */
static acm_blocking_call *queue_first, *queue_last;
static unsigned queued, threads, idle;

static void enqueue(acm_blocking_call *call)
{
    call->has_begun = false;
    call->next = NULL;
    call->previous = queue_last;
    if (queue_last)
        queue_last->next = call;
    else
        queue_first = call;
    queue_last = call;
    queued++;
}

static void dequeue(acm_blocking_call *call)
{
    queued--;
    if (call->previous)
        call->previous->next = call->next;
    else
        queue_first = call->next;
    if (call->next)
        call->next->previous = call->previous;
    else
        queue_last = call->previous;
}

static void *work(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&mutex);
    for (;;) {
        while (!queue_first) {
            idle++;
            pthread_cond_wait(&more, &mutex);
            idle--;
        }
        acm_blocking_call *const call = queue_first;
        dequeue(call);
        call->has_begun = true;
        pthread_mutex_unlock(&mutex);
        call->result = call->function(call->argument);
        pthread_mutex_lock(&mutex);
        acm_loop_post(call->loop, &call->post);   /* with the mutex: returned() waits until we have let go of the loop */
    }
    return NULL;
}

/* Signals are for the program's own threads. */
static int start_thread(void)
{
    sigset_t all, before;
    pthread_t thread;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int code = pthread_create(&thread, NULL, work, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code)
        return code;
    pthread_detach(thread);
    threads++;
    return 0;
}

/* Has a thread run it; an errno if there is none. */
static int submit(acm_blocking_call *call)
{
    int code = 0;
    pthread_mutex_lock(&mutex);
    if (queued >= idle && threads < MOST_THREADS)
        code = start_thread();
    if (threads > 0) {
        code = 0;
        enqueue(call);
        pthread_cond_signal(&more);
    }
    pthread_mutex_unlock(&mutex);
    return code;
}

static void ended(acm_blocking_call *call)
{
    call->loop->expected--;
    call->loop->blocking--;
}

/* In the loop's thread. */
static void returned(acm_post *post)
{
    acm_blocking_call *const call = (acm_blocking_call *)(void *)((char *)post - offsetof(acm_blocking_call, post));
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
    ended(call);
    acm_wake(&call->wait);
}

static bool withdraw(acm_wait *wait)
{
    acm_blocking_call *const call = (acm_blocking_call *)(void *)wait;   /* its first member */
    pthread_mutex_lock(&mutex);
    const bool queued = !call->has_begun;
    if (queued)
        dequeue(call);
    pthread_mutex_unlock(&mutex);
    if (queued)
        ended(call);
    return queued;
}

static const acm_wait_kind blocking = {"a blocking call", withdraw};

acm_status acm_blocking(acm_blocking_call *record, acm_frame *frame, acm_task *task, intptr_t (*function)(void *), void *argument)
{
    acm_loop *const loop = acm_loop_of(task);
    if (acm_cancel_due(task))
        return acm_raise_cancelled(frame, task);
    *record = (acm_blocking_call){.post.run = returned, .loop = loop, .function = function, .argument = argument};
    const int code = submit(record);
    if (code) {
        const acm_OSError fields = {.code = code};
        acm_raise_silent(frame, task, frame->state, &acm_OSError_type, &fields);
        return acm_status_of(ACM_RAISED);
    }
    loop->expected++;
    loop->blocking++;
    acm_wait_for(&record->wait, frame, task, &blocking);
    return acm_status_of(ACM_SUSPENDED);
}
