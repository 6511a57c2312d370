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
            if (l->t[i].word == WORD_AWAIT || l->t[i].word == WORD_YIELD || l->t[i].word == WORD_WITH || l->t[i].word == WORD_ASYNC)
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

/* One attribute that stands in a declaration. */
typedef struct cleanup {
    range call;                           /* `cleanup(fn)` */
    range left_out;                       /* that, or all that it stands in alone */
} cleanup;

typedef LIST(cleanup) cleanups;

static bool is_attribute(const lowering *l, uint32_t at)
{
    bool gnu = (l->t[at].word == WORD_ATTRIBUTE || l->t[at].word == WORD_ATTRIBUTE_2) && l->t[at + 1].lexeme == '(' && l->t[at + 1].mate > at;
    return gnu || (l->t[at].lexeme == '[' && l->t[at + 1].lexeme == '[' && l->t[at].mate > at);
}

static uint32_t end_of_attribute(const lowering *l, uint32_t at)
{
    return l->t[at].lexeme == '[' ? l->t[at].mate : l->t[at + 1].mate;
}

/* `__attribute__((cleanup(fn)))`, `[[gnu::cleanup(fn)]]`: what begins AT. */
static void find_in_attribute(const lowering *l, uint32_t at, cleanups *found)
{
    bool standard = l->t[at].lexeme == '[';
    uint32_t end = end_of_attribute(l, at);
    for (uint32_t i = at + 1; i < end; i++) {
        if (!token_is(l->tokens, i, "cleanup") && !token_is(l->tokens, i, "__cleanup__"))
            continue;
        uint32_t first = standard ? i - 2 : i, last = l->t[i + 1].mate;
        if (l->t[i + 1].lexeme != '(' || (standard && l->t[i - 1].lexeme != LEX_SCOPE))
            continue;
        bool alone = first == at + (standard ? 2 : 3) && last + 2 == end;
        LIST_ADD(l->arena, *found, ((cleanup){{i, last}, alone ? (range){at, end} : (range){first, last}}));
    }
}

static uint32_t past_attributes(const lowering *l, uint32_t at)
{
    while (is_attribute(l, at))
        at = end_of_attribute(l, at) + 1;
    return at;
}

/* Past the `struct`, `union` or `enum` AT and what belongs to that type: C's compilers ignore the attribute there. */
static uint32_t past_record(const lowering *l, uint32_t at)
{
    at = past_attributes(l, at + 1);
    if (l->t[at].lexeme == LEX_NAME)
        at++;
    return l->t[at].lexeme == '{' ? past_attributes(l, l->t[at].mate + 1) : at;
}

static void find_in_range(const lowering *l, range r, cleanups *found)
{
    for (uint32_t i = r.first; i <= r.last; ) {
        if (is_attribute(l, i)) {
            find_in_attribute(l, i, found);
            i = end_of_attribute(l, i) + 1;
        } else if (is_record(l->t[i].word)) {
            i = past_record(l, i);
        } else {
            i = l->t[i].lexeme == '{' && l->t[i].mate > i ? l->t[i].mate + 1 : i + 1;
        }
    }
}

/* Those of one variable: the declaration's, and its own. */
static cleanups cleanups_of(lowering *l, const node *n, const node *d)
{
    cleanups found = {0};
    if (!d->declarator.name)
        return found;
    find_in_range(l, n->declaration.specifiers, &found);
    find_in_range(l, d->declarator.tokens, &found);
    return found;
}

static bool has_storage(const lowering *l, range specifiers)
{
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++)
        if (l->t[i].word == WORD_STATIC || l->t[i].word == WORD_EXTERN || l->t[i].word == WORD_TYPEDEF || l->t[i].word == WORD_THREAD_LOCAL)
            return true;
    return false;
}

/* Whether a variable has one that would run at a suspension: in the rest of its scope, or in what is declared behind it. */
static bool is_wanted(lowering *l, const node *n, bool rest_suspends)
{
    if (has_storage(l, n->declaration.specifiers))
        return false;
    for (const node *d = n->declaration.declarators; d; d = d->next)
        if ((rest_suspends || may_suspend(l, d->next)) && cleanups_of(l, n, d).count > 0)
            return true;
    return false;
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
    cleanups found = cleanups_of(l, n, d);
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
    const node *declared = n;
    while (declared->kind == NODE_LABEL || declared->kind == NODE_CASE || declared->kind == NODE_DEFAULT)
        declared = declared->label.statement;
    if (declared->kind != NODE_DECLARATION || !is_wanted(l, declared, may_suspend(l, n->next)))
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
    if (!initial || initial->kind != NODE_DECLARATION)
        return false;
    if (!is_wanted(l, initial, may_suspend(l, n->loop.body) || has_await(n->loop.condition) || has_await(n->loop.step)))
        return false;
    scope *s = open_scope(l);
    add_op(l, OP_OPEN);
    lower_from(l, initial, initial->declaration.declarators, begin_declaration(l, initial), (after){.loop = n, .declared = initial});
    add_op(l, OP_CLOSE)->source = 0;
    close_scope(l, s);
    return true;
}
