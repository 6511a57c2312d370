#include "file_types.h"

#include "fields.h"
#include "macros.h"

#include <string.h>

#include "shape.h"

enum { SLOTS = 256 };

typedef struct file_type {
    const module *of;
    uint32_t name;                        /* token there */
    bool is_tag;                          /* struct NAME { … } */
    bool is_local;                        /* within braces */
    range specifiers, declarator;         /* of a typedef */
    uint32_t body;                        /* of a struct or union: its { */
    bool is_walked;
    struct file_type *next;               /* of the same slot */
} file_type;

typedef struct file_types { file_type *slots[SLOTS]; } file_types;

/* ---- all of them ---- */

static unsigned slot_of(const tokens *tokens, uint32_t name)
{
    unsigned hash = 0;
    for (uint32_t b = tokens->at[name].start; b < tokens->at[name].end; b++)
        hash = hash * 31 + (unsigned char)tokens->source->bytes[b];
    return hash % SLOTS;
}

static void add(program *p, file_type made)
{
    file_type *kept = arena_alloc(p->arena, sizeof *kept);
    file_type **slot = &p->file_types->slots[slot_of(made.of->tokens, made.name)];
    *kept = made;
    kept->next = *slot;
    *slot = kept;
}

static bool is_record(int word) { return word == WORD_STRUCT || word == WORD_UNION; }

static void add_typedefs(program *p, const module *of, const shape *s, uint32_t at, bool is_local)
{
    const token *t = of->tokens->at;
    uint32_t end = at;
    while (end < of->tokens->count && t[end].lexeme != ';')
        end = shape_skip_group(s, end);
    range specifiers = shape_specifiers(s, at, end).range;
    for (uint32_t first = specifiers.last + 1, i = first; first < end; first = i = i + 1) {
        while (i < end && t[i].lexeme != ',')
            i = shape_skip_group(s, i);
        range declarator = {first, i - 1};
        uint32_t name = i > first ? shape_declarator_name(s, declarator) : 0;
        if (name)
            add(p, (file_type){.of = of, .name = name, .is_local = is_local, .specifiers = specifiers, .declarator = declarator});
    }
}

static void find_types_of(program *p, const module *of)
{
    const token *t = of->tokens->at;
    shape s = {.arena = p->arena, .tokens = (tokens *)of->tokens};
    uint32_t local = 0;                   /* up to here */
    for (uint32_t i = 0; i < of->tokens->count; i++) {
        if (t[i].lexeme == '{' && t[i].mate > local)
            local = t[i].mate;
        if (t[i].word == WORD_TYPEDEF)
            add_typedefs(p, of, &s, i, i < local);
        if (!is_record(t[i].word))
            continue;
        uint32_t open = i + 1;
        while (open < of->tokens->count && t[open].lexeme != '{' && (t[open].lexeme == LEX_NAME || t[open].lexeme == '(' || t[open].lexeme == '['))
            open = shape_skip_group(&s, open);
        if (t[open].lexeme == '{' && t[open].mate > open && t[open - 1].lexeme == LEX_NAME && open - 1 > i)
            add(p, (file_type){.of = of, .name = open - 1, .is_tag = true, .body = open});
    }
}

static file_type *find(program *p, const tokens *tokens, uint32_t name, bool is_tag)
{
    if (!p->file_types) {
        p->file_types = arena_alloc(p->arena, sizeof *p->file_types);
        for (size_t i = 0; i < p->modules.count; i++)
            find_types_of(p, p->modules.at[i]);
        find_types_of(p, p->main);
    }
    file_type *f = p->file_types->slots[slot_of(tokens, name)];
    while (f && !(f->is_tag == is_tag && tokens_same(f->of->tokens, f->name, tokens, name)))
        f = f->next;
    return f;
}

/* The name of the type among specifiers; 0: it is built in, or has a body there. */
static uint32_t type_name(const tokens *tokens, range specifiers, bool *is_tag)
{
    const token *t = tokens->at;
    uint32_t name = 0;
    *is_tag = false;
    for (uint32_t i = specifiers.first; i <= specifiers.last; i = t[i].mate > i ? t[i].mate + 1 : i + 1) {
        if (shape_is_type_word(t[i].word) || t[i].word == WORD_ENUM)
            return 0;
        if (is_record(t[i].word)) {
            while (i < specifiers.last && t[i + 1].lexeme == LEX_NAME)
                i++;
            *is_tag = true;
            return t[i].lexeme == LEX_NAME && !is_record(t[i].word) ? i : 0;
        }
        if (t[i].lexeme == LEX_NAME && word_may_be_name(t[i].word) && t[i + 1].lexeme != '(')
            name = i;
    }
    return name;
}

