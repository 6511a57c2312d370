/* Declarations of variables in bodies. */
#include <string.h>

#include "cleanup_attribute.h"
#include "escape.h"
#include "file_types.h"
#include "macros.h"
#include "shape.h"

/* The specifiers without storage class and qualifiers that a member of the frame can't have. */
static value *declared_type(lowering *l, const variable *x)
{
    patches p = {0};
    size_t given = 0;
    bool array = x->is_array;
    for (uint32_t i = x->specifiers.first; i <= x->specifiers.last; i++) {
        if (x->type_patches && given < x->type_patches->count && x->type_patches->at[given].tokens.first == i) {
            LIST_ADD(l->arena, p, x->type_patches->at[given]);
            i = x->type_patches->at[given++].tokens.last;
            continue;
        }
        if (skip_idle_attribute(l->program, i) > i) {
            uint32_t last = skip_idle_attribute(l->program, i) - 1;
            LIST_ADD(l->arena, p, ((patch){{i, last}, new_value(l)}));
            i = last;
            continue;
        }
        int word = l->t[i].word;
        bool pointer = x->declarator.first <= x->declarator.last && l->t[x->declarator.first].lexeme == '*';
        bool dropped = word == WORD_REGISTER || word == WORD_AUTO || word == WORD_STATIC || word == WORD_INLINE
            || (word == WORD_CONST && !array && !pointer && !x->is_function_pointer);
        if (dropped) {
            value *nothing = new_value(l);
            add_piece(l, nothing, (piece){.kind = PIECE_TEXT, .text = ""});
            LIST_ADD(l->arena, p, ((patch){{i, i}, nothing}));
        }
    }
    patches *kept = arena_alloc(l->arena, sizeof *kept);
    *kept = p;
    return tokens_value(l, x->specifiers, kept);
}

/* ---- arrays whose size follows from their initializer ---- */

/* A string in parentheses is one too. */
static range without_parentheses(const lowering *l, const node *n)
{
    range r = {n->first, n->last};
    while (l->t[r.first].lexeme == '(' && l->t[r.first].mate == r.last)
        r = (range){r.first + 1, r.last - 1};
    return r;
}

/* Counts the elements of `T x[] = …`, for the frame. */
static void deduce_size(lowering *l, variable *x, const node *initializer)
{
    uint32_t bracket = shape_array_bracket(l->tokens, x->name_token, x->declarator.last);
    if (!bracket || l->t[bracket].mate != bracket + 1)
        return;
    if (!initializer)
        return;
    range inner = without_parentheses(l, initializer);
    uint32_t first = inner.first;
    value *v = new_value(l);
    if (l->t[first].lexeme == LEX_STRING) {
        value *text = tokens_value(l, inner, NULL);
        const char *bytes = l->tokens->source->bytes + l->t[first].start;
        add_format(l, v, *bytes == '"' || strncmp(bytes, "u8", 2) == 0 ? "sizeof %v" : "sizeof %v / sizeof *%v", text, text);
    } else if (l->t[first].lexeme == '{') {
        patches whole = {0}, element = {0};
        patch_text(l, &whole, (range){x->name_token, x->name_token}, "");
        patch_text(l, &element, (range){x->name_token, bracket + 1}, "");
        value *type = declared_type(l, x), *array = new_value(l), *one = new_value(l);
        add_format(l, array, "%v %v", type, tokens_value(l, x->declarator, &whole));
        add_format(l, one, "%v %v", type, tokens_value(l, x->declarator, &element));
        v = count_elements(l, x, bracket, first, array, one);
    } else {
        x->is_unsized = true;
        return;
    }
    x->count = v;
}

/* ---- variables ---- */

/* Past the operand of sizeof AT: `(T)`, `*x`, `x->y[2]`. */
static uint32_t end_of_operand(const lowering *l, uint32_t at, uint32_t last)
{
    while (at <= last && strchr("*&-+!~", l->t[at].lexeme) && l->t[at].lexeme < LEX_END)
        at++;
    at = l->t[at].mate > at ? l->t[at].mate + 1 : at + 1;
    while (at <= last) {
        if ((l->t[at].lexeme == '[' || l->t[at].lexeme == '(') && l->t[at].mate > at)
            at = l->t[at].mate + 1;
        else if (l->t[at].lexeme == '.' || l->t[at].lexeme == LEX_ARROW)
            at += 2;
        else
            break;
    }
    return at;
}

