/* Names: which local, object of the file or form an identifier means where it stands. */
#include <string.h>

#include "check_internal.h"
#include "shape.h"

/* ---- texts ---- */

static uint32_t text_hash(const char *text, uint32_t length)
{
    uint32_t hash = 2166136261u;
    for (uint32_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    return hash;
}

static const char *bytes_of(const checker *c, uint32_t token) { return c->tokens->source->bytes + c->t[token].start; }
static uint32_t length_of(const checker *c, uint32_t token) { return c->t[token].end - c->t[token].start; }

uint32_t name_hash(const checker *c, uint32_t token)
{
    return text_hash(bytes_of(c, token), length_of(c, token));
}

const char *text_of(const checker *c, uint32_t token) { return token_text(c->arena, c->tokens, token); }
span span_of(const checker *c, uint32_t first, uint32_t last) { return token_span(c->tokens, first, last); }

bool is_member_name(const checker *c, uint32_t token)
{
    return token > 0 && (c->t[token - 1].lexeme == '.' || c->t[token - 1].lexeme == LEX_ARROW);
}

/* ---- locals ---- */

static bool is_named(const checker *c, const local *l, uint32_t token, uint32_t hash)
{
    return l->hash == hash && l->length == length_of(c, token) && memcmp(l->text, bytes_of(c, token), l->length) == 0;
}

static local *find_in(const checker *c, local *const *slots, uint32_t token)
{
    uint32_t hash = name_hash(c, token);
    local *l = slots[hash % NAME_SLOTS];
    while (l && !is_named(c, l, token, hash))
        l = l->next;
    return l;
}

local *find_local(const checker *c, uint32_t token)
{
    return find_in(c, c->locals, token);
}

void note_declared(checker *c, const local *l)
{
    if (l->name)
        diag_note(c->diag, span_of(c, l->name, l->name), "'%s' is declared here", text_of(c, l->name));
}

/* An extern or a prototype may stand twice, and different ones in the arms of an #if. */
static void check_declared_twice(checker *c, const local *made, const local *old)
{
    if (!old || old->kind == LOCAL_MACRO || old->depth != made->depth || old->directives != made->directives)
        return;
    if ((old->kind == LOCAL_FUNCTION && made->kind == LOCAL_FUNCTION) || (old->kind == LOCAL_TYPE && made->kind == LOCAL_TYPE))
        return;
    span where = span_of(c, made->name, made->name);
    if (!old->name) {
        diag_error(c->diag, where, "'self' is the object of every method, and can't be declared again");
        return;
    }
    diag_error(c->diag, where, "'%s' is declared twice in one block", text_of(c, made->name));
    note_declared(c, old);
}

static bool is_reserved(int word)
{
    switch (word) {
    case WORD_ASYNC: case WORD_AWAIT: case WORD_YIELD: case WORD_WITH: case WORD_TRY: case WORD_EXCEPT: case WORD_FINALLY: case WORD_RAISE:
    case WORD_SPAWN: case WORD_DEFER:
        return true;
    default:
        return false;
    }
}

local *add_local(checker *c, local_kind kind, const char *text, uint32_t length)
{
    local *l = arena_alloc(c->arena, sizeof *l);
    *l = (local){.kind = kind, .text = text, .length = length, .specifiers = {1, 0}, .depth = c->depth, .directives = c->directives, .scope = c->scope,
                 .before = c->last};
    l->hash = text_hash(l->text, l->length);
    l->next = c->locals[l->hash % NAME_SLOTS];
    c->locals[l->hash % NAME_SLOTS] = l;
    c->last = l;
    return l;
}

/* NAME 0 is `self`. */
local *declare_local(checker *c, local_kind kind, uint32_t name, range specifiers, range declarator)
{
    const local *old = name ? find_local(c, name) : NULL;
    local *l = add_local(c, kind, name ? bytes_of(c, name) : "self", name ? length_of(c, name) : 4);
    l->name = name;
    if (name && is_reserved(c->t[name].word))
        diag_error(c->diag, span_of(c, name, name), "'%s' is reserved in bodies, and can't be a name there", text_of(c, name));
    else if (name)
        check_declared_twice(c, l, old);
    if (!range_empty(specifiers) && kind != LOCAL_TYPE && kind != LOCAL_ENUMERATOR) {
        l->specifiers = specifiers;
        l->manager = manager_named_by(c, specifiers);
        l->levels = shape_levels(c->tokens, declarator, name);
        l->is_pointer = !range_empty(declarator) && c->t[declarator.first].lexeme == '*';
        l->is_array = kind == LOCAL_VARIABLE && !range_empty(declarator) && shape_array_bracket(c->tokens, name, declarator.last);
        for (uint32_t i = specifiers.first; i <= specifiers.last; i++)
            l->is_static |= c->t[i].word == WORD_STATIC || c->t[i].word == WORD_EXTERN || c->t[i].word == WORD_THREAD_LOCAL;
    }
    return l;
}

void open_names(checker *c)
{
    c->depth++;
}

/* What `as` and handlers named is remembered, for those who use it after its block. */
void close_names(checker *c)
{
    close_opaque(c);
    while (c->last && c->last->depth == c->depth) {
        local *l = c->last;
        uint32_t slot = l->hash % NAME_SLOTS;
        c->last = l->before;
        c->locals[slot] = l->next;
        if (l->kind == LOCAL_AS || l->kind == LOCAL_HANDLER) {
            l->next = c->ended[slot];
            c->ended[slot] = l;
        }
    }
    c->depth--;
}

void forget_names(checker *c)
{
    memset(c->locals, 0, sizeof c->locals);
    memset(c->ended, 0, sizeof c->ended);
    memset(c->labels, 0, sizeof c->labels);
    c->last = NULL;
    c->depth = c->directives = 0;
    c->region = NULL;
    c->loop = c->breakable = c->inner_switch = NULL;
    c->handler = c->scope = NULL;
    c->way = c->latest = (way){0};
    c->clock = 0;
    c->in_defer = false;
    c->copies = c->spawn_looks = c->socket_looks = 0;
    c->stores.count = 0;
    c->events.count = c->forward.count = c->opaque.count = 0;
    c->gotos.count = c->hidden_gotos.count = c->label_addresses.count = c->address_regions.count = 0;
}

/* The enumerators of an `enum { … }` among specifiers. */
void collect_locals_of(checker *c, range specifiers)
{
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++) {
        if (c->t[i].word != WORD_ENUM)
            continue;
        while (i < specifiers.last && c->t[i].lexeme != '{')
            i++;
        for (uint32_t e = i + 1; c->t[i].lexeme == '{' && e < c->t[i].mate; e++) {
            if (c->t[e].lexeme == LEX_NAME && (c->t[e - 1].lexeme == '{' || c->t[e - 1].lexeme == ',') && c->t[e].word == WORD_NONE)
                declare_local(c, LOCAL_ENUMERATOR, e, (range){1, 0}, (range){1, 0});
            else if (c->t[e].mate > e)
                e = c->t[e].mate;
        }
    }
}

