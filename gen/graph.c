/* From the tree of a body to its steps.  What stands in a finally or defer is there once for each place that control goes on to
 * behind it, so that a path that leaves by an error is not taken for one that goes on. */
#include "graph_internal.h"
#include "raises.h"

#include <string.h>

/* ---- steps and edges ---- */

void add_edge(builder *b, uint32_t from, uint32_t to, bool is_sure, bool is_error)
{
    LIST_ADD(b->arena, b->g->edges, ((edge){from, to, is_sure, is_error}));
}

uint32_t add_step(builder *b, step_kind kind, const node *n)
{
    LIST_ADD(b->arena, b->g->steps, ((step){kind, n}));
    if (b->g->steps.count > b->most)
        b->g->is_known = false;
    return (uint32_t)b->g->steps.count - 1;
}

void pend(builder *b, ends *list, uint32_t from, bool is_sure)
{
    LIST_ADD(b->arena, *list, ((end){from, is_sure, false}));
}

void append(builder *b, ends *list, const ends *more)
{
    for (size_t i = 0; i < more->count; i++)
        LIST_ADD(b->arena, *list, more->at[i]);
}

ends take(ends *list)
{
    ends taken = *list;
    *list = (ends){0};
    return taken;
}

/* What is pending goes on to it. */
void reach(builder *b, uint32_t to)
{
    for (size_t i = 0; i < b->pending.count; i++)
        add_edge(b, b->pending.at[i].step, to, b->pending.at[i].is_sure, b->pending.at[i].is_error);
    b->pending.count = 0;
}

uint32_t do_step(builder *b, step_kind kind, const node *n)
{
    uint32_t made = add_step(b, kind, n);
    reach(b, made);
    pend(b, &b->pending, made, true);
    return made;
}

void make_all_unsure(builder *b)
{
    for (size_t i = 0; i < b->pending.count; i++)
        b->pending.at[i].is_sure = false;
}

/* ---- ways out ---- */

static bool same_goal(goal a, goal b)
{
    return a.kind == b.kind && a.of == b.of && a.label == b.label;
}

static uint32_t through(builder *b, enclosure *e, goal to)
{
    for (size_t i = 0; i < e->ways_out.count; i++)
        if (same_goal(e->ways_out.at[i].to, to))
            return e->ways_out.at[i].begin;
    way_out w = {to, add_step(b, e->kind == IN_WITH ? STEP_EXIT : STEP_CLEANUP, e->node)};
    LIST_ADD(b->arena, e->ways_out, w);
    return w.begin;
}

static bool takes_all(const builder *b, const node *handler)
{
    for (const node *t = handler->handler.types; t; t = t->next)
        if (token_is(b->c->tokens, t->first, "acm_BaseError"))
            return true;
    return false;
}

/* Of an error whose type is not known: any handler may take it, or none. */
static uint32_t errors_of(builder *b, enclosure *e)
{
    if (e->errors)
        return e->errors;
    e->errors = add_step(b, STEP_DO, NULL);
    bool all = false;
    size_t i = 0;
    for (const node *h = e->node->attempt.handlers; h; h = h->next) {
        add_edge(b, e->errors, e->handlers[i++], true, true);
        all |= takes_all(b, h);
    }
    enclosure *inside = b->inside;
    b->inside = e->outer;
    if (!all)
        leave(b, e->errors, (goal){.kind = GOAL_ERROR}, true, true);
    b->inside = inside;
    return e->errors;
}

static uint32_t handler_step(const enclosure *e, const node *handler)
{
    size_t i = 0;
    for (const node *h = e->node->attempt.handlers; h && h != handler; h = h->next)
        i++;
    return e->handlers[i];
}

static bool is_handler_of(const enclosure *e, const node *handler)
{
    for (const node *h = e->node->attempt.handlers; h; h = h->next)
        if (h == handler)
            return true;
    return false;
}

static bool stands_in(range r, uint32_t token) { return token >= r.first && token <= r.last; }

