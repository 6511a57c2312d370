/* --fix: makes in a file what its messages propose. */
#ifndef FIX_H
#define FIX_H

#include "options.h"
#include "places.h"
#include "reporter.h"

/* Rewrites PATH, as long as that leaves less to be said of it.  False if it can't be written; a message has been reported. */
bool fix_file(arena *arena, const char *path, const options *options, const places *places, reporter *reporter);

#endif
