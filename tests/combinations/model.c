/* Runs the tree, and writes the trace: statements, jumps, errors, and all of a program. The rest is by subject: see README.md. */
#include "model_internal.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEPTH = 60 };

const completion normal = { .kind = NORMAL, .out = END, .last = NO_REGION };

static completion run_statement(model *m, activation *a, const statement *s, int start);

/* ---- errors and suspensions ---- */

completion raise_error(const error *e, way out)
{
    completion c = { .kind = RAISES, .out = out, .last = NO_REGION, .phase = NO_REGION, .error = e };
    return c;
}

error *make_error(const model *m, error_type type)
{
    error *e = tree_allocate(sizeof *e);
    e->type = type;
    e->context = m->task->handled;
    return e;
}

/* Section 5: a cancellation is raised at suspensions; an outer scope's is never taken for an inner one's. */
completion raise_cancelled(model *m, const scope *s)
{
    error *e = make_error(m, CANCELLED_ERROR);
    e->scope = s->number;
    return raise_error(e, s->out);
}

bool suspend(model *m, long time, completion *failure)
{
    if (time ? sleep_for(m, time) : pause(m))
        return true;
    *failure = raise_cancelled(m, due(m->task));
    return false;
}

/* What is open by now does not interrupt the cleanup that begins. */
int begin_shielded(model *m)
{
    int before = m->task->shield;
    if (m->task->scope_depth > before)
        m->task->shield = m->task->scope_depth;
    return before;
}

/* Runs what cleans up after `under_way`, handling its error, shielded; what it ends with otherwise replaces it. */
static completion run_cleanup(model *m, activation *a, region kind, const block *b, completion under_way)
{
    const error *handled = m->task->handled;
    if (under_way.kind == RAISES)
        m->task->handled = under_way.error;
    int shield = begin_shielded(m);
    completion c = run_region(m, a, kind, b, 0);
    m->task->shield = shield;
    m->task->handled = handled;
    return c.kind == NORMAL ? under_way : c;
}

/* ---- blocks and jumps ---- */

static bool holds_label(const statement *s, int label);

static int find_label(const block *b, int label)
{
    for (int k = 0; b && k < b->count; k++)
        if (holds_label(b->statements[k], label))
            return k;
    return -1;
}

static bool holds_label(const statement *s, int label)
{
    switch (s->kind) {
    case S_LABEL: case S_CASE: case S_DEFAULT:
        return s->label == label;
    case S_BLOCK: case S_FOR: case S_WHILE: case S_DO:
        return find_label(s->body, label) >= 0;
    case S_IF:
        return find_label(s->body, label) >= 0 || find_label(s->other, label) >= 0;
    default:
        return false;
    }
}

/* Runs the defers that stand behind `behind` and have been reached, the last one first. */
static completion run_defers(model *m, activation *a, const block *b, int *reached, int behind, completion c)
{
    for (; *reached > behind; --*reached)
        if (b->statements[*reached]->kind == S_DEFER)
            c = run_cleanup(m, a, DEFER, b->statements[*reached]->body, c);
    return c;
}

completion run_block(model *m, activation *a, const block *b, int start)
{
    int at = 0, reached = -1;
    completion c = start ? normal : declare(m, a, b);
    if (start)
        at = find_label(b, start);
    for (; c.kind == NORMAL && at < b->count; at++) {
        c = run_statement(m, a, b->statements[at], start);
        start = 0;
        if (c.kind == NORMAL && b->statements[at]->kind == S_DEFER)
            reached = at;
        int landing = c.kind == GOES ? find_label(b, c.label) : -1;
        if (landing < 0)
            continue;
        completion landed = run_defers(m, a, b, &reached, landing, c);
        if (landed.kind == GOES && landed.label == c.label) {
            if (c.last != NO_REGION)
                count(m, a->stay, c.last, c.phase, GOTO_NEAR);
            start = c.label;
            at = landing - 1;
            landed = normal;
        }
        c = landed;
    }
    return run_defers(m, a, b, &reached, -1, c);
}

