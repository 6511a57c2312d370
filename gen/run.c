/* acmc run: see run.h. */
#include "run.h"

#include <errno.h>
#include <string.h>

#include "c_build.h"
#include "frames.h"

static int compile(c_build *b, const char *program)
{
    string_list words = {0};
    if (!c_build_add_words(b, &words, "CC", "cc") || !c_build_add_words(b, &words, "CFLAGS", "-O1 -g"))
        return 1;
    c_build_add_include_paths(b, &words);
    for (size_t i = 0; i < b->jobs.count; i++)
        if (!c_build_is_repeated(b, i))
            LIST_ADD(b->arena, words, arena_printf(b->arena, "%s.c", c_build_place(b, b->jobs.at[i].path)));
    for (size_t i = 0; i < b->options->compiler_arguments.count; i++)
        LIST_ADD(b->arena, words, b->options->compiler_arguments.at[i]);
    if (!c_build_add_words(b, &words, "LDFLAGS", ""))
        return 1;
    LIST_ADD(b->arena, words, arena_printf(b->arena, "%s/libacm.a", b->places.archive_directory));
    c_build_add_two(b, &words, "-o", program);
    LIST_ADD(b->arena, words, NULL);

    return c_build_run_compiler(b, &words);
}

/* ---- running ---- */

static int execute(c_build *b, const char *program)
{
    string_list words = {0};
    LIST_ADD(b->arena, words, program);
    for (size_t i = 0; i < b->options->program_arguments.count; i++)
        LIST_ADD(b->arena, words, b->options->program_arguments.at[i]);
    LIST_ADD(b->arena, words, NULL);
    int status = process_run(&b->processes, PROCESS_PROGRAM, words.at);
    if (status >= 0)
        return status;
    reporter_fail(b->reporter, arena_printf(b->arena, "can't run the program: %s", strerror(errno)));
    return 1;
}

static const char *program_name(c_build *b)
{
    const char *name = path_name(b->jobs.at[0].path);
    return arena_printf(b->arena, "%s/b/%.*s", b->directory, (int)(strlen(name) - strlen(".acm")), name);
}

static int build_and_execute(c_build *b)
{
    const char *program = program_name(b);
    c_build_make_parents(b, program);
    bool good = true;
    for (size_t i = 0; i < b->jobs.count; i++)
        good &= frames_check(b, i);
    reporter_end(b->reporter);            /* what the C compiler says is its own */
    int status = good ? compile(b, program) : 1;
    if (process_interrupted(&b->processes))
        return 128 + b->processes.signal;
    return status ? status : execute(b, program);
}

int run(arena *arena, const options *options, reporter *reporter)
{
    c_build b = {.arena = arena, .options = options, .reporter = reporter, .places = places_find(arena)};
    for (size_t i = 0; i < options->inputs.count; i++)
        c_build_add(&b, options->inputs.at[i]);
    int status = 1;
    if (c_build_translate(&b)) {
        if (c_build_begin(&b))
            status = build_and_execute(&b);
        c_build_end(&b);
    }
    for (size_t i = 0; i < b.jobs.count; i++)
        job_free(&b.jobs.at[i]);
    return status;
}
