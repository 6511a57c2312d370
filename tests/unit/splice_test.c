/* Which contexts, and which enters and exits of managers, are written into the bodies that use them. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "splice.h"

typedef struct place_for_files {
    arena *arena;
    char folder[32];
    char before[4096];
} files;

static int set_up(void **state)
{
    files *f = calloc(1, sizeof *f);
    f->arena = arena_new();
    strcpy(f->folder, "/tmp/acmc-unit-XXXXXX");
    *state = f;
    return getcwd(f->before, sizeof f->before) && mkdtemp(f->folder) && chdir(f->folder) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    files *f = *state;
    int status = -1;
    remove("x.acm");
    remove("y.acm");
    if (chdir(f->before) == 0)
        status = rmdir(f->folder);
    arena_free(f->arena);
    free(f);
    return status;
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static program *loaded(files *f, const char *text)
{
    static const translate_options options = {0};
    diagnostics *diag = diag_new(f->arena);
    put("x.acm", text);
    program *p = program_load(f->arena, diag, "x.acm", &options);
    if (diag_has_errors(diag))
        diag_print(diag, stderr, 0, false);
    assert_false(diag_has_errors(diag));
    assert_non_null(p);
    return p;
}

/* The token that is TEXT, which must occur once. */
static uint32_t token_of(const program *p, const char *text)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < p->main->tokens->count; i++)
        if (token_is(p->main->tokens, i, text)) {
            assert_int_equal(found, 0);
            found = i;
        }
    assert_int_not_equal(found, 0);
    return found;
}

static const char user[] = "\nasync void user(void) { HERE(); }\n";

/* Whether NAME, a context or `MANAGER_method`, is spliced where HERE stands, after the text. */
static bool spliced(void **state, const char *text, const char *name)
{
    files *f = *state;
    program *p = loaded(f, arena_printf(f->arena, "%s%s", text, user));
    const symbol *s = program_find_anywhere(p, name);
    if (!s) {                             /* of a manager */
        const char *underscore = strchr(name, '_');
        assert_non_null(underscore);
        const symbol *manager = program_find_anywhere(p, arena_copy(f->arena, name, (size_t)(underscore - name)));
        assert_non_null(manager);
        s = strcmp(underscore, "_enter") == 0 ? manager->enter : strcmp(underscore, "_exit") == 0 ? manager->exit : NULL;
    }
    assert_non_null(s);
    return can_splice(p, s, token_of(p, "HERE"));
}

static void is(void **state, const char *text) { assert_true(spliced(state, text, "m")); }
static void is_not(void **state, const char *text) { assert_false(spliced(state, text, "m")); }

/* The same of a context's body. */
static void body_is(void **state, const char *body)
{
    files *f = *state;
    is(state, arena_printf(f->arena, "async context int m(int a)\n{\n%s\n}\n", body));
}

static void body_is_not(void **state, const char *body)
{
    files *f = *state;
    is_not(state, arena_printf(f->arena, "async context int m(int a)\n{\n%s\n}\n", body));
}

static void method_is(void **state, const char *body)
{
    files *f = *state;
    const char *text = arena_printf(f->arena, "manager M { int a; int enter(void) { %s } void exit(const acm_BaseError *e) { %s } };", body, body);
    assert_true(spliced(state, text, "M_enter"));
    assert_true(spliced(state, text, "M_exit"));
}

static void method_is_not(void **state, const char *body)
{
    files *f = *state;
    const char *text = arena_printf(f->arena, "manager M { int a; int enter(void) { %s } void exit(const acm_BaseError *e) { %s } };", body, body);
    assert_false(spliced(state, text, "M_enter"));
    assert_false(spliced(state, text, "M_exit"));
}

/* ---- contexts: where the yield stands ---- */

