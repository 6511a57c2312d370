#include "model_internal.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 1500, STEPS_WITH_TASKS = 3000, DEPTH = 60, CHAIN = 6 };

const completion normal = { .kind = NORMAL, .out = END, .last = NO_REGION };

static completion run_statement(model *m, activation *a, const statement *s, int start);

/* ---- trace ---- */

void tell(model *m, const char *format, ...)
{
    va_list arguments;
    for (;;) {
        va_start(arguments, format);
        int n = vsnprintf(m->trace + m->length, m->room - m->length, format, arguments);
        va_end(arguments);
        if (n < 0)
            abort();
        if (m->length + (size_t)n < m->room) {
            m->length += (size_t)n;
            return;
        }
        m->room = 2 * m->room + (size_t)n;
        m->trace = realloc(m->trace, m->room);
        if (!m->trace)
            abort();
    }
}

/* A line of the trace begins with the time, where that matters. */
static void tell_number(model *m, int number)
{
    if (m->program->has_tasks)
        tell(m, "%ld ", m->now);
    tell(m, "%d", number);
}

static bool is_quiet(const error *e) { return e->type == CANCELLED_ERROR || e->type == GENERATOR_EXIT || e->type == TIMED_OUT; }

static void tell_error(model *m, const error *e)
{
    for (int depth = 0; e; e = e->context, depth++) {
        tell(m, "%s%s", depth ? " while " : " ", error_type_name(e->type));
        if (!is_quiet(e))
            tell(m, " \"%s\"", e->message);
        if (error_type_is(e->type, LOW))
            tell(m, " code %d", e->code);
        if (e->cause)
            tell(m, " from %s%s%s", error_type_name(e->cause->type), is_quiet(e->cause) ? "" : " ",
                 is_quiet(e->cause) ? "" : e->cause->message);
        for (int k = 0; k < e->other_count; k++)
            tell(m, " and %s%s%s", error_type_name(e->others[k]->type), is_quiet(e->others[k]) ? "" : " ",
                 is_quiet(e->others[k]) ? "" : e->others[k]->message);
        if (e->type == GENERATOR_EXIT)
            break;
        if (depth == CHAIN) {
            tell(m, " ...");
            break;
        }
    }
    tell(m, "\n");
}

void step(model *m)
{
    if (++m->steps > (m->program->has_tasks ? STEPS_WITH_TASKS : STEPS))
        give_up(m, MODEL_TOO_LONG);
}

/* ---- coverage ---- */

region phase_of(const activation *a, bool before_yield)
{
    if (a->function->kind != IS_CONTEXT)
        return NO_REGION;
    return !before_yield ? AFTER : a->yielded ? AROUND : BEFORE;
}

/* What a region counts as when it encloses one that has this phase. */
static region outer_kind(const stay *s, region phase)
{
    return s->kind == AROUND ? phase : s->kind;
}

static void count(model *m, const stay *outer, region inner, region phase, way out)
{
    triple t = { outer_kind(outer, phase), inner, out };
    coverage_add(m->covered, t);
}

static void leave(model *m, activation *a, stay *s, completion *c)
{
    region phase = phase_of(a, s->before_yield);
    a->stay = s->outer;
    if (c->kind == NORMAL) {
        for (int k = 0; k < INNER_REGIONS; k++)
            if (s->ended & 1ul << k)
                count(m, s, (region)k, NO_REGION, END);
        if (s->outer->outer)
            s->outer->ended |= 1ul << s->kind;
        else
            count(m, s->outer, s->kind, phase, END);
        return;
    }
    if (c->last != NO_REGION)
        count(m, s, c->last, c->phase, c->out);
    c->last = s->kind;
    c->phase = phase;
}

/* The construct in the current region stopped what went through it. */
void stopped(model *m, const activation *a, const completion *c)
{
    if (c->last != NO_REGION)
        count(m, a->stay, c->last, c->phase, c->out);
}

completion run_region(model *m, activation *a, region kind, const block *b, int start)
{
    if (kind == NO_REGION)
        return run_block(m, a, b, start);
    stay s = { kind, a->stay, !a->yielded, 0 };
    a->stay = &s;
    completion c = run_block(m, a, b, start);
    leave(m, a, &s, &c);
    return c;
}

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
static int begin_shielded(model *m)
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

