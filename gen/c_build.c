/* The C that files became, in a temporary directory with the headers it needs, for the C compiler to work on. */
#include "c_build.h"

#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"

/* ---- translating ---- */

static bool is_known(const c_build *b, const char *path)
{
    for (size_t i = 0; i < b->jobs.count; i++)
        if (strcmp(path_absolute(b->arena, b->jobs.at[i].path), path_absolute(b->arena, path)) == 0)
            return true;
    return false;
}

void c_build_add(c_build *b, const char *path)
{
    if (!is_known(b, path))
        LIST_ADD(b->arena, b->jobs, job_new(b->arena, path, NULL));
}

/* What a job imports of the user's own files becomes a job too. */
static void add_imports(c_build *b, size_t index)
{
    const char *library = path_absolute(b->arena, b->places.library);
    for (size_t i = 0; i < b->jobs.at[index].translation.imports.count; i++) {
        const char *path = b->jobs.at[index].translation.imports.at[i];
        if (!path_within(path_absolute(b->arena, path), library))
            c_build_add(b, path);
    }
}

bool c_build_translate(c_build *b)
{
    bool good = true;
    for (size_t i = 0; i < b->jobs.count; i++) {
        if (!b->jobs.at[i].translation.arena) {
            good &= job_translate(b->arena, &b->jobs.at[i], b->options, &b->places);
            reporter_add(b->reporter, b->jobs.at[i].translation.diag);
        }
        if (good)                         /* an error in an import is reported once, by its importer */
            add_imports(b, i);
    }
    return good;
}

/* ---- the temporary directory: s/ has the generated files, each where its source is from the root, so that they find
 * each other's headers as the sources find each other; b/ has the program ---- */

static bool create_directory(c_build *b)
{
    const char *parent = getenv("TMPDIR");
    char *path = arena_printf(b->arena, "%s/acmc-XXXXXX", parent && *parent ? parent : "/tmp");
    if (!mkdtemp(path)) {
        reporter_fail(b->reporter, arena_printf(b->arena, "can't create '%s': %s", path, strerror(errno)));
        return false;
    }
    b->directory = path_absolute(b->arena, path);
    return true;
}

static int remove_entry(const char *path, const struct stat *about, int type, struct FTW *where)
{
    (void)about, (void)type, (void)where;
    remove(path);
    return 0;
}

const char *c_build_place(c_build *b, const char *path)
{
    return arena_printf(b->arena, "%s/s%s", b->directory, path_absolute(b->arena, path));
}

void c_build_make_parents(c_build *b, const char *path)
{
    for (const char *slash = path + strlen(b->directory) + 1; (slash = strchr(slash, '/')); slash++)
        mkdir(arena_copy(b->arena, path, (size_t)(slash - path)), 0700);              /* if that fails, writing will say so */
}

static bool write_job(c_build *b, const job *job)
{
    const char *c = arena_printf(b->arena, "%s.c", c_build_place(b, job->path));
    output_file files[2] = {
        {c, job->translation.c, job->translation.c_length},
        {arena_printf(b->arena, "%s.h", c_build_place(b, job->path)), job->translation.header, job->translation.header_length},
    };
    const char *message;
    c_build_make_parents(b, c);
    if (output_write(b->arena, files, 2, &message))
        return true;
    reporter_fail(b->reporter, message);
    return false;
}

/* ---- the command line of the C compiler ---- */

bool c_build_add_words(c_build *b, string_list *words, const char *variable, const char *otherwise)
{
    const char *text = getenv(variable);
    if (shell_split(b->arena, text ? text : otherwise, words))
        return true;
    reporter_fail(b->reporter, arena_printf(b->arena, "%s: a quote is not closed: %s", variable, text));
    return false;
}

void c_build_add_two(c_build *b, string_list *words, const char *option, const char *value)
{
    LIST_ADD(b->arena, *words, option);
    LIST_ADD(b->arena, *words, value);
}

/* Where "x.h" and "x.acm.h" are looked for: beside the sources and beside what they became, in the order of the files. */
void c_build_add_include_paths(c_build *b, string_list *words)
{
    for (size_t i = 0; i < b->jobs.count; i++) {
        const char *directory = path_directory(b->arena, b->jobs.at[i].path);
        c_build_add_two(b, words, "-iquote", directory);
        c_build_add_two(b, words, "-iquote", c_build_place(b, directory));
    }
    for (size_t i = 0; i < b->options->include_paths.count; i++) {
        c_build_add_two(b, words, "-I", b->options->include_paths.at[i]);
        c_build_add_two(b, words, "-I", c_build_place(b, b->options->include_paths.at[i]));
    }
    for (size_t i = 0; i < b->places.include_count; i++)
        c_build_add_two(b, words, "-I", b->places.includes[i]);
}

/* A file that is imported by two names is compiled once. */
bool c_build_is_repeated(const c_build *b, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (path_same_file(b->jobs.at[i].path, b->jobs.at[index].path))
            return true;
    return false;
}

/* ---- beginning and end ---- */

bool c_build_begin(c_build *b)
{
    process_begin(&b->processes);
    if (!create_directory(b))
        return false;
    for (size_t i = 0; i < b->jobs.count; i++)
        if (!write_job(b, &b->jobs.at[i]))
            return false;
    return true;
}

void c_build_end(c_build *b)
{
    if (b->directory)
        nftw(b->directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    process_end(&b->processes);
}

int c_build_run_compiler(c_build *b, const string_list *words)
{
    int status = process_run(&b->processes, PROCESS_TOOL, words->at);
    if (status < 0)
        reporter_fail(b->reporter, arena_printf(b->arena, "can't run the C compiler '%s': %s; CC says which one to use", words->at[0], strerror(errno)));
    return status == 0 ? 0 : 1;
}
