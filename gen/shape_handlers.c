/* The heads of handlers: `except (TYPE, TYPE *NAME)`.  What is written as in other languages is told, and read as what was meant, so that
 * what is in the handler is looked at. */
#include "shape_internal.h"

#include "acm_parser.h"
#include "spelling.h"

/* The head of a handler, as far as it has been read. */
typedef struct handler_head {
    body *b;
    LIST(uint32_t) types;
    uint32_t star, name;                  /* 0: none */
    bool is_wrong;                        /* and that is said; the first mistake is enough */
} handler_head;

/* As it should be: `(A, B *e)`. */
static const char *right_head(const handler_head *h)
{
    shape *s = h->b->s;
    const char *text = "(";
    for (size_t i = 0; i < h->types.count; i++)
        text = arena_printf(s->arena, "%s%s%s", text, i ? ", " : "", token_text(s->arena, s->tokens, h->types.at[i]));
    if (h->name)
        text = arena_printf(s->arena, "%s *%s", text, token_text(s->arena, s->tokens, h->name));
    return arena_printf(s->arena, "%s)", text);
}

static void expected_in_head(handler_head *h, const char *what, uint32_t at)
{
    shape *s = h->b->s;
    if (!h->is_wrong)
        diag_error(s->diag, token_span(s->tokens, at, at), "expected %s after %s, saw %s", what, token_quoted(s->arena, s->tokens, at - 1),
                   token_quoted(s->arena, s->tokens, at));
    h->is_wrong = true;
}

static void expected_instead(handler_head *h, const char *what, uint32_t at, const char *replacement)
{
    bool said = h->is_wrong;
    expected_in_head(h, arena_printf(h->b->s->arena, "'%s'", what), at);
    if (!said)
        diag_fix(h->b->s->diag, token_span(h->b->s->tokens, at, at), replacement);
}

/* Where a type has to stand; gives what comes next. */
static uint32_t head_type(handler_head *h, uint32_t at, uint32_t end)
{
    const token *t = h->b->t;
    shape *s = h->b->s;
    int word = t[at].word;
    bool qualified = word == WORD_CONST || word == WORD_STRUCT, said = h->is_wrong;
    if (qualified && at + 1 < end) {
        expected_in_head(h, "a type of error", at);
        if (!said)
            diag_fix(s->diag, (span){s->tokens->source, t[at].start, t[at + 1].start}, "");
        return head_type(h, at + 1, end);
    }
    if (t[at].lexeme == LEX_NAME && word_may_be_name(word))
        LIST_ADD(s->arena, h->types, at);
    else
        expected_in_head(h, "a type of error", at);
    return at + 1;
}

/* The name behind a type, with what stands in front of it; gives what comes next. */
static uint32_t head_name(handler_head *h, uint32_t at, uint32_t end)
{
    const token *t = h->b->t;
    bool star = t[at].lexeme == '*', reference = t[at].lexeme == '&', as = t[at].word == WORD_AS && at + 1 < end && t[at + 1].lexeme == LEX_NAME;
    if (!star && !reference && !as && t[at].lexeme != LEX_NAME)
        return at;
    uint32_t name = at + (star || reference || as), before = h->name;
    if (name >= end || t[name].lexeme != LEX_NAME) {
        bool said = h->is_wrong;
        expected_in_head(h, "a name", name);
        if (!said && name >= end)
            diag_fix(h->b->s->diag, (span){h->b->s->tokens->source, t[at - 1].end, t[at].end}, "");
        return end;
    }
    if (as || reference)
        expected_instead(h, "*", at, "*");
    else if (!star)
        expected_instead(h, "*", at, arena_printf(h->b->s->arena, "*%s", token_text(h->b->s->arena, h->b->s->tokens, at)));
    h->star = star ? at : 0;
    h->name = name;
    if (before)
        h->is_wrong = true;
    return name + 1;
}

/* What stands between two types. */
static bool is_between(const token *t) { return t->lexeme == ',' || t->lexeme == '|' || t->lexeme == LEX_OR; }

/* `*e, B *f`: one name is for all types, behind the last of them. */
static void name_before_comma(handler_head *h, uint32_t at)
{
    bool said = h->is_wrong;
    expected_in_head(h, "')'", at);
    if (!said)
        diag_note(h->b->s->diag, token_span(h->b->s->tokens, h->name, h->name), "one name is for all of the types, behind the last: 'except (TYPE, TYPE *%s)'",
                  token_text(h->b->s->arena, h->b->s->tokens, h->name));
}

/* Reads the types and the name between FIRST and END; gives where that ends. */
static uint32_t read_head(handler_head *h, uint32_t first, uint32_t end)
{
    const token *t = h->b->t;
    uint32_t at = first;
    while (at < end) {
        at = head_type(h, at, end);
        if (at < end)
            at = head_name(h, at, end);
        if (at >= end || !is_between(&t[at]))
            break;
        if (t[at].lexeme != ',')
            expected_instead(h, ",", at, ",");
        else if (h->name)
            name_before_comma(h, at);
        at++;
        if (at == end)
            expected_in_head(h, "a type of error", at);
    }
    return at;
}

static void emit_head(handler_head *h, uint32_t open, uint32_t close)
{
    if (h->types.count == 0)
        return;
    emit(h->b, TOK_OPEN, open);
    for (size_t i = 0; i < h->types.count; i++) {
        if (i > 0)
            emit(h->b, TOK_COMMA, h->types.at[i] - 1);
        emit(h->b, TOK_NAME, h->types.at[i]);
    }
    if (h->name) {
        emit(h->b, TOK_STAR, h->star ? h->star : h->name);
        emit(h->b, TOK_NAME, h->name);
    }
    emit(h->b, TOK_CLOSE, close);
}

