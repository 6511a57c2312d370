/* Virtual time: tasks, each on a stack of its own; what is ready runs first in, first out, and then time goes on to the next timer.
 * And what is cancelled, as section 5 of language.md says. */
#define _DEFAULT_SOURCE          /* MAP_ANONYMOUS */
#include "model_internal.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { STACK_SIZE = 1 << 20, STACKS_KEPT = 256 };

/* ---- stacks ---- */

static char *stacks[STACKS_KEPT];
static int stack_count, stacks_used;

char *take_stack(void)
{
    if (stacks_used == STACKS_KEPT)
        return NULL;
    if (stacks_used == stack_count) {
        void *room = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (room == MAP_FAILED) {
            perror("combinations: stacks");
            exit(2);
        }
        stacks[stack_count++] = room;
    }
    return stacks[stacks_used++];
}

void release_stacks(void) { stacks_used = 0; }

/* makecontext() passes ints. */
static void enter_task(unsigned high, unsigned low)
{
    run_call((model *)(uintptr_t)((uint64_t)high << 32 | low));
}

/* ---- who runs ---- */

static void make_ready(model *m, task *t)
{
    t->next = NULL;
    *(m->ready ? &m->ready_end->next : &m->ready) = t;
    m->ready_end = t;
}

void start_task(model *m, task *t)
{
    uint64_t model_at = (uintptr_t)m;
    t->stack = take_stack();
    if (!t->stack)
        give_up(m, MODEL_TOO_LONG);
    getcontext(&t->context);
    t->context.uc_stack.ss_sp = t->stack;
    t->context.uc_stack.ss_size = STACK_SIZE;
    makecontext(&t->context, (void (*)(void))enter_task, 2, (unsigned)(model_at >> 32), (unsigned)model_at);
    t->root = (scope){ .owner = t, .number = ++m->scopes, .depth = 1, .out = CANCELLED_OUTSIDE };
    t->scope = &t->root;
    t->scope_depth = 1;
    t->state = WOKEN;
    make_ready(m, t);
}

/* The task goes on when it is ready again. */
static void hand_over(model *m)
{
    task *t = m->task;
    swapcontext(&t->context, &m->loop);
}

static void deliver(model *m, scope *s);

static void fire(model *m, timer *t)
{
    if (t->expires) {
        t->expires->timer = NULL;
        cancel_scope(m, t->expires);
        return;
    }
    if (t->cuts) {
        t->cuts->grace = NULL;
        t->cuts->is_cut = true;
        deliver(m, t->cuts);
        return;
    }
    t->sleeper->sleep = NULL;
    t->sleeper->state = WOKEN;
    make_ready(m, t->sleeper);
}

static void fire_timers(model *m)
{
    m->now = m->timers->when;
    while (m->timers && m->timers->when <= m->now) {
        timer *t = m->timers;
        m->timers = t->next;
        fire(m, t);
    }
}

void run_loop(model *m)
{
    while (m->failed == MODEL_RAN && (m->ready || m->timers)) {
        if (!m->ready) {
            fire_timers(m);
            continue;
        }
        m->task = m->ready;
        m->ready = m->task->next;
        swapcontext(&m->loop, &m->task->context);
    }
}

_Noreturn void give_up(model *m, model_result why)
{
    m->failed = why;
    setcontext(&m->loop);
    abort();
}

/* ---- timers ---- */

static timer *add_timer(model *m, long when)
{
    timer *t = tree_allocate(sizeof *t), **at = &m->timers;
    t->when = when;
    while (*at && (*at)->when <= when)
        at = &(*at)->next;
    t->next = *at;
    *at = t;
    return t;
}

void forget_timer(model *m, timer *t)
{
    for (timer **at = &m->timers; *at; at = &(*at)->next)
        if (*at == t) {
            *at = t->next;
            return;
        }
}

