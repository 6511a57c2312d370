/* The syntax of expressions, which the grammar leaves as runs of tokens: operators without operands, operands without
 * operators, brackets.  Names that may be macros may be anything, and so may be what they are given: when in doubt, nothing
 * is said. */
#include <string.h>

#include "check_internal.h"
#include "shape.h"

typedef enum state {
    WANTS_OPERAND,
    HAS_OPERAND,
    HAS_MAYBE                             /* a cast, a macro: an operand or an operator may follow */
} state;

typedef enum group_kind { GROUP_PARENTHESES, GROUP_ARGUMENTS, GROUP_SUBSCRIPT, GROUP_BRACES } group_kind;

typedef struct group {
    group_kind kind;
    uint32_t open;
    bool may_be_type;                     /* GROUP_PARENTHESES */
    state before;
} group;

typedef struct syntax {
    checker *c;
    const token *t;
    uint32_t first, last;
    expression_place place;
    state state;
    LIST(group) groups;
} syntax;

static const char *quoted(const syntax *s, uint32_t at)
{
    return token_quoted(s->c->arena, s->c->tokens, at);
}

static void expected(const syntax *s, const char *what, uint32_t at)
{
    span where = span_of(s->c, at, at);
    if (at > 0)
        diag_error(s->c->diag, where, "expected %s after %s, saw %s", what, quoted(s, at - 1), quoted(s, at));
}

static group *top(const syntax *s)
{
    return s->groups.count ? &s->groups.at[s->groups.count - 1] : NULL;
}

/* ---- names ---- */

static bool has_small_letter(const syntax *s, uint32_t i)
{
    const char *text = s->c->tokens->source->bytes;
    for (uint32_t b = s->t[i].start; b < s->t[i].end; b++)
        if (text[b] >= 'a' && text[b] <= 'z')
            return text[s->t[i].start] != '_';
    return false;
}

/* Surely an object or function. */
static bool is_operand(const syntax *s, uint32_t i)
{
    if (find_macro(s->c, i))
        return false;
    const local *l = find_local(s->c, i);
    if (l)
        return l->kind != LOCAL_TYPE;
    const file_name *f = find_file_name(s->c, i);
    return f && f->is_function;
}

static bool is_known_callee(const syntax *s, uint32_t i)
{
    return is_operand(s, i) || (!find_macro(s->c, i) && symbol_at(s->c, i));
}

/* Words whose parentheses hold no expression, or more than one. */
static bool is_opaque_word(int word)
{
    switch (word) {
    case WORD_GENERIC: case WORD_STATIC_ASSERT: case WORD_TYPEOF: case WORD_TYPEOF_UNQUAL: case WORD_ATTRIBUTE: case WORD_DECLSPEC:
    case WORD_ALIGNAS:
        return true;
    default:
        return false;
    }
}

static bool begins_type(int word)
{
    switch (word) {
    case WORD_STRUCT: case WORD_UNION: case WORD_ENUM: case WORD_CONST: case WORD_VOLATILE: case WORD_RESTRICT: case WORD_ATOMIC:
    case WORD_STATIC: case WORD_REGISTER:
        return true;
    default:
        return word >= WORD_VOID && word <= WORD_INT128;
    }
}

static bool is_prefix_word(int word)
{
    return word == WORD_SIZEOF || word == WORD_ALIGNOF || word == WORD_EXTENSION;
}

/* ---- two operands in a row ---- */

static bool second_operand(syntax *s, uint32_t at)
{
    span where = span_of(s->c, at, at);
    if (s->groups.count == 0 && s->place != IN_CONSTRUCTION) {
        uint32_t end = s->t[at - 1].end;
        where = (span){where.source, end, end};
        diag_error(s->c->diag, where, "expected ';' after %s, saw %s", quoted(s, at - 1), quoted(s, at));
        diag_fix(s->c->diag, where, ";");
    } else {
        expected(s, "an operator", at);
    }
    return false;
}

