/* The model of variables and expressions, and of the coroutines of the prelude. */
#include "model_internal.h"

#include <limits.h>
#include <stdio.h>

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

cell *cell_of(model *m, activation *a, const variable *v, int member)
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

long store(model *m, activation *a, const variable *v, int member, long value)
{
    variable_type type = v->type == OF_POINTER ? v->target->type : v->type;
    return cell_of(m, a, v, member)->number = converted(type, member, value);
}

completion declare_one(model *m, activation *a, const variable *v)
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

completion declare(model *m, activation *a, const block *b)
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

void show(model *m, activation *a, int number, const variable *v)
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
    case WITHIN: case LOCKED: case SETS: case WAITS: case PUTS: case GETS: case SPREADS:
        return call_sharing_helper(m, x, argument, failure);
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
