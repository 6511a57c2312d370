#include "paths.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *path_directory(arena *arena, const char *path)
{
    const char *name = path_name(path);
    if (name == path)
        return ".";
    return name == path + 1 ? "/" : arena_copy(arena, path, (size_t)(name - path) - 1);
}

const char *path_absolute(arena *arena, const char *path)
{
    char here[4096];
    if (path[0] != '/' && getcwd(here, sizeof here))
        path = arena_printf(arena, "%s/%s", here, path);
    char *result = arena_alloc(arena, strlen(path) + 2), *end = result;
    while (*path) {
        size_t length = strcspn(path, "/");
        if (length == 2 && path[0] == '.' && path[1] == '.') {
            while (end > result && *--end != '/')
                ;
        } else if (length > 1 || (length == 1 && path[0] != '.')) {
            *end++ = '/';
            memcpy(end, path, length);
            end += length;
        }
        path += length;
        path += *path == '/';
    }
    if (end == result)
        *end++ = '/';
    *end = '\0';
    return result;
}

const char *path_within(const char *path, const char *directory)
{
    size_t length = strlen(directory);
    if (length > 0 && directory[length - 1] == '/')
        length--;
    return strncmp(path, directory, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

bool path_same_file(const char *a, const char *b)
{
    struct stat one, other;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}
