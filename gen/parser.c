/* Runs the grammar over a file, and words its complaints. */
#include "parser.h"

#include <stdio.h>
#include <string.h>

#include "acm_parser.h"
#include "distribute.h"

unit *parse_file(arena *arena, tokens *tokens, diagnostics *diag, bool bodies)
{
    distribute_forms(arena, tokens, bodies);
    if (bodies)
        distribute_conditionals(arena, tokens, diag);
    return parse_tokens(arena, tokens, diag, bodies);
}

unit *parse_tokens(arena *arena, tokens *tokens, diagnostics *diag, bool bodies)
{
    parser p = {.arena = arena, .diag = diag, .tokens = tokens};
    p.stream = shape_file(arena, tokens, diag, bodies);
    acm_parse_parse(&p);
    if (!p.unit) {
        p.unit = arena_alloc(arena, sizeof *p.unit);
        p.unit->tokens = tokens;
    }
    return p.unit;
}

static bool is_missing(const parser_token *t) { return t->kind == TOK_SEMICOLON && range_empty(t->range); }

/* The end of a block that is not closed, of which shape_unclosed.c has spoken. */
static bool is_missing_brace(const parser_token *t) { return t->kind == TOK_BLOCK_CLOSE && range_empty(t->range); }

/* The end of a file that ends in the middle of something, of which something is said already. */
static bool is_after_end(const parser *p, uint32_t at) { return p->tokens->is_cut_off && p->tokens->at[at].lexeme == LEX_END; }

/* A missing semicolon is complained of where it is missing, not at what comes next. */
static void expect_semicolon(parser *p, uint32_t at)
{
    uint32_t end = p->tokens->at[at - 1].end;
    span where = {p->tokens->source, end, end};
    diag_error(p->diag, where, "expected ';' after %s, saw %s", token_quoted(p->arena, p->tokens, at - 1), token_quoted(p->arena, p->tokens, at));
    diag_fix(p->diag, where, ";");
}

/* The grammar has taken token T. */
static void taken(parser *p, const parser_token *t)
{
    if (is_missing(t) && !p->is_lost && !is_after_end(p, t->range.first))
        expect_semicolon(p, t->range.first);
    if (t->kind == TOK_SEMICOLON || t->kind == TOK_BLOCK_OPEN || t->kind == TOK_BLOCK_CLOSE)
        p->is_lost = false;
}

int parser_next(parser *p, parser_token *token)
{
    if (p->next > 0 && p->next < p->stream.count)
        taken(p, &p->stream.at[p->next - 1]);
    *token = p->stream.at[p->next < p->stream.count ? p->next : p->stream.count - 1];
    p->next += p->next < p->stream.count;
    return token->kind;
}

/* ---- messages ---- */

/* 'text' of a token, cut where it is long. */
static const char *quoted(parser *p, uint32_t at)
{
    return token_quoted(p->arena, p->tokens, at);
}

