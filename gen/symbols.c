/* What the forms of a file declare.  A name may have several definitions: in arms of #if that exclude each other, or in
 * files that are imported in such arms; each is a symbol, and they are linked as alternatives. */
#include <string.h>

#include "conditional.h"
#include "module.h"

static const char *kind_name(symbol_kind kind)
{
    static const char *const names[] = {"a coroutine", "a context", "a generator", "a manager", "an error"};
    return names[kind];
}

static bool is_definition(const node *n)
{
    return n->kind != NODE_FORM || n->form.body != NULL;
}

static uint32_t where(const symbol *s)
{
    return s->defined ? s->defined : s->declared;
}

static void note_declared_at(program *p, const symbol *s)
{
    diag_note(p->diag, place_span((place){s->module, where(s)}), "'%s' is declared here", s->name);
}

static symbol *new_symbol(program *p, module *m, symbol_kind kind, node *n, const char *name)
{
    symbol *s = arena_alloc(p->arena, sizeof *s);
    *s = (symbol){.kind = kind, .name = name, .c_name = name, .module = m, .node = n, .declared = form_name(n)};
    s->defined = is_definition(n) ? s->declared : 0;
    s->definitions = is_definition(n);
    s->index = m->symbols.count;
    LIST_ADD(p->arena, m->symbols, s);
    return s;
}

/* ---- one declaration ---- */

/* The one that a declaration of the name AT may repeat, or clash with; NULL if each of them stands elsewhere. */
static symbol *met_by(symbol *first, const module *m, uint32_t at, bool definition)
{
    for (symbol *s = first; s; s = s->alternative) {
        place here = {m, at}, there = {s->module, where(s)};
        bool apart = s->module == m ? arms_exclude(m->tokens, where(s), at) : !places_meet(here, there);
        if (s->module == m && definition && s->defined && arm_at(m->tokens, where(s)) != arm_at(m->tokens, at))
            apart = true;                 /* each under its own condition, though they may hold both */
        if (!apart)
            return s;
    }
    return NULL;
}

static symbol *add_alternative(program *p, module *m, symbol *first, symbol_kind kind, node *n)
{
    symbol *s = new_symbol(p, m, kind, n, first->name), *last = first;
    for (; ; last = last->alternative) {
        bool prototype = last->module == m && last->declared < s->declared && last->declared != last->defined;
        if (prototype && !arms_exclude(m->tokens, last->declared, s->declared))
            s->declared = last->declared;
        last->definitions += last->module == m && s->defined;
        s->is_static |= last->module == m && last->is_static;
        if (!last->alternative)
            break;
    }
    s->definitions = last->definitions > 1 ? last->definitions : 2;
    last->alternative = s;
    return s;
}

/* A prototype of another file is defined here. */
static void take_over(program *p, module *m, symbol *s, node *n)
{
    if (!s->declared_too.module)
        s->declared_too = (place){s->module, s->declared};
    s->module = m;
    s->node = n;
    s->declared = form_name(n);
    s->defined = is_definition(n) ? s->declared : 0;
    s->definitions = is_definition(n);
    s->index = m->symbols.count;
    s->is_shared = true;
    LIST_ADD(p->arena, m->symbols, s);
}

static symbol *redeclare_across(program *p, module *m, symbol *s, symbol_kind kind, node *n)
{
    bool private = n->kind == NODE_FORM && n->form.is_static;
    if (s->kind != kind || private || n->kind != NODE_FORM || (is_definition(n) && s->defined))
        return NULL;                      /* a clash: c_names.c reports it */
    if (!s->defined)
        take_over(p, m, s, n);
    s->is_shared = true;
    return s;
}

static symbol *redeclare(program *p, module *m, symbol *first, symbol_kind kind, node *n)
{
    uint32_t at = form_name(n);
    symbol *s = met_by(first, m, at, is_definition(n));
    if (!s)
        return add_alternative(p, m, first, kind, n);
    if (s->module != m)
        return redeclare_across(p, m, s, kind, n);
    if (s->kind != kind) {
        diag_error(p->diag, place_span((place){m, at}), "'%s' is already %s", s->name, kind_name(s->kind));
        note_declared_at(p, s);
        return NULL;
    }
    if (is_definition(n) && s->defined) {
        diag_error(p->diag, place_span((place){m, at}), "'%s' is defined twice", s->name);
        note_declared_at(p, s);
        return NULL;
    }
    if (is_definition(n)) {
        s->node = n;
        s->defined = at;
        s->definitions++;
    }
    return s;
}

