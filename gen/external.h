/* C's external declarations: where each ends, and what it is.  Found by their shape: headers and macros are not seen. */
#ifndef EXTERNAL_H
#define EXTERNAL_H

#include "shape.h"

typedef enum external_kind {
    EXTERNAL_DIRECTIVE,
    EXTERNAL_TYPE,                        /* struct S { … };  enum { … };  struct S; */
    EXTERNAL_TYPEDEF,
    EXTERNAL_DECLARATION,                 /* declares functions, or extern objects, and defines nothing */
    EXTERNAL_OBJECT,
    EXTERNAL_FUNCTION,                    /* defined here, K&R's way too */
    EXTERNAL_MACRO,                       /* NAME(…) that stands for a declaration, with its semicolon if it has one */
    EXTERNAL_OTHER                        /* static assertions, asm, extern "C" {, pieces between #if and #else */
} external_kind;

typedef struct external {
    external_kind kind;
    uint32_t first, end;                  /* tokens; end: past the last */
    specifiers specifiers;
    uint32_t tail;                        /* declarators: tokens specifiers.range.last + 1 up to here */
} external;

/* The one that begins AT, before END. */
external external_read(const shape *s, uint32_t at, uint32_t end);

/* The declarators one by one: *at is specifiers.range.last + 1 before the first.  False after the last. */
typedef struct external_declarator {
    range tokens;                         /* without its initializer */
    uint32_t name;                        /* 0 if none is seen */
    bool is_function, is_initialized;
} external_declarator;
bool external_next(const shape *s, const external *x, uint32_t *at, external_declarator *d);

/* Whether a word declares that what follows is C: storage, types, qualifiers, struct and the like. */
bool external_is_keyword(int word);

#endif
