/* What the drivers for operating systems share. */
#ifndef ACM_HOSTED_H
#define ACM_HOSTED_H

#include "../acm.h"

/* acm_driver.format, .describe and .cut_short with the C library's means. */
int acm_hosted_format(char *to, size_t room, const char *format, va_list arguments);
void acm_hosted_describe(int code, char *to, size_t room);
void acm_hosted_cut_short(acm_loop *loop, const acm_BaseError *error);

/* CLOCK_MONOTONIC; and how long it is until a time of it, in ms, rounded up, for poll() and the like: -1 for ever, 0 not at all. */
int64_t acm_monotonic_now(acm_loop *loop);
int acm_milliseconds_until(int64_t until);

/* An acm_writer to a FILE. */
void acm_write_file(void *file, const char *text, size_t length);

#endif
