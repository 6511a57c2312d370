/* Which contexts and methods are written into their users, and which are called.  To be spliced a body must be short,
 * of this file, and mean the same where it is used: no labels, statics or types of its own, no macro changed in between;
 * a context's yield must be what its body comes to last, but for cleanups. */
#include "splice.h"

#include "conditional.h"

#include <string.h>

enum { MAX_TOKENS = 400, MAX_DEPTH = 6 };

static bool simple_body(const program *p, const node *body)
{
    const token *t = p->main->tokens->at;
    for (uint32_t i = body->first; i <= body->last; i++) {
        switch (t[i].word) {
        case WORD_STATIC: case WORD_EXTERN: case WORD_TYPEDEF: case WORD_GOTO: case WORD_ASM: case WORD_LABEL_GNU:
            return false;
        case WORD_STRUCT: case WORD_UNION: case WORD_ENUM:
            if (t[i + 1].lexeme == '{' || (t[i + 1].lexeme == LEX_NAME && t[i + 2].lexeme == '{'))
                return false;
            break;
        default: break;
        }
        if (t[i].lexeme == LEX_DIRECTIVE)
            return false;
        if (t[i].lexeme == LEX_NAME && t[i + 1].lexeme == ':' && t[i].word == WORD_NONE && (t[i - 1].lexeme == ';' || t[i - 1].lexeme == '{' || t[i - 1].lexeme == '}'))
            return false;
    }
    return true;
}

static bool changes_macros(program *p, uint32_t directive)
{
    const char *text = directive_text(p->arena, p->main->tokens, directive), *rest;
    directive_kind kind = directive_read(text, &rest);
    return kind == DIRECTIVE_DEFINE || kind == DIRECTIVE_UNDEF || kind == DIRECTIVE_INCLUDE || strncmp(text, "pragma", 6) == 0
        || strncmp(text, "import", 6) == 0;
}

/* #define, #undef, #include or #pragma between two tokens: macros in the body may mean something else by then. */
static bool macros_may_change(program *p, uint32_t from, uint32_t to)
{
    const tokens *t = p->main->tokens;
    if (!p->macro_changes) {
        p->macro_changes = arena_alloc(p->arena, (t->count + 1) * sizeof *p->macro_changes);
        for (uint32_t i = 0; i < t->count; i++)
            p->macro_changes[i + 1] = p->macro_changes[i] + (t->at[i].lexeme == LEX_DIRECTIVE && changes_macros(p, i));
    }
    return p->macro_changes[to] > p->macro_changes[from];
}

/* ---- the shape of a context ---- */

static unsigned count_words(const program *p, const node *body, int word)
{
    unsigned count = 0;
    for (uint32_t i = body->first; i <= body->last; i++)
        count += p->main->tokens->at[i].word == word;
    return count;
}

static bool ends_with_yield(const node *list);

static bool is_tail(const node *n)
{
    switch (n->kind) {
    case NODE_YIELD: return true;
    case NODE_BLOCK: return ends_with_yield(n->block.statements);
    case NODE_TRY: return !n->attempt.handlers && ends_with_yield(n->attempt.body->block.statements);
    case NODE_WITH: return ends_with_yield(n->with.body->block.statements);
    default: return false;
    }
}

static bool ends_with_yield(const node *list)
{
    if (!list)
        return false;
    while (list->next)
        list = list->next;
    return is_tail(list);
}

/* ---- both ---- */

static unsigned weight(const program *p, const node *body, unsigned depth);

/* The tokens of what the body's own with statements would splice in. */
static unsigned inner_weight(const program *p, const node *body, unsigned depth)
{
    unsigned sum = 0;
    const tokens *t = p->main->tokens;
    for (uint32_t i = body->first; i < body->last; i++) {
        if (t->at[i].lexeme != LEX_NAME || t->at[i + 1].lexeme != '(')
            continue;
        const symbol *s = program_find_anywhere(p, token_text(p->arena, t, i));
        if (!s || s->module != p->main || (s->kind != SYMBOL_MANAGER && s->kind != SYMBOL_CONTEXT))
            continue;
        if (s->kind == SYMBOL_CONTEXT && s->node->form.body)
            sum += weight(p, s->node->form.body, depth + 1);
        if (s->kind == SYMBOL_MANAGER && s->enter)
            sum += weight(p, s->enter->node->form.body, depth + 1);
        if (s->kind == SYMBOL_MANAGER && s->exit)
            sum += weight(p, s->exit->node->form.body, depth + 1);
    }
    return sum;
}

static unsigned weight(const program *p, const node *body, unsigned depth)
{
    if (!body || depth > MAX_DEPTH)
        return MAX_TOKENS + 1;
    unsigned own = body->last - body->first;
    return own > MAX_TOKENS ? own : own + inner_weight(p, body, depth);
}

bool can_splice(program *p, const symbol *s, uint32_t at)
{
    if (!s || s->module != p->main || s->definitions != 1 || !s->defined || s->defined > at || !s->node->form.body)
        return false;
    if (s->manager && s->manager->definitions != 1)
        return false;
    if (symbol_warns_callers(p->arena, s))
        return false;                     /* the C compiler warns of the call */
    const node *body = s->node->form.body;
    if (!simple_body(p, body) || macros_may_change(p, body->last, at) || weight(p, body, 0) > MAX_TOKENS)
        return false;
    if (s->kind == SYMBOL_CONTEXT)
        return count_words(p, body, WORD_YIELD) == 1 && count_words(p, body, WORD_RETURN) == 0 && ends_with_yield(body->block.statements);
    return true;
}

/* ---- scopes ---- */

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

bool may_open_scope(const program *p, const node *item)
{
    static const char *const names[] = {"acm_shield", "acm_timeout", "acm_move_on_after", "acm_task_group", "acm_exit_stack"};
    const node *m = item->item.manager;
    const symbol *s = m->kind == NODE_CALL ? program_find_token(p, m->await.callee.first) : NULL;
    if (s && s->kind == SYMBOL_CONTEXT)
        return s->yields_in_block || s->module != p->main || s->definitions != 1 || !s->defined || s->defined > item->first;
    return !s || (s->module->is_library && is_one_of(s->name, names, sizeof names / sizeof *names));
}
