/* One .acm file on its way to C. */
#ifndef TRANSLATE_H
#define TRANSLATE_H

#include "diag.h"

typedef struct translate_options {
    const char *const *include_paths;     /* -I, in order; then the library's own directory */
    size_t include_path_count;
    const char *const *blocking;          /* -fblocking: names of functions that block */
    size_t blocking_count;
    bool no_line;                         /* --no-line: no #line directives */
    const char *header_name;              /* what the C file and importers call the header, e.g. "conn.acm.h" */
    const char *c_name;                   /* e.g. "conn.acm.c": what #line names for lines of acmc's own */
    bool measures_frames;
    bool instruments_managers;            /* -finstrument-managers: tests are told what is entered and left; see lower_watch.c */
} translate_options;

typedef struct translation {
    arena *arena;
    diagnostics *diag;
    const source *source;
    const struct unit *unit;              /* the tree */
    LIST(const char *) imports;           /* paths of all .acm files read for it, directly or through others, without repeats, in order */
    const char *c, *header;               /* followed by a NUL; NULL after an error */
    size_t c_length, header_length;       /* they may hold NULs of the source's */
    struct program *program;              /* what the reports on frames are made from, after a success */
    struct plan *const *plans;            /* of program->main's symbols, in their order; NULL for those without */
    const char *measured_c;               /* if it was asked for: the same C, which also tells the layout of its frames (frame_sizes.h) */
    size_t measured_length;
} translation;

/* Scans, parses, resolves, checks, lowers and emits.  All errors are in the diagnostics; true if there was none. */
bool translate(translation *translation, const char *path, const translate_options *options);

/* --emit=tree */
void translate_print_tree(const translation *translation, FILE *to);

#endif
