/* Inside an expression: where in it awaits and spawns stand, and what they take.  All else stays a run of tokens. */
#include "shape_internal.h"

#include "acm_parser.h"

enum { MAX_EXPRESSION_DEPTH = 12000 };

static bool opens(int lexeme) { return lexeme == '(' || lexeme == '[' || lexeme == '{'; }

/* A list of assignment-expressions between commas. */
void shape_arguments(body *b, uint32_t first, uint32_t end, unsigned depth)
{
    for (uint32_t i = first; i < end; i = skip(b, i, end))
        if (b->t[i].lexeme == ',') {
            shape_expression(b, first, i, depth);
            emit(b, TOK_COMMA, i);
            first = i + 1;
        }
    shape_expression(b, first, end, depth);
}

/* Whether a ( AT opens a call's arguments: what stands before it can be called. */
static bool is_call(const body *b, uint32_t at, uint32_t first)
{
    if (at == first)
        return false;
    const token *before = &b->t[at - 1];
    if (before->lexeme == LEX_NAME)
        return before->word != WORD_RETURN && before->word != WORD_SIZEOF;
    if (before->lexeme == ']')
        return true;
    if (before->lexeme != ')')
        return false;
    /* (type)(x, y) is a cast of a comma expression */
    uint32_t open = before->mate;
    int word = b->t[open + 1].word;
    bool cast = shape_is_type_word(word) || shape_is_qualifier(word) || word == WORD_STRUCT || word == WORD_UNION || word == WORD_ENUM
        || shape_is_typedef_name(b->s, open + 1) || b->t[at - 2].lexeme == '*';
    return !cast;
}

static bool awaits_between(const tokens *tokens, uint32_t first, uint32_t last)
{
    while (first < last && tokens->at[first].word != WORD_AWAIT)
        first++;
    return first < last;
}

uint32_t shape_chain_end(const tokens *tokens, uint32_t at, uint32_t last)
{
    const token *t = tokens->at;
    for (;;) {
        uint32_t next = at + 1;
        while (next < last && t[next].lexeme == '[' && t[next].mate > next && !awaits_between(tokens, next, t[next].mate))
            next = t[next].mate + 1;
        if (next >= last || (t[next].lexeme != LEX_ARROW && t[next].lexeme != '.') || t[next + 1].lexeme != LEX_NAME)
            return at;
        at = next + 1;
    }
}

/* Past `NAME` or `object->field[i].method` from AT. */
uint32_t shape_callee_end(const body *b, uint32_t at, uint32_t end)
{
    if (at >= end || b->t[at].lexeme != LEX_NAME)
        return at;
    return shape_chain_end(b->s->tokens, at, end - 1) + 1;
}

/* CALLEE ( arguments ); gives where it ends. */
static uint32_t call(body *b, uint32_t at, uint32_t end, unsigned depth)
{
    uint32_t open = shape_callee_end(b, at, end);
    if (open == at)
        return open;
    shape_emit(b->s, TOK_CALLEE, at, open - 1);
    if (open >= end || b->t[open].lexeme != '(' || b->t[open].mate < open)
        return open;
    emit(b, TOK_CALL, open);
    shape_arguments(b, open + 1, b->t[open].mate, depth + 1);
    emit(b, TOK_CLOSE, b->t[open].mate);
    return b->t[open].mate + 1;
}

/* The file's own coroutines `gather` and `race` are what is awaited by these names. */
static bool names_coroutine(shape *s, int word)
{
    const token *t = s->tokens->at;
    for (uint32_t i = 1; !s->knows_names && i < s->tokens->count; i = shape_skip_group(s, i)) {
        bool declared = t[i + 1].lexeme == '(' && (t[i - 1].lexeme == LEX_NAME || t[i - 1].lexeme == '*');
        s->names_gather |= declared && t[i].word == WORD_GATHER;
        s->names_race |= declared && t[i].word == WORD_RACE;
    }
    s->knows_names = true;
    return word == WORD_GATHER ? s->names_gather : s->names_race;
}

