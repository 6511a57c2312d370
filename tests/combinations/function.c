/* Coroutines, managers and contexts, made when something wants one. */
#include "make.h"

#include <stdio.h>

enum { DEEPEST = 2, MOST_PARTS = 12 };      /* hosts come on top */

bool may_make(const maker *m) { return m->nesting < DEEPEST && m->p->part_count < MOST_PARTS; }

static function *new_function(maker *m, function_kind kind, result_type result, bool is_async, const char *letter)
{
    function *f = tree_allocate(sizeof *f);
    f->kind = kind;
    f->result = result;
    f->is_async = is_async;
    f->body = tree_allocate(sizeof *f->body);
    snprintf(f->name, sizeof f->name, "p%d_%s%d", m->p->index, letter, ++m->p->names);
    return f;
}

/* One that gets too many is not used. */
void add_part(program *p, function *f, manager *of)
{
    p->is_too_big |= p->part_count == PARTS;
    if (p->is_too_big)
        return;
    p->parts[p->part_count].function = f;
    p->parts[p->part_count++].manager = of;
}

static maker maker_for(const maker *m, function *f, region kind)
{
    maker inner = { .p = m->p, .d = m->d, .covered = m->covered, .f = f, .kind = kind, .nesting = m->nesting + 1 };
    inner.may.returns = true;
    inner.budget = may_make(m) ? 3 + roll(m->d, 8) : roll(m->d, 3);
    return inner;
}

static bool cancels_in(maker *m, region kind)
{
    if (m->p->cancel_in != kind)
        return false;
    m->p->cancel_in = NO_REGION;
    return true;
}

/* What the function is to do if its way is the number; functions of functions of functions do nothing much. */
static way add_plan(maker *m, region kind, int number, block *b)
{
    wish w = { .function = kind, .is_async = m->f->is_async, .has_tasks = m->p->has_tasks, .cancels = cancels_in(m, kind), .around = NO_REGION };
    if (m->nesting > DEEPEST && !w.cancels) {
        add(m, b, S_MARK);
        return END;
    }
    plan p = plan_make(m->d, m->covered, &w);
    p.number = number;
    start_following(m, &p, b);
    return p.cause_at < 0 ? p.out : END;
}

static void add_raising(maker *m, int number, block *b)
{
    add_guard(m, b, way_is(m, number), new_raise(m, UNKNOWN_ERROR, false));
}

static void add_use(maker *m, const function *callee, const manager *of, const function *context, int number, way out, region as)
{
    program *p = m->p;
    if (p->use_count == PARTS)
        return;
    p->uses[p->use_count].callee = callee;
    p->uses[p->use_count].manager = of;
    p->uses[p->use_count].context = context;
    p->uses[p->use_count].out = out;
    p->uses[p->use_count].as = as;
    p->uses[p->use_count++].number = number;
}

/* ---- coroutines ---- */

static void add_recursion(maker *m, block *b)
{
    statement *s = statement_new(m->p, S_VALUE);
    s->value = awaited_call(m, m->f, 0, GO_ON);
    s->value->operand[0] = expression_of(X_SUBTRACT, parameter(0), expression_new(X_CONSTANT, 1), NULL);
    if (chance(m->d, 50))
        s->value->operand[1] = parameter(1);
    add_guard(m, b, expression_of(X_LESS, expression_new(X_CONSTANT, 0), parameter(0), NULL), s);
}

/* As TASK or BRANCH: one to be run as that. */
const function *make_callee(maker *from, region as)
{
    function *f = new_function(from, IS_CALLEE, GIVES_INT, true, "call");
    maker own = maker_for(from, f, as), *m = &own;
    make_locals(m, f->body);
    if (chance(m->d, 30))
        add_recursion(m, f->body);
    add_filler(m, f->body);
    add_raising(m, ENTER_RAISES, f->body);
    way out = add_plan(m, as, FIRST_PLAN, f->body);
    block_add(f->body, new_return(m));
    f->exported = chance(m->d, 10);
    add_part(m->p, f, NULL);
    add_use(m, f, NULL, NULL, FIRST_PLAN, out, as);
    return f;
}

const function *some_callee(maker *m)
{
    const function *found = NULL;
    int seen = 0;
    for (int k = 0; k < m->p->part_count; k++) {
        const function *f = m->p->parts[k].function;
        if (f && f->kind == IS_CALLEE && roll(m->d, ++seen) == 0)
            found = f;
    }
    if (may_make(m) && (!found || chance(m->d, 30)))
        found = make_callee(m, m->p->has_tasks && chance(m->d, 65) ? chance(m->d, 60) ? TASK : BRANCH : CALLEE);
    return found;
}

/* ---- managers ---- */

static function *make_enter(maker *from, manager *of, way *out)
{
    function *f = new_function(from, IS_ENTER, chance(from->d, 70) ? GIVES_INT : GIVES_VOID, of->is_async, "enter");
    f->owner = of;
    maker own = maker_for(from, f, ENTER), *m = &own;
    make_locals(m, f->body);
    add(m, f->body, S_MARK);
    add_filler(m, f->body);
    add_raising(m, ENTER_RAISES, f->body);
    *out = add_plan(m, ENTER, FIRST_PLAN, f->body);
    if (f->result == GIVES_INT)
        block_add(f->body, new_return(m));
    return f;
}

