/* Locals that hold what does not outlive a suspension: memory of alloca, registers that asm names (language.md, section 4).
 * Followed by the order of the text: a use is reported only with a suspension between it and where it got its value. */
#include "check_internal.h"

void note_suspension(checker *c, uint32_t token)
{
    c->suspension = token;
}

uint32_t begin_branch(const checker *c)
{
    return c->suspension;
}

static bool goes_on(const node *n)
{
    if (n->kind == NODE_BLOCK) {
        const node *last = n->block.statements;
        while (last && last->next)
            last = last->next;
        return !last || goes_on(last);
    }
    return n->kind != NODE_RETURN && n->kind != NODE_BREAK && n->kind != NODE_CONTINUE && n->kind != NODE_GOTO && n->kind != NODE_RAISE;
}

void end_branch(checker *c, const node *n, uint32_t before)
{
    if (!goes_on(n))
        c->suspension = before;
}

/* alloca(…), perhaps cast. */
static bool is_alloca(const checker *c, uint32_t first, uint32_t last)
{
    while (first < last && c->t[first].lexeme == '(' && c->t[first].mate > first && c->t[first].mate < last)
        first = c->t[first].mate + 1;
    return first < last && c->t[first].lexeme == LEX_NAME && c->t[first + 1].lexeme == '('
        && (token_is(c->tokens, first, "alloca") || token_is(c->tokens, first, "__builtin_alloca"));
}

static bool has_asm(const checker *c, range declarator)
{
    for (uint32_t i = declarator.first; i <= declarator.last; i++)
        if (c->t[i].word == WORD_ASM || c->t[i].word == WORD_ASM_GNU || c->t[i].word == WORD_ASM_GNU_2)
            return true;
    return false;
}

void note_fragile(checker *c, local *l, range specifiers, range declarator, const node *initializer)
{
    bool is_register = false;
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++)
        is_register |= c->t[i].word == WORD_REGISTER;
    if (is_register && has_asm(c, declarator))
        l->fragile = "a register that asm names";
    else if (initializer && is_alloca(c, initializer->first, initializer->last))
        l->fragile = "memory of alloca";
    l->since = initializer ? initializer->last : l->name;
}

void note_assignment(checker *c, uint32_t first, uint32_t last)
{
    if (last < first + 2 || c->t[first].lexeme != LEX_NAME || c->t[first + 1].lexeme != '=')
        return;
    local *l = find_local(c, first);
    if (!l || (l->fragile && *l->fragile == 'a'))
        return;
    l->fragile = is_alloca(c, first + 2, last) ? "memory of alloca" : NULL;
    l->since = last;
}

void check_outlived(checker *c, local *l, uint32_t token)
{
    if (!l->fragile || l->is_reported || c->suspension <= l->since || c->is_plain || c->t[token + 1].lexeme == '=')
        return;
    l->is_reported = true;
    diag_error(c->diag, span_of(c, token, token), "'%s' is %s, which does not outlive a suspension", text_of(c, token), l->fragile);
    diag_note(c->diag, span_of(c, c->suspension, c->suspension), "it is used after this one");
    note_declared(c, l);
}
