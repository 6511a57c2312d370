/* Makes a test of every point of a program's main, which it takes the place of (acm_main): all but tasks that are cancelled alone. */
#include "acm/testing.h"

static acm_frame *started(void *frame) { return (acm_frame *)frame; }

int acm_main(acm_frame *frame, int *result)
{
    (void)result;
    return acm_test_every_point(&(acm_test_options){.name = "main", .report = stdout}, started, frame) > 0;
}
