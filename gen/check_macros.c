/* Macros of the file that hide from acmc what it would have to see: they are expanded after it has done its work. */
#include <string.h>

#include "check_internal.h"

definition *find_macro(const checker *c, uint32_t token)
{
    const struct token *t = &c->t[token];
    return macro_at(c->program, c->tokens->source->bytes + t->start, t->end - t->start, token);
}

/* ---- what they do ---- */

/* The words in a replacement list: a break or continue in a loop of the macro's own, a goto to its own label, hide nothing. */
typedef struct replacement {
    const definition *macro;
    bool in_loop, in_switch;
} replacement;

static bool has_label(const definition *m, uint32_t name)
{
    for (uint32_t i = m->first; i + 1 < m->tokens->count; i++)
        if (m->tokens->at[i + 1].lexeme == ':' && tokens_same(m->tokens, i, m->tokens, name))
            return true;
    return false;
}

static unsigned effect_of_word(const replacement *r, uint32_t i)
{
    const token *t = &r->macro->tokens->at[i];
    switch (t->word) {
    case WORD_RETURN: return HIDES_RETURN;
    case WORD_AWAIT: return HIDES_AWAIT;
    case WORD_GOTO: return has_label(r->macro, i + 1) ? HIDES_NOTHING : HIDES_GOTO;
    case WORD_BREAK: return r->in_loop || r->in_switch ? HIDES_NOTHING : HIDES_BREAK;
    case WORD_CONTINUE: return r->in_loop ? HIDES_NOTHING : HIDES_CONTINUE;
    case WORD_RAISE: return t[1].lexeme == LEX_NAME || t[1].lexeme == ';' ? HIDES_RAISE : HIDES_NOTHING;
    default: return HIDES_NOTHING;
    }
}

/* Loops count from their word to the end of the macro: what comes after them in it may be missed, never invented. */
static void note_word(replacement *r, int word)
{
    if (word == WORD_FOR || word == WORD_WHILE || word == WORD_DO)
        r->in_loop = true;
    else if (word == WORD_SWITCH)
        r->in_switch = true;
}

static unsigned effects_of(checker *c, definition *m, uint32_t at);

static unsigned effects_of_one(checker *c, definition *m, uint32_t at)
{
    unsigned effects = 0;
    replacement r = {.macro = m};
    if (m->is_walked)
        return 0;
    m->is_walked = true;
    for (uint32_t i = m->first; i < m->tokens->count; i++) {
        const token *t = &m->tokens->at[i];
        if (t->lexeme != LEX_NAME || t[-1].lexeme == '.' || t[-1].lexeme == LEX_ARROW || macro_parameter(m, i))
            continue;
        effects |= effect_of_word(&r, i);
        note_word(&r, t->word);
        unsigned own = effects_of(c, macro_at(c->program, m->tokens->source->bytes + t->start, t->end - t->start, at), at);
        if (r.in_loop)
            own &= ~(unsigned)(HIDES_BREAK | HIDES_CONTINUE);
        if (r.in_switch)
            own &= ~(unsigned)HIDES_BREAK;
        effects |= own;
    }
    m->is_walked = false;
    return effects;
}

static unsigned effects_of(checker *c, definition *m, uint32_t at)
{
    unsigned effects = 0;
    for (; m; m = macro_other(c->program, m, at))
        effects |= effects_of_one(c, m, at);
    return effects;
}

/* ---- uses ---- */

static void report(checker *c, uint32_t token, const definition *m, const char *what, const char *why)
{
    diag_error(c->diag, span_of(c, token, token), "the macro '%s' hides '%s'%s", text_of(c, token), what, why);
    diag_note(c->diag, macro_span(m), "'%s' is defined here; macros are expanded after acmc has done its work", text_of(c, token));
}

static bool has_await(const checker *c, const node *n)
{
    return n && c->tokens->awaits[n->last + 1] > c->tokens->awaits[n->first];
}

/* Whether a break or continue that acmc does not see would go wrong: through a cleanup, or past a step that awaits. */
bool break_goes_wrong(const checker *c)
{
    return c->breakable && (c->region != c->breakable->region || c->cleanup != c->breakable->cleanup);
}

bool continue_goes_wrong(const checker *c)
{
    if (!c->loop)
        return false;
    const node *n = c->loop->node;
    bool apart = (n->kind == NODE_FOR && has_await(c, n->loop.step)) || (n->kind == NODE_DO && has_await(c, n->loop.condition));
    return apart || c->region != c->loop->region || c->cleanup != c->loop->cleanup;
}

void check_macro_use(checker *c, uint32_t token)
{
    definition *m = c->is_plain ? NULL : macro_of_token(c->program, token);
    unsigned effects = effects_of(c, m, token);
    if (!effects)
        return;
    if (effects & HIDES_AWAIT)
        report(c, token, m, "await", "");
    else if (effects & HIDES_RAISE)
        report(c, token, m, "raise", "");
    else if (effects & HIDES_RETURN)
        report(c, token, m, "return", "");
    else if (effects & HIDES_GOTO)
        report(c, token, m, "goto", "");
    else if ((effects & HIDES_BREAK) && break_goes_wrong(c))
        report(c, token, m, "break", ", which would leave a block without its cleanup");
    else if ((effects & HIDES_CONTINUE) && continue_goes_wrong(c))
        report(c, token, m, "continue", ", which would leave a block without its cleanup, or skip an await");
}

/* ---- arguments ---- */

static bool has_comma(const definition *m)
{
    for (uint32_t i = m->first; i < m->tokens->count; i++)
        if (m->tokens->at[i].lexeme == ',')
            return true;
    return false;
}

static bool is_empty(const definition *m)
{
    return m->first >= m->tokens->count;
}

/* Capitals only: a macro of a header, by its looks. */
static bool looks_like_macro(const checker *c, uint32_t token)
{
    const char *text = c->tokens->source->bytes + c->t[token].start;
    uint32_t length = c->t[token].end - c->t[token].start, capitals = 0;
    for (uint32_t i = 0; i < length; i++) {
        if (text[i] >= 'a' && text[i] <= 'z')
            return false;
        capitals += text[i] >= 'A' && text[i] <= 'Z';
    }
    return capitals > 1 && !token_is(c->tokens, token, "NULL") && !find_local(c, token) && !find_file_name(c, token);
}

bool macro_may_be_more(checker *c, uint32_t token)
{
    const definition *m = c->t[token].lexeme == LEX_NAME ? find_macro(c, token) : NULL;
    return m ? has_comma(m) : c->t[token].lexeme == LEX_NAME && looks_like_macro(c, token);
}

bool macro_may_be_less(checker *c, uint32_t token)
{
    const definition *m = c->t[token].lexeme == LEX_NAME ? find_macro(c, token) : NULL;
    return m && (is_empty(m) || m->is_function);
}
