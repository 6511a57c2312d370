/* The macros that a file defines: which is in force, what it does with its arguments, what it mentions and declares. */
#include "arena_testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conditional.h"
#include "macros.h"
#include "shape.h"

/* A program whose main is TEXT; of it macros.c reads the tokens alone. */
static program *program_of(arena *arena, const char *text)
{
    program *p = arena_alloc(arena, sizeof *p);
    p->arena = arena;
    p->diag = diag_new(arena);
    p->main = arena_alloc(arena, sizeof *p->main);
    p->main->path = "x.acm";
    tokens *t = scan(arena, source_of_text(arena, "x.acm", text, strlen(text)), p->diag);
    t->arms = arms_find(arena, t);
    shape s = {.arena = arena, .tokens = t};
    shape_match_brackets(&s);
    p->main->tokens = t;
    assert_false(diag_has_errors(p->diag));
    return p;
}

static definition *find(program *p, const char *name)
{
    return macro_at(p, name, strlen(name), p->main->tokens->count);
}

/* The replacement's tokens with blanks between; other definitions that may be in force after " | ". */
static void replaced(void **state, const char *text, const char *name, const char *expected)
{
    program *p = program_of(*state, text);
    definition *m = find(p, name);
    if (!expected) {
        assert_null(m);
        return;
    }
    assert_non_null(m);
    const char *found = "";
    for (const char *bar = ""; m; m = macro_other(p, m, p->main->tokens->count), bar = " | ") {
        found = arena_printf(*state, "%s%s%s", found, bar, m->is_function ? "()" : "");
        for (uint32_t i = m->first; i < m->tokens->count; i++)
            found = arena_printf(*state, "%s%s%s", found, i > m->first || m->is_function ? " " : "", token_text(*state, m->tokens, i));
    }
    assert_string_equal(found, expected);
}

static void finds_definitions(void **state)
{
    replaced(state, "#define A b + c\n", "A", "b + c");
    replaced(state, "#define A b", "A", "b");
    replaced(state, "#define A\n", "A", "");
    replaced(state, "int x;\n  #  define\t_a9Z \tb\nint y;", "_a9Z", "b");
    replaced(state, "%:define A b\n", "A", "b");
    replaced(state, "#/**/define/* x */A b\n", "A", "b");
    replaced(state, "#def\\\nine A\\\nB c\n", "AB", "c");
    replaced(state, "#define $a\xC3\xA9 b\n", "$a\xC3\xA9", "b");
    replaced(state, "async void f(void)\n{\n#define A b\n}\n", "A", "b");
}

static void finds_definitions_with_parameters(void **state)
{
    replaced(state, "#define A(x, y) x + z(y)\n", "A", "() x + z ( y )");
    replaced(state, "#define A (x)\n", "A", "( x )");
    replaced(state, "#define A/**/(x)\n", "A", "( x )");
    replaced(state, "#define A(...) __VA_ARGS__\n", "A", "() __VA_ARGS__");
}

static void replacements_go_on_over_lines(void **state)
{
    replaced(state, "#define A b \\\n  c\nd", "A", "b c");
    replaced(state, "#define A b /* c\n */ d\ne", "A", "b d");
    replaced(state, "#define A b // c\ne", "A", "b");
    replaced(state, "#define A \"/* b */\" '\"' c\ne", "A", "\"/* b */\" '\"' c");
}

static void finds_no_others(void **state)
{
    replaced(state, "", "A", NULL);
    replaced(state, "int A;\n#ifdef A\n#if A\n#endif\n#endif\n#undef A\n", "A", NULL);
    replaced(state, "#defined A b\n#defin A b\n#include <A>\n# A b\n", "A", NULL);
    replaced(state, "char *s = \"\\\n#define A b\\\n\";\n// #define A b\n/*\n#define A b\n*/\n", "A", NULL);
    replaced(state, "x #define A b\n", "A", NULL);
    replaced(state, "#define B A\n", "A", NULL);
    replaced(state, "#define A b\n#undef A\n", "A", NULL);
    replaced(state, "#if 0\n#define A b\n#endif\n", "A", NULL);
}

