#include "spelling.h"

#include <string.h>

enum { LONGEST = 63 };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* The optimal string alignment distance, row by row. */
size_t spelling_distance(const char *a, const char *b)
{
    size_t rows[3][LONGEST + 1];
    size_t a_length = strlen(a), b_length = strlen(b);
    if (a_length > LONGEST || b_length > LONGEST)
        return LONGEST;
    size_t *two_before = rows[0], *before = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *free_row = two_before;
        two_before = before;
        before = row;
        row = free_row;
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            row[j] = before[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(row[j], least(before[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], two_before[j - 2] + 1);
        }
    }
    return row[b_length];
}

void spelling_try(spelling *s, const char *name)
{
    size_t distance = spelling_distance(s->text, name), length = strlen(s->text);
    size_t near = strlen(name) / 3;       /* farther than that is not the same word */
    if (distance < length && distance <= (near > 0 ? near : 1) && (!s->best || distance < s->distance)) {
        s->best = name;
        s->distance = distance;
    }
}