/* ---- names of the file ---- */

static file_name *find_in_file(const program *p, uint32_t token)
{
    const tokens *t = p->main->tokens;
    uint32_t hash = text_hash(t->source->bytes + t->at[token].start, t->at[token].end - t->at[token].start);
    file_name *f = p->file_names[hash % NAME_SLOTS];
    while (f && !tokens_same(t, f->token, t, token))
        f = f->next;
    return f;
}

file_name *find_file_name(const checker *c, uint32_t token)
{
    return find_in_file(c->program, token);
}

bool is_declared_in_file(const program *p, const char *name)
{
    const tokens *t = p->main->tokens;
    const file_name *f = p->file_names[text_hash(name, strlen(name)) % NAME_SLOTS];
    while (f && !token_is(t, f->token, name))
        f = f->next;
    return f && f->is_outermost;
}

bool is_function_of_file(const program *p, uint32_t token)
{
    const file_name *f = find_in_file(p, token);
    return f && f->is_function;
}

uint32_t function_of_file(const program *p, uint32_t token)
{
    const file_name *f = find_in_file(p, token);
    return f && f->is_function ? f->token : 0;
}

const symbol *manager_of_file_object(const program *p, uint32_t token, uint32_t before, unsigned *levels)
{
    const file_name *f = find_in_file(p, token);
    if (!f || !f->manager || f->token >= before)
        return NULL;
    *levels = f->levels;
    return f->manager;
}

