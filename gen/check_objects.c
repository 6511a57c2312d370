/* The types of objects, as far as managers go: the same that lowering sees (lower_scope.c). */
#include "check_internal.h"
#include "fields.h"
#include "shape.h"

const symbol *manager_named_by(const checker *c, range specifiers)
{
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++)
        if (c->t[i].lexeme == LEX_NAME && !shape_is_qualifier(c->t[i].word) && c->t[i].word != WORD_STATIC && c->t[i].word != WORD_STRUCT
            && c->t[i].word != WORD_EXTERN) {
            const symbol *s = symbol_at(c, i);
            return s && s->kind == SYMBOL_MANAGER ? s : NULL;
        }
    return NULL;
}

uint32_t chain_end(const checker *c, uint32_t at)
{
    return shape_chain_end(c->tokens, at, c->tokens->count - 1);
}

static const symbol *type_of_field(const checker *c, const symbol *of, const node *field)
{
    const tokens *t = of->module->tokens;
    uint32_t type = field->field.specifiers.last;
    while (type > field->field.specifiers.first && shape_is_qualifier(t->at[type].word))
        type--;
    const symbol *s = program_find_anywhere(c->program, token_text(c->arena, t, type));
    return s && s->kind == SYMBOL_MANAGER ? s : NULL;
}

static const symbol *field_of(const checker *c, const symbol *of, uint32_t name, unsigned *levels)
{
    const tokens *t = of->module->tokens;
    const node *d = field_named(t, of->node, c->tokens, name);
    if (!d)
        return NULL;
    *levels = shape_levels(t, d->declarator.tokens, d->declarator.name);
    return type_of_field(c, of, d->parent);
}

static const symbol *object_named(checker *c, uint32_t name, unsigned *levels)
{
    const local *l = find_local(c, name);
    if (l) {
        *levels = l->levels ? l->levels : l->is_pointer;
        return l->manager;
    }
    return manager_of_file_object(c->program, name, c->form->last + 1, levels);
}

/* The manager that R is of, and in LEVELS how often it has to be indexed or dereferenced to be one. */
static const symbol *type_of(checker *c, range r, unsigned *levels)
{
    *levels = 0;
    while (!range_empty(r) && c->t[r.first].lexeme == '(' && c->t[r.first].mate == r.last)
        r = (range){r.first + 1, r.last - 1};
    if (range_empty(r))
        return NULL;
    if (c->t[r.first].lexeme == '&' || c->t[r.first].lexeme == '*') {
        const symbol *s = type_of(c, (range){r.first + 1, r.last}, levels);
        if (c->t[r.first].lexeme == '&')
            ++*levels;
        else if ((*levels)-- == 0)
            return NULL;
        return s;
    }
    uint32_t mate = c->t[r.first].mate;
    if (c->t[r.first].lexeme == '(' && mate > r.first && mate < r.last && c->t[mate - 1].lexeme == '*') {     /* (NAME *)… */
        *levels = 1;
        return manager_named_by(c, (range){r.first + 1, mate - 2});
    }
    if (c->t[r.first].lexeme != LEX_NAME)
        return NULL;
    const symbol *s = object_named(c, r.first, levels);
    for (uint32_t i = r.first + 1; s && i <= r.last; ) {
        if (c->t[i].lexeme == '[' && c->t[i].mate > i && (*levels)-- > 0)
            i = c->t[i].mate + 1;
        else if ((c->t[i].lexeme == LEX_ARROW || c->t[i].lexeme == '.') && i < r.last)
            s = field_of(c, s, i + 1, levels), i += 2;
        else
            return NULL;
    }
    return s;
}

const symbol *object_of(checker *c, range r, bool *pointer)
{
    unsigned levels;
    const symbol *s = type_of(c, r, &levels);
    *pointer = levels == 1;
    return levels <= 1 ? s : NULL;
}

/* ---- objects that are never entered ---- */

/* The first method of it that is called from FROM on, if nothing else is done with it that could enter it; 0: none. */
static uint32_t only_methods(const checker *c, const local *l, uint32_t from)
{
    uint32_t first = 0;
    for (uint32_t i = from; i < l->scope->last; i++) {
        if (c->t[i].lexeme != LEX_NAME || is_member_name(c, i) || !tokens_same(c->tokens, i, c->tokens, l->name))
            continue;
        if (c->t[i + 1].lexeme != '.' || c->t[i - 1].lexeme == '&')
            return 0;
        if (!first && c->t[i + 3].lexeme == '(' && symbol_method(l->manager, text_of(c, i + 2)))
            first = i;
    }
    return first;
}

/* `NAME object = NAME(…);`: an object whose methods are called as if it had been entered. */
void check_never_entered(checker *c, const local *l, const node *initializer)
{
    enum { MOST = 100 };                  /* for each the rest of its block is read */
    if (!l->manager || !l->scope || l->is_static || l->kind != LOCAL_VARIABLE || l->is_pointer || c->copies++ >= MOST)
        return;
    uint32_t use = only_methods(c, l, initializer->last + 1);
    if (!use)
        return;
    const char *name = text_of(c, l->name), *with = symbol_is_async(l->manager) ? "async with" : "with";
    diag_warning(c->diag, WARNING_NEVER_ENTERED, span_of(c, l->name, l->name), "'%s' is used, but never entered: nothing will exit it", name);
    diag_note(c->diag, span_of(c, use, use + 2), "it is used here");
    diag_note(c->diag, span_of(c, l->name, l->name), "'%s %s(…) as %s { … }' constructs it, enters it, and exits it however the block is left", with,
              l->manager->name, name);
}
