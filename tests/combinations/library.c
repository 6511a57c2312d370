/* What programs with tasks have besides: timeouts, shields, groups, exit stacks, spawned tasks, gather and race, async for. */
#include "make.h"

enum { NEVER_MS = 900000, LONG_MS = 10000, SOON_MS = 60, LATE_MS = 45 };

/* Times differ in their microseconds, so that few things happen at once. */
long some_time(maker *m, int most_ms)
{
    return (1 + roll(m->d, most_ms)) * 1000L + m->p->numbers % 1000;
}

void add_sleep(maker *m, block *b, long time)
{
    statement *s = add(m, b, S_SUSPEND);
    s->sleeps = true;
    s->time = time;
}

/* Long enough for whatever is to cancel it. */
void add_long_sleep(maker *m, block *b) { add_sleep(m, b, LONG_MS * 1000L + m->p->numbers % 1000); }

variable *pick_of_type(maker *m, variable_type type)
{
    variable *found = NULL;
    int seen = 0;
    for (int k = 0; k < m->seen_count; k++)
        if (m->seen[k]->type == type && roll(m->d, ++seen) == 0)
            found = m->seen[k];
    return found;
}

/* ---- managers of the library ---- */

static variable_type type_of_name(with_kind kind)
{
    return kind == GROUPS ? OF_GROUP : kind == STACKS ? OF_STACK : OF_TIMEOUT;
}

with_item library_item(maker *m, region r)
{
    with_item item = { .number = ++m->p->numbers };
    item.kind = r == SHIELD ? OF_SHIELD : r == TIMEOUT ? LIMITED : r == MOVE_ON ? MOVES_ON : r == GROUP ? GROUPS : STACKS;
    item.time = NEVER_MS * 1000L;
    if (chance(m->d, m->covered->missing_count ? 10 : 35))
        item.time = chance(m->d, 10) ? 0 : some_time(m, 25);
    if (item.kind != OF_SHIELD && (item.kind >= GROUPS || chance(m->d, 60))) {
        item.as = new_variable(m, type_of_name(item.kind), "of");
        item.as->own_name = true;
    }
    return item;
}

/* ---- tasks ---- */

static expression *helper_call(maker *m, helper which, long value)
{
    return awaited(which, expression_new(X_CONSTANT, value), m);
}

/* One that waits for others, or lets them go on. */
static expression *sharing_call(maker *m)
{
    return helper_call(m, (helper)(WITHIN + roll(m->d, GETS - WITHIN + 1)), 1 + roll(m->d, 9));
}

static expression *some_helper(maker *m)
{
    static const helper helpers[] = { SAME, SAME, LATER, SLOW, TOLD, TOLD, TWICE, SUM };
    if (chance(m->d, 12))
        return helper_call(m, FAIL_LATE, 1 + roll(m->d, 9));
    if (chance(m->d, 45))
        return sharing_call(m);
    return helper_call(m, helpers[roll(m->d, (int)(sizeof helpers / sizeof *helpers))], roll(m->d, 9));
}

/* What a task is to run; the parts that are made for it may be used up. */
static expression *some_task(maker *m)
{
    const function *callee = chance(m->d, 65) ? some_callee(m) : NULL;
    return callee ? awaited_call(m, callee, roll(m->d, 3), chance(m->d, 15) ? ENTER_RAISES : GO_ON) : some_helper(m);
}

static variable *result_variable(maker *m)
{
    variable *v = new_counter(m, "got");
    v->read_only = false;
    see(m, v);
    return v;
}

statement *add_spawn(maker *m, block *b, const variable *group, expression *call)
{
    statement *s = statement_new(m->p, S_SPAWN);
    s->variable = (variable *)(size_t)group;
    s->branches[0].call = call;
    s->slot = 1 + m->p->slots++ % (SLOTS - 1);
    if (chance(m->d, 40))
        s->branches[0].target = result_variable(m);
    block_add(b, s);
    return s;
}

/* A task whose error cancels what goes on in the group's block. */
void add_failing_task(maker *m, block *b, const variable *group)
{
    add_spawn(m, b, group, helper_call(m, FAIL_LATE, LATE_MS));
}

statement *add_branches(maker *m, block *b, expression *first)
{
    statement *s = statement_new(m->p, chance(m->d, 50) ? S_GATHER : S_RACE);
    int count = 1 + roll(m->d, BRANCHES), chosen = roll(m->d, count);
    for (int k = 0; k < count; k++) {
        s->branches[k].call = k == chosen && first ? first : some_task(m);
        if (chance(m->d, 50))
            s->branches[k].target = result_variable(m);
    }
    block_add(b, s);
    for (int k = 0; k < count; k++)
        if (s->branches[k].target)
            add(m, b, S_SHOW)->variable = s->branches[k].target;
    return s;
}

void add_cancel_task(maker *m, block *b, int slot)
{
    add(m, b, S_CANCEL_TASK)->slot = slot;
}

/* ---- exit stacks ---- */