/* Whether a size depends on variables: what is not evaluated does not count, but for arrays whose own size does. */
static bool has_local_name(const lowering *l, uint32_t first, uint32_t last)
{
    uint32_t unevaluated = first;         /* up to here */
    for (uint32_t i = first; i <= last; i++) {
        if (l->t[i].word == WORD_SIZEOF || l->t[i].word == WORD_ALIGNOF)
            unevaluated = end_of_operand(l, i + 1, last);
        bool member = l->t[i - 1].lexeme == '.' || l->t[i - 1].lexeme == LEX_ARROW;
        const variable *x = l->t[i].lexeme == LEX_NAME && !member ? find_variable(l, i) : NULL;
        if (x && (i >= unevaluated || x->is_variable_length))
            return true;
    }
    return false;
}

static bool has_word(const lowering *l, range r, int word)
{
    for (uint32_t i = r.first; i <= r.last; i++) {
        if (l->t[i].word == word)
            return true;
        if (l->t[i].mate > i)
            i = l->t[i].mate;
    }
    return false;
}

/* Private managers have another name in headers. */
static const patches *with_manager_types(lowering *l, range specifiers, const patches *before)
{
    patches *p = arena_alloc(l->arena, sizeof *p);
    size_t given = 0;
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++) {
        if (given < before->count && before->at[given].tokens.first == i) {
            LIST_ADD(l->arena, *p, before->at[given]);
            i = before->at[given++].tokens.last;
            continue;
        }
        const symbol *s = l->t[i].lexeme == LEX_NAME && l->t[i].word == WORD_NONE && !find_entry(l, i, false) ? program_find_token(l->program, i) : NULL;
        if (!s || s->kind != SYMBOL_MANAGER || !s->is_static || s->module != l->program->main)
            continue;
        note_in_header(l, s);
        value *v = new_value(l);
        add_piece(l, v, (piece){.kind = PIECE_MANAGER, .symbol = s});
        LIST_ADD(l->arena, *p, ((patch){{i, i}, v}));
    }
    return p;
}

/* The names of a function's parameters, in a declarator, mean nothing else there. */
static void declare_prototype(lowering *l, uint32_t open)
{
    shape s = {.arena = l->arena, .tokens = (tokens *)l->tokens};
    for (uint32_t i = open + 1; i < l->t[open].mate; ) {
        uint32_t end = i;
        while (end < l->t[open].mate && l->t[end].lexeme != ',')
            end = shape_skip_group(&s, end);
        specifiers spec = shape_specifiers(&s, i, end);
        uint32_t name = !range_empty(spec.range) && spec.range.last + 1 < end ? shape_declarator_name(&s, (range){spec.range.last + 1, end - 1}) : 0;
        if (name)
            declare_other(l, name, NULL, false);
        i = end + 1;
    }
}

const patches *resolve_declarator(lowering *l, range declarator, uint32_t name)
{
    scope *s = open_scope(l);
    l->declared = name;
    for (uint32_t i = declarator.first; i < declarator.last; i++)
        if (l->t[i].lexeme == '(' && (l->t[i].mate < name || i > name) && l->t[i].mate > i) {
            bool attribute = i > declarator.first && l->t[i - 1].word == WORD_ATTRIBUTE;
            if (!attribute)
                declare_prototype(l, i);
            i = l->t[i].mate;
        }
    const patches *p = resolve_names(l, declarator, NULL);
    l->declared = 0;
    close_scope(l, s);
    return p;
}

static bool is_typeof(int word)
{
    return word == WORD_TYPEOF || word == WORD_TYPEOF_UNQUAL;
}

/* Whether a type depends on variables: by a size in the declarator, or by such a type's name or typeof(NAME) of such a variable. */
static bool is_variably_modified(const lowering *l, range specifiers, range declarator)
{
    for (uint32_t i = declarator.first; i <= declarator.last; i++)
        if (l->t[i].lexeme == '[' && l->t[i].mate > i + 1 && has_local_name(l, i + 1, l->t[i].mate - 1))
            return true;
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++) {
        if (is_typeof(l->t[i].word) && l->t[i + 1].mate == i + 3)
            i += 2;
        else if (l->t[i].mate > i)
            i = l->t[i].mate;
        const variable *x = l->t[i].lexeme == LEX_NAME ? find_variable(l, i) : NULL;
        if (x && x->is_variable_length)
            return true;
    }
    return false;
}

