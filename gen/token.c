#include "token.h"

#include <string.h>

const char *token_text(arena *arena, const tokens *tokens, uint32_t index)
{
    return tokens_text(arena, tokens, index, index);
}

const char *tokens_text(arena *arena, const tokens *tokens, uint32_t first, uint32_t last)
{
    if (last < first)
        return "";
    for (uint32_t i = first + 1; i <= last; i++)
        if (tokens->at[i].is_moved)
            return arena_printf(arena, "%s %s", tokens_text(arena, tokens, first, i - 1), tokens_text(arena, tokens, i, last));
    return arena_copy(arena, tokens->source->bytes + tokens->at[first].start, tokens->at[last].end - tokens->at[first].start);
}

bool token_is(const tokens *tokens, uint32_t index, const char *text)
{
    const token *t = &tokens->at[index];
    size_t length = strlen(text);
    return t->end - t->start == length && memcmp(tokens->source->bytes + t->start, text, length) == 0;
}

bool tokens_same(const tokens *a, uint32_t i, const tokens *b, uint32_t j)
{
    const token *t = &a->at[i], *u = &b->at[j];
    return t->end - t->start == u->end - u->start
        && memcmp(a->source->bytes + t->start, b->source->bytes + u->start, t->end - t->start) == 0;
}

span token_span(const tokens *tokens, uint32_t first, uint32_t last)
{
    if (last < first)
        last = first;
    return (span){tokens->source, tokens->at[first].start, tokens->at[last].end};
}
