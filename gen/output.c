#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One file on its way: its bytes go to TEMPORARY, which is then renamed to TARGET.  While the files are being renamed,
 * what a target held before is kept as BACKUP, so that an error with a later file can undo the earlier ones. */
typedef struct replacement {
    const output_file *file;
    const char *target;                   /* the path, symbolic links followed */
    char *temporary, *backup;             /* NULL while there is none */
    bool is_new, is_special, is_current;
    mode_t mode;
} replacement;

/* ---- interruption ---- */

/* Files to remove if a signal ends the program; read by the handler, changed only while it is blocked. */
enum { MOST_TEMPORARIES = 64 };
static char *temporaries[MOST_TEMPORARIES];

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { SIGNALS = sizeof signals / sizeof *signals };

typedef struct guard {
    struct sigaction before[SIGNALS];
    sigset_t mask, mask_before;
} guard;

static void remove_and_die(int signal)
{
    for (size_t i = 0; i < MOST_TEMPORARIES; i++)
        if (temporaries[i])
            unlink(temporaries[i]);
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigaction(signal, &standard, NULL);
    raise(signal);                        /* delivered when the handler returns */
}

static void guard_begin(guard *g)
{
    sigemptyset(&g->mask);
    for (size_t i = 0; i < SIGNALS; i++)
        sigaddset(&g->mask, signals[i]);
    struct sigaction action = {.sa_handler = remove_and_die, .sa_mask = g->mask};
    for (size_t i = 0; i < SIGNALS; i++) {
        sigaction(signals[i], NULL, &g->before[i]);
        if (g->before[i].sa_handler == SIG_DFL)           /* nohup's and the caller's own stay */
            sigaction(signals[i], &action, NULL);
    }
}

static void guard_end(guard *g)
{
    for (size_t i = 0; i < SIGNALS; i++)
        sigaction(signals[i], &g->before[i], NULL);
}

static void signals_off(guard *g) { sigprocmask(SIG_BLOCK, &g->mask, &g->mask_before); }
static void signals_on(guard *g) { sigprocmask(SIG_SETMASK, &g->mask_before, NULL); }

/* Both with signals off. */
static void note_temporary(char *path)
{
    for (size_t i = 0; i < MOST_TEMPORARIES; i++)
        if (!temporaries[i]) {
            temporaries[i] = path;
            return;
        }
}

static void forget_temporary(const char *path)
{
    for (size_t i = 0; i < MOST_TEMPORARIES; i++)
        if (temporaries[i] == path)
            temporaries[i] = NULL;
}

/* ---- errors ---- */

static bool failed(arena *arena, const char **message, const char *doing, const char *path)
{
    *message = arena_printf(arena, "can't %s '%s': %s", doing, path, strerror(errno));
    return false;
}

/* ---- one file ---- */

static bool holds(const char *path, const output_file *file)
{
    char buffer[16 * 1024];
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    size_t compared = 0, got;
    bool same = true;
    while (same && (got = fread(buffer, 1, sizeof buffer, f)) > 0) {
        same = got <= file->length - compared && memcmp(buffer, file->bytes + compared, got) == 0;
        compared += got;
    }
    same = same && !ferror(f) && compared == file->length;
    fclose(f);
    return same;
}

/* What a symbolic link points to, whether that exists or not. */
static const char *follow_links(arena *arena, const char *path)
{
    struct stat about;
    for (int links = 0; links < 40 && lstat(path, &about) == 0 && S_ISLNK(about.st_mode); links++) {
        char to[4096];
        ssize_t length = readlink(path, to, sizeof to);
        if (length <= 0 || (size_t)length == sizeof to)
            break;
        const char *slash = strrchr(path, '/');
        int directory = to[0] == '/' || !slash ? 0 : (int)(slash + 1 - path);
        path = arena_printf(arena, "%.*s%.*s", directory, path, (int)length, to);
    }
    return path;
}

