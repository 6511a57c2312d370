#include "warning_options.h"

#include <string.h>

#include "spelling.h"

static int find_warning(const char *name)
{
    for (int i = 0; i < WARNING_COUNT; i++)
        if (strcmp(name, warning_name((warning)i)) == 0)
            return i;
    return -1;
}

/* The parts of -W[no-][error=]NAME. */
typedef struct warning_text {
    bool no, error;
    const char *name;
    int kind;                             /* -1: no such warning */
} warning_text;

/* Skips a beginning of *TEXT, if it is there. */
static bool skip(const char **text, const char *beginning)
{
    bool there = strncmp(*text, beginning, strlen(beginning)) == 0;
    *text += there ? strlen(beginning) : 0;
    return there;
}

static warning_text take_apart(const char *text)
{
    warning_text w = {.name = text + strlen("-W")};
    w.kind = find_warning(w.name);        /* first: a warning's own name may begin with no- */
    if (w.kind < 0) {
        w.no = skip(&w.name, "no-");
        w.error = skip(&w.name, "error=");
        w.kind = find_warning(w.name);
    }
    return w;
}

static bool is_one_of(const char *text, const char *a, const char *b)
{
    return strcmp(text, a) == 0 || strcmp(text, b) == 0;
}

bool warning_options_has(const char *text)
{
    return take_apart(text).kind >= 0 || is_one_of(text, "-Werror", "-Wno-error");
}

static const char *unknown(arena *arena, const char *text, const char *name)
{
    spelling s = {.text = name};
    for (int i = 0; i < WARNING_COUNT; i++)
        spelling_try(&s, warning_name((warning)i));
    if (!s.best)
        return arena_printf(arena, "unknown warning '%s'; 'acmc --help' lists them", text);
    return arena_printf(arena, "unknown warning '%s'; did you mean '%.*s%s'?", text, (int)(name - text), text, s.best);
}

static void set(warning_options *o, warning_text w)
{
    warning_level *level = &o->levels.of[w.kind];
    if (w.error) {
        o->never_error[w.kind] = w.no;
        if (!w.no)
            *level = WARNING_ERROR;
        else if (*level == WARNING_ERROR)
            *level = WARNING_ON;
    } else if (w.no) {
        *level = WARNING_OFF;
    } else if (*level == WARNING_OFF) {
        *level = WARNING_ON;
    }
}

bool warning_options_add(arena *arena, warning_options *options, const char *text, const char **message)
{
    warning_text w = take_apart(text);
    if (is_one_of(text, "-Wall", "-Wextra"))
        options->levels = warning_defaults();
    else if (is_one_of(text, "-Werror", "-Wno-error"))
        options->all_errors = strcmp(text, "-Werror") == 0;
    else if (w.kind >= 0)
        set(options, w);
    else if (!w.no || w.error) {          /* not to be warned of something unknown is easy, as it is for gcc */
        *message = unknown(arena, text, w.name);
        return false;
    }
    return true;
}

void warning_options_off(warning_options *options)
{
    for (int i = 0; i < WARNING_COUNT; i++)
        options->levels.of[i] = WARNING_OFF;
}

warning_levels warning_options_levels(const warning_options *options)
{
    warning_levels levels = options->levels;
    for (int i = 0; i < WARNING_COUNT; i++)
        if (options->all_errors && levels.of[i] == WARNING_ON && !options->never_error[i])
            levels.of[i] = WARNING_ERROR;
    return levels;
}
