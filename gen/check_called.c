/* What runs of tokens call without await, in bodies and in C at file scope. */
#include <string.h>

#include "check_internal.h"
#include "labels.h"
#include "shape.h"

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
    if (is_in_gather(c, first) || (first > 0 && c->t[first - 1].word == WORD_SPAWN))
        return;                           /* `spawn f()`: that the group is missing is said */
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
    if (method)
        check_arms_of_object(c, name, manager, method->name);
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
    if (c->t[callee].word == WORD_SPAWN && c->t[callee + 1].mate > callee)           /* one word too many */
        return check_spawn_tokens(c, callee + 1);
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
    if (word == WORD_GOTO) {
        LIST_ADD(c->arena, c->hidden_gotos, ((hidden_goto){i, c->region, c->cleanup}));
        return;
    }
    bool wrong = word == WORD_RETURN || (word == WORD_BREAK && break_goes_wrong(c)) || (word == WORD_CONTINUE && continue_goes_wrong(c));
    for (uint32_t k = first; k < i && word != WORD_RETURN; k++)
        if (c->t[k].word == WORD_FOR || c->t[k].word == WORD_WHILE || c->t[k].word == WORD_DO || c->t[k].word == WORD_SWITCH)
            wrong = false;                /* a loop of its own */
    if (wrong)
        report_hidden_jump(c, i);
}

/* A coroutine that is given to something as if it were a function: there is no such object.  A macro may make anything of its arguments. */
static void check_coroutine_value(checker *c, uint32_t i)
{
    const symbol *s = symbol_at(c, i);
    uint32_t caller = caller_of(c, i);
    if (!s || s->kind != SYMBOL_COROUTINE || !s->node->form.is_async || s->module->is_library || find_file_name(c, i)
        || (caller && (find_macro(c, caller) || !find_file_name(c, caller))))
        return;
    int before = c->t[i - 1].lexeme, behind = c->t[i + 1].lexeme;
    bool value = before == '=' || before == '&' || ((before == ',' || before == '(') && caller);
    if (!value || (behind != ';' && behind != ',' && behind != ')' && behind != '}'))
        return;
    diag_error(c->diag, span_of(c, i, i), "the coroutine '%s' is no C function, and has no address", text_of(c, i));
    note_symbol(c, s);
    diag_note(c->diag, span_of(c, i, i), "C starts a coroutine with '%s_start', in a frame of its own", s->c_name);
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
    else if (!used_after_its_block(c, i)) {
        if (c->t[i + 1].lexeme == '(') {
            check_blocking(c, i);
        } else {
            check_bare_field(c, first, i);
            check_coroutine_value(c, i);
        }
    }
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

/* `void async f(void)` and `async f(void)`, which C takes for functions of a type `async`. */
static void note_misplaced_async(checker *c, range function)
{
    for (uint32_t i = function.first; i < function.last && c->t[i].lexeme != '{'; i++)
        if (c->t[i].word == WORD_ASYNC && c->t[i + 1].lexeme == LEX_NAME && c->t[i + 2].lexeme == '(') {
            diag_note(c->diag, span_of(c, i, i), i > function.first ? "'async' stands before the type: 'async TYPE %s(…)'" : "'async' needs a type behind it: 'async TYPE %s(…)'",
                      text_of(c, i + 1));
            return;
        }
}

static void check_call_in_c(checker *c, uint32_t i, range function)
{
    const symbol *s = symbol_at(c, i);
    bool awaited = c->t[i - 1].word == WORD_AWAIT && !find_macro(c, i - 1);
    if (!s && awaited && !c->lacks_names)
        s = program_find_anywhere(c->program, text_of(c, i));
    if (!s || s->kind == SYMBOL_ERROR || s->kind == SYMBOL_MANAGER || !s->node->form.is_async || find_macro(c, i) || arm_is_dead(c->tokens, i)
        || is_declared_in_c(c, i, function))
        return;
    if (s->kind != SYMBOL_COROUTINE) {
        diag_error(c->diag, span_of(c, i, i), "'%s' is %s: C functions can't use it, only what is declared 'async' can", s->name, kind_of_symbol(s));
    } else if (awaited) {
        diag_error(c->diag, span_of(c, i - 1, i), "await in a C function: only what is declared 'async' can await");
        diag_note(c->diag, span_of(c, i, i), "C starts a coroutine with '%s_start'", s->c_name);
        note_misplaced_async(c, function);
    } else if (c->t[i - 1].word == WORD_AWAIT) {
        return;
    } else {
        diag_error(c->diag, span_of(c, i, i), "the coroutine '%s' is called in a C function: only what is declared 'async' can await it", s->c_name);
        diag_note(c->diag, span_of(c, i, i), "C starts it with '%s_start'", s->c_name);
        note_misplaced_async(c, function);
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
