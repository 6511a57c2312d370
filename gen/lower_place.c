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

/* A name that no other member of the same struct has. */
static const char *unused_name(lowering *l, const char *wish, const group *group)
{
    static const char *const reserved[] = {"acm", "result", "await"};
    const char *name = wish;
    for (unsigned n = 1; ; n++) {
        bool taken = false;
        for (size_t i = 0; !group && i < sizeof reserved / sizeof *reserved; i++)
            taken |= strcmp(reserved[i], name) == 0;
        for (size_t i = 0; i < l->plan->records.count && !group; i++)
            taken |= strcmp(l->plan->records.at[i]->name, name) == 0;
        for (size_t i = 0; i < l->plan->variables.count; i++) {
            const variable *x = l->plan->variables.at[i];
            taken |= x->member && x->in_frame && x->group == group && strcmp(x->member, name) == 0;
        }
        for (size_t i = 0; i < l->plan->groups.count && !group; i++)
            taken |= l->plan->groups.at[i]->member && strcmp(l->plan->groups.at[i]->member, name) == 0;
        if (!taken)
            return name;
        name = arena_printf(l->arena, "%s_%u", wish, n + 1);
    }
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
    for (size_t i = 0; i < l->plan->variables.count; i++) {
        variable *x = l->plan->variables.at[i];
        if (x->in_frame)
            x->member = unused_name(l, x->is_exposed ? arena_printf(l->arena, "%s_", x->name) : x->name, x->group);
    }
    check_exposed(l);
    decide_braces(l);
    for (size_t i = 0; i < l->plan->groups.count; i++)
        if (l->plan->groups.at[i]->used)
            l->plan->groups.at[i]->member = unused_name(l, l->plan->groups.at[i]->name, NULL);
}
