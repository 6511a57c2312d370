/* Statements that the way out goes past: what happens there must all be seen in the trace. */
#include "make.h"

statement *add(maker *m, block *b, statement_kind kind)
{
    statement *s = statement_new(m->p, kind);
    block_add(b, s);
    return s;
}

void add_guard(maker *m, block *b, expression *condition, statement *s)
{
    if (!condition) {
        block_add(b, s);
        return;
    }
    statement *guard = add(m, b, S_GUARD);
    guard->value = condition;
    guard->body = tree_allocate(sizeof *guard->body);
    block_add(guard->body, s);
}

int begin_scope(maker *m)
{
    int before = m->scope;
    m->scope = m->seen_count;
    return before;
}

void end_scope(maker *m, int before)
{
    m->seen_count = m->scope;
    m->scope = before;
}

error_type some_error(maker *m)
{
    static const error_type types[] = { VALUE_ERROR, RUNTIME_ERROR, LOW, LOWER, SIDE, OUTSIDE, ERROR };
    return types[roll(m->d, (int)(sizeof types / sizeof *types))];
}

statement *new_raise(maker *m, error_type type, bool with_cause)
{
    statement *s = statement_new(m->p, S_RAISE);
    s->raised = type == UNKNOWN_ERROR ? some_error(m) : type;
    s->formats = chance(m->d, 30);
    if (with_cause && m->error_count)
        s->cause = m->errors[m->error_count - 1];
    return s;
}

static expression *exit_result(maker *m)
{
    switch (roll(m->d, 4)) {
    case 0: return truth(m, false, 2);
    case 1: return way_is(m, LAST_PLAN);
    default: return way_is(m, SUPPRESS);
    }
}

bool gives_int(const function *f)
{
    return f->result == GIVES_INT && f->kind != IS_CONTEXT && f->kind != IS_GENERATOR;
}

statement *new_return(maker *m)
{
    statement *s = statement_new(m->p, S_RETURN);
    if (gives_int(m->f))
        s->value = anything(m, 2);
    if (m->f->result == GIVES_BOOL)
        s->value = exit_result(m);
    return s;
}

/* ---- kinds of filler ---- */

static void add_show(maker *m, block *b)
{
    variable *v = pick_variable(m, false);
    statement *s = add(m, b, v ? S_SHOW : S_MARK);
    s->variable = v;
}

static void add_set(maker *m, block *b)
{
    variable *v = pick_variable(m, true);
    if (!v) {
        add(m, b, S_MARK);
        return;
    }
    statement *s = add(m, b, S_SET);
    s->variable = v;
    s->member = roll(m->d, variable_cells(v));
    s->adds = chance(m->d, 40);
    s->value = s->adds ? value_of(m, roll(m->d, 9), 2) : anything(m, 2);
}

static void add_suspension(maker *m, block *b)
{
    statement *s = add(m, b, S_SUSPEND);
    s->sleeps = chance(m->d, 40);
    s->time = m->p->has_tasks ? some_time(m, 9) : 0;
}

static void add_declaration(maker *m, block *b)
{
    variable *v = new_local(m, false);
    statement *s = add(m, b, S_DECLARE);
    s->variable = v;
    see(m, v);
}

static void add_value(maker *m, block *b)
{
    statement *s = add(m, b, S_VALUE);
    s->value = anything(m, 3);
}

static void add_call(maker *m, block *b)
{
    const function *callee = m->f->is_async ? some_callee(m) : NULL;
    if (!callee) {
        add(m, b, S_MARK);
        return;
    }
    statement *s = add(m, b, S_VALUE);
    s->value = awaited_call(m, callee, roll(m->d, 3), GO_ON);
    if (chance(m->d, 40))
        s->value = expression_of(X_ADD, value_of(m, 1, 2), s->value, NULL);
}

static void add_construct(maker *m, block *b)
{
    wish w = { .function = m->kind, .is_async = m->f->is_async, .has_tasks = m->p->has_tasks, .ends = true, .around = NO_REGION };
    plan p = plan_small(m->d, &w);
    if ((region_is_with(p.path[0]) || p.path[0] == FOR_EACH) && !may_make(m)) {
        p.path[0] = BLOCK;
        p.out = END;
    }
    block *to = b;
    int scope = begin_scope(m);
    if (p.path[0] == DEFER) {   /* a label behind a defer in the same block could not be jumped to */
        to = tree_allocate(sizeof *to);
        add(m, b, S_BLOCK)->body = to;
    }
    start_following(m, &p, to);
    end_scope(m, scope);
}

