/* Names with several definitions, in arms of conditionals: what a use outside of the arms becomes has to be right with each of them. */
#include "check_internal.h"
#include "fields.h"

static bool same_result(const symbol *a, const symbol *b)
{
    const tokens *s = a->module->tokens, *t = b->module->tokens;
    const signature *x = symbol_signature(a), *y = symbol_signature(b);
    return x->is_void == y->is_void && tokens_same_range(s, x->specifiers, t, y->specifiers)
        && tokens_same_range(s, (range){x->declarator.first, x->name - 1}, t, (range){y->declarator.first, y->name - 1});
}

/* NULL, or what callers would have to know. */
static const char *method_difference(const symbol *a, const symbol *b)
{
    if (!a || !b)
        return a == b ? NULL : "which of them has it";
    const bool called_by_with = a == a->manager->enter || a == a->manager->exit;      /* in the same way, async or not */
    if (!called_by_with && a->node->form.is_async != b->node->form.is_async)
        return "whether it is async";
    return same_result(a, b) ? NULL : "its result";
}

/* ---- constructions ---- */

static bool same_name(const tokens *s, const node *x, const tokens *t, const node *y)
{
    if (field_is_anonymous(x) || field_is_anonymous(y))
        return x->kind == y->kind && tokens_same_range(s, (range){x->first, x->last}, t, (range){y->first, y->last});
    return tokens_same(s, x->declarator.name, t, y->declarator.name);
}

static const node *default_of(const node *field)
{
    return field_is_anonymous(field) ? NULL : field->declarator.initializer;
}

/* Their fields are the same, in the same order, with the same defaults. */
static const char *field_difference(const symbol *a, const symbol *b, bool names)
{
    const tokens *s = a->module->tokens, *t = b->module->tokens;
    for (size_t i = 0; ; i++) {
        const node *x = field_at(a->node, i), *y = field_at(b->node, i);
        if (!x && !y)
            return NULL;
        if (!x || !y || !same_name(s, x, t, y))
            return names ? "its fields" : "its defaults";
        const node *p = default_of(x), *q = default_of(y);
        if (!p != !q || (p && !tokens_same_range(s, (range){p->first, p->last}, t, (range){q->first, q->last})))
            return "its defaults";
    }
}

static bool has_defaults(const symbol *manager)
{
    for (size_t i = 0; ; i++) {
        const node *d = field_at(manager->node, i);
        if (!d || default_of(d))
            return d != NULL;
    }
}

static bool has_positions(const checker *c, uint32_t open)
{
    for (uint32_t i = open + 1; i < c->t[open].mate; i = c->t[i].mate > i ? c->t[i].mate + 1 : i + 1)
        if (c->t[i].lexeme != ',' && (c->t[i - 1].lexeme == ',' || i == open + 1) && c->t[i].lexeme != '.')
            return true;
    return false;
}

static const char *construction_difference(const checker *c, const symbol *a, const symbol *b, uint32_t open)
{
    const bool positions = has_positions(c, open);
    const char *what = positions || has_defaults(a) || has_defaults(b) ? field_difference(a, b, positions) : NULL;
    if (!what && method_difference(a->enter, b->enter))
        return "its 'enter'";
    return what ? what : method_difference(a->exit, b->exit) ? "its 'exit'" : NULL;
}

/* ---- uses ---- */

static const char *difference(const checker *c, const symbol *a, const symbol *b, uint32_t at)
{
    if (a->kind != b->kind)
        return "what it is";
    if (a->kind == SYMBOL_MANAGER)
        return c->t[at + 1].lexeme == '(' ? construction_difference(c, a, b, at + 1) : NULL;
    if (a->kind == SYMBOL_ERROR)
        return NULL;
    return a->manager ? method_difference(a, b) : same_result(a, b) ? NULL : "its result";
}

static void say_different(checker *c, uint32_t at, const char *name, const char *what, const symbol *a, const symbol *b)
{
    diag_error(c->diag, span_of(c, at, at), "'%s' is defined differently in the arms of a conditional, and this use depends on %s; put the use into arms of the same conditions",
               name, what);
    note_symbol(c, a);
    note_symbol(c, b);
}

void check_arms_at(checker *c, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i <= last; i++) {
        const bool name = c->t[i].lexeme == LEX_NAME && c->t[i].word == WORD_NONE && !(i > 0 && (c->t[i - 1].lexeme == '.' || c->t[i - 1].lexeme == LEX_ARROW));
        const symbol *s = name ? symbol_at(c, i) : NULL;
        for (const symbol *other = s ? program_find_next(c->program, s, i) : NULL; other; other = program_find_next(c->program, other, i)) {
            const char *what = difference(c, s, other, i);
            if (!what)
                continue;
            say_different(c, i, s->name, what, s, other);
            break;
        }
    }
}

void check_arms_of_object(checker *c, uint32_t at, const symbol *manager, const char *method)
{
    const symbol *first = program_find(c->program, manager->name, at);
    for (const symbol *a = first; a; a = program_find_next(c->program, a, at)) {
        const char *what = NULL;
        if (a == manager || a->kind != SYMBOL_MANAGER)
            continue;
        if (method)
            what = method_difference(symbol_method(manager, method), symbol_method(a, method));
        else
            what = method_difference(manager->enter, a->enter) ? "its 'enter'" : method_difference(manager->exit, a->exit) ? "its 'exit'" : NULL;
        if (!what)
            continue;
        say_different(c, at, method ? method : manager->name, what, manager, a);
        return;
    }
}
