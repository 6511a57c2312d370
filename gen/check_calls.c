/* Calls: awaits, and what is called without. */
#include <string.h>

#include "check_internal.h"
#include "labels.h"
#include "shape.h"
#include "spelling.h"

static span before_token(const checker *c, uint32_t token)
{
    span s = span_of(c, token, token);
    s.end = s.start;
    return s;
}

/* ---- names that are not known ---- */

/* A form of an imported file that is private to it. */
static const node *find_private(const checker *c, uint32_t token, const module **of)
{
    for (size_t i = 0; i < c->program->modules.count; i++) {
        const module *m = *of = c->program->modules.at[i];
        for (const node *n = m->unit->items; n; n = n->next)
            if (n->kind == NODE_FORM && n->form.is_static && tokens_same(m->tokens, n->form.signature->name, c->tokens, token))
                return n;
    }
    return NULL;
}

static bool imports_library(const checker *c)
{
    for (size_t i = 0; i < c->program->modules.count; i++)
        if (c->program->modules.at[i]->is_library)
            return true;
    return false;
}

bool lacks_library(const checker *c, uint32_t name)
{
    return strncmp(text_of(c, name), "acm_", 4) == 0 && !imports_library(c);
}

static void explain_unknown(checker *c, uint32_t token)
{
    const char *name = text_of(c, token);
    const module *of;
    const node *private = find_private(c, token, &of);
    if (private) {
        uint32_t at = private->form.signature->name;
        diag_note(c->diag, token_span(of->tokens, at, at), "'%s' is static: private to its file", name);
    } else if (strncmp(name, "acm_", 4) == 0 && !imports_library(c)) {
        diag_note(c->diag, span_of(c, token, token), "what the library declares needs 'import \"acm.acm\";'");
        c->says_import = true;
    }
}

/* Python's names, and those of others, for what begins with acm_ here. */
static const symbol *library_guess(const checker *c, const char *name)
{
    const symbol *s = program_find_anywhere(c->program, arena_printf(c->arena, "acm_%s", name));
    return s && s->module->is_library ? s : NULL;
}

