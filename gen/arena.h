/* One arena holds all that one compilation allocates; nothing is freed by itself. */
#ifndef ARENA_H
#define ARENA_H

#include <stdarg.h>
#include <stddef.h>

typedef struct arena arena;

arena *arena_new(void);
void arena_free(arena *arena);                            /* NULL is fine */

/* SIZE zeroed bytes, aligned for any type; ends the program with a message if there is no memory. */
void *arena_alloc(arena *arena, size_t size);
char *arena_copy(arena *arena, const char *text, size_t length);      /* NUL-terminated */
#ifdef __GNUC__
__attribute__((format(printf, 2, 3)))
#endif
char *arena_printf(arena *arena, const char *format, ...);
#ifdef __GNUC__
__attribute__((format(printf, 2, 0)))
#endif
char *arena_vprintf(arena *arena, const char *format, va_list arguments);

/* A growable array: `struct { T *at; size_t count, room; }`. */
#define LIST(T) struct { T *at; size_t count, room; }
#define LIST_ADD(arena, list, ...)                                                                             \
    ((list).count == (list).room                                                                               \
         ? (void)((list).at = arena_grow((arena), (list).at, &(list).room, sizeof *(list).at)) : (void)0,      \
     (list).at[(list).count++] = (__VA_ARGS__))
/* Doubles an array's room; the old one stays behind in the arena. */
void *arena_grow(arena *arena, void *items, size_t *room, size_t item_size);

#endif
