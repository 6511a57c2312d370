/* Macros of the file that hide from acmc what it would have to see: they are expanded after it has done its work. */
#include <string.h>

#include "check_internal.h"

/* ---- directives ---- */

static bool is_space(char b) { return b == ' ' || b == '\t' || b == '\v' || b == '\f' || b == '\r' || b == '\n'; }
static bool is_letter(char b) { return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_' || b == '$' || (b & 0x80); }
static bool is_digit(char b) { return b >= '0' && b <= '9'; }

typedef struct text { const char *at, *end; } text;

static void skip_space(text *t)
{
    for (;;) {
        if (t->at < t->end && is_space(*t->at)) {
            t->at++;
        } else if (t->at + 1 < t->end && t->at[0] == '\\' && (t->at[1] == '\n' || t->at[1] == '\r')) {
            t->at += 2;
        } else if (t->at + 1 < t->end && t->at[0] == '/' && t->at[1] == '*') {
            for (t->at += 2; t->at + 1 < t->end && !(t->at[0] == '*' && t->at[1] == '/'); )
                t->at++;
            t->at = t->at + 2 < t->end ? t->at + 2 : t->end;
        } else if (t->at + 1 < t->end && t->at[0] == '/' && t->at[1] == '/') {
            t->at = t->end;
        } else {
            return;
        }
    }
}

/* The next identifier, number, string or byte; empty at the end. */
static text next_token(text *t)
{
    skip_space(t);
    text found = {t->at, t->at};
    if (t->at >= t->end)
        return found;
    if (*t->at == '"' || *t->at == '\'') {
        char quote = *t->at++;
        while (t->at < t->end && *t->at != quote)
            t->at += *t->at == '\\' && t->at + 1 < t->end ? 2 : 1;
        t->at = t->at < t->end ? t->at + 1 : t->end;
    } else if (is_letter(*t->at) || is_digit(*t->at)) {
        while (t->at < t->end && (is_letter(*t->at) || is_digit(*t->at)))
            t->at++;
    } else {
        t->at++;
    }
    found.end = t->at;
    return found;
}

static bool is(text t, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(t.end - t.at) == length && memcmp(t.at, word, length) == 0;
}

static void add_macro(checker *c, uint32_t directive, text line, bool undef)
{
    text name = next_token(&line);
    if (name.at == name.end || !is_letter(*name.at))
        return;
    file_macro *m = arena_alloc(c->arena, sizeof *m);
    *m = (file_macro){.directive = directive, .name = name.at, .length = (uint32_t)(name.end - name.at), .is_undef = undef, .end = line.end};
    if (line.at < line.end && *line.at == '(') {
        m->is_function = true;
        while (line.at < line.end && *line.at != ')')
            line.at++;
        line.at += line.at < line.end;
    }
    m->body = line.at;
    uint32_t slot = text_hash(m->name, m->length) % NAME_SLOTS;
    m->next = c->macros[slot];
    c->macros[slot] = m;
    c->has_macros = true;
    c->defines_await |= is(name, "await") && !undef;
}

/* Tokens between an #if 0 and its #else or #endif are nothing but text. */
typedef struct dead_arms { unsigned depth, dead_at; bool *flags; } dead_arms;

static void follow_conditional(checker *c, dead_arms *d, text word, text rest)
{
    if (is(word, "if") || is(word, "ifdef") || is(word, "ifndef")) {
        d->depth++;
        text value = next_token(&rest);
        if (!d->dead_at && is(word, "if") && is(value, "0") && next_token(&rest).at == rest.end) {
            d->dead_at = d->depth;
            if (!d->flags)
                c->is_dead = d->flags = arena_alloc(c->arena, (c->tokens->count + 1) * sizeof *d->flags);
        }
    } else if (is(word, "endif") || is(word, "else") || is(word, "elif")) {
        if (d->dead_at == d->depth)
            d->dead_at = 0;
        d->depth -= is(word, "endif") && d->depth > 0;
    }
}

void collect_macros(checker *c)
{
    dead_arms dead = {0};
    for (uint32_t i = 0; i < c->tokens->count; i++) {
        if (c->t[i].lexeme != LEX_DIRECTIVE) {
            if (dead.dead_at)
                dead.flags[i] = true;
            continue;
        }
        text line = {c->tokens->source->bytes + c->t[i].start, c->tokens->source->bytes + c->t[i].end};
        line.at += *line.at == '%' ? 2 : 1;
        text word = next_token(&line);
        if (is(word, "define") || is(word, "undef")) {
            if (!dead.dead_at)
                add_macro(c, i, line, is(word, "undef"));
        } else {
            follow_conditional(c, &dead, word, line);
        }
    }
}

/* ---- what they do ---- */

static const file_macro *find_text(const checker *c, text name, uint32_t at)
{
    uint32_t length = (uint32_t)(name.end - name.at);
    for (const file_macro *m = c->macros[text_hash(name.at, length) % NAME_SLOTS]; m; m = m->next)
        if (m->directive < at && m->length == length && memcmp(m->name, name.at, length) == 0)
            return m->is_undef ? NULL : m;
    return NULL;
}

const file_macro *find_macro(const checker *c, uint32_t token)
{
    if (!c->has_macros)
        return NULL;
    return find_text(c, (text){c->tokens->source->bytes + c->t[token].start, c->tokens->source->bytes + c->t[token].end}, token);
}

/* The words in a replacement list: a break or continue in a loop of the macro's own, a goto to its own label, hide nothing. */
typedef struct replacement {
    const file_macro *macro;
    bool in_loop, in_switch;
} replacement;

static bool has_label(const file_macro *m, text name)
{
    text rest = {m->body, m->end};
    for (text t = next_token(&rest), before = t; t.at < t.end; before = t, t = next_token(&rest))
        if (is(t, ":") && before.end - before.at == name.end - name.at && memcmp(before.at, name.at, (size_t)(name.end - name.at)) == 0)
            return true;
    return false;
}

static unsigned effect_of_word(replacement *r, text word, text rest, bool member)
{
    if (member)
        return HIDES_NOTHING;
    if (is(word, "return"))
        return HIDES_RETURN;
    if (is(word, "await"))
        return HIDES_AWAIT;
    if (is(word, "goto"))
        return has_label(r->macro, next_token(&rest)) ? HIDES_NOTHING : HIDES_GOTO;
    if (is(word, "break"))
        return r->in_loop || r->in_switch ? HIDES_NOTHING : HIDES_BREAK;
    if (is(word, "continue"))
        return r->in_loop ? HIDES_NOTHING : HIDES_CONTINUE;
    if (is(word, "raise")) {
        text after = next_token(&rest);
        return after.at < after.end && (is_letter(*after.at) || *after.at == ';') ? HIDES_RAISE : HIDES_NOTHING;
    }
    return HIDES_NOTHING;
}

/* Loops count from their word to the end of the macro: what comes after them in it may be missed, never invented. */
static void note_word(replacement *r, text word)
{
    if (is(word, "for") || is(word, "while") || is(word, "do"))
        r->in_loop = true;
    else if (is(word, "switch"))
        r->in_switch = true;
}

static unsigned effects_of(checker *c, file_macro *m)
{
    if (m->is_known || m->is_walked)
        return m->effects;
    m->is_walked = true;
    replacement r = {.macro = m};
    text rest = {m->body, m->end};
    bool member = false;
    for (text t = next_token(&rest); t.at < t.end; t = next_token(&rest)) {
        if (is_letter(*t.at)) {
            m->effects |= effect_of_word(&r, t, rest, member);
            note_word(&r, t);
            const file_macro *other = find_text(c, t, c->tokens->count);
            if (other && other != m) {
                unsigned own = effects_of(c, (file_macro *)other);
                if (r.in_loop)
                    own &= ~(unsigned)(HIDES_BREAK | HIDES_CONTINUE);
                if (r.in_switch)
                    own &= ~(unsigned)HIDES_BREAK;
                m->effects |= own;
            }
        }
        member = *t.at == '.' || *t.at == '>';
    }
    m->is_walked = false;
    m->is_known = true;
    return m->effects;
}

/* ---- uses ---- */

static void report(checker *c, uint32_t token, const file_macro *m, const char *what, const char *why)
{
    diag_error(c->diag, span_of(c, token, token), "the macro '%s' hides '%s'%s", text_of(c, token), what, why);
    diag_note(c->diag, (span){c->tokens->source, (uint32_t)(m->name - c->tokens->source->bytes),
                              (uint32_t)(m->name - c->tokens->source->bytes) + m->length},
              "'%s' is defined here; macros are expanded after acmc has done its work", text_of(c, token));
}

static bool has_await_word(const checker *c, const node *n)
{
    for (uint32_t i = n ? n->first : 1; i <= (n ? n->last : 0); i++)
        if (c->t[i].word == WORD_AWAIT)
            return true;
    return false;
}

/* Whether a break or continue that acmc does not see would go wrong: through a cleanup, or past a step that awaits. */
bool break_goes_wrong(const checker *c)
{
    return c->breakable && c->region != c->breakable->region;
}

bool continue_goes_wrong(const checker *c)
{
    if (!c->loop)
        return false;
    const node *n = c->loop->node;
    bool apart = (n->kind == NODE_FOR && has_await_word(c, n->loop.step)) || (n->kind == NODE_DO && has_await_word(c, n->loop.condition));
    return apart || c->region != c->loop->region;
}

void check_macro_use(checker *c, uint32_t token)
{
    const file_macro *m = find_macro(c, token);
    if (!m || (m->is_function && c->t[token + 1].lexeme != '(') || c->is_plain)
        return;
    unsigned effects = effects_of(c, (file_macro *)m);
    if (!effects)
        return;
    if (effects & HIDES_AWAIT)
        report(c, token, m, "await", "");
    else if (effects & HIDES_RAISE)
        report(c, token, m, "raise", "");
    else if (effects & HIDES_RETURN)
        report(c, token, m, "return", "");
    else if (effects & HIDES_GOTO)
        report(c, token, m, "goto", "");
    else if ((effects & HIDES_BREAK) && break_goes_wrong(c))
        report(c, token, m, "break", ", which would leave a block without its cleanup");
    else if ((effects & HIDES_CONTINUE) && continue_goes_wrong(c))
        report(c, token, m, "continue", ", which would leave a block without its cleanup, or skip an await");
}

/* ---- arguments ---- */

static bool has_comma(const file_macro *m)
{
    text rest = {m->body, m->end};
    for (text t = next_token(&rest); t.at < t.end; t = next_token(&rest))
        if (is(t, ","))
            return true;
    return false;
}

static bool is_empty(const file_macro *m)
{
    text rest = {m->body, m->end}, first = next_token(&rest);
    return first.at == first.end;
}

/* Capitals only: a macro of a header, by its looks. */
static bool looks_like_macro(const checker *c, uint32_t token)
{
    const char *text = c->tokens->source->bytes + c->t[token].start;
    uint32_t length = c->t[token].end - c->t[token].start, capitals = 0;
    for (uint32_t i = 0; i < length; i++) {
        if (text[i] >= 'a' && text[i] <= 'z')
            return false;
        capitals += text[i] >= 'A' && text[i] <= 'Z';
    }
    return capitals > 1 && !token_is(c->tokens, token, "NULL") && !find_local(c, token) && !find_file_name(c, token);
}

bool macro_may_be_more(checker *c, uint32_t token)
{
    const file_macro *m = c->t[token].lexeme == LEX_NAME ? find_macro(c, token) : NULL;
    return m ? has_comma(m) : c->t[token].lexeme == LEX_NAME && looks_like_macro(c, token);
}

bool macro_may_be_less(checker *c, uint32_t token)
{
    const file_macro *m = c->t[token].lexeme == LEX_NAME ? find_macro(c, token) : NULL;
    return m && (is_empty(m) || m->is_function);
}
