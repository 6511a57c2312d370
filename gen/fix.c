#include "fix.h"

#include <stdlib.h>
#include <string.h>

#include "diag_list.h"
#include "job.h"
#include "output.h"

typedef LIST(diag_replacement) replacement_list;

/* ---- which of them can be made together ---- */

static bool overlap(span a, span b)
{
    bool at_one_place = a.start == b.start;                       /* two insertions: in which order, nobody knows */
    return at_one_place || (a.start < b.end && b.start < a.end);
}

static bool is_free(const replacement_list *chosen, const diagnostic *d, const source *s)
{
    for (size_t i = 0; i < d->fixes.count; i++) {
        if (d->fixes.at[i].replaced.source != s)
            return false;
        for (size_t k = 0; k < chosen->count; k++)
            if (overlap(chosen->at[k].replaced, d->fixes.at[i].replaced))
                return false;
    }
    return true;
}

static int by_place(const void *left, const void *right)
{
    const diag_replacement *a = left, *b = right;
    return (a->replaced.start > b->replaced.start) - (a->replaced.start < b->replaced.start);
}

/* Of each message all or none; the first of those that are for the same place. */
static replacement_list choose(arena *arena, const diagnostics *diag, const source *s)
{
    replacement_list chosen = {0};
    size_t count;
    const diagnostic **list = diag_sorted(diag, &count);
    for (size_t i = 0; i < count; i++)
        if (is_free(&chosen, list[i], s))
            for (size_t k = 0; k < list[i]->fixes.count; k++)
                LIST_ADD(arena, chosen, list[i]->fixes.at[k]);
    if (chosen.count > 0)
        qsort(chosen.at, chosen.count, sizeof *chosen.at, by_place);
    return chosen;
}

/* ---- the file ---- */

static output_file fixed(arena *arena, const source *s, const replacement_list *chosen)
{
    size_t length = s->length, written = 0;
    for (size_t i = 0; i < chosen->count; i++)
        length += strlen(chosen->at[i].text);
    char *text = arena_alloc(arena, length + 1);
    uint32_t from = 0;
    for (size_t i = 0; i < chosen->count; i++) {
        const diag_replacement *r = &chosen->at[i];
        memcpy(text + written, s->bytes + from, r->replaced.start - from);
        written += r->replaced.start - from;
        memcpy(text + written, r->text, strlen(r->text));
        written += strlen(r->text);
        from = r->replaced.end;
    }
    memcpy(text + written, s->bytes + from, s->length - from);
    return (output_file){NULL, text, written + s->length - from};
}

static bool write_text(arena *arena, const char *path, output_file file, reporter *reporter)
{
    const char *message;
    file.path = path;
    return output_write(arena, &file, 1, &message) || reporter_fail(reporter, message);
}

/* One fix may uncover the next mistake, and so it goes round by round.  A round that does not help is taken back. */
bool fix_file(arena *arena, const char *path, const options *options, const places *places, reporter *reporter)
{
    size_t said = SIZE_MAX, made = 0, made_last = 0;
    output_file before = {0};
    for (;;) {
        job job = job_new(arena, path, NULL);
        job_translate(arena, &job, options, places);
        const translation *t = &job.translation;
        replacement_list chosen = {0};
        size_t now;
        diag_sorted(t->diag, &now);
        if (now >= said) {
            job_free(&job);
            made -= made_last;
            if (!write_text(arena, path, before, reporter))
                return false;
            break;
        }
        if (t->source)
            chosen = choose(arena, t->diag, t->source);
        if (chosen.count > 0)
            before = (output_file){NULL, arena_copy(arena, t->source->bytes, t->source->length), t->source->length};
        bool written = chosen.count > 0 && write_text(arena, path, fixed(arena, t->source, &chosen), reporter);
        job_free(&job);
        if (!written && chosen.count > 0)
            return false;
        if (!written)
            break;
        said = now;
        made += made_last = chosen.count;
    }
    if (made > 0)
        reporter_note(reporter, arena_printf(arena, "%zu change%s made in '%s'", made, made == 1 ? "" : "s", path));
    return true;
}
