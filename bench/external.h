/* What the rows call: in a file of its own, so that no compiler sees through it. */
#ifndef EXTERNAL_H
#define EXTERNAL_H

#include <stdint.h>

struct resource {
    int64_t held;                         /* one more for each acquire(), one less for each release() */
    int64_t acquired;
    int64_t never;                        /* 0, but only external.c knows: guards suspensions that do not happen */
    int64_t mask;
};

struct resource *resources(void);         /* three of them */
void acquire(struct resource *r);
void release(struct resource *r);
int64_t work(int64_t x);
int refuse(int64_t x);                    /* an error's code: never 0 */
void touch(void *memory, int64_t size);

#endif
