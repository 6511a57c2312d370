/* The directives of a file, read once. */
#include <string.h>

#include "distribute_walk.h"

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
            d->condition = condition_read(arena, d->text);
    }
    return found;
}

typedef LIST(const directive *) directive_list;

static bool may_change(const directive_list *changes, arm_condition c)
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
            directives[i]->may_change = may_change(&changes, directives[i]->condition);
}
