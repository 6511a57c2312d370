/* The steps of statements. */
#include "graph_internal.h"
#include "returns.h"

static void statement(builder *b, const node *n);

/* ---- with ---- */

static void with_items(builder *b, const node *with, const node *item)
{
    if (!item) {
        build_block(b, with->with.body);
        return;
    }
    enclosure e = {.kind = IN_WITH, .node = item, .guarded = {item->last + 1, with->last}};
    uint32_t entered = do_step(b, STEP_DO, item);
    raise_from(b, entered, false);
    push(b, &e);
    with_items(b, with, item->next);
    pop_cleanup(b, &e);
}

/* ---- try ---- */

static void handlers(builder *b, const node *n, const uint32_t *begins, ends *behind)
{
    size_t i = 0;
    for (const node *h = n->attempt.handlers; h && b->g->is_known; h = h->next) {
        b->pending = (ends){0};
        pend(b, &b->pending, begins[i++], true);
        build_block(b, h->handler.body);
        append(b, behind, &b->pending);
    }
}

static void guarded_by_handlers(builder *b, const node *n)
{
    size_t count = 0;
    for (const node *h = n->attempt.handlers; h; h = h->next)
        count++;
    enclosure e = {.kind = IN_TRY, .node = n, .handlers = arena_alloc(b->arena, (count + 1) * sizeof *e.handlers)};
    count = 0;
    for (const node *h = n->attempt.handlers; h; h = h->next)
        e.handlers[count++] = add_step(b, STEP_HANDLE, h);
    push(b, &e);
    build_block(b, n->attempt.body);
    b->inside = e.outer;
    build_block(b, n->attempt.otherwise);
    ends behind = take(&b->pending);
    handlers(b, n, e.handlers, &behind);
    b->pending = behind;
}

static void try_statement(builder *b, const node *n)
{
    do_step(b, STEP_DO, n);
    if (!n->attempt.finally) {
        guarded_by_handlers(b, n);
        return;
    }
    enclosure e = {.kind = IN_CLEANUP, .node = n->attempt.finally, .guarded = {n->first, n->attempt.finally->first - 1}};
    push(b, &e);
    if (n->attempt.handlers)
        guarded_by_handlers(b, n);
    else
        build_block(b, n->attempt.body);
    pop_cleanup(b, &e);
}

static void raise_statement(builder *b, const node *n)
{
    uint32_t at = do_step(b, STEP_DO, n);
    const symbol *type = n->raise.has_parentheses ? program_find_token(b->c->program, n->raise.type) : NULL;
    b->pending.count = 0;
    raise_from_awaits(b, at, n);
    if (!type || type->kind != SYMBOL_ERROR) {
        raise_from(b, at, true);
        return;
    }
    const node *handler = enclosing_handler(b, type);
    leave(b, at, (goal){.kind = handler ? GOAL_HANDLER : GOAL_FAIL, .of = handler}, true, true);
}

/* ---- loops, switch ---- */

/* The body; what is pending then is what would go around again. */
static void loop_body(builder *b, enclosure *e, const node *n, const node *body)
{
    *e = (enclosure){.kind = IN_LOOP, .node = n};
    push(b, e);
    statement(b, body);
    b->inside = e->outer;
    append(b, &b->pending, &e->continues);
}

static void while_or_for(builder *b, const node *n)
{
    enclosure e;
    if (n->kind == NODE_FOR && n->loop.initial)
        statement(b, n->loop.initial);
    constant c = constant_of(b->c, n->loop.condition);
    bool runs = n->kind == NODE_FOR && runs_once_at_least(b->c, n);
    uint32_t head = add_step(b, STEP_DO, n);
    if (runs)
        do_step(b, STEP_DO, NULL);            /* into the body, whatever the condition says later */
    else
        reach(b, head);
    pend(b, &b->pending, head, true);
    raise_from_awaits(b, head, n->loop.condition);
    if (c == ALWAYS_FALSE)
        make_all_unsure(b);
    loop_body(b, &e, n, n->loop.body);
    if (n->kind == NODE_FOR && n->loop.step && b->pending.count)
        raise_from_awaits(b, do_step(b, STEP_DO, n->loop.step), n->loop.step);
    reach(b, head);
    if (c != ALWAYS_TRUE)
        pend(b, &b->pending, head, true);
    append(b, &b->pending, &e.breaks);
}