/* Whether what typeof is asked for may be const: something in memory, or a type, that is not known to be no const. */
static bool may_be_constant(const lowering *l, range operand)
{
    while (l->t[operand.first].lexeme == '(' && l->t[operand.first].mate == operand.last)
        operand = (range){operand.first + 1, operand.last - 1};
    const variable *x = operand.first == operand.last ? find_variable(l, operand.first) : NULL;
    if (x)
        return x->is_constant || (!x->type_text && !x->of && declares_const(l->tokens, x->specifiers, x->declarator));
    bool is_place = true;
    for (uint32_t i = operand.first; i <= operand.last; i = l->t[i].mate > i ? l->t[i].mate + 1 : i + 1) {
        if (l->t[i].word == WORD_CONST)
            return true;
        is_place &= (l->t[i].lexeme == LEX_NAME && l->t[i].word == WORD_NONE) || l->t[i].lexeme == '.' || l->t[i].lexeme == LEX_ARROW
            || l->t[i].lexeme == '*' || l->t[i].lexeme == '[' || l->t[i].lexeme == '(';
    }
    return is_place && (operand.first != operand.last || type_is_unknown(l->program, l->tokens, operand) || type_is_constant(l->program, l->tokens, operand));
}

static bool typeof_may_be_constant(const lowering *l, range specifiers)
{
    for (uint32_t i = specifiers.first; i < specifiers.last; i++)
        if (is_typeof(l->t[i].word) && l->t[i].word != WORD_TYPEOF_UNQUAL && l->t[i + 1].mate > i + 2)
            return may_be_constant(l, (range){i + 2, l->t[i + 1].mate - 1});
    return false;
}

bool is_variably_declared(const lowering *l, const node *n)
{
    for (const node *d = n->declaration.declarators; d; d = d->next)
        if (d->declarator.name && is_variably_modified(l, n->declaration.specifiers, d->declarator.tokens))
            return true;
    return false;
}

void describe_variable(lowering *l, variable *x, range specifiers, range declarator, uint32_t name_token)
{
    x->specifiers = specifiers;
    x->declarator = declarator;
    x->name_token = name_token;
    x->is_pointer = l->t[declarator.first].lexeme == '*';
    x->is_function_pointer = l->t[declarator.first].lexeme == '(';
    x->is_array = shape_array_bracket(l->tokens, name_token, declarator.last) != 0;
    x->is_array |= range_empty((range){declarator.first + 1, declarator.last}) && is_array_typedef(l, specifiers);
    x->manager = manager_of_type(l, specifiers);
    x->type_patches = with_manager_types(l, specifiers, resolve_names(l, specifiers, x->type_patches));
    x->declarator_patches = resolve_declarator(l, declarator, name_token);
    x->is_result = name_token < declarator.last && l->t[name_token + 1].lexeme == '(' && !x->is_function_pointer;
    x->is_variable_length = is_variably_modified(l, specifiers, declarator);
    bool plain = declarator.first == name_token && !x->is_array;
    x->is_constant = plain && (type_is_constant(l->program, l->tokens, specifiers) || typeof_may_be_constant(l, specifiers));
    x->is_of_unknown_type = plain && type_is_unknown(l->program, l->tokens, specifiers);
    x->is_scalar = !x->is_variable_length && is_followable(l, x);
}

void describe_result(lowering *l, variable *x, const signature *sig, const module *of)
{
    bool complex = of->tokens->at[sig->declarator.first].lexeme == '(';
    scope *inside = l->scope;
    if (of == l->program->main) {
        l->scope = NULL;                  /* locals do not hide its types */
        describe_variable(l, x, sig->specifiers, sig->declarator, sig->name);
        l->scope = inside;
        x->is_array = x->is_variable_length = false;
    } else if (complex) {
        x->of = of;
        x->specifiers = sig->specifiers;
        x->declarator = sig->declarator;
        x->name_token = sig->name;
    } else {
        const char *specifiers = tokens_text(l->arena, of->tokens, sig->specifiers.first, sig->specifiers.last);
        x->is_pointer = sig->name > sig->declarator.first;
        x->type_text = arena_printf(l->arena, "%s %s", specifiers,
                                    x->is_pointer ? tokens_text(l->arena, of->tokens, sig->declarator.first, sig->name - 1) : "");
        const symbol *s = program_find_anywhere(l->program, token_text(l->arena, of->tokens, sig->specifiers.last));
        x->manager = s && s->kind == SYMBOL_MANAGER ? s : NULL;
        x->is_constant = !x->is_pointer && type_is_constant(l->program, of->tokens, sig->specifiers);
    }
    x->is_result = true;
}

