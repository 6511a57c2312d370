/* Errors, warnings, notes and fix-its: collected while the passes run, sorted by place, printed at the end. */
#ifndef DIAG_H
#define DIAG_H

#include <stdio.h>

#include "source.h"

typedef struct diagnostics diagnostics;

/* name of the option, on by default, what it says: see `acmc --help=warnings` */
#define WARNINGS(X)                                                                                     \
    X(FINALLY_JUMP, "finally-jump", "a jump out of finally replaces the error that is under way")       \
    X(NEVER_ENTERED, "never-entered", "an object of a manager that is used and never entered")             \
    X(BARE_FIELD, "bare-field", "a field of a method's manager by its bare name")                            \
    X(ESCAPE, "escape", "a pointer that 'as' or a handler bound outlives its block")                      \
    X(SPAWN_LOCAL, "spawn-local", "the address of a local goes to a task that outlives it")                 \
    X(BLOCKING, "blocking", "a call in a coroutine that blocks all tasks")                                 \
    X(TEARDOWN, "teardown", "code after a context's yield that is skipped if the block raises")           \
    X(CANCEL_SWALLOWED, "cancel-swallowed", "a handler of acm_Cancelled that may not raise again")      \
    X(NO_YIELD, "no-yield", "a context that can't reach a yield")                                       \
    X(SECOND_YIELD, "second-yield", "a context that yields twice on every path")                        \
    X(MAYBE_NO_YIELD, "maybe-no-yield", "a context that may end without a yield")                       \
    X(MAYBE_SECOND_YIELD, "maybe-second-yield", "a context that may yield a second time")               \
    X(UNUSED_RESULT, "unused-result", "an await whose result must be used drops it")                    \
    X(FRAME_SIZE, "frame-size", "a frame over the N bytes of -Wframe-size=N")

typedef enum warning {
#define X(id, name, what) WARNING_##id,
    WARNINGS(X)
#undef X
    WARNING_COUNT
} warning;

typedef enum warning_level { WARNING_OFF, WARNING_ON, WARNING_ERROR } warning_level;
typedef struct warning_levels { warning_level of[WARNING_COUNT]; } warning_levels;
warning_levels warning_defaults(void);                    /* all on, those that are proven as errors */
const char *warning_name(warning kind);                   /* what follows -W */
const char *warning_meaning(warning kind);

diagnostics *diag_new(arena *arena);
void diag_set_levels(diagnostics *diag, warning_levels levels);       /* of the warnings to come */

/* A span without a source is acmc itself: `acmc: error: text`.
 * Messages begin with a small letter and have no full stop; quoted source text is in '…' (plain apostrophes).
 * An error or warning is followed by its notes and fix-its. */
#ifdef __GNUC__
#define DIAG_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define DIAG_PRINTF(f, a)
#endif
void diag_error(diagnostics *diag, span where, const char *format, ...) DIAG_PRINTF(3, 4);
void diag_warning(diagnostics *diag, warning kind, span where, const char *format, ...) DIAG_PRINTF(4, 5);
void diag_note(diagnostics *diag, span where, const char *format, ...) DIAG_PRINTF(3, 4);      /* of the last error or warning */
void diag_fix(diagnostics *diag, span replaced, const char *replacement);    /* of the last one: text to put in place of a span (which may be empty) */

/* Errors, and warnings that -Werror made errors. */
bool diag_has_errors(const diagnostics *diag);
bool diag_has_error_in(const diagnostics *diag, span where);     /* one that begins there */
size_t diag_error_count(const diagnostics *diag);         /* as often as they were reported */

/* Prints all in the order of their places, equal ones once: `path:line:col: error: text`, the source line with a
 * caret under the range (tabs kept, so that the caret stands right), notes the same way, fix-its as gcc shows them. */
void diag_print(const diagnostics *diag, FILE *to, size_t max_errors /* 0: all */, bool colour);

#endif
