/* Text with its holes filled: the source's tokens as they stand, names where variables live. */
#include <string.h>

#include "emit.h"
#include "file_types.h"
#include "shape.h"

#include "macros.h"

const char *runtime_header(const program *program) { return program->options->instruments_managers ? "acm/testing.h" : "acm.h"; }

/* The width of the white space that begins the line of a byte. */
static unsigned line_indent(const source *s, uint32_t offset)
{
    uint32_t line = source_line(s, offset);
    unsigned width = 0;
    for (const char *c = s->bytes + s->line_starts[line - 1]; *c == ' ' || *c == '\t'; c++)
        width += *c == '\t' ? 4 : 1;
    return width;
}

/* The space between two tokens; lines that go on keep their place relative to the first. */
static void emit_space(emitter *e, uint32_t before, uint32_t token, uint32_t first)
{
    const char *bytes = e->tokens->source->bytes;
    const char *c = bytes + e->tokens->at[before].end, *end = bytes + e->tokens->at[token].start;
    if (e->tokens->at[token].is_moved) {
        if (e->tokens->at[token].starts_line || e->tokens->at[before].lexeme == LEX_DIRECTIVE) {
            writer_end(e->w);
            writer_printf(e->w, "%*s", (int)(4 * e->w->indent + 4), "");
        } else {
            writer_put(e->w, " ");
        }
        return;
    }
    if (!memchr(c, '\n', (size_t)(end - c))) {
        writer_put_bytes(e->w, c, (size_t)(end - c));
        return;
    }
    while (c < end) {
        const char *newline = memchr(c, '\n', (size_t)(end - c));
        const char *stop = newline ? newline : end;
        while (stop > c && newline && (stop[-1] == ' ' || stop[-1] == '\t' || stop[-1] == '\r'))
            stop--;
        writer_put_bytes(e->w, c, (size_t)(stop - c));
        if (!newline)
            return;
        writer_end(e->w);
        for (c = newline + 1; c < end && (*c == ' ' || *c == '\t'); )
            c++;
        if (c == end || *c != '\n') {
            unsigned base = line_indent(e->tokens->source, e->tokens->at[first].start);
            unsigned here = line_indent(e->tokens->source, (uint32_t)(c - bytes));
            writer_printf(e->w, "%*s", (int)(4 * e->w->indent + (here > base + 4 ? here - base : 4)), "");
        }
    }
}

void emit_line_end(emitter *e)
{
    while (e->w->length > 0 && e->w->text[e->w->length - 1] == ' ')
        e->w->length--;
    if (e->w->length > 0 && e->w->text[e->w->length - 1] != '\n')
        writer_end(e->w);
}

/* A directive stands on a line of its own, from its beginning. */
static void emit_directive(emitter *e, uint32_t token)
{
    emit_line_end(e);
    const struct token *t = &e->tokens->at[token];
    if (t->start == t->end)
        writer_put(e->w, "#else");
    else
        writer_put_bytes(e->w, e->tokens->source->bytes + t->start, t->end - t->start);
}

static void emit_tokens(emitter *e, range tokens, const patches *patches)
{
    size_t next = 0;
    bool dropped = false;                 /* what came before is not written: neither is the space after it */
    for (uint32_t i = tokens.first; i <= tokens.last; ) {
        if (i > tokens.first && !dropped)
            emit_space(e, i - 1, i, tokens.first);
        while (patches && next < patches->count && patches->at[next].tokens.first < i)
            next++;
        if (patches && next < patches->count && patches->at[next].tokens.first == i) {
            const patch *p = &patches->at[next++];
            emit_value(e, p->value);
            dropped = p->value->pieces.count == 0 || (p->value->pieces.count == 1 && p->value->pieces.at[0].kind == PIECE_TEXT
                                                      && !*p->value->pieces.at[0].text);
            i = p->tokens.last + 1;
            continue;
        }
        dropped = false;
        const struct token *t = &e->tokens->at[i];
        if (t->lexeme == LEX_DIRECTIVE)
            emit_directive(e, i);
        else
            writer_put_bytes(e->w, e->tokens->source->bytes + t->start, t->end - t->start);
        i++;
    }
    if (!range_empty(tokens) && e->tokens->at[tokens.last].lexeme == LEX_DIRECTIVE) {
        writer_end(e->w);
        writer_printf(e->w, "%*s", (int)(4 * e->w->indent + 4), "");
    }
}

