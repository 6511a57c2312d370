/* At file scope: which of the external declarations are forms.  Everything else is C, and stays in one piece. */
#include "shape.h"

#include <string.h>

#include "acm_parser.h"
#include "conditional.h"
#include "external.h"

typedef struct file {
    shape *s;
    const token *t;
    uint32_t count;
    bool bodies;
    bool is_macro[WORD_LABEL_GNU + 1];    /* the words that the file has defined */
} file;

static void emit(file *f, int kind, uint32_t at)
{
    shape_emit(f->s, kind, at, at);
}

/* ---- names that take a word away from us ---- */

static void note_directive(file *f, uint32_t at)
{
    static const char *const words[] = {
        "",
#define X(id, text) text,
        WORDS(X)
#undef X
    };
    const char *name;
    directive_kind kind = directive_read(directive_text(f->s->arena, f->s->tokens, at), &name);
    if (kind != DIRECTIVE_DEFINE && kind != DIRECTIVE_UNDEF)
        return;
    size_t length = identifier_length(name);
    for (size_t w = 1; w < sizeof words / sizeof *words; w++)
        if (strlen(words[w]) == length && memcmp(words[w], name, length) == 0)
            f->is_macro[w] = kind == DIRECTIVE_DEFINE;
}

static void note_typedef(file *f, const external *x)
{
    external_declarator d;
    for (uint32_t i = x->specifiers.range.last + 1; external_next(f->s, x, &i, &d); )
        if (d.name)
            shape_note_typedef(f->s, d.name);
        else if (f->t[x->tail - 1].lexeme == LEX_NAME)     /* #if and #else stand between `typedef` and the name */
            shape_note_typedef(f->s, x->tail - 1);
}

static bool is_word(const file *f, uint32_t at, int word)
{
    return f->t[at].word == word && !f->is_macro[word] && !shape_is_typedef_name(f->s, at);
}

/* ---- forms ---- */

static uint32_t skip_prefix(const file *f, uint32_t at)
{
    for (;;) {
        int word = f->t[at].word;
        if (word == WORD_STATIC || word == WORD_INLINE || word == WORD_NORETURN)
            at++;
        else if (word == WORD_ATTRIBUTE && f->t[at + 1].lexeme == '(')
            at = shape_skip_group(f->s, at + 1);
        else if (f->t[at].lexeme == '[' && f->t[at + 1].lexeme == '[')
            at = shape_skip_group(f->s, at);
        else
            return at;
    }
}

/* Where what the brace AT opens ends, which is not closed: before the next form; it is said. */
static uint32_t end_of_unclosed(file *f, uint32_t open)
{
    uint32_t end = open + 1;
    while (end < f->count && !shape_begins_form(f->s->tokens, end))
        end++;
    if (f->bodies)
        shape_say_unclosed(f->s, open, end);
    return end;
}

static uint32_t find_end_of_head(const file *f, uint32_t at)
{
    while (at < f->count && f->t[at].lexeme != '{' && f->t[at].lexeme != ';' && f->t[at].lexeme != LEX_DIRECTIVE && f->t[at].lexeme != '}')
        at = shape_skip_group(f->s, at);
    return at;
}

bool shape_is_body(int kind) { return kind == TOK_BODY; }

static uint32_t emit_body(file *f, uint32_t at)
{
    if (at < f->count && f->t[at].lexeme == ';') {
        emit(f, TOK_SEMICOLON, at);
        return at + 1;
    }
    if (at >= f->count || f->t[at].lexeme != '{')
        return at;
    uint32_t close = f->t[at].mate > at ? f->t[at].mate : f->count - 1;
    if (f->bodies)
        return shape_body(f->s, at, close);
    shape_emit(f->s, TOK_BODY, at, close);
    return close + 1;
}

