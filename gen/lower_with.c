/* async with and with: items, nested left to right, and managers, spliced or called.  Contexts are in lower_context.c. */
#include <string.h>

#include "lower_with.h"
#include "splice.h"

static void lower_with_items(lowering *l, const node *with, const node *item);

/* ---- the name after `as` ---- */

variable *declare_binding(lowering *l, const node *item, const signature *from, const module *module, const symbol *manager)
{
    if (!item->item.binding)
        return NULL;
    variable *x = new_variable(l, token_text(l->arena, l->tokens, item->item.binding));
    if (program_find_anywhere(l->program, x->name))      /* `with lock() as lock`: in C the block may need the type */
        x->c_name = unused_name(l, arena_printf(l->arena, "%s_", x->c_name));
    if (!range_empty(item->item.binding_specifiers)) {
        describe_variable(l, x, item->item.binding_specifiers, item->item.binding_declarator, item->item.binding);
    } else if (from && !from->is_void) {
        describe_result(l, x, from, module);
    } else {
        use_manager(l, x, manager, true);
    }
    return x;
}

/* ---- splicing ---- */

surroundings surroundings_of(const lowering *l)
{
    return (surroundings){l->scope, l->group, l->local_prefix, l->spliced_name, l->spliced_at};
}

void set_surroundings(lowering *l, surroundings s)
{
    l->scope = s.scope;
    l->group = s.group;
    l->local_prefix = s.local_prefix;
    l->spliced_name = s.spliced_name;
    l->spliced_at = s.spliced_at;
}

surroundings enter_splice(lowering *l, const symbol *s, unsigned at, group *g)
{
    const surroundings users = surroundings_of(l);
    set_surroundings(l, (surroundings){NULL, g, s->c_name, s->c_name, at});
    l->splice_depth++;
    return users;
}

void leave_splice(lowering *l, surroundings users)
{
    set_surroundings(l, users);
    l->splice_depth--;
}

void make_room(lowering *l, const node *body)
{
    for (uint32_t i = body->first; i <= body->last; i++) {
        if (l->t[i].lexeme != LEX_NAME || l->t[i].word != WORD_NONE)
            continue;
        variable *x = find_variable(l, i);
        if (x && !x->never_in_frame && !x->alias)
            x->always_in_frame = true;
    }
}

group *new_group(lowering *l, const char *name)
{
    group *g = arena_alloc(l->arena, sizeof *g);
    g->name = name;
    LIST_ADD(l->arena, l->plan->groups, g);
    return g;
}

static value *self_of(lowering *l, variable *object, bool pointer)
{
    value *v = new_value(l);
    add_format(l, v, pointer ? "%V" : "&%V", object);
    return v;
}

/* `self` in a spliced method stands for the object. */
static void declare_self(lowering *l, variable *object, bool pointer, const symbol *manager)
{
    variable *self = arena_alloc(l->arena, sizeof *self);
    self->name = "self";
    self->manager = manager;
    self->is_pointer = true;
    self->is_manager_object = !pointer;
    self->alias = new_value(l);
    add_variable(l, self->alias, object);
    declare_variable(l, self);
}

static void lower_region(lowering *l, const symbol *method, enclosure *region)
{
    const node *body = method->node->form.body;
    region->label = new_label(l, region->is_exit ? "exited" : "entered", &l->end_count);
    push_enclosure(l, region, ENCLOSURE_REGION, NULL, body);
    l->source = 0;
    region->begin = add_op(l, OP_MARK);
    op *open = add_op(l, OP_OPEN);
    open->comment = arena_printf(l->arena, "/* %s.%s */", method->manager->name, method->name);
    watch w;
    bool is_watched = begin_watched_body(l, method, &w);
    lower_block_inside(l, body, !is_watched);
    if (is_watched)
        end_watched_body(l, method, &w);
    add_op(l, OP_CLOSE)->source = 0;
    pop_enclosure(l);
    add_label(l, region->label);
    if (region->suppresses) {
        op *head = add_formatted(l, OP_HEAD, "if (%V)", region->suppresses);
        head->source = 0;
        head->flow = FLOW_IF;
        add_formatted(l, OP_LINE, "acm_suppress(%s, &%V);", l->plan->task, region->record)->source = 0;
        region->suppresses->death = add_op(l, OP_MARK);
    }
    l->is_live = true;
}

