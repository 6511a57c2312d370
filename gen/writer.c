#include "writer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

writer *writer_new(arena *arena, const char *source_path, const char *own_path)
{
    writer *w = arena_alloc(arena, sizeof *w);
    *w = (writer){.arena = arena, .source_path = source_path, .own_path = own_path, .line = 1, .presumed = 1};
    w->room = 4096;
    w->text = arena_alloc(arena, w->room);
    return w;
}

void writer_put_bytes(writer *w, const char *text, size_t length)
{
    if (w->length + length + 1 > w->room) {
        size_t room = w->room;
        while (w->length + length + 1 > room)
            room *= 2;
        char *grown = arena_alloc(w->arena, room);
        memcpy(grown, w->text, w->length);
        w->text = grown;
        w->room = room;
    }
    memcpy(w->text + w->length, text, length);
    w->length += length;
    w->text[w->length] = '\0';
    for (const char *c = memchr(text, '\n', length); c; c = memchr(c + 1, '\n', (size_t)(text + length - c - 1))) {
        w->line++;
        w->presumed++;
    }
}

void writer_put(writer *w, const char *text)
{
    writer_put_bytes(w, text, strlen(text));
}

static void put_formatted(writer *w, const char *format, va_list arguments)
{
    char text[512];
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(text, sizeof text, format, arguments);
    if (length < (int)sizeof text) {
        writer_put_bytes(w, text, (size_t)length);
    } else {
        char *longer = arena_alloc(w->arena, (size_t)length + 1);
        vsnprintf(longer, (size_t)length + 1, format, again);
        writer_put_bytes(w, longer, (size_t)length);
    }
    va_end(again);
}

void writer_printf(writer *w, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    put_formatted(w, format, arguments);
    va_end(arguments);
}

/* ---- lines ---- */

static void put_path(writer *w, const char *path)
{
    for (; *path; path++) {
        if (*path == '"' || *path == '\\')
            writer_put_bytes(w, "\\", 1);
        writer_put_bytes(w, path, 1);
    }
}

static void line_directive(writer *w, uint32_t line, const char *path)
{
    writer_printf(w, "#line %u \"", line);
    put_path(w, path);
    writer_put(w, "\"\n");
}

/* The next line is line SOURCE of the source; 0: it is what it is. */
static void at_line(writer *w, uint32_t source)
{
    if (!w->own_path)
        return;
    if (source > 0 && !(w->in_source && w->presumed == source)) {
        line_directive(w, source, w->source_path);
        w->in_source = true;
        w->presumed = source;
    } else if (source == 0 && w->in_source) {
        line_directive(w, w->line + 1, w->own_path);
        w->in_source = false;
        w->presumed = w->line;
    }
}

/* Deeper than any screen is wide nothing is gained, and the text would grow with the square of the depth. */
enum { MAX_LEVELS = 24 };

static void put_indent(writer *w, int outdent)
{
    unsigned levels = w->indent > (unsigned)outdent ? w->indent - (unsigned)outdent : 0;
    for (unsigned i = 0; i < levels && i < MAX_LEVELS; i++)
        writer_put_bytes(w, "    ", 4);
}

void writer_begin(writer *w, uint32_t source, int outdent)
{
    at_line(w, source);
    put_indent(w, outdent);
}

void writer_begin_any(writer *w, int outdent)
{
    put_indent(w, outdent);
}

void writer_begin_source_text(writer *w, uint32_t source)
{
    at_line(w, source);
}

void writer_end(writer *w)
{
    writer_put_bytes(w, "\n", 1);
}

void writer_blank(writer *w)
{
    if (w->length == 0 || (w->length >= 2 && w->text[w->length - 1] == '\n' && w->text[w->length - 2] == '\n'))
        return;
    writer_put_bytes(w, "\n", 1);
}

void writer_line(writer *w, const char *format, ...)
{
    writer_begin(w, 0, 0);
    va_list arguments;
    va_start(arguments, format);
    put_formatted(w, format, arguments);
    va_end(arguments);
    writer_end(w);
}