/* Gives whether control stays in this enclosure, or goes through it. */
static bool leave_enclosure(builder *b, enclosure *e, uint32_t from, goal to, bool is_sure, bool is_error)
{
    switch (e->kind) {
    case IN_LOOP: case IN_SWITCH:
        if ((to.kind != GOAL_BREAK && to.kind != GOAL_CONTINUE) || to.of != e->node)
            return false;
        pend(b, to.kind == GOAL_BREAK ? &e->breaks : &e->continues, from, is_sure);
        return true;
    case IN_TRY:
        if (to.kind == GOAL_ERROR)
            add_edge(b, from, errors_of(b, e), is_sure, is_error);
        else if (to.kind == GOAL_HANDLER && is_handler_of(e, to.of))
            add_edge(b, from, handler_step(e, to.of), is_sure, is_error);
        else
            return false;
        return true;
    case IN_CLEANUP: case IN_WITH:
        if (to.kind == GOAL_LABEL && stands_in(e->guarded, to.label))
            return false;
        add_edge(b, from, through(b, e, to), is_sure, is_error);
        return true;
    }
    return false;
}

void leave(builder *b, uint32_t from, goal to, bool is_sure, bool is_error)
{
    for (enclosure *e = b->inside; e; e = e->outer)
        if (leave_enclosure(b, e, from, to, is_sure, is_error))
            return;
    if (to.kind == GOAL_LABEL)
        LIST_ADD(b->arena, b->gotos, ((open_goto){from, to.label, b->in}));
    else
        add_edge(b, from, to.kind == GOAL_RETURN ? b->g->end : b->g->fail, is_sure, is_error);
}

void raise_from(builder *b, uint32_t from, bool is_sure)
{
    leave(b, from, (goal){.kind = GOAL_ERROR}, is_sure, true);
}

static bool has_await(const builder *b, uint32_t first, uint32_t last)
{
    return b->c->tokens->awaits[last + 1] > b->c->tokens->awaits[first];
}

const node *enclosing_handler(const builder *b, const symbol *type)
{
    for (const enclosure *e = b->inside; e; e = e->outer)
        for (const node *h = e->kind == IN_TRY ? e->node->attempt.handlers : NULL; h; h = h->next)
            if (handler_takes(b->c, h, type))
                return h;
    return NULL;
}

/* What is awaited raises this for sure, now and then, and a handler takes it. */
static void raise_known(builder *b, uint32_t from, uint32_t await)
{
    symbol *s = b->t[await + 1].lexeme == LEX_NAME && b->t[await + 2].lexeme == '(' ? program_find_token(b->c->program, await + 1) : NULL;
    const raised_types *r = s && s->kind == SYMBOL_COROUTINE ? raised_by(b->c, s) : NULL;
    for (size_t i = 0; r && i < r->all.count; i++) {
        const node *handler = enclosing_handler(b, r->all.at[i]);
        if (handler)
            leave(b, from, (goal){.kind = GOAL_HANDLER, .of = handler}, true, true);
    }
}

static bool is_in_try(const builder *b)
{
    for (const enclosure *e = b->inside; e; e = e->outer)
        if (e->kind == IN_TRY)
            return true;
    return false;
}

/* What is evaluated in a step may raise where it awaits; but perhaps nothing that a handler around it takes. */
void raise_from_awaits(builder *b, uint32_t from, const node *n)
{
    if (!n || !has_await(b, n->first, n->last))
        return;
    raise_from(b, from, false);
    for (uint32_t i = n->first; b->is_context && is_in_try(b) && i < n->last; i++)
        if (b->t[i].word == WORD_AWAIT)
            raise_known(b, from, i);
}

/* ---- cleanups ---- */

void push(builder *b, enclosure *e)
{
    e->outer = b->inside;
    b->inside = e;
}

/* A manager whose exit is void never suppresses; of others it is not known. */
static bool may_suppress(const builder *b, const node *item)
{
    const node *m = item->item.manager;
    const symbol *s = m->kind == NODE_CALL ? program_find_token(b->c->program, m->await.callee.first) : NULL;
    return !(s && s->kind == SYMBOL_MANAGER && s->exit && symbol_signature(s->exit)->is_void);
}

/* One of the ways through a cleanup, and on to where it leads; what goes on behind it all is added to BEHIND. */
static void build_way_out(builder *b, enclosure *e, way_out w, ends *behind)
{
    bool is_error = w.to.kind == GOAL_ERROR || w.to.kind == GOAL_HANDLER || w.to.kind == GOAL_FAIL;
    b->pending = (ends){0};
    pend(b, &b->pending, w.begin, true);
    if (e->kind == IN_WITH) {
        raise_from(b, w.begin, false);
        if (is_error && may_suppress(b, e->node))
            pend(b, behind, w.begin, false);
    } else {
        instance *made = arena_alloc(b->arena, sizeof *made);
        *made = (instance){b->in};
        b->in = made;
        build_block(b, e->node);
        b->in = made->outer;
    }
    if (w.to.kind == GOAL_BEHIND)
        append(b, behind, &b->pending);
    else
        for (size_t i = 0; i < b->pending.count; i++)
            leave(b, b->pending.at[i].step, w.to, b->pending.at[i].is_sure, is_error);
}

