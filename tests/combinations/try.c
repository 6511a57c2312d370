/* try statements around what a plan puts in one of their blocks. */
#include "make.h"

/* ---- which types the handlers name ---- */

typedef struct choice {
    error_type types[3];
    int count;                  /* 0: except { } */
} choice;

static bool choice_takes(const choice *c, error_type type)
{
    if (c->count == 0)
        return error_type_is(type, ERROR);
    for (int k = 0; k < c->count; k++)
        if (error_type_is(type, c->types[k]))
            return true;
    return false;
}

/* A handler that names the type could not be reached behind these. */
static bool is_taken(const choice *before, int count, error_type type)
{
    for (int k = 0; k < count; k++)
        if (choice_takes(&before[k], type))
            return true;
    return false;
}

static bool is_reachable(const choice *c, const choice *before, int count)
{
    if (c->count == 0 && is_taken(before, count, ERROR))
        return false;
    for (int k = 0; k < c->count; k++)
        if (is_taken(before, count, c->types[k]))
            return false;
    return true;
}

static error_type some_type(maker *m)
{
    static const error_type types[] = { VALUE_ERROR, RUNTIME_ERROR, OS_ERROR, LOW, LOWER, SIDE, NEVER, OUTSIDE, ERROR,
                                        CANCELLED_ERROR, BASE_ERROR };
    return types[roll(m->d, (int)(sizeof types / sizeof *types))];
}

static error_type some_parent(maker *m, error_type type)
{
    if (type == UNKNOWN_ERROR)
        return BASE_ERROR;
    for (int tries = 0; tries < 12; tries++) {
        error_type parent = some_type(m);
        if (error_type_is(type, parent))
            return parent;
    }
    return type;
}

static choice matching(maker *m, error_type type, bool needs_name)
{
    choice c = { { some_parent(m, type) }, 1 };
    if (!needs_name && type != UNKNOWN_ERROR && error_type_is(type, ERROR) && chance(m->d, 25))
        c.count = 0;
    error_type other = some_type(m);
    if (c.count && chance(m->d, 30) && !error_type_is(other, c.types[0]) && !error_type_is(c.types[0], other))
        c.types[c.count++] = other;
    return c;
}

static choice not_matching(maker *m, error_type type)
{
    choice c = { { NEVER }, 1 };
    for (int tries = 0; tries < 3 && type != UNKNOWN_ERROR; tries++) {
        error_type other = some_type(m);
        if (!error_type_is(type, other)) {
            c.types[0] = other;
            break;
        }
    }
    if (type == CANCELLED_ERROR && chance(m->d, 40))
        c.count = 0;
    return c;
}

/* ---- handlers ---- */

static block *handler_block(maker *m, handler *h, const plan *p, int level)
{
    int errors = m->error_count;
    if (h->name && m->error_count < NAMES_OF_ERRORS)
        m->errors[m->error_count++] = h->name;
    block *b = tree_allocate(sizeof *b);
    int scope = begin_scope(m);
    jumps before = begin_handler(m);
    make_locals(m, b);
    if (h->name && chance(m->d, 70))
        add(m, b, S_SAW)->variable = h->name;
    if (p)
        follow(m, p, level + 1, b);
    else
        add_filler(m, b);
    end_jumps(m, before);
    end_scope(m, scope);
    m->error_count = errors;
    return b;
}

static void add_handler(maker *m, statement *s, choice c, const plan *p, int level, bool needs_name)
{
    handler *h = &s->handlers[s->handler_count++];
    h->number = ++m->p->numbers;
    h->type_count = c.count;
    for (int k = 0; k < c.count; k++)
        h->types[k] = c.types[k];
    if (c.count && (needs_name || chance(m->d, 75)))
        h->name = new_variable(m, OF_ERROR, "e");
    h->body = handler_block(m, h, p, level);
}