static bool is_prototype(const lowering *l, range specifiers, const node *d)
{
    uint32_t name = d->declarator.name;
    if (d->declarator.tokens.first == d->declarator.tokens.last && type_is_function(l->program, l->tokens, specifiers))
        return true;
    bool enclosed = name && l->t[name + 1].lexeme == ')' && l->t[name + 1].mate == name - 1 && name + 2 <= d->declarator.tokens.last;      /* int (f)(void) */
    if (enclosed && l->t[name + 2].lexeme == '(')
        return true;
    return name && name < d->declarator.tokens.last && l->t[name + 1].lexeme == '(' && l->t[d->declarator.tokens.first].lexeme != '(';
}

/* Declared before in the same block, in another arm of #if. */
static variable *declared_before(const lowering *l, const node *d)
{
    const entry *e = find_declared(l, d->declarator.name);
    return e && e->scope == l->scope && e->variable && e->variable->name_token ? e->variable : NULL;
}

/* Of types, whose names may have been declared in arms too. */
static bool means_the_same(const lowering *l, uint32_t a, uint32_t b)
{
    int before = l->t[a - 1].word;
    bool is_tag = before == WORD_STRUCT || before == WORD_UNION || before == WORD_ENUM;
    return tokens_same(l->tokens, a, l->tokens, b)
        && (l->t[a].lexeme != LEX_NAME || find_entry(l, a, is_tag) == find_entry(l, b, is_tag));
}

/* Then it is one variable, if its type is the same. */
static bool has_type(const lowering *l, const variable *x, const node *n, const node *d)
{
    range a = x->specifiers, b = n->declaration.specifiers, c = x->declarator, f = d->declarator.tokens;
    bool same = a.last - a.first == b.last - b.first && c.last - c.first == f.last - f.first;
    for (uint32_t i = 0; same && a.first + i <= a.last; i++)
        same = means_the_same(l, a.first + i, b.first + i);
    for (uint32_t i = 0; same && c.first + i <= c.last; i++)
        same = f.first + i == d->declarator.name ? tokens_same(l->tokens, x->name_token, l->tokens, d->declarator.name) : means_the_same(l, c.first + i, f.first + i);
    return same;
}

static variable *declare_declarator(lowering *l, const node *n, const node *d, const patches *record)
{
    variable *before = declared_before(l, d);
    if (before && has_type(l, before, n, d)) {
        declare_again(l, before, d->declarator.name);
        return before;
    }
    variable *x = new_variable(l, token_text(l->arena, l->tokens, d->declarator.name));
    x->type_patches = record;
    describe_variable(l, x, n->declaration.specifiers, d->declarator.tokens, d->declarator.name);
    range s = n->declaration.specifiers;
    x->never_in_frame = has_word(l, s, WORD_STATIC) || has_word(l, s, WORD_EXTERN) || has_word(l, s, WORD_THREAD_LOCAL) || is_prototype(l, s, d);
    x->has_own_cleanup = !x->never_in_frame && l->left_out.count == 0 && cleanup_attributes_of(l->arena, l->tokens, n, d).count > 0;
    x->never_in_frame |= x->has_own_cleanup;
    deduce_size(l, x, d->declarator.initializer);     /* of static ones too: others' sizes may follow from theirs */
    declare_variable(l, x);
    return x;
}

/* A macro, by its looks, for an object whose type is not seen to be a number or pointer: it may stand for `{ … }`. */
static bool may_be_braces(const lowering *l, const variable *x, const node *initializer)
{
    if (x->is_pointer || l->t[initializer->first].lexeme != LEX_NAME)
        return false;
    for (uint32_t i = x->specifiers.first; i <= x->specifiers.last; i++)
        if (shape_is_type_word(l->t[i].word))
            return false;
    for (uint32_t b = l->t[initializer->first].start; b < l->t[initializer->first].end; b++) {
        char c = l->tokens->source->bytes[b];
        if (c >= 'a' && c <= 'z')
            return false;
    }
    return initializer->first == initializer->last
        || (l->t[initializer->first + 1].lexeme == '(' && l->t[initializer->first + 1].mate == initializer->last);
}

/* __auto_type, or C23's auto. */
static bool has_deduced_type(const lowering *l, range specifiers)
{
    bool deduced = false;
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++) {
        int word = l->t[i].word;
        deduced |= word == WORD_AUTO_TYPE || word == WORD_AUTO;
        if (word != WORD_AUTO_TYPE && word != WORD_AUTO && !shape_is_qualifier(word) && word != WORD_STATIC && word != WORD_REGISTER)
            return false;
    }
    return deduced;
}

