/* Words as the shell's; paths; the name that a misspelt one is nearest to. */
#include "arena_testing.h"

#include <string.h>

#include "paths.h"
#include "shell_words.h"
#include "spelling.h"

/* The words of TEXT with | between them. */
static void expect_words(arena *a, const char *text, const char *expected)
{
    string_list words = {0};
    const char *joined = "";
    assert_true(shell_split(a, text, &words));
    for (size_t i = 0; i < words.count; i++)
        joined = arena_printf(a, "%s%s%s", joined, i ? "|" : "", words.at[i]);
    assert_string_equal(joined, expected);
}

static void splits_as_sh_does(void **state)
{
    expect_words(*state, "", "");
    expect_words(*state, "  -O2\t-g\n ", "-O2|-g");
    expect_words(*state, "-DX='a b' \"c d\"e", "-DX=a b|c de");
    expect_words(*state, "a\\ b '\\n' \"\\n\\\"\\$\"", "a b|\\n|\\n\"$");
    expect_words(*state, "'' \"\"", "|");
    expect_words(*state, "-DS=\\\"x\\\" 'it'\\''s'", "-DS=\"x\"|it's");
    expect_words(*state, "end\\", "end\\");
}

static void a_quote_must_be_closed(void **state)
{
    string_list words = {0};
    assert_false(shell_split(*state, "a 'b", &words));
    assert_false(shell_split(*state, "a \"b\\\"", &words));
}

static void quotes_only_what_needs_it(void **state)
{
    assert_string_equal(shell_quote(*state, "/usr/include"), "/usr/include");
    assert_string_equal(shell_quote(*state, "/a b"), "'/a b'");
    assert_string_equal(shell_quote(*state, "it's"), "'it'\\''s'");
    assert_string_equal(shell_quote(*state, ""), "''");
}

static void splits_what_it_quoted(void **state)
{
    const char *texts[] = {"a b", "'", "\"\\$`*", "\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        string_list words = {0};
        assert_true(shell_split(*state, shell_quote(*state, texts[i]), &words));
        assert_int_equal(words.count, 1);
        assert_string_equal(words.at[0], texts[i]);
    }
}

static void takes_paths_apart(void **state)
{
    assert_string_equal(path_name("a/b.acm"), "b.acm");
    assert_string_equal(path_name("b.acm"), "b.acm");
    assert_string_equal(path_directory(*state, "a/b.acm"), "a");
    assert_string_equal(path_directory(*state, "b.acm"), ".");
    assert_string_equal(path_directory(*state, "/b.acm"), "/");
    assert_string_equal(path_absolute(*state, "/a/./b//../c/"), "/a/c");
    assert_string_equal(path_absolute(*state, "/../.."), "/");
    assert_string_equal(path_absolute(*state, "/a/..b/...c"), "/a/..b/...c");
    assert_string_equal(path_within("/a/b/c", "/a"), "b/c");
    assert_string_equal(path_within("/a", "/"), "a");
    assert_null(path_within("/ab", "/a"));
    assert_null(path_within("/a", "/a"));
}

static void measures_spelling(void **state)
{
    (void)state;
    assert_int_equal(spelling_distance("emit", "emit"), 0);
    assert_int_equal(spelling_distance("emti", "emit"), 1);
    assert_int_equal(spelling_distance("", "abc"), 3);
    assert_int_equal(spelling_distance("kitten", "sitting"), 3);
    spelling s = {.text = "--libz"};
    spelling_try(&s, "--help");
    assert_null(s.best);
    spelling_try(&s, "--libs");
    assert_string_equal(s.best, "--libs");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(splits_as_sh_does), TEST(a_quote_must_be_closed), TEST(quotes_only_what_needs_it), TEST(splits_what_it_quoted),
        TEST(takes_paths_apart), TEST(measures_spelling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
