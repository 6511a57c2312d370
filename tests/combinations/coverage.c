#include "coverage.h"

#include <string.h>

#define NAME(name, text) text,
static const char *const region_names[REGIONS] = { NESTED_REGIONS(NAME) FUNCTION_REGIONS(NAME) };
static const char *const way_names[WAY_COUNT] = { WAYS(NAME) };
#undef NAME

const char *region_name(region r) { return r < REGIONS ? region_names[r] : "(braces)"; }
const char *way_name(way w) { return way_names[w]; }

bool region_is_loop(region r) { return r == FOR || r == WHILE || r == DO || r == FOR_EACH; }
bool region_is_function(region r) { return r >= COROUTINE && r < REGIONS; }
bool region_is_with(region r) { return r >= WITH_MANAGER && r <= STACK; }
bool region_is_of_tasks(region r) { return (r >= SHIELD && r < COROUTINE) || (r >= GENERATOR && r < REGIONS); }
bool region_is_root(region r) { return r == COROUTINE || r == TASK || r == BRANCH; }
bool region_limits(region r) { return r == TIMEOUT || r == MOVE_ON; }
bool way_is_error(way out) { return out >= RAISE; }
bool way_is_cancellation(way out) { return out >= CANCELLED && out <= SIBLING; }
bool way_is_goto(way out) { return out == GOTO_FORWARD || out == GOTO_BACK || out == GOTO_NEAR; }

bool region_may_stop(region r, way out)
{
    if (out == BREAK)
        return region_is_loop(r) || r == SWITCH;
    if (out == CONTINUE)
        return region_is_loop(r);
    if ((out == EXPIRED && region_limits(r)) || (out == SIBLING && r == GROUP))
        return true;
    if (out == CLOSED)
        return false;
    if (way_is_error(out))
        return r == TRY_CATCH || r == WITH_MANAGER || r == WITH_SYNC || r == WITH_OBJECT || r == WITH_CATCH || r == WITH_SEVERAL;
    return false;
}

/* Cleanup, which no cancellation interrupts (section 5). */
bool region_shields(region r)
{
    return r == FINALLY || r == DEFER || r == EXIT || r == AFTER || r == SHIELD;
}

/* A yield may stand in it: the model leaves out yields in handlers and cleanups; a context yields once. */
bool region_may_hold_yield(region r, region function)
{
    if (r == HANDLER || r == FINALLY || r == DEFER)
        return false;
    return function == GENERATOR ? r != SHIELD && r != GROUP && !region_limits(r) : r != FOR_EACH;
}

/* A task's root has no timeout around it, and no group but that which cancels it as a whole. */
static bool cancellation_valid(triple t)
{
    bool own = (t.out == EXPIRED && region_limits(t.inner)) || (t.out == SIBLING && t.inner == GROUP);
    if (own)
        return true;
    if (region_shields(t.inner) || region_shields(t.outer))
        return false;
    if (t.out == CANCELLED_OUTSIDE)
        return t.outer != COROUTINE;
    return t.out == CANCELLED || !region_is_root(t.outer);
}

static bool close_valid(triple t)
{
    if (region_is_function(t.outer) && t.outer != GENERATOR)
        return false;
    return region_may_hold_yield(t.inner, GENERATOR) && (t.outer == GENERATOR || region_may_hold_yield(t.outer, GENERATOR));
}

bool triple_valid(triple t)
{
    if (t.outer == AROUND && !region_may_hold_yield(t.inner, AROUND))
        return false;
    if (t.out == END)
        return true;
    if (t.out == CLOSED)
        return close_valid(t);
    if (way_is_cancellation(t.out))
        return cancellation_valid(t);
    if (way_is_error(t.out))
        return true;
    if (t.out == GOTO_NEAR)
        return t.inner != DEFER;
    if ((t.out == BREAK || t.out == CONTINUE) && region_may_stop(t.inner, t.out))
        return true;
    if (t.inner == DEFER || t.outer == DEFER)
        return false;           /* a jump out of a defer block is an error */
    return t.out == RETURN || !region_is_function(t.outer);
}

