/* The names in scope, and which of them can be seen. */
#include "make.h"

#include <string.h>

/* Names of locals are few, so that they shadow each other, and among them are words of the language that are reserved nowhere
 * and what generated C calls its own. */
static const char *const pool[] = {
    "a", "b", "c", "d", "e", "g", "h", "i", "j", "k", "m", "n", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z",
    "f", "frame", "task", "state", "result", "as", "in", "from", "enter", "self", "error", "manager", "context", "race",
    "word", "pair", "global", "numbers", "FEW", "drop", "old", "resume_1", "raised", "literal", "acm", "count", "value"
};

bool has(const maker *m, dialect d) { return m->p->dialect >= d; }

entry *see(maker *m, entry_kind kind, const char *name, const type *t)
{
    entry *e = tree_allocate(sizeof *e);
    *e = (entry){ .kind = kind, .name = name, .type = t, .depth = m->depth };
    e->bit = (effects)4 << m->locals++ % 62;
    if (m->seen_count < SEEN)
        m->seen[m->seen_count++] = e;
    return e;
}

static bool is_tag(const entry *e) { return e->kind == TAG; }

/* The innermost of that name. */
static const entry *find_name(const maker *m, const char *name, bool tag)
{
    for (int k = m->seen_count; k-- > 0; )
        if (is_tag(m->seen[k]) == tag && strcmp(m->seen[k]->name, name) == 0)
            return m->seen[k];
    return NULL;
}

bool in_sight(const maker *m, const entry *e)
{
    return !e->hidden && find_name(m, e->name, is_tag(e)) == e;
}

bool name_in_sight(const maker *m, const char *name)
{
    return !find_name(m, name, false);
}

bool can_write(const maker *m, const type *t)
{
    for (; t; t = t->kind == ARRAY || t->kind == POINTER ? t->of : NULL)
        if (t->needs)
            return in_sight(m, t->needs);
    return true;
}

static item shadowed_item(const maker *m, const char *name)
{
    const entry *outer = find_name(m, name, false);
    static const char *const of_file[] = { "global", "numbers", "drop", "old" };
    static const char *const types_of_file[] = { "word", "pair", "FEW" };
    for (unsigned k = 0; !outer && k < sizeof of_file / sizeof *of_file; k++)
        if (strcmp(name, of_file[k]) == 0)
            return SHADOWED_GLOBAL;
    for (unsigned k = 0; !outer && k < sizeof types_of_file / sizeof *types_of_file; k++)
        if (strcmp(name, types_of_file[k]) == 0)
            return SHADOWED_TYPE;
    if (!outer)
        return NO_ITEM;
    return outer->is_parameter ? SHADOWED_PARAMETER : outer->kind == VARIABLE ? SHADOWED_LOCAL : SHADOWED_TYPE;
}

const char *new_name(maker *m, node *declaration)
{
    for (int tries = 0; tries < 40; tries++) {
        const char *name = pool[roll(m->d, (int)(sizeof pool / sizeof *pool))];
        const entry *known = find_name(m, name, false);
        if (known && known->depth == m->depth)
            continue;
        if (declaration)
            node_hits(declaration, shadowed_item(m, name));
        return name;
    }
    return text_of("more_%d", m->p->names++);
}

scope begin_names(maker *m)
{
    scope before = { m->seen_count, m->depth, m->list, m->may_break, m->may_break_within, m->may_continue, m->repeats, m->awaits, m->density };
    m->depth++;
    return before;
}

void end_names(maker *m, scope before)
{
    m->seen_count = before.seen_count;
    m->depth = before.depth;
    m->list = before.list;
    m->may_break = before.may_break;
    m->may_break_within = before.may_break_within;
    m->may_continue = before.may_continue;
    m->repeats = before.repeats;
    m->awaits = before.awaits;
    m->density = before.density;
}

scope open_scope(maker *m)
{
    scope before = begin_names(m);
    m->list = list_new();
    m->list->density = m->density;
    return before;
}

node *close_scope(maker *m, scope before)
{
    node *list = m->list;
    end_names(m, before);
    return list;
}

void hide_since(maker *m, int seen_count)
{
    for (int k = seen_count; k < m->seen_count; k++)
        m->seen[k]->hidden = true;
}
