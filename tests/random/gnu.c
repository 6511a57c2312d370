/* What gcc and clang add to C, C23's new spellings, and what does not outlive a suspension. */
#include "make.h"

static bool fits_unsigned(const maker *m, const entry *e, const void *wish)
{
    (void)m, (void)wish;
    return e->type->kind == SCALAR && e->type->scalar == UNSIGNED && !e->read_only && !(e->type->qualifiers & IS_ATOMIC);
}

bool make_asm(maker *m)
{
    entry *e = some_entry(m, fits_unsigned, NULL);
    if (!e)
        return false;
    add_text(m, ASM, text_of(chance(m->d, 50) ? "__asm__ volatile (\"\" : \"+r\" (%s) : : \"memory\");" : "__asm__ (\"# await %%0\" : \"+r\" (%s));", e->name));
    return true;
}

static bool fits_typeof(const maker *m, const entry *e, const void *wish)
{
    (void)m, (void)wish;
    return e->type->kind == SCALAR && !(e->type->qualifiers) && !e->read_only;
}

/* Suspensions end: what can't live across one is declared behind the last. */
static scope begin_quiet(maker *m)
{
    scope s = open_scope(m);
    add_statements(m, 2);
    m->list->quiet = m->list->count + 1;
    m->awaits = false;
    m->density = 0;
    return s;
}

static void end_quiet(maker *m, scope s)
{
    node *list = close_scope(m, s);
    add(m, node_new(STATEMENT, "{$}", list));
}

static bool add_auto(maker *m)
{
    scope s = begin_quiet(m);
    node *n = node_hits(node_new(STATEMENT, ""), AUTO_TYPE);
    m->deduces_type = true;
    node *v = value(m, 2);
    m->deduces_type = false;
    entry *e = see(m, VARIABLE, text_of("auto_%d", m->p->names++), &unsigned_type);
    n->text = text_of("__auto_type %s = $;", e->name);
    node_add(n, v);
    add(m, n);
    add_statements(m, 2);
    end_quiet(m, s);
    return true;
}

bool make_typeof(maker *m)
{
    if (chance(m->d, 30) && m->nesting < 5)
        return add_auto(m);
    entry *of = some_entry(m, fits_typeof, NULL);
    node *n = node_hits(node_new(STATEMENT, ""), TYPEOF);
    const type *t = of ? of->type : &unsigned_type;
    const char *spelled = of ? text_of(chance(m->d, 50) ? "__typeof__(%s)" : "typeof (%s)", of->name) : "typeof(unsigned)";
    entry *e = see(m, VARIABLE, new_name(m, n), t);
    if (of && !in_sight(m, of)) {           /* it would be its own type */
        m->seen_count--;
        return false;
    }
    e->hidden = true;
    m->place = AWAIT_IN_INITIALIZER;
    node_add(n, value_of_type(m, t, 3));
    m->place = NO_ITEM;
    e->hidden = false;
    n->text = text_of("%s %s = $;", spelled, e->name);
    add(m, n);
    return true;
}

bool make_attribute(maker *m)
{
    static const char *const texts[] = {
        "unsigned __attribute__((unused)) %s = $, not_%d __attribute__((unused)) = 2u;", "__attribute__((unused, aligned(4))) unsigned %s = $, not_%d = 1u;",
        "unsigned %s __attribute__((__unused__)) = $; enum { not_%d __attribute__((unused)) };"
    };
    node *n = node_hits(node_new(STATEMENT, ""), ATTRIBUTE);
    entry *e = see(m, VARIABLE, new_name(m, n), &unsigned_type);
    e->hidden = true;
    n->text = text_of(texts[roll(m->d, 3)], e->name, m->p->names++);
    node_add(n, value_in(m, AWAIT_IN_INITIALIZER, 3));
    e->hidden = false;
    add(m, n);
    return true;
}

static void add_left_assignment(maker *m, const char *name, const char *jump)
{
    bool awaits = m->awaits;
    m->awaits = false;
    node *c = condition(m, NO_ITEM, 2), *v = value(m, 2);
    m->awaits = awaits;
    add(m, node_hits(node_new(STATEMENT, text_of("%s = ({ if ($) %s; $; });", name, jump), c, v), JUMP_OUT_OF_EXPRESSION));
}

/* An assignment that a jump within its value leaves: what was there before stays. */
bool make_jump_out_of_expression(maker *m)
{
    entry *e = chance(m->d, 50) ? some_entry(m, fits_unsigned, NULL) : NULL;
    if (e && m->may_break_within && chance(m->d, 50)) {
        add_left_assignment(m, e->name, "break");
        return true;
    }
    const char *label = new_label(m), *name = e ? e->name : text_of("brief_%d", m->p->names++);
    if (!e) {                             /* nothing else reads it: see make_brief() */
        add(m, node_new(STATEMENT, text_of("unsigned %s = $;", name), value_in(m, AWAIT_IN_INITIALIZER, 2)));
        add_statements(m, 2);
    }
    int from = m->list->count;
    add_left_assignment(m, name, text_of("goto %s", label));
    add(m, e ? block(m, 2) : node_new(STATEMENT, text_of("%s++;", name)));
    add(m, node_new(LABEL, text_of("%s:;", label)));
    for (int k = from; !e && k < m->list->count; k++)
        m->list->child[k]->joined = true;
    if (!e)
        add_text(m, NO_ITEM, text_of("note(%d, %s);", m->p->sites++, name));
    return true;
}

