/* Forms whose meaning depends on a conditional of the file's are repeated, once for each of its arms: a manager with a
 * conditional between its members, a coroutine with one between its parameters, and what uses a name that the arms define differently, or not all of them define. */
#include <string.h>

#include "distribute_walk.h"
#include "parser.h"

enum { MAX_COPIES = 64, MAX_GROWTH = 200000 };

typedef struct definition {
    const node *node;
    uint32_t name, end;                   /* tokens; end: past its `;` too */
} definition;

/* An arm that a copy is of; 0: of no arm of the conditional whose last is LAST. */
typedef struct decided { uint32_t arm, last; } decided;
typedef LIST(decided) path;

typedef struct forms {
    arena *arena;
    const tokens *tokens;
    shape shape;
    directive *const *directives;
    LIST(definition) all;
    places out;                           /* the tokens of the file to come */
    uint32_t at;                          /* of the file's: the next to be added */
    LIST(const definition *) needed;      /* by the form that is repeated: for these */
    path path;                            /* of the copy that is made */
    bool changed;
} forms;

static bool is_word_at(const forms *f, uint32_t i) { return f->tokens->at[i].lexeme == LEX_NAME; }

static uint32_t name_of(const node *n)
{
    return n->kind == NODE_FORM ? n->form.signature->name : n->kind == NODE_MANAGER ? n->manager.name : n->kind == NODE_ERROR ? n->error.name : 0;
}

static const node *body_of(const node *n) { return n->kind == NODE_FORM ? n->form.body : NULL; }

static void find_forms(forms *f, const unit *unit)
{
    for (const node *n = unit->items; n; n = n->next)
        if (name_of(n)) {
            bool semicolon = n->kind == NODE_MANAGER && f->tokens->at[n->last + 1].lexeme == ';';
            LIST_ADD(f->arena, f->all, ((definition){n, name_of(n), n->last + 1 + semicolon}));
        }
}

/* ---- copies ---- */

static walker walker_for(const forms *f, const places *list)
{
    walker w = {.arena = f->arena, .tokens = f->tokens, .shape = &f->shape, .directives = f->directives};
    size_t *work = arena_alloc(f->arena, sizeof *work);
    *work = 0;
    w.work = work;
    walk_use(&w, *list);
    return w;
}

static uint32_t arm_begun_by(const forms *f, uint32_t directive)
{
    const arms *all = f->tokens->arms;
    for (uint32_t i = 1; i < all->all.count; i++)
        if (all->all.at[i].directive == directive)
            return i;
    return 0;
}

static decided decided_by(const forms *f, uint32_t directive, uint32_t before)
{
    return (decided){directive & MADE ? 0 : arm_begun_by(f, directive), arm_begun_by(f, before)};
}

static bool lacks_name(const forms *f, const places *list, const path *path);
static bool ends_in_error(const forms *f, const path *path);

static bool add_copy(forms *f, const places *list)
{
    if (lacks_name(f, list, &f->path))
        return ends_in_error(f, &f->path);
    for (size_t i = 0; i < list->count; i++)
        LIST_ADD(f->arena, f->out, list->at[i]);
    return true;
}

/* Each copy is what LIST is if the arms around it are compiled; CUTS: the first tokens of the conditionals to be decided. */
static bool add_copies(forms *f, const places *list, const places *cuts, unsigned *copies)
{
    walker w = walker_for(f, list);
    uint32_t torn = 0;
    bool found = false;
    for (; torn < list->count && !found; torn += !found)
        for (size_t k = 0; k < cuts->count && !found; k++)
            found = list->at[torn] == cuts->at[k];
    if (!found)
        return ++*copies <= MAX_COPIES && add_copy(f, list);
    token_lists versions = {0};
    if (!distribute_conditional(&w, torn, &versions))
        return false;
    for (size_t i = 0; i < versions.count; i++) {
        LIST_ADD(f->arena, f->out, versions.at[i].directive);
        LIST_ADD(f->arena, f->path, decided_by(f, versions.at[i].directive, versions.at[i > 0 ? i - 1 : 0].directive));
        if (!add_copies(f, &versions.at[i].tokens, cuts, copies))
            return false;
        f->path.count--;
    }
    LIST_ADD(f->arena, f->out, versions.endif);
    return true;
}

static void copy_up_to(forms *f, uint32_t end)
{
    while (f->at < end)
        LIST_ADD(f->arena, f->out, f->at++);
}

