/* The writer: indentation, blank lines, and #line directives to the source and back. */
#include "arena_testing.h"

#include <stdio.h>
#include <string.h>

#include "writer.h"

static writer *plain(void **state)
{
    return writer_new(*state, "x.acm", NULL);
}

static writer *with_lines(void **state)
{
    return writer_new(*state, "x.acm", "x.acm.c");
}

static void expect(const writer *w, const char *expected)
{
    assert_string_equal(w->text, expected);
    assert_int_equal(w->length, strlen(expected));
}

/* A line that stems from line SOURCE. */
static void line(writer *w, uint32_t source, const char *text)
{
    writer_begin(w, source, 0);
    writer_put(w, text);
    writer_end(w);
}

/* ---- text ---- */

static void puts_text_as_it_is(void **state)
{
    writer *w = plain(state);
    expect(w, "");
    writer_put(w, "a\n");
    writer_put(w, "");
    writer_put_bytes(w, "bcd", 2);
    writer_printf(w, "%d%s", 12, "%");
    expect(w, "a\nbc12%");
}

static void puts_nuls(void **state)
{
    writer *w = plain(state);
    writer_put_bytes(w, "a\0b\n", 4);
    assert_int_equal(w->length, 4);
    assert_memory_equal(w->text, "a\0b\n\0", 5);
    assert_int_equal(w->line, 2);
}

static void grows(void **state)
{
    writer *w = plain(state);
    char text[10000];
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    writer_put(w, "begin ");
    writer_put(w, text);
    writer_printf(w, " %s", text);
    writer_put(w, " end");
    assert_int_equal(w->length, 6 + 9999 + 1 + 9999 + 4);
    assert_memory_equal(w->text, "begin xx", 8);
    assert_int_equal(w->text[6 + 9999], ' ');
    assert_int_equal(w->text[6 + 9999 + 1], 'x');
    assert_string_equal(w->text + w->length - 5, "x end");
}

static void grows_by_single_bytes(void **state)
{
    writer *w = plain(state);
    for (int i = 0; i < 20000; i++)
        writer_put_bytes(w, i % 2 ? "b" : "a", 1);
    assert_int_equal(w->length, 20000);
    for (int i = 0; i < 20000; i++)
        assert_int_equal(w->text[i], i % 2 ? 'b' : 'a');
    assert_int_equal(w->text[20000], '\0');
}

static void formats_what_is_just_too_long_for_a_buffer(void **state)
{
    for (int length = 509; length < 515; length++) {
        writer *w = plain(state);
        writer_printf(w, "%0*d", length, 7);
        assert_int_equal(w->length, length);
        assert_int_equal(strlen(w->text), length);
        assert_string_equal(w->text + length - 2, "07");
    }
}

static void counts_lines(void **state)
{
    writer *w = plain(state);
    assert_int_equal(w->line, 1);
    writer_put(w, "a\n\nb\n");
    assert_int_equal(w->line, 4);
    writer_put(w, "c");
    assert_int_equal(w->line, 4);
    writer_line(w, "d\ne");
    assert_int_equal(w->line, 6);
}

/* ---- indentation ---- */

static void indents_by_four(void **state)
{
    writer *w = plain(state);
    writer_line(w, "{");
    w->indent++;
    writer_line(w, "a%d;", 1);
    w->indent++;
    line(w, 0, "b;");
    line(w, 7, "c;");
    w->indent -= 2;
    writer_line(w, "}");
    expect(w, "{\n    a1;\n        b;\n        c;\n}\n");
}

static void outdents(void **state)
{
    writer *w = plain(state);
    w->indent = 2;
    writer_begin(w, 0, 1);
    writer_put(w, "label:");
    writer_end(w);
    writer_begin_any(w, 2);
    writer_put(w, "}");
    writer_end(w);
    writer_begin(w, 3, 5);                /* not past the margin */
    writer_put(w, "case:");
    writer_end(w);
    writer_begin_any(w, 0);
    writer_put(w, "a");
    writer_end(w);
    expect(w, "    label:\n}\ncase:\n        a\n");
}

static void text_of_the_source_is_not_indented(void **state)
{
    writer *w = plain(state);
    w->indent = 3;
    writer_begin_source_text(w, 4);
    writer_put(w, "  int a;");
    writer_end(w);
    expect(w, "  int a;\n");
}

/* ---- blank lines ---- */

static void puts_one_blank_line(void **state)
{
    writer *w = plain(state);
    writer_line(w, "a");
    writer_blank(w);
    writer_blank(w);
    writer_line(w, "b");
    expect(w, "a\n\nb\n");
}

static void puts_no_blank_line_at_the_beginning(void **state)
{
    writer *w = plain(state);
    writer_blank(w);
    expect(w, "");
    writer_line(w, "a");
    expect(w, "a\n");
}

static void takes_blank_lines_of_the_text(void **state)
{
    writer *w = plain(state);
    writer_put(w, "a\n\n");
    writer_blank(w);
    expect(w, "a\n\n");
}

/* ---- #line ---- */

static void says_where_lines_stem_from(void **state)
{
    writer *w = with_lines(state);
    writer_line(w, "own");
    line(w, 10, "a");
    expect(w, "own\n#line 10 \"x.acm\"\na\n");
}

static void is_silent_for_lines_that_follow(void **state)
{
    writer *w = with_lines(state);
    line(w, 10, "a");
    line(w, 11, "b");
    line(w, 12, "c");
    expect(w, "#line 10 \"x.acm\"\na\nb\nc\n");
}

