/* async with and with statements, for any kind of manager. */
#include "make.h"

region some_with(maker *m)
{
    return m->f->is_async ? (region)(WITH_MANAGER + roll(m->d, WITH_SEVERAL - WITH_MANAGER + 1)) : WITH_SYNC;      /* that may fail to enter */
}

static void name_what_is_entered(maker *m, with_item *item)
{
    item->number = ++m->p->numbers;
    if (!chance(m->d, 70))
        return;
    const function *enter = item->manager ? item->manager->enter : item->context;
    variable_type type = OF_OBJECT_POINTER;
    if (enter && enter->result == GIVES_INT)
        type = OF_INT;
    if (enter && enter->result == GIVES_POINTER)
        type = OF_YIELDED;
    item->as = new_variable(m, type, "as");
    item->as->own_name = true;
    item->as->manager = item->manager;
    item->as_typed = chance(m->d, 40);
}

static with_item construct(maker *m, const manager *of, const function *context, int way)
{
    with_item item = { .kind = context ? OF_CONTEXT : CONSTRUCTED, .manager = of, .context = context };
    item.tag = value_of(m, roll(m->d, 9), 2);
    item.way = expression_new(X_CONSTANT, way);
    if (chance(m->d, 20))
        item.way = value_of(m, way, 2);
    return item;
}

static with_item existing(maker *m, const manager *of, int way, block *before)
{
    with_item item = { .kind = (with_kind)(LVALUE + roll(m->d, 4)), .manager = of };
    variable *object = new_object(m, of);
    see(m, object);
    item.object = object;
    if (item.kind == POINTER_VARIABLE) {
        variable *pointer = new_variable(m, OF_POINTER, "to");
        pointer->target = object;
        pointer->own_name = true;
        block *top = m->f->body;
        if (top->local_count < LOCALS)
            top->locals[top->local_count++] = pointer;
        else
            item.kind = ADDRESS;
        item.pointer = pointer;
    }
    statement *set = add(m, before, S_SET);
    set->variable = object;
    set->member = FIELD_WAY;
    set->value = expression_new(X_CONSTANT, way);
    return item;
}

static with_item new_item(maker *m, region r, int way, block *before)
{
    bool suppresses = way == SUPPRESS;
    if (r >= SHIELD)
        return library_item(m, r);
    if (r == WITH_MANAGER)
        return construct(m, some_manager(m, true, suppresses), NULL, way);
    if (r == WITH_OBJECT)
        return existing(m, some_manager(m, true, suppresses), way, before);
    if (r != WITH_SYNC)
        return construct(m, NULL, some_context(m, r, true), way);
    if (chance(m->d, 30))
        return construct(m, NULL, some_context(m, suppresses || chance(m->d, 30) ? WITH_CATCH : WITH_FINALLY, false), way);
    const manager *of = some_manager(m, false, suppresses);
    return chance(m->d, 30) ? existing(m, of, way, before) : construct(m, of, NULL, way);
}

/* Of several: all but WITH_SEVERAL itself; contexts that cannot suppress are not asked to. */
static region some_item(maker *m, int way)
{
    region r;
    if (m->p->has_tasks && way == GO_ON && chance(m->d, 40))
        return m->never_limits ? STACK : (region)(SHIELD + roll(m->d, STACK - SHIELD + 1));     /* it may be around a yield */
    do
        r = (region)(WITH_MANAGER + roll(m->d, WITH_SEVERAL - WITH_MANAGER));
    while (way == SUPPRESS && !region_may_stop(r, RAISE));
    return r;
}

static void use_name_of_previous(maker *m, statement *s, int k)
{
    const variable *previous = k ? s->items[k - 1].as : NULL;
    if (previous && previous->type == OF_INT && s->items[k].tag && chance(m->d, 60))
        s->items[k].tag = read_variable(previous, 0);
}

statement *new_with(maker *m, region r, int way, block *before)
{
    statement *s = statement_new(m->p, S_WITH);
    int count = r == WITH_SEVERAL ? 2 + roll(m->d, 2) : 1, chosen = roll(m->d, count);
    s->region = r;
    s->plain_with = r == WITH_SYNC;
    for (int k = 0; k < count; k++) {
        int its_way = k == chosen ? way : GO_ON;
        s->items[k] = new_item(m, count > 1 ? some_item(m, its_way) : r, its_way, before);
        if (s->items[k].kind < OF_SHIELD)
            name_what_is_entered(m, &s->items[k]);
        use_name_of_previous(m, s, k);
    }
    s->item_count = count;
    s->parenthesized = chance(m->d, count > 1 ? 50 : 10) && s->items[0].kind != CAST_POINTER;
    s->trailing_comma = chance(m->d, 30);
    return s;
}

statement *new_with_of(maker *m, const manager *of, const function *context, int way)
{
    statement *s = statement_new(m->p, S_WITH);
    bool is_async = context ? context->is_async : of->is_async;
    s->region = context ? context->shape : WITH_MANAGER;
    if (!is_async)
        s->region = WITH_SYNC;
    s->plain_with = !is_async;
    s->items[0] = construct(m, of, context, way);
    s->item_count = 1;
    name_what_is_entered(m, &s->items[0]);
    return s;
}

void see_names(maker *m, const statement *s)
{
    for (int k = 0; k < s->item_count; k++)
        if (s->items[k].as)
            see(m, s->items[k].as);
}
