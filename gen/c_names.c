#include "c_names.h"

#include <string.h>

#include "conditional.h"
#include "external.h"

typedef enum name_kind {
    NAME_TAG,                             /* struct, union or enum with a body */
    NAME_TYPEDEF, NAME_ENUMERATOR, NAME_FUNCTION, NAME_OBJECT,
    NAME_FORM,                            /* a coroutine, context, generator, manager or error */
    NAME_GENERATED,                       /* what a form becomes */
    NAME_MACRO
} name_kind;

/* A form, for which one error is enough. */
typedef struct owner {
    const node *form;
    const char *name;
    bool is_reported;
} owner;

typedef struct c_name {
    name_kind kind;
    const char *text;                     /* of a tag: "struct X", whatever it is */
    place at;
    bool is_definition, is_static;
    range type, declarator;               /* NAME_TYPEDEF: its tokens */
    bool has_body;                        /* of a typedef: it holds a struct of its own, so no other is the same */
    const char *replacement;              /* NAME_MACRO; NULL: #undef */
    owner *owner;                         /* NAME_FORM, NAME_GENERATED */
    struct c_name *next;
} c_name;

typedef struct names {
    program *program;
    arena *arena;
    const module *module;                 /* that is read */
    c_name **slots;                       /* a power of two of them */
    size_t slot_count, count;
} names;

/* ---- the table ---- */