/* ---- const ---- */

/* Whether what a declarator names is const: `*const p`; or its elements, or it itself, where the type is. */
static bool declares_constant(const tokens *tokens, range declarator, bool type)
{
    const token *t = tokens->at;
    bool pointer = false, constant = false;
    for (uint32_t i = declarator.first; i <= declarator.last && (t[i].lexeme == '*' || t[i].lexeme == '(' || shape_is_qualifier(t[i].word)); i++) {
        if (t[i].lexeme == '*') {
            pointer = true;
            constant = false;
        }
        constant |= t[i].word == WORD_CONST;
    }
    return pointer ? constant : type;
}

static bool has_const(const tokens *tokens, range specifiers)
{
    const token *t = tokens->at;
    for (uint32_t i = specifiers.first; i <= specifiers.last; i = t[i].mate > i ? t[i].mate + 1 : i + 1)
        if (t[i].word == WORD_CONST)
            return true;
    return false;
}

bool declares_const(const tokens *tokens, range specifiers, range declarator)
{
    return declares_constant(tokens, declarator, has_const(tokens, specifiers));
}

static bool body_is_constant(program *p, const tokens *tokens, uint32_t open)
{
    const token *t = tokens->at;
    shape s = {.arena = p->arena, .tokens = (struct tokens *)tokens};
    for (uint32_t first = open + 1, end = first; first < t[open].mate; first = end = end + 1) {
        while (end < t[open].mate && t[end].lexeme != ';')
            end = shape_skip_group(&s, end);
        range specifiers = shape_specifiers(&s, first, end).range;
        bool type = !range_empty(specifiers) && (has_const(tokens, specifiers) || type_is_constant(p, tokens, specifiers));
        for (uint32_t i = specifiers.last + 1, d = i; !range_empty(specifiers) && i <= end; i = d = d + 1) {
            while (d < end && t[d].lexeme != ',')
                d = shape_skip_group(&s, d);
            if (declares_constant(tokens, (range){i, d - 1}, type))
                return true;
        }
    }
    return false;
}

static bool is_constant(program *p, file_type *f)
{
    if (!f || f->is_walked)
        return false;
    f->is_walked = true;
    const tokens *t = f->of->tokens;
    bool constant = f->is_tag ? body_is_constant(p, t, f->body)
        : declares_constant(t, f->declarator, has_const(t, f->specifiers) || type_is_constant(p, t, f->specifiers));
    f->is_walked = false;
    return constant;
}

/* Whether there is a const in what a macro stands for. */
static bool macro_is_constant(program *p, definition *m, uint32_t at)
{
    if (!m || m->is_walked)
        return false;
    m->is_walked = true;
    bool constant = false;
    for (uint32_t i = m->first; i < m->tokens->count && !constant; i++) {
        const token *t = &m->tokens->at[i];
        const char *text = m->tokens->source->bytes + t->start;
        constant = t->word == WORD_CONST || (t->lexeme == LEX_NAME && macro_is_constant(p, macro_at(p, text, t->end - t->start, at), at));
    }
    m->is_walked = false;
    return constant;
}

bool type_is_constant(program *p, const tokens *tokens, range specifiers)
{
    const token *t = tokens->at;
    bool is_tag;
    for (uint32_t i = specifiers.first; i <= specifiers.last && tokens == p->main->tokens; i++)
        if (t[i].lexeme == LEX_NAME && t[i].word == WORD_NONE && macro_is_constant(p, macro_of_token(p, i), i))
            return true;
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++)
        if (is_record(t[i].word)) {
            while (i < specifiers.last && t[i].lexeme != '{')
                i = t[i].mate > i ? t[i].mate : i + 1;
            if (t[i].lexeme == '{' && t[i].mate > i)
                return body_is_constant(p, tokens, i);
        }
    uint32_t name = type_name(tokens, specifiers, &is_tag);
    file_type *f = name ? find(p, tokens, name, is_tag) : NULL;
    const symbol *s = name && !f ? program_find_anywhere(p, token_text(p->arena, tokens, name)) : NULL;
    return s && s->kind == SYMBOL_MANAGER ? manager_is_constant(p, s) : is_constant(p, f);
}