static bool among(const char *const *names, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* What could stand here, in words. */
static const char *wanted(parser *p, const char *const *expected, int count)
{
    if (count == 0 || among(expected, count, "if") || among(expected, count, "manager"))
        return NULL;                      /* a statement, or anything of a file */
    if (among(expected, count, "';'"))
        return "';'";
    if (among(expected, count, "except") || among(expected, count, "finally"))
        return "'except' or 'finally'";
    if (among(expected, count, "'(' of a list"))
        return "a manager or context";
    if (among(expected, count, "expression"))         /* an operand, or more of an expression that could end here too */
        return among(expected, count, "')'") ? "')'" : "an expression";
    const char *text = "";
    for (int i = 0; i < count; i++) {
        if (strcmp(expected[i], "gather") == 0 || strcmp(expected[i], "enter") == 0)
            continue;                     /* a call comes before it */
        bool word = expected[i][0] >= 'a' && expected[i][0] <= 'z' && !strchr(expected[i], ' ');
        bool class = !strcmp(expected[i], "name") || !strcmp(expected[i], "expression") || !strcmp(expected[i], "type")
            || !strcmp(expected[i], "string") || !strcmp(expected[i], "variable") || !strcmp(expected[i], "call");
        const char *of = strchr(expected[i], '\'') == expected[i] ? strstr(expected[i], " of ") : NULL;         /* which bracket it is, is the grammar's affair */
        const char *one = of ? arena_printf(p->arena, "%.*s", (int)(of - expected[i]), expected[i]) : word && !class ? arena_printf(p->arena, "'%s'", expected[i])
            : class ? arena_printf(p->arena, "%s %s", strchr("aeiou", expected[i][0]) ? "an" : "a", expected[i]) : expected[i];
        text = *text ? arena_printf(p->arena, "%s%s%s", text, i + 1 == count ? " or " : ", ", one) : one;
    }
    return text;
}

static void raised_string(parser *p, uint32_t at)
{
    span text = token_span(p->tokens, at, at);
    diag_error(p->diag, text, "what is raised is an error, not a string");
    diag_fix(p->diag, (span){text.source, text.start, text.start}, "acm_Error(");
    diag_fix(p->diag, (span){text.source, text.end, text.end}, ")");
}

/* `spawn(group)` before AT. */
static bool is_behind_spawn(const parser *p, uint32_t at)
{
    const token *t = p->tokens->at;
    return at > 1 && t[at - 1].lexeme == ')' && t[at - 1].mate > 0 && t[t[at - 1].mate - 1].word == WORD_SPAWN;
}

/* What is expected of a spawn or await that is written as in other languages. */
static void explain_expected(parser *p, uint32_t at)
{
    const token *t = p->tokens->at;
    span where = token_span(p->tokens, at, at);
    if (is_behind_spawn(p, at))
        diag_note(p->diag, where, "the call stands behind the group, which waits for it: 'spawn(group) NAME(…)'");
    else if (t[at - 1].word == WORD_SPAWN)
        diag_note(p->diag, where, "a task belongs to a group, which waits for it: 'async with acm_task_group() as tg { spawn(tg) NAME(…); }'");
    else if (t[at - 1].lexeme == LEX_NAME && t[at - 2].word == WORD_AWAIT && t[at].lexeme != '(')
        diag_note(p->diag, where, "'await' takes the call of a coroutine; a task is waited for by its group, where the block of that ends");
}

void parser_unexpected(parser *p, const char *const *expected, int count)
{
    const parser_token *seen = &p->stream.at[p->next ? p->next - 1 : 0];
    uint32_t at = seen->range.first;
    if (is_missing_brace(seen) || is_after_end(p, at))
        return;
    const char *what = wanted(p, expected, count);
    span where = token_span(p->tokens, at, at);
    p->is_lost = true;
    if (p->last_unbraced && p->last_unbraced + 1 == at && among(expected, count, "except") && !token_is(p->tokens, at, "catch"))
        return;                           /* `try f();`: of its braces something is said */
    const char *after = at > 0 ? arena_printf(p->arena, " after %s", quoted(p, at - 1)) : "";
    if (at > 0 && p->tokens->at[at - 1].word == WORD_RAISE && p->tokens->at[at].lexeme == LEX_STRING)
        raised_string(p, at);
    else if (what && strcmp(what, "';'") == 0 && at > 0)
        expect_semicolon(p, at);
    else if (what) {
        diag_error(p->diag, where, "expected %s%s, saw %s", what, after, quoted(p, at));
        if (at > 1)
            explain_expected(p, at);
    } else
        diag_error(p->diag, where, "unexpected %s%s", quoted(p, at), after);
}

void parser_failed(parser *p, const char *message)
{
    const parser_token *seen = &p->stream.at[p->next ? p->next - 1 : 0];
    diag_error(p->diag, token_span(p->tokens, seen->range.first, seen->range.first), "%s", message);
}
