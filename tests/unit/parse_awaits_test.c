/* From tokens to the tree: where in expressions awaits stand. */
#include "parse_testing.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(awaits_out_of_runs), TEST(awaits_of_methods), TEST(operators_around_awaits), TEST(awaits_in_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
