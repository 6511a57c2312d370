/* Compound literals.  Their object lives as long as their block: where a suspension may come in between, in the frame. */
#include "file_types.h"
#include "lower_internal.h"
#include "shape.h"

/* Where a name would stand in a declarator without one: `*`, `*const[3]`, `(*[])(int)`. */
static uint32_t place_of_name(const lowering *l, range declarator)
{
    uint32_t i = declarator.first;
    while (i <= declarator.last && (l->t[i].lexeme == '*' || shape_is_qualifier(l->t[i].word) || (l->t[i].lexeme == '(' && l->t[i + 1].lexeme == '*')))
        i++;
    return i;
}

/* Whether a pointer to the literal may be left behind: it is an array, or its address or a member of it is taken. */
static bool is_pointed_to(const lowering *l, uint32_t open, uint32_t end, uint32_t first, uint32_t last, const variable *x)
{
    if (x->is_array)
        return true;
    if (end < last && l->t[end + 1].lexeme == '.')
        return true;
    return open > first && l->t[open - 1].lexeme == '&'
        && (open - 1 == first || (l->t[open - 2].lexeme < LEX_NAME && l->t[open - 2].lexeme != ')' && l->t[open - 2].lexeme != ']'));
}

/* Only stars, brackets and, behind a pointer in parentheses, parameters. */
static bool is_declarator(const lowering *l, range declarator)
{
    uint32_t i = place_of_name(l, declarator), first = declarator.first;
    bool function = first <= declarator.last && l->t[first].lexeme == '(';
    for (; i <= declarator.last; i = l->t[i].mate > i ? l->t[i].mate + 1 : i + 1)
        if (l->t[i].lexeme != '[' && !(function && (l->t[i].lexeme == ')' || l->t[i].lexeme == '(')))
            return false;
    return true;
}

/* The type of a literal; false: it isn't one. */
static bool describe_literal(lowering *l, range type, variable *x)
{
    shape s = {.arena = l->arena, .tokens = (tokens *)l->tokens};
    if (range_empty(type))
        return false;
    specifiers spec = shape_specifiers(&s, type.first, type.last + 1);
    if (range_empty(spec.range) && type.first == type.last && l->t[type.first].lexeme == LEX_NAME)
        spec.range = type;                /* (NAME){…} */
    if (range_empty(spec.range))
        return false;
    x->specifiers = spec.range;
    x->declarator = (range){spec.range.last + 1, type.last};
    bool plain = range_empty(x->declarator);
    if (!plain && !is_declarator(l, x->declarator))
        return false;
    x->name_token = place_of_name(l, x->declarator);
    x->is_array = plain ? is_array_typedef(l, spec.range) : x->name_token <= type.last && l->t[x->name_token].lexeme == '[';
    x->is_pointer = !plain && l->t[x->declarator.first].lexeme == '*';
    x->is_function_pointer = !plain && l->t[x->declarator.first].lexeme == '(';
    x->is_constant = plain && type_is_constant(l->program, l->tokens, spec.range);
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
    variable described = {0};
    if (!describe_literal(l, type, &described) || !(l->deduces_type || is_pointed_to(l, open, end, within.first, within.last, &described)))
        return false;
    for (size_t i = 0; before && i < before->count; i++)
        if (before->at[i].tokens.first < end && before->at[i].tokens.last > end)
            return false;                 /* an await around it */
    variable *x = new_variable(l, "literal");
    describe_literal(l, type, x);
    x->is_literal = true;
    patches *record = arena_alloc(l->arena, sizeof *record);
    hoist_record(l, x->specifiers, x->name, record);
    x->type_patches = resolve_names(l, x->specifiers, record);
    x->declarator_patches = resolve_names(l, x->declarator, NULL);
    uint32_t bracket = x->name_token;
    if (x->is_array && bracket <= x->declarator.last && l->t[bracket].mate == bracket + 1)
        x->count = deduce_count(l, x, bracket, close + 1);
    x->birth = add_op(l, OP_MARK);
    declare_literal(l, x);
    value *v = new_value(l);
    add_piece(l, v, (piece){.kind = PIECE_LITERAL, .variable = x, .value = tokens_value(l, (range){open, close}, record),
                            .initializer = tokens_value(l, (range){close + 1, end}, before)});
    LIST_ADD(l->arena, *out, ((patch){{open, end}, v}));
    *next = end + 1;
    return true;
}
