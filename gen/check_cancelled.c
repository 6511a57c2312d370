/* Handlers that take a cancellation and may not raise it again (language.md, section 5). */
#include "graph.h"

typedef struct walk {
    checker *c;
    const graph *g;
    const node *handler;
    uint32_t begin;                       /* its step */
    uint32_t *seen;                       /* steps: the handler's own, for which they were seen last */
    LIST(uint32_t) open;
    const node *last;                     /* what stands before the place where it is left otherwise than by an error */
    bool is_left, is_left_by_jump;
} walk;

static bool stands_in(const node *n, const node *around) { return n->first >= around->first && n->last <= around->last; }

static void follow(walk *w, const edge *e)
{
    const step *to = &w->g->steps.at[e->to];
    bool marker = to->kind == STEP_DO && !to->node;
    if (marker || (to->node && stands_in(to->node, w->handler))) {
        if (w->seen[e->to] != w->begin)
            LIST_ADD(w->c->arena, w->open, e->to);
        w->seen[e->to] = w->begin;
        return;
    }
    if (e->is_error || w->is_left)
        return;
    const node *from = w->g->steps.at[e->from].node;
    w->is_left = true;
    w->last = from;
    w->is_left_by_jump = from && (from->kind == NODE_RETURN || from->kind == NODE_GOTO || from->kind == NODE_BREAK || from->kind == NODE_CONTINUE);
}

/* The one of the two that makes a handler one of cancellations. */
static uint32_t type_of_cancellation(const checker *c, const node *handler)
{
    for (const node *t = handler->handler.types; t; t = t->next)
        if (token_is(c->tokens, t->first, "acm_Cancelled") || token_is(c->tokens, t->first, "acm_BaseError"))
            return t->first;
    return 0;
}

/* It may be raised again later. */
static bool keeps_the_error(const checker *c, const node *handler)
{
    for (uint32_t i = handler->first; i <= handler->last; i++)
        if (token_is(c->tokens, i, "acm_error_keep"))
            return true;
    return false;
}

/* `raise;` before the brace that ends the handler, on a line of its own if the brace has one. */
static void add_raise(checker *c, const node *handler)
{
    uint32_t brace = handler->handler.body->last;
    const char *bytes = c->tokens->source->bytes;
    uint32_t at = c->t[brace].start, line = at;
    while (line > 0 && (bytes[line - 1] == ' ' || bytes[line - 1] == '\t'))
        line--;
    bool alone = line > 0 && bytes[line - 1] == '\n';
    diag_fix(c->diag, (span){c->tokens->source, at, at},
             alone ? arena_printf(c->arena, "    raise;\n%.*s", (int)(at - line), bytes + line) : "raise; ");
}

static void check_handler(checker *c, const graph *g, uint32_t begin, uint32_t type, uint32_t *seen)
{
    const node *handler = g->steps.at[begin].node;
    walk w = {.c = c, .g = g, .handler = handler, .begin = begin, .seen = seen};
    LIST_ADD(c->arena, w.open, begin);
    while (w.open.count && !w.is_left) {
        uint32_t at = w.open.at[--w.open.count];
        for (uint32_t i = g->first[at]; i < g->first[at + 1]; i++)
            if (g->edges.at[i].is_sure)
                follow(&w, &g->edges.at[i]);
    }
    if (!w.is_left)
        return;
    diag_warning(c->diag, WARNING_CANCEL_SWALLOWED, span_of(c, type, type), "this handler takes cancellations, and may not raise them again");
    uint32_t end = handler->handler.body->last;
    diag_note(c->diag, w.is_left_by_jump ? span_of(c, w.last->first, w.last->first) : span_of(c, end, end), "it is left here as if nothing had happened");
    diag_note(c->diag, span_of(c, handler->first, handler->first),
              "'raise;' lets a cancellation go on; what is only to be cleaned up belongs in 'finally', and 'except { }' takes all other errors");
    if (!w.is_left_by_jump)
        add_raise(c, handler);
}

void check_cancelled(checker *c, const graph *g)
{
    uint32_t *seen = NULL;
    for (uint32_t i = 0; g->is_known && i < g->steps.count; i++) {
        const step *s = &g->steps.at[i];
        uint32_t type = s->kind == STEP_HANDLE ? type_of_cancellation(c, s->node) : 0;
        if (!type || keeps_the_error(c, s->node))
            continue;
        if (!seen)
            seen = arena_alloc(c->arena, g->steps.count * sizeof *seen);
        check_handler(c, g, i, type, seen);
    }
}
