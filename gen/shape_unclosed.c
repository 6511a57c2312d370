/* A ( or [ in a body that is never closed.  The matcher of brackets leaves it without a mate, since a brace ends what it is in; so that the
 * statements after it are read as what they are, it is taken to end with its own. */
#include "shape_internal.h"

#include "acm_parser.h"

static bool is_unclosed(const token *t) { return (t->lexeme == '(' || t->lexeme == '[') && t->mate == 0; }

/* A `{` that opens a block, where brackets before it are not closed: behind anything that an initialiser list or `({` can't follow. */
static bool opens_block(const body *b, uint32_t at)
{
    const token *before = &b->t[at - 1];
    switch (before->lexeme) {
    case ')': return before->mate == 0 || b->t[before->mate - 1].lexeme == LEX_NAME;
    case LEX_NAME: case LEX_NUMBER: case LEX_STRING: case LEX_CHARACTER: case LEX_INCREMENT: case ']': case ';': return true;
    default: return false;
    }
}

/* The end of the statement from AT: its semicolon, SEMICOLONS of them passed over, a block, a statement's first word or a closing brace.  *OPEN: the
 * first bracket in it that is not closed; 0: none, or not to be told from conditionals. */
static uint32_t statement_end(const body *b, uint32_t at, unsigned semicolons, uint32_t *open)
{
    uint32_t first = at;
    *open = 0;
    for (; at < b->end && b->t[at].lexeme != '}'; at = is_unclosed(&b->t[at]) ? at + 1 : skip(b, at, b->end)) {
        const token *t = &b->t[at];
        bool member = at > first && (t[-1].lexeme == '.' || t[-1].lexeme == LEX_ARROW);
        if (t->lexeme == LEX_DIRECTIVE) {
            *open = 0;
            break;
        }
        if (t->lexeme == ';' && semicolons-- == 0)
            break;
        if (t->lexeme == '{' && at > first && opens_block(b, at))
            break;
        if (at > first && *open && t->starts_line && t->lexeme == LEX_NAME && !member && shape_begins_statement(t->word))
            break;
        if (!*open && is_unclosed(t))
            *open = at;
    }
    return at;
}

/* The bracket from OPEN on that should be closed before *AT: another one that a bracket before *AT does not close, `a[f(1]`, is to be closed there. */
static uint32_t innermost(const token *t, uint32_t open, uint32_t *at)
{
    uint32_t inner = open;
    for (uint32_t i = open; i < *at; i++) {
        if (is_unclosed(&t[i]))
            inner = i;
        if ((t[i].lexeme == ')' || t[i].lexeme == ']') && t[i].mate == 0) {
            *at = i;
            return inner;
        }
    }
    return open;
}

/* Whether the bracket is surely to be closed before AT: at the end of the statement or before its block. */
static bool ends_there(const token *t, uint32_t open, uint32_t at)
{
    for (uint32_t i = open; t[open].lexeme == '[' && i < at; i++)
        if (t[i].lexeme == '=')
            return false;                 /* `int a[3 = {1, 2};` */
    return (t[at].lexeme == ';' || t[at].lexeme == '{') && t[open - 1].word != WORD_SPAWN;
}

void shape_say_unclosed(shape *s, uint32_t open, uint32_t at)
{
    const tokens *tokens = s->tokens;
    bool brace = tokens->at[open].lexeme == '{';
    if (tokens->is_cut_off)
        return;                           /* that is said */
    s->tokens->is_cut_off = tokens->at[at].lexeme == LEX_END;
    for (uint32_t i = open; i < at && !brace; i++)
        if (tokens->at[i].lexeme == LEX_UNTERMINATED) {       /* which has the bracket's end in it */
            token_unterminated(s->diag, tokens, i);
            return;
        }
    if (!brace)
        open = innermost(tokens->at, open, &at);
    uint32_t end = tokens->at[at - 1].end;
    diag_error(s->diag, brace ? token_span(tokens, at, at) : (span){tokens->source, end, end}, "expected %s after %s, saw %s",
               brace ? "'}'" : tokens->at[open].lexeme == '(' ? "')'" : "']'", token_quoted(s->arena, tokens, at - 1), token_quoted(s->arena, tokens, at));
    if (!brace && ends_there(tokens->at, open, at))
        diag_fix(s->diag, (span){tokens->source, end, end}, tokens->at[open].lexeme == '(' ? ")" : "]");
    diag_note(s->diag, token_span(tokens, open, open), "to match this %s", token_quoted(s->arena, tokens, open));
}