statement *add_enter(maker *m, block *b, const variable *stack, int way)
{
    region r = (region)(WITH_MANAGER + roll(m->d, 2));
    if (r == WITH_SYNC || chance(m->d, 50))
        r = (region)(WITH_FINALLY + roll(m->d, 5));
    statement *s = statement_new(m->p, S_ENTER);
    s->variable = (variable *)(size_t)stack;
    with_item *item = &s->items[0];
    if (r == WITH_MANAGER)
        item->manager = some_manager(m, true, way == SUPPRESS);
    else
        item->context = some_context(m, r, true);
    item->kind = item->context ? OF_CONTEXT : CONSTRUCTED;
    item->tag = value_of(m, roll(m->d, 9), 1);
    item->way = expression_new(X_CONSTANT, way);
    item->number = ++m->p->numbers;
    s->item_count = 1;
    block_add(b, s);
    return s;
}

/* A callback, a move to another stack that is open, a close. */
static void add_stack_call(maker *m, block *b, const variable *stack)
{
    variable *other = pick_of_type(m, OF_STACK);
    for (int tries = 0; other == stack && tries < 4; tries++)
        other = pick_of_type(m, OF_STACK);
    int kind = roll(m->d, 100);
    statement *s = add(m, b, kind < 50 ? S_PUSH : kind < 75 && other != stack ? S_MOVE : S_CLOSE);
    s->variable = (variable *)(size_t)stack;
    s->slot = roll(m->d, 10);
    if (s->kind == S_MOVE)
        s->cause = other;
}

/* ---- what a block of the library's managers begins with ---- */

static const variable *name_of(const statement *s, variable_type type)
{
    for (int k = 0; k < s->item_count; k++)
        if (s->items[k].as && s->items[k].as->type == type)
            return s->items[k].as;
    return NULL;
}

/* Timeouts in each other may expire at once. */
static long soon(maker *m, const statement *with)
{
    return SOON_MS * 1000L + (chance(m->d, 50) ? with->number % 1000 : 0);
}

/* The plan's level is one of these; its cause, if it is. */
void begin_library_block(maker *m, const plan *p, int level, statement *with, block *b)
{
    region r = p->path[level];
    bool is_cause = p->cause_at == level;
    const variable *group = name_of(with, OF_GROUP), *stack = name_of(with, OF_STACK);
    if (is_cause && region_limits(r))
        with->items[0].time = soon(m, with);
    else if (p->out == EXPIRED && region_limits(r) && chance(m->d, 40))
        with->items[0].time = soon(m, with) + (chance(m->d, 50) ? roll(m->d, 4) * 1000L : 0);
    if (is_cause && r == GROUP)
        add_failing_task(m, b, group);
    if (group && chance(m->d, 50))
        add_spawn(m, b, group, some_task(m));
    for (int more = stack ? 1 + roll(m->d, 2) : 0; more > 0; more--)
        add_enter(m, b, stack, should_stop(m, p, level) && chance(m->d, 50) ? SUPPRESS : GO_ON);
    if (stack && !m->covered->missing_count && chance(m->d, 40))
        add_stack_call(m, b, stack);
}

/* ---- async for ---- */

statement *new_each(maker *m, const function *generator, long way)
{
    statement *s = statement_new(m->p, S_FOR_EACH);
    s->region = FOR_EACH;
    s->variable = new_variable(m, OF_INT, "each");
    s->variable->read_only = s->variable->own_name = true;
    s->items[0].kind = OF_CONTEXT;
    s->items[0].context = generator;
    s->items[0].tag = value_of(m, roll(m->d, 9), 2);
    s->items[0].way = expression_new(X_CONSTANT, way);
    s->items[0].number = ++m->p->numbers;
    s->item_count = 1;
    return s;
}

void make_each(maker *m, const plan *p, int level, block *b)
{
    int scope = begin_scope(m);
    statement *s = new_each(m, some_generator(m), chance(m->d, 15) ? SECOND_YIELD : GO_ON);
    see(m, s->variable);
    jumps before = begin_loop(m);
    s->body = inside(m, p, level);
    end_jumps(m, before);
    end_scope(m, scope);
    block_add(b, s);
}

/* ---- ways out ---- */

/* A timeout that expires. */
void add_expiring(maker *m, block *b, expression *condition)
{
    int scope = begin_scope(m);
    statement *s = statement_new(m->p, S_WITH);
    s->region = TIMEOUT;
    s->items[0] = library_item(m, TIMEOUT);
    s->items[0].time = some_time(m, 20);
    s->item_count = 1;
    see_names(m, s);
    s->body = small_block(m);
    add_long_sleep(m, s->body);
    end_scope(m, scope);
    add_guard(m, b, condition, s);
}

/* A group, gather or race of which a task fails. */
void add_failing_tasks(maker *m, block *b, expression *condition)
{
    block *to = tree_allocate(sizeof *to);
    if (chance(m->d, 50)) {
        add_branches(m, to, helper_call(m, chance(m->d, 50) ? FAIL : FAIL_LATE, 1 + roll(m->d, 4)));
    } else {
        int scope = begin_scope(m);
        statement *s = add(m, to, S_WITH);
        s->region = GROUP;
        s->items[0] = library_item(m, GROUP);
        s->item_count = 1;
        see_names(m, s);
        s->body = small_block(m);
        add_failing_task(m, s->body, s->items[0].as);
        end_scope(m, scope);
    }
    for (int k = 0; k < to->count; k++)
        add_guard(m, b, condition, to->statements[k]);
}

