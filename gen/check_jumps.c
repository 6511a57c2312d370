/* Ways in and out of blocks: no jump may enter one that has a cleanup or handlers, or leave a defer block. */
#include "check_internal.h"
#include "labels.h"
#include "spelling.h"

/* ---- regions ---- */

const region *enter_region(checker *c, region_kind kind, const node *n)
{
    const region *outside = c->region;
    region *r = arena_alloc(c->arena, sizeof *r);
    *r = (region){kind, n, outside, outside ? outside->depth + 1 : 0};
    c->region = r;
    return outside;
}

static const char *region_name(region_kind kind)
{
    static const char *const names[] = {"the body", "the block of 'with'", "the loop of 'async for'", "the block of 'try'", "a handler",
                                        "the 'else' of a 'try'", "a 'finally'", "a 'defer'", "what is left through a 'defer'"};
    return names[kind];
}

static uint32_t part_of(const region *r)
{
    const node *n = r->node;
    switch (r->kind) {
    case REGION_ELSE: return n->attempt.otherwise->first - 1;
    case REGION_FINALLY: return n->attempt.finally->first - 1;
    default: return n->first;
    }
}

static void note_region(checker *c, const region *r)
{
    uint32_t at = part_of(r), last = at;
    if (r->kind == REGION_WITH && r->node->with.is_async)
        last++;
    diag_note(c->diag, span_of(c, at, last), r->kind == REGION_AFTER_DEFER ? "the 'defer' is here" : "the block is here");
}

/* The innermost region that is around both. */
static const region *common(const region *a, const region *b)
{
    while (a != b) {
        const region *deeper = a->depth >= b->depth ? a : b;
        if (deeper == a)
            a = a->outer;
        else
            b = b->outer;
    }
    return a;
}

/* The outermost region around INNER that is inside of OUTER. */
static const region *child_towards(const region *outer, const region *inner)
{
    while (inner->outer != outer)
        inner = inner->outer;
    return inner;
}

/* ---- out of a block ---- */

/* Gives whether it is an error. */
static bool check_leaving(checker *c, const node *n, const region *from, const region *to, const char *what)
{
    for (const region *r = from; r && r != to; r = r->outer) {
        if (r->kind == REGION_DEFER) {
            diag_error(c->diag, span_of(c, n->first, n->first), "'%s' leaves a 'defer'", what);
            note_region(c, r);
            return true;
        }
        if (r->kind == REGION_FINALLY) {
            diag_warning(c->diag, WARNING_FINALLY_JUMP, span_of(c, n->first, n->first),
                         "'%s' leaves a 'finally': an error or another way out is dropped", what);
            note_region(c, r);
            diag_note(c->diag, span_of(c, n->first, n->first), "at the end of the 'finally' what was under way goes on; 'except' is where an error is dropped");
            return false;
        }
    }
    return false;
}

void check_break(checker *c, const node *n)
{
    bool is_break = n->kind == NODE_BREAK;
    breakable *b = is_break ? c->breakable : c->loop;
    leave_loop(c, b, is_break);
    if (!b)
        diag_error(c->diag, span_of(c, n->first, n->first), is_break ? "'break' outside a loop or switch" : "'continue' outside a loop");
    else
        check_leaving(c, n, c->region, b->region, is_break ? "break" : "continue");
}

void check_case(checker *c, const node *n)
{
    span where = span_of(c, n->first, n->first);
    reach_case(c, c->inner_switch, n->kind == NODE_DEFAULT);
    const char *what = n->kind == NODE_CASE ? "case" : "default";
    if (!c->inner_switch) {
        diag_error(c->diag, where, "'%s' outside a switch", what);
        return;
    }
    if (c->region == c->inner_switch->region)
        return;
    const region *r = child_towards(c->inner_switch->region, c->region);
    diag_error(c->diag, where, "'%s' is a jump from its switch into %s", what, region_name(r->kind));
    note_region(c, r);
}

/* ---- goto ---- */

static jump_label *find_label(const checker *c, uint32_t name)
{
    jump_label *l = c->labels[name_hash(c, name) % NAME_SLOTS];
    while (l && !same_label(c->tokens, c->form->form.body->first, l->node->label.name, name))
        l = l->next;
    return l;
}

