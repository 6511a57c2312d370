/* Forms as they are declared: signatures, managers, prototypes, main. */
#include <string.h>

#include "check_internal.h"
#include "fields.h"
#include "shape.h"

/* ---- signatures ---- */

/* `f(a, b) int a, b;` */
static bool declares_behind(const checker *c, const signature *sig)
{
    uint32_t at = sig->parameter_tokens.last + 1;
    if (at > sig->declarator.last || c->t[at].lexeme != LEX_NAME)
        return false;
    int word = c->t[at].word;
    bool two_names = word == WORD_NONE && at < sig->declarator.last && (c->t[at + 1].lexeme == '*' || c->t[at + 1].lexeme == LEX_NAME);
    return shape_is_type_word(word) || shape_is_qualifier(word) || word == WORD_STRUCT || word == WORD_UNION || word == WORD_ENUM
        || word == WORD_REGISTER || two_names;
}

static bool is_member(const checker *c, uint32_t at)
{
    return c->t[at - 1].lexeme == '.' || c->t[at - 1].lexeme == LEX_ARROW;
}

/* The first of the form's parameters that a size among the tokens names; 0: none. */
static uint32_t find_parameter_in(const checker *c, const signature *sig, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        for (size_t k = 0; k < sig->parameters.count && c->t[i].lexeme == LEX_NAME && !is_member(c, i); k++)
            if (sig->parameters.at[k].name && tokens_same(c->tokens, i, c->tokens, sig->parameters.at[k].name))
                return i;
    return 0;
}

/* The first size of an array is dropped; any other is part of the type that the frame's member has. */
static void check_sizes(checker *c, const signature *sig, const parameter *p)
{
    for (uint32_t i = p->declarator.first; i < p->declarator.last; i = c->t[i].lexeme == '[' && c->t[i].mate > i ? c->t[i].mate + 1 : i + 1) {
        if (c->t[i].lexeme != '[' || c->t[i].mate <= i || (p->name && i == p->name + 1))
            continue;
        uint32_t size = find_parameter_in(c, sig, i + 1, c->t[i].mate);
        if (!size)
            continue;
        diag_error(c->diag, span_of(c, size, size), "the type of a coroutine's parameter can't depend on another, '%s': the frame that keeps it is a struct; "
                   "make it a pointer to the elements, and compute the index", text_of(c, size));
        return;
    }
}

/* A type that is defined in a list of parameters is another one in each of the C functions that the form becomes. */
static void check_defines_no_type(checker *c, const signature *sig, const parameter *p)
{
    const uint32_t last = range_empty(p->declarator) ? p->specifiers.last : p->declarator.last;
    for (uint32_t i = p->specifiers.first; i <= last; i++) {
        if (c->t[i].lexeme == '[' && c->t[i].mate > i)
            i = c->t[i].mate;             /* its size is a number */
        const int word = c->t[i].word;
        uint32_t open = i + 1;
        while (open <= last && (c->t[open].lexeme == LEX_NAME || c->t[open].lexeme == '(' || c->t[open].lexeme == '['))
            open = c->t[open].mate > open ? c->t[open].mate + 1 : open + 1;
        if ((word != WORD_STRUCT && word != WORD_UNION && word != WORD_ENUM) || open > last || c->t[open].lexeme != '{' || c->t[open].mate <= open)
            continue;
        diag_error(c->diag, span_of(c, i, c->t[open].mate), "a parameter of '%s' can't define a type; define it before, and name it here", text_of(c, sig->name));
        return;
    }
}

static void check_parameters(checker *c, const signature *sig, bool method, bool has_frame)
{
    if (declares_behind(c, sig)) {
        diag_error(c->diag, span_of(c, sig->parameter_tokens.last + 1, sig->declarator.last),
                   "the parameters of '%s' are declared behind its parentheses; declare them between these", text_of(c, sig->name));
        return;
    }
    for (size_t i = 0; i < sig->parameters.count; i++) {
        uint32_t name = sig->parameters.at[i].name;
        check_declarator(c, sig->parameters.at[i].specifiers, sig->parameters.at[i].declarator, false);
        check_defines_no_type(c, sig, &sig->parameters.at[i]);
        if (has_frame)
            check_sizes(c, sig, &sig->parameters.at[i]);
        if (method && name && token_is(c->tokens, name, "self"))
            diag_error(c->diag, span_of(c, name, name), "'self' is the object of every method, and can't be declared again");
    }
    if (sig->is_variadic) {
        uint32_t last = sig->parameter_tokens.last - 1;
        diag_error(c->diag, span_of(c, last, last), "a form can't have variable arguments: they would not survive a suspension");
    }
}

static bool is_word(const checker *c, range r, int word)
{
    return r.first == r.last && c->t[r.first].word == word;
}

