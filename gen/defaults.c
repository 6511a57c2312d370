#include "defaults.h"

#include "file_types.h"

static bool means_the_same_everywhere(const tokens *tokens, uint32_t name)
{
    return tokens->at[name].word != WORD_NONE || tokens->at[name - 1].lexeme == '.' || token_is(tokens, name, "NULL") || token_is(tokens, name, "true")
        || token_is(tokens, name, "false");
}

bool default_has_names(const tokens *tokens, const node *declarator)
{
    const node *value = declarator->declarator.initializer;
    for (uint32_t i = value->first; i <= value->last; i++)
        if (tokens->at[i].lexeme == LEX_NAME && !means_the_same_everywhere(tokens, i))
            return true;
    return false;
}

static bool is_atomic(const tokens *tokens, const node *field, const node *declarator)
{
    for (uint32_t i = field->first; i <= declarator->declarator.name; i++)
        if (tokens->at[i].word == WORD_ATOMIC)
            return true;
    return false;
}

/* In braces a typedef that is not known may be one of an array. */
static bool may_be_array(program *program, const tokens *tokens, const node *field, const node *declarator)
{
    uint32_t name = declarator->declarator.name;
    if (tokens->at[name + 1].lexeme == '[')
        return true;
    if (declarator->declarator.tokens.first < name)
        return false;
    type_kind kind = type_kind_of(program, tokens, field->field.specifiers);
    return kind == TYPE_IS_ARRAY || (kind == TYPE_IS_UNKNOWN && tokens->at[declarator->declarator.initializer->first].lexeme == '{');
}

bool default_is_function(program *program, const symbol *manager, const node *field, const node *declarator)
{
    const tokens *t = manager->module->tokens;
    return !manager->node->manager.is_extern && default_has_names(t, declarator) && !is_atomic(t, field, declarator)
        && !may_be_array(program, t, field, declarator);
}

const char *default_function(arena *arena, const symbol *manager, const node *declarator)
{
    return arena_printf(arena, "%s_acm_default_%s", manager->name, token_text(arena, manager->module->tokens, declarator->declarator.name));
}
