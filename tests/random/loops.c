/* Loops. Each ends by itself: what it counts with nothing else changes. */
#include "make.h"

enum { MOST_REPEATS = 20 };

static bool may_loop(maker *m)
{
    return m->repeats <= MOST_REPEATS;
}

/* What may be in a loop's body. */
static scope begin_loop(maker *m)
{
    scope s = begin_names(m);
    m->may_break = m->may_continue = m->may_break_within = true;
    m->repeats *= 3;
    return s;
}

/* A condition that ends the loop after some rounds. */
static node *limited(maker *m, const entry *counter, item where, bool counts_first)
{
    node *c = condition(m, where, 3);
    if (chance(m->d, 40))
        return node_new(EXPRESSION, text_of(counts_first ? "%s++ < %du && ($, 1)" : "($, %s++ < %du)", counter->name, 1 + roll(m->d, 3)), c);
    return node_new(EXPRESSION, text_of(counts_first ? "%s++ < %du && $" : "$ && %s++ < %du", counter->name, 2 + roll(m->d, 2)), c);
}

bool make_while(maker *m)
{
    if (!may_loop(m))
        return false;
    entry *counter = add_counter(m, "0");
    scope s = begin_loop(m);
    node *c = limited(m, counter, AWAIT_IN_WHILE, chance(m->d, 50)), *b = body(m, 5);
    end_names(m, s);
    add(m, node_hits(node_new(STATEMENT, "while ($) $", c, b), WHILE_LOOP));
    return true;
}

bool make_do(maker *m)
{
    if (!may_loop(m))
        return false;
    entry *counter = add_counter(m, "0");
    scope s = begin_loop(m);
    node *b = body(m, 5);
    node *c = limited(m, counter, AWAIT_IN_DO, chance(m->d, 50));
    end_names(m, s);
    add(m, node_hits(node_new(STATEMENT, "do $ while ($);", b, c), DO_LOOP));
    return true;
}

static node *step_of(maker *m, const entry *counter)
{
    node *v = value_in(m, AWAIT_IN_STEP, 2);
    switch (roll(m->d, 5)) {
    case 0: return node_new(EXPRESSION, text_of("%s++, $", counter->name), v);
    case 1: return node_new(EXPRESSION, text_of("%s += 1u + $ %% 2u", counter->name), v);
    case 2: return node_new(EXPRESSION, text_of("$, ++%s", counter->name), v);
    case 3:
        if (m->awaits)
            return node_hits(node_new(EXPRESSION, text_of("%s = @later(%s + 1u)", counter->name, counter->name)), AWAIT_IN_STEP);
    }
    return node_new(EXPRESSION, text_of("%s++", counter->name));
}

static node *for_condition(maker *m, const entry *counter)
{
    int most = 2 + roll(m->d, 3);
    if (chance(m->d, 40))
        return node_new(EXPRESSION, text_of("%s < %du", counter->name, most));
    if (chance(m->d, 40))
        return node_new(EXPRESSION, text_of("%s < $ %% %du + 1u", counter->name, most), value_in(m, AWAIT_IN_FOR, 2));
    node *c = condition(m, AWAIT_IN_FOR, 3);
    return node_new(EXPRESSION, text_of(chance(m->d, 50) ? "%s < %du && $" : "($) && %s < %du", counter->name, most), c);
}

/* With a counter of its own, which may shadow, or one from outside. */
bool make_for(maker *m)
{
    if (!may_loop(m))
        return false;
    node *n = node_hits(node_new(STATEMENT, ""), FOR_LOOP);
    bool own = chance(m->d, 70);
    entry *counter = own ? NULL : add_counter(m, "9");
    scope s = begin_loop(m);
    const char *first = "";
    if (own) {
        if (chance(m->d, 20)) {
            entry *more = see(m, VARIABLE, new_name(m, n), &unsigned_type);
            first = text_of("%s = 1, ", more->name);
        }
        counter = see(m, VARIABLE, new_name(m, n), &unsigned_type);
        counter->read_only = counter->hidden = true;
    }
    node *start = chance(m->d, 40) ? node_new(EXPRESSION, "$ % 2u", value_in(m, AWAIT_IN_START, 2)) : node_new(EXPRESSION, "0");
    counter->hidden = false;
    node *c = for_condition(m, counter), *step = step_of(m, counter), *b = body(m, 5);
    end_names(m, s);
    n->text = text_of("for (%s%s%s = $; $; $) $", own ? "unsigned " : "", first, counter->name);
    node_add(n, start);
    node_add(n, c);
    node_add(n, step);
    node_add(n, b);
    add(m, n);
    return true;
}

bool make_forever(maker *m)
{
    if (!may_loop(m))
        return false;
    entry *counter = add_counter(m, "0");
    scope s = begin_loop(m);
    scope inner = open_scope(m);
    add(m, node_new(STATEMENT, text_of("if (%s++ > %du || $)\n    break;", counter->name, roll(m->d, 3)), condition(m, AWAIT_IN_OR, 2)));
    add_statements(m, 5);
    node *list = close_scope(m, inner);
    end_names(m, s);
    node *n = node_new(STATEMENT, chance(m->d, 70) ? "for (;;) {$}" : "while (1) {$}", list);
    add(m, n->text[0] == 'f' ? node_hits(n, FOREVER) : n);
    return true;
}

/* ---- jumps out of them ---- */

static bool make_jump(maker *m, const char *text, item i)
{
    node *jump = node_hits(node_new(STATEMENT, text), i);
    add(m, node_new(STATEMENT, "if ($)\n    $", condition(m, AWAIT_IN_IF, 2), jump));
    return true;
}

bool make_break(maker *m)
{
    return m->may_break && make_jump(m, "break;", BREAK);
}

bool make_continue(maker *m)
{
    return m->may_continue && make_jump(m, "continue;", CONTINUE);
}

bool make_return(maker *m)
{
    node *jump;
    if (m->f->result) {
        m->place = AWAIT_IN_RETURN;
        node *v = value_of_type(m, m->f->result, 3);
        m->place = NO_ITEM;
        if (!v || m->f->result->kind == POINTER)
            return false;
        jump = node_new(STATEMENT, chance(m->d, 20) ? "return ($);" : "return $;", v);
    } else {
        jump = node_new(STATEMENT, "return;");
    }
    node_hits(jump, RETURN_EARLY);
    node *c = condition(m, AWAIT_IN_IF, 2);
    add(m, node_new(STATEMENT, text_of("if (($) %% %du == 1u)\n    $", 4 + roll(m->d, 8)), c, jump));
    return true;
}
