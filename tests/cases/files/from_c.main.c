/* Starts coroutines of from_c.acm from plain C: section 10 of language.md. */
#include "from_c.acm.h"
#include "../expect.h"
#include "note.h"

void note(const char *event)
{
    trace("%s", event);
}

static int triple(int n)
{
    return n * 3;
}

static void FRC_result(void)
{
    acm_loop loop;
    struct fetch_frame frame;

    acm_loop_init(&loop, NULL);
    fetch_start(&frame, 7);
    if (acm_run(&loop, &frame.acm) == ACM_DONE)
        trace("%d", frame.result);
    else
        acm_error_print(acm_loop_error(&loop), stderr);
    acm_loop_close(&loop);
    expect("FRC result", "14");
    ran("FRC result");
}

static void FRC_error(void)
{
    acm_loop loop;
    struct fetch_frame frame;

    acm_loop_init(&loop, NULL);
    fetch_start(&frame, -7);
    if (acm_run(&loop, &frame.acm) == ACM_DONE) {
        trace("%d", frame.result);
    } else {
        const void *error = acm_loop_error(&loop);

        trace("%s: %s", acm_error_name(acm_loop_error(&loop)), acm_error_message(acm_loop_error(&loop)));
        trace("%d", ((const FetchError *)error)->id);
    }
    acm_loop_close(&loop);
    expect("FRC error", "FetchError: no -7 -7");
    ran("FRC error");
}

static void FRC_parameters(void)
{
    int list[3] = {1, 2, 3};
    struct answer before = {100, 0, NULL};
    acm_loop loop;
    struct answers_frame frame;

    acm_loop_init(&loop, NULL);
    answers_start(&frame, 5, 2.5, "text", list, triple, &before);
    if (acm_run(&loop, &frame.acm) == ACM_DONE)
        trace("%d %g %s", frame.result.id, frame.result.weight, frame.result.text);
    acm_loop_close(&loop);
    expect("FRC parameters", "118 1.25 text");
    ran("FRC parameters");
}

static void FRC_others(void)
{
    acm_loop loop;
    struct silent_frame silent;
    struct at_once_frame at_once;
    struct uses_private_frame uses;

    acm_loop_init(&loop, NULL);
    silent_start(&silent);
    trace("%d", acm_run(&loop, &silent.acm) == ACM_DONE);
    acm_loop_close(&loop);

    acm_loop_init(&loop, NULL);
    at_once_start(&at_once);
    if (acm_run(&loop, &at_once.acm) == ACM_DONE)
        trace("%s", at_once.result);
    acm_loop_close(&loop);

    acm_loop_init(&loop, NULL);
    uses_private_start(&uses);
    if (acm_run(&loop, &uses.acm) == ACM_DONE)
        trace("%d", uses.result.id);
    acm_loop_close(&loop);
    expect("FRC others", "in opening closing - 1 at once 3");
    ran("FRC others");
}

int main(void)
{
    FRC_result();
    FRC_error();
    FRC_parameters();
    FRC_others();
    return expect_status();
}
