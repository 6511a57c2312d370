/* Types that bodies declare: they move before the frame, because variables in it may have them. */
#include <string.h>

#include "file_types.h"
#include "lower_internal.h"
#include "shape.h"

/* ---- names ---- */

/* One that a form gets: `conn_frame`. */
static bool is_generated(const lowering *l, const char *name)
{
    static const char *const suffixes[] = {"frame", "allocated", "function", "points", "resume", "start", "call", "allocate"};
    const char *last = strrchr(name, '_');
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (strcmp(last + 1, suffixes[i]) == 0)
            return program_find_anywhere(l->program, arena_printf(l->arena, "%.*s", (int)(last - name), name));
    return false;
}

/* A name that the file mentions, or that was made of one. */
typedef struct used_name {
    const char *text;
    size_t length;
    struct used_name *next;
} used_name;

enum { USED_SLOTS = 8192 };

static unsigned slot_of(const char *text, size_t length)
{
    unsigned hash = 5381;
    for (size_t i = 0; i < length; i++)
        hash = hash * 33 + (unsigned char)text[i];
    return hash % USED_SLOTS;
}

/* False: it was there. */
static bool use_name(lowering *l, const char *text, size_t length)
{
    used_name **slot = &l->program->used_names[slot_of(text, length)];
    for (const used_name *i = *slot; i; i = i->next)
        if (i->length == length && memcmp(i->text, text, length) == 0)
            return false;
    used_name *made = arena_alloc(l->arena, sizeof *made);
    *made = (used_name){text, length, *slot};
    *slot = made;
    return true;
}

static void find_used_names(lowering *l)
{
    if (l->program->used_names)
        return;
    l->program->used_names = arena_alloc(l->arena, USED_SLOTS * sizeof *l->program->used_names);
    for (uint32_t i = 0; i < l->tokens->count; i++)
        if (l->t[i].lexeme == LEX_NAME)
            use_name(l, l->tokens->source->bytes + l->t[i].start, l->t[i].end - l->t[i].start);
}

/* A name for a type that moves to the file's scope. */
static const char *hoisted_name(lowering *l, const char *name)
{
    const char *made = arena_printf(l->arena, "%s_%s", l->plan->symbol->c_name, name);
    find_used_names(l);
    for (unsigned n = 2; is_generated(l, made) || !use_name(l, made, strlen(made)); n++)
        made = arena_printf(l->arena, "%s_%s_%u", l->plan->symbol->c_name, name, n);
    return made;
}

void patch_text(lowering *l, patches *p, range tokens, const char *text)
{
    value *v = new_value(l);
    add_text(l, v, text);
    LIST_ADD(l->arena, *p, ((patch){tokens, v}));
}

/* ---- struct, union, enum ---- */

/* A size, an operand, a value: an expression, in which variables are meant too. */
static void resolve_expression(lowering *l, uint32_t first, uint32_t end, patches *p)
{
    const patches *found = first < end ? resolve_names(l, (range){first, end - 1}, NULL) : NULL;
    for (size_t i = 0; found && i < found->count; i++)
        LIST_ADD(l->arena, *p, found->at[i]);
}

static bool takes_operand(int word)
{
    return word == WORD_TYPEOF || word == WORD_TYPEOF_UNQUAL || word == WORD_ALIGNAS;
}

/* Where a type that was renamed is mentioned. */
static void rename_mention(lowering *l, uint32_t i, patches *p)
{
    int before = l->t[i - 1].word;
    bool tag = before == WORD_STRUCT || before == WORD_UNION || before == WORD_ENUM;
    const entry *e = l->t[i].lexeme == LEX_NAME && l->t[i - 1].lexeme != '.' && l->t[i - 1].lexeme != LEX_ARROW ? find_entry(l, i, tag) : NULL;
    if (e && e->renamed)
        patch_text(l, p, (range){i, i}, e->renamed);
}

static void rename_mentions(lowering *l, uint32_t first, uint32_t end, patches *p)
{
    for (uint32_t i = first; i < end; i++) {
        rename_mention(l, i, p);
        uint32_t open = l->t[i].lexeme == '[' || l->t[i].lexeme == ':' ? i : takes_operand(l->t[i].word) && l->t[i + 1].lexeme == '(' ? i + 1 : 0;
        if (!open)
            continue;
        uint32_t close = l->t[open].mate > open ? l->t[open].mate : end;
        resolve_expression(l, open + 1, close, p);
        i = close;
    }
}

static uint32_t find(const lowering *l, uint32_t at, uint32_t end, int lexeme)
{
    while (at < end && l->t[at].lexeme != lexeme)
        at = l->t[at].mate > at ? l->t[at].mate + 1 : at + 1;
    return at < end ? at : end;
}

