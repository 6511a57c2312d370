/* __attribute__((cleanup(fn))): a defer for the rest of the block, where that may suspend. */
#include <string.h>

#include "lower_internal.h"
#include "macros.h"
#include "shape.h"

/* A suspension is a `return` of the function, at which C's own cleanup would run. */
static bool may_suspend(const lowering *l, const node *rest)
{
    for (; rest; rest = rest->next)
        for (uint32_t i = rest->first; i <= rest->last; i++)
            if (l->t[i].word == WORD_AWAIT || l->t[i].word == WORD_YIELD || l->t[i].word == WORD_WITH)
                return true;
    return false;
}

/* ---- where a macro may hide it ---- */

/* The attribute must be seen: in the frame it would never run, and in C at every suspension. */
void check_hidden_cleanup(lowering *l, const node *n)
{
    for (uint32_t i = n->first; i < n->last; i++)
        if (l->t[i].lexeme == LEX_NAME && macro_has_cleanup(l->program, macro_of_token(l->program, i), i) && may_suspend(l, n->next))
            diag_error(l->program->diag, token_span(l->tokens, i, i), "the macro '%s' hides a cleanup attribute; write it out, or use defer",
                       token_text(l->arena, l->tokens, i));
}

/* A type's name that speaks of it. */
static bool speaks_of_cleanup(const lowering *l, uint32_t name)
{
    static const char *const words[] = {"auto", "AUTO", "cleanup", "CLEANUP", "scoped", "SCOPED"};
    const char *text = token_text(l->arena, l->tokens, name);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(text, words[i]))
            return true;
    return false;
}

static bool is_record(int word) { return word == WORD_STRUCT || word == WORD_UNION || word == WORD_ENUM; }

/* A name that neither is the type's nor stands for anything that the file says: a header's macro for an attribute, perhaps this one. */
static bool may_hide(const lowering *l, range specifiers, uint32_t i)
{
    if (l->t[i].lexeme != LEX_NAME || l->t[i].word != WORD_NONE || macro_of_token(l->program, i))
        return false;
    uint32_t last = l->t[i + 1].lexeme == '(' && l->t[i + 1].mate > i ? l->t[i + 1].mate : i;
    bool is_type = last >= specifiers.last;
    for (uint32_t k = specifiers.first; k <= specifiers.last; k++)
        is_type &= !shape_is_type_word(l->t[k].word) && !is_record(l->t[k].word);
    return !is_type || last > i || speaks_of_cleanup(l, i);
}

bool may_hide_cleanup(const lowering *l, const node *n)
{
    range s = n->declaration.specifiers;
    for (uint32_t i = s.first; i <= s.last; i = l->t[i].mate > i ? l->t[i].mate + 1 : i + 1) {
        if (may_hide(l, s, i))
            return true;
        if (!is_record(l->t[i].word))
            continue;
        while (i < s.last && (l->t[i + 1].word == WORD_ATTRIBUTE || l->t[i + 1].word == WORD_ATTRIBUTE_2) && l->t[i + 2].mate > i)
            i = l->t[i + 2].mate;
        i += i < s.last && l->t[i + 1].lexeme == LEX_NAME;          /* its tag */
    }
    return false;
}

/* In the frame the compiler ignores it: then it does not compile. */
void forbid_hidden_cleanup(lowering *l, const node *n, variable *x)
{
    if (x->never_in_frame || !may_hide_cleanup(l, n))
        return;
    x->is_exposed = true;                 /* it is used at the end of its scope */
    value *type = new_value(l);
    add_piece(l, type, (piece){.kind = PIECE_TOKENS, .tokens = n->declaration.specifiers, .patches = x->type_patches});
    add_formatted(l, OP_LINE, "ACM_NO_CLEANUP(%v);", type)->only_in_frame = x;
}

/* ---- where it is seen ---- */

static bool find_cleanup(const lowering *l, const node *n, range *found)
{
    for (uint32_t i = n->first; i < n->last; i++)
        if ((l->t[i].word == WORD_ATTRIBUTE || l->t[i].word == WORD_ATTRIBUTE_2) && l->t[i + 1].mate > i)
            for (uint32_t j = i + 1; j < l->t[i + 1].mate; j++)
                if ((token_is(l->tokens, j, "cleanup") || token_is(l->tokens, j, "__cleanup__")) && l->t[j + 1].lexeme == '(') {
                    *found = (range){j, l->t[j + 1].mate};
                    return true;
                }
    return false;
}

/* The rest of the block is left through `fn(&x)`. */
bool lower_cleanup_attribute(lowering *l, const node *n)
{
    range cleanup;
    const node *d = n->declaration.declarators;
    if (!d || !d->declarator.name || !find_cleanup(l, n, &cleanup) || !may_suspend(l, n->next))
        return false;
    l->cleanup = cleanup;
    lower_declaration(l, n, false);
    l->cleanup = (range){1, 0};
    value *line = new_value(l);
    add_format(l, line, "%v(&%v)", tokens_value(l, (range){cleanup.first + 2, cleanup.last - 1}, NULL),
               tokens_value(l, (range){d->declarator.name, d->declarator.name}, NULL));
    lower_rest_with_cleanup(l, n, n->next, line);
    return true;
}