/* An expression of its type that is never evaluated. */
static void emit_type_of(emitter *e, const variable *x)
{
    writer_put(e->w, "(*(");
    if (x->type_symbol && x->type_symbol->node->form.is_primitive && !x->is_frame) {
        range record = x->type_symbol->node->form.primitive;
        writer_printf(e->w, "%s *", tokens_text(e->program->arena, x->type_symbol->module->tokens, record.first, record.last));
    } else if (x->type_symbol) {
        writer_printf(e->w, "%s *", x->is_allocated ? allocated_tag(x->type_symbol, e->program->arena) : frame_tag(x->type_symbol, e->program->arena));
    } else {
        emit_declaration(e, x, "(*)", true);
    }
    writer_put(e->w, ")0)");
}

void emit_variable(emitter *e, const variable *x)
{
    if (e->is_outside) {
        emit_type_of(e, x);
        return;
    }
    if (is_defined(e, x)) {
        writer_put(e->w, x->name);
        return;
    }
    if (!x->in_frame) {
        writer_put(e->w, x->c_name);
        return;
    }
    if (x->awaits)
        writer_printf(e->w, "%s->%s.%s", e->plan->f, x->awaits->name, x->name);
    else if (x->group)
        writer_printf(e->w, "%s->%s.%s", e->plan->f, x->group->member, x->member);
    else
        writer_printf(e->w, "%s->%s", e->plan->f, x->member);
}

static void emit_operation_inside(emitter *e, const op *o);

/* The number of bytes of a literal's array; where they might be others than were counted, the C compiler is asked. */
static void emit_size_of_literal(emitter *e, const piece *p)
{
    writer_put(e->w, ", sizeof ");
    emit_variable(e, p->variable);
    if (!p->variable->is_count_checked)
        return;
    writer_put(e->w, " * sizeof (char[sizeof ");
    emit_variable(e, p->variable);
    writer_put(e->w, " == sizeof ");
    emit_value(e, p->value);
    emit_value(e, p->initializer);
    writer_put(e->w, " ? 1 : -1 /* the size of this array can't be deduced here; write it out */])");
}

/* An operand of typeof, outside of functions: then a variable stands for what has its type. */
static void emit_for_type(emitter *e, const variable *x)
{
    if (drops_const(e, x))
        emit_with_const(e, x);
    else
        emit_variable(e, x);
}

/* `(type){ … }`; of one in the frame, an lvalue that is it once it has been given its value.  Outside of functions it could not be given one that
 * is not constant. */
static void emit_literal(emitter *e, const piece *p)
{
    const variable *x = p->variable;
    if (e->is_outside) {
        emit_for_type(e, x);
        return;
    }
    if (!x->in_frame) {
        emit_value(e, p->value);
        emit_value(e, p->initializer);
        return;
    }
    bool is_copied = x->is_array || x->is_constant;      /* it can't be assigned to */
    writer_put(e->w, x->is_array ? "(*(acm_copy(" : x->is_constant ? "(*(acm_copy(&" : "(*(");
    emit_variable(e, x);
    writer_put(e->w, x->is_array ? ", " : x->is_constant ? ", &" : " = ");
    emit_value(e, p->value);
    emit_value(e, p->initializer);
    if (is_copied) {
        emit_size_of_literal(e, p);
        writer_put(e->w, ")");
    }
    writer_put(e->w, ", &");
    emit_variable(e, x);
    writer_put(e->w, "))");
}

