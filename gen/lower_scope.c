/* Names in bodies: which identifier is which variable, and what stands for it. */
#include <string.h>

#include "check.h"
#include "conditional.h"
#include "escape.h"
#include "fields.h"
#include "file_types.h"
#include "labels.h"
#include "macros.h"
#include "shape.h"

static unsigned slot_of(const char *name, size_t length)
{
    unsigned hash = 5381;
    for (size_t i = 0; i < length; i++)
        hash = hash * 33 + (unsigned char)name[i];
    return hash % NAME_SLOTS;
}

scope *open_scope(lowering *l)
{
    scope *s = arena_alloc(l->arena, sizeof *s);
    s->outer = l->scope;
    s->root = s->outer ? s->outer->root : s;
    l->scope = s;
    return s;
}

/* Ends the lives of what it declared.  Scopes close in the reverse order of their opening. */
void close_scope(lowering *l, scope *opened)
{
    op *end = NULL;
    for (entry *e = opened->entries; e; e = e->next) {
        l->names[slot_of(e->name, strlen(e->name))] = e->next_in_slot;
        if (e->variable && !e->variable->death)
            e->variable->death = end ? end : (end = add_op(l, OP_MARK));
    }
    l->scope = opened->outer;
}

variable *new_variable(lowering *l, const char *name)
{
    variable *x = arena_alloc(l->arena, sizeof *x);
    x->name = name;
    x->c_name = l->local_prefix ? arena_printf(l->arena, "%s_%s", l->local_prefix, name) : name;
    x->group = l->group;
    x->specifiers = x->declarator = (range){1, 0};
    LIST_ADD(l->arena, l->plan->variables, x);
    return x;
}

/* A private manager whose object is part of an exported frame is declared in the header too. */
void use_manager(lowering *l, variable *x, const symbol *manager, bool pointer)
{
    x->manager = manager;
    x->is_pointer = pointer;
    x->is_manager_type = true;
    x->is_constant = !pointer && manager_is_constant(l->program, manager);
    note_in_header(l, manager);
}

void note_in_header(lowering *l, const symbol *manager)
{
    if (manager->module == l->program->main)
        l->program->main->symbols.at[manager->index]->in_header |= l->symbol->in_header;
}

static void declare(lowering *l, entry e)
{
    entry *made = arena_alloc(l->arena, sizeof *made);
    *made = e;
    made->arm = arm_at(l->tokens, e.token);
    made->scope = l->scope;
    made->next = l->scope->entries;
    l->scope->entries = made;
    unsigned slot = slot_of(e.name, strlen(e.name));
    made->next_in_slot = l->names[slot];
    l->names[slot] = made;
}

void declare_literal(lowering *l, variable *x)
{
    declare(l, (entry){.name = "", .variable = x});
}

void declare_variable(lowering *l, variable *x)
{
    declare_again(l, x, x->is_result || x->of ? 0 : x->name_token);       /* else the name that it has its type from */
}

void declare_again(lowering *l, variable *x, uint32_t token)
{
    declare(l, (entry){.name = x->name, .variable = x, .token = token});
}

void declare_other(lowering *l, uint32_t token, const char *renamed, bool is_tag)
{
    declare(l, (entry){.name = token_text(l->arena, l->tokens, token), .token = token, .renamed = renamed, .is_tag = is_tag});
}

static entry *matching(const lowering *l, entry *e, const char *name, size_t length, bool is_tag)
{
    for (; e; e = e->next_in_slot)
        if (e->is_tag == is_tag && e->scope->root == l->scope->root && strlen(e->name) == length && memcmp(e->name, name, length) == 0)
            return e;
    return NULL;
}

entry *find_name(const lowering *l, const char *name, size_t length, bool is_tag)
{
    return l->scope ? matching(l, l->names[slot_of(name, length)], name, length, is_tag) : NULL;
}

entry *next_entry(const lowering *l, const entry *e, const char *name, size_t length, bool is_tag)
{
    return matching(l, e->next_in_slot, name, length, is_tag);
}

bool is_hidden_by_macro(const lowering *l, const entry *e, uint32_t at)
{
    return e && e->token && e->variable && macro_since(l->program, e->name, strlen(e->name), e->token, at);
}

/* The innermost of its name, whatever is compiled. */
static entry *find_innermost(const lowering *l, uint32_t token, bool is_tag)
{
    entry *e = find_name(l, l->tokens->source->bytes + l->t[token].start, l->t[token].end - l->t[token].start, is_tag);
    return is_hidden_by_macro(l, e, token) ? NULL : e;
}

/* In any arm. */
entry *find_declared(const lowering *l, uint32_t token) { return find_innermost(l, token, false); }

