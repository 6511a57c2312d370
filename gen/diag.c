#include "diag_list.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const struct { const char *name, *meaning; } warnings[WARNING_COUNT] = {
#define X(id, name, what) {name, what},
    WARNINGS(X)
#undef X
};

const char *warning_name(warning kind) { return warnings[kind].name; }
const char *warning_meaning(warning kind) { return warnings[kind].meaning; }

warning_levels warning_defaults(void)
{
    warning_levels levels;
    for (int i = 0; i < WARNING_COUNT; i++)
        levels.of[i] = WARNING_ON;
    levels.of[WARNING_NO_YIELD] = levels.of[WARNING_SECOND_YIELD] = WARNING_ERROR;      /* what is proven on every path */
    return levels;
}

diagnostics *diag_new(arena *arena)
{
    diagnostics *diag = arena_alloc(arena, sizeof *diag);
    *diag = (diagnostics){.arena = arena, .levels = warning_defaults()};
    return diag;
}

void diag_set_levels(diagnostics *diag, warning_levels levels)
{
    diag->levels = levels;
}

/* ---- collecting ---- */

/* What stands in several arms of a conditional (see distribute.c) is said once. */
static bool is_said(const diagnostics *diag, span where, const char *text)
{
    for (size_t i = 0; i < diag->list.count && i < 1000; i++) {
        const diagnostic *d = &diag->list.at[i];
        if (d->where.source == where.source && d->where.start == where.start && d->where.end == where.end && strcmp(d->text, text) == 0)
            return true;
    }
    return false;
}

/* NULL: it is there already. */
/* Where tokens have been moved (distribute.c) the last may stand before the first: then the place is the first's beginning. */
static span in_order(span where)
{
    if (where.end < where.start)
        where.end = where.start;
    return where;
}

static diagnostic *add(diagnostics *diag, severity severity, span where, const char *text)
{
    where = in_order(where);
    diag->last_is_off = is_said(diag, where, text);
    if (diag->last_is_off)
        return NULL;
    diagnostic d = {.severity = severity, .where = where, .text = text, .index = diag->list.count};
    LIST_ADD(diag->arena, diag->list, d);
    diag->error_count += severity == SEVERITY_ERROR;
    return &diag->list.at[diag->list.count - 1];
}

void diag_error(diagnostics *diag, span where, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(diag, SEVERITY_ERROR, where, arena_vprintf(diag->arena, format, arguments));
    va_end(arguments);
}

void diag_warning(diagnostics *diag, warning kind, span where, const char *format, ...)
{
    warning_level level = diag->levels.of[kind];
    if (level == WARNING_OFF) {
        diag->last_is_off = true;
        return;
    }
    bool is_error = level == WARNING_ERROR;
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vprintf(diag->arena, format, arguments);
    va_end(arguments);
    diagnostic *d = add(diag, is_error ? SEVERITY_ERROR : SEVERITY_WARNING, where, text);
    if (d)
        d->option = arena_printf(diag->arena, "-W%s%s", is_error ? "error=" : "", warning_name(kind));
}

/* The error or warning that notes and fix-its now belong to, or NULL. */
static diagnostic *last(diagnostics *diag)
{
    return diag->last_is_off || diag->list.count == 0 ? NULL : &diag->list.at[diag->list.count - 1];
}

void diag_note(diagnostics *diag, span where, const char *format, ...)
{
    diagnostic *of = last(diag);
    if (!of)
        return;
    va_list arguments;
    va_start(arguments, format);
    diagnostic d = {.severity = SEVERITY_NOTE, .where = in_order(where), .text = arena_vprintf(diag->arena, format, arguments)};
    va_end(arguments);
    LIST_ADD(diag->arena, of->notes, d);
}

void diag_fix(diagnostics *diag, span replaced, const char *replacement)
{
    diagnostic *of = last(diag);
    if (!of)
        return;
    diag_replacement fix = {replaced, arena_copy(diag->arena, replacement, strlen(replacement))};
    LIST_ADD(diag->arena, of->fixes, fix);
}

bool diag_has_errors(const diagnostics *diag) { return diag->error_count > 0; }

bool diag_has_error_in(const diagnostics *diag, span where)
{
    for (size_t i = 0; diag->error_count > 0 && i < diag->list.count; i++) {
        const diagnostic *d = &diag->list.at[i];
        if (d->severity == SEVERITY_ERROR && !d->option && d->where.source == where.source && d->where.start >= where.start && d->where.start <= where.end)
            return true;
    }
    return false;
}

size_t diag_error_count(const diagnostics *diag) { return diag->error_count; }

/* ---- sorting ---- */

static int compare(size_t a, size_t b) { return (a > b) - (a < b); }

static int by_source(const void *left, const void *right)
{
    const diagnostic *a = *(diagnostic *const *)left, *b = *(diagnostic *const *)right;
    if (a->where.source == b->where.source)
        return compare(a->index, b->index);
    return (uintptr_t)a->where.source < (uintptr_t)b->where.source ? -1 : 1;
}

static int by_place(const void *left, const void *right)
{
    const diagnostic *a = *(diagnostic *const *)left, *b = *(diagnostic *const *)right;
    if (a->source_index != b->source_index)
        return compare(a->source_index, b->source_index);
    if (a->where.start != b->where.start)
        return compare(a->where.start, b->where.start);
    return compare(a->index, b->index);
}

/* Sources come in the order in which something was first said of them. */
static void number_sources(diagnostic **sorted, size_t count)
{
    qsort(sorted, count, sizeof *sorted, by_source);
    for (size_t i = 0; i < count; i++) {
        bool same = i > 0 && sorted[i]->where.source == sorted[i - 1]->where.source;
        sorted[i]->source_index = same ? sorted[i - 1]->source_index : sorted[i]->index;
    }
}

static bool same(const diagnostic *a, const diagnostic *b)
{
    return a->severity == b->severity && a->where.source == b->where.source && a->where.start == b->where.start
        && a->where.end == b->where.end && strcmp(a->text, b->text) == 0;
}

/* Whether one of those before LIST[AT], at its place, says the same. */
static bool is_repeated(const diagnostic **list, size_t at)
{
    for (size_t i = at; i-- > 0 && list[i]->where.source == list[at]->where.source && list[i]->where.start == list[at]->where.start; )
        if (same(list[i], list[at]))
            return true;
    return false;
}

const diagnostic **diag_sorted(const diagnostics *diag, size_t *count)
{
    size_t all = diag->list.count, kept = 0;
    diagnostic **sorted = arena_alloc(diag->arena, (all + 1) * sizeof *sorted);
    const diagnostic **result = arena_alloc(diag->arena, (all + 1) * sizeof *result);
    for (size_t i = 0; i < all; i++)
        sorted[i] = &diag->list.at[i];
    number_sources(sorted, all);
    qsort(sorted, all, sizeof *sorted, by_place);
    for (size_t i = 0; i < all; i++) {
        result[kept] = sorted[i];
        kept += !is_repeated(result, kept);
    }
    *count = kept;
    return result;
}