void emit_value(emitter *e, const value *v)
{
    for (size_t i = 0; i < v->pieces.count; i++) {
        const piece *p = &v->pieces.at[i];
        switch (p->kind) {
        case PIECE_TEXT: writer_put(e->w, p->text); break;
        case PIECE_TOKENS: emit_tokens(e, p->tokens, p->patches); break;
        case PIECE_VARIABLE:
            if (p->is_for_type || e->is_outside)
                emit_for_type(e, p->variable);
            else
                emit_variable(e, p->variable);
            break;
        case PIECE_VALUE: emit_value(e, p->value); break;
        case PIECE_FRAME: writer_put(e->w, frame_tag(p->symbol, e->program->arena)); break;
        case PIECE_MANAGER: writer_put(e->w, manager_type(p->symbol, e->program->arena)); break;
        case PIECE_POINT: writer_printf(e->w, "%u", e->plan->points.at[p->point].number); break;
        case PIECE_LITERAL: emit_literal(e, p); break;
        case PIECE_OPERATION: emit_operation_inside(e, p->operation); break;
        case PIECE_TYPE: emit_declaration(e, p->variable, "", true); break;
        case PIECE_EXPOSED: writer_put(e->w, p->text); break;
        }
    }
}

uint32_t line_of_unknown_type(const emitter *e, const tokens *of, range specifiers)
{
    bool unknown = of == e->program->main->tokens && type_may_be_misspelled(e->program, of, specifiers);
    return unknown ? source_line(of->source, of->at[specifiers.first].start) : 0;
}

const char *frame_tag(const symbol *symbol, arena *arena)
{
    if (symbol->is_static && symbol->in_header)
        return arena_printf(arena, "struct %s_%s_frame", symbol->module->stem, symbol->c_name);
    return arena_printf(arena, "struct %s_frame", symbol->c_name);
}

const char *allocated_tag(const symbol *symbol, arena *arena)
{
    if (symbol->is_static && symbol->in_header)
        return arena_printf(arena, "struct %s_%s_allocated", symbol->module->stem, symbol->c_name);
    return arena_printf(arena, "struct %s_allocated", symbol->c_name);
}

const char *manager_type(const symbol *symbol, arena *arena)
{
    return symbol->is_static && symbol->in_header ? arena_printf(arena, "struct %s_%s", symbol->module->stem, symbol->name) : symbol->name;
}

/* ---- declarations ---- */

static value *one_text(emitter *e, const char *text)
{
    value *v = arena_alloc(e->program->arena, sizeof *v);
    piece p = {.kind = PIECE_TEXT, .text = text};
    LIST_ADD(e->program->arena, v->pieces, p);
    return v;
}

static void add_patch(emitter *e, patches *p, range tokens, value *v)
{
    patch made = {tokens, v};
    LIST_ADD(e->program->arena, *p, made);
}

/* Of a type's name: it declares nothing. */
static bool is_abstract(const char *name) { return !*name || *name == '(' || *name == '*' || strcmp(name, "const *") == 0; }

/* An attribute that makes another type. */
static bool changes_type(const emitter *e, uint32_t first, uint32_t last)
{
    static const char *const names[] = {"vector_size", "__vector_size__", "ext_vector_type", "mode", "__mode__"};
    for (uint32_t i = first; i < last; i++)
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            if (token_is(e->tokens, i, names[k]))
                return true;
    return false;
}

/* The last token of an attribute or alignment that begins AT, which a type name can't have; 0 if none does. */
static uint32_t end_of_attribute(const emitter *e, uint32_t at)
{
    const token *t = e->tokens->at;
    switch (t[at].word) {
    case WORD_ALIGNAS: case WORD_ATTRIBUTE:
        return t[at + 1].lexeme == '(' && !changes_type(e, at, t[at + 1].mate) ? t[at + 1].mate : 0;
    default:
        return t[at].lexeme == '[' && t[at + 1].lexeme == '[' ? t[at].mate : 0;
    }
}

