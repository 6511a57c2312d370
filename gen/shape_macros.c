/* The macros that the file defines, as far as shapes go: which names are macros, and which of them begin a loop. */
#include <string.h>

#include "conditional.h"
#include "shape.h"

enum { SLOTS = 256 };

typedef struct shape_macro {
    const char *name;
    size_t length;
    bool makes_loop;
    struct shape_macro *next;
} shape_macro;

typedef struct shape_macros { shape_macro *slots[SLOTS]; } shape_macros;

static unsigned slot_of(const char *name, size_t length)
{
    unsigned hash = 0;
    for (size_t i = 0; i < length; i++)
        hash = hash * 31 + (unsigned char)name[i];
    return hash % SLOTS;
}

static shape_macro *find(const shape_macros *m, const char *name, size_t length)
{
    shape_macro *found = m ? m->slots[slot_of(name, length)] : NULL;
    while (found && (found->length != length || memcmp(found->name, name, length) != 0))
        found = found->next;
    return found;
}

/* Whether what the macro is replaced with begins with the head of a statement. */
static bool begins_statement(const shape_macros *m, const char *replacement)
{
    static const char *const words[] = {"for", "while", "if", "switch", "else"};
    if (*replacement == '(')
        replacement = strchr(replacement, ')') ? strchr(replacement, ')') + 1 : "";
    replacement += *replacement == ' ';
    size_t length = identifier_length(replacement);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && memcmp(words[i], replacement, length) == 0)
            return true;
    const shape_macro *other = length ? find(m, replacement, length) : NULL;
    return other && other->makes_loop;
}

static void note_definition(arena *arena, shape_macros *m, const char *name)
{
    size_t length = identifier_length(name);
    shape_macro *found = length ? find(m, name, length) : NULL;
    if (length == 0)
        return;
    if (!found) {
        found = arena_alloc(arena, sizeof *found);
        *found = (shape_macro){.name = name, .length = length, .next = m->slots[slot_of(name, length)]};
        m->slots[slot_of(name, length)] = found;
    }
    found->makes_loop |= begins_statement(m, name + length);
}

void shape_find_macros(arena *arena, tokens *tokens)
{
    shape_macros *m = NULL;
    for (uint32_t i = 0; i < tokens->count; i++) {
        const char *name;
        if (tokens->at[i].lexeme != LEX_DIRECTIVE || directive_read(directive_text(arena, tokens, i), &name) != DIRECTIVE_DEFINE)
            continue;
        if (!m)
            m = arena_alloc(arena, sizeof *m);
        note_definition(arena, m, name);
    }
    tokens->macros = m;
}

static const shape_macro *macro_at(const tokens *tokens, uint32_t token)
{
    const struct token *t = &tokens->at[token];
    return tokens->macros ? find(tokens->macros, tokens->source->bytes + t->start, t->end - t->start) : NULL;
}

bool shape_makes_loop(const tokens *tokens, uint32_t token)
{
    const shape_macro *m = macro_at(tokens, token);
    return m && m->makes_loop;
}

bool shape_is_macro(const tokens *tokens, uint32_t token)
{
    return macro_at(tokens, token) != NULL;
}

bool shape_looks_like_macro(const tokens *tokens, uint32_t token)
{
    const struct token *t = &tokens->at[token];
    const char *text = tokens->source->bytes + t->start;
    unsigned capitals = 0;
    for (uint32_t i = 0; i < t->end - t->start; i++) {
        capitals += text[i] >= 'A' && text[i] <= 'Z';
        if (text[i] >= 'a' && text[i] <= 'z')
            return false;
    }
    return capitals > 1;
}

static bool has_small_letter(const tokens *tokens, uint32_t token)
{
    for (uint32_t b = tokens->at[token].start; b < tokens->at[token].end; b++)
        if (tokens->source->bytes[b] >= 'a' && tokens->source->bytes[b] <= 'z')
            return true;
    return false;
}

/* Of two names in a row, whether the first is a macro for an attribute, and the second what is declared. */
bool shape_is_attribute_macro(const tokens *tokens, uint32_t token)
{
    const struct token *t = &tokens->at[token];
    if (t[0].lexeme == LEX_NAME && t[0].word == WORD_NONE && shape_is_qualifier(t[1].word))
        return true;
    if (t[0].lexeme == LEX_NAME && t[0].word == WORD_NONE && shape_is_type_word(t[1].word))       /* `double A _Complex`; or `x` lacks its semicolon */
        return macro_at(tokens, token) || !has_small_letter(tokens, token);
    if (t[0].lexeme != LEX_NAME || t[0].word != WORD_NONE || t[1].lexeme != LEX_NAME || !word_may_be_name(t[1].word))
        return false;
    if (macro_at(tokens, token) || macro_at(tokens, token + 1))
        return macro_at(tokens, token) != NULL;
    const char *text = tokens->source->bytes + t->start;
    if (has_small_letter(tokens, token))
        return text[0] == '_' && text[1] == '_';
    return has_small_letter(tokens, token + 1);
}
