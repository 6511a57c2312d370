/* Other .acm files: finding, reading, each once however often it is imported, and no cycles. */
#include <string.h>
#include <sys/stat.h>

#include "module.h"
#include "parser.h"
#include "paths.h"

/* ---- names of its own in C ---- */

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The file's name without `.acm`, as an identifier. */
static char *stem_of(arena *arena, const char *path)
{
    const char *name = path_name(path);
    size_t length = strlen(name);
    if (length > 4 && strcmp(name + length - 4, ".acm") == 0)
        length -= 4;
    char *stem = arena_printf(arena, "%s%.*s", *name >= '0' && *name <= '9' ? "_" : "", (int)length, name);
    for (char *c = stem; *c; c++)
        if (!is_letter_or_digit(*c))
            *c = '_';
    return stem;
}

static bool is_exported(const module *m, const node *n)
{
    switch (n->kind) {
    case NODE_ERROR: return true;
    case NODE_MANAGER: return !n->manager.is_static;
    case NODE_FORM: return !n->form.is_static && !token_is(m->tokens, n->form.signature->name, "main");
    default: return false;
    }
}

/* The first form of those that the header declares: prototypes only if there is nothing else. */
static const node *first_exported(const module *m)
{
    const node *prototype = NULL;
    for (const node *n = m->unit->items; n; n = n->next) {
        if (!is_exported(m, n))
            continue;
        if (n->kind != NODE_FORM || n->form.body)
            return n;
        if (!prototype)
            prototype = n;
    }
    return prototype;
}

/* Files of one name may stand in different folders, but what they export differs: the first of it becomes part of the name. */
static void name_module(arena *arena, module *m)
{
    char *stem = stem_of(arena, m->path), *upper = arena_copy(arena, stem, strlen(stem));
    for (char *c = upper; *c; c++)
        *c = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
    for (const node *n = m->unit->items; n; n = n->next)
        if (is_exported(m, n))
            m->last_exported = n;
    const node *first = first_exported(m);
    const char *name = first ? token_text(arena, m->tokens, form_name(first)) : stem;
    bool same = strcmp(name, stem) == 0;
    m->guard = arena_printf(arena, "%s_ACM_H%s%s", upper, same ? "" : "_", same ? "" : name);
    m->stem = strncmp(name, stem, strlen(stem)) == 0 ? arena_printf(arena, "%s_acm", name) : arena_printf(arena, "%s_%s_acm", stem, name);
}

/* ---- reading ---- */

module *module_read(program *p, const char *path, bool main, const char **reason)
{
    const source *source = source_read(p->arena, path, reason);
    if (!source)
        return NULL;
    tokens *t = scan(p->arena, source, p->diag);
    if (!t)
        return NULL;
    module *m = arena_alloc(p->arena, sizeof *m);
    *m = (module){.path = path, .tokens = t};
    struct stat about;
    if (stat(path, &about) == 0) {
        m->device = about.st_dev;
        m->inode = about.st_ino;
    }
    m->unit = parse_file(p->arena, t, p->diag, main);
    name_module(p->arena, m);
    return m;
}

/* Whether a path is of a file, or of something that can't be read as one, but is there; and which. */
static bool find_file(const char *path, struct stat *about)
{
    return stat(path, about) == 0 && !S_ISDIR(about->st_mode);
}

/* Beside the importing file, then along -I (the library's directory is its last).  NULL if there is none. */
static const char *find_import(program *p, const module *from, const char *name, struct stat *about, bool *in_library)
{
    const char *slash = strrchr(from->path, '/');
    const char *path = *name == '/' ? name : arena_printf(p->arena, "%.*s%s", slash ? (int)(slash - from->path) + 1 : 0, from->path, name);
    *in_library = false;
    if (find_file(path, about))
        return path;
    for (size_t i = 0; i < p->options->include_path_count && *name != '/'; i++) {
        path = arena_printf(p->arena, "%s/%s", p->options->include_paths[i], name);
        *in_library = i + 1 == p->options->include_path_count;
        if (find_file(path, about))
            return path;
    }
    return NULL;
}

static bool is_file(const module *m, const struct stat *about)
{
    return m->device == about->st_dev && m->inode == about->st_ino;
}

static module *already_read(const program *p, const struct stat *about)
{
    for (size_t i = 0; i < p->modules.count; i++)
        if (is_file(p->modules.at[i], about))
            return p->modules.at[i];
    return NULL;
}

/* ---- the graph ---- */

/* FROM, which PATH imports directly or through others, imports PATH. */
static void report_cycle(program *p, span at, const module *from, const module *back)
{
    const char *chain = arena_printf(p->arena, "'%s'", back->path);
    if (from == back)
        chain = "itself";
    for (const module *m = from; m != back; m = m->importer)
        chain = arena_printf(p->arena, "'%s', which imports %s", m->path, chain);
    diag_error(p->diag, at, "import cycle: '%s' imports %s", back->path, chain);
}

/* The path between the quotes; NULL if it can't be one. */
static const char *import_name(program *p, const module *m, uint32_t token)
{
    const char *quoted = token_text(p->arena, m->tokens, token);
    span at = token_span(m->tokens, token, token);
    if (*quoted != '"') {
        diag_error(p->diag, at, "an import is a plain string, without a prefix");
        return NULL;
    }
    const struct token *t = &m->tokens->at[token];
    const char *name = arena_copy(p->arena, quoted + 1, t->end - t->start - 2);
    size_t length = strlen(name);
    if (length < 5 || length != t->end - t->start - 2 || strcmp(name + length - 4, ".acm") != 0 || name[length - 5] == '/' || strchr(name, '\\') || strchr(name, '\n')) {
        diag_error(p->diag, at, "'%s' is no name of an .acm file", name);
        const char *near = arena_printf(p->arena, "%s.acm", name);
        struct stat about;
        bool in_library;
        if (length > 0 && !strpbrk(name, "\\\n") && find_import(p, m, near, &about, &in_library))
            diag_fix(p->diag, at, arena_printf(p->arena, "\"%s\"", near));
        if (length > 2 && strcmp(name + length - 2, ".h") == 0)
            diag_note(p->diag, at, "the headers of C are included as in C: '#include <%s>'", name);
        return NULL;
    }
    return name;
}

static void import_one(program *p, module *m, uint32_t token)
{
    const char *name = import_name(p, m, token), *reason = NULL;
    if (!name)
        return;
    span at = token_span(m->tokens, token, token);
    struct stat about;
    bool in_library;
    const char *path = find_import(p, m, name, &about, &in_library);
    if (!path) {
        diag_error(p->diag, at, "can't find '%s' beside this file, along -I, or in the library", name);
        return;
    }
    for (const module *outer = m; outer; outer = outer->importer)
        if (is_file(outer, &about)) {
            report_cycle(p, at, m, outer);
            return;
        }
    module *imported = already_read(p, &about);
    if (!imported) {
        imported = module_read(p, path, false, &reason);
        if (!imported) {
            if (reason)
                diag_error(p->diag, at, "can't read '%s': %s", path, reason);
            return;
        }
        imported->is_library = in_library || m->is_library;
        imported->importer = m;
        imported->import = token;
        import_all(p, imported);
        LIST_ADD(p->arena, p->modules, imported);
        declare_all(p, imported);
    }
    LIST_ADD(p->arena, m->imports, imported);
}

void import_all(program *p, module *m)
{
    for (const node *n = m->unit->items; n; n = n->next)
        if (n->kind == NODE_IMPORT)
            import_one(p, m, n->import.path);
}
