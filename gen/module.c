#include "module.h"

#include <string.h>

#include "c_names.h"
#include "conditional.h"

/* ---- places ---- */

static unsigned depth_of(const module *m)
{
    unsigned depth = 0;
    for (; m->importer; m = m->importer)
        depth++;
    return depth;
}

bool places_meet(place a, place b)
{
    while (a.module != b.module) {
        place *deeper = depth_of(a.module) >= depth_of(b.module) ? &a : &b;
        if (arm_at(deeper->module->tokens, deeper->token) != 0)
            return false;
        *deeper = (place){deeper->module->importer, deeper->module->import};
    }
    return arm_at(a.module->tokens, a.token) == arm_at(b.module->tokens, b.token);
}

uint32_t place_in_main(place p)
{
    for (; p.module->importer; p = (place){p.module->importer, p.module->import})
        ;
    return p.token;
}

span place_span(place p)
{
    return token_span(p.module->tokens, p.token, p.token);
}

/* ---- names ---- */

static unsigned hash_of(const char *name)
{
    unsigned hash = 5381;
    for (; *name; name++)
        hash = hash * 33 + (unsigned char)*name;
    return hash;
}

static symbol **slot_of(const program *program, const char *name)
{
    return &program->slots[hash_of(name) % program->slot_count];
}

symbol *program_find_anywhere(const program *program, const char *name)
{
    symbol *s = program->slot_count > 0 ? *slot_of(program, name) : NULL;
    while (s && strcmp(s->c_name, name) != 0)
        s = s->next;
    return s;
}

static void grow_slots(program *program)
{
    symbol **old = program->slots;
    const size_t count = program->slot_count;
    program->slot_count = count > 0 ? 2 * count : 256;
    program->slots = arena_alloc(program->arena, program->slot_count * sizeof *program->slots);
    for (size_t i = 0; i < count; i++)
        for (symbol *s = old[i], *next; s; s = next) {
            next = s->next;
            symbol **slot = slot_of(program, s->c_name);
            s->next = *slot;
            *slot = s;
        }
}

void program_add(program *program, symbol *symbol)
{
    if (++program->named_count > program->slot_count)
        grow_slots(program);
    struct symbol **slot = slot_of(program, symbol->c_name);
    symbol->next = *slot;
    *slot = symbol;
}

static bool is_declared_at(const program *p, place where, uint32_t at)
{
    uint32_t token = where.module ? place_in_main(where) : UINT32_MAX;
    return token <= at && !arms_exclude(p->main->tokens, token, at);
}

static symbol *first_declared_at(const program *program, symbol *s, uint32_t at)
{
    for (; s; s = s->alternative)
        if (is_declared_at(program, (place){s->module, s->declared}, at) || is_declared_at(program, s->declared_too, at))
            return s;
    return NULL;
}

symbol *program_find(const program *program, const char *name, uint32_t at)
{
    return first_declared_at(program, program_find_anywhere(program, name), at);
}

symbol *program_find_next(const program *program, const symbol *s, uint32_t at)
{
    return first_declared_at(program, s->alternative, at);
}

symbol *program_find_token(const program *program, uint32_t token)
{
    return program_find(program, token_text(program->arena, program->main->tokens, token), token);
}

uint32_t form_name(const node *n)
{
    return n->kind == NODE_FORM ? n->form.signature->name : n->kind == NODE_MANAGER ? n->manager.name
        : n->kind == NODE_ERROR ? n->error.name : 0;
}

symbol *program_symbol_of(const program *program, const node *form)
{
    uint32_t name = form_name(form);
    symbol *first = name ? program_find_anywhere(program, token_text(program->arena, program->main->tokens, name)) : NULL;
    for (symbol *s = first; s; s = s->alternative)
        if (s->node == form)
            return s;
    for (symbol *s = first; s; s = s->alternative)        /* a prototype */
        if (s->module == program->main && !arms_exclude(program->main->tokens, s->declared, name))
            return s;
    return first;
}

symbol *symbol_method(const symbol *manager, const char *name)
{
    symbol *m = manager->methods;
    while (m && strcmp(m->name, name) != 0)
        m = m->next_method;
    return m;
}

size_t end_of_methods(const symbol *manager)
{
    const module *m = manager->module;
    size_t end = manager->index + 1;
    while (end < m->symbols.count && m->symbols.at[end]->manager == manager)
        end++;
    return end;
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
    for (size_t i = 0; i < program->slot_count; i++)
        for (const symbol *s = program->slots[i]; s; s = s->next) {
            unsigned d = s->kind == kind && !s->manager ? distance(name, s->name) : 3;
            if (d < nearest || (d == nearest && best && d < 3 && strcmp(s->name, best->name) < 0)) {
                nearest = d;
                best = s;
            }
        }
    return best;
}

/* ---- all of it ---- */

program *program_load(arena *arena, diagnostics *diag, const char *path, const translate_options *options)
{
    program *p = arena_alloc(arena, sizeof *p);
    const char *reason = NULL;
    p->arena = arena;
    p->diag = diag;
    p->options = options;
    p->main = module_read(p, path, true, &reason);
    if (!p->main) {
        const source *nowhere = source_of_text(arena, path, "", 0);
        if (reason)
            diag_error(diag, (span){nowhere, 0, 0}, "can't read '%s': %s", path, reason);
        return NULL;
    }
    import_all(p, p->main);
    declare_all(p, p->main);
    c_names_check(p);
    return p;
}
