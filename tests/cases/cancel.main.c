/* Runs the cases of cancel.acm, each in a loop of its own: section 10, "From C". */
#include "cancel.acm.h"

#include <stdio.h>

static const char *outcome(acm_loop *loop, int is)
{
    return is == ACM_DONE ? "done" : acm_error_name(acm_loop_error(loop));
}

#define RUN(name, id, expected)                                            \
    do {                                                                   \
        acm_loop loop;                                                     \
        struct name##_frame frame;                                         \
                                                                           \
        acm_loop_init(&loop, NULL);                                        \
        name##_start(&frame);                                              \
        conclude(id, outcome(&loop, acm_run(&loop, &frame.acm)), expected); \
        acm_loop_close(&loop);                                             \
    } while (0)

#define RUN_INT(name, id, expected)                                        \
    do {                                                                   \
        acm_loop loop;                                                     \
        struct name##_frame frame;                                         \
        char how[40];                                                      \
                                                                           \
        acm_loop_init(&loop, NULL);                                        \
        name##_start(&frame);                                              \
        if (acm_run(&loop, &frame.acm) == ACM_DONE)                        \
            snprintf(how, sizeof how, "done %d", frame.result);            \
        else                                                               \
            snprintf(how, sizeof how, "%s", outcome(&loop, ACM_RAISED));   \
        conclude(id, how, expected);                                       \
        acm_loop_close(&loop);                                             \
    } while (0)

int main(void)
{
    RUN(CAN_03, "CAN-03", "cancel 1 goes on => acm_Cancelled");
    RUN(CAN_03_sleep, "CAN-03 sleep", "cancel finally => acm_Cancelled");
    RUN_INT(CAN_04, "CAN-04", "cancel => done 42");
    RUN_INT(CAN_05, "CAN-05", "cancel caught acm_Cancelled 1 => done 42");
    RUN(CAN_06, "CAN-06", "cancel caught0 caught1 caught2 out => acm_Cancelled");
    RUN(CAN_06_in_handler, "CAN-06 in a handler", "E cancel ctx=E => acm_Cancelled");
    RUN(TRY_17, "TRY-17", "cancel finally => acm_Cancelled");
    RUN(CAN_12, "CAN-12", "a1 A1 a2 cancel x1(C) X1(C) => acm_Cancelled");
    RUN(MUL_11, "MUL-11", "a1 A1 a2 cancel x1(C) X1(C) => acm_Cancelled");
    RUN(CAN_12_completed, "CAN-12 completed", "cancel A1 B X(C) => acm_Cancelled");
    RUN(CAN_13, "CAN-13", "a1 A1 a2 A2 B cancel x2(C) X2(C) x1(C) X1(C) => acm_Cancelled");
    RUN(CAN_13_no_suspension, "CAN-13 no suspension", "a1 A1 cancel B x1(-) X1(-) after => acm_Cancelled");
    RUN(CAN_14, "CAN-14", "a1 A1 a2 A2 B x2(-) cancel X2(-) after x1(C) X1(C) => acm_Cancelled");
    RUN(CAN_15, "CAN-15", "a1 A1 x1(E) cancel X1(E) caught(E) ctx=E => acm_Cancelled");
    RUN(CAN_16, "CAN-16", "a1 A1 a2 A2 cancel x2(C) cancel X2(C) x1(C) cancel X1(C) => acm_Cancelled");
    RUN(CAN_17, "CAN-17", "cancel 1 finally outer => acm_Cancelled");
    RUN(CAN_17_begun, "CAN-17 begun", "try cancel finally after => acm_Cancelled");
    RUN(CAN_18, "CAN-18", "cancel finally => fault");
    RUN(CAN_19, "CAN-19", "a1 A1 a2 A2 cancel x2(C) X2(C) after x1(C) X1(C) => acm_Cancelled");
    RUN(CAN_nested_cleanup, "CAN nested cleanup", "cancel 1 2 3 a4 A4 B x4(-) X4(-) 5 => acm_Cancelled");
    RUN(CAN_defer, "CAN defer", "cancel 2 1 => acm_Cancelled");
    RUN(CAN_jump_out, "CAN jump out", "cancel finally out => acm_Cancelled");
    RUN(JMP_21, "JMP-21", "a1 A1 x1(-) cancel X1(-) n=7 => acm_Cancelled");
    RUN(JMP_21_break, "JMP-21 break", "a1 A1 x1(-) cancel X1(-) i=0 => acm_Cancelled");
    RUN_INT(CAN_result_kept, "CAN result kept", "cancel n=9 => acm_Cancelled");
    RUN(CAN_deep, "CAN deep", "cancel f4 f3 f2 f1 f0 caught => done");
    RUN(GEN_22, "GEN-22", "pre v cancel finally => acm_Cancelled");
    RUN(GEN_22_after_yield, "GEN-22 after the yield", "pre B cancel finally post after => acm_Cancelled");
    RUN(GEN_23, "GEN-23", "cancel caught post after => acm_Cancelled");
    RUN(GEN_22_straight, "GEN-22 straight", "cancel B post after => acm_Cancelled");
    RUN(GEN_cancelled_before, "GEN cancelled before", "a1 A1 cancel finally x1(C) X1(C) => acm_Cancelled");
    RUN(GEN_nested, "GEN nested", "a1 A1 a1 A1 cancel finally x1(C) X1(C) finally x1(C) X1(C) => acm_Cancelled");
    RUN(CAN_between, "CAN between", "cancel 1 between 2 => acm_Cancelled");
    RUN(GEN_yield_in_finally, "GEN yield in finally", "try cancel B finally after => acm_Cancelled");
    return conclude_status();
}
