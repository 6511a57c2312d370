/* The heads of statements: what stands in parentheses behind their words, and the items of a with. */
#include "shape_internal.h"

#include "acm_parser.h"

/* ( expression ) of a control statement. */
void shape_header(body *b)
{
    if (b->at >= b->end || b->t[b->at].lexeme != '(' || b->t[b->at].mate < b->at)
        return;
    uint32_t close = b->t[b->at].mate;
    emit(b, TOK_OPEN, b->at);
    shape_expression(b, b->at + 1, close, 0);
    emit(b, TOK_CLOSE, close);
    b->at = close + 1;
}

uint32_t shape_find(const body *b, uint32_t at, uint32_t end, int lexeme)
{
    while (at < end && b->t[at].lexeme != lexeme)
        at = skip(b, at, end);
    return at;
}

/* `for (TYPE NAME in CALL)`, without `async`. */
bool shape_lacks_async(const body *b)
{
    uint32_t open = b->at + 1, close = b->t[open].lexeme == '(' ? b->t[open].mate : 0, in = open + 3;
    while (in < close && b->t[in].word != WORD_IN)
        in++;
    return in < close && b->t[in - 1].lexeme == LEX_NAME && b->t[in + 1].lexeme == LEX_NAME && shape_find(b, open + 1, close, ';') == close;
}

/* `for (int i = 0, i < n, i++)`: the two commas that are meant as semicolons; false: there is no such thing. */
static bool has_commas_for_semicolons(const body *b, uint32_t first, uint32_t close, uint32_t commas[2])
{
    if (shape_find(b, first, close, ';') < close)
        return false;
    commas[0] = shape_find(b, first, close, ',');
    commas[1] = commas[0] < close ? shape_find(b, commas[0] + 1, close, ',') : close;
    return commas[1] < close && shape_find(b, commas[1] + 1, close, ',') == close;
}

static void for_header_of_commas(body *b, uint32_t close, const uint32_t commas[2])
{
    diag_error(b->s->diag, token_span(b->s->tokens, commas[0], commas[0]), "expected ';' after %s, saw ','",
               token_quoted(b->s->arena, b->s->tokens, commas[0] - 1));
    diag_fix(b->s->diag, token_span(b->s->tokens, commas[0], commas[0]), ";");
    diag_fix(b->s->diag, token_span(b->s->tokens, commas[1], commas[1]), ";");
    if (shape_is_declaration(b->s, b->at, commas[0]))
        shape_declaration(b, commas[0]);
    else
        shape_expression(b, b->at, commas[0], 0);
    emit(b, TOK_SEMICOLON, commas[0]);
    shape_expression(b, commas[0] + 1, commas[1], 0);
    emit(b, TOK_SEMICOLON, commas[1]);
    shape_expression(b, commas[1] + 1, close, 0);
    emit(b, TOK_CLOSE, close);
    b->at = close + 1;
}

void shape_for_header(body *b)
{
    if (b->at >= b->end || b->t[b->at].lexeme != '(' || b->t[b->at].mate < b->at)
        return;
    uint32_t close = b->t[b->at].mate, commas[2];
    emit(b, TOK_OPEN, b->at++);
    if (has_commas_for_semicolons(b, b->at, close, commas)) {
        for_header_of_commas(b, close, commas);
        return;
    }
    uint32_t first_end = shape_find(b, b->at, close, ';');
    if (shape_is_declaration(b->s, b->at, first_end))
        shape_declaration(b, first_end);
    else
        shape_expression(b, b->at, first_end, 0);
    b->at = first_end;
    if (b->at < close)
        emit(b, TOK_SEMICOLON, b->at++);
    uint32_t condition_end = shape_find(b, b->at, close, ';');
    shape_expression(b, b->at, condition_end, 0);
    b->at = condition_end;
    if (b->at < close)
        emit(b, TOK_SEMICOLON, b->at++);
    shape_expression(b, b->at, close, 0);
    emit(b, TOK_CLOSE, close);
    b->at = close + 1;
}

