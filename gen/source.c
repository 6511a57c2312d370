#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST = INT32_MAX };

static void find_lines(arena *arena, source *source)
{
    uint32_t count = 1;
    for (uint32_t i = 0; i < source->length; i++)
        count += source->bytes[i] == '\n';
    source->line_starts = arena_alloc(arena, count * sizeof *source->line_starts);
    source->line_count = count;
    uint32_t line = 1;
    for (uint32_t i = 0; i < source->length; i++)
        if (source->bytes[i] == '\n')
            source->line_starts[line++] = i + 1;
}

static source *new_source(arena *arena, const char *path, const char *bytes, size_t length)
{
    source *s = arena_alloc(arena, sizeof *s);
    *s = (source){
        .path = arena_copy(arena, path, strlen(path)),
        .bytes = bytes,
        .length = (uint32_t)length,
    };
    find_lines(arena, s);
    return s;
}

const source *source_of_text(arena *arena, const char *path, const char *bytes, size_t length)
{
    return new_source(arena, path, arena_copy(arena, bytes, length), length);
}

/* All that FD gives, with a NUL after it; NULL with errno set. */
static char *read_all(arena *arena, int fd, size_t *length)
{
    struct stat about;
    if (fstat(fd, &about) != 0)
        return NULL;
    if (S_ISREG(about.st_mode) && about.st_size >= LARGEST) {
        errno = EFBIG;
        return NULL;
    }
    bool known = S_ISREG(about.st_mode) && about.st_size >= 0;
    size_t room = known ? (size_t)about.st_size + 2 : 4096;
    char *bytes = arena_alloc(arena, room);
    size_t used = 0;
    for (;;) {
        if (used + 1 == room)             /* a pipe, or a file that grows */
            bytes = arena_grow(arena, bytes, &room, 1);
        ssize_t got = read(fd, bytes + used, room - used - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return NULL;
        if (got == 0)
            break;
        used += (size_t)got;
        if (used >= LARGEST) {
            errno = EFBIG;
            return NULL;
        }
    }
    bytes[used] = '\0';
    *length = used;
    return bytes;
}

const source *source_read(arena *arena, const char *path, const char **reason)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t length = 0;
    char *bytes = fd < 0 ? NULL : read_all(arena, fd, &length);
    if (!bytes)
        *reason = strerror(errno);
    if (fd >= 0)
        close(fd);
    return bytes ? new_source(arena, path, bytes, length) : NULL;
}

uint32_t source_line(const source *source, uint32_t offset)
{
    uint32_t low = 0, high = source->line_count;          /* the line begins in [low, high) */
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->line_starts[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low + 1;
}

uint32_t source_column(const source *source, uint32_t offset)
{
    return offset - source->line_starts[source_line(source, offset) - 1] + 1;
}
