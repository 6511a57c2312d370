/* The shape of declarations: of locals, fields and parameters, which the generated C repeats where no #line points to them. */
#include "check_internal.h"
#include "shape.h"

static bool begins_declaration(const checker *c, uint32_t at)
{
    int word = c->t[at].word;
    return c->t[at].starts_line && (shape_is_type_word(word) || shape_is_qualifier(word) || word == WORD_STRUCT || word == WORD_UNION || word == WORD_ENUM);
}

static bool unexpected(checker *c, uint32_t at)
{
    if (begins_declaration(c, at)) {
        uint32_t end = c->t[at - 1].end;
        span where = {c->tokens->source, end, end};
        diag_error(c->diag, where, "expected ';' after '%s', saw '%s'", text_of(c, at - 1), text_of(c, at));
        diag_fix(c->diag, where, ";");
        return false;
    }
    diag_error(c->diag, span_of(c, at, at), "unexpected '%s' after '%s' in a declaration", text_of(c, at), text_of(c, at - 1));
    return false;
}

static bool is_statement_word(int word)
{
    switch (word) {
    case WORD_IF: case WORD_ELSE: case WORD_WHILE: case WORD_DO: case WORD_FOR: case WORD_SWITCH: case WORD_CASE: case WORD_DEFAULT:
    case WORD_BREAK: case WORD_CONTINUE: case WORD_RETURN: case WORD_GOTO: case WORD_SIZEOF:
        return true;
    default:
        return false;
    }
}

static bool is_attribute(int word)
{
    return word == WORD_ATTRIBUTE || word == WORD_DECLSPEC || word == WORD_ALIGNAS || word == WORD_ASM;
}

/* A name behind the declared one: a macro for an attribute, by its looks. */
static bool may_be_attribute(checker *c, uint32_t at)
{
    const char *text = c->tokens->source->bytes;
    if (find_macro(c, at) || text[c->t[at].start] == '_')
        return true;
    for (uint32_t b = c->t[at].start; b < c->t[at].end; b++)
        if (text[b] >= 'a' && text[b] <= 'z')
            return c->t[at + 1].lexeme == '(';
    return true;
}

static bool check_range(checker *c, range d, bool bits);

/* Gives where it ends; 0: an error. */
static uint32_t check_bracket(checker *c, range d, uint32_t i, bool *named)
{
    uint32_t mate = c->t[i].mate;
    if (mate <= i || mate > d.last)
        return unexpected(c, i), 0;
    bool inner = c->t[i].lexeme == '(' && !*named && (c->t[i + 1].lexeme == '*' || c->t[i + 1].lexeme == '(');
    *named |= c->t[i].lexeme == '(' || i > d.first;
    if (inner && !check_range(c, (range){i + 1, mate - 1}, false))
        return 0;
    return mate + 1;
}

static bool check_range(checker *c, range d, bool bits)
{
    bool named = false;
    for (uint32_t i = d.first; i <= d.last; ) {
        int lexeme = c->t[i].lexeme, word = c->t[i].word;
        if (lexeme == '*' && !named) {
            i++;
        } else if (lexeme == '(' || lexeme == '[') {
            i = check_bracket(c, d, i, &named);
            if (!i)
                return false;
        } else if (lexeme == ':' && bits) {
            return i < d.last ? check_tokens(c, i + 1, d.last, IN_CONSTRUCTION) : unexpected(c, i);
        } else if (lexeme == LEX_DIRECTIVE) {
            return true;
        } else if (lexeme == LEX_NAME && is_attribute(word)) {
            i = c->t[i + 1].lexeme == '(' && c->t[i + 1].mate > i ? c->t[i + 1].mate + 1 : i + 1;
        } else if (lexeme == LEX_NAME && !is_statement_word(word)
                   && (shape_is_qualifier(word) || !named || may_be_attribute(c, i))) {
            named |= !shape_is_qualifier(word) && !(i < d.last && shape_is_attribute_macro(c->tokens, i));
            i++;
        } else {
            return unexpected(c, i);
        }
    }
    return true;
}

/* `int (a)[2]`: what the frame has is made of the tokens behind the name. */
static bool check_not_enclosed(checker *c, range d)
{
    for (uint32_t i = d.first; i + 3 <= d.last; i++) {
        bool encloses = c->t[i].lexeme == '(' && c->t[i + 1].lexeme == LEX_NAME && c->t[i].mate == i + 2 && c->t[i + 3].lexeme == '[';
        if (encloses && (i == d.first || c->t[i - 1].lexeme == '*' || shape_is_qualifier(c->t[i - 1].word) || c->t[i - 1].start == c->t[i - 1].end)) {
            diag_error(c->diag, span_of(c, i, i + 2), "the name of an array in parentheses; write '%s[…]'", text_of(c, i + 1));
            return false;
        }
        if (c->t[i].lexeme == '[' && c->t[i].mate > i)
            i = c->t[i].mate;
    }
    return true;
}

