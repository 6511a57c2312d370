/* NAME(arguments) of a manager: an initializer list over its fields, and the defaults of those that it does not give. */
#include <string.h>

#include "defaults.h"
#include "fields.h"
#include "lower_internal.h"
#include "macros.h"

/* Whether the arguments give a field: by its designator, or by its position, which counts on from a designator. */
static bool gives_field(const lowering *l, const symbol *manager, range arguments, uint32_t field, size_t position)
{
    const tokens *of = manager->module->tokens;
    size_t i = 0;
    for (uint32_t at = arguments.first; at <= arguments.last; ) {
        if (l->t[at].lexeme == '.') {
            if (tokens_same(l->tokens, at + 1, of, field))
                return true;
            const node *d = field_named(of, manager->node, l->tokens, at + 1);
            i = d ? position_behind(of, manager->node, d) : i + 1;
        } else if (i++ == position) {
            return true;
        }
        while (at <= arguments.last && l->t[at].lexeme != ',')
            at = l->t[at].mate > at ? l->t[at].mate + 1 : at + 1;
        at++;
    }
    return false;
}

/* What a default's name is here, where it is another thing than where the manager is defined; or NULL. */
static const char *other_meaning(lowering *l, const symbol *manager, uint32_t name)
{
    const tokens *t = manager->module->tokens;
    const char *text = token_text(l->arena, t, name);
    size_t length = strlen(text);
    if (find_name(l, text, length, false))
        return "a local";
    if (manager->module != l->program->main)
        return NULL;
    return macro_at(l->program, text, length, name) == macro_at(l->program, text, length, l->source) ? NULL : "another macro";
}

/* A default that stays as it is must mean the same here. */
static void check_pasted(lowering *l, const symbol *manager, const node *declarator)
{
    const tokens *t = manager->module->tokens;
    const node *value = declarator->declarator.initializer;
    for (uint32_t i = value->first; default_has_names(t, declarator) && i <= value->last; i++) {
        const char *other = t->at[i].lexeme == LEX_NAME && t->at[i - 1].lexeme != '.' ? other_meaning(l, manager, i) : NULL;
        if (!other)
            continue;
        diag_error(l->program->diag, token_span(l->tokens, l->source, l->source), "the default of '%s' mentions '%s', which is %s here",
                   token_text(l->arena, t, declarator->declarator.name), token_text(l->arena, t, i), other);
        diag_note(l->program->diag, token_span(t, i, i), "the default means this one: give one of them another name, or give the field where the manager is constructed");
        return;
    }
}

/* A static variable takes constants only, which no function gives. */
static void add_default(lowering *l, value *v, const symbol *manager, const node *field, const node *declarator)
{
    const tokens *of = manager->module->tokens;
    const char *name = token_text(l->arena, of, declarator->declarator.name);
    if (!l->no_literals && default_is_function(l->program, manager, field, declarator)) {
        add_format(l, v, ".%s = %s().%s", name, default_function(l->arena, manager, declarator), name);
        return;
    }
    check_pasted(l, manager, declarator);
    add_format(l, v, ".%s = %s", name, tokens_text(l->arena, of, declarator->declarator.initializer->first, declarator->declarator.initializer->last));
}

static const char *designator(lowering *l, const symbol *manager, uint32_t argument, size_t position)
{
    const node *field = l->t[argument].lexeme == '.' ? NULL : field_at(manager->node, position);
    if (!field || field_is_anonymous(field))
        return "";
    return arena_printf(l->arena, ".%s = ", token_text(l->arena, manager->module->tokens, field->declarator.name));
}

/* Whether an argument is the one value of an anonymous union, without braces; a macro may have them. */
static bool lacks_braces(lowering *l, const symbol *manager, range arguments, uint32_t argument, size_t position)
{
    const node *field = field_at(manager->node, position);
    for (uint32_t i = arguments.first; i <= argument; i = l->t[i].mate > i ? l->t[i].mate + 1 : i + 1)
        if (l->t[i].lexeme == '.' && (i == arguments.first || l->t[i - 1].lexeme == ','))
            return false;                 /* what follows counts from there */
    return field && field_is_anonymous(field) && l->t[argument].lexeme != '{' && !macro_of_token(l->program, argument);
}

/* The arguments, positional ones as they are, or designated: then fields that are left out cause no warning. */
static value *arguments_of_nodes(lowering *l, const symbol *manager, range arguments, const node *list, bool designated)
{
    value *v = new_value(l);
    size_t position = 0;
    for (const node *n = list; n; n = n->next, position++) {
        const bool braces = lacks_braces(l, manager, arguments, n->first, position);
        add_format(l, v, braces ? "%s%s{%v}" : "%s%s%v", n == list ? "" : ", ", designated ? designator(l, manager, n->first, position) : "", hoist_value(l, n));
    }
    return v;
}

static value *arguments_of_tokens(lowering *l, const symbol *manager, range r, bool designated)
{
    value *v = new_value(l);
    size_t position = 0;
    for (uint32_t first = r.first, at = first; first <= r.last; first = ++at, position++) {
        while (at <= r.last && l->t[at].lexeme != ',')
            at = l->t[at].mate > at ? l->t[at].mate + 1 : at + 1;
        add_format(l, v, lacks_braces(l, manager, r, first, position) ? "%s%s{%v}" : "%s%s%v", position ? ", " : "",
                   designated ? designator(l, manager, first, position) : "", tokens_value(l, (range){first, at - 1}, NULL));
    }
    return v;
}

/* Whether all arguments are positional and do not reach the last field; one that C defines has more than acmc knows. */
static bool leaves_fields_out(lowering *l, const symbol *manager, range arguments)
{
    size_t count = 0;
    for (uint32_t at = arguments.first; at <= arguments.last; at++, count++) {
        if (l->t[at].lexeme == '.')
            return false;
        while (at <= arguments.last && l->t[at].lexeme != ',')
            at = l->t[at].mate > at ? l->t[at].mate + 1 : at + 1;
    }
    return count > 0 && (manager->node->manager.is_extern || field_at(manager->node, count) != NULL);
}

value *construction(lowering *l, const symbol *manager, range arguments, const node *nodes)
{
    bool designated = leaves_fields_out(l, manager, arguments);
    value *v = new_value(l);
    if (!l->no_literals)                  /* as for defaults: a compound literal is no constant */
        add_format(l, v, "(%s)", manager->name);
    add_format(l, v, "{%v",
               nodes ? arguments_of_nodes(l, manager, arguments, nodes, designated) : arguments_of_tokens(l, manager, arguments, designated));
    bool empty = range_empty(arguments);
    size_t position = 0;
    for (const node *f = manager->node->manager.members; f; f = f->next) {
        position += f->kind == NODE_FIELD && !f->field.declarators;
        for (const node *d = f->kind == NODE_FIELD ? f->field.declarators : NULL; d; position += d->declarator.name != 0, d = d->next)
            if (d->declarator.initializer && !gives_field(l, manager, arguments, d->declarator.name, position)) {
                add_text(l, v, empty ? "" : ", ");
                add_default(l, v, manager, f, d);
                empty = false;
            }
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
    return construction(l, s, (range){open + 1, n->last - 1}, n->kind == NODE_RUN ? NULL : n->sequence.items->next->sequence.items);
}