/* What is guarded has been built, and ends with what is pending. */
void pop_cleanup(builder *b, enclosure *e)
{
    if (b->pending.count)
        reach(b, through(b, e, (goal){.kind = GOAL_BEHIND}));
    b->inside = e->outer;
    ends behind = {0};
    for (size_t i = 0; i < e->ways_out.count && b->g->is_known; i++)
        build_way_out(b, e, e->ways_out.at[i], &behind);
    b->pending = behind;
}

/* ---- the whole ---- */

/* The label of the same instance of a cleanup, or of what is around it. */
static const placed_label *find_placed(const builder *b, uint32_t label, const instance *in)
{
    for (;; in = in->outer) {
        for (const placed_label *p = b->placed[label % LABEL_SLOTS]; p; p = p->next)
            if (p->token == label && p->in == in)
                return p;
        if (!in)
            return NULL;
    }
}

static void resolve_gotos(builder *b)
{
    for (size_t i = 0; i < b->gotos.count; i++) {
        const open_goto *g = &b->gotos.at[i];
        const placed_label *to = find_placed(b, g->label, g->in);
        if (to)
            add_edge(b, g->step, to->step, true, false);
        else
            b->g->is_known = false;
    }
}

/* COUNT[i + 1] is how many edges are of step i; gives where those of each begin. */
static void add_up(uint32_t *count, size_t steps)
{
    for (size_t i = 1; i <= steps; i++)
        count[i] += count[i - 1];
}

static void sort_edges(builder *b)
{
    graph *g = b->g;
    size_t count = g->steps.count;
    g->first = arena_alloc(b->arena, (count + 2) * sizeof *g->first);
    g->first_before = arena_alloc(b->arena, (count + 2) * sizeof *g->first_before);
    for (size_t i = 0; i < g->edges.count; i++) {
        g->first[g->edges.at[i].from + 1]++;
        g->first_before[g->edges.at[i].to + 1]++;
    }
    add_up(g->first, count);
    add_up(g->first_before, count);
    edge *sorted = arena_alloc(b->arena, (g->edges.count + 1) * sizeof *sorted);
    uint32_t *next = arena_alloc(b->arena, (count + 1) * sizeof *next);
    g->before = arena_alloc(b->arena, (g->edges.count + 1) * sizeof *g->before);
    memcpy(next, g->first, (count + 1) * sizeof *next);
    for (size_t i = 0; i < g->edges.count; i++)
        sorted[next[g->edges.at[i].from]++] = g->edges.at[i];
    g->edges.at = sorted;
    memcpy(next, g->first_before, (count + 1) * sizeof *next);
    for (size_t i = 0; i < g->edges.count; i++)
        g->before[next[sorted[i].to]++] = (uint32_t)i;
}

graph *graph_find(checker *c, const node *form)
{
    enum { STEPS_A_TOKEN = 4, STEPS_AT_LEAST = 4000 };
    const node *body = form->form.body;
    graph *g = arena_alloc(c->arena, sizeof *g);
    builder b = {.c = c, .arena = c->arena, .g = g, .t = c->t, .most = (size_t)(body->last - body->first) * STEPS_A_TOKEN + STEPS_AT_LEAST};
    g->is_known = true;
    b.is_context = form->form.kind == FORM_CONTEXT;
    pend(&b, &b.pending, add_step(&b, STEP_DO, NULL), true);
    g->end = add_step(&b, STEP_END, NULL);
    g->fail = add_step(&b, STEP_FAIL, NULL);
    build_block(&b, body);
    reach(&b, g->end);
    resolve_gotos(&b);
    sort_edges(&b);
    return g;
}

void graph_reach(arena *arena, const graph *g, uint32_t from, edge_filter *follows, const void *data, bool *reached)
{
    LIST(uint32_t) open = {0};
    LIST_ADD(arena, open, from);
    while (open.count) {
        uint32_t at = open.at[--open.count];
        for (uint32_t i = g->first[at]; i < g->first[at + 1]; i++) {
            const edge *e = &g->edges.at[i];
            if (reached[e->to] || !follows(g, e, data))
                continue;
            reached[e->to] = true;
            LIST_ADD(arena, open, e->to);
        }
    }
}
