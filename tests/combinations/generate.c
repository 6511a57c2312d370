#include "generate.h"

#include "make.h"

#include <stdio.h>
#include <string.h>

enum { MOST_USES = 8 };

/* ---- what the program's functions are made for ---- */

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

static void use_manager(maker *m, block *b, const manager *of, const function *context, int number)
{
    int scope = begin_scope(m);
    statement *s = new_with_of(m, of, context, number < 0 ? GO_ON : number);
    see_names(m, s);
    bool may_fail = of ? number == LAST_PLAN : number != LAST_PLAN && number != AROUND_PLAN;
    s->body = number < 0 ? cancelled_block(m) : failing_or_small(m, may_fail && chance(m->d, 50));
    end_scope(m, scope);
    block_add(b, s);
}

/* Has the function do what it was planned to do, and catches what comes of it. */
static void add_use(maker *m, block *b, int k)
{
    statement *s = statement_new(m->p, S_TRY);
    s->region = TRY_CATCH;
    s->body = tree_allocate(sizeof *s->body);
    if (m->p->uses[k].callee) {
        statement *call = add(m, s->body, S_VALUE);
        call->value = awaited_call(m, m->p->uses[k].callee, roll(m->d, 3), m->p->uses[k].number);
    } else {
        use_manager(m, s->body, m->p->uses[k].manager, m->p->uses[k].context, m->p->uses[k].number);
    }
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
}

static void add_uses(maker *m, block *b)
{
    int first = m->p->use_count > MOST_USES ? roll(m->d, m->p->use_count) : 0;
    for (int k = 0; k < m->p->use_count && k < MOST_USES; k++)
        add_use(m, b, (first + k) % m->p->use_count);
}

static void join(block *to, const block *more)
{
    for (int k = 0; k < more->count; k++)
        block_add(to, more->statements[k]);
}

program *generate(int index, dice *d, const coverage *covered, bool cancels)
{
    program *p = tree_allocate(sizeof *p);
    p->index = index;
    p->cancels = cancels;
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
    make_more(m);
    make_locals(m, f->body);
    wish w = { COROUTINE, true, cancels_here, false, NO_REGION };
    plan path = plan_make(d, covered, &w);
    block spine = { .local_count = 0 };
    start_following(m, &path, &spine);
    add_uses(m, f->body);
    join(f->body, &spine);
    block_add(f->body, new_return(m));
    p->parts[p->part_count++].function = f;
    return p;
}
