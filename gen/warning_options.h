/* -W… options, as gcc has them. */
#ifndef WARNING_OPTIONS_H
#define WARNING_OPTIONS_H

#include "diag.h"

typedef struct warning_options {
    warning_levels levels;                /* as said so far; -Werror counts at the end */
    bool all_errors;                      /* -Werror */
    bool never_error[WARNING_COUNT];      /* -Wno-error=x */
} warning_options;

/* One more -W option; false with a message if there is no such warning. */
bool warning_options_add(arena *arena, warning_options *options, const char *text, const char **message);
/* -w */
void warning_options_off(warning_options *options);

/* Whether a -W option is one of ours rather than the C compiler's. */
bool warning_options_has(const char *text);

/* What all of them together mean. */
warning_levels warning_options_levels(const warning_options *options);

#endif