static void do_while(builder *b, const node *n)
{
    enclosure e;
    constant c = constant_of(b->c, n->loop.condition);
    uint32_t head = do_step(b, STEP_DO, NULL);
    loop_body(b, &e, n, n->loop.body);
    if (b->pending.count) {
        uint32_t condition = do_step(b, STEP_DO, n->loop.condition);
        raise_from_awaits(b, condition, n->loop.condition);
        if (c != ALWAYS_FALSE)
            add_edge(b, condition, head, true, false);
        if (c == ALWAYS_TRUE)
            b->pending.count = 0;
    }
    append(b, &b->pending, &e.breaks);
}

/* It may be no loop, and run once; or a loop that never runs. */
static void loop_macro(builder *b, const node *n)
{
    enclosure e;
    uint32_t head = do_step(b, STEP_DO, n);
    loop_body(b, &e, n, n->loop.body);
    if (b->pending.count)
        add_edge(b, do_step(b, STEP_DO, NULL), head, false, false);
    pend(b, &b->pending, head, false);
    append(b, &b->pending, &e.breaks);
}

static void async_for(builder *b, const node *n)
{
    enclosure e;
    uint32_t head = do_step(b, STEP_DO, n);
    raise_from(b, head, false);
    loop_body(b, &e, n, n->async_for.body);
    reach(b, head);
    pend(b, &b->pending, head, true);
    append(b, &b->pending, &e.breaks);
}

/* Without a default it may go past; but if all cases are names, they may be all of an enum's. */
static void switch_statement(builder *b, const node *n)
{
    uint32_t head = do_step(b, STEP_DO, n);
    raise_from_awaits(b, head, n->loop.condition);
    enclosure e = {.kind = IN_SWITCH, .node = n, .head = head};
    b->pending.count = 0;
    push(b, &e);
    statement(b, n->loop.body);
    b->inside = e.outer;
    append(b, &b->pending, &e.breaks);
    if (!e.has_default)
        pend(b, &b->pending, head, e.has_number);
}

static void case_label(builder *b, const node *n)
{
    enclosure *e = b->inside;
    while (e && e->kind != IN_SWITCH)
        e = e->outer;
    if (e) {
        e->has_default |= n->kind == NODE_DEFAULT;
        for (uint32_t i = n->label.tokens.first; i <= n->label.tokens.last; i++)
            e->has_number |= b->t[i].lexeme == LEX_NUMBER || b->t[i].lexeme == LEX_CHARACTER;
        pend(b, &b->pending, e->head, true);
    }
    do_step(b, STEP_DO, n);
    statement(b, n->label.statement);
}

static void break_statement(builder *b, const node *n)
{
    bool is_break = n->kind == NODE_BREAK;
    uint32_t at = do_step(b, STEP_DO, n);
    b->pending.count = 0;
    for (const enclosure *e = b->inside; e; e = e->outer)
        if (e->kind == IN_LOOP || (is_break && e->kind == IN_SWITCH)) {
            leave(b, at, (goal){.kind = is_break ? GOAL_BREAK : GOAL_CONTINUE, .of = e->node}, true, false);
            return;
        }
    b->g->is_known = false;
}

/* ---- labels ---- */

static void label(builder *b, const node *n)
{
    uint32_t at = do_step(b, STEP_DO, n);
    placed_label *made = arena_alloc(b->arena, sizeof *made), **slot = &b->placed[n->label.name % LABEL_SLOTS];
    *made = (placed_label){n->label.name, at, b->in, *slot};
    *slot = made;
    statement(b, n->label.statement);
}

static void goto_statement(builder *b, const node *n)
{
    uint32_t at = do_step(b, STEP_DO, n), name = n->expression.value->first;
    const node *to = n->expression.value->last == name ? label_named(b->c, name) : NULL;
    b->pending.count = 0;
    if (to)
        leave(b, at, (goal){.kind = GOAL_LABEL, .label = to->label.name}, true, false);
    else
        b->g->is_known = false;
}

/* ---- other statements ---- */

static void expression_statement(builder *b, const node *n)
{
    coming_back c = comes_back(b->c, n->expression.value);
    raise_from_awaits(b, do_step(b, STEP_DO, n), n);
    b->g->is_known &= !hides_jump(b->c, n);
    if (c == NEVER_COMES_BACK)
        b->pending.count = 0;
    else if (c == MAY_NOT_COME_BACK)
        make_all_unsure(b);
}

