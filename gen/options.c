#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "depfile.h"
#include "spelling.h"
#include "warning_options.h"

/* ---- the options ---- */

typedef enum form {
    ALONE,                                /* -w */
    JOINED,                               /* -oX or -o X */
    NEXT,                                 /* -MF X */
    EQUALS                                /* --emit=X */
} form;

enum { TRANSLATE = 1, RUN = 2, BOTH = 3 };                /* where an option may be used */

/* id, name, form, where, what --help calls the argument and says; NULL: not listed by itself */
#define OPTIONS(X)                                                                                              \
    X(OUTPUT,    "-o",   JOINED, TRANSLATE, "X.c", "write X.c and X.h ('-o -': the C to standard output)")       \
    X(DIRECTORY, "-d",   JOINED, TRANSLATE, "DIR", "write into DIR, which must exist")                           \
    X(INCLUDE,   "-I",   JOINED, BOTH, "DIR", "look for imports in DIR too")                                     \
    X(NO_LINE,   "--no-line", ALONE, BOTH, "", "leave out #line")                                               \
    X(EMIT,      "--emit=", EQUALS, TRANSLATE, "WHAT", "print to standard output instead of writing files:\n"   \
                                                       "tree, c, header, frames (the layout of the frames) or\n" \
                                                       "frames-json (the same for programs)")                   \
    X(MD,        "-MD",  ALONE, TRANSLATE, "", "write a dependency file too, FILE.acm.d beside the C file")      \
    X(MMD,       "-MMD", ALONE, TRANSLATE, "", "the same, without the files of the library")                    \
    X(MF,        "-MF",  NEXT, TRANSLATE, "FILE", "name of the dependency file")                                 \
    X(MT,        "-MT",  NEXT, TRANSLATE, "TARGET", "its target, instead of the C file; may be repeated")         \
    X(MQ,        "-MQ",  NEXT, TRANSLATE, "TARGET", "the same, with make's special characters escaped")           \
    X(MP,        "-MP",  ALONE, TRANSLATE, "", "with an empty rule for each imported file")                      \
    X(CFLAGS,    "--cflags", ALONE, TRANSLATE, "", "print how to compile what was generated, and stop")          \
    X(LIBS,      "--libs", ALONE, TRANSLATE, "", "print how to link it, and stop")                               \
    X(MAX_ERRORS, "-fmax-errors=", EQUALS, BOTH, "N", "show the first N errors of a file only; 0 for all")       \
    X(BLOCKING,  "-fblocking=", EQUALS, BOTH, "NAME", "the C function NAME blocks: -Wblocking")                  \
    X(INSTRUMENT, "-finstrument-managers", ALONE, BOTH, "", "have generated code tell tests (acm/testing.acm) what is\n" \
                                                       "entered and left: managers, contexts, generators")   \
    X(COLOUR,    "-fdiagnostics-color=", EQUALS, BOTH, "WHEN", "auto, always or never")                          \
    X(COLOUR_ON, "-fdiagnostics-color", ALONE, BOTH, NULL, NULL)                                                 \
    X(COLOUR_OFF, "-fno-diagnostics-color", ALONE, BOTH, NULL, NULL)                                             \
    X(FORMAT,    "-fdiagnostics-format=", EQUALS, BOTH, "FORMAT", "of messages: text, json (as gcc's) or sarif (2.1.0)") \
    X(FIX,       "--fix", ALONE, TRANSLATE, "", "first make the changes in the files that messages propose")       \
    X(QUIET,     "-w",   ALONE, BOTH, "", "no warnings")                                                         \
    X(HELP,      "--help", ALONE, BOTH, "", "print this, and stop")                                              \
    X(HELP_WARNINGS, "--help=warnings", ALONE, BOTH, "", "print what there is to be warned of, and stop")         \
    X(VERSION,   "--version", ALONE, BOTH, "", "print the version, and stop")                                    \
    X(HELP_SHORT, "-h",  ALONE, BOTH, NULL, NULL)                                                                \
    X(CC_DEFINE, "-D",   JOINED, RUN, NULL, NULL)                                                                \
    X(CC_UNDEFINE, "-U", JOINED, RUN, NULL, NULL)                                                                \
    X(CC_LIBRARY, "-l",  JOINED, RUN, NULL, NULL)                                                                \
    X(CC_LIBRARY_PATH, "-L", JOINED, RUN, NULL, NULL)

