#include "macros.h"

#include <string.h>

#include "conditional.h"
#include "shape.h"

enum { SLOTS = 256 };

static unsigned slot_of(const char *name, size_t length)
{
    unsigned hash = 0;
    for (size_t i = 0; i < length; i++)
        hash = hash * 31 + (unsigned char)name[i];
    return hash % SLOTS;
}

/* ---- all of them ---- */

static void note_definition(program *p, const module *of, uint32_t directive)
{
    const char *name;
    directive_kind kind = directive_read(directive_text(p->arena, of->tokens, directive), &name);
    size_t length = kind == DIRECTIVE_DEFINE || kind == DIRECTIVE_UNDEF ? identifier_length(name) : 0;
    if (length == 0 || arm_is_dead(of->tokens, directive))
        return;
    definition *m = arena_alloc(p->arena, sizeof *m);
    *m = (definition){.name = name, .length = (uint32_t)length, .of = of, .directive = directive, .is_undef = kind == DIRECTIVE_UNDEF};
    unsigned slot = slot_of(name, length);
    m->next = p->macros[slot];
    p->macros[slot] = m;
}

static void find_macros_of(program *p, const module *of)
{
    for (uint32_t i = 0; i < of->tokens->count; i++)
        if (of->tokens->at[i].lexeme == LEX_DIRECTIVE)
            note_definition(p, of, i);
}

static void find_macros(program *p)
{
    p->macros = arena_alloc(p->arena, SLOTS * sizeof *p->macros);
    for (size_t i = 0; i < p->modules.count; i++)
        find_macros_of(p, p->modules.at[i]);
    find_macros_of(p, p->main);
}

/* ---- what one is replaced with ---- */

static bool is_hash(const definition *m, uint32_t i)
{
    return m->tokens->at[i].lexeme == '#';
}

static bool is_paste(const definition *m, uint32_t i)
{
    return m->tokens->at[i].lexeme == LEX_OPERATOR && (token_is(m->tokens, i, "##") || token_is(m->tokens, i, "%:%:"));
}

static bool is_joined(const definition *m, uint32_t i)
{
    return (i > m->first && is_paste(m, i - 1)) || (i + 1 < m->tokens->count && is_paste(m, i + 1));
}

static void read_parameters(program *p, definition *m, uint32_t open)
{
    const token *t = m->tokens->at;
    uint32_t i = open + 1;
    m->is_function = true;
    for (; i < m->tokens->count && t[i].lexeme != ')'; i++) {
        bool dots = t[i].lexeme == LEX_ELLIPSIS;
        m->is_variadic |= dots;
        if (t[i].lexeme == LEX_NAME || (dots && t[i - 1].lexeme != LEX_NAME))
            LIST_ADD(p->arena, m->parameters, i);
    }
    m->first = i + 1;
}

uint32_t macro_parameter(const definition *m, uint32_t token)
{
    if (m->is_variadic && token_is(m->tokens, token, "__VA_ARGS__"))
        return (uint32_t)m->parameters.count;
    for (uint32_t i = 0; i < m->parameters.count; i++)
        if (tokens_same(m->tokens, token, m->tokens, m->parameters.at[i]))
            return i + 1;
    return 0;
}

macro_name macro_name_at(const definition *m, uint32_t i)
{
    const token *t = &m->tokens->at[i];
    return (macro_name){.text = m->tokens->source->bytes + t->start, .length = t->end - t->start, .token = i, .parameter = macro_parameter(m, i)};
}

/* Where a statement of the replacement, or the first part of a for, may begin. */
static bool may_begin(const definition *m, uint32_t i)
{
    const token *t = m->tokens->at;
    if (i == m->first)
        return true;
    const token *before = &t[i - 1];
    if (before->lexeme == ';' || before->lexeme == '{' || before->lexeme == '}' || before->word == WORD_ELSE || before->word == WORD_DO)
        return true;
    if (before->lexeme == '(')
        return i >= 2 && t[i - 2].word == WORD_FOR;
    int head = before->lexeme == ')' && before->mate > 0 && before->mate < i ? t[before->mate - 1].word : WORD_NONE;
    return head == WORD_FOR || head == WORD_WHILE || head == WORD_IF || head == WORD_SWITCH;
}

