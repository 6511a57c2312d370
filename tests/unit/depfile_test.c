/* Dependency files, as make reads them. */
#include "arena_testing.h"

#include <string.h>

#include "depfile.h"

static void escapes_as_make_reads(void **state)
{
    assert_string_equal(depfile_escape(*state, "dir/a.acm"), "dir/a.acm");
    assert_string_equal(depfile_escape(*state, "a b"), "a\\ b");
    assert_string_equal(depfile_escape(*state, "#a"), "\\#a");
    assert_string_equal(depfile_escape(*state, "$a$"), "$$a$$");
    assert_string_equal(depfile_escape(*state, "a\\b"), "a\\b");
    assert_string_equal(depfile_escape(*state, "a\\ b"), "a\\\\\\ b");
}

static void writes_a_rule(void **state)
{
    const char *targets[] = {"a.acm.c"}, *prerequisites[] = {"a.acm", "my lib/b.acm"};
    depfile d = {targets, 1, prerequisites, 2, false};
    assert_string_equal(depfile_text(*state, &d), "a.acm.c: a.acm my\\ lib/b.acm\n");
}

static void writes_phony_rules_for_all_but_the_first(void **state)
{
    const char *targets[] = {"x", "y"}, *prerequisites[] = {"a.acm", "b.acm", "c.acm"};
    depfile d = {targets, 2, prerequisites, 3, true};
    assert_string_equal(depfile_text(*state, &d), "x y: a.acm b.acm c.acm\n\nb.acm:\n\nc.acm:\n");
}

static void wraps_long_rules(void **state)
{
    const char *targets[] = {"a.acm.c"}, *prerequisites[20];
    for (int i = 0; i < 20; i++)
        prerequisites[i] = "directory/file.acm";
    depfile d = {targets, 1, prerequisites, 20, false};
    const char *text = depfile_text(*state, &d);
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
        assert_true(strcspn(line, "\n") < 80);
    assert_non_null(strstr(text, " \\\n directory/file.acm"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(escapes_as_make_reads), TEST(writes_a_rule), TEST(writes_phony_rules_for_all_but_the_first), TEST(wraps_long_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
