/* A file's bytes, and where its lines begin.  Spans are byte offsets; lines and columns are computed when something is printed. */
#ifndef SOURCE_H
#define SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

typedef struct source {
    const char *path;                     /* as it was given, or found: what diagnostics and #line show */
    const char *bytes;                    /* NUL-terminated; may hold NULs */
    uint32_t length;
    uint32_t *line_starts;                /* offsets; line_starts[0] is 0 */
    uint32_t line_count;
} source;

typedef struct span {
    const source *source;
    uint32_t start, end;                  /* end is past the last byte */
} span;

/* NULL if it can't be read (then *reason says why, e.g. strerror's text; files of 2 GiB and more are refused). */
const source *source_read(arena *arena, const char *path, const char **reason);
/* A source of given bytes, for tests and standard input. */
const source *source_of_text(arena *arena, const char *path, const char *bytes, size_t length);

uint32_t source_line(const source *source, uint32_t offset);          /* from 1 */
uint32_t source_column(const source *source, uint32_t offset);        /* in bytes, from 1, as gcc counts */

#endif
