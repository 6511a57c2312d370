/* Brackets, specifiers and declarators: what the parts of shape share. */
#include "shape.h"

#include "conditional.h"

void shape_emit(shape *s, int kind, uint32_t first, uint32_t last)
{
    parser_token t = {.kind = kind, .range = {first, last}};
    LIST_ADD(s->arena, s->out, t);
}

uint32_t shape_skip_group(const shape *s, uint32_t at)
{
    return s->tokens->at[at].mate > at ? s->tokens->at[at].mate + 1 : at + 1;
}

/* ---- brackets ---- */

static bool is_open(int lexeme) { return lexeme == '(' || lexeme == '[' || lexeme == '{'; }
static bool is_close(int lexeme) { return lexeme == ')' || lexeme == ']' || lexeme == '}'; }
static int closing(int lexeme) { return lexeme == '(' ? ')' : lexeme == '[' ? ']' : '}'; }

/* The brackets that are open, the innermost first.  Never changed, so that an arm can go back to what it began with. */
typedef struct open_bracket {
    uint32_t at;
    const struct open_bracket *outer;
} open_bracket;

/* A #if that is open: what was open where it began, and what its first arm, #if 0 aside, left open. */
typedef struct conditional {
    const open_bracket *before, *after;
    bool has_after, is_dead;              /* is_dead: the arm that is read is */
} conditional;

typedef struct bracket_matcher {
    shape *s;
    const open_bracket *open;
    LIST(conditional) conditionals;
} bracket_matcher;

/* Each arm is read from the depth at which the first began; after them the first one's end counts. */
static void match_conditional(bracket_matcher *m, uint32_t at, directive_kind kind)
{
    if (kind == DIRECTIVE_IF)
        LIST_ADD(m->s->arena, m->conditionals, (conditional){.before = m->open});
    if (m->conditionals.count == 0)
        return;
    conditional *c = &m->conditionals.at[m->conditionals.count - 1];
    if (kind != DIRECTIVE_IF && !c->has_after && !c->is_dead) {
        c->after = m->open;
        c->has_after = true;
    }
    c->is_dead = arm_is_dead(m->s->tokens, at + 1);
    m->open = c->is_dead ? NULL : c->before;          /* nothing in #if 0 closes what is outside of it */
    if (kind == DIRECTIVE_ENDIF) {
        m->open = c->has_after ? c->after : c->before;
        m->conditionals.count--;
    }
}

static void match_close(bracket_matcher *m, uint32_t at)
{
    token *t = m->s->tokens->at;
    const open_bracket *open = m->open;
    while (open && closing(t[open->at].lexeme) != t[at].lexeme) {
        if (t[at].lexeme != '}')
            return;                                   /* a stray ) or ] closes nothing */
        open = open->outer;                           /* a brace ends what it is in */
    }
    if (!open)
        return;
    m->open = open->outer;
    t[at].mate = open->at;
    if (t[open->at].mate == 0)
        t[open->at].mate = at;
}

bool shape_match_brackets(shape *s)
{
    bracket_matcher m = {.s = s};
    for (uint32_t i = 0; i < s->tokens->count; i++) {
        const token *t = &s->tokens->at[i];
        if (t->lexeme == LEX_DIRECTIVE) {
            directive_kind kind = directive_of(s->arena, s->tokens, i);
            if (kind == DIRECTIVE_IF || kind == DIRECTIVE_ELSE || kind == DIRECTIVE_ENDIF)
                match_conditional(&m, i, kind);
        } else if (is_open(t->lexeme)) {
            open_bracket *open = arena_alloc(s->arena, sizeof *open);
            *open = (open_bracket){i, m.open};
            m.open = open;
        } else if (is_close(t->lexeme)) {
            match_close(&m, i);
        }
    }
    return m.open == NULL;
}

/* ---- declarations ---- */

bool shape_is_qualifier(int word)
{
    switch (word) {
    case WORD_CONST: case WORD_VOLATILE: case WORD_RESTRICT: case WORD_ATOMIC: case WORD_EXTENSION:
        return true;
    default:
        return false;
    }
}

bool shape_is_type_word(int word)
{
    switch (word) {
    case WORD_VOID: case WORD_CHAR: case WORD_SHORT: case WORD_INT: case WORD_LONG: case WORD_FLOAT: case WORD_DOUBLE:
    case WORD_SIGNED: case WORD_UNSIGNED: case WORD_BOOL: case WORD_COMPLEX: case WORD_IMAGINARY:
    case WORD_INT128: case WORD_AUTO_TYPE:
        return true;
    default:
        return false;
    }
}

