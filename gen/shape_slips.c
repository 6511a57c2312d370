/* Words of statements with two letters swapped, one lost or one doubled, where what follows makes it sure: `whlie (x) {`.  Other spellings
 * may be macros of a header. */
#include <string.h>

#include "shape_internal.h"

static bool is_swapped(const char *text, const char *word)
{
    size_t i = 0;
    while (text[i] && text[i] == word[i])
        i++;
    return text[i] && text[i + 1] && text[i] == word[i + 1] && text[i + 1] == word[i] && strcmp(text + i + 2, word + i + 2) == 0;
}

static bool is_slip(const char *text, const char *word)
{
    size_t length = strlen(text), wanted = strlen(word), i = 0;
    if (length == wanted)
        return is_swapped(text, word);
    if (wanted < 5)
        return false;                     /* too short to be sure */
    while (text[i] && text[i] == word[i])
        i++;
    if (length + 1 == wanted)
        return strcmp(text + i, word + i + 1) == 0;
    return length == wanted + 1 && i > 0 && text[i] == text[i - 1] && strcmp(text + i + 1, word + i) == 0;
}

typedef struct word_of { int word; const char *text; } word_of;

/* The words that may stand where what follows the token AT has been seen; ends with one of no text. */
static const word_of *candidates(const body *b, uint32_t at)
{
    static const word_of heads[] = {{WORD_WHILE, "while"}, {WORD_FOR, "for"}, {WORD_SWITCH, "switch"}, {0, NULL}};
    static const word_of blocks[] = {{WORD_TRY, "try"}, {WORD_DEFER, "defer"}, {WORD_ELSE, "else"}, {0, NULL}};
    static const word_of values[] = {{WORD_RETURN, "return"}, {WORD_YIELD, "yield"}, {0, NULL}};
    static const word_of prefixes[] = {{WORD_ASYNC, "async"}, {0, NULL}};
    const token *next = &b->t[at + 1];
    if (next->lexeme == '(' && next->mate > at && b->t[next->mate + 1].lexeme == '{')
        return heads;
    if (next->lexeme == '{')
        return blocks;
    if (next->lexeme == LEX_NUMBER || next->lexeme == LEX_CHARACTER)
        return values;
    return next->word == WORD_WITH || next->word == WORD_FOR ? prefixes : NULL;
}

void shape_mend_slip(body *b)
{
    uint32_t at = b->at;
    const word_of *w = b->t[at].lexeme == LEX_NAME && b->t[at].word == WORD_NONE && at > 0 ? candidates(b, at) : NULL;
    if (!w || shape_is_macro(b->s->tokens, at) || shape_is_typedef_name(b->s, at))
        return;
    const char *text = token_text(b->s->arena, b->s->tokens, at);
    while (w->text && !is_slip(text, w->text))
        w++;
    if (!w->text)
        return;
    span where = token_span(b->s->tokens, at, at);
    diag_error(b->s->diag, where, "expected '%s' after %s, saw '%s'", w->text, token_quoted(b->s->arena, b->s->tokens, at - 1), text);
    diag_fix(b->s->diag, where, w->text);
    b->s->tokens->at[at].word = (short)w->word;       /* for all that come after us */
}
