/* What a run of the model says: its trace, and the combinations that it has seen. */
#include "model_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 1500, STEPS_WITH_TASKS = 3000, CHAIN = 6 };

/* ---- trace ---- */

void tell(model *m, const char *format, ...)
{
    va_list arguments;
    for (;;) {
        va_start(arguments, format);
        int n = vsnprintf(m->trace + m->length, m->room - m->length, format, arguments);
        va_end(arguments);
        if (n < 0)
            abort();
        if (m->length + (size_t)n < m->room) {
            m->length += (size_t)n;
            return;
        }
        m->room = 2 * m->room + (size_t)n;
        m->trace = realloc(m->trace, m->room);
        if (!m->trace)
            abort();
    }
}

/* A line of the trace begins with the time, where that matters. */
void tell_number(model *m, int number)
{
    if (m->program->has_tasks)
        tell(m, "%ld ", m->now);
    tell(m, "%d", number);
}

static bool is_quiet(const error *e) { return e->type == CANCELLED_ERROR || e->type == GENERATOR_EXIT || e->type == TIMED_OUT; }

void tell_error(model *m, const error *e)
{
    for (int depth = 0; e; e = e->context, depth++) {
        tell(m, "%s%s", depth ? " while " : " ", error_type_name(e->type));
        if (!is_quiet(e))
            tell(m, " \"%s\"", e->message);
        if (error_type_is(e->type, LOW))
            tell(m, " code %d", e->code);
        if (e->cause)
            tell(m, " from %s%s%s", error_type_name(e->cause->type), is_quiet(e->cause) ? "" : " ",
                 is_quiet(e->cause) ? "" : e->cause->message);
        for (int k = 0; k < e->other_count; k++)
            tell(m, " and %s%s%s", error_type_name(e->others[k]->type), is_quiet(e->others[k]) ? "" : " ",
                 is_quiet(e->others[k]) ? "" : e->others[k]->message);
        if (e->type == GENERATOR_EXIT)
            break;
        if (depth == CHAIN) {
            tell(m, " ...");
            break;
        }
    }
    tell(m, "\n");
}

void step(model *m)
{
    if (++m->steps > (m->program->has_tasks ? STEPS_WITH_TASKS : STEPS))
        give_up(m, MODEL_TOO_LONG);
}

/* ---- coverage ---- */

region phase_of(const activation *a, bool before_yield)
{
    if (a->function->kind != IS_CONTEXT)
        return NO_REGION;
    return !before_yield ? AFTER : a->yielded ? AROUND : BEFORE;
}

/* What a region counts as when it encloses one that has this phase. */
static region outer_kind(const stay *s, region phase)
{
    return s->kind == AROUND ? phase : s->kind;
}

void count(model *m, const stay *outer, region inner, region phase, way out)
{
    triple t = { outer_kind(outer, phase), inner, out };
    coverage_add(m->covered, t);
}

static void leave(model *m, activation *a, stay *s, completion *c)
{
    region phase = phase_of(a, s->before_yield);
    a->stay = s->outer;
    if (c->kind == NORMAL) {
        for (int k = 0; k < INNER_REGIONS; k++)
            if (s->ended & 1ul << k)
                count(m, s, (region)k, NO_REGION, END);
        if (s->outer->outer)
            s->outer->ended |= 1ul << s->kind;
        else
            count(m, s->outer, s->kind, phase, END);
        return;
    }
    if (c->last != NO_REGION)
        count(m, s, c->last, c->phase, c->out);
    c->last = s->kind;
    c->phase = phase;
}

/* The construct in the current region stopped what went through it. */
void stopped(model *m, const activation *a, const completion *c)
{
    if (c->last != NO_REGION)
        count(m, a->stay, c->last, c->phase, c->out);
}

completion run_region(model *m, activation *a, region kind, const block *b, int start)
{
    if (kind == NO_REGION)
        return run_block(m, a, b, start);
    stay s = { kind, a->stay, !a->yielded, 0 };
    a->stay = &s;
    completion c = run_block(m, a, b, start);
    leave(m, a, &s, &c);
    return c;
}
