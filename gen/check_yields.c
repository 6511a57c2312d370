/* Contexts that do not yield once (language.md, section 3): how many yields may have run, step by step, on every path and on those
 * that are sure to be possible. */
#include "graph.h"

#include <string.h>

/* Sets of how many yields have run. */
enum { NONE = 1, ONCE = 2, MORE = 4 };

typedef struct yields {
    checker *c;
    const graph *g;
    const node *form;
    unsigned char *all, *sure;            /* before each step: on any path; on those of sure edges */
} yields;

static unsigned after_yield(unsigned in)
{
    return (in & NONE ? ONCE : 0) | (in & (ONCE | MORE) ? MORE : 0);
}

static unsigned char *count_yields(checker *c, const graph *g, bool only_sure)
{
    unsigned char *in = arena_alloc(c->arena, g->steps.count);
    LIST(uint32_t) open = {0};
    in[0] = NONE;
    LIST_ADD(c->arena, open, 0);
    while (open.count) {
        uint32_t at = open.at[--open.count];
        unsigned out = g->steps.at[at].kind == STEP_YIELD ? after_yield(in[at]) : in[at];
        for (uint32_t i = g->first[at]; i < g->first[at + 1]; i++) {
            const edge *e = &g->edges.at[i];
            if ((only_sure && !e->is_sure) || (in[e->to] | out) == in[e->to])
                continue;
            in[e->to] |= (unsigned char)out;
            LIST_ADD(c->arena, open, e->to);
        }
    }
    return in;
}

/* ---- paths, to explain them ---- */

/* The shortest one of sure edges from one of the steps that begin it, to a step; came[i] is the step before i on it. */
typedef struct search {
    uint32_t *came;
    LIST(uint32_t) open;
    size_t done;
} search;

static const uint32_t NOT_SEEN = UINT32_MAX;

static search *new_search(const yields *y)
{
    search *s = arena_alloc(y->c->arena, sizeof *s);
    s->came = arena_alloc(y->c->arena, y->g->steps.count * sizeof *s->came);
    memset(s->came, 0xff, y->g->steps.count * sizeof *s->came);
    return s;
}

static void go_on_from(const yields *y, search *s, uint32_t at)
{
    for (uint32_t i = y->g->first[at]; i < y->g->first[at + 1]; i++) {
        const edge *e = &y->g->edges.at[i];
        if (!e->is_sure || s->came[e->to] != NOT_SEEN)
            continue;
        s->came[e->to] = at;
        LIST_ADD(y->c->arena, s->open, e->to);
    }
}

/* Follows the paths up to TO, not through another yield. */
static bool search_for(const yields *y, search *s, uint32_t to)
{
    while (s->done < s->open.count) {
        uint32_t at = s->open.at[s->done++];
        if (at == to)
            return true;
        if (y->g->steps.at[at].kind != STEP_YIELD)
            go_on_from(y, s, at);
    }
    return false;
}

static void note_handler(const yields *y, const node *handler)
{
    diag_note(y->c->diag, span_of(y->c, handler->first, handler->first),
              "an error that the block raises comes to this handler, which goes on; 'raise;' at its end would let the error leave the context");
}

static const node *loop_around(const node *n)
{
    for (n = n->parent; n; n = n->parent)
        if (n->kind == NODE_WHILE || n->kind == NODE_FOR || n->kind == NODE_DO || n->kind == NODE_ASYNC_FOR || n->kind == NODE_LOOP_MACRO)
            return n;
    return NULL;
}

