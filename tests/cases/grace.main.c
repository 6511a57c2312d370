/* Runs the cases of grace.acm. */
#include "grace.acm.h"

#define RUN(name, expected)                                                                                         \
    do {                                                                                                            \
        acm_loop loop;                                                                                              \
        struct name##_frame frame;                                                                                  \
        const acm_loop_options options = {.cleanup_grace = 2};                                                      \
                                                                                                                    \
        acm_loop_init(&loop, &options);                                                                             \
        name##_start(&frame);                                                                                       \
        conclude(#name, acm_run(&loop, &frame.acm) == ACM_DONE ? "done" : acm_error_name(acm_loop_error(&loop)), expected); \
        acm_loop_close(&loop);                                                                                      \
    } while (0)

int main(void)
{
    RUN(GRACE_task, "C@0 C@2 C@2 C@2 => acm_Cancelled");
    RUN(GRACE_kept, "C@0 cleaned@1.5 => acm_Cancelled");
    RUN(GRACE_shield, "C@3 => acm_Cancelled");
    RUN(GRACE_timeout, "C@1 C@3 T@3 cleaned@8 after@13 => done");
    RUN(GRACE_over, "C@1 cleaned@10 => done");
    RUN(GRACE_group, "C@1 C@1 C@3 C@3 after@3 => done");
    RUN(GRACE_member, "C@1 C@3 cleaned@5 after@5 => done");
    return conclude_status();
}
