/* What attributes say of forms, in any of their prototypes.  Results that are dropped though their coroutine says that they must be used (language.md, section 11, -Wunused-result). */
#include "check_internal.h"

#include <string.h>

/* With the attributes before a method, which are no part of it. */
static uint32_t beginning(const tokens *t, uint32_t first)
{
    while (t->at[first - 1].mate > 0 && t->at[first - 1].mate < first && (t->at[first - 1].lexeme == ')' || t->at[first - 1].lexeme == ']')) {
        uint32_t open = t->at[first - 1].mate;
        bool old = t->at[open - 1].word == WORD_ATTRIBUTE;
        if (!old && t->at[open].lexeme != '[')
            break;
        first = open - old;
    }
    return first;
}

static head head_of(const module *m, const node *form)
{
    uint32_t first = form->form.kind == FORM_METHOD ? beginning(m->tokens, form->first) : form->first;
    return (head){m, form, {first, (form->form.body ? form->form.body->first : form->last) - 1}};
}

/* The word in what is declared that says so; 0: there is none. */
static uint32_t says_must_use(const head *h)
{
    static const char *const words[] = {"nodiscard", "__nodiscard__", "warn_unused_result", "__warn_unused_result__"};
    const tokens *t = h->of->tokens;
    const signature *sig = h->form->form.signature;
    for (uint32_t i = h->tokens.first; i <= h->tokens.last; i++) {
        if (i == sig->parameter_tokens.first)
            i = sig->parameter_tokens.last;
        for (size_t k = 0; t->at[i].lexeme == LEX_NAME && k < sizeof words / sizeof *words; k++)
            if (token_is(t, i, words[k]) && i != sig->name)
                return i;
    }
    return 0;
}

static void mark_form(program *p, const module *m, const node *form, symbol *s)
{
    if (!s)
        return;
    head h = head_of(m, form);
    for (symbol *a = s; a; a = s->manager ? NULL : a->alternative)
        if (a->module == m || !form->form.is_static)
            LIST_ADD(p->arena, a->heads, h);
    uint32_t word = says_must_use(&h);
    if (!word)
        return;
    s->must_use = (place){m, word};
    for (symbol *a = program_find_anywhere(p, s->name); a && !s->manager; a = a->alternative)
        if (a->module == m)
            a->must_use = s->must_use;    /* a prototype of several definitions */
}

/* Prototypes may say so too, of what is defined elsewhere. */
static void mark_module(program *p, const module *m)
{
    for (const node *n = m->unit->items; n; n = n->next) {
        if (n->kind == NODE_FORM)
            mark_form(p, m, n, program_find_anywhere(p, token_text(p->arena, m->tokens, n->form.signature->name)));
        const symbol *manager = n->kind == NODE_MANAGER ? program_find_anywhere(p, token_text(p->arena, m->tokens, n->manager.name)) : NULL;
        for (const node *f = manager && manager->kind == SYMBOL_MANAGER ? n->manager.members : NULL; f; f = f->next)
            if (f->kind == NODE_FORM)
                mark_form(p, m, f, symbol_method(manager, token_text(p->arena, m->tokens, f->form.signature->name)));
    }
}

void mark_results(program *p)
{
    for (size_t i = 0; i < p->modules.count; i++)
        mark_module(p, p->modules.at[i]);
    mark_module(p, p->main);
}

/* [[nodiscard("reason")]] */
static uint32_t reason_of(const place *p)
{
    const token *t = p->module->tokens->at;
    return t[p->token + 1].lexeme == '(' && t[p->token + 2].lexeme == LEX_STRING ? p->token + 2 : 0;
}

static void dropped(checker *c, const node *call)
{
    const symbol *s = coroutine_of(c, call);
    if (!s || !s->must_use.token || symbol_signature(s)->is_void)
        return;
    const place *p = &s->must_use;
    uint32_t reason = reason_of(p);
    diag_warning(c->diag, WARNING_UNUSED_RESULT, span_of(c, call->first, call->last), "the result of '%s' is dropped, and must be used%s%s", s->name,
                 reason ? ": " : "", reason ? token_text(c->arena, p->module->tokens, reason) : "");
    diag_note(c->diag, place_span(*p), "'%s' is declared so here", s->name);
    if (call->kind == NODE_AWAIT)
        diag_note(c->diag, span_of(c, call->first, call->first), "'(void)await …' drops it on purpose");
}

void check_dropped(checker *c, const node *n)
{
    switch (n ? n->kind : NODE_RUN) {
    case NODE_AWAIT: dropped(c, n); break;
    case NODE_PARENTHESES:
        if (n->sequence.items && !n->sequence.items->next)
            check_dropped(c, n->sequence.items);
        break;
    case NODE_COMMA:
        for (const node *i = n->sequence.items; i; i = i->next)
            check_dropped(c, i);
        break;
    case NODE_CONDITIONAL:
        check_dropped(c, n->conditional.then);
        check_dropped(c, n->conditional.otherwise);
        break;
    case NODE_GATHER:
        for (const node *b = n->gather.branches; b; b = b->next)
            if (!b->await.result)
                dropped(c, b);
        break;
    default: break;
    }
}
