/* spawn, gather and race (language.md, sections 3 and 8). */
#include "check_internal.h"
#include "fields.h"
#include "file_types.h"

const symbol *coroutine_of(checker *c, const node *n)
{
    bool pointer;
    const symbol *s;
    if (n->await.method) {
        const symbol *manager = object_of(c, n->await.callee, &pointer);
        s = manager ? symbol_method(manager, text_of(c, n->await.method)) : NULL;
    } else {
        s = find_local(c, n->await.callee.first) ? NULL : symbol_at(c, n->await.callee.first);
    }
    return s && s->kind == SYMBOL_COROUTINE && s->node->form.is_async ? s : NULL;
}

/* The bit-field that an lvalue names, as far as its type is seen: `x.bits`, `self->a[i].bits`; 0: it is none. */
static bool find_bit_field(checker *c, range r, type_member *m)
{
    while (r.first < r.last && c->t[r.first].lexeme == '(' && c->t[r.first].mate == r.last)
        r = (range){r.first + 1, r.last - 1};
    const local *l = c->t[r.first].lexeme == LEX_NAME ? find_local(c, r.first) : NULL;
    const symbol *manager = l && range_empty(l->specifiers) ? l->manager : NULL;
    if (!l || (range_empty(l->specifiers) && !manager))
        return false;
    *m = (type_member){c->tokens, l->specifiers, 0};
    for (uint32_t i = r.first + 1; i <= r.last; ) {
        if (c->t[i].lexeme == '[' && c->t[i].mate > i) {
            i = c->t[i].mate + 1;
            continue;
        }
        if ((c->t[i].lexeme != '.' && c->t[i].lexeme != LEX_ARROW) || i == r.last)
            return false;
        if (manager) {
            const node *d = field_named(manager->module->tokens, manager->node, c->tokens, i + 1);
            if (!d)
                return false;
            *m = (type_member){manager->module->tokens, d->parent->field.specifiers, d->declarator.name};
            manager = NULL;
        } else if (!member_of_type(c->program, m->of, m->specifiers, c->tokens, i + 1, m)) {
            return false;
        }
        i += 2;
    }
    return m->name && m->of->at[m->name + 1].lexeme == ':';
}

/* It is assigned when the task returns, by its address. */
static void check_result_place(checker *c, range result, bool spawned)
{
    type_member m;
    if (spawned && c->t[result.first].lexeme != '&')
        return;
    result.first += spawned;
    if (range_empty(result) || !find_bit_field(c, result, &m))
        return;
    diag_error(c->diag, span_of(c, result.first, result.last), "'%s' is a bit-field, which has no address: the result can't go there; give it a variable, and assign that behind",
               token_text(c->arena, m.of, m.name));
    diag_note(c->diag, token_span(m.of, m.name, m.name), "'%s' is declared here", token_text(c->arena, m.of, m.name));
}

/* What is called, and what is to take its result. */
static void check_started(checker *c, const node *n)
{
    check_callee(c, n);
    for (const node *a = n->await.arguments; a; a = a->next)
        check_awaits_in(c, a);
    const node *result = n->await.result;
    if (!result)
        return;
    check_awaits_in(c, result);
    check_result_place(c, (range){result->first, result->last}, n->kind == NODE_SPAWN);
    const symbol *s = coroutine_of(c, n);
    if (!s || !symbol_signature(s)->is_void)
        return;
    diag_error(c->diag, span_of(c, result->first, result->last), "'%s' has no result", s->c_name);
    note_symbol(c, s);
}

void check_spawn(checker *c, const node *n)
{
    if (c->is_plain)
        not_in_plain_method(c, n->first, n->first, "spawn");
    const node *group = n->await.group, *result = n->await.result;
    check_tokens(c, group->first, group->last, IN_EXPRESSION);
    check_awaits_in(c, group);
    if (result)
        check_tokens(c, result->first, result->last, IN_EXPRESSION);
    check_started(c, n);
    check_spawned(c, n);
}

void check_gather(checker *c, const node *n)
{
    const char *what = n->gather.is_race ? "await race" : "await gather";
    if (c->is_plain)
        not_in_plain_method(c, n->first, n->first + 1, what);
    else
        check_async(c, n->first, n->first + 1, what);
    for (const node *b = n->gather.branches; b; b = b->next)
        check_started(c, b);
}

void check_gather_used(checker *c, const node *value)
{
    if (value->kind != NODE_GATHER || value->gather.is_race)
        return;
    diag_error(c->diag, span_of(c, value->first, value->first + 1), "'await gather' has no value: each branch is assigned by itself, 'await gather(a = f(), b = g())'");
}

void check_enter(checker *c, const node *n)
{
    if (c->is_plain)
        not_in_plain_method(c, n->first, n->first + 1, "await enter");
    else
        check_async(c, n->first, n->first + 1, "await enter");
    check_tokens(c, n->with.stack->first, n->with.stack->last, IN_EXPRESSION);
    check_awaits_in(c, n->with.stack);
    check_with_item(c, n, n->with.items);
}

/* ---- the tokens but for what they call ---- */

/* Past the name of what is called from AT. */
static uint32_t past_callee(const checker *c, uint32_t at)
{
    return c->t[at].lexeme == LEX_NAME ? chain_end(c, at) + 1 : at;
}

uint32_t check_spawn_tokens(checker *c, uint32_t open)
{
    uint32_t close = c->t[open].mate;
    if (close <= open)
        return open;
    check_calls(c, open + 1, close - 1);
    return past_callee(c, close + 1 + (c->t[close + 1].word == WORD_AWAIT));
}

uint32_t check_branch_tokens(checker *c, uint32_t open)
{
    uint32_t close = c->t[open].mate, first = open + 1;
    for (uint32_t i = first; i < close; ) {
        bool ends_lvalue = c->t[i].lexeme == '=';
        if (ends_lvalue && i > first)
            check_calls(c, first, i - 1);
        if (ends_lvalue || c->t[i].lexeme == ',')
            first = i + 1;
        bool calls = c->t[i].lexeme == '(' && past_callee(c, first) == i;
        if (calls && c->t[i].mate > i + 1)
            check_calls(c, i + 1, c->t[i].mate - 1);
        i = c->t[i].mate > i ? c->t[i].mate + 1 : i + 1;
    }
    return close + 1;
}

uint32_t check_enter_tokens(checker *c, uint32_t open)
{
    uint32_t close = c->t[open].mate;
    check_calls(c, open + 1, close - 1);
    return past_callee(c, close + 1);
}
