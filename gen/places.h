/* Where acmc's own files are: found from the program's own path, in an installed tree and in the one it is built in. */
#ifndef PLACES_H
#define PLACES_H

#include "arena.h"

typedef struct places {
    const char *const *includes;          /* directories of acm.h and of the library's generated headers */
    size_t include_count;
    const char *archive_directory;        /* of libacm.a */
    const char *library;                  /* directory of acm.acm: where imports are looked for last */
} places;

/* Paths are absolute.  If nothing is found they are those of an installed tree. */
places places_find(arena *arena);

#endif