static void splices_contexts_that_end_with_their_yield(void **state)
{
    body_is(state, "yield a;");
    body_is(state, "a++; int b = a; yield b;");
    body_is(state, "try { yield a; } finally { a--; }");
    body_is(state, "defer { a--; } yield a;");
    body_is(state, "if (a) a++; { { yield a; } }");
    body_is(state, "try { try { yield a; } finally { a--; } } finally { a--; }");
    body_is(state, "async with o { yield a; }");
    body_is(state, "with o { try { yield a; } finally { } }");
    body_is(state, "for (int i = 0; i < 3; i++) a++; yield a;");
    is(state, "static context int m(void) { yield 1; }");
    is(state, "context void m(void) { yield; }");
}

static void calls_contexts_that_go_on_after_their_yield(void **state)
{
    body_is_not(state, "yield a; a--;");
    body_is_not(state, "yield a; ;");
    body_is_not(state, "{ yield a; } a--;");
    body_is_not(state, "try { yield a; a--; } finally { }");
    body_is_not(state, "with o { yield a; } a--;");
}

static void calls_contexts_whose_yield_may_be_caught(void **state)
{
    body_is_not(state, "try { yield a; } except { }");
    body_is_not(state, "try { yield a; } except { } finally { }");
    body_is_not(state, "try { a++; } except { yield a; }");
    body_is_not(state, "try { a++; } finally { yield a; }");
}

static void calls_contexts_that_yield_in_a_branch(void **state)
{
    body_is_not(state, "if (a) yield a; else yield 1;");
    body_is_not(state, "if (a) yield a;");
    body_is_not(state, "switch (a) { default: yield a; }");
    body_is_not(state, "yield a; yield a;");
    body_is_not(state, "if (a) { yield a; } yield a;");
    body_is_not(state, "a++;");
    body_is_not(state, "");
}

static void calls_contexts_that_yield_in_a_loop(void **state)
{
    body_is_not(state, "for (;;) yield a;");
    body_is_not(state, "while (a) { yield a; }");
    body_is_not(state, "do yield a; while (0);");
    body_is_not(state, "EACH(a) { yield a; }");
}

static void calls_contexts_that_return(void **state)
{
    body_is_not(state, "if (a) return; yield a;");
    body_is_not(state, "try { yield a; } finally { return; }");
}

/* ---- what a body may not have ---- */

static void calls_what_has_labels(void **state)
{
    body_is_not(state, "again: a++; yield a;");
    body_is_not(state, "a++; again: a++; yield a;");
    body_is_not(state, "{ } again: yield a;");
    body_is_not(state, "goto out; out: ; yield a;");
    method_is_not(state, "again: self->a++; return 1;");
    method_is_not(state, "self->a++; again: ; return 1;");
}

static void cases_are_no_labels(void **state)
{
    body_is(state, "switch (a) { case 1: a++; break; default: a--; } yield a;");
    body_is(state, "a = a ? a : 1; yield a ? a : 1;");
    method_is(state, "switch (self->a) { default: return self->a ? 1 : 2; }");
}

static void calls_what_has_statics(void **state)
{
    body_is_not(state, "static int n; n++; yield n;");
    body_is_not(state, "extern int n; yield n;");
    body_is_not(state, "if (a) { static int n; n++; } yield a;");
    method_is_not(state, "static int n; return n++;");
}

static void calls_what_has_types_of_its_own(void **state)
{
    body_is_not(state, "typedef int t; t b = a; yield b;");
    body_is_not(state, "struct { int x; } b = {a}; yield b.x;");
    body_is_not(state, "struct s { int x; } b = {a}; yield b.x;");
    body_is_not(state, "union { int x; } b = {a}; yield b.x;");
    body_is_not(state, "enum { A = 1 }; yield A;");
    body_is_not(state, "enum e { A = 1 }; yield A;");
    method_is_not(state, "enum { A = 1 }; return A;");
    body_is(state, "struct s *b = 0; enum e c; union u d; yield a;");
    method_is(state, "struct s *b = 0; return !b;");
}

