/* The times of `sleep` and `move`, the same on both sides. */
#ifndef TIMES_H
#define TIMES_H

#include <stdint.h>

/* xorshift64* (Vigna 2016) */
static inline uint64_t next_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717) >> 34;
}

#endif
