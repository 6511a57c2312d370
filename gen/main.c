/* acmc: start here.
 *
 *     command line (options.c) → for each file translate() (translate.c), which is the list of passes
 *                              → where the outputs go (layout.c) → the outputs (output.c)
 *
 * `acmc run` does the same into a directory of its own, and goes on from there (run.c). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "depfile.h"
#include "fix.h"
#include "frames.h"
#include "job.h"
#include "layout.h"
#include "output.h"
#include "reporter.h"
#include "run.h"
#include "version.h"

/* ---- --cflags, --libs ---- */

static void print_flags(arena *arena, const options *options)
{
    places places = places_find(arena);
    const char *space = "";
    for (size_t i = 0; i < places.include_count && options->cflags; i++, space = " ")
        printf("%s-I%s", space, shell_quote(arena, places.includes[i]));
    if (options->libs)
        printf("%s-L%s -lacm", space, shell_quote(arena, places.archive_directory));
    putchar('\n');
}

/* ---- --emit ---- */

static void emit_one(const job *job, emit what)
{
    const translation *t = &job->translation;
    const char *text = what == EMIT_C ? t->c : what == EMIT_HEADER ? t->header : NULL;
    size_t length = what == EMIT_C ? t->c_length : t->header_length;
    if (what == EMIT_TREE && t->unit)
        translate_print_tree(t, stdout);
    if (job->good && text)
        fwrite(text, 1, length, stdout);
}

static bool is_for_frames(emit what) { return what == EMIT_FRAMES || what == EMIT_FRAMES_JSON; }

/* ---- the outputs of one file ---- */

static const char *dependencies(arena *arena, const job *job, const char *c_path, const options *options, const places *places)
{
    string_list prerequisites = {0};
    const char *library = path_absolute(arena, places->library);
    LIST_ADD(arena, prerequisites, job->path);
    for (size_t i = 0; i < job->translation.imports.count; i++) {
        const char *import = job->translation.imports.at[i];
        if (!options->own_dependencies || !path_within(path_absolute(arena, import), library))
            LIST_ADD(arena, prerequisites, import);
    }
    const char *target = depfile_escape(arena, c_path);
    bool given = options->dependency_targets.count > 0;
    depfile d = {
        .targets = given ? options->dependency_targets.at : &target,
        .target_count = given ? options->dependency_targets.count : 1,
        .prerequisites = prerequisites.at,
        .prerequisite_count = prerequisites.count,
        .phony = options->phony_targets,
    };
    return depfile_text(arena, &d);
}

/* Makes the folders below -d DIR that mirror those of imports; DIR itself must be there. */
static void make_folders(arena *arena, const char *directory, const options *options)
{
    if (!options->directory)
        return;
    const char *slash = directory + strlen(options->directory) + 1;
    while (slash < directory + strlen(directory) && (slash = strchr(slash, '/'))) {
        mkdir(arena_copy(arena, directory, (size_t)(slash - directory)), 0777);       /* if that fails, writing will say so */
        slash++;
    }
}

static bool write_outputs(arena *arena, const job_list *jobs, size_t index, const options *options, const places *places,
                          reporter *reporter)
{
    const job *job = &jobs->at[index];
    const char *directory = layout_directory(arena, jobs, index, options);
    const char *c_path = arena_printf(arena, "%s%s", directory, job->c_name);
    output_file files[3] = {
        {c_path, job->translation.c, job->translation.c_length},
        {arena_printf(arena, "%s%s", directory, job->header_name), job->translation.header, job->translation.header_length},
    };
    size_t count = 2;
    if (options->dependencies) {
        const char *beside = arena_printf(arena, "%s%s.d", directory, path_name(job->path));
        const char *text = dependencies(arena, job, c_path, options, places);
        files[count++] = (output_file){options->dependency_file ? options->dependency_file : beside, text, strlen(text)};
    }
    const char *message;
    make_folders(arena, directory, options);
    return output_write(arena, files, count, &message) || reporter_fail(reporter, message);
}

