/* The command line: options, in any order, and what is wrong with them. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

typedef struct fixture {
    arena *arena;
    options options;
    char *errors;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    f = (fixture){.arena = arena_new()};
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    arena_free(f->arena);
    free(f->errors);
    return 0;
}

/* LINE is words with single spaces. */
static bool parse(fixture *f, const char *line)
{
    char *argv[32] = {"acmc"};
    int argc = 1;
    for (char *word = strtok(arena_copy(f->arena, line, strlen(line)), " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    free(f->errors);
    f->errors = NULL;
    size_t size = 0;
    FILE *errors = open_memstream(&f->errors, &size);
    bool good = options_parse(f->arena, argc, argv, &f->options, errors);
    fclose(errors);
    return good;
}

static void expect_mistake(fixture *f, const char *line, const char *message)
{
    assert_false(parse(f, line));
    assert_string_equal(f->errors, message);
}

static void takes_files_and_options_in_any_order(void **state)
{
    fixture *f = *state;
    assert_true(parse(f, "a.acm -I x -Iy -d out --no-line b.acm -fmax-errors=7"));
    assert_int_equal(f->options.command, COMMAND_TRANSLATE);
    assert_int_equal(f->options.inputs.count, 2);
    assert_string_equal(f->options.inputs.at[1], "b.acm");
    assert_int_equal(f->options.include_paths.count, 2);
    assert_string_equal(f->options.include_paths.at[0], "x");
    assert_string_equal(f->options.include_paths.at[1], "y");
    assert_string_equal(f->options.directory, "out");
    assert_true(f->options.no_line);
    assert_int_equal(f->options.max_errors, 7);
    assert_string_equal(f->errors, "");
}

static void two_dashes_end_the_options(void **state)
{
    fixture *f = *state;
    assert_true(parse(f, "-- -d.acm"));
    assert_int_equal(f->options.inputs.count, 1);
    assert_string_equal(f->options.inputs.at[0], "-d.acm");
}

static void takes_dependency_options(void **state)
{
    fixture *f = *state;
    assert_true(parse(f, "-MD -MP -MF deps -MT one -MQ $two a.acm"));
    assert_true(f->options.dependencies && f->options.phony_targets);
    assert_string_equal(f->options.dependency_file, "deps");
    assert_string_equal(f->options.dependency_targets.at[0], "one");
    assert_string_equal(f->options.dependency_targets.at[1], "$$two");
}

static void takes_emit(void **state)
{
    fixture *f = *state;
    assert_true(parse(f, "--emit=header a.acm"));
    assert_int_equal(f->options.emit, EMIT_HEADER);
    assert_true(parse(f, "-o - a.acm"));
    assert_int_equal(f->options.emit, EMIT_C);
    expect_mistake(f, "--emit=asm a.acm", "acmc: error: '--emit=asm': it takes tree, c, header, frames or frames-json\n");
}

static void warnings_have_levels(void **state)
{
    fixture *f = *state;
    assert_true(parse(f, "a.acm"));
    assert_int_equal(f->options.levels.of[WARNING_NO_YIELD], WARNING_ERROR);
    assert_true(parse(f, "-Wno-no-yield a.acm"));
    assert_int_equal(f->options.levels.of[WARNING_NO_YIELD], WARNING_OFF);
    assert_int_equal(f->options.levels.of[WARNING_FINALLY_JUMP], WARNING_ON);
    assert_true(parse(f, "-Wno-no-yield -Wno-yield a.acm"));
    assert_int_equal(f->options.levels.of[WARNING_NO_YIELD], WARNING_ON);
    assert_true(parse(f, "-w -Werror=no-yield a.acm"));
    assert_int_equal(f->options.levels.of[WARNING_NO_YIELD], WARNING_ERROR);
    assert_int_equal(f->options.levels.of[WARNING_FINALLY_JUMP], WARNING_OFF);
    assert_true(parse(f, "-w -Wall a.acm"));
    assert_int_equal(f->options.levels.of[WARNING_NO_YIELD], WARNING_ERROR);
}

static void werror_is_for_what_is_on(void **state)
{
    fixture *f = *state;
    assert_true(parse(f, "-Werror -Wno-error=no-yield -Wno-finally-jump a.acm"));
    assert_int_equal(f->options.levels.of[WARNING_NO_YIELD], WARNING_ON);
    assert_int_equal(f->options.levels.of[WARNING_FINALLY_JUMP], WARNING_OFF);
    assert_int_equal(f->options.levels.of[WARNING_CANCEL_SWALLOWED], WARNING_ERROR);
    assert_true(parse(f, "-Werror -Wno-error a.acm"));
    assert_int_equal(f->options.levels.of[WARNING_CANCEL_SWALLOWED], WARNING_ON);
}

static void suggests_what_was_meant(void **state)
{
    fixture *f = *state;
    expect_mistake(f, "--no-lines a.acm", "acmc: error: unknown option '--no-lines'; did you mean '--no-line'?\n");
    expect_mistake(f, "-fmax-error=3 a.acm", "acmc: error: unknown option '-fmax-error=3'; did you mean '-fmax-errors='?\n");
    expect_mistake(f, "--frobnicate a.acm", "acmc: error: unknown option '--frobnicate'; 'acmc --help' lists them\n");
    expect_mistake(f, "-Wfinaly-jump a.acm", "acmc: error: unknown warning '-Wfinaly-jump'; did you mean '-Wfinally-jump'?\n");
    expect_mistake(f, "-Werror=finaly-jump a.acm", "acmc: error: unknown warning '-Werror=finaly-jump'; did you mean '-Werror=finally-jump'?\n");
}

static void says_what_is_missing_or_does_not_go_together(void **state)
{
    fixture *f = *state;
    expect_mistake(f, "", "acmc: error: no input files; 'acmc --help' says how it is used\n");
    expect_mistake(f, "a.acm -d", "acmc: error: '-d' needs an argument\n");
    expect_mistake(f, "-o x.c a.acm b.acm", "acmc: error: '-o' with several input files; '-d DIR' says where they go\n");
    expect_mistake(f, "-o x a.acm", "acmc: error: '-o x': the name must end in .c, and the header's is made from it\n");
    expect_mistake(f, "-o x.c -d d a.acm", "acmc: error: '-o' with '-d'; '-o' may name a directory itself\n");
    expect_mistake(f, "-MF x a.acm", "acmc: error: '-MF' needs '-MD' too\n");
    expect_mistake(f, "-fmax-errors=x a.acm", "acmc: error: '-fmax-errors=x': it takes a number\n");
    expect_mistake(f, "-fmax-errors= a.acm", "acmc: error: '-fmax-errors=': it takes a number\n");
    expect_mistake(f, "-DX a.acm", "acmc: error: '-DX' is for 'acmc run' only\n");
}

static void run_sorts_its_arguments(void **state)
{
    fixture *f = *state;
    assert_true(parse(f, "run -Idir -D X=1 a.acm b.c -lm -O3 c.o -Wextra-semi -- -d a.acm"));
    assert_int_equal(f->options.command, COMMAND_RUN);
    assert_int_equal(f->options.inputs.count, 1);
    assert_int_equal(f->options.include_paths.count, 1);
    const char *compiler[] = {"-DX=1", "b.c", "-lm", "-O3", "c.o", "-Wextra-semi"};
    assert_int_equal(f->options.compiler_arguments.count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(f->options.compiler_arguments.at[i], compiler[i]);
    assert_int_equal(f->options.program_arguments.count, 2);
    assert_string_equal(f->options.program_arguments.at[0], "-d");
}

static void run_refuses_what_is_not_for_it(void **state)
{
    fixture *f = *state;
    expect_mistake(f, "run -o x.c a.acm", "acmc: error: '-o' is not for 'acmc run'\n");
    expect_mistake(f, "run a.acm hello", "acmc: error: 'hello' is neither .acm nor .c, .o, .a or .so; what follows '--' goes to the program\n");
    expect_mistake(f, "run", "acmc: error: no input files; 'acmc --help' says how it is used\n");
}

static void asking_for_help_needs_no_file(void **state)
{
    fixture *f = *state;
    assert_true(parse(f, "--help"));
    assert_int_equal(f->options.command, COMMAND_HELP);
    assert_true(parse(f, "--version"));
    assert_int_equal(f->options.command, COMMAND_VERSION);
    assert_true(parse(f, "--cflags --libs"));
    assert_int_equal(f->options.command, COMMAND_FLAGS);
    assert_true(f->options.cflags && f->options.libs);
    assert_true(parse(f, "run --help"));
    assert_int_equal(f->options.command, COMMAND_HELP);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(takes_files_and_options_in_any_order), TEST(two_dashes_end_the_options), TEST(takes_dependency_options), TEST(takes_emit),
        TEST(warnings_have_levels), TEST(werror_is_for_what_is_on), TEST(suggests_what_was_meant),
        TEST(says_what_is_missing_or_does_not_go_together), TEST(run_sorts_its_arguments), TEST(run_refuses_what_is_not_for_it),
        TEST(asking_for_help_needs_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