typedef enum option_id {
#define X(id, ...) OPTION_##id,
    OPTIONS(X)
#undef X
    OPTION_COUNT
} option_id;

static const struct option {
    const char *name;
    form form;
    int where;
    const char *argument, *help;
} table[OPTION_COUNT] = {
#define X(id, ...) {__VA_ARGS__},
    OPTIONS(X)
#undef X
};

/* ---- parsing ---- */

typedef struct parsing {
    arena *arena;
    options *options;
    FILE *errors;
    int argc, at;
    char *const *argv;
    warning_options warnings;
} parsing;

#ifdef __GNUC__
__attribute__((format(printf, 2, 3)))
#endif
static bool mistake(const parsing *p, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(p->errors, "acmc: error: %s\n", arena_vprintf(p->arena, format, arguments));
    va_end(arguments);
    return false;
}

static bool begins(const char *text, const char *with) { return strncmp(text, with, strlen(with)) == 0; }

static bool parse_emit(const parsing *p, const char *value)
{
    static const struct { const char *name; emit emit; } kinds[] = {
        {"tree", EMIT_TREE}, {"c", EMIT_C}, {"header", EMIT_HEADER}, {"frames", EMIT_FRAMES},
        {"frames-json", EMIT_FRAMES_JSON},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(value, kinds[i].name) == 0) {
            p->options->emit = kinds[i].emit;
            return true;
        }
    return mistake(p, "'--emit=%s': it takes tree, c, header, frames or frames-json", value);
}

static bool parse_colour(const parsing *p, const char *value)
{
    static const char *const names[] = {[WHEN_AUTO] = "auto", [WHEN_ALWAYS] = "always", [WHEN_NEVER] = "never"};
    for (int i = 0; i < 3; i++)
        if (strcmp(value, names[i]) == 0) {
            p->options->colour = (when)i;
            return true;
        }
    return mistake(p, "'-fdiagnostics-color=%s': it takes auto, always or never", value);
}

static bool parse_format(const parsing *p, const char *value)
{
    static const char *const names[] = {[REPORT_TEXT] = "text", [REPORT_JSON] = "json", [REPORT_SARIF] = "sarif"};
    for (int i = 0; i < 3; i++)
        if (strcmp(value, names[i]) == 0) {
            p->options->format = (report_format)i;
            return true;
        }
    return mistake(p, "'-fdiagnostics-format=%s': it takes text, json or sarif", value);
}

static bool parse_max_errors(const parsing *p, const char *value)
{
    char *end;
    unsigned long number = strtoul(value, &end, 10);
    if (*value < '0' || *value > '9' || *end)
        return mistake(p, "'-fmax-errors=%s': it takes a number", value);
    p->options->max_errors = number;
    return true;
}

static void add(const parsing *p, string_list *list, const char *text)
{
    LIST_ADD(p->arena, *list, text);
}

static void run_command(options *o, command command)
{
    if (o->command == COMMAND_TRANSLATE || o->command == COMMAND_RUN || command == COMMAND_HELP || command == COMMAND_HELP_WARNINGS)
        o->command = command;
}

