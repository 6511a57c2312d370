/* Errors: their declarations, raise, and handlers. */
#include "check_internal.h"
#include "shape.h"
#include "spelling.h"

/* ---- fields, by their shape ---- */

typedef void on_field(void *data, const tokens *of, uint32_t name, range specifiers, range declarator);

/* Calls FOUND for each member that is declared between two braces; gives false if a macro or directive may hide some. */
static bool each_field(const tokens *of, uint32_t open, on_field *found, void *data)
{
    shape s = {.tokens = (tokens *)of};
    const token *t = of->at;
    uint32_t close = t[open].mate;
    bool sure = true;
    for (uint32_t i = open + 1; i < close; ) {
        if (t[i].lexeme == LEX_DIRECTIVE) {
            sure = false;
            i++;
            continue;
        }
        uint32_t end = i;
        while (end < close && t[end].lexeme != ';' && t[end].lexeme != LEX_DIRECTIVE)
            end = t[end].mate > end ? t[end].mate + 1 : end + 1;
        specifiers spec = shape_specifiers(&s, i, end);
        uint32_t at = spec.range.last + 1;
        if (at >= end) {                  /* an anonymous struct's members are the outer one's */
            uint32_t inner = i;
            while (inner < end && t[inner].lexeme != '{')
                inner++;
            if (inner < end && t[inner].mate > inner)
                sure &= each_field(of, inner, found, data);
            else
                sure &= end == i;
        }
        while (at < end) {
            uint32_t comma = at;
            while (comma < end && t[comma].lexeme != ',')
                comma = t[comma].mate > comma ? t[comma].mate + 1 : comma + 1;
            range declarator = {at, comma - 1};
            uint32_t name = comma > at ? shape_declarator_name(&s, declarator) : 0;
            if (name)
                found(data, of, name, spec.range, declarator);
            else
                sure = false;
            at = comma + 1;
        }
        i = end + 1;
    }
    return sure;
}

typedef struct wanted { const tokens *t; uint32_t name, found; } wanted;

static void compare_field(void *data, const tokens *of, uint32_t name, range specifiers, range declarator)
{
    (void)specifiers, (void)declarator;
    wanted *w = data;
    if (tokens_same(of, name, w->t, w->name) && !w->found)
        w->found = name;
}

static uint32_t open_of(const tokens *of, range fields)
{
    uint32_t open = fields.first;
    while (open <= fields.last && of->at[open].lexeme != '{')
        open++;
    return open <= fields.last && of->at[open].mate > open ? open : 0;
}

static field_found has_field(const tokens *of, range fields, const tokens *t, uint32_t name)
{
    wanted w = {t, name, 0};
    uint32_t open = range_empty(fields) ? 0 : open_of(of, fields);
    if (!open)
        return FIELD_UNKNOWN;
    bool sure = each_field(of, open, compare_field, &w);
    return w.found ? FIELD_KNOWN : sure ? FIELD_UNKNOWN : FIELD_UNSURE;
}

typedef struct trying { arena *arena; spelling *s; } trying;

static void try_field(void *data, const tokens *of, uint32_t name, range specifiers, range declarator)
{
    (void)specifiers, (void)declarator;
    const trying *t = data;
    spelling_try(t->s, token_text(t->arena, of, name));
}

static void try_fields(arena *arena, const tokens *of, range fields, spelling *s)
{
    trying t = {arena, s};
    uint32_t open = range_empty(fields) ? 0 : open_of(of, fields);
    if (open)
        each_field(of, open, try_field, &t);
}

/* ---- error NAME: PARENT { … } ---- */

static const symbol *parent_of(const checker *c, const symbol *error)
{
    const tokens *t = error->module->tokens;
    const symbol *parent = program_find_anywhere(c->program, token_text(c->arena, t, error->node->error.parent));
    return parent && parent != error && parent->kind == SYMBOL_ERROR ? parent : NULL;
}