static void if_statement(builder *b, const node *n)
{
    uint32_t at = do_step(b, STEP_DO, n);
    constant c = constant_of(b->c, n->branch.condition);
    raise_from_awaits(b, at, n->branch.condition);
    if (c == ALWAYS_FALSE)
        make_all_unsure(b);
    statement(b, n->branch.then);
    ends after = take(&b->pending);
    pend(b, &b->pending, at, c != ALWAYS_TRUE);
    if (n->branch.otherwise)
        statement(b, n->branch.otherwise);
    append(b, &b->pending, &after);
}

static void yield_statement(builder *b, const node *n)
{
    raise_from(b, do_step(b, STEP_YIELD, n), true);
}

static void return_statement(builder *b, const node *n)
{
    uint32_t at = do_step(b, STEP_DO, n);
    raise_from_awaits(b, at, n->expression.value);
    b->pending.count = 0;
    leave(b, at, (goal){.kind = GOAL_RETURN}, true, false);
}

/* Which of the arms is compiled is not known. */
typedef struct conditional { uint32_t last; ends before; } conditional;

static void statement(builder *b, const node *n)
{
    if (!n || !b->g->is_known)
        return;
    switch (n->kind) {
    case NODE_BLOCK: build_block(b, n); break;
    case NODE_EXPRESSION: expression_statement(b, n); break;
    case NODE_DECLARATION:
        raise_from_awaits(b, do_step(b, STEP_DO, n), n);
        b->g->is_known &= !hides_jump(b->c, n);
        break;
    case NODE_IF: if_statement(b, n); break;
    case NODE_WHILE: case NODE_FOR: while_or_for(b, n); break;
    case NODE_DO: do_while(b, n); break;
    case NODE_LOOP_MACRO: loop_macro(b, n); break;
    case NODE_ASYNC_FOR: async_for(b, n); break;
    case NODE_SWITCH: switch_statement(b, n); break;
    case NODE_CASE: case NODE_DEFAULT: case_label(b, n); break;
    case NODE_LABEL: label(b, n); break;
    case NODE_GOTO: goto_statement(b, n); break;
    case NODE_BREAK: case NODE_CONTINUE: break_statement(b, n); break;
    case NODE_RETURN: return_statement(b, n); break;
    case NODE_RAISE: raise_statement(b, n); break;
    case NODE_YIELD: yield_statement(b, n); break;
    case NODE_WITH: with_items(b, n, n->with.items); break;
    case NODE_TRY: try_statement(b, n); break;
    default: break;
    }
}

typedef struct arms_open { LIST(conditional) all; } arms_open;

/* Between #if and #endif: from each directive to the next one of the conditional. */
static void directive(builder *b, arms_open *open, const node *n)
{
    directive_kind kind = directive_of(b->arena, b->c->tokens, n->first);
    bool inner = kind == DIRECTIVE_ELSE || kind == DIRECTIVE_ENDIF;
    if ((kind != DIRECTIVE_IF && !inner) || (inner && !open->all.count)) {
        b->g->is_known &= !inner;         /* the #if stands in another block */
        return;
    }
    uint32_t at = add_step(b, STEP_DO, n);
    if (kind == DIRECTIVE_IF) {
        reach(b, at);
        LIST_ADD(b->arena, open->all, ((conditional){.last = at}));
    } else {
        conditional *c = &open->all.at[open->all.count - 1];
        append(b, &c->before, &b->pending);      /* the end of an arm goes on behind the #endif */
        b->pending.count = 0;
        add_edge(b, c->last, at, false, false);
        c->last = at;
        if (kind == DIRECTIVE_ENDIF) {
            b->pending = c->before;
            make_all_unsure(b);
            reach(b, at);
            open->all.count--;
        }
    }
    pend(b, &b->pending, at, false);
}

static void statements(builder *b, const node *list, uint32_t last)
{
    arms_open open = {0};
    for (const node *n = list; n && b->g->is_known; n = n->next) {
        if (n->kind == NODE_DIRECTIVE) {
            directive(b, &open, n);
            continue;
        }
        if (n->kind != NODE_DEFER) {
            statement(b, n);
            continue;
        }
        enclosure e = {.kind = IN_CLEANUP, .node = n->defer.body, .guarded = {n->last + 1, last}};
        b->g->is_known &= open.all.count == 0;
        do_step(b, STEP_DO, n);
        push(b, &e);
        statements(b, n->next, last);
        pop_cleanup(b, &e);
        break;
    }
    b->g->is_known &= open.all.count == 0;
}

void build_block(builder *b, const node *n)
{
    if (n)
        statements(b, n->block.statements, n->last);
}