/* ---- variables ---- */

static long converted(variable_type type, int member, long value)
{
    switch (type) {
    case OF_LONG: return value;
    case OF_SHORT: return (short)value;
    case OF_UCHAR: return (unsigned char)value;
    case OF_BOOL: return value != 0;
    case OF_PAIR: return member == 1 ? (signed char)value : (int)value;
    default: return (int)value;
    }
}

static cell *cell_of(model *m, activation *a, const variable *v, int member)
{
    cell *at = &a->cells[v->cell];
    if (v->type == OF_POINTER)
        return &a->cells[v->target->cell];
    if (v->type != OF_YIELDED && v->type != OF_OBJECT_POINTER)
        return at + member;
    if (!at->at)
        give_up(m, MODEL_UNCLEAR);
    return at->at + member;
}

static long store(model *m, activation *a, const variable *v, int member, long value)
{
    variable_type type = v->type == OF_POINTER ? v->target->type : v->type;
    return cell_of(m, a, v, member)->number = converted(type, member, value);
}

static completion declare_one(model *m, activation *a, const variable *v)
{
    completion failure = normal;
    for (int member = 0; member < variable_cells(v) && v->type != OF_POINTER; member++) {
        long value = 0;
        if (v->type == OF_OBJECT && member == FIELD_COUNT)
            a->cells[v->cell + member].number = 0;
        else if (v->initial[member] && !evaluate(m, a, v->initial[member], &value, &failure))
            return failure;
        else
            store(m, a, v, member, value);
    }
    return normal;
}

static completion declare(model *m, activation *a, const block *b)
{
    completion c = normal;
    for (int k = 0; k < b->local_count && c.kind == NORMAL; k++)
        c = declare_one(m, a, b->locals[k]);
    return c;
}

void show_value(model *m, int number, long value)
{
    tell_number(m, number);
    tell(m, ": %ld\n", value);
}

static void show(model *m, activation *a, int number, const variable *v)
{
    int cells = v->type == OF_OBJECT_POINTER ? FIELDS : variable_cells(v);
    tell_number(m, number);
    tell(m, ":");
    for (int member = 0; member < cells; member++)
        tell(m, " %ld", cell_of(m, a, v, member)->number);
    tell(m, "\n");
}

/* ---- expressions ---- */

bool call_helper(model *m, const expression *x, long argument, long *value, completion *failure)
{
    *value = argument;
    switch (x->helper) {
    case LATER: case TWICE: case BOTH: case WIDE:
        return suspend(m, 0, failure);
    case SLOW:
        return suspend(m, 1000, failure);
    case TOLD:
        tell_number(m, x->number);
        tell(m, " told\n");
        if (!suspend(m, 0, failure))
            return false;
        tell_number(m, x->number);
        tell(m, " told = %ld\n", argument);
        return true;
    case SUM:
        *value = argument > 0 ? argument * (argument + 1) / 2 : 0;
        return suspend(m, 1000, failure);
    case FAIL: case FAIL_LATE: {
        if ((x->helper == FAIL_LATE || argument % 2) && !suspend(m, x->helper == FAIL_LATE ? argument * 1000 : 0, failure))
            return false;
        error *e = make_error(m, LOW);
        snprintf(e->message, sizeof e->message, "fail %ld", argument);
        e->code = (int)argument;
        *failure = raise_error(e, CALLEE_ERROR);
        return false;
    }
    default:
        return true;
    }
}

static bool call(model *m, const function *f, long tag, long way, long *value, completion *failure)
{
    activation callee = { .function = f, .parameters = { tag, way } };
    completion c = run_function(m, &callee);
    *value = c.value;
    if (c.kind != RAISES)
        return true;
    *failure = raise_error(c.error, way_is_cancellation(c.out) ? c.out : CALLEE_ERROR);
    return false;
}

static long binary(expression_kind kind, long left, long right)
{
    switch (kind) {
    case X_SUBTRACT: return left - right;
    case X_LESS: return left < right;
    case X_EQUAL: return left == right;
    default: return left + right;
    }
}

static long of_timeout(model *m, scope *s, const expression *x)
{
    if (!s)
        give_up(m, MODEL_UNCLEAR);
    bool runs = !s->cancelled;
    if (x->kind == X_EXPIRED || !runs)
        return x->kind == X_EXPIRED ? !runs : 0;
    expire_at(m, s, x->value ? m->now + x->value : LONG_MAX);
    return 1;
}

