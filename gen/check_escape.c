/* What `as` names point to is left with their blocks, and a handler's error ends with it: where such a pointer is returned, or stored
 * where it is found later (language.md, sections 3 and 11, -Wescape).  Stores are noted when the body is looked through, and followed when its paths are known. */
#include "graph.h"

#include <string.h>

enum { MOST_STORES = 200 };               /* of a body that are followed */

/* ---- noting ---- */

static bool is_in_block(const local *l, const node *block)
{
    return l->scope && l->scope->first >= block->first && l->scope->last <= block->last;
}

/* Whether what WITH's ITEM enters is left no later than what the other name stands for. */
static bool is_left_first(const local *l, const local *other)
{
    if (!other->item || other->statement->kind != NODE_WITH)
        return false;
    const node *outer = other->statement->with.body;
    bool inside = l->statement->first >= outer->first && l->statement->last <= outer->last;
    return inside || (l->item && l->statement == other->statement && other->item->first < l->item->first);
}

/* Where a target is: in memory that outlives the block, in a local that may, or somewhere else. */
static bool find_target(const checker *c, store *s)
{
    uint32_t name = s->target.first;
    while (name < s->target.last && (c->t[name].lexeme == '*' || c->t[name].lexeme == '('))
        name++;
    if (c->t[name].lexeme != LEX_NAME)
        return false;
    local *l = find_local(c, name);
    bool far = c->t[s->target.first].lexeme == '*';
    for (uint32_t i = name; i <= s->target.last; i++) {
        if (c->t[i].lexeme == '(' && i > name)
            return false;
        far |= c->t[i].lexeme == LEX_ARROW || (c->t[i].lexeme == '[' && !(l && l->is_array && i == name + 1));
    }
    if (!l) {
        const file_name *f = find_file_name(c, name);
        return f && !f->is_function && !f->is_type && !find_macro(c, name);
    }
    switch (l->kind) {
    case LOCAL_PARAMETER:
        s->into = far ? NULL : l;
        return far || l->name;
    case LOCAL_VARIABLE:
        s->into = l->is_static ? NULL : l;
        return l->is_static || (!far && !is_in_block(l, block_of(s->of)));
    case LOCAL_AS: return far && l != s->of && is_left_first(s->of, l);
    default: return false;
    }
}

/* A timeout, a group or an exit stack of the library is made to be handed to others while its block waits. */
static bool is_handed_out(const checker *c, const store *s)
{
    if (!s->of->item)
        return false;
    const symbol *entered = symbol_at(c, s->of->item->item.manager->await.callee.first);
    uint32_t last = s->of->statement->with.body->last;
    return entered && entered->module->is_library && c->tokens->awaits[last] > c->tokens->awaits[s->statement->last];
}

/* `acm_error_keep(e);` somewhere in the handler. */
static bool is_kept(const checker *c, const local *of)
{
    const node *handler = of->statement;
    for (uint32_t i = handler->first; of->kind == LOCAL_HANDLER && i < handler->last; i++)
        if (token_is(c->tokens, i, "acm_error_keep"))
            return true;
    return false;
}

static void note_store(checker *c, const node *statement, range target, local *of)
{
    store s = {.statement = statement, .target = target, .of = of};
    if (c->stores.count < MOST_STORES && find_target(c, &s) && (s.into || !is_handed_out(c, &s)) && !is_kept(c, of))
        LIST_ADD(c->arena, c->stores, s);
}

/* `a = b = value;` */
void note_stores(checker *c, const node *statement)
{
    const node *value = statement->expression.value;
    range all = {value->first, value->last};
    uint32_t equals = value->kind == NODE_RUN ? find_outside(c, all, '=') : 0, from = all.first, last = 0;
    for (uint32_t e = equals; e; e = find_outside(c, (range){e + 1, all.last}, '='))
        last = e;
    local *of = last ? pointer_of_as(c, (range){last + 1, all.last}) : NULL;
    for (uint32_t e = equals; of && e; e = e < last ? find_outside(c, (range){e + 1, all.last}, '=') : 0) {
        note_store(c, statement, (range){from, e - 1}, of);
        from = e + 1;
    }
}

/* `T *p = as_name;`, where nothing else is ever assigned to p. */
void note_copy(checker *c, local *l, const node *initializer)
{
    enum { MOST_COPIES = 100 };           /* for each the rest of the block is read */
    local *of = l && initializer && initializer->kind == NODE_RUN && l->kind == LOCAL_VARIABLE && !l->is_static
                    ? pointer_of_as(c, (range){initializer->first, initializer->last}) : NULL;
    if (!of || c->copies++ >= MOST_COPIES)
        return;
    for (uint32_t i = initializer->last + 1; i < of->statement->last; i++) {
        if (c->t[i].lexeme != LEX_NAME || is_member_name(c, i) || !tokens_same(c->tokens, i, c->tokens, l->name))
            continue;
        int before = c->t[i - 1].lexeme, after = c->t[i + 1].lexeme;
        if (before == '&' || before == LEX_INCREMENT || after == '=' || after == LEX_ASSIGN || after == LEX_INCREMENT)
            return;
    }
    l->same_as = of;
}

