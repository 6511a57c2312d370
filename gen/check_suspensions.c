/* Locals that hold what does not outlive a suspension (language.md, section 4): memory of alloca, registers that asm names, what
 * setjmp saved, locals that macros declare.  Names are looked at in the order in which expressions are evaluated: awaits first. */
#include "check_internal.h"

/* ---- what they hold ---- */

static const uint32_t none = 0;

/* Past casts; NONE: nothing is left. */
static uint32_t skip_casts(const checker *c, uint32_t first, uint32_t last)
{
    while (first < last && c->t[first].lexeme == '(' && c->t[first].mate > first && c->t[first].mate < last)
        first = c->t[first].mate + 1;
    return first <= last ? first : none;
}

static bool is_alloca(const checker *c, uint32_t at)
{
    return c->t[at].lexeme == LEX_NAME && c->t[at + 1].lexeme == '('
        && (token_is(c->tokens, at, "alloca") || token_is(c->tokens, at, "__builtin_alloca") || token_is(c->tokens, at, "strdupa")
            || token_is(c->tokens, at, "strndupa"));
}

/* Whether a value is memory of alloca: alloca(…), a local that has it, or a place in it. */
static bool is_of_alloca(const checker *c, uint32_t first, uint32_t last)
{
    uint32_t at = skip_casts(c, first, last);
    if (!at || c->t[at].lexeme != LEX_NAME)
        return false;
    if (is_alloca(c, at))
        return true;
    const local *l = find_local(c, at);
    bool whole = at == last || c->t[at + 1].lexeme == '+' || c->t[at + 1].lexeme == '-';
    return l && whole && l->fragile == FRAGILE_ALLOCA;
}

static bool is_register_asm(const checker *c, range specifiers, range declarator)
{
    bool is_register = false;
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++)
        is_register |= c->t[i].word == WORD_REGISTER;
    for (uint32_t i = declarator.first; is_register && i <= declarator.last; i++)
        if (c->t[i].word == WORD_ASM)
            return true;
    return false;
}

static void hold(checker *c, local *l, fragile what)
{
    l->fragile = what;
    l->since = ++c->clock;
}

/* Whether an initializer has such a value for a member or element. */
static bool has_alloca(const checker *c, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; c->t[first].lexeme == '{' && i < last; i++) {
        const bool begins = c->t[i].lexeme == '{' || c->t[i].lexeme == ',' || c->t[i].lexeme == '=';
        if (begins && is_of_alloca(c, i + 1, last))
            return true;
    }
    return false;
}

void note_fragile(checker *c, local *l, range specifiers, range declarator, const node *initializer)
{
    if (is_register_asm(c, specifiers, declarator))
        hold(c, l, FRAGILE_REGISTER);
    else if (initializer && (is_of_alloca(c, initializer->first, initializer->last) || has_alloca(c, initializer->first, initializer->last)))
        hold(c, l, FRAGILE_ALLOCA);
}

/* The `=` behind a local, or a member or element of it; NONE if there is none. */
static uint32_t assignment_of(const checker *c, uint32_t first, uint32_t last)
{
    uint32_t i = first + 1;
    while (i < last && (c->t[i].lexeme == '[' || c->t[i].lexeme == '.'))
        i = c->t[i].lexeme == '[' ? c->t[i].mate + 1 : i + 2;
    return i < last && c->t[i].lexeme == '=' ? i : none;
}

void note_assignment(checker *c, uint32_t first, uint32_t last)
{
    const uint32_t equals = c->t[first].lexeme == LEX_NAME ? assignment_of(c, first, last) : none;
    local *l = equals ? find_local(c, first) : NULL;
    if (!l)
        return;
    const bool is_part = equals > first + 1, is_fragile = is_of_alloca(c, equals + 1, last);
    if (is_part && !is_fragile)
        return;
    bool kept = l->fragile == FRAGILE_REGISTER || l->fragile == FRAGILE_MACRO;
    hold(c, l, kept ? l->fragile : is_fragile ? FRAGILE_ALLOCA : FRAGILE_NOT);
}

static void declare_by_macro(checker *c, uint32_t at, const macro_name *n)
{
    uint32_t name = n->parameter ? macro_argument_name(c->tokens, at, n->parameter) : 0;
    if (n->parameter && !name)
        return;
    local *l = add_local(c, LOCAL_MACRO, name ? c->tokens->source->bytes + c->t[name].start : n->text,
                         name ? c->t[name].end - c->t[name].start : n->length);
    l->name = name;
    l->macro = at;
    hold(c, l, FRAGILE_MACRO);
}

