#include "frames.h"

#include <string.h>

#include "frame_report.h"
#include "output.h"

/* ---- measuring ---- */

static bool compile(c_build *b, const char *c, const char *object)
{
    string_list words = {0};
    if (!c_build_add_words(b, &words, "CC", "cc") || !c_build_add_words(b, &words, "CFLAGS", "-O0"))
        return false;
    c_build_add_include_paths(b, &words);
    for (size_t i = 0; i < b->options->compiler_arguments.count; i++)
        if (strncmp(b->options->compiler_arguments.at[i], "-D", 2) == 0 || strncmp(b->options->compiler_arguments.at[i], "-U", 2) == 0)
            LIST_ADD(b->arena, words, b->options->compiler_arguments.at[i]);
    LIST_ADD(b->arena, words, "-w");
    LIST_ADD(b->arena, words, "-fno-lto");                /* machine code, with its data in it */
    LIST_ADD(b->arena, words, "-c");
    LIST_ADD(b->arena, words, c);
    c_build_add_two(b, &words, "-o", object);
    LIST_ADD(b->arena, words, NULL);
    return c_build_run_compiler(b, &words) == 0;
}

/* The layouts of all frames of a file. */
static bool measure(c_build *b, size_t index, measured_frames *frames)
{
    const job *job = &b->jobs.at[index];
    const char *place = c_build_place(b, job->path);
    const char *c = arena_printf(b->arena, "%s.measured.c", place), *object = arena_printf(b->arena, "%s.measured.o", place);
    output_file file = {c, job->translation.measured_c, job->translation.measured_length};
    const char *message;
    if (!output_write(b->arena, &file, 1, &message))
        return reporter_fail(b->reporter, message);
    if (!compile(b, c, object))
        return reporter_fail(b->reporter, arena_printf(b->arena, "the frames of '%s' can't be measured: the C compiler does not accept it", job->path));
    const source *read = source_read(b->arena, object, &message);
    if (!read)
        return reporter_fail(b->reporter, message);
    *frames = measured_frames_read(b->arena, &job->translation, read->bytes, read->length);
    return true;
}

/* ---- what is made of it ---- */

bool frames_check(c_build *b, size_t index)
{
    measured_frames frames;
    if (b->options->frame_limit == 0)
        return true;
    if (!measure(b, index, &frames))
        return false;
    diagnostics *diag = diag_new(b->arena);
    diag_set_levels(diag, b->options->levels);
    measured_frames_check(&frames, diag, b->options->frame_limit);
    reporter_add(b->reporter, diag);
    return !diag_has_errors(diag);
}

static bool report(c_build *b)
{
    measured_frames frames;
    if (!measure(b, 0, &frames))
        return false;
    if (b->options->emit == EMIT_FRAMES_JSON)
        measured_frames_print_json(&frames, stdout);
    else
        measured_frames_print(&frames, stdout);
    return true;
}

bool frames_report(arena *arena, const job *of, const options *options, reporter *reporter)
{
    c_build b = {.arena = arena, .options = options, .reporter = reporter, .places = places_find(arena)};
    bool good = true;
    LIST_ADD(arena, b.jobs, *of);
    if (c_build_translate(&b)) {
        good = c_build_begin(&b);
        if (good && (options->emit == EMIT_FRAMES || options->emit == EMIT_FRAMES_JSON))
            good = report(&b);
        good = good && frames_check(&b, 0);
        c_build_end(&b);
    }
    for (size_t i = 1; i < b.jobs.count; i++)
        job_free(&b.jobs.at[i]);
    return good;
}