static void emit_signature(file *f, signature *sig, uint32_t first, uint32_t end)
{
    parser_token t = {.kind = TOK_SIGNATURE, .range = {first, end - 1}, .signature = sig};
    LIST_ADD(f->s->arena, f->s->out, t);
}

static void emit_prefix(file *f, uint32_t first, uint32_t end)
{
    if (end > first)
        shape_emit(f->s, TOK_PREFIX, first, end - 1);
}

/* [extern] error NAME : NAME [{ fields }] ; */
static uint32_t error_form(file *f, uint32_t at)
{
    emit(f, TOK_ERROR, at);
    emit(f, TOK_NAME, at + 1);
    emit(f, TOK_COLON, at + 2);
    emit(f, TOK_NAME, at + 3);
    at += 4;
    if (at < f->count && f->t[at].lexeme == '{') {
        bool unclosed = f->t[at].mate <= at;
        uint32_t end = unclosed ? end_of_unclosed(f, at) : f->t[at].mate + 1;
        if (unclosed)
            emit(f, TOK_SEMICOLON, at);
        else
            shape_emit(f->s, TOK_FIELDS, at, end - 1);
        at = end;
    }
    if (at < f->count && f->t[at].lexeme == ';')
        emit(f, TOK_SEMICOLON, at++);
    return at;
}

/* prefix async T NAME(…); of a manager that C implements */
static uint32_t extern_method(file *f, uint32_t first, uint32_t at)
{
    uint32_t end = find_end_of_head(f, at + 1);
    signature *sig = shape_signature(f->s, at + 1, end);
    if (!sig)
        return first;
    emit_prefix(f, first, at);
    emit(f, TOK_ASYNC, at);
    emit_signature(f, sig, at + 1, end);
    return emit_body(f, end);
}

/* Declarations of functions that are C's, and that no form can have: what is meant, once that is said.  NULL: it is none of these. */
static signature *mended_signature(file *f, uint32_t at, uint32_t *end)
{
    if (f->t[*end].lexeme == '{' && f->t[*end].mate > *end) {
        uint32_t behind = find_end_of_head(f, f->t[*end].mate + 1);
        signature *sig = shape_signature(f->s, at, behind);
        if (sig && sig->specifiers.first < *end && sig->specifiers.last > *end) {
            diag_error(f->s->diag, token_span(f->s->tokens, sig->specifiers.first, *end - 1), "the result of '%s' can't define a type; define it before, and name it here",
                       token_text(f->s->arena, f->s->tokens, sig->name));
            *end = behind;
            return sig;
        }
    }
    signature *sig = shape_signature_in_parentheses(f->s, at, *end);
    if (sig) {
        span where = token_span(f->s->tokens, sig->name - 1, sig->name + 1);
        const char *name = token_text(f->s->arena, f->s->tokens, sig->name);
        diag_error(f->s->diag, where, "the name of a coroutine, '%s', can't stand in parentheses", name);
        diag_fix(f->s->diag, where, name);
    }
    return sig;
}

/* Whether a method begins AT, on a line of its own: then the field before it lacks its semicolon. */
static bool begins_method(const file *f, uint32_t at, uint32_t close)
{
    if (!f->t[at].starts_line || f->t[at].lexeme != LEX_NAME)
        return false;
    uint32_t head = at + is_word(f, at, WORD_ASYNC), brace = find_end_of_head(f, head);
    return brace < close && f->t[brace].lexeme == '{' && f->t[brace - 1].lexeme == ')' && shape_signature(f->s, head, brace) != NULL;
}

/* `async T NAME(T x {`: gives where it ends, at least as far as that can be told; 0: all its brackets are closed. */
static uint32_t unclosed_head(file *f, uint32_t at, uint32_t end)
{
    uint32_t open = at;
    while (open < end && !(f->t[open].lexeme == '(' && f->t[open].mate == 0))
        open++;
    if (open == end)
        return 0;
    if (f->bodies)
        shape_say_unclosed(f->s, open, end);
    f->s->tokens->has_lost_form = true;
    return end < f->count && f->t[end].mate > end ? f->t[end].mate + 1 : end;
}

