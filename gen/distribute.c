#include "distribute.h"

#include <string.h>

#include "conditional.h"
#include "distribute_walk.h"

enum {
    MAX_DEPTH = 12,                       /* of conditionals that cut one statement */
    MAX_CONDITIONALS = 1000,              /* nested */
    MAX_WORK = 1000000,                   /* tokens copied for a body */
    MAX_WALKED = 2000000,                 /* tokens of a body, as often as it is walked over */
    MAX_GROWTH = 16000                    /* of a body, in tokens */
};

/* ---- conditions whose value is known ---- */

typedef struct known { arm_condition condition; bool value; } known;
typedef LIST(known) known_list;

typedef enum truth { FALSE, TRUE, UNKNOWN } truth;

static arm_condition condition_of(const walker *w, uint32_t at)
{
    uint32_t token = w->list.at[at];
    return token & MADE ? (arm_condition){.is_else = true} : w->directives[token]->condition;
}

static truth value_of(const known_list *k, arm_condition c)
{
    if (c.is_else || strcmp(c.text, "1") == 0)
        return TRUE;
    if (strcmp(c.text, "0") == 0)
        return FALSE;
    for (size_t i = 0; i < k->count; i++)
        if (strcmp(k->at[i].condition.text, c.text) == 0)
            return (k->at[i].value != (k->at[i].condition.is_negated != c.is_negated)) ? TRUE : FALSE;
    return UNKNOWN;
}

/* What is known in arm K. */
static known_list known_in_arm(const walker *w, const places *arms, size_t k)
{
    known_list list = {0};
    for (size_t i = 0; i <= k && i + 1 < arms->count; i++) {
        arm_condition c = condition_of(w, arms->at[i]);
        if (!c.is_else && !w->directives[w->list.at[arms->at[i]]]->may_change)
            LIST_ADD(w->arena, list, ((known){c, i == k}));
    }
    return list;
}

/* ---- lists without what is known to be left out ---- */

static void add_range(const walker *w, places *to, uint32_t first, uint32_t end, const known_list *k);

/* Of the conditional AT: the arm that is compiled, or all of it where that is not known.  Gives its end. */
static uint32_t add_conditional(const walker *w, places *to, uint32_t at, uint32_t end, const known_list *k)
{
    places arms = {0};
    if (!arms_of(w, at, end, &arms)) {
        LIST_ADD(w->arena, *to, at);
        return at + 1;
    }
    uint32_t last = arms.at[arms.count - 1];
    size_t live = 0;
    truth value = FALSE;
    for (; live + 1 < arms.count && (value = value_of(k, condition_of(w, arms.at[live]))) == FALSE; live++)
        ;
    if (value == TRUE)
        add_range(w, to, arms.at[live] + 1, arms.at[live + 1], k);
    for (size_t i = 0; value == UNKNOWN && i + 1 < arms.count; i++) {
        LIST_ADD(w->arena, *to, arms.at[i]);
        if (i >= live)
            add_range(w, to, arms.at[i] + 1, arms.at[i + 1], k);
    }
    if (value == UNKNOWN)
        LIST_ADD(w->arena, *to, last);
    return last + 1;
}

/* Adds the places of the walker's list from FIRST on. */
static void add_range(const walker *w, places *to, uint32_t first, uint32_t end, const known_list *k)
{
    for (uint32_t i = first; i < end; )
        if (walk_directive(w, i) == DIRECTIVE_IF) {
            i = add_conditional(w, to, i, end, k);
        } else {
            LIST_ADD(w->arena, *to, i);
            i++;
        }
}

/* ---- one conditional ---- */

/* A walker over these places of W's list. */
static walker walker_over(const walker *w, const places *list)
{
    walker here = *w;
    places tokens = {0};
    for (size_t i = 0; i < list->count; i++)
        LIST_ADD(w->arena, tokens, w->list.at[list->at[i]]);
    here.is_incomplete = false;
    here.starts.at = NULL;
    here.starts.count = here.starts.room = 0;
    walk_use(&here, tokens);
    return here;
}

