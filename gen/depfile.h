/* Dependency files: what make and ninja read to know when to translate again. */
#ifndef DEPFILE_H
#define DEPFILE_H

#include <stdbool.h>

#include "arena.h"

typedef struct depfile {
    const char *const *targets;           /* already escaped if the user gave them (-MT), as gcc takes them */
    size_t target_count;
    const char *const *prerequisites;     /* paths, as they are */
    size_t prerequisite_count;
    bool phony;                           /* -MP: a rule without commands for each prerequisite but the first, for files that vanish */
} depfile;

/* The text of the file. */
const char *depfile_text(arena *arena, const depfile *depfile);

/* A path as make and ninja read it: `a\ b`, `\#`, `$$`. */
const char *depfile_escape(arena *arena, const char *path);

#endif