/* Names the enumerators of `{ A, B = 2 }` anew. */
static void rename_enumerators(lowering *l, uint32_t open, patches *p)
{
    uint32_t close = l->t[open].mate;
    for (uint32_t i = open + 1; i < close; ) {
        uint32_t comma = find(l, i, close, ',');
        const char *made = NULL;
        if (l->t[i].lexeme == LEX_NAME) {
            made = hoisted_name(l, token_text(l->arena, l->tokens, i));
            patch_text(l, p, (range){i, i}, made);
        }
        resolve_expression(l, i + 2, comma, p);   /* its value may name others */
        if (made) {
            declare_other(l, i, made, false);
            LIST_ADD(l->arena, l->plan->hoisted, ((hoisted){.name = made}));
        }
        i = comma + 1;
    }
}

/* A member's type, which may be declared there. */
static void rename_in_specifiers(lowering *l, range specifiers, patches *p)
{
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++) {
        if (l->t[i].lexeme != '{' || l->t[i].mate <= i) {
            bool declared = i < specifiers.last && l->t[i + 1].lexeme == '{', operand = takes_operand(l->t[i].word) && l->t[i + 1].mate > i;
            if (!declared)
                rename_mentions(l, i, operand ? l->t[i + 1].mate : i + 1, p);
            i = operand ? l->t[i + 1].mate : i;
            continue;
        }
        if (l->t[i - 1].lexeme == LEX_NAME && i > specifiers.first + 1) {
            const char *tag = token_text(l->arena, l->tokens, i - 1), *made = hoisted_name(l, tag);
            declare_other(l, i - 1, made, true);
            patch_text(l, p, (range){i - 1, i - 1}, made);
        }
        if (l->t[i - 1].word == WORD_ENUM || (i > specifiers.first + 1 && l->t[i - 2].word == WORD_ENUM))
            rename_enumerators(l, i, p);
        else
            resolve_record_body(l, i, p);
        i = l->t[i].mate;
    }
}

/* The names in a record's body: its own members are no names of the scope. */
void resolve_record_body(lowering *l, uint32_t open, patches *p)
{
    shape s = {.arena = l->arena, .tokens = (tokens *)l->tokens};
    for (uint32_t i = open + 1; i < l->t[open].mate; ) {
        if (l->t[i].lexeme == LEX_DIRECTIVE) {
            i++;
            continue;
        }
        uint32_t end = find(l, i, l->t[open].mate, ';');
        specifiers spec = shape_specifiers(&s, i, end);
        if (!range_empty(spec.range)) {
            rename_in_specifiers(l, spec.range, p);
            i = spec.range.last + 1;
        }
        while (i < end) {
            uint32_t comma = find(l, i, end, ',');
            uint32_t name = comma > i ? shape_declarator_name(&s, (range){i, comma - 1}) : 0;
            rename_mentions(l, i, name ? name : i, p);
            rename_mentions(l, name ? name + 1 : i, comma, p);
            i = comma + 1;
        }
        i = end + 1;
    }
}

/* `struct P { … }` in specifiers moves before the frame; in its place stays `struct NAME_P`. */
void hoist_record(lowering *l, range specifiers, const char *first_name, patches *replaced)
{
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++) {
        int word = l->t[i].word;
        if (word != WORD_STRUCT && word != WORD_UNION && word != WORD_ENUM)
            continue;
        uint32_t open = i + 1;
        while (open <= specifiers.last && l->t[open].lexeme != '{')
            open = l->t[open].mate > open ? l->t[open].mate + 1 : open + 1;
        if (open > specifiers.last)
            return;
        bool tagged = l->t[open - 1].lexeme == LEX_NAME && open - 1 > i;
        const char *keyword = token_text(l->arena, l->tokens, i);
        const char *tag = tagged ? token_text(l->arena, l->tokens, open - 1) : first_name;
        const char *made = hoisted_name(l, tag);
        hoisted h = {.name = made};
        LIST_ADD(l->arena, l->plan->hoisted, h);
        size_t index = l->plan->hoisted.count - 1;
        if (tagged)
            declare_other(l, open - 1, made, true);
        patches inside = {0};
        if (word == WORD_ENUM)
            rename_enumerators(l, open, &inside);
        else
            resolve_record_body(l, open, &inside);
        value *v = new_value(l);
        add_format(l, v, "%s ", keyword);
        for (uint32_t k = i + 1; k < open - tagged; k++)         /* attributes, the type of enumerators */
            add_format(l, v, "%s ", token_text(l->arena, l->tokens, k));
        add_format(l, v, "%s ", made);
        reject_macros_of_body(l, (range){open, l->t[open].mate});
        uint32_t end = l->t[open].mate;   /* attributes right behind it are its own */
        while (end + 1 < specifiers.last && l->t[end + 1].word == WORD_ATTRIBUTE && l->t[end + 2].mate > end)
            end = l->t[end + 2].mate;
        patches *kept = arena_alloc(l->arena, sizeof *kept);
        *kept = inside;
        add_piece(l, v, (piece){.kind = PIECE_TOKENS, .tokens = {open, end}, .patches = kept});
        add_text(l, v, ";");
        l->plan->hoisted.at[index].text = *v;
        patch_text(l, replaced, (range){i, end}, arena_printf(l->arena, "%s %s", keyword, made));
        return;
    }
}

