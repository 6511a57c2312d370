/* Contexts that yield on no path, or twice on every one (language.md, section 3): how many yields may have run, statement by
 * statement.  What is not sure, as after a goto, is not reported. */
#include "check_internal.h"

/* Sets of how many yields have run. */
enum { NONE = 1, ONCE = 2, MORE = 4 };

typedef struct yields {
    unsigned breaks, continues, ends;     /* where these leave to */
    unsigned seen;                        /* at any statement: where an error may come from */
    const node *second;                   /* the first yield that runs with one behind it, whatever the path */
    bool unsure;
} yields;

static unsigned walk(yields *y, const node *n, unsigned in);

static unsigned after_yield(unsigned in)
{
    return (in & NONE ? ONCE : 0) | (in & (ONCE | MORE) ? MORE : 0);
}

static unsigned walk_list(yields *y, const node *list, unsigned in)
{
    for (; list; list = list->next)
        in = walk(y, list, in);
    return in;
}

/* Twice: what the body leaves may enter it again. */
static unsigned walk_loop(yields *y, const node *n, unsigned in)
{
    unsigned breaks = y->breaks, continues = y->continues, out = in;
    y->breaks = y->continues = 0;
    const node *body = n->kind == NODE_ASYNC_FOR ? n->async_for.body : n->loop.body;
    for (int pass = 0; pass < 3; pass++)
        out |= walk(y, body, out) | y->continues;
    out |= y->breaks;
    y->breaks = breaks;
    y->continues = continues;
    return out;
}

static unsigned walk_switch(yields *y, const node *n, unsigned in)
{
    unsigned breaks = y->breaks;
    y->breaks = 0;
    unsigned out = in | walk(y, n->loop.body, in) | y->breaks;
    y->breaks = breaks;
    return out;
}

static unsigned walk_try(yields *y, const node *n, unsigned in)
{
    unsigned seen = y->seen;
    y->seen = in;
    unsigned out = walk(y, n->attempt.body, in), errors = y->seen;
    if (n->attempt.otherwise)
        out = walk(y, n->attempt.otherwise, out);
    for (const node *h = n->attempt.handlers; h; h = h->next)
        out |= walk(y, h->handler.body, errors);
    y->seen |= seen;
    return n->attempt.finally ? walk(y, n->attempt.finally, out) : out;
}

static unsigned walk(yields *y, const node *n, unsigned in)
{
    if (!n)
        return in;
    y->seen |= in;
    switch (n->kind) {
    case NODE_BLOCK: return walk_list(y, n->block.statements, in);
    case NODE_IF: return walk(y, n->branch.then, in) | walk(y, n->branch.otherwise, in);
    case NODE_WHILE: case NODE_DO: case NODE_FOR: case NODE_LOOP_MACRO: case NODE_ASYNC_FOR: return walk_loop(y, n, in);
    case NODE_SWITCH: return walk_switch(y, n, in);
    case NODE_CASE: case NODE_DEFAULT: return walk(y, n->label.statement, in | NONE | ONCE);
    case NODE_LABEL: case NODE_GOTO: case NODE_DIRECTIVE: case NODE_DEFER:
        y->unsure = true;
        return in | NONE | ONCE;
    case NODE_BREAK: y->breaks |= in; return 0;
    case NODE_CONTINUE: y->continues |= in; return 0;
    case NODE_RETURN: y->ends |= in; return 0;
    case NODE_RAISE: return 0;
    case NODE_WITH: {                     /* an exit may suppress what is raised in its block */
        unsigned seen = y->seen;
        y->seen = in;
        unsigned out = walk(y, n->with.body, in) | y->seen;
        y->seen |= seen;
        return out;
    }
    case NODE_TRY: return walk_try(y, n, in);
    case NODE_YIELD:
        if (in && !(in & NONE) && !y->second)
            y->second = n;
        y->seen |= after_yield(in);
        return after_yield(in);
    default: return in;
    }
}

static bool has_word(const checker *c, const node *body, int word)
{
    for (uint32_t i = body->first; i <= body->last; i++)
        if (c->t[i].word == word && !is_member_name(c, i))
            return true;
    return false;
}

void check_yields(checker *c, const node *form)
{
    const node *body = form->form.body;
    uint32_t name = form->form.signature->name;
    yields y = {0};
    if (form->form.kind != FORM_CONTEXT)
        return;
    if (!has_word(c, body, WORD_YIELD)) {
        diag_warning(c->diag, WARNING_NO_YIELD, span_of(c, name, name), "the context '%s' never yields: entering it raises 'acm_RuntimeError'",
                     text_of(c, name));
        return;
    }
    y.ends |= walk(&y, body, NONE);
    if (y.unsure || !y.second || (y.ends & (NONE | ONCE)))
        return;
    diag_warning(c->diag, WARNING_SECOND_YIELD, span_of(c, y.second->first, y.second->first),
                 "the context '%s' yields a second time on every path: leaving it raises 'acm_RuntimeError'", text_of(c, name));
}
