/* Runs the grammar over a file, and words its complaints. */
#include "parser.h"

#include <stdio.h>
#include <string.h>

#include "acm_parser.h"
#include "distribute.h"

unit *parse_file(arena *arena, tokens *tokens, diagnostics *diag, bool bodies)
{
    if (bodies)
        distribute_conditionals(arena, tokens, diag);
    parser p = {.arena = arena, .diag = diag, .tokens = tokens};
    p.stream = shape_file(arena, tokens, diag, bodies);
    acm_parse_parse(&p);
    if (!p.unit) {
        p.unit = arena_alloc(arena, sizeof *p.unit);
        p.unit->tokens = tokens;
    }
    return p.unit;
}

int parser_next(parser *p, parser_token *token)
{
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
    const char *text = "";
    for (int i = 0; i < count; i++) {
        if (strcmp(expected[i], "gather") == 0 || strcmp(expected[i], "enter") == 0)
            continue;                     /* a call comes before it */
        bool word = expected[i][0] >= 'a' && expected[i][0] <= 'z' && !strchr(expected[i], ' ');
        bool class = !strcmp(expected[i], "name") || !strcmp(expected[i], "expression") || !strcmp(expected[i], "type")
            || !strcmp(expected[i], "string") || !strcmp(expected[i], "variable") || !strcmp(expected[i], "call");
        const char *one = word && !class ? arena_printf(p->arena, "'%s'", expected[i])
            : class ? arena_printf(p->arena, "%s %s", strchr("aeiou", expected[i][0]) ? "an" : "a", expected[i]) : expected[i];
        text = *text ? arena_printf(p->arena, "%s%s%s", text, i + 1 == count ? " or " : ", ", one) : one;
    }
    return text;
}

void parser_unexpected(parser *p, const char *const *expected, int count)
{
    const parser_token *seen = &p->stream.at[p->next ? p->next - 1 : 0];
    uint32_t at = seen->range.first;
    if (p->tokens->is_cut_off && p->tokens->at[at].lexeme == LEX_END)
        return;
    const char *what = wanted(p, expected, count);
    bool end_missing = what && strcmp(what, "';'") == 0 && at > 0;
    span where = token_span(p->tokens, at, at);
    const char *after = at > 0 ? arena_printf(p->arena, " after %s", quoted(p, at - 1)) : "";
    if (end_missing) {                    /* where it is missing, not at what comes next */
        uint32_t end = p->tokens->at[at - 1].end;
        where = (span){p->tokens->source, end, end};
    }
    if (what)
        diag_error(p->diag, where, "expected %s%s, saw %s", what, after, quoted(p, at));
    else
        diag_error(p->diag, where, "unexpected %s%s", quoted(p, at), after);
    if (end_missing)
        diag_fix(p->diag, where, ";");
}

void parser_failed(parser *p, const char *message)
{
    const parser_token *seen = &p->stream.at[p->next ? p->next - 1 : 0];
    diag_error(p->diag, token_span(p->tokens, seen->range.first, seen->range.first), "%s", message);
}
