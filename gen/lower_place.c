/* Where variables live, in the frame or as C's own, and what they are called there. */
#include <string.h>

#include "conditional.h"
#include "frame_layout.h"
#include "liveness.h"
#include "lower_internal.h"
#include "macros.h"

static void complain(lowering *l, const variable *x)
{
    if (x->is_variable_length)
        diag_error(l->program->diag, token_span(l->tokens, x->name_token, x->name_token),
                   x->is_array ? "the variable-length array '%s' can't live across the suspensions in the rest of its block"
                               : "'%s', whose type depends on a variable, can't live across the suspensions in the rest of its block", x->name);
    else if (x->is_from_block)
        diag_error(l->program->diag, token_span(l->tokens, x->name_token, x->name_token),
                   "the type of '%s', which lives across a suspension, can't be told from a statement expression; write it out", x->name);
    else if (x->is_unsized && x->is_literal)
        diag_error(l->program->diag, token_span(l->tokens, x->specifiers.first, x->declarator.last),
                   "the size of this array, which lives across a suspension, can't be deduced here; write it out");
    else if (x->is_unsized)
        diag_error(l->program->diag, token_span(l->tokens, x->name_token, x->name_token),
                   "the size of '%s', which lives across a suspension, can't be deduced here; write it out", x->name);
}

static void note_in_frame(lowering *l, variable *x)
{
    if (!x->in_frame)
        return;
    complain(l, x);
    if (!x->of && !x->is_result && !x->is_parameter) {
        reject_macros_of_body(l, x->specifiers);
        reject_macros_of_body(l, x->declarator);
    }
    if (x->group) {
        x->group->used = true;
        LIST_ADD(l->arena, x->group->members, x);
    }
}

/* The names of the frame's members so far. */
typedef struct member {
    const char *name;
    const group *group;                   /* the struct in the frame that it is in, or NULL */
    unsigned numbers;                     /* that have been tried for others of this name */
    struct member *next;
} member;

typedef struct members {
    arena *arena;
    member *slots[NAME_SLOTS];
} members;

/* Many groups have members of the same names. */
static member **slot_of(members *m, const char *name, const group *group)
{
    unsigned hash = 5381 + (unsigned)((uintptr_t)group / sizeof *group);
    for (; *name; name++)
        hash = hash * 33 + (unsigned char)*name;
    return &m->slots[hash % NAME_SLOTS];
}

static member *find_member(members *m, const char *name, const group *group)
{
    member *i = *slot_of(m, name, group);
    while (i && (i->group != group || strcmp(i->name, name) != 0))
        i = i->next;
    return i;
}

/* The name, or one like it that no other member of the same struct has. */
static const char *take_name(members *m, const char *wish, const group *group)
{
    const char *name = wish;
    member *other = find_member(m, wish, group);
    while (other && find_member(m, name, group))
        name = arena_printf(m->arena, "%s_%u", wish, ++other->numbers + 1);
    member *made = arena_alloc(m->arena, sizeof *made), **slot = slot_of(m, name, group);
    *made = (member){.name = name, .group = group, .next = *slot};
    *slot = made;
    return name;
}

/* Variables of C's that no user named get names that differ. */
static void name_in_c(lowering *l)
{
    unsigned objects = 0;
    for (size_t i = 0; i < l->plan->variables.count; i++) {
        variable *x = l->plan->variables.at[i];
        if (!x->in_frame && x->birth && x->c_name != x->name && ++objects > 1)
            x->c_name = arena_printf(l->arena, "%s_%u", x->c_name, objects);
    }
}

static void decide_braces(lowering *l)
{
    for (op *o = l->plan->ops.first; o; o = o->next) {
        struct braces *b = o->braces;
        for (size_t i = b ? b->from : 0; b && i < b->to; i++) {
            if (i == b->except_from && b->except_to > i)
                i = b->except_to;
            const variable *x = i < b->to ? l->plan->variables.at[i] : NULL;
            if (x && x->birth && !x->in_frame && (!x->never_in_frame || x->has_own_cleanup))
                b->written = true;
        }
    }
}

static void avoid(members *m, const char *name)
{
    if (!find_member(m, name, NULL))
        take_name(m, name, NULL);
}

static bool is_tag_word(const char *name)
{
    return strcmp(name, "struct") == 0 || strcmp(name, "union") == 0 || strcmp(name, "enum") == 0;
}

static void avoid_names_of_text(members *m, const char *text)
{
    bool is_tag = false;
    while (*text) {
        size_t length = identifier_length(text);
        if (length > 0) {
            const char *name = arena_copy(m->arena, text, length);
            if (!is_tag)
                avoid(m, name);
            is_tag = is_tag_word(name);
        }
        text += length ? length : 1;
    }
}

