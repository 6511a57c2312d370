/* Expressions and variables. */
#include "make.h"

#include <stdio.h>
#include <string.h>

/* ---- variables ---- */

void see(maker *m, variable *v)
{
    if (m->seen_count < SEEN)
        m->seen[m->seen_count++] = v;
}

variable *new_variable(maker *m, variable_type type, const char *letter)
{
    variable *v = tree_allocate(sizeof *v);
    v->type = type;
    v->qualifier = "";
    v->number = ++m->p->numbers;
    snprintf(v->name, sizeof v->name, "%s%d", letter, ++m->p->names);
    if (type == OF_ERROR) {
        v->cell = m->f->errors++;
    } else {
        v->cell = m->f->cells;
        m->f->cells += variable_cells(v);
    }
    return v;
}

static void add_to_top(maker *m, variable *v)
{
    block *top = m->f->body;
    v->own_name = true;
    if (top->local_count < LOCALS)
        top->locals[top->local_count++] = v;
}

variable *new_counter(maker *m, const char *letter)
{
    variable *v = new_variable(m, OF_INT, letter);
    v->initial[0] = expression_new(X_CONSTANT, 0);
    v->read_only = true;
    add_to_top(m, v);
    return v;
}

variable *new_object(maker *m, const manager *of)
{
    variable *v = new_variable(m, OF_OBJECT, "object");
    v->manager = of;
    v->initial[0] = expression_new(X_CONSTANT, roll(m->d, 9));
    if (chance(m->d, 50))
        v->initial[1] = expression_new(X_CONSTANT, GO_ON);
    add_to_top(m, v);
    return v;
}

static bool is_hidden(const maker *m, int index)
{
    for (int k = index + 1; k < m->seen_count; k++)
        if (strcmp(m->seen[k]->name, m->seen[index]->name) == 0)
            return true;
    return false;
}

variable *pick_variable(maker *m, bool to_set)
{
    for (int tries = 0; tries < 6 && m->seen_count; tries++) {
        int index = roll(m->d, m->seen_count);
        variable *v = m->seen[index];
        if (is_hidden(m, index) || v->type >= OF_TIMEOUT)
            continue;
        if (to_set && (v->read_only || v->type == OF_OBJECT_POINTER || v->type == OF_OBJECT))
            continue;
        return v;
    }
    return NULL;
}

/* A name that a local of an outer block has too. */
static void maybe_shadow(maker *m, variable *v)
{
    if (m->scope == 0 || v->target || !chance(m->d, 25))
        return;
    variable *outer = m->seen[roll(m->d, m->scope)];
    if (outer->own_name)
        return;
    for (int k = m->scope; k < m->seen_count; k++)
        if (strcmp(m->seen[k]->name, outer->name) == 0)
            return;
    memcpy(v->name, outer->name, sizeof v->name);
}

static variable *target_of_pointer(maker *m)
{
    variable *v = pick_variable(m, true);
    if (!v || *v->qualifier || v->type == OF_POINTER || v->type == OF_YIELDED)
        return NULL;
    return v;
}

variable *new_local(maker *m, bool may_shadow)
{
    static const variable_type types[] = { OF_INT, OF_INT, OF_LONG, OF_SHORT, OF_UCHAR, OF_BOOL, OF_PAIR, OF_ARRAY, OF_POINTER };
    variable_type type = types[roll(m->d, (int)(sizeof types / sizeof *types))];
    variable *target = type == OF_POINTER ? target_of_pointer(m) : NULL;
    if (type == OF_POINTER && !target)
        type = OF_INT;
    variable *v = new_variable(m, type, "v");
    v->target = target;
    for (int k = 0; k < variable_cells(v) && !target; k++)
        v->initial[k] = value_of(m, roll(m->d, 60), k ? 0 : 1);
    if (type == OF_INT || type == OF_LONG)
        v->qualifier = chance(m->d, 10) ? "const " : chance(m->d, 10) ? "volatile " : "";
    v->read_only = *v->qualifier == 'c';
    v->own_name = !may_shadow;
    if (may_shadow)
        maybe_shadow(m, v);
    return v;
}

void make_locals(maker *m, block *b)
{
    for (int count = roll(m->d, 3); count > 0; count--) {
        variable *v = new_local(m, true);
        b->locals[b->local_count++] = v;
        see(m, v);
    }
}

/* ---- expressions ---- */

expression *read_variable(const variable *v, int member)
{
    expression *x = expression_new(X_VARIABLE, 0);
    x->variable = v;
    x->member = member;
    return x;
}

expression *parameter(int which) { return expression_new(X_PARAMETER, which); }

expression *awaited(helper which, expression *argument, maker *m)
{
    expression *x = expression_of(X_HELPER, argument, NULL, NULL);
    x->helper = which;
    x->number = which == TOLD || which >= WITHIN ? ++m->p->numbers : roll(m->d, 2);
    return x;
}

