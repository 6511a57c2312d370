/* A board: some LEDs, an analogue converter that interrupts when it has measured, a button that interrupts, a tick of 1 ms. */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include "acm.h"

void board_led(int led, bool on);
void board_measure(int channel);          /* completes board_measured */
void board_print(const char *what, int number, int value);

extern acm_completion board_measured;
extern acm_event board_button;            /* set when it is pressed */

#endif
