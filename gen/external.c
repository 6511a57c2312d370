#include "external.h"

static bool is_record(int word) { return word == WORD_STRUCT || word == WORD_UNION || word == WORD_ENUM; }

static bool is_attribute(int word)
{
    return word == WORD_ATTRIBUTE || word == WORD_DECLSPEC || word == WORD_ALIGNAS;
}

bool external_is_keyword(int word)
{
    switch (word) {
    case WORD_STATIC: case WORD_EXTERN: case WORD_TYPEDEF: case WORD_INLINE:
    case WORD_NORETURN: case WORD_THREAD_LOCAL: case WORD_REGISTER: case WORD_AUTO:
        return true;
    default:
        return is_record(word) || shape_is_type_word(word) || shape_is_qualifier(word);
    }
}

/* ---- where it ends ---- */

/* Past `static inline` and attributes. */
static uint32_t skip_storage(const shape *s, uint32_t at, uint32_t end)
{
    const token *t = s->tokens->at;
    while (at < end) {
        int word = t[at].word;
        if (is_attribute(word) && t[at + 1].lexeme == '(')
            at = shape_skip_group(s, at + 1);
        else if (word == WORD_STATIC || word == WORD_EXTERN || word == WORD_INLINE)
            at++;
        else
            break;
    }
    return at;
}

/* Past `NAME(…)`, which may be a macro that stands for a declaration; AT if it isn't there. */
static uint32_t skip_macro(const shape *s, uint32_t at, uint32_t end)
{
    const token *t = s->tokens->at;
    bool name = at + 1 < end && t[at].lexeme == LEX_NAME && !external_is_keyword(t[at].word) && !is_attribute(t[at].word);
    return name && t[at + 1].lexeme == '(' && t[at + 1].mate > at ? t[at + 1].mate + 1 : at;
}

/* The { of a function whose parameters are declared K&R's way from AT on; 0 if they aren't. */
static uint32_t old_style_body(const shape *s, uint32_t at, uint32_t end)
{
    const token *t = s->tokens->at;
    while (at < end && t[at].lexeme != '{') {
        if (t[at].lexeme == LEX_DIRECTIVE) {
            at++;
            continue;
        }
        specifiers spec = shape_specifiers(s, at, end);
        if (range_empty(spec.range) || spec.is_static || spec.is_extern || spec.is_typedef)
            return 0;
        uint32_t i = spec.range.last + 1;
        while (i < end && t[i].lexeme != ';') {
            if (t[i].lexeme == '{' || t[i].lexeme == '=' || t[i].lexeme == LEX_DIRECTIVE)
                return 0;
            i = shape_skip_group(s, i);
        }
        at = i + 1;
    }
    return at < end ? at : 0;
}

typedef struct reading {
    const shape *s;
    external *x;
    uint32_t end;
    bool record;                          /* a { would open a struct, union or enum */
    bool value;                           /* an initializer */
    bool keyword;                         /* it can't be a macro without semicolon */
} reading;

static void note_record(reading *r, uint32_t i)
{
    const token *t = r->s->tokens->at;
    bool attribute = i > r->x->first && t[i].lexeme == '('
        && (is_attribute(t[i - 1].word) || (i > r->x->first + 1 && is_record(t[i - 2].word)));
    if (is_record(t[i].word))
        r->record = true;
    else if ((t[i].lexeme == '(' && !attribute) || t[i].lexeme == ',' || t[i].lexeme == '*' || t[i].lexeme == '{')
        r->record = false;
}

/* After a ) at the end of NAME(…), or of a function's parameters: whether the declaration ends there, or has a body further on. */
static bool ends_after_parenthesis(reading *r, uint32_t i)
{
    const token *t = r->s->tokens->at;
    if (i >= r->end || t[i].lexeme != LEX_NAME || is_attribute(t[i].word) || t[i].word == WORD_ASM)
        return false;
    uint32_t body = old_style_body(r->s, i, r->end);
    if (body) {
        r->x->kind = EXTERNAL_FUNCTION;
        r->x->tail = i;
        r->x->end = shape_skip_group(r->s, body);
        return true;
    }
    if (t[i].starts_line && skip_macro(r->s, skip_storage(r->s, r->x->first, i), i) == i) {
        r->x->kind = EXTERNAL_MACRO;
        r->x->tail = r->x->end = i;
        return true;
    }
    return false;
}

/* Finds the end; false where it is a `;`, and what it is remains to be seen. */
static bool find_end(reading *r)
{
    const token *t = r->s->tokens->at;
    external *x = r->x;
    for (uint32_t i = x->first; i < r->end; ) {
        bool parenthesis = t[i].lexeme == '(' && !r->value;
        if (t[i].lexeme == LEX_DIRECTIVE && !r->keyword)
            r->end = i;                   /* what comes may be a form: it is not swallowed */
        if (t[i].lexeme == ';' || r->end == i) {
            x->tail = i;
            x->end = r->end == i ? i : i + 1;
            return r->end == i;
        }
        if (t[i].lexeme == '{' && !r->record && !r->value) {
            x->kind = EXTERNAL_FUNCTION;
            x->tail = i;
            x->end = shape_skip_group(r->s, i);
            return true;
        }
        note_record(r, i);
        r->value |= t[i].lexeme == '=';
        i = shape_skip_group(r->s, i);
        if (parenthesis && ends_after_parenthesis(r, i))
            return true;
    }
    x->tail = x->end = r->end;
    return true;
}

