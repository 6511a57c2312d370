/* From tokens to the tree: statements, declarations and expressions of C. */
#include "parse_testing.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(statements_of_c), TEST(the_nearest_if_takes_the_else), TEST(labels), TEST(directives_between_statements),
        TEST(declarations), TEST(expressions), TEST(loop_macros), TEST(words_that_are_names), TEST(lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