/* A GNU statement expression. */
static bool has_block(const lowering *l, const node *n)
{
    for (uint32_t i = n->first; i < n->last; i++)
        if (l->t[i].lexeme == '(' && l->t[i + 1].lexeme == '{')
            return true;
    return false;
}

static void add_initialized(lowering *l, op *o, variable *x, const node *initializer)
{
    l->no_literals = x->never_in_frame && !x->has_own_cleanup;
    l->deduces_type = has_deduced_type(l, x->specifiers);
    initialized i = {.variable = x, .value = lower_construction(l, initializer)};
    if (initializer && !i.value) {
        i.value = lower_expression(l, initializer);
        i.braces = l->t[initializer->first].lexeme == '{';
        i.string = x->is_array && !i.braces && l->t[without_parentheses(l, initializer).first].lexeme == LEX_STRING;
        if (i.string)
            i.value = tokens_value(l, without_parentheses(l, initializer), NULL);
        i.is_opaque = !i.braces && !i.string && (x->is_array || may_be_braces(l, x, initializer));
    }
    l->no_literals = false;
    if (l->deduces_type) {
        x->deduced_from = i.value;
        x->is_from_block = initializer && has_block(l, initializer);
        l->deduces_type = false;
    }
    LIST_ADD(l->arena, o->initialized, i);
    if (!x->birth)
        x->birth = o;
}

bool for_declaration_fits(const lowering *l, const node *n)
{
    for (const node *d = n->declaration.declarators; d; d = d->next) {
        uint32_t name = d->declarator.name;
        if (!name || has_await(d->declarator.initializer) || shape_array_bracket(l->tokens, name, d->declarator.tokens.last))
            return false;
    }
    return !has_word(l, n->declaration.specifiers, WORD_TYPEDEF) && n->declaration.declarators;
}

static bool any_await(const node *declarators)
{
    for (const node *d = declarators; d; d = d->next)
        if (has_await(d->declarator.initializer))
            return true;
    return false;
}

const patches *begin_declaration(lowering *l, const node *n)
{
    check_hidden_cleanup(l, n);
    const node *first = n->declaration.declarators;
    patches *record = arena_alloc(l->arena, sizeof *record);
    hoist_record(l, n->declaration.specifiers, first && first->declarator.name ? token_text(l->arena, l->tokens, first->declarator.name) : "type",
                 record);
    return record->count ? record : NULL;
}

void lower_declarator(lowering *l, const node *n, const node *d, const patches *record)
{
    variable *x = declare_declarator(l, n, d, record);
    op made = {.kind = OP_DECLARE};
    add_initialized(l, &made, x, d->declarator.initializer);
    forbid_hidden_cleanup(l, n, x);
    op *o = add_op(l, OP_DECLARE);
    o->initialized = made.initialized;
    o->source = d->first;
    if (!x->birth || x->birth == &made)
        x->birth = o;
    watch_declared(l, o);
    end_of_expression(l);
}

void lower_declaration(lowering *l, const node *n, bool in_for)
{
    const patches *record = begin_declaration(l, n);
    in_for = in_for && !may_hide_cleanup(l, n);
    const node *first = n->declaration.declarators;
    if (has_word(l, n->declaration.specifiers, WORD_TYPEDEF) && !is_variably_declared(l, n)) {
        hoist_typedef(l, n, record);
        return;
    }
    if (l->t[n->first].word == WORD_LABEL_GNU) {
        if (n->parent != l->body)         /* labels are the function's in any case */
            add_piece(l, &add_op(l, OP_LINE)->text, (piece){.kind = PIECE_TOKENS, .tokens = {n->first, n->last}});
        return;
    }
    if (!first) {
        if (!record)                      /* struct P; */
            add_formatted(l, OP_LINE, "%v;", tokens_value(l, n->declaration.specifiers, NULL));
        return;
    }
    if (any_await(first)) {               /* one by one: each initializer's awaits come before it */
        for (const node *d = first; d; d = d->next)
            lower_declarator(l, n, d, record);
        return;
    }
    op made = {.kind = OP_DECLARE};
    for (const node *d = first; d; d = d->next)
        add_initialized(l, &made, declare_declarator(l, n, d, record), d->declarator.initializer);
    forbid_hidden_cleanup(l, n, made.initialized.at[0].variable);
    op *o = add_op(l, OP_DECLARE);
    o->initialized = made.initialized;
    o->in_for = in_for;
    for (size_t i = 0; i < o->initialized.count; i++)
        if (!o->initialized.at[i].variable->birth || o->initialized.at[i].variable->birth == &made)
            o->initialized.at[i].variable->birth = o;
    watch_declared(l, o);
}
