/* Awaits: what is awaited, with which arguments, and where. */
#include <string.h>

#include "check_internal.h"
#include "spelling.h"

span before_token(const checker *c, uint32_t token)
{
    span s = span_of(c, token, token);
    s.end = s.start;
    return s;
}

/* ---- where a form would have to be async ---- */

static uint32_t form_word(const checker *c)
{
    uint32_t at = c->form->form.signature->specifiers.first;
    return c->form->form.kind == FORM_CONTEXT ? at - 1 : at;
}

void check_async(checker *c, uint32_t first, uint32_t last, const char *what)
{
    if (c->form->form.is_async || c->says_not_async)
        return;
    c->says_not_async = true;
    uint32_t name = c->form->form.signature->name;
    diag_error(c->diag, span_of(c, first, last), "'%s' in '%s', which is not async", what, text_of(c, name));
    diag_note(c->diag, span_of(c, name, name), "'%s' is declared here", text_of(c, name));
    diag_fix(c->diag, before_token(c, form_word(c)), "async ");
}

void not_in_plain_method(checker *c, uint32_t first, uint32_t last, const char *what)
{
    if (c->says_not_async)
        return;
    c->says_not_async = true;
    uint32_t name = c->form->form.signature->name;
    diag_error(c->diag, span_of(c, first, last), "'%s' in '%s', which is a plain C function: a method must be async to use it", what,
               text_of(c, name));
    diag_note(c->diag, span_of(c, name, name), "'%s' is declared here", text_of(c, name));
    diag_fix(c->diag, before_token(c, form_word(c)), "async ");
}

/* ---- arguments ---- */

/* A parameter of one word may be a macro for several. */
static bool may_be_macro(const symbol *s, const parameter *p)
{
    const token *t = &s->module->tokens->at[p->specifiers.first];
    return !p->name && p->specifiers.first == p->specifiers.last && range_empty(p->declarator) && t->word == WORD_NONE;
}

static bool is_unsure(checker *c, const symbol *callee, const node *arguments, bool few)
{
    const signature *sig = symbol_signature(callee);
    if (callee->definitions > 1 || sig->is_variadic)
        return true;
    for (size_t i = 0; i < sig->parameters.count; i++)
        if (may_be_macro(callee, &sig->parameters.at[i]))
            return true;
    for (const node *a = arguments; a; a = a->next)
        if (few ? macro_may_be_more(c, a->first) : macro_may_be_less(c, a->first))
            return true;
    return false;
}

/* BY_NAME: a method as MANAGER_method(object, …). */
static void count_arguments(checker *c, const symbol *callee, bool by_name, const node *arguments, span where)
{
    size_t wanted = symbol_signature(callee)->parameters.count + by_name, seen = 0;
    const node *extra = NULL, *last = NULL;
    for (const node *a = arguments; a; a = a->next) {
        if (++seen == wanted + 1)
            extra = a;
        last = a;
    }
    if (seen == wanted || is_unsure(c, callee, arguments, seen < wanted))
        return;
    if (extra)
        where = span_of(c, extra->first, last->last);
    diag_error(c->diag, where, "too %s arguments to '%s': expected %zu, saw %zu", extra ? "many" : "few",
               by_name ? callee->c_name : callee->name, wanted, seen);
    note_symbol(c, callee);
}

void check_arguments(checker *c, const symbol *callee, const node *arguments, span where)
{
    count_arguments(c, callee, false, arguments, where);
}

/* ---- await ---- */

/* The word before the call is too much.  A branch of gather or race has none. */
static void drop_await(checker *c, const node *n)
{
    if (n->kind == NODE_BRANCH)
        return;
    uint32_t next = n->await.callee.first;
    diag_fix(c->diag, (span){c->tokens->source, c->t[n->first].start, c->t[next].start}, "");
}

static const char *without(const node *n)
{
    return n->kind == NODE_AWAIT ? ": it is called without await" : n->kind == NODE_SPAWN ? ": it is called without spawn" : "";
}

/* How what is called is used in fact. */
void note_right_use(checker *c, uint32_t name, const symbol *s)
{
    span where = span_of(c, name, name);
    if (s->kind == SYMBOL_CONTEXT || s->kind == SYMBOL_MANAGER)
        diag_note(c->diag, where, "'%s %s(…) as NAME { … }' enters it, and exits it however the block is left", symbol_is_async(s) ? "async with" : "with",
                  s->name);
    else if (s->kind == SYMBOL_GENERATOR)
        diag_note(c->diag, where, "'async for (TYPE NAME in %s(…)) { … }' runs it", s->name);
}

