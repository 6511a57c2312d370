/* -finstrument-managers: a test is told of all that is entered and left (runtime/acm/testing.h).  Nothing of this is made without the option.
 *
 * A block, of a with or an async for, is open from where what it enters has been entered to where that begins to be left, and has been
 * left where it has.  Whatever it enters, however that is lowered, and whichever way the block is left: it is put into two more cleanups
 * of one line each, one around all of it, one around what comes after entering.  What the managers, contexts and generators themselves see of that, called by whom
 * they may be, they tell from their own bodies. */
#include "lower_internal.h"

bool is_watching(const lowering *l) { return l->program->options->instruments_managers; }

static void add_watch(lowering *l, uint32_t token, value *line)
{
    op *o = add_formatted(l, OP_LINE, "%v;", line);
    o->source = token;
}

/* ---- blocks ---- */

void open_watch(lowering *l, watch *w, const node *statement, const node *part, const node *item)
{
    if (!is_watching(l))
        return;
    *w = (watch){.outer = l->watch, .item = item, .statement = statement, .part = part, .block = new_variable(l, "watched")};
    w->block->type_text = "acm_test_block";
    w->block->always_in_frame = w->block->is_temporary = true;
    w->block->birth = add_formatted(l, OP_LINE, "acm_test_block_begins(&%V, %s);", w->block, l->plan->frame);
    l->watch = w;
    begin_guarded(l, &w->around, statement, part);
}

void close_watch(lowering *l, watch *w)
{
    if (!is_watching(l))
        return;
    value *line = new_value(l);
    add_format(l, line, "acm_test_block_left(&%V)", w->block);
    end_guarded_by_line(l, &w->around, w->statement, line);
    w->block->death = l->ops->last;
    l->watch = w->outer;
}

/* That of an item: within others, if what encloses it is spliced. */
static watch *watch_of(const lowering *l, const node *item)
{
    watch *w = l->watch;
    while (w && w->item != item)
        w = w->outer;
    return w;
}

void watch_constructed(lowering *l, const node *item, variable *object)
{
    if (!is_watching(l))
        return;
    value *line = new_value(l);
    add_format(l, line, "acm_test_block_constructed(&%V, &%V)", watch_of(l, item)->block, object);
    add_watch(l, item->first, line);
}

watch *watch_entered(lowering *l, const node *item, const symbol *s)
{
    if (!is_watching(l))
        return NULL;
    watch *w = watch_of(l, item);
    value *line = new_value(l);
    add_format(l, line, "acm_test_block_%s(&%V, \"%s\")", s->kind == SYMBOL_CONTEXT ? "yielded" : "entered", w->block, s->name);
    add_watch(l, item->first, line);
    begin_guarded(l, &w->inside, w->statement, w->part);
    return w;
}

void watch_leaving(lowering *l, watch *w)
{
    if (!w)
        return;
    value *line = new_value(l);
    add_format(l, line, "acm_test_block_leaving(&%V)", w->block);
    end_guarded_by_line(l, &w->inside, w->statement, line);
}

/* ---- objects: what bodies tell of themselves ---- */

static value *self_value(lowering *l)
{
    const entry *e = find_name(l, "self", 4, false);
    value *v = new_value(l);
    if (e->variable->alias)
        add_format(l, v, e->variable->is_manager_object ? "&%v" : "%v", e->variable->alias);
    else
        add_variable(l, v, e->variable);
    return v;
}

/* Its frame tells where it is entered from. */
static const char *own_frame(const lowering *l) { return l->splice_depth ? "NULL" : l->plan->frame; }

void watch_object_entered(lowering *l, uint32_t token, const char *name, value *object)
{
    if (!is_watching(l))
        return;
    value *line = new_value(l);
    add_format(l, line, "acm_test_object_entered(%v, \"%s\", NULL)", object, name);
    add_watch(l, token, line);
}

value *begin_watched_yield(lowering *l, const node *yield)
{
    if (!is_watching(l) || l->symbol->kind != SYMBOL_CONTEXT)
        return NULL;
    value *entered = new_value(l), *exited = new_value(l);
    const char *frame = l->plan->frame, *name = l->symbol->name;
    add_format(l, entered, "acm_test_object_entered(%s, \"%s\", %s)", frame, name, frame);
    add_format(l, exited, "acm_test_object_exited(%s, \"%s\", NULL)", frame, name);
    add_watch(l, yield->first, entered);
    return exited;
}

void end_watched_yield(lowering *l, const node *yield, value *exited)
{
    if (exited)
        add_watch(l, yield->first, exited);
}

/* An object of the user's own has nothing to do with one that was there before. */
void watch_declared(lowering *l, const op *declaration)
{
    for (size_t i = 0; is_watching(l) && !declaration->in_for && i < declaration->initialized.count; i++) {
        variable *x = declaration->initialized.at[i].variable;
        if (!x->manager || x->is_pointer || x->is_array)
            continue;
        value *line = new_value(l);
        add_format(l, line, "acm_test_object_constructed(&%V)", x);
        add_watch(l, declaration->source, line);
    }
}

const char *watch_use(const lowering *l, const symbol *method)
{
    return arena_printf(l->arena, "acm_test_object_used(self, \"%s.%s\", NULL);", method->manager->name, method->name);
}

bool begin_watched_body(lowering *l, const symbol *s, watch *w)
{
    const symbol *m = s->manager;
    const node *body = s->node->form.body;
    if (!is_watching(l) || !(m || s->kind == SYMBOL_GENERATOR))
        return false;
    value *line = new_value(l);
    *w = (watch){.object = m ? self_value(l) : new_value(l)};
    if (!m) {
        add_text(l, w->object, l->plan->frame);
        add_format(l, line, "acm_test_object_entered(%v, \"%s\", %s)", w->object, s->name, l->plan->frame);
        add_watch(l, body->first, line);
    } else if (s == m->exit) {
        add_format(l, line, "acm_test_object_%s(%v, \"%s\", %s)", m->enter ? "exited" : "closed", w->object, m->name, own_frame(l));
        add_watch(l, body->first, line);
        return false;
    } else if (s != m->enter) {
        add_format(l, line, "acm_test_object_used(%v, \"%s.%s\", %s)", w->object, m->name, s->name, own_frame(l));
        add_watch(l, body->first, line);
        return false;
    }
    begin_guarded(l, &w->around, s->node, body);
    return true;
}

void end_watched_body(lowering *l, const symbol *s, watch *w)
{
    value *line = new_value(l);
    if (s->manager)
        add_format(l, line, "if (!acm_raised(%s)) acm_test_object_entered(%v, \"%s\", %s)", l->plan->task, w->object, s->manager->name, own_frame(l));
    else
        add_format(l, line, "acm_test_object_exited(%v, \"%s\", NULL)", w->object, s->name);
    end_guarded_by_line(l, &w->around, s->node, line);
}