enum { MAX_ANCESTORS = 200 };             /* a cycle is reported elsewhere */

static bool is_ancestor(const checker *c, const symbol *ancestor, const symbol *error)
{
    for (unsigned n = 0; error && n < MAX_ANCESTORS; error = parent_of(c, error), n++)
        if (error == ancestor)
            return true;
    return false;
}

typedef struct field_list { checker *c; const symbol *error; LIST(uint32_t) names; } field_list;

static void check_field(void *data, const tokens *of, uint32_t name, range specifiers, range declarator)
{
    field_list *f = data;
    checker *c = f->c;
    if (!check_declarator(c, specifiers, declarator, true))
        return;
    for (size_t i = 0; i < f->names.count; i++)
        if (tokens_same(of, f->names.at[i], of, name)) {
            diag_error(c->diag, token_span(of, name, name), "'%s' is a field of '%s' already", text_of(c, name), f->error->name);
            diag_note(c->diag, token_span(of, f->names.at[i], f->names.at[i]), "'%s' is declared here", text_of(c, name));
            return;
        }
    unsigned n = 0;
    for (const symbol *e = parent_of(c, f->error); e && n < MAX_ANCESTORS; e = parent_of(c, e), n++)
        if (has_field(e->module->tokens, e->node->error.fields, of, name) == FIELD_KNOWN) {
            diag_error(c->diag, token_span(of, name, name), "'%s' is a field of '%s' already, which '%s' inherits", text_of(c, name), e->name,
                       f->error->name);
            note_symbol(c, e);
            return;
        }
    LIST_ADD(c->arena, f->names, name);
}

void check_error_form(checker *c, const node *n)
{
    const symbol *s = program_symbol_of(c->program, n);
    uint32_t parent = n->error.parent;
    if (!s || s->node != n || n->error.is_extern)
        return;
    const symbol *of = symbol_at(c, parent);
    if (of == s) {
        diag_error(c->diag, span_of(c, parent, parent), "the error '%s' can't be its own parent", s->name);
    } else if (!of) {
        size_t count = diag_error_count(c->diag);
        say_unknown(c, parent, SYMBOL_ERROR, "error");
        if (diag_error_count(c->diag) > count)
            diag_note(c->diag, span_of(c, parent, parent), "the parent of a program's own errors is 'acm_Error', or one of its children");
    } else if (of->kind != SYMBOL_ERROR) {
        diag_error(c->diag, span_of(c, parent, parent), "'%s' is %s, not an error", of->name, kind_of_symbol(of));
        note_symbol(c, of);
    }
    uint32_t open = range_empty(n->error.fields) ? 0 : open_of(c->tokens, n->error.fields);
    field_list fields = {.c = c, .error = s};
    if (open && !each_field(c->tokens, open, check_field, &fields))
        return;
}

/* ---- raise ---- */

static bool has_any_field(const checker *c, const symbol *error, uint32_t name)
{
    unsigned n = 0;
    for (const symbol *e = error; e && n < MAX_ANCESTORS; e = parent_of(c, e), n++)
        if (has_field(e->module->tokens, e->node->error.fields, c->tokens, name) == FIELD_KNOWN)
            return true;
    return false;
}

static void check_raised_field(checker *c, const symbol *error, uint32_t name)
{
    spelling near = {.text = text_of(c, name)};
    unsigned n = 0;
    for (const symbol *e = error; e && n < MAX_ANCESTORS; e = parent_of(c, e), n++) {
        if (has_field(e->module->tokens, e->node->error.fields, c->tokens, name) != FIELD_UNKNOWN)
            return;
        try_fields(c->arena, e->module->tokens, e->node->error.fields, &near);
    }
    say_no_such(c, name, error->name, "field", near.best);
    note_symbol(c, error);
}

