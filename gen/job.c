#include "job.h"

#include <string.h>

job job_new(arena *arena, const char *path, const char *output)
{
    job j = {.path = path};
    if (output) {
        const char *name = path_name(output);
        j.c_name = name;
        j.header_name = arena_printf(arena, "%.*s.h", (int)strlen(name) - 2, name);
    } else {
        j.c_name = arena_printf(arena, "%s.c", path_name(path));
        j.header_name = arena_printf(arena, "%s.h", path_name(path));
    }
    return j;
}

bool job_translate(arena *arena, job *job, const options *options, const places *places)
{
    size_t count = options->include_paths.count;
    const char **paths = arena_alloc(arena, (count + 1) * sizeof *paths);
    for (size_t i = 0; i < count; i++)
        paths[i] = options->include_paths.at[i];
    paths[count] = places->library;

    struct arena *own = arena_new();
    job->translation = (translation){.arena = own, .diag = diag_new(own)};
    diag_set_levels(job->translation.diag, options->levels);
    translate_options how = {
        .include_paths = paths,
        .include_path_count = count + 1,
        .blocking = options->blocking.at,
        .blocking_count = options->blocking.count,
        .no_line = options->no_line,
        .instruments_managers = options->instruments_managers,
        .header_name = job->header_name,
        .c_name = job->c_name,
        .measures_frames = options->emit == EMIT_FRAMES || options->emit == EMIT_FRAMES_JSON || options->frame_limit > 0,
    };
    job->good = translate(&job->translation, job->path, &how) && !diag_has_errors(job->translation.diag);
    return job->good;
}

void job_free(job *job)
{
    arena_free(job->translation.arena);
    job->translation = (translation){0};
}