/* Programs without tasks run all that has none in it, those with tasks the rest. */
static bool is_of(triple t, bool has_tasks)
{
    return has_tasks == (region_is_of_tasks(t.outer) || region_is_of_tasks(t.inner) || t.out > CANCELLED);
}

bool triple_wanted(triple t, const coverage *c) { return triple_valid(t) && is_of(t, c->has_tasks); }

void coverage_add(coverage *c, triple t)
{
    if ((int)t.outer < REGIONS && (int)t.inner < INNER_REGIONS)
        c->count[t.outer][t.inner][t.out]++;
}

bool coverage_has(const coverage *c, triple t) { return c->count[t.outer][t.inner][t.out] > 0; }

static triple triple_at(int index)
{
    triple t = { (region)(index / WAY_COUNT / INNER_REGIONS), (region)(index / WAY_COUNT % INNER_REGIONS),
                 (way)(index % WAY_COUNT) };
    return t;
}

void coverage_start(coverage *c, bool has_tasks)
{
    memset(c, 0, sizeof *c);
    c->has_tasks = has_tasks;
    for (int k = 0; k < TRIPLES; k++)
        if (triple_wanted(triple_at(k), c))
            c->missing[c->missing_count++] = k;
}

void coverage_merge(coverage *into, const coverage *from)
{
    for (int o = 0; o < REGIONS; o++)
        for (int i = 0; i < INNER_REGIONS; i++)
            for (int w = 0; w < WAY_COUNT; w++)
                into->count[o][i][w] += from->count[o][i][w];
    int left = 0;
    for (int k = 0; k < into->missing_count; k++)
        if (!coverage_has(into, triple_at(into->missing[k])))
            into->missing[left++] = into->missing[k];
    into->missing_count = left;
}

unsigned coverage_covered(const coverage *c)
{
    unsigned covered = 0;
    for (int k = 0; k < TRIPLES; k++)
        covered += triple_wanted(triple_at(k), c) && coverage_has(c, triple_at(k));
    return covered;
}

unsigned coverage_valid(const coverage *c)
{
    unsigned valid = 0;
    for (int k = 0; k < TRIPLES; k++)
        valid += triple_wanted(triple_at(k), c);
    return valid;
}

/* The triples that have not run yet are few for most of the time: they are looked for from a random one on, and
 * others are taken blindly. */
bool coverage_pick(const coverage *c, dice *d, bool (*fits)(triple, const void *), const void *wish, triple *picked)
{
    int start = c->missing_count ? roll(d, c->missing_count) : 0;
    for (int k = 0; k < c->missing_count; k++) {
        *picked = triple_at(c->missing[(start + k) % c->missing_count]);
        if (fits(*picked, wish))
            return true;
    }
    for (int tries = 0; tries < 100000; tries++) {
        *picked = triple_at(roll(d, TRIPLES));
        if (triple_valid(*picked) && (c->has_tasks || triple_wanted(*picked, c)) && fits(*picked, wish))
            return true;
    }
    return false;
}

region coverage_lacks(const coverage *c, dice *d)
{
    if (c->missing_count == 0)
        return NO_REGION;
    triple t = triple_at(c->missing[roll(d, c->missing_count)]);
    return t.out == CLOSED ? GENERATOR : region_is_function(t.outer) ? t.outer : COROUTINE;
}

static void print_triple(const coverage *c, FILE *out, triple t)
{
    fprintf(out, "%6u  %s > %s > %s\n", c->count[t.outer][t.inner][t.out], region_name(t.outer), region_name(t.inner),
            way_name(t.out));
}

void coverage_print(const coverage *c, FILE *out)
{
    for (int k = 0; k < TRIPLES; k++)
        if (triple_wanted(triple_at(k), c))
            print_triple(c, out, triple_at(k));
}

void coverage_print_missing(const coverage *c, FILE *out, int most)
{
    for (int k = 0; k < c->missing_count && k < most; k++)
        print_triple(c, out, triple_at(c->missing[k]));
}
