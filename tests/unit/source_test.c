/* The text of a file: its lines and columns, and what can't be read. */
#include "arena_testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source.h"

static void expect_place(const source *s, uint32_t offset, uint32_t line, uint32_t column)
{
    assert_int_equal(source_line(s, offset), line);
    assert_int_equal(source_column(s, offset), column);
}

static void counts_lines_and_columns_from_one(void **state)
{
    const source *s = source_of_text(*state, "x.acm", "ab\n\ncd", 6);
    assert_string_equal(s->path, "x.acm");
    assert_int_equal(s->line_count, 3);
    expect_place(s, 0, 1, 1);
    expect_place(s, 2, 1, 3);             /* the newline belongs to its line */
    expect_place(s, 3, 2, 1);
    expect_place(s, 4, 3, 1);
    expect_place(s, 6, 3, 3);             /* the end of the file */
}

static void counts_columns_in_bytes(void **state)
{
    const source *s = source_of_text(*state, "x.acm", "\t\xC3\xA9x", 4);
    expect_place(s, 3, 1, 4);
}

static void has_a_line_in_an_empty_file(void **state)
{
    const source *s = source_of_text(*state, "x.acm", "", 0);
    assert_int_equal(s->line_count, 1);
    expect_place(s, 0, 1, 1);
}

static void has_a_line_after_the_last_newline(void **state)
{
    const source *s = source_of_text(*state, "x.acm", "a\n", 2);
    expect_place(s, 2, 2, 1);
}

static void finds_every_line_of_many(void **state)
{
    enum { LINES = 1000 };
    char text[LINES * 2];
    for (int i = 0; i < LINES; i++)
        memcpy(&text[i * 2], "x\n", 2);
    const source *s = source_of_text(*state, "x.acm", text, sizeof text);
    for (uint32_t i = 0; i < LINES; i++) {
        expect_place(s, i * 2, i + 1, 1);
        expect_place(s, i * 2 + 1, i + 1, 2);
    }
}

static void reads_a_file_with_nuls(void **state)
{
    char path[] = "/tmp/acmc-unit-XXXXXX";
    int fd = mkstemp(path);
    assert_int_equal(write(fd, "a\0\nb", 4), 4);
    close(fd);
    const char *reason = NULL;
    const source *s = source_read(*state, path, &reason);
    remove(path);
    assert_non_null(s);
    assert_int_equal(s->length, 4);
    assert_memory_equal(s->bytes, "a\0\nb\0", 5);
    assert_int_equal(s->line_count, 2);
}

static void reads_a_pipe(void **state)
{
    int ends[2];
    char path[64];
    assert_int_equal(pipe(ends), 0);
    char text[30000];
    memset(text, 'p', sizeof text);
    assert_int_equal(write(ends[1], text, sizeof text), sizeof text);
    close(ends[1]);
    snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
    const char *reason = NULL;
    const source *s = source_read(*state, path, &reason);
    close(ends[0]);
    assert_non_null(s);
    assert_int_equal(s->length, sizeof text);
    assert_int_equal(s->bytes[sizeof text], '\0');
}

static void says_why_a_file_cannot_be_read(void **state)
{
    const char *reason = NULL;
    assert_null(source_read(*state, "/nowhere/x.acm", &reason));
    assert_string_equal(reason, "No such file or directory");
    assert_null(source_read(*state, "/tmp", &reason));
    assert_string_equal(reason, "Is a directory");
}

static void refuses_two_gibibytes(void **state)
{
    char path[] = "/tmp/acmc-unit-XXXXXX";
    int fd = mkstemp(path);
    const char *reason = NULL;
    if (ftruncate(fd, 0x80000000L) == 0) {
        assert_null(source_read(*state, path, &reason));
        assert_string_equal(reason, "File too large");
    }
    close(fd);
    remove(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(counts_lines_and_columns_from_one), TEST(counts_columns_in_bytes), TEST(has_a_line_in_an_empty_file),
        TEST(has_a_line_after_the_last_newline), TEST(finds_every_line_of_many), TEST(reads_a_file_with_nuls),
        TEST(reads_a_pipe), TEST(says_why_a_file_cannot_be_read), TEST(refuses_two_gibibytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
