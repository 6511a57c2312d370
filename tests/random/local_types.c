/* Types that a block declares, with a local that has them. */
#include "make.h"

#include <string.h>

static const char *const member_names[] = { "a", "b", "f", "next", "x", "state", "n" };
static const char *const tags[] = { "point", "box", "x", "node", "s", "frame" };

typedef struct fields { record *r; char text[400]; } fields;

static void add_field(maker *m, fields *f, const type *t)
{
    const char *name = member_names[f->r->count];
    f->r->name[f->r->count] = name;
    f->r->type[f->r->count++] = t;
    const char *declared = declaration_text(t, name);
    strcat(f->text, t->bits ? text_of("%s : %d; ", declared, t->bits) : text_of("%s; ", declared));
    if (t->bits && chance(m->d, 20))
        strcat(f->text, "unsigned : 0; ");
}

static const type *bits(maker *m)
{
    type *t = tree_allocate(sizeof *t);
    bool is_signed = chance(m->d, 30);
    *t = is_signed ? (type){ .kind = SCALAR, .scalar = INT, .spelling = "signed int" } : unsigned_type;
    t->bits = is_signed ? 3 + roll(m->d, 12) : 1 + roll(m->d, 12);
    return t;
}

static const type *field_type(maker *m)
{
    static const scalar likely[] = { UNSIGNED, UNSIGNED, INT, SHORT, UCHAR, BOOL, LONG_LONG, DOUBLE, FLOAT };
    switch (roll(m->d, 6)) {
    case 0: case 1: return bits(m);
    case 2: return array_of(scalar_type(chance(m->d, 50) ? UNSIGNED : UCHAR, m->d), 2 + roll(m->d, 2));
    case 3: return can_write(m, &pair_type) ? &pair_type : &unsigned_type;
    default: return scalar_type(likely[roll(m->d, 9)], m->d);
    }
}

/* The text between the braces. */
static const char *make_fields(maker *m, record *r)
{
    fields f = { .r = r };
    add_field(m, &f, &unsigned_type);
    for (int more = 1 + roll(m->d, 3); more > 0; more--)
        add_field(m, &f, field_type(m));
    if (chance(m->d, 20) && r->count < FIELDS - 1) {        /* members of an unnamed struct are members */
        r->name[r->count] = "inner";
        r->type[r->count++] = &unsigned_type;
        strcat(f.text, "struct { unsigned inner; }; ");
        return text_of("%s", f.text);
    }
    return text_of("%s", f.text);
}

static const char *make_union_fields(maker *m, record *r)
{
    static const char *const texts[] = { "unsigned u; unsigned char c[4]; unsigned short h[2]; ", "unsigned u; unsigned short h[2]; unsigned char c[4]; " };
    *r = *punned_type.record;
    return texts[roll(m->d, 2)];
}

static entry *see_tag(maker *m, node *n, const type *t)
{
    for (int tries = 0; tries < 20; tries++) {
        const char *tag = tags[roll(m->d, 6)];
        bool taken = false, shadows = false;
        for (int k = 0; k < m->seen_count; k++)
            if (m->seen[k]->kind == TAG && strcmp(m->seen[k]->name, tag) == 0) {
                shadows = true;
                taken |= m->seen[k]->depth == m->depth;
            }
        if (taken)
            continue;
        if (shadows)
            node_hits(n, SHADOWED_TYPE);
        return see(m, TAG, tag, t);
    }
    return NULL;
}

/* A local of the type, whose declaration begins with TEXT. */
static void add_of_type(maker *m, node *n, const char *text, const type *t)
{
    entry *e = see(m, VARIABLE, new_name(m, n), t);
    e->hidden = true;
    if (chance(m->d, 50)) {
        e->addressed = true;
        e->bit = MEMORY;
    }
    m->place = AWAIT_IN_INITIALIZER;
    m->defines_type = strchr(text, '{');
    node *initial = initializer(m, t, 3);
    m->defines_type = false;
    m->place = NO_ITEM;
    e->hidden = false;
    n->text = text_of("%s %s = $;", text, e->name);
    node_add(n, initial);
    add(m, n);
}

