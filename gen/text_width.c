#include "text_width.h"

#include <stdbool.h>
#include <stdint.h>

/* Bytes that a character's first byte announces; 0 if it can't be first. */
static size_t announced(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first < 0xE0)
        return 2;
    if (first >= 0xE0 && first < 0xF0)
        return 3;
    return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

static uint32_t decode(const char *text, size_t length)
{
    static const unsigned char first_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t c = (unsigned char)text[0] & first_bits[length];
    for (size_t i = 1; i < length; i++)
        c = c << 6 | ((unsigned char)text[i] & 0x3F);
    return c;
}

size_t character_length(const char *text, size_t left)
{
    size_t length = announced((unsigned char)text[0]);
    if (length == 0 || length > left)
        return 1;
    for (size_t i = 1; i < length; i++)
        if (((unsigned char)text[i] & 0xC0) != 0x80)
            return 1;
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t c = decode(text, length);
    bool valid = c >= smallest[length] && c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
    return valid ? length : 1;
}

/* The blocks of Unicode that matter in practice, in order. */
static const struct { uint32_t first, last; int width; } widths[] = {
    {0x300, 0x36F, 0}, {0x1100, 0x115F, 2}, {0x200B, 0x200F, 0}, {0x20D0, 0x20FF, 0}, {0x2E80, 0x303E, 2}, {0x3041, 0xA4CF, 2},
    {0xAC00, 0xD7A3, 2}, {0xF900, 0xFAFF, 2}, {0xFE00, 0xFE0F, 0}, {0xFE20, 0xFE2F, 0}, {0xFE30, 0xFE6F, 2}, {0xFF00, 0xFF60, 2},
    {0xFFE0, 0xFFE6, 2}, {0x1F300, 0x1F64F, 2}, {0x1F680, 0x1F6FF, 2}, {0x1F900, 0x1FAFF, 2}, {0x20000, 0x3FFFD, 2},
};

int character_width(const char *text, size_t length)
{
    unsigned char first = (unsigned char)text[0];
    if (first == '\t')
        return 1;
    if (first < 0x20 || first == 0x7F || (first >= 0x80 && length == 1))
        return -1;
    uint32_t c = decode(text, length);
    if (c >= 0x80 && c < 0xA0)            /* more control characters */
        return -1;
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        if (c >= widths[i].first && c <= widths[i].last)
            return widths[i].width;
    return 1;
}
