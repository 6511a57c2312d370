/* Where the outputs of a command go. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "job.h"

/* The directory of a job's outputs, "" for the current one, else with a slash at its end.
 *
 * With -d, a file that another one of the command imports as `sub/x.acm` goes into DIR/sub, since that is where the
 * importer's C looks for its header. */
const char *layout_directory(arena *arena, const job_list *jobs, size_t index, const options *options);

#endif