/* ---- statements ---- */

static bool is_true(model *m, activation *a, const expression *x, bool *truth, completion *failure)
{
    long value = 0;
    if (x && !evaluate(m, a, x, &value, failure))
        return false;
    *truth = !x || value != 0;
    return true;
}

static completion run_if(model *m, activation *a, const statement *s, int start)
{
    completion failure;
    bool truth;
    if (start)
        truth = find_label(s->body, start) >= 0;
    else if (!is_true(m, a, s->value, &truth, &failure))
        return failure;
    if (truth)
        return run_region(m, a, s->region, s->body, start);
    return s->other ? run_region(m, a, s->other_region, s->other, start) : normal;
}

static completion run_loop_statement(model *m, activation *a, const statement *s, int start)
{
    completion failure;
    bool goes_on = true, skip_test = start || s->kind == S_DO;
    long value;
    if (s->kind == S_FOR && !start) {
        if (!evaluate(m, a, s->start, &value, &failure))
            return failure;
        store(m, a, s->variable, 0, value);
    }
    for (;; start = 0, skip_test = false) {
        step(m);
        if (!skip_test && !is_true(m, a, s->value, &goes_on, &failure))
            return failure;
        if (!goes_on)
            return normal;
        completion c = run_region(m, a, s->region, s->body, start);
        if (c.kind == BREAKS || c.kind == CONTINUES)
            stopped(m, a, &c);
        if (c.kind == BREAKS)
            return normal;
        if (c.kind != NORMAL && c.kind != CONTINUES)
            return c;
        if (s->kind == S_FOR && !evaluate(m, a, s->step, &value, &failure))
            return failure;
    }
}

/* The label of the case to go to, 0 if none fits. */
static int find_case(const block *b, long choice, bool is_default)
{
    for (int k = 0; b && k < b->count; k++) {
        const statement *s = b->statements[k];
        if (is_default ? s->kind == S_DEFAULT : s->kind == S_CASE && s->choice == choice)
            return s->label;
        if (s->kind == S_BLOCK || s->kind == S_DO || s->kind == S_WHILE || s->kind == S_FOR) {
            int label = find_case(s->body, choice, is_default);
            if (label)
                return label;
        }
    }
    return 0;
}

static completion run_switch(model *m, activation *a, const statement *s)
{
    completion failure;
    long value;
    if (!evaluate(m, a, s->value, &value, &failure))
        return failure;
    int label = find_case(s->body, value, false);
    if (!label)
        label = find_case(s->body, 0, true);
    if (!label)
        return normal;
    completion c = run_region(m, a, s->region, s->body, label);
    if (c.kind != BREAKS)
        return c;
    stopped(m, a, &c);
    return normal;
}

static bool handles(const handler *h, const error *e)
{
    if (h->type_count == 0)
        return error_type_is(e->type, ERROR);
    for (int k = 0; k < h->type_count; k++)
        if (error_type_is(e->type, h->types[k]))
            return true;
    return false;
}

static completion run_handler(model *m, activation *a, const handler *h, const error *e)
{
    const error *handled = m->task->handled, *handling = a->handling;
    m->task->handled = a->handling = e;
    if (h->name)
        a->errors[h->name->cell] = e;
    completion c = run_region(m, a, HANDLER, h->body, 0);
    m->task->handled = handled;
    a->handling = handling;
    return c;
}

static completion run_try(model *m, activation *a, const statement *s)
{
    completion c = run_region(m, a, s->region, s->body, 0);
    if (c.kind == NORMAL && s->other)
        c = run_region(m, a, TRY_ELSE, s->other, 0);
    else if (c.kind == RAISES)
        for (int k = 0; k < s->handler_count; k++)
            if (handles(&s->handlers[k], c.error)) {
                stopped(m, a, &c);
                c = run_handler(m, a, &s->handlers[k], c.error);
                break;
            }
    return s->at_last ? run_cleanup(m, a, FINALLY, s->at_last, c) : c;
}