expression *awaited_call(maker *m, const function *callee, long tag, long way)
{
    expression *x = expression_of(X_CALL, expression_new(X_CONSTANT, tag), expression_new(X_CONSTANT, way), NULL);
    x->callee = callee;
    x->number = roll(m->d, 2);
    return x;
}

static expression *constant_or_flag(maker *m, long value)
{
    return expression_new((value == 0 || value == 1) && chance(m->d, 30) ? X_FLAG : X_CONSTANT, value);
}

/* The value through an await, that completes at once or suspends. */
static expression *through_await(maker *m, long value, int depth)
{
    static const helper helpers[] = { SAME, LATER, LATER, SLOW, TOLD, TOLD, TWICE, BOTH, WIDE };
    helper which = helpers[roll(m->d, (int)(sizeof helpers / sizeof *helpers))];
    if (chance(m->d, 15) && value >= 3)
        return expression_of(X_ADD, expression_new(X_CONSTANT, value - 3), awaited(SUM, expression_new(X_CONSTANT, 2), m), NULL);
    return awaited(which, value_of(m, value, depth - 1), m);
}

expression *value_of(maker *m, long value, int depth)
{
    if (depth <= 0 || chance(m->d, 35))
        return constant_or_flag(m, value);
    if (m->f->is_async && chance(m->d, 50))
        return through_await(m, value, depth);
    long part = roll(m->d, 5);
    switch (roll(m->d, 5)) {
    case 0:
        return expression_of(X_ADD, value_of(m, value - part, depth - 1), value_of(m, part, depth - 1), NULL);
    case 1:
        return expression_of(X_SUBTRACT, value_of(m, value + part, depth - 1), value_of(m, part, depth - 1), NULL);
    case 2:
        return expression_of(X_PLUS_CALL, value_of(m, value - part, depth - 1), value_of(m, part, depth - 1), NULL);
    case 3: {
        bool first = chance(m->d, 50);
        expression *that = value_of(m, value, depth - 1), *other = value_of(m, 9, depth - 1);
        return expression_of(X_CONDITIONAL, truth(m, first, depth - 1), first ? that : other, first ? other : that);
    }
    default:
        return expression_of(X_COMMA, value_of(m, part, depth - 1), value_of(m, value, depth - 1), NULL);
    }
}

expression *truth(maker *m, bool value, int depth)
{
    if (depth <= 0 || chance(m->d, 25))
        return expression_new(X_FLAG, value);
    long number = roll(m->d, 9);
    switch (roll(m->d, 5)) {
    case 0:
        return expression_of(X_EQUAL, value_of(m, number, depth - 1), value_of(m, value ? number : number + 1, depth - 1), NULL);
    case 1:
        return expression_of(X_LESS, value_of(m, number, depth - 1), value_of(m, value ? number + 2 : number, depth - 1), NULL);
    case 2:
        return expression_of(X_NOT, truth(m, !value, depth - 1), NULL, NULL);
    case 3: {
        expression *right = value || chance(m->d, 50) || !m->f->is_async ? truth(m, value, depth - 1)
                                                                        : awaited(FAIL, expression_new(X_CONSTANT, number), m);
        bool left = value || right->kind != X_HELPER ? true : false;
        return expression_of(X_AND, truth(m, left, depth - 1), right, NULL);
    }
    default: {
        bool left = value && chance(m->d, 60);
        return expression_of(X_OR, truth(m, left, depth - 1), truth(m, left ? chance(m->d, 50) : value, depth - 1), NULL);
    }
    }
}

expression *way_is(maker *m, int number)
{
    expression *x = expression_of(X_EQUAL, parameter(1), expression_new(X_CONSTANT, number), NULL);
    if (chance(m->d, 80))
        return x;
    return expression_of(X_AND, x, truth(m, true, 2), NULL);
}

static expression *some_member(maker *m, const variable *v)
{
    int members = v->type == OF_OBJECT_POINTER ? FIELDS : variable_cells(v);
    if (v->type == OF_ARRAY && chance(m->d, 40)) {
        expression *x = expression_of(X_INDEX, value_of(m, roll(m->d, 3), 2), NULL, NULL);
        x->variable = v;
        return x;
    }
    return read_variable(v, roll(m->d, members));
}

expression *anything(maker *m, int depth)
{
    const variable *v = pick_variable(m, false);
    expression *x = v ? some_member(m, v) : value_of(m, roll(m->d, 20), depth);
    if (depth > 0 && chance(m->d, 60))
        x = chance(m->d, 50) ? expression_of(X_ADD, x, value_of(m, roll(m->d, 5), depth), NULL)
                             : expression_of(X_ADD, value_of(m, roll(m->d, 5), depth), x, NULL);
    variable *set = depth > 0 && chance(m->d, 12) ? pick_variable(m, true) : NULL;
    if (set && set != v && set->type == OF_INT) {
        expression *assign = expression_of(X_ASSIGN, value_of(m, roll(m->d, 30), 2), NULL, NULL);
        assign->variable = set;
        x = expression_of(X_COMMA, assign, x, NULL);
    }
    return x;
}
