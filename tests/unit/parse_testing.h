/* What tests of the parser have in common: trees and messages, as they are printed. */
#ifndef PARSE_TESTING_H
#define PARSE_TESTING_H

#include "arena_testing.h"

#include <string.h>

#include "parser.h"

static inline const unit *parsed(arena *arena, const char *text, diagnostics *diag, bool bodies)
{
    return parse_file(arena, scan(arena, source_of_text(arena, "x.acm", text, strlen(text)), diag), diag, bodies);
}

static inline const char *tree_of(arena *arena, const unit *unit)
{
    char *printed = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&printed, &size);
    tree_print(unit, to);
    fclose(to);
    const char *copy = arena_copy(arena, printed, size);
    free(printed);
    return copy;
}

/* The lines of messages alone, without what they quote. */
static inline const char *first_lines(arena *arena, const char *printed)
{
    char *kept = arena_copy(arena, "", 0);
    for (const char *line = printed, *end; (end = strchr(line, '\n')); line = end + 1)
        if (strncmp(line, "x.acm:", 6) == 0)
            kept = arena_printf(arena, "%s%.*s", kept, (int)(end + 1 - line), line);
    return kept;
}

static inline void file_has(void **state, const char *text, const char *expected)
{
    diagnostics *diag = diag_new(*state);
    const unit *u = parsed(*state, text, diag, true);
    assert_string_equal(messages(*state, diag), "");
    assert_string_equal(tree_of(*state, u), expected);
}

static inline const char *in_body(arena *arena, const char *statements)
{
    return arena_printf(arena, "async void f(void)\n{\n%s\n}\n", statements);
}

/* The tree of statements, which begin on line 3 of the file, as they stand in a body. */
static inline void has(void **state, const char *statements, const char *expected)
{
    static const char head[] = "form 1 coroutine f `void` `f(void)`\n  block 2\n";
    arena *a = *state;
    diagnostics *diag = diag_new(a);
    const char *tree = tree_of(a, parsed(a, in_body(a, statements), diag, true));
    assert_string_equal(messages(a, diag), "");
    assert_memory_equal(tree, head, strlen(head));
    char *inner = arena_copy(a, "", 0);
    for (const char *line = tree + strlen(head), *end; (end = strchr(line, '\n')); line = end + 1) {
        assert_memory_equal(line, "    ", 4);
        inner = arena_printf(a, "%s%.*s", inner, (int)(end + 1 - line - 4), line + 4);
    }
    assert_string_equal(inner, expected);
}

/* What is said about statements, which begin on line 3. */
static inline void says(void **state, const char *statements, const char *expected)
{
    diagnostics *diag = diag_new(*state);
    const unit *u = parsed(*state, in_body(*state, statements), diag, true);
    assert_non_null(u);
    assert_string_equal(first_lines(*state, messages(*state, diag)), expected);
}

#endif
