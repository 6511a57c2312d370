/* Where statements end, told by their shape; where conditionals cut them. */
#include "distribute_walk.h"

#include <string.h>

enum { MAX_DEPTH = 3000 };

static const token *walk_token(const walker *w, uint32_t at)
{
    return &w->tokens->at[w->list.at[at] & ~MADE];
}

directive_kind walk_directive(const walker *w, uint32_t at)
{
    if (w->list.at[at] & MADE)
        return (w->list.at[at] & MADE) == MADE_ELSE ? DIRECTIVE_ELSE : DIRECTIVE_OTHER;
    return walk_lexeme(w, at) == LEX_DIRECTIVE ? w->directives[w->list.at[at]]->kind : DIRECTIVE_OTHER;
}

int walk_lexeme(const walker *w, uint32_t at)
{
    uint32_t made = w->list.at[at] & MADE;
    return made == MADE_OPEN ? '{' : made == MADE_CLOSE ? '}' : walk_token(w, at)->lexeme;
}

static int lexeme_at(const walker *w, uint32_t at, uint32_t end) { return at < end ? walk_lexeme(w, at) : LEX_END; }
static int word_at(const walker *w, uint32_t at, uint32_t end) { return at < end ? walk_token(w, at)->word : WORD_NONE; }
static bool is_if(const walker *w, uint32_t at, uint32_t end) { return at < end && walk_directive(w, at) == DIRECTIVE_IF; }

void walk_use(walker *w, places list)
{
    places open = {0};
    w->list = list;
    w->next = arena_alloc(w->arena, (list.count + 1) * sizeof *w->next);
    memset(w->next, 0, (list.count + 1) * sizeof *w->next);
    for (uint32_t i = 0; i < list.count; i++) {
        directive_kind kind = walk_directive(w, i);
        if (kind == DIRECTIVE_IF)
            LIST_ADD(w->arena, open, i);
        if ((kind != DIRECTIVE_ELSE && kind != DIRECTIVE_ENDIF) || open.count == 0)
            continue;
        w->next[open.at[open.count - 1]] = i;
        open.at[open.count - 1] = i;
        open.count -= kind == DIRECTIVE_ENDIF;
    }
}

bool arms_of(const walker *w, uint32_t at, uint32_t end, places *found)
{
    found->count = 0;
    LIST_ADD(w->arena, *found, at);
    while ((at = w->next[at]) > 0 && at < end)
        LIST_ADD(w->arena, *found, at);
    return walk_directive(w, found->at[found->count - 1]) == DIRECTIVE_ENDIF;
}

static uint32_t tear(walker *w, uint32_t at)
{
    w->torn = at;
    w->starts.count = 0;
    w->is_incomplete = false;
    return FAILED;
}

static uint32_t incomplete(walker *w)
{
    w->starts.count = 0;
    w->is_incomplete = true;
    return FAILED;
}

/* ---- what is no statement ---- */

static bool opens(int lexeme) { return lexeme == '(' || lexeme == '[' || lexeme == '{'; }
static bool closes(int lexeme) { return lexeme == ')' || lexeme == ']' || lexeme == '}'; }

static bool is_await(const walker *w, uint32_t at)
{
    int word = walk_token(w, at)->word, before = at > 0 ? walk_lexeme(w, at - 1) : 0;
    return (word == WORD_AWAIT || word == WORD_SPAWN) && before != '.' && before != LEX_ARROW;
}

/* A conditional within an expression or declaration may stay there, if no arm of it ends that, or closes what it did not open. */
static bool may_stay(const walker *w, const places *arms, bool is_list, bool in_braces)
{
    for (size_t k = 0; k + 1 < arms->count; k++) {
        unsigned depth = 0;
        for (uint32_t i = arms->at[k] + 1; i < arms->at[k + 1]; i++) {
            int lexeme = walk_lexeme(w, i);
            if (((lexeme == ';' && !in_braces) || (lexeme == ',' && is_list)) && depth == 0)
                return false;
            if (closes(lexeme) && depth-- == 0)
                return false;
            depth += opens(lexeme);
        }
        if (depth > 0)
            return false;
    }
    return true;
}

typedef struct run {
    bool is_declaration, has_value;       /* its declarator's = has been seen */
    bool has_await;
    uint32_t conditional;                 /* the first in it, or FAILED */
    places brackets;                      /* that are open */
} run;

