/* What macros do: with their arguments, and with what comes after them. */
#include <string.h>

#include "macros.h"

/* ---- what it does with an argument ---- */

/* The macro that I is replaced by in the replacement of M. */
static definition *macro_in(program *p, const definition *m, uint32_t i, uint32_t at)
{
    const token *t = &m->tokens->at[i];
    return t->lexeme == LEX_NAME ? macro_at(p, m->tokens->source->bytes + t->start, t->end - t->start, at) : NULL;
}

/* The macro whose argument, as a whole or in part, the token of a replacement is; NULL: none. */
static definition *outer_call(program *p, const definition *m, uint32_t i, uint32_t at, size_t *argument, bool *is_whole)
{
    const token *t = m->tokens->at;
    for (uint32_t open = i; open > m->first; open--) {
        if (t[open].lexeme != '(' || t[open].mate < i)
            continue;
        definition *called = macro_in(p, m, open - 1, at);
        if (!called || !called->is_function)
            continue;
        uint32_t first = open + 1;
        *argument = 0;
        for (uint32_t k = open + 1; k < i; k = t[k].lexeme == '(' && t[k].mate > k && t[k].mate < i ? t[k].mate + 1 : k + 1)
            if (t[k].lexeme == ',') {
                ++*argument;
                first = k + 1;
            }
        *is_whole = first == i && (t[i + 1].lexeme == ',' || i + 1 == t[open].mate);
        return called;
    }
    return NULL;
}

static unsigned use_of(program *p, const definition *m, const macro_name *n, uint32_t at)
{
    size_t argument;
    bool is_whole;
    definition *called = n->use == USED_AS_VALUE ? outer_call(p, m, n->token, at, &argument, &is_whole) : NULL;
    if (!called)
        return n->use;
    unsigned use = macro_use(p, called, argument, at);
    if (is_whole)                         /* its spelling counts when it has been expanded: it must not be */
        return use & USED_AS_TEXT ? (use & ~(unsigned)USED_AS_TEXT) | USED_AS_NAME : use;
    return USED_AS_VALUE;
}

static unsigned use_in(program *p, definition *m, size_t argument, uint32_t at)
{
    unsigned use = 0;
    if (m->is_walked || m->parameters.count == 0)
        return m->is_walked ? USED_AS_VALUE : 0;
    if (argument >= m->parameters.count)
        argument = m->parameters.count - 1;          /* one of `...` */
    m->is_walked = true;
    for (size_t i = 0; i < m->uses.count; i++)
        if (m->uses.at[i].parameter == argument + 1)
            use |= use_of(p, m, &m->uses.at[i], at);
    m->is_walked = false;
    return use;
}

unsigned macro_use(program *p, definition *m, size_t argument, uint32_t at)
{
    unsigned use = 0;
    for (; m; m = macro_other(p, m, at))
        if (m->is_function)
            use |= use_in(p, m, argument, at);
    return use;
}

/* ---- what it joins and declares ---- */

uint32_t macro_argument_name(const tokens *tokens, uint32_t at, uint32_t argument)
{
    const token *t = tokens->at;
    uint32_t open = at + 1, seen = 1;
    if (t[open].lexeme != '(' || t[open].mate <= open)
        return 0;
    for (uint32_t i = open + 1; i < t[open].mate; i = t[i].lexeme == '(' && t[i].mate > i && seen < argument ? t[i].mate + 1 : i + 1) {
        if (seen == argument && t[i].lexeme == LEX_NAME)
            return i;
        if (t[i].lexeme == ',' && ++seen > argument)
            return 0;
    }
    return 0;
}

/* Adds names of a macro that the replacement of M uses at token I: those that are its parameters stand for M's. */
static void take_over(program *p, const definition *m, uint32_t i, macro_names inner, macro_names *out)
{
    for (size_t k = 0; k < inner.count; k++) {
        uint32_t name = inner.at[k].parameter ? macro_argument_name(m->tokens, i, inner.at[k].parameter) : 0;
        if (name)
            LIST_ADD(p->arena, *out, macro_name_at(m, name));
        else if (!inner.at[k].parameter)
            LIST_ADD(p->arena, *out, inner.at[k]);
    }
}

static definition *used_at(program *p, const definition *m, uint32_t i, uint32_t at)
{
    definition *used = macro_in(p, m, i, at);
    return used && used->is_function && m->tokens->at[i + 1].lexeme != '(' ? NULL : used;
}

macro_names macro_joins(program *p, definition *m, uint32_t at)
{
    macro_names names = {0};
    for (; m; m = macro_other(p, m, at)) {
        if (m->is_walked)
            continue;
        m->is_walked = true;
        for (size_t i = 0; i < m->joined.count; i++)
            LIST_ADD(p->arena, names, m->joined.at[i]);
        for (size_t i = 0; i < m->mentioned.count; i++) {
            uint32_t token = m->mentioned.at[i].token;
            if (used_at(p, m, token, at))
                take_over(p, m, token, macro_joins(p, used_at(p, m, token, at), at), &names);
        }
        m->is_walked = false;
    }
    return names;
}

