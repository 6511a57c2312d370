/* Macros as statements, types, declarations and loops; the preprocessor between statements. */
#include "make.h"

static const char *const macro_types[] = { "WORD", "FIXED WORD", "WORD FIXED" };

static bool fits_unsigned(const maker *m, const entry *e, const void *wish)
{
    (void)m, (void)wish;
    return e->type->kind == SCALAR && e->type->scalar == UNSIGNED && !e->read_only && !(e->type->qualifiers & IS_ATOMIC);
}

static bool add_macro_statement(maker *m)
{
    entry *e = some_entry(m, fits_unsigned, NULL);
    if (!e)
        return false;
    m->macros++;
    node *v = value_in(m, AWAIT_IN_MACRO, 3);
    m->macros--;
    entry *other = chance(m->d, 40) ? some_entry(m, fits_unsigned, NULL) : NULL;
    if (v->writes & (e->bit | (other ? other->bit : 0)))
        v = constant(m);
    if (other && other != e)
        add_text(m, NO_ITEM, ";"), add(m, node_hits(node_new(STATEMENT, text_of("SET_BOTH(%s, %s, $);", e->name, other->name), v), MACRO_STATEMENT));
    else
        add(m, node_hits(node_new(STATEMENT, text_of("SET(%s, $);", e->name), v), MACRO_STATEMENT));
    return true;
}

static bool add_macro_typed(maker *m)
{
    node *n = node_hits(node_new(STATEMENT, ""), MACRO_TYPE);
    int kind = roll(m->d, 4);
    if (kind == 3 && !can_write(m, &pair_type))
        return false;
    entry *e = see(m, VARIABLE, new_name(m, n), kind == 3 ? &pair_type : kind ? qualified(&unsigned_type, IS_CONST) : &unsigned_type);
    e->hidden = true;
    m->place = AWAIT_IN_INITIALIZER;
    node_add(n, initializer(m, e->type, 3));
    m->place = NO_ITEM;
    e->hidden = false;
    e->read_only = kind == 1 || kind == 2;
    n->text = kind == 3 ? text_of("RECORD(pair) %s = $;", e->name) : text_of("%s %s = $;", macro_types[kind], e->name);
    add(m, n);
    return true;
}

bool make_macro(maker *m)
{
    if (chance(m->d, 40))
        return add_macro_typed(m);
    if (chance(m->d, 30)) {
        bool awaits = m->awaits;
        m->awaits = false;          /* it may be a loop */
        node *c = condition(m, AWAIT_IN_MACRO, 2);
        m->awaits = awaits;
        node *v = node_new(STATEMENT, text_of("note(%d, $);", m->p->sites++), value(m, 2));
        add(m, node_hits(node_new(STATEMENT, "UNLESS($) {\n    $\n}", c, v), MACRO_STATEMENT));
        return true;
    }
    return add_macro_statement(m);
}

/* acmc does not see the local: behind it there is no suspension. */
bool make_macro_declaration(maker *m)
{
    scope s = open_scope(m);
    add_statements(m, 2);
    const char *name = text_of("hidden_%d", m->p->names++);
    node *v = value_in(m, AWAIT_IN_MACRO, 2);
    m->list->quiet = m->list->count + 1;
    m->awaits = false;
    m->density = 0;
    add(m, node_hits(node_new(STATEMENT, text_of(chance(m->d, 50) ? "DECLARE(unsigned, %s, $);" : "DECLARE(WORD, %s, $);", name), v), MACRO_DECLARATION));
    see(m, VARIABLE, name, &unsigned_type);
    add_statements(m, 3);
    add_text(m, NO_ITEM, text_of("note(%d, %s);", m->p->sites++, name));
    node *list = close_scope(m, s);
    add(m, node_new(STATEMENT, "{$}", list));
    return true;
}

bool make_loop_macro(maker *m)
{
    if (m->repeats > 12)
        return false;
    entry *counter = add_counter(m, "0");
    scope s = begin_names(m);
    m->may_break = m->may_continue = m->may_break_within = true;
    m->repeats *= 3;
    node *b = block(m, 4);
    end_names(m, s);
    add(m, node_hits(node_new(STATEMENT, text_of("COUNT(%s, %du) $", counter->name, 1 + roll(m->d, 3)), b), LOOP_MACRO));
    return true;
}

/* Defined in the body, with a local of it in its text, whose name nothing else has. */
bool make_local_macro(maker *m)
{
    int number = m->p->names++;
    node *declared = node_new(STATEMENT, text_of("unsigned local_%d = $;", number), value_in(m, AWAIT_IN_INITIALIZER, 2));
    add(m, declared);
    entry *e = see(m, VARIABLE, text_of("local_%d", number), &unsigned_type);
    add_text(m, NO_ITEM, text_of("\n#define LOCAL_%d(x) ((x) + local_%d)", number, number));
    e->hidden = false;
    add_statements(m, 2);
    node *v = value(m, 2);
    if (v->writes & e->bit)
        v = constant(m);
    add(m, node_hits(node_new(STATEMENT, text_of("note(%d, LOCAL_%d($));", m->p->sites++, number), v), LOCAL_MACRO));
    add_text(m, NO_ITEM, text_of("\n#undef LOCAL_%d", number));
    return true;
}

/* What one arm declares the other, and what comes after, does not see. */
bool make_directive(maker *m)
{
    static const char *const texts[] = {
        "\n#if 1$\n#else$\n#endif", "\n#if 0$\n#elif 1$\n#endif", "\n#ifdef SET$\n#endif$", "\n#ifndef SET$\n#else$\n#endif",
        "\n#if defined SET && !defined(NEVER) // if$\n#elif 1$\n#endif"
    };
    int kind = roll(m->d, 5);
    int seen = m->seen_count;
    scope s = open_scope(m);
    m->depth--;                     /* the arms are part of the block around them */
    add_statements(m, 3);
    hide_since(m, seen);
    node *one = m->list;
    m->list = list_new();
    m->list->density = m->density;
    add_statements(m, 3);
    hide_since(m, seen);
    int names = m->seen_count;
    for (int k = seen; k < names; k++)
        m->seen[k]->is_gone = true;
    node *other = m->list;
    end_names(m, s);
    m->seen_count = names;
    add(m, node_hits(node_new(STATEMENT, texts[kind], one, other), DIRECTIVE));
    return true;
}

/* ---- names that need nothing of the body ---- */

bool make_names(maker *m)
{
    if (chance(m->d, 50))
        add_text(m, FUNCTION_NAME, text_of("note(%d, of_text(__func__));", m->p->sites++));
    else
        add_text(m, STATIC_ASSERT, chance(m->d, 50) ? "_Static_assert(sizeof(unsigned) == 4, \"await (\");" : "_Static_assert(1, \"\" \"one\");");
    return true;
}

bool make_old_prototype(maker *m)
{
    static const char *const texts[] = { "unsigned mix(unsigned, unsigned);", "unsigned twist();", "unsigned turn(unsigned a), twist(unsigned);",
                                         "unsigned of_list(const unsigned list[], unsigned n);" };
    add_text(m, OLD_PROTOTYPE, texts[roll(m->d, 4)]);
    add(m, node_new(STATEMENT, text_of("note(%d, mix($, twist(3u)));", m->p->sites++), value(m, 1)));
    return true;
}
