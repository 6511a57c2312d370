/* Section 2, import: which file is read, how often, in which cycles; and names that two files both define. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "module.h"

typedef struct place_for_files {
    arena *arena;
    char folder[32];
    char before[4096];
    program *program;
    char *errors;                         /* as they are printed, without the quoted lines */
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
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", f->folder);
    int status = chdir(f->before) == 0 ? system(command) : -1;
    arena_free(f->arena);
    free(f);
    return status;
}

static void put(const char *path, const char *text)
{
    char folder[256];
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
        mkdir(folder, 0777);
    }
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* The lines of what is printed that begin with a file's name, one after the other. */
static char *only_messages(arena *arena, char *printed)
{
    char *kept = arena_copy(arena, "", 0);
    for (char *line = strtok(printed, "\n"); line; line = strtok(NULL, "\n"))
        if (strstr(line, ": error: ") || strstr(line, ": note: "))
            kept = arena_printf(arena, "%s%s\n", kept, line);
    return kept;
}

static void load(files *f, const char *path)
{
    static const char *const library[] = {"lib1", "lib2"};
    const translate_options options = {.include_paths = library, .include_path_count = 2};
    diagnostics *diag = diag_new(f->arena);
    f->program = program_load(f->arena, diag, path, &options);
    char *printed = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&printed, &size);
    diag_print(diag, to, 0, false);
    fclose(to);
    f->errors = only_messages(f->arena, printed);
    free(printed);
}

static void loads(files *f, const char *path)
{
    load(f, path);
    assert_string_equal(f->errors, "");
}

static void fails(files *f, const char *path, const char *errors)
{
    load(f, path);
    assert_string_equal(f->errors, errors);
}

static const char *path_of(const files *f, size_t i)
{
    assert_true(i < f->program->modules.count);
    return f->program->modules.at[i]->path;
}

/* ---- which file ---- */

static void looks_beside_the_file_then_along_the_paths(void **state)
{
    files *f = *state;
    put("lib1/a.acm", "async int one(void);");
    put("lib2/a.acm", "async int two(void);");
    put("lib2/b.acm", "async int three(void);");
    put("x/a.acm", "async int four(void);");
    put("x/main.acm", "import \"a.acm\"; import \"b.acm\";");
    put("main.acm", "import \"a.acm\";");
    loads(f, "x/main.acm");
    assert_string_equal(path_of(f, 0), "x/a.acm");
    assert_string_equal(path_of(f, 1), "lib2/b.acm");
    assert_true(f->program->modules.at[1]->is_library);
    loads(f, "main.acm");
    assert_string_equal(path_of(f, 0), "lib1/a.acm");
    assert_false(f->program->modules.at[0]->is_library);
}

static void passes_over_folders(void **state)
{
    files *f = *state;
    put("a.acm/x", "");
    put("lib1/a.acm", "");
    put("main.acm", "import \"a.acm\";");
    loads(f, "main.acm");
    assert_string_equal(path_of(f, 0), "lib1/a.acm");
}

static void says_what_it_cannot_find(void **state)
{
    files *f = *state;
    put("main.acm", "import \"none.acm\";\nimport \"folder\";\nimport \"\";\nimport L\"x.acm\";\nimport \"x/.acm\";");
    fails(f, "main.acm",
          "main.acm:1:8: error: can't find 'none.acm' beside this file, along -I, or in the library\n"
          "main.acm:2:8: error: 'folder' is no name of an .acm file\n"
          "main.acm:3:8: error: '' is no name of an .acm file\n"
          "main.acm:4:8: error: an import is a plain string, without a prefix\n"
          "main.acm:5:8: error: 'x/.acm' is no name of an .acm file\n");
}

static void says_why_it_cannot_read(void **state)
{
    files *f = *state;
    put("main.acm", "import \"a.acm\";");
    assert_int_equal(symlink("/proc/self/mem", "a.acm"), 0);        /* is there, and can't be read */
    fails(f, "main.acm", "main.acm:1:8: error: can't read 'a.acm': Input/output error\n");
    fails(f, "nowhere.acm", "nowhere.acm:1:1: error: can't read 'nowhere.acm': No such file or directory\n");
}

static void reads_a_file_once_by_all_its_names(void **state)
{
    files *f = *state;
    put("a.acm", "struct s { int a; }; async int one(void) { return 1; }");
    put("x/b.acm", "import \"../a.acm\"; async int two(void) { return 2; }");
    put("x/c.acm", "import \"./../x/../a.acm\"; import \"b.acm\"; async int three(void) { return 3; }");
    put("main.acm", "import \"a.acm\"; import \"x/b.acm\"; import \"x/c.acm\"; import \"a.acm\"; import \"link.acm\";");
    assert_int_equal(symlink("a.acm", "link.acm"), 0);
    loads(f, "main.acm");
    assert_int_equal(f->program->modules.count, 3);
    assert_int_equal(f->program->main->imports.count, 5);
    assert_ptr_equal(f->program->main->imports.at[0], f->program->main->imports.at[4]);
}

