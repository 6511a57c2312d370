/* Statements: which comes next, and the simple ones. */
#include "make.h"

void add(maker *m, node *n)
{
    node_add(m->list, n);
}

void add_text(maker *m, item i, const char *text)
{
    add(m, node_hits(node_new(STATEMENT, text), i));
}

/* ---- what can be seen ---- */

static node *noted(maker *m, node *v)
{
    return node_new(STATEMENT, text_of("note(%d, $);", m->p->sites++), v);
}

void add_note(maker *m)
{
    add(m, noted(m, value_in(m, AWAIT_IN_ARGUMENT, 3)));
}

/* What the locals of the innermost scope are in the end. */
void add_notes_of_scope(maker *m)
{
    int most = 3;
    for (int k = m->seen_count; k-- > 0 && m->seen[k]->depth == m->depth && most > 0; ) {
        place p;
        if (m->seen[k]->kind != VARIABLE || !in_sight(m, m->seen[k]) || !chance(m->d, 60) || !place_of(m, m->seen[k], false, 0, &p))
            continue;
        node *n = noted(m, read_place(&p));
        if (m->seen[k]->type->kind == POINTER)
            node_hits(n, ADDRESS_KEPT);
        add(m, n);
        most--;
    }
}

/* ---- simple statements ---- */

static bool make_note(maker *m)
{
    add_note(m);
    return true;
}

static node *new_set(maker *m)
{
    node *n = assignment(m, 4);
    return n ? node_new(STATEMENT, "$;", n) : NULL;
}

static bool make_set(maker *m)
{
    node *n = new_set(m);
    if (n)
        add(m, n);
    return n;
}

static bool make_await(maker *m)
{
    if (!m->awaits)
        return false;
    add(m, await_statement(m));
    return true;
}

static bool make_discarded(maker *m)
{
    static const char *const texts[] = { "(void)$;", "$;", ";", "{}", "(void)0;", "if (0) ;" };
    int kind = roll(m->d, 6);
    add(m, kind < 2 ? node_new(STATEMENT, texts[kind], value_in(m, AWAIT_IN_STATEMENT, 3)) : node_new(STATEMENT, texts[kind]));
    return true;
}

static bool make_block(maker *m)
{
    add(m, block(m, 5));
    return true;
}

/* One that may stand where there are no braces. */
static node *single(maker *m)
{
    node *n = chance(m->d, 60) ? new_set(m) : NULL;
    if (!n && m->awaits && chance(m->d, 50))
        n = await_statement(m);
    if (!n)
        n = noted(m, value_in(m, AWAIT_IN_ARGUMENT, 2));
    return n;
}

node *block(maker *m, int most)
{
    scope s = open_scope(m);
    add_statements(m, most);
    if (chance(m->d, 60))
        add_notes_of_scope(m);
    return node_new(STATEMENT, "{$}", close_scope(m, s));
}

node *body(maker *m, int most)
{
    if (chance(m->d, 75) && m->nesting < 5)
        return block(m, most);
    scope s = begin_names(m);
    node *n = single(m);
    end_names(m, s);
    return n;
}

static node *dangling(maker *m)
{
    node *outer = condition(m, AWAIT_IN_IF, 3), *inner = condition(m, AWAIT_IN_IF, 2);
    scope s = begin_names(m);
    node *then = single(m), *otherwise = single(m);
    end_names(m, s);
    return node_hits(node_new(STATEMENT, "if ($)\n    if ($)\n        $\n    else\n        $", outer, inner, then, otherwise), DANGLING_ELSE);
}

bool make_if(maker *m)
{
    if (chance(m->d, 15)) {
        add(m, dangling(m));
        return true;
    }
    node *c = condition(m, AWAIT_IN_IF, 4), *then = body(m, 5);
    if (chance(m->d, 50))
        add(m, node_new(STATEMENT, "if ($) $", c, then));
    else if (chance(m->d, 30))
        add(m, node_new(STATEMENT, "if ($) $ else if ($) $ else $", c, then, condition(m, AWAIT_IN_IF, 3), body(m, 3), body(m, 3)));
    else
        add(m, node_new(STATEMENT, "if ($) $ else $", c, then, body(m, 4)));
    return true;
}

