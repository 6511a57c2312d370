/* Cleanups: each stands once for all ways out of what it guards, is told why it runs, and what follows it asks.  The error
 * is set aside while it runs, unless nothing in it has to do with errors: then it may as well stay on its way. */
#include "lower_internal.h"

/* The last operation, if it sends all its reasons on to this cleanup, has said why already. */
static bool said_why(const lowering *l, const enclosure *guarded)
{
    const op *last = l->ops->significant;
    if (!last || last->kind != OP_DISPATCH || last->reasons.count == 0 || !last->may_end || last->record != guarded->record)
        return false;
    for (size_t i = 0; i < last->reasons.count; i++) {
        const action *a = last->reasons.at[i].action;
        if (a->kind != ACTION_LEAVE || a->label != guarded->label || a->before.count > 0)
            return false;
    }
    return true;
}

void end_guarded(lowering *l, enclosure *guarded)
{
    if (l->is_live && guarded->jumps.count > 0 && !said_why(l, guarded))
        add_formatted(l, OP_LINE, "%V.why = ACM_END;", guarded->record)->source = 0;
    pop_enclosure(l);
}

void open_cleanup(lowering *l, enclosure *cleanup, const enclosure *guarded, const node *n, const node *part)
{
    cleanup->record = guarded->record;
    cleanup->errors = new_label(l, "left", &l->left_count);
    const char *leave = part && has_yield(l, part) ? "acm_leave_to_yield" : "acm_leave";
    cleanup->begin = add_formatted(l, OP_LINE, "%s(%s, &%V);", leave, l->plan->task, cleanup->record);
    cleanup->begin->source = 0;
    push_enclosure(l, cleanup, ENCLOSURE_CLEANUP, n, part);
    l->cleanups++;
    l->is_live = true;
}

bool close_cleanup(lowering *l, enclosure *guarded, const enclosure *cleanup)
{
    l->cleanups--;
    pop_enclosure(l);
    bool live = l->is_live;
    guarded->may_raise |= cleanup->may_raise;
    add_label(l, cleanup->errors);
    if (cleanup->has_errors) {
        op *left = add_formatted(l, OP_LINE, "acm_left(%s, &%V);", l->plan->task, cleanup->record);
        left->source = 0;
        left->only_if = live ? NULL : cleanup->errors;
        return live;
    }
    cleanup->begin->kind = OP_MARK;
    cleanup->record->needs_why |= guarded->may_raise && guarded->jumps.count > 0;
    if (cleanup->error) {
        cleanup->error->pieces.count = 0;
        add_format(l, cleanup->error, "%s->error", l->plan->task);
    }
    return live;
}

/* Within another cleanup it is assumed that there may be an error, so that that one sets its own aside. */
void dispatch(lowering *l, enclosure *guarded, bool may_end)
{
    op *o = add_op(l, OP_DISPATCH);
    o->source = 0;
    o->record = guarded->record;
    o->may_end = may_end;
    o->label = guarded->may_raise || l->cleanups > 0 ? error_target(l) : NULL;
    for (size_t i = 0; i < guarded->jumps.count; i++) {
        reason r = {guarded->jumps.at[i]->why, leave_by(l, guarded->jumps.at[i])};
        LIST_ADD(l->arena, o->reasons, r);
    }
    guarded->label->dispatch = o;
    l->is_live = may_end;
}
