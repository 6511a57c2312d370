/* The command line. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdio.h>

#include "diag.h"
#include "reporter.h"
#include "shell_words.h"

typedef enum command { COMMAND_TRANSLATE, COMMAND_RUN, COMMAND_HELP, COMMAND_HELP_WARNINGS, COMMAND_VERSION, COMMAND_FLAGS } command;
typedef enum emit { EMIT_FILES, EMIT_TREE, EMIT_C, EMIT_HEADER, EMIT_FRAMES, EMIT_FRAMES_JSON } emit;
typedef enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER } when;

typedef struct options {
    command command;
    bool cflags, libs;                    /* what COMMAND_FLAGS prints */
    string_list inputs;                   /* .acm files */
    string_list include_paths;            /* -I */

    emit emit;
    const char *output, *directory;       /* -o, -d; or NULL */
    bool no_line, instruments_managers;

    bool dependencies, own_dependencies;  /* -MD or -MMD; -MMD: without the library's files */
    const char *dependency_file;          /* -MF or NULL */
    string_list dependency_targets;       /* -MT, -MQ: escaped */
    bool phony_targets;                   /* -MP */

    string_list blocking;                 /* -fblocking */
    size_t max_errors;                    /* 0: all */
    warning_levels levels;
    size_t frame_limit;                   /* -Wframe-size=N, in bytes; 0: none */
    when colour;
    report_format format;                 /* of messages */
    bool fix;

    string_list compiler_arguments;       /* of run: what is for the C compiler, in order */
    string_list program_arguments;        /* of run: after -- */
} options;

/* False after a mistake, of which a message was written to ERRORS. */
bool options_parse(arena *arena, int argc, char *const *argv, options *options, FILE *errors);

void options_print_help(FILE *to);
void options_print_warnings(FILE *to);

#endif