static void calls_what_has_assembly(void **state)
{
    body_is_not(state, "asm(\"nop\"); yield a;");
    body_is_not(state, "__asm__(\"nop\"); yield a;");
    method_is_not(state, "asm(\"nop\"); return 1;");
}

static void calls_what_has_directives(void **state)
{
    body_is_not(state, "\n#if X\na++;\n#endif\nyield a;");
    body_is_not(state, "\n#pragma once\nyield a;");
    method_is_not(state, "\n#ifdef X\n#endif\nreturn 1;");
}

static void splices_methods_that_return(void **state)
{
    method_is(state, "if (self->a) return 1; return 2;");
    method_is(state, "for (;;) if (self->a) return 1;");
    method_is(state, "");
}

/* ---- where it is defined, and used ---- */

static void calls_what_is_not_defined_before(void **state)
{
    is_not(state, "context int m(void);");
    files *f = *state;
    program *p = loaded(f, "context int m(void);\nasync void user(void) { HERE(); }\ncontext int m(void) { yield 1; }\n");
    assert_false(can_splice(p, program_find_anywhere(p, "m"), token_of(p, "HERE")));
    is(state, "context int m(void);\ncontext int m(void) { yield 1; }");
    assert_false(can_splice(p, NULL, 1));
}

static void calls_what_is_imported(void **state)
{
    put("y.acm", "context int m(void) { yield 1; }\nmanager M { int a; void exit(const acm_BaseError *e) { } };\n");
    is_not(state, "import \"y.acm\";");
    assert_false(spliced(state, "import \"y.acm\";", "M_exit"));
}

static void calls_what_is_defined_in_several_arms(void **state)
{
    is_not(state, "#if X\ncontext int m(void) { yield 1; }\n#else\ncontext int m(void) { yield 2; }\n#endif\n");
    const char *text = "#if X\nmanager M { void exit(const acm_BaseError *e) { } };\n#else\n"
                       "manager M { int a; void exit(const acm_BaseError *e) { } };\n#endif\n";
    assert_false(spliced(state, text, "M_exit"));
    is(state, "#if X\ncontext int m(void) { yield 1; }\n#endif\n");
}

static void calls_what_macros_may_change_for(void **state)
{
    static const char *const changes[] = {
        "#define X", "#undef X", "#include <x.h>", "#include_next <x.h>", "#import <x.h>", "#pragma push_macro(\"X\")", "  #  define X", "%:define X",
    };
    files *f = *state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        is_not(state, arena_printf(f->arena, "context int m(void) { yield 1; }\nint x;\n%s\n", changes[i]));
        is(state, arena_printf(f->arena, "%s\ncontext int m(void) { yield 1; }\n", changes[i]));
    }
    is(state, "context int m(void) { yield 1; }\n#if X\n#else\n#endif\n#line 1\n#error\n");
    is_not(state, "context int m(void) { yield 1; }\nvoid f(void)\n{\n#define X\n}\n");
    assert_false(spliced(state, "manager M { int enter(void) { return 1; } };\n#undef X\n", "M_enter"));
}

static void directives_after_the_use_change_nothing(void **state)
{
    files *f = *state;
    program *p = loaded(f, "context int m(void) { yield 1; }\nasync void user(void)\n{\n    HERE();\n#define X\n    THERE();\n}\n");
    assert_true(can_splice(p, program_find_anywhere(p, "m"), token_of(p, "HERE")));
    assert_false(can_splice(p, program_find_anywhere(p, "m"), token_of(p, "THERE")));
}

/* ---- how long it is ---- */

/* A body of COUNT tokens between its braces, which ends with a yield. */
static const char *body_of(arena *arena, unsigned count)
{
    char *text = arena_copy(arena, "", 0);
    for (count -= 3; count > 1; count -= 2)
        text = arena_printf(arena, "%sa;", text);
    return arena_printf(arena, "%s%syield a;", text, count ? ";" : "");
}