static void reads_imports_first(void **state)
{
    files *f = *state;
    put("a.acm", "import \"b.acm\";");
    put("b.acm", "import \"c.acm\";");
    put("c.acm", "");
    put("main.acm", "import \"a.acm\"; import \"c.acm\";");
    loads(f, "main.acm");
    assert_string_equal(path_of(f, 0), "c.acm");
    assert_string_equal(path_of(f, 1), "b.acm");
    assert_string_equal(path_of(f, 2), "a.acm");
}

/* ---- cycles ---- */

static void names_a_cycle(void **state)
{
    files *f = *state;
    put("a.acm", "import \"x/b.acm\";");
    put("x/b.acm", "import \"c.acm\";");
    put("x/c.acm", "import \"../a.acm\";");
    fails(f, "a.acm", "x/c.acm:1:8: error: import cycle: 'a.acm' imports 'x/b.acm', which imports 'x/c.acm', which imports 'a.acm'\n");
    put("main.acm", "import \"a.acm\";");
    fails(f, "main.acm", "x/c.acm:1:8: error: import cycle: 'a.acm' imports 'x/b.acm', which imports 'x/c.acm', which imports 'a.acm'\n");
    put("self.acm", "import \"./self.acm\";");
    fails(f, "self.acm", "self.acm:1:8: error: import cycle: 'self.acm' imports itself\n");
}

/* ---- names ---- */

/* The first error of main.acm; there is only one. */
static void begins(files *f, const char *expected)
{
    load(f, "main.acm");
    if (strncmp(f->errors, expected, strlen(expected)) != 0)
        assert_string_equal(f->errors, expected);
    assert_null(strstr(f->errors + strlen(expected), ": error: "));
}

static void is_a_clash(files *f, const char *a, const char *b, const char *what)
{
    put("a.acm", a);
    put("b.acm", b);
    put("main.acm", "import \"a.acm\";\nimport \"b.acm\";");
    begins(f, arena_printf(f->arena, "main.acm:2:8: error: 'a.acm' and 'b.acm' both define '%s'\n", what));
    put("main.acm", arena_printf(f->arena, "import \"a.acm\";\n%s", b));      /* the same of a file and one that it imports */
    begins(f, arena_printf(f->arena, "main.acm:1:8: error: 'a.acm' and this file both define '%s'\n", what));
}

static void is_no_clash(files *f, const char *a, const char *b)
{
    put("a.acm", a);
    put("b.acm", b);
    put("main.acm", "import \"a.acm\";\nimport \"b.acm\";");
    loads(f, "main.acm");
    put("main.acm", arena_printf(f->arena, "import \"a.acm\";\n%s", b));
    loads(f, "main.acm");
}

#define A "\nasync int in_a(void) { return 1; }\n"
#define B "\nasync int in_b(void) { return 1; }\n"

static void reports_types(void **state)
{
    files *f = *state;
    is_a_clash(f, "struct s { int a; };" A, "struct s { int a; };" B, "s");
    is_a_clash(f, "struct s { int a; };" A, "union s { long b; };" B, "s");
    is_a_clash(f, "enum s { X };" A, "struct s { int a; };" B, "s");
    is_a_clash(f, "typedef struct s { int a; } *p;" A, "static struct s { int a; } object;" B, "s");
    is_a_clash(f, "struct out { struct s { int a; } in; };" A, "struct __attribute__((packed)) s { int a; };" B, "s");
    is_a_clash(f, "typedef int t;" A, "typedef long t;" B, "t");
    is_a_clash(f, "typedef int u, t[3];" A, "typedef int t[4], v;" B, "t");
    is_a_clash(f, "typedef struct { int a; } t;" A, "typedef struct { int a; } t;" B, "t");
    is_a_clash(f, "typedef int (*t)(int);" A, "typedef int (*t)(long);" B, "t");
    is_a_clash(f, "enum { ONE, TWO = 2, THREE };" A, "enum other { THREE };" B, "THREE");
    is_a_clash(f, "enum { ONE };" A, "typedef int ONE;" B, "ONE");
    is_a_clash(f, "int ONE(void);" A, "enum { ONE };" B, "ONE");
}

static void reports_macros(void **state)
{
    files *f = *state;
    is_a_clash(f, "#define M 1" A, "#define M 2" B, "M");
    is_a_clash(f, "#define M(x) (x)" A, "#define M(y) (y)" B, "M");
    is_a_clash(f, "#define M(x) (x)" A, "#define M (x) (x)" B, "M");
    is_a_clash(f, "#define M" A, "#define M 1" B, "M");
    is_a_clash(f, "#define M 1" A, "#define N 1\n#undef N\n#define M 2" B, "M");
}

