#include "reporter.h"

#include "diag_list.h"

static bool is_document(const reporter *r)
{
    return r->format != REPORT_TEXT && !r->has_ended;
}

void reporter_begin(reporter *r, FILE *to, report_format format, size_t max_errors, bool colour)
{
    *r = (reporter){.to = to, .format = format, .max_errors = max_errors, .colour = colour};
    if (format == REPORT_JSON)
        fputs("[", to);
    else if (format == REPORT_SARIF)
        diag_sarif_begin(to);
}

static void add_to_document(reporter *r, const diagnostic *d)
{
    fputs(r->count++ ? ",\n" : "\n", r->to);
    if (r->format == REPORT_JSON)
        diag_json(d, r->to);
    else
        diag_sarif(d, r->to);
}

void reporter_add(reporter *r, const diagnostics *diag)
{
    if (!is_document(r)) {
        diag_print(diag, r->to, r->max_errors, r->colour);
        return;
    }
    size_t count, errors = 0;
    const diagnostic **list = diag_sorted(diag, &count);
    for (size_t i = 0; i < count && (r->max_errors == 0 || errors < r->max_errors); i++) {
        errors += list[i]->severity == SEVERITY_ERROR;
        add_to_document(r, list[i]);
    }
}

bool reporter_fail(reporter *r, const char *message)
{
    if (is_document(r))
        add_to_document(r, &(diagnostic){.severity = SEVERITY_ERROR, .text = message});
    else
        fprintf(r->to, "acmc: error: %s\n", message);
    return false;
}

void reporter_note(const reporter *r, const char *message)
{
    if (!is_document(r))
        fprintf(r->to, "acmc: note: %s\n", message);
}

void reporter_end(reporter *r)
{
    if (is_document(r))
        fputs(r->format == REPORT_JSON ? "\n]\n" : "\n      ]\n    }\n  ]\n}\n", r->to);
    r->has_ended = true;
}
