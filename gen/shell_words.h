/* Words as a shell reads and writes them. */
#ifndef SHELL_WORDS_H
#define SHELL_WORDS_H

#include <stdbool.h>

#include "arena.h"

typedef LIST(const char *) string_list;

/* Adds the words of TEXT, with quotes and backslashes as sh has them, and nothing expanded; false if a quote is not closed. */
bool shell_split(arena *arena, const char *text, string_list *words);

/* TEXT as one word. */
const char *shell_quote(arena *arena, const char *text);

#endif
