/* What forms are declared as: the type, the name, the parameters. */
#include "shape.h"

/* Before the attributes that END comes behind; those of GNU C too if OLD. */
static uint32_t end_without_attributes(const shape *s, uint32_t first, uint32_t end, bool old)
{
    const token *t = s->tokens->at;
    while (end > first + 1) {
        uint32_t open = t[end - 1].mate;
        bool inside = open > first && open < end;
        bool gnu = inside && t[end - 1].lexeme == ')' && t[open - 1].word == WORD_ATTRIBUTE;
        if (!(gnu && old) && !(inside && t[end - 1].lexeme == ']' && t[open + 1].lexeme == '['))
            break;
        end = gnu ? open - 1 : open;
    }
    return end;
}

/* `int *UNUSED(p)`, with a macro for an attribute or another name: a parameter that is kept in a frame is used, so it is `int *(p)`. */
static void unwrap_name(shape *s, parameter *p)
{
    token *t = s->tokens->at;
    uint32_t name = p->name, open = name + 1;
    bool ends = open + 2 == p->declarator.last || (open + 2 < p->declarator.last && (t[open + 3].lexeme == ')' || t[open + 3].lexeme == '['));
    bool wraps = name > 0 && ends && t[open].lexeme == '(' && t[open + 1].lexeme == LEX_NAME && t[open].mate == open + 2 && t[open + 1].word == WORD_NONE
        && !shape_is_typedef_name(s, open + 1) && (shape_is_macro(s->tokens, name) || shape_looks_like_macro(s->tokens, name));
    if (!wraps)
        return;
    p->name = open + 1;
    t[name].end = t[name].start;
    t[open].is_moved = true;
    if (p->declarator.first == name)
        p->declarator.first = open;
}

static void add_parameter(shape *s, signature *sig, uint32_t first, uint32_t end)
{
    const token *t = s->tokens->at;
    if (first >= end)
        return;
    if (end == first + 1 && t[first].word == WORD_VOID)
        return;
    if (end == first + 1 && t[first].lexeme == LEX_ELLIPSIS) {
        sig->is_variadic = true;
        return;
    }
    specifiers spec = shape_specifiers(s, first, end);
    if (!spec.has_type && end == first + 1)
        spec.range.last = first;
    parameter p = {spec.range, {spec.range.last + 1, end_without_attributes(s, spec.range.last + 1, end, false) - 1}, 0};
    p.name = shape_declarator_name(s, p.declarator);
    unwrap_name(s, &p);
    LIST_ADD(s->arena, sig->parameters, p);
}

static void read_parameters(shape *s, signature *sig, uint32_t open)
{
    const token *t = s->tokens->at;
    uint32_t first = open + 1, close = t[open].mate;
    for (uint32_t i = first; i < close; i = t[i].mate > i ? t[i].mate + 1 : i + 1)
        if (t[i].lexeme == ',') {
            add_parameter(s, sig, first, i);
            first = i + 1;
        }
    add_parameter(s, sig, first, close);
}

/* Attributes before it say something about the form, and nothing about its result's type. */
static range without_attributes(const shape *s, uint32_t first, uint32_t end)
{
    const token *t = s->tokens->at;
    while (first < end) {
        uint32_t open = t[first].word == WORD_ATTRIBUTE ? first + 1 : first;
        bool attribute = open > first ? t[open].lexeme == '(' : t[open].lexeme == '[' && t[open + 1].lexeme == '[';
        if (!attribute || t[open].mate <= open || t[open].mate >= end)
            break;
        first = t[open].mate + 1;
    }
    return (range){first, end_without_attributes(s, first, end, true)};
}

static signature *make_signature(shape *s, range specifiers, range declarator, uint32_t name, uint32_t list)
{
    const token *t = s->tokens->at;
    signature *sig = arena_alloc(s->arena, sizeof *sig);
    *sig = (signature){.specifiers = specifiers, .declarator = declarator, .name = name, .parameter_tokens = {list, t[list].mate}};
    sig->is_void = declarator.first == name;
    for (uint32_t i = specifiers.first; i <= specifiers.last && sig->is_void; i++)
        if (t[i].word != WORD_VOID && shape_is_type_word(t[i].word))
            sig->is_void = false;
    bool says_void = false;
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++)
        says_void |= t[i].word == WORD_VOID;
    sig->is_void &= says_void;
    read_parameters(s, sig, list);
    return sig;
}

signature *shape_signature(shape *s, uint32_t first, uint32_t end)
{
    const token *t = s->tokens->at;
    range inner = without_attributes(s, first, end);
    first = inner.first;
    end = inner.last;
    specifiers spec = shape_specifiers(s, first, end);
    if (!spec.has_type || spec.is_typedef)
        return NULL;
    range declarator = {spec.range.last + 1, end - 1};
    if (t[declarator.first].lexeme == '(' && t[declarator.first + 1].lexeme != '*')
        return NULL;                      /* `context f(int (*)(int))`: context is its type */
    uint32_t name = range_empty(declarator) ? 0 : shape_declarator_name(s, declarator);
    if (!name || t[name + 1].lexeme != '(' || t[name + 1].mate < name || t[name + 1].mate >= end)
        return NULL;
    return make_signature(s, spec.range, declarator, name, name + 1);
}

signature *shape_signature_in_parentheses(shape *s, uint32_t first, uint32_t end)
{
    const token *t = s->tokens->at;
    range inner = without_attributes(s, first, end);
    specifiers spec = shape_specifiers(s, inner.first, inner.last);
    uint32_t first_star = spec.range.last + 1, open = first_star;
    while (open < inner.last && (t[open].lexeme == '*' || shape_is_qualifier(t[open].word)))
        open++;
    uint32_t list = open + 3;
    if (!spec.has_type || spec.is_typedef || list >= inner.last || t[open].lexeme != '(' || t[open + 1].lexeme != LEX_NAME || t[open].mate != open + 2
        || t[list].lexeme != '(' || t[list].mate < list || t[list].mate >= inner.last)
        return NULL;
    return make_signature(s, spec.range, (range){open > first_star ? first_star : open + 1, inner.last - 1}, open + 1, list);
}
