#include "returns.h"

#include <stdlib.h>

constant constant_of(const checker *c, const node *condition)
{
    if (!condition)
        return ALWAYS_TRUE;
    uint32_t first = condition->first, last = condition->last;
    while (first < last && c->t[first].lexeme == '(' && c->t[first].mate == last)
        first++, last--;
    if (first != last)
        return NOT_CONSTANT;
    if (token_is(c->tokens, first, "0") || token_is(c->tokens, first, "false"))
        return ALWAYS_FALSE;
    return c->t[first].lexeme == LEX_NUMBER || token_is(c->tokens, first, "true") ? ALWAYS_TRUE : NOT_CONSTANT;
}

static bool number_at(const checker *c, uint32_t token, long *number)
{
    char *end;
    if (c->t[token].lexeme != LEX_NUMBER)
        return false;
    *number = strtol(text_of(c, token), &end, 0);
    return *end == '\0';
}

bool runs_once_at_least(const checker *c, const node *loop)
{
    const node *initial = loop->loop.initial, *condition = loop->loop.condition;
    long from, to;
    if (!initial || !condition || condition->last != condition->first + 2)
        return false;
    uint32_t last = initial->last;
    while (last > initial->first && c->t[last].lexeme == ';')
        last--;
    if (last < initial->first + 2 || c->t[last - 1].lexeme != '=' || !tokens_same(c->tokens, last - 2, c->tokens, condition->first)
        || !number_at(c, last, &from) || !number_at(c, condition->last, &to))
        return false;
    uint32_t operator = condition->first + 1;
    return (token_is(c->tokens, operator, "<") && from < to) || (token_is(c->tokens, operator, "<=") && from <= to)
        || (token_is(c->tokens, operator, ">") && from > to) || (token_is(c->tokens, operator, ">=") && from >= to)
        || (token_is(c->tokens, operator, "!=") && from != to);
}

/* WORD is in capitals; the text's case does not count. */
static bool contains_word(const char *text, const char *word)
{
    for (; *text; text++) {
        size_t i = 0;
        while (word[i] && (text[i] == word[i] || text[i] == word[i] + 'a' - 'A'))
            i++;
        if (!word[i])
            return true;
    }
    return false;
}

static bool is_one_of(const checker *c, uint32_t name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (token_is(c->tokens, name, list[i]))
            return true;
    return false;
}

/* What never returns, and what by its name may not. */
coming_back comes_back(const checker *c, const node *value)
{
    static const char *const never[] = {"exit", "_exit", "_Exit", "abort", "quick_exit", "__builtin_unreachable", "__builtin_trap", "unreachable",
                                        "longjmp", "siglongjmp", "pthread_exit", "thrd_exit", "err", "errx", "verr", "verrx"};
    static const char *const perhaps[] = {"FATAL", "DIE", "ABORT", "PANIC", "UNREACH", "FAIL", "EXIT", "BUG", "ASSERT", "USAGE", "TERMINATE"};
    uint32_t name = value->first;
    if (c->t[name].lexeme != LEX_NAME || c->t[name + 1].lexeme != '(' || c->t[name + 1].mate != value->last)
        return COMES_BACK;
    if (program_find_token(c->program, name))
        return COMES_BACK;
    definition *m = macro_of_token(c->program, name);
    if (is_one_of(c, name, never, sizeof never / sizeof *never))
        return m || find_file_name(c, name) ? MAY_NOT_COME_BACK : NEVER_COMES_BACK;
    const char *text = text_of(c, name);
    for (size_t i = 0; i < sizeof perhaps / sizeof *perhaps; i++)
        if (contains_word(text, perhaps[i]))
            return MAY_NOT_COME_BACK;
    return m && macro_jumps(c->program, m, name) ? MAY_NOT_COME_BACK : COMES_BACK;
}

bool hides_jump(const checker *c, const node *n)
{
    for (uint32_t i = n->first; i <= n->last; i++)
        switch (c->t[i].word) {
        case WORD_GOTO: case WORD_RETURN: case WORD_BREAK: case WORD_CONTINUE: case WORD_ASM: return true;
        default: break;
        }
    return false;
}
