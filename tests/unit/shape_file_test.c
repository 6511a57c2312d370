/* Section 2: which external declarations are forms, and which are C, whatever C it is. */
#include "arena_testing.h"

#include <stdio.h>
#include <string.h>

#include "conditional.h"
#include "external.h"
#include "parser.h"

static tokens *scanned(arena *arena, const char *text, diagnostics *diag)
{
    return scan(arena, source_of_text(arena, "x.acm", text, strlen(text)), diag);
}

/* The kinds of a file's items, with blanks between. */
static void has(void **state, const char *text, const char *kinds)
{
    arena *a = *state;
    diagnostics *diag = diag_new(a);
    const unit *u = parse_file(a, scanned(a, text, diag), diag, true);
    char *found = arena_copy(a, "", 0);
    for (const node *n = u->items; n; n = n->next)
        found = arena_printf(a, "%s%s%s", found, *found ? " " : "", node_kind_name(n->kind));
    assert_string_equal(found, kinds);
    if (diag_has_errors(diag))
        diag_print(diag, stderr, 0, false);
    assert_false(diag_has_errors(diag));
}

static void is_c(void **state, const char *text)
{
    has(state, text, "c");
    has(state, arena_printf(*state, "%s\nasync void form_behind_it(void) { }", text), "c form");
}

/* ---- forms ---- */

static void finds_forms(void **state)
{
    has(state, "import \"acm.acm\";", "import");
    has(state, "error E : acm_Error; error F : E { int code; };", "error error");
    has(state, "async int f(void);", "form");
    has(state, "static inline async const char *f(int a) { return 0; }", "form");
    has(state, "__attribute__((warn_unused_result)) [[nodiscard]] async struct s *f(void) { }", "form");
    has(state, "context int f(void) { yield 1; }", "form");
    has(state, "static async context FILE *f(const char *name) { yield 0; }", "form");
    has(state, "async generator int f(void) { yield 1; }", "form");
    has(state, "manager m { int a = 1, *b; async void exit(const acm_BaseError *e) { } }", "manager");
    has(state, "static manager m { int a; };", "manager c");
    has(state, "extern async int f(int a);", "form");
    has(state, "async int (*f(int a))(char) { return 0; }", "form");
}

static void finds_forms_among_c(void **state)
{
    has(state, "int a;\nasync void f(void) { }\nint g(void) { return 1; }\nerror E : acm_Error;\nMACRO(x)\nasync void h(void) { }", "c form c error c form");
    has(state, "#ifdef __cplusplus\nextern \"C\" {\n#endif\nasync void f(void) { }\n#ifdef __cplusplus\n}\n#endif\n", "c form c");
    has(state, "#if A\nasync void f(void) { }\n#else\nasync void f(int n) { }\n#endif", "c form c form c");
}

static void leaves_dead_forms_alone(void **state)
{
    is_c(state, "#if 0\nimport \"x.acm\";\nasync int f(void) { ( }\n isn't it \"so\n#endif");
    has(state, "#if 1\nasync void f(void) { }\n#else\nasync void g(void) { }\n#endif", "c form c");
    has(state, "#if 0\n#elif X\nasync void f(void) { }\n#endif", "c form c");
}

/* ---- words that C uses ---- */

static void leaves_words_to_the_types_of_the_file(void **state)
{
    has(state, "typedef int async, *context; typedef struct { int a; } error, manager[2];\nasync a(int x) { return x; }\ncontext b(void); async void_x(int a);", "c");
    is_c(state, "typedef struct __attribute__((packed)) { int a; } context;\ncontext f(int (*g)(int)); context API h(int a);");
    is_c(state, "typedef\n#if X\n int\n#else\n long\n#endif\n context;\ncontext API f(int a);");
    is_c(state, "int typedef context; context API f(int);");
    is_c(state, "__extension__ typedef long context; context API f(int);");
}

static void leaves_words_to_the_macros_of_the_file(void **state)
{
    is_c(state, "#define async static\nasync int f(int a) { return a; }\n#undef async");
    is_c(state, "# /* x */ define \\\n manager struct m\nmanager m { int a; };\n%:undef manager");
    is_c(state, "int f(void) {\n#define import\n return 1; }\nimport \"x\";\n#undef import");
}

static void leaves_words_to_the_types_of_headers(void **state)
{
    is_c(state, "context f(int);");
    is_c(state, "context f(int (*g)(int));");
    is_c(state, "context f(T (int));");
    is_c(state, "static context *f(context a) { return 0; }");
    is_c(state, "context (*f)(int); context (g)(int), a[3] = {0}, *b;");
    is_c(state, "async const a = 1; async volatile *b; async *c; async d(int (*e)(long));");
    is_c(state, "manager a, *b; manager f(int x) { return x; } error c; error g(void); import d; import h(x) int x; { return x; }");
    is_c(state, "struct context { int a; }; enum error { manager, await }; union async *import;");
}

/* ---- C ---- */

static void takes_old_c(void **state)
{
    is_c(state, "int f(a, b) int a; char *b; { return a; }");
    is_c(state, "f(a)\n int a;\n context b;\n{ return a; }");
    is_c(state, "context(a) int a; { } async(a) { } error(s) char *s; { } manager(m) { }");
    is_c(state, "static int\n#ifdef __STDC__\nf(int a, char *b)\n#else\nf(a, b)\n int a; char *b;\n#endif\n{ return a; }");
}

