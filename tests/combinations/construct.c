/* Constructs, each around what a plan puts in it. */
#include "make.h"

static void add_yield(maker *m, block *b)
{
    statement *s = statement_new(m->p, S_YIELD);
    s->variable = m->pointer;
    if (!s->variable)
        s->value = chance(m->d, 50) ? parameter(0) : anything(m, 2);
    add_guard(m, b, chance(m->d, 20) ? expression_of(X_NOT, way_is(m, NO_YIELD), NULL, NULL) : NULL, s);
    add(m, b, S_MARK);
    if (!chance(m->d, 25))
        return;
    statement *again = statement_new(m->p, S_YIELD);
    again->variable = m->pointer;
    if (!again->variable)
        again->value = parameter(0);
    add_guard(m, b, expression_of(X_EQUAL, parameter(1), expression_new(X_CONSTANT, SECOND_YIELD), NULL), again);
}

static void add_label(maker *m, block *b)
{
    add(m, b, S_LABEL)->label = m->label;
    if (chance(m->d, 70))
        add(m, b, S_MARK);
}

static void enclose(maker *m, const plan *p, int level, block *b);

void follow(maker *m, const plan *p, int level, block *b)
{
    jumps before = m->may;
    if (p->label_at == level)
        m->may.goes = true;
    if (p->label_at == level && m->back)
        add_label(m, b);
    add_filler(m, b);
    if (p->yield_at == level)
        add_yield(m, b);
    if (p->yield_at == level)
        add_filler(m, b);
    if (level < p->depth)
        enclose(m, p, level, b);
    else
        add_way_out(m, p, b);
    add_passing_filler(m, b);
    if (p->label_at == level && !m->back)
        add_label(m, b);
    m->may = before;
}

void start_following(maker *m, const plan *p, block *b)
{
    int label = m->label;
    bool back = m->back;
    jumps before = m->may;
    int seen = m->seen_count;
    if (p->label_at >= 0) {
        m->label = ++m->p->labels;
        m->may.goes = false;
        m->back = p->out == GOTO_BACK || (p->out == GOTO_NEAR && chance(m->d, 40));
        /* behind a defer in the same block, a label can only be jumped back to */
    }
    follow(m, p, 0, b);
    m->label = label;
    m->back = back;
    m->may = before;
    m->seen_count = seen;       /* a goto may have gone past what was declared */
}

block *inside(maker *m, const plan *p, int level) { return inside_with(m, p, level, NULL); }

block *inside_with(maker *m, const plan *p, int level, statement *with)
{
    block *b = tree_allocate(sizeof *b);
    int scope = begin_scope(m);
    make_locals(m, b);
    if (with && m->p->has_tasks)
        begin_library_block(m, p, level, with, b);
    follow(m, p, level + 1, b);
    end_scope(m, scope);
    return b;
}

bool should_stop(maker *m, const plan *p, int level)
{
    if (!way_is_error(p->out))
        return false;
    if (level >= p->inner - 1)
        return level == p->inner && p->stops;
    return chance(m->d, 45);
}

/* ---- if, loops, switch ---- */

static void make_if(maker *m, const plan *p, int level, block *b)
{
    bool taken = p->path[level] == THEN;
    statement *s = add(m, b, S_IF);
    s->value = truth(m, taken, 2);
    s->region = THEN;
    s->other_region = ELSE;
    if (taken) {
        s->body = inside(m, p, level);
        s->other = chance(m->d, 40) ? small_block(m) : NULL;
    } else {
        s->body = small_block(m);
        s->other = inside(m, p, level);
    }
}

/* How often a loop is to run; one with a yield in it yields again only if it is asked to. */
static expression *times(maker *m, const plan *p, int level)
{
    if (level >= p->yield_at || m->f->kind == IS_GENERATOR)
        return value_of(m, 1 + roll(m->d, 2), 2);
    return expression_of(X_ADD, expression_new(X_CONSTANT, 1),
                         expression_of(X_EQUAL, parameter(1), expression_new(X_CONSTANT, SECOND_YIELD), NULL), NULL);
}

static void make_for(maker *m, const plan *p, int level, block *b)
{
    int scope = begin_scope(m);
    statement *s = add(m, b, S_FOR);
    s->region = FOR;
    s->variable = new_variable(m, OF_INT, "i");
    s->variable->read_only = s->variable->own_name = true;
    s->start = value_of(m, 0, 2);
    see(m, s->variable);
    s->value = expression_of(X_LESS, read_variable(s->variable, 0), times(m, p, level), NULL);
    s->step = expression_new(X_INCREMENT, 0);
    s->step->variable = s->variable;
    if (chance(m->d, 40))
        s->step = expression_of(X_ASSIGN, expression_of(X_ADD, read_variable(s->variable, 0), value_of(m, 1, 2), NULL), NULL, NULL);
    s->step->variable = s->variable;
    jumps before = begin_loop(m);
    s->body = inside(m, p, level);
    end_jumps(m, before);
    end_scope(m, scope);
}

