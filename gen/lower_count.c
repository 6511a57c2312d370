/* How many elements braces have that give an array its size.  The frame's struct stands outside of the function, where the elements
 * themselves mean nothing: they are told apart by their shape. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "file_types.h"
#include "lower_internal.h"
#include "macros.h"
#include "shape.h"

/* Numbers, characters and strings: constant expressions, none of which divides by zero. */
static bool is_literal(const lowering *l, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        if (l->t[i].lexeme != LEX_NUMBER && l->t[i].lexeme != LEX_CHARACTER && l->t[i].lexeme != LEX_STRING
            && (l->t[i].lexeme == LEX_NAME || l->t[i].lexeme >= LEX_END || strchr("{,/%", l->t[i].lexeme)))
            return false;
    return true;
}

static uint32_t step(const lowering *l, uint32_t i) { return l->t[i].mate > i ? l->t[i].mate + 1 : i + 1; }

/* One element of the braces OPEN, or what an arm of a conditional has of it. */
typedef struct element {
    uint32_t first, value, end;           /* its designators, and what is behind their `=` */
} element;

/* From AT on; empty at a directive, and at the end. */
static element element_at(const lowering *l, uint32_t at, uint32_t close)
{
    element e = {at, at, at};
    bool designated = at < close && (l->t[at].lexeme == '[' || l->t[at].lexeme == '.');
    for (; e.end < close && l->t[e.end].lexeme != ',' && l->t[e.end].lexeme != LEX_DIRECTIVE; e.end = step(l, e.end))
        if (l->t[e.end].lexeme == '=' && designated && e.value == at)
            e.value = e.end + 1;
    return e;
}

/* ---- elements that are several ---- */

static bool macro_is_several(const lowering *l, const char *name, size_t length, uint32_t at);

/* `A, B` or `A(1) A(2)`, as they stand or in what a macro of the file stands for. */
static bool are_several(const lowering *l, const tokens *of, uint32_t first, uint32_t end, uint32_t at)
{
    const token *t = of->at;
    int depth = 0;
    bool called = false;                  /* what the last parenthesis belongs to is a name's call */
    for (uint32_t i = first; i < end; i++) {
        int c = t[i].lexeme;
        bool name = c == LEX_NAME && t[i].word == WORD_NONE;
        if (depth == 0 && (c == ',' || (name && i > first && called && t[i - 1].lexeme == ')')))
            return true;
        if (depth == 0 && name && macro_is_several(l, of->source->bytes + t[i].start, t[i].end - t[i].start, at))
            return true;
        if (depth == 0 && c == '(')
            called = i > first && t[i - 1].lexeme == LEX_NAME && t[i - 1].word == WORD_NONE;
        depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
    }
    return false;
}

static bool macro_is_several(const lowering *l, const char *name, size_t length, uint32_t at)
{
    definition *m = macro_at(l->program, name, length, at);
    if (!m || m->is_undef || m->is_walked)
        return false;
    m->is_walked = true;
    bool several = are_several(l, m->tokens, m->first, m->tokens->count, at);
    m->is_walked = false;
    return several;
}

/* ---- what an element is ---- */

typedef enum element_kind {
    IS_WHOLE,                             /* one element of the array */
    IS_PART,                              /* a member of one */
    MAY_BE_WHOLE,
    MAY_BE_PART
} element_kind;

/* Specifiers of a type, without what does not make it another. */
static uint32_t next_of_type(const lowering *l, range specifiers, uint32_t i)
{
    while (i <= specifiers.last && (shape_is_qualifier(l->t[i].word) || l->t[i].word == WORD_STATIC || l->t[i].word == WORD_REGISTER
                                    || l->t[i].word == WORD_INLINE || l->t[i].word == WORD_EXTERN))
        i++;
    return i;
}

static bool is_same_type(const lowering *l, range a, range b)
{
    uint32_t i = next_of_type(l, a, a.first), k = next_of_type(l, b, b.first);
    for (; i <= a.last && k <= b.last && tokens_same(l->tokens, i, l->tokens, k); i = next_of_type(l, a, i + 1))
        k = next_of_type(l, b, k + 1);
    return i > a.last && k > b.last;
}

/* A value whose type is a struct's, for all that can be seen, if it isn't a variable's whose type is another. */
static element_kind kind_of_name(const lowering *l, const variable *array, uint32_t name)
{
    const variable *x = find_variable(l, name);
    if (!x || x->of || x->type_text || x->alias || range_empty(x->specifiers))
        return MAY_BE_WHOLE;
    if (x->is_pointer || x->is_function_pointer || x->is_array || x->is_array_parameter || x->is_function_parameter)
        return IS_PART;
    type_kind kind = type_kind_of(l->program, l->tokens, x->specifiers);
    if (kind == TYPE_IS_SCALAR)
        return IS_PART;
    if (is_same_type(l, x->specifiers, array->specifiers))
        return IS_WHOLE;
    return kind == TYPE_IS_RECORD && type_kind_of(l->program, l->tokens, array->specifiers) == TYPE_IS_RECORD
            && is_tagged(l->tokens, x->specifiers) && is_tagged(l->tokens, array->specifiers) ? MAY_BE_PART : MAY_BE_WHOLE;
}