entry *find_entry(const lowering *l, uint32_t token, bool is_tag)
{
    return entry_in_arm(l, find_innermost(l, token, is_tag), token);
}

variable *find_variable(const lowering *l, uint32_t token)
{
    const entry *e = find_entry(l, token, false);
    return e ? e->variable : NULL;
}

/* The record of a cleanup or handler at a depth of them; cleanups that follow each other share it. */
variable *record_at(lowering *l, bool handler, unsigned depth)
{
    const char *base = handler ? "handling" : "leaving";
    const char *name = depth == 0 ? base : depth == 1 ? arena_printf(l->arena, "%s_inner", base)
                                                      : arena_printf(l->arena, "%s_inner_%u", base, depth);
    for (size_t i = 0; i < l->plan->records.count; i++)
        if (strcmp(l->plan->records.at[i]->name, name) == 0)
            return l->plan->records.at[i];
    variable *x = arena_alloc(l->arena, sizeof *x);
    *x = (variable){.name = name, .member = name, .c_name = name, .type_text = handler ? "acm_handling" : "acm_leaving"};
    x->specifiers = x->declarator = (range){1, 0};
    x->birth = add_op(l, OP_MARK);
    LIST_ADD(l->arena, l->plan->records, x);
    return x;
}

/* ---- the names in a run of tokens ---- */

static bool is_member(const lowering *l, uint32_t at, uint32_t first)
{
    if (at == first)
        return false;
    int before = l->t[at - 1].lexeme;
    if (before == LEX_ARROW)
        return true;
    /* a designator's name too: `.x` after `{` or `,` */
    return before == '.';
}

static bool is_tag(const lowering *l, uint32_t at, uint32_t first)
{
    if (at == first)
        return false;
    int before = l->t[at - 1].word;
    return before == WORD_STRUCT || before == WORD_UNION || before == WORD_ENUM;
}

/* `object->method(` and `object.method(` of a manager whose type is seen: becomes NAME_method(&object. */
static bool patch_method(lowering *l, uint32_t at, uint32_t last, patches *out, uint32_t *next)
{
    uint32_t end = shape_chain_end(l->tokens, at, last);
    if (end == at || end + 1 > last || l->t[end + 1].lexeme != '(')
        return false;
    bool pointer;
    range object = {at, end - 2};
    const symbol *manager = object_manager(l, object, &pointer);
    if (!manager)
        return false;
    const symbol *method = symbol_method(manager, token_text(l->arena, l->tokens, end));
    if (!method)
        return false;
    value *v = new_value(l);
    add_text(l, v, arena_printf(l->arena, "%s(%s", method->c_name, l->t[end - 1].lexeme == '.' ? "&" : ""));
    add_value(l, v, tokens_value(l, object, NULL));
    if (l->t[end + 1].mate != end + 2)
        add_text(l, v, ", ");
    LIST_ADD(l->arena, *out, ((patch){{at, end + 1}, v}));
    *next = end + 2;
    return true;
}

static void patch_name(lowering *l, uint32_t at, uint32_t last, const entry *e, bool for_type, patches *out, uint32_t *next)
{
    const variable *x = e->variable;
    value *v = new_value(l);
    range replaced = {at, at};
    if (x && x->is_manager_object && x->alias && at < last && l->t[at + 1].lexeme == LEX_ARROW) {      /* self->x: object.x */
        add_format(l, v, "%v.", x->alias);
        replaced.last = at + 1;
    } else if (x && x->is_manager_object && x->alias) {
        add_format(l, v, "(&%v)", x->alias);
    } else if (x && x->alias) {
        add_value(l, v, x->alias);
    } else if (x) {
        add_piece(l, v, (piece){.kind = PIECE_VARIABLE, .variable = e->variable, .is_for_type = for_type});
    } else {
        add_text(l, v, e->renamed);
    }
    LIST_ADD(l->arena, *out, ((patch){replaced, v}));
    *next = replaced.last + 1;
}

static bool names_function(const lowering *l, uint32_t at)
{
    return l->t[at].lexeme == LEX_NAME
        && (token_is(l->tokens, at, "__func__") || token_is(l->tokens, at, "__FUNCTION__") || token_is(l->tokens, at, "__PRETTY_FUNCTION__"));
}

/* The parenthesis of `offsetof(type` before its comma AT; 0 if it isn't one. */
static uint32_t offsetof_open(const lowering *l, uint32_t at)
{
    uint32_t i = at - 1;
    while (i > 0 && l->t[i].lexeme != '(' && l->t[i].lexeme != ',' && l->t[i].lexeme != ';' && l->t[i].lexeme != '{')
        i--;
    bool is = l->t[i].lexeme == '(' && i > 0
        && (token_is(l->tokens, i - 1, "offsetof") || token_is(l->tokens, i - 1, "__builtin_offsetof"));
    return is && l->t[i].mate > at ? i : 0;
}

