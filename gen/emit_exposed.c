/* Names that macros see, of what is called otherwise in C: around the lines that need it they are macros themselves. */
#include <string.h>

#include "emit.h"

/* What the piece's name stands for is called otherwise. */
static bool is_needed(const piece *p)
{
    return !p->variable || p->variable->in_frame || strcmp(p->variable->c_name, p->name) != 0;
}

static bool is_among(const piece_list *list, const piece *p)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->at[i]->variable == p->variable && strcmp(list->at[i]->name, p->name) == 0)
            return true;
    return false;
}

static void find_in(emitter *e, const value *v, piece_list *found)
{
    for (size_t i = 0; v && i < v->pieces.count; i++) {
        const piece *p = &v->pieces.at[i];
        if (p->kind == PIECE_EXPOSED) {
            if (is_needed(p) && !is_among(found, p))
                LIST_ADD(e->program->arena, *found, p);
            continue;
        }
        find_in(e, p->value, found);
        find_in(e, p->initializer, found);
        for (size_t k = 0; p->patches && k < p->patches->count; k++)
            find_in(e, p->patches->at[k].value, found);
        for (size_t k = 0; p->operation && k < p->operation->initialized.count; k++)
            find_in(e, p->operation->initialized.at[k].value, found);
    }
}

static piece_list needed_by(emitter *e, const op *o)
{
    piece_list found = {0};
    if (!e->plan->has_exposed)
        return found;
    find_in(e, &o->text, &found);
    for (size_t i = 0; i < o->initialized.count; i++) {
        const variable *x = o->initialized.at[i].variable;
        find_in(e, o->initialized.at[i].value, &found);
        for (size_t k = 0; x->type_patches && k < x->type_patches->count; k++)
            find_in(e, x->type_patches->at[k].value, &found);
        for (size_t k = 0; x->declarator_patches && k < x->declarator_patches->count; k++)
            find_in(e, x->declarator_patches->at[k].value, &found);
    }
    return found;
}

bool is_defined(const emitter *e, const variable *x)
{
    for (size_t i = 0; i < e->exposed.count; i++)
        if (e->exposed.at[i]->variable == x)
            return true;
    return false;
}

/* Whether the operation gives it its first value. */
static bool is_initialized(const op *o, const variable *x)
{
    for (size_t i = 0; i < o->initialized.count; i++)
        if (o->initialized.at[i].variable == x)
            return true;
    return false;
}

/* A macro may ask for its type. */
static void define(emitter *e, const op *o, const piece *p)
{
    writer_begin_any(e->w, (int)e->w->indent);
    writer_printf(e->w, "#define %s ", p->name);
    if (p->variable) {
        bool with_const = drops_const(e, p->variable) && !is_initialized(o, p->variable);
        writer_put(e->w, with_const ? "" : "(");
        (with_const ? emit_with_const : emit_variable)(e, p->variable);
        writer_put(e->w, with_const ? "" : ")");
    } else {
        emit_value(e, p->value);
    }
    writer_end(e->w);
    LIST_ADD(e->program->arena, e->exposed, p);
}

void emit_exposed(emitter *e, const op *o)
{
    piece_list needed = o ? needed_by(e, o) : (piece_list){0}, kept = {0};
    for (size_t i = 0; i < e->exposed.count; i++) {
        const piece *p = e->exposed.at[i];
        if (is_among(&needed, p)) {
            LIST_ADD(e->program->arena, kept, p);
            continue;
        }
        writer_begin_any(e->w, (int)e->w->indent);
        writer_printf(e->w, "#undef %s\n", p->name);
    }
    e->exposed = kept;
    for (size_t i = 0; i < needed.count; i++)
        if (!is_among(&kept, needed.at[i]))
            define(e, o, needed.at[i]);
}