/* char **argv, char *argv[] */
static bool is_argument_vector(const checker *c, const parameter *p)
{
    unsigned stars = 0;
    for (uint32_t i = p->declarator.first; i <= p->declarator.last; i++)
        stars += c->t[i].lexeme == '*' || c->t[i].lexeme == '[';
    bool is_char = false;
    for (uint32_t i = p->specifiers.first; i <= p->specifiers.last; i++)
        is_char |= c->t[i].word == WORD_CHAR;
    return is_char && stars == 2;
}

static void check_main(checker *c, const node *n)
{
    const signature *sig = n->form.signature;
    span name = span_of(c, sig->name, sig->name);
    if (n->form.is_static)
        diag_error(c->diag, name, "'main' can't be static");
    if (n->form.kind != FORM_COROUTINE)
        diag_error(c->diag, name, "'main' must be a coroutine: 'async int main(void)'");
    else if (!is_word(c, sig->specifiers, WORD_INT) || sig->declarator.first != sig->name)
        diag_error(c->diag, span_of(c, sig->specifiers.first, sig->specifiers.last), "the result of 'main' must be 'int'");
    bool good = sig->parameters.count == 0
        || (sig->parameters.count == 2 && is_word(c, sig->parameters.at[0].specifiers, WORD_INT)
            && sig->parameters.at[0].declarator.first == sig->parameters.at[0].declarator.last && is_argument_vector(c, &sig->parameters.at[1]));
    if (!good)
        diag_error(c->diag, span_of(c, sig->parameter_tokens.first, sig->parameter_tokens.last),
                   "the parameters of 'main' must be '(void)' or '(int argc, char **argv)'");
}

/* What a form becomes returns to the loop, wherever it suspends. */
static void check_returns(checker *c, const node *n)
{
    const signature *sig = n->form.signature;
    const uint32_t end = n->form.body ? n->form.body->first : n->last;
    for (uint32_t i = n->first; i < end; i++) {
        if (i == sig->parameter_tokens.first)
            i = sig->parameter_tokens.last;
        const bool word = c->t[i].word == WORD_NORETURN;
        if (i == sig->name || (!word && !token_is(c->tokens, i, "noreturn") && !token_is(c->tokens, i, "__noreturn__")))
            continue;
        diag_error(c->diag, span_of(c, i, i), "'%s' can't be said of '%s': the C function that it becomes returns wherever it suspends",
                   text_of(c, i), text_of(c, sig->name));
        if (word)
            diag_fix(c->diag, (span){c->tokens->source, c->t[i].start, c->t[i + 1].start}, "");
        return;
    }
}

/* `async static int f(void)`: the words for the linkage stand before `async`. */
static void check_storage(checker *c, const node *n)
{
    range r = n->form.signature->specifiers;
    for (uint32_t i = r.first; i <= r.last; i++) {
        int word = c->t[i].word;
        if (word != WORD_STATIC && word != WORD_INLINE && word != WORD_EXTERN)
            continue;
        span at = span_of(c, i, i), form = span_of(c, n->first, n->first);
        diag_error(c->diag, at, "'%s' stands before 'async', 'context' and 'generator'", text_of(c, i));
        if (i == r.first && n->form.kind == FORM_COROUTINE) {
            diag_fix(c->diag, (span){form.source, form.start, form.start}, arena_printf(c->arena, "%s ", text_of(c, i)));
            diag_fix(c->diag, (span){at.source, at.start, c->t[i + 1].start}, "");
        }
        return;
    }
}

void check_signature(checker *c, const node *n)
{
    bool method = n->form.kind == FORM_METHOD;
    check_storage(c, n);
    if (!method || n->form.is_async)
        check_returns(c, n);
    check_parameters(c, n->form.signature, method, !method || n->form.is_async);
    if (n->form.kind != FORM_METHOD && token_is(c->tokens, n->form.signature->name, "main"))
        check_main(c, n);
}

/* ---- managers ---- */

/* const acm_BaseError * */
static bool is_exit_parameter(const checker *c, const parameter *p)
{
    bool is_const = false, is_error = false;
    for (uint32_t i = p->specifiers.first; i <= p->specifiers.last; i++) {
        is_const |= c->t[i].word == WORD_CONST;
        is_error |= token_is(c->tokens, i, "acm_BaseError");
    }
    return is_const && is_error && !range_empty(p->declarator) && c->t[p->declarator.first].lexeme == '*'
        && c->t[p->declarator.first + 1].lexeme != '*';
}

