#include "reduce.h"

#include "edit.h"
#include "model.h"
#include "print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct reduction {
    program_maker maker;
    void *data;
    const char *command, *base;
    unsigned char edits[NUMBERS];
    int numbers, size;
    coverage *ignored;
} reduction;

static FILE *create(const reduction *r, const char *suffix)
{
    char path[1024];
    snprintf(path, sizeof path, "%s.%s", r->base, suffix);
    FILE *f = fopen(path, "w");
    if (!f) {
        perror(path);
        exit(2);
    }
    return f;
}

static void write_files(const reduction *r, const program *p, const char *trace)
{
    FILE *source = create(r, "acm"), *expected = create(r, "expected");
    print_prelude(source);
    print_program(source, p);
    bool alone = p->cancels || p->has_tasks;
    print_main(source, &p->index, &alone, 1, p->has_tasks);
    fputs(trace, expected);
    fclose(source);
    fclose(expected);
}

/* What is left after the edits is smaller, runs in the model, and still makes the command succeed. */
static bool still_differs(reduction *r, const unsigned char *edits)
{
    char command[4096], *trace;
    program *p = r->maker(r->data);
    r->numbers = p->numbers < NUMBERS ? p->numbers : NUMBERS - 1;
    edit_program(p, edits);
    int size = program_size(p);
    bool differs = size >= 0 && (!r->size || size < r->size) && model_run(p, r->ignored, &trace) == MODEL_RAN;
    if (differs) {
        write_files(r, p, trace);
        free(trace);
        snprintf(command, sizeof command, "%s %s.acm %s.expected", r->command, r->base, r->base);
        differs = system(command) == 0;
    }
    tree_release();
    if (differs)
        r->size = size;
    return differs;
}

/* Tries the edit on each run of `length` numbers that have none yet. */
static bool try_edit(reduction *r, edit what, int length)
{
    bool smaller = false;
    for (int first = 1; first <= r->numbers; first += length) {
        unsigned char candidate[NUMBERS];
        memcpy(candidate, r->edits, sizeof candidate);
        for (int k = first; k < first + length && k <= r->numbers; k++)
            if (candidate[k] != DROP)
                candidate[k] = (unsigned char)what;
        if (memcmp(candidate, r->edits, sizeof candidate) == 0 || !still_differs(r, candidate))
            continue;
        memcpy(r->edits, candidate, sizeof candidate);
        fprintf(stderr, "\rsize %d   ", r->size);
        smaller = true;
    }
    return smaller;
}

bool reduce(program_maker maker, void *data, const char *command, const char *base)
{
    static reduction r;
    memset(&r, 0, sizeof r);
    r.maker = maker;
    r.data = data;
    r.command = command;
    r.base = base;
    r.ignored = calloc(1, sizeof *r.ignored);
    if (!r.ignored || !still_differs(&r, r.edits))
        return false;
    bool smaller = true;
    for (int length = 256; smaller || length > 1; length = length > 1 ? length / 2 : 1) {
        smaller = try_edit(&r, DROP, length);
        if (length > 8)
            continue;
        smaller |= try_edit(&r, UNWRAP, length);
        smaller |= try_edit(&r, PLAIN, length);
    }
    r.size++;                   /* the files of the smallest one again */
    still_differs(&r, r.edits);
    free(r.ignored);
    fputs("\n", stderr);
    return true;
}