static void repeat(forms *f, const definition *d, const places *list, const places *cuts)
{
    copy_up_to(f, d->node->first);
    size_t before = f->out.count;
    unsigned copies = 0;
    f->path.count = 0;
    if (add_copies(f, list, cuts, &copies) && f->out.count - before < MAX_GROWTH) {
        f->at = d->end;
        f->changed = true;
    } else {
        f->out.count = before;            /* it stays as it is: what it uses may be an error */
    }
}

static void add_form(const forms *f, places *list, const definition *d)
{
    for (uint32_t i = d->node->first; i < d->end; i++)
        LIST_ADD(f->arena, *list, i);
}

/* ---- managers with conditionals between their members, coroutines with conditionals between their parameters ---- */

static bool is_if(const forms *f, uint32_t i) { return f->directives[i] && f->directives[i]->kind == DIRECTIVE_IF; }

/* Of what stands between braces, but in no method's body. */
static places conditionals_inside(const forms *f, uint32_t open)
{
    const token *t = f->tokens->at;
    places found = {0};
    for (uint32_t i = open + 1; i < t[open].mate; i++) {
        if (t[i].lexeme == '{' && t[i - 1].lexeme == ')' && t[i].mate > i)
            i = t[i].mate;
        else if (is_if(f, i))
            LIST_ADD(f->arena, found, i);
    }
    return found;
}

/* The bracket around its members, fields or parameters; 0: it has none. */
static uint32_t bracket_of(const node *n)
{
    switch (n->kind) {
    case NODE_MANAGER: return n->manager.name + 1;
    case NODE_ERROR: return range_empty(n->error.fields) ? 0 : n->error.fields.first;
    case NODE_FORM: return n->form.signature->parameter_tokens.first;
    default: return 0;
    }
}

static void split_forms(forms *f)
{
    for (size_t i = 0; i < f->all.count; i++) {
        const definition *d = &f->all.at[i];
        const uint32_t open = bracket_of(d->node);
        if (!open || f->tokens->at[open].mate <= open)
            continue;
        places cuts = conditionals_inside(f, open), list = {0};
        if (cuts.count == 0)
            continue;
        find_changes(f->arena, f->directives, d->node->first, d->end);
        add_form(f, &list, d);
        repeat(f, d, &list, &cuts);
    }
}

/* ---- what uses names that depend on a conditional ---- */

/* Members but for methods' bodies. */
static bool same_members(const forms *f, const node *a, const node *b)
{
    const node *x = a->manager.members, *y = b->manager.members;
    for (; x && y; x = x->next, y = y->next) {
        const node *p = body_of(x), *q = body_of(y);
        const range r = {x->first, p ? p->first - 1 : x->last}, s = {y->first, q ? q->first - 1 : y->last};
        if (x->kind != y->kind || !p != !q || !tokens_same_range(f->tokens, r, f->tokens, s))
            return false;
    }
    return !x && !y;
}

/* Whether all that uses depend on is the same; PLAIN: some are in `with`. */
static bool same_shape(const forms *f, const node *a, const node *b, bool plain)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == NODE_MANAGER)
        return same_members(f, a, b);
    if (a->kind == NODE_ERROR)
        return tokens_same_range(f->tokens, (range){a->error.parent, a->last}, f->tokens, (range){b->error.parent, b->last});
    const signature *s = a->form.signature, *t = b->form.signature;
    return a->form.kind == b->form.kind && (!plain || a->form.is_async == b->form.is_async)
        && tokens_same_range(f->tokens, (range){s->specifiers.first, s->name - 1}, f->tokens, (range){t->specifiers.first, t->name - 1});
}

static bool is_used_at(const forms *f, uint32_t i, uint32_t name)
{
    const token *t = f->tokens->at;
    return is_word_at(f, i) && i > 0 && t[i - 1].lexeme != '.' && t[i - 1].lexeme != LEX_ARROW && tokens_same(f->tokens, i, f->tokens, name);
}

/* M, or M_method. */
static bool is_used_by_token(const forms *f, uint32_t i, const definition *d)
{
    const token *t = f->tokens->at;
    if (is_used_at(f, i, d->name))
        return true;
    uint32_t length = t[d->name].end - t[d->name].start;
    const char *bytes = f->tokens->source->bytes;
    return d->node->kind == NODE_MANAGER && is_word_at(f, i) && t[i].end - t[i].start > length + 1 && bytes[t[i].start + length] == '_'
        && memcmp(bytes + t[i].start, bytes + t[d->name].start, length) == 0;
}

static bool uses(const forms *f, const definition *user, const definition *d)
{
    for (uint32_t i = user->node->first; i < user->end; i++)
        if (i != user->name && is_used_by_token(f, i, d))
            return true;
    return false;
}

