/* guest.acm in libuv's loop: a descriptor to poll, a timer, and something to do before each wait.
 *
 * Output:
 *   guest: the host answers 42
 *   guest: the host writes hello
 *   guest: and nothing more for 3 ms
 *   guest: both answers are 42
 *   host: the guest has returned 49
 */
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#include "guest.acm.h"

static acm_loop loop;
static struct guest_frame frame;
static int outcome = ACM_SUSPENDED;

static uv_poll_t readable;
static uv_timer_t timer;
static uv_prepare_t before_wait;

/* Lets the guest do what it can do now. */
static void step(void)
{
    if (outcome != ACM_SUSPENDED)
        return;
    outcome = acm_loop_step(&loop, &frame.acm);
    if (outcome == ACM_SUSPENDED)
        return;
    uv_close((uv_handle_t *)&readable, NULL);   /* without handles uv_run() ends */
    uv_close((uv_handle_t *)&timer, NULL);
    uv_close((uv_handle_t *)&before_wait, NULL);
}

static void on_readable(uv_poll_t *handle, int status, int events)
{
    (void)handle, (void)status, (void)events;
    step();
}

static void on_time(uv_timer_t *handle)
{
    (void)handle;
    step();
}

/* When at the latest has the guest something to do? */
static void set_timer(uv_prepare_t *handle)
{
    const int64_t deadline = acm_loop_deadline(&loop), now = (int64_t)uv_hrtime();   /* of the same clock */

    (void)handle;
    uv_update_time(uv_default_loop());
    if (deadline == INT64_MAX)
        uv_timer_stop(&timer);
    else
        uv_timer_start(&timer, on_time, deadline <= now ? 0 : (uint64_t)(deadline - now) / 1000000 + 1, 0);
}

/* ---- what the guest asks of its host ---- */

typedef struct {
    uv_timer_t timer;
    void (*callback)(void *);
    void *data;
} request;

static void release(uv_handle_t *handle)
{
    free(handle);
}

static void answer(uv_timer_t *handle)
{
    const request *const r = (request *)handle;   /* its first member */

    r->callback(r->data);
    uv_close((uv_handle_t *)handle, release);
}

void host_after(unsigned milliseconds, void (*callback)(void *), void *data)
{
    request *const r = malloc(sizeof *r);

    if (!r)
        abort();
    r->callback = callback;
    r->data = data;
    uv_timer_init(uv_default_loop(), &r->timer);
    uv_timer_start(&r->timer, answer, milliseconds, 0);
}

int main(void)
{
    uv_loop_t *const host = uv_default_loop();

    acm_loop_init(&loop, &(acm_loop_options){.driver = &acm_driver_epoll});
    guest_start(&frame);
    uv_poll_init(host, &readable, acm_loop_fd(&loop));
    uv_poll_start(&readable, UV_READABLE, on_readable);
    uv_timer_init(host, &timer);
    uv_prepare_init(host, &before_wait);
    uv_prepare_start(&before_wait, set_timer);
    step();
    uv_run(host, UV_RUN_DEFAULT);

    if (outcome == ACM_DONE)
        printf("host: the guest has returned %d\n", frame.result);
    else
        acm_error_print(acm_loop_error(&loop), stderr);
    uv_loop_close(host);
    acm_loop_close(&loop);
    return outcome != ACM_DONE;
}
