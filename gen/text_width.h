/* How wide UTF-8 text is on a terminal. */
#ifndef TEXT_WIDTH_H
#define TEXT_WIDTH_H

#include <stddef.h>

/* Bytes of the character at TEXT, of which LEFT bytes (at least 1) may be read; 1 if they are not UTF-8. */
size_t character_length(const char *text, size_t left);
/* Columns that a character takes (0 for one that combines, 2 for an East Asian one or emoji, 1 for a tab); -1 for one that can't be shown. */
int character_width(const char *text, size_t length);

#endif
