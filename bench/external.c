#include "external.h"

static struct resource three[3] = {{.mask = 5}, {.mask = 5}, {.mask = 5}};

struct resource *resources(void)
{
    return three;
}

void acquire(struct resource *r)
{
    r->held++;
    r->acquired++;
}

void release(struct resource *r)
{
    r->held--;
}

int64_t work(int64_t x)
{
    return x ^ 0x55;
}

int refuse(int64_t x)
{
    return 1 + (int)(x & 1);
}

void touch(void *memory, int64_t size)
{
    char *const bytes = memory;
    bytes[0] = bytes[size - 1] = 1;
}
