#include "module.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "parser.h"

/* ---- names ---- */

static unsigned hash_of(const char *name)
{
    unsigned hash = 5381;
    for (; *name; name++)
        hash = hash * 33 + (unsigned char)*name;
    return hash % 1024;
}

symbol *program_find_anywhere(const program *program, const char *name)
{
    symbol *s = program->slots[hash_of(name)];
    while (s && strcmp(s->c_name, name) != 0)
        s = s->next;
    return s;
}

symbol *program_find(const program *program, const char *name, uint32_t at)
{
    symbol *s = program_find_anywhere(program, name);
    return s && (s->module != program->main || s->declared <= at) ? s : NULL;
}

symbol *program_find_token(const program *program, uint32_t token)
{
    return program_find(program, token_text(program->arena, program->main->tokens, token), token);
}

symbol *symbol_method(const symbol *manager, const char *name)
{
    symbol *m = manager->methods;
    while (m && strcmp(m->name, name) != 0)
        m = m->next_method;
    return m;
}

signature *symbol_signature(const symbol *symbol)
{
    return symbol->node->kind == NODE_FORM ? symbol->node->form.signature : NULL;
}

bool symbol_is_async(const symbol *s)
{
    if (s->kind == SYMBOL_MANAGER)
        return (s->enter && s->enter->node->form.is_async) || (s->exit && s->exit->node->form.is_async);
    return s->node->kind == NODE_FORM && s->node->form.is_async;
}

/* Edit distance, up to 2; 3 is more. */
static unsigned distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    unsigned char row[64], previous[64];
    if (n >= 63 || m >= 63 || (n > m ? n - m : m - n) > 2)
        return 3;
    for (size_t j = 0; j <= m; j++)
        previous[j] = (unsigned char)j;
    for (size_t i = 1; i <= n; i++) {
        row[0] = (unsigned char)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned best = previous[j - 1] + (a[i - 1] != b[j - 1]);
            if (previous[j] + 1u < best)
                best = previous[j] + 1u;
            if (row[j - 1] + 1u < best)
                best = row[j - 1] + 1u;
            row[j] = (unsigned char)best;
        }
        memcpy(previous, row, m + 1);
    }
    return previous[m];
}

const symbol *program_guess(const program *program, const char *name, symbol_kind kind)
{
    const symbol *best = NULL;
    unsigned nearest = strlen(name) > 3 ? 3 : 2;
    for (size_t i = 0; i < 1024; i++)
        for (const symbol *s = program->slots[i]; s; s = s->next) {
            unsigned d = s->kind == kind && !s->manager ? distance(name, s->name) : 3;
            if (d < nearest || (d == nearest && best && d < 3 && strcmp(s->name, best->name) < 0)) {
                nearest = d;
                best = s;
            }
        }
    return best;
}

/* ---- declaring ---- */

static const char *kind_name(symbol_kind kind)
{
    static const char *const names[] = {"a coroutine", "a context", "a generator", "a manager", "an error"};
    return names[kind];
}

static uint32_t name_token(const node *n)
{
    return n->kind == NODE_FORM ? n->form.signature->name : n->kind == NODE_MANAGER ? n->manager.name : n->error.name;
}

static bool is_definition(const node *n)
{
    return n->kind != NODE_FORM || n->form.body != NULL;
}

/* Whether a preprocessor conditional stands between two tokens: then they may be alternatives. */
static bool conditional_between(const tokens *tokens, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (tokens->at[i].lexeme == LEX_DIRECTIVE) {
            const char *text = tokens->source->bytes + tokens->at[i].start + 1;
            while (*text == ' ' || *text == '\t')
                text++;
            if (strncmp(text, "el", 2) == 0 || strncmp(text, "if", 2) == 0 || strncmp(text, "en", 2) == 0)
                return true;
        }
    return false;
}

static void note_declared_at(program *p, const symbol *s)
{
    diag_note(p->diag, token_span(s->module->tokens, name_token(s->node), name_token(s->node)), "'%s' is declared here", s->name);
}

