/* __attribute__((cleanup(fn))): a defer for the rest of the block, where that may suspend. */
#include <string.h>

#include "cleanup_attribute.h"
#include "lower_internal.h"
#include "macros.h"
#include "shape.h"

/* ---- where a macro may hide it ---- */

/* The attribute must be seen: in the frame it would never run, and in C at every suspension. */
void check_hidden_cleanup(lowering *l, const node *n)
{
    for (uint32_t i = n->first; i < n->last; i++)
        if (l->t[i].lexeme == LEX_NAME && macro_has_cleanup(l->program, macro_of_token(l->program, i), i) && statements_may_suspend(l->tokens, n->next))
            diag_error(l->program->diag, token_span(l->tokens, i, i), "the macro '%s' hides a cleanup attribute; write it out, or use defer",
                       token_text(l->arena, l->tokens, i));
}

/* Which C runs: it is not deferred, for nothing in its scope suspends. */
bool has_own_cleanup(const lowering *l, const node *n)
{
    for (const node *d = n->declaration.declarators; d; d = d->next)
        if (cleanup_attributes_of(l->arena, l->tokens, n, d).count > 0)
            return !cleanup_attribute_is_deferred(l->arena, l->tokens, n, n->next);
    for (uint32_t i = n->first; i < n->last; i++)
        if (l->t[i].lexeme == LEX_NAME && macro_has_cleanup(l->program, macro_of_token(l->program, i), i))
            return true;
    return false;
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
        while (i < s.last && l->t[i + 1].word == WORD_ATTRIBUTE && l->t[i + 2].mate > i)
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

/* ---- what becomes of it ---- */

/* What comes behind a declaration: the rest of its block, or its loop. */
typedef struct after {
    const node *statements, *loop;
    const node *declared;                 /* the statement that it is, with its labels */
} after;

static void lower_after(lowering *l, after rest)
{
    if (rest.loop)
        lower_for_loop(l, rest.loop, new_value(l));
    else
        lower_statements(l, rest.statements, false);
}

/* From the declarator D on: what comes behind one that has a cleanup is left through `fn(&x)`. */
static void lower_from(lowering *l, const node *n, const node *d, const patches *record, after rest)
{
    if (!d) {
        lower_after(l, rest);
        return;
    }
    cleanup_attributes found = cleanup_attributes_of(l->arena, l->tokens, n, d);
    if (found.count > 1)                  /* C's compilers take one of them */
        diag_error(l->program->diag, token_span(l->tokens, found.at[1].call.first, found.at[1].call.last),
                   "'%s' has another cleanup already; use defer", token_text(l->arena, l->tokens, d->declarator.name));
    for (size_t i = 0; i < found.count; i++)
        LIST_ADD(l->arena, l->left_out, found.at[i].left_out);
    lower_declarator(l, n, d, record);
    l->left_out.count = 0;
    if (found.count == 0) {
        lower_from(l, n, d->next, record, rest);
        return;
    }
    value *line = new_value(l);
    range call = found.at[0].call;
    add_format(l, line, "%v(&%v)", tokens_value(l, (range){call.first + 2, call.last - 1}, NULL),
               tokens_value(l, (range){d->declarator.name, d->declarator.name}, NULL));
    enclosure guarded = {0};
    begin_guarded(l, &guarded, rest.declared, NULL);
    lower_from(l, n, d->next, record, rest);
    end_guarded_by_line(l, &guarded, n, line);
}

bool lower_cleanup_attribute(lowering *l, const node *n)
{
    const node *declared = node_behind_labels(n);
    if (!cleanup_attribute_is_deferred(l->arena, l->tokens, declared, n->next))
        return false;
    after rest = {.statements = n->next, .declared = n};
    for (; n != declared; n = n->label.statement)
        lower_label_alone(l, n);
    l->source = n->first;
    lower_from(l, n, n->declaration.declarators, begin_declaration(l, n), rest);
    return true;
}

/* In a block with the loop, whose parts are all that may suspend. */
bool lower_cleanup_in_for(lowering *l, const node *n)
{
    const node *initial = n->loop.initial;
    if (!cleanup_attribute_in_for_is_deferred(l->arena, l->tokens, n))
        return false;
    scope *s = open_scope(l);
    add_op(l, OP_OPEN);
    lower_from(l, initial, initial->declaration.declarators, begin_declaration(l, initial), (after){.loop = n, .declared = initial});
    add_op(l, OP_CLOSE)->source = 0;
    close_scope(l, s);
    return true;
}
