/* Messages, as they are printed and counted. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"

typedef struct fixture {
    arena *arena;
    diagnostics *diag;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    f.arena = arena_new();
    f.diag = diag_new(f.arena);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    arena_free(f->arena);
    return 0;
}

static const source *text(fixture *f, const char *bytes)
{
    return source_of_text(f->arena, "x.acm", bytes, strlen(bytes));
}

/* The span of PART, where it first occurs. */
static span at(const source *s, const char *part)
{
    uint32_t start = (uint32_t)(strstr(s->bytes, part) - s->bytes);
    return (span){s, start, start + (uint32_t)strlen(part)};
}

static void expect_printed(fixture *f, size_t max_errors, bool colour, const char *expected)
{
    char *printed = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&printed, &size);
    diag_print(f->diag, to, max_errors, colour);
    fclose(to);
    assert_string_equal(printed, expected);
    free(printed);
}

static void prints_the_line_and_a_caret(void **state)
{
    fixture *f = *state;
    const source *s = text(f, "one\n    two = three;\n");
    diag_error(f->diag, at(s, "three"), "unknown '%s'", "three");
    expect_printed(f, 0, false,
                   "x.acm:2:11: error: unknown 'three'\n"
                   "    2 |     two = three;\n"
                   "      |           ^~~~~\n");
    assert_true(diag_has_errors(f->diag));
    assert_int_equal(diag_error_count(f->diag), 1);
}

static void sorts_by_place_and_says_things_once(void **state)
{
    fixture *f = *state;
    const source *s = text(f, "a b");
    diag_error(f->diag, at(s, "b"), "second");
    diag_error(f->diag, at(s, "a"), "first");
    diag_error(f->diag, at(s, "b"), "second");
    diag_error(f->diag, at(s, "b"), "third");
    diag_error(f->diag, at(s, "b"), "second");
    expect_printed(f, 0, false,
                   "x.acm:1:1: error: first\n    1 | a b\n      | ^\n"
                   "x.acm:1:3: error: second\n    1 | a b\n      |   ^\n"
                   "x.acm:1:3: error: third\n    1 | a b\n      |   ^\n");
}

static void keeps_sources_together(void **state)
{
    fixture *f = *state;
    const source *one = source_of_text(f->arena, "1", "a b", 3), *two = source_of_text(f->arena, "2", "a b", 3);
    diag_error(f->diag, at(two, "b"), "y");
    diag_error(f->diag, at(one, "a"), "z");
    diag_error(f->diag, at(two, "a"), "x");
    expect_printed(f, 0, false,
                   "2:1:1: error: x\n    1 | a b\n      | ^\n"
                   "2:1:3: error: y\n    1 | a b\n      |   ^\n"
                   "1:1:1: error: z\n    1 | a b\n      | ^\n");
}

static void notes_and_fixes_follow_their_error(void **state)
{
    fixture *f = *state;
    const source *s = text(f, "x = await g()->y;\nold\n");
    span whole = at(s, "await g()");
    diag_error(f->diag, whole, "needs parentheses");
    diag_fix(f->diag, (span){s, whole.start, whole.start}, "(");
    diag_fix(f->diag, (span){s, whole.end, whole.end}, ")");
    diag_note(f->diag, at(s, "old"), "declared here");
    expect_printed(f, 0, false,
                   "x.acm:1:5: error: needs parentheses\n"
                   "    1 | x = await g()->y;\n"
                   "      |     ^~~~~~~~~\n"
                   "      |     (        )\n"
                   "x.acm:2:1: note: declared here\n"
                   "    2 | old\n"
                   "      | ^~~\n");
}

static void shows_removals_and_replacements(void **state)
{
    fixture *f = *state;
    const source *s = text(f, "with a, bcd");
    diag_error(f->diag, at(s, "with"), "no");
    diag_fix(f->diag, at(s, "bcd"), "");
    diag_fix(f->diag, at(s, "with"), "async with");
    expect_printed(f, 0, false,
                   "x.acm:1:1: error: no\n"
                   "    1 | with a, bcd\n"
                   "      | ^~~~\n"
                   "      | async with\n"
                   "      |         ---\n");
}

static void a_tab_is_under_a_tab(void **state)
{
    fixture *f = *state;
    const source *s = text(f, "\tif\t\xC3\xA9 \xE4\xB8\x96 x");
    diag_error(f->diag, at(s, "x"), "here");
    expect_printed(f, 0, false, "x.acm:1:12: error: here\n    1 | \tif\t\xC3\xA9 \xE4\xB8\x96 x\n      | \t  \t     ^\n");
}

static void what_cannot_be_shown_is_replaced(void **state)
{
    fixture *f = *state;
    const source *s = source_of_text(f->arena, "x.acm", "a\0\x1B\xFFz\r\n", 7);
    diag_error(f->diag, (span){s, 4, 5}, "here");
    expect_printed(f, 0, false, "x.acm:1:5: error: here\n    1 | a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz\n      |     ^\n");
}

