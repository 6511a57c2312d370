/* What a C programmer would write for the rows, and nothing else: no errors, no cancellation, no tracebacks.  A frame
 * knows its function, who awaits it and where it stopped; a task knows the frame to resume.  An await calls the other's
 * function at once; when a frame that was suspended completes, the loop goes on with the one that awaits it. */
#ifndef BY_HAND_H
#define BY_HAND_H

#include "external.h"
#include "row.h"

#include <stddef.h>

enum outcome { SUSPENDED, DONE, YIELDED, FAILED };

struct frame {
    enum outcome (*resume)(struct frame *);
    struct frame *caller;
    int state;
};

struct task {
    struct task *next;
    struct frame *leaf;
};

static struct task *ready, **ready_end = &ready, *current;

static inline void make_ready(struct task *task)
{
    task->next = NULL;
    *ready_end = task;
    ready_end = &task->next;
}

/* Suspends a frame until it is its turn again. */
static inline enum outcome suspend(struct frame *frame, int state)
{
    frame->state = state;
    current->leaf = frame;
    make_ready(current);
    return SUSPENDED;
}

static inline void begin(struct frame *frame, enum outcome (*resume)(struct frame *), struct frame *caller)
{
    frame->resume = resume;
    frame->caller = caller;
    frame->state = 0;
}

static inline void run(struct frame *frame, enum outcome (*resume)(struct frame *))
{
    struct task root = {NULL, frame};
    begin(frame, resume, NULL);
    make_ready(&root);
    while (ready) {
        current = ready;
        ready = current->next;
        if (!ready)
            ready_end = &ready;
        for (struct frame *f = current->leaf; f && f->resume(f) != SUSPENDED; f = f->caller)
            ;
    }
}

#ifdef __GNUC__
#define NOT_INLINED __attribute__((noinline))
#else
#define NOT_INLINED
#endif

#endif