bool evaluate(model *m, activation *a, const expression *x, long *value, completion *failure)
{
    long left = 0, right = 0;
    step(m);
    switch (x->kind) {
    case X_CONSTANT: case X_FLAG:
        *value = x->value;
        return true;
    case X_FAILED:
        *value = a->errors[a->function->error->cell] != NULL;
        return true;
    case X_PARAMETER:
        *value = a->self ? a->self[x->value].number : a->parameters[x->value];
        return true;
    case X_VARIABLE:
        *value = cell_of(m, a, x->variable, x->member)->number;
        return true;
    case X_INCREMENT:
        *value = cell_of(m, a, x->variable, x->member)->number;
        store(m, a, x->variable, x->member, *value + 1);
        return true;
    case X_EXPIRED: case X_RESCHEDULE:
        *value = of_timeout(m, a->cells[x->variable->cell].object, x);
        return true;
    default:
        break;
    }
    if (!evaluate(m, a, x->operand[0], &left, failure))
        return false;
    switch (x->kind) {
    case X_INDEX:
        *value = cell_of(m, a, x->variable, (int)left)->number;
        return true;
    case X_HELPER:
        return call_helper(m, x, left, value, failure);
    case X_NOT:
        *value = !left;
        return true;
    case X_ASSIGN:
        *value = store(m, a, x->variable, x->member, left);
        return true;
    case X_CONDITIONAL:
        return evaluate(m, a, x->operand[left ? 1 : 2], value, failure);
    case X_AND: case X_OR:
        *value = left != 0;
        if ((x->kind == X_AND) != (left != 0))
            return true;
        break;
    default:
        break;
    }
    if (!evaluate(m, a, x->operand[1], &right, failure))
        return false;
    if (x->kind == X_CALL)
        return call(m, x->callee, left, right, value, failure);
    *value = x->kind == X_COMMA ? right : x->kind == X_AND || x->kind == X_OR ? right != 0 : binary(x->kind, left, right);
    return true;
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

/* ---- async with ---- */

void bind(model *m, activation *a, const variable *as, completion entered, cell *self)
{
    if (!as)
        return;
    if (as->type == OF_YIELDED)
        a->cells[as->cell].at = entered.pointer;
    else if (as->type == OF_OBJECT_POINTER)
        a->cells[as->cell].at = self;
    else if (as->type >= OF_TIMEOUT)
        a->cells[as->cell].object = self;
    else
        store(m, a, as, 0, entered.value);
}

completion left_with(const activation *a, const with_run *w, completion c)
{
    c.last = w->statement->region;
    c.phase = phase_of(a, w->before_yield);
    return c;
}

completion exit_manager(model *m, activation *a, const with_run *w, const manager *of, cell *self, completion c)
{
    const error *handled = m->task->handled;
    activation exit = { .function = of->exit, .self = self };
    const error *given = c.kind == RAISES ? c.error : NULL;
    exit.errors = tree_allocate((size_t)(of->exit->errors + 1) * sizeof *exit.errors);
    exit.errors[of->exit->error->cell] = given;
    if (given)
        m->task->handled = given;
    int shield = begin_shielded(m);
    completion e = run_function(m, &exit);
    m->task->shield = shield;
    m->task->handled = handled;
    if (e.kind == RAISES)
        return left_with(a, w, raise_error(e.error, EXIT_ERROR));
    if (given && of->exit->result == GIVES_BOOL && e.value) {
        stopped(m, a, &c);
        return normal;
    }
    return c;
}

static completion failed_to_enter(const activation *a, const with_run *w, completion c)
{
    if (!way_is_cancellation(c.out))
        c.out = ENTER_ERROR;
    return left_with(a, w, c);
}

static completion run_manager(model *m, activation *a, const with_run *w, int index, const manager *of, cell *self)
{
    const with_item *item = &w->statement->items[index];
    completion entered = normal;
    if (of->enter) {
        activation enter = { .function = of->enter, .self = self };
        entered = run_function(m, &enter);
        if (entered.kind == RAISES)
            return failed_to_enter(a, w, entered);
    }
    bind(m, a, item->as, entered, self);
    return exit_manager(m, a, w, of, self, run_items(m, a, w, index + 1));
}

completion new_runtime_error(model *m, const char *what, const char *name, const char *does, const error *handled)
{
    error *e = make_error(m, RUNTIME_ERROR);
    e->context = handled;
    snprintf(e->message, sizeof e->message, "%s %s %s", what, name, does);
    return raise_error(e, RAISE);
}

/* What the statement ends with, once the context function has ended with `c`. */
completion context_ended(model *m, activation *a, const activation *context, completion c)
{
    const completion *body = &context->body;
    const char *name = context->function->name;
    if (!context->yielded) {
        if (c.kind != RAISES)
            c = new_runtime_error(m, "context", name, "did not yield", m->task->handled);
        return failed_to_enter(a, context->with, c);
    }
    const error *given = body->kind == RAISES ? body->error : NULL;
    if (context->yielded_twice) {
        if (c.kind == RAISES && c.error->type != GENERATOR_EXIT)
            give_up(m, MODEL_UNCLEAR);
        c = new_runtime_error(m, "context", name, "did not stop", given ? given : m->task->handled);
    }
    if (c.kind == RAISES && c.error != given)
        return left_with(a, context->with, raise_error(c.error, EXIT_ERROR));
    if (given && c.kind != RAISES) {
        stopped(m, a, body);
        return normal;
    }
    return *body;
}

static completion run_context(model *m, activation *a, const with_run *w, int index, long tag, long way)
{
    const with_item *item = &w->statement->items[index];
    activation context = { .function = item->context, .parameters = { tag, way }, .user = a, .with = w, .item = index };
    context.user_handled = m->task->handled;
    context.user_shield = m->task->shield;
    completion c = run_function(m, &context);
    m->task->handled = context.user_handled;
    m->task->shield = context.user_shield;
    return context_ended(m, a, &context, c);
}

/* The user's block runs here; then what follows is cleanup, and handles the block's error. */
completion run_yield(model *m, activation *a, const statement *s)
{
    completion c = normal, failure;
    if (s->variable)
        c.pointer = &a->cells[s->variable->cell];
    else if (!evaluate(m, a, s->value, &c.value, &failure))
        return failure;
    if (a->function->kind == IS_GENERATOR)
        return run_generator_yield(m, a, c);
    if (a->yielded) {
        if (a->yielded_twice)
            give_up(m, MODEL_UNCLEAR);
        a->yielded_twice = true;
        return raise_error(make_error(m, GENERATOR_EXIT), RAISE);
    }
    if (m->task->handled != a->user_handled || m->task->shield != a->user_shield)
        give_up(m, MODEL_UNCLEAR);
    a->yielded = true;
    if (a->side) {
        a->body = yield_to_stack(m, a, c);
    } else {
        bind(m, a->user, a->with->statement->items[a->item].as, c, NULL);
        a->body = run_items(m, a->user, a->with, a->item + 1);
    }
    a->user_handled = m->task->handled;
    a->user_shield = begin_shielded(m);
    if (a->body.kind != RAISES)
        return normal;
    m->task->handled = a->body.error;
    return raise_error(a->body.error, a->body.out);
}

cell *construct(model *m, long tag, long way)
{
    cell *self = tree_allocate(FIELDS * sizeof *self);
    (void)m;
    self[FIELD_TAG].number = (int)tag;
    self[FIELD_WAY].number = (int)way;
    return self;
}

completion run_items(model *m, activation *a, const with_run *w, int index)
{
    const statement *s = w->statement;
    if (index == s->item_count)
        return run_region(m, a, s->region, s->body, 0);
    const with_item *item = &s->items[index];
    completion failure;
    if (item->kind >= OF_SHIELD)
        return run_library_item(m, a, w, index);
    if (item->kind != CONSTRUCTED && item->kind != OF_CONTEXT)
        return run_manager(m, a, w, index, item->object->manager, &a->cells[item->object->cell]);
    long tag, way;
    if (!evaluate(m, a, item->tag, &tag, &failure) || !evaluate(m, a, item->way, &way, &failure))
        return left_with(a, w, failure);
    if (item->kind == OF_CONTEXT)
        return run_context(m, a, w, index, tag, way);
    return run_manager(m, a, w, index, item->manager, construct(m, tag, way));
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