static bool is_storage(int word)
{
    switch (word) {
    case WORD_STATIC: case WORD_EXTERN: case WORD_TYPEDEF: case WORD_REGISTER: case WORD_AUTO: case WORD_THREAD_LOCAL:
    case WORD_INLINE: case WORD_NORETURN:
        return true;
    default:
        return false;
    }
}

static bool is_record(int word) { return word == WORD_STRUCT || word == WORD_UNION || word == WORD_ENUM; }

static bool is_typeof(int word)
{
    return word == WORD_TYPEOF || word == WORD_TYPEOF_UNQUAL;
}

static bool is_attribute(int word)
{
    return word == WORD_ATTRIBUTE || word == WORD_DECLSPEC || word == WORD_ALIGNAS;
}

/* Past `struct attributes NAME { … }`. */
static uint32_t skip_record(const shape *s, uint32_t at)
{
    const token *t = s->tokens->at;
    at++;
    while (is_attribute(t[at].word) && t[at + 1].lexeme == '(')
        at = shape_skip_group(s, at + 1);
    while (t[at].lexeme == '[' && t[at + 1].lexeme == '[')
        at = shape_skip_group(s, at);
    if (t[at].lexeme == LEX_NAME)
        at++;
    if (t[at].lexeme == ':' && t[at + 1].lexeme == LEX_NAME && t[at + 2].lexeme == '{')     /* C23: enum E : type { */
        at += 2;
    if (t[at].lexeme == '{')
        at = shape_skip_group(s, at);
    return at;
}

/* Past the `NAME(…)` AT, where a name follows that is declared, or more of its type: a macro for a type or attribute; else AT. */
static uint32_t skip_macro_call(const shape *s, uint32_t at, uint32_t end)
{
    const token *t = s->tokens->at;
    if (t[at].word != WORD_NONE || t[at + 1].lexeme != '(' || t[at + 1].mate <= at || shape_makes_loop(s->tokens, at))
        return at;
    uint32_t after = t[at + 1].mate + 1;
    return after < end && t[after].lexeme == LEX_NAME && !is_attribute(t[after].word) && t[after].word != WORD_ASM ? after : at;
}

/* `NAME(…) *`, where it is known that something is declared: a macro for a type. */
static bool points_macro_call(const shape *s, uint32_t at, uint32_t end)
{
    const token *t = s->tokens->at;
    return t[at].word == WORD_NONE && t[at + 1].lexeme == '(' && t[at + 1].mate > at && t[at + 1].mate + 1 < end && t[t[at + 1].mate + 1].lexeme == '*'
        && t[at + 2].lexeme != '*';
}

/* Whether the name AT, where no type was seen yet, is one: something that a declarator may begin with follows. */
static bool name_is_type(const shape *s, uint32_t at, uint32_t end)
{
    const token *t = s->tokens->at;
    if (at + 1 >= end)
        return false;
    int next = t[at + 1].lexeme;
    return next == LEX_NAME || next == '*' || next == '(' || next == '[';
}

/* Whether the name AT is what is declared, and not more of the type before it. */
static bool word_ends_type(const shape *s, uint32_t at, uint32_t end)
{
    const token *t = s->tokens->at;
    int word = t[at].word;
    if (shape_is_type_word(word) || is_record(word) || is_storage(word) || shape_is_qualifier(word) || is_typeof(word))
        return false;
    return at + 1 >= end || (t[at + 1].lexeme != LEX_NAME && t[at + 1].lexeme != '*');
}

/* <complex.h>'s macro, behind `double`. */
static bool is_complex(const shape *s, uint32_t at, uint32_t end)
{
    const token *t = s->tokens->at;
    if (at + 1 >= end || !(token_is(s->tokens, at, "complex") || token_is(s->tokens, at, "imaginary")))
        return false;
    return (t[at + 1].lexeme == LEX_NAME && !is_attribute(t[at + 1].word) && t[at + 1].word != WORD_ASM) || t[at + 1].lexeme == '*'
        || (t[at + 1].lexeme == '(' && t[at + 2].lexeme == '*');
}