macro_names macro_declares(program *p, definition *m, uint32_t at)
{
    macro_names names = {0};
    for (; m; m = macro_other(p, m, at)) {
        if (m->is_walked)
            continue;
        m->is_walked = true;
        for (size_t i = 0; i < m->declared.count; i++)
            if (!m->declared.at[i].is_inner)
                LIST_ADD(p->arena, names, m->declared.at[i]);
        for (size_t i = 0; i < m->mentioned.count; i++) {
            uint32_t token = m->mentioned.at[i].token;
            if (m->mentioned.at[i].begins && used_at(p, m, token, at))
                take_over(p, m, token, macro_declares(p, used_at(p, m, token, at), at), &names);
        }
        m->is_walked = false;
    }
    return names;
}

static bool is_loop(int word) { return word == WORD_FOR || word == WORD_WHILE || word == WORD_DO || word == WORD_SWITCH; }
static bool is_jump(int word)
{
    return word == WORD_BREAK || word == WORD_CONTINUE || word == WORD_GOTO || word == WORD_ASM;
}

/* Whether such a word stands in it, or in a macro that it uses. */
static bool has_word(program *p, definition *m, uint32_t at, bool (*is)(int word))
{
    bool found = false;
    if (!m || m->is_walked)
        return false;
    m->is_walked = true;
    for (uint32_t i = m->first; i < m->tokens->count && !found; i++)
        found = is(m->tokens->at[i].word) || has_word(p, used_at(p, m, i, at), at, is);
    m->is_walked = false;
    return found || has_word(p, macro_other(p, m, at), at, is);
}

bool macro_jumps(program *p, definition *m, uint32_t at)
{
    return has_word(p, m, at, is_jump);
}

bool macro_makes_loop(program *p, uint32_t token)
{
    definition *m = macro_of_token(p, token);
    return !m || has_word(p, m, token, is_loop);
}

bool word_asks_for_type(int word)
{
    return word == WORD_GENERIC || word == WORD_TYPEOF || word == WORD_AUTO_TYPE;
}

bool macro_asks_for_type(program *p, definition *m, uint32_t at)
{
    return has_word(p, m, at, word_asks_for_type);
}

bool macro_has_cleanup(program *p, definition *m, uint32_t at)
{
    bool attribute = false, found = false;
    if (!m || m->is_walked)
        return false;
    m->is_walked = true;
    for (uint32_t i = m->first; i < m->tokens->count && !found; i++) {
        int word = m->tokens->at[i].word;
        attribute |= word == WORD_ATTRIBUTE || m->tokens->at[i].lexeme == '[';
        found = (attribute && (token_is(m->tokens, i, "cleanup") || token_is(m->tokens, i, "__cleanup__")))
            || macro_has_cleanup(p, macro_in(p, m, i, at), at);
    }
    m->is_walked = false;
    return found || macro_has_cleanup(p, macro_other(p, m, at), at);
}

/* ---- attributes ---- */

/* Past an attribute AT that says something about a variable, and nothing about its type; else AT. */
static uint32_t past_idle_attribute(const tokens *tokens, uint32_t at)
{
    static const char *const idle[] = {"unused", "__unused__", "maybe_unused", "used", "deprecated", "nonstring", "__nonstring__"};
    const token *t = &tokens->at[at];
    bool attribute = t->word == WORD_ATTRIBUTE && t[1].lexeme == '(' && t[1].mate > at;
    bool standard = t->lexeme == '[' && t[1].lexeme == '[' && t->mate > at;
    uint32_t end = attribute ? t[1].mate + 1 : standard ? t->mate + 1 : at;
    for (uint32_t i = at + attribute; i < end; i++) {
        bool known = tokens->at[i].lexeme != LEX_NAME;
        for (size_t k = 0; k < sizeof idle / sizeof *idle; k++)
            known |= token_is(tokens, i, idle[k]);
        if (!known)
            return at;
    }
    return end;
}

uint32_t skip_idle_attribute(program *p, uint32_t token)
{
    const tokens *tokens = p->main->tokens;
    definition *m = tokens->at[token].lexeme == LEX_NAME && tokens->at[token].word == WORD_NONE ? macro_of_token(p, token) : NULL;
    bool idle = m != NULL;
    for (; m && idle; m = macro_other(p, m, token))
        idle = !m->is_function && (m->first >= m->tokens->count || past_idle_attribute(m->tokens, m->first) == m->tokens->count);
    return idle ? token + 1 : past_idle_attribute(tokens, token);
}
