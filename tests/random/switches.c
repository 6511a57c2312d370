/* switch, with cases wherever they may stand. */
#include "make.h"

static void add_case(maker *m, const char *text)
{
    add(m, node_new(LABEL, text));
}

/* Statements of an arm. Those behind the next label don't see its locals. */
static void add_arm(maker *m, int most)
{
    int seen = m->seen_count;
    add_statements(m, most);
    hide_since(m, seen);
}

static const char *case_text(maker *m, int k)
{
    if (has(m, GNU17) && chance(m->d, 20))
        return text_of("case %d ... %d:;", 2 * k, 2 * k + 1);
    if (chance(m->d, 20))
        return text_of("case %d: case %d:;", 2 * k, 2 * k + 1);
    if (k == 1 && name_in_sight(m, "FEW") && chance(m->d, 30))
        return "case FEW:;";
    static const char *const spellings[] = { "case %d:;", "case (%d ? %d : 1):;", "case 0x%x:;", "case %d + 0:;" };
    int kind = roll(m->d, 4);
    return kind == 1 ? text_of(spellings[1], 2 * k, 2 * k) : text_of(spellings[kind], 2 * k);
}

static void fall_through(maker *m)
{
    const char *text = ";";
    item said = NO_ITEM;
    if (has(m, GNU2X) && chance(m->d, 30))
        text = "[[fallthrough]];", said = C23_ATTRIBUTE;
    else if (has(m, GNU17) && chance(m->d, 30))
        text = "__attribute__((fallthrough));", said = ATTRIBUTE;
    else if (chance(m->d, 30))
        text = "/* fall through */ ;";
    node *n = node_hits(node_hits(node_new(STATEMENT, text), FALL_THROUGH), said);
    n->joined = said != NO_ITEM;            /* it stands right before the label */
    add(m, n);
}

static node *switch_value(maker *m, int below)
{
    static const char *const texts[] = { "$ %% %du", "(int)($ %% %du)", "(unsigned char)($ %% %du)", "$ %% %dull", "(long)($ %% %du)" };
    return node_new(EXPRESSION, text_of(texts[roll(m->d, 5)], below), value_in(m, AWAIT_IN_SWITCH, 3));
}

static scope begin_switch(maker *m)
{
    scope s = open_scope(m);
    m->may_break = m->may_break_within = true;
    return s;
}

static void add_switch(maker *m, node *v, node *list)
{
    add(m, node_new(STATEMENT, "switch ($) {$}", v, list));
}

bool make_switch(maker *m)
{
    int arms = 2 + roll(m->d, 3), middle = roll(m->d, arms + 1);
    node *v = switch_value(m, 2 * arms + 2);
    scope s = begin_switch(m);
    bool before = chance(m->d, 15);
    if (before)                     /* never executed, but in scope */
        add_text(m, NO_ITEM, "unsigned unset;");
    for (int k = 0; k < arms; k++) {
        if (k == middle) {
            add(m, node_hits(node_new(LABEL, "default:;"), k ? DEFAULT_IN_MIDDLE : NO_ITEM));
            add_arm(m, 2);
            if (chance(m->d, 60))
                add_text(m, NO_ITEM, "break;");
        }
        const char *text = case_text(m, k);
        add(m, node_hits(node_new(LABEL, text), text[6] == ' ' && text[7] == '.' ? CASE_RANGE : NO_ITEM));
        if (before)
            add_text(m, NO_ITEM, "unset = 3u; (void)unset;");
        add_arm(m, 3);
        if (chance(m->d, 60))
            add_text(m, NO_ITEM, "break;");
        else if (k + 1 < arms && k + 1 != middle)
            fall_through(m);
    }
    add_switch(m, v, close_scope(m, s));
    return true;
}

/* Cases inside of a loop, into which the switch jumps. */
bool make_duff(maker *m)
{
    if (m->repeats > 12)
        return false;
    entry *counter = add_counter(m, "0");
    node *v = switch_value(m, 4);
    scope s = open_scope(m);
    m->repeats *= 3;
    add_case(m, "case 0:;");
    scope inner = open_scope(m);
    m->may_continue = m->may_break = m->may_break_within = true;
    for (int k = 4; k-- > 0; ) {
        add_arm(m, 2);
        if (k > 0)
            add(m, node_hits(node_new(LABEL, text_of(k == 2 && chance(m->d, 30) ? "default: case %d:;" : "case %d:;", k)), DUFFS_DEVICE));
    }
    node *list = close_scope(m, inner);
    if (chance(m->d, 60))
        add(m, node_new(STATEMENT, text_of("do {$} while ($ && %s++ < 2u);", counter->name), list, condition(m, AWAIT_IN_DO, 2)));
    else
        add(m, node_new(STATEMENT, text_of("while ($, %s++ < 2u) {$}", counter->name), condition(m, AWAIT_IN_WHILE, 2), list));
    add_switch(m, v, close_scope(m, s));
    return true;
}

/* Cases in nested plain blocks and in branches of an if. */
bool make_case_in_block(maker *m)
{
    node *v = switch_value(m, 5);
    scope s = begin_switch(m);
    add_case(m, "case 0:;");
    add_arm(m, 2);
    scope inner = open_scope(m);
    add_arm(m, 2);
    add(m, node_hits(node_new(LABEL, "case 1:;"), CASE_IN_BLOCK));
    add_arm(m, 2);
    node *list = close_scope(m, inner);
    if (chance(m->d, 50)) {
        add(m, node_new(STATEMENT, "{$}", list));
    } else {
        inner = open_scope(m);
        add_case(m, "default: case 2:;");
        add_arm(m, 2);
        node *other = close_scope(m, inner);
        add(m, node_new(STATEMENT, "if ($) {$} else {$}", condition(m, AWAIT_IN_IF, 2), list, other));
    }
    add_text(m, NO_ITEM, "break;");
    add_case(m, "case 3:;");
    add_arm(m, 2);
    add_switch(m, v, close_scope(m, s));
    return true;
}