/* ---- what it is ---- */

/* Specifiers, with a macro that gives the type, `API(int) f(void)`, among them. */
static specifiers read_specifiers(const shape *s, uint32_t at, uint32_t end)
{
    const token *t = s->tokens->at;
    uint32_t after = skip_macro(s, at, end);
    if (after == at || after >= end || (t[after].lexeme != LEX_NAME && t[after].lexeme != '*') || is_attribute(t[after].word))
        return shape_specifiers(s, at, end);
    bool more = external_is_keyword(t[after].word) || (after + 1 < end && (t[after + 1].lexeme == LEX_NAME || t[after + 1].lexeme == '*'));
    specifiers spec = shape_specifiers(s, after, more ? end : after);
    spec.range.first = at;
    if (spec.range.last < after)
        spec.range.last = after - 1;
    spec.has_type = true;
    return spec;
}

/* The name in a declarator; macros for attributes may stand before it. */
static uint32_t name_in(const shape *s, range d)
{
    const token *t = s->tokens->at;
    uint32_t name = shape_declarator_name(s, d);
    if (!name || external_is_keyword(t[name].word))
        return 0;
    while (name < d.last && t[name + 1].lexeme == LEX_NAME && !is_attribute(t[name + 1].word) && t[name + 1].word != WORD_ASM)
        name++;
    return name;
}

bool external_next(const shape *s, const external *x, uint32_t *at, external_declarator *d)
{
    const token *t = s->tokens->at;
    if (*at >= x->tail || range_empty(x->specifiers.range))
        return false;
    *d = (external_declarator){.tokens = {*at, *at - 1}};
    for (; *at < x->tail && t[*at].lexeme != ','; *at = shape_skip_group(s, *at)) {
        d->is_initialized |= t[*at].lexeme == '=';
        if (!d->is_initialized)
            d->tokens.last = *at;
        if (!d->is_initialized && t[*at].mate > *at)
            d->tokens.last = t[*at].mate;
    }
    ++*at;
    d->name = range_empty(d->tokens) ? 0 : name_in(s, d->tokens);
    d->is_function = d->name && d->name < d->tokens.last && t[d->name + 1].lexeme == '(';
    return true;
}

static bool is_macro(const shape *s, const external *x)
{
    return x->tail > x->first && skip_macro(s, skip_storage(s, x->first, x->tail), x->tail) == x->tail;
}

static external_kind kind_of(const shape *s, const external *x)
{
    const token *t = s->tokens->at;
    if (is_macro(s, x))
        return EXTERNAL_MACRO;
    if (x->specifiers.is_typedef)
        return EXTERNAL_TYPEDEF;
    if (range_empty(x->specifiers.range))
        return EXTERNAL_OTHER;
    uint32_t at = x->specifiers.range.last + 1;
    if (at >= x->tail)
        return x->specifiers.has_type ? EXTERNAL_TYPE : EXTERNAL_OTHER;
    external_declarator d;
    while (external_next(s, x, &at, &d))
        if (!d.is_function && (!x->specifiers.is_extern || d.is_initialized))
            return EXTERNAL_OBJECT;
    return t[x->end - 1].lexeme == ';' ? EXTERNAL_DECLARATION : EXTERNAL_OTHER;
}

/* What is done with at once: it is one token, or begins like no declaration. */
static bool read_simple(const shape *s, external *x, uint32_t end)
{
    const token *t = s->tokens->at + x->first;
    x->end = x->first + 1;
    if (t->lexeme == LEX_DIRECTIVE) {
        x->kind = EXTERNAL_DIRECTIVE;
        return true;
    }
    if (t->word == WORD_EXTERN && x->first + 2 < end && t[1].lexeme == LEX_STRING && t[2].lexeme == '{') {
        x->end = x->first + 3;            /* what stands in it is at file scope too */
        return true;
    }
    if (t->lexeme == '{')
        x->end = shape_skip_group(s, x->first);
    return t->lexeme == ';' || t->lexeme == '}' || t->lexeme == ')' || t->lexeme == ']' || t->lexeme == '{';
}

external external_read(const shape *s, uint32_t at, uint32_t end)
{
    const token *t = s->tokens->at;
    external x = {.kind = EXTERNAL_OTHER, .first = at, .tail = at, .specifiers.range = {at, at - 1}};
    if (!read_simple(s, &x, end)) {
        reading r = {.s = s, .x = &x, .end = end, .keyword = external_is_keyword(t[at].word)};
        bool done = find_end(&r);
        bool assertion = t[at].word == WORD_STATIC_ASSERT || t[at].word == WORD_ASM;
        if (!assertion)
            x.specifiers = read_specifiers(s, at, x.tail);
        if (!done && !assertion)
            x.kind = kind_of(s, &x);
        else if (x.kind == EXTERNAL_OTHER && x.end == x.tail && is_macro(s, &x))
            x.kind = EXTERNAL_MACRO;      /* before a directive or a form */
    }
    if (x.end > end)
        x.end = end;
    if (x.tail > end)
        x.tail = end;
    return x;
}
