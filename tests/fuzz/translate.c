/* For libFuzzer and AFL++: acmc, but its command line, on any bytes at all.  Besides what sanitizers find, it holds that what is said has a
 * place in the file, that there is output if and only if there was no error, and that fix-its can be made. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag_list.h"
#include "reporter.h"
#include "translate.h"

#define REQUIRE(condition) do { if (!(condition)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* acmc reads files; this one is in memory, where there is such a place. */
static const char *input_path(void)
{
    static char path[64];
    if (!path[0])
        snprintf(path, sizeof path, "%s/acmc-fuzz-%ld.acm", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (long)getpid());
    return path;
}

static void write_input(const uint8_t *bytes, size_t length)
{
    FILE *const file = fopen(input_path(), "wb");
    REQUIRE(file && fwrite(bytes, 1, length, file) == length && fclose(file) == 0);
}

static void check_span(span where)
{
    if (!where.source)
        return;
    REQUIRE(where.start <= where.end && where.end <= where.source->length);
    REQUIRE(source_line(where.source, where.start) <= where.source->line_count);
}

static void check_diagnostic(const diagnostic *d)
{
    check_span(d->where);
    for (size_t i = 0; i < d->notes.count; i++)
        check_diagnostic(&d->notes.at[i]);
    for (size_t i = 0; i < d->fixes.count; i++)
        check_span(d->fixes.at[i].replaced);
}

static FILE *nowhere(void)
{
    static FILE *file;
    if (!file)
        file = fopen("/dev/null", "w");
    REQUIRE(file);
    return file;
}

/* Writes all of it in a format. */
static void print(const diagnostics *diag, report_format format)
{
    reporter reporter;
    reporter_begin(&reporter, nowhere(), format, 0, true);
    reporter_add(&reporter, diag);
    reporter_end(&reporter);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const char *const include_paths[] = {LIBRARY, TESTS "/cases", TESTS "/cases/files", TESTS "/errors", TESTS "/golden"};
    const translate_options options = {
        .include_paths = include_paths, .include_path_count = sizeof include_paths / sizeof *include_paths, .measures_frames = true,
        .header_name = "fuzz.acm.h", .c_name = "fuzz.acm.c",
    };
    arena *const arena = arena_new();
    translation t = {.arena = arena, .diag = diag_new(arena)};
    write_input(bytes, length);
    const bool good = translate(&t, input_path(), &options);
    unlink(input_path());
    REQUIRE(good == !diag_has_errors(t.diag));
    REQUIRE(good == (t.c != NULL) && good == (t.header != NULL));
    if (t.unit)
        translate_print_tree(&t, nowhere());
    size_t count;
    const diagnostic **const list = diag_sorted(t.diag, &count);
    for (size_t i = 0; i < count; i++)
        check_diagnostic(list[i]);
    for (int format = REPORT_TEXT; format <= REPORT_SARIF; format++)
        print(t.diag, (report_format)format);
    arena_free(arena);
    return 0;
}