void say_unknown(checker *c, uint32_t token, symbol_kind kind, const char *what)
{
    const char *name = text_of(c, token);
    if (c->imports_failed || (lacks_library(c, token) && c->says_import))
        return;
    const symbol *later = program_find_anywhere(c->program, name);
    if (later) {
        diag_error(c->diag, span_of(c, token, token), "'%s' is used before it is declared", name);
        note_symbol(c, later);
        return;
    }
    const symbol *guess = library_guess(c, name);
    if (!guess)
        guess = program_guess(c->program, name, kind);
    if (guess && (guess->module != c->program->main || guess->declared < token)) {
        diag_error(c->diag, span_of(c, token, token), "unknown %s '%s'; did you mean '%s'?", what, name, guess->name);
        diag_fix(c->diag, span_of(c, token, token), guess->name);
    } else {
        diag_error(c->diag, span_of(c, token, token), "unknown %s '%s'", what, name);
    }
    explain_unknown(c, token);
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

/* not yet: exit stacks */
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
static void note_right_use(checker *c, uint32_t name, const symbol *s)
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

void say_no_such(checker *c, uint32_t name, const char *of, const char *what, const char *near)
{
    span where = span_of(c, name, name);
    if (near) {
        diag_error(c->diag, where, "'%s' has no %s '%s'; did you mean '%s'?", of, what, text_of(c, name), near);
        diag_fix(c->diag, where, near);
    } else {
        diag_error(c->diag, where, "'%s' has no %s '%s'", of, what, text_of(c, name));
    }
}

static void unknown_method(checker *c, const symbol *manager, uint32_t method)
{
    spelling near = {.text = text_of(c, method)};
    for (const symbol *m = manager->methods; m; m = m->next_method)
        spelling_try(&near, m->name);
    say_no_such(c, method, manager->name, "method", near.best);
    note_symbol(c, manager);
}

/* OBJECT.METHOD of a pointer, OBJECT->METHOD of an object: in C, the address of the one would be taken, and the other passed as it is. */
static bool check_access(checker *c, range object, uint32_t name, bool pointer)
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
static bool is_no_method(checker *c, uint32_t first, uint32_t name)
{
    int word = c->t[name].word;
    const char *object = tokens_text(c->arena, c->tokens, first, name - 2);
    if (word == WORD_SPAWN)
        diag_error(c->diag, span_of(c, name, name), "'spawn' is no method: 'spawn(%s) f(…)'", object);
    else if (word == WORD_GATHER || word == WORD_RACE)
        diag_error(c->diag, span_of(c, name, name), "'%s' is no method: 'await %s(f(…), g(…))'", text_of(c, name), text_of(c, name));
    return word == WORD_SPAWN || word == WORD_GATHER || word == WORD_RACE;
}

static void await_of_method(checker *c, const node *n)
{
    bool pointer;
    uint32_t name = n->await.method;
    const symbol *manager = object_of(c, n->await.callee, &pointer);
    if (!manager || !symbol_method(manager, text_of(c, name)))
        if (is_no_method(c, n->await.callee.first, name))
            return;
    if (!manager) {
        uint32_t first = n->await.callee.first;
        if (!find_local(c, first) && used_after_its_block(c, first))
            return;
        diag_error(c->diag, span_of(c, first, n->await.callee.last), "the type of '%s' is not seen to be a manager with a method '%s'",
                   tokens_text(c->arena, c->tokens, first, n->await.callee.last), text_of(c, name));
        diag_note(c->diag, span_of(c, first, first), "its type is seen of locals, parameters, 'as' names, fields of 'self' and globals of this file");
        return;
    }
    const symbol *method = symbol_method(manager, text_of(c, name));
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

void check_await(checker *c, const node *n)
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
    if (count == MAX_OPERATORS)
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

/* ---- what is called without await ---- */

/* The callee of the call that FIRST is in the arguments of: its last token; 0: it is in no such call. */
static uint32_t caller_of(const checker *c, uint32_t first)
{
    for (uint32_t i = first - 1; i > 0 && c->t[i].lexeme != ';' && c->t[i].lexeme != '{' && c->t[i].lexeme != '}'; i--) {
        if (c->t[i].mate > i && c->t[i].mate > first && c->t[i].lexeme == '(' && c->t[i - 1].lexeme == LEX_NAME)
            return i - 1;
        if (c->t[i].mate && c->t[i].mate < i)
            i = c->t[i].mate;
    }
    return 0;
}

/* Whether an await in front would only hide another mistake: in the arguments of what is to run coroutines by itself. */
static bool is_for_another(const checker *c, uint32_t first)
{
    uint32_t caller = caller_of(c, first);
    if (!caller)
        return false;
    int before = c->t[caller - 1].lexeme;
    return c->t[caller].word == WORD_GATHER || c->t[caller].word == WORD_RACE || before == '.' || before == LEX_ARROW
        || (strncmp(text_of(c, caller), "acm_", 4) == 0 && !symbol_at(c, caller));
}

static void fix_await(checker *c, uint32_t first, uint32_t name)
{
    uint32_t close = c->t[name + 1].mate;
    if (c->is_plain || !c->form->form.is_async || is_for_another(c, first))
        return;
    diag_fix(c->diag, before_token(c, first), "await ");
    if (close > name && c->t[close + 1].lexeme == '.' && c->t[close + 2].word == WORD_AWAIT)      /* Rust's */
        diag_fix(c->diag, span_of(c, close + 1, close + 2), "");
}

/* In the arguments of a gather or race that is itself not awaited, or a method: that is what there is to say. */
static bool is_in_gather(checker *c, uint32_t first)
{
    uint32_t caller = caller_of(c, first);
    if (!caller || (c->t[caller].word != WORD_GATHER && c->t[caller].word != WORD_RACE && c->t[caller].word != WORD_SPAWN))
        return false;
    int before = c->t[caller - 1].lexeme;
    if (before != '.' && before != LEX_ARROW && c->t[caller].word != WORD_SPAWN && c->unawaited != caller) {
        c->unawaited = caller;
        diag_error(c->diag, span_of(c, caller, caller), "'%s' is called without await", text_of(c, caller));
        if (!c->is_plain && c->form->form.is_async)
            diag_fix(c->diag, before_token(c, caller), "await ");
    }
    return true;
}

static void coroutine_without_await(checker *c, uint32_t first, uint32_t name, const symbol *s)
{
    if (is_in_gather(c, first))
        return;
    diag_error(c->diag, span_of(c, first, name), "the coroutine '%s' is called without await", text_of(c, name));
    fix_await(c, first, name);
    note_symbol(c, s);
    diag_note(c->diag, span_of(c, first, name), "the call alone runs nothing: 'await' runs it to its end, 'spawn(group) %s(…)' beside what follows",
              tokens_text(c->arena, c->tokens, first, name));
}

/* A method that is not async.  enter and exit are no functions of C's. */
static void not_by_with(checker *c, uint32_t name, const symbol *method)
{
    if (method != method->manager->enter && method != method->manager->exit) {
        check_blocking_method(c, name, method);
        return;
    }
    diag_error(c->diag, span_of(c, name, name), "'%s' of '%s' is called by 'with', and by nothing else", method->name, method->manager->name);
    note_symbol(c, method);
}

static void called(checker *c, uint32_t name, const symbol *s)
{
    span where = span_of(c, name, name);
    const char *with = symbol_is_async(s) ? "async with" : "with";
    if (s->kind == SYMBOL_COROUTINE) {
        if (s->node->form.is_async)
            coroutine_without_await(c, name, name, s);
        else
            not_by_with(c, name, s);
        return;
    }
    if (s->kind == SYMBOL_CONTEXT)
        diag_error(c->diag, where, "the context '%s' is called outside '%s': it would never be exited", s->name, with);
    else if (s->kind == SYMBOL_GENERATOR)
        diag_error(c->diag, where, "the generator '%s' is called outside 'async for'", s->name);
    else if (c->t[name + 2].lexeme == '*')                 /* a type: NAME (*f)() */
        return;
    else if (s->kind == SYMBOL_MANAGER)
        diag_error(c->diag, where, "the manager '%s' is constructed outside '%s': it would never be exited", s->name, with);
    else
        diag_error(c->diag, where, "the error '%s' is constructed outside 'raise'", s->name);
    note_symbol(c, s);
    note_right_use(c, name, s);
}

/* NAME->method( */
static void method_called(checker *c, uint32_t first, uint32_t name)
{
    bool pointer;
    const symbol *manager = object_of(c, (range){first, name - 2}, &pointer);
    const symbol *method = manager ? symbol_method(manager, text_of(c, name)) : NULL;
    if (!method) {
        if (is_no_method(c, first, name))
            return;
        if (manager && manager_has_field(manager, c->tokens, name) == FIELD_UNKNOWN)
            unknown_method(c, manager, name);
    } else if (method->node->form.is_async) {
        coroutine_without_await(c, first, name, method);
    } else if (check_access(c, (range){first, name - 2}, name, pointer)) {
        not_by_with(c, name, method);
    }
}

/* `as` and handlers' names live as long as their blocks. */
bool used_after_its_block(checker *c, uint32_t token)
{
    uint32_t hash = name_hash(c, token);
    local *l = c->ended[hash % NAME_SLOTS];
    while (l && !(l->hash == hash && tokens_same(c->tokens, l->name, c->tokens, token)))
        l = l->next;
    if (!l || symbol_at(c, token) || find_file_name(c, token) || find_macro(c, token) || c->t[token + 1].lexeme == ':')
        return false;
    if (l->is_reported)
        return true;
    l->is_reported = true;
    uint32_t end = l->statement->last;
    if (l->statement->kind == NODE_HANDLER)
        end = l->statement->handler.body->last;
    diag_error(c->diag, span_of(c, token, token), "'%s' is used after the block that it belongs to", text_of(c, token));
    diag_note(c->diag, span_of(c, end, end), "it ends here");
    note_declared(c, l);
    diag_note(c->diag, span_of(c, token, token), l->kind == LOCAL_HANDLER ? "'acm_error_keep' keeps an error past its handler"
              : "what is needed after the block is copied in it, to a variable declared before it");
    return true;
}

/* Past the word `await` and what it calls, which are checked as a node. */
static uint32_t skip_await(checker *c, uint32_t at)
{
    uint32_t callee = at + 1;
    if (c->t[callee].lexeme != LEX_NAME)
        return callee;
    if ((c->t[callee].word == WORD_GATHER || c->t[callee].word == WORD_RACE) && c->t[callee + 1].mate > callee)
        return check_branch_tokens(c, callee + 1);
    if (shape_is_enter(c->tokens, callee))
        return check_enter_tokens(c, callee + 1);
    return chain_end(c, callee) + 1;
}

/* What a statement expression or a macro's arguments hide. */
static void check_hidden_jump(checker *c, uint32_t first, uint32_t i)
{
    int word = c->t[i].word;
    if (c->is_plain || (word != WORD_RETURN && word != WORD_GOTO && word != WORD_BREAK && word != WORD_CONTINUE))
        return;
    bool wrong = word == WORD_RETURN || (word == WORD_GOTO && c->region->outer) || (word == WORD_BREAK && break_goes_wrong(c))
        || (word == WORD_CONTINUE && continue_goes_wrong(c));
    for (uint32_t k = first; k < i && word != WORD_RETURN && word != WORD_GOTO; k++)
        if (c->t[k].word == WORD_FOR || c->t[k].word == WORD_WHILE || c->t[k].word == WORD_DO || c->t[k].word == WORD_SWITCH)
            wrong = false;                /* a loop of its own */
    if (wrong)
        diag_error(c->diag, span_of(c, i, i), "'%s' in an expression, which acmc does not take apart", text_of(c, i));
}

static uint32_t check_name(checker *c, uint32_t first, uint32_t i, uint32_t last)
{
    check_hidden_jump(c, first, i);
    if (c->t[i].word == WORD_AWAIT)
        return skip_await(c, i);
    if (c->t[i].word == WORD_SPAWN && c->t[i + 1].lexeme == '(')
        return check_spawn_tokens(c, i + 1);
    check_macro_use(c, i);
    int word = i > 0 ? c->t[i - 1].word : 0;
    if (word == WORD_STRUCT || word == WORD_UNION || word == WORD_ENUM || find_macro(c, i))
        return i + 1;
    local *l = find_local(c, i);
    uint32_t end = chain_end(c, i);
    if (end > i && end < last && c->t[end + 1].lexeme == '(')
        method_called(c, i, end);
    if (l)
        return i + 1;
    const symbol *s = c->t[i + 1].lexeme == '(' ? symbol_at(c, i) : NULL;
    if (s)
        called(c, i, s);
    else if (!used_after_its_block(c, i) && c->t[i + 1].lexeme == '(')
        check_blocking(c, i);
    return i + 1;
}

void check_calls(checker *c, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i <= last; ) {
        if (is_label_address(c->tokens, i)) {
            note_label_address(c, i + 1);
            i += 2;
        } else if (c->t[i].lexeme == LEX_NAME && !is_member_name(c, i)) {
            i = check_name(c, first, i, last);
        } else {
            i++;
        }
    }
}

/* ---- C at file scope ---- */

/* Whether a name means something of the C function's own: it stands there as more than what is called. */
bool is_declared_in_c(const checker *c, uint32_t name, range function)
{
    for (uint32_t i = function.first; i <= function.last; i++) {
        if (c->t[i].lexeme != LEX_NAME || is_member_name(c, i) || !tokens_same(c->tokens, i, c->tokens, name))
            continue;
        int word = c->t[i - 1].word;
        bool typed = c->t[i - 1].lexeme == LEX_NAME && word != WORD_RETURN && word != WORD_ELSE && word != WORD_DO && word != WORD_SIZEOF
            && word != WORD_CASE && word != WORD_AWAIT;
        if (c->t[i + 1].lexeme != '(' || typed || c->t[i - 1].lexeme == '*')
            return true;
    }
    return false;
}

static void check_call_in_c(checker *c, uint32_t i, range function)
{
    const symbol *s = symbol_at(c, i);
    bool awaited = c->t[i - 1].word == WORD_AWAIT && !find_macro(c, i - 1);
    if (!s || s->kind == SYMBOL_ERROR || s->kind == SYMBOL_MANAGER || !s->node->form.is_async || find_macro(c, i) || arm_is_dead(c->tokens, i)
        || is_declared_in_c(c, i, function))
        return;
    if (s->kind != SYMBOL_COROUTINE) {
        diag_error(c->diag, span_of(c, i, i), "'%s' is %s: C functions can't use it, only what is declared 'async' can", s->name, kind_of_symbol(s));
    } else if (awaited) {
        diag_error(c->diag, span_of(c, i - 1, i), "await in a C function: only what is declared 'async' can await");
        diag_note(c->diag, span_of(c, i, i), "C starts a coroutine with '%s_start'", s->c_name);
    } else if (c->t[i - 1].word == WORD_AWAIT) {
        return;
    } else {
        diag_error(c->diag, span_of(c, i, i), "the coroutine '%s' is called in a C function: only what is declared 'async' can await it", s->c_name);
        diag_note(c->diag, span_of(c, i, i), "C starts it with '%s_start'", s->c_name);
    }
    note_symbol(c, s);
}

/* `error NAME:` is no C, whatever follows. */
static void check_error_without_parent(checker *c, uint32_t i)
{
    if (c->t[i].word != WORD_ERROR || c->t[i + 1].lexeme != LEX_NAME || c->t[i + 2].lexeme != ':')
        return;
    diag_error(c->diag, span_of(c, i + 2, i + 2), "expected the parent of the error '%s' after ':'", text_of(c, i + 1));
    diag_note(c->diag, span_of(c, i + 1, i + 1), "the parent of a program's own errors is 'acm_Error'");
}

void check_c(checker *c, const node *n)
{
    uint32_t start = n->first;            /* of the external declaration */
    for (uint32_t i = n->first; i <= n->last; i++) {
        if (i == start)
            check_error_without_parent(c, i);
        if (c->t[i].lexeme == ';' || c->t[i].lexeme == LEX_DIRECTIVE) {
            start = i + 1;
        } else if (c->t[i].lexeme == '{' && c->t[i].mate > i) {
            range function = {start, c->t[i].mate};
            bool is_function = i > n->first && (c->t[i - 1].lexeme == ')' || c->t[i - 1].lexeme == ';');
            for (uint32_t k = i; is_function && k < function.last; k++)
                if (c->t[k].lexeme == LEX_NAME && c->t[k + 1].lexeme == '(' && k > 0 && !is_member_name(c, k))
                    check_call_in_c(c, k, function);
            i = function.last;
            start = is_function ? i + 1 : start;
        }
    }
}