static void check_exit(checker *c, const node *n)
{
    const signature *sig = n->form.signature;
    if (n->form.is_extern)                /* the library's: C implements it, and knows more */
        return;
    if (sig->parameters.count != 1 || !is_exit_parameter(c, &sig->parameters.at[0]))
        diag_error(c->diag, span_of(c, sig->parameter_tokens.first, sig->parameter_tokens.last),
                   "the parameter of 'exit' must be '(const acm_BaseError *error)'");
    bool pointer = sig->declarator.first < sig->name, other = false;
    for (uint32_t i = sig->specifiers.first; i <= sig->specifiers.last; i++) {
        int word = c->t[i].word;
        other |= word == WORD_CHAR || word == WORD_FLOAT || word == WORD_DOUBLE || word == WORD_STRUCT || word == WORD_UNION || word == WORD_INT
            || word == WORD_LONG || word == WORD_SHORT;
    }
    if (pointer || other)
        diag_error(c->diag, span_of(c, sig->specifiers.first, sig->name - 1), "the result of 'exit' must be 'bool' or 'void'");
}

static void check_field_name(checker *c, const symbol *s, const node *manager, const node *d)
{
    uint32_t name = d->declarator.name;
    if (!name) {
        if (c->t[d->first].lexeme != ':' || d->declarator.initializer)       /* of bits without a name there is padding */
            diag_error(c->diag, span_of(c, d->first, d->last), "expected the name of a field");
        return;
    }
    const symbol *method = symbol_method(s, text_of(c, name));
    if (method) {
        diag_error(c->diag, span_of(c, name, name), "'%s' is the name of a method too", text_of(c, name));
        note_symbol(c, method);
    }
    for (uint32_t i = manager->manager.name; i < d->first; i++)
        if (c->t[i].lexeme == LEX_DIRECTIVE)
            return;                       /* they may be alternatives */
    const node *before = field_named(c->tokens, manager, c->tokens, name);
    if (before != d) {
        diag_error(c->diag, span_of(c, name, name), "'%s' is a field of '%s' already", text_of(c, name), s->name);
        diag_note(c->diag, span_of(c, before->declarator.name, before->declarator.name), "'%s' is declared here", text_of(c, name));
    }
}

void check_manager(checker *c, const symbol *s, const node *n)
{
    bool has_exit = false, has_directive = false;
    for (const node *d = first_field(n); d; d = next_field(d))
        if (check_declarator(c, d->parent->field.specifiers, d->declarator.tokens, true)) {
            check_field_name(c, s, n, d);
            if (d->parent->parent && d->declarator.initializer)
                diag_error(c->diag, span_of(c, d->first, d->last), "a default in an anonymous struct or union, whose values have none: it is given where the manager is constructed");
        }
    for (const node *m = n->manager.members; m; m = m->next) {
        has_directive |= m->kind == NODE_DIRECTIVE;
        if (m->kind != NODE_FORM)
            continue;
        signature *sig = m->form.signature;
        bool exit = token_is(c->tokens, sig->name, "exit");
        has_exit |= exit;
        if (exit)
            check_exit(c, m);
        else if (token_is(c->tokens, sig->name, "enter") && (sig->parameters.count || sig->is_variadic))
            diag_error(c->diag, span_of(c, sig->parameter_tokens.first, sig->parameter_tokens.last),
                       "'enter' takes no parameters: a manager is given its values where it is constructed");
    }
    bool closed = n->last > 0 && c->t[n->last].mate == n->manager.name + 1;
    if (!has_exit && closed && !diag_has_error_in(c->diag, span_of(c, n->first, n->last))) {     /* else it may be in what was not understood */
        diag_error(c->diag, span_of(c, n->manager.name, n->manager.name), "the manager '%s' has no 'exit'", s->name);
        if (!has_directive)
            diag_note(c->diag, span_of(c, n->last, n->last), "it is 'void exit(const acm_BaseError *error)', or async, or of type 'bool'");
    }
}

/* ---- prototypes ---- */

/* Types of words alone, by how often each stands: all others may be spelled differently and yet be the same. */
static bool counts_of(const tokens *t, range specifiers, unsigned counts[WORD_LABEL_GNU + 1])
{
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++) {
        int word = t->at[i].word;
        if (!shape_is_type_word(word) && !shape_is_qualifier(word))
            return false;
        counts[word]++;
    }
    bool other = counts[WORD_CHAR] || counts[WORD_SHORT] || counts[WORD_LONG] || counts[WORD_FLOAT] || counts[WORD_DOUBLE] || counts[WORD_VOID]
        || counts[WORD_BOOL] || counts[WORD_INT128];
    if ((counts[WORD_SHORT] || counts[WORD_LONG] || counts[WORD_SIGNED] || counts[WORD_UNSIGNED]) && !counts[WORD_DOUBLE])
        counts[WORD_INT] = 0;             /* long int */
    if (counts[WORD_SIGNED] && !counts[WORD_CHAR])
        counts[WORD_SIGNED] = 0, counts[WORD_INT] = other ? counts[WORD_INT] : 1;
    counts[WORD_CONST] = 0;
    return true;
}