static void compares_whole_names(void **state)
{
    replaced(state, "#define AB 1\n#define A 2\n#define ABC 3\n", "AB", "1");
    replaced(state, "#define AB 1\n#define A 2\n#define ABC 3\n", "A", "2");
    replaced(state, "#define AB 1\n#define A 2\n#define ABC 3\n", "ABC", "3");
    replaced(state, "#define AB 1\n#define A 2\n#define ABC 3\n", "ABCD", NULL);
    replaced(state, "#define AB 1\n#define A 2\n#define ABC 3\n", "a", NULL);
}

static void takes_all_that_may_be_in_force(void **state)
{
    replaced(state, "#define A 1\n#define A 2\n", "A", "2");
    replaced(state, "#define A 1\n#undef A\n#define A(x) 2\n", "A", "() 2");
    replaced(state, "#if X\n#define A 1\n#else\n#define A 2\n#endif\n", "A", "2 | 1");
    replaced(state, "#define A 0\n#if X\n#define A 1\n#endif\n", "A", "1 | 0");
    replaced(state, "#define A 0\n#if X\n#undef A\n#endif\n", "A", "0");
}

/* Each `@` is looked up; the others of the text are blanks. */
static void counts_what_stands_before(void **state)
{
    program *p = program_of(*state, "a\n#if X\n#define A 1\nb\n#else\nc\n#endif\nd\n#undef A\ne\n");
    const tokens *t = p->main->tokens;
    const char *found = "";
    for (uint32_t i = 0; i < t->count; i++)
        if (t->at[i].lexeme == LEX_NAME)
            found = arena_printf(*state, "%s%s%d", found, token_text(*state, t, i), macro_at(p, "A", 1, i) != NULL);
    assert_string_equal(found, "a0b1c0d1e0");
}

static void finds_each_of_many(void **state)
{
    enum { COUNT = 2000 };
    char *text = malloc(COUNT * 32), name[16], expected[16];
    size_t length = 0;
    for (int i = 0; i < COUNT; i++)
        length += (size_t)sprintf(text + length, "#define M%d v%d\n", i, i);
    program *p = program_of(*state, text);
    for (int i = 0; i < COUNT; i++) {
        snprintf(name, sizeof name, "M%d", i);
        snprintf(expected, sizeof expected, "v%d", i);
        definition *m = find(p, name);
        assert_string_equal(token_text(*state, m->tokens, m->first), expected);
    }
    assert_null(find(p, "M2000"));
    free(text);
}

static void mentions(void **state, const char *text, const char *expected)
{
    definition *m = find(program_of(*state, text), "A");
    const char *found = "";
    for (size_t i = 0; i < m->mentioned.count; i++)
        found = arena_printf(*state, "%s%s%.*s", found, *found ? " " : "", (int)m->mentioned.at[i].length, m->mentioned.at[i].text);
    assert_string_equal(found, expected);
}

static void finds_what_is_mentioned(void **state)
{
    mentions(state, "#define A\n", "");
    mentions(state, "#define A b + 1\n", "b");
    mentions(state, "#define A error + self\n", "error self");
    mentions(state, "#define A(x) x + b(c)\n", "b c");
    mentions(state, "#define A(p) p->b + c.d + e\n", "c e");
    mentions(state, "#define A struct b *c\n", "");
    mentions(state, "#define A(x) x##b #x c\n", "c");
    mentions(state, "#define A \"b\" 'c' d\n", "d");
    mentions(state, "#define A do { int b = c; b++; } while (0)\n", "c");
}

static void use_is(void **state, const char *text, unsigned argument, unsigned expected)
{
    program *p = program_of(*state, text);
    assert_int_equal(macro_use(p, find(p, "A"), argument, p->main->tokens->count), expected);
}