static bool apply(parsing *p, option_id id, const char *value)
{
    options *o = p->options;
    switch (id) {
    case OPTION_OUTPUT: o->output = value; return true;
    case OPTION_DIRECTORY: o->directory = value; return true;
    case OPTION_INCLUDE: add(p, &o->include_paths, value); return true;
    case OPTION_NO_LINE: o->no_line = true; return true;
    case OPTION_EMIT: return parse_emit(p, value);
    case OPTION_MD: o->dependencies = true; return true;
    case OPTION_MMD: o->dependencies = o->own_dependencies = true; return true;
    case OPTION_MF: o->dependency_file = value; return true;
    case OPTION_MT: add(p, &o->dependency_targets, value); return true;
    case OPTION_MQ: add(p, &o->dependency_targets, depfile_escape(p->arena, value)); return true;
    case OPTION_MP: o->phony_targets = true; return true;
    case OPTION_CFLAGS: o->cflags = true; run_command(o, COMMAND_FLAGS); return true;
    case OPTION_LIBS: o->libs = true; run_command(o, COMMAND_FLAGS); return true;
    case OPTION_MAX_ERRORS: return parse_max_errors(p, value);
    case OPTION_BLOCKING: add(p, &o->blocking, value); return true;
    case OPTION_INSTRUMENT: o->instruments_managers = true; return true;
    case OPTION_COLOUR: return parse_colour(p, value);
    case OPTION_COLOUR_ON: o->colour = WHEN_ALWAYS; return true;
    case OPTION_COLOUR_OFF: o->colour = WHEN_NEVER; return true;
    case OPTION_FORMAT: return parse_format(p, value);
    case OPTION_FIX: o->fix = true; return true;
    case OPTION_QUIET: warning_options_off(&p->warnings); return true;
    case OPTION_HELP: case OPTION_HELP_SHORT: run_command(o, COMMAND_HELP); return true;
    case OPTION_HELP_WARNINGS: run_command(o, COMMAND_HELP_WARNINGS); return true;
    case OPTION_VERSION: run_command(o, COMMAND_VERSION); return true;
    case OPTION_CC_DEFINE: case OPTION_CC_UNDEFINE: case OPTION_CC_LIBRARY: case OPTION_CC_LIBRARY_PATH:
        add(p, &o->compiler_arguments, arena_printf(p->arena, "%s%s", table[id].name, value));
        return true;
    case OPTION_COUNT: break;
    }
    return true;
}

/* ---- finding options ---- */

static bool matches(const struct option *option, const char *text)
{
    return option->form == JOINED || option->form == EQUALS ? begins(text, option->name) : strcmp(text, option->name) == 0;
}

static bool unknown_option(const parsing *p, const char *text)
{
    size_t equals = strcspn(text, "=");
    spelling s = {.text = text[equals] ? arena_copy(p->arena, text, equals + 1) : text};
    for (int i = 0; i < OPTION_COUNT; i++)
        if (table[i].help && table[i].where != RUN)
            spelling_try(&s, table[i].name);
    if (s.best)
        return mistake(p, "unknown option '%s'; did you mean '%s'?", text, s.best);
    return mistake(p, "unknown option '%s'; 'acmc --help' lists them", text);
}

/* Options that `run` hands on as they are. */
static bool is_for_compiler(const char *text)
{
    static const char *const beginnings[] = {"-O", "-g", "-std=", "-f", "-m", "-W", "-pthread", "-pedantic", "-static", "-rdynamic",
                                             "-isystem", "-x"};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (begins(text, beginnings[i]))
            return true;
    return false;
}

/* The one with the longest name, so that -MD is not -M with D. */
static int find_option(const char *text, int where)
{
    int best = -1;
    for (int i = 0; i < OPTION_COUNT; i++)
        if ((table[i].where & where) && matches(&table[i], text)
            && (best < 0 || strlen(table[i].name) > strlen(table[best].name)))
            best = i;
    return best;
}

static const char frame_size[] = "-Wframe-size=";

