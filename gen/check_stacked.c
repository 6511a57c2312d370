/* Generators that yield while a timeout or group is open that was entered on an exit stack (language.md, section 3): said where every way
 * from the stack's beginning to the yield enters it, and the stack can't have been closed or moved. */
#include "graph.h"

/* `await enter(stack) acm_timeout(…)` as a statement, or as what a statement begins with. */
typedef struct stacked {
    checker *c;
    const graph *g;
    uint32_t step, stack, callee;         /* the step that enters; tokens */
} stacked;

/* From the step that enters no way but that of an error … */
static bool stays_outside(const graph *g, const edge *e, const void *data)
{
    const stacked *s = data;
    (void)g;
    return e->from != s->step || e->is_error;
}

/* … and all but that. */
static bool is_entered(const graph *g, const edge *e, const void *data)
{
    const stacked *s = data;
    (void)g;
    return e->from != s->step || !e->is_error;
}

static const node *with_of_stack(const stacked *s, const node *within)
{
    for (const node *n = within; n; n = n->parent)
        for (const node *item = n->kind == NODE_WITH ? n->with.items : NULL; item; item = item->next)
            if (item->item.binding && tokens_same(s->c->tokens, item->item.binding, s->c->tokens, s->stack))
                return n;
    return NULL;
}

/* All that is done with the stack is to enter and defer, so that it is open as long as its block. */
static bool is_only_entered(const stacked *s, const node *with)
{
    const token *t = s->c->t;
    const node *item = with->with.items;
    if (item->next || item->item.manager->kind != NODE_CALL || !token_is(s->c->tokens, item->item.manager->first, "acm_exit_stack"))
        return false;
    for (uint32_t i = with->with.body->first; i <= with->with.body->last; i++) {
        if (t[i].lexeme != LEX_NAME || !tokens_same(s->c->tokens, i, s->c->tokens, s->stack))
            continue;
        bool entered = t[i - 1].lexeme == '(' && t[i - 2].word == WORD_ENTER && t[i + 1].lexeme == ')';
        bool deferred = t[i - 1].lexeme == '(' && token_is(s->c->tokens, i - 2, "acm_exit_stack_defer") && t[i + 1].lexeme == ',';
        if (!entered && !deferred)
            return false;
    }
    return true;
}

/* The step at which control comes to a with. */
static bool find_entry(const graph *g, const node *with, uint32_t *at)
{
    for (*at = 0; *at < g->steps.count; (*at)++)
        if (g->steps.at[*at].kind == STEP_DO && g->steps.at[*at].node == with->with.items)
            return true;
    return false;
}

static void check_stacked(const stacked *s)
{
    const graph *g = s->g;
    const node *with = with_of_stack(s, g->steps.at[s->step].node);
    uint32_t entry;
    if (!with || !is_only_entered(s, with) || !find_entry(g, with, &entry))
        return;
    bool *before = arena_alloc(s->c->arena, g->steps.count * sizeof *before), *behind = arena_alloc(s->c->arena, g->steps.count * sizeof *behind);
    graph_reach(s->c->arena, g, entry, stays_outside, s, before);
    graph_reach(s->c->arena, g, s->step, is_entered, s, behind);
    for (uint32_t i = 0; i < g->steps.count; i++) {
        const node *yield = g->steps.at[i].node;
        if (g->steps.at[i].kind != STEP_YIELD || before[i] || !behind[i] || with_of_stack(s, yield) != with)
            continue;
        diag_error(s->c->diag, span_of(s->c, yield->first, yield->first), "'yield' inside '%s' in a generator: who runs the generator would be cancelled in its place",
                   text_of(s->c, s->callee));
        diag_note(s->c->diag, span_of(s->c, s->callee, s->callee), "it is entered here, and open as long as the stack; a context may yield in it, a generator may not");
        return;
    }
}

/* One that is entered whenever the statement is run. */
static bool find_enter(stacked *s, const node *n)
{
    const checker *c = s->c;
    s->stack = 0;
    for (uint32_t i = n->first; i + 4 < n->last; i++) {
        int lexeme = c->t[i].lexeme;
        if (lexeme == LEX_AND || lexeme == LEX_OR || lexeme == '?')
            return false;
        if (c->t[i].word == WORD_AWAIT && c->t[i + 1].word == WORD_ENTER && c->t[i + 2].lexeme == '(' && c->t[i + 3].lexeme == LEX_NAME && c->t[i + 4].lexeme == ')') {
            s->stack = i + 3;
            s->callee = i + 5;
            return opens_scope(c, s->callee);
        }
    }
    return false;
}

void check_stacked_scopes(checker *c, const graph *g, const node *form)
{
    if (form->form.kind != FORM_GENERATOR || !g->is_known)
        return;
    for (uint32_t i = 0; i < g->steps.count; i++) {
        const node *n = g->steps.at[i].node;
        stacked s = {.c = c, .g = g, .step = i};
        if (g->steps.at[i].kind == STEP_DO && n && (n->kind == NODE_EXPRESSION || n->kind == NODE_DECLARATION) && find_enter(&s, n))
            check_stacked(&s);
    }
}
