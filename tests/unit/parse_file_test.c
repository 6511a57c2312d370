/* From tokens to the tree: forms, managers, errors and imports, and of which of them bodies are read. */
#include "parse_testing.h"

/* Section 2 */
static void forms(void **state)
{
    file_has(state, "import \"a.acm\";\nerror E : F { int a; };\nerror G : E;\nint c;\nstatic async int f(int a, ...);\n"
             "async context const char *m(void) { yield 0; }\ncontext int n(void);\nasync generator int g(void) { yield 1; }\n"
             "extern async int x(T *a);\n",
        "import 1 \"a.acm\"\n"
        "error 2 E parent=F\n"
        "error 3 G parent=E\n"
        "c 4\n"
        "form 5 static coroutine f `int` `f(int a, ...)`\n"
        "form 6 async context m `const char` `*m(void)`\n"
        "  block 6\n"
        "    yield 6\n"
        "      run 6 `0`\n"
        "form 7 context n `int` `n(void)`\n"
        "form 8 async generator g `int` `g(void)`\n"
        "  block 8\n"
        "    yield 8\n"
        "      run 8 `1`\n"
        "form 9 coroutine x `int` `x(T *a)`\n");
}

/* With a conditional between its members it is one manager in each arm (distribute_forms.c). */
static void managers(void **state)
{
#define MEMBERS_BEFORE \
        "manager 1 M\n" \
        "  field 2 `int`\n" \
        "    declarator 2 `a`\n" \
        "      run 2 `1`\n" \
        "    declarator 2 `*b`\n"
#define MEMBERS_BEHIND \
        "  form 6 async method enter `int` `enter(void)`\n" \
        "    block 6\n" \
        "      return 6\n" \
        "        run 6 `0`\n" \
        "  form 7 method exit `void` `exit(const acm_BaseError *e)`\n" \
        "    block 7\n"
    file_has(state, "manager M {\n    int a = 1, *b;\n#if X\n    T c;\n#endif\n    async int enter(void) { return 0; }\n"
             "    void exit(const acm_BaseError *e) { }\n    ;\n}\n",
        "c 3\n" MEMBERS_BEFORE "  field 4 `T`\n    declarator 4 `c`\n" MEMBERS_BEHIND "c 5\n" MEMBERS_BEFORE MEMBERS_BEHIND "c 5\n");
    file_has(state, "manager M {\n    int a = 1, *b;\n#pragma X\n\n\n    async int enter(void) { return 0; }\n    void exit(const acm_BaseError *e) { }\n}\n",
        MEMBERS_BEFORE "  directive 3 `#pragma X`\n" MEMBERS_BEHIND);
}

/* Of what is imported the bodies are not read. */
static void leaves_bodies_out(void **state)
{
    diagnostics *diag = diag_new(*state);
    const unit *u = parsed(*state, "async void f(void) { await; { } }\nmanager M { int a; void exit(const acm_BaseError *e) { raise 1; } }\n", diag, false);
    assert_string_equal(messages(*state, diag), "");
    assert_string_equal(tree_of(*state, u),
        "form 1 coroutine f `void` `f(void)`\n"
        "  block 1\n"
        "manager 2 M\n"
        "  field 2 `int`\n"
        "    declarator 2 `a`\n"
        "  form 2 method exit `void` `exit(const acm_BaseError *e)`\n"
        "    block 2\n");
}

static void takes_an_empty_file(void **state)
{
    file_has(state, "", "");
    file_has(state, "/* a */\n", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(forms), TEST(managers), TEST(leaves_bodies_out), TEST(takes_an_empty_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