/* Of the type of a function's result, whose name follows. */
static element_kind kind_of_result(const lowering *l, const variable *array, range specifiers, uint32_t name)
{
    if (l->t[name - 1].lexeme == '*')
        return IS_PART;
    if (range_empty(specifiers) || specifiers.last + 1 != name)
        return MAY_BE_WHOLE;
    return type_kind_of(l->program, l->tokens, specifiers) == TYPE_IS_SCALAR ? IS_PART
        : is_same_type(l, specifiers, array->specifiers)                     ? IS_WHOLE
                                                                             : MAY_BE_WHOLE;
}

/* `f(…)` or `await f(…)`. */
static element_kind kind_of_call(const lowering *l, const variable *array, element e)
{
    bool awaited = l->t[e.value].word == WORD_AWAIT;
    uint32_t name = e.value + awaited;
    if (name + 2 >= e.end || l->t[name].lexeme != LEX_NAME || l->t[name + 1].lexeme != '(' || l->t[name + 1].mate + 1 != e.end || find_variable(l, name))
        return MAY_BE_WHOLE;
    const symbol *s = program_find_token(l->program, name);
    const signature *sig = s && s->module == l->program->main && s->kind == SYMBOL_COROUTINE ? symbol_signature(s) : NULL;
    if (awaited || s)
        return sig ? kind_of_result(l, array, sig->specifiers, sig->name) : MAY_BE_WHOLE;
    uint32_t function = function_of_file(l->program, name), first = function;
    if (!function)
        return MAY_BE_WHOLE;
    while (first > 1 && l->t[first - 1].lexeme == LEX_NAME)
        first--;
    return kind_of_result(l, array, (range){first, function - 1}, function);
}

/* Whether it is a number by its operators. */
static bool is_computed(const lowering *l, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i = step(l, i))
        if (l->t[i].lexeme == '?' || l->t[i].lexeme == '=')
            return false;
    int begins = l->t[first].lexeme;
    if (begins == '&' || begins == '!' || begins == '~' || begins == '-' || begins == '+' || l->t[first].word == WORD_SIZEOF)
        return true;
    for (uint32_t i = first + 1; i < end; i = step(l, i)) {
        int c = l->t[i].lexeme;
        bool behind_value = l->t[i - 1].lexeme != ')' && l->t[i - 1].lexeme != '*';      /* not `(T)-x` */
        if (c < LEX_END && c > 0 && (strchr("+-/%<>|^", c) || ((c == '*' || c == '&') && behind_value)))
            return true;
    }
    return false;
}

/* ARRAY's elements are of a type of KIND. */
static element_kind kind_of(const lowering *l, const variable *array, type_kind kind, element e)
{
    if (l->t[e.value].lexeme == '{')
        return IS_WHOLE;
    bool literal = is_literal(l, e.value, e.end), alone = e.end == e.value + 1;
    if (kind == TYPE_IS_ARRAY)
        return literal ? IS_PART : MAY_BE_PART;
    if (kind == TYPE_IS_SCALAR) {         /* a macro may be several */
        bool macro = l->t[e.value].lexeme == LEX_NAME && !find_variable(l, e.value)
            && (shape_is_macro(l->tokens, e.value) || shape_looks_like_macro(l->tokens, e.value));
        return macro ? MAY_BE_WHOLE : IS_WHOLE;
    }
    if (literal)
        return kind == TYPE_IS_RECORD ? IS_PART : MAY_BE_WHOLE;
    if (kind == TYPE_IS_UNKNOWN)
        return MAY_BE_WHOLE;
    if (is_computed(l, e.value, e.end))
        return IS_PART;
    return alone && l->t[e.value].lexeme == LEX_NAME ? kind_of_name(l, array, e.value) : kind_of_call(l, array, e);
}

/* ---- counting ---- */

typedef struct count {
    unsigned long next, elements;         /* where the next one would be, and how many there are */
    bool has_literals, has_strings, has_others;       /* that stand without braces */
    bool has_parts, has_directives, has_inner_designators, has_computed_designators, has_hidden, is_unsure;
} count;

static bool has_string(const lowering *l, uint32_t first, uint32_t end)
{
    while (first < end && l->t[first].lexeme != LEX_STRING)
        first++;
    return first < end;
}

/* `[3] =` */
static bool is_index(const lowering *l, element e, unsigned long *index)
{
    if (l->t[e.first].lexeme != '[' || l->t[e.first].mate != e.first + 2 || l->t[e.first + 1].lexeme != LEX_NUMBER)
        return false;
    char *end;
    const char *text = token_text(l->arena, l->tokens, e.first + 1);
    unsigned long value = strtoul(text, &end, 0);
    if (*end || value >= UINT32_MAX)
        return false;
    *index = value;
    return true;
}

