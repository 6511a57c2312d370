/* Names of files. */
#ifndef PATHS_H
#define PATHS_H

#include <stdbool.h>

#include "arena.h"

/* The part after the last slash. */
const char *path_name(const char *path);
/* The part before it; "." if there is none. */
const char *path_directory(arena *arena, const char *path);
/* From the root, without `.` and `..`.  Symbolic links stay: beside a link to a file is where the link is. */
const char *path_absolute(arena *arena, const char *path);
/* What follows DIRECTORY/ in PATH (both absolute); NULL if PATH is not in it. */
const char *path_within(const char *path, const char *directory);
/* Whether two names are of one file that exists. */
bool path_same_file(const char *a, const char *b);

#endif
