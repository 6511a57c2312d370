/* From tokens to the tree: what statements are, which of them are declarations, and where in expressions awaits stand; and what
 * is said about those that are malformed. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser.h"

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

static const unit *parsed(arena *arena, const char *text, diagnostics *diag, bool bodies)
{
    return parse_file(arena, scan(arena, source_of_text(arena, "x.acm", text, strlen(text)), diag), diag, bodies);
}

static const char *tree_of(arena *arena, const unit *unit)
{
    char *printed = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&printed, &size);
    tree_print(unit, to);
    fclose(to);
    const char *copy = arena_copy(arena, printed, size);
    free(printed);
    return copy;
}

static const char *messages(arena *arena, diagnostics *diag)
{
    char *printed = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&printed, &size);
    diag_print(diag, to, 0, false);
    fclose(to);
    const char *copy = arena_copy(arena, printed, size);
    free(printed);
    return copy;
}

/* The lines of messages alone, without what they quote. */
static const char *first_lines(arena *arena, const char *printed)
{
    char *kept = arena_copy(arena, "", 0);
    for (const char *line = printed, *end; (end = strchr(line, '\n')); line = end + 1)
        if (strncmp(line, "x.acm:", 6) == 0)
            kept = arena_printf(arena, "%s%.*s", kept, (int)(end + 1 - line), line);
    return kept;
}

static void file_has(void **state, const char *text, const char *expected)
{
    diagnostics *diag = diag_new(*state);
    const unit *u = parsed(*state, text, diag, true);
    assert_string_equal(messages(*state, diag), "");
    assert_string_equal(tree_of(*state, u), expected);
}

static const char *in_body(arena *arena, const char *statements)
{
    return arena_printf(arena, "async void f(void)\n{\n%s\n}\n", statements);
}

/* The tree of statements, which begin on line 3 of the file, as they stand in a body. */
static void has(void **state, const char *statements, const char *expected)
{
    static const char head[] = "form 1 coroutine f `void` `f(void)`\n  block 2\n";
    arena *a = *state;
    diagnostics *diag = diag_new(a);
    const char *tree = tree_of(a, parsed(a, in_body(a, statements), diag, true));
    assert_string_equal(messages(a, diag), "");
    assert_memory_equal(tree, head, strlen(head));
    char *inner = arena_copy(a, "", 0);
    for (const char *line = tree + strlen(head), *end; (end = strchr(line, '\n')); line = end + 1) {
        assert_memory_equal(line, "    ", 4);
        inner = arena_printf(a, "%s%.*s", inner, (int)(end + 1 - line - 4), line + 4);
    }
    assert_string_equal(inner, expected);
}

/* What is said about statements, which begin on line 3. */
static void says(void **state, const char *statements, const char *expected)
{
    diagnostics *diag = diag_new(*state);
    const unit *u = parsed(*state, in_body(*state, statements), diag, true);
    assert_non_null(u);
    assert_string_equal(first_lines(*state, messages(*state, diag)), expected);
}

/* ---- statements ---- */

static void statements_of_c(void **state)
{
    has(state, ";", "empty 3\n");
    has(state, "{ a(); { } }",
        "block 3\n"
        "  expression 3\n"
        "    run 3 `a()`\n"
        "  block 3\n");
    has(state, "if (a) b(); else if (c) d(); else { e(); }",
        "if 3\n"
        "  run 3 `a`\n"
        "  then: expression 3\n"
        "    run 3 `b()`\n"
        "  else: if 3\n"
        "    run 3 `c`\n"
        "    then: expression 3\n"
        "      run 3 `d()`\n"
        "    else: block 3\n"
        "      expression 3\n"
        "        run 3 `e()`\n");
    has(state, "while (a) b();",
        "while 3\n"
        "  condition: run 3 `a`\n"
        "  expression 3\n"
        "    run 3 `b()`\n");
    has(state, "do a(); while (b);",
        "do 3\n"
        "  condition: run 3 `b`\n"
        "  expression 3\n"
        "    run 3 `a()`\n");
    has(state, "for (i = 0; i < n; i++) a();",
        "for 3\n"
        "  initial: expression 3\n"
        "    run 3 `i = 0`\n"
        "  condition: run 3 `i < n`\n"
        "  step: run 3 `i++`\n"
        "  expression 3\n"
        "    run 3 `a()`\n");
    has(state, "for (;;) ;",
        "for 3\n"
        "  empty 3\n");
    has(state, "for (int i = 0, *p = q; ; p++) { }",
        "for 3\n"
        "  initial: declaration 3 `int`\n"
        "    declarator 3 `i`\n"
        "      run 3 `0`\n"
        "    declarator 3 `*p`\n"
        "      run 3 `q`\n"
        "  step: run 3 `p++`\n"
        "  block 3\n");
    has(state, "switch (a) { case 1: b(); break; default: c(); }",
        "switch 3\n"
        "  condition: run 3 `a`\n"
        "  block 3\n"
        "    case 3 `case 1`\n"
        "      expression 3\n"
        "        run 3 `b()`\n"
        "    break 3\n"
        "    default 3 `default`\n"
        "      expression 3\n"
        "        run 3 `c()`\n");
    has(state, "return;", "return 3\n");
    has(state, "return a, b;",
        "return 3\n"
        "  run 3 `a, b`\n");
    has(state, "break; continue;",
        "break 3\n"
        "continue 3\n");
    has(state, "goto end;",
        "goto 3\n"
        "  run 3 `end`\n");
    has(state, "goto *table[a];",
        "goto 3\n"
        "  run 3 `*table[a]`\n");
}