static count look_at(const lowering *l, const variable *array, type_kind kind, uint32_t open)
{
    count c = {0};
    for (uint32_t i = open + 1, close = l->t[open].mate; i < close; ) {
        element e = element_at(l, i, close);
        if (e.end > e.value) {
            element_kind k = kind_of(l, array, kind, e);
            if (e.value > e.first && !is_index(l, e, &c.next))
                c.has_computed_designators = true;
            c.next++;
            c.elements = c.next > c.elements ? c.next : c.elements;
            c.has_parts |= k == IS_PART || k == MAY_BE_PART;
            c.is_unsure |= k == MAY_BE_WHOLE || k == MAY_BE_PART;
            bool literal = is_literal(l, e.value, e.end);
            c.has_hidden |= !literal && are_several(l, l->tokens, e.value, e.end, e.value);
            c.has_literals |= literal;
            c.has_strings |= literal && has_string(l, e.value, e.end);
            c.has_others |= !literal && l->t[e.value].lexeme != '{';
        }
        c.has_inner_designators |= e.value > e.first && (l->t[e.first].lexeme != '[' || l->t[e.first].mate + 2 != e.value);
        c.has_directives |= e.end < close && l->t[e.end].lexeme == LEX_DIRECTIVE;
        i = e.end + 1;
    }
    return c;
}

static void add_element(lowering *l, value *v, const variable *array, type_kind kind, element e, bool as_bytes)
{
    if (e.value > e.first)
        add_tokens(l, v, (range){e.first, e.value - 1}, NULL);
    add_text(l, v, e.value > e.first ? " " : "");
    if (e.value == e.end)
        return;
    element_kind k = kind_of(l, array, kind, e);
    if (as_bytes)
        add_text(l, v, "0");
    else if (is_literal(l, e.value, e.end))
        add_tokens(l, v, (range){e.value, e.end - 1}, NULL);
    else
        add_text(l, v, (k == IS_WHOLE || k == MAY_BE_WHOLE) && kind != TYPE_IS_SCALAR ? "{0}" : "0");
}

/* `0`, `{0}` or `[i] = 0` for each element that is not constant: enough to count them where their values are not known. */
static value *zeros(lowering *l, const variable *array, type_kind kind, uint32_t open, bool as_bytes)
{
    value *v = new_value(l);
    bool behind_comma = false;
    for (uint32_t i = open + 1, close = l->t[open].mate; i < close; ) {
        element e = element_at(l, i, close);
        add_text(l, v, behind_comma && e.end > i ? " " : "");
        if (e.end > i)
            add_element(l, v, array, kind, e, as_bytes);
        if (e.end >= close)
            break;
        bool comma = l->t[e.end].lexeme == ',';
        if (comma && e.end + 1 < close) {
            add_text(l, v, ",");
        } else if (!comma) {
            add_tokens(l, v, (range){e.end, e.end}, NULL);
            add_text(l, v, "\n");
        }
        behind_comma = comma;
        i = e.end + 1;
    }
    return v;
}

/* Of what the array's elements are: BRACKET is its first. */
static type_kind kind_of_elements(const lowering *l, const variable *array, uint32_t bracket)
{
    uint32_t close = l->t[bracket].mate;
    if (close < array->declarator.last && l->t[close + 1].lexeme == '[')
        return TYPE_IS_ARRAY;
    if (l->t[array->declarator.first].lexeme == '*' || l->t[array->declarator.first].lexeme == '(')
        return TYPE_IS_SCALAR;
    for (uint32_t i = array->specifiers.first; i <= array->specifiers.last; i++) {
        const entry *e = l->t[i].lexeme == LEX_NAME && l->t[i].word == WORD_NONE ? find_entry(l, i, false) : NULL;
        if (e && !is_tagged(l->tokens, array->specifiers))       /* a typedef of the body's */
            return e->is_array ? TYPE_IS_ARRAY : TYPE_IS_UNKNOWN;
    }
    return type_kind_of(l->program, l->tokens, array->specifiers);
}

value *count_elements(lowering *l, variable *array, uint32_t bracket, uint32_t open, value *whole, value *one)
{
    type_kind kind = kind_of_elements(l, array, bracket);
    count c = look_at(l, array, kind, open);
    array->is_unsized = c.has_hidden;
    array->is_count_checked = c.is_unsure && (kind != TYPE_IS_UNKNOWN || c.has_others);
    /* Constants count the same whatever the type is; `{"text"}` may be many characters. */
    bool constants = !c.has_others && (kind == TYPE_IS_UNKNOWN ? c.has_literals : kind == TYPE_IS_SCALAR && c.elements == 1 && c.has_strings);
    value *v = new_value(l);
    if (c.has_parts || c.has_inner_designators || constants)
        add_format(l, v, "sizeof (%v){%v} / sizeof (%v)", whole, zeros(l, array, kind, open, false), one);
    else if (c.has_computed_designators || c.has_directives)
        add_format(l, v, "sizeof (char[]){%v}", zeros(l, array, kind, open, true));
    else
        add_text(l, v, arena_printf(l->arena, "%lu", c.elements));
    return v;
}
