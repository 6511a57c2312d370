#include "run.h"

#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "job.h"
#include "output.h"
#include "process.h"

typedef struct running {
    arena *arena;
    const options *options;
    places places;
    job_list jobs;                        /* the command line's files, then what they import */
    processes processes;
    const char *directory;                /* private and temporary */
    const char *program;
} running;

static int fail(const char *message)
{
    fprintf(stderr, "acmc: error: %s\n", message);
    return 1;
}

/* ---- translating ---- */

static bool is_known(const running *r, const char *path)
{
    for (size_t i = 0; i < r->jobs.count; i++)
        if (strcmp(path_absolute(r->arena, r->jobs.at[i].path), path_absolute(r->arena, path)) == 0)
            return true;
    return false;
}

/* What a job imports of the user's own files becomes a job too. */
static void add_imports(running *r, size_t index)
{
    const char *library = path_absolute(r->arena, r->places.library);
    for (size_t i = 0; i < r->jobs.at[index].translation.imports.count; i++) {
        const char *path = r->jobs.at[index].translation.imports.at[i];
        if (!path_within(path_absolute(r->arena, path), library) && !is_known(r, path))
            LIST_ADD(r->arena, r->jobs, job_new(r->arena, path, NULL));
    }
}

static bool translate_all(running *r)
{
    bool good = true;
    for (size_t i = 0; i < r->options->inputs.count; i++)
        if (!is_known(r, r->options->inputs.at[i]))
            LIST_ADD(r->arena, r->jobs, job_new(r->arena, r->options->inputs.at[i], NULL));
    for (size_t i = 0; i < r->jobs.count; i++) {
        good &= job_translate(r->arena, &r->jobs.at[i], r->options, &r->places);
        if (good)                         /* an error in an import is reported once, by its importer */
            add_imports(r, i);
    }
    return good;
}

/* ---- the temporary directory: s/ has the generated files, each where its source is from the root, so that they find
 * each other's headers as the sources find each other; b/ has the program ---- */

static bool create_directory(running *r)
{
    const char *parent = getenv("TMPDIR");
    char *path = arena_printf(r->arena, "%s/acmc-XXXXXX", parent && *parent ? parent : "/tmp");
    if (!mkdtemp(path)) {
        fail(arena_printf(r->arena, "can't create '%s': %s", path, strerror(errno)));
        return false;
    }
    r->directory = path_absolute(r->arena, path);
    return true;
}

static int remove_entry(const char *path, const struct stat *about, int type, struct FTW *where)
{
    (void)about, (void)type, (void)where;
    remove(path);
    return 0;
}

static const char *place_of(running *r, const char *path)
{
    return arena_printf(r->arena, "%s/s%s", r->directory, path_absolute(r->arena, path));
}

static void make_parents(running *r, const char *path)
{
    for (const char *slash = path + strlen(r->directory) + 1; (slash = strchr(slash, '/')); slash++)
        mkdir(arena_copy(r->arena, path, (size_t)(slash - path)), 0700);              /* if that fails, writing will say so */
}

static bool write_job(running *r, const job *job)
{
    const char *c = arena_printf(r->arena, "%s.c", place_of(r, job->path));
    output_file files[2] = {
        {c, job->translation.c, job->translation.c_length},
        {arena_printf(r->arena, "%s.h", place_of(r, job->path)), job->translation.header, job->translation.header_length},
    };
    const char *message;
    make_parents(r, c);
    if (output_write(r->arena, files, 2, &message))
        return true;
    fail(message);
    return false;
}

/* ---- compiling ---- */

static bool add_words(running *r, string_list *words, const char *variable, const char *otherwise)
{
    const char *text = getenv(variable);
    if (shell_split(r->arena, text ? text : otherwise, words))
        return true;
    fail(arena_printf(r->arena, "%s: a quote is not closed: %s", variable, text));
    return false;
}

