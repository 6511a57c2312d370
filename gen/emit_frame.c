/* The struct that a coroutine keeps while it waits. */
#include "emit.h"
#include "frame_slots.h"

static uint32_t line_of_type(const emitter *e, const variable *x)
{
    bool declared = x->name_token && !x->of && !range_empty(x->specifiers);
    return declared ? line_of_unknown_type(e, e->tokens, x->specifiers) : 0;
}

static void emit_member(emitter *e, const variable *x, const char *name)
{
    writer_begin(e->w, line_of_type(e, x), 0);
    emit_declaration(e, x, name, true);
    writer_put(e->w, ";\n");
}

/* The result's type is the declarator with the function taken out of it. */
void emit_result(emitter *e, const symbol *s)
{
    const signature *sig = symbol_signature(s);
    variable x = {.specifiers = sig->specifiers, .declarator = sig->declarator, .name_token = sig->name, .is_result = true};
    x.is_pointer = sig->declarator.first < sig->name;
    const tokens *mine = e->tokens;
    e->tokens = s->module->tokens;
    emit_member(e, &x, "result");
    e->tokens = mine;
}

static void emit_group(emitter *e, const group *g)
{
    writer_line(e->w, "struct {");
    e->w->indent++;
    for (size_t i = 0; i < g->members.count; i++)
        emit_member(e, g->members.at[i], g->members.at[i]->member);
    e->w->indent--;
    writer_line(e->w, "} %s;", g->member);
}

static void emit_await_member(emitter *e, const variable *x)
{
    const symbol *callee = x->type_symbol;
    const node *form = callee->node;
    if (form->form.is_primitive && !x->is_wrapped)
        writer_line(e->w, "%s %s;", tokens_text(e->program->arena, callee->module->tokens, form->form.primitive.first, form->form.primitive.last), x->name);
    else if (x->is_allocated)
        writer_line(e->w, "%s %s;", allocated_tag(callee, e->program->arena), x->name);
    else
        writer_line(e->w, "%s %s;", frame_tag(callee, e->program->arena), x->name);
}

static void emit_gather(emitter *e, const variable *x)
{
    writer_line(e->w, "struct {");
    e->w->indent++;
    writer_line(e->w, "acm_gather all;");
    writer_line(e->w, "acm_branch branches[%zu];", x->gather->frames.count);
    for (size_t i = 0; i < x->gather->frames.count; i++)
        emit_await_member(e, x->gather->frames.at[i]);
    e->w->indent--;
    writer_line(e->w, "} %s;", x->name);
}

static void emit_awaits(emitter *e, const room *r)
{
    writer_line(e->w, "union {");
    e->w->indent++;
    for (size_t i = 0; i < r->awaits.count; i++)
        if (r->awaits.at[i]->gather)
            emit_gather(e, r->awaits.at[i]);
        else
            emit_await_member(e, r->awaits.at[i]);
    e->w->indent--;
    writer_line(e->w, "} %s;", r->name);
}

static void emit_room(emitter *e, const symbol *s, const plan *p, const room *r, bool header);

static void emit_parts(emitter *e, const symbol *s, const plan *p, const room *r, bool header)
{
    for (size_t i = 0; i < r->parts.count; i++)
        emit_room(e, s, p, r->parts.at[i], header);
}

/* Anonymous: the members are the frame's own by their names. */
static void emit_room(emitter *e, const symbol *s, const plan *p, const room *r, bool header)
{
    switch (r->kind) {
    case ROOM_VARIABLE:
        if (r->variable == &p->result)
            emit_result(e, s);
        else
            emit_member(e, r->variable, r->variable->member);
        break;
    case ROOM_GROUP: emit_group(e, r->group); break;
    case ROOM_AWAITS: emit_awaits(e, r); break;
    case ROOM_STRUCT: case ROOM_UNION:
        if (r->parts.count == 1) {
            emit_parts(e, s, p, r, header);
            break;
        }
        writer_line(e->w, "%s%s {", header ? "ACM_ANONYMOUS " : "", r->kind == ROOM_UNION ? "union" : "struct");
        e->w->indent++;
        emit_parts(e, s, p, r, header);
        e->w->indent--;
        writer_line(e->w, "};");
        break;
    }
}

void emit_frame(emitter *e, const symbol *s, const plan *p, bool header)
{
    e->is_outside = true;
    for (size_t i = 0; i < p->hoisted.count; i++) {
        if (p->hoisted.at[i].text.pieces.count == 0)
            continue;
        writer_begin(e->w, 0, 0);
        emit_value(e, &p->hoisted.at[i].text);
        writer_put(e->w, "\n");
    }
    writer_line(e->w, "%s {", frame_tag(s, e->program->arena));
    e->w->indent++;
    writer_line(e->w, "acm_frame acm;");
    for (size_t i = 0; i < p->records.count; i++)
        if (p->records.at[i]->in_frame)
            emit_member(e, p->records.at[i], p->records.at[i]->member);
    emit_parts(e, s, p, p->frame_layout, header);
    e->w->indent--;
    writer_line(e->w, "};");
    e->is_outside = false;
    if (e->measures && !header) {
        frame_slots slots = frame_slots_of(e->program->arena, p);
        writer_line(e->w, "%s", frame_slots_probe(e->program->arena, &slots, s->c_name, frame_tag(s, e->program->arena)));
    }
}