entry *add_counter(maker *m, const char *start)
{
    entry *e = see(m, VARIABLE, text_of("counter_%d", m->p->names++), &unsigned_type);
    e->read_only = true;
    add_text(m, NO_ITEM, text_of("unsigned %s = %s;", e->name, start));
    return e;
}

/* ---- the choice ---- */

static const struct choice {
    statement_maker *make;
    int weight;
    dialect since;
    bool nests;
} choices[] = {
    { make_note, 6, C11, false },
    { make_set, 14, C11, false },
    { make_await, 10, C11, false },
    { make_discarded, 2, C11, false },
    { make_local, 10, C11, false },
    { make_array, 5, C11, false },
    { make_string, 2, C11, false },
    { make_record, 5, C11, false },
    { make_type, 5, C11, false },
    { make_pointer, 6, C11, false },
    { make_literal_pointer, 4, C11, false },
    { make_restrict, 1, C11, false },
    { make_table, 2, C11, false },
    { make_several, 2, C11, false },
    { make_static, 2, C11, false },
    { make_extern, 2, C11, false },
    { make_register, 2, C11, false },
    { make_qualified, 4, C11, false },
    { make_atomic, 2, C11, false },
    { make_aligned, 2, C11, false },
    { make_copy, 4, C11, false },
    { make_macro, 4, C11, false },
    { make_macro_declaration, 1, C11, true },
    { make_local_macro, 2, C11, false },
    { make_names, 2, C11, false },
    { make_old_prototype, 1, C11, false },
    { make_brief, 3, C11, true },
    { make_break, 3, C11, false },
    { make_continue, 3, C11, false },
    { make_return, 3, C11, false },
    { make_block, 3, C11, true },
    { make_if, 7, C11, true },
    { make_while, 3, C11, true },
    { make_do, 3, C11, true },
    { make_for, 5, C11, true },
    { make_forever, 2, C11, true },
    { make_loop_macro, 2, C11, true },
    { make_switch, 4, C11, true },
    { make_duff, 2, C11, true },
    { make_case_in_block, 2, C11, true },
    { make_goto_out, 2, C11, true },
    { make_goto_back, 2, C11, true },
    { make_goto_into_block, 2, C11, true },
    { make_goto_back_into_block, 2, C11, true },
    { make_goto_into_loop, 2, C11, true },
    { make_labels, 2, C11, false },
    { make_directive, 3, C11, true },
    { make_vla, 1, C11, true },
    { make_alloca, 1, C11, true },
    { make_local_variadic, 1, C11, false },
    { make_computed_goto, 2, GNU17, true },
    { make_local_label, 2, GNU17, true },
    { make_asm, 2, GNU17, false },
    { make_typeof, 2, GNU17, false },
    { make_cleanup, 2, GNU17, true },
    { make_jump_out_of_expression, 2, GNU17, true },
    { make_flexible, 1, GNU17, false },
    { make_attribute, 2, GNU17, false },
    { make_c23, 2, GNU2X, false },
};

enum { CHOICES = sizeof choices / sizeof *choices, DEEPEST = 5 };

static const struct choice *choose(maker *m)
{
    int all = 0;
    for (int k = 0; k < CHOICES; k++)
        all += choices[k].weight;
    int at = roll(m->d, all);
    const struct choice *c = choices;
    while (at >= c->weight)
        at -= c++->weight;
    return c;
}

void add_statements(maker *m, int most)
{
    int count = 1 + roll(m->d, most);
    m->nesting++;
    while (count > 0 && m->budget > 0) {
        const struct choice *c = choose(m);
        if (!has(m, c->since) || (c->nests && (m->nesting > DEEPEST || m->seen_count > SEEN - 100)))
            continue;
        m->place = NO_ITEM;
        int seen = m->seen_count, children = m->list->count;
        m->budget--;
        if (c->make(m))
            count--;
        else if (m->list->count == children)
            m->seen_count = seen;
    }
    m->nesting--;
}
