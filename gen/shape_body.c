/* Inside a body: where statements begin, which of them are declarations, labels and loop macros.  What is malformed is
 * passed on as it is, for the grammar to find. */
#include "fields.h"
#include "shape_internal.h"

#include "acm_parser.h"
#include "conditional.h"

enum { MAX_DEPTH = 3000 };

bool shape_begins_statement(int word)
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

/* `int yield = 1`: check_names.c says that it is reserved. */
static bool is_meant_as_name(const body *b, uint32_t at)
{
    const token *t = &b->t[at];
    bool reserved = t->word >= WORD_ASYNC && t->word <= WORD_DEFER, behind_type = t[-1].lexeme == '*' || t[-1].lexeme == ',' || shape_is_type_word(t[-1].word);
    return reserved && behind_type && !t->starts_line && (t[1].lexeme == '=' || t[1].lexeme == ';' || t[1].lexeme == ',' || t[1].lexeme == '[');
}

/* Whether what stands AFTER on a line of its own is as far left as what begins AT, and so no part of it: a `;` is missing between them. */
static bool is_beside(const body *b, uint32_t at, uint32_t after)
{
    const source *s = b->s->tokens->source;
    return b->t[at].starts_line && b->t[after].starts_line && b->t[after].lexeme != '{' && b->t[after].lexeme != LEX_DIRECTIVE
        && source_column(s, b->t[after].start) <= source_column(s, b->t[at].start);
}

/* Whether a value surely ends before AT, and is no cast and no string that a macro goes on with. */
static bool ends_operand(const body *b, uint32_t at)
{
    const token *t = &b->t[at - 1];
    switch (t->lexeme) {
    case LEX_NAME: return t->word == WORD_NONE;
    case LEX_NUMBER: case LEX_CHARACTER: case LEX_INCREMENT: case ']': case '}': return true;
    case LEX_STRING:
        switch (t[2].lexeme) {
        case '=': case LEX_ASSIGN: case LEX_ARROW: case LEX_INCREMENT: case '.': return true;
        default: return t[1].word != WORD_NONE;
        }
    case ')': return t->mate > 0 && b->t[t->mate - 1].lexeme == LEX_NAME && b->t[t->mate - 1].word == WORD_NONE;
    default: return false;
    }
}

/* A name that is hardly one of a macro's. */
static bool is_small(const body *b, uint32_t at)
{
    return b->t[at].lexeme == LEX_NAME && b->t[at].word == WORD_NONE && !shape_looks_like_macro(b->s->tokens, at) && !shape_is_macro(b->s->tokens, at);
}

/* Whether the statement from FIRST lacks its `;` before AT: a type stands behind a value, or what begins a statement on a line of its own, no deeper
 * indented, behind a call or a value that is ASSIGNED. */
static bool lacks_semicolon(const body *b, uint32_t first, uint32_t at, bool assigned)
{
    const token *t = b->t;
    bool type = shape_is_type_word(t[at].word) || shape_is_qualifier(t[at].word) || t[at].word == WORD_STRUCT || t[at].word == WORD_STATIC;
    if (at == first || t[at].lexeme != LEX_NAME || !ends_operand(b, at))
        return false;
    if (assigned)
        return type || (is_small(b, at) && is_beside(b, first, at));
    return (type || is_small(b, at)) && is_small(b, first) && t[first + 1].lexeme == '(' && t[first + 1].mate == at - 1 && is_beside(b, first, at);
}

/* Where the expression from AT ends: at a `;` of its own depth, or where a statement begins that can't be part of it. */
static uint32_t expression_end(const body *b, uint32_t at)
{
    uint32_t first = at;
    bool assigned = false;
    while (at < b->end && b->t[at].lexeme != ';' && b->t[at].lexeme != '}') {
        bool member = at > first && (b->t[at - 1].lexeme == '.' || b->t[at - 1].lexeme == LEX_ARROW);
        if (at > first && !member && b->t[at].lexeme == LEX_NAME && shape_begins_statement(b->t[at].word)
            && (b->t[at].word != WORD_RAISE || b->t[at + 1].lexeme != '(') && !is_meant_as_name(b, at))
            break;
        if (lacks_semicolon(b, first, at, assigned))
            break;
        assigned |= b->t[at].lexeme == '=' || b->t[at].lexeme == LEX_ASSIGN;
        at = skip(b, at, b->end);
    }
    return at;
}

