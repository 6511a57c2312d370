/* Inside a body: where statements begin, which of them are declarations, labels and loop macros, and where in their
 * expressions awaits stand.  What is malformed is passed on as it is, for the grammar to find. */
#include "shape.h"

#include "acm_parser.h"

typedef struct body {
    shape *s;
    const token *t;
    uint32_t at, end;                     /* end: past the last token of the body */
    unsigned depth;
} body;

enum { MAX_DEPTH = 3000, MAX_EXPRESSION_DEPTH = 12000 };

static void expression(body *b, uint32_t first, uint32_t end, unsigned depth);

static uint32_t awaits_in(const body *b, uint32_t first, uint32_t end)
{
    return end > first ? b->s->tokens->awaits[end] - b->s->tokens->awaits[first] : 0;
}

static void emit(body *b, int kind, uint32_t at)
{
    shape_emit(b->s, kind, at, at);
}

/* Past the bracket that AT opens, but not past END. */
static uint32_t skip(const body *b, uint32_t at, uint32_t end)
{
    uint32_t after = shape_skip_group(b->s, at);
    return after > end ? end : after;
}

/* ---- expressions ---- */

static bool opens(int lexeme) { return lexeme == '(' || lexeme == '[' || lexeme == '{'; }

/* A list of assignment-expressions between commas. */
static void arguments(body *b, uint32_t first, uint32_t end, unsigned depth)
{
    for (uint32_t i = first; i < end; i = skip(b, i, end))
        if (b->t[i].lexeme == ',') {
            expression(b, first, i, depth);
            emit(b, TOK_COMMA, i);
            first = i + 1;
        }
    expression(b, first, end, depth);
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

/* Past `NAME` or `object->field.method` from AT. */
static uint32_t callee_end(const body *b, uint32_t at, uint32_t end)
{
    if (at >= end || b->t[at].lexeme != LEX_NAME)
        return at;
    at++;
    while (at + 1 < end && (b->t[at].lexeme == LEX_ARROW || b->t[at].lexeme == '.') && b->t[at + 1].lexeme == LEX_NAME)
        at += 2;
    return at;
}

/* CALLEE ( arguments ); gives where it ends. */
static uint32_t call(body *b, uint32_t at, uint32_t end, unsigned depth)
{
    uint32_t open = callee_end(b, at, end);
    if (open == at)
        return open;
    shape_emit(b->s, TOK_CALLEE, at, open - 1);
    if (open >= end || b->t[open].lexeme != '(' || b->t[open].mate < open)
        return open;
    emit(b, TOK_CALL, open);
    arguments(b, open + 1, b->t[open].mate, depth + 1);
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

/* [lvalue =] CALLEE ( arguments ) */
static void branch(body *b, uint32_t first, uint32_t end, unsigned depth)
{
    uint32_t assign = first;
    while (assign < end && b->t[assign].lexeme != '=')
        assign = skip(b, assign, end);
    if (assign < end) {
        expression(b, first, assign, depth);
        emit(b, TOK_ASSIGN, assign);
        first = assign + 1;
    }
    uint32_t past = call(b, first, end, depth);
    expression(b, past, end, depth);      /* what does not belong here */
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
    arguments(b, open + 1, close, depth + 1);
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
    expression(b, open + 1, close, depth + 1);
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
        expression(b, at + 1, close, depth + 1);
        emit(b, TOK_BRACKET_CLOSE, close);
    } else if (b->t[at].lexeme == '{') {
        emit(b, TOK_INIT_OPEN, at);
        arguments(b, at + 1, close, depth + 1);
        emit(b, TOK_INIT_CLOSE, close);
    } else {
        bool call = is_call(b, at, first);
        emit(b, call ? TOK_CALL : TOK_OPEN, at);
        if (call)
            arguments(b, at + 1, close, depth + 1);
        else
            expression(b, at + 1, close, depth + 1);
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

static void no_await_in(body *b, uint32_t at, uint32_t close, const char *what)
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
    bool unevaluated = word == WORD_SIZEOF || word == WORD_ALIGNOF || word == WORD_ALIGNOF_23 || word == WORD_ALIGNOF_GNU
        || word == WORD_TYPEOF || word == WORD_TYPEOF_GNU || word == WORD_TYPEOF_GNU_2;
    if (unevaluated && at + 1 < end && b->t[at + 1].lexeme == '(') {
        if (awaits_in(b, at + 1, skip(b, at + 1, end)))
            no_await_in(b, at + 1, skip(b, at + 1, end), "an operand that is not evaluated");
        return skip(b, at + 1, end);
    }
    if (unevaluated && at + 1 < end && (b->t[at + 1].word == WORD_AWAIT || b->t[at + 1].word == WORD_SPAWN)) {
        no_await_in(b, at + 1, at + 2, "an operand that is not evaluated");
        return at + 2;
    }
    if (word == WORD_GENERIC && at + 1 < end && b->t[at + 1].lexeme == '(') {
        no_await_in(b, at + 1, skip(b, at + 1, end), "_Generic");
        return skip(b, at + 1, end);
    }
    if (b->t[at].lexeme == '(' && at + 1 < end && b->t[at + 1].lexeme == '{') {
        no_await_in(b, at + 1, skip(b, at, end), "a statement expression");
        return skip(b, at, end);
    }
    return at;
}

/* Tokens FIRST up to END as one RUN, or taken apart where awaits are. */
static void expression(body *b, uint32_t first, uint32_t end, unsigned depth)
{
    if (first >= end)
        return;
    if (!awaits_in(b, first, end)) {
        shape_emit(b->s, TOK_RUN, first, end - 1);
        return;
    }
    if (depth > MAX_EXPRESSION_DEPTH) {
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

/* ---- statements ---- */

static bool begins_statement(int word)
{
    switch (word) {
    case WORD_IF: case WORD_ELSE: case WORD_WHILE: case WORD_DO: case WORD_FOR: case WORD_SWITCH: case WORD_CASE: case WORD_DEFAULT:
    case WORD_BREAK: case WORD_CONTINUE: case WORD_RETURN: case WORD_GOTO: case WORD_TRY: case WORD_EXCEPT: case WORD_FINALLY:
    case WORD_RAISE: case WORD_YIELD: case WORD_WITH: case WORD_DEFER: case WORD_ASYNC:
        return true;
    default:
        return false;
    }
}

/* Where the expression from AT ends: at a `;` of its own depth, or where a statement begins that can't be part of it. */
static uint32_t expression_end(const body *b, uint32_t at)
{
    uint32_t first = at;
    while (at < b->end && b->t[at].lexeme != ';' && b->t[at].lexeme != '}') {
        bool member = at > first && (b->t[at - 1].lexeme == '.' || b->t[at - 1].lexeme == LEX_ARROW);
        if (at > first && !member && b->t[at].lexeme == LEX_NAME && begins_statement(b->t[at].word)
            && (b->t[at].word != WORD_RAISE || b->t[at + 1].lexeme != '('))
            break;
        at = skip(b, at, b->end);
    }
    return at;
}

static void emit_end(body *b)
{
    if (b->at < b->end && b->t[b->at].lexeme == ';')
        emit(b, TOK_SEMICOLON, b->at++);
}

static void expression_statement(body *b)
{
    uint32_t end = expression_end(b, b->at);
    if (end == b->at)                     /* a stray token, for the grammar to name */
        end++;
    expression(b, b->at, end, 0);
    b->at = end;
    emit_end(b);
}

/* `, declarator = initializer …` up to END. */
static void declarators(body *b, uint32_t end)
{
    while (b->at < end) {
        uint32_t first = b->at, i = first;
        while (i < end && b->t[i].lexeme != ',' && b->t[i].lexeme != '=')
            i = skip(b, i, end);
        if (i > first)
            shape_emit(b->s, TOK_DECLARATOR, first, i - 1);
        if (i < end && b->t[i].lexeme == '=') {
            emit(b, TOK_ASSIGN, i);
            uint32_t value = ++i;
            while (i < end && b->t[i].lexeme != ',')
                i = skip(b, i, end);
            expression(b, value, i, 0);
        }
        b->at = i;
        if (i < end)
            emit(b, TOK_COMMA, b->at++);
    }
}

static void note_typedefs(body *b, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; ) {
        uint32_t comma = i;
        while (comma < end && b->t[comma].lexeme != ',')
            comma = skip(b, comma, end);
        uint32_t name = comma > i ? shape_declarator_name(b->s, (range){i, comma - 1}) : 0;
        if (name)
            shape_note_typedef(b->s, name);
        i = comma + 1;
    }
}

static void declaration(body *b, uint32_t end)
{
    specifiers spec = shape_specifiers(b->s, b->at, end);
    if (range_empty(spec.range))
        spec.range.last = b->at;
    shape_emit(b->s, TOK_SPECIFIERS, spec.range.first, spec.range.last);
    b->at = spec.range.last + 1;
    if (spec.is_typedef)
        note_typedefs(b, b->at, end);
    declarators(b, end);
}

/* ( expression ) of a control statement. */
static void header(body *b)
{
    if (b->at >= b->end || b->t[b->at].lexeme != '(' || b->t[b->at].mate < b->at)
        return;
    uint32_t close = b->t[b->at].mate;
    emit(b, TOK_OPEN, b->at);
    expression(b, b->at + 1, close, 0);
    emit(b, TOK_CLOSE, close);
    b->at = close + 1;
}

static uint32_t find(const body *b, uint32_t at, uint32_t end, int lexeme)
{
    while (at < end && b->t[at].lexeme != lexeme)
        at = skip(b, at, end);
    return at;
}

static void for_header(body *b)
{
    if (b->at >= b->end || b->t[b->at].lexeme != '(' || b->t[b->at].mate < b->at)
        return;
    uint32_t close = b->t[b->at].mate;
    emit(b, TOK_OPEN, b->at++);
    uint32_t first_end = find(b, b->at, close, ';');
    if (shape_is_declaration(b->s, b->at, first_end))
        declaration(b, first_end);
    else
        expression(b, b->at, first_end, 0);
    b->at = first_end;
    if (b->at < close)
        emit(b, TOK_SEMICOLON, b->at++);
    uint32_t condition_end = find(b, b->at, close, ';');
    expression(b, b->at, condition_end, 0);
    b->at = condition_end;
    if (b->at < close)
        emit(b, TOK_SEMICOLON, b->at++);
    expression(b, b->at, close, 0);
    emit(b, TOK_CLOSE, close);
    b->at = close + 1;
}

/* ( specifiers declarator in call ) */
static void async_for_header(body *b)
{
    if (b->at >= b->end || b->t[b->at].lexeme != '(' || b->t[b->at].mate < b->at)
        return;
    uint32_t close = b->t[b->at].mate;
    emit(b, TOK_OPEN, b->at++);
    uint32_t in = b->at;
    while (in < close && !(b->t[in].word == WORD_IN && in > b->at))
        in = skip(b, in, close);
    specifiers spec = shape_specifiers(b->s, b->at, in);
    if (!range_empty(spec.range))
        shape_emit(b->s, TOK_SPECIFIERS, spec.range.first, spec.range.last);
    if (spec.range.last + 1 < in)
        shape_emit(b->s, TOK_DECLARATOR, spec.range.last + 1, in - 1);
    if (in < close) {
        emit(b, TOK_IN, in);
        uint32_t open = callee_end(b, in + 1, close);
        if (open > in + 1)
            shape_emit(b->s, TOK_CALLEE, in + 1, open - 1);
        if (open < close && b->t[open].lexeme == '(') {
            emit(b, TOK_CALL, open);
            arguments(b, open + 1, b->t[open].mate, 0);
            emit(b, TOK_CLOSE, b->t[open].mate);
            if (b->t[open].mate + 1 < close)
                expression(b, b->t[open].mate + 1, close, 0);
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
        arguments(b, first + 2, last, 0);
        emit(b, TOK_CLOSE, last);
    } else {
        expression(b, first, as, 0);
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

static void with_items(body *b)
{
    uint32_t open = find(b, b->at, b->end, '{'), first = b->at, end = open;
    uint32_t semicolon = find(b, b->at, open, ';');
    if (semicolon < open)                 /* no block before the statement's end */
        open = end = semicolon;
    bool list = b->t[first].lexeme == '(' && b->t[first].mate == open - 1 && open > first;
    if (list) {
        emit(b, TOK_WITH_OPEN, first++);
        end--;
    }
    while (first < end) {
        uint32_t comma = find(b, first, end, ',');
        if (comma > first)
            with_item(b, first, comma);
        if (comma < end)
            emit(b, TOK_COMMA, comma);
        first = comma + 1;
    }
    if (list)
        emit(b, TOK_CLOSE, end);
    b->at = open;
}

static void raise(body *b)
{
    uint32_t end = expression_end(b, b->at + 1);
    emit(b, TOK_RAISE, b->at++);
    if (b->at < end && b->t[b->at].lexeme == LEX_NAME && b->t[b->at].word != WORD_FROM)
        emit(b, TOK_NAME, b->at++);
    if (b->at < end && b->t[b->at].lexeme == '(' && b->t[b->at].mate > b->at && b->t[b->at].mate < end) {
        uint32_t close = b->t[b->at].mate;
        emit(b, TOK_CALL, b->at);
        arguments(b, b->at + 1, close, 0);
        emit(b, TOK_CLOSE, close);
        b->at = close + 1;
    }
    if (b->at < end && b->t[b->at].word == WORD_FROM)
        emit(b, TOK_FROM, b->at++);
    if (b->at < end && b->t[b->at].lexeme == LEX_NAME)
        emit(b, TOK_NAME, b->at++);
    expression(b, b->at, end, 0);         /* what does not belong here */
    b->at = end;
    emit_end(b);
}

static void except(body *b)
{
    emit(b, TOK_EXCEPT, b->at++);
    if (b->at >= b->end || b->t[b->at].lexeme != '(' || b->t[b->at].mate < b->at)
        return;
    uint32_t close = b->t[b->at].mate;
    emit(b, TOK_OPEN, b->at);
    for (uint32_t i = b->at + 1; i < close; i++)
        emit(b, b->t[i].lexeme == ',' ? TOK_COMMA : b->t[i].lexeme == '*' ? TOK_STAR : b->t[i].lexeme == LEX_NAME ? TOK_NAME : TOK_RUN, i);
    emit(b, TOK_CLOSE, close);
    b->at = close + 1;
}

static void case_label(body *b)
{
    uint32_t first = b->at, i = first + 1;
    unsigned questions = 0;
    while (i < b->end && b->t[i].lexeme != ';' && b->t[i].lexeme != '{' && !(b->t[i].lexeme == ':' && questions == 0)) {
        questions += b->t[i].lexeme == '?';
        questions -= b->t[i].lexeme == ':' && questions > 0;
        i = skip(b, i, b->end);
    }
    if (awaits_in(b, first, i))
        no_await_in(b, first, i, "a case label");
    shape_emit(b->s, TOK_CASE, first, i - 1);
    b->at = i;
    if (i < b->end && b->t[i].lexeme == ':')
        emit(b, TOK_COLON, b->at++);
}

/* A label needs a statement after it; C23 and users let the block end there. */
static void after_label(body *b)
{
    if (b->at < b->end && b->t[b->at].lexeme == '}')
        shape_emit(b->s, TOK_NOTHING, b->at, b->at - 1);
}

static void keyword_with_value(body *b, int kind)
{
    emit(b, kind, b->at++);
    if (b->at < b->end && b->t[b->at].lexeme == LEX_NAME && begins_statement(b->t[b->at].word))
        return;
    uint32_t end = expression_end(b, b->at);
    expression(b, b->at, end, 0);
    b->at = end;
    emit_end(b);
}

static void async_statement(body *b)
{
    uint32_t at = b->at;
    int next = b->t[at + 1].word;
    emit(b, TOK_ASYNC, b->at++);
    if (next == WORD_WITH) {
        emit(b, TOK_WITH, b->at++);
        with_items(b);
    } else if (next == WORD_FOR) {
        emit(b, TOK_FOR, b->at++);
        async_for_header(b);
    }
}

/* Past NAME or NAME(arguments) AT, if that is a macro before a statement: one that makes a loop; else AT. */
static uint32_t skip_loop_macro(const body *b, uint32_t at)
{
    if (b->t[at].lexeme != LEX_NAME || b->t[at].word != WORD_NONE || at + 1 >= b->end)
        return at;
    uint32_t after = at + 1;
    if (b->t[after].lexeme == '(' && b->t[after].mate > after)
        after = b->t[after].mate + 1;
    if (after >= b->end)
        return at;
    const token *next = &b->t[after];
    bool is_known = shape_makes_loop(b->s->tokens, at), is_call = after > at + 1;
    bool is_head = next->lexeme == LEX_NAME && begins_statement(next->word) && next->word != WORD_ELSE;
    if (next->lexeme == '{' || ((is_known || is_call) && skip_loop_macro(b, after) > after))
        return after;
    if (is_head && !is_call && shape_looks_like_macro(b->s->tokens, at))
        return after;
    if (next->lexeme == ';' || next->lexeme == '}' || next->word == WORD_ELSE || (!is_known && !is_call))
        return at;
    if (is_known || is_head)
        return after;
    if (next->word == WORD_AWAIT || next->word == WORD_SPAWN || next->lexeme == LEX_INCREMENT)
        return after;
    bool statement = next->lexeme == LEX_NAME && !shape_is_declaration(b->s, at, expression_end(b, at));
    return statement && awaits_in(b, after, expression_end(b, after)) ? after : at;
}

static bool keyword_statement(body *b)
{
    switch (b->t[b->at].word) {
    case WORD_IF: emit(b, TOK_IF, b->at++); header(b); return true;
    case WORD_WHILE: emit(b, TOK_WHILE, b->at++); header(b); return true;
    case WORD_SWITCH: emit(b, TOK_SWITCH, b->at++); header(b); return true;
    case WORD_FOR: emit(b, TOK_FOR, b->at++); for_header(b); return true;
    case WORD_ELSE: emit(b, TOK_ELSE, b->at++); return true;
    case WORD_DO: emit(b, TOK_DO, b->at++); return true;
    case WORD_TRY: emit(b, TOK_TRY, b->at++); return true;
    case WORD_FINALLY: emit(b, TOK_FINALLY, b->at++); return true;
    case WORD_DEFER: emit(b, TOK_DEFER, b->at++); return true;
    case WORD_EXCEPT: except(b); return true;
    case WORD_CASE: case_label(b); after_label(b); return true;
    case WORD_DEFAULT:
        emit(b, TOK_DEFAULT, b->at++);
        if (b->at < b->end && b->t[b->at].lexeme == ':')
            emit(b, TOK_COLON, b->at++);
        after_label(b);
        return true;
    case WORD_BREAK: emit(b, TOK_BREAK, b->at++); emit_end(b); return true;
    case WORD_CONTINUE: emit(b, TOK_CONTINUE, b->at++); emit_end(b); return true;
    case WORD_RETURN: keyword_with_value(b, TOK_RETURN); return true;
    case WORD_YIELD: keyword_with_value(b, TOK_YIELD); return true;
    case WORD_GOTO: keyword_with_value(b, TOK_GOTO); return true;
    case WORD_WITH: emit(b, TOK_WITH, b->at++); with_items(b); return true;
    case WORD_ASYNC: async_statement(b); return true;
    case WORD_RAISE:
        if (b->t[b->at + 1].lexeme == '(')
            return false;                 /* C's raise() */
        raise(b);
        return true;
    default: return false;
    }
}

static void statement(body *b)
{
    const token *t = &b->t[b->at];
    if (t->lexeme == LEX_DIRECTIVE) {
        emit(b, TOK_DIRECTIVE, b->at++);
    } else if (t->lexeme == '{') {
        if (++b->depth == MAX_DEPTH)
            diag_error(b->s->diag, token_span(b->s->tokens, b->at, b->at), "blocks nested deeper than %d", MAX_DEPTH);
        emit(b, TOK_BLOCK_OPEN, b->at++);
    } else if (t->lexeme == '}') {
        b->depth -= b->depth > 0;
        emit(b, TOK_BLOCK_CLOSE, b->at++);
    } else if (t->lexeme == ';') {
        emit_end(b);
    } else if (t->lexeme == LEX_NAME && keyword_statement(b)) {
        return;
    } else if (t->lexeme == LEX_NAME && b->t[b->at + 1].lexeme == ':') {
        emit(b, TOK_LABEL, b->at++);
        emit(b, TOK_COLON, b->at++);
        after_label(b);
    } else if (t->word == WORD_LABEL_GNU) {
        uint32_t end = expression_end(b, b->at);
        shape_emit(b->s, TOK_SPECIFIERS, b->at, end - 1);
        b->at = end;
        emit_end(b);
    } else if (skip_loop_macro(b, b->at) > b->at) {
        uint32_t after = skip_loop_macro(b, b->at);
        shape_emit(b->s, TOK_LOOP_MACRO, b->at, after - 1);
        b->at = after;
    } else if (shape_is_declaration(b->s, b->at, expression_end(b, b->at))) {
        declaration(b, expression_end(b, b->at));
        emit_end(b);
    } else {
        expression_statement(b);
    }
}

void shape_body(shape *s, uint32_t open, uint32_t close)
{
    body b = {.s = s, .t = s->tokens->at, .at = open, .end = close + 1};
    while (b.at < b.end && s->tokens->at[b.at].lexeme != LEX_END)
        statement(&b);
}

void shape_field(shape *s, uint32_t first, uint32_t end)
{
    body b = {.s = s, .t = s->tokens->at, .at = first, .end = end};
    declaration(&b, end);
}
