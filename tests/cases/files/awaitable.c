#include "awaitable.h"

static const acm_function function = {
    plus_one_resume, "plus_one", "awaitable.c", NULL, sizeof(struct plus_one_frame), offsetof(struct plus_one_frame, result), sizeof(int),
};

void plus_one_start(struct plus_one_frame *frame, int n)
{
    acm_frame_init(&frame->acm, &function, NULL);
    frame->n = n;
}

acm_status plus_one_resume(acm_frame *frame, acm_task *task)
{
    struct plus_one_frame *f = (struct plus_one_frame *)frame;

    (void)task;
    f->result = f->n + 1;
    return acm_status_of(ACM_DONE);
}
