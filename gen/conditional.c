#include "conditional.h"

#include <string.h>

/* ---- directives ---- */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r' || c == '\n'; }

/* Past a backslash at the end of a line, or C. */
static const char *skip_splice(const char *c, const char *end)
{
    const char *after = c + 1;
    if (*c != '\\')
        return c;
    while (after < end && (*after == ' ' || *after == '\t' || *after == '\r'))
        after++;
    return after < end && *after == '\n' ? after + 1 : c;
}

/* Past a comment, or C. */
static const char *skip_comment(const char *c, const char *end)
{
    if (end - c < 2 || c[0] != '/' || c[1] != '*')
        return c;
    for (c += 2; c < end; c++)
        if (end - c >= 2 && c[0] == '*' && c[1] == '/')
            return c + 2;
    return end;
}

/* Past white space, comments among it, or C. */
static const char *skip_blank(const char *c, const char *end)
{
    for (const char *before = NULL; c < end && c != before; ) {
        before = c;
        c = skip_comment(c, end);
        if (c < end)
            c = skip_splice(c, end);
        while (c < end && is_blank(*c))
            c++;
    }
    return c;
}

const char *directive_text(arena *arena, const tokens *tokens, uint32_t at)
{
    const token *t = &tokens->at[at];
    if (t->start == t->end)
        return "else";                    /* made by distribute.c */
    const char *c = tokens->source->bytes + t->start, *end = tokens->source->bytes + t->end;
    char *text = arena_alloc(arena, t->end - t->start + 1), *to = text;
    c = skip_blank(c + (*c == '%' ? 2 : 1), end);
    for (char quote = 0; c < end; ) {
        const char *spliced = skip_splice(c, end), *blank = quote || spliced > c ? c : skip_blank(c, end);
        if (spliced > c) {
            c = spliced;
        } else if (blank > c) {
            c = blank;
            if (c < end && to > text && to[-1] != ' ')
                *to++ = ' ';
        } else {
            if (quote && *c == '\\' && c + 1 < end)
                *to++ = *c++;
            else if (*c == quote)
                quote = 0;
            else if (!quote && (*c == '"' || *c == '\''))
                quote = *c;
            *to++ = *c++;
        }
    }
    while (to > text && is_blank(to[-1]))
        to--;
    *to = '\0';
    return text;
}

/* How many bytes of an identifier's character, a universal character name among them, TEXT begins with. */
static size_t character_length(const char *text, bool first)
{
    char c = *text;
    if (c == '\\' && (text[1] == 'u' || text[1] == 'U')) {
        size_t digits = text[1] == 'u' ? 4 : 8;
        return strspn(text + 2, "0123456789abcdefABCDEF") >= digits ? 2 + digits : 0;
    }
    return c == '_' || c == '$' || (unsigned char)c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z') || (!first && c >= '0' && c <= '9');
}

size_t identifier_length(const char *text)
{
    size_t n = 0;
    for (size_t more; (more = character_length(text + n, n == 0)) > 0; )
        n += more;
    return n;
}

directive_kind directive_read(const char *text, const char **rest)
{
    static const struct { const char *name; directive_kind kind; } known[] = {
        {"if", DIRECTIVE_IF}, {"ifdef", DIRECTIVE_IF}, {"ifndef", DIRECTIVE_IF}, {"else", DIRECTIVE_ELSE}, {"elif", DIRECTIVE_ELSE},
        {"elifdef", DIRECTIVE_ELSE}, {"elifndef", DIRECTIVE_ELSE}, {"endif", DIRECTIVE_ENDIF}, {"define", DIRECTIVE_DEFINE},
        {"undef", DIRECTIVE_UNDEF}, {"include", DIRECTIVE_INCLUDE}, {"include_next", DIRECTIVE_INCLUDE},
    };
    size_t length = identifier_length(text);
    *rest = text + length + (text[length] == ' ');
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i].name) == length && memcmp(text, known[i].name, length) == 0)
            return known[i].kind;
    return DIRECTIVE_OTHER;
}

directive_kind directive_of(arena *arena, const tokens *tokens, uint32_t at)
{
    const char *rest;
    return directive_read(directive_text(arena, tokens, at), &rest);
}

/* ---- conditions ---- */

/* The name in `defined NAME` or `defined(NAME)`, if that is all; else NULL. */
static const char *defined_name(arena *arena, const char *text)
{
    if (strncmp(text, "defined", 7) != 0)
        return NULL;
    text += 7;
    text += *text == ' ';
    bool parenthesis = *text == '(';
    text += parenthesis;
    text += *text == ' ';
    size_t length = identifier_length(text);
    const char *rest = text + length;
    rest += *rest == ' ';
    if (length == 0 || (parenthesis ? strcmp(rest, ")") != 0 : *rest))
        return NULL;
    return arena_printf(arena, "defined %.*s", (int)length, text);
}

arm_condition condition_read(arena *arena, const char *text)
{
    if (strcmp(text, "else") == 0)
        return (arm_condition){.is_else = true};
    text += strncmp(text, "el", 2) == 0 ? 2 : 0;
    arm_condition c = {.is_negated = strncmp(text, "ifndef ", 7) == 0};
    if (strncmp(text, "ifdef ", 6) == 0 || c.is_negated) {
        c.text = arena_printf(arena, "defined %s", text + (c.is_negated ? 7 : 6));
        return c;
    }
    text += strncmp(text, "if", 2) == 0 ? 2 : 0;
    text += *text == ' ';
    bool negated = *text == '!';
    const char *name = defined_name(arena, text + negated + (negated && text[1] == ' '));
    c.is_negated = negated && name;
    c.text = name ? name : text;
    return c;
}

/* ---- arms ---- */

