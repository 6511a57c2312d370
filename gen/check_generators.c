/* Generators: the loops that run them, and where in them a yield may stand (language.md, section 3). */
#include "check_internal.h"
#include "splice.h"

void check_generator_call(checker *c, const node *loop)
{
    const node *call = loop->async_for.call;
    uint32_t name = call->await.callee.first;
    span where = span_of(c, name, call->await.callee.last);
    const local *l = find_local(c, name);
    const symbol *s = l || call->await.callee.last > name ? NULL : symbol_at(c, name);
    const file_name *f = find_file_name(c, name);
    if (c->is_plain)
        not_in_plain_method(c, loop->first, loop->first + 1, "async for");
    else
        check_async(c, loop->first, loop->first + 1, "async for");
    for (const node *a = call->await.arguments; a; a = a->next)
        check_expression(c, a, IN_EXPRESSION);
    if (s && s->kind == SYMBOL_GENERATOR) {
        check_arguments(c, s, call->await.arguments, where);
    } else if (s) {
        diag_error(c->diag, where, "'%s' is %s: 'async for' takes a generator", s->name, kind_of_symbol(s));
        note_symbol(c, s);
    } else if (l) {
        diag_error(c->diag, where, "'%s' is a local name here: 'async for' takes a generator by its own name", text_of(c, name));
        note_declared(c, l);
    } else if (f && f->is_function && !program_find_anywhere(c->program, text_of(c, name))) {
        diag_error(c->diag, where, "'%s' is a C function: 'async for' takes a generator", text_of(c, name));
        diag_note(c->diag, span_of(c, f->token, f->token), "'%s' is declared here", text_of(c, name));
        diag_note(c->diag, where, "a generator is declared as 'async generator TYPE %s(…)', and yields its values", text_of(c, name));
    } else {
        say_unknown(c, name, SYMBOL_GENERATOR, "generator");
    }
    note_suspension(c, loop->last);
}

bool opens_scope(const checker *c, uint32_t name)
{
    const symbol *s = symbol_at(c, name);
    return s && (s->yields_in_scope || token_is(c->tokens, name, "acm_timeout") || token_is(c->tokens, name, "acm_move_on_after")
                 || token_is(c->tokens, name, "acm_task_group"));
}

/* A yield leaves the block for a time, in which whoever runs the generator would be cancelled in its place. */
void check_yield_in_scope(checker *c, const node *yield)
{
    for (const region *r = c->region; r; r = r->outer)
        for (const node *item = r->kind == REGION_WITH ? r->node->with.items : NULL; item; item = item->next) {
            if (c->form->form.kind == FORM_CONTEXT && may_open_scope(c->program, item))
                program_symbol_of(c->program, c->form)->yields_in_block = true;
            const node *m = item->item.manager;
            if (m->kind != NODE_CALL || !opens_scope(c, m->await.callee.first))
                continue;
            if (c->form->form.kind == FORM_CONTEXT) {
                program_symbol_of(c->program, c->form)->yields_in_scope = true;
                return;
            }
            diag_error(c->diag, span_of(c, yield->first, yield->first), "'yield' inside '%s' in a generator: who runs the generator would be cancelled in its place",
                       text_of(c, m->await.callee.first));
            diag_note(c->diag, span_of(c, m->first, m->last), "the block begins here; a context may yield in it, a generator may not");
            return;
        }
}