/* ---- filler ---- */

static void add_timeout_use(maker *m, block *b, const variable *timeout)
{
    statement *s = add(m, b, S_VALUE);
    s->value = expression_new(chance(m->d, 50) ? X_EXPIRED : X_RESCHEDULE, 0);
    s->value->variable = timeout;
    if (s->value->kind == X_RESCHEDULE && chance(m->d, 70))
        s->value->value = some_time(m, 40);
}

/* A timeout in one that expires at the same time, or just before or after it: nothing is raised, unless the inner one takes long to leave. */
static void add_expiring_together(maker *m, block *b)
{
    statement *s = add(m, b, S_WITH);
    s->region = WITH_SEVERAL;
    s->items[0] = library_item(m, MOVE_ON);
    s->items[1] = library_item(m, chance(m->d, 50) ? TIMEOUT : MOVE_ON);
    s->item_count = 2;
    s->items[0].time = some_time(m, 9);
    s->items[1].time = s->items[0].time + (chance(m->d, 60) ? 0 : 500);
    s->items[0].as = s->items[1].as = NULL;
    s->body = tree_allocate(sizeof *s->body);
    add_long_sleep(m, s->body);
}

/* Two stacks: what is entered on the first is handed over to the second, and perhaps exited at once. */
static void add_stacks(maker *m, block *b)
{
    int scope = begin_scope(m);
    statement *s = add(m, b, S_WITH);
    s->region = WITH_SEVERAL;
    s->item_count = 2;
    for (int k = 0; k < 2; k++)
        s->items[k] = library_item(m, STACK);
    see_names(m, s);
    s->body = small_block(m);
    for (int k = 0; k < 2; k++)
        add_enter(m, s->body, s->items[roll(m->d, 2)].as, chance(m->d, 10) ? SUPPRESS : chance(m->d, 15) ? EXIT_RAISES : GO_ON);
    for (int k = roll(m->d, 4); k >= 0; k--)
        add_stack_call(m, s->body, s->items[roll(m->d, 2)].as);
    if (chance(m->d, 40))
        add_sleep(m, s->body, some_time(m, 12));
    end_scope(m, scope);
}

/* Several that want the same at once, for a time that may be too short. */
static void add_crowd(maker *m, block *b)
{
    static const helper crowds[][BRANCHES] = { { WITHIN, WITHIN, WITHIN }, { LOCKED, LOCKED, LOCKED }, { WAITS, WAITS, SETS }, { SETS, WAITS, WAITS },
                                               { PUTS, PUTS, GETS }, { GETS, GETS, PUTS }, { PUTS, PUTS, PUTS } };
    const helper *crowd = crowds[roll(m->d, (int)(sizeof crowds / sizeof *crowds))];
    statement *s = add(m, b, S_WITH);
    s->region = MOVE_ON;
    s->items[0] = library_item(m, MOVE_ON);
    s->item_count = 1;
    s->items[0].time = some_time(m, 40);
    s->items[0].as = NULL;
    s->body = tree_allocate(sizeof *s->body);
    statement *all = add(m, s->body, S_GATHER);
    for (int k = 0; k < BRANCHES; k++)
        all->branches[k].call = helper_call(m, crowd[k], 1 + roll(m->d, 9));
}

/* A task that spawns, into its group or one around that. */
static void add_spreading(maker *m, block *b, const variable *group)
{
    expression *call = helper_call(m, SPREADS, 1 + roll(m->d, 9));
    call->variable = pick_of_type(m, OF_GROUP);
    add_spawn(m, b, group, call);
}

void add_task_filler(maker *m, block *b)
{
    const variable *group = pick_of_type(m, OF_GROUP), *stack = pick_of_type(m, OF_STACK), *timeout = pick_of_type(m, OF_TIMEOUT);
    int kind = roll(m->d, 100);
    if (kind < 8 && group)
        add_spreading(m, b, group);
    else if (kind < 25 && group)
        add_spawn(m, b, group, some_task(m));
    else if (kind < 40)
        add_branches(m, b, NULL);
    else if (kind < 55 && stack)
        add_enter(m, b, stack, chance(m->d, 10) ? SUPPRESS : GO_ON);
    else if (kind < 60 && stack)
        add_stack_call(m, b, stack);
    else if (kind < 68 && timeout)
        add_timeout_use(m, b, timeout);
    else if (kind < 74 && m->p->slots > 0)
        add_cancel_task(m, b, chance(m->d, 5) ? 0 : 1 + roll(m->d, m->p->slots < SLOTS ? m->p->slots : SLOTS - 1));
    else if (kind < 80)
        add_expiring_together(m, b);
    else if (kind < 84)
        add_stacks(m, b);
    else if (kind < 91)
        add_crowd(m, b);
    else if (kind < 95)
        add(m, b, S_DO_VALUE)->value = sharing_call(m);
    else
        add_sleep(m, b, some_time(m, 12));
}