static completion run_raise(model *m, activation *a, const statement *s)
{
    error *e = make_error(m, s->raised);
    snprintf(e->message, sizeof e->message, s->formats ? "m%d of %s" : "m%d", s->number, a->function->name);
    e->code = error_type_is(s->raised, LOW) ? s->number : 0;
    if (s->cause && !(e->cause = a->errors[s->cause->cell]))
        give_up(m, MODEL_UNCLEAR);
    return raise_error(e, s->cause ? RAISE_FROM : RAISE);
}

static completion run_set(model *m, activation *a, const statement *s)
{
    completion failure;
    long value;
    if (!evaluate(m, a, s->value, &value, &failure))
        return failure;
    if (s->adds)
        value += cell_of(m, a, s->variable, s->member)->number;
    store(m, a, s->variable, s->member, value);
    return normal;
}

static completion run_value(model *m, activation *a, const statement *s)
{
    completion failure;
    long value;
    if (!evaluate(m, a, s->value, &value, &failure))
        return failure;
    if (s->kind == S_VALUE)
        show_value(m, s->number, value);
    return normal;
}

static completion run_return(model *m, activation *a, const statement *s)
{
    completion c = { .kind = RETURNS, .out = RETURN, .last = NO_REGION, .phase = NO_REGION };
    completion failure;
    if (s->value && !evaluate(m, a, s->value, &c.value, &failure))
        return failure;
    if (a->function->result == GIVES_BOOL)
        c.value = c.value != 0;
    return c;
}

static completion run_jump(const statement *s)
{
    completion c = { .last = NO_REGION, .phase = NO_REGION, .label = s->label };
    c.kind = s->kind == S_BREAK ? BREAKS : s->kind == S_CONTINUE ? CONTINUES : GOES;
    c.out = s->kind == S_BREAK ? BREAK : s->kind == S_CONTINUE ? CONTINUE : s->choice ? GOTO_BACK : GOTO_FORWARD;
    return c;
}

/* ---- all of them ---- */

static completion run_simple(model *m, activation *a, const statement *s)
{
    completion failure;
    switch (s->kind) {
    case S_DECLARE:
        return declare_one(m, a, s->variable);
    case S_MARK:
        tell_number(m, s->number);
        tell(m, "\n");
        return normal;
    case S_SHOW:
        show(m, a, s->number, s->variable);
        return normal;
    case S_SAW: {
        const error *e = a->errors[s->variable->cell];
        tell_number(m, s->number);
        tell(m, " saw");
        if (e)
            tell_error(m, e);
        else
            tell(m, " none\n");
        return normal;
    }
    case S_SUSPEND:
        return suspend(m, !s->sleeps ? 0 : s->time ? s->time : 1000, &failure) ? normal : failure;
    case S_CANCEL:
        cancel_task(m, m->task, CANCELLED);
        tell_number(m, s->number);
        tell(m, " cancel\n");
        return normal;
    case S_CANCEL_TASK: {
        bool alive = cancel_task(m, m->kept[s->slot], CANCELLED_OUTSIDE);
        tell_number(m, s->number);
        tell(m, " cancel %d: %d\n", s->slot, alive);
        return normal;
    }
    case S_SPAWN:
        return run_spawn(m, a, s);
    case S_GATHER: case S_RACE:
        return run_branches(m, a, s);
    case S_ENTER:
        return run_enter(m, a, s);
    case S_PUSH: case S_MOVE: case S_CLOSE:
        return run_stack_call(m, a, s);
    case S_SET:
        return run_set(m, a, s);
    case S_VALUE: case S_DO_VALUE:
        return run_value(m, a, s);
    case S_RETURN:
        return run_return(m, a, s);
    case S_BREAK: case S_CONTINUE: case S_GOTO:
        return run_jump(s);
    case S_RAISE:
        return run_raise(m, a, s);
    case S_RAISE_AGAIN:
        return raise_error(a->handling, RAISE_AGAIN);
    case S_RAISE_NAME:
        return raise_error(a->errors[s->variable->cell], RAISE_NAME);
    default:                    /* labels, defer */
        return normal;
    }
}