static void calls_what_is_long(void **state)
{
    files *f = *state;
    body_is(state, body_of(f->arena, 399));
    body_is_not(state, body_of(f->arena, 400));
    body_is_not(state, body_of(f->arena, 2000));
}

static void counts_what_is_spliced_into_it(void **state)
{
    files *f = *state;
    const char *inner = arena_printf(f->arena, "context int n(int a) { %s }", body_of(f->arena, 299));
    /* with n(1) { yield a; }: 10 tokens of its own and 300 */
    is(state, arena_printf(f->arena, "%s context int m(int a) { with n(1) { yield a; } }", inner));
    is_not(state, arena_printf(f->arena, "%s context int m(int a) { with n(1) { with n(2) { yield a; } } }", inner));
    is_not(state, arena_printf(f->arena, "%s context int m(int a) { with n(1), n(2) { yield a; } }", inner));
    is(state, arena_printf(f->arena, "%s context int m(int a) { n; n; yield a; }", inner));
}

static void counts_what_managers_splice_into_it(void **state)
{
    files *f = *state;
    char *statements = arena_copy(f->arena, "", 0);
    for (int i = 0; i < 50; i++)
        statements = arena_printf(f->arena, "%s;;;", statements);
    const char *text = " context int m(int a) { with M(1) { yield a; } }";
    is(state, arena_printf(f->arena, "manager M { int a; int enter(void) { %s } };%s", statements, text));
    is(state, arena_printf(f->arena, "manager M { int a; int enter(void) { %s } void exit(const acm_BaseError *e) { %s } };%s", statements, statements, text));
    is_not(state, arena_printf(f->arena, "manager M { int a; int enter(void) { %s } void exit(const acm_BaseError *e) { %s%s } };%s", statements, statements,
                               statements, text));
}

static void calls_what_is_recursive(void **state)
{
    is_not(state, "async context int m(int a) { async with m(a) as b { yield b; } }");
    is_not(state, "async context int n(int a);\nasync context int m(int a) { async with n(a) as b { yield b; } }\n"
                  "async context int n(int a) { async with m(a) as b { yield b; } }\n");
    is(state, "async context int n(int a);\nasync context int m(int a) { async with n(a) as b { yield b; } }\n");     /* n is called */
}

static void counts_the_depth(void **state)
{
    files *f = *state;
    char *text = arena_copy(f->arena, "context int c0(void) { yield 0; }\n", 34);
    for (int i = 1; i <= 6; i++)
        text = arena_printf(f->arena, "%scontext int %s%d(void) { with c%d() as a { yield a; } }\n", text, i == 6 ? "m" : "c", i, i - 1);
    assert_true(spliced(state, text, "m6"));
    text = arena_printf(f->arena, "%scontext int m(void) { with m6() as a { yield a; } }\n", text);
    is_not(state, text);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(splices_contexts_that_end_with_their_yield), TEST(calls_contexts_that_go_on_after_their_yield),
        TEST(calls_contexts_whose_yield_may_be_caught), TEST(calls_contexts_that_yield_in_a_branch),
        TEST(calls_contexts_that_yield_in_a_loop), TEST(calls_contexts_that_return), TEST(calls_what_has_labels),
        TEST(cases_are_no_labels), TEST(calls_what_has_statics), TEST(calls_what_has_types_of_its_own), TEST(calls_what_has_assembly),
        TEST(calls_what_has_directives), TEST(splices_methods_that_return), TEST(calls_what_is_not_defined_before),
        TEST(calls_what_is_imported), TEST(calls_what_is_defined_in_several_arms), TEST(calls_what_macros_may_change_for),
        TEST(directives_after_the_use_change_nothing), TEST(calls_what_is_long), TEST(counts_what_is_spliced_into_it),
        TEST(counts_what_managers_splice_into_it), TEST(calls_what_is_recursive), TEST(counts_the_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
