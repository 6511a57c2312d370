#include "fields.h"

#include "shape.h"

/* ---- in order ---- */

static const node *first_in(const node *members)
{
    for (const node *n = members; n; n = n->next) {
        const node *d = n->kind != NODE_FIELD ? NULL : n->field.declarators ? n->field.declarators : first_in(n->field.members);
        if (d)
            return d;
    }
    return NULL;
}

const node *first_field(const node *manager)
{
    return first_in(manager->manager.members);
}

const node *next_field(const node *field)
{
    if (field->next)
        return field->next;
    for (const node *n = field->parent; n; n = n->parent) {
        const node *d = first_in(n->next);
        if (d)
            return d;
    }
    return NULL;
}

const node *field_named(const tokens *of, const node *manager, const tokens *t, uint32_t name)
{
    for (const node *d = first_field(manager); d; d = next_field(d))
        if (d->declarator.name && tokens_same(of, d->declarator.name, t, name))
            return d;
    return NULL;
}

const node *field_at(const node *manager, size_t position)
{
    for (const node *n = manager->manager.members; n; n = n->next) {
        if (n->kind == NODE_FIELD && !n->field.declarators && position-- == 0)
            return n;
        for (const node *d = n->kind == NODE_FIELD ? n->field.declarators : NULL; d; d = d->next)
            if (d->declarator.name && position-- == 0)       /* no list gives an unnamed bit-field */
                return d;
    }
    return NULL;
}

static bool is_union(const tokens *tokens, const node *field)
{
    for (uint32_t i = field->field.specifiers.first; tokens->at[i].lexeme != '{'; i++)
        if (tokens->at[i].word == WORD_UNION)
            return true;
    return false;
}

size_t position_behind(const tokens *of, const node *manager, const node *field)
{
    bool last = true;
    const node *outer = field->parent;
    for (; outer->parent; outer = outer->parent) {
        last &= is_union(of, outer->parent) || (!field->next && !outer->next);
        field = outer;
    }
    size_t position = 0;
    const node *at = field_at(manager, 0);
    while (at && at != field && at != outer)
        at = field_at(manager, ++position);
    return last ? position + 1 : position;
}

/* ---- anonymous ones ---- */

bool field_is_anonymous(const node *field)
{
    return field->kind == NODE_FIELD;
}

bool takes_one_value(const tokens *tokens, const node *field)
{
    const node *first = field->field.members;
    return is_union(tokens, field) && (!first || first->kind != NODE_FIELD || first->field.declarators);
}

static uint32_t body_of(const tokens *tokens, range specifiers)
{
    const token *t = tokens->at;
    uint32_t open = specifiers.first;
    while (open <= specifiers.last && t[open].lexeme != '{')
        open++;
    return open <= specifiers.last && t[open].mate > open && t[open].mate <= specifiers.last ? open : 0;
}

bool is_anonymous_record(const tokens *tokens, range specifiers)
{
    const token *t = tokens->at;
    const uint32_t open = body_of(tokens, specifiers);
    bool record = false;
    for (uint32_t i = specifiers.first; i < open; i = t[i].mate > i ? t[i].mate + 1 : i + 1) {
        if (record && t[i].lexeme == LEX_NAME && word_may_be_name(t[i].word))
            return false;                 /* a tag */
        record |= t[i].word == WORD_STRUCT || t[i].word == WORD_UNION;
    }
    return record;
}

static node *declarator_of(arena *arena, const shape *s, range tokens, node *field)
{
    uint32_t end = tokens.first;
    while (end <= tokens.last && s->tokens->at[end].lexeme != '=')
        end = shape_skip_group(s, end);
    node *d = node_new(arena, NODE_DECLARATOR, tokens.first, tokens.last);
    d->declarator.tokens = (range){tokens.first, end - 1};
    d->declarator.name = end > tokens.first ? shape_declarator_name(s, d->declarator.tokens) : 0;
    d->declarator.initializer = end < tokens.last ? node_new(arena, NODE_RUN, end + 1, tokens.last) : NULL;
    d->parent = field;
    return d;
}

/* One member, up to the semicolon END. */
static node *member_of(arena *arena, const shape *s, uint32_t first, uint32_t end)
{
    const range specifiers = shape_specifiers(s, first, end).range;
    node *n = node_new(arena, NODE_FIELD, first, end), **to = &n->field.declarators;
    n->field.specifiers = specifiers;
    for (uint32_t i = specifiers.last + 1, from = i; i < end; from = i = i + 1) {
        while (i < end && s->tokens->at[i].lexeme != ',')
            i = shape_skip_group(s, i);
        if (i > from) {
            *to = declarator_of(arena, s, (range){from, i - 1}, n);
            to = &(*to)->next;
        }
    }
    if (!n->field.declarators)
        read_anonymous_members(arena, s->tokens, n);
    return n;
}

static void read_members(arena *arena, const tokens *tokens, uint32_t open, node *field)
{
    const shape s = {.arena = arena, .tokens = (struct tokens *)tokens};
    const token *t = tokens->at;
    node **to = &field->field.members;
    for (uint32_t first = open + 1, end = first; first < t[open].mate; first = end = end + 1) {
        while (end < t[open].mate && t[end].lexeme != ';' && t[end].lexeme != LEX_DIRECTIVE)
            end = shape_skip_group(&s, end);
        if (end > first && t[end].lexeme == ';') {
            *to = member_of(arena, &s, first, end);
            (*to)->parent = field;
            to = &(*to)->next;
        }
        if (t[end].lexeme == LEX_DIRECTIVE) {
            *to = node_new(arena, NODE_DIRECTIVE, end, end);
            to = &(*to)->next;
        }
    }
}

void read_anonymous_members(arena *arena, const tokens *tokens, node *field)
{
    if (is_anonymous_record(tokens, field->field.specifiers))
        read_members(arena, tokens, body_of(tokens, field->field.specifiers), field);
}

const node *member_named(arena *arena, const tokens *of, uint32_t open, const tokens *t, uint32_t name)
{
    node *all = node_new(arena, NODE_FIELD, open, open);
    read_members(arena, of, open, all);
    for (const node *d = first_in(all->field.members); d; d = next_field(d))
        if (d->declarator.name && tokens_same(of, d->declarator.name, t, name))
            return d;
    return NULL;
}