/* ---- arrays and functions ---- */

/* A typedef whose declarator has the bracket right behind its name, or that stands for another such. */
static bool is_derived(program *p, const tokens *tokens, range specifiers, int bracket)
{
    bool is_tag;
    uint32_t name = type_name(tokens, specifiers, &is_tag);
    file_type *f = name && !is_tag ? find(p, tokens, name, false) : NULL;
    if (!f || f->is_walked || f->is_local)
        return false;
    if (f->declarator.first != f->declarator.last)
        return f->name < f->declarator.last && f->of->tokens->at[f->name + 1].lexeme == bracket;
    f->is_walked = true;
    bool derived = is_derived(p, f->of->tokens, f->specifiers, bracket);
    f->is_walked = false;
    return derived;
}

bool type_is_array(program *p, const tokens *tokens, range specifiers)
{
    return is_derived(p, tokens, specifiers, '[');
}

static bool has_word(const tokens *tokens, range specifiers, int word)
{
    const token *t = tokens->at;
    for (uint32_t i = specifiers.first; i <= specifiers.last; i = t[i].mate > i ? t[i].mate + 1 : i + 1)
        if (t[i].word == word)
            return true;
    return false;
}

array_type type_of_array(program *p, const tokens *tokens, range specifiers)
{
    bool is_tag, is_constant = false, is_volatile = false;
    const file_type *f;
    for (;;) {
        is_constant |= has_const(tokens, specifiers);
        is_volatile |= has_word(tokens, specifiers, WORD_VOLATILE);
        f = find(p, tokens, type_name(tokens, specifiers, &is_tag), false);
        tokens = f->of->tokens;
        specifiers = f->specifiers;
        if (f->declarator.first != f->declarator.last)
            break;
    }
    is_constant &= !has_const(tokens, specifiers);
    is_volatile &= !has_word(tokens, specifiers, WORD_VOLATILE);
    return (array_type){.of = f->of, .specifiers = specifiers, .declarator = f->declarator, .name = f->name,
                        .qualifiers = is_constant && is_volatile ? "const volatile" : is_constant ? "const" : is_volatile ? "volatile" : ""};
}

bool type_is_function(program *p, const tokens *tokens, range specifiers)
{
    return is_derived(p, tokens, specifiers, '(');
}

static bool fields_are_constant(program *p, const symbol *manager)
{
    const tokens *t = manager->module->tokens;
    for (const node *n = manager->node->manager.members; n; n = n->next) {
        const bool constant = n->kind == NODE_FIELD && (has_const(t, n->field.specifiers) || type_is_constant(p, t, n->field.specifiers));
        if (constant && !n->field.declarators)
            return true;
        for (const node *d = n->kind == NODE_FIELD ? n->field.declarators : NULL; d; d = d->next)
            if (declares_constant(t, d->declarator.tokens, constant))
                return true;
    }
    return false;
}

bool manager_is_constant(program *p, const symbol *manager)
{
    symbol *s = (symbol *)manager;
    if (s->is_walked)                     /* a pointer to itself among its fields */
        return false;
    s->is_walked = true;
    const bool constant = fields_are_constant(p, s);
    s->is_walked = false;
    return constant;
}

bool type_is_unknown(program *p, const tokens *tokens, range specifiers)
{
    bool is_tag;
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++)
        if (tokens->at[i].word >= WORD_TYPEOF && tokens->at[i].word <= WORD_TYPEOF_UNQUAL)
            return true;
    uint32_t name = type_name(tokens, specifiers, &is_tag);
    return name && !is_tag && !find(p, tokens, name, false) && !program_find_anywhere(p, token_text(p->arena, tokens, name));
}

/* ---- members ---- */

static bool is_only_one(const file_type *f)
{
    for (const file_type *other = f->next; other; other = other->next)
        if (other->is_tag == f->is_tag && tokens_same(f->of->tokens, f->name, other->of->tokens, other->name))
            return false;
    return true;
}

static bool found_member(const tokens *of, const node *d, type_member *found)
{
    if (d)
        *found = (type_member){of, d->parent->field.specifiers, d->declarator.name};
    return d != NULL;
}