static bool parse_frame_size(parsing *p, const char *value)
{
    char *end;
    unsigned long number = strtoul(value, &end, 10);
    if (*value < '0' || *value > '9' || *end || number == 0)
        return mistake(p, "'%s%s': it takes a number of bytes", frame_size, value);
    p->options->frame_limit = number;
    const char *message;
    return warning_options_add(p->arena, &p->warnings, "-Wframe-size", &message);
}

static bool parse_warning(parsing *p, const char *text)
{
    const char *message;
    if (begins(text, frame_size))
        return parse_frame_size(p, text + strlen(frame_size));
    return warning_options_add(p->arena, &p->warnings, text, &message) || mistake(p, "%s", message);
}

static bool parse_option(parsing *p)
{
    const char *text = p->argv[p->at++];
    bool run = p->options->command == COMMAND_RUN;
    if (begins(text, "-W") && (!run || begins(text, frame_size) || warning_options_has(text)))
        return parse_warning(p, text);
    int id = find_option(text, run ? RUN : TRANSLATE);
    if (id < 0 && run && is_for_compiler(text)) {
        add(p, &p->options->compiler_arguments, text);
        return true;
    }
    if (id < 0 && find_option(text, BOTH) >= 0)
        return mistake(p, run ? "'%s' is not for 'acmc run'" : "'%s' is for 'acmc run' only", text);
    if (id < 0)
        return unknown_option(p, text);
    const char *value = text + strlen(table[id].name);
    if (table[id].form == NEXT || (table[id].form == JOINED && !*value)) {
        if (p->at == p->argc)
            return mistake(p, "'%s' needs an argument", text);
        value = p->argv[p->at++];
    }
    return apply(p, (option_id)id, value);
}

/* ---- files ---- */

static bool ends(const char *text, const char *with)
{
    size_t length = strlen(text), end = strlen(with);
    return length > end && strcmp(text + length - end, with) == 0;
}

