/* spawn, gather and race (language.md, section 8).  What they start only runs when the task suspends, so that it may be
 * prepared piece by piece. */
#include <string.h>

#include "lower_internal.h"

/* ---- what is started ---- */

void note_once(lowering *l, symbols *list, symbol *s)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->at[i] == s)
            return;
    LIST_ADD(l->arena, *list, s);
}

/* A primitive has no frame; as a task it gets one. */
static bool note_started(lowering *l, symbol *callee)
{
    bool primitive = callee->node->form.is_primitive;
    if (primitive)
        note_once(l, &l->plan->wrapped, callee);
    callee->is_started = true;
    callee->needs_function = true;
    return primitive;
}

/* `ACM_RESULT(T *, T volatile *, pointer)`. */
static value *result_pointer(lowering *l, const symbol *callee, value *pointer)
{
    value *v = new_value(l);
    const char *to = symbol_result_pointer(l->arena, callee, ""), *to_volatile = symbol_volatile_result_pointer(l->arena, callee);
    if (to_volatile)
        add_format(l, v, "ACM_RESULT(%s, %s, %v)", to, to_volatile, pointer);
    else
        add_format(l, v, "ACM_RESULT_AS(%s, %v)", to, pointer);
    return v;
}

/* ---- spawn ---- */

value *lower_spawn(lowering *l, const node *n)
{
    size_t before = l->pending.count;
    value *group = hoist_value(l, n->await.group), *result = new_value(l), *arguments;
    if (n->await.result)
        add_value(l, result, hoist_value(l, n->await.result));
    else
        add_text(l, result, "NULL");
    symbol *callee = lower_callee(l, n, &arguments);
    l->pending.count = before;
    if (!callee)
        return new_value(l);
    note_started(l, callee);
    note_once(l, &l->plan->spawned, callee);
    callee->is_allocated |= needs_allocation(l, callee);
    if (n->await.result)
        result = result_pointer(l, callee, result);
    variable *x = new_variable(l, arena_printf(l->arena, "%s_task", callee->name));
    x->type_text = "acm_task *";
    x->is_temporary = x->is_scalar = x->is_optional = x->always_in_frame = true;
    const char *void_result = symbol_signature(callee)->is_void ? "" : ", ";
    x->birth = add_formatted(l, OP_LINE, "%s_spawn(%v, %s, %s, %P%s%v%v);", callee->c_name, group, l->plan->frame, l->plan->task,
                             add_point(l, n->first), void_result, *void_result ? result : new_value(l), arguments);
    x->birth->assigns = x;
    add_raised(l);
    value *v = new_value(l);
    add_variable(l, v, x);
    return v;
}

/* ---- gather and race ---- */

typedef struct branch {
    symbol *callee;
    value *result, *arguments;            /* result: a pointer */
    variable *frame;
} branch;

typedef LIST(branch) branch_list;

/* `&(lvalue)`, which is kept while the branch runs. */
static value *pointer_to(lowering *l, const node *lvalue)
{
    for (uint32_t i = lvalue->first; i <= lvalue->last; i++) {
        variable *x = l->t[i].lexeme == LEX_NAME ? find_variable(l, i) : NULL;
        if (x)
            x->is_pointed_to = true;
    }
    value *v = new_value(l);
    add_format(l, v, lvalue->first == lvalue->last ? "&%v" : "&(%v)", hoist_value(l, lvalue));
    return v;
}

static const char *frame_name(lowering *l, const gather_parts *parts, const char *wish)
{
    const char *name = wish;
    unsigned number = 1;
    for (size_t i = 0; i < parts->frames.count; i++)
        if (strcmp(parts->frames.at[i]->name, name) == 0) {
            name = arena_printf(l->arena, "%s_%u", wish, ++number);
            i = (size_t)-1;
        }
    return name;
}

static bool is_reserved_name(const char *name) { return strcmp(name, "all") == 0 || strcmp(name, "branches") == 0; }

/* Its frame within the gather's part of ours. */
static variable *branch_frame(lowering *l, gather_parts *parts, symbol *callee)
{
    variable *x = arena_alloc(l->arena, sizeof *x);
    const char *wish = is_reserved_name(callee->c_name) ? arena_printf(l->arena, "%s_", callee->c_name) : callee->c_name;
    *x = (variable){.name = frame_name(l, parts, wish), .type_symbol = callee, .in_frame = true};
    x->is_wrapped = note_started(l, callee);
    x->is_allocated = needs_allocation(l, callee);
    callee->is_allocated |= x->is_allocated;
    if (x->is_allocated)
        note_once(l, &l->plan->branches, callee);
    callee->in_header |= l->symbol->in_header && !x->is_wrapped;
    LIST_ADD(l->arena, parts->frames, x);
    return x;
}

static void start_branch(lowering *l, variable *all, const branch *b)
{
    const char *frame = b->frame->name;
    if (b->frame->is_allocated) {
        const char *comma = symbol_signature(b->callee)->is_void ? "" : ", ";
        add_formatted(l, OP_LINE, "%s_branch(&%V.all, &%V.%s, %s, %s%s%v%v);", b->callee->c_name, all, all, frame, l->plan->frame,
                      l->plan->task, comma, *comma ? b->result : new_value(l), b->arguments);
        return;
    }
    add_formatted(l, OP_LINE, "%s_start(&%V.%s%v);", b->callee->c_name, all, frame, b->arguments);
    add_formatted(l, OP_LINE, "acm_branch_start(&%V.all, &%V.%s.acm, %v);", all, all, frame, b->result);
}

static branch lower_branch(lowering *l, const node *n, gather_parts *parts)
{
    branch b = {.result = new_value(l)};
    value *pointer = n->await.result ? pointer_to(l, n->await.result) : NULL;
    b.callee = lower_callee(l, n, &b.arguments);
    if (!b.callee)
        return b;
    b.frame = branch_frame(l, parts, b.callee);
    if (pointer)
        b.result = result_pointer(l, b.callee, pointer);
    else
        add_text(l, b.result, "NULL");
    return b;
}

value *lower_gather(lowering *l, const node *n)
{
    const char *kind = n->gather.is_race ? "race" : "gather";
    size_t before = l->pending.count;
    gather_parts *parts = arena_alloc(l->arena, sizeof *parts);
    branch_list branches = {0};
    for (const node *b = n->gather.branches; b; b = b->next) {
        branch made = lower_branch(l, b, parts);
        if (!made.callee)
            return new_value(l);
        LIST_ADD(l->arena, branches, made);
    }
    save_pending(l, before);
    l->pending.count = before;
    unsigned number = n->gather.is_race ? ++l->plan->races : ++l->plan->gathers;
    variable *all = await_member(l, NULL, number == 1 ? kind : arena_printf(l->arena, "%s_%u", kind, number));
    all->gather = parts;
    add_formatted(l, OP_LINE, "acm_%s_open(&%V.all, %s, %V.branches);", kind, all, l->plan->task, all);
    for (size_t i = 0; i < branches.count; i++)
        start_branch(l, all, &branches.at[i]);
    value *operation = new_value(l), *result = new_value(l);
    add_format(l, operation, "acm_gather_wait(%s, %s, &%V.all)", l->plan->frame, l->plan->task, all);
    if (n->gather.is_race) {
        add_format(l, result, "%V.all.result", all);
        return add_await_with_result(l, n->first, NULL, operation, result);
    }
    add_await(l, n->first, operation);
    add_text(l, result, "(void)0");
    return result;
}