static bool examine(arena *arena, replacement *r, const char **message)
{
    struct stat about;
    r->target = follow_links(arena, r->file->path);
    if (stat(r->target, &about) == 0) {
        r->mode = about.st_mode & 07777;
        if (S_ISDIR(about.st_mode)) {
            errno = EISDIR;
            return failed(arena, message, "write", r->file->path);
        }
        r->is_special = !S_ISREG(about.st_mode);
        r->is_current = !r->is_special && holds(r->target, r->file);
        return true;
    }
    if (errno != ENOENT)
        return failed(arena, message, "write", r->file->path);
    mode_t mask = umask(0);
    umask(mask);
    r->mode = 0666 & ~mask;
    r->is_new = true;
    return true;
}

static bool write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

/* A new, empty file beside the target. */
static int create_temporary(arena *arena, replacement *r, guard *g)
{
    char *path = arena_printf(arena, "%s.XXXXXX", r->target);
    signals_off(g);
    int fd = mkstemp(path);
    if (fd >= 0) {
        r->temporary = path;
        note_temporary(path);
    }
    signals_on(g);
    return fd;
}

static bool write_temporary(arena *arena, replacement *r, guard *g, const char **message)
{
    int fd = r->is_special ? open(r->target, O_WRONLY | O_CLOEXEC) : create_temporary(arena, r, g);
    if (fd < 0)
        return failed(arena, message, "write", r->file->path);
    bool written = write_all(fd, r->file->bytes, r->file->length) && (r->is_special || fchmod(fd, r->mode) == 0);
    int reason = errno;
    if (close(fd) != 0 && written) {      /* some file systems say only now that they are full */
        written = false;
        reason = errno;
    }
    errno = reason;
    return written || failed(arena, message, "write", r->file->path);
}

/* ---- all of them ---- */

static void drop(char **path)
{
    if (*path) {
        unlink(*path);
        forget_temporary(*path);
        *path = NULL;
    }
}

/* With signals off.  The backup is a second name of the old file, so the target is never missing. */
static bool rename_one(arena *arena, replacement *r, const char **message)
{
    if (!r->is_new) {
        char *backup = arena_printf(arena, "%s.old", r->temporary);
        if (link(r->target, backup) == 0)
            r->backup = backup;           /* where links can't be had, undoing is given up, not the writing */
    }
    if (rename(r->temporary, r->target) != 0)
        return failed(arena, message, "write", r->file->path);
    forget_temporary(r->temporary);
    r->temporary = NULL;
    return true;
}

static void undo_one(replacement *r)
{
    if (r->backup && rename(r->backup, r->target) == 0)
        r->backup = NULL;
    else if (r->is_new)
        unlink(r->target);
}

static bool rename_all(arena *arena, replacement *list, size_t count, guard *g, const char **message)
{
    size_t done = 0;
    bool renamed = true;
    signals_off(g);
    while (done < count && renamed) {
        if (list[done].temporary)
            renamed = rename_one(arena, &list[done], message);
        done += renamed;
    }
    for (size_t i = 0; i < done && !renamed; i++)
        if (!list[i].is_current && !list[i].is_special)
            undo_one(&list[i]);
    for (size_t i = 0; i < count; i++) {
        drop(&list[i].backup);
        drop(&list[i].temporary);
    }
    signals_on(g);
    return renamed;
}

bool output_write(arena *arena, const output_file *files, size_t count, const char **message)
{
    replacement *list = arena_alloc(arena, (count + 1) * sizeof *list);
    guard g;
    bool good = true;
    guard_begin(&g);
    for (size_t i = 0; i < count && good; i++) {
        list[i].file = &files[i];
        good = examine(arena, &list[i], message);
    }
    for (size_t i = 0; i < count && good; i++)
        if (!list[i].is_current)
            good = write_temporary(arena, &list[i], &g, message);
    if (good) {
        good = rename_all(arena, list, count, &g, message);
    } else {
        signals_off(&g);
        for (size_t i = 0; i < count; i++)
            drop(&list[i].temporary);
        signals_on(&g);
    }
    guard_end(&g);
    return good;
}
