#include "generate.h"

#include "make.h"

#include <stdio.h>
#include <string.h>

enum { MOST_USES = 8, MOST_USES_WITH_TASKS = 14 };

/* ---- what the program's functions are made for ---- */

static bool is_from_outside(way out) { return out == CANCELLED_OUTSIDE || out == EXPIRED || out == SIBLING; }

/* What its block does, for the way out to be what was planned. */
static block *used_block(maker *m, way out, bool may_fail)
{
    block *b = small_block(m);
    if (out == CANCELLED)
        add(m, b, S_CANCEL);
    if (out == CANCELLED || is_from_outside(out))
        add_long_sleep(m, b);
    else if (may_fail)
        block_add(b, new_raise(m, UNKNOWN_ERROR, false));
    return b;
}

static block *failing_or_small(maker *m, bool fails)
{
    block *b = small_block(m);
    if (fails)
        block_add(b, new_raise(m, UNKNOWN_ERROR, false));
    return b;
}

static block *cancelled_block(maker *m)
{
    block *b = small_block(m);
    add(m, b, S_CANCEL);
    add(m, b, S_SUSPEND);
    return b;
}

static void use_generator(maker *m, block *b, const function *generator, int number, way out)
{
    int scope = begin_scope(m);
    statement *s = new_each(m, generator, number);
    see(m, s->variable);
    s->body = small_block(m);
    if (out == CLOSED)
        block_add(s->body, chance(m->d, 60) ? statement_new(m->p, S_BREAK) : new_raise(m, UNKNOWN_ERROR, false));
    end_scope(m, scope);
    block_add(b, s);
}

static void use_manager(maker *m, block *b, const manager *of, const function *context, int number, way out)
{
    int scope = begin_scope(m);
    statement *s = new_with_of(m, of, context, number < 0 ? GO_ON : number);
    see_names(m, s);
    bool may_fail = of ? number == LAST_PLAN : number != LAST_PLAN && number != AROUND_PLAN;
    if (m->p->has_tasks && number == AROUND_PLAN)
        s->body = used_block(m, out, way_is_error(out) && chance(m->d, 30));
    else
        s->body = number < 0 ? cancelled_block(m) : failing_or_small(m, may_fail && chance(m->d, 50));
    end_scope(m, scope);
    block_add(b, s);
}

static expression *call_of(maker *m, int k)
{
    return awaited_call(m, m->p->uses[k].callee, roll(m->d, 3), m->p->uses[k].number);
}

static void use_directly(maker *m, block *b, int k)
{
    const function *context = m->p->uses[k].context;
    int number = m->p->uses[k].number;
    way out = m->p->uses[k].out;
    if (m->p->uses[k].callee && m->p->uses[k].as == BRANCH)
        add_branches(m, b, call_of(m, k));
    else if (m->p->uses[k].callee)
        add(m, b, S_VALUE)->value = call_of(m, k);
    else if (context && context->kind == IS_GENERATOR)
        use_generator(m, b, context, number, out);
    else
        use_manager(m, b, m->p->uses[k].manager, context, number, out);
}

static statement *with_library(maker *m, block *b, region r)
{
    statement *s = add(m, b, S_WITH);
    s->region = r;
    s->items[0] = library_item(m, r);
    s->item_count = 1;
    see_names(m, s);
    s->body = tree_allocate(sizeof *s->body);
    return s;
}

/* In a timeout that expires, or in a group with a task that fails. */
static void use_in_cause(maker *m, block *b, int k)
{
    bool expires = m->p->uses[k].out == EXPIRED;
    int scope = begin_scope(m);
    statement *s = with_library(m, b, !expires ? GROUP : chance(m->d, 50) ? TIMEOUT : MOVE_ON);
    s->items[0].time = some_time(m, 30) + 30000;
    if (!expires)
        add_failing_task(m, s->body, s->items[0].as);
    use_directly(m, s->body, k);
    end_scope(m, scope);
}

/* In a task, which cancels itself or is cancelled. */
static void use_in_task(maker *m, block *b, int k)
{
    const function *host;
    expression *call;
    if (m->p->uses[k].as == TASK) {
        call = call_of(m, k);
    } else {
        maker own = host_maker(m);
        use_directly(&own, own.f->body, k);
        host = finish_host(m, &own);
        call = awaited_call(m, host, roll(m->d, 3), GO_ON);
    }
    int scope = begin_scope(m);
    statement *s = with_library(m, b, GROUP);
    statement *task = add_spawn(m, s->body, s->items[0].as, call);
    if (m->p->uses[k].out == CANCELLED_OUTSIDE) {
        add_sleep(m, s->body, some_time(m, 40) + 10000);
        add_cancel_task(m, s->body, task->slot);
    }
    end_scope(m, scope);
}