specifiers shape_specifiers(const shape *s, uint32_t at, uint32_t end)
{
    const token *t = s->tokens->at;
    specifiers result = {.range = {at, at - 1}};
    while (at < end) {
        int word = t[at].word;
        if (t[at].lexeme == '[' && t[at + 1].lexeme == '[') {
            at = shape_skip_group(s, at);
        } else if (t[at].lexeme != LEX_NAME) {
            break;
        } else if (is_storage(word)) {
            result.is_typedef |= word == WORD_TYPEDEF;
            result.is_static |= word == WORD_STATIC;
            result.is_extern |= word == WORD_EXTERN;
            result.is_register |= word == WORD_REGISTER;
            at++;
        } else if (word == WORD_ATOMIC && t[at + 1].lexeme == '(') {
            result.has_type = true;
            at = shape_skip_group(s, at + 1);
        } else if (shape_is_qualifier(word)) {
            at++;
        } else if (shape_is_type_word(word)) {
            result.has_type = true;
            at++;
        } else if (is_record(word)) {
            result.has_type = true;
            at = skip_record(s, at);
        } else if ((is_typeof(word) || is_attribute(word)) && t[at + 1].lexeme == '(') {
            result.has_type |= is_typeof(word);
            at = shape_skip_group(s, at + 1);
        } else if (skip_macro_call(s, at, end) > at && (!result.has_type || shape_is_macro(s->tokens, at))) {
            at = skip_macro_call(s, at, end);
            result.has_type |= word_ends_type(s, at, end);
        } else if (!result.has_type && points_macro_call(s, at, end)) {
            at = shape_skip_group(s, at + 1);
            result.has_type = true;
        } else if (result.has_type && (shape_is_attribute_macro(s->tokens, at) || is_complex(s, at, end))) {
            at++;
        } else if (!result.has_type && name_is_type(s, at, end)) {
            /* NAME NAME NAME: all but the last belong to the type, macros for attributes among them */
            result.has_type = !(t[at + 1].lexeme == LEX_NAME && at + 2 < end
                                && (shape_is_type_word(t[at + 1].word) || is_record(t[at + 1].word)
                                    || is_storage(t[at + 1].word)
                                    || (t[at + 2].lexeme == LEX_NAME && !is_attribute(t[at + 2].word)
                                        && !shape_is_qualifier(t[at + 1].word))));
            at++;
        } else {
            break;
        }
        if (at > end)
            at = end;
        result.range.last = at - 1;
    }
    return result;
}

uint32_t shape_declarator_name(const shape *s, range d)
{
    const token *t = s->tokens->at;
    for (uint32_t i = d.first; i <= d.last; i++) {
        if (is_attribute(t[i].word) && t[i + 1].lexeme == '(')
            i = shape_skip_group(s, i + 1) - 1;
        else if (t[i].lexeme == '[')
            return 0;
        else if (t[i].lexeme == LEX_NAME && t[i].end > t[i].start && !shape_is_qualifier(t[i].word) && !(i < d.last && shape_is_attribute_macro(s->tokens, i)))
            return i;
    }
    return 0;
}

uint32_t shape_array_bracket(const tokens *tokens, uint32_t name, uint32_t last)
{
    const token *t = tokens->at;
    uint32_t at = name + 1;
    while (at < last && t[at].lexeme == '[' && t[at + 1].lexeme == '[' && t[at].mate > at)
        at = t[at].mate + 1;
    return at <= last && t[at].lexeme == '[' ? at : 0;
}

unsigned shape_levels(const tokens *tokens, range declarator, uint32_t name)
{
    const token *t = tokens->at;
    unsigned levels = 0;
    for (uint32_t i = declarator.first; i <= declarator.last; i++) {
        if (is_attribute(t[i].word) && t[i + 1].lexeme == '(')
            i = t[i + 1].mate;
        else if (t[i].lexeme == '[' && t[i + 1].lexeme == '[')
            i = t[i].mate;
        else if (t[i].lexeme == '(')
            return MANY;
        else if ((t[i].lexeme == '*' && i < name) || t[i].lexeme == '[')
            levels++;
        if (t[i].lexeme == '[' && t[i].mate > i)
            i = t[i].mate;
    }
    return levels;
}

/* After `NAME(…)`, whether the name AT is declared, or goes on with its type: else it is a statement that the macro is a loop's head of. */
static bool macro_begins_declaration(const shape *s, uint32_t at, uint32_t end)
{
    const token *t = s->tokens->at;
    if (!word_ends_type(s, at, end))
        return shape_is_declaration(s, at, end);
    if (!word_may_be_name(t[at].word))
        return false;
    uint32_t after = at + 1;
    while (after < end && t[after].lexeme == '[')
        after = shape_skip_group(s, after);
    bool array = after > at + 1;
    return after >= end || t[after].lexeme == ',' || (t[after].lexeme == '=' && (!array || t[after + 1].lexeme == '{'));
}

