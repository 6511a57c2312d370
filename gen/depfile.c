#include "depfile.h"

#include <string.h>

/* Backslashes are themselves unless they stand before a space or '#', where make halves them. */
const char *depfile_escape(arena *arena, const char *path)
{
    size_t length = strlen(path), used = 0, backslashes = 0;
    char *text = arena_alloc(arena, length * 3 + 1);
    for (size_t i = 0; i < length; i++) {
        char c = path[i];
        if (c == ' ' || c == '\t' || c == '#') {
            while (backslashes-- > 0)
                text[used++] = '\\';
            text[used++] = '\\';
        } else if (c == '$') {
            text[used++] = '$';
        } else if (c == ':') {
            text[used++] = '\\';
        }
        backslashes = c == '\\' ? backslashes + 1 : 0;
        text[used++] = c;
    }
    return text;
}

typedef struct writer {
    arena *arena;
    LIST(char) text;
    size_t column;
} writer;

static void put(writer *w, const char *text)
{
    for (; *text; text++) {
        LIST_ADD(w->arena, w->text, *text);
        w->column = *text == '\n' ? 0 : w->column + 1;
    }
}

/* One more word of a rule, on a new line where this one is full. */
static void put_word(writer *w, const char *word)
{
    if (w->column > 0 && w->column + strlen(word) > 76)
        put(w, " \\\n");
    if (w->column > 0 || w->text.count > 0)
        put(w, " ");
    put(w, word);
}

const char *depfile_text(arena *arena, const depfile *depfile)
{
    writer w = {.arena = arena};
    for (size_t i = 0; i < depfile->target_count; i++)
        put_word(&w, depfile->targets[i]);
    put(&w, ":");
    for (size_t i = 0; i < depfile->prerequisite_count; i++)
        put_word(&w, depfile_escape(arena, depfile->prerequisites[i]));
    put(&w, "\n");
    for (size_t i = 1; depfile->phony && i < depfile->prerequisite_count; i++) {
        put(&w, "\n");
        put(&w, depfile_escape(arena, depfile->prerequisites[i]));
        put(&w, ":\n");
    }
    LIST_ADD(arena, w.text, '\0');
    return w.text.at;
}
