/* Where variables live: in the frame if a suspension stands between their birth and their death, else in C. */
#include <string.h>

#include "lower_internal.h"

static void number(lowering *l, uint32_t **resumes, size_t *count)
{
    LIST(uint32_t) list = {0};
    uint32_t order = 0;
    for (op *o = l->plan->ops.first; o; o = o->next) {
        o->order = ++order;
        if (o->kind == OP_AWAIT)
            LIST_ADD(l->arena, list, order);
    }
    *resumes = list.at;
    *count = list.count;
}

static bool suspended_between(const uint32_t *resumes, size_t count, uint32_t from, uint32_t to)
{
    size_t low = 0, high = count;         /* the first resume after FROM */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (resumes[middle] <= from)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && resumes[low] < to;
}

static void complain(lowering *l, const variable *x)
{
    if (x->is_variable_length)
        diag_error(l->program->diag, token_span(l->tokens, x->name_token, x->name_token),
                   "the variable-length array '%s' can't live across the suspensions in the rest of its block", x->name);
    else if (x->is_redeclared)
        diag_error(l->program->diag, token_span(l->tokens, x->name_token, x->name_token),
                   "'%s' lives across a suspension and has another type in another arm of the conditional; declare it before the #if", x->name);
    else if (x->is_unsized)
        diag_error(l->program->diag, token_span(l->tokens, x->name_token, x->name_token),
                   "the size of '%s', which lives across a suspension, can't be deduced here; write it out", x->name);
}

static void place_one(lowering *l, variable *x, const uint32_t *resumes, size_t count)
{
    if (x->never_in_frame || x->alias || !x->birth)
        return;
    uint32_t death = x->death ? x->death->order : UINT32_MAX;
    x->in_frame = x->always_in_frame || suspended_between(resumes, count, x->birth->order, death);
    if (x->in_frame)
        complain(l, x);
    if (x->in_frame && x->group)
        x->group->used = true;
}

/* The names of the frame's members so far. */
typedef struct member {
    const char *name;
    const group *group;                   /* the struct in the frame that it is in, or NULL */
    struct member *next;
} member;

typedef struct members {
    arena *arena;
    member *slots[NAME_SLOTS];
} members;

static member **slot_of(members *m, const char *name)
{
    unsigned hash = 5381;
    for (; *name; name++)
        hash = hash * 33 + (unsigned char)*name;
    return &m->slots[hash % NAME_SLOTS];
}

static bool is_taken(members *m, const char *name, const group *group)
{
    for (const member *i = *slot_of(m, name); i; i = i->next)
        if (i->group == group && strcmp(i->name, name) == 0)
            return true;
    return false;
}

/* The name, or one like it that no other member of the same struct has. */
static const char *take_name(members *m, const char *wish, const group *group)
{
    const char *name = wish;
    for (unsigned n = 2; is_taken(m, name, group); n++)
        name = arena_printf(m->arena, "%s_%u", wish, n);
    member *made = arena_alloc(m->arena, sizeof *made);
    *made = (member){name, group, *slot_of(m, name)};
    *slot_of(m, name) = made;
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

/* A name that macros mention can stand for one variable of the frame only. */
static void check_exposed(lowering *l)
{
    for (size_t i = 0; i < l->plan->variables.count; i++)
        for (size_t j = i + 1; l->plan->variables.at[i]->is_exposed && j < l->plan->variables.count; j++) {
            const variable *x = l->plan->variables.at[i], *y = l->plan->variables.at[j];
            if (y->is_exposed && strcmp(x->name, y->name) == 0 && (x->in_frame || y->in_frame) && y->name_token)
                diag_error(l->program->diag, token_span(l->tokens, y->name_token, y->name_token),
                           "a macro of this file mentions '%s', which names several variables that live across suspensions; rename one", y->name);
        }
}

static void decide_braces(lowering *l)
{
    for (op *o = l->plan->ops.first; o; o = o->next) {
        struct braces *b = o->braces;
        for (size_t i = b ? b->from : 0; b && i < b->to; i++) {
            if (i == b->except_from && b->except_to > i)
                i = b->except_to;
            if (i < b->to && !l->plan->variables.at[i]->in_frame && !l->plan->variables.at[i]->never_in_frame && l->plan->variables.at[i]->birth)
                b->written = true;
        }
    }
}

static void name_members(lowering *l)
{
    members *m = arena_alloc(l->arena, sizeof *m);
    m->arena = l->arena;
    take_name(m, "acm", NULL);
    take_name(m, "result", NULL);
    take_name(m, "await", NULL);
    for (size_t i = 0; i < l->plan->records.count; i++)
        take_name(m, l->plan->records.at[i]->name, NULL);
    for (size_t i = 0; i < l->plan->variables.count; i++) {
        variable *x = l->plan->variables.at[i];
        if (x->in_frame)
            x->member = take_name(m, x->is_exposed ? arena_printf(l->arena, "%s_", x->name) : x->name, x->group);
    }
    for (size_t i = 0; i < l->plan->groups.count; i++)
        if (l->plan->groups.at[i]->used)
            l->plan->groups.at[i]->member = take_name(m, l->plan->groups.at[i]->name, NULL);
}

void place_variables(lowering *l)
{
    uint32_t *resumes;
    size_t count;
    number(l, &resumes, &count);
    for (size_t i = 0; i < l->plan->records.count; i++)
        place_one(l, l->plan->records.at[i], resumes, count);
    for (size_t i = 0; i < l->plan->variables.count; i++)
        place_one(l, l->plan->variables.at[i], resumes, count);
    name_in_c(l);
    name_members(l);
    check_exposed(l);
    decide_braces(l);
}