static void await_of_symbol(checker *c, const node *n, const symbol *s)
{
    uint32_t name = n->await.callee.first;
    span where = span_of(c, name, name);
    if (s->kind == SYMBOL_COROUTINE && s->manager && !s->node->form.is_async) {
        diag_error(c->diag, where, "'%s' is not async%s", s->c_name, without(n));
        note_symbol(c, s);
        drop_await(c, n);
        return;
    }
    if (s->kind == SYMBOL_COROUTINE) {
        count_arguments(c, s, s->manager != NULL, n->await.arguments, span_of(c, n->last, n->last));
        if (s->module == c->program->main && s->is_static && !s->defined)
            diag_error(c->diag, span_of(c, s->declared, s->declared), "'%s' is static and awaited, but never defined", s->name);
        return;
    }
    if (s->kind == SYMBOL_CONTEXT || s->kind == SYMBOL_MANAGER)
        diag_error(c->diag, where, "'%s' is %s: it is entered by '%s', not awaited", s->name, kind_of_symbol(s),
                   symbol_is_async(s) ? "async with" : "with");
    else if (s->kind == SYMBOL_ERROR)
        diag_error(c->diag, where, "'%s' is an error: it is raised, not awaited", s->name);
    else
        diag_error(c->diag, where, "'%s' is a generator: 'async for' runs it", s->name);
    note_symbol(c, s);
    note_right_use(c, name, s);
}

static void await_of_name(checker *c, const node *n)
{
    uint32_t name = n->await.callee.first;
    const local *l = find_local(c, name);
    const symbol *s = symbol_at(c, name);
    const file_name *f = find_file_name(c, name);
    if (n->kind == NODE_AWAIT && c->t[name].word == WORD_SPAWN) {
        diag_error(c->diag, span_of(c, name, name), "'spawn' is not awaited: the group waits for its tasks");
        drop_await(c, n);
    } else if (l) {
        diag_error(c->diag, span_of(c, name, name), "'%s' is a local name here, not a coroutine", text_of(c, name));
        note_declared(c, l);
        if (s)
            note_symbol(c, s);
    } else if (s) {
        await_of_symbol(c, n, s);
    } else if (find_macro(c, name)) {
        diag_error(c->diag, span_of(c, name, name), "'%s' is a macro: %s takes a coroutine by its own name", text_of(c, name),
                   n->kind == NODE_SPAWN ? "spawn" : "await");
    } else if (f && f->is_function && !program_find_anywhere(c->program, text_of(c, name))) {
        diag_error(c->diag, span_of(c, name, name), "'%s' is a C function, not a coroutine%s", text_of(c, name), without(n));
        diag_note(c->diag, span_of(c, f->token, f->token), "'%s' is declared here", text_of(c, name));
        drop_await(c, n);
    } else {
        say_unknown(c, name, SYMBOL_COROUTINE, "coroutine");
    }
}

/* OBJECT.METHOD of a pointer, OBJECT->METHOD of an object: in C, the address of the one would be taken, and the other passed as it is. */
bool check_access(checker *c, range object, uint32_t name, bool pointer)
{
    bool arrow = c->t[name - 1].lexeme == LEX_ARROW;
    for (uint32_t i = object.first; i <= object.last; i++)
        if (c->t[i].lexeme == '[')
            return true;                  /* of a pointer or of an array of them: that is not looked at */
    if (arrow == pointer)
        return true;
    diag_error(c->diag, span_of(c, name - 1, name - 1), "'%s' is %s: its methods are called by '%s'", tokens_text(c->arena, c->tokens, object.first, object.last),
               pointer ? "a pointer" : "an object, no pointer", pointer ? "->" : ".");
    diag_fix(c->diag, span_of(c, name - 1, name - 1), pointer ? "->" : ".");
    return false;
}

/* asyncio.gather(…), tg.spawn(…): what stands alone here. */
bool is_no_method(checker *c, uint32_t first, uint32_t name)
{
    int word = c->t[name].word;
    const char *object = tokens_text(c->arena, c->tokens, first, name - 2);
    if (word == WORD_SPAWN)
        diag_error(c->diag, span_of(c, name, name), "'spawn' is no method: 'spawn(%s) f(…)'", object);
    else if (word == WORD_GATHER || word == WORD_RACE)
        diag_error(c->diag, span_of(c, name, name), "'%s' is no method: 'await %s(f(…), g(…))'", text_of(c, name), text_of(c, name));
    return word == WORD_SPAWN || word == WORD_GATHER || word == WORD_RACE;
}

/* The type of an object that is declared by one of the library's, acm_event, acm_queue, which are no managers; NULL: it is none. */
static const char *library_type_of(const checker *c, range object)
{
    const local *l = find_local(c, object.first);
    const file_name *f = l ? NULL : find_file_name(c, object.first);
    uint32_t type = l ? l->name : f ? f->token : 0;
    if (type == 0 || object.first != object.last)
        return NULL;
    for (type--; type > 0 && c->t[type].lexeme == '*'; type--)
        ;
    const char *text = text_of(c, type);
    return c->t[type].lexeme == LEX_NAME && strncmp(text, "acm_", 4) == 0 ? text : NULL;
}

/* What `as` binds of an item that was complained of. */
static bool is_of_wrong_item(const checker *c, uint32_t name)
{
    const local *l = find_local(c, name);
    return l && l->kind == LOCAL_AS && l->item && diag_has_error_in(c->diag, node_span(c->tokens, l->item->item.manager));
}