/* `if (x {`: as if it were closed where its statement begins.  Gives whether all is said of it. */
static bool unclosed_header(body *b, int kind, bool is_for)
{
    uint32_t first = b->at + 2, inner, open, end = statement_end(b, b->at + 1, is_for ? 2 : 0, &open);
    statement_end(b, first, is_for ? 2 : 0, &inner);
    if (!open || inner || end == first)
        return false;
    shape_say_unclosed(b->s, open, end);
    emit(b, kind, b->at);
    emit(b, TOK_OPEN, open);
    if (is_for) {
        emit(b, TOK_SEMICOLON, open);
        emit(b, TOK_SEMICOLON, open);
    } else {
        shape_expression(b, first, end, 0);
    }
    emit(b, TOK_CLOSE, open);
    b->at = end;
    return true;
}

static bool header(body *b)
{
    if (b->at + 1 >= b->end || b->t[b->at + 1].lexeme != '(' || b->t[b->at + 1].mate > 0)
        return false;
    switch (b->t[b->at].word) {
    case WORD_IF: return unclosed_header(b, TOK_IF, false);
    case WORD_WHILE: return unclosed_header(b, TOK_WHILE, false);
    case WORD_SWITCH: return unclosed_header(b, TOK_SWITCH, false);
    case WORD_FOR: return unclosed_header(b, TOK_FOR, true);
    default: return false;
    }
}

/* Whether the statement AT can have brackets that belong to no statement within it. */
static bool has_text(const body *b)
{
    switch (b->t[b->at].word) {
    case WORD_RETURN: case WORD_YIELD: case WORD_RAISE: case WORD_ASYNC: case WORD_WITH: return true;
    case WORD_IF: case WORD_WHILE: case WORD_SWITCH: case WORD_FOR: return b->t[b->at + 1].lexeme == '(' && b->t[b->at + 1].mate == 0;
    default: return !shape_begins_statement(b->t[b->at].word) && b->t[b->at + 1].lexeme != ':';
    }
}

bool shape_unclosed(body *b)
{
    if (header(b))
        return true;
    uint32_t open = 0, end = b->t[b->at].lexeme == LEX_NAME && has_text(b) ? statement_end(b, b->at, 0, &open) : b->end;
    if (!open || (end >= b->end && b->t[end].lexeme != LEX_END))
        return false;
    shape_say_unclosed(b->s, open, end);
    bool block = b->t[end].lexeme == '{';
    b->at = b->t[end].lexeme == ';' ? end + 1 : end;
    if (!block)
        shape_emit(b->s, TOK_NOTHING, b->at, b->at - 1);
    return true;
}

/* ---- bodies ---- */

static uint32_t indentation(const source *s, uint32_t offset)
{
    uint32_t start = s->line_starts[source_line(s, offset) - 1], at = start;
    while (s->bytes[at] == ' ' || s->bytes[at] == '\t')
        at++;
    return at - start;
}

/* The brace that lacks its mate: the innermost block that is closed by a brace which doesn't stand below it, or else OPEN. */
static uint32_t without_mate(const body *b, uint32_t open)
{
    const source *s = b->s->tokens->source;
    uint32_t found = open;
    for (uint32_t i = open; i < b->at; i++) {
        uint32_t mate = b->t[i].mate;
        if (b->t[i].lexeme == '{' && (mate == 0 || (mate > i && b->t[mate].starts_line && indentation(s, b->t[mate].start) < indentation(s, b->t[i].start))))
            found = i;
    }
    return found;
}

bool shape_begins_form(const tokens *tokens, uint32_t at)
{
    const token *t = &tokens->at[at];
    if (t->start == 0 || tokens->source->bytes[t->start - 1] != '\n')
        return false;
    while (t->word == WORD_STATIC || t->word == WORD_INLINE)
        t++;
    switch (t->word) {
    case WORD_ASYNC: return t[1].lexeme == LEX_NAME && !shape_begins_statement(t[1].word);
    case WORD_CONTEXT: return t[1].lexeme == LEX_NAME;
    case WORD_MANAGER: return t[1].lexeme == LEX_NAME && t[2].lexeme == '{';
    case WORD_ERROR: return t[1].lexeme == LEX_NAME && t[2].lexeme == ':';
    case WORD_IMPORT: return t[1].lexeme == LEX_STRING;
    default: return false;
    }
}

void shape_unclosed_body(body *b, uint32_t open)
{
    shape_say_unclosed(b->s, without_mate(b, open), b->at);
    for (; b->depth > 0; b->depth--)
        shape_emit(b->s, TOK_BLOCK_CLOSE, b->at, b->at - 1);      /* of no tokens: the parser says no more of it */
}
