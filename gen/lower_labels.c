/* Which jumps have to be written, since something else than where they lead follows them; and so which labels are used. */
#include "lower_internal.h"

/* The next operation that is more than a brace: what execution comes to; NULL after a loop, which leads back. */
static const op *following(const op *o)
{
    for (o = o->next; o; o = o->next) {
        if (o->kind == OP_CLOSE && o->closes_loop)
            return NULL;
        if (o->kind != OP_CLOSE && o->kind != OP_MARK && o->kind != OP_BLANK && o->kind != OP_COMMENT)
            break;
    }
    return o;
}

/* Whether LABEL is among the labels that directly follow. */
static bool falls_to(const op *o, const label *label)
{
    for (const op *next = following(o); next && next->kind == OP_LABEL; next = following(next))
        if (next->label == label)
            return true;
    return false;
}

/* Where the errors and the jumps that a dispatch sends on go if they all go to one place; else, or if there are none, NULL. */
static label *only_way(const op *o)
{
    label *way = o->label ? o->label : o->reasons.count ? o->reasons.at[0].action->label : NULL;
    for (size_t i = 0; i < o->reasons.count; i++) {
        const action *a = o->reasons.at[i].action;
        if (a->kind != ACTION_LEAVE || a->label != way || a->record != o->record || a->before.count > 0)
            return NULL;
    }
    return way;
}

static bool is_needless(const op *o)
{
    if (o->kind == OP_RAISED)
        return falls_to(o, o->label);
    if (!o->label && o->reasons.count == 0)
        return true;
    const label *way = only_way(o);
    return way && falls_to(o, way) && (o->may_end || o->reasons.count > 0);
}

static void mark_action(action *a)
{
    if (a && a->label)
        a->label->is_used = true;
}

/* Whether what stands behind a cleanup asks why it was run. */
static bool asks_why(const label *cleanup)
{
    const op *o = cleanup->dispatch;
    while (o && o->is_needless) {         /* on to the next cleanup's */
        const label *way = only_way(o);
        o = way ? way->dispatch : NULL;
    }
    if (!o || o->may_end || o->reasons.count != 1)
        return o != NULL && o->reasons.count > 0;
    const action *only = o->reasons.at[0].action;
    return only->kind == ACTION_LEAVE && asks_why(only->label);
}

static void simplify_leave(op *o, bool is_body)
{
    action *a = o->action;
    if (!a || a->kind != ACTION_LEAVE || asks_why(a->label))
        return;
    a->is_silent = true;
    o->is_needless = !is_body && a->before.count == 0 && falls_to(o, a->label);
}

void mark_labels(plan *plan)
{
    for (op *o = plan->ops.first; o; o = o->next) {
        if (o->kind == OP_RAISED || o->kind == OP_DISPATCH)
            o->is_needless = is_needless(o);
    }
    bool is_body = false;                 /* of the if before it */
    for (op *o = plan->ops.first; o; o = o->next) {
        simplify_leave(o, is_body);
        if (o->kind != OP_MARK)
            is_body = o->kind == OP_HEAD;
        if (o->is_needless) {
            label *next = o->kind == OP_JUMP ? o->action->label : o->kind == OP_RAISED ? o->label : only_way(o);
            if (next)
                next->is_fallen_to = true;
            continue;
        }
        if (o->label && o->kind != OP_LABEL)
            o->label->is_used = true;
        mark_action(o->action);
        for (size_t i = 0; i < o->reasons.count; i++)
            mark_action(o->reasons.at[i].action);
    }
}

/* ---- records ---- */

static void use_in_value(const value *v)
{
    for (size_t i = 0; i < v->pieces.count; i++) {
        const piece *p = &v->pieces.at[i];
        if (p->kind == PIECE_VARIABLE)
            p->variable->is_mentioned = true;
        if (p->value)
            use_in_value(p->value);
        if (p->initializer)
            use_in_value(p->initializer);
        for (size_t j = 0; p->patches && j < p->patches->count; j++)
            if (p->patches->at[j].value)
                use_in_value(p->patches->at[j].value);
    }
}

/* A reason is written where a jump leaves, and read where its way goes apart from others. */
static void use_in_action(const action *a, const variable *said)
{
    for (size_t i = 0; a && i < a->before.count; i++)
        use_in_value(&a->before.at[i]->text);
    if (a && a->kind == ACTION_LEAVE && !a->is_silent && a->record != said)
        a->record->is_mentioned = true;
}

static void use_in_operation(const op *o)
{
    use_in_value(&o->text);
    use_in_action(o->action, NULL);
    for (size_t i = 0; i < o->initialized.count; i++)
        if (o->initialized.at[i].value)
            use_in_value(o->initialized.at[i].value);
    for (size_t i = 0; i < o->reasons.count; i++) {
        use_in_action(o->reasons.at[i].action, o->record);
        if (o->may_end || i + 1 < o->reasons.count)
            o->record->is_mentioned = true;
    }
}

void drop_unused_records(plan *plan)
{
    for (const op *o = plan->ops.first; o; o = o->next)
        if (o->kind != OP_MARK && !o->is_needless)
            use_in_operation(o);
    size_t kept = 0;
    for (size_t i = 0; i < plan->records.count; i++)
        if (plan->records.at[i]->is_mentioned)
            plan->records.at[kept++] = plan->records.at[i];
    plan->records.count = kept;
}
