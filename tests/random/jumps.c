/* goto, in all directions, and labels. What was jumped over is set again before it is used. */
#include "make.h"

/* Unique in the function. Some are names of other things too, or what generated C calls its own labels. */
const char *new_label(maker *m)
{
    static const char *const odd[] = { "x", "resume_2", "raised", "done", "finally_1", "exit_1", "f", "word" };
    int k = m->f->labels++;
    return k < 8 && chance(m->d, 40) ? odd[k] : text_of("label_%d", m->p->names++);
}

static void add_label(maker *m, const char *label, item i)
{
    add(m, node_hits(node_new(LABEL, text_of("%s:;", label)), i));
}

static node *jump_to(maker *m, const char *label, const char *more)
{
    return node_new(STATEMENT, text_of("if ($%s)\n    goto %s;", more, label), condition(m, AWAIT_IN_IF, 2));
}

/* What has been declared since can be used again if it is set. */
static void set_again(maker *m, int seen)
{
    int count = m->seen_count;
    hide_since(m, seen);
    for (int k = seen; k < count; k++) {
        entry *e = m->seen[k];
        if (e->kind != VARIABLE || e->is_gone || e->type->kind != SCALAR || e->read_only || e->type->qualifiers & IS_CONST)
            continue;
        node *v = conversion(e->type, value(m, 1), m->d);
        add(m, node_new(STATEMENT, text_of("%s = $;", e->name), v));
        e->hidden = false;
    }
    add_statements(m, 2);
}

bool make_goto_out(maker *m)
{
    const char *label = new_label(m);
    scope s = open_scope(m);
    add_statements(m, 2);
    scope inner = open_scope(m);
    add_statements(m, 2);
    node *jump = node_hits(node_new(STATEMENT, text_of("goto %s;", label)), GOTO_OUT);
    add(m, node_new(STATEMENT, "if ($)\n    $", condition(m, AWAIT_IN_IF, 2), jump));
    add_statements(m, 2);
    bool loops = chance(m->d, 50);
    node *list = close_scope(m, inner);
    add(m, node_new(STATEMENT, loops ? "do {$} while (0);" : "{$}", list));
    add_statements(m, 2);
    list = close_scope(m, s);
    add(m, node_new(STATEMENT, "{$}", list));
    int seen = m->seen_count;
    add_statements(m, 2);
    add_label(m, label, NO_ITEM);
    set_again(m, seen);
    return true;
}

bool make_goto_back(maker *m)
{
    if (m->repeats > 12)
        return false;
    const char *label = new_label(m);
    entry *counter = add_counter(m, "0");
    int repeats = m->repeats;
    m->repeats *= 3;
    add_label(m, label, NO_ITEM);
    add_statements(m, 3);
    node *jump = node_hits(node_new(STATEMENT, text_of("goto %s;", label)), GOTO_BACK);
    const char *text = text_of("if ($ && %s++ < 2u)\n    $", counter->name);
    if (chance(m->d, 50)) {
        scope s = open_scope(m);
        add_statements(m, 2);
        add(m, node_new(STATEMENT, text, condition(m, AWAIT_IN_IF, 2), jump));
        node *list = close_scope(m, s);
        add(m, node_new(STATEMENT, "{$}", list));
    } else {
        add(m, node_new(STATEMENT, text, condition(m, AWAIT_IN_IF, 2), jump));
    }
    m->repeats = repeats;
    return true;
}

/* Locals, a label, and what may be done behind it. */
static node *block_with_label(maker *m, const char *label, item i)
{
    scope s = open_scope(m);
    int seen = m->seen_count;
    add_statements(m, 3);
    add_label(m, label, i);
    set_again(m, seen);
    add_notes_of_scope(m);
    return close_scope(m, s);
}

bool make_goto_into_block(maker *m)
{
    const char *label = new_label(m);
    add(m, jump_to(m, label, ""));
    int seen = m->seen_count;
    add_statements(m, 2);
    hide_since(m, seen);            /* the block sees them, but must not */
    node *inner = block_with_label(m, label, GOTO_INTO_BLOCK);
    add(m, node_new(STATEMENT, chance(m->d, 70) ? "{$}" : "{{$}}", inner));
    hide_since(m, seen);
    return true;
}

