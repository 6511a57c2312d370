/* with and async with: what is entered, and what managers are constructed from. */
#include "check_internal.h"
#include "fields.h"
#include "spelling.h"

/* ---- NAME(arguments) of a manager ---- */

/* Whether no conditional stands among them. */
static bool fields_are_sure(const node *members)
{
    for (const node *n = members; n; n = n->next)
        if (n->kind == NODE_DIRECTIVE || (n->kind == NODE_FIELD && !fields_are_sure(n->field.members)))
            return false;
    return true;
}

field_found manager_has_field(const symbol *manager, const tokens *t, uint32_t name)
{
    if (field_named(manager->module->tokens, manager->node, t, name))
        return FIELD_KNOWN;
    return fields_are_sure(manager->node->manager.members) ? FIELD_UNKNOWN : FIELD_UNSURE;
}

static void unknown_field(checker *c, const symbol *manager, uint32_t name)
{
    spelling near = {.text = text_of(c, name)};
    for (const node *d = first_field(manager->node); d; d = next_field(d))
        if (d->declarator.name)
            spelling_try(&near, token_text(c->arena, manager->module->tokens, d->declarator.name));
    say_no_such(c, name, manager->name, "field", near.best);
    note_symbol(c, manager);
}

/* By position an anonymous struct is given its list; C would take values without braces for its members one by one, and lose count. */
static void check_list(checker *c, const symbol *manager, size_t position, uint32_t first, bool unsure)
{
    const node *field = unsure ? NULL : field_at(manager->node, position);
    if (!field || !field_is_anonymous(field) || takes_one_value(manager->module->tokens, field) || c->t[first].lexeme == '{' || find_macro(c, first))
        return;
    diag_error(c->diag, span_of(c, first, first), "an anonymous struct is given by position as a list in braces, '{…}', or each of its fields by name");
    diag_note(c->diag, token_span(manager->module->tokens, field->first, field->last), "it is this one");
}

/* Splits the tokens between the parentheses at their commas; their awaits are the caller's to check. */
void check_construction(checker *c, const symbol *manager, range arguments)
{
    bool sure = manager->definitions <= 1 && fields_are_sure(manager->node->manager.members), lists = false;
    size_t fields = 0, count = 0;
    while (field_at(manager->node, fields))
        fields++;
    uint32_t extra = 0;
    for (uint32_t first = arguments.first, end; first <= arguments.last; first = end + 1) {
        for (end = first; end <= arguments.last && c->t[end].lexeme != ','; )
            end = c->t[end].mate > end ? c->t[end].mate + 1 : end + 1;
        if (end == first || !check_tokens(c, first, end - 1, IN_CONSTRUCTION))
            return;
        check_calls(c, first, end - 1);
        if (lacks_dot(c, first) && manager_has_field(manager, c->tokens, first) == FIELD_KNOWN) {
            say_dot(c, first);
            lists = true;
        } else if (c->t[first].lexeme == '.') {
            lists = true;                 /* what follows a designator counts from there */
            if (sure && manager_has_field(manager, c->tokens, first + 1) == FIELD_UNKNOWN)
                unknown_field(c, manager, first + 1);
        } else {
            check_list(c, manager, count, first, lists);
            if (++count == fields + 1)
                extra = first;
        }
        lists |= macro_may_be_less(c, first);
    }
    if (!extra || lists || !sure)
        return;
    diag_error(c->diag, span_of(c, extra, arguments.last), "too many values for '%s': expected %zu at most, saw %zu", manager->name, fields, count);
    note_symbol(c, manager);
    bool pointer;
    if (arguments.first == extra && object_of(c, arguments, &pointer) == manager)
        diag_note(c->diag, span_of(c, extra, arguments.last), "an object that there is already is entered by itself: '%s %s'", symbol_is_async(manager) ? "async with" : "with",
                  tokens_text(c->arena, c->tokens, arguments.first, arguments.last));
}

/* ---- items ---- */

