/* The board of board.h, played by the machine that it runs on: tick() is what the timer's interrupt would call, and stdio stands for a serial line.
 * The driver is all that the runtime needs of a board: its time, and a way to sleep until an interrupt or a time.
 *
 * Output:
 *   [7] channel 2: 11
 *   [27] nothing on channel 7: 0
 *   [264] channel 2: 13
 *   [300] button 1: 0
 *   [447] nothing on channel 7: 0
 *   [521] channel 2: 16
 *   [600] button 2: 0
 *   2 presses, 7 times light, none left on, 0 bytes of tasks left
 */
#include <stdio.h>

#include "board.h"
#include "firmware.acm.h"

static acm_loop loop;
static volatile int64_t ticks;            /* ms */
static volatile bool interrupted;
static int64_t answer_at;
static bool leds[2];
static int times_light;

acm_completion board_measured;
acm_event board_button = ACM_EVENT;

/* ---- what board.h declares ---- */

void board_led(int led, bool on)
{
    leds[led] = on;
    times_light += on;
}

void board_measure(int channel)
{
    answer_at = channel == 7 ? 0 : ticks + 7;
}

void board_print(const char *what, int number, int value)
{
    printf("[%d] %s %d: %d\n", (int)ticks, what, number, value);
}

/* ---- interrupts: they may post, and complete what is waited for ---- */

static void press(acm_post *post)         /* called by the loop */
{
    (void)post;
    acm_event_set(&board_button);
}

static acm_post pressed = {.run = press};

static void tick(void)
{
    ticks++;
    if (ticks == answer_at)
        acm_complete_from(&loop, &board_measured, (intptr_t)(ticks / 100 + 11));
    if (ticks % 300 == 0)
        acm_loop_post(&loop, &pressed);
}

/* ---- the driver ---- */

static int open_board(acm_loop *of) { (void)of; return 0; }
static void close_board(acm_loop *of) { (void)of; }
static int64_t now(acm_loop *of) { (void)of; return ticks * 1000000; }
static void wake(acm_loop *of) { (void)of; interrupted = true; }

/* On a board: sleep, until an interrupt has called wake(), or the time has come. */
static void wait(acm_loop *of, int64_t until)
{
    while (!interrupted && now(of) < until)
        tick();
    interrupted = false;
}

static const acm_driver driver = {.name = "board", .open = open_board, .close = close_board, .now = now, .wait = wait, .wake = wake};

int main(void)
{
    static unsigned char room_for_frames[512];
    static acm_pool pool = ACM_POOL(room_for_frames);
    static struct firmware_frame frame;
    if (!acm_loop_open(&loop, &(acm_loop_options){.driver = &driver, .allocator = &pool.base}))
        return 1;
    firmware_start(&frame, 2);
    int outcome = acm_run(&loop, &frame.acm);
    if (outcome == ACM_DONE)
        printf("%d presses, %d times light, %s left on, %zu bytes of tasks left\n", frame.result, times_light, leds[0] || leds[1] ? "one" : "none", pool.used);
    acm_loop_close(&loop);
    return outcome != ACM_DONE;
}