/* Past the conditional AT; FAILED where it can't stay. */
static uint32_t pass_conditional(walker *w, run *r, uint32_t at, uint32_t end)
{
    places arms = {0};
    if (!arms_of(w, at, end, &arms))
        return at + 1;
    size_t depth = r->brackets.count;
    bool outside = depth == 0 && r->is_declaration, in_braces = depth > 0 && walk_lexeme(w, r->brackets.at[depth - 1]) == '{';
    if ((outside && !r->has_value) || !may_stay(w, &arms, outside, in_braces))
        return tear(w, at);
    for (uint32_t i = at; i < arms.at[arms.count - 1]; i++)
        r->has_await |= is_await(w, i);
    if (r->conditional == FAILED)
        r->conditional = at;
    return arms.at[arms.count - 1] + 1;
}

/* Up to a `stop` outside of brackets: of a header `)`, of a statement `;`. */
static uint32_t walk_run(walker *w, run *r, uint32_t at, uint32_t end, int stop)
{
    r->conditional = FAILED;
    while (at < end) {
        int here = walk_lexeme(w, at);
        size_t depth = r->brackets.count;
        if (depth == 0 && here == stop)
            break;
        if (depth == 0 && here == '}')
            return at;                    /* no `;`: for the grammar to say */
        if (is_if(w, at, end)) {
            at = pass_conditional(w, r, at, end);
            if (at == FAILED)
                return FAILED;
            continue;
        }
        if (depth == 0 && here == '=')
            r->has_value = true;
        if (depth == 0 && here == ',' && r->is_declaration)
            r->has_value = false;
        r->has_await |= is_await(w, at);
        if (opens(here))
            LIST_ADD(w->arena, r->brackets, at);
        r->brackets.count -= closes(here) && depth > 0;
        at++;
    }
    if (at >= end)
        return incomplete(w);
    if (r->conditional != FAILED && r->has_await)
        return tear(w, r->conditional);
    return at + 1;
}

static uint32_t walk_header(walker *w, uint32_t at, uint32_t end)
{
    run r = {0};
    if (at >= end)
        return incomplete(w);
    if (is_if(w, at, end))
        return tear(w, at);
    return lexeme_at(w, at, end) == '(' ? walk_run(w, &r, at + 1, end, ')') : at;
}

static uint32_t walk_simple(walker *w, uint32_t at, uint32_t end)
{
    uint32_t first = w->list.at[at], last = first;
    for (uint32_t i = at; i + 1 < end && w->list.at[i + 1] == last + 1 && walk_lexeme(w, i + 1) != LEX_DIRECTIVE; i++)
        last++;
    run r = {.is_declaration = shape_is_declaration(w->shape, first, last + 1)};
    return walk_run(w, &r, at, end, ';');
}

/* ---- statements ---- */

static uint32_t walk_statement(walker *w, uint32_t at, uint32_t end);

static uint32_t walk_case(walker *w, uint32_t at, uint32_t end)
{
    for (; at < end && lexeme_at(w, at, end) != ':'; at++)
        if (is_if(w, at, end))
            return tear(w, at);
    return at < end ? at + 1 : incomplete(w);
}

/* Past a label, or AT. */
static uint32_t skip_label(walker *w, uint32_t at, uint32_t end)
{
    int word = word_at(w, at, end);
    if (word == WORD_CASE || word == WORD_DEFAULT)
        return walk_case(w, at, end);
    return lexeme_at(w, at, end) == LEX_NAME && lexeme_at(w, at + 1, end) == ':' ? at + 2 : at;
}

/* What belongs to a head. */
static uint32_t walk_body(walker *w, uint32_t at, uint32_t end)
{
    for (uint32_t label = FAILED; at != FAILED && at != label; )
        at = skip_label(w, label = at, end);
    if (at == FAILED)
        return FAILED;
    if (at >= end)
        return incomplete(w);
    return is_if(w, at, end) ? tear(w, at) : walk_statement(w, at, end);
}

static uint32_t walk_block(walker *w, uint32_t at, uint32_t end)
{
    if (at >= end)
        return incomplete(w);
    if (is_if(w, at, end))
        return tear(w, at);
    if (lexeme_at(w, at, end) != '{')
        return at;
    at = walk_list(w, at + 1, end, false);
    if (at == FAILED)
        return FAILED;
    return at < end ? at + 1 : incomplete(w);
}

