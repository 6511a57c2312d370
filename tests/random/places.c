/* Places in memory: a local, a member of it, an element, what it points to. */
#include "make.h"

#include <string.h>

entry *some_entry(maker *m, bool (*fits)(const maker *, const entry *, const void *), const void *wish)
{
    entry *found = NULL;
    int count = 0;
    for (int k = 0; k < m->seen_count; k++) {
        entry *e = m->seen[k];
        if (e->kind == VARIABLE && in_sight(m, e) && fits(m, e, wish) && roll(m->d, ++count) == 0)
            found = e;
    }
    return found;
}

static bool is_const(const type *t)
{
    for (; t; t = t->kind == ARRAY ? t->of : NULL)
        if (t->qualifiers & IS_CONST)
            return true;
    return false;
}

/* An index may be anything that does not change what it is an index of. */
static node *index_below(maker *m, int count, effects object, int depth)
{
    node *index = NULL;
    if (depth > 0 && chance(m->d, 40)) {
        index = value_in(m, AWAIT_IN_SUBSCRIPT, depth - 1);
        if (index->writes & object)
            index = NULL;
    }
    if (!index)
        return node_new(EXPRESSION, text_of("%d%s", roll(m->d, count), chance(m->d, 50) ? "u" : ""));
    return node_new(EXPRESSION, text_of("$ %% %du", count), node_new(EXPRESSION, "($)", index));
}

static void step_into_record(maker *m, place *p)
{
    const record *r = p->type->record;
    int field;
    do
        field = roll(m->d, r->count);
    while (!r->name[field]);
    size_t length = strlen(p->at->text);
    bool pointed = length > 2 && strncmp(p->at->text, "(*$)", 4) == 0 && length == 4 && chance(m->d, 80);
    unsigned qualifiers = p->type->qualifiers;
    p->at = pointed ? node_new(EXPRESSION, text_of("$->%s", r->name[field]), p->at->child[0])
                    : node_new(EXPRESSION, text_of("$.%s", r->name[field]), p->at);
    p->type = r->type[field];
    p->is_bit_field = p->type->bits > 0;
    if (qualifiers)
        p->type = qualified(p->type, qualifiers);
}

static void step_to_element(maker *m, place *p, int depth)
{
    const type *of = p->type->of;
    unsigned qualifiers = p->type->qualifiers;
    node *index = index_below(m, p->type->count, p->object, depth);
    if (effects_conflict(p->at, index))
        index = node_new(EXPRESSION, "0");
    if (chance(m->d, 90))
        p->at = node_new(EXPRESSION, "$[$]", p->at, index);
    else
        p->at = node_new(EXPRESSION, "(*($ + $))", p->at, index);
    p->type = qualifiers ? qualified(of, qualifiers) : of;
}

static void follow_pointer(maker *m, place *p, int depth)
{
    const type *t = p->type;
    p->at->reads |= p->object;
    p->object = MEMORY;
    if (t->count > 1 || chance(m->d, 20)) {
        node *index = index_below(m, t->count, MEMORY, depth);
        if (effects_conflict(p->at, index))
            index = node_new(EXPRESSION, "0");
        p->at = node_new(EXPRESSION, "$[$]", p->at, index);
    } else {
        p->at = node_new(EXPRESSION, "(*$)", p->at);
    }
    p->type = t->of;
}

static void index_text(maker *m, place *p, int depth)
{
    node *index = index_below(m, SHORTEST_TEXT, p->object, depth);
    if (effects_conflict(p->at, index))
        index = node_new(EXPRESSION, "0");
    p->at->reads |= p->object;
    p->at = node_new(EXPRESSION, "$[$]", p->at, index);
    p->type = scalar_type(UCHAR, m->d);
    p->object = 0;
}

static void start_at(const entry *e, place *p)
{
    *p = (place){ .at = node_new(EXPRESSION, e->name), .type = e->type, .object = e->bit, .root = e };
}

/* On to something scalar. */
bool place_of(maker *m, const entry *e, bool to_write, int depth, place *p)
{
    start_at(e, p);
    if (to_write && e->read_only && e->type->kind != POINTER)
        return false;
    while (p->type->kind != SCALAR) {
        switch (p->type->kind) {
        case RECORD: step_into_record(m, p); break;
        case ARRAY: step_to_element(m, p, depth); break;
        case POINTER: follow_pointer(m, p, depth); break;
        case TEXT:
            if (to_write)
                return false;
            index_text(m, p, depth);
            break;
        default: return false;
        }
    }
    return !(to_write && is_const(p->type));
}

static bool fits_any(const maker *m, const entry *e, const void *wish)
{
    (void)m, (void)wish;
    return e->type->kind != FUNCTION;
}

bool find_place(maker *m, bool to_write, int depth, place *found)
{
    for (int tries = 0; tries < 6; tries++) {
        entry *e = some_entry(m, fits_any, NULL);
        if (e && place_of(m, e, to_write, depth, found))
            return true;
    }
    return false;
}

static bool same_type(const type *a, const type *b)
{
    if (a->kind != b->kind || a->qualifiers != b->qualifiers)
        return false;
    switch (a->kind) {
    case SCALAR: return a->scalar == b->scalar;
    case RECORD: return a->record == b->record;
    case ARRAY: return a->count == b->count && same_type(a->of, b->of);
    default: return true;
    }
}

static bool fits_whole(const maker *m, const entry *e, const void *wish)
{
    (void)m;
    const type *t = wish;
    if (same_type(e->type, t))
        return true;
    if (e->type->kind == POINTER || e->type->kind == ARRAY)
        return same_type(e->type->of, t);
    if (e->type->kind != RECORD)
        return false;
    for (int k = 0; k < e->type->record->count; k++)
        if (e->type->record->name[k] && same_type(e->type->record->type[k], t))
            return true;
    return false;
}

bool find_whole(maker *m, const type *t, bool to_write, place *p)
{
    entry *e = some_entry(m, fits_whole, t);
    if (!e || (to_write && e->read_only && e->type->kind != POINTER))
        return false;
    start_at(e, p);
    if (p->type->kind == POINTER)
        follow_pointer(m, p, 0);
    else if (p->type->kind == ARRAY && !same_type(p->type, t))
        step_to_element(m, p, 0);
    if (!same_type(p->type, t)) {
        const record *r = p->type->record;
        if (p->type->kind != RECORD || p->type->qualifiers)
            return false;
        for (int k = 0; k < r->count; k++)
            if (r->name[k] && same_type(r->type[k], t)) {
                p->at = node_new(EXPRESSION, text_of("$.%s", r->name[k]), p->at);
                p->type = r->type[k];
                return true;
            }
        return false;
    }
    return true;
}

/* As an unsigned value. */
node *read_place(const place *p)
{
    static const char *const texts[SCALARS] = {
        [UNSIGNED] = "$", [LONG_LONG] = "(unsigned)($ >> 5)", [ULL] = "(unsigned)($ >> 5)", [FLOAT] = "(unsigned)($ * 4)",
        [DOUBLE] = "(unsigned)($ * 4)", [LONG_DOUBLE_SCALAR] = "(unsigned)($ * 8)", [COMPLEX_SCALAR] = "of_complex($)"
    };
    const char *text = texts[p->type->scalar];
    if (p->is_bit_field || !text || (p->type->qualifiers & IS_ATOMIC))
        text = "(unsigned)$";
    node *n = node_new(EXPRESSION, text, p->at);
    n->reads |= p->object;
    if (p->type->qualifiers & IS_VOLATILE)
        n->writes |= p->object;
    n->fallback = "4u";
    return node_hits(n, type_item(p->type));
}
