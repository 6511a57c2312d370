/* PROGRAM ROW N, or PROGRAM ROW DEPTH N: runs N operations, and prints `ROW N ns ns-per-operation`, and a checksum to
 * standard error.  PROGRAM frame: the sizes of frames.  Exit status 2: there is no such row; 3: a resource is still held.
 *
 * It is linked twice: with the rows in .acm, and with those by hand. */
#define _POSIX_C_SOURCE 200809L           /* clock_gettime */

#include "external.h"
#include "row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct {
    const char *name;
    int64_t (*run)(int64_t n, int64_t depth);
} rows[] = {
#define ROW(name) {#name, row_##name},
#include "rows.h"
#undef ROW
};

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int print_frames(void)
{
    printf("frame a %lu\nframe b %lu\nframe c %lu\nframe d %lu\nframe e %lu\n", frame_sizes.a, frame_sizes.b, frame_sizes.c, frame_sizes.d, frame_sizes.e);
    return 0;
}

int main(int argc, char **argv)
{
    const char *const name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "frame") == 0)
        return print_frames();
    const int64_t depth = argc > 3 ? atoll(argv[2]) : 1, n = argc > 2 ? atoll(argv[argc - 1]) : 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].name, name) != 0)
            continue;
        const int64_t begin = now(), sum = rows[i].run(n, depth), ns = now() - begin;
        printf("%s %lld %lld %.3f\n", name, (long long)n, (long long)ns, (double)ns / (double)n);
        fprintf(stderr, "check %s %lld\n", name, (long long)sum);
        return resources()->held ? 3 : 0;
    }
    return 2;
}
