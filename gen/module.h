/* A .acm file and what it declares; the graph of imports; looking names up. */
#ifndef MODULE_H
#define MODULE_H

#include "translate.h"
#include "tree.h"

typedef struct module module;

typedef enum symbol_kind { SYMBOL_COROUTINE, SYMBOL_CONTEXT, SYMBOL_GENERATOR, SYMBOL_MANAGER, SYMBOL_ERROR } symbol_kind;

/* Where something is declared. */
typedef struct place {
    const module *module;
    uint32_t token;
} place;

/* A definition or a prototype, up to its body: from where its attributes begin. */
typedef struct head {
    const module *of;
    const node *form;
    range tokens;
} head;

typedef struct symbol {
    symbol_kind kind;
    const char *name;
    const char *c_name;                   /* of what it becomes: the name, or MANAGER_method */
    const module *module;
    node *node;                           /* its first definition, or its first prototype: FORM, MANAGER or ERROR */
    size_t index;                         /* in its module */
    uint32_t declared, defined;           /* tokens where; defined 0: not in this file */
    place declared_too;                   /* a prototype in another file, from before; or no module */
    unsigned definitions;                 /* more than one: in different arms of #if */
    struct symbol *alternative;           /* the next of the same name, in another arm or imported in another arm */
    bool is_static;
    bool is_shared;                       /* a prototype of it is in another file too */
    bool in_header;                       /* declared there: exported, or its frame is part of one that is */
    bool yields_in_scope;                 /* a context: in a timeout or a group */
    bool yields_in_block;                 /* the same, or in a shield, a stack, or a context that acmc does not know to yield in none of them */
    bool needs_function;                  /* a context or method that is called, and not only spliced */
    bool is_awaited;                      /* something calls NAME_call */
    bool is_started;                      /* something calls NAME_start */
    unsigned has_helpers, has_guarded_helpers;     /* what emit_tasks.c has written for it so far: outside of conditionals; in some of them */
    bool is_allocated;                    /* something calls or starts it that allocates its frame */
    bool is_called_allocated;             /* something calls NAME_allocate */
    struct raised_types *raises;          /* see raises.c */
    place must_use;                       /* where it is said that its result must be; token 0: it is not */
    LIST(head) heads;                     /* of a coroutine and its like: its definitions and prototypes, in all files, for their attributes */
    struct symbol *manager;               /* of a method */
    struct symbol *enter, *exit;          /* of a manager; NULL if it has none */
    bool is_walked;                       /* of a manager: its fields are being looked at (file_types.c) */
    struct symbol *methods;               /* of a manager: all of them, linked */
    struct symbol *next_method;
    struct symbol *next;                  /* of the same hash */
} symbol;

struct module {
    const char *path;                     /* as it was found: "src/conn.acm" */
    const char *stem;                     /* what names of its own in its header begin with */
    const char *guard;                    /* its header's include guard */
    unsigned long long device, inode;     /* which file it is, whatever its path */
    const struct module *importer;        /* who read it first; NULL for main */
    uint32_t import;                      /* and the token of the path there */
    const tokens *tokens;
    unit *unit;
    bool is_library;                      /* found in the installed library */
    LIST(module *) imports;               /* directly */
    LIST(symbol *) symbols;               /* in order; methods too */
    const node *last_exported;            /* the header ends with it; NULL: it declares nothing */
};

/* An exit that C implements may ask for the record of its cleanup. */
bool symbol_takes_record(const symbol *exit);
/* `T *`, or with a name `T *name`, of a callee's result. */
const char *symbol_result_pointer(arena *arena, const symbol *symbol, const char *name);
/* The same to a volatile one; NULL if the result's type says volatile already. */
const char *symbol_volatile_result_pointer(arena *arena, const symbol *symbol);

/* What has to be declared before a statement that may be a macro, and declare it (see check_opaque.c). */
typedef struct undeclared {
    uint32_t statement, name;             /* tokens */
    bool is_static;                       /* it is declared, and must still mean that behind the statement */
} undeclared;

typedef struct program {
    arena *arena;
    diagnostics *diag;
    const translate_options *options;
    module *main;
    LIST(module *) modules;               /* all that were read, main's imports first to last, without main */
    symbol **slots;                       /* what main sees by its name, by hash */
    size_t slot_count, named_count;
    struct file_types *file_types;        /* see file_types.c */
    uint32_t *macro_changes;              /* [i]: how many directives that may change macros stand before token i of main */
    LIST(undeclared) undeclared;
    struct definition **macros;                /* see macros.c */
    struct file_name **file_names;        /* see check_names.c */
    struct used_name **used_names;        /* see lower_types.c */
    const char *own_f, *own_frame, *own_task;      /* what generated functions call them: names that the file does not use */
} program;

/* Reads the file and all it imports; what is wrong with imports is reported.  NULL if the file can't be read. */
program *program_load(arena *arena, diagnostics *diag, const char *path, const translate_options *options);

/* What a name means in main where token AT stands: declared before it, or in an import before it, and in no arm that excludes
 * that of AT; NULL: nothing of ours. */
symbol *program_find(const program *program, const char *name, uint32_t at);
symbol *program_find_next(const program *program, const symbol *symbol, uint32_t at);     /* another that it means if the arms are compiled otherwise */
symbol *program_find_token(const program *program, uint32_t token);      /* the name is the token, used where it stands */
symbol *program_find_anywhere(const program *program, const char *name);
symbol *symbol_method(const symbol *manager, const char *name);
/* The methods of a manager follow it among the symbols of its module, up to this one. */
size_t end_of_methods(const symbol *manager);
/* The one whose name is spelled almost so, of a kind; NULL if none is. */
const symbol *program_guess(const program *program, const char *name, symbol_kind kind);

/* The one that a form of main's unit, which may be a prototype, belongs to; NULL: none. */
symbol *program_symbol_of(const program *program, const node *form);
uint32_t form_name(const node *form);             /* token; 0: it is no form */

/* Whether a program that has one of them has the other: they do not depend on different conditions. */
bool places_meet(place a, place b);
/* The token in main by which it is there: itself, or the import. */
uint32_t place_in_main(place place);
span place_span(place place);

signature *symbol_signature(const symbol *symbol);
bool symbol_is_async(const symbol *symbol);       /* a manager: one of enter and exit is */
bool symbol_warns_callers(arena *arena, const symbol *symbol);       /* it is deprecated, or its like; see emit_attributes.c */

/* ---- import.c, symbols.c: shared by the parts ---- */

/* Reads what M imports, and what that imports; what is found goes to p->modules, imports first, and is declared. */
void import_all(program *program, module *module);
/* NULL if it can't be read; *reason says why. */
module *module_read(program *program, const char *path, bool main, const char **reason);
/* What the file's forms declare.  What two files both define is c_names.c's to report. */
void declare_all(program *program, module *module);
/* Sets in_header of what is exported, and of static managers that are part of it; lowering adds what its frames hold. */
void mark_exported(program *program);
/* What uses one of several definitions, in the arms of a conditional, uses whichever is compiled. */
void share_uses(program *program, symbol *symbol);
void program_add(program *program, symbol *symbol);       /* finds it by its name from now on */

#endif
