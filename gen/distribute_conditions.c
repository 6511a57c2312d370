/* What conditions ask, as far as it can be told apart. */
#include <string.h>

#include "distribute_walk.h"

/* The name in `defined NAME` or `defined(NAME)`, if that is all; else NULL. */
static const char *defined_name(arena *arena, const char *text)
{
    if (strncmp(text, "defined", 7) != 0)
        return NULL;
    text += 7;
    text += *text == ' ';
    bool parenthesis = *text == '(';
    text += parenthesis;
    text += *text == ' ';
    size_t length = identifier_length(text);
    const char *rest = text + length;
    rest += *rest == ' ';
    if (length == 0 || (parenthesis ? strcmp(rest, ")") != 0 : *rest))
        return NULL;
    return arena_printf(arena, "defined %.*s", (int)length, text);
}

static condition read_condition(arena *arena, const char *text)
{
    if (strcmp(text, "else") == 0)
        return (condition){.is_else = true};
    text += strncmp(text, "el", 2) == 0 ? 2 : 0;
    condition c = {.is_negated = strncmp(text, "ifndef ", 7) == 0};
    if (strncmp(text, "ifdef ", 6) == 0 || c.is_negated) {
        c.text = arena_printf(arena, "defined %s", text + (c.is_negated ? 7 : 6));
        return c;
    }
    text += strncmp(text, "if", 2) == 0 ? 2 : 0;
    text += *text == ' ';
    bool negated = *text == '!';
    const char *name = defined_name(arena, text + negated + (negated && text[1] == ' '));
    c.is_negated = negated && name;
    c.text = name ? name : text;
    return c;
}

directive *const *find_directives(arena *arena, const tokens *tokens)
{
    directive **found = arena_alloc(arena, (tokens->count + 1) * sizeof *found);
    memset(found, 0, (tokens->count + 1) * sizeof *found);
    for (uint32_t i = 0; i < tokens->count; i++) {
        if (tokens->at[i].lexeme != LEX_DIRECTIVE)
            continue;
        directive *d = found[i] = arena_alloc(arena, sizeof *d);
        *d = (directive){.text = directive_text(arena, tokens, i)};
        d->kind = directive_read(d->text, &d->rest);
        if (d->kind == DIRECTIVE_IF || d->kind == DIRECTIVE_ELSE)
            d->condition = read_condition(arena, d->text);
    }
    return found;
}

typedef LIST(const directive *) directive_list;

static bool may_change(const directive_list *changes, condition c)
{
    const char *of = c.text && strncmp(c.text, "defined ", 8) == 0 ? c.text + 8 : NULL;
    for (size_t i = 0; i < changes->count; i++) {
        const directive *d = changes->at[i];
        size_t length = identifier_length(d->rest);
        if (!of || d->kind == DIRECTIVE_INCLUDE || (strlen(of) == length && memcmp(of, d->rest, length) == 0))
            return true;
    }
    return false;
}

void find_changes(arena *arena, directive *const *directives, uint32_t first, uint32_t end)
{
    directive_list changes = {0};
    for (uint32_t i = first; i < end; i++)
        if (directives[i] && (directives[i]->kind == DIRECTIVE_DEFINE || directives[i]->kind == DIRECTIVE_UNDEF || directives[i]->kind == DIRECTIVE_INCLUDE))
            LIST_ADD(arena, changes, directives[i]);
    for (uint32_t i = first; i < end && changes.count > 0; i++)
        if (directives[i])
            directives[i]->condition.may_change = may_change(&changes, directives[i]->condition);
}
