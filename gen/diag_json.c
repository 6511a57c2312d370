/* Diagnostics for programs, in the form of gcc's -fdiagnostics-format=json, so that what reads gcc's reads ours. */
#include "diag_list.h"

#include <string.h>

#include "json.h"
#include "text_width.h"

static const char *const kinds[] = {[SEVERITY_ERROR] = "error", [SEVERITY_WARNING] = "warning", [SEVERITY_NOTE] = "note"};

/* Columns of the terminal before OFFSET in its line, and one; a tab is one. */
static uint32_t display_column(const source *s, uint32_t offset)
{
    uint32_t at = s->line_starts[source_line(s, offset) - 1], column = 1;
    while (at < offset && at < s->length) {
        size_t length = character_length(s->bytes + at, s->length - at);
        int width = character_width(s->bytes + at, length);
        column += width < 0 ? 1 : (uint32_t)width;
        at += (uint32_t)length;
    }
    return column;
}

static void print_place(FILE *to, const char *name, const source *s, uint32_t offset)
{
    unsigned byte_column = (unsigned)source_column(s, offset), shown = (unsigned)display_column(s, offset);
    fprintf(to, "\"%s\": {\"file\": ", name);
    json_string(to, s->path);
    fprintf(to, ", \"line\": %u, \"column\": %u, \"display-column\": %u, \"byte-column\": %u}", (unsigned)source_line(s, offset),
            byte_column, shown, byte_column);
}

/* gcc's ranges end with their last byte. */
static void print_location(FILE *to, span where)
{
    fputs("\"locations\": [", to);
    if (where.source) {
        fputs("{", to);
        print_place(to, "caret", where.source, where.start);
        if (where.end > where.start + 1) {
            fputs(", ", to);
            print_place(to, "finish", where.source, where.end - 1);
        }
        fputs("}", to);
    }
    fputs("]", to);
}

static void print_fixes(FILE *to, const diagnostic *d)
{
    fputs(", \"fixits\": [", to);
    for (size_t i = 0; i < d->fixes.count; i++) {
        const diag_replacement *fix = &d->fixes.at[i];
        fputs(i ? ", {" : "{", to);
        print_place(to, "start", fix->replaced.source, fix->replaced.start);
        fputs(", ", to);
        print_place(to, "next", fix->replaced.source, fix->replaced.end);
        fputs(", \"string\": ", to);
        json_string(to, fix->text);
        fputs("}", to);
    }
    fputs("]", to);
}

void diag_json(const diagnostic *d, FILE *to)
{
    fprintf(to, "{\"kind\": \"%s\", \"message\": ", kinds[d->severity]);
    json_string(to, d->text);
    if (d->option) {
        fputs(", \"option\": ", to);
        json_string(to, d->option);
    }
    fputs(", \"column-origin\": 1, ", to);
    print_location(to, d->where);
    if (d->fixes.count > 0)
        print_fixes(to, d);
    fputs(", \"children\": [", to);
    for (size_t i = 0; i < d->notes.count; i++) {
        fputs(i ? ", " : "", to);
        diag_json(&d->notes.at[i], to);
    }
    fputs("]}", to);
}