static void takes_macros_without_semicolon(void **state)
{
    is_c(state, "MODULE(a)\nMODULE(\"b\")\nDECLARE(c)\nint d;");
    is_c(state, "static DEFINE(a)\nint b;");
    is_c(state, "TEST(a) { return; }\nTEST(b)\n{ return; }");
}

static void takes_gnu_c(void **state)
{
    is_c(state, "int f(void)\n    __attribute__((const));");
    is_c(state, "int f(void) __asm__(\"g\"); asm(\"nop\"); _Static_assert(1, \"x\");");
    is_c(state, "struct __attribute__((packed)) s { int a; } __attribute__((aligned(8))) x = {1};");
    is_c(state, "int (*f(int a))(char) { return 0; }");
    is_c(state, "struct s f(void) { return x; } enum e *g(struct t *t) { return 0; }");
    is_c(state, "__typeof__(int) a; int b[] = { [0 ... 3] = 1 };");
    is_c(state, "API(int) f(void) { return 1; } STACK_OF(X) *g(void);");
}

static void takes_arms_that_do_not_balance(void **state)
{
    is_c(state, "#ifdef A\nint f(int a) {\n#else\nint f(long a) {\n#endif\n return a; }");
    is_c(state, "int f(int a) {\n#ifdef A\n if (a) {\n#endif\n a++;\n#ifdef A\n }\n#endif\n return a; }");
    is_c(state, "int f(int a) {\n#if 0\n } } ( [\n#else\n a++;\n#endif\n return a; }");
    is_c(state, "int x = F(\n#if A\n 1)\n#else\n 2)\n#endif\n ;");
    is_c(state, "int f(int a) {\n#if A\n if (a) {\n#elif B\n while (a) {\n#else\n {\n#endif\n a++; } return a; }");
}

static void takes_all_spellings(void **state)
{
    is_c(state, "%:define A\nint f(int a<::>) <% return a<:0:>; %>");
    is_c(state, "#def\\\nine A 1\nint /\\\n* ) isn't } *\\\n/ a; // x \\\n } \n");
    is_c(state, "\xEF\xBB\xBF#define A\nint a;");
    is_c(state, "int a;\r\n#define B \\\r\n ( \r\nint c;\r\n");
    is_c(state, "#define DIV /\n#define Q '\"'\nint a;");
    has(state, "", "");
    has(state, "\n /* nothing */\n", "");
}

static void takes_a_mark_before_a_form(void **state)
{
    has(state, "\xEF\xBB\xBF" "async void f(void) { }", "form");
}

/* ---- what external declarations are ---- */

static void kind_is(void **state, const char *text, external_kind kind)
{
    diagnostics *diag = diag_new(*state);
    tokens *t = scanned(*state, text, diag);
    shape s = {.arena = *state, .diag = diag, .tokens = t};
    t->arms = arms_find(*state, t);
    shape_match_brackets(&s);
    external x = external_read(&s, 0, t->count);
    assert_int_equal(x.kind, kind);
    assert_int_equal(x.end, t->count);
}

static void tells_what_is_declared(void **state)
{
    kind_is(state, "struct s { int a; };", EXTERNAL_TYPE);
    kind_is(state, "enum { A, B };", EXTERNAL_TYPE);
    kind_is(state, "struct s;", EXTERNAL_TYPE);
    kind_is(state, "typedef int (*t)(int), u;", EXTERNAL_TYPEDEF);
    kind_is(state, "struct s { int a; } typedef t;", EXTERNAL_TYPEDEF);
    kind_is(state, "int f(void), g(int a);", EXTERNAL_DECLARATION);
    kind_is(state, "extern int a, b[];", EXTERNAL_DECLARATION);
    kind_is(state, "API int CALL f(int a) ATTRIBUTE;", EXTERNAL_DECLARATION);
    kind_is(state, "API(int) f(void);", EXTERNAL_DECLARATION);
    kind_is(state, "int (*f(int a))(char);", EXTERNAL_DECLARATION);
    kind_is(state, "int (*f)(char);", EXTERNAL_OBJECT);
    kind_is(state, "extern int a = 1;", EXTERNAL_OBJECT);
    kind_is(state, "int a, f(void);", EXTERNAL_OBJECT);
    kind_is(state, "static struct s { int a; } b[] = {{1}, {2}};", EXTERNAL_OBJECT);
    kind_is(state, "int f(void) { return 1; }", EXTERNAL_FUNCTION);
    kind_is(state, "struct s { int a; } f(void) { }", EXTERNAL_FUNCTION);
    kind_is(state, "f(a) int a; { }", EXTERNAL_FUNCTION);
    kind_is(state, "NAME(a, b);", EXTERNAL_MACRO);
    kind_is(state, "static NAME(a);", EXTERNAL_MACRO);
    kind_is(state, "_Static_assert(1, \"x\");", EXTERNAL_OTHER);
    kind_is(state, "extern \"C\" {", EXTERNAL_OTHER);
    kind_is(state, ";", EXTERNAL_OTHER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(finds_forms), TEST(finds_forms_among_c), TEST(leaves_dead_forms_alone), TEST(leaves_words_to_the_types_of_the_file),
        TEST(leaves_words_to_the_macros_of_the_file), TEST(leaves_words_to_the_types_of_headers), TEST(takes_old_c),
        TEST(takes_macros_without_semicolon), TEST(takes_gnu_c), TEST(takes_arms_that_do_not_balance), TEST(takes_all_spellings),
        TEST(takes_a_mark_before_a_form), TEST(tells_what_is_declared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
