/* What the workloads call, in a file of its own, so that no compiler sees through it. */
#ifndef EXTERNAL_H
#define EXTERNAL_H

struct resource { long mask; int held; };
void acquire(struct resource *r);
void release(struct resource *r);

#endif