static void emit_specifiers(emitter *e, const variable *x, bool as_member, bool as_cast)
{
    patches p = {0};
    size_t given = 0;
    for (uint32_t i = x->specifiers.first; i <= x->specifiers.last; i++) {
        while (x->type_patches && given < x->type_patches->count && x->type_patches->at[given].tokens.first < i)
            given++;
        if (x->type_patches && given < x->type_patches->count && x->type_patches->at[given].tokens.first == i) {
            add_patch(e, &p, x->type_patches->at[given].tokens, x->type_patches->at[given].value);
            i = x->type_patches->at[given++].tokens.last;
        } else if (const_is_dropped(e, x, i, as_member)) {
            add_patch(e, &p, (range){i, i}, one_text(e, ""));
        } else if (as_cast && end_of_attribute(e, i)) {
            add_patch(e, &p, (range){i, end_of_attribute(e, i)}, one_text(e, ""));
            i = end_of_attribute(e, i);
        } else if (as_cast && e->tokens == e->program->main->tokens && skip_idle_attribute(e->program, i) > i) {
            uint32_t last = skip_idle_attribute(e->program, i) - 1;
            add_patch(e, &p, (range){i, last}, one_text(e, ""));
            i = last;
        }
    }
    emit_tokens(e, x->specifiers, &p);
}

/* Where the declarator's function parameters begin, for the type of a result; past its end if they don't. */
static uint32_t result_end(const emitter *e, const variable *x)
{
    uint32_t after = x->name_token + 1;
    if (x->is_result && !x->never_in_frame && after <= x->declarator.last && e->tokens->at[after].lexeme == '(')
        return e->tokens->at[after].mate;
    return x->name_token;
}

static void emit_declarator(emitter *e, const variable *x, const char *name, bool as_member)
{
    patches p = {0};
    const patches *resolved = x->declarator_patches;
    uint32_t brackets = shape_array_bracket(e->tokens, x->name_token, x->declarator.last);
    size_t given = 0;
    for (uint32_t i = x->declarator.first; i <= x->declarator.last; i++) {
        while (resolved && given < resolved->count && resolved->at[given].tokens.first < i)
            given++;
        if (resolved && given < resolved->count && resolved->at[given].tokens.first == i) {
            add_patch(e, &p, resolved->at[given].tokens, resolved->at[given].value);
            i = resolved->at[given].tokens.last;
            continue;
        }
        if (as_member && const_is_of_pointer(e, x, i))
            add_patch(e, &p, (range){i, i}, one_text(e, ""));
        if (is_abstract(name) && end_of_attribute(e, i)) {
            add_patch(e, &p, (range){i, end_of_attribute(e, i)}, one_text(e, ""));
            i = end_of_attribute(e, i);
            continue;
        }
        if (i != x->name_token)
            continue;
        uint32_t last = result_end(e, x);
        if (x->is_array_parameter && last == i && brackets) {
            add_patch(e, &p, (range){i, e->tokens->at[brackets].mate}, one_text(e, arena_printf(e->program->arena, "(*%s)", name)));
            if (e->tokens->at[brackets].mate >= x->declarator.last || e->tokens->at[e->tokens->at[brackets].mate + 1].lexeme != '[')
                p.at[p.count - 1].value = one_text(e, arena_printf(e->program->arena, "*%s", name));
            last = e->tokens->at[brackets].mate;
        } else if (x->count && as_member && brackets) {
            value *v = one_text(e, name);
            piece open = {.kind = PIECE_TEXT, .text = "["}, count = {.kind = PIECE_VALUE, .value = x->count}, close = {.kind = PIECE_TEXT, .text = "]"};
            LIST_ADD(e->program->arena, v->pieces, open);
            LIST_ADD(e->program->arena, v->pieces, count);
            LIST_ADD(e->program->arena, v->pieces, close);
            last = brackets + 1;
            add_patch(e, &p, (range){i, last}, v);
        } else {
            add_patch(e, &p, (range){i, last}, one_text(e, x->is_function_parameter ? arena_printf(e->program->arena, "(*%s)", name) : name));
        }
        i = last;
    }
    emit_tokens(e, x->declarator, &p);
}