static void avoid_names_of_tokens(members *m, const tokens *tokens, range where)
{
    const token *t = tokens->at;
    for (uint32_t k = where.first; k <= where.last; k++) {
        int before = k ? t[k - 1].word : WORD_NONE;
        bool is_tag = before == WORD_STRUCT || before == WORD_UNION || before == WORD_ENUM;
        if (t[k].lexeme == LEX_NAME && t[k].word == WORD_NONE && !is_tag)
            avoid(m, token_text(m->arena, tokens, k));
    }
}

/* In C++, and with clang in an anonymous struct, a member hides a type of its name: those of the frame's types are avoided. */
static void avoid_types(lowering *l, members *m)
{
    for (size_t i = 0; i < l->plan->variables.count; i++) {
        const variable *x = l->plan->variables.at[i];
        if (!x->in_frame)
            continue;
        if (x->type_text)
            avoid_names_of_text(m, x->type_text);
        else if (!x->is_manager_type)
            avoid_names_of_tokens(m, x->of ? x->of->tokens : l->tokens, x->specifiers);
    }
}

/* Whether its name stands for something else where the frame is declared: a macro that the body undefines before it declares the variable. */
static bool is_macro_before(const lowering *l, const variable *x)
{
    if (!x->name_token || x->of || x->is_result)
        return false;
    const definition *m = macro_at(l->program, x->name, strlen(x->name), l->symbol->node->first);
    return m && !m->is_function && !macro_of_token(l->program, x->name_token);
}

/* Another variable of its name is at times defined as a macro: then no member may have it. */
static const char *wish(const lowering *l, const variable *x)
{
    if (is_macro_before(l, x))
        return arena_printf(l->arena, "%s_", x->name);
    for (size_t i = 0; l->plan->has_exposed && i < l->plan->variables.count; i++) {
        const variable *other = l->plan->variables.at[i];
        if (other != x && (x->is_exposed || other->is_exposed) && strcmp(x->name, other->name) == 0)
            return arena_printf(l->arena, "%s_", x->name);
    }
    return x->name;
}

/* Also of the groups' members, which have their own struct. */
static void name_room(lowering *l, members *m, room *r)
{
    if (r->kind == ROOM_AWAITS)
        take_name(m, r->name, NULL);
    if (r->kind == ROOM_GROUP) {
        r->group->member = take_name(m, r->group->name, NULL);
        for (size_t i = 0; i < r->group->members.count; i++)
            r->group->members.at[i]->member = take_name(m, wish(l, r->group->members.at[i]), r->group);
    }
    variable *x = r->kind == ROOM_VARIABLE ? r->variable : NULL;
    if (x && x != &l->plan->result)
        x->member = take_name(m, wish(l, x), NULL);
    for (size_t i = 0; i < r->parts.count; i++)
        name_room(l, m, r->parts.at[i]);
}

static void name_members(lowering *l)
{
    members *m = arena_alloc(l->arena, sizeof *m);
    m->arena = l->arena;
    take_name(m, "acm", NULL);
    take_name(m, "result", NULL);
    for (size_t i = 0; i < l->plan->records.count; i++)
        take_name(m, l->plan->records.at[i]->name, NULL);
    avoid_types(l, m);
    name_room(l, m, l->plan->frame_layout);
    for (size_t i = 0; i < l->plan->variables.count; i++)
        if (l->plan->variables.at[i]->shares)
            l->plan->variables.at[i]->member = l->plan->variables.at[i]->shares->member;
}

/* The first part of a for declares variables of C's or assigns those of the frame: it can't do both. */
static void keep_together(const op *declaration)
{
    bool in_frame = false;
    for (size_t i = 0; i < declaration->initialized.count; i++)
        in_frame |= declaration->initialized.at[i].variable->in_frame;
    for (size_t i = 0; i < declaration->initialized.count; i++)
        declaration->initialized.at[i].variable->in_frame = in_frame;
}

void place_variables(lowering *l)
{
    flow *f = flow_find(l->program, l->plan);
    find_lives(l->program, l->plan, f);
    for (const op *o = l->plan->ops.first; o; o = o->next)
        if (o->in_for)
            keep_together(o);
    for (size_t i = 0; i < l->plan->variables.count; i++)
        note_in_frame(l, l->plan->variables.at[i]);
    find_layout(l->program, l->plan, (const op *const *)f->at);
    name_in_c(l);
    name_members(l);
    decide_braces(l);
    check_unsure_names(l);
}
