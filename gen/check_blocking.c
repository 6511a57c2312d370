/* Calls in coroutines that block the thread (language.md, section 11, -Wblocking), by themselves or through functions of the file. */
#include "blocking.h"

typedef struct c_call { struct c_function *from; uint32_t at; } c_call;

/* A C function of the file, or a method that is one. */
typedef struct c_function {
    uint32_t name;                        /* token */
    range body;
    uint32_t blocks_at;                   /* the call in it that blocks; 0: none */
    blocking_kind kind;
    struct c_function *by;                /* what is called there, if that is one of the file's */
    LIST(c_call) callers;
    struct c_function *next, *next_in_file;      /* next: of the same slot */
} c_function;

/* ---- the functions ---- */

static c_function *add_function(checker *c, uint32_t name, range body)
{
    c_function *f = arena_alloc(c->arena, sizeof *f), **slot = &c->functions[name_hash(c, name) % NAME_SLOTS];
    *f = (c_function){.name = name, .body = body, .next = *slot};
    *slot = f;
    return f;
}

/* NAME(…) { or NAME(…) ATTRIBUTE {; 0: not of this shape. */
static uint32_t function_name(const checker *c, uint32_t brace, uint32_t first)
{
    for (uint32_t i = brace; i > first + 1 && c->t[i - 1].lexeme == ')'; ) {
        uint32_t open = c->t[i - 1].mate;
        if (open <= first || open >= i || c->t[open - 1].lexeme != LEX_NAME)
            return 0;
        if (c->t[open - 1].word != WORD_ATTRIBUTE)
            return c->t[open - 1].word == WORD_NONE ? open - 1 : 0;
        i = open - 1;
    }
    return 0;
}

/* All of the file, in a list. */
static c_function *collect_functions(checker *c)
{
    c_function *all = NULL;
    c->functions = arena_alloc(c->arena, NAME_SLOTS * sizeof *c->functions);
    for (const node *n = c->program->main->unit->items; n; n = n->next)
        for (uint32_t i = n->first; n->kind == NODE_C && i <= n->last; i++) {
            if (c->t[i].lexeme != '{' || c->t[i].mate <= i)
                continue;
            uint32_t name = function_name(c, i, n->first);
            if (name) {
                c_function *f = add_function(c, name, (range){i, c->t[i].mate});
                f->next_in_file = all;
                all = f;
            }
            i = c->t[i].mate;
        }
    return all;
}

/* More than one, in arms of #if: the last of them. */
static c_function *find_function(const checker *c, uint32_t name)
{
    c_function *f = c->functions[name_hash(c, name) % NAME_SLOTS];
    while (f && !tokens_same(c->tokens, f->name, c->tokens, name))
        f = f->next;
    return f;
}

/* ---- what they call ---- */

static bool is_unevaluated(const checker *c, uint32_t i)
{
    return c->t[i - 1].lexeme == '(' && i > 1 && (c->t[i - 2].word == WORD_SIZEOF || (c->t[i - 2].word >= WORD_TYPEOF && c->t[i - 2].word <= WORD_TYPEOF_UNQUAL));
}

/* By itself, or through a function of the file, which is known then. */
static blocking_kind call_blocks(checker *c, uint32_t name, range body, c_function **by)
{
    *by = find_function(c, name);
    if (*by)
        return (*by)->blocks_at ? (*by)->kind : BLOCKING_NOT;
    return find_macro(c, name) ? BLOCKING_NOT : blocking_call(c, name, body);
}

static void look_at_call(checker *c, c_function *f, uint32_t at)
{
    c_function *by;
    blocking_kind kind = call_blocks(c, at, f->body, &by);
    if (by && by->callers.count && by->callers.at[by->callers.count - 1].from == f)
        return;                           /* as before */
    if ((kind == BLOCKING_NOT && !by) || f->blocks_at || is_unevaluated(c, at) || arm_is_dead(c->tokens, at) || is_declared_in_c(c, at, f->body))
        return;
    if (kind != BLOCKING_NOT) {
        f->blocks_at = at;
        f->kind = kind;
        f->by = by;
    } else {
        LIST_ADD(c->arena, by->callers, ((c_call){f, at}));
    }
}

static void look_at(checker *c, c_function *f)
{
    for (uint32_t i = f->body.first; i < f->body.last; i++)
        if (c->t[i].lexeme == LEX_NAME && c->t[i].word == WORD_NONE && c->t[i + 1].lexeme == '(' && !is_member_name(c, i))
            look_at_call(c, f, i);
}