/* ---- typedef ---- */

/* Whether specifiers end in a name that the file, or the body, defines as an array: `typedef int table[4];` */
bool is_array_typedef(lowering *l, range specifiers)
{
    uint32_t name = specifiers.last;
    while (name > specifiers.first && shape_is_qualifier(l->t[name].word))
        name--;
    if (is_tagged(l->tokens, specifiers))
        return false;                     /* struct T, beside a typedef T */
    if (l->t[name].lexeme != LEX_NAME || shape_is_type_word(l->t[name].word))
        return false;
    const entry *local = find_entry(l, name, false);
    if (local)
        return local->is_array;
    return type_is_array(l->program, l->tokens, specifiers);
}

/* A parameter of an array's type is a pointer to its element: as if the typedef's declarator stood here. */
static void point_to_element(lowering *l, variable *x)
{
    const array_type type = type_of_array(l->program, l->tokens, x->specifiers);
    const token *t = type.of->tokens->at;
    patches *p = arena_alloc(l->arena, sizeof *p);
    bool is_told = type.declarator.first == type.name || !*type.qualifiers, is_named = true;
    for (uint32_t i = type.specifiers.first; i <= type.specifiers.last; i++) {
        if (t[i].word == WORD_TYPEDEF) {
            patch_text(l, p, (range){i, i}, type.qualifiers);
        } else if (t[i].lexeme == '{' && t[i].mate > i) {
            is_named &= t[i - 1].lexeme == LEX_NAME && t[i - 1].word == WORD_NONE;
            patch_text(l, p, (range){i - 1, t[i].mate}, token_text(l->arena, type.of->tokens, i - 1));
            i = t[i].mate;
        }
    }
    if (!is_told || !is_named)
        diag_error(l->program->diag, token_span(l->tokens, x->name_token, x->name_token),
                   "the type of the elements of '%s' can't be told from its typedef; make it a pointer to them", x->name);
    x->of = type.of;
    x->specifiers = type.specifiers;
    x->declarator = type.declarator;
    x->name_token = type.name;
    x->type_patches = p;
    x->declarator_patches = NULL;
}

void describe_parameter(lowering *l, variable *x, const parameter *p)
{
    describe_variable(l, x, p->specifiers, p->declarator, p->name);
    x->is_array_parameter = x->is_array;
    x->is_function_parameter = x->is_result || (p->declarator.first == p->declarator.last && type_is_function(l->program, l->tokens, p->specifiers));
    x->is_array = x->is_variable_length = x->is_result = false;
    if (x->is_array_parameter && p->declarator.first == p->declarator.last && type_is_array(l->program, l->tokens, p->specifiers))
        point_to_element(l, x);
}

/* The names in a declarator resolved, what it declares under another name. */
static const patches *rename_declared(lowering *l, range declarator, uint32_t name, const char *made)
{
    patches *out = arena_alloc(l->arena, sizeof *out);
    const patches *found = resolve_declarator(l, declarator, name);
    size_t i = 0;
    for (; i < found->count && found->at[i].tokens.first < name; i++)
        LIST_ADD(l->arena, *out, found->at[i]);
    patch_text(l, out, (range){name, name}, made);
    for (; i < found->count; i++)
        if (found->at[i].tokens.first > name)
            LIST_ADD(l->arena, *out, found->at[i]);
    return out;
}

void hoist_typedef(lowering *l, const node *n, const patches *record)
{
    if (!is_tagged(l->tokens, n->declaration.specifiers))
        reject_macros_of_body(l, n->declaration.specifiers);
    for (const node *d = n->declaration.declarators; d; d = d->next) {
        if (!d->declarator.name)
            continue;
        const char *name = token_text(l->arena, l->tokens, d->declarator.name), *made = hoisted_name(l, name);
        reject_macros_of_body(l, d->declarator.tokens);
        value *v = new_value(l);
        add_tokens(l, v, n->declaration.specifiers, record);
        add_text(l, v, " ");
        add_piece(l, v, (piece){.kind = PIECE_TOKENS, .tokens = d->declarator.tokens,
                                .patches = rename_declared(l, d->declarator.tokens, d->declarator.name, made)});
        add_text(l, v, ";");
        LIST_ADD(l->arena, l->plan->hoisted, ((hoisted){.name = made, .text = *v}));
        bool alone = d->declarator.tokens.first == d->declarator.tokens.last;
        declare_other(l, d->declarator.name, made, false);
        l->scope->entries->is_array = shape_array_bracket(l->tokens, d->declarator.name, d->declarator.tokens.last) || (alone && is_array_typedef(l, n->declaration.specifiers));
    }
}