static symbol *declare(program *p, module *m, symbol_kind kind, node *n)
{
    const char *name = token_text(p->arena, m->tokens, form_name(n));
    symbol *s = program_find_anywhere(p, name);
    if (s)
        return redeclare(p, m, s, kind, n);
    if (strcmp(name, "acm") == 0)         /* the frame of a coroutine of that name would be the runtime's acm_frame */
        diag_error(p->diag, place_span((place){m, form_name(n)}), "'acm' is what the names of the runtime begin with; it can't be %s", kind_name(kind));
    s = new_symbol(p, m, kind, n, name);
    program_add(p, s);
    return s;
}

/* NAME_method may be called so too; where the manager has several definitions it may mean any of their methods. */
static void add_method_name(program *p, symbol *method)
{
    symbol *s = program_find_anywhere(p, method->c_name);
    if (!s || !s->manager) {
        program_add(p, method);
        return;
    }
    while (s->alternative)
        s = s->alternative;
    s->alternative = method;
}

/* What a use of the manager becomes would depend on what the C compiler knows first.  distribute_forms.c has made one manager for each arm of a
 * conditional in it, but for too many. */
static void no_arms_inside(program *p, const module *m, const symbol *manager)
{
    const uint32_t arm = arm_at(m->tokens, form_name(manager->node));
    for (const node *n = manager->node->manager.members; n; n = n->next) {
        const bool method = n->kind == NODE_FORM;
        const node *d = n->kind == NODE_FIELD ? n->field.declarators : NULL;
        while (d && !d->declarator.initializer)
            d = d->next;
        if ((!method && !d) || arm_at(m->tokens, n->first) == arm)
            continue;
        const uint32_t at = method ? form_name(n) : d->declarator.name;
        diag_error(p->diag, place_span((place){m, at}), "'%s' stands in a conditional inside of the manager '%s'; define the whole manager in each arm",
                   token_text(p->arena, m->tokens, at), manager->name);
        return;
    }
}

static void declare_methods(program *p, module *m, symbol *manager)
{
    no_arms_inside(p, m, manager);
    for (node *n = manager->node->manager.members; n; n = n->next) {
        if (n->kind != NODE_FORM)
            continue;
        const char *name = token_text(p->arena, m->tokens, n->form.signature->name);
        symbol *same = symbol_method(manager, name);
        if (same && arm_at(m->tokens, same->declared) == arm_at(m->tokens, form_name(n))) {
            diag_error(p->diag, place_span((place){m, form_name(n)}), "'%s' is defined twice", name);
            note_declared_at(p, same);
            continue;
        }
        symbol *s = new_symbol(p, m, SYMBOL_COROUTINE, n, name);
        s->c_name = arena_printf(p->arena, "%s_%s", manager->name, name);
        add_method_name(p, s);
        s->is_static = manager->is_static;
        s->definitions += same ? 1 : 0;
        s->manager = manager;
        s->next_method = manager->methods;
        manager->methods = s;
        if (strcmp(name, "enter") == 0)
            manager->enter = s;
        if (strcmp(name, "exit") == 0)
            manager->exit = s;
    }
}

static const char *result_pointer(arena *arena, const symbol *s, const char *qualifier, const char *name)
{
    const signature *sig = symbol_signature(s);
    const tokens *t = s->module->tokens;
    uint32_t after = t->at[sig->name + 1].mate + 1;
    const char *before = sig->name > sig->declarator.first ? tokens_text(arena, t, sig->declarator.first, sig->name - 1) : "";
    const char *behind = after <= sig->declarator.last ? tokens_text(arena, t, after, sig->declarator.last) : "";
    return arena_printf(arena, "%s %s%s*%s%s", tokens_text(arena, t, sig->specifiers.first, sig->specifiers.last), before, qualifier, name, behind);
}

const char *symbol_result_pointer(arena *arena, const symbol *s, const char *name)
{
    return result_pointer(arena, s, "", name);
}

const char *symbol_volatile_result_pointer(arena *arena, const symbol *s)
{
    const signature *sig = symbol_signature(s);
    for (uint32_t i = sig->specifiers.first; i < sig->name; i++)
        if (s->module->tokens->at[i].word == WORD_VOLATILE)
            return NULL;
    return result_pointer(arena, s, "volatile ", "");
}