/* With NAME in its place; const of a pointer itself can't be kept, for it is assigned to. */
static void emit_literal_declarator(emitter *e, const variable *x, const char *name)
{
    patches p = {0};
    uint32_t behind = x->name_token, given = 0;
    for (uint32_t i = x->declarator.first; i <= x->declarator.last; i++) {
        for (; given < x->declarator_patches->count && x->declarator_patches->at[given].tokens.first <= i; given++)
            LIST_ADD(e->program->arena, p, x->declarator_patches->at[given]);
        bool top = i < behind && !x->is_array && e->tokens->at[i].lexeme == LEX_NAME;
        for (uint32_t k = i; top && k < behind; k++)
            top = e->tokens->at[k].lexeme != '*';
        if (top)
            add_patch(e, &p, (range){i, i}, one_text(e, ""));
    }
    if (behind > x->declarator.first) {
        emit_tokens(e, (range){x->declarator.first, behind - 1}, &p);
        writer_put(e->w, e->tokens->at[behind - 1].lexeme == LEX_NAME ? " " : "");
    }
    writer_put(e->w, name);
    if (x->count) {
        writer_put(e->w, "[");
        emit_value(e, x->count);
        writer_put(e->w, "]");
        behind += 2;
    }
    if (behind <= x->declarator.last)
        emit_tokens(e, (range){behind, x->declarator.last}, &p);
}

void emit_declaration(emitter *e, const variable *x, const char *name, bool as_member)
{
    const tokens *mine = e->tokens;
    if (x->of) {
        variable here = *x;
        here.of = NULL;
        e->tokens = x->of->tokens;
        emit_declaration(e, &here, name, as_member);
        e->tokens = mine;
        return;
    }
    if (x->is_frame && x->is_allocated) {
        writer_printf(e->w, "%s %s", allocated_tag(x->type_symbol, e->program->arena), name);
        return;
    }
    if (x->is_frame) {
        writer_printf(e->w, "%s %s", frame_tag(x->type_symbol, e->program->arena), name);
        return;
    }
    if (x->is_manager_type) {
        const char *type = manager_type(x->manager, e->program->arena);
        bool tagged = as_member && strncmp(type, "struct ", 7) != 0;       /* a member may have the type's name */
        writer_printf(e->w, "%s%s %s%s", tagged ? "struct " : "", type, x->is_pointer ? "*" : "", name);
        return;
    }
    if (x->type_text) {
        size_t length = strlen(x->type_text);
        writer_printf(e->w, "%s%s%s", x->type_text, x->type_text[length - 1] == '*' || x->type_text[length - 1] == ' ' ? "" : " ", name);
        return;
    }
    if (as_member && x->deduced_from) {
        bool outside = e->is_outside;
        e->is_outside = true;
        writer_put(e->w, "__typeof__(((void)0, ");
        emit_value(e, x->deduced_from);
        writer_printf(e->w, ")) %s", name);
        e->is_outside = outside;
        return;
    }
    emit_specifiers(e, x, as_member, is_abstract(name));
    writer_put(e->w, " ");
    if (x->is_literal)
        emit_literal_declarator(e, x, name);
    else
        emit_declarator(e, x, name, as_member);
}

/* `int i = 0, j = 1`, or `f->i = 0, f->j = 1`, in the head of a for. */
static void emit_operation_inside(emitter *e, const op *o)
{
    bool in_frame = o->initialized.at[0].variable->in_frame;
    const char *comma = "";
    for (size_t i = 0; i < o->initialized.count; i++) {
        const initialized *x = &o->initialized.at[i];
        if (in_frame && !x->value)
            continue;
        writer_put(e->w, comma);
        if (in_frame)
            emit_variable(e, x->variable);
        else if (i == 0)
            emit_declaration(e, x->variable, x->variable->c_name, false);
        else
            emit_declarator(e, x->variable, x->variable->c_name, false);
        if (x->value) {
            writer_put(e->w, " = ");
            if (in_frame && x->braces) {
                writer_put(e->w, "(");
                emit_declaration(e, x->variable, "", true);
                writer_put(e->w, ")");
            }
            emit_value(e, x->value);
        }
        comma = ", ";
    }
}
