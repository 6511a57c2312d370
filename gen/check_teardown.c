/* Code behind a context's yield that an error of the block skips (language.md, section 11, -Wteardown).  A context that has a handler or
 * a cleanup around its yield knows what it does on an error, and is left alone, unless what a handler goes on to is skipped by the errors
 * that it does not take. */
#include "graph.h"

typedef struct teardown {
    checker *c;
    const graph *g;
    const node *form, *yield;
    bool *normally, *on_error;            /* steps that are reached from the yield */
    bool *beside;                         /* tokens that begin what is done on an error */
} teardown;

static bool is_sure(const graph *g, const edge *e, const void *data)
{
    (void)g, (void)data;
    return e->is_sure;
}

static bool is_any(const graph *g, const edge *e, const void *data)
{
    (void)g, (void)e, (void)data;
    return true;
}

/* A call; what only sets a variable may be meant for the good case. */
static bool does_something(const checker *c, const step *s)
{
    const node *n = s->node;
    if (s->kind != STEP_DO || !n || (n->kind != NODE_EXPRESSION && n->kind != NODE_DECLARATION && n->kind != NODE_ITEM))
        return false;
    for (uint32_t i = n->first; i < n->last; i++)
        if (c->t[i].lexeme == LEX_NAME && c->t[i + 1].lexeme == '(' && c->t[i].word != WORD_SIZEOF && c->t[i].word != WORD_ATTRIBUTE)
            return true;
    return false;
}

/* A commit in the block of a transaction, whose exit is told of errors. */
static bool uses_entered(const checker *c, const node *n, const node *yield)
{
    for (const node *with = yield->parent; with; with = with->parent)
        for (const node *item = with->kind == NODE_WITH ? with->with.items : NULL; item; item = item->next)
            for (uint32_t i = n->first; item->item.binding && i <= n->last; i++)
                if (c->t[i].lexeme == LEX_NAME && tokens_same(c->tokens, i, c->tokens, item->item.binding) && !is_member_name(c, i))
                    return true;
    return false;
}

/* The try or defer that is told of the block's errors. */
static const node *protection(const node *yield)
{
    for (const node *n = yield; n; n = n->parent) {
        const node *around = n->parent;
        if (n->kind == NODE_TRY)
            return n;
        for (const node *s = around && around->kind == NODE_BLOCK ? around->block.statements : NULL; s && s != n; s = s->next)
            if (s->kind == NODE_DEFER)
                return s;
    }
    return NULL;
}

static const node *first_of(const teardown *t, bool skipped)
{
    const node *found = NULL;
    for (uint32_t i = 0; i < t->g->steps.count; i++) {
        const node *n = t->g->steps.at[i].node;
        if (!t->normally[i] || !does_something(t->c, &t->g->steps.at[i]) || n->first < t->yield->last)
            continue;
        if (t->beside[n->first - t->form->first] == skipped || uses_entered(t->c, n, t->yield))
            continue;
        if (!found || n->first < found->first)
            found = n;
    }
    return found;
}

/* try { … } finally { … } around the yield, where all that follows it in its block may stand in the finally. */
static void add_finally(const teardown *t, const node *skipped)
{
    const checker *c = t->c;
    const node *block = t->yield->parent;
    if (!block || block->kind != NODE_BLOCK || skipped->first > block->last)
        return;
    for (uint32_t i = t->yield->last + 1; i < block->last; i++)
        switch (c->t[i].word) {
        case WORD_RETURN: case WORD_GOTO: case WORD_BREAK: case WORD_CONTINUE: case WORD_YIELD: return;
        default:
            if (c->t[i].lexeme == ':' || c->t[i].lexeme == LEX_DIRECTIVE)
                return;
        }
    const source *s = c->tokens->source;
    uint32_t before = c->t[t->yield->first].start, behind = c->t[t->yield->last].end, end = c->t[block->last].start;
    diag_fix(c->diag, (span){s, before, before}, "try { ");
    diag_fix(c->diag, (span){s, behind, behind}, " } finally {");
    diag_fix(c->diag, (span){s, end, end}, "} ");
}

static void say(const teardown *t, const node *skipped, const node *handlers)
{
    checker *c = t->c;
    diag_warning(c->diag, WARNING_TEARDOWN, span_of(c, skipped->first, skipped->last),
                 "this is not run if the block %sraises %s", t->form->form.is_async ? "is cancelled or " : "",
                 handlers ? "what no handler takes" : "an error");
    diag_note(c->diag, span_of(c, t->yield->first, t->yield->first), "the error is raised at this yield, and leaves the context '%s'",
              text_of(c, t->form->form.signature->name));
    diag_note(c->diag, span_of(c, skipped->first, skipped->last), handlers ? "what must be run stands in the 'finally' of the 'try'"
              : "what must be run stands in the 'finally' of a 'try' around the yield, or in a 'defer' before it");
    if (!handlers)
        add_finally(t, skipped);
}

/* Whether an error leaves the context from the handlers' try at once. */
static bool passes_handlers(const teardown *t, const node *try)
{
    if (try->kind != NODE_TRY || try->attempt.finally || !try->attempt.handlers || t->yield->last > try->attempt.body->last || protection(try->parent))
        return false;
    for (const node *h = try->attempt.handlers; h; h = h->next)
        for (const node *type = h->handler.types; type; type = type->next)
            if (token_is(t->c->tokens, type->first, "acm_BaseError"))
                return false;
    return true;
}

static void check_yield_step(checker *c, const graph *g, const node *form, uint32_t at)
{
    size_t count = g->steps.count;
    teardown t = {c, g, form, g->steps.at[at].node, .normally = arena_alloc(c->arena, count), .on_error = arena_alloc(c->arena, count)};
    for (uint32_t i = g->first[at]; i < g->first[at + 1]; i++) {
        const edge *e = &g->edges.at[i];
        bool *reached = e->is_error ? t.on_error : t.normally;
        reached[e->to] = true;
        graph_reach(c->arena, g, e->to, e->is_error ? is_any : is_sure, NULL, reached);
    }
    t.beside = arena_alloc(c->arena, form->last - form->first + 1);
    for (uint32_t i = 0; i < count; i++)
        if (t.on_error[i] && g->steps.at[i].node)
            t.beside[g->steps.at[i].node->first - form->first] = true;
    const node *around = protection(t.yield);
    const node *skipped = !around ? first_of(&t, true) : passes_handlers(&t, around) ? first_of(&t, false) : NULL;
    if (skipped)
        say(&t, skipped, around);
}

void check_teardown(checker *c, const graph *g, const node *form)
{
    const node *before = NULL;
    enum { MOST = 50 };
    unsigned yields = 0;
    if (form->form.kind != FORM_CONTEXT || !g->is_known)
        return;
    for (uint32_t i = 0; i < g->steps.count && yields < MOST; i++) {
        if (g->steps.at[i].kind != STEP_YIELD || g->steps.at[i].node == before)
            continue;
        before = g->steps.at[i].node;
        yields++;
        check_yield_step(c, g, form, i);
    }
}
