/* Where __attribute__((cleanup(fn))) stands; see the header. */
#include "cleanup_attribute.h"

static bool is_record(int word) { return word == WORD_STRUCT || word == WORD_UNION || word == WORD_ENUM; }

static bool is_attribute(const tokens *tokens, uint32_t at)
{
    bool gnu = tokens->at[at].word == WORD_ATTRIBUTE && tokens->at[at + 1].lexeme == '(' && tokens->at[at + 1].mate > at;
    return gnu || (tokens->at[at].lexeme == '[' && tokens->at[at + 1].lexeme == '[' && tokens->at[at].mate > at);
}

static uint32_t end_of_attribute(const tokens *tokens, uint32_t at)
{
    return tokens->at[at].lexeme == '[' ? tokens->at[at].mate : tokens->at[at + 1].mate;
}

/* `__attribute__((cleanup(fn)))`, `[[gnu::cleanup(fn)]]`: what begins AT. */
static void find_in_attribute(arena *arena, const tokens *tokens, uint32_t at, cleanup_attributes *found)
{
    bool standard = tokens->at[at].lexeme == '[';
    uint32_t end = end_of_attribute(tokens, at);
    for (uint32_t i = at + 1; i < end; i++) {
        if (!token_is(tokens, i, "cleanup") && !token_is(tokens, i, "__cleanup__"))
            continue;
        uint32_t first = standard ? i - 2 : i, last = tokens->at[i + 1].mate;
        if (tokens->at[i + 1].lexeme != '(' || (standard && tokens->at[i - 1].lexeme != LEX_SCOPE))
            continue;
        bool alone = first == at + (standard ? 2 : 3) && last + 2 == end;
        LIST_ADD(arena, *found, ((cleanup_attribute){{i, last}, alone ? (range){at, end} : (range){first, last}}));
    }
}

static uint32_t past_attributes(const tokens *tokens, uint32_t at)
{
    while (is_attribute(tokens, at))
        at = end_of_attribute(tokens, at) + 1;
    return at;
}

/* Past the `struct`, `union` or `enum` AT and what belongs to that type: C's compilers ignore the attribute there. */
static uint32_t past_record(const tokens *tokens, uint32_t at)
{
    at = past_attributes(tokens, at + 1);
    if (tokens->at[at].lexeme == LEX_NAME)
        at++;
    return tokens->at[at].lexeme == '{' && tokens->at[at].mate > at ? past_attributes(tokens, tokens->at[at].mate + 1) : at;
}

static void find_in_range(arena *arena, const tokens *tokens, range r, cleanup_attributes *found)
{
    for (uint32_t i = r.first; i <= r.last; ) {
        if (is_attribute(tokens, i)) {
            find_in_attribute(arena, tokens, i, found);
            i = end_of_attribute(tokens, i) + 1;
        } else if (is_record(tokens->at[i].word)) {
            i = past_record(tokens, i);
        } else {
            i = tokens->at[i].lexeme == '{' && tokens->at[i].mate > i ? tokens->at[i].mate + 1 : i + 1;
        }
    }
}

cleanup_attributes cleanup_attributes_of(arena *arena, const tokens *tokens, const node *n, const node *d)
{
    cleanup_attributes found = {0};
    if (!d->declarator.name)
        return found;
    find_in_range(arena, tokens, n->declaration.specifiers, &found);
    find_in_range(arena, tokens, d->declarator.tokens, &found);
    return found;
}

/* ---- whether a suspension would run it ---- */

bool statements_may_suspend(const tokens *tokens, const node *rest)
{
    for (; rest; rest = rest->next)
        for (uint32_t i = rest->first; i <= rest->last; i++) {
            int word = tokens->at[i].word;
            if (word == WORD_AWAIT || word == WORD_YIELD || word == WORD_WITH || word == WORD_ASYNC)
                return true;
        }
    return false;
}

static bool has_storage(const tokens *tokens, range specifiers)
{
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++)
        if (tokens->at[i].word == WORD_STATIC || tokens->at[i].word == WORD_EXTERN || tokens->at[i].word == WORD_TYPEDEF || tokens->at[i].word == WORD_THREAD_LOCAL)
            return true;
    return false;
}

/* The variable's scope goes on with the declarators behind it, and with what A, B and C begin. */
static bool is_deferred(arena *arena, const tokens *tokens, const node *n, const node *a, const node *b, const node *c)
{
    if (n->kind != NODE_DECLARATION || has_storage(tokens, n->declaration.specifiers))
        return false;
    for (const node *d = n->declaration.declarators; d; d = d->next)
        if (cleanup_attributes_of(arena, tokens, n, d).count > 0
            && (statements_may_suspend(tokens, d->next) || statements_may_suspend(tokens, a) || statements_may_suspend(tokens, b)
                || statements_may_suspend(tokens, c)))
            return true;
    return false;
}

bool cleanup_attribute_is_deferred(arena *arena, const tokens *tokens, const node *n, const node *rest)
{
    return is_deferred(arena, tokens, n, rest, NULL, NULL);
}

bool cleanup_attribute_in_for_is_deferred(arena *arena, const tokens *tokens, const node *loop)
{
    const node *initial = loop->loop.initial;
    return initial && is_deferred(arena, tokens, initial, loop->loop.condition, loop->loop.step, loop->loop.body);
}