static void await_of_method(checker *c, const node *n)
{
    bool pointer;
    for (uint32_t i = n->await.callee.first; i < n->await.callee.last; i++)
        if (c->t[i].lexeme == '[' && c->t[i].mate > i + 1) {
            check_calls(c, i + 1, c->t[i].mate - 1);
            i = c->t[i].mate;
        }
    uint32_t name = n->await.method;
    const symbol *manager = object_of(c, n->await.callee, &pointer);
    if (!manager || !symbol_method(manager, text_of(c, name)))
        if (is_no_method(c, n->await.callee.first, name))
            return;
    if (!manager) {
        uint32_t first = n->await.callee.first;
        if (!find_local(c, first) && used_after_its_block(c, first))
            return;
        const char *library = library_type_of(c, n->await.callee);
        if (library) {
            say_no_such(c, name, library, "method", NULL);
            note_functions(c, name, false, arena_printf(c->arena, "%s_", library));
            return;
        }
        if (is_of_wrong_item(c, first))
            return;
        diag_error(c->diag, span_of(c, first, n->await.callee.last), "the type of '%s' is not seen to be a manager with a method '%s'",
                   tokens_text(c->arena, c->tokens, first, n->await.callee.last), text_of(c, name));
        diag_note(c->diag, span_of(c, first, first), "its type is seen of locals, parameters, 'as' names, fields of 'self' and globals of this file");
        return;
    }
    const symbol *method = symbol_method(manager, text_of(c, name));
    check_arms_of_object(c, name, manager, text_of(c, name));
    if (!method) {
        unknown_method(c, manager, name);
    } else if (!method->node->form.is_async) {
        diag_error(c->diag, span_of(c, name, name), "'%s' of '%s' is not async%s", method->name, manager->name, without(n));
        note_symbol(c, method);
        drop_await(c, n);
    } else if (check_access(c, n->await.callee, name, pointer)) {
        check_arguments(c, method, n->await.arguments, span_of(c, n->last, n->last));
    }
}

void check_callee(checker *c, const node *n)
{
    if (n->await.method)
        await_of_method(c, n);
    else
        await_of_name(c, n);
}

static void check_await(checker *c, const node *n)
{
    if (c->is_plain)
        not_in_plain_method(c, n->first, n->first, "await");
    else
        check_async(c, n->first, n->first, "await");
    check_callee(c, n);
}

/* ---- awaits in an expression ---- */

enum { MAX_OPERATORS = 4000 };            /* in a row, or within each other: lowering descends into each */

static bool too_many_operators(checker *c, const node *n, unsigned count)
{
    if (count < MAX_OPERATORS)
        return false;
    if (count == MAX_OPERATORS && !c->tokens->is_too_deep)
        diag_error(c->diag, span_of(c, n->first, n->first), "expression with awaits has more than %d operators", MAX_OPERATORS);
    return true;
}

static void awaits_in_list(checker *c, const node *list)
{
    for (; list; list = list->next)
        check_awaits_in(c, list);
}

static void awaits_in_chain(checker *c, const node *n)
{
    unsigned count = 0;
    for (; n->kind == NODE_AND || n->kind == NODE_OR; n = n->binary.left) {
        if (too_many_operators(c, n, ++count))
            return;
        check_awaits_in(c, n->binary.right);
    }
    check_awaits_in(c, n);
}

/* `x ?: y`: acmc does not know the type that x would have to be kept with while y is awaited. */
static void check_without_middle(checker *c, const node *n)
{
    for (uint32_t i = n->conditional.otherwise->first; i <= n->conditional.otherwise->last; i++)
        if (c->t[i].word == WORD_AWAIT) {
            diag_error(c->diag, span_of(c, i, i), "await in the last operand of '?:' without one in the middle");
            return;
        }
}

void check_awaits_in(checker *c, const node *n)
{
    if (too_many_operators(c, n, ++c->expressions)) {
        c->expressions--;
        return;
    }
    switch (n->kind) {
    case NODE_AWAIT:
        check_await(c, n);
        awaits_in_list(c, n->await.arguments);
        break;
    case NODE_SEQUENCE: case NODE_PARENTHESES: case NODE_ARGUMENTS: case NODE_SUBSCRIPT: case NODE_BRACES: case NODE_COMMA:
        awaits_in_list(c, n->sequence.items);
        break;
    case NODE_CALL: awaits_in_list(c, n->await.arguments); break;
    case NODE_SPAWN: check_spawn(c, n); break;
    case NODE_GATHER: check_gather(c, n); break;
    case NODE_ENTER: check_enter(c, n); break;
    case NODE_AND: case NODE_OR: awaits_in_chain(c, n); break;
    case NODE_ASSIGN:
        check_gather_used(c, n->binary.right);
        check_awaits_in(c, n->binary.left);
        check_awaits_in(c, n->binary.right);
        break;
    case NODE_CONDITIONAL:
        check_awaits_in(c, n->conditional.condition);
        if (n->conditional.then)
            check_awaits_in(c, n->conditional.then);
        else
            check_without_middle(c, n);
        check_awaits_in(c, n->conditional.otherwise);
        break;
    default: break;
    }
    c->expressions--;
}