static void redeclare(program *p, module *m, symbol *s, symbol_kind kind, node *n)
{
    uint32_t at = name_token(n);
    if (s->module != m && s->kind == kind && !is_definition(s->node)) {       /* a prototype there, perhaps defined here */
        s->module = m;
        s->node = n;
        s->declared = at;
        s->defined = is_definition(n) ? at : 0;
        return;
    }
    if (s->module != m && s->kind == kind && !is_definition(n))
        return;
    if (s->module != m) {
        diag_error(p->diag, token_span(m->tokens, at, at), "'%s' is declared in '%s' too", s->name, s->module->path);
        note_declared_at(p, s);
        return;
    }
    if (s->kind != kind && !conditional_between(m->tokens, s->declared, at)) {
        diag_error(p->diag, token_span(m->tokens, at, at), "'%s' is already %s", s->name, kind_name(s->kind));
        note_declared_at(p, s);
        return;
    }
    if (!is_definition(n))
        return;
    if (s->defined && !conditional_between(m->tokens, s->defined, at)) {
        diag_error(p->diag, token_span(m->tokens, at, at), "'%s' is defined twice", s->name);
        note_declared_at(p, s);
        return;
    }
    s->definitions++;
    if (!s->defined) {
        s->node = n;
        s->defined = at;
    }
}

static symbol *new_symbol(program *p, module *m, symbol_kind kind, node *n, const char *name)
{
    symbol *s = arena_alloc(p->arena, sizeof *s);
    *s = (symbol){.kind = kind, .name = name, .c_name = name, .module = m, .node = n, .declared = name_token(n)};
    s->defined = is_definition(n) ? s->declared : 0;
    s->definitions = is_definition(n);
    s->index = m->symbols.count;
    LIST_ADD(p->arena, m->symbols, s);
    return s;
}

static symbol *declare(program *p, module *m, symbol_kind kind, node *n)
{
    const char *name = token_text(p->arena, m->tokens, name_token(n));
    symbol *s = program_find_anywhere(p, name);
    if (s) {
        redeclare(p, m, s, kind, n);
        return s;
    }
    s = new_symbol(p, m, kind, n, name);
    s->next = p->slots[hash_of(name)];
    p->slots[hash_of(name)] = s;
    return s;
}

static void declare_methods(program *p, module *m, symbol *manager)
{
    for (node *n = manager->node->manager.members; n; n = n->next) {
        if (n->kind != NODE_FORM)
            continue;
        const char *name = token_text(p->arena, m->tokens, n->form.signature->name);
        if (symbol_method(manager, name)) {
            diag_error(p->diag, token_span(m->tokens, name_token(n), name_token(n)), "'%s' is defined twice", name);
            continue;
        }
        symbol *s = new_symbol(p, m, SYMBOL_COROUTINE, n, name);
        s->c_name = arena_printf(p->arena, "%s_%s", manager->name, name);
        s->next = p->slots[hash_of(s->c_name)];        /* NAME_method may be called so too */
        p->slots[hash_of(s->c_name)] = s;
        s->is_static = manager->is_static;
        s->manager = manager;
        s->next_method = manager->methods;
        manager->methods = s;
        if (strcmp(name, "enter") == 0)
            manager->enter = s;
        if (strcmp(name, "exit") == 0)
            manager->exit = s;
    }
}

static void declare_all(program *p, module *m)
{
    for (node *n = m->unit->items; n; n = n->next) {
        symbol *s = NULL;
        if (n->kind == NODE_ERROR)
            s = declare(p, m, SYMBOL_ERROR, n);
        else if (n->kind == NODE_FORM && !(m != p->main && (n->form.is_static || token_is(m->tokens, n->form.signature->name, "main"))))
            s = declare(p, m, n->form.kind == FORM_CONTEXT ? SYMBOL_CONTEXT : n->form.kind == FORM_GENERATOR ? SYMBOL_GENERATOR
                                                                                                 : SYMBOL_COROUTINE, n);
        else if (n->kind == NODE_MANAGER && !(m != p->main && n->manager.is_static))
            s = declare(p, m, SYMBOL_MANAGER, n);
        if (!s)
            continue;
        if (n->kind == NODE_FORM)
            s->is_static |= n->form.is_static || token_is(m->tokens, n->form.signature->name, "main");
        if (n->kind == NODE_MANAGER && s->node == n && !s->methods) {
            s->is_static = n->manager.is_static;
            declare_methods(p, m, s);
        }
    }
}

/* ---- imports ---- */

static const char *directory_of(arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? arena_copy(arena, path, (size_t)(slash - path) + 1) : "";
}