static bool is_gather(body *b, uint32_t at, uint32_t end)
{
    int word = b->t[at].word;
    if ((word != WORD_GATHER && word != WORD_RACE) || at + 1 >= end || b->t[at + 1].lexeme != '(' || b->t[at + 1].mate < at)
        return false;
    if (!names_coroutine(b->s, word))
        return true;
    b->s->tokens->at[at].word = WORD_NONE;           /* for all that come after us */
    return false;
}

/* `await` before the call AT that is run by something else; gives how many tokens it is. */
static unsigned superfluous_await(body *b, uint32_t at, uint32_t end, const char *message)
{
    if (at + 1 >= end || b->t[at].word != WORD_AWAIT || b->t[at + 1].lexeme != LEX_NAME || shape_is_enter(b->s->tokens, at + 1))
        return 0;
    diag_error(b->s->diag, token_span(b->s->tokens, at, at), "%s", message);
    diag_fix(b->s->diag, (span){b->s->tokens->source, b->t[at].start, b->t[at + 1].start}, "");
    return 1;
}

/* [lvalue =] CALLEE ( arguments ) */
static void branch(body *b, uint32_t first, uint32_t end, unsigned depth)
{
    uint32_t assign = first;
    while (assign < end && b->t[assign].lexeme != '=')
        assign = skip(b, assign, end);
    if (assign < end) {
        shape_expression(b, first, assign, depth);
        emit(b, TOK_ASSIGN, assign);
        first = assign + 1;
    }
    first += superfluous_await(b, first, end, "'await' in a branch: 'gather' and 'race' await their branches themselves");
    uint32_t past = call(b, first, end, depth);
    shape_expression(b, past, end, depth);      /* what does not belong here */
}

/* GATHER ( branches ); gives where it ends. */
static uint32_t gather(body *b, uint32_t at, unsigned depth)
{
    uint32_t open = at + 1, close = b->t[open].mate, first = open + 1;
    emit(b, TOK_GATHER, at);
    emit(b, TOK_CALL, open);
    for (uint32_t i = first; i < close; i = skip(b, i, close))
        if (b->t[i].lexeme == ',') {
            branch(b, first, i, depth + 1);
            emit(b, TOK_COMMA, i);
            first = i + 1;
        }
    branch(b, first, close, depth + 1);
    emit(b, TOK_CLOSE, close);
    return close + 1;
}

/* ( group [, result] ) after SPAWN; gives where it ends. */
static uint32_t spawn_group(body *b, uint32_t open, unsigned depth)
{
    uint32_t close = b->t[open].mate;
    emit(b, TOK_OPEN, open);
    shape_arguments(b, open + 1, close, depth + 1);
    emit(b, TOK_CLOSE, close);
    return close + 1;
}

static void nothing_more(const body *b, uint32_t at, uint32_t past, uint32_t end)
{
    int next = past < end && b->t[past - 1].lexeme == ')' ? b->t[past].lexeme : 0;
    if (next != LEX_ARROW && next != '.' && next != '[' && next != '(' && next != LEX_INCREMENT)
        return;
    span where = token_span(b->s->tokens, past, past);
    diag_error(b->s->diag, where, "%s takes the call and nothing more; what follows it needs parentheses",
               b->t[at].word == WORD_SPAWN ? "spawn" : "await");
    span before = {where.source, b->t[at].start, b->t[at].start}, after = {where.source, b->t[past - 1].end, b->t[past - 1].end};
    diag_fix(b->s->diag, before, "(");
    diag_fix(b->s->diag, after, ")");
}

