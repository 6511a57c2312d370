/* Ways out, at the innermost place of a plan. */
#include "make.h"

expression *condition_of(maker *m, const plan *p)
{
    if (p->number)
        return way_is(m, p->number);
    return chance(m->d, 50) ? truth(m, true, 2) : NULL;
}

/* ---- errors of others ---- */

static expression *failing_call(maker *m)
{
    const function *callee = chance(m->d, 60) ? some_callee(m) : NULL;
    if (callee)
        return awaited_call(m, callee, roll(m->d, 3), ENTER_RAISES);
    return awaited(FAIL, expression_new(X_CONSTANT, roll(m->d, 9)), m);
}

static expression *failing_expression(maker *m)
{
    expression *x = failing_call(m);
    switch (roll(m->d, 10)) {
    case 0: return expression_of(X_ADD, value_of(m, 2, 2), x, NULL);
    case 1: return expression_of(X_ADD, x, value_of(m, 2, 2), NULL);
    case 2: return expression_of(X_PLUS_CALL, value_of(m, 2, 2), x, NULL);
    case 3: return expression_of(X_AND, truth(m, true, 2), x, NULL);
    case 4: return expression_of(X_OR, truth(m, false, 2), x, NULL);
    case 5: return expression_of(X_CONDITIONAL, truth(m, true, 2), x, value_of(m, 1, 1));
    case 6: return expression_of(X_COMMA, value_of(m, 1, 2), x, NULL);
    case 7: return expression_of(X_CONDITIONAL, x, value_of(m, 1, 1), value_of(m, 2, 1));
    default: return x;
    }
}

/* An initialiser, in braces of its own. */
static statement *failing_initialiser(maker *m, expression *x)
{
    statement *s = statement_new(m->p, S_BLOCK);
    s->body = tree_allocate(sizeof *s->body);
    variable *v = new_variable(m, OF_INT, "v");
    v->initial[0] = x;
    s->body->locals[s->body->local_count++] = v;
    add(m, s->body, S_SHOW)->variable = v;
    return s;
}

static statement *failing_statement(maker *m)
{
    static const statement_kind kinds[] = { S_VALUE, S_VALUE, S_DO_VALUE, S_WHILE, S_GUARD, S_SWITCH, S_RETURN, S_BLOCK, S_SET };
    statement_kind kind = kinds[roll(m->d, (int)(sizeof kinds / sizeof *kinds))];
    expression *x = failing_expression(m);
    variable *set = kind == S_SET ? pick_variable(m, true) : NULL;
    if (kind == S_BLOCK)
        return failing_initialiser(m, x);
    if ((kind == S_RETURN && (!m->may.returns || !gives_int(m->f))) || (kind == S_SET && !set))
        kind = S_VALUE;
    statement *s = statement_new(m->p, kind);
    s->value = x;
    s->variable = set;
    if (kind == S_WHILE || kind == S_GUARD || kind == S_SWITCH) {
        s->body = tree_allocate(sizeof *s->body);
        if (kind == S_SWITCH)
            add(m, s->body, S_DEFAULT)->label = ++m->p->labels;
        add(m, s->body, S_MARK);
    }
    return s;
}

static void add_failing_with(maker *m, const plan *p, block *b)
{
    region r = some_with(m);
    int way = p->out == ENTER_ERROR ? ENTER_RAISES : EXIT_RAISES;
    if (r >= WITH_FINALLY && chance(m->d, 15))
        way = p->out == ENTER_ERROR ? NO_YIELD : SECOND_YIELD;
    int scope = begin_scope(m);
    statement *s = new_with(m, r, way, b);
    see_names(m, s);
    s->body = small_block(m);
    end_scope(m, scope);
    add_guard(m, b, condition_of(m, p), s);
}

/* What cancels it may be a task of its own group, a timeout, or something around the function. */
static void add_wait(maker *m, const plan *p, block *b)
{
    block *wait = tree_allocate(sizeof *wait);
    add_long_sleep(m, wait);
    if (p->number)
        add_guard(m, b, way_is(m, p->number), wait->statements[0]);
    else
        block_add(b, wait->statements[0]);
}

static void add_cancellation(maker *m, const plan *p, block *b)
{
    add_guard(m, b, p->number ? way_is(m, p->number) : NULL, statement_new(m->p, S_CANCEL));
    if (chance(m->d, 30))
        add(m, b, S_MARK);
    statement *s = statement_new(m->p, chance(m->d, 50) ? S_SUSPEND : S_VALUE);
    s->sleeps = chance(m->d, 50);
    s->value = awaited(chance(m->d, 50) ? LATER : TOLD, expression_new(X_CONSTANT, 1), m);
    block_add(b, s);
}

/* ---- jumps ---- */

static void add_goto(maker *m, const plan *p, block *b)
{
    statement *s = statement_new(m->p, S_GOTO);
    s->label = m->label;
    s->choice = m->back;
    if (!m->back) {
        add_guard(m, b, condition_of(m, p), s);
        return;
    }
    expression *count = expression_new(X_INCREMENT, 0);
    count->variable = new_counter(m, "again");
    expression *first = expression_of(X_LESS, count, expression_new(X_CONSTANT, 1), NULL);
    add_guard(m, b, p->number ? expression_of(X_AND, way_is(m, p->number), first, NULL) : first, s);
}

void add_way_out(maker *m, const plan *p, block *b)
{
    statement *s = NULL;
    switch (p->out) {
    case RETURN: s = new_return(m); break;
    case BREAK: s = statement_new(m->p, S_BREAK); break;
    case CONTINUE: s = statement_new(m->p, S_CONTINUE); break;
    case GOTO_FORWARD: case GOTO_BACK: case GOTO_NEAR: add_goto(m, p, b); return;
    case RAISE: s = new_raise(m, p->type, false); break;
    case RAISE_FROM: s = new_raise(m, p->type, true); break;
    case RAISE_AGAIN: s = statement_new(m->p, S_RAISE_AGAIN); break;
    case RAISE_NAME:
        s = statement_new(m->p, S_RAISE_NAME);
        s->variable = m->errors[roll(m->d, m->error_count)];
        break;
    case CALLEE_ERROR: s = failing_statement(m); break;
    case ENTER_ERROR: case EXIT_ERROR: add_failing_with(m, p, b); return;
    case TIMEOUT_ERROR: add_expiring(m, b, condition_of(m, p)); return;
    case TASK_ERROR: add_failing_tasks(m, b, condition_of(m, p)); return;
    case CANCELLED_OUTSIDE: case EXPIRED: case SIBLING:
        if (m->f->kind != IS_CONTEXT || p->yield_at < 0 || p->cause_at >= p->yield_at) {
            add_wait(m, p, b);
            return;
        }
        s = statement_new(m->p, S_MARK);
        break;
    case CANCELLED:
        if (m->f->kind != IS_CONTEXT || p->yield_at < 0) {
            add_cancellation(m, p, b);
            return;
        }
        s = statement_new(m->p, S_MARK);    /* it comes from the user's block */
        break;
    default: s = statement_new(m->p, S_MARK);
    }
    add_guard(m, b, p->out == END || p->out >= CANCELLED ? NULL : condition_of(m, p), s);
}