static void the_nearest_if_takes_the_else(void **state)
{
    has(state, "if (a) if (b) c(); else d();",
        "if 3\n"
        "  run 3 `a`\n"
        "  then: if 3\n"
        "    run 3 `b`\n"
        "    then: expression 3\n"
        "      run 3 `c()`\n"
        "    else: expression 3\n"
        "      run 3 `d()`\n");
    has(state, "if (a) { if (b) c(); } else d();",
        "if 3\n"
        "  run 3 `a`\n"
        "  then: block 3\n"
        "    if 3\n"
        "      run 3 `b`\n"
        "      then: expression 3\n"
        "        run 3 `c()`\n"
        "  else: expression 3\n"
        "    run 3 `d()`\n");
    has(state, "if (a) while (b) if (c) d(); else e();",
        "if 3\n"
        "  run 3 `a`\n"
        "  then: while 3\n"
        "    condition: run 3 `b`\n"
        "    if 3\n"
        "      run 3 `c`\n"
        "      then: expression 3\n"
        "        run 3 `d()`\n"
        "      else: expression 3\n"
        "        run 3 `e()`\n");
}

/* Section 4 */
static void labels(void **state)
{
    has(state, "again: a();",
        "label 3 `again`\n"
        "  expression 3\n"
        "    run 3 `a()`\n");
    has(state, "a: b: ;",
        "label 3 `a`\n"
        "  label 3 `b`\n"
        "    empty 3\n");
    has(state, "case 1: case 2: a();",
        "case 3 `case 1`\n"
        "  case 3 `case 2`\n"
        "    expression 3\n"
        "      run 3 `a()`\n");
    has(state, "case 'a' ... 'z': ;",
        "case 3 `case 'a' ... 'z'`\n"
        "  empty 3\n");
    has(state, "case A ? B : C: ;",
        "case 3 `case A ? B : C`\n"
        "  empty 3\n");
    has(state, "default: b: a();",
        "default 3 `default`\n"
        "  label 3 `b`\n"
        "    expression 3\n"
        "      run 3 `a()`\n");
    has(state, "l:",
        "label 3 `l`\n"
        "  empty 4\n");
    has(state, "a ? b : c;",
        "expression 3\n"
        "  run 3 `a ? b : c`\n");
    has(state, "l: int x;",
        "label 3 `l`\n"
        "  declaration 3 `int`\n"
        "    declarator 3 `x`\n");
}

static void directives_between_statements(void **state)
{
    has(state, "a();\n"
        "#if X\n"
        "b();\n"
        "#else\n"
        "c();\n"
        "#endif\n"
        "d();",
        "expression 3\n"
        "  run 3 `a()`\n"
        "directive 4 `#if X`\n"
        "expression 5\n"
        "  run 5 `b()`\n"
        "directive 6 `#else`\n"
        "expression 7\n"
        "  run 7 `c()`\n"
        "directive 8 `#endif`\n"
        "expression 9\n"
        "  run 9 `d()`\n");
    has(state, "#pragma omp parallel\n"
        "for (;;) ;",
        "directive 3 `#pragma omp parallel`\n"
        "for 4\n"
        "  empty 4\n");
}

/* Section 4 */
static void declarations(void **state)
{
    has(state, "int a;",
        "declaration 3 `int`\n"
        "  declarator 3 `a`\n");
    has(state, "T a;",
        "declaration 3 `T`\n"
        "  declarator 3 `a`\n");
    has(state, "T *a;",
        "declaration 3 `T`\n"
        "  declarator 3 `*a`\n");
    has(state, "T * a, **b = c;",
        "declaration 3 `T`\n"
        "  declarator 3 `* a`\n"
        "  declarator 3 `**b`\n"
        "    run 3 `c`\n");
    has(state, "const T *a;",
        "declaration 3 `const T`\n"
        "  declarator 3 `*a`\n");
    has(state, "struct s a, b[3] = {{1}, {2}};",
        "declaration 3 `struct s`\n"
        "  declarator 3 `a`\n"
        "  declarator 3 `b[3]`\n"
        "    run 3 `{{1}, {2}}`\n");
    has(state, "struct { int a; } s;",
        "declaration 3 `struct { int a; }`\n"
        "  declarator 3 `s`\n");
    has(state, "enum { A, B };", "declaration 3 `enum { A, B }`\n");
    has(state, "static const int a = 1;",
        "declaration 3 `static const int`\n"
        "  declarator 3 `a`\n"
        "    run 3 `1`\n");
    has(state, "unsigned long long a;",
        "declaration 3 `unsigned long long`\n"
        "  declarator 3 `a`\n");
    has(state, "int (*f)(int, char *), g(void);",
        "declaration 3 `int`\n"
        "  declarator 3 `(*f)(int, char *)`\n"
        "  declarator 3 `g(void)`\n");
    has(state, "T const *const a = b;",
        "declaration 3 `T const`\n"
        "  declarator 3 `*const a`\n"
        "    run 3 `b`\n");
    has(state, "typedef int t; t (*f)(void);",
        "declaration 3 `typedef int`\n"
        "  declarator 3 `t`\n"
        "declaration 3 `t`\n"
        "  declarator 3 `(*f)(void)`\n");
    has(state, "_Alignas(16) char a[4];",
        "declaration 3 `_Alignas(16) char`\n"
        "  declarator 3 `a[4]`\n");
    has(state, "__typeof__(a) b = c;",
        "declaration 3 `__typeof__(a)`\n"
        "  declarator 3 `b`\n"
        "    run 3 `c`\n");
    has(state, "_Atomic(int) a;",
        "declaration 3 `_Atomic(int)`\n"
        "  declarator 3 `a`\n");
    has(state, "T a __attribute__((aligned(8)));",
        "declaration 3 `T`\n"
        "  declarator 3 `a __attribute__((aligned(8)))`\n");
    has(state, "[[maybe_unused]] T a;",
        "declaration 3 `[[maybe_unused]] T`\n"
        "  declarator 3 `a`\n");
    has(state, "int a[] = { [0] = 1, [2] = 3, };",
        "declaration 3 `int`\n"
        "  declarator 3 `a[]`\n"
        "    run 3 `{ [0] = 1, [2] = 3, }`\n");
    has(state, "API T a;",
        "declaration 3 `API T`\n"
        "  declarator 3 `a`\n");
    has(state, "T *a[3];",
        "declaration 3 `T`\n"
        "  declarator 3 `*a[3]`\n");
    has(state, "char s[] = \"a, b\";",
        "declaration 3 `char`\n"
        "  declarator 3 `s[]`\n"
        "    run 3 `\"a, b\"`\n");
    has(state, "register int a asm(\"r0\");",
        "declaration 3 `register int`\n"
        "  declarator 3 `a asm(\"r0\")`\n");
    has(state, "extern T a(int), *b;",
        "declaration 3 `extern T`\n"
        "  declarator 3 `a(int)`\n"
        "  declarator 3 `*b`\n");
}