/* Of places in W's list those that are not known to be left out. */
static places live_places(const walker *w, const places *all, const known_list *k)
{
    walker here = walker_over(w, all);
    places live = {0};
    add_range(&here, &live, 0, (uint32_t)all->count, k);
    for (size_t i = 0; i < live.count; i++)
        live.at[i] = all->at[live.at[i]];
    return live;
}

typedef struct version {
    places places;                        /* in the walker's list */
    uint32_t directive;                   /* a token, perhaps MADE_ELSE */
} version;

typedef LIST(version) versions;

/* The list with the conditional in it replaced by each of its arms, from START on; none if it is not closed. */
static versions versions_of(const walker *w, const places *from, uint32_t start, uint32_t torn)
{
    walker here = walker_over(w, from);
    places arms = {0};
    versions found = {0};
    if (!arms_of(&here, torn, (uint32_t)from->count, &arms))
        return found;
    uint32_t end = arms.at[arms.count - 1];
    bool has_else = condition_of(&here, arms.at[arms.count - 2]).is_else;
    for (size_t k = 0; k + has_else < arms.count; k++) {
        bool made = k + 1 == arms.count;
        known_list known = known_in_arm(&here, &arms, k);
        places all = {0};
        version v = {.directive = made ? here.list.at[end] | MADE_ELSE : here.list.at[arms.at[k]]};
        for (uint32_t i = start; i < torn; i++)
            LIST_ADD(w->arena, all, from->at[i]);
        for (uint32_t i = made ? 0 : arms.at[k] + 1; !made && i < arms.at[k + 1]; i++)
            LIST_ADD(w->arena, all, from->at[i]);
        for (uint32_t i = end + 1; i < from->count; i++)
            LIST_ADD(w->arena, all, from->at[i]);
        v.places = live_places(w, &all, &known);
        LIST_ADD(w->arena, found, v);
    }
    return found;
}

bool distribute_conditional(const walker *w, uint32_t torn, token_lists *found)
{
    places all = {0}, arms = {0};
    for (uint32_t i = 0; i < w->list.count; i++)
        LIST_ADD(w->arena, all, i);
    if (!arms_of(w, torn, (uint32_t)w->list.count, &arms))
        return false;
    versions made = versions_of(w, &all, 0, torn);
    found->endif = w->list.at[arms.at[arms.count - 1]];
    for (size_t i = 0; i < made.count; i++) {
        token_list one = {.directive = made.at[i].directive};
        for (size_t k = 0; k < made.at[i].places.count; k++)
            LIST_ADD(w->arena, one.tokens, w->list.at[made.at[i].places.at[k]]);
        LIST_ADD(w->arena, *found, one);
    }
    return true;
}

typedef struct search {
    const walker *w;
    unsigned depth;
    bool has_rest;                        /* a defer in it: all of the rest of the block is taken */
} search;

/* Where the statements of a version end that reach TARGET: a place of the walker's; FAILED if they don't. */
static uint32_t reach(search *s, const places *list, uint32_t target)
{
    walker here = walker_over(s->w, list);
    uint32_t at = 0, count = (uint32_t)list->count;
    *here.work += list->count;
    if (s->depth > MAX_DEPTH || *here.work > MAX_WORK || (count > 0 && walk_goes_on(&here, 0)))
        return FAILED;
    bool has_rest = false;
    for (uint32_t previous = FAILED, next; at < count && (has_rest || list->at[at] < target); previous = at, at = next) {
        if (walk_lexeme(&here, at) == '}')
            return has_rest ? list->at[at] : (uint32_t)FAILED;
        has_rest |= walk_has_rest(&here, at, count);
        s->has_rest |= has_rest;
        next = walk_item(&here, at, count, previous, false);
        if (next != FAILED)
            continue;
        if (here.is_incomplete)
            return FAILED;
        versions inner = versions_of(s->w, list, 0, here.torn);
        uint32_t end = inner.count > 0 ? 0 : FAILED;
        s->depth++;
        for (size_t i = 0; i < inner.count && end != FAILED; i++) {
            uint32_t reached = reach(s, &inner.at[i].places, target);
            end = reached == FAILED || reached > end ? reached : end;
        }
        s->depth--;
        return end;
    }
    return at < count ? list->at[at] : (uint32_t)s->w->list.count;
}