void expire_at(model *m, scope *s, long when)
{
    if (s->timer)
        forget_timer(m, s->timer);
    s->timer = NULL;
    if (when <= m->now) {
        cancel_scope(m, s);
        return;
    }
    s->timer = add_timer(m, when);
    s->timer->expires = s;
}

/* ---- scopes ---- */

void open_scope(model *m, scope *s, bool shields)
{
    task *t = m->task;
    s->outer = t->scope;
    s->owner = t;
    s->number = ++m->scopes;
    s->outer_depth = t->scope_depth;
    s->outer_shield = t->shield;
    s->depth = 1 + (t->scope_depth > t->shield ? t->scope_depth : t->shield);
    s->shields = shields;
    t->scope = s;
    t->scope_depth = s->depth;
}

void close_scope(model *m, scope *s)
{
    task *t = m->task;
    if (t->scope != s)          /* something has been entered into a stack from within a scope that ends before it */
        give_up(m, MODEL_UNCLEAR);
    if (s->timer)
        forget_timer(m, s->timer);
    if (s->grace)
        forget_timer(m, s->grace);
    t->scope = s->outer;
    t->scope_depth = s->outer_depth;
}

/* One that is cut comes before all others. */
static scope *outermost(scope *from, int shield)
{
    scope *found = NULL;
    for (scope *s = from; s; s = s->outer)
        if (s->is_cut)
            found = s;
    if (found)
        return found;
    for (scope *s = from; s && s->depth > shield && !s->shields; s = s->outer)
        if (s->cancelled)
            found = s;
    return found;
}

scope *due(const task *t) { return outermost(t->scope, t->shield); }
scope *due_outside(const scope *s) { return outermost(s->outer, s->outer_shield); }

static void leave_line(task *t)
{
    task **at = &t->line->first;
    while (*at != t)
        at = &(*at)->next_in_line;
    *at = t->next_in_line;
    t->line = NULL;
}

/* A wait for members goes on until they have ended; what has completed, or runs, hears of it at its next suspension. */
static void interrupt(model *m, task *t)
{
    if (t->state != WAITING || !(t->sleep || t->line) || !due(t))
        return;
    if (t->sleep)
        forget_timer(m, t->sleep);
    else
        leave_line(t);
    t->sleep = NULL;
    t->interrupted = true;
    t->state = WOKEN;
    make_ready(m, t);
}

/* Nothing holds the cancellation of the outer one off from the inner one. */
static bool reaches(const scope *outer, const scope *inner)
{
    if (inner == outer)
        return true;
    if (inner->outer_shield >= outer->depth)
        return false;
    for (const scope *s = inner->outer; s != outer; s = s->outer)
        if (s->shields)
            return false;
    return true;
}

static void cancel_member(model *m, task *t, enum level wanted)
{
    enum level level = t->root.is_cut ? IS_CUT : t->root.cancelled ? IS_CANCELLED : GOES_ON;
    if (t->state == ENDED || level >= wanted)
        return;
    t->root.cancelled = true;
    t->root.is_cut = wanted == IS_CUT;
    deliver(m, &t->root);
}

/* The members of members come after all of these. */
static void pass_on(model *m, members *s, enum level level)
{
    if (s->cancelled >= level)
        return;
    s->cancelled = level;
    s->next_passing = NULL;
    if (m->passing) {
        m->passing_end->next_passing = s;
        m->passing_end = s;
        return;
    }
    for (m->passing = m->passing_end = s; m->passing; m->passing = m->passing->next_passing)
        for (task *t = m->passing->first; t; t = t->next_member)
            cancel_member(m, t, m->passing->cancelled);
}

static void deliver(model *m, scope *cancelled)
{
    task *t = cancelled->owner;
    for (scope *s = t->scope; s && s->depth >= cancelled->depth; s = s->outer)
        if (s->members && (cancelled->is_cut || reaches(cancelled, s)))
            pass_on(m, s->members, cancelled->is_cut ? IS_CUT : IS_CANCELLED);
    interrupt(m, t);
}

