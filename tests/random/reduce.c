#include "reduce.h"

#include "print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char edits[NUMBERS];

static long write_one(const program *p, const char *base, const char *suffix, kind_of_text kind)
{
    char path[1024];
    snprintf(path, sizeof path, "%s.%s", base, suffix);
    FILE *f = fopen(path, "w");
    if (!f) {
        perror(path);
        exit(2);
    }
    print_prelude(f, kind);
    long before = ftell(f);
    print_program(f, kind, p);
    long size = ftell(f) - before;
    print_main(f, kind, &p->index, 1);
    fclose(f);
    return size;
}

void write_pair(const program *p, const char *base)
{
    write_one(p, base, "c", PLAIN_C);
    write_one(p, base, "acm", COROUTINES);
}

/* Smaller than what is left so far, and the command still succeeds. */
static bool still(const program *p, const char *command, const char *base, long *size)
{
    char line[4096];
    write_one(p, base, "c", PLAIN_C);
    long now = write_one(p, base, "acm", COROUTINES);
    if (*size && now >= *size)
        return false;
    snprintf(line, sizeof line, "%s %s.c %s.acm", command, base, base);
    if (system(line) != 0)
        return false;
    *size = now;
    return true;
}

/* Tries the edit on each run of LENGTH numbers that have none yet. */
static bool try_edit(const program *p, const char *command, const char *base, edit what, int length, int numbers, long *size)
{
    bool smaller = false;
    unsigned char before[NUMBERS];
    for (int first = 0; first < numbers; first += length) {
        memcpy(before, edits, sizeof edits);
        for (int k = first; k < first + length && k < numbers; k++)
            if (edits[k] != DROP)
                edits[k] = (unsigned char)what;
        if (memcmp(before, edits, sizeof edits) == 0 || !still(p, command, base, size)) {
            memcpy(edits, before, sizeof edits);
            continue;
        }
        fprintf(stderr, "\rsize %ld   ", *size);
        smaller = true;
    }
    return smaller;
}

bool reduce(program *p, const char *command, const char *base)
{
    int numbers = 0;
    number_nodes(p->items, &numbers);
    numbers = numbers < NUMBERS ? numbers : NUMBERS;
    print_edits(edits);
    long size = 0;
    if (!still(p, command, base, &size))
        return false;
    bool smaller = true;
    for (int length = 512; smaller || length > 1; length = length > 1 ? length / 2 : 1) {
        smaller = try_edit(p, command, base, DROP, length, numbers, &size);
        if (length > 4)
            continue;
        for (edit what = UNWRAP; what <= STILL; what++)
            smaller |= try_edit(p, command, base, what, length, numbers, &size);
    }
    size++;                         /* the files of the smallest one again */
    still(p, command, base, &size);
    fputs("\n", stderr);
    return true;
}