/* A name where there is an operand already; false: an error. */
static bool name_after_operand(syntax *s, uint32_t i)
{
    if (s->state != HAS_OPERAND)
        return true;
    bool sure = is_operand(s, i);
    if (!sure && !find_macro(s->c, i) && has_small_letter(s, i) && s->t[i - 1].lexeme != LEX_STRING && s->t[i].word == WORD_NONE) {
        bool assigned = i < s->last ? s->t[i + 1].lexeme == '=' : s->t[i + 1].lexeme == ';';
        sure = s->t[i].starts_line || assigned;
    }
    return sure ? second_operand(s, i) : true;
}

/* ---- tokens ---- */

typedef struct step { bool goes_on; uint32_t next; } step;

static step on(uint32_t next) { return (step){true, next}; }
static const step stop = {false, 0};

static step skip_group(syntax *s, uint32_t open, state after)
{
    s->state = after;
    return on(s->t[open].mate + 1);
}

/* Behind `await enter(stack)`: a construction is checked as such, an object is an operand like any other. */
static step entered(syntax *s, uint32_t manager)
{
    bool call = s->t[manager].lexeme == LEX_NAME && s->t[manager + 1].lexeme == '(' && s->t[manager + 1].mate > manager;
    s->state = call ? HAS_OPERAND : WANTS_OPERAND;
    return on(call ? s->t[manager + 1].mate + 1 : manager);
}

static step name(syntax *s, uint32_t i)
{
    int word = s->t[i].word;
    group *g = top(s);
    if (word == WORD_AWAIT || word == WORD_SPAWN) {
        if (s->state == HAS_OPERAND) {
            second_operand(s, i);
            return stop;
        }
        if (word == WORD_AWAIT && shape_is_enter(s->c->tokens, i + 1))
            return entered(s, s->t[i + 2].mate + 1);
        uint32_t before = word == WORD_SPAWN && s->t[i + 1].mate > i ? s->t[i + 1].mate : i;      /* what spawns is checked by itself */
        uint32_t end = s->t[before + 1].lexeme == LEX_NAME ? chain_end(s->c, before + 1) : before;
        s->state = HAS_OPERAND;
        return on(end + 1);
    }
    if (is_prefix_word(word)) {
        s->state = WANTS_OPERAND;
        return on(i + 1);
    }
    if (is_opaque_word(word) && s->t[i + 1].lexeme == '(')
        return skip_group(s, i + 1, HAS_MAYBE);
    if (begins_type(word) || word == WORD_ASM)
        return stop;
    if (!name_after_operand(s, i))
        return stop;
    bool sure = is_operand(s, i);
    if (g && sure)
        g->may_be_type = false;
    s->state = sure ? HAS_OPERAND : HAS_MAYBE;
    if (!is_known_callee(s, i) && s->t[i + 1].lexeme == '(' && i < s->last)
        return s->t[i + 1].mate > i + 1 && s->t[i + 1].mate <= s->last ? skip_group(s, i + 1, HAS_MAYBE) : on(i + 1);
    return on(i + 1);
}

static step literal(syntax *s, uint32_t i)
{
    group *g = top(s);
    bool string = s->t[i].lexeme == LEX_STRING, joins = string && i > s->first && s->t[i - 1].lexeme == LEX_STRING;
    if (s->state == HAS_OPERAND && !joins) {
        second_operand(s, i);
        return stop;
    }
    if (g)
        g->may_be_type = false;
    s->state = HAS_OPERAND;
    return on(i + 1);
}

/* ---- brackets ---- */

/* The bracket that OPEN opens should be closed before AT. */
static void unclosed(const syntax *s, uint32_t open, uint32_t at)
{
    const char *close = s->t[open].lexeme == '(' ? "')'" : s->t[open].lexeme == '[' ? "']'" : "'}'";
    uint32_t end = s->t[at - 1].end;
    diag_error(s->c->diag, (span){s->c->tokens->source, end, end}, "expected %s after %s, saw %s", close, quoted(s, at - 1), quoted(s, at));
    diag_note(s->c->diag, span_of(s->c, open, open), "to match this %s", quoted(s, open));
}