static void knows_what_becomes_of_arguments(void **state)
{
    use_is(state, "#define A(x) (x)\n", 0, USED_AS_VALUE);
    use_is(state, "#define A(x) 1\n", 0, 0);
    use_is(state, "#define A(x, y) (x)\n", 1, 0);
    use_is(state, "#define A(x) #x\n", 0, USED_AS_TEXT);
    use_is(state, "#define A(x) #x, x\n", 0, USED_AS_TEXT | USED_AS_VALUE);
    use_is(state, "#define A(x, y) x##y\n", 1, USED_AS_TEXT);
    use_is(state, "#define A(x, y) ((x)->y)\n", 1, USED_AS_NAME);
    use_is(state, "#define A(x, y) offsetof(x, y)\n", 1, USED_AS_NAME);
    use_is(state, "#define A(x) struct x *p\n", 0, USED_AS_NAME);
    use_is(state, "#define A(x) goto x\n", 0, USED_AS_NAME);
    use_is(state, "#define A(t, x) t x = 1\n", 1, USED_AS_DECLARED);
    use_is(state, "#define A(x) for (int x = 0; x < 3; x++)\n", 0, USED_AS_DECLARED | USED_AS_VALUE);
    use_is(state, "#define A(x) do { int x = 1; } while (0)\n", 0, USED_AS_DECLARED);
    use_is(state, "#define A(...) f(__VA_ARGS__)\n", 3, USED_AS_VALUE);
    use_is(state, "#define A(x, ...) f(#__VA_ARGS__)\n", 3, USED_AS_TEXT);
}

static void follows_arguments_into_macros(void **state)
{
    use_is(state, "#define B(y) ((p)->y)\n#define A(x) B(x)\n", 0, USED_AS_NAME);
    use_is(state, "#define B(y) int y = 1\n#define A(x) B(x)\n", 0, USED_AS_DECLARED);
    use_is(state, "#define B(y) #y\n#define A(x) B(x)\n", 0, USED_AS_NAME);      /* expanded before it is made a string */
    use_is(state, "#define B(y, z) ((p)->y)\n#define A(x) B(x + 1, 2)\n", 0, USED_AS_VALUE);
    use_is(state, "#define A(x) B(x)\n#define B(y) A(y)\n", 0, USED_AS_VALUE);
    use_is(state, "#if X\n#define A(x) #x\n#else\n#define A(x) x\n#endif\n", 0, USED_AS_TEXT | USED_AS_VALUE);
}

static void declares(void **state, const char *text, const char *expected)
{
    program *p = program_of(*state, text);
    macro_names names = macro_declares(p, find(p, "A"), p->main->tokens->count);
    const char *found = "";
    for (size_t i = 0; i < names.count; i++)
        found = arena_printf(*state, "%s%s%.*s%s", found, *found ? " " : "", (int)names.at[i].length, names.at[i].text,
                             names.at[i].parameter ? arena_printf(*state, "@%u", names.at[i].parameter) : "");
    assert_string_equal(found, expected);
}

static void finds_what_is_declared(void **state)
{
    declares(state, "#define A int b = 1\n", "b");
    declares(state, "#define A int b = f(1, 2), *c; long d\n", "b c d");
    declares(state, "#define A(t, x, v) t x = v\n", "x@2");
    declares(state, "#define A(x) for (int x = 0, y = 1; x < 2; x++) for (char *z = 0; z; )\n", "x@1 y z");
    declares(state, "#define A(x) do { int y = x; } while (0)\n", "");
    declares(state, "#define A(x) x * y\n", "");
    declares(state, "#define A(x) if (x) return\n", "");
    declares(state, "#define B(t, x) t x\n#define A(x) B(int, x); B(int, y)\n", "x@1 y");
    declares(state, "#define A(x) f(B(x))\n#define B(x) int x\n", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(finds_definitions), TEST(finds_definitions_with_parameters), TEST(replacements_go_on_over_lines), TEST(finds_no_others),
        TEST(compares_whole_names), TEST(takes_all_that_may_be_in_force), TEST(counts_what_stands_before), TEST(finds_each_of_many),
        TEST(finds_what_is_mentioned), TEST(knows_what_becomes_of_arguments), TEST(follows_arguments_into_macros), TEST(finds_what_is_declared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