bool check_declarator(checker *c, range specifiers, range declarator, bool bits)
{
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++)
        if (is_statement_word(c->t[i].word))
            return unexpected(c, i);
        else if (c->t[i].mate > i)
            i = c->t[i].mate;
    return check_range(c, declarator, bits) && (bits || check_not_enclosed(c, declarator));
}

/* ---- in bodies ---- */

static bool has_word(const checker *c, range r, int word)
{
    for (uint32_t i = r.first; i <= r.last; i++)
        if (c->t[i].word == word)
            return true;
        else if (c->t[i].mate > i)
            i = c->t[i].mate;
    return false;
}

/* In what stays C's: types, declarators, heads of loop macros. */
void check_no_await(checker *c, uint32_t first, uint32_t last, const char *where)
{
    for (uint32_t i = first; i <= last; i++)
        if (c->t[i].word == WORD_AWAIT && !is_member_name(c, i)) {
            diag_error(c->diag, span_of(c, i, i), "await in %s", where);
            return;
        }
}

/* `Session s = Session(…);` */
static bool is_construction(const checker *c, const node *value, const symbol *of)
{
    if (!value || !of)
        return false;
    uint32_t first = value->first;
    return c->t[first].lexeme == LEX_NAME && c->t[first + 1].lexeme == '(' && c->t[first + 1].mate == value->last && symbol_at(c, first) == of;
}

static void check_initializer(checker *c, const node *n, const node *d, const local *l, bool is_static)
{
    const node *value = d->declarator.initializer;
    if (!value)
        return;
    if (is_static)
        check_no_await(c, value->first, value->last, "the initializer of a static variable");
    const symbol *manager = manager_named_by(c, n->declaration.specifiers);
    bool object = d->declarator.name == d->declarator.tokens.first && d->declarator.name == d->declarator.tokens.last;
    if (object && is_construction(c, value, manager)) {
        check_construction(c, manager, (range){value->first + 2, value->last - 1});
        check_awaits_in(c, value);
        follow_expression(c, value);
        check_never_entered(c, l, value);
        return;
    }
    check_gather_used(c, value);
    check_expression(c, value, IN_INITIALIZER);
}

/* _Alignas, typeof, __attribute__. */
static void check_parenthesized(checker *c, range specifiers)
{
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++) {
        int word = c->t[i].word;
        bool wants = word == WORD_ALIGNAS || word == WORD_ATTRIBUTE || (word >= WORD_TYPEOF && word <= WORD_TYPEOF_UNQUAL);
        if (wants && (c->t[i + 1].lexeme != '(' || c->t[i + 1].mate <= i))
            diag_error(c->diag, span_of(c, i, i), "expected '(' after '%s'", text_of(c, i));
    }
}

static void check_names(checker *c, uint32_t first, uint32_t last)
{
    check_calls(c, first, last);
    follow_names(c, first, last);
}

void check_declaration(checker *c, const node *n)
{
    range s = n->declaration.specifiers;
    check_parenthesized(c, s);
    bool type = has_word(c, s, WORD_TYPEDEF), linked = has_word(c, s, WORD_EXTERN);
    check_no_await(c, s.first, s.last, "a type");
    c->in_type = true;
    check_names(c, s.first, s.last);
    c->in_type = false;
    collect_locals_of(c, s);
    for (const node *d = n->declaration.declarators; d; d = d->next) {
        range tokens = d->declarator.tokens;
        check_no_await(c, tokens.first + (d->declarator.name == tokens.first), tokens.last, "a declarator");
        for (uint32_t i = tokens.first; i <= tokens.last; i++)
            if (c->t[i].lexeme == '[' && c->t[i].mate > i + 1)
                check_names(c, i + 1, c->t[i].mate - 1);
        if (!d->declarator.name) {
            diag_error(c->diag, span_of(c, tokens.first, tokens.last), "expected a name in a declaration, saw '%s'", text_of(c, tokens.first));
            continue;
        }
        if (!check_declarator(c, s, tokens, false))
            continue;
        bool function = c->t[d->declarator.name + 1].lexeme == '(' && c->t[tokens.first].lexeme != '(' && d->declarator.name < tokens.last;
        local *l = declare_local(c, type ? LOCAL_TYPE : function || linked ? LOCAL_FUNCTION : LOCAL_VARIABLE, d->declarator.name, s, tokens);
        check_initializer(c, n, d, l, has_word(c, s, WORD_STATIC) || has_word(c, s, WORD_THREAD_LOCAL));
        note_fragile(c, l, s, tokens, d->declarator.initializer);
        note_copy(c, l, d->declarator.initializer);
    }
}
