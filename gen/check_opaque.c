/* Statements that may be macros of headers, and may declare locals: those would lose their value at a suspension.  A name that
 * such a statement is given, and that is used after a suspension, must be declared before it: lowering writes what does not
 * compile otherwise. */
#include <string.h>

#include "check_internal.h"

/* A name that neither the body nor the file declares. */
static bool is_unknown(const checker *c, uint32_t at)
{
    return c->t[at].lexeme == LEX_NAME && word_may_be_name(c->t[at].word) && !find_local(c, at) && !find_macro(c, at) && !find_file_name(c, at)
        && !symbol_at(c, at);
}

static bool is_standard(const checker *c, uint32_t at)
{
    static const char *const names[] = {"stdin", "stdout", "stderr", "errno", "true", "false", "environ", "optarg", "optind", "nullptr"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (token_is(c->tokens, at, names[i]))
            return true;
    return false;
}

static bool has_small_letter(const checker *c, uint32_t at)
{
    const char *text = c->tokens->source->bytes;
    for (uint32_t b = c->t[at].start; b < c->t[at].end; b++)
        if (text[b] >= 'a' && text[b] <= 'z')
            return true;
    return false;
}

static bool is_called(const checker *c, uint32_t at)
{
    return c->t[at + 1].lexeme == '(';
}

/* ---- the statements ---- */

/* NAME(type, …), or a name that says so. */
static bool looks_like_declaration(const checker *c, uint32_t name)
{
    static const char *const words[] = {"DECL", "DEF", "VAR", "LOCAL", "AUTO", "LET", "decl", "def", "var", "local", "auto", "let"};
    int first = is_called(c, name) ? c->t[name + 2].word : WORD_NONE;
    if ((first >= WORD_CONST && first <= WORD_AUTO_TYPE) || first == WORD_STRUCT || first == WORD_UNION || first == WORD_ENUM)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(text_of(c, name), words[i]))
            return true;
    return false;
}

static void add_opaque(checker *c, uint32_t statement, uint32_t name, bool declares)
{
    opaque o = {.statement = statement, .name = name, .at = ++c->clock, .depth = c->depth, .is_declaration = declares};
    LIST_ADD(c->arena, c->opaque, o);
}

void note_opaque(checker *c, uint32_t first, uint32_t last)
{
    if (!is_unknown(c, first) || c->is_plain)
        return;
    if (first == last)
        add_opaque(c, first, 0, true);
    if (!is_called(c, first))
        return;
    bool declares = looks_like_declaration(c, first);
    for (uint32_t i = first + 2; i < c->t[first + 1].mate; i++)
        if (is_unknown(c, i) && !is_called(c, i) && !is_member_name(c, i) && !is_standard(c, i))
            add_opaque(c, first, i, declares);
}

void close_opaque(checker *c)
{
    while (c->opaque.count > 0 && c->opaque.at[c->opaque.count - 1].depth == c->depth)
        c->opaque.count--;
}

/* ---- what they may have declared ---- */

static void want_declared(checker *c, const opaque *o, uint32_t name)
{
    undeclared u = {o->statement, name};
    for (size_t i = 0; i < c->program->undeclared.count; i++)
        if (c->program->undeclared.at[i].statement == u.statement && tokens_same(c->tokens, c->program->undeclared.at[i].name, c->tokens, name))
            return;
    LIST_ADD(c->arena, c->program->undeclared, u);
}

/* Whether it is an argument by itself: of a macro it may be the name of a member or type as well. */
static bool may_be_any_name(const checker *c, uint32_t at)
{
    int before = c->t[at - 1].lexeme, after = c->t[at + 1].lexeme;
    return ((before == '(' || before == ',') && (after == ')' || after == ',')) || (before == '(' && after == '*');
}

void check_unknown_name(checker *c, uint32_t name, uint32_t begun)
{
    if (c->way.is_closed)
        return;
    for (size_t i = 0; i < c->opaque.count; i++) {
        const opaque *o = &c->opaque.at[i];
        if (o->at > begun || c->way.since <= o->at || (o->name && !tokens_same(c->tokens, o->name, c->tokens, name)))
            continue;
        if (o->is_declaration || !may_be_any_name(c, name))
            want_declared(c, o, name);
    }
}

void follow_unknown_name(checker *c, uint32_t name)
{
    if (c->opaque.count == 0 || is_called(c, name) || !is_unknown(c, name) || is_standard(c, name) || !has_small_letter(c, name))
        return;
    note_use(c, NULL, name);
    check_unknown_name(c, name, c->clock);
}

/* ---- loops ---- */

/* What the loop counts with: the first name that it is given, unless it is given a local to count with. */
static uint32_t counter_of(const checker *c, uint32_t first)
{
    uint32_t close = c->t[first + 1].mate, counter = 0;
    for (uint32_t i = first + 2; i < close; i++) {
        bool alone = (c->t[i - 1].lexeme == '(' || c->t[i - 1].lexeme == ',' || c->t[i - 1].lexeme == LEX_NAME || c->t[i - 1].lexeme == '*')
            && (i + 1 == close || c->t[i + 1].lexeme == ',');
        if (c->t[i].lexeme == LEX_NAME && alone && find_local(c, i))
            return 0;
        if (!counter && alone && is_unknown(c, i))
            counter = i;
        if (c->t[i].mate > i)
            i = c->t[i].mate;
    }
    return counter;
}

void end_opaque_loop(checker *c, uint32_t first, uint32_t begun)
{
    uint32_t counter = is_called(c, first) && is_unknown(c, first) && !c->is_plain ? counter_of(c, first) : 0;
    if (counter && !c->way.is_closed && c->way.since > begun)
        want_declared(c, &(opaque){.statement = first}, counter);
}