static bool has_plain_with(const forms *f, const definition *user)
{
    for (uint32_t i = user->node->first + 1; i < user->end; i++)
        if (f->tokens->at[i].word == WORD_WITH && f->tokens->at[i - 1].word != WORD_ASYNC)
            return true;
    return false;
}

/* ---- in which arms ---- */

static const arm *arm_of(const forms *f, uint32_t i) { return &f->tokens->arms->all.at[i]; }

static bool is_around(const forms *f, uint32_t outer, uint32_t inner)
{
    while (inner && inner != outer)
        inner = arm_of(f, inner)->parent;
    return inner == outer;
}

/* Arm A has the condition of one of those that are not compiled, or of the same conditional another is. */
static bool is_left_out(const forms *f, uint32_t a, const decided *d)
{
    if (d->arm && (arm_of(f, a)->conditional == arm_of(f, d->arm)->conditional ? a != d->arm : arms_contradict(f->tokens->arms, a, d->arm)))
        return true;
    for (uint32_t i = d->arm ? 0 : d->last; i; i = arm_of(f, i)->previous) {
        const arm_condition x = arm_of(f, i)->condition, y = arm_of(f, a)->condition;
        if (i == a || (!x.is_else && !y.is_else && x.is_negated == y.is_negated && strcmp(x.text, y.text) == 0))
            return true;
    }
    return false;
}

static bool is_in_copy(const forms *f, uint32_t token, const path *path)
{
    for (uint32_t a = arm_at(f->tokens, token); a; a = arm_of(f, a)->parent)
        for (size_t i = 0; i < path->count; i++)
            if (is_left_out(f, a, &path->at[i]))
                return false;
    return true;
}

static bool ends_in_error(const forms *f, const path *path)
{
    for (size_t i = 0; i < path->count; i++)
        if (path->at[i].arm && arm_of(f, path->at[i].arm)->is_error)
            return true;
    return false;
}

static bool is_named_in_c(const forms *f, const definition *d, uint32_t end)
{
    size_t k = 0;
    for (uint32_t i = 0; i < end; i++) {
        while (k < f->all.count && f->all.at[k].end <= i)
            k++;
        if (k < f->all.count && i >= f->all.at[k].node->first)
            i = f->all.at[k].end - 1;
        else if (is_word_at(f, i) && tokens_same(f->tokens, i, f->tokens, d->name))
            return true;
    }
    return false;
}

static bool lists_name(const forms *f, const places *list, const definition *d)
{
    for (size_t i = 0; i < list->count; i++)
        if (!(list->at[i] & MADE) && list->at[i] > d->end && is_used_by_token(f, list->at[i], d))
            return true;
    return false;
}

/* Whether a copy has a name that nothing defines for it. */
static bool lacks_name(const forms *f, const places *list, const path *path)
{
    for (size_t i = 0; i < f->needed.count; i++) {
        const definition *d = f->needed.at[i];
        bool has = false;
        for (size_t k = 0; k < f->all.count && !has; k++)
            has = tokens_same(f->tokens, f->all.at[k].name, f->tokens, d->name) && is_in_copy(f, f->all.at[k].node->first, path);
        if (!has && lists_name(f, list, d) && !is_named_in_c(f, d, f->at))
            return true;
    }
    return false;
}

/* ---- uses ---- */

static bool is_unsure(const forms *f, const definition *d, const definition *user)
{
    uint32_t arm = arm_at(f->tokens, d->node->first);
    return d->node->first < user->node->first && arm && !is_around(f, arm, arm_at(f->tokens, user->node->first))
        && !arms_exclude(f->tokens, d->node->first, user->node->first) && !arm_of(f, arm)->is_dead;
}

/* Whether each arm of D's conditionals has a definition of its name that looks the same. */
static bool is_same_in_all(const forms *f, const definition *d, const definition *user, bool plain)
{
    bool has_else = false;
    const uint32_t arm = arm_at(f->tokens, d->node->first);
    for (uint32_t i = 1; i < f->tokens->arms->all.count; i++) {
        if (arm_of(f, i)->conditional != arm_of(f, arm)->conditional)
            continue;
        has_else |= arm_of(f, i)->condition.is_else;
        bool found = arm_of(f, i)->is_dead || arm_of(f, i)->is_error;
        for (size_t k = 0; k < f->all.count; k++) {
            const definition *e = &f->all.at[k];
            if (!tokens_same(f->tokens, e->name, f->tokens, d->name) || e->node->first > user->node->first)
                continue;
            if (!same_shape(f, d->node, e->node, plain))
                return false;
            found |= is_around(f, i, arm_at(f->tokens, e->node->first)) || arm_at(f->tokens, e->node->first) == 0;
        }
        if (!found)
            return false;
    }
    return has_else;
}