static const char *short_text(const checker *c, const node *m)
{
    enum { MOST = 12 };
    return m->last - m->first > MOST ? "..." : tokens_text(c->arena, c->tokens, m->first, m->last);
}

static void explain_cast(checker *c, const node *m)
{
    const char *text = short_text(c, m);
    bool call = c->t[m->last].lexeme == ')', address = c->t[m->first].lexeme == '&' || c->t[m->first].lexeme == '*';
    diag_note(c->diag, span_of(c, m->first, m->first), call || address ? "if it is one, a cast says of which type: '(NAME *)%s'"
              : "if it is one, a cast says of which type: '(NAME *)%s', or, of an object, '(NAME *)&%s'", text, text);
}

static void unseen_object(checker *c, const node *m)
{
    uint32_t name = m->first;
    const symbol *s = symbol_at(c, name);
    span all = span_of(c, m->first, m->last);
    if (m->first == m->last && s && !find_local(c, name)) {
        diag_error(c->diag, all, "expected '(' after '%s': it is %s", s->name, kind_of_symbol(s));
        note_symbol(c, s);
        return;
    }
    if (lacks_library(c, name)) {
        say_unknown(c, name, SYMBOL_MANAGER, "manager or context");
        return;
    }
    const local *l = m->first == m->last ? find_local(c, name) : NULL;
    diag_error(c->diag, all, "the type of '%s' is not seen to be a manager", short_text(c, m));
    if (l)
        note_declared(c, l);
    explain_cast(c, m);
}

static void unknown_call(checker *c, const node *m)
{
    uint32_t name = m->await.callee.first;
    const local *l = find_local(c, name);
    const file_name *f = find_file_name(c, name);
    if (!l && !f && !find_macro(c, name)) {
        size_t count = diag_error_count(c->diag);
        const symbol *guess = program_guess(c->program, text_of(c, name), SYMBOL_MANAGER);
        say_unknown(c, name, guess ? SYMBOL_MANAGER : SYMBOL_CONTEXT, "manager or context");
        bool library = program_find_anywhere(c->program, arena_printf(c->arena, "acm_%s", text_of(c, name))) != NULL;
        if (diag_error_count(c->diag) > count && !guess && !library && !lacks_library(c, name))
            explain_cast(c, m);
        return;
    }
    unseen_object(c, m);
}

static void check_context_item(checker *c, const node *item, const symbol *s)
{
    const node *m = item->item.manager;
    for (const node *a = m->await.arguments; a; a = a->next)
        check_expression(c, a, IN_EXPRESSION);
    check_arguments(c, s, m->await.arguments, span_of(c, m->last, m->last));
    if (symbol_signature(s)->is_void && item->item.binding) {
        diag_error(c->diag, span_of(c, item->item.binding, item->item.binding), "the context '%s' yields no value for '%s'", s->name,
                   text_of(c, item->item.binding));
        note_symbol(c, s);
    }
}

static void check_entered(checker *c, const node *with, const symbol *s, uint32_t first, uint32_t last)
{
    if (symbol_is_async(s) && !with->with.is_async && c->plain_with != with) {
        c->plain_with = with;             /* one word mends it for all of its items */
        span at = span_of(c, with->first, with->first);
        diag_error(c->diag, span_of(c, first, last), "'with' on the async %s '%s'", s->kind == SYMBOL_MANAGER ? "manager" : "context", s->name);
        diag_fix(c->diag, (span){at.source, at.start, at.start}, "async ");
        note_symbol(c, s);
        diag_note(c->diag, at, "entering or leaving it may wait, and let other tasks run: 'async with' says so to the reader");
    }
    if (s->kind == SYMBOL_MANAGER && !s->exit && s->module != c->program->main) {
        diag_error(c->diag, span_of(c, first, last), "the manager '%s' has no 'exit'", s->name);
        note_symbol(c, s);
    }
}

