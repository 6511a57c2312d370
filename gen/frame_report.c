#include "frame_report.h"

#include <string.h>

#include "emit.h"
#include "json.h"

measured_frames measured_frames_read(arena *a, const translation *t, const char *object, size_t length)
{
    measured_frames frames = {.arena = a, .program = t->program};
    for (size_t i = 0; i < t->program->main->symbols.count; i++) {
        if (!t->plans[i])
            continue;
        measured_frame f = {.symbol = t->program->main->symbols.at[i], .plan = t->plans[i], .slots = frame_slots_of(a, t->plans[i])};
        frame_slots_read(a, &f.slots, f.symbol->c_name, object, length);
        if (f.slots.is_measured)
            LIST_ADD(a, frames.all, f);
    }
    return frames;
}

/* ---- what there is to say of a slot ---- */

static unsigned line_of(const measured_frames *frames, uint32_t token)
{
    return token ? source_line(frames->program->main->tokens->source, frames->program->main->tokens->at[token].start) : 0;
}

static unsigned line_of_slot(const measured_frames *frames, const frame_slot *s)
{
    return s->variable && strcmp(s->kind, "result") != 0 ? line_of(frames, s->variable->name_token) : 0;
}

/* `int n`, on one line. */
static const char *declaration(const measured_frames *frames, const measured_frame *f, const frame_slot *s)
{
    if (!s->variable)
        return "acm_frame acm";
    if (s->variable == &f->plan->result)
        return "result";
    emitter e = {.program = frames->program, .tokens = frames->program->main->tokens, .plan = f->plan,
                 .w = writer_new(frames->arena, "", NULL)};
    if (strcmp(s->kind, "await") == 0)
        writer_printf(e.w, "%s", s->variable->name);
    else
        emit_declaration(&e, s->variable, s->path, true);
    writer_put_bytes(e.w, "", 1);
    char *text = e.w->text;
    for (char *c = text; *c; c++)
        if (*c == '\n' || *c == '\t')
            *c = ' ';
    return text;
}

static bool overlap(const frame_slot *a, const frame_slot *b)
{
    return a != b && a->offset < b->offset + b->size && b->offset < a->offset + a->size;
}

static const frame_slot *largest(const measured_frame *f)
{
    const frame_slot *best = &f->slots.at[0];
    for (size_t i = 1; i < f->slots.count; i++)
        if (f->slots.at[i].size > best->size)
            best = &f->slots.at[i];
    return best;
}

/* ---- text ---- */

static void print_overlaps(const measured_frame *f, const frame_slot *s, const char *before, const char *format, FILE *to)
{
    for (size_t i = 0; i < f->slots.count; i++)
        if (overlap(s, &f->slots.at[i])) {
            fputs(before, to);
            fprintf(to, format, f->slots.at[i].path);
            before = ", ";
        }
}

static void print_frame(const measured_frames *frames, const measured_frame *f, FILE *to)
{
    const frame_slot *most = largest(f);
    fprintf(to, "%s: %lu bytes, %zu suspension points\n", f->symbol->c_name, f->slots.size, f->plan->states.count);
    fprintf(to, "    offset    size\n");
    for (size_t i = 0; i < f->slots.count; i++) {
        const frame_slot *s = &f->slots.at[i];
        fprintf(to, "%10lu%8lu  %-9s  %s", s->offset, s->size, s->kind, declaration(frames, f, s));
        if (line_of_slot(frames, s))
            fprintf(to, ", line %u", line_of_slot(frames, s));
        print_overlaps(f, s, "; shares room with ", "%s", to);
        fputc('\n', to);
    }
    fprintf(to, "    the most goes to %s: %lu of %lu bytes\n", most->path, most->size, f->slots.size);
}

void measured_frames_print(const measured_frames *frames, FILE *to)
{
    for (size_t i = 0; i < frames->all.count; i++)
        print_frame(frames, &frames->all.at[i], to);
}

/* ---- JSON ---- */

static void print_slot_json(const measured_frames *frames, const measured_frame *f, const frame_slot *s, FILE *to)
{
    fprintf(to, "      {\"name\": \"%s\", \"kind\": \"%s\", \"declaration\": ", s->path, s->kind);
    json_string(to, declaration(frames, f, s));
    if (line_of_slot(frames, s))
        fprintf(to, ", \"line\": %u", line_of_slot(frames, s));
    fprintf(to, ", \"offset\": %lu, \"size\": %lu, \"overlaps\": [", s->offset, s->size);
    print_overlaps(f, s, "", "\"%s\"", to);
    fprintf(to, "]}");
}

void measured_frames_print_json(const measured_frames *frames, FILE *to)
{
    fprintf(to, "[\n");
    for (size_t i = 0; i < frames->all.count; i++) {
        const measured_frame *f = &frames->all.at[i];
        fprintf(to, "  {\n    \"name\": \"%s\",\n    \"file\": ", f->symbol->c_name);
        json_string(to, frames->program->main->path);
        fprintf(to, ",\n    \"line\": %u,\n    \"size\": %lu,\n    \"suspension_points\": %zu,\n    \"largest\": \"%s\",\n    \"slots\": [\n",
                line_of(frames, f->plan->signature->name), f->slots.size, f->plan->states.count, largest(f)->path);
        for (size_t k = 0; k < f->slots.count; k++) {
            print_slot_json(frames, f, &f->slots.at[k], to);
            fprintf(to, k + 1 < f->slots.count ? ",\n" : "\n");
        }
        fprintf(to, "    ]\n  }%s\n", i + 1 < frames->all.count ? "," : "");
    }
    fprintf(to, "]\n");
}

/* ---- -Wframe-size ---- */

enum { NOTES = 3 };

static void note_largest(const measured_frames *frames, const measured_frame *f, diagnostics *diag)
{
    unsigned long below = (unsigned long)-1;
    const frame_slot *before = NULL;
    for (int n = 0; n < NOTES; n++) {
        const frame_slot *best = NULL;
        for (size_t i = 1; i < f->slots.count; i++) {
            const frame_slot *s = &f->slots.at[i];
            bool next = s->size < below || (s->size == below && s > before);
            if (next && (!best || s->size > best->size))
                best = s;
        }
        if (!best || best->size * 10 < f->slots.size)
            return;                       /* no large part of it */
        const tokens *t = frames->program->main->tokens;
        uint32_t token = line_of_slot(frames, best) ? best->variable->name_token : f->plan->signature->name;
        diag_note(diag, token_span(t, token, token), "'%s' takes %lu bytes", best->path, best->size);
        below = best->size;
        before = best;
    }
}

void measured_frames_check(const measured_frames *frames, diagnostics *diag, size_t limit)
{
    for (size_t i = 0; i < frames->all.count; i++) {
        const measured_frame *f = &frames->all.at[i];
        if (f->slots.size <= limit)
            continue;
        uint32_t name = f->plan->signature->name;
        diag_warning(diag, WARNING_FRAME_SIZE, token_span(frames->program->main->tokens, name, name),
                     "the frame of '%s' takes %lu bytes, more than %zu", f->symbol->c_name, f->slots.size, limit);
        note_largest(frames, f, diag);
    }
}