void declare_by_macros(checker *c, uint32_t at)
{
    definition *m = c->t[at].lexeme == LEX_NAME && !find_local(c, at) ? macro_of_token(c->program, at) : NULL;
    macro_names names = m ? macro_declares(c->program, m, at) : (macro_names){0};
    for (size_t i = 0; i < names.count; i++)
        declare_by_macro(c, at, &names.at[i]);
}

void use_by_loop_macro(checker *c, uint32_t at)
{
    for (local *l = c->last; l && l->depth == c->depth; l = l->before)
        if (l->kind == LOCAL_MACRO && l->macro == at)
            note_use(c, l, l->name ? l->name : at, l->since);
}

/* ---- uses ---- */

static const char *description(const checker *c, const local *l)
{
    switch (l->fragile) {
    case FRAGILE_ALLOCA: return "memory of alloca";
    case FRAGILE_REGISTER: return "a register that asm names";
    case FRAGILE_SETJMP: return "what setjmp saved";
    default: return arena_printf(c->arena, "a local of the macro '%s'", text_of(c, l->macro));
    }
}

void outlived(checker *c, local *l, uint32_t token, uint32_t suspension)
{
    if (l->is_reported || c->is_plain || !l->fragile)
        return;
    l->is_reported = true;
    diag_error(c->diag, span_of(c, token, token), "'%.*s' is %s, which does not outlive a suspension", (int)l->length, l->text,
               description(c, l));
    diag_note(c->diag, span_of(c, suspension, suspension), "it is used after this one");
    if (l->name != token)
        note_declared(c, l);
}

static void use_local(checker *c, local *l, uint32_t token)
{
    if (c->t[token + 1].lexeme == '=' || !l->fragile || (l->name && arms_exclude(c->tokens, l->name, token)))
        return;
    note_use(c, l, token, l->since);
    if (!c->way.is_closed && c->way.since > l->since)
        outlived(c, l, token, c->way.token);
}

static bool is_setjmp(const checker *c, uint32_t at)
{
    return c->t[at + 1].lexeme == '(' && (token_is(c->tokens, at, "setjmp") || token_is(c->tokens, at, "_setjmp") || token_is(c->tokens, at, "sigsetjmp")
                                          || token_is(c->tokens, at, "__builtin_setjmp"));
}

static bool is_unevaluated(int word)
{
    return word == WORD_SIZEOF || word == WORD_ALIGNOF || (word >= WORD_TYPEOF && word <= WORD_TYPEOF_UNQUAL);
}

/* Gives where to go on.  IN_CODE: in the braces of a statement expression, or of a macro's argument, where unknown names may be locals. */
static uint32_t follow_name(checker *c, uint32_t i, bool in_code)
{
    int before = i > 0 ? c->t[i - 1].word : WORD_NONE;
    if (is_unevaluated(c->t[i].word))
        return c->t[i + 1].mate > i + 1 ? c->t[i + 1].mate + 1 : i + 2;
    if (is_setjmp(c, i)) {
        local *l = find_local(c, i + 2);
        if (l && !l->fragile)
            hold(c, l, FRAGILE_SETJMP);
        else if (l)
            l->since = ++c->clock;
        return l ? i + 3 : i + 1;
    }
    if (before == WORD_STRUCT || before == WORD_UNION || before == WORD_ENUM || before == WORD_GOTO || is_member_name(c, i))
        return i + 1;
    local *l = find_local(c, i);
    if (l)
        use_local(c, l, i);
    if (!in_code && (!l || l->is_static))
        follow_unknown_name(c, i);
    return i + 1;
}

void follow_names(checker *c, uint32_t first, uint32_t last)
{
    uint32_t code = 0;                    /* up to here */
    for (uint32_t i = first; i <= last; ) {
        if (c->t[i].lexeme == '{' && i > first && (c->t[i - 1].lexeme == '(' || c->t[i - 1].lexeme == ',') && c->t[i].mate > code)
            code = c->t[i].mate;
        i = c->t[i].lexeme == LEX_NAME ? follow_name(c, i, i < code) : i + 1;
    }
}

/* ---- in the order of evaluation ---- */

static bool has_await(const checker *c, const node *n)
{
    return c->tokens->awaits[n->last + 1] > c->tokens->awaits[n->first];
}

static void follow_awaits(checker *c, const node *n);

/* What a coroutine is called with. */
static void follow_arguments(checker *c, const node *list)
{
    for (const node *a = list; a; a = a->next) {
        follow_expression(c, a);
        uint32_t at = skip_casts(c, a->first, a->last);
        if (!is_of_alloca(c, a->first, a->last) || c->is_plain)
            continue;
        diag_error(c->diag, span_of(c, a->first, a->last), "memory of alloca does not outlive a suspension, and is given to what may suspend");
        if (find_local(c, at))
            note_declared(c, find_local(c, at));
    }
}