/* Past a manager-expression: a call, or casts, `&` and `*` before a primary expression and what follows it. */
static uint32_t manager_end(const body *b, uint32_t at, uint32_t end)
{
    while (at < end) {
        bool cast = b->t[at].lexeme == '(' && b->t[at].mate > at && b->t[at].mate + 1 < end
            && (b->t[b->t[at].mate + 1].lexeme == LEX_NAME || b->t[b->t[at].mate + 1].lexeme == '(' || b->t[b->t[at].mate + 1].lexeme == '&');
        if (!cast && b->t[at].lexeme != '&' && b->t[at].lexeme != '*')
            break;
        at = cast ? b->t[at].mate + 1 : at + 1;
    }
    for (at = skip(b, at, end); at < end; at = skip(b, at, end)) {
        int next = b->t[at].lexeme;
        if (next == '.' || next == LEX_ARROW)
            at++;
        else if (next != '(' && next != '[')
            break;
    }
    return at;
}

bool shape_is_enter(const tokens *tokens, uint32_t at)
{
    const token *t = tokens->at;
    if (t[at].word != WORD_ENTER || t[at + 1].lexeme != '(' || t[at + 1].mate < at)
        return false;
    const token *next = &t[t[at + 1].mate + 1];
    return next->lexeme == LEX_NAME || next->lexeme == '(' || next->lexeme == '&';
}

static uint32_t enter(body *b, uint32_t at, uint32_t end, unsigned depth)
{
    uint32_t open = at + 1, close = b->t[open].mate, past = manager_end(b, close + 1, end);
    emit(b, TOK_ENTER, at);
    emit(b, TOK_OPEN, open);
    shape_expression(b, open + 1, close, depth + 1);
    emit(b, TOK_CLOSE, close);
    bool is_call = b->t[close + 1].lexeme == LEX_NAME && b->t[close + 2].lexeme == '(' && b->t[close + 2].mate + 1 == past;
    if (is_call)
        return call(b, close + 1, past, depth + 1);
    shape_emit(b->s, TOK_RUN, close + 1, past - 1);
    return past;
}

/* AWAIT call, AWAIT GATHER ( branches ), SPAWN ( group ) call; gives where it ends. */
static uint32_t await(body *b, uint32_t at, uint32_t end, unsigned depth)
{
    uint32_t next = at + 1;
    bool spawns = b->t[at].word == WORD_SPAWN;
    emit(b, spawns ? TOK_SPAWN : TOK_AWAIT, at);
    if (spawns && next < end && b->t[next].lexeme == '(' && b->t[next].mate > next && b->t[next].mate < end)
        next = spawn_group(b, next, depth);
    else if (spawns)
        return next;
    if (spawns)
        next += superfluous_await(b, next, end, "'await' behind 'spawn(…)', which takes the call itself: the group waits for its tasks");
    if (!spawns && next < end && shape_is_enter(b->s->tokens, next) && b->t[next + 1].mate + 1 < end)
        return enter(b, next, end, depth);
    next = !spawns && is_gather(b, next, end) ? gather(b, next, depth) : call(b, next, end, depth);
    nothing_more(b, at, next, end);
    return next;
}

/* A bracket with an await in it; gives where it ends. */
static uint32_t group(body *b, uint32_t at, uint32_t first, unsigned depth)
{
    uint32_t close = b->t[at].mate;
    if (b->t[at].lexeme == '[') {
        emit(b, TOK_BRACKET_OPEN, at);
        shape_expression(b, at + 1, close, depth + 1);
        emit(b, TOK_BRACKET_CLOSE, close);
    } else if (b->t[at].lexeme == '{') {
        emit(b, TOK_INIT_OPEN, at);
        shape_arguments(b, at + 1, close, depth + 1);
        emit(b, TOK_INIT_CLOSE, close);
    } else {
        bool call = is_call(b, at, first);
        emit(b, call ? TOK_CALL : TOK_OPEN, at);
        if (call)
            shape_arguments(b, at + 1, close, depth + 1);
        else
            shape_expression(b, at + 1, close, depth + 1);
        emit(b, TOK_CLOSE, close);
    }
    return close + 1;
}