static uint32_t member(file *f, uint32_t manager, uint32_t at, uint32_t close)
{
    uint32_t foreign = shape_foreign_member(f->s, manager, at, close, f->bodies);
    if (foreign > at)
        return foreign;
    if (f->t[at].lexeme == LEX_DIRECTIVE || f->t[at].lexeme == ';') {
        emit(f, f->t[at].lexeme == ';' ? TOK_SEMICOLON : TOK_DIRECTIVE, at);
        return at + 1;
    }
    uint32_t behind = skip_prefix(f, at);
    if (behind > at && is_word(f, behind, WORD_ASYNC) && f->t[at].word != WORD_STATIC && f->t[at].word != WORD_INLINE)
        at = behind;                      /* attributes: check_results.c finds them before the form */
    bool async = is_word(f, at, WORD_ASYNC);
    uint32_t head = at + async, brace = find_end_of_head(f, head);
    signature *sig = brace < close && f->t[brace].lexeme == '{' ? shape_signature(f->s, head, brace) : NULL;
    if (!sig && async)
        sig = mended_signature(f, head, &brace);
    uint32_t lost = sig || !async ? 0 : unclosed_head(f, head, brace);
    if (lost)
        return lost;
    if (async)
        emit(f, TOK_ASYNC, at);
    if (sig) {
        emit_signature(f, sig, head, brace);
        return emit_body(f, brace);
    }
    uint32_t end = head;
    while (end < close && f->t[end].lexeme != ';' && !(end > head && begins_method(f, end, close)))
        end = shape_skip_group(f->s, end);
    if (end > head)
        shape_field(f->s, head, end);
    if (end < close && f->t[end].lexeme == ';')
        emit(f, TOK_SEMICOLON, end++);
    else
        shape_emit(f->s, TOK_SEMICOLON, end, end - 1);          /* missing: see emit_end() in shape_body.c */
    return end;
}

static uint32_t manager_form(file *f, uint32_t at, bool is_extern)
{
    uint32_t name = at + 1, open = at + 2, close = f->t[open].mate;
    emit(f, TOK_MANAGER, at);
    emit(f, TOK_NAME, at + 1);
    emit(f, TOK_BLOCK_OPEN, open);
    bool unclosed = close < open;
    if (unclosed)
        close = end_of_unclosed(f, open);
    for (at = open + 1; at < close; ) {
        uint32_t word = skip_prefix(f, at), end = is_extern && is_word(f, word, WORD_ASYNC) ? extern_method(f, at, word) : at;
        at = end > at ? end : member(f, name, at, close);
    }
    shape_emit(f->s, TOK_BLOCK_CLOSE, close, close - unclosed);          /* of no tokens: see shape_unclosed.c */
    return close + !unclosed;
}

/* `async` where no coroutine follows that could be one: an error unless it can be C, `async const x;` of a type async. */
static uint32_t not_a_coroutine(file *f, uint32_t first, uint32_t async)
{
    const token *next = &f->t[async + 1];
    while (shape_is_qualifier(next->word))
        next++;
    bool type = shape_is_type_word(next->word) || next->word == WORD_STRUCT || next->word == WORD_UNION
        || next->word == WORD_ENUM || next->word == WORD_WITH || next->word == WORD_FOR;
    if (!type)
        return first;
    uint32_t end = find_end_of_head(f, async);
    emit(f, TOK_ASYNC, async);
    if (next->word == WORD_WITH)
        emit(f, TOK_WITH, async + 1);
    else if (end > async + 1)
        shape_emit(f->s, TOK_RUN, async + 1, end - 1);
    return end < f->count && f->t[end].mate > end ? f->t[end].mate + 1 : end + 1;
}

