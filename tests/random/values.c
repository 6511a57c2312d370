/* Values of types other than unsigned: initialisers, records, pointers, literals. */
#include "make.h"

#include <string.h>

/* ---- texts ---- */

const char *string_literal(maker *m, int *length)
{
    static const struct { const char *text; int length; } literals[] = {
        { "\"abcd\"", 4 }, { "\"ab\" \"cde\"", 5 }, { "\"a\\n\\\"b\"", 4 }, { "\"\\x41z}{\"", 4 }, { "\"/* await f() */ //\"", 18 },
        { "\"one;\"\n    \"two)\"", 8 }, { "\"\\\\\\0\\1\" \"23\"", 5 }, { "\"%s #if 1\"", 8 }
    };
    int k = roll(m->d, 8);
    *length = literals[k].length;
    return literals[k].text;
}

static bool fits_text(const maker *m, const entry *e, const void *wish)
{
    (void)m, (void)wish;
    return e->type->kind == TEXT;
}

static node *text_value(maker *m, int depth)
{
    node *n = m->awaits && chance(m->d, 30) ? await_of_type(m, &text_type, depth) : NULL;
    entry *e = chance(m->d, 50) ? some_entry(m, fits_text, NULL) : NULL;
    int length;
    if (!n && e) {
        n = node_new(EXPRESSION, e->name);
        n->reads |= e->bit;
    }
    if (!n)
        n = node_hits(node_new(EXPRESSION, string_literal(m, &length)), STRING_LITERAL);
    n->fallback = "\"fall\"";
    return n;
}

/* ---- functions ---- */

static node *function_value(maker *m, int depth)
{
    place p;
    node *n = m->awaits && chance(m->d, 30) ? await_of_type(m, &function_type, depth) : NULL;
    if (!n && chance(m->d, 60) && find_whole(m, &function_type, false, &p)) {
        n = p.at;
        n->reads |= p.object;
    }
    static const char *const names[] = { "twist", "turn", "&twist", "*turn" };
    if (!n)
        n = node_new(EXPRESSION, name_in_sight(m, "drop") && chance(m->d, 30) ? "drop" : names[roll(m->d, 4)]);
    n->fallback = "twist";
    return n;
}

/* ---- pointers ---- */

typedef struct target_wish { const type *of; int count, depth; } target_wish;

static bool same_target(const type *have, const type *want)
{
    if (have->kind != want->kind)
        return false;
    if ((have->qualifiers | IS_CONST) != (want->qualifiers | IS_CONST) || (have->qualifiers & IS_CONST & ~want->qualifiers))
        return false;
    if (have->kind == RECORD)
        return have->record == want->record;
    if (have->kind == SCALAR)
        return have->scalar == want->scalar && !have->bits && have->count == want->count;
    return have->kind == POINTER && have->qualifiers == want->qualifiers && have->of->kind == SCALAR && want->of->kind == SCALAR
        && have->of->scalar == want->of->scalar && have->of->qualifiers == want->of->qualifiers && have->count == want->count;
}

static bool fits_target(const maker *m, const entry *e, const void *wish)
{
    (void)m;
    const target_wish *w = wish;
    if (e->depth > w->depth)
        return false;
    if (e->type->kind == POINTER && same_target(e->type->of, w->of) && e->type->count >= w->count)
        return true;
    if (!e->addressed || e->read_only)
        return false;
    if (w->count == 1 && same_target(e->type, w->of))
        return true;
    return e->type->kind == ARRAY && same_target(e->type->of, w->of) && e->type->count >= w->count;
}

static bool fits_member(const maker *m, const entry *e, const void *wish)
{
    (void)m;
    const target_wish *w = wish;
    return e->addressed && !e->read_only && e->depth <= w->depth && e->type->kind == RECORD && !e->type->qualifiers
        && same_target(e->type->record->type[0], w->of) && e->type->record->name[0];
}

static node *address_by_macro(const char *name, const char *address)
{
    node *n = node_hits(node_new(EXPRESSION, text_of("ADDRESS(%s)", name)), MACRO_ADDRESS);
    n->fallback = address;
    return n;
}