/* Whether a conditional AT has an arm that goes on with the statement before it, or is followed by what does. */
static bool is_cut_here(const walker *w, uint32_t at, uint32_t end)
{
    places arms = {0};
    for (; is_if(w, at, end) && arms_of(w, at, end, &arms); at = arms.at[arms.count - 1] + 1)
        for (size_t k = 0; k + 1 < arms.count; k++)
            if (arms.at[k] + 1 < arms.at[k + 1] && (walk_goes_on(w, arms.at[k] + 1) || is_cut_here(w, arms.at[k] + 1, arms.at[k + 1])))
                return true;
    return at < end && arms.count > 0 && walk_goes_on(w, at);
}

bool walk_goes_on(const walker *w, uint32_t at)
{
    int word = walk_token(w, at)->word;
    return word == WORD_ELSE || word == WORD_EXCEPT || word == WORD_FINALLY;
}

static uint32_t walk_if(walker *w, uint32_t at, uint32_t end)
{
    at = walk_body(w, walk_header(w, at + 1, end), end);
    if (at == FAILED || at >= end)
        return at;
    if (is_cut_here(w, at, end))
        return tear(w, at);
    return word_at(w, at, end) == WORD_ELSE ? walk_body(w, at + 1, end) : at;
}

static uint32_t walk_do(walker *w, uint32_t at, uint32_t end)
{
    at = walk_body(w, at + 1, end);
    if (at == FAILED)
        return FAILED;
    if (at >= end)
        return incomplete(w);
    if (is_if(w, at, end))
        return tear(w, at);
    return word_at(w, at, end) == WORD_WHILE ? walk_simple(w, at, end) : at;
}

static uint32_t walk_try(walker *w, uint32_t at, uint32_t end)
{
    at = walk_block(w, at + 1, end);
    while (at != FAILED && at < end) {
        if (is_cut_here(w, at, end))
            return tear(w, at);
        if (!walk_goes_on(w, at))
            return at;
        bool handler = word_at(w, at, end) == WORD_EXCEPT;
        at = handler && lexeme_at(w, at + 1, end) == '(' ? walk_header(w, at + 1, end) : at + 1;
        if (at != FAILED)
            at = walk_block(w, at, end);
    }
    return at;
}

static uint32_t walk_with(walker *w, uint32_t at, uint32_t end)
{
    unsigned depth = 0;
    for (; at < end; at++) {
        int here = lexeme_at(w, at, end);
        if (is_if(w, at, end))
            return tear(w, at);
        if (depth == 0 && (here == '{' || here == ';'))
            return here == '{' ? walk_block(w, at, end) : at + 1;
        depth += opens(here);
        depth -= closes(here) && depth > 0;
    }
    return incomplete(w);
}

/* Past NAME or NAME(…), where a block or a statement's word follows: a macro for a loop's head; else AT. */
static uint32_t skip_loop_macro(walker *w, uint32_t at, uint32_t end)
{
    if (lexeme_at(w, at, end) != LEX_NAME || word_at(w, at, end) != WORD_NONE)
        return at;
    uint32_t after = at + 1;
    if (lexeme_at(w, after, end) == '(') {
        run r = {0};
        after = walk_run(w, &r, after + 1, end, ')');
        if (after == FAILED)
            return at;
    }
    int next = word_at(w, after, end);
    bool head = next == WORD_IF || next == WORD_FOR || next == WORD_WHILE || next == WORD_DO || next == WORD_SWITCH || next == WORD_TRY;
    return lexeme_at(w, after, end) == '{' || head ? after : at;
}

static uint32_t walk_words(walker *w, uint32_t at, uint32_t end)
{
    int next = word_at(w, at + 1, end);
    switch (word_at(w, at, end)) {
    case WORD_IF: return walk_if(w, at, end);
    case WORD_WHILE: case WORD_FOR: case WORD_SWITCH: return walk_body(w, walk_header(w, at + 1, end), end);
    case WORD_DO: return walk_do(w, at, end);
    case WORD_TRY: return walk_try(w, at, end);
    case WORD_DEFER: return walk_block(w, at + 1, end);
    case WORD_WITH: return walk_with(w, at, end);
    case WORD_ASYNC:
        if (next == WORD_WITH)
            return walk_with(w, at, end);
        return next == WORD_FOR ? walk_body(w, walk_header(w, at + 2, end), end) : walk_simple(w, at, end);
    case WORD_CASE: case WORD_DEFAULT: return walk_case(w, at, end);
    default: break;
    }
    if (lexeme_at(w, at + 1, end) == ':')    /* a label: what follows is the next item, or none */
        return at + 2;
    uint32_t after = skip_loop_macro(w, at, end);
    return after > at ? walk_body(w, after, end) : walk_simple(w, at, end);
}

