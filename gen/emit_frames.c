/* --emit=frames: what each coroutine keeps while it waits, and where in the source that is declared. */
#include "emit.h"

static void emit_place(emitter *e, const variable *x)
{
    if (x->name_token)
        writer_printf(e->w, "  line %u", source_line(e->tokens->source, e->tokens->at[x->name_token].start));
    writer_put(e->w, "\n");
}

static void emit_slot(emitter *e, const variable *x, const char *prefix, const char *kind)
{
    writer_printf(e->w, "    %-10s ", kind);
    const char *name = arena_printf(e->program->arena, "%s%s", prefix, x->member);
    emit_declaration(e, x, name, true);
    emit_place(e, x);
}

static const char *kind_of(const variable *x)
{
    return x->is_parameter ? "parameter" : x->is_manager_object ? "manager" : x->is_frame ? "context" : x->is_temporary ? "temporary"
        : x->is_literal ? "literal" : "local";
}

static void emit_slots(emitter *e, const plan *p)
{
    for (size_t i = 0; i < p->records.count; i++)
        if (p->records.at[i]->in_frame)
            emit_slot(e, p->records.at[i], "", "record");
    if (!p->signature->is_void)
        writer_put(e->w, "    result\n");
    for (size_t i = 0; i < p->variables.count; i++) {
        const variable *x = p->variables.at[i];
        if (x->in_frame)
            emit_slot(e, x, x->group ? arena_printf(e->program->arena, "%s.", x->group->member) : "", kind_of(x));
    }
    for (size_t i = 0; i < p->awaits.count; i++)
        writer_printf(e->w, "    %-10s %s\n", "await", p->awaits.at[i]->name);
}

const char *emit_frames(program *p, plan *const *plans)
{
    emitter e = {.program = p, .tokens = p->main->tokens, .w = writer_new(p->arena, p->main->path, NULL)};
    for (size_t i = 0; i < p->main->symbols.count; i++) {
        if (!plans[i])
            continue;
        e.plan = plans[i];
        writer_printf(e.w, "%s: %s, %zu suspension points\n", frame_tag(plans[i]->symbol, p->arena), p->main->symbols.at[i]->c_name,
                      plans[i]->states.count);
        emit_slots(&e, plans[i]);
    }
    writer_put(e.w, "");
    return e.w->text;
}