/* A call at the end of the block, however that is left. */
bool make_cleanup(maker *m)
{
    scope s = open_scope(m);
    add_statements(m, 2);
    node *n = node_hits(node_new(STATEMENT, ""), CLEANUP);
    entry *e = see(m, VARIABLE, new_name(m, n), &unsigned_type);
    e->hidden = true;
    e->addressed = true;
    e->bit = MEMORY;
    node *v = value_in(m, AWAIT_IN_INITIALIZER, 2);
    e->hidden = false;
    n->text = text_of(chance(m->d, 50) ? "unsigned %s __attribute__((cleanup(clean))) = $;" : "__attribute__((cleanup(clean))) unsigned %s = $;", e->name);
    node_add(n, v);
    add(m, n);
    m->may_break_within = false;
    node *rest = block(m, 4);
    add(m, rest);
    node *list = close_scope(m, s);
    add(m, node_new(STATEMENT, "{$}", list));
    return true;
}

bool make_flexible(maker *m)
{
    const char *name = text_of("flexible_%d", m->p->names++);
    add_text(m, NO_ITEM, text_of("static struct { unsigned n; unsigned list[]; } %s = {2, {5, 6}};", name));
    add(m, node_hits(node_new(STATEMENT, text_of("%s.list[$ %% 2u] += 3u;", name), value_in(m, AWAIT_IN_SUBSCRIPT, 1)), FLEXIBLE));
    add_text(m, NO_ITEM, text_of("note(%d, %s.list[0] + %s.list[1]);", m->p->sites++, name, name));
    return true;
}

bool make_c23(maker *m)
{
    static const char *const texts[] = { "[[maybe_unused]] unsigned %s = $;", "unsigned %s [[maybe_unused]] = $;", "unsigned [[]] %s = $;",
                                         "[[maybe_unused, gnu::aligned(8)]] unsigned %s = $;" };
    node *n = node_hits(node_new(STATEMENT, ""), C23_ATTRIBUTE);
    entry *e = see(m, VARIABLE, new_name(m, n), &unsigned_type);
    e->hidden = true;
    n->text = text_of(texts[roll(m->d, 4)], e->name);
    node_add(n, value_in(m, AWAIT_IN_INITIALIZER, 3));
    e->hidden = false;
    add(m, n);
    return true;
}

/* ---- what does not outlive a suspension ---- */

bool make_vla(maker *m)
{
    scope s = begin_quiet(m);
    node *v = value(m, 2);
    entry *count = see(m, VARIABLE, text_of("n_%d", m->p->names++), &unsigned_type);
    count->read_only = true;
    add(m, node_new(STATEMENT, text_of("const unsigned %s = $ %% 3u + 2u;", count->name), v));
    const char *name = text_of("varying_%d", m->p->names++);
    bool two = chance(m->d, 30);
    entry *e = see(m, VARIABLE, name, two ? array_of(array_of(&unsigned_type, 2), 2) : array_of(&unsigned_type, 2));
    add_text(m, VARIABLE_ARRAY, text_of(two ? "unsigned %s[%s][2];" : "unsigned %s[%s];", name, count->name));
    add_text(m, NO_ITEM, text_of(two ? "memset(%s, 1, sizeof %s);" : "for (unsigned k = 0; k < sizeof %s / sizeof *%s; k++)\n    *(k + %s) = k;", name, name, name));
    e->addressed = true;
    e->bit = MEMORY;
    add_statements(m, 3);
    end_quiet(m, s);
    return true;
}

bool make_alloca(maker *m)
{
    scope s = begin_quiet(m);
    const char *name = text_of("room_%d", m->p->names++);
    add_text(m, ALLOCA, text_of("unsigned *%s = alloca(3 * sizeof *%s);", name, name));
    entry *e = see(m, VARIABLE, name, pointer_to(&unsigned_type, 3));
    e->hidden = true;
    add(m, node_new(STATEMENT, text_of("%s[0] = $, %s[1] = %s[2] = 4u;", name, name, name), value(m, 1)));
    e->hidden = false;
    add_statements(m, 3);
    end_quiet(m, s);
    return true;
}

bool make_local_variadic(maker *m)
{
    if (m->repeats > 3 || !m->p->has_variadic)
        return false;
    node *n[] = { value(m, 2), value(m, 2), value(m, 2) };
    keep_apart(n, 3);
    add(m, node_new(STATEMENT, text_of("note(%d, p%d_list_of(3u, $, $, $));", m->p->sites++, m->p->index), n[0], n[1], n[2]));
    return true;
}
