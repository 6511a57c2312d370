/* The macros that a file and its imports define: what they do with what they are given, which names they mention, and which
 * they declare. */
#ifndef MACROS_H
#define MACROS_H

#include "module.h"

/* What becomes of an argument. */
enum {
    USED_AS_VALUE = 1,
    USED_AS_TEXT = 2,                     /* #x, a##x: its spelling counts */
    USED_AS_NAME = 4,                     /* a member, a tag, a label */
    USED_AS_DECLARED = 8                  /* a variable that the macro declares, perhaps for itself alone */
};

/* A name in a replacement. */
typedef struct macro_name {
    const char *text;
    uint32_t length;
    uint32_t token;                       /* in definition.tokens */
    uint32_t parameter;                   /* what it is one of, from 1; 0: none */
    unsigned use;                         /* of a parameter, as far as can be seen where it stands */
    bool is_inner;                        /* declared in braces of the macro's own: nobody else sees it */
    bool begins;                          /* a statement of the replacement, outside of its braces */
} macro_name;

typedef LIST(macro_name) macro_names;

typedef struct definition {
    const char *name;
    uint32_t length;
    const module *of;
    uint32_t directive;                   /* its token there */
    bool is_undef, is_function, is_variadic;
    tokens *tokens;                       /* from `define` on */
    uint32_t first;                       /* of the replacement */
    LIST(uint32_t) parameters;            /* tokens; `...` is one too */
    macro_names uses;                     /* of the parameters */
    macro_names declared;
    macro_names mentioned;                /* names that are not its own: whoever uses it must know them */
    macro_names joined;                   /* what stands beside a ## */
    bool is_read, is_walked;
    struct definition *next;                   /* of the same slot: the later one first */
} definition;

/* A definition that may be in force at token AT of main: the last one, and then, in arms of conditionals, others.  NULL: there is
 * none.  What they are replaced with has been read. */
definition *macro_at(program *program, const char *name, size_t length, uint32_t at);
definition *macro_other(program *program, const definition *before, uint32_t at);
definition *macro_of_token(program *program, uint32_t token);        /* that a name of main would be replaced by where it stands */
/* The macro without parameters that surely replaces that name at token AT of main, and is defined behind token SINCE: from there on it hides a
 * variable of its name that was declared there. */
definition *macro_since(program *program, const char *name, size_t length, uint32_t since, uint32_t at);

/* Its name where it is defined. */
span macro_span(const definition *m);
macro_name macro_name_at(const definition *m, uint32_t token);
/* What it does with its argument, from 0, all its possible definitions taken together; 0: it does not use it. */
unsigned macro_use(program *program, definition *m, size_t argument, uint32_t at);
/* What it joins with ##, with what the macros that it uses join. */
macro_names macro_joins(program *program, definition *m, uint32_t at);
/* The variables that it declares for what comes after it, with what the macros that it uses declare. */
macro_names macro_declares(program *program, definition *m, uint32_t at);
/* The first name in an argument, counted from 1, of the macro that is used at a token of main; 0: there is none. */
uint32_t macro_argument_name(const tokens *tokens, uint32_t at, uint32_t argument);
/* The parameter that a name of the replacement is, from 1; 0: it is none. */
uint32_t macro_parameter(const definition *m, uint32_t token);
/* Whether the head of a statement that the name at a token of main makes may be that of a loop, which break leaves. */
bool macro_makes_loop(program *program, uint32_t token);
/* Whether it jumps, or may: by a word of its own, or of a macro that it uses. */
bool macro_jumps(program *program, definition *m, uint32_t at);
bool word_asks_for_type(int word);         /* _Generic, typeof, __auto_type */
/* Whether such a word stands in it, or in a macro that it uses. */
bool macro_asks_for_type(program *program, definition *m, uint32_t at);
/* Past an attribute at a token of main, or a macro for one, that says something about a variable and nothing about its type; else the
 * token itself. */
uint32_t skip_idle_attribute(program *program, uint32_t token);
/* Whether `__attribute__((cleanup(…)))` stands in it, or in a macro that it uses. */
bool macro_has_cleanup(program *program, definition *m, uint32_t at);

#endif
