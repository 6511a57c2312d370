/* Compound literals.  Their object lives as long as their block: where a suspension may come in between, in the frame. */
#include "lower_internal.h"
#include "shape.h"

static uint32_t find_bracket(const lowering *l, range type)
{
    for (uint32_t i = type.first; i <= type.last; i++) {
        if (l->t[i].lexeme == '[')
            return i;
        if (l->t[i].mate > i)
            i = l->t[i].mate;
    }
    return 0;
}

/* Whether a pointer to the literal may be left behind: it is an array, or its address or a member of it is taken. */
static bool is_pointed_to(const lowering *l, uint32_t open, uint32_t end, uint32_t first, uint32_t last, range type)
{
    if (find_bracket(l, type))
        return true;
    if (end < last && l->t[end + 1].lexeme == '.')
        return true;
    return open > first && l->t[open - 1].lexeme == '&'
        && (open - 1 == first || (l->t[open - 2].lexeme < LEX_NAME && l->t[open - 2].lexeme != ')' && l->t[open - 2].lexeme != ']'));
}

static bool is_type_name(const lowering *l, range type, specifiers *spec)
{
    shape s = {.arena = l->arena, .tokens = (tokens *)l->tokens};
    if (range_empty(type))
        return false;
    *spec = shape_specifiers(&s, type.first, type.last + 1);
    if (range_empty(spec->range) && type.first == type.last && l->t[type.first].lexeme == LEX_NAME)
        spec->range = type;               /* (NAME){…} */
    if (range_empty(spec->range))
        return false;
    for (uint32_t i = spec->range.last + 1; i <= type.last; i = l->t[i].mate > i ? l->t[i].mate + 1 : i + 1)
        if (l->t[i].lexeme != '*' && l->t[i].lexeme != '[' && !shape_is_qualifier(l->t[i].word))
            return false;
    return true;
}

/* How many elements `(T[]){ … }` has: a constant expression. */
static value *deduce_count(lowering *l, variable *x, uint32_t bracket, uint32_t brace)
{
    value *one = new_value(l);
    add_tokens(l, one, (range){x->specifiers.first, bracket - 1}, NULL);
    add_tokens(l, one, (range){bracket + 2, x->declarator.last}, NULL);
    return count_elements(l, x, bracket, brace, tokens_value(l, (range){x->specifiers.first, x->declarator.last}, NULL), one);
}

bool patch_literal(lowering *l, uint32_t open, range within, const patches *before, patches *out, uint32_t *next)
{
    uint32_t close = l->t[open].mate;
    if (l->t[open].lexeme != '(' || close < open || close >= within.last || l->t[close + 1].lexeme != '{' || l->no_literals)
        return false;
    if (open > within.first && (l->t[open - 1].word == WORD_SIZEOF || l->t[open - 1].lexeme == LEX_NAME))
        return false;
    uint32_t end = l->t[close + 1].mate;
    range type = {open + 1, close - 1};
    specifiers spec;
    if (!is_type_name(l, type, &spec) || !is_pointed_to(l, open, end, within.first, within.last, type))
        return false;
    for (size_t i = 0; before && i < before->count; i++)
        if (before->at[i].tokens.first < end && before->at[i].tokens.last > end)
            return false;                 /* an await around it */
    variable *x = new_variable(l, "literal");
    x->is_literal = true;
    x->specifiers = spec.range;
    x->declarator = (range){spec.range.last + 1, type.last};
    x->type_patches = resolve_names(l, spec.range, NULL);
    uint32_t bracket = find_bracket(l, type);
    x->is_array = bracket != 0;
    x->is_pointer = x->declarator.first <= x->declarator.last && l->t[x->declarator.first].lexeme == '*';
    x->name_token = bracket;
    if (bracket && l->t[bracket].mate == bracket + 1)
        x->count = deduce_count(l, x, bracket, close + 1);
    x->birth = add_op(l, OP_MARK);
    declare_literal(l, x);
    value *v = new_value(l);
    add_piece(l, v, (piece){.kind = PIECE_LITERAL, .variable = x, .value = tokens_value(l, (range){open, close}, NULL),
                            .initializer = tokens_value(l, (range){close + 1, end}, before)});
    LIST_ADD(l->arena, *out, ((patch){{open, end}, v}));
    *next = end + 1;
    return true;
}
