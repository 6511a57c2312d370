#include "labels.h"

#include "conditional.h"

static bool declares(const tokens *tokens, uint32_t open, uint32_t name)
{
    const token *t = tokens->at;
    for (uint32_t i = open + 1; t[i].word == WORD_LABEL_GNU; i++)
        for (i++; i < t[open].mate && t[i].lexeme != ';'; i++)
            if (t[i].lexeme == LEX_NAME && tokens_same(tokens, i, tokens, name))
                return true;
    return false;
}

uint32_t label_block(const tokens *tokens, uint32_t first, uint32_t at)
{
    for (uint32_t i = at; i > first; i--)
        if (tokens->at[i].lexeme == '{' && tokens->at[i].mate > at && tokens->at[i + 1].word == WORD_LABEL_GNU && declares(tokens, i, at))
            return i;
    return 0;
}

bool same_label(const tokens *tokens, uint32_t first, uint32_t a, uint32_t b)
{
    return tokens_same(tokens, a, tokens, b) && !arms_exclude(tokens, a, b) && label_block(tokens, first, a) == label_block(tokens, first, b);
}

bool is_label_address(const tokens *tokens, uint32_t at)
{
    const token *before = at > 0 ? &tokens->at[at - 1] : &tokens->at[at];
    bool operand = before->lexeme == ')' || before->lexeme == ']' || before->lexeme == '}' || before->lexeme == LEX_INCREMENT
        || before->lexeme == LEX_NUMBER || before->lexeme == LEX_STRING || before->lexeme == LEX_CHARACTER
        || (before->lexeme == LEX_NAME && before->word != WORD_RETURN);
    return tokens->at[at].lexeme == LEX_AND && !operand && tokens->at[at + 1].lexeme == LEX_NAME;
}