const node *label_named(const checker *c, uint32_t name)
{
    const jump_label *l = find_label(c, name);
    return l ? l->node : NULL;
}

void note_label(checker *c, const node *n)
{
    const jump_label *old = find_label(c, n->label.name);
    if (old) {
        diag_error(c->diag, span_of(c, n->first, n->first), "the label '%s' stands twice", text_of(c, n->label.name));
        diag_note(c->diag, span_of(c, old->node->first, old->node->first), "it is here too");
        return;
    }
    jump_label *l = arena_alloc(c->arena, sizeof *l);
    uint32_t slot = name_hash(c, n->label.name) % NAME_SLOTS;
    *l = (jump_label){.node = n, .region = c->region, .cleanup = c->cleanup, .next = c->labels[slot]};
    c->labels[slot] = l;
    reach_label(c, l);
}

void note_label_address(checker *c, uint32_t token)
{
    LIST_ADD(c->arena, c->label_addresses, token);
}

void note_goto(checker *c, const node *n)
{
    pending_goto g = {n, c->region};
    const node *to = n->expression.value;
    LIST_ADD(c->arena, c->gotos, g);
    if (to->first != to->last || c->t[to->first].lexeme != LEX_NAME)
        check_expression(c, to, IN_EXPRESSION);
    bool computed = to->first != to->last;
    leave_to(c, computed ? NULL : find_label(c, to->first), computed ? 0 : to->first);
}

static void check_computed(checker *c, const pending_goto *g)
{
    for (size_t i = 0; i < c->label_addresses.count; i++) {
        const jump_label *l = find_label(c, c->label_addresses.at[i]);
        if (!l || l->region == g->region)
            continue;
        diag_error(c->diag, span_of(c, g->node->first, g->node->first),
                   "a computed goto can't enter or leave a block that has a cleanup or handlers");
        diag_note(c->diag, span_of(c, l->node->first, l->node->first), "'%s' is in another one", text_of(c, l->node->label.name));
        return;
    }
}

static void unknown_label(checker *c, uint32_t name)
{
    spelling near = {.text = text_of(c, name)};
    for (size_t i = 0; i < NAME_SLOTS; i++)
        for (const jump_label *l = c->labels[i]; l; l = l->next)
            spelling_try(&near, text_of(c, l->node->label.name));
    if (near.best) {
        diag_error(c->diag, span_of(c, name, name), "there is no label '%s' in this body; did you mean '%s'?", near.text, near.best);
        diag_fix(c->diag, span_of(c, name, name), near.best);
    } else {
        diag_error(c->diag, span_of(c, name, name), "there is no label '%s' in this body", near.text);
    }
}

static void check_goto(checker *c, const pending_goto *g)
{
    const node *to = g->node->expression.value;
    if (c->t[to->first].lexeme != LEX_NAME || to->first != to->last) {
        check_computed(c, g);
        return;
    }
    const jump_label *l = find_label(c, to->first);
    if (!l) {
        if (!find_macro(c, to->first))
            unknown_label(c, to->first);
        return;
    }
    const region *both = common(g->region, l->region);
    if (!check_leaving(c, g->node, g->region, both, "goto") && both != l->region) {
        const region *r = child_towards(both, l->region);
        diag_error(c->diag, span_of(c, g->node->first, to->last), "a jump into %s", region_name(r->kind));
        note_region(c, r);
        diag_note(c->diag, span_of(c, l->node->first, l->node->first), "the label is here");
    }
}

void report_hidden_jump(checker *c, uint32_t token)
{
    diag_error(c->diag, span_of(c, token, token), "'%s' in an expression, which acmc does not take apart", text_of(c, token));
}

/* It has to stay in its blocks: what is done on ways out of them would be left out.  What is not found is a label of the expression itself. */
static void check_hidden_goto(checker *c, const hidden_goto *g)
{
    const jump_label *l = c->t[g->token + 1].lexeme == LEX_NAME ? find_label(c, g->token + 1) : NULL;
    bool computed = c->t[g->token + 1].lexeme != LEX_NAME;
    if (l ? l->region != g->region || l->cleanup != g->cleanup : computed && (g->region->outer || g->cleanup))
        report_hidden_jump(c, g->token);
}