static void reports_forms(void **state)
{
    files *f = *state;
    is_a_clash(f, "async int f(void) { return 1; }", "async int f(void) { return 2; }", "f");
    is_a_clash(f, "async int f(void) { return 1; }", "context int f(void) { yield 2; }", "f");
    is_a_clash(f, "async int f(void) { return 1; }", "async context int f(void);" B, "f");
    is_a_clash(f, "error E : acm_Error;", "error E : acm_Error;", "E");
    is_a_clash(f, "error E : acm_Error;", "struct E { int a; };" B, "E");
    is_a_clash(f, "manager m { int a; }", "manager m { int a; }", "m");
    is_a_clash(f, "manager m { int a; }", "typedef struct m m;" B, "m");
    is_a_clash(f, "manager m { int a; }", "error m : acm_Error;", "m");
    is_a_clash(f, "async int f(void) { return 1; }", "struct f_frame { int a; };" B, "f_frame");
    is_a_clash(f, "async int f(void) { return 1; }", "typedef int f_call;" B, "f_call");
    is_a_clash(f, "async int f(void) { return 1; }", "enum { f_start };" B, "f_start");
    is_a_clash(f, "error E : acm_Error;", "typedef int E_type;" B, "E_type");
    is_a_clash(f, "manager m { async void run(void) { } }", "struct m_run_frame { int a; };" B, "m_run_frame");
    is_a_clash(f, "manager m { int run(void) { return 1; } }", "enum { m_run };" B, "m_run");
}

static void reports_what_defines_in_the_importing_file(void **state)
{
    files *f = *state;
    put("a.acm", "enum { ONE }; int declared(int); async int f(void) { return 1; }");
    put("main.acm", "import \"a.acm\";\nstatic int ONE = 1;");
    fails(f, "main.acm", "main.acm:1:8: error: 'a.acm' and this file both define 'ONE'\n"
                         "a.acm:1:8: note: 'ONE' is an enumerator here\n"
                         "main.acm:2:12: note: 'ONE' is an object here\n");
    put("main.acm", "import \"a.acm\";\nstatic int declared(int a) { return a; }");
    fails(f, "main.acm", "main.acm:1:8: error: 'a.acm' and this file both define 'declared'\n"
                         "a.acm:1:19: note: 'declared' is a function here\n"
                         "main.acm:2:12: note: 'declared' is a function here\n");
    put("main.acm", "import \"a.acm\";\nint f_start(void) { return 1; }");
    fails(f, "main.acm", "main.acm:1:8: error: 'a.acm' and this file both define 'f_start'\n"
                         "a.acm:1:44: note: 'f_start' is what 'f' becomes in C here\n"
                         "main.acm:2:5: note: 'f_start' is a function here\n");
    put("main.acm", "int f_start(void) { return 1; }\nasync int f(void) { return 1; }");
    fails(f, "main.acm", "main.acm:2:11: error: 'f_start' is defined twice\n"
                         "main.acm:1:5: note: 'f_start' is a function here\n"
                         "main.acm:2:11: note: 'f_start' is what 'f' becomes in C here\n");
    put("main.acm", "import \"a.acm\";\nint declared(int a) { return a; }\nint f_start_other(void) { return 1; }");
    loads(f, "main.acm");
}

static void allows_what_c_allows_twice(void **state)
{
    files *f = *state;
    is_no_clash(f, "typedef unsigned long size; typedef struct s s, *ps; struct s; extern int e; int f(int a); enum e;" A,
                "typedef unsigned long size; typedef struct s *ps, s; struct s; extern int e; int f(int b); enum e;" B);
    is_no_clash(f, "#define M(x)   ((x) + 1) /* one */" A, "#define M(x) ((x) \\\n + 1) // other" B);
    is_no_clash(f, "#define M 1\n#undef M" A, "#define M 2" B);
    is_no_clash(f, "#define M 1" A, "#undef M\n#define M 2" B);
    is_no_clash(f, "#ifndef M\n#define M 1\n#endif" A, "#define M 2" B);
    is_no_clash(f, "#include <stdio.h>" A, "#include <stdio.h>" B);
    is_no_clash(f, "struct s { int a; };" A, "enum { s }; struct t { int s; }; int f(struct s *s);" B);
    is_no_clash(f, "static int f(void) { struct s { int a; }; return 1; } static int object = 1;" A,
                "static int f(void) { struct s { int a; }; return 1; } static int object = 1;" B);
    is_no_clash(f, A "struct s { int a; };", B "struct s { int a; };");       /* behind the last exported form */
    is_no_clash(f, "async int p(int); " A, "async int p(int n);" B);
    is_no_clash(f, "async int p(int); " A, "async int p(int n) { return n; }" B);
    is_no_clash(f, "static async int p(void) { return 1; } " A, "static async int p(void) { return 1; }" B);
    is_no_clash(f, "static manager m { int a; } " A, "static manager m { int a; }" B);
    is_no_clash(f, "", "");
}