static void make_while(maker *m, const plan *p, int level, block *b)
{
    variable *turn = new_counter(m, "turn");
    statement *zero = add(m, b, S_SET);
    zero->variable = turn;
    zero->value = expression_new(X_CONSTANT, 0);
    statement *s = add(m, b, p->path[level] == DO ? S_DO : S_WHILE);
    s->region = p->path[level];
    expression *count = expression_new(X_INCREMENT, 0);
    count->variable = turn;
    if (s->kind == S_DO)
        count = expression_of(X_ADD, count, expression_new(X_CONSTANT, 1), NULL);
    s->value = expression_of(X_LESS, count, times(m, p, level), NULL);
    jumps before = begin_loop(m);
    s->body = inside(m, p, level);
    end_jumps(m, before);
}

static void add_case(maker *m, block *b, statement_kind kind, long choice)
{
    statement *s = add(m, b, kind);
    s->choice = choice;
    s->label = ++m->p->labels;
}

/* What the plan puts in a case: between braces, so that it may have locals and defers, or not. */
static void add_case_body(maker *m, const plan *p, int level, block *b)
{
    bool defers = level + 1 < p->depth && p->path[level + 1] == DEFER;
    if (defers || chance(m->d, 50)) {
        block *braces = inside(m, p, level);
        add(m, b, S_BLOCK)->body = braces;
    } else {
        follow(m, p, level + 1, b);
    }
}

static void make_switch(maker *m, const plan *p, int level, block *b)
{
    long choice = roll(m->d, 4);
    int scope = begin_scope(m);
    bool falls_in = chance(m->d, 30), is_default = chance(m->d, 20);
    statement *s = add(m, b, S_SWITCH);
    s->value = value_of(m, is_default ? 77 : falls_in ? choice + 10 : choice, 2);
    s->region = SWITCH;
    s->body = tree_allocate(sizeof *s->body);
    jumps before = begin_switch(m);
    if (falls_in || chance(m->d, 30)) {
        add_case(m, s->body, S_CASE, choice + 10);
        add(m, s->body, S_MARK);
        add_passing_filler(m, s->body);
        if (!falls_in)
            add(m, s->body, S_BREAK);
    }
    block *to = s->body;
    if (chance(m->d, 25)) {     /* the label stands in a block of its own */
        to = tree_allocate(sizeof *to);
        add(m, s->body, S_BLOCK)->body = to;
        add(m, to, S_MARK);
    }
    add_case(m, to, is_default ? S_DEFAULT : S_CASE, choice);
    add_case_body(m, p, level, to);
    if (chance(m->d, 40))
        add(m, s->body, S_BREAK);
    if (!is_default && chance(m->d, 50)) {
        add_case(m, s->body, S_DEFAULT, 0);
        add(m, s->body, S_MARK);
    }
    end_jumps(m, before);
    end_scope(m, scope);
}

/* ---- the rest ---- */

static void make_block(maker *m, const plan *p, int level, block *b)
{
    statement *s = add(m, b, S_BLOCK);
    s->region = BLOCK;
    s->body = inside(m, p, level);
}

static void add_defer(maker *m, block *b)
{
    jumps before = begin_defer(m);
    block *body = small_block(m);
    end_jumps(m, before);
    add(m, b, S_DEFER)->body = body;
}

/* Locals, defers, and then what the plan puts behind them. */
static void make_deferred(maker *m, const plan *p, int level, block *b)
{
    block *body = tree_allocate(sizeof *body);
    int scope = begin_scope(m);
    make_locals(m, body);
    for (int count = 1 + roll(m->d, 2); count > 0; count--) {
        add_defer(m, body);
        add_filler(m, body);
    }
    follow(m, p, level + 1, body);
    end_scope(m, scope);
    statement *s = add(m, b, S_BLOCK);
    s->region = DEFERRED;
    s->body = body;
}

static void make_defer(maker *m, const plan *p, int level, block *b)
{
    jumps before = begin_defer(m);
    block *body = inside(m, p, level);
    end_jumps(m, before);
    add(m, b, S_DEFER)->body = body;
    add_filler(m, b);
    add_flight(m, p, b);
}

static void make_with(maker *m, const plan *p, int level, block *b)
{
    int way = should_stop(m, p, level) && region_may_stop(p->path[level], p->out) ? SUPPRESS : GO_ON;
    int scope = begin_scope(m);
    statement *s = new_with(m, p->path[level], way, b);
    see_names(m, s);
    s->body = inside_with(m, p, level, s);
    end_scope(m, scope);
    block_add(b, s);
}

static void enclose(maker *m, const plan *p, int level, block *b)
{
    switch (p->path[level]) {
    case BLOCK:
        make_block(m, p, level, b);
        break;
    case THEN: case ELSE:
        make_if(m, p, level, b);
        break;
    case FOR:
        make_for(m, p, level, b);
        break;
    case WHILE: case DO:
        make_while(m, p, level, b);
        break;
    case SWITCH:
        make_switch(m, p, level, b);
        break;
    case DEFER:
        make_defer(m, p, level, b);
        break;
    case DEFERRED:
        make_deferred(m, p, level, b);
        break;
    case TRY_CATCH: case TRY_FINALLY: case HANDLER: case TRY_ELSE: case FINALLY:
        make_try(m, p, level, b);
        break;
    case FOR_EACH:
        make_each(m, p, level, b);
        break;
    default:
        make_with(m, p, level, b);
    }
}