/* A run of tokens that is gone through from left to right. */
typedef struct run {
    range tokens;
    macro_calls calls;
    address_search addresses;
    uint32_t for_type;                    /* where the innermost _Generic or typeof ends */
} run;

/* CHECK(j.number == number): a #define of the name would be expanded in the member's, too.  Replaced, the worst that a macro can do is to
 * print it as it stands in the C. */
static bool is_member_too(const lowering *l, uint32_t at, range tokens)
{
    for (uint32_t i = tokens.first; i <= tokens.last; i++)
        if (l->t[i].lexeme == LEX_NAME && is_member(l, i, tokens.first) && tokens_same(l->tokens, i, l->tokens, at))
            return true;
    return false;
}

static void resolve_name(lowering *l, run *r, uint32_t at, patches *out, uint32_t *next)
{
    const range tokens = r->tokens;
    if (at == l->declared)
        return;
    const meanings *unsure = NULL;
    entry *innermost = find_innermost(l, at, is_tag(l, at, tokens.first));
    name_use use = innermost && r->calls.count ? use_of_name(l, &r->calls, at) : NAME_IS_REPLACED;
    const entry *e = use == NAME_STAYS ? innermost : use_in_arm(l, innermost, at, &unsure);
    if (use == NAME_IS_SHOWN && is_member_too(l, at, tokens))
        use = NAME_IS_REPLACED;
    bool pointed_to = e && takes_address(l, &r->addresses, at, tokens);
    size_t before = out->count;
    if (!e) {
        patch_mentions(l, at, out);
        l->plan->has_hidden_mentions |= may_mention_others(l, at, tokens);
    } else if (e->variable) {
        e->variable->is_pointed_to |= pointed_to;
        reject_assignment_of_const(l, e->variable, at, tokens);
    }
    if (e && use == NAME_IS_SHOWN && !e->is_tag && (e->variable || e->renamed))
        LIST_ADD(l->arena, *out, ((patch){{at, at}, shown_name(l, e)}));
    else if (e && use == NAME_IS_REPLACED && (e->variable || e->renamed))
        patch_name(l, at, tokens.last, e, at < r->for_type || calls_ask_for_type(l, &r->calls, at), out, next);
    else if (unsure)
        patch_text(l, out, (range){at, at}, token_text(l->arena, l->tokens, at));
    if (unsure && out->count > before)
        add_unsure(l, out->at[out->count - 1].value, unsure, pointed_to);
}

/* What is not written of a declaration, and begins AT; or NULL. */
static const range *left_out_at(const lowering *l, uint32_t at)
{
    for (size_t i = 0; i < l->left_out.count; i++)
        if (l->left_out.at[i].first == at)
            return &l->left_out.at[i];
    return NULL;
}

const patches *resolve_names(lowering *l, range tokens, const patches *before)
{
    patches *out = arena_alloc(l->arena, sizeof *out);
    size_t given = 0;
    run r = {.tokens = tokens};
    for (uint32_t i = tokens.first; i <= tokens.last; ) {
        if (word_asks_for_type(l->t[i].word) && i < tokens.last && l->t[i + 1].mate > r.for_type)
            r.for_type = l->t[i + 1].mate;
        follow_calls(l, &r.calls, i, tokens);
        while (before && given < before->count && before->at[given].tokens.first < i)
            given++;
        if (before && given < before->count && before->at[given].tokens.first == i) {
            LIST_ADD(l->arena, *out, before->at[given]);
            i = before->at[given++].tokens.last + 1;
            continue;
        }
        uint32_t next = i + 1;
        if (names_function(l, i)) {       /* the function is another in C */
            value *v = new_value(l);
            add_text(l, v, arena_printf(l->arena, "\"%s\"", l->spliced_name ? l->spliced_name : l->symbol->c_name));
            LIST_ADD(l->arena, *out, ((patch){{i, i}, v}));
            i++;
            continue;
        }
        if (is_label_address(l->tokens, i)) {
            i += 2;
            continue;
        }
        if (i > tokens.first && l->t[i].lexeme == ',' && offsetof_open(l, i)) {     /* its member is no variable */
            i = l->t[offsetof_open(l, i)].mate;
            continue;
        }
        const range *left_out = left_out_at(l, i);
        if (left_out) {
            LIST_ADD(l->arena, *out, ((patch){*left_out, new_value(l)}));
            i = left_out->last + 1;
            continue;
        }
        if (l->t[i].lexeme == '{' && resolve_block(l, i, before, out)) {
            i = l->t[i].mate;
            continue;
        }
        if (l->t[i].lexeme == '(' && patch_literal(l, i, tokens, before, out, &next)) {
            i = next;
            continue;
        }
        if (l->t[i].lexeme == LEX_NAME && !is_member(l, i, tokens.first) && !patch_method(l, i, tokens.last, out, &next)) {
            resolve_name(l, &r, i, out, &next);
        }
        i = next;
    }
    return out;
}