static void check_raise_arguments(checker *c, const node *n, const symbol *error)
{
    const node *field = NULL;
    for (const node *a = n->raise.arguments; a; a = a->next) {
        bool dotless = error && lacks_dot(c, a->first) && has_any_field(c, error, a->first), designated = dotless || c->t[a->first].lexeme == '.';
        if (dotless)
            say_dot(c, a->first);
        check_expression(c, a, IN_CONSTRUCTION);
        if (designated && !dotless && error && c->t[a->first + 1].lexeme == LEX_NAME)
            check_raised_field(c, error, a->first + 1);
        if (field && !designated) {
            diag_error(c->diag, span_of(c, a->first, a->last), "an argument of the message after a field");
            diag_note(c->diag, span_of(c, field->first, field->last), "the fields begin here; they come last");
            return;
        }
        field = field ? field : designated ? a : NULL;
    }
}

static const symbol *raised_type(checker *c, uint32_t type)
{
    const local *l = find_local(c, type);
    const symbol *s = symbol_at(c, type);
    if (l) {
        diag_error(c->diag, span_of(c, type, type), "'%s' is a local name here, not an error", text_of(c, type));
        note_declared(c, l);
        return NULL;
    }
    if (!s) {
        const file_name *f = find_file_name(c, type);
        if (f && !program_find_anywhere(c->program, text_of(c, type))) {
            diag_error(c->diag, span_of(c, type, type), "'%s' is not an error: errors are declared as 'error %s: acm_Error;'", text_of(c, type),
                       text_of(c, type));
            diag_note(c->diag, span_of(c, f->token, f->token), "'%s' is declared here", text_of(c, type));
        } else {
            say_unknown(c, type, SYMBOL_ERROR, "error");
        }
        return NULL;
    }
    if (s->kind != SYMBOL_ERROR) {
        diag_error(c->diag, span_of(c, type, type), "'%s' is %s, not an error", s->name, kind_of_symbol(s));
        note_symbol(c, s);
        return NULL;
    }
    return s;
}

/* raise; and raise NAME; */
static void check_raise_again(checker *c, const node *n)
{
    uint32_t name = n->raise.type;
    if (!name) {
        if (!c->handler)
            diag_error(c->diag, span_of(c, n->first, n->first), "'raise' without an error, outside a handler");
        return;
    }
    const local *l = find_local(c, name);
    const symbol *s = l ? NULL : symbol_at(c, name);
    if (l && l->kind == LOCAL_HANDLER)
        return;
    if (s && s->kind == SYMBOL_ERROR) {
        span end = span_of(c, name, name);
        end.start = end.end;
        diag_error(c->diag, span_of(c, name, name), "expected '(' after '%s': an error is made where it is raised", s->name);
        diag_fix(c->diag, end, "()");
        return;
    }
    if (!l && !s && !find_file_name(c, name)) {
        say_unknown(c, name, SYMBOL_ERROR, "error");
        return;
    }
    diag_error(c->diag, span_of(c, name, name), "'%s' is not the name of a handler's error: only such an error can be raised again",
               text_of(c, name));
    if (l)
        note_declared(c, l);
}

void check_raise(checker *c, const node *n)
{
    if (c->is_plain)
        not_in_plain_method(c, n->first, n->first, "raise");
    if (n->raise.has_parentheses)
        check_raise_arguments(c, n, raised_type(c, n->raise.type));
    else
        check_raise_again(c, n);
    if (!n->raise.from)
        return;
    const symbol *from = find_local(c, n->raise.from) ? NULL : symbol_at(c, n->raise.from);
    if (from)
        diag_error(c->diag, span_of(c, n->raise.from, n->raise.from), "'%s' is %s: 'from' takes the name of a pointer to an error", from->name,
                   kind_of_symbol(from));
    else
        check_calls(c, n->raise.from, n->raise.from);
}

/* ---- except ---- */

