/* A row of the table: N operations at DEPTH, on resources(); what it returns is the same whoever wrote it.
 * rows.h, which build.sh writes, has a ROW(NAME) for each of those in `limits`. */
#ifndef ROW_H
#define ROW_H

#include <stdint.h>

#define ROW(name) int64_t row_##name(int64_t n, int64_t depth);
#include "rows.h"
#undef ROW

/* The frames of README.md's second table. */
extern const struct frame_sizes { unsigned long a, b, c, d, e; } frame_sizes;

#endif