void lower_within(lowering *l, const node *with, const node *item, const symbol *s)
{
    unsigned outer = l->within, point = add_point(l, item->first);
    l->plan->points.at[point].name = s->name;
    l->plan->points.at[point].at = 0;
    l->within = point;
    watch *w = watch_entered(l, item, s);
    lower_with_items(l, with, item->next);
    watch_leaving(l, w);
    l->within = outer;
}

/* ---- managers ---- */

typedef struct with_manager {
    const symbol *manager;
    variable *object;
    bool is_pointer;                      /* object is a pointer to it */
} with_manager;

static void construct(lowering *l, const node *item, with_manager *m)
{
    const node *n = item->item.manager;
    variable *x = new_variable(l, m->manager->name);
    x->c_name = arena_printf(l->arena, "%s_object", x->c_name);
    x->is_manager_object = true;
    m->object = x;
    value *v;
    if (m->is_pointer) {
        use_manager(l, x, m->manager, true);
        v = lower_expression(l, n);
        bool pointer;
        object_manager(l, (range){n->first, n->last}, &pointer);
        if (!pointer) {
            value *address = new_value(l);
            add_format(l, address, "&%v", v);
            v = address;
        }
    } else {
        use_manager(l, x, m->manager, false);
        v = construction(l, m->manager, n->await.argument_tokens, n->await.arguments);
    }
    op *o = add_op(l, OP_DECLARE);
    o->source = item->first;
    LIST_ADD(l->arena, o->initialized, ((initialized){.variable = x, .value = v}));
    x->birth = o;
    end_of_expression(l);
    if (!m->is_pointer)
        watch_constructed(l, item, x);
}

static void call_enter(lowering *l, const node *item, const with_manager *m, variable *binding)
{
    value *arguments = new_value(l);
    add_format(l, arguments, ", %v", self_of(l, m->object, m->is_pointer));
    value *result = lower_await_call(l, item->first, m->manager->enter, arguments);
    if (binding && !symbol_signature(m->manager->enter)->is_void) {
        binding->birth = add_formatted(l, OP_DECLARE, "%s", "");
        LIST_ADD(l->arena, binding->birth->initialized, ((initialized){.variable = binding, .value = result}));
    }
    end_of_expression(l);
}

static void declare_apart(lowering *l, variable *x)
{
    x->birth = add_op(l, OP_DECLARE);
    x->birth->source = 0;
    LIST_ADD(l->arena, x->birth->initialized, ((initialized){.variable = x}));
}

static void enter_manager(lowering *l, const node *item, const with_manager *m, variable *binding, unsigned at)
{
    symbol *enter = m->manager->enter;
    bool is_void = !enter || symbol_signature(enter)->is_void;
    if (enter && can_splice(l->program, enter, item->first) && l->splice_depth < 8) {
        enclosure region = {.result = is_void ? NULL : binding};
        make_room(l, enter->node->form.body);
        if (region.result)                /* assigned inside of the region's block, read outside */
            declare_apart(l, region.result);
        const surroundings users = enter_splice(l, enter, at, l->group);
        scope *s = open_scope(l);
        declare_self(l, m->object, m->is_pointer, m->manager);
        lower_region(l, enter, &region);
        close_scope(l, s);
        leave_splice(l, users);
    } else if (enter) {
        call_enter(l, item, m, binding);
    } else {
        watch_object_entered(l, item->first, m->manager->name, self_of(l, m->object, m->is_pointer));
    }
    if (binding && is_void) {
        op *o = add_op(l, OP_DECLARE);
        o->source = item->first;
        LIST_ADD(l->arena, o->initialized, ((initialized){.variable = binding, .value = self_of(l, m->object, m->is_pointer)}));
        binding->birth = o;
    }
}

