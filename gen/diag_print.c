/* Diagnostics for people, in the compilers' format. */
#include "diag_list.h"

#include <string.h>

#include "text_width.h"

typedef struct printer {
    FILE *to;
    bool colour;
} printer;

static const char bold[] = "\33[1m", plain[] = "\33[m", green[] = "\33[32m";
static const struct { const char *name, *colour; } severities[] = {
    [SEVERITY_ERROR] = {"error", "\33[1;31m"},
    [SEVERITY_WARNING] = {"warning", "\33[1;35m"},
    [SEVERITY_NOTE] = {"note", "\33[1;36m"},
};

static const char *colour(const printer *p, const char *code) { return p->colour ? code : ""; }

/* ---- the source line ---- */

enum { WIDEST = 200, BEFORE = 80 };       /* bytes of a long line that are shown; and of them before the caret */

/* The part of a line that is shown. */
typedef struct line {
    const source *source;
    uint32_t start, end;
    bool cut_start, cut_end;
} line;

static bool continues_character(const source *s, uint32_t at)
{
    return at < s->length && ((unsigned char)s->bytes[at] & 0xC0) == 0x80;
}

static line line_at(const source *s, uint32_t offset)
{
    uint32_t number = source_line(s, offset);
    line l = {.source = s, .start = s->line_starts[number - 1]};
    l.end = number < s->line_count ? s->line_starts[number] - 1 : s->length;
    if (l.end > l.start && s->bytes[l.end - 1] == '\r')
        l.end--;
    if (l.end - l.start <= WIDEST)
        return l;
    if (offset - l.start > BEFORE) {
        l.start = offset - BEFORE;
        l.cut_start = true;
        while (l.start < offset && continues_character(s, l.start))
            l.start++;
    }
    if (l.end - l.start > WIDEST) {
        l.end = l.start + WIDEST;
        l.cut_end = true;
        while (continues_character(s, l.end))
            l.end--;
    }
    return l;
}

static void print_line(const printer *p, const line *l)
{
    fprintf(p->to, "%5u | %s", (unsigned)source_line(l->source, l->start), l->cut_start ? "..." : "");
    for (uint32_t at = l->start; at < l->end; ) {
        const char *text = l->source->bytes + at;
        size_t length = character_length(text, l->end - at);
        if (character_width(text, length) < 0)
            fputs("\xEF\xBF\xBD", p->to);                 /* U+FFFD for what can't be shown */
        else
            fwrite(text, 1, length, p->to);
        at += (uint32_t)length;
    }
    fprintf(p->to, "%s\n", l->cut_end ? "..." : "");
}

static void repeat(FILE *to, char c, size_t times)
{
    while (times-- > 0)
        putc(c, to);
}

/* How many columns LENGTH bytes from FROM take, for those that have no tabs. */
static size_t columns(const line *l, uint32_t from, uint32_t to)
{
    size_t count = 0;
    for (uint32_t at = from; at < to && at < l->end; ) {
        const char *text = l->source->bytes + at;
        size_t length = character_length(text, l->end - at);
        int width = character_width(text, length);
        count += width < 0 ? 1 : (size_t)width;
        at += (uint32_t)length;
    }
    return count;
}

/* The space below what stands before OFFSET: tabs as tabs, so that what follows stands right. */
static void print_space(const printer *p, const line *l, uint32_t from, uint32_t offset)
{
    for (uint32_t at = from; at < offset && at < l->end; ) {
        uint32_t next = at;
        while (next < offset && next < l->end && l->source->bytes[next] != '\t')
            next++;
        repeat(p->to, ' ', columns(l, at, next));
        if (next < offset && next < l->end)
            putc('\t', p->to);
        at = next + 1;
    }
}

static void begin_below(const printer *p, const line *l)
{
    fprintf(p->to, "      | %s", l->cut_start ? "   " : "");
}

static void print_caret(const printer *p, const line *l, span where, const char *code)
{
    uint32_t end = where.end < l->end ? where.end : l->end;
    begin_below(p, l);
    print_space(p, l, l->start, where.start);
    fprintf(p->to, "%s^", colour(p, code));
    size_t width = end > where.start ? columns(l, where.start, end) : 1;
    repeat(p->to, '~', width > 0 ? width - 1 : 0);
    fprintf(p->to, "%s\n", colour(p, plain));
}

/* ---- fix-its: what is put in stands below the place, what is taken out is a line of dashes ---- */