static const symbol *handled_type(checker *c, uint32_t type)
{
    const symbol *s = symbol_at(c, type);
    const file_name *f = find_file_name(c, type);
    if (s && s->kind == SYMBOL_ERROR)
        return s;
    if (s || (f && !program_find_anywhere(c->program, text_of(c, type)))) {
        diag_error(c->diag, span_of(c, type, type), "'%s' is not an error", text_of(c, type));
        if (s)
            note_symbol(c, s);
        else
            diag_note(c->diag, span_of(c, f->token, f->token), "'%s' is declared here", text_of(c, type));
    } else {
        say_unknown(c, type, SYMBOL_ERROR, "error");
    }
    return NULL;
}

bool handler_takes(const checker *c, const node *handler, const symbol *type)
{
    const symbol *all = program_find_anywhere(c->program, "acm_Error");
    if (!handler->handler.types)
        return all && is_ancestor(c, all, type);
    for (const node *t = handler->handler.types; t; t = t->next) {
        const symbol *by = symbol_at(c, t->first);
        if (by && by->kind == SYMBOL_ERROR && is_ancestor(c, by, type))
            return true;
    }
    return false;
}

/* The handler before N that takes all that the type stands for. */
static const node *taken_before(const checker *c, const node *handlers, const node *n, const symbol *type, const symbol **by)
{
    for (const node *h = handlers; h != n; h = h->next) {
        const symbol *all = program_find_anywhere(c->program, "acm_Error");
        if (!h->handler.types && all && is_ancestor(c, all, type)) {
            *by = all;
            return h;
        }
        for (const node *t = h->handler.types; t; t = t->next) {
            *by = symbol_at(c, t->first);
            if (*by && (*by)->kind == SYMBOL_ERROR && is_ancestor(c, *by, type))
                return h;
        }
    }
    return NULL;
}

static void check_reached(checker *c, const node *handlers, const node *n)
{
    const node *first = NULL;
    const symbol *by = NULL, *type = NULL;
    const symbol *all = program_find_anywhere(c->program, "acm_Error");
    if (!n->handler.types)
        first = all ? taken_before(c, handlers, n, type = all, &by) : NULL;
    for (const node *t = n->handler.types; t; t = t->next) {
        type = symbol_at(c, t->first);
        const node *earlier = type && type->kind == SYMBOL_ERROR ? taken_before(c, handlers, n, type, &by) : NULL;
        if (!earlier)
            return;
        first = first ? first : earlier;
    }
    if (!first)
        return;
    diag_error(c->diag, span_of(c, n->first, n->handler.types ? n->handler.types->first : n->first),
               "this handler is never reached: '%s' is handled before it", type->name);
    if (!first->handler.types)
        diag_note(c->diag, span_of(c, first->first, first->first), "'except' without a type takes every 'acm_Error'");
    else
        diag_note(c->diag, span_of(c, first->first, first->first), "'%s' is handled here", by->name);
}

void check_handlers(checker *c, const node *n)
{
    for (const node *h = n->attempt.handlers; h; h = h->next) {
        for (const node *t = h->handler.types; t; t = t->next)
            handled_type(c, t->first);
        check_reached(c, n->attempt.handlers, h);
    }
}

/* Of an imported file only what its declarations need is looked at: the rest is said when it is translated itself. */
void check_imported_errors(checker *c)
{
    for (size_t i = 0; i < c->program->modules.count; i++) {
        const module *m = c->program->modules.at[i];
        for (const node *n = m->unit->items; n; n = n->next) {
            if (n->kind != NODE_ERROR || n->error.is_extern)
                continue;
            uint32_t parent = n->error.parent;
            const char *name = token_text(c->arena, m->tokens, parent);
            const symbol *s = program_find_anywhere(c->program, name);
            if ((!s || s->kind != SYMBOL_ERROR) && !c->lacks_names)
                diag_error(c->diag, token_span(m->tokens, parent, parent), "unknown error '%s'", name);
        }
    }
}