/* Section 4 */
static void expressions(void **state)
{
    has(state, "a;",
        "expression 3\n"
        "  run 3 `a`\n");
    has(state, "a();",
        "expression 3\n"
        "  run 3 `a()`\n");
    has(state, "a * b;",
        "declaration 3 `a`\n"
        "  declarator 3 `* b`\n");
    has(state, "a * b + c;",
        "expression 3\n"
        "  run 3 `a * b + c`\n");
    has(state, "*a = b;",
        "expression 3\n"
        "  run 3 `*a = b`\n");
    has(state, "a[1] = 2;",
        "expression 3\n"
        "  run 3 `a[1] = 2`\n");
    has(state, "a * b();",
        "expression 3\n"
        "  run 3 `a * b()`\n");
    has(state, "a->b * c;",
        "expression 3\n"
        "  run 3 `a->b * c`\n");
    has(state, "(T)a;",
        "expression 3\n"
        "  run 3 `(T)a`\n");
    has(state, "sizeof a;",
        "expression 3\n"
        "  run 3 `sizeof a`\n");
    has(state, "f(a) * g;",
        "expression 3\n"
        "  run 3 `f(a) * g`\n");
    has(state, "a = b * c, d;",
        "expression 3\n"
        "  run 3 `a = b * c, d`\n");
    has(state, "a.b = c;",
        "expression 3\n"
        "  run 3 `a.b = c`\n");
    has(state, "++a;",
        "expression 3\n"
        "  run 3 `++a`\n");
    has(state, "(a) * b;",
        "expression 3\n"
        "  run 3 `(a) * b`\n");
    has(state, "!a;",
        "expression 3\n"
        "  run 3 `!a`\n");
    has(state, "\"a\";",
        "expression 3\n"
        "  run 3 `\"a\"`\n");
    has(state, "_Generic(a, int: b)(c);",
        "expression 3\n"
        "  run 3 `_Generic(a, int: b)(c)`\n");
    has(state, "asm(\"nop\");",
        "expression 3\n"
        "  run 3 `asm(\"nop\")`\n");
    has(state, "a & b;",
        "expression 3\n"
        "  run 3 `a & b`\n");
}

/* Section 4 */
static void loop_macros(void **state)
{
    has(state, "EACH(a, list) { b(); }",
        "loop-macro 3\n"
        "  block 3\n"
        "    expression 3\n"
        "      run 3 `b()`\n");
    has(state, "EACH(a) if (b) c();",
        "loop-macro 3\n"
        "  if 3\n"
        "    run 3 `b`\n"
        "    then: expression 3\n"
        "      run 3 `c()`\n");
    has(state, "EACH(a) return;",
        "loop-macro 3\n"
        "  return 3\n");
    has(state, "EACH(a);",
        "expression 3\n"
        "  run 3 `EACH(a)`\n");
    has(state, "EACH(a) ;",
        "expression 3\n"
        "  run 3 `EACH(a)`\n");
    has(state, "EACH(a)(b);",
        "expression 3\n"
        "  run 3 `EACH(a)(b)`\n");
    has(state, "EACH (x, y)\n"
        "    async with m() { }",
        "loop-macro 3\n"
        "  with 4 async\n"
        "    item 4\n"
        "      call 4 `m`\n"
        "    block 4\n");
}