/* How control comes to the yield with one behind it. */
static void explain_second(const yields *y, uint32_t second)
{
    const graph *g = y->g;
    const node *n = g->steps.at[second].node;
    enum { MOST = 50 };                   /* searches */
    unsigned searches = 0;
    for (uint32_t first = 0; first < g->steps.count && searches < MOST; first++) {
        if (g->steps.at[first].kind != STEP_YIELD || !y->sure[first])
            continue;
        search *s = new_search(y);
        searches++;
        go_on_from(y, s, first);
        if (!search_for(y, s, second))
            continue;
        const node *by = g->steps.at[first].node;
        if (by != n)
            diag_note(y->c->diag, span_of(y->c, by->first, by->first), "the first yield is here");
        for (uint32_t at = s->came[second]; at != first; at = s->came[at])
            if (g->steps.at[at].kind == STEP_HANDLE) {
                note_handler(y, g->steps.at[at].node);
                return;
            }
        const node *loop = by == n ? loop_around(n) : NULL;
        if (loop)
            diag_note(y->c->diag, span_of(y->c, loop->first, loop->first), "this loop runs it again; 'break;' behind the yield would end it");
        return;
    }
}

/* ---- conditions that hang together ---- */

static bool has_yield(const checker *c, const node *n)
{
    for (uint32_t i = n ? n->first : 1; n && i <= n->last; i++)
        if (c->t[i].word == WORD_YIELD && !is_member_name(c, i))
            return true;
    return false;
}

static bool share_a_name(const checker *c, const node *a, const node *b)
{
    for (uint32_t i = a->first; i <= a->last; i++)
        for (uint32_t k = b->first; c->t[i].lexeme == LEX_NAME && k <= b->last; k++)
            if (c->t[k].lexeme == LEX_NAME && tokens_same(c->tokens, i, c->tokens, k))
                return true;
    return false;
}

/* Whether two yields stand under conditions of the same names, one behind the other: `if (a) yield x; if (!a) yield y;`. */
static bool conditions_hang_together(const yields *y)
{
    enum { MOST = 30 };
    const node *found[MOST];
    size_t count = 0;
    for (uint32_t i = 0; i < y->g->steps.count; i++) {
        const node *n = y->g->steps.at[i].node;
        if (!n || y->g->steps.at[i].kind != STEP_DO || n->kind != NODE_IF || !has_yield(y->c, n))
            continue;
        for (size_t k = 0; k < count; k++)
            if (found[k]->last < n->first && share_a_name(y->c, found[k]->branch.condition, n->branch.condition))
                return true;
        if (count == MOST)
            return true;
        found[count++] = n;
    }
    return false;
}

/* ---- what is said ---- */

static const char *name_of(const yields *y) { return text_of(y->c, y->form->form.signature->name); }

/* At a yield that comes second, on every path or on one. */
static bool check_second(const yields *y)
{
    uint32_t second = 0, possible = 0;
    const graph *g = y->g;
    for (uint32_t i = 0; i < g->steps.count; i++) {
        if (g->steps.at[i].kind != STEP_YIELD || !(y->sure[i] & (ONCE | MORE)))
            continue;
        if (!(y->all[i] & NONE) && !second)
            second = i;
        if (!possible || g->steps.at[i].node->first < g->steps.at[possible].node->first)
            possible = i;
    }
    if (!possible)
        return false;
    bool is_certain = !(y->all[g->end] & (NONE | ONCE));      /* no path ends with one */
    if (!is_certain || !second)
        second = possible;
    const node *n = g->steps.at[second].node;
    if (is_certain)
        diag_warning(y->c->diag, WARNING_SECOND_YIELD, span_of(y->c, n->first, n->first),
                     "the context '%s' yields a second time on every path: leaving it raises 'acm_RuntimeError'", name_of(y));
    else if (!conditions_hang_together(y))
        diag_warning(y->c->diag, WARNING_MAYBE_SECOND_YIELD, span_of(y->c, n->first, n->first),
                     "the context '%s' may yield a second time here: leaving it then raises 'acm_RuntimeError'", name_of(y));
    else
        return false;
    explain_second(y, second);
    return true;
}