/* Where a form ends whose head the directive END cuts, so that its body is behind the conditional; 0: it is none.  See leaves_its_arm(). */
static uint32_t end_of_cut_form(const file *f, uint32_t first, uint32_t end)
{
    const tokens *t = f->s->tokens;
    const uint32_t arm = arm_at(t, first);
    if (!arm || end >= f->count || f->t[end].lexeme != LEX_DIRECTIVE)
        return 0;
    uint32_t behind = end;
    while (behind < f->count && (f->t[behind].lexeme == LEX_DIRECTIVE || arm_at(t, behind) == arm || !arm_encloses(t, arm_at(t, behind), arm)))
        behind++;
    return behind < f->count && f->t[behind].lexeme == '{' && f->t[behind].mate > behind ? f->t[behind].mate + 1 : 0;
}

static uint32_t coroutine_form(file *f, uint32_t first, uint32_t at)
{
    uint32_t word = at, end = find_end_of_head(f, at);
    const uint32_t lost = end_of_cut_form(f, first, end);
    if (lost)
        return lost;
    bool async = is_word(f, at, WORD_ASYNC);
    signature *sig = NULL;
    at += async;
    bool context = is_word(f, at, WORD_CONTEXT), generator = async && is_word(f, at, WORD_GENERATOR);
    if (context || generator)
        sig = shape_signature(f->s, at + 1, end);
    if (!sig && async && (context || generator))
        sig = mended_signature(f, at + 1, &end);
    if (sig) {
        emit_prefix(f, first, word);
        if (async)
            emit(f, TOK_ASYNC, word);
        emit(f, context ? TOK_CONTEXT : TOK_GENERATOR, at);
        emit_signature(f, sig, at + 1, end);
        return emit_body(f, end);
    }
    if (!async)
        return first;
    if (shape_is_python(f->s->tokens, at)) {
        uint32_t behind = at + 3;
        while (behind < f->count && !shape_begins_form(f->s->tokens, behind))
            behind++;
        if (f->bodies)
            shape_say_python(f->s, at);
        f->s->tokens->has_lost_form = true;
        return behind;
    }
    sig = shape_signature(f->s, at, end);
    if (!sig)
        sig = mended_signature(f, at, &end);
    uint32_t behind = sig ? 0 : unclosed_head(f, at, end);
    if (behind)
        return behind;
    if (!sig)
        return not_a_coroutine(f, first, word);
    emit_prefix(f, first, word);
    emit(f, TOK_ASYNC, word);
    emit_signature(f, sig, at, end);
    return emit_body(f, end);
}

/* prefix extern async …; and, of the library, extern error …; and extern manager … */
static uint32_t extern_form(file *f, uint32_t first, uint32_t at)
{
    if (is_word(f, at + 1, WORD_ERROR) && f->t[at + 3].lexeme == ':') {
        emit_prefix(f, first, at);
        emit(f, TOK_EXTERN, at);
        return error_form(f, at + 1);
    }
    if (is_word(f, at + 1, WORD_MANAGER) && f->t[at + 2].lexeme == LEX_NAME && f->t[at + 3].lexeme == '{') {
        emit_prefix(f, first, at);
        emit(f, TOK_EXTERN, at);
        return manager_form(f, at + 1, true);
    }
    if (!is_word(f, at + 1, WORD_ASYNC))
        return first;
    uint32_t end = find_end_of_head(f, at + 2);
    signature *sig = shape_signature(f->s, at + 2, end);
    if (!sig)
        return first;
    emit_prefix(f, first, at);
    emit(f, TOK_EXTERN, at);
    emit(f, TOK_ASYNC, at + 1);
    emit_signature(f, sig, at + 2, end);
    return emit_body(f, end);
}