/* The #endif of the conditional that AT opens, if it has no #else and nothing comes after it; else 0. */
static uint32_t whole_file(arena *arena, const tokens *tokens, uint32_t at)
{
    unsigned depth = 0;
    for (uint32_t i = at; i < tokens->count; i++) {
        directive_kind kind = tokens->at[i].lexeme == LEX_DIRECTIVE ? directive_of(arena, tokens, i) : DIRECTIVE_OTHER;
        depth += kind == DIRECTIVE_IF;
        if (kind == DIRECTIVE_ELSE && depth == 1)
            return 0;
        if (kind == DIRECTIVE_ENDIF && --depth == 0)
            return i + 1 == tokens->count ? i : 0;
    }
    return 0;
}

/* The #endif of an include guard: #ifndef X, #define X, all of the file, #endif; else 0. */
static uint32_t guard_end(arena *arena, const tokens *tokens)
{
    if (tokens->count < 3 || tokens->at[0].lexeme != LEX_DIRECTIVE || tokens->at[1].lexeme != LEX_DIRECTIVE)
        return 0;
    const char *first = directive_text(arena, tokens, 0), *second = directive_text(arena, tokens, 1);
    if (strncmp(first, "ifndef ", 7) != 0 || strncmp(second, "define ", 7) != 0)
        return 0;
    size_t length = identifier_length(first + 7);
    if (length == 0 || identifier_length(second + 7) != length || memcmp(first + 7, second + 7, length) != 0)
        return 0;
    return whole_file(arena, tokens, 0);
}

typedef struct open_conditional {
    uint32_t conditional, outer, arms, last;
    bool had_true;                        /* an arm `#if 1` */
} open_conditional;

static void change(arena *arena, arms *a, uint32_t token, uint32_t to)
{
    LIST_ADD(arena, a->changes, (arm_change){token, to});
}

static uint32_t new_arm(arena *arena, arms *a, open_conditional *c, const char *text, uint32_t directive)
{
    bool no = !strcmp(text, "if 0") || !strcmp(text, "elif 0") || c->had_true || a->all.at[c->outer].is_dead;
    c->had_true |= !strcmp(text, "if 1") || !strcmp(text, "elif 1");
    LIST_ADD(arena, a->all, ((arm){.parent = c->outer, .conditional = c->conditional, .index = c->arms++, .previous = c->last, .directive = directive,
                                   .condition = condition_read(arena, text), .is_dead = no}));
    c->last = (uint32_t)a->all.count - 1;
    a->all.at[c->last].is_dead |= arm_contradicts_itself(a, c->last);
    return c->last;
}

arms *arms_find(arena *arena, const tokens *tokens)
{
    arms *a = arena_alloc(arena, sizeof *a);
    LIST(open_conditional) open = {0};
    uint32_t current = 0, conditionals = 0, guard = guard_end(arena, tokens);
    LIST_ADD(arena, a->all, (arm){0});
    for (uint32_t i = guard ? 1 : 0; i < tokens->count; i++) {
        if (tokens->at[i].word == WORD_IMPORT && tokens->at[i + 1].lexeme == LEX_STRING)
            LIST_ADD(arena, a->definitions, ((arm_definition){i, NULL}));      /* its header may define anything */
        if (tokens->at[i].lexeme != LEX_DIRECTIVE || (guard && i == guard))
            continue;
        const char *rest, *text = directive_text(arena, tokens, i);
        directive_kind kind = directive_read(text, &rest);
        if (kind == DIRECTIVE_DEFINE || kind == DIRECTIVE_UNDEF || kind == DIRECTIVE_INCLUDE)
            LIST_ADD(arena, a->definitions, ((arm_definition){i, kind == DIRECTIVE_INCLUDE ? NULL : rest}));
        a->all.at[current].is_error |= strncmp(text, "error", 5) == 0;
        if (kind == DIRECTIVE_IF) {
            LIST_ADD(arena, open, (open_conditional){.conditional = conditionals++, .outer = current});
        } else if ((kind != DIRECTIVE_ELSE && kind != DIRECTIVE_ENDIF) || open.count == 0) {
            continue;
        }
        open_conditional *c = &open.at[open.count - 1];
        change(arena, a, i, c->outer);
        current = kind == DIRECTIVE_ENDIF ? c->outer : new_arm(arena, a, c, text, i);
        if (kind == DIRECTIVE_ENDIF)
            open.count--;
        change(arena, a, i + 1, current);
    }
    return a;
}

uint32_t arm_at(const tokens *tokens, uint32_t token)
{
    const arms *a = tokens->arms;
    size_t low = 0, high = a ? a->changes.count : 0;       /* the first change past the token is in [low, high] */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (a->changes.at[middle].token <= token)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? a->changes.at[low - 1].arm : 0;
}

bool arms_exclude(const tokens *tokens, uint32_t a, uint32_t b)
{
    for (uint32_t i = arm_at(tokens, a); i; i = tokens->arms->all.at[i].parent)
        for (uint32_t j = arm_at(tokens, b); j; j = tokens->arms->all.at[j].parent) {
            const arm *x = &tokens->arms->all.at[i], *y = &tokens->arms->all.at[j];
            if (x->conditional == y->conditional && x->index != y->index)
                return true;
        }
    return tokens->arms && arms_contradict(tokens->arms, arm_at(tokens, a), arm_at(tokens, b));
}

bool arm_encloses(const tokens *tokens, uint32_t outer, uint32_t inner)
{
    while (inner && inner != outer)
        inner = tokens->arms->all.at[inner].parent;
    return inner == outer;
}

bool arm_is_dead(const tokens *tokens, uint32_t token)
{
    uint32_t i = arm_at(tokens, token);
    return i && tokens->arms->all.at[i].is_dead;
}
