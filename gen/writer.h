/* Text with indentation, blank lines and #line directives.  The writer alone knows them. */
#ifndef WRITER_H
#define WRITER_H

#include "source.h"

typedef struct writer {
    arena *arena;
    char *text;
    size_t length, room;
    unsigned indent;
    /* #line */
    const char *source_path, *own_path;   /* NULL: no directives */
    uint32_t line;                        /* of the text, from 1 */
    bool in_source;                       /* the compiler takes what comes for lines of the source */
    uint32_t presumed;                    /* and for this one */
} writer;

writer *writer_new(arena *arena, const char *source_path, const char *own_path);

void writer_put(writer *w, const char *text);
void writer_put_bytes(writer *w, const char *text, size_t length);
#ifdef __GNUC__
__attribute__((format(printf, 2, 3)))
#endif
void writer_printf(writer *w, const char *format, ...);

/* Begins a line that stems from line SOURCE of the source; 0: of acmc's own.  Writes the indentation. */
void writer_begin(writer *w, uint32_t source, int outdent);
/* The same for a line that may count as either: a brace, a label, a comment. */
void writer_begin_any(writer *w, int outdent);
void writer_begin_source_text(writer *w, uint32_t source);      /* no indentation: text of the file as it stands */
void writer_end(writer *w);                                       /* of the line */
void writer_blank(writer *w);                                     /* one blank line, unless there is one */
/* A line of acmc's own, with indentation and newline. */
#ifdef __GNUC__
__attribute__((format(printf, 2, 3)))
#endif
void writer_line(writer *w, const char *format, ...);

#endif
