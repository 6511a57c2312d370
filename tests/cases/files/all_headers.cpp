// Every header of this folder in one C++ file, twice.
#include "2-clients.v1.acm.h"
#include "arms.acm.h"
#include "awaitable.acm.h"
#include "cplusplus.acm.h"
#include "definitions.acm.h"
#include "from_c.acm.h"
#include "imports.acm.h"
#include "left.acm.h"
#include "prototypes.acm.h"
#include "right.acm.h"
#include "several.acm.h"
#include "shapes.acm.h"
#include "sub/deep.acm.h"
#include "2-clients.v1.acm.h"
#include "cplusplus.acm.h"

int main()
{
    struct countdown_frame frame;
    acm_loop loop;

    acm_loop_init(&loop, nullptr);
    countdown_start(&frame, 5);
    bool done = acm_run(&loop, &frame.acm) == ACM_DONE;
    acm_loop_close(&loop);
    return done && frame.result == 5 && returns_struct(1).n == 1 ? 0 : 1;
}
