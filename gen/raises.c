/* Found by the words of bodies: `raise NAME`, and what the coroutines raise that it awaits.  A body with a try or a with may keep its
 * errors to itself: of that, and of other files, nothing is known. */
#include "raises.h"

enum { MOST_TYPES = 16 };                 /* of a coroutine: enough to find a handler of one */

static void add(checker *c, raised_types *r, const symbol *type)
{
    for (size_t i = 0; i < r->all.count; i++)
        if (r->all.at[i] == type)
            return;
    if (r->all.count < MOST_TYPES)
        LIST_ADD(c->arena, r->all, type);
}

static bool may_keep_errors(const checker *c, const node *body)
{
    for (uint32_t i = body->first; i <= body->last; i++)
        if ((c->t[i].word == WORD_TRY || c->t[i].word == WORD_WITH) && !is_member_name(c, i))
            return true;
    return false;
}

static void add_word(checker *c, raised_types *r, uint32_t i)
{
    symbol *s = c->t[i + 1].lexeme == LEX_NAME && c->t[i + 2].lexeme == '(' ? symbol_at(c, i + 1) : NULL;
    if (!s || is_member_name(c, i))
        return;
    if (c->t[i].word == WORD_RAISE && s->kind == SYMBOL_ERROR)
        add(c, r, s);
    if (c->t[i].word != WORD_AWAIT || s->kind != SYMBOL_COROUTINE)
        return;
    const raised_types *inner = raised_by(c, s);
    for (size_t k = 0; k < inner->all.count; k++)
        add(c, r, inner->all.at[k]);
}

const raised_types *raised_by(checker *c, symbol *s)
{
    enum { MOST_DEPTH = 100 };            /* of coroutines that await each other */
    const node *body = s->module == c->program->main && s->node->kind == NODE_FORM && !s->manager && s->definitions == 1 ? s->node->form.body : NULL;
    if (s->raises)
        return s->raises;
    raised_types *r = s->raises = arena_alloc(c->arena, sizeof *r);
    if (!body || c->raises_depth >= MOST_DEPTH || may_keep_errors(c, body))
        return r;
    c->raises_depth++;
    for (uint32_t i = body->first; i < body->last; i++)
        if (c->t[i].word == WORD_RAISE || c->t[i].word == WORD_AWAIT)
            add_word(c, r, i);
    c->raises_depth--;
    return r;
}