bool member_of_type(program *p, const tokens *of, range specifiers, const tokens *t, uint32_t name, type_member *found)
{
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++)
        if (of->at[i].lexeme == '{')
            return is_tagged(of, specifiers) && of->at[i].mate > i && found_member(of, member_named(p->arena, of, i, t, name), found);
    bool is_tag;
    const uint32_t type = type_name(of, specifiers, &is_tag);
    file_type *f = type ? find(p, of, type, is_tag) : NULL;
    const symbol *s = type && !f ? program_find_anywhere(p, token_text(p->arena, of, type)) : NULL;
    if (s && s->kind == SYMBOL_MANAGER && s->definitions <= 1)
        return found_member(s->module->tokens, field_named(s->module->tokens, s->node, t, name), found);
    if (!f || f->is_walked || !is_only_one(f))
        return false;
    if (f->is_tag)
        return found_member(f->of->tokens, member_named(p->arena, f->of->tokens, f->body, t, name), found);
    f->is_walked = true;
    const bool is_found = member_of_type(p, f->of->tokens, f->specifiers, t, name, found);
    f->is_walked = false;
    return is_found;
}

/* ---- kinds ---- */

bool is_tagged(const tokens *tokens, range specifiers)
{
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++)
        if (is_record(tokens->at[i].word))
            return true;
    return false;
}

/* Of C's headers. */
static bool is_standard_number(const tokens *tokens, uint32_t name)
{
    static const char *const names[] = {
        "bool", "int8_t", "uint8_t", "int16_t", "uint16_t", "int32_t", "uint32_t", "int64_t", "uint64_t", "intptr_t", "uintptr_t", "intmax_t",
        "uintmax_t", "size_t", "ssize_t", "ptrdiff_t", "wchar_t", "char16_t", "char32_t", "time_t", "clock_t", "off_t", "pid_t", "uid_t", "gid_t",
        "mode_t", "socklen_t", "in_addr_t", "in_port_t",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (token_is(tokens, name, names[i]))
            return true;
    return false;
}

/* By its looks. */
static bool is_standard(const tokens *tokens, uint32_t name)
{
    const char *text = tokens->source->bytes + tokens->at[name].start;
    size_t length = tokens->at[name].end - tokens->at[name].start;
    return (length > 2 && memcmp(text + length - 2, "_t", 2) == 0) || (length > 4 && memcmp(text, "acm_", 4) == 0) || token_is(tokens, name, "FILE")
        || token_is(tokens, name, "DIR") || token_is(tokens, name, "va_list");
}

bool type_may_be_misspelled(program *p, const tokens *tokens, range specifiers)
{
    bool is_tag;
    uint32_t name = type_name(tokens, specifiers, &is_tag);
    return name && !find(p, tokens, name, is_tag) && !program_find_anywhere(p, token_text(p->arena, tokens, name)) && (is_tag || !is_standard(tokens, name));
}

/* A typedef that all of a file sees. */
static file_type *find_typedef(program *p, const tokens *tokens, uint32_t name)
{
    file_type *f = find(p, tokens, name, false);
    while (f && (f->is_local || f->is_tag || !tokens_same(f->of->tokens, f->name, tokens, name)))
        f = f->next;
    return f;
}

type_kind type_kind_of(program *p, const tokens *tokens, range specifiers)
{
    const token *t = tokens->at;
    bool is_tag;
    if (is_tagged(tokens, specifiers))
        return TYPE_IS_RECORD;
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++)
        if (shape_is_type_word(t[i].word) || t[i].word == WORD_ENUM)
            return TYPE_IS_SCALAR;
    uint32_t name = type_name(tokens, specifiers, &is_tag);
    if (!name)
        return TYPE_IS_UNKNOWN;
    file_type *f = find_typedef(p, tokens, name);
    if (!f) {
        const symbol *s = program_find_anywhere(p, token_text(p->arena, tokens, name));
        bool record = s && (s->kind == SYMBOL_MANAGER || s->kind == SYMBOL_ERROR);
        return record ? TYPE_IS_RECORD : is_standard_number(tokens, name) ? TYPE_IS_SCALAR : TYPE_IS_UNKNOWN;
    }
    const token *of = f->of->tokens->at;
    if (of[f->declarator.first].lexeme == '*' || of[f->declarator.first].lexeme == '(')
        return TYPE_IS_SCALAR;
    if (shape_array_bracket(f->of->tokens, f->name, f->declarator.last))
        return TYPE_IS_ARRAY;
    if (f->is_walked || f->declarator.first != f->declarator.last)
        return TYPE_IS_UNKNOWN;
    f->is_walked = true;
    type_kind kind = type_kind_of(p, f->of->tokens, f->specifiers);
    f->is_walked = false;
    return kind;
}