/* Emits the form AT begins, and gives where it ends; AT itself if none does. */
static uint32_t form(file *f, uint32_t first)
{
    uint32_t at = skip_prefix(f, first);
    const token *t = f->t;
    if (at + 1 >= f->count || t[at].lexeme != LEX_NAME)
        return first;
    if (at == first && is_word(f, at, WORD_IMPORT) && t[at + 1].lexeme == LEX_STRING) {
        emit(f, TOK_IMPORT, at);
        emit(f, TOK_STRING, at + 1);
        if (t[at + 2].lexeme == ';')
            emit(f, TOK_SEMICOLON, at + 2);
        return t[at + 2].lexeme == ';' ? at + 3 : at + 2;
    }
    if (at == first && is_word(f, at, WORD_ERROR) && t[at + 1].lexeme == LEX_NAME && t[at + 2].lexeme == ':' && t[at + 3].lexeme == LEX_NAME)
        return error_form(f, at);
    if (is_word(f, at, WORD_MANAGER) && t[at + 1].lexeme == LEX_NAME && t[at + 2].lexeme == '{') {
        emit_prefix(f, first, at);
        return manager_form(f, at, false);
    }
    if (t[at].word == WORD_EXTERN)
        return extern_form(f, first, at);
    if (is_word(f, at, WORD_ASYNC) || is_word(f, at, WORD_CONTEXT))
        return coroutine_form(f, first, at);
    return first;
}

/* ---- C ---- */

/* Whether a form begins AT, by its head alone. */
static bool is_head(const file *f, uint32_t at)
{
    const token *t = f->t;
    const bool own_line = t[at].starts_line;
    at = skip_prefix(f, at);
    if (at + 3 >= f->count || t[at].lexeme != LEX_NAME)
        return false;
    if (is_word(f, at, WORD_MANAGER))
        return t[at + 1].lexeme == LEX_NAME && t[at + 2].lexeme == '{';
    if (is_word(f, at, WORD_ERROR))
        return t[at + 1].lexeme == LEX_NAME && t[at + 2].lexeme == ':' && t[at + 3].lexeme == LEX_NAME;
    bool async = is_word(f, at, WORD_ASYNC);
    at += async;
    bool context = is_word(f, at, WORD_CONTEXT) || (async && is_word(f, at, WORD_GENERATOR));
    uint32_t end = find_end_of_head(f, at);
    return (async || (context && own_line))        /* `API context CALL f(void);` is C */ && end < f->count && (t[end].lexeme == '{' || t[end].lexeme == ';')
        && (shape_signature(f->s, at + context, end) || (async && shape_signature(f->s, at, end)));
}

/* Where the form begins that names, `NAME` and `NAME(…)`, stand in front of: macros of the file or a header.  0: none does. */
static uint32_t head_behind_macros(const file *f, uint32_t first)
{
    uint32_t at = first;
    while (at < f->count && f->t[at].lexeme == LEX_NAME && f->t[at].word == WORD_NONE && !shape_is_typedef_name(f->s, at))
        at = f->t[at + 1].lexeme == '(' && f->t[at + 1].mate > at ? f->t[at + 1].mate + 1 : at + 1;
    return at > first && at < f->count && is_head(f, at) ? at : 0;
}

/* On lines of their own they stay C; on the form's own line nobody could tell what of it they say something about. */
static void check_macro_of_head(file *f, uint32_t first, uint32_t head)
{
    if (f->t[head].starts_line || !f->bodies)
        return;
    span where = token_span(f->s->tokens, first, head - 1);
    diag_error(f->s->diag, where, "the macro '%s' can't stand in front of '%s' on the same line; write an attribute out, and put a macro that declares something on a line of its own",
               token_text(f->s->arena, f->s->tokens, first), token_text(f->s->arena, f->s->tokens, skip_prefix(f, head)));
}