/* The semicolon; one of no tokens where it is missing, which the parser complains of, and goes on as if it were there. */
static void emit_end(body *b)
{
    if (b->at < b->end && b->t[b->at].lexeme == ';')
        emit(b, TOK_SEMICOLON, b->at++);
    else if (b->at < b->end)
        shape_emit(b->s, TOK_SEMICOLON, b->at, b->at - 1);
}

static void expression_statement(body *b)
{
    uint32_t end = expression_end(b, b->at);
    if (end == b->at)                     /* a stray token, for the grammar to name */
        end++;
    shape_expression(b, b->at, end, 0);
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
            shape_expression(b, value, i, 0);
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

void shape_declaration(body *b, uint32_t end)
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

static void raise(body *b)
{
    uint32_t end = expression_end(b, b->at + 1);
    emit(b, TOK_RAISE, b->at++);
    b->at += shape_say_new(b->s, b->at);
    if (b->at < end && b->t[b->at].lexeme == LEX_NAME && b->t[b->at].word != WORD_FROM)
        emit(b, TOK_NAME, b->at++);
    if (b->at < end && b->t[b->at].lexeme == '(' && b->t[b->at].mate > b->at && b->t[b->at].mate < end) {
        uint32_t close = b->t[b->at].mate;
        emit(b, TOK_CALL, b->at);
        shape_arguments(b, b->at + 1, close, 0);
        emit(b, TOK_CLOSE, close);
        b->at = close + 1;
    }
    if (b->at < end && b->t[b->at].word == WORD_FROM)
        emit(b, TOK_FROM, b->at++);
    if (b->at < end && b->t[b->at].lexeme == LEX_NAME)
        emit(b, TOK_NAME, b->at++);
    shape_expression(b, b->at, end, 0);         /* what does not belong here */
    b->at = end;
    emit_end(b);
}

/* Whether a statement begins AT, behind a case's value that lacks its colon. */
static bool is_past_case(const body *b, uint32_t at)
{
    const token *t = &b->t[at];
    bool value = t[-1].lexeme == LEX_NAME || t[-1].lexeme == LEX_NUMBER || t[-1].lexeme == LEX_CHARACTER;
    bool word = shape_begins_statement(t->word) && (value || t[-1].lexeme == ')'), line = t->starts_line && value && t[1].lexeme != ':';
    return t->lexeme == LEX_NAME && t[-1].word != WORD_CASE && t[-1].word != WORD_SIZEOF && (word || line);
}

static void case_label(body *b)
{
    uint32_t first = b->at, i = first + 1;
    unsigned questions = 0;
    while (i < b->end && b->t[i].lexeme != ';' && b->t[i].lexeme != '{' && !(b->t[i].lexeme == ':' && questions == 0) && !is_past_case(b, i)) {
        questions += b->t[i].lexeme == '?';
        questions -= b->t[i].lexeme == ':' && questions > 0;
        i = skip(b, i, b->end);
    }
    if (awaits_in(b, first, i))
        shape_no_await_in(b, first, i, "a case label");
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
    if (b->at < b->end && !(b->t[b->at].lexeme == LEX_NAME && shape_begins_statement(b->t[b->at].word))) {
        uint32_t end = expression_end(b, b->at);
        shape_expression(b, b->at, end, 0);
        b->at = end;
    }
    emit_end(b);
}

static void async_statement(body *b)
{
    uint32_t at = b->at;
    int next = b->t[at + 1].word;
    if (next != WORD_WITH && next != WORD_FOR && shape_begins_statement(next)) {
        span word = token_span(b->s->tokens, at, at), after = token_span(b->s->tokens, at + 1, at + 1);
        diag_error(b->s->diag, after, "expected 'for' or 'with' after 'async', saw %s", token_quoted(b->s->arena, b->s->tokens, at + 1));
        diag_fix(b->s->diag, (span){word.source, word.start, after.start}, "");
        b->at++;
        return;
    }
    emit(b, TOK_ASYNC, b->at++);
    if (next == WORD_WITH) {
        emit(b, TOK_WITH, b->at++);
        shape_with_items(b);
    } else if (next == WORD_FOR) {
        b->head = b->at;
        emit(b, TOK_FOR, b->at++);
        shape_async_for_header(b);
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
    if (is_call && !is_known && is_beside(b, at, after))
        return at;
    bool is_head = next->lexeme == LEX_NAME && shape_begins_statement(next->word) && next->word != WORD_ELSE;
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

static void for_or_async_for(body *b)
{
    if (!shape_lacks_async(b)) {
        emit(b, TOK_FOR, b->at++);
        shape_for_header(b);
        return;
    }
    span word = token_span(b->s->tokens, b->at, b->at);
    diag_error(b->s->diag, word, "'for' over a generator is 'async for'");
    diag_fix(b->s->diag, (span){word.source, word.start, word.start}, "async ");
    emit(b, TOK_ASYNC, b->at);
    emit(b, TOK_FOR, b->at++);
    shape_async_for_header(b);
}

/* What controls the statement after it. */
static bool head(body *b)
{
    uint32_t first = b->at;
    switch (b->t[b->at].word) {
    case WORD_IF: emit(b, TOK_IF, b->at++); shape_header(b); break;
    case WORD_WHILE: emit(b, TOK_WHILE, b->at++); shape_header(b); break;
    case WORD_SWITCH: emit(b, TOK_SWITCH, b->at++); shape_header(b); break;
    case WORD_FOR: for_or_async_for(b); break;
    case WORD_ELSE: emit(b, TOK_ELSE, b->at++); break;
    case WORD_DO: emit(b, TOK_DO, b->at++); break;
    default: return false;
    }
    b->head = first;
    return true;
}

/* Behind a word that a block belongs to; Python's colon and the parentheses of other languages are passed over. */
static void wants_block(body *b)
{
    const token *t = &b->t[b->at];
    bool colon = b->at < b->end && t->lexeme == ':', parentheses = b->at < b->end && t->lexeme == '(' && t->mate > b->at && b->t[t->mate + 1].lexeme == '{';
    b->wants_block = true;
    if (!colon && !parentheses)
        return;
    diag_error(b->s->diag, token_span(b->s->tokens, b->at, b->at), "expected '{' after %s, saw %s", token_quoted(b->s->arena, b->s->tokens, b->at - 1),
               token_quoted(b->s->arena, b->s->tokens, b->at));
    if (colon && t[1].lexeme == '{')
        diag_fix(b->s->diag, token_span(b->s->tokens, b->at, b->at), "");
    b->at = parentheses ? t->mate + 1 : b->at + 1;
}

/* `spawn(group) { … }`, as in languages with closures: the block is read as one. */
static bool spawned_block(body *b)
{
    uint32_t open = b->at + 1, block = b->t[open].lexeme == '(' && b->t[open].mate > open ? b->t[open].mate + 1 : open;
    if (b->t[b->at].word != WORD_SPAWN || block == open || b->t[block].lexeme != '{')
        return false;
    diag_error(b->s->diag, token_span(b->s->tokens, block, block), "expected a call after ')', saw '{'");
    diag_note(b->s->diag, token_span(b->s->tokens, block, block), "a task runs a coroutine: what it is to do is written as one, and called here: 'spawn(%s) NAME(…);'",
              block > open + 2 ? tokens_text(b->s->arena, b->s->tokens, open + 1, block - 2) : "group");
    b->at = block;
    return true;
}

/* A block ends where a statement has to stand. */
static void no_statement(body *b, bool is_block)
{
    diag_error(b->s->diag, token_span(b->s->tokens, b->at, b->at), is_block ? "expected '{' after %s, saw '}'" : "expected a statement after %s, saw '}'",
               token_quoted(b->s->arena, b->s->tokens, b->at - 1));
    if (b->t[b->at - 1].word == WORD_DO)
        b->s->out.count--;                /* it would want its `while` */
    shape_emit(b->s, TOK_NOTHING, b->at, b->at - 1);
}

static bool keyword_statement(body *b)
{
    switch (b->t[b->at].word) {
    case WORD_TRY: emit(b, TOK_TRY, b->at++); wants_block(b); return true;
    case WORD_FINALLY: emit(b, TOK_FINALLY, b->at++); wants_block(b); return true;
    case WORD_DEFER: emit(b, TOK_DEFER, b->at++); wants_block(b); return true;
    case WORD_EXCEPT: shape_except(b); wants_block(b); return true;
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
    case WORD_WITH: emit(b, TOK_WITH, b->at++); shape_with_items(b); return true;
    case WORD_ASYNC: async_statement(b); return true;
    case WORD_RAISE:
        if (b->t[b->at + 1].lexeme == '(')
            return false;                 /* C's raise() */
        raise(b);
        return true;
    default: return false;
    }
}

/* A preprocessor line is a statement of its own, so it would be what HEAD controls, and what follows would not be. */
static void directive(body *b, uint32_t head)
{
    uint32_t next = b->at < b->past_directives ? b->past_directives : b->at;
    while (next < b->end && b->t[next].lexeme == LEX_DIRECTIVE)
        next++;
    b->past_directives = next;            /* of this one and all up to there */
    if (next < b->end && b->t[next].word == WORD_ELSE) {
        directive_kind kind = directive_of(b->s->arena, b->s->tokens, b->at);
        bool conditional = kind == DIRECTIVE_IF || kind == DIRECTIVE_ELSE || kind == DIRECTIVE_ENDIF;
        if (!conditional || !diag_has_errors(b->s->diag))            /* distribute.c complains of those */
            diag_error(b->s->diag, token_span(b->s->tokens, b->at, b->at), "a preprocessor line between an 'if' and its 'else'; "
                       "put both into the same arm, with nothing between them");
        b->at = next;
    } else if (head) {
        const char *word = token_text(b->s->arena, b->s->tokens, head);
        diag_error(b->s->diag, token_span(b->s->tokens, b->at, b->at), "a preprocessor line between '%s' and its statement; "
                   "put braces around all that '%s' controls", word, word);
        b->at++;
    } else {
        emit(b, TOK_DIRECTIVE, b->at++);
    }
}

static void statement(body *b)
{
    const token *t = &b->t[b->at];
    uint32_t before = b->head;
    bool wants = b->wants_block;
    b->head = 0;
    b->wants_block = false;
    shape_mend_slip(b);
    if (t->lexeme == LEX_DIRECTIVE) {
        directive(b, before);
    } else if (t->lexeme == '{') {
        if (++b->depth == MAX_DEPTH && !b->s->tokens->is_too_deep) {
            diag_error(b->s->diag, token_span(b->s->tokens, b->at, b->at), "blocks nested deeper than %d", MAX_DEPTH);
            b->s->tokens->is_too_deep = true;
        }
        emit(b, TOK_BLOCK_OPEN, b->at++);
    } else if (t->lexeme == '}') {
        if (before || wants)
            no_statement(b, wants);
        b->depth -= b->depth > 0;
        emit(b, TOK_BLOCK_CLOSE, b->at++);
    } else if (t->lexeme == ';') {
        emit_end(b);
    } else if (shape_unclosed(b)) {
        ;                                 /* said */
    } else if (t->lexeme == LEX_NAME && (head(b) || keyword_statement(b))) {
        ;                                 /* done */
    } else if (t->lexeme == LEX_NAME && b->t[b->at + 1].lexeme == ':') {
        emit(b, TOK_LABEL, b->at++);
        emit(b, TOK_COLON, b->at++);
        after_label(b);
    } else if (spawned_block(b)) {
        ;                                 /* said */
    } else if (shape_misspelled_handler(b)) {
        wants_block(b);
    } else if (shape_is_throw(b->s, b->at)) {
        shape_say_throw(b->s, b->at);
        raise(b);
    } else if (t->word == WORD_LABEL_GNU) {
        uint32_t end = expression_end(b, b->at);
        shape_emit(b->s, TOK_SPECIFIERS, b->at, end - 1);
        b->at = end;
        emit_end(b);
    } else if (skip_loop_macro(b, b->at) > b->at) {
        uint32_t after = skip_loop_macro(b, b->at);
        shape_emit(b->s, TOK_LOOP_MACRO, b->at, after - 1);
        b->head = b->at;
        b->at = after;
    } else if (shape_is_declaration(b->s, b->at, expression_end(b, b->at))) {
        shape_declaration(b, expression_end(b, b->at));
        emit_end(b);
    } else {
        expression_statement(b);
    }
    if (b->t[b->at - 1].lexeme == ':')    /* a label: the statement is still to come */
        b->head = before;
}

/* One that is not closed goes on to the end of the file, or to where a form begins. */
uint32_t shape_body(shape *s, uint32_t open, uint32_t close)
{
    body b = {.s = s, .t = s->tokens->at, .at = open, .end = close + 1};
    bool unclosed = b.t[open].mate == 0;
    while (b.at < b.end && b.t[b.at].lexeme != LEX_END && !(unclosed && shape_begins_form(s->tokens, b.at)))
        statement(&b);
    if (unclosed)
        shape_unclosed_body(&b, open);
    return b.at > close || unclosed ? b.at : close + 1;
}

void shape_field(shape *s, uint32_t first, uint32_t end)
{
    body b = {.s = s, .t = s->tokens->at, .at = first, .end = end};
    const range specifiers = shape_specifiers(s, first, end).range;
    if (!range_empty(specifiers) && specifiers.last + 1 == end && is_anonymous_record(s->tokens, specifiers))
        shape_emit(s, TOK_FIELDS, first, end - 1);
    else
        shape_declaration(&b, end);
}