/* Where a path to the end parts from those that yield, and what ends it. */
static void find_way_past(const yields *y, const node **branch, const node **handler, const node **end)
{
    const graph *g = y->g;
    bool *yields_later = arena_alloc(y->c->arena, g->steps.count * sizeof *yields_later);
    LIST(uint32_t) open = {0};
    for (uint32_t i = 0; i < g->steps.count; i++)
        if (g->steps.at[i].kind == STEP_YIELD) {
            yields_later[i] = true;
            LIST_ADD(y->c->arena, open, i);
        }
    while (open.count) {
        uint32_t at = open.at[--open.count];
        for (uint32_t i = g->first_before[at]; i < g->first_before[at + 1]; i++) {
            uint32_t from = g->edges.at[g->before[i]].from;
            if (yields_later[from])
                continue;
            yields_later[from] = true;
            LIST_ADD(y->c->arena, open, from);
        }
    }
    search *s = new_search(y);
    LIST_ADD(y->c->arena, s->open, 0);
    if (!search_for(y, s, g->end))
        return;
    for (uint32_t at = s->came[g->end]; at != NOT_SEEN && at != 0; at = s->came[at]) {
        const node *n = g->steps.at[at].node;
        if (n && n->kind == NODE_RETURN && !*end)
            *end = n;
        if (g->steps.at[at].kind == STEP_HANDLE && !*branch && !*handler)
            *handler = n;
        if (n && yields_later[at] && !*branch)
            *branch = n;
    }
}

static void note_branch(const yields *y, const node *branch)
{
    const char *what = !branch ? NULL : branch->kind == NODE_IF ? "where this condition does not lead to one"
        : branch->kind == NODE_SWITCH ? "where no case of this switch leads to one"
        : branch->kind == NODE_WHILE || branch->kind == NODE_FOR || branch->kind == NODE_ASYNC_FOR ? "where this loop ends without one" : NULL;
    if (what)
        diag_note(y->c->diag, span_of(y->c, branch->first, branch->first), "%s", what);
}

static void check_none(const yields *y)
{
    const graph *g = y->g;
    uint32_t name = y->form->form.signature->name;
    const node *unreached = NULL;
    for (uint32_t i = 0; i < g->steps.count; i++) {
        const node *n = g->steps.at[i].node;
        if (g->steps.at[i].kind == STEP_YIELD && y->all[i]) {
            unreached = NULL;
            break;
        }
        if (g->steps.at[i].kind == STEP_YIELD && (!unreached || n->first < unreached->first))
            unreached = n;
    }
    if (unreached) {
        if (!y->all[g->end])
            return;                       /* it always raises */
        diag_warning(y->c->diag, WARNING_NO_YIELD, span_of(y->c, name, name), "the context '%s' never yields: entering it raises 'acm_RuntimeError'",
                     name_of(y));
        diag_note(y->c->diag, span_of(y->c, unreached->first, unreached->first), "this yield is not reached");
        return;
    }
    if (!(y->sure[g->end] & NONE) || conditions_hang_together(y))
        return;
    const node *branch = NULL, *handler = NULL, *end = NULL;
    find_way_past(y, &branch, &handler, &end);
    uint32_t at = end ? end->first : y->form->form.body->last;
    if (end && diag_has_error_in(y->c->diag, span_of(y->c, end->first, end->last)))
        return;
    diag_warning(y->c->diag, WARNING_MAYBE_NO_YIELD, span_of(y->c, at, at),
                 "the context '%s' may end here without a yield: entering it then raises 'acm_RuntimeError'", name_of(y));
    note_branch(y, branch);
    if (handler)
        diag_note(y->c->diag, span_of(y->c, handler->first, handler->first),
                  "where an error that comes before the yield is taken here; 'raise;' would let it leave the context");
    diag_note(y->c->diag, span_of(y->c, at, at), "a context that has nothing to yield says so by an error: 'raise NAME(\"why\");'");
}

void check_yields(checker *c, const graph *g, const node *form)
{
    uint32_t name = form->form.signature->name;
    if (form->form.kind != FORM_CONTEXT)
        return;
    yields y = {c, g, form, count_yields(c, g, false), count_yields(c, g, true)};
    if (!has_yield(c, form->form.body)) {
        if (!g->is_known || y.all[g->end])
            diag_warning(c->diag, WARNING_NO_YIELD, span_of(c, name, name),
                         "the context '%s' never yields: entering it raises 'acm_RuntimeError'", text_of(c, name));
        return;
    }
    if (g->is_known && !check_second(&y))
        check_none(&y);
}
