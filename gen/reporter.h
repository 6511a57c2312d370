/* Where messages go, and in which form: text for people, or one document, JSON or SARIF, for all of a run of acmc. */
#ifndef REPORTER_H
#define REPORTER_H

#include "diag.h"

typedef enum report_format { REPORT_TEXT, REPORT_JSON, REPORT_SARIF } report_format;

typedef struct reporter {
    FILE *to;
    report_format format;
    size_t max_errors;                    /* of a file; 0: all */
    bool colour;
    size_t count;                         /* what a document has so far */
    bool has_ended;
} reporter;

void reporter_begin(reporter *reporter, FILE *to, report_format format, size_t max_errors, bool colour);
void reporter_add(reporter *reporter, const diagnostics *diag);
/* `acmc: error: MESSAGE`; false. */
bool reporter_fail(reporter *reporter, const char *message);
/* `acmc: note: MESSAGE`, for people alone. */
void reporter_note(const reporter *reporter, const char *message);
/* Ends the document; what comes after it is text.  Once is enough. */
void reporter_end(reporter *reporter);

#endif