static bool parse_file(parsing *p, const char *text)
{
    options *o = p->options;
    if (o->command != COMMAND_RUN || ends(text, ".acm")) {
        add(p, &o->inputs, text);
        return true;
    }
    static const char *const kinds[] = {".c", ".o", ".a", ".so", ".S", ".s"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (ends(text, kinds[i])) {
            add(p, &o->compiler_arguments, text);
            return true;
        }
    return mistake(p, "'%s' is neither .acm nor .c, .o, .a or .so; what follows '--' goes to the program", text);
}

/* What can only be said once all of the command line is known. */
static bool check_combinations(const parsing *p)
{
    const options *o = p->options;
    if (o->command != COMMAND_TRANSLATE && o->command != COMMAND_RUN)
        return true;
    if (o->inputs.count == 0)
        return mistake(p, "no input files; 'acmc --help' says how it is used");
    if (o->output && o->inputs.count > 1)
        return mistake(p, "'-o' with several input files; '-d DIR' says where they go");
    if (o->output && o->directory)
        return mistake(p, "'-o' with '-d'; '-o' may name a directory itself");
    if (o->output && strcmp(o->output, "-") != 0 && !ends(o->output, ".c"))
        return mistake(p, "'-o %s': the name must end in .c, and the header's is made from it", o->output);
    if (o->dependency_file && o->inputs.count > 1)
        return mistake(p, "'-MF' with several input files");
    if (!o->dependencies && (o->dependency_file || o->phony_targets || o->dependency_targets.count > 0))
        return mistake(p, "'%s' needs '-MD' too", o->dependency_file ? "-MF" : o->phony_targets ? "-MP" : "-MT");
    return true;
}

bool options_parse(arena *arena, int argc, char *const *argv, options *options, FILE *errors)
{
    *options = (struct options){0};
    parsing p = {.arena = arena, .options = options, .errors = errors, .argc = argc, .at = 1, .argv = argv,
                 .warnings = {.levels = warning_defaults()}};
    bool files_only = false, good = true;
    if (argc > 1 && strcmp(argv[1], "run") == 0) {
        options->command = COMMAND_RUN;
        p.at++;
    }
    while (p.at < argc && good) {
        const char *text = argv[p.at];
        if (!files_only && strcmp(text, "--") == 0) {
            p.at++;
            if (options->command == COMMAND_RUN)
                break;
            files_only = true;
        } else if (!files_only && text[0] == '-' && text[1]) {
            good = parse_option(&p);
        } else {
            p.at++;
            good = parse_file(&p, text);
        }
    }
    while (p.at < argc && good)
        add(&p, &options->program_arguments, argv[p.at++]);
    options->levels = warning_options_levels(&p.warnings);
    if (options->output && strcmp(options->output, "-") == 0 && options->emit == EMIT_FILES)
        options->emit = EMIT_C;
    return good && check_combinations(&p);
}

/* ---- --help ---- */

enum { HELP_COLUMN = 26 };

static void print_entry(FILE *to, const char *left, const char *help)
{
    int width = fprintf(to, "  %s", left);
    if (width >= HELP_COLUMN) {
        putc('\n', to);
        width = 0;
    }
    fprintf(to, "%*s", HELP_COLUMN - width, "");
    for (; *help; help++)
        if (*help == '\n')
            fprintf(to, "\n%*s", HELP_COLUMN, "");
        else
            putc(*help, to);
    putc('\n', to);
}

static void print_warnings(FILE *to)
{
    for (int i = 0; i < WARNING_COUNT; i++) {
        char left[64];
        snprintf(left, sizeof left, "-W%s", warning_name((warning)i));
        print_entry(to, left, warning_meaning((warning)i));
    }
}

void options_print_warnings(FILE *to)
{
    const warning_levels levels = warning_defaults();
    fputs("Warnings, all on.  -Wno-NAME turns one off, -Werror=NAME makes it an error, -Wno-error=NAME a warning again; -Werror makes\n"
          "errors of all, -w turns all off.  docs/diagnostics.md has a page on each.\n\n", to);
    print_warnings(to);
    fputs("\nErrors unless turned down, since they are sure:", to);
    for (int i = 0; i < WARNING_COUNT; i++)
        if (levels.of[i] == WARNING_ERROR)
            fprintf(to, " -W%s", warning_name((warning)i));
    putc('\n', to);
}

void options_print_help(FILE *to)
{
    fputs("acmc translates .acm files, C with coroutines and async with, to C11.\n"
          "\n"
          "  acmc [options] FILE.acm...                  writes FILE.acm.c and FILE.acm.h here\n"
          "  acmc run [options] FILE.acm... [-- args]    translates, compiles, links and runs\n"
          "\n"
          "Options:\n", to);
    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct option *o = &table[i];
        char left[64];
        if (!o->help)
            continue;
        snprintf(left, sizeof left, "%s%s%s", o->name, *o->argument && o->form != EQUALS ? " " : "", o->argument);
        print_entry(to, left, o->help);
    }
    print_entry(to, "--", "what follows are files");
    fputs("\n"
          "Warnings, all on; -Wno-NAME turns one off, -Werror=NAME makes it an error, -Werror all of them:\n", to);
    print_warnings(to);
    fputs("\n"
          "acmc run also takes .c, .o, .a and .so files, -D, -U, -l, -L, and other options of the C compiler's.  What the\n"
          "files import comes along; arguments of the program follow --.\n"
          "\n"
          "Environment of acmc run: CC (cc), CFLAGS (-O1 -g), LDFLAGS, CPATH, TMPDIR (/tmp).\n"
          "Environment of the programs: ACM_DRIVER (epoll, poll, sim), ACM_SEED (under sim: the order of tasks),\n"
          "ACM_ALLOCATOR (malloc: for tools that check memory), ACM_DUMP_ON (the signal that dumps the tasks).\n"
          "\n"
          "Exit status: 0, or 1 after an error; nothing is written for a file with errors.\n", to);
}
