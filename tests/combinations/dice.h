/* Random numbers: splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
#ifndef DICE_H
#define DICE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct dice { uint64_t state; } dice;

static inline uint64_t dice_next(dice *d)
{
    uint64_t z = (d->state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* 0 to sides - 1 */
static inline int roll(dice *d, int sides)
{
    return (int)(dice_next(d) % (uint64_t)sides);
}

static inline bool chance(dice *d, int percent)
{
    return roll(d, 100) < percent;
}

#endif
