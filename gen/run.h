/* acmc run: translate, compile, link, run, and leave nothing behind. */
#ifndef RUN_H
#define RUN_H

#include "options.h"
#include "reporter.h"

/* The program's exit status (128 and the signal's number if one ended it), or 1 if there was no running it. */
int run(arena *arena, const options *options, reporter *reporter);

#endif
