/* The macros that a file defines, and the identifiers in what they are replaced with. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "macros.h"

static int set_up(void **state)
{
    *state = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

/* A program whose main is TEXT; of it macros.c reads the tokens alone. */
static program *program_of(arena *arena, const char *text)
{
    program *p = arena_alloc(arena, sizeof *p);
    p->arena = arena;
    p->diag = diag_new(arena);
    p->main = arena_alloc(arena, sizeof *p->main);
    p->main->tokens = scan(arena, source_of_text(arena, "x.acm", text, strlen(text)), p->diag);
    assert_false(diag_has_errors(p->diag));
    return p;
}

static void replaced(void **state, const char *text, const char *name, const char *expected)
{
    const char *found = macro_replacement(program_of(*state, text), name, strlen(name));
    if (!expected) {
        assert_null(found);
        return;
    }
    assert_non_null(found);
    assert_string_equal(found, expected);
}

static void finds_definitions(void **state)
{
    replaced(state, "#define A b + c\n", "A", " b + c");
    replaced(state, "#define A b", "A", " b");
    replaced(state, "#define A\n", "A", "");
    replaced(state, "int x;\n  #  define\t_a9Z \tb\nint y;", "_a9Z", " \tb");
    replaced(state, "%:define A b\n", "A", " b");
    replaced(state, "async void f(void)\n{\n#define A b\n}\n", "A", " b");
    replaced(state, "#if 0\n#define A b\n#endif\n", "A", " b");
}

static void finds_definitions_with_parameters(void **state)
{
    replaced(state, "#define A(x, y) x + z(y)\n", "A", "(x, y) x + z(y)");
    replaced(state, "#define A (x)\n", "A", " (x)");
}

static void replacements_go_on_over_lines(void **state)
{
    replaced(state, "#define A b \\\n  c\nd", "A", " b \\\n  c");
    replaced(state, "#define A b /* c\n */ d\ne", "A", " b /* c\n */ d");
    replaced(state, "#define A b // c\ne", "A", " b ");
}

static void finds_no_others(void **state)
{
    replaced(state, "", "A", NULL);
    replaced(state, "int A;\n#ifdef A\n#if A\n#endif\n#endif\n#undef A\n", "A", NULL);
    replaced(state, "#defined A b\n#defin A b\n#include <A>\n# A b\n", "A", NULL);
    replaced(state, "char *s = \"\\\n#define A b\\\n\";\n// #define A b\n/*\n#define A b\n*/\n", "A", NULL);
    replaced(state, "x #define A b\n", "A", NULL);
    replaced(state, "#define B A\n", "A", NULL);
}

static void compares_whole_names(void **state)
{
    program *p = program_of(*state, "#define AB 1\n#define A 2\n#define ABC 3\n");
    assert_string_equal(macro_replacement(p, "AB", 2), " 1");
    assert_string_equal(macro_replacement(p, "ABX", 2), " 1");
    assert_string_equal(macro_replacement(p, "ABC", 1), " 2");
    assert_string_equal(macro_replacement(p, "ABC", 3), " 3");
    assert_null(macro_replacement(p, "ABCD", 4));
    assert_null(macro_replacement(p, "B", 1));
    assert_null(macro_replacement(p, "a", 1));
    assert_null(macro_replacement(p, "", 0));
}

static void the_last_definition_counts(void **state)
{
    replaced(state, "#define A 1\n#define A 2\n", "A", " 2");
    replaced(state, "#define A 1\n#undef A\n#define A(x) 2\n#undef A\n", "A", "(x) 2");
    replaced(state, "#if X\n#define A 1\n#else\n#define A 2\n#endif\n", "A", " 2");
}

static void finds_each_of_many(void **state)
{
    enum { COUNT = 2000 };
    arena *a = *state;
    char *text = malloc(COUNT * 32), name[16], expected[16];
    size_t length = 0;
    for (int i = 0; i < COUNT; i++)
        length += (size_t)sprintf(text + length, "#define M%d v%d\n", i, i);
    program *p = program_of(a, text);
    for (int i = 0; i < COUNT; i++) {
        snprintf(name, sizeof name, "M%d", i);
        snprintf(expected, sizeof expected, " v%d", i);
        assert_string_equal(macro_replacement(p, name, strlen(name)), expected);
    }
    assert_null(macro_replacement(p, "M2000", 5));
    free(text);
}

/* The identifiers of a text, with blanks between. */
static void mentions(void **state, const char *text, const char *expected)
{
    char *found = arena_copy(*state, "", 0);
    size_t length = 0;
    for (const char *at = text; (at = next_identifier(at, &length)); at += length)
        found = arena_printf(*state, "%s%s%.*s", found, *found ? " " : "", (int)length, at);
    assert_string_equal(found, expected);
}

static void finds_identifiers(void **state)
{
    mentions(state, "", "");
    mentions(state, " + 1", "");
    mentions(state, "a", "a");
    mentions(state, "(x, y_1) x->_z + (Y)", "x y_1 x _z Y");
    mentions(state, "a##b #c", "a b c");
    mentions(state, "a \\\n b", "a b");
}

static void numbers_are_no_identifiers(void **state)
{
    mentions(state, "1 0x1F 12ul 1.5e3f a", "a");
    mentions(state, "1+a2 3a", "a2");
    mentions(state, "1e+a", "a");
}

static void passes_over_strings(void **state)
{
    mentions(state, "\"a b\" c", "c");
    mentions(state, "a \"\\\"b\" 'c' '\\'' d", "a d");
    mentions(state, "\"'\" a '\"' b", "a b");
    mentions(state, "\"\\\\\" a", "a");
    mentions(state, "\"\" a ''b", "a b");
    mentions(state, "a \"b", "a");
    mentions(state, "a \"b\\", "a");
    mentions(state, "a '", "a");
}

static void gives_the_place_of_an_identifier(void **state)
{
    (void)state;
    const char *text = " 1 + long_name)";
    size_t length = 0;
    assert_ptr_equal(next_identifier(text, &length), text + 5);
    assert_int_equal(length, 9);
    assert_null(next_identifier(text + 14, &length));
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(finds_definitions), TEST(finds_definitions_with_parameters), TEST(replacements_go_on_over_lines), TEST(finds_no_others),
        TEST(compares_whole_names), TEST(the_last_definition_counts), TEST(finds_each_of_many), TEST(finds_identifiers),
        TEST(numbers_are_no_identifiers), TEST(passes_over_strings), TEST(gives_the_place_of_an_identifier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