static statement *decision(maker *m, bool as_planned)
{
    statement *s = statement_new(m->p, S_RETURN);
    s->value = as_planned ? way_is(m, SUPPRESS) : expression_of(X_NOT, way_is(m, SUPPRESS), NULL, NULL);
    return s;
}

/* What an exit returns; in a try, whose end comes after that, and may raise or change its mind. */
static void add_decision(maker *m, block *b)
{
    if (!chance(m->d, 40)) {
        block_add(b, decision(m, true));
        return;
    }
    bool changes = chance(m->d, 50);
    statement *attempt = add(m, b, S_TRY);
    attempt->region = TRY_FINALLY;
    attempt->body = tree_allocate(sizeof *attempt->body);
    attempt->at_last = tree_allocate(sizeof *attempt->at_last);
    block_add(attempt->body, decision(m, !changes));
    jumps before = begin_finally(m);
    add(m, attempt->at_last, S_MARK);
    add_filler(m, attempt->at_last);
    add_raising(m, EXIT_RAISES, attempt->at_last);
    end_jumps(m, before);
    if (changes)
        block_add(attempt->at_last, decision(m, true));
}

static function *make_exit(maker *from, manager *of, bool suppresses)
{
    result_type result = suppresses || chance(from->d, 60) ? GIVES_BOOL : GIVES_VOID;
    function *f = new_function(from, IS_EXIT, result, of->is_async, "exit");
    f->owner = of;
    maker own = maker_for(from, f, EXIT), *m = &own;
    f->error = new_variable(m, OF_ERROR, "error");
    make_locals(m, f->body);
    add(m, f->body, S_SAW)->variable = f->error;
    add_filler(m, f->body);
    if (chance(m->d, 40)) {
        m->errors[m->error_count++] = f->error;
        statement *s = new_raise(m, UNKNOWN_ERROR, true);
        m->error_count = 0;
        add_guard(m, f->body, expression_of(X_AND, way_is(m, EXIT_RAISES), expression_new(X_FAILED, 0), NULL), s);
    }
    add_raising(m, EXIT_RAISES, f->body);
    add_plan(m, EXIT, LAST_PLAN, f->body);
    if (result == GIVES_BOOL)
        add_decision(m, f->body);
    return f;
}

static const manager *make_manager(maker *m, bool is_async, bool suppresses)
{
    manager *of = tree_allocate(sizeof *of);
    of->is_async = is_async;
    snprintf(of->name, sizeof of->name, "p%d_manager%d", m->p->index, ++m->p->names);
    way out = END;
    if (chance(m->d, 85) || m->p->cancel_in == ENTER)
        of->enter = make_enter(m, of, &out);
    of->exit = make_exit(m, of, suppresses);
    add_part(m->p, NULL, of);
    if (of->enter)
        add_use(m, NULL, of, NULL, FIRST_PLAN, out, ENTER);
    add_use(m, NULL, of, NULL, LAST_PLAN, END, EXIT);
    return of;
}

const manager *some_manager(maker *m, bool is_async, bool suppresses)
{
    const manager *found = NULL;
    int seen = 0;
    for (int k = 0; k < m->p->part_count; k++) {
        const manager *of = m->p->parts[k].manager;
        if (of && of->is_async == is_async && (!suppresses || of->exit->result == GIVES_BOOL) && roll(m->d, ++seen) == 0)
            found = of;
    }
    if (!found || (may_make(m) && chance(m->d, 30)))
        found = make_manager(m, is_async, suppresses);
    return found;
}

/* ---- contexts ---- */

static region around_of(maker *m, region shape, bool is_async)
{
    switch (shape) {
    case WITH_FINALLY: return TRY_FINALLY;
    case WITH_CATCH: return TRY_CATCH;
    case WITH_NESTED: return is_async && chance(m->d, 80) ? WITH_MANAGER : WITH_SYNC;
    default: return NO_REGION;
    }
}

static plan simple_plan(region around)
{
    plan p = { .path = { around }, .depth = around != NO_REGION, .out = END, .label_at = -1, .cause_at = -1, .type = UNKNOWN_ERROR };
    p.yield_at = p.depth;
    return p;
}

static void add_yielding(maker *m, region shape, block *b)
{
    wish w = { .function = AROUND, .is_async = m->f->is_async, .has_tasks = m->p->has_tasks, .cancels = cancels_in(m, AROUND),
               .around = around_of(m, shape, m->f->is_async), .never_limits = m->never_limits };
    bool nested_too_deep = m->nesting > DEEPEST && !w.cancels;
    plan p = nested_too_deep || chance(m->d, 25) ? simple_plan(w.around) : plan_make(m->d, m->covered, &w);
    p.number = AROUND_PLAN;
    start_following(m, &p, b);
    if (p.out != END && m->p->has_tasks)
        add_use(m, NULL, NULL, m->f, AROUND_PLAN, p.cause_at < 0 ? p.out : END, AROUND);
    else if (p.out != END)
        add_use(m, NULL, NULL, m->f, p.out == CANCELLED ? -1 : AROUND_PLAN, p.out, AROUND);
}

