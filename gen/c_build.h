/* What is generated, handed to the C compiler in a directory of its own that is gone afterwards. */
#ifndef C_BUILD_H
#define C_BUILD_H

#include "job.h"
#include "process.h"
#include "reporter.h"

typedef struct c_build {
    arena *arena;
    const options *options;
    places places;
    reporter *reporter;
    job_list jobs;                        /* the files that are asked for, then what they import of the user's own */
    processes processes;
    const char *directory;                /* private and temporary */
} c_build;

/* A job for PATH, if it has none. */
void c_build_add(c_build *b, const char *path);

/* Translates the jobs that are not yet, and all that they import; false after errors, which have been printed. */
bool c_build_translate(c_build *b);

/* Writes all into a new directory.  c_build_end removes it, also when this has failed (a message has been printed). */
bool c_build_begin(c_build *b);
void c_build_end(c_build *b);

/* Where what PATH becomes is, without `.c` or `.h`. */
const char *c_build_place(c_build *b, const char *path);
void c_build_make_parents(c_build *b, const char *path);
/* Whether a job before it is for the same file. */
bool c_build_is_repeated(const c_build *b, size_t index);

/* The compiler's command line: the words of a variable of the environment, an option with its value, all -I. */
bool c_build_add_words(c_build *b, string_list *words, const char *variable, const char *otherwise);
void c_build_add_two(c_build *b, string_list *words, const char *option, const char *value);
void c_build_add_include_paths(c_build *b, string_list *words);
/* WORDS ends with NULL.  0, or 1 after a message. */
int c_build_run_compiler(c_build *b, const string_list *words);

#endif