static bool is_error(const local *of) { return of->kind == LOCAL_HANDLER; }

static void note_end(checker *c, const local *of)
{
    uint32_t end = block_of(of)->last;
    diag_note(c->diag, span_of(c, end, end), is_error(of) ? "'%s' ends with its handler here" : "what '%s' stands for is left here", text_of(c, of->name));
}

static void note_keep(checker *c, uint32_t token, const local *of)
{
    diag_note(c->diag, span_of(c, token, token), "'acm_error_keep(%s)' keeps an error until 'acm_error_drop'", text_of(c, of->name));
}

void check_returned(checker *c, const node *statement)
{
    const node *value = statement->expression.value;
    const local *of = value ? pointer_of_as(c, (range){value->first, value->last}) : NULL;
    if (!of)
        return;
    diag_warning(c->diag, WARNING_ESCAPE, span_of(c, value->first, value->last),
                 is_error(of) ? "'%s' is returned, but ends with its handler" : "'%s' is returned, but what it stands for is left with its block",
                 text_of(c, of->name));
    note_end(c, of);
    if (is_error(of))
        note_keep(c, value->first, of);
    else
        diag_note(c->diag, span_of(c, statement->first, statement->first),
              "copy what is needed, or make this a context: it hands the value to its caller's block with 'yield'");
}

/* ---- following ---- */

/* What is evaluated in a step. */
static range evaluated(const step *s)
{
    static const range nothing = {1, 0};
    const node *n = s->node, *part = NULL;
    if (!n || (s->kind != STEP_DO && s->kind != STEP_YIELD))
        return nothing;
    switch (n->kind) {
    case NODE_IF: part = n->branch.condition; break;
    case NODE_WHILE: case NODE_DO: case NODE_FOR: case NODE_SWITCH: part = n->loop.condition; break;
    case NODE_LOOP_MACRO: return (range){n->first, n->loop.body->first - 1};
    case NODE_ASYNC_FOR: part = n->async_for.call; break;
    case NODE_ITEM: part = n->item.manager; break;
    case NODE_RETURN: case NODE_YIELD: part = n->expression.value; break;
    case NODE_TRY: case NODE_DEFER: case NODE_LABEL: case NODE_CASE: case NODE_DEFAULT: case NODE_DIRECTIVE: case NODE_GOTO: case NODE_BREAK: case NODE_CONTINUE:
        return nothing;
    default: part = n; break;
    }
    return part ? (range){part->first, part->last} : nothing;
}

/* Whether a name is only compared, with NULL as it may be: `x != NULL`, `!x`, `x && …`. */
static bool is_only_tested(const checker *c, uint32_t i)
{
    int before = c->t[i - 1].lexeme, after = c->t[i + 1].lexeme;
    bool logic_before = before == '!' || before == LEX_AND || before == LEX_OR, logic_after = after == '?' || after == LEX_AND || after == LEX_OR;
    bool compared_before = token_is(c->tokens, i - 1, "==") || token_is(c->tokens, i - 1, "!=");
    bool compared_after = token_is(c->tokens, i + 1, "==") || token_is(c->tokens, i + 1, "!=");
    bool begins = logic_before || compared_before || before == '(' || before == '=' || before == ',' || c->t[i - 1].word == WORD_RETURN;
    bool ends = logic_after || compared_after || after == ')' || after == ';' || after == ',';
    return begins && ends && (logic_before || compared_before || logic_after || compared_after);
}

static bool is_sized(const checker *c, uint32_t i)
{
    while (c->t[i - 1].lexeme == '(' || c->t[i - 1].lexeme == '*')
        i--;
    return c->t[i - 1].word == WORD_SIZEOF;
}

/* The token where a local is used, and not only compared, asked for its size or assigned to; 0: none. */
static uint32_t find_use(const checker *c, const local *l, const step *s)
{
    range r = evaluated(s);
    bool condition = s->node && (s->node->kind == NODE_IF || s->node->kind == NODE_WHILE || s->node->kind == NODE_FOR);
    if (condition && r.first == r.last)
        return 0;
    for (uint32_t i = r.first; i <= r.last; i++) {
        if (c->t[i].lexeme != LEX_NAME || is_member_name(c, i) || !tokens_same(c->tokens, i, c->tokens, l->name))
            continue;
        bool assigned = c->t[i + 1].lexeme == '=' && i == r.first;
        if (!assigned && !is_sized(c, i) && !is_only_tested(c, i))
            return i;
    }
    return 0;
}