static void speaks_for_lines_that_do_not_follow(void **state)
{
    writer *w = with_lines(state);
    line(w, 10, "a");
    line(w, 10, "b");
    line(w, 13, "c");
    line(w, 9, "d");
    expect(w, "#line 10 \"x.acm\"\na\n#line 10 \"x.acm\"\nb\n#line 13 \"x.acm\"\nc\n#line 9 \"x.acm\"\nd\n");
}

static void goes_back_to_its_own_lines(void **state)
{
    writer *w = with_lines(state);
    writer_line(w, "1");
    line(w, 10, "3");
    writer_line(w, "5");
    writer_line(w, "6");
    line(w, 11, "8");
    writer_line(w, "10");
    expect(w, "1\n#line 10 \"x.acm\"\n3\n#line 5 \"x.acm.c\"\n5\n6\n#line 11 \"x.acm\"\n8\n#line 10 \"x.acm.c\"\n10\n");
}

/* Its own lines are lines of its own file: no directive says that their number happens to be the source's. */
static void tells_its_own_lines_from_the_sources(void **state)
{
    writer *w = with_lines(state);
    writer_line(w, "own");
    line(w, 2, "a");
    expect(w, "own\n#line 2 \"x.acm\"\na\n");
}

static void counts_lines_of_longer_text(void **state)
{
    writer *w = with_lines(state);
    line(w, 10, "a\nb\nc");
    line(w, 13, "d");
    line(w, 13, "e");
    expect(w, "#line 10 \"x.acm\"\na\nb\nc\nd\n#line 13 \"x.acm\"\ne\n");
}

static void lines_that_may_be_either_say_nothing(void **state)
{
    writer *w = with_lines(state);
    line(w, 10, "a");
    writer_begin_any(w, 0);
    writer_put(w, "}");
    writer_end(w);
    line(w, 12, "b");                     /* the brace was taken for line 11 */
    writer_line(w, "own");
    writer_begin_any(w, 0);
    writer_put(w, "}");
    writer_end(w);
    writer_line(w, "own");
    expect(w, "#line 10 \"x.acm\"\na\n}\nb\n#line 6 \"x.acm.c\"\nown\n}\nown\n");
}

static void blank_lines_count(void **state)
{
    writer *w = with_lines(state);
    line(w, 10, "a");
    writer_blank(w);
    line(w, 12, "b");
    writer_blank(w);
    line(w, 13, "c");
    expect(w, "#line 10 \"x.acm\"\na\n\nb\n\n#line 13 \"x.acm\"\nc\n");
}

static void directives_are_not_indented(void **state)
{
    writer *w = with_lines(state);
    w->indent = 1;
    line(w, 5, "a");
    writer_line(w, "own");
    expect(w, "#line 5 \"x.acm\"\n    a\n#line 4 \"x.acm.c\"\n    own\n");
}

static void source_text_has_lines_too(void **state)
{
    writer *w = with_lines(state);
    writer_begin_source_text(w, 1);
    writer_put(w, "int a;\nint b;\n");
    writer_begin_source_text(w, 3);
    writer_put(w, "int c;\n");
    expect(w, "#line 1 \"x.acm\"\nint a;\nint b;\nint c;\n");
}

static void without_directives_there_are_none(void **state)
{
    writer *w = plain(state);
    writer_line(w, "own");
    line(w, 10, "a");
    line(w, 3, "b");
    writer_line(w, "own");
    expect(w, "own\na\nb\nown\n");
}

static void quotes_paths(void **state)
{
    writer *w = writer_new(*state, "a \"b\"\\c.acm", "\\\"%s\".c");
    line(w, 1, "a");
    writer_line(w, "own");
    expect(w, "#line 1 \"a \\\"b\\\"\\\\c.acm\"\na\n#line 4 \"\\\\\\\"%s\\\".c\"\nown\n");
}

static void takes_long_paths(void **state)
{
    char path[2001];
    memset(path, 'p', 2000);
    path[2000] = '\0';
    writer *w = writer_new(*state, path, "c");
    line(w, 1, "a");
    assert_int_equal(w->length, strlen("#line 1 \"") + 2000 + strlen("\"\na\n"));
    assert_memory_equal(w->text, "#line 1 \"pp", 11);
    assert_string_equal(w->text + 9 + 1999, "p\"\na\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(puts_text_as_it_is), TEST(puts_nuls), TEST(grows), TEST(grows_by_single_bytes),
        TEST(formats_what_is_just_too_long_for_a_buffer), TEST(counts_lines), TEST(indents_by_four), TEST(outdents),
        TEST(text_of_the_source_is_not_indented), TEST(puts_one_blank_line), TEST(puts_no_blank_line_at_the_beginning),
        TEST(takes_blank_lines_of_the_text), TEST(says_where_lines_stem_from), TEST(is_silent_for_lines_that_follow),
        TEST(speaks_for_lines_that_do_not_follow), TEST(goes_back_to_its_own_lines), TEST(tells_its_own_lines_from_the_sources),
        TEST(counts_lines_of_longer_text), TEST(lines_that_may_be_either_say_nothing), TEST(blank_lines_count),
        TEST(directives_are_not_indented), TEST(source_text_has_lines_too), TEST(without_directives_there_are_none),
        TEST(quotes_paths), TEST(takes_long_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