static void follow_await(checker *c, const node *n)
{
    follow_arguments(c, n->await.arguments);
    note_suspension(c, n->last);
}

static void follow_spawn(checker *c, const node *n)
{
    follow_expression(c, n->await.group);
    if (n->await.result)
        follow_expression(c, n->await.result);
    follow_arguments(c, n->await.arguments);
}

static void follow_enter(checker *c, const node *n)
{
    const node *m = n->with.items->item.manager;
    follow_expression(c, n->with.stack);
    if (m->kind == NODE_CALL)
        follow_arguments(c, m->await.arguments);
    else
        follow_expression(c, m);
    note_suspension(c, n->last);
}

static void follow_gather(checker *c, const node *n)
{
    for (const node *b = n->gather.branches; b; b = b->next) {
        if (b->await.result)
            follow_expression(c, b->await.result);
        follow_arguments(c, b->await.arguments);
    }
    note_suspension(c, n->last);
}

static void follow_list(checker *c, const node *list)
{
    for (; list; list = list->next)
        if (has_await(c, list))
            follow_awaits(c, list);
}

/* The awaits in it, and what is evaluated to decide whether they are run. */
static void follow_awaits(checker *c, const node *n)
{
    way before;
    switch (n->kind) {
    case NODE_AWAIT: follow_await(c, n); break;
    case NODE_SPAWN: follow_spawn(c, n); break;
    case NODE_GATHER: follow_gather(c, n); break;
    case NODE_ENTER: follow_enter(c, n); break;
    case NODE_AND: case NODE_OR:
        if (!has_await(c, n->binary.right)) {
            follow_awaits(c, n->binary.left);
            break;
        }
        follow_expression(c, n->binary.left);
        before = c->way;
        follow_awaits(c, n->binary.right);
        c->way = join_ways(before, c->way);
        break;
    case NODE_CONDITIONAL:
        follow_expression(c, n->conditional.condition);
        before = c->way;
        if (n->conditional.then && has_await(c, n->conditional.then))
            follow_awaits(c, n->conditional.then);
        if (has_await(c, n->conditional.otherwise))
            follow_awaits(c, n->conditional.otherwise);
        c->way = join_ways(before, c->way);
        break;
    case NODE_COMMA:
        for (const node *i = n->sequence.items; i; i = i->next)
            if (i->next || has_await(c, i))
                follow_expression(c, i);
        break;
    case NODE_ASSIGN:
        if (has_await(c, n->binary.left))
            follow_awaits(c, n->binary.left);
        if (has_await(c, n->binary.right))
            follow_awaits(c, n->binary.right);
        break;
    case NODE_CALL: follow_list(c, n->await.arguments); break;
    case NODE_RUN: break;
    default: follow_list(c, n->sequence.items); break;
    }
}

static void follow_rest(checker *c, const node *n);

static void follow_rest_of(checker *c, const node *list, uint32_t first, uint32_t last)
{
    for (; list; list = list->next) {
        if (list->first > first)
            follow_names(c, first, list->first - 1);
        follow_rest(c, list);
        first = list->last + 1;
    }
    if (first <= last)
        follow_names(c, first, last);
}

/* What is evaluated when the awaits in it have their results. */
static void follow_rest(checker *c, const node *n)
{
    if (!has_await(c, n)) {
        follow_names(c, n->first, n->last);
        return;
    }
    switch (n->kind) {
    case NODE_AWAIT: case NODE_SPAWN: case NODE_GATHER: case NODE_ENTER: break;
    case NODE_AND: case NODE_OR:
        if (!has_await(c, n->binary.right))
            follow_rest(c, n->binary.left);
        follow_rest(c, n->binary.right);
        break;
    case NODE_CONDITIONAL:
        if (n->conditional.then)
            follow_rest(c, n->conditional.then);
        follow_rest(c, n->conditional.otherwise);
        break;
    case NODE_COMMA: {
        const node *last = n->sequence.items;
        while (last->next)
            last = last->next;
        follow_rest(c, last);
        break;
    }
    case NODE_ASSIGN:
        follow_rest(c, n->binary.left);
        follow_rest(c, n->binary.right);
        break;
    case NODE_CALL: follow_rest_of(c, n->await.arguments, n->first, n->last); break;
    default: follow_rest_of(c, n->sequence.items, n->first, n->last); break;
    }
}

void follow_expression(checker *c, const node *n)
{
    if (has_await(c, n))
        follow_awaits(c, n);
    follow_rest(c, n);
}
