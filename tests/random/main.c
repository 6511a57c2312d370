/* random: C programs made at random of all that C has, each once as plain C and once as coroutines that suspend everywhere.
 *
 *     random --seed N --programs N [--first N] --out DIR     batches: DIR/batch_K.c, DIR/batch_K.acm
 *     random --seed N --one INDEX [--plain]                  that program alone, on stdout
 *     random --seed N --one INDEX --out BASE                 in BASE.c and BASE.acm
 *     random --seed N --one INDEX --reduce COMMAND --out BASE     the smallest part of it for which `COMMAND BASE.c BASE.acm`
 *                                                            still succeeds (see differs.sh)
 *     random --items                                         the list of items: number, first dialect, name */
#include "print.h"
#include "reduce.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 20 };

typedef struct options {
    unsigned long long seed;
    int first, programs, one;
    const char *out, *reduce;
    bool plain, lists_items;
} options;

/* Programs of a batch are in the same dialect. */
static program *make(const options *o, int index)
{
    dice d = { o->seed * 1000003u + (unsigned long long)index * 1009u };
    dice_next(&d);
    return generate(index, (dialect)(index / BATCH % DIALECTS), &d);
}

static FILE *open_in(const char *folder, int batch, const char *suffix)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/batch_%d.%s", folder, batch, suffix);
    FILE *f = fopen(path, "w");
    if (!f) {
        perror(path);
        exit(2);
    }
    return f;
}

static void write_batch(const options *o, int first, int count)
{
    FILE *plain = open_in(o->out, first / BATCH, "c"), *coroutines = open_in(o->out, first / BATCH, "acm");
    int indexes[BATCH];
    print_prelude(plain, PLAIN_C_WITH_HITS);
    print_prelude(coroutines, COROUTINES);
    for (int k = 0; k < count; k++) {
        indexes[k] = first + k;
        program *p = make(o, first + k);
        int numbers = 0;
        number_nodes(p->items, &numbers);
        print_program(plain, PLAIN_C_WITH_HITS, p);
        print_program(coroutines, COROUTINES, p);
        tree_release();
    }
    print_main(plain, PLAIN_C_WITH_HITS, indexes, count);
    print_main(coroutines, COROUTINES, indexes, count);
    if (fclose(plain) || fclose(coroutines)) {
        perror(o->out);
        exit(2);
    }
}

static int do_one(const options *o)
{
    program *p = make(o, o->one);
    if (o->reduce) {
        if (reduce(p, o->reduce, o->out))
            return 0;
        fprintf(stderr, "random: program %d does not differ\n", o->one);
        return 1;
    }
    int numbers = 0;
    number_nodes(p->items, &numbers);
    if (o->out) {
        write_pair(p, o->out);
        return 0;
    }
    kind_of_text kind = o->plain ? PLAIN_C : COROUTINES;
    print_prelude(stdout, kind);
    print_program(stdout, kind, p);
    print_main(stdout, kind, &p->index, 1);
    return 0;
}

static int usage(void)
{
    fputs("usage: random [--seed N] [--programs N] [--first N] --out DIR\n"
          "       random [--seed N] --one INDEX [--plain | --out BASE | --reduce COMMAND --out BASE]\n"
          "       random --items\n", stderr);
    return 2;
}

static bool take(int *k, int argc, char **argv, const char *name, const char **value)
{
    if (strcmp(argv[*k], name) != 0 || *k + 1 >= argc)
        return false;
    *value = argv[++*k];
    return true;
}

static bool parse(options *o, int argc, char **argv)
{
    for (int k = 1; k < argc; k++) {
        const char *value;
        if (take(&k, argc, argv, "--seed", &value))
            o->seed = strtoull(value, NULL, 10);
        else if (take(&k, argc, argv, "--programs", &value))
            o->programs = atoi(value);
        else if (take(&k, argc, argv, "--first", &value))
            o->first = atoi(value) / BATCH * BATCH;
        else if (take(&k, argc, argv, "--one", &value))
            o->one = atoi(value);
        else if (take(&k, argc, argv, "--out", &o->out) || take(&k, argc, argv, "--reduce", &o->reduce))
            continue;
        else if (strcmp(argv[k], "--plain") == 0)
            o->plain = true;
        else if (strcmp(argv[k], "--items") == 0)
            o->lists_items = true;
        else
            return false;
    }
    if (o->reduce && (!o->out || o->one < 0))
        return false;
    return o->lists_items || o->out || o->one >= 0;
}

int main(int argc, char **argv)
{
    options o = { .seed = 1, .programs = 1000, .one = -1 };
    if (!parse(&o, argc, argv))
        return usage();
    if (o.lists_items) {
        for (item i = 0; i < ITEM_COUNT; i++)
            printf("%d %d %s\n", (int)i, (int)item_dialect(i), item_name(i));
        return 0;
    }
    if (o.one >= 0)
        return do_one(&o);
    for (int first = o.first; first < o.first + o.programs; first += BATCH) {
        int left = o.first + o.programs - first;
        write_batch(&o, first, left < BATCH ? left : BATCH);
    }
    return 0;
}
