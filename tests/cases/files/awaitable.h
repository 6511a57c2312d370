/* An awaitable that C supplies (section 10): `extern async int plus_one(int n);` in awaitable.acm. */
#ifndef AWAITABLE_H
#define AWAITABLE_H

#include "acm.h"

struct plus_one_frame {
    acm_frame acm;
    int n, result;
};

#ifdef __cplusplus
extern "C" {
#endif

void plus_one_start(struct plus_one_frame *frame, int n);
acm_status plus_one_resume(acm_frame *frame, acm_task *task);

#ifdef __cplusplus
}
#endif

#endif