static void a_range_over_lines_is_marked_on_the_first(void **state)
{
    fixture *f = *state;
    const source *s = text(f, "f(a,\n  b)\n");
    diag_error(f->diag, at(s, "(a,\n  b)"), "no");
    expect_printed(f, 0, false, "x.acm:1:2: error: no\n    1 | f(a,\n      |  ^~~\n");
}

static void the_end_of_the_file_has_a_place(void **state)
{
    fixture *f = *state;
    const source *s = text(f, "a");
    diag_error(f->diag, (span){s, 1, 1}, "expected ';'");
    expect_printed(f, 0, false, "x.acm:1:2: error: expected ';'\n    1 | a\n      |  ^\n");
}

static void long_lines_are_cut(void **state)
{
    fixture *f = *state;
    char line[1001];
    memset(line, 'x', 1000);
    line[1000] = '\0';
    line[500] = '!';
    const source *s = text(f, line);
    diag_error(f->diag, at(s, "!"), "here");
    char *printed = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&printed, &size);
    diag_print(f->diag, to, 0, false);
    fclose(to);
    assert_true(size < 400);
    const char *source_line = strchr(printed, '\n') + 1, *caret_line = strchr(source_line, '\n') + 1;
    assert_int_equal(strchr(source_line, '!') - source_line, strchr(caret_line, '^') - caret_line);
    free(printed);
}

static void without_a_source_it_is_acmc_that_speaks(void **state)
{
    fixture *f = *state;
    diag_error(f->diag, (span){0}, "can't read '%s'", "y.acm");
    expect_printed(f, 0, false, "acmc: error: can't read 'y.acm'\n");
}

static void warnings_name_their_option(void **state)
{
    fixture *f = *state;
    const source *s = text(f, "a");
    diag_warning(f->diag, WARNING_FINALLY_JUMP, at(s, "a"), "hm");
    assert_false(diag_has_errors(f->diag));
    expect_printed(f, 0, false, "x.acm:1:1: warning: hm [-Wfinally-jump]\n    1 | a\n      | ^\n");
}

static void warnings_can_be_errors(void **state)
{
    fixture *f = *state;
    const source *s = text(f, "a");
    warning_levels levels = warning_defaults();
    levels.of[WARNING_NO_YIELD] = WARNING_ERROR;
    diag_set_levels(f->diag, levels);
    diag_warning(f->diag, WARNING_NO_YIELD, at(s, "a"), "hm");
    assert_true(diag_has_errors(f->diag));
    expect_printed(f, 0, false, "x.acm:1:1: error: hm [-Werror=no-yield]\n    1 | a\n      | ^\n");
}

static void warnings_that_are_off_take_their_notes_along(void **state)
{
    fixture *f = *state;
    const source *s = text(f, "a b");
    warning_levels levels = warning_defaults();
    levels.of[WARNING_NO_YIELD] = WARNING_OFF;
    diag_set_levels(f->diag, levels);
    diag_error(f->diag, at(s, "a"), "no");
    diag_warning(f->diag, WARNING_NO_YIELD, at(s, "b"), "hm");
    diag_note(f->diag, at(s, "b"), "of the warning");
    diag_fix(f->diag, at(s, "b"), "c");
    expect_printed(f, 0, false, "x.acm:1:1: error: no\n    1 | a b\n      | ^\n");
}

static void stops_at_the_most_errors(void **state)
{
    fixture *f = *state;
    const source *s = text(f, "a b c");
    diag_error(f->diag, at(s, "a"), "1");
    diag_error(f->diag, at(s, "b"), "2");
    diag_error(f->diag, at(s, "c"), "3");
    expect_printed(f, 1, false,
                   "x.acm:1:1: error: 1\n    1 | a b c\n      | ^\n"
                   "acmc: note: 2 more errors, not shown because of -fmax-errors=1\n");
}

static void colours(void **state)
{
    fixture *f = *state;
    const source *s = text(f, "a");
    diag_error(f->diag, at(s, "a"), "no");
    expect_printed(f, 0, true,
                   "\33[1mx.acm:1:1:\33[m \33[1;31merror:\33[m \33[1mno\33[m\n"
                   "    1 | a\n"
                   "      | \33[1;31m^\33[m\n");
}

static void many_are_kept(void **state)
{
    fixture *f = *state;
    const source *s = text(f, "a");
    for (int i = 0; i < 1000; i++) {
        diag_error(f->diag, at(s, "a"), "%d", i);
        diag_note(f->diag, at(s, "a"), "of %d", i);
    }
    assert_int_equal(diag_error_count(f->diag), 1000);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(prints_the_line_and_a_caret), TEST(sorts_by_place_and_says_things_once), TEST(keeps_sources_together),
        TEST(notes_and_fixes_follow_their_error), TEST(shows_removals_and_replacements), TEST(a_tab_is_under_a_tab),
        TEST(what_cannot_be_shown_is_replaced), TEST(a_range_over_lines_is_marked_on_the_first),
        TEST(the_end_of_the_file_has_a_place), TEST(long_lines_are_cut), TEST(without_a_source_it_is_acmc_that_speaks),
        TEST(warnings_name_their_option), TEST(warnings_can_be_errors), TEST(warnings_that_are_off_take_their_notes_along),
        TEST(stops_at_the_most_errors), TEST(colours), TEST(many_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