static void add_two(running *r, string_list *words, const char *option, const char *value)
{
    LIST_ADD(r->arena, *words, option);
    LIST_ADD(r->arena, *words, value);
}

/* Where "x.h" and "x.acm.h" are looked for: beside the sources and beside what they became, in the order of the files. */
static void add_include_paths(running *r, string_list *words)
{
    for (size_t i = 0; i < r->jobs.count; i++) {
        const char *directory = path_directory(r->arena, r->jobs.at[i].path);
        add_two(r, words, "-iquote", directory);
        add_two(r, words, "-iquote", place_of(r, directory));
    }
    for (size_t i = 0; i < r->options->include_paths.count; i++) {
        add_two(r, words, "-I", r->options->include_paths.at[i]);
        add_two(r, words, "-I", place_of(r, r->options->include_paths.at[i]));
    }
    for (size_t i = 0; i < r->places.include_count; i++)
        add_two(r, words, "-I", r->places.includes[i]);
}

/* A file that is imported by two names is compiled once. */
static bool is_repeated(const running *r, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (path_same_file(r->jobs.at[i].path, r->jobs.at[index].path))
            return true;
    return false;
}

static int compile(running *r)
{
    string_list words = {0};
    if (!add_words(r, &words, "CC", "cc") || !add_words(r, &words, "CFLAGS", "-O1 -g"))
        return 1;
    add_include_paths(r, &words);
    for (size_t i = 0; i < r->jobs.count; i++)
        if (!is_repeated(r, i))
            LIST_ADD(r->arena, words, arena_printf(r->arena, "%s.c", place_of(r, r->jobs.at[i].path)));
    for (size_t i = 0; i < r->options->compiler_arguments.count; i++)
        LIST_ADD(r->arena, words, r->options->compiler_arguments.at[i]);
    if (!add_words(r, &words, "LDFLAGS", ""))
        return 1;
    LIST_ADD(r->arena, words, arena_printf(r->arena, "%s/libacm.a", r->places.archive_directory));
    add_two(r, &words, "-o", r->program);
    LIST_ADD(r->arena, words, NULL);

    int status = process_run(&r->processes, PROCESS_TOOL, words.at);
    if (status < 0)
        return fail(arena_printf(r->arena, "can't run the C compiler '%s': %s; CC says which one to use", words.at[0], strerror(errno)));
    return status == 0 ? 0 : 1;
}

/* ---- running ---- */

static int execute(running *r)
{
    string_list words = {0};
    LIST_ADD(r->arena, words, r->program);
    for (size_t i = 0; i < r->options->program_arguments.count; i++)
        LIST_ADD(r->arena, words, r->options->program_arguments.at[i]);
    LIST_ADD(r->arena, words, NULL);
    int status = process_run(&r->processes, PROCESS_PROGRAM, words.at);
    return status >= 0 ? status : fail(arena_printf(r->arena, "can't run the program: %s", strerror(errno)));
}

static const char *program_name(running *r)
{
    const char *name = path_name(r->jobs.at[0].path);
    return arena_printf(r->arena, "%s/b/%.*s", r->directory, (int)(strlen(name) - strlen(".acm")), name);
}

static int build_and_execute(running *r)
{
    r->program = program_name(r);
    make_parents(r, r->program);
    for (size_t i = 0; i < r->jobs.count; i++)
        if (!write_job(r, &r->jobs.at[i]))
            return 1;
    int status = compile(r);
    if (process_interrupted(&r->processes))
        return 128 + r->processes.signal;
    return status ? status : execute(r);
}

int run(arena *arena, const options *options)
{
    running r = {.arena = arena, .options = options, .places = places_find(arena)};
    int status = 1;
    if (translate_all(&r)) {
        process_begin(&r.processes);
        if (create_directory(&r)) {
            status = build_and_execute(&r);
            nftw(r.directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
        }
        process_end(&r.processes);
    }
    for (size_t i = 0; i < r.jobs.count; i++)
        job_free(&r.jobs.at[i]);
    return status;
}
