/* What stands at the end of rows/NAME.acm: BENCH(NAME, arguments of its coroutine, of n and depth). */
#ifndef OURS_H
#define OURS_H

#include "acm.h"
#include "external.h"
#include "row.h"

static inline int64_t run_on(const acm_driver *driver, acm_frame *frame, const int64_t *result)
{
    static acm_loop loop;
    const acm_loop_options options = {.driver = driver};
    acm_loop_init(&loop, &options);
    const int outcome = acm_run(&loop, frame);
    acm_loop_close(&loop);
    return outcome == ACM_DONE ? *result : -1;
}

static inline int64_t run(acm_frame *frame, const int64_t *result)
{
    return run_on(NULL, frame, result);
}

#define BENCH(name, ...)                            \
    int64_t row_##name(int64_t n, int64_t depth)    \
    {                                               \
        static struct name##_frame frame;           \
        (void)depth;                                \
        name##_start(&frame, __VA_ARGS__);          \
        return run(&frame.acm, &frame.result);      \
    }

#endif