/* Those that block, then those that call them, and so on. */
static void find_blocking_functions(checker *c)
{
    LIST(c_function *) open = {0};
    c_function *all = collect_functions(c);
    for (c_function *f = all; f; f = f->next_in_file)
        look_at(c, f);
    for (c_function *f = all; f; f = f->next_in_file)
        if (f->blocks_at)
            LIST_ADD(c->arena, open, f);
    while (open.count) {
        c_function *f = open.at[--open.count];
        for (size_t i = 0; i < f->callers.count; i++) {
            c_function *caller = f->callers.at[i].from;
            if (caller->blocks_at)
                continue;
            caller->blocks_at = f->callers.at[i].at;
            caller->kind = f->kind;
            caller->by = f;
            LIST_ADD(c->arena, open, caller);
        }
    }
}

/* ---- messages ---- */

/* A statement of its own, so that it may be replaced by an await. */
static bool is_statement(const checker *c, uint32_t name)
{
    int before = c->t[name - 1].lexeme, after = c->t[c->t[name + 1].mate + 1].lexeme;
    return after == ';' && (before == ';' || before == '{' || before == '}');
}

static void replace_sleep(checker *c, uint32_t name)
{
    uint32_t open = name + 1, close = c->t[open].mate;
    bool seconds = token_is(c->tokens, name, "sleep");
    if ((!seconds && !token_is(c->tokens, name, "usleep")) || !is_statement(c, name) || close < open + 2
        || !program_find(c->program, "acm_sleep", name))
        return;
    span inside = span_of(c, open + 1, close - 1);
    diag_fix(c->diag, span_of(c, name, name), "await acm_sleep");
    if (seconds)
        return;
    if (close > open + 2)
        diag_fix(c->diag, (span){inside.source, inside.start, inside.start}, "(");
    diag_fix(c->diag, (span){inside.source, inside.end, inside.end}, close > open + 2 ? ") / 1e6" : " / 1e6");
}

static void explain(checker *c, uint32_t name, blocking_kind kind)
{
    span where = span_of(c, name, name);
    switch (kind) {
    case BLOCKING_SLEEP: diag_note(c->diag, where, "'await acm_sleep(seconds)' lets the others run"); break;
    case BLOCKING_INPUT: diag_note(c->diag, where, "'await acm_wait_fd(fd, ACM_READABLE)' before it lets the others run until there is something"); break;
    case BLOCKING_OUTPUT:
        diag_note(c->diag, where, "'await acm_wait_fd(fd, ACM_WRITABLE)', with a socket that does not block, lets the others run"); break;
    default: diag_note(c->diag, where, "'await acm_blocking(function, argument)' runs a function on another thread, and lets the others run"); break;
    }
}

static void say(checker *c, uint32_t name, blocking_kind kind, const c_function *f)
{
    if (kind == BLOCKING_NOT || !c->form->form.is_async || is_unevaluated(c, name) || arm_is_dead(c->tokens, name))
        return;
    diag_warning(c->diag, WARNING_BLOCKING, span_of(c, name, name), "'%s' blocks: until it returns, no task of the loop runs", text_of(c, name));
    enum { MOST = 10 };                   /* of a long chain, its beginning */
    unsigned count = 0;
    for (const c_function *by = f; by && count++ < MOST; by = by->by)
        diag_note(c->diag, span_of(c, by->blocks_at, by->blocks_at), "'%s' calls '%s'", text_of(c, by->name), text_of(c, by->blocks_at));
    explain(c, name, f ? BLOCKING_CALL : kind);
    if (!f)
        replace_sleep(c, name);
}

void check_blocking(checker *c, uint32_t name)
{
    c_function *f;
    if (is_member_name(c, name) || c->t[name].word != WORD_NONE)
        return;
    if (!c->functions)
        find_blocking_functions(c);
    blocking_kind kind = call_blocks(c, name, (range){c->form->form.body->first, c->form->form.body->last}, &f);
    say(c, name, kind, f);
}

void check_blocking_method(checker *c, uint32_t name, const symbol *method)
{
    const node *n = method->node;
    if (method->module != c->program->main || !n->form.body)
        return;
    if (!c->functions)
        find_blocking_functions(c);
    if (!c->methods)
        c->methods = arena_alloc(c->arena, (c->program->main->symbols.count + 1) * sizeof *c->methods);
    c_function *f = c->methods[method->index];
    if (!f) {
        f = c->methods[method->index] = arena_alloc(c->arena, sizeof *f);
        *f = (c_function){.name = n->form.signature->name, .body = {n->form.body->first, n->form.body->last}};
        look_at(c, f);
    }
    say(c, name, f->blocks_at ? f->kind : BLOCKING_NOT, f);
}