/* Section 3, await */
static void awaits_out_of_runs(void **state)
{
    has(state, "await g();",
        "expression 3\n"
        "  await 3 `g`\n");
    has(state, "await g(1, a + b, \"c\");",
        "expression 3\n"
        "  await 3 `g`\n"
        "    argument: run 3 `1`\n"
        "    argument: run 3 `a + b`\n"
        "    argument: run 3 `\"c\"`\n");
    has(state, "a = await g();",
        "expression 3\n"
        "  assign 3\n"
        "    run 3 `a`\n"
        "    await 3 `g`\n");
    has(state, "a = b = await g() + 1;",
        "expression 3\n"
        "  assign 3\n"
        "    run 3 `a`\n"
        "    assign 3\n"
        "      run 3 `b`\n"
        "      sequence 3\n"
        "        await 3 `g`\n"
        "        run 3 `+ 1`\n");
    has(state, "a += 1, b = await g();",
        "expression 3\n"
        "  comma 3\n"
        "    assign 3\n"
        "      run 3 `a`\n"
        "      run 3 `1`\n"
        "    assign 3\n"
        "      run 3 `b`\n"
        "      await 3 `g`\n");
    has(state, "return await g();",
        "return 3\n"
        "  await 3 `g`\n");
    has(state, "int a = await g(), b = 1;",
        "declaration 3 `int`\n"
        "  declarator 3 `a`\n"
        "    await 3 `g`\n"
        "  declarator 3 `b`\n"
        "    run 3 `1`\n");
    has(state, "a + await g() * b;",
        "expression 3\n"
        "  sequence 3\n"
        "    run 3 `a +`\n"
        "    await 3 `g`\n"
        "    run 3 `* b`\n");
    has(state, "!await g();",
        "expression 3\n"
        "  sequence 3\n"
        "    run 3 `!`\n"
        "    await 3 `g`\n");
    has(state, "(void)await g();",
        "expression 3\n"
        "  sequence 3\n"
        "    run 3 `(void)`\n"
        "    await 3 `g`\n");
    has(state, "*await g();",
        "expression 3\n"
        "  sequence 3\n"
        "    run 3 `*`\n"
        "    await 3 `g`\n");
    has(state, "(await g())->x = 1;",
        "expression 3\n"
        "  assign 3\n"
        "    sequence 3\n"
        "      parentheses 3\n"
        "        await 3 `g`\n"
        "      run 3 `->x`\n"
        "    run 3 `1`\n");
    has(state, "(await g())[1];",
        "expression 3\n"
        "  sequence 3\n"
        "    parentheses 3\n"
        "      await 3 `g`\n"
        "    run 3 `[1]`\n");
    has(state, "f(a, await g(), b);",
        "expression 3\n"
        "  sequence 3\n"
        "    run 3 `f`\n"
        "    arguments 3\n"
        "      run 3 `a`\n"
        "      await 3 `g`\n"
        "      run 3 `b`\n");
    has(state, "f()(await g());",
        "expression 3\n"
        "  sequence 3\n"
        "    run 3 `f()`\n"
        "    arguments 3\n"
        "      await 3 `g`\n");
    has(state, "(T)(await g());",
        "expression 3\n"
        "  sequence 3\n"
        "    run 3 `(T)`\n"
        "    arguments 3\n"
        "      await 3 `g`\n");
    has(state, "(int)(a, await g());",
        "expression 3\n"
        "  sequence 3\n"
        "    run 3 `(int)`\n"
        "    parentheses 3\n"
        "      comma 3\n"
        "        run 3 `a`\n"
        "        await 3 `g`\n");
    has(state, "a[await g()] = 1;",
        "expression 3\n"
        "  assign 3\n"
        "    sequence 3\n"
        "      run 3 `a`\n"
        "      subscript 3\n"
        "        await 3 `g`\n"
        "    run 3 `1`\n");
    has(state, "await g(await h(), b);",
        "expression 3\n"
        "  await 3 `g`\n"
        "    argument: await 3 `h`\n"
        "    argument: run 3 `b`\n");
    has(state, "await g(a)+ b;",
        "expression 3\n"
        "  sequence 3\n"
        "    await 3 `g`\n"
        "      argument: run 3 `a`\n"
        "    run 3 `+ b`\n");
    has(state, "int a[] = {1, await g(), };",
        "declaration 3 `int`\n"
        "  declarator 3 `a[]`\n"
        "    braces 3\n"
        "      run 3 `1`\n"
        "      await 3 `g`\n");
    has(state, "T a = {.x = await g(), .y = {await h()}};",
        "declaration 3 `T`\n"
        "  declarator 3 `a`\n"
        "    braces 3\n"
        "      assign 3\n"
        "        run 3 `.x`\n"
        "        await 3 `g`\n"
        "      assign 3\n"
        "        run 3 `.y`\n"
        "        braces 3\n"
        "          await 3 `h`\n");
    has(state, "(T){await g()};",
        "expression 3\n"
        "  sequence 3\n"
        "    run 3 `(T)`\n"
        "    braces 3\n"
        "      await 3 `g`\n");
    has(state, "o->await = 1;",
        "expression 3\n"
        "  run 3 `o->await = 1`\n");
    has(state, "o.await();",
        "expression 3\n"
        "  run 3 `o.await()`\n");
    has(state, "a = o->await + await g();",
        "expression 3\n"
        "  assign 3\n"
        "    run 3 `a`\n"
        "    sequence 3\n"
        "      run 3 `o->await +`\n"
        "      await 3 `g`\n");
}

/* Section 3, await */
static void awaits_of_methods(void **state)
{
    has(state, "await o->m(1);",
        "expression 3\n"
        "  await 3 `o` method=m\n"
        "    argument: run 3 `1`\n");
    has(state, "await o.m();",
        "expression 3\n"
        "  await 3 `o` method=m\n");
    has(state, "await o->p.q->m(a);",
        "expression 3\n"
        "  await 3 `o->p.q` method=m\n"
        "    argument: run 3 `a`\n");
    has(state, "await self->m();",
        "expression 3\n"
        "  await 3 `self` method=m\n");
}

/* Section 3, await */
static void operators_around_awaits(void **state)
{
    has(state, "a && await g() && b;",
        "expression 3\n"
        "  and 3\n"
        "    and 3\n"
        "      run 3 `a`\n"
        "      await 3 `g`\n"
        "    run 3 `b`\n");
    has(state, "a || await g() && b || c;",
        "expression 3\n"
        "  or 3\n"
        "    or 3\n"
        "      run 3 `a`\n"
        "      and 3\n"
        "        await 3 `g`\n"
        "        run 3 `b`\n"
        "    run 3 `c`\n");
    has(state, "a ? await g() : b;",
        "expression 3\n"
        "  conditional 3\n"
        "    run 3 `a`\n"
        "    then: await 3 `g`\n"
        "    else: run 3 `b`\n");
    has(state, "a ? b : await g() ? c : d;",
        "expression 3\n"
        "  conditional 3\n"
        "    run 3 `a`\n"
        "    then: run 3 `b`\n"
        "    else: conditional 3\n"
        "      await 3 `g`\n"
        "      then: run 3 `c`\n"
        "      else: run 3 `d`\n");
    has(state, "await g() ? a, b : c;",
        "expression 3\n"
        "  conditional 3\n"
        "    await 3 `g`\n"
        "    then: comma 3\n"
        "      run 3 `a`\n"
        "      run 3 `b`\n"
        "    else: run 3 `c`\n");
    has(state, "a = await g() ? b : c;",
        "expression 3\n"
        "  assign 3\n"
        "    run 3 `a`\n"
        "    conditional 3\n"
        "      await 3 `g`\n"
        "      then: run 3 `b`\n"
        "      else: run 3 `c`\n");
    has(state, "a, await g(), b;",
        "expression 3\n"
        "  comma 3\n"
        "    run 3 `a`\n"
        "    await 3 `g`\n"
        "    run 3 `b`\n");
    has(state, "a == await g();",
        "expression 3\n"
        "  sequence 3\n"
        "    run 3 `a ==`\n"
        "    await 3 `g`\n");
    has(state, "(a || await g()) && b;",
        "expression 3\n"
        "  and 3\n"
        "    parentheses 3\n"
        "      or 3\n"
        "        run 3 `a`\n"
        "        await 3 `g`\n"
        "    run 3 `b`\n");
    has(state, "await g() | a & b;",
        "expression 3\n"
        "  sequence 3\n"
        "    await 3 `g`\n"
        "    run 3 `| a & b`\n");
    has(state, "a <<= await g();",
        "expression 3\n"
        "  assign 3\n"
        "    run 3 `a`\n"
        "    await 3 `g`\n");
    has(state, "&&l == await g();",
        "expression 3\n"
        "  sequence 3\n"
        "    run 3 `&&l ==`\n"
        "    await 3 `g`\n");
}

