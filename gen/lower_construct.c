/* NAME(arguments) of a manager: an initializer list over its fields, and the defaults of those that it does not give. */
#include <string.h>

#include "lower_internal.h"

/* Whether the arguments give a field: by its designator, or by its position. */
static bool gives_field(const lowering *l, range arguments, const tokens *of, uint32_t field, size_t position)
{
    size_t i = 0;
    bool positional = true;
    for (uint32_t at = arguments.first; at <= arguments.last; i++) {
        if (l->t[at].lexeme == '.') {
            if (tokens_same(l->tokens, at + 1, of, field))
                return true;
            positional = false;
        } else if (positional && i == position) {
            return true;
        }
        while (at <= arguments.last && l->t[at].lexeme != ',')
            at = l->t[at].mate > at ? l->t[at].mate + 1 : at + 1;
        at++;
    }
    return false;
}

static void add_default(lowering *l, value *v, const tokens *of, const node *declarator, bool first)
{
    add_format(l, v, "%s.%s = %s", first ? "" : ", ", token_text(l->arena, of, declarator->declarator.name),
               tokens_text(l->arena, of, declarator->declarator.initializer->first, declarator->declarator.initializer->last));
}

value *construction(lowering *l, const symbol *manager, range arguments, value *given)
{
    value *v = new_value(l);
    add_format(l, v, "(%s){%v", manager->name, given);
    bool empty = range_empty(arguments);
    size_t position = 0;
    const tokens *of = manager->module->tokens;
    for (const node *f = manager->node->manager.members; f; f = f->next)
        for (const node *d = f->kind == NODE_FIELD ? f->field.declarators : NULL; d; d = d->next, position++)
            if (d->declarator.initializer && !gives_field(l, arguments, of, d->declarator.name, position)) {
                add_default(l, v, of, d, empty);
                empty = false;
            }
    add_text(l, v, empty ? "0}" : "}");
    return v;
}

value *lower_construction(lowering *l, const node *n)
{
    uint32_t open = n ? n->first + 1 : 0;
    if (!n || l->t[n->first].lexeme != LEX_NAME || l->t[open].lexeme != '(' || l->t[open].mate != n->last || find_entry(l, n->first, false))
        return NULL;
    const symbol *s = program_find_token(l->program, n->first);
    if (!s || s->kind != SYMBOL_MANAGER)
        return NULL;
    range arguments = {open + 1, n->last - 1};
    if (n->kind == NODE_RUN)
        return construction(l, s, arguments, tokens_value(l, arguments, NULL));
    return construction(l, s, arguments, lower_arguments(l, n->sequence.items->next->sequence.items, ""));
}
