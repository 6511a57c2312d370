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

enum { QUOTED = 40 };

const char *token_quoted(arena *arena, const tokens *tokens, uint32_t index)
{
    const token *t = &tokens->at[index];
    const char *text = tokens->source->bytes + t->start;
    uint32_t length = t->end - t->start;
    const char *newline = memchr(text, '\n', length);
    if (t->lexeme == LEX_END)
        return "the end of the file";
    if (t->lexeme == LEX_STRAY && (*text < ' ' || *text > '~'))
        return arena_printf(arena, "the byte 0x%02X", (unsigned)(unsigned char)*text);
    if (newline)
        length = (uint32_t)(newline - text);
    if (length <= QUOTED)
        return arena_printf(arena, "'%.*s'", (int)length, text);
    length = QUOTED;
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)       /* not in the middle of a character */
        length--;
    return arena_printf(arena, "'%.*s...'", (int)length, text);
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

bool tokens_same_range(const tokens *a, range x, const tokens *b, range y)
{
    if (range_empty(x) || range_empty(y))
        return range_empty(x) == range_empty(y);
    if (x.last - x.first != y.last - y.first)
        return false;
    for (uint32_t i = 0; i <= x.last - x.first; i++)
        if (!tokens_same(a, x.first + i, b, y.first + i))
            return false;
    return true;
}

span token_span(const tokens *tokens, uint32_t first, uint32_t last)
{
    if (last < first)
        last = first;
    return (span){tokens->source, tokens->at[first].start, tokens->at[last].end};
}

void token_unterminated(diagnostics *diag, const tokens *tokens, uint32_t index)
{
    bool character = tokens->source->bytes[tokens->at[index].start] == '\'';
    diag_error(diag, token_span(tokens, index, index), "expected '%c' at the end of a %s, saw the end of the line", character ? '\'' : '"',
               character ? "character" : "string");
}
