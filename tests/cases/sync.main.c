/* Runs the cases of sync.acm, each in a loop of its own, whose time begins at 0. */
#include "sync.acm.h"

#define RUN(name)                              \
    do {                                       \
        acm_loop loop;                         \
        struct name##_frame frame;             \
                                               \
        acm_loop_init(&loop, NULL);            \
        name##_start(&frame);                  \
        acm_run(&loop, &frame.acm);            \
        conclude(#name, acm_loop_error(&loop)); \
        acm_loop_close(&loop);                 \
    } while (0)

int main(void)
{
    RUN(LCK_02);
    RUN(LCK_08);
    RUN(LCK_09);
    RUN(LCK_declarators);
    RUN(SEM_01);
    RUN(SEM_twenty);
    RUN(SEM_acquire);
    RUN(EVT_01);
    RUN(CND_01);
    RUN(section_6_queue);
    RUN(CAN_01);
    RUN(CAN_02);
    RUN(CAN_21);
    RUN(TMO_23);
    RUN(TMO_24);
    RUN(TMO_26);
    RUN(TMO_27);
    RUN(TMO_28);
    return conclude_status();
}