static uint32_t statement_end(const shape *s, uint32_t i, uint32_t count)
{
    const token *t = s->tokens->at;
    while (i < count && t[i].lexeme != ';' && t[i].lexeme != '}' && t[i].lexeme != ')')
        i = shape_skip_group(s, i);
    return i < count ? i : count;
}

/* x * y, with no more to it. */
static bool may_be_product(const definition *m, uint32_t i, uint32_t end)
{
    if (end < m->tokens->count && m->tokens->at[end].lexeme == ';')
        return false;
    for (; i < end; i++)
        if (m->tokens->at[i].lexeme == '=')
            return false;
    return true;
}

static void declared_from(program *p, definition *m, const shape *s, uint32_t i, bool is_inner)
{
    const token *t = m->tokens->at;
    uint32_t end = statement_end(s, i, m->tokens->count);
    if (!shape_is_declaration(s, i, end) || (t[i + 1].lexeme == '*' && may_be_product(m, i, end)))
        return;
    for (i = shape_specifiers(s, i, end).range.last + 1; i < end; i++) {
        uint32_t first = i, last = i;
        for (; i < end && t[i].lexeme != ',' && t[i].lexeme != '='; i = shape_skip_group(s, i))
            last = shape_skip_group(s, i) - 1;
        uint32_t name = i > first ? shape_declarator_name(s, (range){first, last < end ? last : end - 1}) : 0;
        if (name && word_may_be_name(t[name].word)) {
            macro_name n = macro_name_at(m, name);
            n.is_inner = is_inner;
            LIST_ADD(p->arena, m->declared, n);
        }
        while (i < end && t[i].lexeme != ',')
            i = shape_skip_group(s, i);
    }
}

static void find_declared(program *p, definition *m)
{
    const token *t = m->tokens->at;
    shape s = {.arena = p->arena, .tokens = m->tokens};
    unsigned depth = 0;
    shape_match_brackets(&s);
    for (uint32_t i = m->first; i < m->tokens->count; i++) {
        if (t[i].lexeme == LEX_NAME && may_begin(m, i))
            declared_from(p, m, &s, i, depth > 0);
        depth += t[i].lexeme == '{';
        depth -= t[i].lexeme == '}' && depth > 0;
    }
}

/* A member, a tag or a label: no variable is meant. */
static bool is_plain_name(const definition *m, uint32_t i)
{
    const token *before = i > m->first ? &m->tokens->at[i - 1] : NULL;
    return before && (before->lexeme == '.' || before->lexeme == LEX_ARROW || before->word == WORD_STRUCT || before->word == WORD_UNION
                      || before->word == WORD_ENUM || before->word == WORD_GOTO);
}

static bool is_declared(const definition *m, uint32_t i)
{
    for (size_t k = 0; k < m->declared.count; k++)
        if (tokens_same(m->tokens, i, m->tokens, m->declared.at[k].token))
            return true;
    return false;
}

static bool is_offsetof_member(const definition *m, uint32_t i)
{
    const token *t = m->tokens->at;
    uint32_t open = i;
    while (open > m->first && !(t[open].lexeme == '(' && t[open].mate > i))
        open--;
    return open > m->first && t[i - 1].lexeme == ','
        && (token_is(m->tokens, open - 1, "offsetof") || token_is(m->tokens, open - 1, "__builtin_offsetof"));
}

static unsigned use_at(const definition *m, uint32_t i)
{
    if ((i > m->first && is_hash(m, i - 1)) || is_joined(m, i))
        return USED_AS_TEXT;
    if (is_plain_name(m, i) || is_offsetof_member(m, i))
        return USED_AS_NAME;
    for (size_t k = 0; k < m->declared.count; k++)
        if (m->declared.at[k].token == i)
            return USED_AS_DECLARED;
    return USED_AS_VALUE;
}

