/* guest.acm in GLib's main loop, as one of its sources.
 *
 * Output:
 *   guest: the host answers 42
 *   guest: the host writes hello
 *   guest: and nothing more for 3 ms
 *   guest: both answers are 42
 *   host: the guest has returned 49
 */
#include <glib.h>
#include <stdio.h>

#include "guest.acm.h"

typedef struct {
    GSource base;
    gpointer fd;                        /* GLib's name for the descriptor that it polls */
    acm_loop *loop;
    acm_frame *frame;
    int *outcome;
} acm_source;

/* Before GLib waits: when at the latest has the guest something to do? */
static gboolean prepare(GSource *base, int *timeout)
{
    const int64_t deadline = acm_loop_deadline(((acm_source *)base)->loop);

    *timeout = -1;
    g_source_set_ready_time(base, deadline == INT64_MAX ? -1 : deadline == INT64_MIN ? 0 : deadline / 1000 + 1);   /* µs of the same clock */
    return deadline == INT64_MIN;
}

/* After it: is the time up (GLib sees to that), or is there something for the guest? */
static gboolean check(GSource *base)
{
    return g_source_query_unix_fd(base, ((acm_source *)base)->fd) != 0;
}

static gboolean dispatch(GSource *base, GSourceFunc callback, gpointer main_loop)
{
    acm_source *const source = (acm_source *)base;

    (void)callback;
    *source->outcome = acm_loop_step(source->loop, source->frame);
    if (*source->outcome == ACM_SUSPENDED)
        return G_SOURCE_CONTINUE;
    g_main_loop_quit(main_loop);
    return G_SOURCE_REMOVE;
}

static GSourceFuncs functions = {.prepare = prepare, .check = check, .dispatch = dispatch};

static gboolean never(gpointer unused)
{
    (void)unused;
    return G_SOURCE_REMOVE;
}

/* ---- what the guest asks of its host ---- */

typedef struct {
    void (*callback)(void *);
    void *data;
} request;

static gboolean answer(gpointer argument)
{
    const request *const r = argument;

    r->callback(r->data);
    g_free(argument);
    return G_SOURCE_REMOVE;
}

void host_after(unsigned milliseconds, void (*callback)(void *), void *data)
{
    request *const r = g_new(request, 1);

    *r = (request){callback, data};
    g_timeout_add(milliseconds, answer, r);
}

int main(void)
{
    GMainLoop *const main_loop = g_main_loop_new(NULL, FALSE);
    acm_source *const source = (acm_source *)g_source_new(&functions, sizeof *source);
    struct guest_frame frame;
    acm_loop loop;
    int outcome = ACM_SUSPENDED;

    acm_loop_init(&loop, &(acm_loop_options){.driver = &acm_driver_epoll});
    guest_start(&frame);
    source->loop = &loop;
    source->frame = &frame.acm;
    source->outcome = &outcome;
    source->fd = g_source_add_unix_fd(&source->base, acm_loop_fd(&loop), G_IO_IN);
    g_source_set_callback(&source->base, never, main_loop, NULL);
    g_source_attach(&source->base, NULL);
    if (dispatch(&source->base, never, main_loop) == G_SOURCE_CONTINUE)
        g_main_loop_run(main_loop);

    if (outcome == ACM_DONE)
        printf("host: the guest has returned %d\n", frame.result);
    else
        acm_error_print(acm_loop_error(&loop), stderr);
    g_source_destroy(&source->base);
    g_source_unref(&source->base);
    g_main_loop_unref(main_loop);
    acm_loop_close(&loop);
    return outcome != ACM_DONE;
}