/* goto into a loop that stands in the same block; it has no locals, and no cleanup. */
static void add_jump_into_loop(maker *m, block *b)
{
    variable *turn = new_counter(m, "turn");
    statement *zero = add(m, b, S_SET);
    zero->variable = turn;
    zero->value = expression_new(X_CONSTANT, 0);
    int label = ++m->p->labels;
    statement *jump = statement_new(m->p, S_GOTO);
    jump->label = label;
    add_guard(m, b, truth(m, chance(m->d, 80), 2), jump);
    statement *loop = add(m, b, chance(m->d, 50) ? S_WHILE : S_DO);
    expression *count = expression_new(X_INCREMENT, 0);
    count->variable = turn;
    loop->value = expression_of(X_LESS, count, value_of(m, 1, 2), NULL);
    loop->region = loop->kind == S_WHILE ? WHILE : DO;
    loop->body = tree_allocate(sizeof *loop->body);
    add(m, loop->body, S_MARK);
    add(m, loop->body, S_LABEL)->label = label;
    add_suspension(m, loop->body);
    add(m, loop->body, S_MARK);
}

/* A switch whose second case stands in a loop. */
static void add_case_in_loop(maker *m, block *b)
{
    variable *turn = new_counter(m, "turn");
    statement *zero = add(m, b, S_SET);
    zero->variable = turn;
    zero->value = expression_new(X_CONSTANT, 0);
    statement *s = add(m, b, S_SWITCH);
    s->value = value_of(m, roll(m->d, 3), 2);
    s->region = SWITCH;
    s->body = tree_allocate(sizeof *s->body);
    statement *first = add(m, s->body, S_CASE);
    first->label = ++m->p->labels;
    statement *loop = add(m, s->body, S_DO);
    loop->region = DO;
    loop->body = tree_allocate(sizeof *loop->body);
    add_suspension(m, loop->body);
    add(m, loop->body, S_MARK);
    statement *second = add(m, loop->body, S_CASE);
    second->choice = 1;
    second->label = ++m->p->labels;
    add(m, loop->body, S_MARK);
    add_suspension(m, loop->body);
    expression *count = expression_new(X_INCREMENT, 0);
    count->variable = turn;
    loop->value = expression_of(X_LESS, count, value_of(m, 1, 2), NULL);
}

/* goto back over a defer of its own block, which it leaves by that: the deferred block runs each time. */
static void add_jump_over_defer(maker *m, block *b)
{
    block *own = tree_allocate(sizeof *own);
    expression *count = expression_new(X_INCREMENT, 0);
    count->variable = new_counter(m, "again");
    add(m, b, S_BLOCK)->body = own;
    statement *label = add(m, own, S_LABEL);
    label->label = ++m->p->labels;
    add(m, own, S_MARK);
    jumps before = begin_defer(m);
    block *deferred = small_block(m);
    end_jumps(m, before);
    add(m, own, S_DEFER)->body = deferred;
    if (m->f->is_async)
        add_suspension(m, own);
    statement *jump = statement_new(m->p, S_GOTO);
    jump->label = label->label;
    jump->choice = 1;
    add_guard(m, own, expression_of(X_LESS, count, expression_new(X_CONSTANT, 1), NULL), jump);
    add(m, own, S_MARK);
}

/* One that is not taken; once everything is covered, one that may be. */
static void add_jump(maker *m, block *b)
{
    statement *s = some_jump(m);
    if (!s) {
        add(m, b, S_MARK);
        return;
    }
    expression *condition = truth(m, false, 3);
    if (m->covered->missing_count == 0 && chance(m->d, 50)) {
        expression *count = expression_new(X_INCREMENT, 0);
        count->variable = new_counter(m, "passed");
        condition = expression_of(X_EQUAL, count, expression_new(X_CONSTANT, roll(m->d, 3)), NULL);
    }
    add_guard(m, b, condition, s);
}

static void add_one(maker *m, block *b)
{
    bool is_async = m->f->is_async;
    if (m->p->has_tasks && is_async && chance(m->d, 30)) {
        add_task_filler(m, b);
        return;
    }
    int kind = roll(m->d, 100);
    if (kind < 8)
        add(m, b, S_MARK);
    else if (kind < 14)
        add_jump(m, b);
    else if (kind < 22)
        add_declaration(m, b);
    else if (kind < 42)
        add_show(m, b);
    else if (kind < 57)
        add_set(m, b);
    else if (kind < 69 && is_async)
        add_suspension(m, b);
    else if (kind < 79)
        add_value(m, b);
    else if (kind < 86)
        add_call(m, b);
    else if (kind < 89 && is_async)
        add_jump_into_loop(m, b);
    else if (kind < 91 && is_async)
        add_case_in_loop(m, b);
    else if (kind < 92)
        add_jump_over_defer(m, b);
    else
        add_construct(m, b);
}

void add_filler(maker *m, block *b)
{
    for (int count = roll(m->d, 3); count > 0 && m->budget > 0; count--) {
        m->budget--;
        add_one(m, b);
    }
}

void add_passing_filler(maker *m, block *b)
{
    int seen = m->seen_count;
    add_filler(m, b);
    m->seen_count = seen;
}

block *open_block(maker *m)
{
    block *b = tree_allocate(sizeof *b);
    if (chance(m->d, 40))
        make_locals(m, b);
    add(m, b, S_MARK);
    add_filler(m, b);
    return b;
}

block *small_block(maker *m)
{
    int scope = begin_scope(m);
    block *b = open_block(m);
    end_scope(m, scope);
    return b;
}