static bool surely_differ(const tokens *a, range of_a, const tokens *b, range of_b)
{
    unsigned left[WORD_LABEL_GNU + 1] = {0}, right[WORD_LABEL_GNU + 1] = {0};
    return counts_of(a, of_a, left) && counts_of(b, of_b, right) && memcmp(left, right, sizeof left) != 0;
}

static unsigned stars_of(const tokens *t, uint32_t first, uint32_t end)
{
    unsigned stars = 0;
    for (uint32_t i = first; i < end; i++)
        stars += t->at[i].lexeme == '*';
    return stars;
}

static bool has_bracket(const tokens *t, const parameter *p)
{
    for (uint32_t i = p->declarator.first; i <= p->declarator.last; i++)
        if (t->at[i].lexeme == '[' || t->at[i].lexeme == '(')
            return true;
    return false;
}

static const char *difference(const tokens *a, const signature *one, const tokens *b, const signature *other)
{
    if (surely_differ(a, one->specifiers, b, other->specifiers)
        || (stars_of(a, one->declarator.first, one->name) != stars_of(b, other->declarator.first, other->name)
            && !surely_differ(a, one->specifiers, a, one->specifiers) && one->is_void == other->is_void
            && tokens_same(a, one->specifiers.last, b, other->specifiers.last)))
        return "result";
    if (one->parameters.count != other->parameters.count)
        return "number of parameters";
    for (size_t i = 0; i < one->parameters.count; i++) {
        const parameter *p = &one->parameters.at[i], *q = &other->parameters.at[i];
        if (has_bracket(a, p) || has_bracket(b, q))
            continue;
        if (surely_differ(a, p->specifiers, b, q->specifiers))
            return "type of a parameter";
    }
    return NULL;
}

static bool is_conditional(const checker *c, uint32_t directive)
{
    const char *text = c->tokens->source->bytes + c->t[directive].start + 1;
    while (*text == ' ' || *text == '\t')
        text++;
    return strncmp(text, "if", 2) == 0 || strncmp(text, "el", 2) == 0 || strncmp(text, "endif", 5) == 0;
}

/* `extern async` is what C supplies: its function and its frame's type are C's. */
static void check_supplied(checker *c, const symbol *s, const node *n)
{
    uint32_t name = n->form.signature->name, word = n->first;
    while (word < name && c->t[word].word != WORD_EXTERN)
        word++;
    if (n->form.is_extern) {
        diag_error(c->diag, span_of(c, word, word), "'extern' is for what C supplies, and '%s' is a coroutine of acmc's", s->name);
        if (word < name)
            diag_fix(c->diag, (span){c->tokens->source, c->t[word].start, c->t[word + 1].start}, "");
    } else {
        diag_error(c->diag, span_of(c, name, name), "'%s' is declared 'extern', which is for what C supplies", s->name);
    }
    note_symbol(c, s);
}

static void check_same(checker *c, const symbol *s, const node *n)
{
    const node *of = s->node;
    if (of->kind == NODE_FORM && of->form.is_extern != n->form.is_extern) {
        check_supplied(c, s, n);
        return;
    }
    if (of->kind != NODE_FORM || of->form.kind != n->form.kind || (n->form.body && of->form.body))
        return;
    uint32_t name = n->form.signature->name, other = of->form.signature->name;
    bool first = s->module == c->program->main && name < other;      /* then the definition is what differs */
    span where = first ? span_of(c, other, other) : span_of(c, name, name);
    const char *what = difference(c->tokens, n->form.signature, s->module->tokens, of->form.signature);
    if (of->form.is_async != n->form.is_async)
        diag_error(c->diag, where, "'%s' is declared with 'async' and without", s->name);
    else if (what)
        diag_error(c->diag, where, "'%s' is declared with another %s", s->name, what);
    else
        return;
    if (first)
        diag_note(c->diag, span_of(c, name, name), "'%s' is declared here", s->name);
    else
        note_symbol(c, s);
}

/* Declarations that stand between conditionals may be alternatives. */
void check_prototypes(checker *c)
{
    unsigned depth = 0;
    uint32_t at = 0;
    for (const node *n = c->program->main->unit->items; n; n = n->next) {
        for (; at < n->first; at++)
            if (c->t[at].lexeme == LEX_DIRECTIVE && is_conditional(c, at)) {
                const char *text = strpbrk(c->tokens->source->bytes + c->t[at].start, "ie");
                depth += *text == 'i';
                depth -= strncmp(text, "endif", 5) == 0 && depth > 0;
            }
        if (n->kind != NODE_FORM || depth > 0)
            continue;
        const symbol *s = program_symbol_of(c->program, n);
        if (s && s->node != n && s->definitions <= 1)
            check_same(c, s, n);
    }
}
