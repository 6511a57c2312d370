#include "distribute.h"

#include <string.h>

#include "conditional.h"
#include "distribute_walk.h"

enum { MAX_DEPTH = 12, MAX_WORK = 2000000 };

/* ---- conditions whose value is known ---- */

/* Of an arm: `defined X` and its like are one. */
typedef struct condition {
    const char *text;
    bool is_negated, is_else;
} condition;

typedef struct known { condition condition; bool value; } known;
typedef LIST(known) known_list;

typedef enum truth { FALSE, TRUE, UNKNOWN } truth;

/* The name in `defined NAME` or `defined(NAME)`, if that is all; else NULL. */
static const char *defined_name(arena *arena, const char *text)
{
    if (strncmp(text, "defined", 7) != 0)
        return NULL;
    text += 7;
    text += *text == ' ';
    bool parenthesis = *text == '(';
    text += parenthesis;
    text += *text == ' ';
    size_t length = identifier_length(text);
    const char *rest = text + length;
    rest += *rest == ' ';
    if (length == 0 || (parenthesis ? strcmp(rest, ")") != 0 : *rest))
        return NULL;
    return arena_printf(arena, "defined %.*s", (int)length, text);
}

static condition condition_of(const walker *w, uint32_t at)
{
    if ((w->list.at[at] & MADE) == MADE_ELSE)
        return (condition){.is_else = true};
    const char *text = directive_text(w->arena, w->tokens, w->list.at[at]);
    if (strcmp(text, "else") == 0)
        return (condition){.is_else = true};
    text += strncmp(text, "el", 2) == 0 ? 2 : 0;
    condition c = {.is_negated = strncmp(text, "ifndef ", 7) == 0};
    if (strncmp(text, "ifdef ", 6) == 0 || c.is_negated) {
        c.text = arena_printf(w->arena, "defined %s", text + (c.is_negated ? 7 : 6));
        return c;
    }
    text += strncmp(text, "if", 2) == 0 ? 2 : 0;
    text += *text == ' ';
    bool negated = *text == '!';
    const char *name = defined_name(w->arena, text + negated + (negated && text[1] == ' '));
    c.is_negated = negated && name;
    c.text = name ? name : text;
    return c;
}

static truth value_of(const known_list *k, condition c)
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

/* Whether a macro is defined anew in the body: then what is known may change. */
static bool may_change(const walker *w, condition c)
{
    for (uint32_t i = 0; i < w->list.count; i++) {
        const char *name;
        if ((w->list.at[i] & MADE) || walk_token(w, i)->lexeme != LEX_DIRECTIVE)
            continue;
        directive_kind kind = directive_read(directive_text(w->arena, w->tokens, w->list.at[i]), &name);
        if (kind != DIRECTIVE_DEFINE && kind != DIRECTIVE_UNDEF && kind != DIRECTIVE_INCLUDE)
            continue;
        const char *of = strncmp(c.text, "defined ", 8) == 0 ? c.text + 8 : NULL;
        size_t length = identifier_length(name);
        if (!of || kind == DIRECTIVE_INCLUDE || (strlen(of) == length && memcmp(of, name, length) == 0))
            return true;
    }
    return false;
}

/* What is known in arm K. */
static known_list known_in_arm(const walker *w, const places *arms, size_t k)
{
    known_list list = {0};
    for (size_t i = 0; i <= k && i + 1 < arms->count; i++) {
        condition c = condition_of(w, arms->at[i]);
        if (!c.is_else && !may_change(w, c))
            LIST_ADD(w->arena, list, ((known){c, i == k}));
    }
    return list;
}

/* ---- lists without what is known to be left out ---- */

static void add_range(const walker *w, places *to, const places *from, uint32_t first, uint32_t end, const known_list *k);

/* Of the conditional AT, a place in FROM: the arm that is compiled, or all of it where that is not known.  Gives its end. */
static uint32_t add_conditional(const walker *w, places *to, const places *from, uint32_t at, uint32_t end, const known_list *k)
{
    walker here = *w;
    places arms = {0};
    here.list = (places){0};
    for (uint32_t i = at; i < end; i++)
        LIST_ADD(w->arena, here.list, w->list.at[from->at[i]]);
    if (!arms_of(&here, 0, end - at, &arms)) {
        LIST_ADD(w->arena, *to, from->at[at]);
        return at + 1;
    }
    uint32_t last = at + arms.at[arms.count - 1];
    size_t live = 0;
    truth value = FALSE;
    for (; live + 1 < arms.count && (value = value_of(k, condition_of(&here, arms.at[live]))) == FALSE; live++)
        ;
    if (value == TRUE)
        add_range(w, to, from, at + arms.at[live] + 1, at + arms.at[live + 1], k);
    for (size_t i = 0; value == UNKNOWN && i + 1 < arms.count; i++) {
        LIST_ADD(w->arena, *to, from->at[at + arms.at[i]]);
        if (i >= live)
            add_range(w, to, from, at + arms.at[i] + 1, at + arms.at[i + 1], k);
    }
    if (value == UNKNOWN)
        LIST_ADD(w->arena, *to, from->at[last]);
    return last + 1;
}

