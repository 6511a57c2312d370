/* Statements that may be macros of headers, and may declare locals: those would lose their value at a suspension.  A name that
 * is used after such a statement and a suspension must be declared before the statement, and if it is a static variable, still be
 * that behind it: lowering writes what does not compile otherwise. */
#include <string.h>

#include "check_internal.h"

/* A name that neither the body nor the file declares. */
static bool is_unknown(const checker *c, uint32_t at)
{
    return c->t[at].lexeme == LEX_NAME && word_may_be_name(c->t[at].word) && !find_local(c, at) && !find_macro(c, at) && !find_file_name(c, at)
        && !symbol_at(c, at);
}

/* A name that is declared, and never in the frame: it loses nothing, unless another is declared that hides it. */
static bool is_static_variable(const checker *c, uint32_t at)
{
    const local *l = c->t[at].lexeme == LEX_NAME ? find_local(c, at) : NULL;
    if (c->t[at].lexeme != LEX_NAME || l)
        return l && l->is_static;
    const file_name *f = find_macro(c, at) ? NULL : find_file_name(c, at);
    return f && f->is_object;
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

/* Functions that every C programmer calls: no macros that declare something. */
static bool is_known_function(const checker *c, uint32_t at)
{
    static const char *const names[] = {
        "printf", "fprintf", "vprintf", "vfprintf", "sprintf", "snprintf", "vsnprintf", "scanf", "sscanf", "fscanf", "puts", "fputs", "putchar", "putc",
        "fputc", "fgets", "fgetc", "getc", "fopen", "fclose", "fflush", "fread", "fwrite", "fseek", "perror", "setbuf", "setvbuf", "malloc", "calloc",
        "realloc", "free", "abort", "exit", "atexit", "qsort", "memcpy", "memmove", "memset", "strcpy", "strncpy", "strcat", "strncat", "strtol", "strtoul",
        "assert", "signal", "raise", "kill", "read", "write", "open", "close", "send", "recv", "srand", "time", "va_start", "va_end", "va_copy",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (token_is(c->tokens, at, names[i]))
            return true;
    return strncmp(text_of(c, at), "acm_", 4) == 0 || strncmp(text_of(c, at), "__builtin_", 10) == 0;
}

static void add_opaque(checker *c, opaque o)
{
    o.at = ++c->clock;
    o.depth = c->depth;
    LIST_ADD(c->arena, c->opaque, o);
}

/* `(NAME, `, `*NAME)`, `int NAME`: what a macro may write before an initializer. */
static bool may_be_declared(const checker *c, uint32_t at)
{
    int before = c->t[at - 1].lexeme, after = c->t[at + 1].lexeme;
    return (before == '(' || before == ',' || before == '*' || before == LEX_NAME) && (after == ')' || after == ',' || after == '[' || after == '=');
}

void note_opaque(checker *c, uint32_t first, uint32_t last)
{
    if (!is_unknown(c, first) || c->is_plain)
        return;
    if (first == last)
        add_opaque(c, (opaque){.statement = first, .is_declaration = true});
    if (!is_called(c, first))
        return;
    bool declares = looks_like_declaration(c, first), is_function = is_known_function(c, first);
    for (uint32_t i = first + 2; i < c->t[first + 1].mate; i++) {
        bool hides = !is_function && is_static_variable(c, i) && may_be_declared(c, i) && !is_member_name(c, i);
        if (hides || (is_unknown(c, i) && !is_called(c, i) && !is_member_name(c, i) && !is_standard(c, i)))
            add_opaque(c, (opaque){.statement = first, .name = i, .is_declaration = declares});
    }
    if (!is_function && c->t[first + 1].mate == last)
        add_opaque(c, (opaque){.statement = first, .is_call = true});
}

void close_opaque(checker *c)
{
    while (c->opaque.count > 0 && c->opaque.at[c->opaque.count - 1].depth == c->depth)
        c->opaque.count--;
}

/* ---- what they may have declared ---- */

static void want_declared(checker *c, const opaque *o, uint32_t name)
{
    undeclared u = {o->statement, name, is_static_variable(c, name)};
    for (size_t i = 0; i < c->program->undeclared.count; i++) {
        const undeclared *other = &c->program->undeclared.at[i];
        bool wanted = o->is_call ? other->statement >= c->form->first : other->statement == u.statement;
        if (wanted && tokens_same(c->tokens, other->name, c->tokens, name))
            return;
    }
    LIST_ADD(c->arena, c->program->undeclared, u);
}

/* Whether it is an argument by itself: of a macro it may be the name of a member or type as well. */
static bool may_be_any_name(const checker *c, uint32_t at)
{
    int before = c->t[at - 1].lexeme, after = c->t[at + 1].lexeme;
    return ((before == '(' || before == ',') && (after == ')' || after == ',')) || (before == '(' && after == '*');
}

static bool is_string_before(const checker *c, uint32_t at)
{
    while (c->t[at].lexeme != '(' && c->t[at].lexeme != ';' && c->t[at].lexeme != '{' && c->t[at].lexeme != LEX_STRING)
        at = c->t[at].lexeme == ')' ? c->t[at].mate - 1 : at - 1;
    return c->t[at].lexeme == LEX_STRING;
}

/* When the innermost statement came that is given that name, and may declare it; 0: there is none. */
static uint32_t given_at(const checker *c, uint32_t name)
{
    for (size_t i = c->opaque.count; i > 0; i--)
        if (c->opaque.at[i - 1].name && tokens_same(c->tokens, c->opaque.at[i - 1].name, c->tokens, name))
            return c->opaque.at[i - 1].at;
    return 0;
}

/* Whether it can't be the name of a type, or of a member that a macro is given. */
static bool is_surely_value(const checker *c, uint32_t at)
{
    int before = c->t[at - 1].lexeme, after = c->t[at + 1].lexeme;
    if (may_be_any_name(c, at))
        return before == ',' && is_string_before(c, at - 1);
    return before != LEX_NAME && after != LEX_NAME && after != '*' && after != '[' && after != '{' && after != ':';
}

void check_unknown_name(checker *c, uint32_t name, uint32_t begun, uint32_t given)
{
    if (c->way.is_closed)
        return;
    for (size_t i = 0; i < c->opaque.count; i++) {
        const opaque *o = &c->opaque.at[i];
        if (o->at > begun || c->way.since <= o->at || (o->name ? !tokens_same(c->tokens, o->name, c->tokens, name) : o->at < given))
            continue;
        if (o->is_call ? is_surely_value(c, name) && !is_static_variable(c, name)
                       : o->is_declaration || !may_be_any_name(c, name) || is_static_variable(c, name))
            want_declared(c, o, name);
    }
}

void follow_unknown_name(checker *c, uint32_t name)
{
    if (c->opaque.count == 0 || (!is_static_variable(c, name) && (is_called(c, name) || !is_unknown(c, name) || is_standard(c, name) || !has_small_letter(c, name))))
        return;
    uint32_t given = given_at(c, name);
    note_use(c, NULL, name, given);
    check_unknown_name(c, name, c->clock, given);
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
