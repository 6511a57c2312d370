#include "json.h"

#include <string.h>

#include "text_width.h"

void json_string(FILE *to, const char *text)
{
    const size_t length = strlen(text);
    putc('"', to);
    for (size_t at = 0, step; at < length; at += step) {
        const unsigned char first = (unsigned char)text[at];
        step = character_length(text + at, length - at);
        if (first == '"' || first == '\\')
            fprintf(to, "\\%c", first);
        else if (first < ' ' || first == 0x7F)
            fprintf(to, "\\u%04x", (unsigned)first);
        else if (first >= 0x80 && step == 1)
            fputs("\\ufffd", to);
        else
            fwrite(text + at, 1, step, to);
    }
    putc('"', to);
}
