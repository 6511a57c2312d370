/* From tokens to the tree: the statements that C has not. */
#include "parse_testing.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(with), TEST(with_lists), TEST(async_for), TEST(try_forms), TEST(raise_forms), TEST(yield_and_defer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