static file_name *note_file_name(checker *c, uint32_t token)
{
    file_name *f = find_file_name(c, token);
    if (f)
        return f;
    f = arena_alloc(c->arena, sizeof *f);
    uint32_t slot = name_hash(c, token) % NAME_SLOTS;
    *f = (file_name){.token = token, .next = c->program->file_names[slot]};
    c->program->file_names[slot] = f;
    return f;
}

/* The manager whose name the specifiers of the declaration that begins at START are, with what is before the declarator of I. */
static const symbol *manager_of_specifiers(const checker *c, uint32_t start, uint32_t i)
{
    shape s = {.arena = c->arena, .tokens = (tokens *)c->tokens};
    range specifiers = shape_specifiers(&s, start, i).range;
    return range_empty(specifiers) ? NULL : manager_named_by(c, specifiers);
}

/* `NAME x` and `NAME *x`, the first of a declaration or one that follows, before what ends a declarator: an object of a manager's type. */
static void note_object(checker *c, file_name *f, uint32_t i, uint32_t start, bool is_inner)
{
    int after = c->t[i + 1].lexeme;
    if (f->manager || i < 2 || (after != ';' && after != '=' && after != ',' && after != '['))
        return;
    uint32_t before = i - 1, stars = 0;
    for (; before > start && (c->t[before].lexeme == '*' || shape_is_qualifier(c->t[before].word)); before--)
        stars += c->t[before].lexeme == '*';
    if (stars > 1)
        return;
    const symbol *s = NULL;
    if (c->t[before].lexeme == ',' && !is_inner)
        s = manager_of_specifiers(c, start, i);
    else if (c->t[before].lexeme == LEX_NAME)
        s = symbol_at(c, before);
    if (s && s->kind == SYMBOL_MANAGER) {
        f->manager = s;
        f->levels = stars;
        for (uint32_t b = i + 1; c->t[b].lexeme == '[' && c->t[b].mate > b; b = c->t[b].mate + 1)
            f->levels++;
    }
}

/* NAME ( … ) before a body or the end of a declaration, after a type; and not NAME (*x)( … ). */
static bool is_function_at(const checker *c, uint32_t i, uint32_t start)
{
    uint32_t close = c->t[i + 1].mate;
    if (c->t[i + 1].lexeme != '(' || close <= i || i <= start || c->t[start].word == WORD_TYPEDEF || c->t[i + 2].lexeme == '*')
        return false;
    int before = c->t[i - 1].lexeme, after = c->t[close + 1].lexeme;
    return (before == LEX_NAME || before == '*') && (after == ';' || after == '{' || after == ',');
}