static bool fits_in(const line *l, const diag_replacement *fix)
{
    return fix->replaced.source == l->source && fix->replaced.start >= l->start && fix->replaced.end <= l->end
        && !strchr(fix->text, '\n');
}

/* The fix with the smallest start of those past *FROM (or at it, with an index past *INDEX); NULL at the end. */
static const diag_replacement *next_fix(const diagnostic *d, const line *l, const diag_replacement *after)
{
    const diag_replacement *best = NULL;
    for (size_t i = 0; i < d->fixes.count; i++) {
        const diag_replacement *fix = &d->fixes.at[i];
        bool is_after = !after || fix->replaced.start > after->replaced.start
            || (fix->replaced.start == after->replaced.start && fix > after);
        if (fits_in(l, fix) && is_after && (!best || fix->replaced.start < best->replaced.start))
            best = fix;
    }
    return best;
}

static size_t width_of(const char *text)
{
    size_t count = 0, left = strlen(text);
    while (left > 0) {
        size_t length = character_length(text, left);
        int width = character_width(text, length);
        count += width < 0 ? 1 : (size_t)width;
        text += length;
        left -= length;
    }
    return count;
}

static void print_fixes(const printer *p, const line *l, const diagnostic *d)
{
    const diag_replacement *fix = next_fix(d, l, NULL);
    while (fix) {                         /* a line of them; another where they would overlap */
        uint32_t at = l->start;
        size_t ahead = 0;                 /* columns that were written past AT */
        begin_below(p, l);
        for (; fix; fix = next_fix(d, l, fix)) {
            if (fix->replaced.start < at)
                break;
            size_t gap = columns(l, at, fix->replaced.start);
            if (ahead > 0 && gap < ahead)
                break;
            if (ahead > 0)
                repeat(p->to, ' ', gap - ahead);
            else
                print_space(p, l, at, fix->replaced.start);
            size_t replaced = columns(l, fix->replaced.start, fix->replaced.end);
            fputs(colour(p, green), p->to);
            if (*fix->text)
                fputs(fix->text, p->to);
            else
                repeat(p->to, '-', replaced);
            fputs(colour(p, plain), p->to);
            at = fix->replaced.start;
            ahead = *fix->text ? width_of(fix->text) : replaced;
        }
        putc('\n', p->to);
    }
}

/* ---- one diagnostic ---- */

static void print_heading(const printer *p, const diagnostic *d)
{
    const source *s = d->where.source;
    fputs(colour(p, bold), p->to);
    if (s)
        fprintf(p->to, "%s:%u:%u:", s->path, (unsigned)source_line(s, d->where.start), (unsigned)source_column(s, d->where.start));
    else
        fputs("acmc:", p->to);
    fprintf(p->to, "%s %s%s:%s %s%s%s", colour(p, plain), colour(p, severities[d->severity].colour), severities[d->severity].name,
            colour(p, plain), colour(p, bold), d->text, colour(p, plain));
    if (d->option)
        fprintf(p->to, " [%s%s%s]", colour(p, severities[d->severity].colour), d->option, colour(p, plain));
    putc('\n', p->to);
}

static void print_one(const printer *p, const diagnostic *d)
{
    print_heading(p, d);
    if (d->where.source && d->where.source->length > 0 && d->where.start <= d->where.source->length) {       /* of one that can't be read there is no line */
        line l = line_at(d->where.source, d->where.start);
        print_line(p, &l);
        print_caret(p, &l, d->where, severities[d->severity].colour);
        print_fixes(p, &l, d);
    }
    for (size_t i = 0; i < d->notes.count; i++)
        print_one(p, &d->notes.at[i]);
}

void diag_print(const diagnostics *diag, FILE *to, size_t max_errors, bool colour)
{
    printer p = {to, colour};
    size_t count, errors = 0, hidden = 0;
    const diagnostic **list = diag_sorted(diag, &count);
    for (size_t i = 0; i < count; i++) {
        bool is_error = list[i]->severity == SEVERITY_ERROR;
        if (max_errors > 0 && errors >= max_errors) {
            hidden += is_error;
            continue;
        }
        errors += is_error;
        print_one(&p, list[i]);
    }
    if (hidden > 0)
        fprintf(to, "acmc: note: %zu more error%s, not shown because of -fmax-errors=%zu\n", hidden, hidden == 1 ? "" : "s", max_errors);
}
