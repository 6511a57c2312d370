#include "macros.h"

#include <string.h>

enum { SLOTS = 256 };

struct macro {
    const char *name, *replacement;
    size_t length;
    struct macro *next;
};

static unsigned slot_of(const char *name, size_t length)
{
    unsigned hash = 0;
    for (size_t i = 0; i < length; i++)
        hash = hash * 31 + (unsigned char)name[i];
    return hash % SLOTS;
}

static bool is_name_character(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static void note_definition(program *p, const token *t)
{
    const char *bytes = p->main->tokens->source->bytes;
    char *text = arena_copy(p->arena, bytes + t->start, t->end - t->start);
    text += strspn(text, "#%: \t");
    if (strncmp(text, "define", 6) != 0 || (text[6] != ' ' && text[6] != '\t'))
        return;
    text += 6 + strspn(text + 6, " \t");
    struct macro *m = arena_alloc(p->arena, sizeof *m);
    m->name = text;
    while (is_name_character(text[m->length]))
        m->length++;
    m->replacement = text + m->length;
    unsigned slot = slot_of(m->name, m->length);
    m->next = p->macros[slot];
    p->macros[slot] = m;
}

static void find_macros(program *p)
{
    p->macros = arena_alloc(p->arena, SLOTS * sizeof *p->macros);
    for (uint32_t i = 0; i < p->main->tokens->count; i++)
        if (p->main->tokens->at[i].lexeme == LEX_DIRECTIVE)
            note_definition(p, &p->main->tokens->at[i]);
}

const char *macro_replacement(program *p, const char *name, size_t length)
{
    if (!p->macros)
        find_macros(p);
    for (const struct macro *m = p->macros[slot_of(name, length)]; m; m = m->next)
        if (m->length == length && memcmp(m->name, name, length) == 0)
            return m->replacement;
    return NULL;
}

const char *next_identifier(const char *text, size_t *length)
{
    while (*text) {
        if (*text == '"' || *text == '\'') {
            char quote = *text++;
            while (*text && *text != quote)
                text += *text == '\\' && text[1] ? 2 : 1;
            text += *text != '\0';
        } else if (is_name_character(*text)) {
            *length = 0;
            while (is_name_character(text[*length]))
                ++*length;
            if (*text < '0' || *text > '9')
                return text;
            text += *length;
        } else {
            text++;
        }
    }
    return NULL;
}