static const symbol *called_by_item(checker *c, const node *m)
{
    if (m->kind != NODE_CALL)
        return NULL;
    const symbol *s = find_local(c, m->await.callee.first) ? NULL : symbol_at(c, m->await.callee.first);
    return s;
}

static void not_a_manager(checker *c, const node *m, const symbol *s)
{
    diag_error(c->diag, span_of(c, m->first, m->first), "'%s' is %s, not a manager or context", s->name, kind_of_symbol(s));
    note_symbol(c, s);
}

static void check_object_item(checker *c, const node *with, const node *m)
{
    bool pointer;
    const symbol *s = object_of(c, (range){m->first, m->last}, &pointer);
    check_expression(c, m, IN_EXPRESSION);
    if (s) {
        check_entered(c, with, s, m->first, m->last);
        check_arms_of_object(c, m->first, s, NULL);
    } else {
        unseen_object(c, m);
    }
}

/* Whether it is seen that what `as` names is a pointer. */
static bool binds_pointer(checker *c, const node *item)
{
    range d = item->item.binding_declarator;
    if (!range_empty(item->item.binding_specifiers))
        return c->t[d.first].lexeme == '*' && c->t[d.last].lexeme == LEX_NAME;
    const symbol *s = called_by_item(c, item->item.manager);
    if (!s || (s->kind != SYMBOL_CONTEXT && s->kind != SYMBOL_MANAGER))
        return false;
    const symbol *entered = s->kind == SYMBOL_CONTEXT ? s : s->enter;
    const signature *sig = entered ? symbol_signature(entered) : NULL;
    return !sig || sig->is_void || sig->name > sig->declarator.first;
}

static void check_binding(checker *c, const node *with, const node *item)
{
    if (range_empty(item->item.binding_declarator))
        return;
    if (!item->item.binding) {
        range d = item->item.binding_declarator;
        diag_error(c->diag, span_of(c, d.first, d.last), "expected a name after 'as', saw '%s'", text_of(c, d.first));
        return;
    }
    const symbol *s = called_by_item(c, item->item.manager);      /* the name may hide it */
    bool owned = item->item.manager->kind == NODE_CALL && binds_pointer(c, item), pointer = true;
    if (!s && item->item.manager->kind != NODE_CALL)
        s = object_of(c, (range){item->item.manager->first, item->item.manager->last}, &pointer);
    local *l = declare_local(c, LOCAL_AS, item->item.binding, item->item.binding_specifiers, item->item.binding_declarator);
    l->statement = with;
    l->item = item;
    l->is_owned_pointer = owned;
    if (!range_empty(item->item.binding_specifiers) || !s)
        return;
    const symbol *entered = s->kind == SYMBOL_CONTEXT ? s : s->enter;
    const signature *sig = entered ? symbol_signature(entered) : NULL;
    if (sig && !sig->is_void) {
        const symbol *of = program_find_anywhere(c->program, token_text(c->arena, s->module->tokens, sig->specifiers.last));
        l->manager = of && of->kind == SYMBOL_MANAGER ? of : NULL;
        l->is_pointer = sig->name > sig->declarator.first;
    } else if (s->kind == SYMBOL_MANAGER) {
        l->manager = s;
        l->is_pointer = true;
    }
}

void check_with_item(checker *c, const node *with, const node *item)
{
    const node *m = item->item.manager;
    const symbol *s = called_by_item(c, m);
    if (m->kind != NODE_CALL) {
        check_object_item(c, with, m);
    } else if (!s) {
        unknown_call(c, m);
    } else if (s->kind == SYMBOL_CONTEXT) {
        check_context_item(c, item, s);
        check_entered(c, with, s, m->first, m->first);
    } else if (s->kind == SYMBOL_MANAGER) {
        check_construction(c, s, m->await.argument_tokens);
        check_awaits_in(c, m);
        check_entered(c, with, s, m->first, m->first);
    } else {
        not_a_manager(c, m, s);
    }
    check_binding(c, with, item);
}