/* ( specifiers declarator in call ) */
void shape_async_for_header(body *b)
{
    if (b->at >= b->end || b->t[b->at].lexeme != '(' || b->t[b->at].mate < b->at)
        return;
    uint32_t close = b->t[b->at].mate;
    emit(b, TOK_OPEN, b->at++);
    uint32_t in = b->at;
    while (in < close && !(b->t[in].word == WORD_IN && in > b->at && b->t[in + 1].word != WORD_IN) && b->t[in].lexeme != ':')
        in = skip(b, in, close);
    specifiers spec = shape_specifiers(b->s, b->at, in);
    if (!range_empty(spec.range))
        shape_emit(b->s, TOK_SPECIFIERS, spec.range.first, spec.range.last);
    if (spec.range.last + 1 < in)
        shape_emit(b->s, TOK_DECLARATOR, spec.range.last + 1, in - 1);
    if (in < close && b->t[in].lexeme == ':') {
        shape_emit(b->s, TOK_RUN, in, close - 1);             /* of other languages: the parser complains of it */
    } else if (in < close) {
        emit(b, TOK_IN, in);
        uint32_t open = shape_callee_end(b, in + 1, close);
        if (open > in + 1)
            shape_emit(b->s, TOK_CALLEE, in + 1, open - 1);
        if (open < close && b->t[open].lexeme == '(') {
            emit(b, TOK_CALL, open);
            shape_arguments(b, open + 1, b->t[open].mate, 0);
            emit(b, TOK_CLOSE, b->t[open].mate);
            if (b->t[open].mate + 1 < close)
                shape_expression(b, b->t[open].mate + 1, close, 0);
        }
    }
    emit(b, TOK_CLOSE, close);
    b->at = close + 1;
}

/* One item of a with statement, from FIRST up to END. */
static void with_item(body *b, uint32_t first, uint32_t end)
{
    uint32_t as = first;
    while (as < end && !(b->t[as].word == WORD_AS && as > first))
        as = skip(b, as, end);
    uint32_t last = as > first ? as - 1 : first;
    if (b->t[first].lexeme == LEX_NAME && first + 1 < as && b->t[first + 1].lexeme == '(' && b->t[first + 1].mate == last) {
        shape_emit(b->s, TOK_CALLEE, first, first);
        emit(b, TOK_CALL, first + 1);
        shape_arguments(b, first + 2, last, 0);
        emit(b, TOK_CLOSE, last);
    } else {
        shape_expression(b, first, as, 0);
    }
    if (as >= end)
        return;
    emit(b, TOK_AS, as);
    if (as + 2 == end) {
        emit(b, TOK_DECLARATOR, as + 1);
        return;
    }
    specifiers spec = shape_specifiers(b->s, as + 1, end);
    if (!range_empty(spec.range))
        shape_emit(b->s, TOK_SPECIFIERS, spec.range.first, spec.range.last);
    if (spec.range.last + 1 < end)
        shape_emit(b->s, TOK_DECLARATOR, spec.range.last + 1, end - 1);
}

/* Where the items end that no block follows: before a statement on a line of its own, or Python's colon. */
static uint32_t end_of_items(const body *b, uint32_t semicolon)
{
    uint32_t at = b->at;
    for (; at < semicolon; at = skip(b, at, semicolon)) {
        const token *t = &b->t[at];
        bool item = at > b->at && (t[-1].lexeme == ')' || t[-1].lexeme == LEX_NAME);
        if (item && (t->lexeme == ':' || (t->starts_line && t->lexeme == LEX_NAME && t->word != WORD_AS && t[-1].word != WORD_AS)))
            break;
    }
    return at;
}

void shape_with_items(body *b)
{
    uint32_t limit = shape_find(b, b->at, b->end, '}');
    uint32_t open = shape_find(b, b->at, limit, '{'), first = b->at, end = open;
    uint32_t semicolon = shape_find(b, b->at, open, ';');
    if (semicolon < open) {               /* no block before the statement's end */
        uint32_t close = b->t[first].lexeme == '(' && b->t[first].mate > first ? b->t[first].mate : 0, as = first + 1;
        while (as < close && b->t[as].word != WORD_AS)
            as = skip(b, as, close);
        open = end = as < close ? close + 1 : end_of_items(b, semicolon);
    }
    bool list = b->t[first].lexeme == '(' && b->t[first].mate == open - 1 && open > first;
    if (list) {
        emit(b, TOK_WITH_OPEN, first++);
        end--;
    }
    if (end == open && end > first && b->t[end].lexeme == '{' && b->t[end - 1].lexeme == ':') {       /* Python's */
        span colon = token_span(b->s->tokens, end - 1, end - 1);
        diag_error(b->s->diag, colon, "expected '{' after %s, saw ':'", token_quoted(b->s->arena, b->s->tokens, end - 2));
        diag_fix(b->s->diag, colon, "");
        end--;
    }
    while (first < end) {
        uint32_t comma = shape_find(b, first, end, ',');
        if (comma > first)
            with_item(b, first, comma);
        if (comma < end)
            emit(b, TOK_COMMA, comma);
        first = comma + 1;
    }
    if (list)
        emit(b, TOK_CLOSE, end);
    b->at = open;
    if (open == limit)
        shape_emit(b->s, TOK_SEMICOLON, open, open - 1);      /* which the parser did not expect */
}