/* Whether a step assigns the target, or for a local all of it, again. */
static bool assigns(const checker *c, const store *s, const step *at)
{
    const node *n = at->node;
    if (at->kind != STEP_DO || !n)
        return false;
    if (n->kind == NODE_DECLARATION)
        for (const node *d = n->declaration.declarators; s->into && d; d = d->next)
            if (d->declarator.name && tokens_same(c->tokens, d->declarator.name, c->tokens, s->into->name))
                return true;
    range target = s->into ? (range){s->into->name, s->into->name} : s->target;
    uint32_t length = target.last - target.first + 1;
    return n->kind == NODE_EXPRESSION && n->first + length < n->last && c->t[n->first + length].lexeme == '=' && tokens_same_range(c->tokens, target, c->tokens, (range){n->first, n->first + length - 1});
}

/* Whether the block of the name has been left before a step. */
static bool is_behind(const store *s, const step *at)
{
    const node *handler = s->of->statement;
    if (!is_error(s->of))
        return at->kind == STEP_EXIT && at->node == s->of->item;
    return at->kind == STEP_END || (at->node && (at->node->first < handler->first || at->node->first > handler->last));
}

typedef struct place_of_path { uint32_t step; bool is_left; } place_of_path;

/* A path of sure edges from the store on, through the end of the block: to a use behind it, or, if it is not a local that it is stored
 * in, just there.  Gives the token of the use, or of the end; 0: there is none. */
static uint32_t follow(checker *c, const graph *g, const store *s, uint32_t from, bool *const seen[2], bool *is_returned)
{
    memset(seen[0], 0, g->steps.count);
    memset(seen[1], 0, g->steps.count);
    bool whole = s->into && s->target.first == s->target.last;
    LIST(place_of_path) open = {0};
    LIST_ADD(c->arena, open, ((place_of_path){from, false}));
    while (open.count) {
        place_of_path p = open.at[--open.count];
        const step *at = &g->steps.at[p.step];
        const node *value = at->node && at->kind == STEP_DO && at->node->kind == NODE_RETURN ? at->node->expression.value : NULL;
        *is_returned = whole && !p.is_left && value && value->first == value->last && tokens_same(c->tokens, value->first, c->tokens, s->into->name);
        if (*is_returned)
            return value->first;
        if (!p.is_left && is_behind(s, at)) {
            if (!s->into)
                return block_of(s->of)->last;
            p.is_left = true;
        }
        uint32_t use = p.is_left ? find_use(c, s->into, at) : 0;
        if (use)
            return use;
        if ((p.step != from || p.is_left) && assigns(c, s, at))
            continue;
        for (uint32_t i = g->first[p.step]; i < g->first[p.step + 1]; i++) {
            const edge *e = &g->edges.at[i];
            if (!e->is_sure || e->is_error || seen[p.is_left][e->to])
                continue;
            seen[p.is_left][e->to] = true;
            LIST_ADD(c->arena, open, ((place_of_path){e->to, p.is_left}));
        }
    }
    return 0;
}

static void say(checker *c, const store *s, uint32_t use, bool is_returned)
{
    const char *name = text_of(c, s->of->name), *target = tokens_text(c->arena, c->tokens, s->target.first, s->target.last);
    const char *block = is_error(s->of) ? "handler" : "block";
    const node *n = s->statement;
    span where = span_of(c, n->first, n->expression.value->last);
    if (!s->into)
        diag_warning(c->diag, WARNING_ESCAPE, where, "'%s' is stored in '%s', where it outlives its %s", name, target, block);
    else if (is_returned)
        diag_warning(c->diag, WARNING_ESCAPE, where, "'%s' is stored in '%s', and returned out of its %s", name, target, block);
    else
        diag_warning(c->diag, WARNING_ESCAPE, where, "'%s' is stored in '%s', and used after its %s", name, target, block);
    note_end(c, s->of);
    if (s->into)
        diag_note(c->diag, span_of(c, use, use), is_returned ? "it is returned here" : "it is used here");
    if (is_error(s->of))
        note_keep(c, n->first, s->of);
    else if (s->into)
        diag_note(c->diag, span_of(c, n->first, n->first), "what is needed after the block is copied in it, or the block is made to end later");
    else
        diag_note(c->diag, span_of(c, n->first, n->first), "set it to NULL before the block ends, or store a copy of what is needed");
}

void check_escape(checker *c, const graph *g)
{
    bool *seen[2] = {NULL, NULL};
    if (!c->stores.count || !g->is_known)
        return;
    for (int i = 0; i < 2; i++)
        seen[i] = arena_alloc(c->arena, g->steps.count);
    for (size_t k = 0; k < c->stores.count; k++) {
        const store *s = &c->stores.at[k];
        for (uint32_t i = 0; i < g->steps.count; i++) {
            bool is_returned;
            uint32_t use = g->steps.at[i].node == s->statement && g->steps.at[i].kind == STEP_DO ? follow(c, g, s, i, seen, &is_returned) : 0;
            if (use) {
                say(c, s, use, is_returned);
                break;
            }
        }
    }
}