static uint32_t walk_statement(walker *w, uint32_t at, uint32_t end)
{
    uint32_t after;
    if (++w->depth > MAX_DEPTH)
        after = incomplete(w);            /* said of the statement by the passes that come */
    else if (lexeme_at(w, at, end) == '{')
        after = walk_block(w, at, end);
    else if (lexeme_at(w, at, end) == LEX_DIRECTIVE)
        after = walk_body(w, at + 1, end);
    else
        after = lexeme_at(w, at, end) == LEX_NAME ? walk_words(w, at, end) : walk_simple(w, at, end);
    w->depth--;
    return after;
}

/* ---- lists ---- */

/* A conditional between statements. */
static uint32_t walk_conditional(walker *w, uint32_t at, uint32_t end, bool goes_on)
{
    places arms = {0};
    if (!arms_of(w, at, end, &arms))
        return at + 1;
    uint32_t after = arms.at[arms.count - 1] + 1;
    goes_on |= after < end && walk_lexeme(w, after) != '}';
    for (size_t k = 0; k + 1 < arms.count; k++) {
        uint32_t first = arms.at[k] + 1, last = arms.at[k + 1];
        if (first < last && walk_goes_on(w, first))
            return tear(w, at);
        uint32_t reached = walk_list(w, first, last, goes_on);
        if ((reached == FAILED && w->is_incomplete) || (reached != FAILED && reached < last))
            return tear(w, at);
        if (reached == FAILED)
            return FAILED;
    }
    return after < end && walk_goes_on(w, after) ? tear(w, at) : after;
}

uint32_t walk_item(walker *w, uint32_t at, uint32_t end, uint32_t previous, bool goes_on)
{
    bool conditional = is_if(w, at, end), cut = conditional && is_cut_here(w, at, end);
    uint32_t next = conditional ? walk_conditional(w, at, end, goes_on) : lexeme_at(w, at, end) == LEX_DIRECTIVE ? at + 1 : walk_statement(w, at, end);
    if (next == FAILED && !w->is_incomplete) {
        LIST_ADD(w->arena, w->starts, at);
        if (cut && previous != FAILED)
            LIST_ADD(w->arena, w->starts, previous);
    }
    return next;
}

/* Whether a statement that begins so has others in it. */
static bool is_control(int word)
{
    switch (word) {
    case WORD_IF: case WORD_ELSE: case WORD_WHILE: case WORD_DO: case WORD_FOR: case WORD_SWITCH: case WORD_ASYNC: case WORD_WITH: case WORD_TRY:
    case WORD_EXCEPT: case WORD_FINALLY:
        return true;
    default:
        return false;
    }
}

bool walk_has_rest(const walker *w, uint32_t at, uint32_t end)
{
    if (word_at(w, at, end) == WORD_DEFER)
        return true;
    if (lexeme_at(w, at, end) == '{' || is_control(word_at(w, at, end)))
        return false;
    bool attribute = false;
    int depth = 0;
    for (; at < end && depth >= 0 && !(depth == 0 && lexeme_at(w, at, end) == ';'); at++) {
        int lexeme = lexeme_at(w, at, end), word = word_at(w, at, end);
        depth += (lexeme == '{') - (lexeme == '}');
        attribute |= word == WORD_ATTRIBUTE || (lexeme == '[' && lexeme_at(w, at + 1, end) == '[');
        uint32_t token = w->list.at[at] & ~MADE;
        if (attribute && (token_is(w->tokens, token, "cleanup") || token_is(w->tokens, token, "__cleanup__")))
            return true;
    }
    return false;
}

uint32_t walk_list(walker *w, uint32_t at, uint32_t end, bool goes_on)
{
    uint32_t previous = FAILED;
    while (at < end && walk_lexeme(w, at) != '}') {
        if (goes_on && walk_has_rest(w, at, end))
            return incomplete(w);
        uint32_t next = walk_item(w, at, end, previous, goes_on);
        if (next == FAILED)
            return FAILED;
        previous = at;
        at = next;
    }
    return at;
}