/* Section 3, await */
static void awaits_in_headers(void **state)
{
    has(state, "if (await g()) a();",
        "if 3\n"
        "  await 3 `g`\n"
        "  then: expression 3\n"
        "    run 3 `a()`\n");
    has(state, "while (a < await g()) ;",
        "while 3\n"
        "  condition: sequence 3\n"
        "    run 3 `a <`\n"
        "    await 3 `g`\n"
        "  empty 3\n");
    has(state, "do ; while (await g());",
        "do 3\n"
        "  condition: await 3 `g`\n"
        "  empty 3\n");
    has(state, "for (int i = await g(); i < await h(); i += await k()) ;",
        "for 3\n"
        "  initial: declaration 3 `int`\n"
        "    declarator 3 `i`\n"
        "      await 3 `g`\n"
        "  condition: sequence 3\n"
        "    run 3 `i <`\n"
        "    await 3 `h`\n"
        "  step: assign 3\n"
        "    run 3 `i`\n"
        "    await 3 `k`\n"
        "  empty 3\n");
    has(state, "for (a = await g(); ; ) ;",
        "for 3\n"
        "  initial: expression 3\n"
        "    assign 3\n"
        "      run 3 `a`\n"
        "      await 3 `g`\n"
        "  empty 3\n");
    has(state, "switch (await g()) { }",
        "switch 3\n"
        "  condition: await 3 `g`\n"
        "  block 3\n");
}

/* Section 3, async with */
static void with(void **state)
{
    has(state, "async with m() { }",
        "with 3 async\n"
        "  item 3\n"
        "    call 3 `m`\n"
        "  block 3\n");
    has(state, "with m() { a(); }",
        "with 3\n"
        "  item 3\n"
        "    call 3 `m`\n"
        "  block 3\n"
        "    expression 3\n"
        "      run 3 `a()`\n");
    has(state, "async with m(1, \"a\") as v { }",
        "with 3 async\n"
        "  item 3 as=v\n"
        "    call 3 `m`\n"
        "      argument: run 3 `1`\n"
        "      argument: run 3 `\"a\"`\n"
        "  block 3\n");
    has(state, "async with m() as const char *v { }",
        "with 3 async\n"
        "  item 3 as=v\n"
        "    call 3 `m`\n"
        "  block 3\n");
    has(state, "async with m() as int (*v)(int) { }",
        "with 3 async\n"
        "  item 3 as=v\n"
        "    call 3 `m`\n"
        "  block 3\n");
    has(state, "async with o { }",
        "with 3 async\n"
        "  item 3\n"
        "    run 3 `o`\n"
        "  block 3\n");
    has(state, "async with &o as v { }",
        "with 3 async\n"
        "  item 3 as=v\n"
        "    run 3 `&o`\n"
        "  block 3\n");
    has(state, "async with o->p as v { }",
        "with 3 async\n"
        "  item 3 as=v\n"
        "    run 3 `o->p`\n"
        "  block 3\n");
    has(state, "async with (T *)o->p { }",
        "with 3 async\n"
        "  item 3\n"
        "    run 3 `(T *)o->p`\n"
        "  block 3\n");
    has(state, "async with (o) { }",
        "with 3 async\n"
        "  item 3\n"
        "    run 3 `o`\n"
        "  block 3\n");
    has(state, "async with (a)->b { }",
        "with 3 async\n"
        "  item 3\n"
        "    run 3 `(a)->b`\n"
        "  block 3\n");
    has(state, "async with (a) ->m(b) as v { }",
        "with 3 async\n"
        "  item 3 as=v\n"
        "    run 3 `(a) ->m(b)`\n"
        "  block 3\n");
    has(state, "async with (m)(a) { }",
        "with 3 async\n"
        "  item 3\n"
        "    run 3 `(m)(a)`\n"
        "  block 3\n");
    has(state, "async with m(await g()) as v { }",
        "with 3 async\n"
        "  item 3 as=v\n"
        "    call 3 `m`\n"
        "      argument: await 3 `g`\n"
        "  block 3\n");
    has(state, "async with m((T){1}) { }",
        "with 3 async\n"
        "  item 3\n"
        "    call 3 `m`\n"
        "      argument: run 3 `(T){1}`\n"
        "  block 3\n");
}

/* Section 3, async with */
static void with_lists(void **state)
{
    has(state, "async with a(), b() as c, d { }",
        "with 3 async\n"
        "  item 3\n"
        "    call 3 `a`\n"
        "  item 3 as=c\n"
        "    call 3 `b`\n"
        "  item 3\n"
        "    run 3 `d`\n"
        "  block 3\n");
    has(state, "with a() as b, c() as T d { }",
        "with 3\n"
        "  item 3 as=b\n"
        "    call 3 `a`\n"
        "  item 3 as=d\n"
        "    call 3 `c`\n"
        "  block 3\n");
    has(state, "async with (a(), b() as c) { }",
        "with 3 async\n"
        "  item 3\n"
        "    call 3 `a`\n"
        "  item 3 as=c\n"
        "    call 3 `b`\n"
        "  block 3\n");
    has(state, "async with (a(), b() as c,) { }",
        "with 3 async\n"
        "  item 3\n"
        "    call 3 `a`\n"
        "  item 3 as=c\n"
        "    call 3 `b`\n"
        "  block 3\n");
    has(state, "async with (a() as b) { }",
        "with 3 async\n"
        "  item 3 as=b\n"
        "    call 3 `a`\n"
        "  block 3\n");
    has(state, "with (\n"
        "    a() as b,\n"
        "    c(),\n"
        ") { }",
        "with 3\n"
        "  item 4 as=b\n"
        "    call 4 `a`\n"
        "  item 5\n"
        "    call 5 `c`\n"
        "  block 6\n");
}