static step open_group(syntax *s, uint32_t i, group_kind kind)
{
    group g = {kind, i, kind == GROUP_PARENTHESES, s->state};
    LIST_ADD(s->c->arena, s->groups, g);
    s->state = WANTS_OPERAND;
    return on(i + 1);
}

static bool at_element(const syntax *s, uint32_t i)
{
    const group *g = top(s);
    if (!g)
        return i == s->first;
    return g->kind == GROUP_BRACES && (s->t[i - 1].lexeme == '{' || s->t[i - 1].lexeme == ',');
}

static step open(syntax *s, uint32_t i)
{
    uint32_t mate = s->t[i].mate;
    if (mate <= i || mate > s->last) {
        unclosed(s, i, s->last + 1);
        return stop;
    }
    if (s->t[i].lexeme == '[') {
        if (s->state == WANTS_OPERAND)    /* a designator, an attribute */
            return skip_group(s, i, HAS_MAYBE);
        return open_group(s, i, GROUP_SUBSCRIPT);
    }
    if (s->t[i].lexeme == '{') {
        bool list = s->t[i - 1].lexeme == ')' || (s->state == WANTS_OPERAND && (at_element(s, i) || s->t[i - 1].lexeme == '='));
        return list ? open_group(s, i, GROUP_BRACES) : skip_group(s, i, HAS_MAYBE);
    }
    if (s->t[i + 1].lexeme == '{' || (s->state != HAS_OPERAND && begins_type(s->t[i + 1].word)))
        return skip_group(s, i, HAS_MAYBE);          /* ({ … }), (type) */
    if (s->state == WANTS_OPERAND)
        return open_group(s, i, GROUP_PARENTHESES);
    if (i > s->first && (s->t[i - 1].lexeme == LEX_NUMBER || s->t[i - 1].lexeme == LEX_CHARACTER)) {
        second_operand(s, i);
        return stop;
    }
    return open_group(s, i, GROUP_ARGUMENTS);
}

/* Within brackets, whose match stands in another statement. */
static step semicolon(syntax *s, uint32_t i)
{
    const group *g = top(s);
    if (g)
        unclosed(s, g->open, i);
    return stop;
}

/* Whether `NAME **` stands before AT, where the name may be a type's. */
static bool is_pointer_type(const syntax *s, uint32_t at)
{
    uint32_t i = at - 1;
    while (i > s->first && s->t[i].lexeme == '*')
        i--;
    return i + 1 < at && s->t[i].lexeme == LEX_NAME && !is_operand(s, i);
}

static step close(syntax *s, uint32_t i)
{
    group *g = top(s);
    if (!g || s->t[g->open].mate != i) {
        diag_error(s->c->diag, span_of(s->c, i, i), "unexpected %s after %s", quoted(s, i), quoted(s, i - 1));
        return stop;
    }
    group closed = *g;
    bool empty = i == closed.open + 1;
    if (s->state == WANTS_OPERAND) {
        bool fine = (closed.kind == GROUP_ARGUMENTS && empty) || (closed.kind == GROUP_SUBSCRIPT && empty)
            || (closed.kind == GROUP_BRACES && (empty || s->t[i - 1].lexeme == ',')) || (closed.may_be_type && s->t[i - 1].lexeme == '*')
            || is_pointer_type(s, i);
        if (!fine) {
            expected(s, "an expression", i);
            return stop;
        }
    }
    s->groups.count--;
    s->state = closed.kind == GROUP_PARENTHESES && closed.may_be_type ? HAS_MAYBE : HAS_OPERAND;
    if (closed.kind == GROUP_ARGUMENTS && closed.before == HAS_MAYBE)
        s->state = HAS_MAYBE;
    return on(i + 1);
}

/* ---- operators ---- */

/* `.name` where a field is given. */
static step designator(syntax *s, uint32_t i)
{
    uint32_t end = i;
    while (end < s->last && (s->t[end].lexeme == '.' || (s->t[end].lexeme == '[' && s->t[end].mate > end)))
        end = s->t[end].lexeme == '.' ? end + 2 : s->t[end].mate + 1;
    if (s->t[i + 1].lexeme != LEX_NAME) {
        expected(s, "the name of a field", i + 1);
        return stop;
    }
    if (end > s->last || s->t[end].lexeme != '=') {
        expected(s, "'='", end);
        return stop;
    }
    s->state = WANTS_OPERAND;
    return on(end + 1);
}