static size_t hash_of(const char *text)
{
    size_t hash = 2166136261u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

static void grow(names *n)
{
    size_t count = n->slot_count ? n->slot_count * 4 : 1024;
    c_name **slots = arena_alloc(n->arena, count * sizeof *slots);
    for (size_t i = 0; i < n->slot_count; i++)
        for (c_name *c = n->slots[i], *next; c; c = next) {
            next = c->next;
            c_name **end = &slots[hash_of(c->text) & (count - 1)];
            c->next = *end;
            *end = c;
        }
    n->slots = slots;
    n->slot_count = count;
}

/* ---- clashes ---- */

static const char *what_it_is(names *n, const c_name *c)
{
    static const char *const forms[] = {"a coroutine", "a context", "a generator", "a method"};
    switch (c->kind) {
    case NAME_TAG: return arena_printf(n->arena, "a %s", token_text(n->arena, c->at.module->tokens, c->type.first));
    case NAME_TYPEDEF: return "a typedef";
    case NAME_ENUMERATOR: return "an enumerator";
    case NAME_FUNCTION: return "a function";
    case NAME_OBJECT: return "an object";
    case NAME_MACRO: return "a macro";
    case NAME_GENERATED: return arena_printf(n->arena, "what '%s' becomes in C", c->owner->name);
    case NAME_FORM: break;
    }
    const node *form = c->owner->form;
    return form->kind == NODE_ERROR ? "an error" : form->kind == NODE_MANAGER ? "a manager" : forms[form->form.kind];
}

/* Two forms of one name: prototypes, and one definition, may stand in as many files as one likes. */
static bool forms_clash(const c_name *a, const c_name *b)
{
    const node *x = a->owner->form, *y = b->owner->form;
    if (x->kind != NODE_FORM || y->kind != NODE_FORM || x->form.kind != y->form.kind)
        return true;
    return (a->is_definition && b->is_definition) || a->is_static || b->is_static;
}

/* What an identifier of C's is: names of different classes can't be declared in one place, whatever they are. */
static int class_of(const c_name *c)
{
    switch (c->kind) {
    case NAME_TYPEDEF: return 1;
    case NAME_ENUMERATOR: return 2;
    case NAME_FUNCTION: case NAME_OBJECT: return 3;
    case NAME_GENERATED: return strncmp(c->text, "struct ", 7) == 0 ? 4 : 3;
    case NAME_TAG: return 4;
    case NAME_FORM: return c->owner->form->kind == NODE_FORM ? 5 : 1;
    case NAME_MACRO: break;
    }
    return 6;
}

/* Whether two declarations of one name, which are always compiled together, are an error in C. */
static bool clash(const c_name *a, const c_name *b)
{
    if (a->at.module == b->at.module)     /* what is all C is C's business there, and two forms are symbols.c's */
        return (a->kind == NAME_GENERATED) != (b->kind == NAME_GENERATED) && a->is_definition && b->is_definition;
    if (a->kind == NAME_MACRO)
        return a->replacement && b->replacement && strcmp(a->replacement, b->replacement) != 0;
    if (a->kind == NAME_FORM && b->kind == NAME_FORM)
        return forms_clash(a, b);
    if (a->kind == NAME_TYPEDEF && b->kind == NAME_TYPEDEF)
        return a->has_body || b->has_body || !tokens_same_range(a->at.module->tokens, a->type, b->at.module->tokens, b->type)
            || !tokens_same_range(a->at.module->tokens, a->declarator, b->at.module->tokens, b->declarator);
    if (class_of(a) != class_of(b) && class_of(a) < 5 && class_of(b) < 5)
        return true;
    if (a->is_static != b->is_static && class_of(a) == 3)
        return a->is_definition || b->is_definition;
    bool both_c = class_of(a) == 3 && a->kind != NAME_GENERATED && b->kind != NAME_GENERATED;
    return a->is_definition && b->is_definition && !both_c;
}

static const char *plain(const c_name *c)
{
    return c->kind == NAME_TAG || (c->kind == NAME_GENERATED && strncmp(c->text, "struct ", 7) == 0) ? c->text + 7 : c->text;
}

static void report(names *n, const c_name *a, const c_name *b)
{
    if ((a->owner && a->owner->is_reported) || (b->owner && b->owner->is_reported))
        return;
    if (a->owner)
        a->owner->is_reported = true;
    if (b->owner)
        b->owner->is_reported = true;
    const module *main = n->program->main;
    diagnostics *diag = n->program->diag;
    bool imported = b->at.module != main;
    uint32_t import = place_in_main(imported ? b->at : a->at);
    const char *name = imported || a->at.module == main ? plain(b) : plain(a);
    if (a->at.module == b->at.module && imported)
        return;                           /* it is said when that file is translated */
    if (a->at.module == b->at.module)
        diag_error(diag, place_span(b->at), "'%s' is defined twice", name);
    else if (imported)
        diag_error(diag, place_span((place){main, import}), "'%s' and '%s' both define '%s'", a->at.module->path, b->at.module->path, name);
    else
        diag_error(diag, place_span((place){main, import}), "'%s' and this file both define '%s'", a->at.module->path, name);
    diag_note(diag, place_span(a->at), "'%s' is %s here", name, what_it_is(n, a));
    diag_note(diag, place_span(b->at), "'%s' is %s here", name, what_it_is(n, b));
}

/* A macro of a file that had one of that name before: what counts is which it has at its end, if that is certain. */
static bool change_macro(const c_name *c, c_name *slot)
{
    for (c_name *old = slot; old; old = old->next)
        if (old->kind == NAME_MACRO && old->at.module == c->at.module && strcmp(old->text, c->text) == 0) {
            old->replacement = arm_at(c->at.module->tokens, c->at.token) ? NULL : c->replacement;
            return true;
        }
    return false;
}

static void add(names *n, c_name c)
{
    if (n->count >= n->slot_count)
        grow(n);
    c_name **slot = &n->slots[hash_of(c.text) & (n->slot_count - 1)];
    if (c.kind == NAME_MACRO && change_macro(&c, *slot))
        return;
    for (c_name *old = *slot; old; old = old->next) {
        if ((old->kind == NAME_MACRO) != (c.kind == NAME_MACRO) || strcmp(old->text, c.text) != 0 || !places_meet(old->at, c.at))
            continue;
        if (clash(old, &c))
            report(n, old, &c);
        if (old->kind == c.kind && old->is_definition == c.is_definition && old->is_static == c.is_static)
            return;                       /* one of a kind is enough */
    }
    c_name *made = arena_alloc(n->arena, sizeof *made);
    *made = c;
    made->next = *slot;
    *slot = made;
    n->count++;
}

/* ---- what C defines ---- */

static const char *text_at(names *n, uint32_t token)
{
    return token_text(n->arena, n->module->tokens, token);
}

static void add_enumerators(names *n, uint32_t open)
{
    const token *t = n->module->tokens->at;
    bool first = true;
    for (uint32_t i = open + 1; i < t[open].mate; i = t[i].mate > i ? t[i].mate + 1 : i + 1) {
        if (first && t[i].lexeme == LEX_NAME)
            add(n, (c_name){.kind = NAME_ENUMERATOR, .text = text_at(n, i), .at = {n->module, i}, .is_definition = true});
        first = t[i].lexeme == ',' || (first && t[i].lexeme == LEX_DIRECTIVE);
    }
}

/* The structs, unions and enums with bodies among tokens: those in their bodies too, which C has at file scope. */
static bool add_tags(names *n, range in)
{
    const token *t = n->module->tokens->at;
    bool any = false;
    for (uint32_t i = in.first; !range_empty(in) && i <= in.last; i++) {
        int word = t[i].word;
        if (t[i].lexeme == '(' && t[i].mate > i)
            i = t[i].mate;
        if (word != WORD_STRUCT && word != WORD_UNION && word != WORD_ENUM)
            continue;
        uint32_t open = i + 1;
        while (open <= in.last && t[open].lexeme != '{' && (t[open].lexeme == LEX_NAME || t[open].lexeme == '(' || t[open].lexeme == '['))
            open = t[open].mate > open ? t[open].mate + 1 : open + 1;
        if (open > in.last || t[open].lexeme != '{')
            continue;
        any = true;
        if (t[open - 1].lexeme == LEX_NAME && open - 1 > i)
            add(n, (c_name){.kind = NAME_TAG, .text = arena_printf(n->arena, "struct %s", text_at(n, open - 1)), .at = {n->module, open - 1},
                            .is_definition = true, .type = {i, i}});
        if (word == WORD_ENUM && t[open].mate > open)
            add_enumerators(n, open);
    }
    return any;
}

static void add_directive(names *n, uint32_t at)
{
    const char *rest;
    directive_kind kind = directive_read(directive_text(n->arena, n->module->tokens, at), &rest);
    size_t length = identifier_length(rest);
    bool defines = kind == DIRECTIVE_DEFINE;
    if (length == 0 || (kind != DIRECTIVE_DEFINE && kind != DIRECTIVE_UNDEF))
        return;
    add(n, (c_name){.kind = NAME_MACRO, .text = arena_copy(n->arena, rest, length), .at = {n->module, at}, .is_definition = defines,
                    .replacement = defines ? rest + length : NULL});
}

static void add_declarators(names *n, const shape *s, const external *x, bool has_body)
{
    external_declarator d;
    for (uint32_t at = x->specifiers.range.last + 1; external_next(s, x, &at, &d); ) {
        if (!d.name)
            continue;
        bool defines = x->kind == EXTERNAL_FUNCTION || (!d.is_function && (!x->specifiers.is_extern || d.is_initialized));
        c_name c = {.kind = x->kind == EXTERNAL_TYPEDEF ? NAME_TYPEDEF : d.is_function ? NAME_FUNCTION : NAME_OBJECT, .text = text_at(n, d.name),
                    .at = {n->module, d.name}, .is_definition = defines || x->kind == EXTERNAL_TYPEDEF, .is_static = x->specifiers.is_static,
                    .type = x->specifiers.range, .declarator = d.tokens, .has_body = has_body};
        add(n, c);
    }
}

/* The header leaves out what defines functions and objects; in main they count. */
static void add_c(names *n, uint32_t first, uint32_t end)
{
    shape s = {.arena = n->arena, .tokens = (tokens *)n->module->tokens};
    for (uint32_t i = first; i < end; ) {
        external x = external_read(&s, i, end);
        for (i = x.first; i < x.end; i++)
            if (n->module->tokens->at[i].lexeme == LEX_DIRECTIVE)
                add_directive(n, i);
        bool has_body = !range_empty(x.specifiers.range) && x.kind != EXTERNAL_OTHER && add_tags(n, x.specifiers.range);
        bool kept = x.kind == EXTERNAL_TYPEDEF || (x.kind == EXTERNAL_DECLARATION && !x.specifiers.is_static);
        bool own = n->module == n->program->main && (x.kind == EXTERNAL_FUNCTION || x.kind == EXTERNAL_OBJECT || x.kind == EXTERNAL_DECLARATION);
        if (kept || own)
            add_declarators(n, &s, &x, has_body);
    }
}

/* ---- what forms define ---- */

static void add_generated(names *n, owner *o, uint32_t token, const char *prefix, const char *name, const char *suffix)
{
    add(n, (c_name){.kind = NAME_GENERATED, .text = arena_printf(n->arena, "%s%s%s", prefix, name, suffix), .at = {n->module, token},
                    .is_definition = true, .owner = o});
}

static void add_frame(names *n, owner *o, uint32_t token, const char *name)
{
    add_generated(n, o, token, "struct ", name, "_frame");
    add_generated(n, o, token, "", name, "_function");
    add_generated(n, o, token, "", name, "_call");
    add_generated(n, o, token, "", name, "_start");
}

static void add_methods(names *n, owner *o, const node *manager)
{
    const char *name = text_at(n, manager->manager.name);
    for (const node *m = manager->manager.members; m; m = m->next) {
        if (m->kind != NODE_FORM)
            continue;
        uint32_t token = m->form.signature->name;
        const char *method = arena_printf(n->arena, "%s_%s", name, text_at(n, token));
        bool private = strcmp(text_at(n, token), "enter") == 0 || strcmp(text_at(n, token), "exit") == 0;
        if (m->form.is_async || private)
            add_frame(n, o, token, method);
        else
            add_generated(n, o, token, "", method, "");
    }
}

static void add_form(names *n, const node *form)
{
    uint32_t name = form_name(form);
    owner *o = arena_alloc(n->arena, sizeof *o);
    *o = (owner){.form = form, .name = text_at(n, name)};
    bool is_form = form->kind == NODE_FORM, is_prototype = is_form && !form->form.body;
    bool is_static = is_form ? form->form.is_static : form->kind == NODE_MANAGER && form->manager.is_static;
    if (strcmp(o->name, "main") == 0 || (is_static && n->module != n->program->main))
        return;
    add(n, (c_name){.kind = NAME_FORM, .text = o->name, .at = {n->module, name}, .is_definition = !is_prototype, .is_static = is_static, .owner = o});
    if (is_prototype)
        return;
    if (is_form) {
        add_frame(n, o, name, o->name);
        return;
    }
    add_generated(n, o, name, "struct ", o->name, "");
    if (form->kind == NODE_MANAGER)
        add_methods(n, o, form);
    else
        add_generated(n, o, name, "", o->name, "_type");
}

static void add_module(names *n, const module *m)
{
    n->module = m;
    const node *last = m == n->program->main ? NULL : m->last_exported;
    if (!last && m != n->program->main)
        return;
    for (const node *item = m->unit->items; item; item = item->next) {
        if (item->kind == NODE_C)
            add_c(n, item->first, item->last + 1);
        else if (form_name(item))
            add_form(n, item);
        if (item == last)
            break;
    }
}

void c_names_check(program *p)
{
    names n = {.program = p, .arena = p->arena};
    for (size_t i = 0; i < p->modules.count; i++)
        add_module(&n, p->modules.at[i]);
    add_module(&n, p->main);
}