/* Section 3, generators */
static void async_for(void **state)
{
    has(state, "async for (int a in g()) b(a);",
        "async-for 3\n"
        "  in: call 3 `g`\n"
        "  expression 3\n"
        "    run 3 `b(a)`\n");
    has(state, "async for (const char *s in g(1, b)) { }",
        "async-for 3\n"
        "  in: call 3 `g`\n"
        "    argument: run 3 `1`\n"
        "    argument: run 3 `b`\n"
        "  block 3\n");
}

/* Section 3, errors */
static void try_forms(void **state)
{
    has(state, "try { a(); } finally { b(); }",
        "try 3\n"
        "  block 3\n"
        "    expression 3\n"
        "      run 3 `a()`\n"
        "  finally: block 3\n"
        "    expression 3\n"
        "      run 3 `b()`\n");
    has(state, "try { } except { }",
        "try 3\n"
        "  block 3\n"
        "  except 3\n"
        "    block 3\n");
    has(state, "try { } except (E) { }",
        "try 3\n"
        "  block 3\n"
        "  except 3\n"
        "    type: run 3 `E`\n"
        "    block 3\n");
    has(state, "try { } except (E *e) { }",
        "try 3\n"
        "  block 3\n"
        "  except 3 as=e\n"
        "    type: run 3 `E`\n"
        "    block 3\n");
    has(state, "try { } except (A, B *e) { } except (C) { }",
        "try 3\n"
        "  block 3\n"
        "  except 3 as=e\n"
        "    type: run 3 `A`\n"
        "    type: run 3 `B`\n"
        "    block 3\n"
        "  except 3\n"
        "    type: run 3 `C`\n"
        "    block 3\n");
    has(state, "try { } except { } else { } finally { }",
        "try 3\n"
        "  block 3\n"
        "  except 3\n"
        "    block 3\n"
        "  else: block 3\n"
        "  finally: block 3\n");
    has(state, "try { } except { } else { }",
        "try 3\n"
        "  block 3\n"
        "  except 3\n"
        "    block 3\n"
        "  else: block 3\n");
    has(state, "try { } except { } finally { }",
        "try 3\n"
        "  block 3\n"
        "  except 3\n"
        "    block 3\n"
        "  finally: block 3\n");
    has(state, "if (a) try { } except { } else { }",
        "if 3\n"
        "  run 3 `a`\n"
        "  then: try 3\n"
        "    block 3\n"
        "    except 3\n"
        "      block 3\n"
        "    else: block 3\n");
    has(state, "try { } finally { } if (a) ; else ;",
        "try 3\n"
        "  block 3\n"
        "  finally: block 3\n"
        "if 3\n"
        "  run 3 `a`\n"
        "  then: empty 3\n"
        "  else: empty 3\n");
}

/* Section 3, errors */
static void raise_forms(void **state)
{
    has(state, "raise;", "raise 3\n");
    has(state, "raise e;", "raise 3 e\n");
    has(state, "raise E();", "raise 3 E\n");
    has(state, "raise E(\"a %d\", 1);",
        "raise 3 E\n"
        "  run 3 `\"a %d\"`\n"
        "  run 3 `1`\n");
    has(state, "raise E(.code = 2);",
        "raise 3 E\n"
        "  run 3 `.code = 2`\n");
    has(state, "raise E() from e;", "raise 3 E from=e\n");
    has(state, "raise E from e;", "raise 3 E from=e\n");
    has(state, "raise from e;", "raise 3 from=e\n");
    has(state, "raise(SIGINT);",
        "expression 3\n"
        "  run 3 `raise(SIGINT)`\n");
    has(state, "raise (a);",
        "expression 3\n"
        "  run 3 `raise (a)`\n");
    has(state, "raise E(\"a\", await g());",
        "raise 3 E\n"
        "  run 3 `\"a\"`\n"
        "  await 3 `g`\n");
    has(state, "if (a) raise E(); else raise;",
        "if 3\n"
        "  run 3 `a`\n"
        "  then: raise 3 E\n"
        "  else: raise 3\n");
}

/* Section 3 */
static void yield_and_defer(void **state)
{
    has(state, "yield;", "yield 3\n");
    has(state, "yield a;",
        "yield 3\n"
        "  run 3 `a`\n");
    has(state, "yield a, b;",
        "yield 3\n"
        "  run 3 `a, b`\n");
    has(state, "yield await g();",
        "yield 3\n"
        "  await 3 `g`\n");
    has(state, "defer { a(); }",
        "defer 3\n"
        "  block 3\n"
        "    expression 3\n"
        "      run 3 `a()`\n");
    has(state, "defer { await g(); }",
        "defer 3\n"
        "  block 3\n"
        "    expression 3\n"
        "      await 3 `g`\n");
}

/* Section 2 */
static void words_that_are_names(void **state)
{
    has(state, "o->yield = a.with;",
        "expression 3\n"
        "  run 3 `o->yield = a.with`\n");
    has(state, "as = in + from;",
        "expression 3\n"
        "  run 3 `as = in + from`\n");
    has(state, "gather(race);",
        "expression 3\n"
        "  run 3 `gather(race)`\n");
    has(state, "enter: ;",
        "label 3 `enter`\n"
        "  empty 3\n");
    has(state, "int as, in, from;",
        "declaration 3 `int`\n"
        "  declarator 3 `as`\n"
        "  declarator 3 `in`\n"
        "  declarator 3 `from`\n");
    has(state, "o->try();",
        "expression 3\n"
        "  run 3 `o->try()`\n");
    has(state, "context a;",
        "declaration 3 `context`\n"
        "  declarator 3 `a`\n");
    has(state, "import = 1;",
        "expression 3\n"
        "  run 3 `import = 1`\n");
    has(state, "x.raise(1);",
        "expression 3\n"
        "  run 3 `x.raise(1)`\n");
    has(state, "T *self = manager;",
        "declaration 3 `T`\n"
        "  declarator 3 `*self`\n"
        "    run 3 `manager`\n");
}

