/* One run of a test: test_run.c makes it, testing.c says which. */
#ifndef ACM_TEST_RUN_H
#define ACM_TEST_RUN_H

#include "acm/testing.h"

/* What goes wrong, and at the how manieth of its suspensions or allocations; kind 0: nothing. */
typedef struct { unsigned kind; unsigned long at; } test_point;

typedef struct {
    bool is_reached;                      /* it got to the point */
    bool is_touched;                      /* and something could go wrong there */
    unsigned faults;
    uint64_t order;                       /* stands for that in which its tasks ran */
} test_result;

/* Faults are written to REPORT, each a line or more. */
test_result acm_test_run(const acm_test_options *options, acm_test_start *start, void *argument, test_point point, FILE *report);

/* test_entered.c: what a task that ends has entered has been exited; of NULL: all, when the coroutine has ended. */
void acm_test_check_exited(const acm_task *task);

#endif
