#include "arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* With ARENA_EXACT (make check-san) every allocation is a block of its own, so that the sanitizer sees overruns. */
#ifdef ARENA_EXACT
enum { EXACT = 1 };
#else
enum { EXACT = 0 };
#endif

enum { FIRST_BLOCK = 16 * 1024, LARGEST_BLOCK = 4 * 1024 * 1024 };

typedef struct block {
    struct block *older;
    size_t used, size;                    /* bytes of memory */
    max_align_t memory[];
} block;

struct arena {
    block *newest;
};

static void *out_of_memory(void)
{
    fputs("acmc: error: out of memory\n", stderr);
    exit(1);
}

arena *arena_new(void)
{
    arena *a = calloc(1, sizeof *a);
    return a ? a : out_of_memory();
}

void arena_free(arena *arena)
{
    if (!arena)
        return;
    for (block *b = arena->newest, *older; b; b = older) {
        older = b->older;
        free(b);
    }
    free(arena);
}

/* Blocks double, so that their number stays small; what is larger than a block gets one of its own size. */
static block *add_block(arena *arena, size_t needed)
{
    size_t size = arena->newest ? arena->newest->size : FIRST_BLOCK / 2;
    size = size < LARGEST_BLOCK / 2 ? size * 2 : LARGEST_BLOCK;
    if (EXACT || size < needed)
        size = needed;
    if (size > SIZE_MAX - sizeof(block))
        out_of_memory();
    block *b = calloc(1, sizeof *b + size);
    if (!b)
        return out_of_memory();
    *b = (block){.older = arena->newest, .size = size};
    arena->newest = b;
    return b;
}

void *arena_alloc(arena *arena, size_t size)
{
    size_t unit = _Alignof(max_align_t);
    if (size > SIZE_MAX - unit)
        out_of_memory();
    size_t padded = (size + unit - 1) / unit * unit;
    block *b = arena->newest;
    if (EXACT || !b || b->size - b->used < padded)
        b = add_block(arena, EXACT ? size : padded);
    void *result = (char *)b->memory + b->used;
    b->used += padded;
    return result;
}

char *arena_copy(arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    if (length > 0)
        memcpy(copy, text, length);
    return copy;
}

char *arena_printf(arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

char *arena_vprintf(arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)                       /* more than INT_MAX bytes */
        return out_of_memory();
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

void *arena_grow(arena *arena, void *items, size_t *room, size_t item_size)
{
    size_t count = *room;
    size_t wanted = count ? count * 2 : 1 + 63 / item_size;      /* most lists of something large have one item */
    if (count > SIZE_MAX / 2 || wanted > SIZE_MAX / item_size)
        out_of_memory();
    void *grown = arena_alloc(arena, wanted * item_size);
    if (count > 0)
        memcpy(grown, items, count * item_size);
    *room = wanted;
    return grown;
}