static void lines(void **state)
{
    has(state, "a();\n"
        "\n"
        "if (b)\n"
        "    c();\n"
        "else\n"
        "    d();",
        "expression 3\n"
        "  run 3 `a()`\n"
        "if 5\n"
        "  run 5 `b`\n"
        "  then: expression 6\n"
        "    run 6 `c()`\n"
        "  else: expression 8\n"
        "    run 8 `d()`\n");
    has(state, "a = b +\n"
        "    c  *  d /* e */ + f;",
        "expression 3\n"
        "  run 3 `a = b + c * d + f`\n");
}

/* ---- what is said about what is malformed ---- */

/* Section 11: all the errors are reported. */
static void reports_errors_of_one_body(void **state)
{
    says(state, "break a;\n"
        "raise 1;\n"
        "int = 1;\n"
        "ok();\n"
        "except { }",
        "x.acm:3:6: error: expected ';' after 'break', saw 'a'\n"
        "x.acm:4:6: error: expected ';' after 'raise', saw '1'\n"
        "x.acm:5:4: error: expected ';' after 'int', saw '='\n"
        "x.acm:7:1: error: unexpected 'except' after ';'\n");
    says(state, "await 1;\n"
        "await;\n"
        "await g;",
        "x.acm:3:7: error: expected a call after 'await', saw '1'\n"
        "x.acm:4:6: error: expected a call after 'await', saw ';'\n"
        "x.acm:5:8: error: expected '(' of a call after 'g', saw ';'\n"
        "x.acm:5:8: note: 'await' takes the call of a coroutine; a task is waited for by its group, where the block of that ends\n");
    says(state, "if a) b();\n"
        "x();\n"
        "do a(); b();\n"
        "x();\n"
        "defer a();",
        "x.acm:3:4: error: expected '(' after 'if', saw 'a'\n"
        "x.acm:5:9: error: expected 'while' after ';', saw 'b'\n"
        "x.acm:7:7: error: expected '{' after 'defer', saw 'a'\n");
    says(state, "{ break a; }\n"
        "{ { raise 1; } }\n"
        "yield 1;\n"
        "continue 2;",
        "x.acm:3:8: error: expected ';' after 'break', saw 'a'\n"
        "x.acm:4:10: error: expected ';' after 'raise', saw '1'\n"
        "x.acm:6:9: error: expected ';' after 'continue', saw '2'\n");
}

static void names_a_missing_semicolon(void **state)
{
    says(state, "break a;", "x.acm:3:6: error: expected ';' after 'break', saw 'a'\n");
    says(state, "continue", "x.acm:3:9: error: expected ';' after 'continue', saw '}'\n");
    says(state, "return", "x.acm:3:7: error: expected ';' after 'return', saw '}'\n");
    says(state, "return a", "x.acm:3:9: error: expected ';' after 'a', saw '}'\n");
    says(state, "a()", "x.acm:3:4: error: expected ';' after ')', saw '}'\n");
    says(state, "raise E(1) 2;", "x.acm:3:11: error: expected ';' after ')', saw '2'\n");
    says(state, "raise E() from f();", "x.acm:3:17: error: expected ';' after 'f', saw '('\n");
    says(state, "raise \"a\";", "x.acm:3:7: error: what is raised is an error, not a string\n");
    says(state, "int = 1;", "x.acm:3:4: error: expected ';' after 'int', saw '='\n");
}

static void names_what_tries_need(void **state)
{
    says(state, "try { }", "x.acm:4:1: error: expected 'except' or 'finally' after '}', saw '}'\n");
    says(state, "try { } else { }", "x.acm:3:9: error: expected 'except' or 'finally' after '}', saw 'else'\n");
    says(state, "try a();", "x.acm:3:5: error: expected '{' after 'try', saw 'a'\n");
    says(state, "try { } except e { }", "x.acm:3:16: error: the types of a handler stand in parentheses: 'except (e)'\n");
    says(state, "try { } except (E e) { }", "x.acm:3:19: error: expected ')', ',' or '*' after 'E', saw 'e'\n");
    says(state, "try { } except () { }", "x.acm:3:17: error: expected a name after '(', saw ')'\n");
    says(state, "try { } except (E *) { }", "x.acm:3:20: error: expected a name after '*', saw ')'\n");
    says(state, "try { } except (*e) { }", "x.acm:3:17: error: expected a name after '(', saw '*'\n");
    says(state, "except { }", "x.acm:3:1: error: unexpected 'except' after '{'\n");
    says(state, "finally { }", "x.acm:3:1: error: unexpected 'finally' after '{'\n");
    says(state, "else { }", "x.acm:3:1: error: unexpected 'else' after '{'\n");
}

static void names_what_withs_need(void **state)
{
    says(state, "async with m() as { }", "x.acm:3:19: error: expected a type or a variable after 'as', saw '{'\n");
    says(state, "async with m();", "x.acm:3:15: error: expected 'as', '{' or ',' after ')', saw ';'\n");
    says(state, "async a();", "x.acm:3:7: error: expected 'for' or 'with' after 'async', saw 'a'\n");
    says(state, "async { }", "x.acm:3:7: error: expected 'for' or 'with' after 'async', saw '{'\n");
}

static void names_what_async_fors_need(void **state)
{
    says(state, "async for (int a in g) ;", "x.acm:3:22: error: expected '(' of a call after 'g', saw ')'\n");
    says(state, "async for (a in g()) ;", "x.acm:3:12: error: expected a type after '(', saw 'a'\n");
    says(state, "async for (int a in g() + 1) ;", "x.acm:3:25: error: expected ')' after ')', saw '+'\n");
    says(state, "async for (int in g()) ;", "x.acm:3:16: error: expected a variable after 'int', saw 'in'\n");
}

