#include "places.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* The directory of the running program, without the last slash; "" for the root. */
static const char *own_directory(arena *arena)
{
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path);
    while (length > 0 && path[length - 1] != '/')
        length--;
    return length > 0 && (size_t)length < sizeof path ? arena_copy(arena, path, (size_t)length - 1) : ".";
}

/* DIRECTORY, so many levels up; "" is the root. */
static const char *up(arena *arena, const char *directory, int levels)
{
    const char *end = directory + strlen(directory);
    for (; levels > 0 && end > directory; levels--)
        while (end > directory && *--end != '/')
            ;
    return arena_copy(arena, directory, (size_t)(end - directory));
}

static bool exists(arena *arena, const char *directory, const char *name)
{
    return access(arena_printf(arena, "%s/%s", directory, name), F_OK) == 0;
}

static places built(arena *arena, const char *build, const char *root)
{
    const char **includes = arena_alloc(arena, 2 * sizeof *includes);
    includes[0] = arena_printf(arena, "%s/runtime", root);
    includes[1] = arena_printf(arena, "%s/lib", build);
    return (places){includes, 2, build, arena_printf(arena, "%s/runtime/lib", root)};
}

static places installed(arena *arena, const char *prefix)
{
    const char **includes = arena_alloc(arena, sizeof *includes);
    includes[0] = arena_printf(arena, "%s/include/acmc", prefix);
    return (places){includes, 1, arena_printf(arena, "%s/lib", prefix), arena_printf(arena, "%s/share/acmc", prefix)};
}

places places_find(arena *arena)
{
    const char *own = own_directory(arena);
    const char *prefix = up(arena, own, 1);
    if (exists(arena, prefix, "include/acmc/acm.h"))
        return installed(arena, prefix);
    for (int levels = 1; levels <= 2; levels++) {         /* build/acmc, build/san/acmc */
        const char *root = up(arena, own, levels);
        if (exists(arena, root, "runtime/acm.h"))
            return built(arena, own, root);
    }
    return installed(arena, prefix);
}
