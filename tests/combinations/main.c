/* combinations: random .acm programs that combine all constructs and ways out, with the traces they must print.
 *
 *     combinations --seed N --programs N --batch N --out DIR     batches: DIR/batch_K.acm, DIR/batch_K.expected
 *     combinations --seed N --one INDEX [--expected]             that program alone (its trace), on stdout
 *     combinations --seed N --one INDEX --reduce COMMAND --out BASE   the smallest part of it for which
 *                                `COMMAND BASE.acm BASE.expected` still succeeds (see differs.sh), in these files
 *     combinations --tasks …                                      programs with tasks, timeouts, generators, exit stacks
 *     combinations --random …                                    does not look for what is not covered: wilder programs
 *     combinations --sample …                                     is too few to cover all, and that is no error
 *     combinations --coverage …                                   how often each combination ran */
#include "generate.h"
#include "model.h"
#include "print.h"
#include "reduce.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ATTEMPTS = 200, BATCH = 40 };

typedef struct options {
    unsigned long long seed;
    int programs, batch, one;
    const char *out;
    const char *reduce;
    bool lists_coverage, expected, random, tasks, sample;
} options;

static coverage covered, of_one;

/* Programs that cancel themselves need a task each, and stand in batches of their own. */
static bool cancels(const options *o, int index) { return !o->tasks && index / o->batch % 4 == 3; }

static program *generate_attempt(const options *o, int index, int attempt)
{
    dice d = { o->seed * 1000003u + (unsigned long long)index * 1009u + (unsigned long long)attempt };
    dice_next(&d);
    return generate(index, &d, &covered, cancels(o, index), o->tasks);
}

/* The number of the first attempt that gives a program that the model runs. */
static int find_attempt(const options *o, int index, char **trace, program **p)
{
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        *p = generate_attempt(o, index, attempt);
        memset(&of_one, 0, sizeof of_one);
        if (!(*p)->is_too_big && model_run(*p, &of_one, trace) == MODEL_RAN)
            return attempt;
        tree_release();
    }
    fprintf(stderr, "combinations: no program %d found\n", index);
    exit(2);
}

/* The program with that index; what it covers is added. Its trace is malloc'ed. */
static program *make(const options *o, int index, char **trace)
{
    program *p;
    find_attempt(o, index, trace, &p);
    coverage_merge(&covered, &of_one);
    return p;
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
    FILE *source = open_in(o->out, first / o->batch, "acm"), *expected = open_in(o->out, first / o->batch, "expected");
    int *indexes = calloc((size_t)count, sizeof *indexes);
    bool *in_task = calloc((size_t)count, sizeof *in_task);
    if (!indexes || !in_task)
        exit(2);
    print_prelude(source);
    for (int k = 0; k < count; k++) {
        char *trace;
        program *p = make(o, first + k, &trace);
        indexes[k] = p->index;
        in_task[k] = p->cancels || p->has_tasks;
        print_program(source, p);
        fputs(trace, expected);
        free(trace);
        tree_release();
    }
    print_main(source, indexes, in_task, count, o->tasks);
    free(indexes);
    free(in_task);
    if (fclose(source) || fclose(expected)) {
        perror(o->out);
        exit(2);
    }
}

/* Goes through the programs before it: what they cover decides what it is. */
static void go_to_one(const options *o)
{
    for (int index = 0; index < o->one; index++) {
        char *trace;
        make(o, index, &trace);
        free(trace);
        tree_release();
    }
}

static void show_one(const options *o)
{
    char *trace;
    go_to_one(o);
    program *p = make(o, o->one, &trace);
    if (o->expected) {
        fputs(trace, stdout);
    } else {
        print_prelude(stdout);
        print_program(stdout, p);
        bool alone = p->cancels || p->has_tasks;
        print_main(stdout, &p->index, &alone, 1, p->has_tasks);
    }
    free(trace);
    tree_release();
}

typedef struct again {
    const options *o;
    int attempt;
} again;

static program *make_again(void *data)
{
    const again *a = data;
    return generate_attempt(a->o, a->o->one, a->attempt);
}

static int reduce_one(const options *o)
{
    again a = { o, 0 };
    char *trace;
    program *p;
    go_to_one(o);
    a.attempt = find_attempt(o, o->one, &trace, &p);
    free(trace);
    tree_release();
    if (reduce(make_again, &a, o->reduce, o->out))
        return 0;
    fprintf(stderr, "combinations: program %d does not differ\n", o->one);
    return 1;
}

static int usage(void)
{
    fputs("usage: combinations [--seed N] [--programs N] [--batch N] --out DIR [--coverage]\n"
          "       combinations [--seed N] [--batch N] --one INDEX [--expected]\n"
          "       combinations [--seed N] [--batch N] --one INDEX --reduce COMMAND --out BASE\n", stderr);
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
        else if (take(&k, argc, argv, "--batch", &value))
            o->batch = atoi(value);
        else if (take(&k, argc, argv, "--one", &value))
            o->one = atoi(value);
        else if (take(&k, argc, argv, "--out", &o->out) || take(&k, argc, argv, "--reduce", &o->reduce))
            continue;
        else if (strcmp(argv[k], "--coverage") == 0)
            o->lists_coverage = true;
        else if (strcmp(argv[k], "--sample") == 0)
            o->sample = true;
        else if (strcmp(argv[k], "--tasks") == 0)
            o->tasks = true;
        else if (strcmp(argv[k], "--random") == 0)
            o->random = true;
        else if (strcmp(argv[k], "--expected") == 0)
            o->expected = true;
        else
            return false;
    }
    if (o->reduce && (!o->out || o->one < 0))
        return false;
    return o->batch > 0 && (o->out || o->one >= 0 || o->lists_coverage);
}

int main(int argc, char **argv)
{
    options o = { .seed = 1, .programs = 2000, .batch = BATCH, .one = -1 };
    if (!parse(&o, argc, argv))
        return usage();
    coverage_start(&covered, o.tasks);
    if (o.random)
        covered.missing_count = 0;
    if (o.one >= 0 && o.reduce)
        return reduce_one(&o);
    if (o.one >= 0) {
        show_one(&o);
        return 0;
    }
    for (int first = 0; first < o.programs; first += o.batch) {
        int count = o.programs - first < o.batch ? o.programs - first : o.batch;
        if (o.out) {
            write_batch(&o, first, count);
            continue;
        }
        for (int k = 0; k < count; k++) {
            char *trace;
            make(&o, first + k, &trace);
            free(trace);
            tree_release();
        }
    }
    if (o.lists_coverage)
        coverage_print(&covered, stdout);
    unsigned done = coverage_covered(&covered), all = coverage_valid(&covered);
    if (o.random)
        return 0;
    if (done < all && !o.lists_coverage && !o.sample)
        fputs("combinations: not covered (--coverage lists all):\n", stderr);
    if (done < all && !o.sample)
        coverage_print_missing(&covered, stderr, 5);
    printf("combinations: %d programs, %u of %u pairs covered\n", o.programs, done, all);
    return done < all && !o.sample;
}