void add_handlers(maker *m, statement *s, error_type type, bool match, const plan *p, int level)
{
    choice choices[HANDLERS - 1];
    int count = 0, wanted = 1 + roll(m->d, HANDLERS - 1), at = match ? roll(m->d, wanted) : -1, found = -1;
    bool needs_name = p && (p->out == RAISE_FROM || p->out == RAISE_NAME);
    for (int k = 0; k < wanted; k++) {
        choice c = k == at ? matching(m, type, needs_name) : not_matching(m, k > at && match ? NEVER : type);
        if (k > at && match && chance(m->d, 50))
            c.types[0] = some_type(m);
        if (k != at && !is_reachable(&c, choices, count))
            continue;
        while (c.count > 1 && !is_reachable(&c, choices, count))
            c.count--;
        if (k == at)
            found = count;
        choices[count++] = c;
    }
    for (int k = 0; k < count; k++)
        add_handler(m, s, choices[k], k == found ? p : NULL, level, needs_name && k == found);
}

/* Of a try around a context's yield: what is caught goes on, unless the context was asked to swallow it. */
static void add_context_handlers(maker *m, statement *s)
{
    choice c = { { chance(m->d, 70) ? BASE_ERROR : some_type(m) }, 1 };
    add_handler(m, s, c, NULL, 0, true);
    handler *h = &s->handlers[0];
    m->errors[m->error_count++] = h->name;
    add_guard(m, h->body, way_is(m, EXIT_RAISES), new_raise(m, UNKNOWN_ERROR, chance(m->d, 50)));
    m->error_count--;
    statement *again = statement_new(m->p, chance(m->d, 50) ? S_RAISE_AGAIN : S_RAISE_NAME);
    again->variable = h->name;
    add_guard(m, h->body, expression_of(X_NOT, way_is(m, SUPPRESS), NULL, NULL), again);
}

/* ---- what is under way when a cleanup begins ---- */

void add_flight(maker *m, const plan *p, block *b)
{
    if (chance(m->d, p->out == END ? 80 : 35))
        return;
    bool jumps_away = p->out != END && p->out != GOTO_BACK && chance(m->d, 60) && !m->back;
    statement *s = jumps_away ? some_jump(m) : NULL;
    if (!s)
        s = new_raise(m, UNKNOWN_ERROR, false);
    add_guard(m, b, condition_of(m, p), s);
    if (chance(m->d, 30))
        add(m, b, S_MARK);
}

/* ---- the statement ---- */

static block *failing_block(maker *m, error_type type)
{
    block *b = small_block(m);
    if (m->f->is_async && type == LOW && chance(m->d, 50)) {
        statement *s = add(m, b, S_VALUE);
        s->value = awaited(FAIL, expression_new(X_CONSTANT, roll(m->d, 9)), m);
    } else {
        block_add(b, new_raise(m, type, false));
    }
    return b;
}

static void fill_body(maker *m, const plan *p, int level, statement *s)
{
    error_type type = some_error(m);
    int scope;
    switch (p->path[level]) {
    case HANDLER:
        s->body = failing_block(m, type);
        add_handlers(m, s, type, true, p, level);
        break;
    case TRY_ELSE:
        s->body = small_block(m);
        add_handlers(m, s, UNKNOWN_ERROR, false, NULL, 0);
        s->other = inside(m, p, level);
        break;
    case FINALLY:
        scope = begin_scope(m);
        s->body = open_block(m);
        add_flight(m, p, s->body);
        end_scope(m, scope);
        break;
    default:
        s->body = inside(m, p, level);
    }
}

void make_try(maker *m, const plan *p, int level, block *b)
{
    region r = p->path[level];
    bool around_yield = level < p->yield_at;
    statement *s = statement_new(m->p, S_TRY);
    s->region = TRY_FINALLY;
    fill_body(m, p, level, s);
    if (r == TRY_CATCH && around_yield)
        add_context_handlers(m, s);
    else if (r == TRY_CATCH)
        add_handlers(m, s, p->type, should_stop(m, p, level), NULL, 0);
    if (r == FINALLY && chance(m->d, 25))
        add_handlers(m, s, UNKNOWN_ERROR, false, NULL, 0);
    if (s->handler_count)
        s->region = TRY_CATCH;
    if (r == TRY_CATCH && chance(m->d, 25))
        s->other = small_block(m);
    jumps before = begin_finally(m);
    if (r == FINALLY)
        s->at_last = inside(m, p, level);
    else if (r == TRY_FINALLY || chance(m->d, 30))
        s->at_last = small_block(m);
    end_jumps(m, before);
    if (around_yield && s->at_last && chance(m->d, 60))
        add_guard(m, s->at_last, way_is(m, EXIT_RAISES), new_raise(m, UNKNOWN_ERROR, false));
    block_add(b, s);
}
