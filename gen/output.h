/* Writes a set of files: all of them or none.  A file that already holds the right bytes is left alone, time stamp and all. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

#include "arena.h"

typedef struct output_file {
    const char *path;
    const char *bytes;
    size_t length;
} output_file;

/* False after an error; *message then says what could not be done to which file, and every file is as it was before.
 * That holds for SIGINT, SIGTERM and SIGHUP too, while it runs.  Symbolic links are followed; devices and pipes are
 * written to.  Not to be called by two threads at once. */
bool output_write(arena *arena, const output_file *files, size_t count, const char **message);

#endif