/* ---- a file ---- */

/* The forms of another file are seen but for what is private to it. */
static bool is_seen(const program *p, const module *m, const node *n)
{
    if (m == p->main)
        return true;
    if (n->kind == NODE_FORM)
        return !n->form.is_static && !token_is(m->tokens, n->form.signature->name, "main");
    return n->kind != NODE_MANAGER || !n->manager.is_static;
}

static symbol *declare_form(program *p, module *m, node *n)
{
    if (n->kind == NODE_ERROR)
        return declare(p, m, SYMBOL_ERROR, n);
    if (n->kind == NODE_MANAGER)
        return declare(p, m, SYMBOL_MANAGER, n);
    if (n->kind != NODE_FORM)
        return NULL;
    form_kind kind = n->form.kind;
    return declare(p, m, kind == FORM_CONTEXT ? SYMBOL_CONTEXT : kind == FORM_GENERATOR ? SYMBOL_GENERATOR : SYMBOL_COROUTINE, n);
}

void declare_all(program *p, module *m)
{
    for (node *n = m->unit->items; n; n = n->next) {
        symbol *s = is_seen(p, m, n) ? declare_form(p, m, n) : NULL;
        if (!s)
            continue;
        if (n->kind == NODE_FORM && s->module == m)
            s->is_static |= n->form.is_static || token_is(m->tokens, n->form.signature->name, "main");
        if (n->kind == NODE_MANAGER && s->node == n && !s->methods) {
            s->is_static = n->manager.is_static;
            declare_methods(p, m, s);
        }
    }
}

/* ---- what the header declares ---- */

/* A static manager that a type or a declaration of the header may mention: it is declared there under a name of the file's. */
static void mark_mentioned(program *p, range tokens)
{
    for (uint32_t i = tokens.first; i <= tokens.last; i++) {
        symbol *s = p->main->tokens->at[i].lexeme == LEX_NAME ? program_find_token(p, i) : NULL;
        if (s && s->kind == SYMBOL_MANAGER && s->is_static)
            s->in_header = true;
    }
}

static void mark_fields(program *p, const node *manager)
{
    for (const node *n = manager->manager.members; n; n = n->next)
        if (n->kind == NODE_FIELD)
            mark_mentioned(p, (range){n->first, n->last});
        else if (n->kind == NODE_FORM)
            mark_mentioned(p, (range){n->first, n->form.body ? n->form.body->first : n->last});
}

void share_uses(program *p, symbol *s)
{
    const bool shared = s->definitions > 1 || (s->manager && s->manager->definitions > 1);
    for (const symbol *a = program_find_anywhere(p, s->c_name); a && shared; a = a->alternative) {
        s->in_header |= a->in_header && s->module == p->main;
        s->needs_function |= a->needs_function;
        s->is_awaited |= a->is_awaited;
        s->is_started |= a->is_started;
        s->is_allocated |= a->is_allocated;
        s->is_called_allocated |= a->is_called_allocated;
    }
}

void mark_exported(program *p)
{
    bool private = false;
    for (size_t i = 0; i < p->main->symbols.count; i++) {
        symbol *s = p->main->symbols.at[i];
        s->in_header = !s->is_static && s->module == p->main;
        private |= s->kind == SYMBOL_MANAGER && s->is_static;
    }
    const node *last = p->main->last_exported;
    for (const node *n = last && private ? p->main->unit->items : NULL; n; n = n->next) {
        if (n->kind == NODE_C)
            mark_mentioned(p, (range){n->first, n->last});
        else if (n->kind == NODE_MANAGER)
            mark_fields(p, n);
        else if (n->kind == NODE_ERROR)
            mark_mentioned(p, n->error.fields);
        else if (n->kind == NODE_FORM && !n->form.is_static)
            mark_mentioned(p, (range){n->first, n->form.body ? n->form.body->first : n->last});
        if (n == last)
            break;
    }
}

bool symbol_takes_record(const symbol *exit)
{
    const signature *sig = symbol_signature(exit);
    return exit->node->form.is_extern && sig->parameters.count == 1
        && token_is(exit->module->tokens, sig->parameters.at[0].specifiers.last, "acm_leaving");
}
