/* Diagnostics for CI services: SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format").  Columns are counted in code points. */
#include "diag_list.h"

#include <string.h>
#include <unistd.h>

#include "json.h"
#include "text_width.h"
#include "version.h"

static const char *const levels[] = {[SEVERITY_ERROR] = "error", [SEVERITY_WARNING] = "warning", [SEVERITY_NOTE] = "note"};

/* ---- places ---- */

static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~/", c);
}

static void print_path(FILE *to, const char *path)
{
    for (; *path; path++)
        fprintf(to, is_plain((unsigned char)*path) ? "%c" : "%%%02X", (unsigned char)*path);
}

static void print_file(FILE *to, const source *s)
{
    bool is_absolute = s->path[0] == '/';
    fprintf(to, "\"artifactLocation\": {\"uri\": \"%s", is_absolute ? "file://" : "");
    print_path(to, s->path);
    fputs(is_absolute ? "\"}" : "\", \"uriBaseId\": \"PWD\"}", to);
}

static unsigned column(const source *s, uint32_t offset)
{
    unsigned count = 1;
    for (uint32_t at = s->line_starts[source_line(s, offset) - 1]; at < offset && at < s->length; count++)
        at += (uint32_t)character_length(s->bytes + at, s->length - at);
    return count;
}

static void print_region(FILE *to, const char *name, span where)
{
    const source *s = where.source;
    fprintf(to, "\"%s\": {\"startLine\": %u, \"startColumn\": %u, \"endLine\": %u, \"endColumn\": %u}", name,
            (unsigned)source_line(s, where.start), column(s, where.start), (unsigned)source_line(s, where.end), column(s, where.end));
}

/* A location and, of a note, its text. */
static void print_location(FILE *to, span where, const char *message)
{
    fputs("{", to);
    if (where.source) {
        fputs("\"physicalLocation\": {", to);
        print_file(to, where.source);
        fputs(", ", to);
        print_region(to, "region", where);
        fputs("}", to);
    }
    if (message) {
        fputs(where.source ? ", \"message\": {\"text\": " : "\"message\": {\"text\": ", to);
        json_string(to, message);
        fputs("}", to);
    }
    fputs("}", to);
}

/* ---- fixes: those of one diagnostic belong together, and are of one file ---- */

static void print_fix(FILE *to, const diagnostic *d)
{
    fputs(",\n          \"fixes\": [{\"artifactChanges\": [{", to);
    print_file(to, d->fixes.at[0].replaced.source);
    fputs(", \"replacements\": [", to);
    for (size_t i = 0; i < d->fixes.count; i++) {
        fputs(i ? ", {" : "{", to);
        print_region(to, "deletedRegion", d->fixes.at[i].replaced);
        if (*d->fixes.at[i].text) {
            fputs(", \"insertedContent\": {\"text\": ", to);
            json_string(to, d->fixes.at[i].text);
            fputs("}", to);
        }
        fputs("}", to);
    }
    fputs("]}]}]", to);
}

/* ---- the document ---- */

static void print_rules(FILE *to)
{
    fputs("\"rules\": [\n            {\"id\": \"error\", \"shortDescription\": {\"text\": \"what the language does not allow\"}}", to);
    for (int i = 0; i < WARNING_COUNT; i++) {
        fprintf(to, ",\n            {\"id\": \"%s\", \"shortDescription\": {\"text\": ", warning_name((warning)i));
        json_string(to, warning_meaning((warning)i));
        fputs("}}", to);
    }
    fputs("\n          ]", to);
}

static void print_working_directory(FILE *to)
{
    char path[4096];
    if (!getcwd(path, sizeof path))
        return;
    fputs("      \"originalUriBaseIds\": {\"PWD\": {\"uri\": \"file://", to);
    print_path(to, path);
    fputs("/\"}},\n", to);
}

void diag_sarif_begin(FILE *to)
{
    fputs("{\n  \"$schema\": \"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\",\n"
          "  \"version\": \"2.1.0\",\n  \"runs\": [\n    {\n      \"tool\": {\n        \"driver\": {\n"
          "          \"name\": \"acmc\",\n          \"version\": \"" VERSION "\",\n          ", to);
    print_rules(to);
    fputs("\n        }\n      },\n      \"columnKind\": \"unicodeCodePoints\",\n", to);
    print_working_directory(to);
    fputs("      \"results\": [", to);
}

/* The name of its warning, without -W or -Werror=. */
static const char *rule_of(const diagnostic *d)
{
    const char *const equals = d->option ? strchr(d->option, '=') : NULL;
    return !d->option ? "error" : equals ? equals + 1 : d->option + strlen("-W");
}

void diag_sarif(const diagnostic *d, FILE *to)
{
    fprintf(to, "        {\n          \"ruleId\": \"%s\",\n          \"level\": \"%s\",\n          \"message\": {\"text\": ", rule_of(d),
            levels[d->severity]);
    json_string(to, d->text);
    fputs("}", to);
    if (d->where.source) {
        fputs(",\n          \"locations\": [", to);
        print_location(to, d->where, NULL);
        fputs("]", to);
    }
    for (size_t i = 0; i < d->notes.count; i++) {
        fputs(i ? ", " : ",\n          \"relatedLocations\": [", to);
        print_location(to, d->notes.at[i].where, d->notes.at[i].text);
    }
    if (d->notes.count > 0)
        fputs("]", to);
    if (d->fixes.count > 0)
        print_fix(to, d);
    fputs("\n        }", to);
}