bool make_goto_back_into_block(maker *m)
{
    if (m->repeats > 12)
        return false;
    const char *label = new_label(m);
    entry *counter = add_counter(m, "0");
    m->repeats *= 3;
    node *list = block_with_label(m, label, GOTO_BACK_INTO_BLOCK);
    if (chance(m->d, 50))
        add(m, node_new(STATEMENT, "{$}", list));
    else
        add(m, node_new(STATEMENT, "if ($) {$}", condition(m, AWAIT_IN_IF, 2), list));
    int seen = m->seen_count;
    add_statements(m, 2);
    add(m, jump_to(m, label, text_of(" && %s++ < 2u", counter->name)));
    m->repeats /= 3;
    hide_since(m, seen);
    return true;
}

bool make_goto_into_loop(maker *m)
{
    if (m->repeats > 12)
        return false;
    const char *label = new_label(m);
    entry *counter = add_counter(m, "0");
    add(m, jump_to(m, label, ""));
    scope s = begin_names(m);
    m->repeats *= 3;
    m->may_break = m->may_continue = m->may_break_within = true;
    node *list = block_with_label(m, label, GOTO_INTO_LOOP), *c = condition(m, AWAIT_IN_WHILE, 2);
    end_names(m, s);
    switch (roll(m->d, 3)) {
    case 0: add(m, node_new(STATEMENT, text_of("while (%s++ < 2u && $) {$}", counter->name), c, list)); break;
    case 1: add(m, node_new(STATEMENT, text_of("for (; %s < 2u; %s++, (void)($)) {$}", counter->name, counter->name), c, list)); break;
    default: add(m, node_new(STATEMENT, text_of("do {$} while (%s++ < 2u && $);", counter->name), list, c));
    }
    return true;
}

bool make_computed_goto(maker *m)
{
    static const char *const texts[] = { "static void *const %s[] = {&&%s, &&%s};", "void *%s[] = {&&%s, &&%s};", "const void *const %s[2] = {&&%s, &&%s};" };
    const char *one = new_label(m), *other = new_label(m), *to = text_of("labels_%d", m->p->names++);
    scope s = open_scope(m);
    add_text(m, NO_ITEM, text_of(texts[roll(m->d, 3)], to, one, other));
    add_statements(m, 1);
    int seen = m->seen_count;
    add(m, node_hits(node_new(STATEMENT, text_of("goto *%s[$ & 1u];", to), value_in(m, AWAIT_IN_SUBSCRIPT, 2)), COMPUTED_GOTO));
    add_label(m, one, NO_ITEM);
    add_statements(m, 2);
    add_label(m, other, NO_ITEM);
    set_again(m, seen);
    node *list = close_scope(m, s);
    add(m, node_new(STATEMENT, "{$}", list));
    return true;
}

/* The same name may be declared in each block. */
bool make_local_label(maker *m)
{
    const char *label = chance(m->d, 50) ? "local" : text_of("local_%d", m->p->names++);
    scope s = open_scope(m);
    node *declared = node_new(STATEMENT, text_of("__label__ %s, %s_again;", label, label));
    add_statements(m, 2);
    node *jump = node_hits(node_new(STATEMENT, text_of("goto %s;", label)), LOCAL_LABEL);
    add(m, node_new(STATEMENT, "if ($)\n    $", condition(m, AWAIT_IN_IF, 2), jump));
    int seen = m->seen_count;
    add_statements(m, 2);
    add(m, node_new(LABEL, text_of("%s: %s_again:;", label, label)));
    set_again(m, seen);
    node *list = close_scope(m, s);
    add(m, node_new(STATEMENT, "{\n    $$}", declared, list));
    return true;
}

bool make_labels(maker *m)
{
    node *n = assignment(m, 3);
    if (!n)
        return false;
    const char *first = new_label(m), *second = new_label(m);
    node *set = node_hits(node_new(STATEMENT, "$;", n), LABELS);
    switch (roll(m->d, 4)) {
    case 0: add(m, node_new(STATEMENT, text_of("%s: %s: $", first, second), set)); break;
    case 1: add(m, node_new(STATEMENT, text_of("if ($) %s: $ else %s: ;", first, second), condition(m, AWAIT_IN_IF, 2), set)); break;
    case 2: add(m, node_new(STATEMENT, text_of("{ $ %s: %s: ; }", first, second), set)); break;
    default: add(m, node_new(STATEMENT, text_of("%s: if ($) %s: { $ }", first, second), condition(m, AWAIT_IN_IF, 2), set));
    }
    return true;
}