bool shape_is_declaration(const shape *s, uint32_t at, uint32_t end)
{
    const token *t = s->tokens->at;
    int word = t[at].word;
    if (t[at].lexeme != LEX_NAME)
        return t[at].lexeme == '[' && t[at + 1].lexeme == '[' && shape_skip_group(s, at) < end
            && shape_is_declaration(s, shape_skip_group(s, at), end);
    if (word == WORD_EXTENSION || (is_attribute(word) && t[at + 1].lexeme == '(')) {
        uint32_t after = word == WORD_EXTENSION ? at + 1 : shape_skip_group(s, at + 1);
        return after < end && shape_is_declaration(s, after, end);
    }
    if (is_storage(word) || shape_is_qualifier(word) || shape_is_type_word(word) || is_record(word) || is_typeof(word) || is_attribute(word))
        return true;
    if (word == WORD_SIZEOF || word == WORD_ALIGNOF || word == WORD_GENERIC || word == WORD_STATIC_ASSERT || word == WORD_ASM
        || word == WORD_AWAIT || word == WORD_SPAWN)
        return false;
    if (at + 1 >= end)
        return false;
    if (t[at + 1].lexeme == LEX_NAME)
        return !(t[at + 1].word == WORD_ASM);
    uint32_t i = at + 1;
    if (skip_macro_call(s, at, end) > at)
        return skip_macro_call(s, at, end) < end && macro_begins_declaration(s, skip_macro_call(s, at, end), end);
    if (t[i].lexeme == '(')                               /* TYPE (*name)(…) */
        return shape_is_typedef_name(s, at) && t[i + 1].lexeme == '*';
    while (i < end && (t[i].lexeme == '*' || shape_is_qualifier(t[i].word)))
        i++;
    if (i == at + 1 || i >= end)
        return false;
    if (t[i].lexeme == '(')                               /* TYPE *(*name)(…) */
        return shape_is_typedef_name(s, at);
    return t[i].lexeme == LEX_NAME && t[i].word != WORD_SIZEOF && t[i].word != WORD_AWAIT
        && (i + 1 >= end || t[i + 1].lexeme == '=' || t[i + 1].lexeme == ',' || t[i + 1].lexeme == '[' || t[i + 1].lexeme == ';'
            || (t[i + 1].lexeme == '(' && shape_is_typedef_name(s, at)) || is_attribute(t[i + 1].word));
}

/* ---- names that the file declares as types ---- */

typedef struct shape_names { LIST(uint32_t) tokens; LIST(uint32_t) slots; } shape_names;

static uint32_t hash_of(const tokens *tokens, uint32_t i)
{
    const token *t = &tokens->at[i];
    uint32_t hash = 2166136261u;
    for (uint32_t b = t->start; b < t->end; b++)
        hash = (hash ^ (unsigned char)tokens->source->bytes[b]) * 16777619u;
    return hash;
}

enum { NAME_SLOTS = 1024 };

bool shape_is_typedef_name(const shape *s, uint32_t token)
{
    const shape_names *n = s->typedefs;
    if (!n)
        return false;
    for (uint32_t i = n->slots.at[hash_of(s->tokens, token) % NAME_SLOTS]; i; i = n->slots.at[NAME_SLOTS + i])
        if (tokens_same(s->tokens, token, s->tokens, n->tokens.at[i - 1]))
            return true;
    return false;
}

void shape_note_typedef(shape *s, uint32_t token)
{
    if (!s->typedefs) {
        s->typedefs = arena_alloc(s->arena, sizeof *s->typedefs);
        for (int i = 0; i <= NAME_SLOTS; i++)
            LIST_ADD(s->arena, s->typedefs->slots, 0);
    }
    if (shape_is_typedef_name(s, token))
        return;
    LIST_ADD(s->arena, s->typedefs->tokens, token);
    uint32_t slot = hash_of(s->tokens, token) % NAME_SLOTS;
    LIST_ADD(s->arena, s->typedefs->slots, s->typedefs->slots.at[slot]);
    s->typedefs->slots.at[slot] = (uint32_t)s->typedefs->tokens.count;
}
