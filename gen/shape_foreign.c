/* What other languages have and this one has not: what is meant is said, and the rest is read past. */
#include "shape.h"

static void say_no_constructor(shape *s, uint32_t first, uint32_t name)
{
    const char *manager = token_text(s->arena, s->tokens, name);
    if (first < name)
        diag_error(s->diag, token_span(s->tokens, first, name), "a manager has no destructor: 'exit' is run when its block is left");
    else
        diag_error(s->diag, token_span(s->tokens, name, name),
                   "a manager has no constructor: '%s(…)' gives its fields their values in order, and 'enter' runs after that", manager);
}

/* `public:`, and a function without a type. */
uint32_t shape_foreign_member(shape *s, uint32_t manager, uint32_t at, uint32_t close, bool say)
{
    const token *t = s->tokens->at;
    bool access = token_is(s->tokens, at, "public") || token_is(s->tokens, at, "private") || token_is(s->tokens, at, "protected");
    if (access && t[at + 1].lexeme == ':') {
        span where = token_span(s->tokens, at, at + 1);
        if (say) {
            diag_error(s->diag, where, "'%s:' means nothing here: all fields and methods of a manager are public", token_text(s->arena, s->tokens, at));
            diag_fix(s->diag, where, "");
        }
        return at + 2;
    }
    uint32_t name = at + (t[at].word == WORD_ASYNC || t[at].lexeme == '~'), open = name + 1;
    if (t[name].lexeme != LEX_NAME || t[name].word != WORD_NONE || t[open].lexeme != '(' || t[open].mate < open)
        return at;
    uint32_t brace = t[open].mate + 1;
    if (brace >= close || t[brace].lexeme != '{' || t[brace].mate < brace || t[brace].mate > close)
        return at;
    if (say && (t[at].lexeme == '~' || tokens_same(s->tokens, name, s->tokens, manager)))
        say_no_constructor(s, t[at].lexeme == '~' ? at : name, name);
    else if (say)
        diag_error(s->diag, token_span(s->tokens, name, name), "expected the type of the result before '%s'", token_text(s->arena, s->tokens, name));
    return t[brace].mate + 1;
}

/* `async def NAME(…):` */
bool shape_is_python(const tokens *tokens, uint32_t at)
{
    const token *t = &tokens->at[at];
    return t[0].lexeme == LEX_NAME && t[1].lexeme == LEX_NAME && t[2].lexeme == '(' && t[2].mate > at + 2
        && (tokens->at[t[2].mate + 1].lexeme == ':' || (tokens->at[t[2].mate + 1].lexeme == LEX_ARROW && token_is(tokens, at, "def")));
}

void shape_say_python(shape *s, uint32_t at)
{
    uint32_t colon = s->tokens->at[at + 2].mate + 1;
    const char *name = token_text(s->arena, s->tokens, at + 1);
    if (!token_is(s->tokens, at, "def"))
        diag_error(s->diag, token_span(s->tokens, colon, colon), "expected '{' after ')', saw ':'");
    else
        diag_error(s->diag, token_span(s->tokens, at, at),
                   "expected the type of the result after 'async', saw 'def': a coroutine is declared as 'async int %s(void) { … }'", name);
}

/* `throw NAME(…);` */
bool shape_is_throw(const shape *s, uint32_t at)
{
    const token *t = &s->tokens->at[at];
    return t[0].lexeme == LEX_NAME && t[1].lexeme == LEX_NAME && (t[2].lexeme == '(' || token_is(s->tokens, at + 1, "new")) && token_is(s->tokens, at, "throw")
        && !shape_is_typedef_name(s, at) && !shape_is_macro(s->tokens, at);
}

void shape_say_throw(shape *s, uint32_t at)
{
    diag_error(s->diag, token_span(s->tokens, at, at), "an error is raised by 'raise', not by 'throw'");
    diag_fix(s->diag, token_span(s->tokens, at, at), "raise");
}

unsigned shape_say_new(shape *s, uint32_t at)
{
    const token *t = &s->tokens->at[at];
    if (t[0].lexeme != LEX_NAME || t[1].lexeme != LEX_NAME || t[2].lexeme != '(' || !token_is(s->tokens, at, "new"))
        return 0;
    diag_error(s->diag, token_span(s->tokens, at, at), "'new' means nothing here: an error is made by 'raise'");
    diag_fix(s->diag, (span){s->tokens->source, t[0].start, t[1].start}, "");
    return 1;
}
