/* Work that comes from other threads and from signal handlers: a stack that anyone pushes to without a lock, and that
 * the loop takes as a whole (Treiber 1986). */
#include "core.h"

#include <stdatomic.h>

bool acm_loop_post(acm_loop *loop, acm_post *post)
{
    if (atomic_exchange(&post->posted, true))
        return false;
    acm_post *next = atomic_load(&loop->posted);
    do
        post->next = next;
    while (!atomic_compare_exchange_weak(&loop->posted, &next, post));
    loop->driver->wake(loop);
    return true;
}

void acm_run_posts(acm_loop *loop)
{
    if (!atomic_load_explicit(&loop->posted, memory_order_relaxed))
        return;
    acm_post *last = atomic_exchange(&loop->posted, NULL), *first = NULL;
    while (last) {                        /* back into the order in which they came */
        acm_post *const post = last;
        last = post->next;
        post->next = first;
        first = post;
    }
    while (first) {
        acm_post *const post = first;
        first = post->next;
        atomic_store(&post->posted, false);
        post->run(post);
    }
}