/* Where the form begins whose prefix, `static` and the like, a directive cuts: it is said.  0: there is none. */
static uint32_t head_behind_directive(file *f, uint32_t first)
{
    uint32_t at = skip_prefix(f, first), cut = 0;
    while (at > first && at < f->count && f->t[at].lexeme == LEX_DIRECTIVE) {
        cut = cut ? cut : at;
        at = skip_prefix(f, at + 1);
    }
    if (!cut || !is_head(f, at))
        return 0;
    if (f->bodies)
        diag_error(f->s->diag, token_span(f->s->tokens, cut, cut), "a directive between '%s' and the form that it stands in front of; write the whole form in each arm",
                   token_text(f->s->arena, f->s->tokens, first));
    return at;
}

/* Whether a form that begins in an arm of a conditional ends outside of it, as where each arm has a head for one body: it is said. */
static bool leaves_its_arm(file *f, uint32_t first, uint32_t end)
{
    const tokens *t = f->s->tokens;
    if (f->t[end - 1].lexeme != '}' || arm_encloses(t, arm_at(t, first), arm_at(t, end - 1)))
        return false;
    if (f->bodies) {
        diag_error(f->s->diag, token_span(t, first, first),
                   "this form begins in an arm of a conditional and ends outside of it; write the whole form in each arm, or the conditional in its parameters and body");
        diag_note(f->s->diag, token_span(t, end - 1, end - 1), "it ends here");
    }
    f->s->tokens->has_lost_form = true;
    return true;
}

/* Past the external declaration of C that begins AT; stops before what may be a form. */
static uint32_t skip_c(file *f, uint32_t first)
{
    uint32_t head = head_behind_directive(f, first);
    if (head)
        return head;
    head = head_behind_macros(f, first);
    if (head) {
        check_macro_of_head(f, first, head);
        return head;
    }
    external x = external_read(f->s, first, f->count);
    for (uint32_t i = first; i < x.end; i++)
        if (f->t[i].lexeme == LEX_DIRECTIVE)
            note_directive(f, i);
    if (x.kind == EXTERNAL_TYPEDEF)
        note_typedef(f, &x);
    return x.end;
}

static void count_awaits(shape *s)
{
    const token *t = s->tokens->at;
    uint32_t *awaits = arena_alloc(s->arena, (s->tokens->count + 2) * sizeof *awaits);
    for (uint32_t i = 0; i <= s->tokens->count; i++) {
        bool member = i > 0 && (t[i - 1].lexeme == '.' || t[i - 1].lexeme == LEX_ARROW);
        awaits[i + 1] = awaits[i] + (!member && (t[i].word == WORD_AWAIT || t[i].word == WORD_SPAWN));
    }
    s->tokens->awaits = awaits;
}

parser_tokens shape_file(arena *arena, tokens *tokens, diagnostics *diag, bool bodies)
{
    shape s = {.arena = arena, .diag = diag, .tokens = tokens};
    file f = {.s = &s, .t = tokens->at, .count = tokens->count, .bodies = bodies};
    tokens->arms = arms_find(arena, tokens);
    shape_match_brackets(&s);
    count_awaits(&s);
    shape_find_macros(arena, tokens);
    uint32_t c = 0;                       /* where the C that is not emitted yet begins */
    for (uint32_t i = 0; i < tokens->count; ) {
        size_t emitted = s.out.count;
        uint32_t end = arm_is_dead(tokens, i) ? i : form(&f, i);
        if (end == i) {
            i = skip_c(&f, i);
            continue;
        }
        if (leaves_its_arm(&f, i, end))
            s.out.count = emitted;
        if (i > c) {                      /* the C before the form goes first */
            shape_emit(&s, 0, 0, 0);
            memmove(s.out.at + emitted + 1, s.out.at + emitted, (s.out.count - 1 - emitted) * sizeof *s.out.at);
            s.out.at[emitted] = (parser_token){.kind = TOK_C, .range = {c, i - 1}};
        }
        c = i = end;
    }
    if (tokens->count > c)
        shape_emit(&s, TOK_C, c, tokens->count - 1);
    shape_emit(&s, TOK_END, tokens->count, tokens->count);
    return s.out;
}