void add_tokens(lowering *l, value *v, range tokens, const patches *before)
{
    if (!range_empty(tokens))
        add_piece(l, v, (piece){.kind = PIECE_TOKENS, .tokens = tokens, .patches = resolve_names(l, tokens, before)});
}

value *tokens_value(lowering *l, range tokens, const patches *before)
{
    value *v = new_value(l);
    add_tokens(l, v, tokens, before);
    return v;
}

/* ---- the types of objects, as far as managers go ---- */

/* The manager that declaration specifiers name, or NULL. */
const symbol *manager_of_type(const lowering *l, range specifiers)
{
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++)
        if (l->t[i].lexeme == LEX_NAME && !shape_is_qualifier(l->t[i].word) && l->t[i].word != WORD_STATIC && l->t[i].word != WORD_STRUCT
            && l->t[i].word != WORD_EXTERN) {
            const symbol *s = program_find_token(l->program, i);
            return s && s->kind == SYMBOL_MANAGER ? s : NULL;
        }
    return NULL;
}

/* The field NAME of a manager, if its type is one. */
static const symbol *field_manager(const lowering *l, const symbol *of, uint32_t name, unsigned *levels)
{
    const tokens *t = of->module->tokens;
    const node *d = field_named(t, of->node, l->tokens, name);
    if (!d)
        return NULL;
    *levels = shape_levels(t, d->declarator.tokens, d->declarator.name);
    const range specifiers = d->parent->field.specifiers;
    uint32_t type = specifiers.last;
    while (type > specifiers.first && shape_is_qualifier(t->at[type].word))
        type--;
    const symbol *s = program_find_anywhere(l->program, token_text(l->arena, t, type));
    return s && s->kind == SYMBOL_MANAGER ? s : NULL;
}

static const symbol *variable_manager(const lowering *l, const variable *x, unsigned *levels)
{
    bool declared = x && x->name_token && !x->of && !x->is_result;
    *levels = declared ? shape_levels(l->tokens, x->declarator, x->name_token) : x && x->is_pointer;
    return x ? x->manager : NULL;
}

/* The manager that R is of, and in LEVELS how often it has to be indexed or dereferenced to be one. */
static const symbol *type_of(const lowering *l, range r, unsigned *levels)
{
    *levels = 0;
    while (!range_empty(r) && l->t[r.first].lexeme == '(' && l->t[r.first].mate == r.last)
        r = (range){r.first + 1, r.last - 1};
    if (range_empty(r))
        return NULL;
    if (l->t[r.first].lexeme == '&' || l->t[r.first].lexeme == '*') {
        const symbol *s = type_of(l, (range){r.first + 1, r.last}, levels);
        if (l->t[r.first].lexeme == '&')
            ++*levels;
        else if ((*levels)-- == 0)
            return NULL;
        return s;
    }
    if (l->t[r.first].lexeme == '(' && l->t[r.first].mate > r.first && l->t[r.first].mate < r.last
        && l->t[l->t[r.first].mate - 1].lexeme == '*') {                 /* (NAME *)… */
        *levels = 1;
        return manager_of_type(l, (range){r.first + 1, l->t[r.first].mate - 2});
    }
    if (l->t[r.first].lexeme != LEX_NAME)
        return NULL;
    const entry *e = find_entry(l, r.first, false);
    const symbol *s = e ? variable_manager(l, e->variable, levels) : manager_of_file_object(l->program, r.first, l->body->first, levels);
    for (uint32_t i = r.first + 1; s && i <= r.last; ) {
        if (l->t[i].lexeme == '[' && (*levels)-- > 0) {
            i = l->t[i].mate + 1;
        } else if ((l->t[i].lexeme == LEX_ARROW || l->t[i].lexeme == '.') && i < r.last) {
            s = field_manager(l, s, i + 1, levels);
            i += 2;
        } else {
            return NULL;
        }
    }
    return s;
}

const symbol *object_manager(const lowering *l, range r, bool *pointer)
{
    unsigned levels;
    const symbol *s = type_of(l, r, &levels);
    *pointer = levels == 1;
    return levels <= 1 ? s : NULL;
}
