/* const: the members of a frame are assigned to where they are declared, so they are not const as the locals are. */
#include "emit.h"

bool const_is_dropped(const emitter *e, const variable *x, uint32_t token, bool as_member)
{
    int word = e->tokens->at[token].word;
    if (word == WORD_STATIC || word == WORD_EXTERN || word == WORD_THREAD_LOCAL)
        return as_member;
    if (!as_member)
        return false;
    if (word == WORD_REGISTER || word == WORD_AUTO || word == WORD_INLINE || word == WORD_NORETURN)
        return true;
    if (word != WORD_CONST)
        return false;
    return !x->is_array && !x->is_pointer && !x->is_function_pointer && !x->is_array_parameter && !x->is_function_parameter;
}

bool const_is_of_pointer(const emitter *e, const variable *x, uint32_t token)
{
    int word = e->tokens->at[token].word;
    bool pointer = false;
    if (word != WORD_CONST || x->is_array || x->is_array_parameter)
        return false;
    for (uint32_t i = x->declarator.first; i < x->name_token; i++)
        if (e->tokens->at[i].lexeme == '*')
            pointer = i < token;
    return pointer && token < x->name_token;
}

/* Whether the member of the frame is not const as the local is. */
bool drops_const(const emitter *e, const variable *x)
{
    bool dropped = false;
    if (!x->in_frame || x->type_text || x->is_literal || x->of)
        return false;
    for (uint32_t i = x->specifiers.first; i <= x->specifiers.last; i++)
        dropped |= e->tokens->at[i].word == WORD_CONST && const_is_dropped(e, x, i, true);
    for (uint32_t i = x->declarator.first; i < x->name_token; i++)
        dropped |= const_is_of_pointer(e, x, i);
    return dropped;
}

/* `(*(const int *)&f->x)`, `(*(int *const *)&f->p)`, `(*(int (*const *)(void))&f->g)` */
void emit_with_const(emitter *e, const variable *x)
{
    bool pointer = x->is_pointer || x->is_function_pointer;
    writer_put(e->w, pointer ? "(*(" : "(*(const ");
    emit_declaration(e, x, pointer ? "const *" : "*", true);
    writer_put(e->w, ")&");
    emit_variable(e, x);
    writer_put(e->w, ")");
}