/* `except ()` and `except (...)`. */
static bool takes_all(body *b, uint32_t open, uint32_t close)
{
    const token *t = b->t;
    if (close > open + 2 || (close == open + 2 && t[open + 1].lexeme != LEX_ELLIPSIS))
        return false;
    diag_error(b->s->diag, token_span(b->s->tokens, open + 1, open + 1), "expected a type of error after '(', saw %s",
               token_quoted(b->s->arena, b->s->tokens, open + 1));
    diag_note(b->s->diag, token_span(b->s->tokens, open, close), "'except' without parentheses takes every 'acm_Error'");
    diag_fix(b->s->diag, (span){b->s->tokens->source, t[open - 1].end, t[close].end}, "");
    return true;
}

/* `as NAME` behind the parentheses, as in Python. */
static void name_behind(handler_head *h, uint32_t open)
{
    body *b = h->b;
    uint32_t as = b->at;
    if (b->t[as].word != WORD_AS || b->t[as + 1].lexeme != LEX_NAME)
        return;
    h->name = as + 1;
    b->at = as + 2;
    if (h->is_wrong)
        return;
    expected_in_head(h, "'{'", as);
    diag_fix(b->s->diag, token_span(b->s->tokens, open, as + 1), right_head(h));
}

static void parenthesized(body *b, uint32_t open)
{
    bool unclosed = b->t[open].mate < open;
    uint32_t close = unclosed ? shape_find(b, open + 1, b->end, '{') : b->t[open].mate;
    handler_head h = {.b = b, .is_wrong = unclosed};
    if (unclosed)
        shape_say_unclosed(b->s, open, close);
    b->at = close + !unclosed;
    if (!unclosed && takes_all(b, open, close))
        return;
    uint32_t past = read_head(&h, open + 1, close);
    if (past < close)
        expected_in_head(&h, h.name ? "')'" : "')', ',' or '*'", past);
    name_behind(&h, open);
    emit_head(&h, open, unclosed ? open : close);
}

/* `except TYPE *NAME {`, `except TYPE as NAME {` */
static void bare(body *b)
{
    uint32_t first = b->at, end = first;
    while (end < b->end && b->t[end].lexeme != '{' && b->t[end].lexeme != ':' && b->t[end].lexeme != ';' && b->t[end].lexeme != '}')
        end++;
    handler_head h = {.b = b, .is_wrong = true};
    if ((b->t[end].lexeme != '{' && b->t[end].lexeme != ':') || read_head(&h, first, end) < end || h.types.count == 0)
        return;
    span where = token_span(b->s->tokens, first, end - 1);
    diag_error(b->s->diag, where, "the types of a handler stand in parentheses: 'except %s'", right_head(&h));
    diag_fix(b->s->diag, where, right_head(&h));
    emit_head(&h, first, end - 1);
    b->at = end + (b->t[end].lexeme == ':');
}

void shape_except(body *b)
{
    emit(b, TOK_EXCEPT, b->at++);
    if (b->at >= b->end)
        return;
    if (b->t[b->at].lexeme == '(')
        parenthesized(b, b->at);
    else if (b->t[b->at].lexeme == LEX_NAME && !shape_begins_statement(b->t[b->at].word))
        bare(b);
}

/* ---- words that are meant as those of a handler ---- */

/* Whether AT stands behind the block of a try or handler. */
static bool is_behind_try(const body *b, uint32_t at)
{
    const token *t = b->t;
    if (at == 0 || t[at - 1].lexeme != '}' || t[at - 1].mate == 0)
        return false;
    uint32_t before = t[at - 1].mate - 1;
    if (t[before].lexeme == ')' && t[before].mate > 0)
        before = t[before].mate - 1;
    while ((t[before].lexeme == LEX_NAME && t[before].word <= WORD_AS && t[before].word != WORD_TRY && t[before].word != WORD_EXCEPT)
           || t[before].lexeme == '*' || t[before].lexeme == ',')
        before--;                         /* a head without its parentheses */
    return t[before].word == WORD_TRY || t[before].word == WORD_EXCEPT || token_is(b->s->tokens, before + 1, "catch");
}

bool shape_misspelled_handler(body *b)
{
    static const char *const words[] = {"except", "finally"};
    const token *t = b->t;
    uint32_t at = b->at, after = t[at + 1].lexeme == '(' && t[at + 1].mate > at ? t[at + 1].mate + 1 : at + 1;
    if (t[at].lexeme != LEX_NAME || t[at].word != WORD_NONE || t[after].lexeme != '{' || !is_behind_try(b, at) || shape_is_macro(b->s->tokens, at))
        return false;
    spelling near = {.text = token_text(b->s->arena, b->s->tokens, at)};
    for (unsigned i = 0; i < 2; i++)
        spelling_try(&near, words[i]);
    bool catch = token_is(b->s->tokens, at, "catch"), finally = near.best == words[1];
    if (!catch && (!near.best || (finally && after > at + 1)))
        return false;
    span where = token_span(b->s->tokens, at, at);
    diag_error(b->s->diag, where, "expected 'except' or 'finally' after '}', saw '%s'", near.text);
    diag_fix(b->s->diag, where, catch ? "except" : near.best);
    if (finally && !catch)
        emit(b, TOK_FINALLY, b->at++);
    else
        shape_except(b);
    return true;
}