static int operator_of(const body *b, uint32_t at, uint32_t first)
{
    switch (b->t[at].lexeme) {
    case LEX_AND:                         /* not GNU C's address of a label */
        return at == first || (b->t[at - 1].lexeme < LEX_NAME && b->t[at - 1].lexeme != ')' && b->t[at - 1].lexeme != ']') ? 0 : TOK_AND;
    case LEX_OR: return TOK_OR;
    case LEX_ASSIGN: case '=': return TOK_ASSIGN;
    case ',': return TOK_COMMA;
    case '?': return TOK_QUESTION;
    case ':': return TOK_COLON;
    default: return 0;
    }
}

void shape_no_await_in(body *b, uint32_t at, uint32_t close, const char *what)
{
    for (uint32_t i = at; i < close; i++)
        if (b->t[i].word == WORD_AWAIT || b->t[i].word == WORD_SPAWN) {
            diag_error(b->s->diag, token_span(b->s->tokens, i, i), "%s in %s", b->t[i].word == WORD_AWAIT ? "await" : "spawn", what);
            return;
        }
}

/* Operands that are not evaluated, or where nothing can be hoisted from; gives where the operand ends, or AT. */
static uint32_t opaque(body *b, uint32_t at, uint32_t end)
{
    int word = b->t[at].word;
    bool unevaluated = word == WORD_SIZEOF || word == WORD_ALIGNOF || word == WORD_TYPEOF;
    if (unevaluated && at + 1 < end && b->t[at + 1].lexeme == '(') {
        if (awaits_in(b, at + 1, skip(b, at + 1, end)))
            shape_no_await_in(b, at + 1, skip(b, at + 1, end), "an operand that is not evaluated");
        return skip(b, at + 1, end);
    }
    if (unevaluated && at + 1 < end && (b->t[at + 1].word == WORD_AWAIT || b->t[at + 1].word == WORD_SPAWN)) {
        shape_no_await_in(b, at + 1, at + 2, "an operand that is not evaluated");
        return at + 2;
    }
    if (word == WORD_GENERIC && at + 1 < end && b->t[at + 1].lexeme == '(') {
        shape_no_await_in(b, at + 1, skip(b, at + 1, end), "_Generic");
        return skip(b, at + 1, end);
    }
    if (b->t[at].lexeme == '(' && at + 1 < end && b->t[at + 1].lexeme == '{') {
        shape_no_await_in(b, at + 1, skip(b, at, end), "a statement expression");
        return skip(b, at, end);
    }
    return at;
}

/* Tokens FIRST up to END as one RUN, or taken apart where awaits are. */
void shape_expression(body *b, uint32_t first, uint32_t end, unsigned depth)
{
    if (first >= end)
        return;
    if (!awaits_in(b, first, end)) {
        shape_emit(b->s, TOK_RUN, first, end - 1);
        return;
    }
    if (depth > MAX_EXPRESSION_DEPTH) {
        b->s->tokens->is_too_deep = true;
        diag_error(b->s->diag, token_span(b->s->tokens, first, first), "expression with awaits nested deeper than %d", MAX_EXPRESSION_DEPTH);
        return;
    }
    uint32_t run = first;                 /* where the run that is not emitted yet begins */
    for (uint32_t i = first; i < end; ) {
        uint32_t past = opaque(b, i, end);
        if (past > i) {
            i = past;
            continue;
        }
        bool is_await = (b->t[i].word == WORD_AWAIT || b->t[i].word == WORD_SPAWN) && !(i > first && (b->t[i - 1].lexeme == '.' || b->t[i - 1].lexeme == LEX_ARROW));
        bool is_group = opens(b->t[i].lexeme) && b->t[i].mate > i && b->t[i].mate < end && awaits_in(b, i, b->t[i].mate);
        int operator = operator_of(b, i, first);
        if (!is_await && !is_group && !operator) {
            i = skip(b, i, end);
            continue;
        }
        if (i > run)
            shape_emit(b->s, TOK_RUN, run, i - 1);
        if (is_await) {
            i = await(b, i, end, depth);
        } else if (is_group) {
            i = group(b, i, first, depth);
        } else {
            emit(b, operator, i);
            i++;
        }
        run = i;
    }
    if (end > run)
        shape_emit(b->s, TOK_RUN, run, end - 1);
}