static void note_name(program *p, definition *m, uint32_t i, unsigned depth)
{
    macro_name n = macro_name_at(m, i);
    n.begins = depth == 0 && may_begin(m, i);
    if (is_joined(m, i))
        LIST_ADD(p->arena, m->joined, n);
    if (n.parameter) {
        n.use = use_at(m, i);
        LIST_ADD(p->arena, m->uses, n);
    } else if (!is_joined(m, i) && !is_plain_name(m, i) && !is_declared(m, i) && word_may_be_name(m->tokens->at[i].word)) {
        LIST_ADD(p->arena, m->mentioned, n);
    }
}

static void find_names(program *p, definition *m)
{
    unsigned depth = 0;                   /* of braces */
    for (uint32_t i = m->first; i < m->tokens->count; i++) {
        if (m->tokens->at[i].lexeme == LEX_NAME)
            note_name(p, m, i, depth);
        depth += m->tokens->at[i].lexeme == '{';
        depth -= m->tokens->at[i].lexeme == '}' && depth > 0;
    }
}

static definition *macro_read(program *p, definition *m)
{
    if (!m || m->is_read || m->is_undef)
        return m;
    m->is_read = true;
    const char *text = directive_text(p->arena, m->of->tokens, m->directive);
    m->tokens = scan(p->arena, source_of_text(p->arena, m->of->path, text, strlen(text)), p->diag);
    uint32_t name = 1;                    /* define NAME */
    m->first = name + 1;
    if (m->tokens->count > m->first && m->tokens->at[m->first].lexeme == '(' && m->tokens->at[m->first].start == m->tokens->at[name].end)
        read_parameters(p, m, m->first);
    find_declared(p, m);
    find_names(p, m);
    return m;
}

/* ---- finding them ---- */

/* Where a definition stands in main: that of an import at its `import`. */
static uint32_t place_of(const definition *m)
{
    return place_in_main((place){m->of, m->directive});
}

/* Whether what comes before it in the file is surely no longer in force at AT, since an arm around AT has it too. */
static bool ends_search(const program *p, const definition *m, uint32_t at)
{
    if (m->of != p->main)
        return true;
    uint32_t own = arm_at(p->main->tokens, m->directive);
    for (uint32_t i = arm_at(p->main->tokens, at); i; i = p->main->tokens->arms->all.at[i].parent)
        if (i == own)
            return true;
    return own == 0;
}

static definition *find_from(program *p, definition *m, const char *name, size_t length, uint32_t at)
{
    for (; m; m = m->next) {
        if (m->length != length || memcmp(m->name, name, length) != 0 || place_of(m) >= at)
            continue;
        if (m->of == p->main && arms_exclude(p->main->tokens, m->directive, at))
            continue;
        if (!m->is_undef)
            return macro_read(p, m);
        if (ends_search(p, m, at))
            return NULL;
    }
    return NULL;
}

definition *macro_at(program *p, const char *name, size_t length, uint32_t at)
{
    if (!p->macros)
        find_macros(p);
    return find_from(p, p->macros[slot_of(name, length)], name, length, at);
}

definition *macro_other(program *p, const definition *m, uint32_t at)
{
    return ends_search(p, m, at) ? NULL : find_from(p, m->next, m->name, m->length, at);
}

definition *macro_of_token(program *p, uint32_t token)
{
    const struct token *t = &p->main->tokens->at[token];
    definition *m = macro_at(p, p->main->tokens->source->bytes + t->start, t->end - t->start, token);
    return m && m->is_function && p->main->tokens->at[token + 1].lexeme != '(' ? NULL : m;
}

definition *macro_since(program *p, const char *name, size_t length, uint32_t since, uint32_t at)
{
    definition *m = macro_at(p, name, length, at);
    return m && !m->is_function && m->of == p->main && m->directive > since && ends_search(p, m, at) ? m : NULL;
}

span macro_span(const definition *m)
{
    const token *t = &m->of->tokens->at[m->directive];
    const char *bytes = m->of->tokens->source->bytes;
    for (uint32_t at = t->start + 1; at + m->length <= t->end; at++)
        if (memcmp(bytes + at, m->name, m->length) == 0 && identifier_length(bytes + at) == m->length && !strchr("abcdefghijklmnopqrstuvwxyz", bytes[at - 1]))
            return (span){m->of->tokens->source, at, at + m->length};
    return token_span(m->of->tokens, m->directive, m->directive);
}
