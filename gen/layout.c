#include "layout.h"

#include <string.h>

/* The name by which IMPORTER read a file, from the root; NULL if it did not. */
static const char *import_of(arena *arena, const job *importer, const char *path)
{
    for (size_t i = 0; i < importer->translation.imports.count; i++)
        if (path_same_file(importer->translation.imports.at[i], path))
            return path_absolute(arena, importer->translation.imports.at[i]);
    return NULL;
}

/* PATH from DIRECTORY, if that is longer than what was found so far. */
static void try(const char **longest, const char *path, const char *directory)
{
    const char *relative = path_within(path, directory);
    if (relative && strlen(relative) > strlen(*longest))
        *longest = relative;
}

/* The path by which others import a file: from the importer's directory, or from one of -I. */
static const char *imported_as(arena *arena, const job_list *jobs, size_t index, const options *options)
{
    const char *longest = path_name(jobs->at[index].path);
    for (size_t i = 0; i < jobs->count; i++) {
        const job *importer = &jobs->at[i];
        const char *import = i == index ? NULL : import_of(arena, importer, jobs->at[index].path);
        if (!import)
            continue;
        const char *before = longest;
        try(&longest, import, path_directory(arena, path_absolute(arena, importer->path)));
        for (size_t k = 0; k < options->include_paths.count && longest == before; k++)
            try(&longest, import, path_absolute(arena, options->include_paths.at[k]));
    }
    return longest;
}

const char *layout_directory(arena *arena, const job_list *jobs, size_t index, const options *options)
{
    if (options->output) {
        const char *name = path_name(options->output);
        return arena_copy(arena, options->output, (size_t)(name - options->output));
    }
    if (!options->directory)
        return "";
    const char *relative = imported_as(arena, jobs, index, options);
    const char *slash = options->directory[0] && options->directory[strlen(options->directory) - 1] == '/' ? "" : "/";
    return arena_printf(arena, "%s%s%.*s", options->directory, slash, (int)(path_name(relative) - relative), relative);
}
