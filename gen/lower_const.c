/* Assignments to const locals.  In the frame they are not const, since they are assigned where they are declared, so the C compiler would
 * accept what C forbids (C11, 6.5.16, 6.5.2.4, 6.5.3.1). */
#include "lower_internal.h"

#include "file_types.h"

/* The last token of `x`, `x.a.b` or, of an array, `x[i]`, from its name on; 0 if it goes on to what X only points to. */
static uint32_t end_of_object(const lowering *l, const variable *x, uint32_t at, uint32_t last)
{
    while (x->is_array && at < last && l->t[at + 1].lexeme == '[')
        at = l->t[at + 1].mate;
    while (!x->is_pointer && at + 1 < last && l->t[at + 1].lexeme == '.')
        at += 2;
    int after = at < last ? l->t[at + 1].lexeme : 0;
    return after == LEX_ARROW || after == '[' || after == '(' ? 0 : at;
}

static bool is_assigned(const lowering *l, const variable *x, uint32_t name, range tokens)
{
    const uint32_t end = end_of_object(l, x, name, tokens.last);
    const int before = name > tokens.first ? l->t[name - 1].lexeme : 0, after = end && end < tokens.last ? l->t[end + 1].lexeme : 0;
    const bool is_written = (after == '=' || after == LEX_ASSIGN) && before != '*';       /* `*x = 1`: what it points to */
    return end && (is_written || after == LEX_INCREMENT || before == LEX_INCREMENT);
}

void reject_assignment_of_const(lowering *l, const variable *x, uint32_t name, range tokens)
{
    if (!x->name_token || x->name_token == name || x->of || x->is_result || x->type_text || x->is_function_pointer || x->is_array_parameter
        || x->is_function_parameter
        || !declares_const(l->tokens, x->specifiers, x->declarator) || !is_assigned(l, x, name, tokens))
        return;
    diag_error(l->program->diag, token_span(l->tokens, name, name), "assignment of '%s', which is const", x->name);
    diag_note(l->program->diag, token_span(l->tokens, x->name_token, x->name_token), "'%s' is declared here", x->name);
}