void check_jumps(checker *c)
{
    for (size_t i = 0; i < c->hidden_gotos.count; i++)
        check_hidden_goto(c, &c->hidden_gotos.at[i]);
    for (size_t i = 0; i < c->gotos.count; i++)
        check_goto(c, &c->gotos.at[i]);
    for (size_t i = 0; i < c->label_addresses.count; i++)
        if (!find_label(c, c->label_addresses.at[i]))
            unknown_label(c, c->label_addresses.at[i]);
}

/* ---- return and yield ---- */

/* Whether specifiers say for certain that there is a result: a name alone may be a typedef or macro of void. */
static bool has_result(const checker *c, const signature *sig)
{
    if (sig->is_void)
        return false;
    if (sig->declarator.first < sig->name)
        return true;
    for (uint32_t i = sig->specifiers.first; i <= sig->specifiers.last; i++) {
        int word = c->t[i].word;
        if (word == WORD_STRUCT || word == WORD_UNION || word == WORD_ENUM || (word >= WORD_CHAR && word <= WORD_INT128))
            return true;
    }
    return false;
}

/* `return f();` and `return (void)x;` in a function of void: the value is none. */
static bool is_void_value(const checker *c, const node *value)
{
    if (c->t[value->first].lexeme == '(' && c->t[value->first + 1].word == WORD_VOID && c->t[value->first + 2].lexeme == ')')
        return true;
    if (value->kind != NODE_AWAIT || value->await.method)
        return value->kind == NODE_AWAIT;
    const symbol *s = symbol_at(c, value->await.callee.first);
    return !s || s->kind != SYMBOL_COROUTINE || symbol_signature(s)->is_void;
}

static void note_form(checker *c)
{
    uint32_t name = c->form->form.signature->name;
    diag_note(c->diag, span_of(c, name, name), "'%s' is declared here", text_of(c, name));
}

void check_return(checker *c, const node *n)
{
    const signature *sig = c->form->form.signature;
    const node *value = n->expression.value;
    const char *name = text_of(c, sig->name);
    close_way(c);
    check_leaving(c, n, c->region, NULL, "return");
    bool yields = c->form->form.kind == FORM_CONTEXT || c->form->form.kind == FORM_GENERATOR;
    if (value && yields) {
        diag_error(c->diag, span_of(c, value->first, value->last), "a value returned from the %s '%s': its %s what it yields",
                   c->form->form.kind == FORM_CONTEXT ? "context" : "generator", name, c->form->form.kind == FORM_CONTEXT ? "value is" : "values are");
        note_form(c);
    } else if (value && sig->is_void && !is_void_value(c, value)) {
        diag_error(c->diag, span_of(c, value->first, value->last), "a value returned from '%s', which has no result", name);
        note_form(c);
    } else if (!value && !yields && has_result(c, sig)) {
        diag_error(c->diag, span_of(c, n->first, n->first), "no value returned from '%s', which has a result", name);
        note_form(c);
    }
}

void check_yield(checker *c, const node *n)
{
    note_suspension(c, n->last);
    const signature *sig = c->form->form.signature;
    const node *value = n->expression.value;
    const char *name = text_of(c, sig->name);
    if (c->is_plain) {
        not_in_plain_method(c, n->first, n->first, "yield");
    } else if (c->form->form.kind != FORM_CONTEXT && c->form->form.kind != FORM_GENERATOR) {
        int type = sig->specifiers.first == sig->specifiers.last ? c->t[sig->specifiers.first].word : WORD_NONE;
        if (type == WORD_GENERATOR || type == WORD_CONTEXT) {
            span where = span_of(c, sig->name, sig->name);
            if (!diag_has_error_in(c->diag, where))
                diag_error(c->diag, where, "expected the type of what is yielded after '%s', saw '%s'", text_of(c, sig->specifiers.first), name);
        } else {
            diag_error(c->diag, span_of(c, n->first, n->first), "'yield' in '%s', which is neither a context nor a generator", name);
            note_form(c);
        }
    } else if (value && sig->is_void && !is_void_value(c, value)) {
        diag_error(c->diag, span_of(c, value->first, value->last), "a value yielded from '%s', whose type is void", name);
        note_form(c);
    } else if (!value && has_result(c, sig)) {
        diag_error(c->diag, span_of(c, n->first, n->first), "no value yielded from '%s', which has one", name);
        note_form(c);
    }
    check_yield_in_scope(c, n);
}
