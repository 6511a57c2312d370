/* How errors are written down; see expect.h. */
#ifndef EXPECT_ERRORS_H
#define EXPECT_ERRORS_H

#include "acm.h"
#include "expect.h"

/* Its message; of the runtime's means a letter; of none a dash. */
static inline const char *what(const acm_BaseError *error)
{
    if (!error)
        return "-";
    if (acm_error_is(error, acm_Cancelled))
        return "C";
    return acm_error_is(error, acm_TimeoutError) ? "T" : acm_error_message(error);
}

/* `E>F>G`: an error, and what was being handled when each was raised. */
static inline void trace_chain(const void *error)
{
    char line[256] = "";
    int links = 0;

    for (const acm_BaseError *e = error; e && links < 10; e = acm_error_context(e)) {
        if (links++)
            strcat(line, ">");
        strncat(line, acm_error_message(e), 40);
    }
    trace("%s", line);
}

/* `E[F G]`: an error and its others. */
static inline void trace_all(const acm_BaseError *error)
{
    char text[200];
    size_t length = (size_t)snprintf(text, sizeof text, "%s[", what(error));
    for (size_t i = 0; i < acm_error_other_count(error); i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s", i ? " " : "", what(acm_error_other(error, i)));
    trace("%s]", text);
}

#endif