/* Declared by itself, or with the local; without a tag nothing else can be of that type. */
static bool make_record_type(maker *m)
{
    bool is_union = chance(m->d, 30);
    const char *keyword = is_union ? "union" : "struct";
    record *r = tree_allocate(sizeof *r);
    type *t = tree_allocate(sizeof *t);
    *t = (type){ .kind = RECORD, .record = r };
    node *n = node_new(STATEMENT, "");
    const char *inside = is_union ? make_union_fields(m, r) : make_fields(m, r);
    node_hits(n, is_union ? LOCAL_UNION : LOCAL_STRUCT);
    int kind = roll(m->d, 4);
    if (kind == 0) {
        static entry nowhere = { .hidden = true };
        t->needs = &nowhere;
        t->spelling = text_of("%s", keyword);
        add_of_type(m, n, text_of("%s { %s}", keyword, inside), t);
        return true;
    }
    if (kind == 1) {
        entry *e = see(m, TYPE_NAME, new_name(m, n), t);
        t->needs = e;
        t->spelling = e->name;
        n->text = text_of("typedef %s%s { %s} %s;", keyword, chance(m->d, 50) ? " tag" : "", inside, e->name);
        if (strstr(n->text, " tag {")) {
            for (int k = 0; k < m->seen_count; k++)
                if (m->seen[k]->kind == TAG && strcmp(m->seen[k]->name, "tag") == 0 && m->seen[k]->depth == m->depth)
                    n->text = text_of("typedef %s { %s} %s;", keyword, inside, e->name);
            see(m, TAG, "tag", t)->hidden = true;
        }
        node_hits(n, LOCAL_TYPEDEF);
        add(m, n);
        n = node_new(STATEMENT, "");
        add_of_type(m, n, t->spelling, t);
        return true;
    }
    entry *e = see_tag(m, n, t);
    if (!e)
        return false;
    t->needs = e;
    t->spelling = text_of("%s %s", keyword, e->name);
    if (kind == 2) {
        add_of_type(m, n, text_of("%s { %s}", t->spelling, inside), t);
        return true;
    }
    n->text = text_of("%s%s { %s};", has(m, GNU17) && chance(m->d, 20) ? "__extension__ " : "", t->spelling, inside);
    add(m, n);
    add_of_type(m, node_new(STATEMENT, ""), t->spelling, t);
    return true;
}

static bool make_enum_type(maker *m)
{
    type *t = tree_allocate(sizeof *t);
    *t = (type){ .kind = SCALAR, .scalar = ENUMERATED, .count = 3 };
    node *n = node_new(STATEMENT, "");
    entry *names[3];
    for (int k = 0; k < 3; k++)
        names[k] = see(m, OTHER_NAME, chance(m->d, 30) ? new_name(m, n) : text_of("E_%d", m->p->names++), &unsigned_type);
    const char *inside = text_of("{ %s, %s = 1, %s%s }", names[0]->name, names[1]->name, names[2]->name, chance(m->d, 30) ? "," : "");
    node_hits(n, LOCAL_ENUM);
    entry *e = see_tag(m, n, t);
    if (!e)
        return false;
    t->needs = e;
    t->spelling = text_of("enum %s", e->name);
    if (chance(m->d, 50)) {
        n->text = text_of("enum %s %s;", e->name, inside);
        add(m, n);
        n = node_new(STATEMENT, "");
        add_of_type(m, n, t->spelling, t);
    } else {
        add_of_type(m, n, text_of("enum %s %s", e->name, inside), t);
    }
    for (int k = 0; k < 3; k++)
        if (in_sight(m, names[k]))
            add_text(m, NO_ITEM, text_of("note(%d, (unsigned)%s);", m->p->sites++, names[k]->name));
    return true;
}

static bool make_typedef(maker *m)
{
    node *n = node_new(STATEMENT, "");
    const type *base = chance(m->d, 40) ? array_of(&unsigned_type, 3) : chance(m->d, 30) ? pointer_to(&unsigned_type, 1)
                       : chance(m->d, 30) ? &function_type : some_scalar(m);
    type *t = tree_allocate(sizeof *t);
    *t = *base;
    entry *e = see(m, TYPE_NAME, new_name(m, n), t);
    n->text = text_of("typedef %s;", declaration_text(base, e->name));
    t->spelling = e->name;
    t->needs = e;
    add(m, node_hits(n, LOCAL_TYPEDEF));
    if (t->kind == POINTER) {
        entry *p = see(m, VARIABLE, new_name(m, NULL), t);
        p->hidden = true;
        node *to = pointer_value(m, t, m->depth);
        if (!to) {
            m->seen_count--;
            return true;
        }
        p->hidden = false;
        add(m, node_new(STATEMENT, text_of("%s %s = $;", e->name, p->name), to));
        return true;
    }
    add_of_type(m, node_new(STATEMENT, ""), e->name, t);
    return true;
}

bool make_type(maker *m)
{
    int kind = roll(m->d, 6);
    return kind < 3 ? make_record_type(m) : kind < 4 ? make_enum_type(m) : make_typedef(m);
}

static bool fits_type(const maker *m, const entry *e)
{
    return (e->kind == TAG || e->kind == TYPE_NAME) && in_sight(m, e) && can_write(m, e->type) && e->type->kind != POINTER;
}

/* A local of a type that is in sight. */
bool make_record(maker *m)
{
    const type *t = chance(m->d, 50) ? &pair_type : chance(m->d, 50) ? &wide_type : &punned_type;
    int count = 0;
    for (int k = 0; k < m->seen_count; k++)
        if (fits_type(m, m->seen[k]) && roll(m->d, ++count + 1))
            t = m->seen[k]->type;
    if (!can_write(m, t))
        return false;
    bool typedef_name = t == &pair_type && name_in_sight(m, "pair") && chance(m->d, 50);
    node *n = node_new(STATEMENT, "");
    add_of_type(m, n, text_of("%s%s", chance(m->d, 15) && t->kind == RECORD ? "volatile " : "", typedef_name ? "pair" : t->spelling), t);
    if (strncmp(n->text, "volatile", 8) == 0) {
        entry *e = m->seen[m->seen_count - 1];
        e->type = qualified(t, IS_VOLATILE);
        node_hits(n, VOLATILE);
    }
    return true;
}