static void names_what_statements_need(void **state)
{
    says(state, "defer a();", "x.acm:3:7: error: expected '{' after 'defer', saw 'a'\n");
    says(state, "if a;", "x.acm:3:4: error: expected '(' after 'if', saw 'a'\n");
    says(state, "while a;", "x.acm:3:7: error: expected '(' after 'while', saw 'a'\n");
    says(state, "do a(); b();", "x.acm:3:9: error: expected 'while' after ';', saw 'b'\n");
    says(state, "switch { }", "x.acm:3:8: error: expected '(' after 'switch', saw '{'\n");
    says(state, "default a;", "x.acm:3:9: error: expected ':' after 'default', saw 'a'\n");
    says(state, "int a, ;", "x.acm:3:8: error: expected a variable after ',', saw ';'\n");
    says(state, "raise E from;", "x.acm:3:13: error: expected a name after 'from', saw ';'\n");
    says(state, "case 1 a;", "x.acm:3:9: error: expected ':' after 'a', saw ';'\n");
}

static void names_what_awaits_need(void **state)
{
    says(state, "await;", "x.acm:3:6: error: expected a call after 'await', saw ';'\n");
    says(state, "await 1;", "x.acm:3:7: error: expected a call after 'await', saw '1'\n");
    says(state, "await (g());", "x.acm:3:7: error: expected a call after 'await', saw '('\n");
    says(state, "await g;", "x.acm:3:8: error: expected '(' of a call after 'g', saw ';'\n"
        "x.acm:3:8: note: 'await' takes the call of a coroutine; a task is waited for by its group, where the block of that ends\n");
    says(state, "await \"a\";", "x.acm:3:7: error: expected a call after 'await', saw '\"a\"'\n");
}

static void await_takes_the_call_alone(void **state)
{
    says(state, "await g()->x;",
        "x.acm:3:10: error: await takes the call and nothing more; what follows it needs parentheses\n");
    says(state, "await g().x;",
        "x.acm:3:10: error: await takes the call and nothing more; what follows it needs parentheses\n");
    says(state, "await g()[1];",
        "x.acm:3:10: error: await takes the call and nothing more; what follows it needs parentheses\n");
    says(state, "await g()++;",
        "x.acm:3:10: error: await takes the call and nothing more; what follows it needs parentheses\n");
    says(state, "a = await g()();",
        "x.acm:3:14: error: await takes the call and nothing more; what follows it needs parentheses\n");
}

static void awaits_where_nothing_can_wait(void **state)
{
    says(state, "sizeof(await g());", "x.acm:3:8: error: await in an operand that is not evaluated\n");
    says(state, "sizeof await g();", "x.acm:3:8: error: await in an operand that is not evaluated\n");
    says(state, "_Alignof(await g());", "x.acm:3:10: error: await in an operand that is not evaluated\n");
    says(state, "_Generic(await g(), int: 1);", "x.acm:3:10: error: await in _Generic\n");
    says(state, "({ await g(); });", "x.acm:3:4: error: await in a statement expression\n");
    says(state, "case await g(): ;", "x.acm:3:6: error: await in a case label\n");
}

/* The place of what is missing, and how to put it there. */
static void offers_what_is_missing(void **state)
{
    diagnostics *diag = diag_new(*state);
    parsed(*state, "async void f(void)\n{\n    break // so\n    a();\n}\n", diag, true);
    assert_string_equal(messages(*state, diag),
        "x.acm:3:10: error: expected ';' after 'break', saw 'a'\n"
        "    3 |     break // so\n"
        "      |          ^\n"
        "      |          ;\n");
}

/* Nothing of it is lost. */
static void goes_on_after_a_statement_that_is_wrong(void **state)
{
    diagnostics *diag = diag_new(*state);
    const unit *u = parsed(*state, "async void f(void) { a(); break 1; b(); }\nint c;\nasync void g(void) { d(); }\n", diag, true);
    assert_int_equal(diag_error_count(diag), 1);
    assert_string_equal(tree_of(*state, u),
        "form 1 coroutine f `void` `f(void)`\n"
        "  block 1\n"
        "    expression 1\n"
        "      run 1 `a()`\n"
        "    break 1\n"
        "    expression 1\n"
        "      run 1 `1`\n"
        "    expression 1\n"
        "      run 1 `b()`\n"
        "c 2\n"
        "form 3 coroutine g `void` `g(void)`\n"
        "  block 3\n"
        "    expression 3\n"
        "      run 3 `d()`\n");
}

static void reports_errors_of_all_of_a_file(void **state)
{
    diagnostics *diag = diag_new(*state);
    parsed(*state, "async void f(void) { break 1; }\nint a;\nasync void g(void) { await; }\n"
           "manager M { int; int b; void exit(const acm_BaseError *e) { raise 1; } };\nimport \"x\"\nerror E : F\n"
           "async void ok(void) { a(); }\n", diag, true);
    assert_string_equal(first_lines(*state, messages(*state, diag)),
        "x.acm:1:27: error: expected ';' after 'break', saw '1'\n"
        "x.acm:3:27: error: expected a call after 'await', saw ';'\n"
        "x.acm:4:16: error: expected a variable after 'int', saw ';'\n"
        "x.acm:4:66: error: expected ';' after 'raise', saw '1'\n"
        "x.acm:5:11: error: expected ';' after '\"x\"', saw 'error'\n"
        "x.acm:6:12: error: expected ';' after 'F', saw 'async'\n");
}

/* ---- files ---- */

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
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(statements_of_c), TEST(the_nearest_if_takes_the_else), TEST(labels), TEST(directives_between_statements),
        TEST(declarations), TEST(expressions), TEST(loop_macros), TEST(awaits_out_of_runs), TEST(awaits_of_methods),
        TEST(operators_around_awaits), TEST(awaits_in_headers), TEST(with), TEST(with_lists), TEST(async_for),
        TEST(try_forms), TEST(raise_forms), TEST(yield_and_defer), TEST(words_that_are_names), TEST(lines),
        TEST(reports_errors_of_one_body), TEST(names_a_missing_semicolon), TEST(names_what_tries_need),
        TEST(names_what_withs_need), TEST(names_what_async_fors_need), TEST(names_what_statements_need),
        TEST(names_what_awaits_need), TEST(await_takes_the_call_alone), TEST(awaits_where_nothing_can_wait),
        TEST(offers_what_is_missing), TEST(goes_on_after_a_statement_that_is_wrong), TEST(reports_errors_of_all_of_a_file),
        TEST(forms), TEST(managers), TEST(leaves_bodies_out), TEST(takes_an_empty_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