static void call_exit(lowering *l, const node *item, const with_manager *m, const enclosure *guarded)
{
    value *arguments = new_value(l);
    bool record = symbol_takes_record(m->manager->exit);
    add_format(l, arguments, record ? ", %v, &%V" : ", %v, %V.error", self_of(l, m->object, m->is_pointer), guarded->record);
    value *result = lower_await_call(l, item->first, m->manager->exit, arguments);
    if (!symbol_signature(m->manager->exit)->is_void) {
        op *head = add_formatted(l, OP_HEAD, "if (%v)", result);
        head->source = 0;
        head->flow = FLOW_IF;
        add_formatted(l, OP_LINE, "acm_suppress(%s, &%V);", l->plan->task, guarded->record)->source = 0;
    }
    end_of_expression(l);
}

/* Whether a body changes a parameter, or takes its address. */
static bool is_changed(const lowering *l, const node *body, uint32_t name)
{
    for (uint32_t i = body->first + 1; i < body->last; i++) {
        if (l->t[i].lexeme != LEX_NAME || !tokens_same(l->tokens, i, l->tokens, name))
            continue;
        uint32_t left = i - 1, right = i + 1;
        while (l->t[left].lexeme == '(' && l->t[right].lexeme == ')')
            left--, right++;
        int before = l->t[left].lexeme, after = l->t[right].lexeme;
        if (before == '&' || before == LEX_INCREMENT || after == LEX_INCREMENT || after == LEX_ASSIGN || after == '=')
            return true;
    }
    return false;
}

/* What a spliced exit calls the error: its parameter stands for the record's, if it does not change it. */
static void declare_error(lowering *l, const symbol *exit, enclosure *cleanup)
{
    const signature *sig = symbol_signature(exit);
    if (sig->parameters.count != 1 || !sig->parameters.at[0].name)
        return;
    const parameter *p = &sig->parameters.at[0];
    const char *name = token_text(l->arena, l->tokens, p->name);
    variable *x;
    cleanup->error = new_value(l);
    add_format(l, cleanup->error, "%V.error", cleanup->record);
    if (is_changed(l, exit->node->form.body, p->name)) {
        x = new_variable(l, name);
        describe_variable(l, x, p->specifiers, p->declarator, p->name);
        x->birth = add_op(l, OP_DECLARE);
        x->birth->source = 0;
        LIST_ADD(l->arena, x->birth->initialized, ((initialized){.variable = x, .value = cleanup->error}));
    } else {
        x = arena_alloc(l->arena, sizeof *x);
        x->name = name;
        x->alias = cleanup->error;
    }
    declare_variable(l, x);
}

static void splice_exit(lowering *l, const with_manager *m, enclosure *cleanup, unsigned at)
{
    symbol *exit = m->manager->exit;
    enclosure region = {.is_exit = !symbol_signature(exit)->is_void, .record = cleanup->record};
    make_room(l, exit->node->form.body);
    const surroundings users = enter_splice(l, exit, at, l->group);
    scope *s = open_scope(l);
    declare_self(l, m->object, m->is_pointer, m->manager);
    declare_error(l, exit, cleanup);
    lower_region(l, exit, &region);
    close_scope(l, s);
    leave_splice(l, users);
}

