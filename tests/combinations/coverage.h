/* Which (enclosing construct, enclosed construct, way out) there are, and which of them have run. */
#ifndef COVERAGE_H
#define COVERAGE_H

#include "dice.h"
#include "regions.h"

#include <stdbool.h>
#include <stdio.h>

typedef struct triple {
    region outer, inner;
    way out;
} triple;

/* What the language allows (language.md section 3): the way out leaves the inner one, and then the outer one
 * unless the inner one stops it. */
bool triple_valid(triple t);

bool region_is_loop(region r);
bool region_is_function(region r);
bool region_is_with(region r);
bool region_is_of_tasks(region r);          /* stands only in programs with tasks */
bool region_is_root(region r);              /* a task's */
bool region_limits(region r);
bool region_shields(region r);
bool region_may_hold_yield(region r, region function);      /* GENERATOR, or AROUND */
bool way_is_error(way out);
bool way_is_cancellation(way out);
bool way_is_goto(way out);

/* The construct ends this way out: a loop its break, handlers an error, an exit that suppresses, a timeout its own cancellation. */
bool region_may_stop(region r, way out);

/* All triples have a number. */
enum { TRIPLES = REGIONS * INNER_REGIONS * WAY_COUNT };

typedef struct coverage {
    bool has_tasks;                             /* counts the triples that take tasks, timeouts, generators, or those that don't */
    unsigned count[REGIONS][INNER_REGIONS][WAY_COUNT];
    int missing[TRIPLES], missing_count;        /* the valid ones that have not run, by number */
} coverage;

void coverage_start(coverage *c, bool has_tasks);

void coverage_add(coverage *c, triple t);
void coverage_merge(coverage *into, const coverage *from);
bool coverage_has(const coverage *c, triple t);
unsigned coverage_covered(const coverage *c);
unsigned coverage_valid(const coverage *c);

/* A valid triple that `fits`, one that has not run yet if there is one; false if none fits. */
bool coverage_pick(const coverage *c, dice *d, bool (*fits)(triple, const void *), const void *wish, triple *picked);

/* In what kind of function one of the triples that have not run stands; NO_REGION if all have. */
region coverage_lacks(const coverage *c, dice *d);

/* Each triple with how often it ran. */
void coverage_print(const coverage *c, FILE *out);
void coverage_print_missing(const coverage *c, FILE *out, int most);

const char *region_name(region r);
const char *way_name(way w);

#endif