node *pointer_value(maker *m, const type *t, int max_depth)
{
    target_wish wish = { t->of, t->count, max_depth };
    if (t->count == 1 && chance(m->d, 20)) {
        entry *e = some_entry(m, fits_member, &wish);
        if (e)
            return node_new(EXPRESSION, text_of("&%s.%s", e->name, e->type->record->name[0]));
    }
    entry *e = some_entry(m, fits_target, &wish);
    if (!e)
        return NULL;
    const char *text = e->name;
    node *n;
    if (e->type->kind == POINTER && same_target(e->type->of, t->of)) {
        n = node_new(EXPRESSION, text);
        n->reads |= e->bit;
        n->fallback = text;
        return n;
    }
    if (e->type->kind == ARRAY) {
        int first = roll(m->d, e->type->count - t->count + 1);
        text = chance(m->d, 50) ? text_of("&%s[%d]", e->name, first) : text_of("%s + %d", e->name, first);
    } else {
        text = text_of("&%s", e->name);
        if (chance(m->d, 25))
            return address_by_macro(e->name, text);
    }
    n = node_new(EXPRESSION, text);
    n->fallback = text;
    return n;
}

/* ---- braces ---- */

static node *braces(maker *m, node **elements, const char **designators, int count)
{
    char format[400] = "{";
    for (int k = 0; k < count; k++) {
        strcat(format, k ? ", " : "");
        strcat(format, designators[k] ? designators[k] : "");
        strcat(format, "$");
    }
    strcat(format, chance(m->d, 10) ? ",}" : "}");
    keep_apart(elements, count);
    node *n = node_new(EXPRESSION, text_of("%s", format), elements[0], elements[1], elements[2], elements[3], elements[4], elements[5]);
    n->fallback = "{0}";
    return n;
}

static node *part(maker *m, const type *t, int depth)
{
    item before = m->place;
    m->place = before == AWAIT_IN_LITERAL ? before : AWAIT_IN_BRACES;
    node *n = initializer(m, t, depth);
    m->place = before;
    return n;
}

static node *record_braces(maker *m, const type *t, int depth)
{
    const record *r = t->record;
    node *elements[FIELDS] = { NULL };
    const char *designators[FIELDS] = { NULL };
    int count = 0;
    if (r->is_union) {
        elements[count++] = part(m, r->type[0], depth);
    } else if (chance(m->d, 40)) {
        int first = roll(m->d, r->count);
        for (int k = 0; k < r->count; k++) {
            int field = (first + k) % r->count;
            if (!r->name[field] || (k && chance(m->d, 20)))
                continue;
            elements[count] = part(m, r->type[field], depth);
            designators[count++] = text_of(".%s = ", r->name[field]);
        }
    } else {
        for (int k = 0; k < r->count; k++)
            if (r->name[k])
                elements[count++] = part(m, r->type[k], depth);
    }
    if (count == 0)
        elements[count++] = constant(m);
    node *n = braces(m, elements, designators, count);
    return designators[0] ? node_hits(n, DESIGNATED) : n;
}

/* Elements in turn, not necessarily all. */
static node *array_braces(maker *m, const type *t, int depth)
{
    enum { MOST = 6 };
    node *elements[MOST] = { NULL };
    const char *designators[MOST] = { NULL };
    int count = t->count < MOST ? t->count : MOST;
    if (chance(m->d, 20) && count > 1)
        count--;
    bool designated = chance(m->d, 35), range = designated && has(m, GNU17) && t->count > 2 && chance(m->d, 50);
    for (int k = 0; k < count; k++)
        elements[k] = part(m, t->of, depth);
    node *n;
    if (range && t->of->kind == SCALAR) {   /* compilers take only constants there */
        elements[0] = node_new(EXPRESSION, "3");
        designators[0] = text_of("[0 ... %d] = ", t->count - 2);
        designators[1] = text_of("[%d] = ", t->count - 1);
        node_hits(elements[1], RANGE_DESIGNATOR);       /* braces can't tell themselves that they are reached */
        n = braces(m, elements, designators, 2);
    } else {
        int at = t->count - 1;
        if (designated)
            designators[count - 1] = text_of(chance(m->d, 50) ? "[%d] = " : "[0 + %d] = ", at);
        n = braces(m, elements, designators, count);
    }
    return designated ? node_hits(n, DESIGNATED) : n;
}