void cancel_scope(model *m, scope *s)
{
    if (s->cancelled)
        return;
    s->cancelled = true;
    const long grace = program_grace(m->program->index, m->program->has_tasks);
    if (grace) {
        s->grace = add_timer(m, m->now + grace);
        s->grace->cuts = s;
    }
    deliver(m, s);
}

bool cancel_task(model *m, task *t, way out)
{
    if (!t || t->state == ENDED)
        return false;
    if (!t->root.cancelled)
        t->root.out = out;
    cancel_scope(m, &t->root);
    return true;
}

/* ---- suspensions ---- */

bool pause(model *m)
{
    task *t = m->task;
    t->state = CHECKPOINT;
    make_ready(m, t);
    hand_over(m);
    t->state = WOKEN;
    return !due(t);
}

bool sleep_for(model *m, long time)
{
    task *t = m->task;
    if (due(t))
        return false;
    t->sleep = add_timer(m, m->now + time);
    t->sleep->sleeper = t;
    t->state = WAITING;
    t->interrupted = false;
    hand_over(m);
    return !t->interrupted;
}

bool wait_in(model *m, line *l)
{
    task *t = m->task, **at = &l->first;
    if (due(t))
        return false;
    while (*at)
        at = &(*at)->next_in_line;
    *at = t;
    t->next_in_line = NULL;
    t->line = l;
    t->state = WAITING;
    t->interrupted = false;
    hand_over(m);
    return !t->interrupted;
}

task *wake_first(model *m, line *l)
{
    task *t = l->first;
    if (!t)
        return NULL;
    leave_line(t);
    t->state = WOKEN;
    make_ready(m, t);
    return t;
}

/* ---- members ---- */

void open_members(model *m, members *s)
{
    s->cancelled = !due(m->task) ? GOES_ON : due(m->task)->is_cut ? IS_CUT : IS_CANCELLED;
    s->winner = -1;
    s->scope.members = s;
    s->scope.out = SIBLING;
    open_scope(m, &s->scope, false);
}

void add_member(model *m, members *s, task *t)
{
    t->owner = s;
    *(s->last ? &s->last->next_member : &s->first) = t;
    s->last = t;
    s->live++;
    start_task(m, t);
    if (s->cancelled)
        cancel_member(m, t, s->cancelled);
}

void fail_members(model *m, members *s, const error *e)
{
    if (e->type == CANCELLED_ERROR)
        return;
    if (!s->error) {
        s->error = e;
        cancel_scope(m, &s->scope);
        return;
    }
    error *first = (error *)(size_t)s->error;
    if (first->other_count < (int)(sizeof first->others / sizeof *first->others))
        first->others[first->other_count++] = e;
    else
        give_up(m, MODEL_TOO_LONG);
}

static void branch_returned(model *m, members *s, const task *t)
{
    if (!s->is_race || s->winner >= 0)
        return;
    s->winner = t->index;
    s->was_cancelled = s->cancelled;
    cancel_scope(m, &s->scope);
}

/* What has been cancelled is still waited for; whether Cancelled comes of the wait is certain once the last one has ended. */
void wait_for_members(model *m, members *s)
{
    if (!s->live)
        return;
    s->is_waiting = true;
    m->task->state = WAITING;
    m->task->sleep = NULL;
    hand_over(m);
}

_Noreturn void end_task(model *m)
{
    task *t = m->task;
    members *s = t->owner;
    t->state = ENDED;
    if (t->root.grace)
        forget_timer(m, t->root.grace);
    if (s) {
        s->live--;
        if (t->ended.kind == RAISES)
            fail_members(m, s, t->ended.error);
        else
            branch_returned(m, s, t);
        if (s->live == 0 && s->is_waiting) {
            s->interrupted = outermost(s->scope.outer, s->scope.owner->shield) != NULL;
            s->scope.owner->state = WOKEN;
            make_ready(m, s->scope.owner);
        }
    }
    setcontext(&m->loop);
    abort();
}
