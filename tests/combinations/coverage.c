#include "coverage.h"

#include <string.h>

#define NAME(name, text) text,
static const char *const region_names[REGIONS] = { NESTED_REGIONS(NAME) FUNCTION_REGIONS(NAME) };
static const char *const way_names[WAY_COUNT] = { WAYS(NAME) };
#undef NAME

const char *region_name(region r) { return r < REGIONS ? region_names[r] : "(braces)"; }
const char *way_name(way w) { return way_names[w]; }

bool region_is_loop(region r) { return r == FOR || r == WHILE || r == DO; }
bool region_is_function(region r) { return r >= COROUTINE && r < REGIONS; }
bool region_is_with(region r) { return r >= WITH_MANAGER && r <= WITH_SEVERAL; }
bool way_is_error(way out) { return out >= RAISE; }
bool way_is_goto(way out) { return out == GOTO_FORWARD || out == GOTO_BACK || out == GOTO_NEAR; }

bool region_may_stop(region r, way out)
{
    if (out == BREAK)
        return region_is_loop(r) || r == SWITCH;
    if (out == CONTINUE)
        return region_is_loop(r);
    if (way_is_error(out))
        return r == TRY_CATCH || r == WITH_MANAGER || r == WITH_SYNC || r == WITH_OBJECT || r == WITH_CATCH || r == WITH_SEVERAL;
    return false;
}

/* Cleanup, which no cancellation interrupts (section 5). */
static bool shielded(region r)
{
    return r == FINALLY || r == DEFER || r == EXIT || r == AFTER;
}

/* A yield may stand in it: the model leaves out yields in handlers and cleanups. */
static bool may_hold_yield(region r)
{
    return r != HANDLER && r != FINALLY && r != DEFER;
}

bool triple_valid(triple t)
{
    if (t.outer == AROUND && !may_hold_yield(t.inner))
        return false;
    if (t.out == END)
        return true;
    if (t.out == CANCELLED)
        return !shielded(t.inner) && !shielded(t.outer);
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

void coverage_start(coverage *c)
{
    memset(c, 0, sizeof *c);
    for (int k = 0; k < TRIPLES; k++)
        if (triple_valid(triple_at(k)))
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
        covered += triple_valid(triple_at(k)) && coverage_has(c, triple_at(k));
    return covered;
}

unsigned coverage_valid(void)
{
    unsigned valid = 0;
    for (int k = 0; k < TRIPLES; k++)
        valid += triple_valid(triple_at(k));
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
        if (triple_valid(*picked) && fits(*picked, wish))
            return true;
    }
    return false;
}

static void print_triple(const coverage *c, FILE *out, triple t)
{
    fprintf(out, "%6u  %s > %s > %s\n", c->count[t.outer][t.inner][t.out], region_name(t.outer), region_name(t.inner),
            way_name(t.out));
}

void coverage_print(const coverage *c, FILE *out)
{
    for (int k = 0; k < TRIPLES; k++)
        if (triple_valid(triple_at(k)))
            print_triple(c, out, triple_at(k));
}

void coverage_print_missing(const coverage *c, FILE *out, int most)
{
    for (int k = 0; k < c->missing_count && k < most; k++)
        print_triple(c, out, triple_at(c->missing[k]));
}
