/* What frames hold, measured with the C compiler: --emit=frames and -Wframe-size. */
#ifndef FRAMES_H
#define FRAMES_H

#include "c_build.h"

/* Of a translated job that is to be reported on or checked: builds what is needed, and does that.  False after errors. */
bool frames_report(arena *arena, const job *job, const options *options, reporter *reporter);

/* -Wframe-size=N for a job of a build that has begun. */
bool frames_check(c_build *b, size_t index);

#endif