/* All versions end together. */
static uint32_t common_end(search *s, const versions *all, uint32_t target)
{
    for (uint32_t end = target; ; target = end) {
        for (size_t i = 0; i < all->count; i++) {
            uint32_t reached = reach(s, &all->at[i].places, target);
            if (reached == FAILED)
                return FAILED;
            end = reached > end ? reached : end;
        }
        if (end == target)
            return end;
    }
}

/* Repeats what stands from START on, up to where all arms have whole statements; false: it can't be done from there. */
static bool distribute_from(walker *w, uint32_t start)
{
    search s = {.w = w};
    places all = {0}, arms = {0}, made = {0};
    for (uint32_t i = 0; i < w->list.count; i++)
        LIST_ADD(w->arena, all, i);
    if (!arms_of(w, w->torn, (uint32_t)w->list.count, &arms))
        return false;
    uint32_t endif = arms.at[arms.count - 1];
    versions found = versions_of(w, &all, start, w->torn);
    uint32_t end = common_end(&s, &found, endif + 1);
    if (end == FAILED)
        return false;
    for (uint32_t i = 0; i < start; i++)
        LIST_ADD(w->arena, made, w->list.at[i]);
    for (size_t k = 0; k < found.count; k++) {
        LIST_ADD(w->arena, made, found.at[k].directive);
        if (s.has_rest)
            LIST_ADD(w->arena, made, w->list.at[endif] | MADE_OPEN);
        for (size_t i = 0; i < found.at[k].places.count && found.at[k].places.at[i] < end; i++)
            LIST_ADD(w->arena, made, w->list.at[found.at[k].places.at[i]]);
        if (s.has_rest)
            LIST_ADD(w->arena, made, w->list.at[endif] | MADE_CLOSE);
    }
    LIST_ADD(w->arena, made, w->list.at[endif]);
    for (uint32_t i = end; i < w->list.count; i++)
        LIST_ADD(w->arena, made, w->list.at[i]);
    walk_use(w, made);
    return true;
}

/* ---- a body ---- */

static bool distribute_one(walker *w)
{
    for (size_t i = 0; i < w->starts.count; i++)
        if (distribute_from(w, w->starts.at[i]))
            return true;
    return false;
}

static bool is_nested_too_deep(const walker *w, diagnostics *diag)
{
    unsigned depth = 0;
    for (uint32_t i = 0; i < w->list.count; i++) {
        directive_kind kind = walk_directive(w, i);
        depth += kind == DIRECTIVE_IF;
        depth -= kind == DIRECTIVE_ENDIF && depth > 0;
        if (depth > MAX_CONDITIONALS) {
            diag_error(diag, token_span(w->tokens, w->list.at[i], w->list.at[i]), "conditionals nested deeper than %d", MAX_CONDITIONALS);
            return true;
        }
    }
    return false;
}

static void report_torn(const walker *w, diagnostics *diag)
{
    places open = {0}, arms;
    for (uint32_t i = 0; i < w->list.count; i++) {
        arms = (places){0};
        if (walk_directive(w, i) == DIRECTIVE_IF && !arms_of(w, i, (uint32_t)w->list.count, &arms))
            LIST_ADD(w->arena, open, w->list.at[i] & ~MADE);
    }
    uint32_t torn = w->list.at[w->torn] & ~MADE;
    if (open.count > 0) {
        diag_error(diag, token_span(w->tokens, open.at[0], open.at[0]), "expected #endif of this conditional before the end of the body");
        return;
    }
    diag_error(diag, token_span(w->tokens, torn, torn), "this conditional, perhaps with others, cuts a statement in too many ways to follow");
    diag_note(diag, token_span(w->tokens, torn, torn), "put whole statements in the arms");
}

/* The list without #if 0 and the like; false: there is nothing to do with it. */
static bool use_body(walker *w, uint32_t open, uint32_t close, diagnostics *diag)
{
    places all = {0}, live = {0};
    for (uint32_t i = open + 1; i < close; i++)
        LIST_ADD(w->arena, all, i);
    walk_use(w, all);
    if (is_nested_too_deep(w, diag))
        return false;
    add_range(w, &live, 0, (uint32_t)all.count, &(known_list){0});
    for (size_t i = 0; i < live.count; i++)
        live.at[i] = all.at[live.at[i]];
    walk_use(w, live);
    return true;
}

