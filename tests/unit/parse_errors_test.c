/* What is said about what is malformed, and where reading goes on behind it. */
#include "parse_testing.h"

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
        "x.acm:5:8: error: expected '(' after 'g', saw ';'\n"
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
    says(state, "try { } except (E e) { }", "x.acm:3:19: error: expected '*' after 'E', saw 'e'\n");
    says(state, "try { } except () { }", "x.acm:3:17: error: expected a type of error after '(', saw ')'\n"
         "x.acm:3:16: note: 'except' without parentheses takes every 'acm_Error'\n");
    says(state, "try { } except (E *) { }", "x.acm:3:20: error: expected a name after '*', saw ')'\n");
    says(state, "try { } except (*e) { }", "x.acm:3:17: error: expected a type of error after '(', saw '*'\n");
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
    says(state, "async for (int a in g) ;", "x.acm:3:22: error: expected '(' after 'g', saw ')'\n");
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
    says(state, "await g;", "x.acm:3:8: error: expected '(' after 'g', saw ';'\n"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reports_errors_of_one_body), TEST(names_a_missing_semicolon), TEST(names_what_tries_need), TEST(names_what_withs_need),
        TEST(names_what_async_fors_need), TEST(names_what_statements_need), TEST(names_what_awaits_need),
        TEST(await_takes_the_call_alone), TEST(awaits_where_nothing_can_wait), TEST(offers_what_is_missing),
        TEST(goes_on_after_a_statement_that_is_wrong), TEST(reports_errors_of_all_of_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
