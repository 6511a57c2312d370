/* Blocks within expressions, those of GNU C's statement expressions and of macros' arguments: nothing in them awaits, so they
 * stay as they are, but for the names from outside.  What they declare is C's own, and shadows. */
#include "lower_internal.h"
#include "shape.h"

typedef struct inner {
    lowering *l;
    shape shape;
    const patches *before;
    patches *out;
} inner;

static uint32_t statement(inner *b, uint32_t at, uint32_t end);

static uint32_t after(const inner *b, uint32_t at)
{
    return shape_skip_group(&b->shape, at);
}

/* The names of tokens FIRST up to END are looked up. */
static void names(inner *b, uint32_t first, uint32_t end)
{
    if (first >= end)
        return;
    const patches *found = resolve_names(b->l, (range){first, end - 1}, b->before);
    for (size_t i = 0; i < found->count; i++)
        LIST_ADD(b->l->arena, *b->out, found->at[i]);
}

static uint32_t find(const inner *b, uint32_t at, uint32_t end, int lexeme)
{
    while (at < end && b->l->t[at].lexeme != lexeme)
        at = after(b, at);
    return at < end ? at : end;
}

static void declare(inner *b, uint32_t name, bool is_tag)
{
    declare_other(b->l, name, NULL, is_tag);
}

/* ---- declarations ---- */

static void enumerators(inner *b, uint32_t open)
{
    uint32_t close = b->l->t[open].mate;
    for (uint32_t i = open + 1; i < close; ) {
        uint32_t comma = find(b, i, close, ',');
        names(b, i + 1, comma);
        if (b->l->t[i].lexeme == LEX_NAME)
            declare(b, i, false);
        i = comma + 1;
    }
}

/* Their record's members are no names of the block. */
static void specifiers_of(inner *b, range specifiers)
{
    const token *t = b->l->t;
    uint32_t first = specifiers.first;
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++) {
        if (t[i].lexeme != '{' || t[i].mate <= i)
            continue;
        names(b, first, i);
        if (t[i - 1].lexeme == LEX_NAME && i > specifiers.first + 1)
            declare(b, i - 1, true);
        if (t[i - 1].word == WORD_ENUM || (i > specifiers.first + 1 && t[i - 2].word == WORD_ENUM))
            enumerators(b, i);
        else
            resolve_record_body(b->l, i, b->out);
        first = (i = t[i].mate) + 1;
    }
    names(b, first, specifiers.last + 1);
}

/* A name is seen from behind its declarator on, in its own initialiser too. */
static void declaration(inner *b, uint32_t at, uint32_t end)
{
    specifiers spec = shape_specifiers(&b->shape, at, end);
    if (!range_empty(spec.range)) {
        specifiers_of(b, spec.range);
        at = spec.range.last + 1;
    }
    while (at < end) {
        uint32_t comma = find(b, at, end, ','), value = find(b, at, comma, '=');
        uint32_t name = value > at ? shape_declarator_name(&b->shape, (range){at, value - 1}) : 0;
        if (name) {
            const patches *found = resolve_declarator(b->l, (range){at, value - 1}, name);
            for (size_t i = 0; i < found->count; i++)
                if (found->at[i].tokens.first != name)
                    LIST_ADD(b->l->arena, *b->out, found->at[i]);
            declare(b, name, false);
        } else {
            names(b, at, value);
        }
        names(b, value, comma);
        at = comma + 1;
    }
}

static void declaration_or_expression(inner *b, uint32_t at, uint32_t end)
{
    if (at < end && shape_is_declaration(&b->shape, at, end))
        declaration(b, at, end);
    else
        names(b, at, end);
}

/* ---- statements: each gives where it ends ---- */

static uint32_t block(inner *b, uint32_t open)
{
    uint32_t close = b->l->t[open].mate;
    scope *s = open_scope(b->l);
    for (uint32_t at = open + 1; at < close; )
        at = statement(b, at, close);
    close_scope(b->l, s);
    return close + 1;
}

/* `(…)` and a statement. */
static uint32_t headed(inner *b, uint32_t open, uint32_t end)
{
    if (open >= end || b->l->t[open].mate <= open)
        return open;
    scope *s = open_scope(b->l);
    uint32_t close = b->l->t[open].mate, first = find(b, open + 1, close, ';');
    declaration_or_expression(b, open + 1, first);
    names(b, first, close);
    uint32_t behind = statement(b, close + 1, end);
    close_scope(b->l, s);
    return behind;
}

static uint32_t simple(inner *b, uint32_t at, uint32_t end)
{
    uint32_t semicolon = find(b, at, end, ';');
    declaration_or_expression(b, at, semicolon);
    return semicolon + 1;
}

static uint32_t statement(inner *b, uint32_t at, uint32_t end)
{
    const token *t = b->l->t;
    if (at >= end)
        return end;
    if (t[at].lexeme == '{')
        return block(b, at);
    switch (t[at].word) {
    case WORD_FOR: case WORD_WHILE: case WORD_SWITCH: return headed(b, at + 1, end);
    case WORD_IF: {
        uint32_t then = headed(b, at + 1, end);
        return then < end && t[then].word == WORD_ELSE ? statement(b, then + 1, end) : then;
    }
    case WORD_DO: return simple(b, statement(b, at + 1, end), end);
    case WORD_CASE: {
        uint32_t colon = find(b, at, end, ':');
        names(b, at + 1, colon);
        return colon + 1;
    }
    default: break;
    }
    if (t[at].lexeme == LEX_DIRECTIVE || (t[at].lexeme == LEX_NAME && at + 1 < end && t[at + 1].lexeme == ':'))
        return at + 1 + (t[at].lexeme == LEX_NAME);
    return simple(b, at, end);
}

bool resolve_block(lowering *l, uint32_t open, const patches *before, patches *out)
{
    inner b = {.l = l, .shape = {.arena = l->arena, .tokens = (tokens *)l->tokens}, .before = before, .out = out};
    if (l->t[open].mate <= open || find(&b, open + 1, l->t[open].mate, ';') == l->t[open].mate)
        return false;
    bool no_literals = l->no_literals;
    l->no_literals = true;                /* its literals live no longer than it */
    block(&b, open);
    l->no_literals = no_literals;
    return true;
}
