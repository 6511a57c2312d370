/* Fields by their bare names: in a method, where `self->` is meant, and where `.` is missing before one that is given. */
#include "check_internal.h"

/* Whether a name means nothing that this file declares. */
static bool is_unknown(checker *c, uint32_t name)
{
    return !find_local(c, name) && !find_file_name(c, name) && !find_macro(c, name) && !symbol_at(c, name);
}

bool lacks_dot(checker *c, uint32_t first)
{
    return c->t[first].lexeme == LEX_NAME && c->t[first + 1].lexeme == '=' && is_unknown(c, first);
}

void say_dot(checker *c, uint32_t first)
{
    diag_error(c->diag, span_of(c, first, first), "expected '.' before '%s': a field is given as '.%s = …'", text_of(c, first), text_of(c, first));
    diag_fix(c->diag, before_token(c, first), ".");
}

/* What is called around a name from FIRST on: 0 if it stands in no arguments. */
static uint32_t callee_around(const checker *c, uint32_t first, uint32_t name)
{
    for (uint32_t i = name; i > first; i--) {
        if (c->t[i - 1].mate > 0 && c->t[i - 1].mate < i - 1)
            i = c->t[i - 1].mate + 1;     /* past what is closed */
        else if (c->t[i - 1].lexeme == '(' && i > 1 && c->t[i - 2].lexeme == LEX_NAME)
            return i - 2;
    }
    return 0;
}

/* A type, the name of a member for a macro: not only a value can stand there. */
static bool may_be_no_value(const checker *c, uint32_t first, uint32_t name)
{
    const token *t = &c->t[name];
    if (t[1].lexeme == '(' || t[1].lexeme == ':' || t[1].lexeme == LEX_NAME || t[-1].word == WORD_GOTO || t[-1].lexeme == LEX_AND)
        return true;
    if (t[-1].lexeme == '(' && (t[1].lexeme == ')' || t[1].lexeme == '*'))
        return true;
    uint32_t callee = callee_around(c, first, name);
    if (!callee)
        return false;
    const char *text = text_of(c, callee);
    bool small = false;
    for (const char *letter = text; *letter; letter++)
        small |= *letter >= 'a' && *letter <= 'z';
    return !small || token_is(c->tokens, callee, "offsetof") || token_is(c->tokens, callee, "__builtin_offsetof") || token_is(c->tokens, callee, "container_of");
}

void check_bare_field(checker *c, uint32_t first, uint32_t name)
{
    const symbol *manager = c->form->form.kind == FORM_METHOD ? c->symbol->manager : NULL;
    if (!manager || c->in_type || manager_has_field(manager, c->tokens, name) != FIELD_KNOWN || !is_unknown(c, name) || may_be_no_value(c, first, name))
        return;
    const char *text = text_of(c, name);
    diag_warning(c->diag, WARNING_BARE_FIELD, span_of(c, name, name), "'%s' is a field of '%s', and no other that this file declares: methods name it 'self->%s'",
                 text, manager->name, text);
    diag_fix(c->diag, before_token(c, name), "self->");
}