static void use_as_planned(maker *m, block *b, int k)
{
    way out = m->p->uses[k].out;
    if (!m->p->has_tasks)
        use_directly(m, b, k);
    else if (m->p->uses[k].as == TASK || out == CANCELLED || out == CANCELLED_OUTSIDE)
        use_in_task(m, b, k);
    else if (out == EXPIRED || out == SIBLING)
        use_in_cause(m, b, k);
    else
        use_directly(m, b, k);
}

/* Has the function do what it was planned to do, and catches what comes of it. */
static void add_use(maker *m, block *b, int k)
{
    statement *s = statement_new(m->p, S_TRY);
    s->region = TRY_CATCH;
    s->body = tree_allocate(sizeof *s->body);
    use_as_planned(m, s->body, k);
    add_handlers(m, s, UNKNOWN_ERROR, true, NULL, 0);
    block_add(b, s);
}

/* ---- the program ---- */

static region place_of_cancellation(dice *d)
{
    static const region places[] = { COROUTINE, COROUTINE, COROUTINE, CALLEE, ENTER, BEFORE, AROUND };
    return places[roll(d, (int)(sizeof places / sizeof *places))];
}

static void make_canceller(maker *m)
{
    if (m->p->cancel_in == CALLEE)
        some_callee(m);
    else if (m->p->cancel_in == ENTER)
        some_manager(m, true, false);
    else if (m->p->cancel_in == BEFORE || m->p->cancel_in == AROUND)
        some_context(m, (region)(WITH_FINALLY + roll(m->d, 5)), true);
}

/* A function or two that the plans may not come to want. */
static void make_more(maker *m)
{
    if (chance(m->d, 40))
        some_callee(m);
    if (chance(m->d, 40))
        some_manager(m, chance(m->d, 80), chance(m->d, 50));
    if (chance(m->d, 50))
        some_context(m, (region)(WITH_FINALLY + roll(m->d, 5)), chance(m->d, 80));
    if (m->p->has_tasks && chance(m->d, 30))
        some_generator(m);
}

/* The kind of function that something is missing of. */
static void make_what_lacks(maker *m)
{
    region r = coverage_lacks(m->covered, m->d);
    if (r == CALLEE || r == TASK || r == BRANCH)
        make_callee(m, r);
    else if (r == GENERATOR)
        make_generator(m);
    else if (r == ENTER || r == EXIT)
        some_manager(m, true, false);
    else if (r == BEFORE || r == AROUND || r == AFTER)
        some_context(m, (region)(WITH_FINALLY + roll(m->d, 5)), true);
}

static void add_uses(maker *m, block *b)
{
    int most = m->p->has_tasks ? MOST_USES_WITH_TASKS : MOST_USES;
    int first = m->p->use_count > most ? roll(m->d, m->p->use_count) : 0;
    for (int k = 0; k < m->p->use_count && k < most; k++)
        add_use(m, b, (first + k) % m->p->use_count);
}

static void join(block *to, const block *more)
{
    for (int k = 0; k < more->count; k++)
        block_add(to, more->statements[k]);
}

program *generate(int index, dice *d, const coverage *covered, bool cancels, bool has_tasks)
{
    program *p = tree_allocate(sizeof *p);
    p->index = index;
    p->cancels = cancels;
    p->has_tasks = has_tasks;
    p->cancel_in = cancels ? place_of_cancellation(d) : NO_REGION;
    function *f = p->main = tree_allocate(sizeof *f);
    f->kind = IS_PROGRAM;
    f->is_async = true;
    f->body = tree_allocate(sizeof *f->body);
    snprintf(f->name, sizeof f->name, "p%d", index);
    maker own = { .p = p, .d = d, .covered = covered, .f = f, .kind = COROUTINE, .budget = 16 }, *m = &own;
    own.may.returns = true;
    bool cancels_here = p->cancel_in == COROUTINE;
    if (!cancels_here)
        make_canceller(m);
    for (int more = has_tasks ? 3 : 0; more > 0; more--)
        make_what_lacks(m);
    make_more(m);
    make_locals(m, f->body);
    wish w = { .function = COROUTINE, .is_async = true, .has_tasks = p->has_tasks, .cancels = cancels_here, .around = NO_REGION };
    plan path = plan_make(d, covered, &w);
    block spine = { .local_count = 0 };
    start_following(m, &path, &spine);
    add_uses(m, f->body);
    join(f->body, &spine);
    block_add(f->body, new_return(m));
    add_part(p, f, NULL);
    return p;
}