static completion run_guard(model *m, activation *a, const statement *s)
{
    completion failure;
    bool truth;
    if (!is_true(m, a, s->value, &truth, &failure))
        return failure;
    return truth ? run_block(m, a, s->body, 0) : normal;
}

static completion run_statement(model *m, activation *a, const statement *s, int start)
{
    step(m);
    switch (s->kind) {
    case S_BLOCK:
        return run_region(m, a, s->region, s->body, start);
    case S_IF:
        return run_if(m, a, s, start);
    case S_FOR: case S_WHILE: case S_DO:
        return run_loop_statement(m, a, s, start);
    case S_SWITCH:
        return run_switch(m, a, s);
    case S_TRY:
        return run_try(m, a, s);
    case S_WITH: {
        with_run w = { s, !a->yielded };
        return run_items(m, a, &w, 0);
    }
    case S_GUARD:
        return run_guard(m, a, s);
    case S_FOR_EACH:
        return run_each(m, a, s);
    case S_YIELD:
        return run_yield(m, a, s);
    default:
        return run_simple(m, a, s);
    }
}

static region root_kind(const activation *a)
{
    if (a->as)
        return a->as;
    switch (a->function->kind) {
    case IS_GENERATOR: return GENERATOR;
    case IS_PROGRAM: return COROUTINE;
    case IS_CALLEE: return CALLEE;
    case IS_ENTER: return ENTER;
    case IS_EXIT: return EXIT;
    default: return AROUND;     /* BEFORE and AFTER are told by phase */
    }
}

static bool needs_value(const function *f)
{
    return f->kind != IS_CONTEXT && f->kind != IS_GENERATOR && f->result != GIVES_VOID;
}

/* Runs an activation whose arguments are set; the result RETURNS or RAISES. */
completion run_function(model *m, activation *a)
{
    const function *f = a->function;
    if (++m->task->depth > DEPTH)
        give_up(m, MODEL_TOO_LONG);
    a->cells = tree_allocate((size_t)(f->cells + 1) * sizeof *a->cells);
    if (!a->errors)
        a->errors = tree_allocate((size_t)(f->errors + 1) * sizeof *a->errors);
    a->root.kind = root_kind(a);
    a->stay = &a->root;
    completion c = run_block(m, a, f->body, 0);
    if (c.kind != NORMAL && c.last != NO_REGION)
        count(m, &a->root, c.last, c.phase, c.out);
    if (c.kind == BREAKS || c.kind == CONTINUES || c.kind == GOES || (c.kind == NORMAL && needs_value(f)))
        give_up(m, MODEL_UNCLEAR);
    if (c.kind != RAISES) {
        c.kind = RETURNS;
        c.out = RETURN;
    }
    m->task->depth--;
    return c;
}

/* The program's own task: what it ends with is the end of the trace. */
void run_program(model *m)
{
    activation main_activation = { .function = m->program->main };
    tell(m, "program %d\n", m->program->index);
    completion c = run_function(m, &main_activation);
    if (m->program->has_tasks)
        tell(m, "%ld ", m->now);
    if (c.kind == RAISES) {
        tell(m, "=>");
        tell_error(m, c.error);
    } else {
        tell(m, "=> %ld\n", c.value);
    }
}

model_result model_run(const program *p, coverage *covered, char **trace)
{
    model *m = tree_allocate(sizeof *m);
    m->program = p;
    m->covered = covered;
    m->room = 4096;
    m->trace = malloc(m->room);
    if (!m->trace)
        abort();
    m->kept[0] = tree_allocate(sizeof *m->kept[0]);
    start_task(m, m->kept[0]);
    run_loop(m);
    if (m->failed == MODEL_RAN && m->kept[0]->state != ENDED)
        abort();                /* a wait that nothing ends */
    release_stacks();
    if (m->failed != MODEL_RAN) {
        free(m->trace);
        m->trace = NULL;
    }
    *trace = m->trace;
    return m->failed;
}
