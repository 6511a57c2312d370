#include "shell_words.h"

#include <string.h>

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n'; }

/* Copies one word from *TEXT to TO without its quotes. */
static bool copy_word(const char **text, char *to)
{
    const char *from = *text;
    char quote = '\0';
    for (; *from && (quote || !is_space(*from)); from++) {
        if (quote == '\'' ? *from == '\'' : quote && *from == '"')
            quote = '\0';
        else if (!quote && (*from == '\'' || *from == '"'))
            quote = *from;
        else if (*from == '\\' && from[1] && (!quote || (quote == '"' && strchr("\\\"$`", from[1]))))
            *to++ = *++from;
        else
            *to++ = *from;
    }
    *to = '\0';
    *text = from;
    return !quote;
}

bool shell_split(arena *arena, const char *text, string_list *words)
{
    for (;;) {
        while (is_space(*text))
            text++;
        if (!*text)
            return true;
        char *word = arena_alloc(arena, strlen(text) + 1);
        if (!copy_word(&text, word))
            return false;
        LIST_ADD(arena, *words, word);
    }
}

const char *shell_quote(arena *arena, const char *text)
{
    static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+=:,@%";
    if (*text && !text[strspn(text, safe)])
        return text;
    char *quoted = arena_alloc(arena, strlen(text) * 4 + 3), *to = quoted;
    *to++ = '\'';
    for (; *text; text++)
        if (*text == '\'') {
            memcpy(to, "'\\''", 4);
            to += 4;
        } else {
            *to++ = *text;
        }
    *to = '\'';
    return quoted;
}
