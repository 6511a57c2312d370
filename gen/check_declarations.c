/* The shape of declarations: of locals, fields and parameters, which the generated C repeats where no #line points to them. */
#include "check_internal.h"
#include "shape.h"

static bool unexpected(checker *c, uint32_t at)
{
    diag_error(c->diag, span_of(c, at, at), "unexpected '%s' after '%s' in a declaration", text_of(c, at), text_of(c, at - 1));
    return false;
}

static bool is_statement_word(int word)
{
    switch (word) {
    case WORD_IF: case WORD_ELSE: case WORD_WHILE: case WORD_DO: case WORD_FOR: case WORD_SWITCH: case WORD_CASE: case WORD_DEFAULT:
    case WORD_BREAK: case WORD_CONTINUE: case WORD_RETURN: case WORD_GOTO: case WORD_SIZEOF:
        return true;
    default:
        return false;
    }
}

static bool is_attribute(int word)
{
    return word == WORD_ATTRIBUTE || word == WORD_ATTRIBUTE_2 || word == WORD_DECLSPEC || word == WORD_ALIGNAS || word == WORD_ALIGNAS_23
        || word == WORD_ASM || word == WORD_ASM_GNU || word == WORD_ASM_GNU_2;
}

/* A name behind the declared one: a macro for an attribute, by its looks. */
static bool may_be_attribute(checker *c, uint32_t at)
{
    const char *text = c->tokens->source->bytes;
    if (find_macro(c, at) || text[c->t[at].start] == '_')
        return true;
    for (uint32_t b = c->t[at].start; b < c->t[at].end; b++)
        if (text[b] >= 'a' && text[b] <= 'z')
            return c->t[at + 1].lexeme == '(';
    return true;
}

static bool check_range(checker *c, range d, bool bits);

/* Gives where it ends; 0: an error. */
static uint32_t check_bracket(checker *c, range d, uint32_t i, bool *named)
{
    uint32_t mate = c->t[i].mate;
    if (mate <= i || mate > d.last)
        return unexpected(c, i), 0;
    bool inner = c->t[i].lexeme == '(' && !*named && (c->t[i + 1].lexeme == '*' || c->t[i + 1].lexeme == '(');
    *named |= c->t[i].lexeme == '(' || i > d.first;
    if (inner && !check_range(c, (range){i + 1, mate - 1}, false))
        return 0;
    return mate + 1;
}

static bool check_range(checker *c, range d, bool bits)
{
    bool named = false;
    for (uint32_t i = d.first; i <= d.last; ) {
        int lexeme = c->t[i].lexeme, word = c->t[i].word;
        if (lexeme == '*' && !named) {
            i++;
        } else if (lexeme == '(' || lexeme == '[') {
            i = check_bracket(c, d, i, &named);
            if (!i)
                return false;
        } else if (lexeme == ':' && bits) {
            return i < d.last ? check_tokens(c, i + 1, d.last, IN_CONSTRUCTION) : unexpected(c, i);
        } else if (lexeme == LEX_DIRECTIVE) {
            return true;
        } else if (lexeme == LEX_NAME && is_attribute(word)) {
            i = c->t[i + 1].lexeme == '(' && c->t[i + 1].mate > i ? c->t[i + 1].mate + 1 : i + 1;
        } else if (lexeme == LEX_NAME && !is_statement_word(word)
                   && (shape_is_qualifier(word) || !named || may_be_attribute(c, i))) {
            named |= !shape_is_qualifier(word) && !(i < d.last && shape_is_attribute_macro(c->tokens, i));
            i++;
        } else {
            return unexpected(c, i);
        }
    }
    return true;
}

bool check_declarator(checker *c, range specifiers, range declarator, bool bits)
{
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++)
        if (is_statement_word(c->t[i].word))
            return unexpected(c, i);
        else if (c->t[i].mate > i)
            i = c->t[i].mate;
    return check_range(c, declarator, bits);
}