static void allows_arms_that_exclude_each_other(void **state)
{
    files *f = *state;
    is_no_clash(f, "#if X\nstruct s { int a; };\n#else\nstruct s { long b; };\n#endif" A, "");
    is_no_clash(f, "#if X\nstruct s { int a; };\n#endif" A, "#if Y\nstruct s { int a; };\n#endif" B);
    is_no_clash(f, "#if X\nasync int f(void) { return 1; }\n#else\nasync int f(void) { return 2; }\n#endif", "");
    is_no_clash(f, "#if X\nasync int f(void) { return 1; }\n#endif\n#if !X\nasync int f(void) { return 2; }\n#endif", "");
    put("a.acm", "struct s { int a; };" A);
    put("b.acm", "struct s { int a; };\nasync int in_a(void) { return 2; }");
    put("main.acm", "#ifdef X\nimport \"a.acm\";\n#else\nimport \"b.acm\";\n#endif");
    loads(f, "main.acm");
    put("main.acm", "#ifdef X\nimport \"a.acm\";\n#else\nstruct s { int a; }; async int in_a(void) { return 1; }\n#endif");
    loads(f, "main.acm");
    put("main.acm", "#ifdef X\nimport \"a.acm\";\nstruct s { int a; };\n#endif");
    begins(f, "main.acm:2:8: error: 'a.acm' and this file both define 's'\n");
    put("a.acm", "#ifndef G1\n#define G1\nstruct s { int a; };" A "#endif");        /* an include guard excludes nothing */
    put("b.acm", "#ifndef G2\n#define G2\nstruct s { int a; };" B "#endif\n");
    put("main.acm", "import \"a.acm\";\nimport \"b.acm\";");
    begins(f, "main.acm:2:8: error: 'a.acm' and 'b.acm' both define 's'\n");
}

static void reports_a_clash_in_the_depth_once_for_a_form(void **state)
{
    files *f = *state;
    put("a.acm", "error E : acm_Error;");
    put("x/b.acm", "error E : acm_Error;");
    put("x/c.acm", "import \"b.acm\"; async int g(void) { return 1; }");
    put("main.acm", "import \"a.acm\";\nimport \"x/c.acm\";");
    fails(f, "main.acm", "main.acm:2:8: error: 'a.acm' and 'x/b.acm' both define 'E'\n"
                         "a.acm:1:7: note: 'E' is an error here\n"
                         "x/b.acm:1:7: note: 'E' is an error here\n");
}

static void binds_names_by_their_arm(void **state)
{
    files *f = *state;
    put("main.acm", "#if X\nasync int f(void) { return 1; }\nint one;\n#else\nasync int f(int n) { return n; }\nint two;\n#endif\nint three;");
    loads(f, "main.acm");
    const tokens *t = f->program->main->tokens;
    const symbol *seen[3] = {0};
    for (uint32_t i = 0; i < t->count; i++)
        for (int k = 0; k < 3; k++)
            if (token_is(t, i, k == 0 ? "one" : k == 1 ? "two" : "three"))
                seen[k] = program_find(f->program, "f", i);
    assert_int_equal(symbol_signature(seen[0])->parameters.count, 0);
    assert_int_equal(symbol_signature(seen[1])->parameters.count, 1);
    assert_ptr_equal(seen[2], seen[0]);
    assert_null(program_find(f->program, "f", 0));
}

static void takes_many_names_in_linear_time(void **state)
{
    files *f = *state;
    enum { COUNT = 60000 };
    char *text = arena_alloc(f->arena, COUNT * 64), *to = text;
    for (int i = 0; i < COUNT; i++)
        to += sprintf(to, "struct s%d { int a; };\n#define M%d 1\nint f(int);\n", i, i);
    strcpy(to, A);
    put("a.acm", text);
    put("main.acm", "import \"a.acm\";");
    loads(f, "main.acm");
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(looks_beside_the_file_then_along_the_paths), TEST(passes_over_folders), TEST(says_what_it_cannot_find),
        TEST(says_why_it_cannot_read), TEST(reads_a_file_once_by_all_its_names), TEST(reads_imports_first), TEST(names_a_cycle),
        TEST(reports_types), TEST(reports_macros), TEST(reports_forms), TEST(reports_what_defines_in_the_importing_file),
        TEST(allows_what_c_allows_twice), TEST(allows_arms_that_exclude_each_other), TEST(reports_a_clash_in_the_depth_once_for_a_form),
        TEST(binds_names_by_their_arm), TEST(takes_many_names_in_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