static const function *make_context(maker *from, region shape, bool is_async)
{
    result_type result = chance(from->d, 25) ? GIVES_POINTER : GIVES_INT;
    function *f = new_function(from, IS_CONTEXT, result, is_async, "context");
    f->shape = shape;
    f->never_limits = from->never_limits;
    maker own = maker_for(from, f, BEFORE), *m = &own;
    m->never_limits = from->never_limits;
    make_locals(m, f->body);
    for (int more = shape == WITH_LOCALS ? 2 : 0; more > 0; more--)
        make_locals(m, f->body);
    if (result == GIVES_POINTER) {
        m->pointer = new_variable(m, OF_INT, "own");
        m->pointer->own_name = true;
        m->pointer->initial[0] = value_of(m, roll(m->d, 30), 1);
        f->body->locals[f->body->local_count++] = m->pointer;
        see(m, m->pointer);
    }
    add(m, f->body, S_MARK);
    add_filler(m, f->body);
    add_raising(m, ENTER_RAISES, f->body);
    way out = END;
    if (!is_async || chance(m->d, 70) || m->p->cancel_in == BEFORE)
        out = add_plan(m, BEFORE, FIRST_PLAN, f->body);
    add_yielding(m, shape, f->body);
    m->kind = AFTER;
    if (m->pointer)
        add(m, f->body, S_SHOW)->variable = m->pointer;
    add_filler(m, f->body);
    add_plan(m, AFTER, LAST_PLAN, f->body);
    add_raising(m, EXIT_RAISES, f->body);
    add_part(m->p, f, NULL);
    add_use(m, NULL, NULL, f, FIRST_PLAN, out, BEFORE);
    add_use(m, NULL, NULL, f, LAST_PLAN, END, AFTER);
    return f;
}

const function *some_context(maker *m, region shape, bool is_async)
{
    const function *found = NULL;
    int seen = 0;
    for (int k = 0; k < m->p->part_count; k++) {
        const function *f = m->p->parts[k].function;
        if (f && f->kind == IS_CONTEXT && f->is_async == is_async && f->shape == shape && (f->never_limits || !m->never_limits) && roll(m->d, ++seen) == 0)
            found = f;
    }
    if (!found || (may_make(m) && chance(m->d, 30)))
        found = make_context(m, shape, is_async);
    return found;
}

/* ---- generators ---- */

/* How it is left is seen in the trace; it is not counted as a construct. */
static block *told_block(maker *m, block *b)
{
    statement *s = add(m, b, S_TRY);
    s->body = tree_allocate(sizeof *s->body);
    s->at_last = tree_allocate(sizeof *s->at_last);
    add(m, s->at_last, S_MARK);
    return s->body;
}

const function *make_generator(maker *from)
{
    function *f = new_function(from, IS_GENERATOR, GIVES_INT, true, "generator");
    maker own = maker_for(from, f, GENERATOR), *m = &own;
    m->never_limits = true;
    make_locals(m, f->body);
    add(m, f->body, S_MARK);
    add_filler(m, f->body);
    add_raising(m, ENTER_RAISES, f->body);
    way out = add_plan(m, GENERATOR, FIRST_PLAN, f->body);
    wish w = { .function = GENERATOR, .is_async = true, .has_tasks = true, .around = NO_REGION, .yields = true };
    plan p = m->nesting > DEEPEST || chance(m->d, 15) ? simple_plan(NO_REGION) : plan_make(m->d, m->covered, &w);
    p.number = AROUND_PLAN;
    block *b = chance(m->d, 60) ? told_block(m, f->body) : f->body;
    start_following(m, &p, b);
    add_filler(m, f->body);
    if (chance(m->d, 50)) {
        b = told_block(m, f->body);
        add(m, b, S_YIELD)->value = anything(m, 2);
    }
    add_raising(m, EXIT_RAISES, f->body);
    add_part(m->p, f, NULL);
    add_use(m, NULL, NULL, f, FIRST_PLAN, out, GENERATOR);
    add_use(m, NULL, NULL, f, AROUND_PLAN, p.cause_at < 0 ? p.out : END, GENERATOR);
    return f;
}

const function *some_generator(maker *m)
{
    const function *found = NULL;
    int seen = 0;
    for (int k = 0; k < m->p->part_count; k++) {
        const function *f = m->p->parts[k].function;
        if (f && f->kind == IS_GENERATOR && roll(m->d, ++seen) == 0)
            found = f;
    }
    if (!found || (may_make(m) && chance(m->d, 30)))
        found = make_generator(m);
    return found;
}

/* ---- hosts ---- */

maker host_maker(maker *from)
{
    function *f = new_function(from, IS_CALLEE, GIVES_INT, true, "host");
    maker own = maker_for(from, f, TASK);
    own.budget = 2;
    return own;
}

const function *finish_host(maker *m, maker *host)
{
    block_add(host->f->body, new_return(host));
    add_part(m->p, host->f, NULL);
    return host->f;
}