/* `int NAME`, `, *NAME`, `(*NAME)` behind the specifiers of a declaration. */
static bool is_object_at(const checker *c, uint32_t i, uint32_t start)
{
    int before = c->t[i - 1].lexeme, after = c->t[i + 1].lexeme;
    bool ends = after == ';' || after == '=' || after == ',' || after == '[';
    if (i <= start || c->t[start].word == WORD_TYPEDEF || !(before == '*' ? ends || after == ')' : ends && (before == LEX_NAME || before == ',' || before == '}')))
        return false;
    shape s = {.arena = c->arena, .tokens = (tokens *)c->tokens};
    uint32_t end = start;
    while (end + 1 < c->tokens->count && c->t[end].lexeme != ';')
        end = shape_skip_group(&s, end);
    if (end <= i || !shape_is_declaration(&s, start, end))
        return false;
    range specifiers = shape_specifiers(&s, start, end).range;
    for (uint32_t k = specifiers.first; k <= specifiers.last; k++)
        if (c->t[k].word == WORD_THREAD_LOCAL || c->t[k].word == WORD_TYPEDEF)
            return false;
    return !range_empty(specifiers) && specifiers.last < i;
}

/* Whether in the bracket AT stand names of another scope: members or parameters, and not enumerators or the (*NAME) of a declarator. */
static bool has_other_scope(const checker *c, uint32_t at)
{
    bool enumerators = at > 1 && (c->t[at - 1].word == WORD_ENUM || c->t[at - 2].word == WORD_ENUM);
    return c->t[at].lexeme == '{' ? !enumerators : c->t[at].lexeme == '(' && c->t[at + 1].lexeme != '*';
}

/* Every name outside of the bodies of C's functions: more than are declared, never fewer. */
static void collect_names_of(checker *c, const node *n)
{
    uint32_t start = n->first;            /* of the external declaration */
    uint32_t inner = 0;                   /* up to here names are of another scope */
    uint32_t initializer = 0;             /* the last one's } */
    for (uint32_t i = n->first; i <= n->last; i++) {
        int lexeme = c->t[i].lexeme;
        if (lexeme == LEX_NAME) {
            file_name *f = note_file_name(c, i);
            f->is_outermost |= i > inner;
            if (is_function_at(c, i, start))
                f->is_function = true;
            else
                note_object(c, f, i, start, i <= inner);
            f->is_object |= i > inner && i > n->first && is_object_at(c, i, start);
        } else if (lexeme == '{' && c->t[i].mate > i && i > n->first && c->t[i - 1].lexeme == ')') {
            i = c->t[i].mate;
            start = i + 1;
        } else if (i > initializer && (lexeme == ';' || lexeme == LEX_DIRECTIVE || lexeme == '}')) {
            start = i + 1;
        } else if (i > inner && has_other_scope(c, i)) {
            inner = c->t[i].mate;
            initializer = lexeme == '{' && i > n->first && c->t[i - 1].lexeme == '=' ? inner : initializer;
        }
    }
}

void collect_file_names(checker *c)
{
    c->program->file_names = arena_alloc(c->arena, NAME_SLOTS * sizeof *c->program->file_names);
    for (const node *n = c->program->main->unit->items; n; n = n->next)
        if (n->kind == NODE_C)
            collect_names_of(c, n);
}

/* ---- symbols ---- */

symbol *symbol_at(const checker *c, uint32_t token)
{
    char small[64];
    uint32_t length = length_of(c, token);
    if (c->t[token].lexeme != LEX_NAME)
        return NULL;
    if (length >= sizeof small)
        return program_find(c->program, text_of(c, token), token);
    memcpy(small, bytes_of(c, token), length);
    small[length] = '\0';
    return program_find(c->program, small, token);
}

const char *kind_of_symbol(const symbol *s)
{
    static const char *const names[] = {"a coroutine", "a context", "a generator", "a manager", "an error"};
    return names[s->kind];
}

static uint32_t name_of_node(const node *n)
{
    return n->kind == NODE_FORM ? n->form.signature->name : n->kind == NODE_MANAGER ? n->manager.name : n->error.name;
}

void note_symbol(checker *c, const symbol *s)
{
    uint32_t name = name_of_node(s->node);
    if (!s->module->is_library)
        diag_note(c->diag, token_span(s->module->tokens, name, name), "'%s' is declared here", s->name);
}
