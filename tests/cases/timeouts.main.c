/* Runs the cases of timeouts.acm, each in a loop of its own: section 10, "From C". */
#include "timeouts.acm.h"

#include <stdio.h>

#define RUN_AND(name, id, text, expected)                                                      \
    do {                                                                                       \
        acm_loop loop;                                                                         \
        struct name##_frame frame;                                                             \
        char how[40];                                                                          \
                                                                                               \
        acm_loop_init(&loop, NULL);                                                            \
        name##_start(&frame);                                                                  \
        if (acm_run(&loop, &frame.acm) == ACM_DONE)                                            \
            text;                                                                              \
        else                                                                                   \
            snprintf(how, sizeof how, "%s", acm_error_name(acm_loop_error(&loop)));            \
        conclude(id, how, expected);                                                           \
        acm_loop_close(&loop);                                                                 \
    } while (0)

#define RUN(name, id, expected) RUN_AND(name, id, snprintf(how, sizeof how, "done"), expected)
#define RUN_INT(name, id, expected) RUN_AND(name, id, snprintf(how, sizeof how, "done %d", frame.result), expected)

int main(void)
{
    RUN(TMO_01, "TMO-01, 09, 22", "NOT-expired C T@1 1 cause=C expired after@2 => done");
    RUN(TMO_02, "TMO-02, 30", "NOT-expired after@5.5 => done");
    RUN(TMO_03, "TMO-03", "NOT-expired after@1e+06 => done");
    RUN(TMO_04, "TMO-04", "B T@0 B T@0 B T@1 => done");
    RUN_INT(TMO_05, "TMO-05", "expired => done 7");
    RUN(TMO_06, "TMO-06", "E NOT-expired => done");
    RUN(TMO_07, "TMO-07", "C E ctx=C expired => done");
    RUN(TMO_08, "TMO-08", "C swallowed expired after@2 => done");
    RUN(TMO_08_level, "TMO-08 level", "C 0 C 1 C 2 T@1 => done");
    RUN(TMO_10, "TMO-10, 18", "C NOT-expired => acm_Cancelled");
    RUN(TMO_11, "TMO-11", "C expired => acm_Cancelled");
    RUN(TMO_12, "TMO-12", "C T@1 goes on@2 NOT-expired => done");
    RUN(TMO_13, "TMO-13", "C out of inner: C T@1 cause=C NOT-expired => done");
    RUN(TMO_14, "TMO-14", "C out of inner: C T@2 expired expired => done");
    RUN(TMO_15, "TMO-15", "C T1@1 C T2@2 => done");
    RUN(TMO_16, "TMO-16", "C C T1@2 cleaned@3 T2@3 => done");
    RUN(TMO_17, "TMO-17", "C swallowed C NOT-expired => acm_Cancelled");
    RUN(TMO_19, "TMO-19", "later never still@104 earlier C T@105 past expired B C T@105 => done");
    RUN(TMO_20, "TMO-20", "NOT-before NOT-nan NOT-after C NOT-expiring => done");
    RUN(TMO_21, "TMO-21, ENT-14", "misuse C T@1 misuse => done");
    RUN(TMO_in_a_loop, "TMO in a loop", "C C 2 after@2.5 => done");
    RUN(TMO_not_a_number, "TMO not a number", "timeout: not a number => done");
    RUN(TMO_move_on, "TMO move on", "NOT-expired C on@1 C E@2 => done");
    RUN(TMO_ways_out, "TMO ways out", "1 2 2 3 2 => done");
    RUN(MUL_13, "MUL-13", "A1 A2 C x2(C) X@1.1 x1(T) X@1.1 T@1.1 => done");
    RUN(TMO_in_enter, "TMO in enter", "T@1 => done");
    RUN(TMO_in_exit, "TMO in exit", "A1 B x1(-) X@1.6 expired after@1.6 A2 B x2(-) X@3.2 C T@3.2 => done");
    RUN(TMO_context, "TMO context", "pre C T@1 pre post end@1.5 C C T in teardown@3.5 T@3.5 C T in teardown@5.5 after@5.5 => done");
    RUN(CAN_22, "CAN-22", "shielded@1 left C => acm_Cancelled");
    RUN(CAN_27, "CAN-27", "expired inner left@4 C moved on@6 left@6 T@6 after@7 => done");
    RUN_INT(CAN_shield_ways_out, "CAN shield, ways out", "E => done 5");
    RUN(CAN_shield_and_cleanup, "CAN shield and cleanup", "inner@3 C outer@5 T@5 => done");
    RUN(CAN_shield_context, "CAN shield in a context", "end@4 left@4 C T@4 => done");
    RUN(CAN_25, "CAN-25", "C expired expired after@1 => done");
    RUN(CAN_26, "CAN-26", "B after@1 => done");
    return conclude_status();
}