static void exit_manager(lowering *l, const node *with, const node *item, const with_manager *m, enclosure *guarded, unsigned at)
{
    symbol *exit = m->manager->exit;
    bool ended = l->is_live;
    end_guarded(l, guarded);
    bool splice = can_splice(l->program, exit, item->first) && l->splice_depth < 8;
    op *label = add_label(l, guarded->label);
    if (!splice)
        label->comment = arena_printf(l->arena, "/* %s.exit */", m->manager->name);
    enclosure cleanup = {0};
    open_cleanup(l, &cleanup, guarded, with, NULL);
    if (splice)
        splice_exit(l, m, &cleanup, at);
    else
        call_exit(l, item, m, guarded);
    close_cleanup(l, guarded, &cleanup);
    dispatch(l, guarded, ended || !symbol_signature(exit)->is_void);
    guarded->record->death = l->ops->last;
}

static void lower_manager_item(lowering *l, const node *with, const node *item, const symbol *manager, bool is_pointer)
{
    with_manager m = {.manager = manager, .is_pointer = is_pointer};
    unsigned at = add_point(l, item->first);
    construct(l, item, &m);
    scope *s = open_scope(l);
    variable *binding = declare_binding(l, item, manager->enter ? symbol_signature(manager->enter) : NULL, manager->module, manager);
    enter_manager(l, item, &m, binding, at);
    if (binding)
        declare_variable(l, binding);
    enclosure guarded = {.record = record_at(l, false, l->cleanups), .label = new_label(l, "exit", &l->exit_count)};
    guarded.errors = guarded.label;
    push_enclosure(l, &guarded, ENCLOSURE_GUARDED, with, with->with.body);
    lower_within(l, with, item, manager);
    close_scope(l, s);
    exit_manager(l, with, item, &m, &guarded, at);
    m.object->death = add_op(l, OP_MARK);
}

/* ---- items ---- */

static void lower_with_items(lowering *l, const node *with, const node *item)
{
    if (!item) {
        l->source = 0;
        add_op(l, OP_OPEN);
        l->braces->except_from = l->plan->variables.count;
        lower_block_inside(l, with->with.body, false);
        l->braces->except_to = l->plan->variables.count;
        add_op(l, OP_CLOSE)->source = 0;
        return;
    }
    l->source = item->first;
    watch w;
    open_watch(l, &w, with, with->with.body, item);
    const node *m = item->item.manager;
    symbol *s = m->kind == NODE_CALL ? program_find_token(l->program, m->await.callee.first) : NULL;
    bool pointer;
    if (s && s->kind == SYMBOL_CONTEXT && can_splice(l->program, s, item->first) && l->splice_depth < 8)
        splice_context(l, with, item, s, add_point(l, item->first));
    else if (s && s->kind == SYMBOL_CONTEXT)
        call_context(l, with, item, s);
    else if (s && s->kind == SYMBOL_MANAGER)
        lower_manager_item(l, with, item, s, false);
    else
        lower_manager_item(l, with, item, object_manager(l, (range){m->first, m->last}, &pointer), true);
    close_watch(l, &w);
}

/* The head of the statement, as a comment over what it becomes. */
static void add_head(lowering *l, const node *n)
{
    op *o = add_op(l, OP_COMMENT);
    o->source = 0;
    add_text(l, &o->text, "/* ");
    const char *text = tokens_text(l->arena, l->tokens, n->first, n->with.body->first - 1);
    if (strstr(text, "*/") || strchr(text, '\n'))
        text = n->with.is_async ? "async with" : "with";
    add_text(l, &o->text, text);
    add_text(l, &o->text, " */");
}

void lower_with(lowering *l, const node *n)
{
    add_head(l, n);
    braces *around = arena_alloc(l->arena, sizeof *around), *outer = l->braces;
    around->from = l->plan->variables.count;
    l->braces = around;
    add_op(l, OP_OPEN)->braces = around;
    variable *outside = begin_outside(l, n);
    lower_with_items(l, n, n->with.items);
    end_outside(l, outside);
    op *close = add_op(l, OP_CLOSE);
    close->source = 0;
    close->braces = around;
    around->to = l->plan->variables.count;
    l->braces = outer;
}