/* ---- the command line's files ---- */

static bool is_directory(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* Two files that would be written to the same place. */
static bool names_clash(arena *arena, const job_list *jobs, const options *options, reporter *reporter)
{
    string_list directories = {0};
    for (size_t i = 0; i < jobs->count; i++) {
        LIST_ADD(arena, directories, layout_directory(arena, jobs, i, options));
        for (size_t k = 0; k < i; k++)
            if (strcmp(jobs->at[i].c_name, jobs->at[k].c_name) == 0 && strcmp(directories.at[i], directories.at[k]) == 0)
                return !reporter_fail(reporter, arena_printf(arena, "'%s' and '%s' would both be written to '%s%s'", jobs->at[k].path,
                                                             jobs->at[i].path, directories.at[i], jobs->at[i].c_name));
    }
    return false;
}

static bool translate_file(arena *arena, job *job, const options *options, const places *places, reporter *reporter)
{
    bool good = !options->fix || fix_file(arena, job->path, options, places, reporter);
    good &= job_translate(arena, job, options, places);
    reporter_add(reporter, job->translation.diag);
    if (job->good && (is_for_frames(options->emit) || options->frame_limit > 0))
        good &= job->good = frames_report(arena, job, options, reporter);
    return good;
}

/* All are translated before the first is written: where a file goes may depend on who imports it. */
static bool translate_files(arena *arena, const options *options, reporter *reporter)
{
    places places = places_find(arena);
    job_list jobs = {0};
    bool good = true;
    if (options->directory && !is_directory(options->directory))
        return reporter_fail(reporter, arena_printf(arena, "'-d %s': no such directory", options->directory));
    for (size_t i = 0; i < options->inputs.count; i++) {
        LIST_ADD(arena, jobs, job_new(arena, options->inputs.at[i], options->emit == EMIT_FILES ? options->output : NULL));
        good &= translate_file(arena, &jobs.at[i], options, &places, reporter);
    }
    if (options->emit == EMIT_FILES && names_clash(arena, &jobs, options, reporter))
        good = false;
    else
        for (size_t i = 0; i < jobs.count; i++)
            if (options->emit != EMIT_FILES)
                emit_one(&jobs.at[i], options->emit);
            else if (jobs.at[i].good)
                good &= write_outputs(arena, &jobs, i, options, &places, reporter);
    for (size_t i = 0; i < jobs.count; i++)
        job_free(&jobs.at[i]);
    return good;
}

/* Whether messages are coloured; see no-color.org. */
static bool uses_colour(const options *options)
{
    if (options->colour != WHEN_AUTO)
        return options->colour == WHEN_ALWAYS;
    const char *terminal = getenv("TERM"), *no_colour = getenv("NO_COLOR");
    return isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0 && !(no_colour && *no_colour);
}

static int do_command(arena *arena, const options *options)
{
    reporter reporter;
    int status = 0;
    switch (options->command) {
    case COMMAND_RUN: case COMMAND_TRANSLATE:
        reporter_begin(&reporter, stderr, options->format, options->max_errors, uses_colour(options));
        if (options->command == COMMAND_RUN)
            status = run(arena, options, &reporter);
        else
            status = translate_files(arena, options, &reporter) ? 0 : 1;
        reporter_end(&reporter);
        break;
    case COMMAND_HELP: options_print_help(stdout); break;
    case COMMAND_HELP_WARNINGS: options_print_warnings(stdout); break;
    case COMMAND_VERSION: puts("acmc " VERSION); break;
    case COMMAND_FLAGS: print_flags(arena, options); break;
    }
    return status;
}

int main(int argc, char **argv)
{
    arena *arena = arena_new();
    options options;
    int status = 1;
    if (options_parse(arena, argc, argv, &options, stderr))
        status = do_command(arena, &options);
    arena_free(arena);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "acmc: error: %s\n", strerror(errno));
        status = 1;
    }
    return status;
}