static void add_range(const walker *w, places *to, const places *from, uint32_t first, uint32_t end, const known_list *k)
{
    for (uint32_t i = first; i < end; )
        if (walk_directive(w, from->at[i]) == DIRECTIVE_IF) {
            i = add_conditional(w, to, from, i, end, k);
        } else {
            LIST_ADD(w->arena, *to, from->at[i]);
            i++;
        }
}

/* ---- one conditional ---- */

typedef struct version {
    places places;                        /* in the walker's list */
    uint32_t directive;                   /* a token, perhaps MADE_ELSE */
} version;

typedef LIST(version) versions;

/* The list with the conditional in it replaced by each of its arms, from START on. */
static versions versions_of(const walker *w, const places *from, uint32_t start, uint32_t torn)
{
    walker here = *w;
    places arms = {0};
    versions found = {0};
    here.list = (places){0};
    for (uint32_t i = 0; i < from->count; i++)
        LIST_ADD(w->arena, here.list, w->list.at[from->at[i]]);
    arms_of(&here, torn, (uint32_t)from->count, &arms);
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
        add_range(w, &v.places, &all, 0, (uint32_t)all.count, &known);
        LIST_ADD(w->arena, found, v);
    }
    return found;
}

typedef struct search {
    const walker *w;
    unsigned depth;
    bool has_rest;                        /* a defer in it: all of the rest of the block is taken */
} search;

/* Where the statements of a version end that reach TARGET: a place of the walker's; FAILED if they don't. */
static uint32_t reach(search *s, const places *list, uint32_t target)
{
    walker here = *s->w;
    here.list = (places){0};
    here.is_incomplete = false;
    here.starts.count = 0;
    for (uint32_t i = 0; i < list->count; i++)
        LIST_ADD(here.arena, here.list, s->w->list.at[list->at[i]]);
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
        uint32_t end = 0;
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
    w->list = made;
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

/* Between its braces. */
static void distribute_body(walker *w, uint32_t open, uint32_t close, diagnostics *diag)
{
    places all = {0}, kept = {0};
    known_list nothing = {0};
    w->list = (places){0};
    for (uint32_t i = open + 1; i < close; i++) {
        LIST_ADD(w->arena, w->list, i);
        LIST_ADD(w->arena, all, i - open - 1);
    }
    add_range(w, &kept, &all, 0, (uint32_t)all.count, &nothing);
    for (size_t i = 0; i < kept.count; i++)
        kept.at[i] = w->list.at[kept.at[i]];
    w->list = kept;
    size_t work = 0;
    w->work = &work;
    for (;;) {
        w->starts.count = 0;
        w->is_incomplete = false;
        work += w->list.count;
        if (walk_list(w, 0, (uint32_t)w->list.count, false) != FAILED || w->is_incomplete)
            return;
        uint32_t torn = w->list.at[w->torn] & ~MADE;
        if (!distribute_one(w) || work > MAX_WORK) {
            diag_error(diag, token_span(w->tokens, torn, torn), "this conditional, perhaps with others, cuts a statement in too many ways to follow");
            diag_note(diag, token_span(w->tokens, torn, torn), "put whole statements in the arms");
            return;
        }
    }
}

/* ---- a file ---- */

static bool is_conditional(arena *arena, const tokens *tokens, uint32_t at)
{
    if (tokens->at[at].lexeme != LEX_DIRECTIVE)
        return false;
    directive_kind kind = directive_of(arena, tokens, at);
    return kind == DIRECTIVE_IF || kind == DIRECTIVE_ELSE || kind == DIRECTIVE_ENDIF;
}

static bool has_conditional(arena *arena, const tokens *tokens, range r)
{
    for (uint32_t i = r.first; i <= r.last; i++)
        if (is_conditional(arena, tokens, i))
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
    t.is_moved = r->out.count > 0 && token != r->last + 1;
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

void distribute_conditionals(arena *arena, tokens *tokens, diagnostics *diag)
{
    bool any = false;
    for (uint32_t i = 0; i < tokens->count && !any; i++)
        any = is_conditional(arena, tokens, i);
    if (!any)
        return;
    diagnostics *unsaid = diag_new(arena);           /* it is all said when the file is read for good */
    parser_tokens found = shape_file(arena, tokens, unsaid, false);
    shape s = {.arena = arena, .diag = unsaid, .tokens = tokens};
    walker w = {.arena = arena, .tokens = tokens, .shape = &s};
    rewriter r = {.arena = arena, .from = tokens};
    uint32_t at = 0;
    bool changed = false;
    for (size_t i = 0; i < found.count; i++) {
        range body = found.at[i].range;
        if (!shape_is_body(found.at[i].kind) || body.last <= body.first || !has_conditional(arena, tokens, body))
            continue;
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