static step member(syntax *s, uint32_t i)
{
    if (i == s->last || s->t[i + 1].lexeme != LEX_NAME) {
        expected(s, "the name of a member", i + 1);
        return stop;
    }
    group *g = top(s);
    if (g)
        g->may_be_type = false;
    s->state = HAS_OPERAND;
    return on(i + 2);
}

static bool is_unary(int lexeme)
{
    return lexeme == '+' || lexeme == '-' || lexeme == '*' || lexeme == '&' || lexeme == '!' || lexeme == '~' || lexeme == LEX_INCREMENT;
}

static step operator(syntax *s, uint32_t i)
{
    int lexeme = s->t[i].lexeme;
    group *g = top(s);
    if (g && lexeme != '*')
        g->may_be_type = false;
    if (s->state == WANTS_OPERAND) {
        if (lexeme == '.' && (at_element(s, i) && (g || s->place == IN_CONSTRUCTION)))
            return designator(s, i);
        if (lexeme == LEX_AND && s->t[i + 1].lexeme == LEX_NAME) {         /* a label's address */
            s->state = HAS_OPERAND;
            return on(i + 2);
        }
        bool elvis = lexeme == ':' && i > s->first && s->t[i - 1].lexeme == '?';
        if (!is_unary(lexeme) && !elvis && !(lexeme == ',' && is_pointer_type(s, i))) {
            expected(s, "an expression", i);
            return stop;
        }
        return on(i + 1);
    }
    if (lexeme == '.' || lexeme == LEX_ARROW)
        return member(s, i);
    if (lexeme == LEX_INCREMENT)
        return on(i + 1);
    s->state = WANTS_OPERAND;
    return on(i + 1);
}

/* ---- all ---- */

static step advance(syntax *s, uint32_t i)
{
    switch (s->t[i].lexeme) {
    case LEX_NAME: return name(s, i);
    case LEX_NUMBER: case LEX_STRING: case LEX_CHARACTER: return literal(s, i);
    case '(': case '[': case '{': return open(s, i);
    case ')': case ']': case '}': return close(s, i);
    case ';': return semicolon(s, i);
    case LEX_ELLIPSIS: case LEX_SCOPE: return stop;
    default: return operator(s, i);
    }
}

/* What is no token of C's; false if the rest makes no sense for it, or can't be told. */
static bool check_lexemes(checker *c, uint32_t first, uint32_t last)
{
    bool good = true;
    for (uint32_t i = first; i <= last; i++) {
        int lexeme = c->t[i].lexeme;
        if (lexeme == LEX_DIRECTIVE || arm_is_dead(c->tokens, i)) {
            good = false;
        } else if (lexeme == LEX_STRAY || lexeme == '#') {
            unsigned char byte = (unsigned char)c->tokens->source->bytes[c->t[i].start];
            if (byte > ' ' && byte < 0x7f)
                diag_error(c->diag, span_of(c, i, i), "stray '%c'", byte);
            else
                diag_error(c->diag, span_of(c, i, i), "stray byte '\\%03o'", byte);
            return false;
        } else if (lexeme == LEX_UNTERMINATED) {
            token_unterminated(c->diag, c->tokens, i);
            return false;
        }
    }
    return good;
}

bool check_tokens(checker *c, uint32_t first, uint32_t last, expression_place place)
{
    size_t errors = diag_error_count(c->diag);
    if (!check_lexemes(c, first, last))
        return diag_error_count(c->diag) == errors;
    syntax s = {.c = c, .t = c->t, .first = first, .last = last, .place = place};
    for (uint32_t i = first; i <= last; ) {
        step next = advance(&s, i);
        if (!next.goes_on)
            return diag_error_count(c->diag) == errors;
        i = next.next;
    }
    if (s.state != WANTS_OPERAND || s.groups.count > 0)
        return true;
    expected(&s, "an expression", last + 1);
    return false;
}