/* Nested arrays whose inner braces are left out. */
static node *flat_braces(maker *m, const type *t)
{
    node *elements[6] = { NULL };
    const char *designators[6] = { NULL };
    int count = t->count * t->of->count;
    count = count < 6 ? count : 6;
    for (int k = 0; k < count; k++)
        elements[k] = part(m, t->of->of, 1);
    node_hits(elements[0], FLAT_BRACES);
    return braces(m, elements, designators, count);
}

node *initializer(maker *m, const type *t, int depth)
{
    if (t->kind == RECORD && chance(m->d, 60)) {
        node *n = record_braces(m, t, depth > 2 ? 2 : depth);
        return n;
    }
    if (t->kind == ARRAY && t->of->kind == ARRAY && t->of->of->kind == SCALAR && chance(m->d, 30))
        return flat_braces(m, t);
    if (t->kind == ARRAY)
        return array_braces(m, t, depth > 2 ? 2 : depth);
    node *n = value_of_type(m, t, depth);
    if (!n && t->kind == RECORD)
        n = record_braces(m, t, depth > 2 ? 2 : depth);
    return n;
}

/* ---- records ---- */

node *literal(maker *m, const type *t, int depth)
{
    if (!can_write(m, t))
        return NULL;
    item before = m->place;
    m->place = AWAIT_IN_LITERAL;
    node *n = t->kind == ARRAY ? array_braces(m, t, depth) : t->kind == RECORD ? record_braces(m, t, depth)
                                                                                : node_new(EXPRESSION, "{$}", value_of_type(m, t, depth));
    m->place = before;
    return node_new(EXPRESSION, text_of("(%s)$", declaration_text(t, "")), n);
}

node *record_value(maker *m, const type *t, int depth)
{
    type plain = *t;
    plain.qualifiers = 0;
    t = tree_allocate(sizeof *t);
    *(type *)t = plain;
    place p;
    node *n = NULL;
    const char *fallback = can_write(m, t) ? text_of("(%s){1}", t->spelling) : t->record == pair_type.record ? "to_pair(1u)" : NULL;
    if (!fallback)
        return NULL;
    int kind = roll(m->d, 10);
    if (kind < 4 && find_whole(m, t, false, &p)) {
        n = p.at;
        n->reads |= p.object;
    } else if (kind < 6 && m->awaits) {
        n = await_of_type(m, t, depth);
    } else if (kind < 7 && depth > 0) {
        node *one = record_value(m, t, depth - 1), *other = record_value(m, t, depth - 1);
        if (one && other)
            n = node_hits(node_new(EXPRESSION, "($ ? $ : $)", condition(m, AWAIT_IN_CONDITIONAL, depth - 1), one, other), CONDITIONAL);
    }
    if (!n)
        n = literal(m, t, depth > 1 ? 1 : depth);
    if (!n)
        n = node_new(EXPRESSION, fallback);
    n->fallback = fallback;
    return node_hits(n, type_item(t));
}

node *value_of_type(maker *m, const type *t, int depth)
{
    switch (t->kind) {
    case SCALAR: {
        node *n = m->awaits && t->scalar != ENUMERATED && !t->bits && chance(m->d, 20) ? await_of_type(m, t, depth) : NULL;
        return n ? n : conversion(t, value(m, depth), m->d);
    }
    case RECORD: return record_value(m, t, depth);
    case POINTER: return pointer_value(m, t, m->depth);
    case FUNCTION: return function_value(m, depth);
    case TEXT: return text_value(m, depth);
    default: return NULL;
    }
}
