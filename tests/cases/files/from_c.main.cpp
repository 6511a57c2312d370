// Starts coroutines of from_c.acm from C++: headers are fit for it (section 2).  The same as from_c.main.c, shorter.
#include "from_c.acm.h"
#include "../expect.h"
#include "note.h"

void note(const char *event)
{
    trace("%s", event);
}

template <typename Frame> static bool run(Frame &frame)
{
    acm_loop loop;

    acm_loop_init(&loop, nullptr);
    bool done = acm_run(&loop, &frame.acm) == ACM_DONE;
    if (!done)
        trace("%s", acm_error_message(acm_loop_error(&loop)));
    acm_loop_close(&loop);
    return done;
}

int main()
{
    struct fetch_frame fetch;
    fetch_start(&fetch, 7);
    if (run(fetch))
        trace("%d", fetch.result);
    fetch_start(&fetch, -1);
    run(fetch);

    struct silent_frame silent;
    silent_start(&silent);
    run(silent);
    expect("FRC C++", "14 no -1 in opening closing -");
    ran("FRC C++");
    return expect_status();
}