static const char *stem_of(arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t length = strlen(name);
    if (length > 4 && strcmp(name + length - 4, ".acm") == 0)
        length -= 4;
    char *stem = arena_copy(arena, name, length);
    for (char *c = stem; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9')))
            *c = '_';
    return *stem >= '0' && *stem <= '9' ? arena_printf(arena, "_%s", stem) : stem;
}

static bool readable(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (f)
        fclose(f);
    return f != NULL;
}

/* Beside the importing file, then along -I (the library's directory is its last). */
static const char *find_import(program *p, const module *from, const char *name, bool *in_library)
{
    *in_library = false;
    if (*name == '/')
        return readable(name) ? name : NULL;
    const char *path = arena_printf(p->arena, "%s%s", directory_of(p->arena, from->path), name);
    if (readable(path))
        return path;
    for (size_t i = 0; i < p->options->include_path_count; i++) {
        path = arena_printf(p->arena, "%s/%s", p->options->include_paths[i], name);
        *in_library = i + 1 == p->options->include_path_count;
        if (readable(path))
            return path;
    }
    return NULL;
}

typedef struct loading { module *module; const struct loading *outer; } loading;

static module *read_module(program *p, const char *path, bool main)
{
    const char *reason = NULL;
    const source *source = source_read(p->arena, path, &reason);
    if (!source)
        return NULL;
    tokens *t = scan(p->arena, source, p->diag);
    if (!t)
        return NULL;
    module *m = arena_alloc(p->arena, sizeof *m);
    *m = (module){.path = path, .stem = stem_of(p->arena, path), .tokens = t};
    const char *slash = strrchr(path, '/');
    m->header = arena_printf(p->arena, "%s.h", slash ? slash + 1 : path);
    m->unit = parse_file(p->arena, t, p->diag, main);
    return m;
}

static module *already_read(const program *p, const char *path)
{
    for (size_t i = 0; i < p->modules.count; i++)
        if (strcmp(p->modules.at[i]->path, path) == 0)
            return p->modules.at[i];
    return NULL;
}

static void report_cycle(program *p, span where, const loading *outer, const char *path)
{
    const char *chain = path;
    const loading *l = outer;
    for (; l && strcmp(l->module->path, path) != 0; l = l->outer)
        chain = arena_printf(p->arena, "'%s', which imports %s", l->module->path, chain == path ? arena_printf(p->arena, "'%s'", path) : chain);
    diag_error(p->diag, where, "import cycle: '%s' imports %s", path, chain == path ? "itself" : chain);
}

static void import_all(program *p, module *m, const loading *outer);

static void import_one(program *p, module *m, const node *n, const loading *outer)
{
    const char *quoted = token_text(p->arena, m->tokens, n->import.path);
    const char *name = arena_copy(p->arena, quoted + 1, strlen(quoted) - 2);
    span where = token_span(m->tokens, n->import.path, n->import.path);
    bool in_library;
    const char *path = find_import(p, m, name, &in_library);
    if (!path) {
        diag_error(p->diag, where, "can't find '%s' beside this file, along -I, or in the library", name);
        return;
    }
    for (const loading *l = outer; l; l = l->outer)
        if (strcmp(l->module->path, path) == 0) {
            report_cycle(p, where, outer, path);
            return;
        }
    module *imported = already_read(p, path);
    if (!imported) {
        imported = read_module(p, path, false);
        if (!imported) {
            diag_error(p->diag, where, "can't read '%s': %s", path, strerror(errno));
            return;
        }
        imported->is_library = in_library || m->is_library;
        imported->header = arena_printf(p->arena, "%s.h", name);
        import_all(p, imported, outer);
        LIST_ADD(p->arena, p->modules, imported);
        declare_all(p, imported);
    }
    LIST_ADD(p->arena, m->imports, imported);
}

static void import_all(program *p, module *m, const loading *outer)
{
    loading here = {m, outer};
    for (const node *n = m->unit->items; n; n = n->next)
        if (n->kind == NODE_IMPORT)
            import_one(p, m, n, &here);
}

program *program_load(arena *arena, diagnostics *diag, const char *path, const translate_options *options)
{
    program *p = arena_alloc(arena, sizeof *p);
    p->arena = arena;
    p->diag = diag;
    p->options = options;
    p->main = read_module(p, path, true);
    if (!p->main) {
        const source *nowhere = source_of_text(arena, path, "", 0);
        diag_error(diag, (span){nowhere, 0, 0}, "can't read '%s': %s", path, strerror(errno));
        return NULL;
    }
    import_all(p, p->main, NULL);
    declare_all(p, p->main);
    return p;
}