/* Between its braces. */
static void distribute_body(walker *w, uint32_t open, uint32_t close, diagnostics *diag)
{
    if (!use_body(w, open, close, diag))
        return;
    const size_t most = w->list.count + MAX_GROWTH;
    size_t work = 0;
    w->work = &work;
    for (size_t walked = w->list.count; ; walked += w->list.count) {
        w->starts.count = 0;
        w->is_incomplete = false;
        if (walk_list(w, 0, (uint32_t)w->list.count, false) != FAILED || w->is_incomplete)
            return;
        if (!distribute_one(w) || walked > MAX_WALKED || w->list.count > most) {
            report_torn(w, diag);
            return;
        }
    }
}

/* ---- a file ---- */

static bool has_conditional(directive *const *directives, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        if (directives[i] && (directives[i]->kind == DIRECTIVE_IF || directives[i]->kind == DIRECTIVE_ELSE || directives[i]->kind == DIRECTIVE_ENDIF))
            return true;
    return false;
}

typedef struct rewriter {
    arena *arena;
    const tokens *from;
    LIST(token) out;
    uint32_t last;                        /* the token of the file that was added last */
} rewriter;

static void add_token(rewriter *r, uint32_t token)
{
    struct token t = r->from->at[token & ~MADE];
    t.is_moved |= r->out.count > 0 && token != r->last + 1;
    if (token & MADE) {
        uint32_t made = token & MADE;
        t.end = t.start;
        t.is_moved = t.starts_line = true;
        t.lexeme = made == MADE_OPEN ? '{' : made == MADE_CLOSE ? '}' : LEX_DIRECTIVE;
    }
    t.mate = 0;
    LIST_ADD(r->arena, r->out, t);
    r->last = token;
}

void tokens_rewrite(arena *arena, tokens *tokens, const places *list)
{
    rewriter r = {.arena = arena, .from = tokens};
    for (size_t i = 0; i < list->count; i++)
        add_token(&r, list->at[i]);
    tokens->at = r.out.at;
    tokens->count = (uint32_t)r.out.count - 1;
}

static void distribute_in(arena *arena, struct arena *scratch, tokens *tokens, directive *const *directives, diagnostics *diag)
{
    diagnostics *unsaid = diag_new(scratch);         /* it is all said when the file is read for good */
    parser_tokens found = shape_file(scratch, tokens, unsaid, false);
    shape s = {.arena = scratch, .diag = unsaid, .tokens = tokens};
    walker w = {.arena = scratch, .tokens = tokens, .shape = &s, .directives = directives};
    rewriter r = {.arena = arena, .from = tokens};
    uint32_t at = 0;
    bool changed = false;
    for (size_t i = 0; i < found.count; i++) {
        range body = found.at[i].range;
        if (!shape_is_body(found.at[i].kind) || body.last <= body.first || !has_conditional(directives, body.first, body.last))
            continue;
        find_changes(arena, directives, body.first, body.last);
        distribute_body(&w, body.first, body.last, diag);
        while (at <= body.first)
            add_token(&r, at++);
        for (size_t k = 0; k < w.list.count; k++)
            add_token(&r, w.list.at[k]);
        changed |= w.list.count != body.last - body.first - 1;
        at = body.last;
    }
    while (at <= tokens->count)           /* LEX_END too */
        add_token(&r, at++);
    for (uint32_t i = 0; i < tokens->count; i++)
        tokens->at[i].mate = 0;
    if (!changed)
        return;
    tokens->at = r.out.at;
    tokens->count = (uint32_t)r.out.count - 1;
}

void distribute_conditionals(arena *arena, tokens *tokens, diagnostics *diag)
{
    struct arena *scratch = arena_new();
    size_t errors = diag_error_count(diag);
    directive *const *directives = find_directives(scratch, tokens);
    if (has_conditional(directives, 0, tokens->count))
        distribute_in(arena, scratch, tokens, directives, diag);
    tokens->is_torn = diag_error_count(diag) > errors;
    arena_free(scratch);
}
