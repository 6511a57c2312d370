/* A C program that runs coroutines written in .acm files.
 *
 * A coroutine's frame is a struct in its header, so the caller says where it lives: here on the stack.
 *
 * Output:
 *   connected to warehouse
 *   took 5 of bolt
 *   took 2 of nut
 *   committed
 *   disconnected from warehouse
 *   order of 7 pieces
 *   connected to warehouse
 *   took 20 of bolt
 *   rolled back
 *   disconnected from warehouse
 *   no order: only 8 of nut
 *   left: 95 bolts, 8 nuts
 */
#include <stdio.h>

#include "order.acm.h"

static void order(acm_loop *loop, const order_line *lines, int line_count)
{
    struct place_order_frame frame;

    place_order_start(&frame, lines, line_count);
    if (acm_run(loop, &frame.acm) == ACM_DONE) {
        printf("order of %d pieces\n", frame.result);
        return;
    }

    const acm_BaseError *error = acm_loop_error(loop);
    if (acm_error_is(error, StoreError))
        printf("no order: %s\n", acm_error_message(error));
    else
        acm_error_print(error, stderr);
}

int main(void)
{
    static const order_line small[] = {{"bolt", 5}, {"nut", 2}};
    static const order_line large[] = {{"bolt", 20}, {"nut", 20}};
    acm_loop loop;

    acm_loop_init(&loop, NULL);
    order(&loop, small, 2);
    order(&loop, large, 2);
    acm_loop_close(&loop);

    printf("left: %d bolts, %d nuts\n", store_count("bolt"), store_count("nut"));
    return 0;
}