static void add_once(const forms *f, places *list, uint32_t token)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->at[i] == token)
            return;
    LIST_ADD(f->arena, *list, token);
}

/* The #ifs around D but not around USER; false: one may say another thing by then. */
static bool add_conditionals(const forms *f, places *cuts, const definition *d, const definition *user)
{
    const uint32_t here = arm_at(f->tokens, user->node->first);
    for (uint32_t a = arm_at(f->tokens, d->node->first); a && !is_around(f, a, here); a = arm_of(f, a)->parent) {
        uint32_t first = a;
        for (uint32_t i = 1; i < f->tokens->arms->all.count; i++) {
            const arm *b = arm_of(f, i);
            if (b->conditional == arm_of(f, a)->conditional && !b->condition.is_else
                && arms_condition_may_change(f->tokens->arms, b->condition.text, b->directive, user->end))
                return false;
        }
        while (arm_of(f, first)->previous)
            first = arm_of(f, first)->previous;
        add_once(f, cuts, arm_of(f, first)->directive);
    }
    return true;
}

/* The directives of the conditionals, nested as they are. */
static void add_directives(const forms *f, places *list, const places *cuts, uint32_t end)
{
    LIST(bool) open = {0};
    for (uint32_t i = 0; i < end; i++) {
        directive_kind kind = f->directives[i] ? f->directives[i]->kind : DIRECTIVE_OTHER;
        if (kind == DIRECTIVE_IF) {
            bool cut = false;
            for (size_t k = 0; k < cuts->count; k++)
                cut |= cuts->at[k] == i;
            LIST_ADD(f->arena, open, cut);
        }
        if ((kind == DIRECTIVE_IF || kind == DIRECTIVE_ELSE || kind == DIRECTIVE_ENDIF) && open.count > 0 && open.at[open.count - 1])
            LIST_ADD(f->arena, *list, i);
        open.count -= kind == DIRECTIVE_ENDIF && open.count > 0;
    }
}

static void repeat_users(forms *f)
{
    for (size_t i = 0; i < f->all.count; i++) {
        const definition *user = &f->all.at[i];
        places cuts = {0}, list = {0};
        bool can = body_of(user->node) || user->node->kind == NODE_MANAGER, plain = has_plain_with(f, user);
        f->needed.count = 0;
        for (size_t k = 0; k < i && can; k++) {
            const definition *d = &f->all.at[k];
            if (!is_unsure(f, d, user) || !uses(f, user, d) || is_same_in_all(f, d, user, plain))
                continue;
            LIST_ADD(f->arena, f->needed, d);
            can = add_conditionals(f, &cuts, d, user);
        }
        if (!can || cuts.count == 0)
            continue;
        add_directives(f, &list, &cuts, user->node->first);
        find_changes(f->arena, f->directives, user->node->first, user->end);
        add_form(f, &list, user);
        repeat(f, user, &list, &cuts);
    }
}

/* ---- a file ---- */

static bool change(arena *arena, struct arena *scratch, tokens *tokens, void (*pass)(forms *f))
{
    diagnostics *unsaid = diag_new(scratch);
    forms f = {.arena = scratch, .tokens = tokens, .directives = find_directives(scratch, tokens)};
    f.shape = (shape){.arena = scratch, .diag = unsaid, .tokens = tokens};
    find_forms(&f, parse_tokens(scratch, tokens, unsaid, false));
    pass(&f);
    copy_up_to(&f, tokens->count + 1);    /* LEX_END too */
    for (uint32_t i = 0; i < tokens->count; i++)
        tokens->at[i].mate = 0;
    if (f.changed)
        tokens_rewrite(arena, tokens, &f.out);
    return f.changed;
}

void distribute_forms(arena *arena, tokens *tokens, bool bodies)
{
    bool conditional = false;
    for (uint32_t i = 0; i < tokens->count && !conditional; i++)
        conditional = tokens->at[i].lexeme == LEX_DIRECTIVE && directive_of(arena, tokens, i) == DIRECTIVE_IF;
    if (!conditional)
        return;
    struct arena *scratch = arena_new();
    change(arena, scratch, tokens, split_forms);
    if (bodies)
        change(arena, scratch, tokens, repeat_users);
    arena_free(scratch);
}
