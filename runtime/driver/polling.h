/* What drivers share that wait with poll(2): a pipe that wakes them, and the descriptors that tasks wait for. */
#ifndef ACM_POLLING_H
#define ACM_POLLING_H

#include "hosted.h"

/* loop->driver_state; what follows is the driver's.  loop->driver_data is ours. */
enum { POLLING_READ_END, POLLING_WRITE_END, POLLING_STATES };

/* acm_driver.open, .close, .wake, .watch and .unwatch. */
int acm_polling_open(acm_loop *loop);
void acm_polling_close(acm_loop *loop);
void acm_polling_wake(acm_loop *loop);
int acm_polling_watch(acm_loop *loop, acm_fd_wait *wait);
void acm_polling_unwatch(acm_loop *loop, acm_fd_wait *wait);

/* Waits until a descriptor that is watched is ready, the loop is woken, or MILLISECONDS are over, -1: never. */
void acm_polling_wait(acm_loop *loop, int milliseconds);
bool acm_polling_watches(const acm_loop *loop);

#endif
