/* Awaits in expressions: hoisted before their statement in C's order, short circuits kept.  The expression itself
 * stays as it stands in the source, with the result in the place of each await (language.md, section 3). */
#include <string.h>

#include "lower_internal.h"

bool has_await(const node *n)
{
    if (!n)
        return false;
    switch (n->kind) {
    case NODE_AWAIT: case NODE_SPAWN: case NODE_GATHER: case NODE_ENTER: return true;
    case NODE_SEQUENCE: case NODE_PARENTHESES: case NODE_ARGUMENTS: case NODE_SUBSCRIPT: case NODE_BRACES: case NODE_COMMA:
        for (const node *i = n->sequence.items; i; i = i->next)
            if (has_await(i))
                return true;
        return false;
    case NODE_CALL:
        for (const node *i = n->await.arguments; i; i = i->next)
            if (has_await(i))
                return true;
        return false;
    case NODE_AND: case NODE_OR: case NODE_ASSIGN: return has_await(n->binary.left) || has_await(n->binary.right);
    case NODE_CONDITIONAL:
        return has_await(n->conditional.condition) || has_await(n->conditional.then) || has_await(n->conditional.otherwise);
    default: return false;
    }
}

/* ---- results that wait while other awaits run ---- */

op *insert_line_after(lowering *l, op *before)
{
    op *o = arena_alloc(l->arena, sizeof *o);
    *o = (op){.kind = OP_LINE, .next = before->next, .source = before->source};
    before->next = o;
    if (l->ops->last == before)
        l->ops->last = l->ops->significant = o;
    return o;
}

/* A variable of the type of a callee's result; NULL: a race's. */
static variable *result_variable(lowering *l, const symbol *callee, const char *name)
{
    variable *x = new_variable(l, name);
    if (callee)
        describe_result(l, x, symbol_signature(callee), callee->module);
    else
        x->type_text = "int";
    return x;
}

/* Its frame is about to be used again, so the result moves to a variable. */
static void save(lowering *l, pending *p)
{
    variable *x = result_variable(l, p->callee, arena_printf(l->arena, "%s_result", p->callee ? p->callee->name : "race"));
    x->always_in_frame = x->is_temporary = true;
    x->birth = insert_line_after(l, p->await);
    x->birth->assigns = x;
    add_value(l, &x->birth->text, assignment(l, x, p->value->pieces.at[0].value));
    value *saved = new_value(l);
    add_variable(l, saved, x);
    p->value->pieces.at[0] = (piece){.kind = PIECE_VALUE, .value = saved};
    p->is_saved = true;
}

/* Those from FROM on. */
void save_pending(lowering *l, size_t from)
{
    for (size_t i = from; i < l->pending.count; i++)
        if (!l->pending.at[i].is_saved && !(l->pending.at[i].callee && symbol_signature(l->pending.at[i].callee)->is_void))
            save(l, &l->pending.at[i]);
}

void end_of_expression(lowering *l)
{
    op *end = NULL;
    for (size_t i = l->plan->variables.count; i > l->ended && !l->plan->variables.at[i - 1]->death; i--) {
        variable *x = l->plan->variables.at[i - 1];
        if (x->is_temporary)
            x->death = end ? end : (end = add_op(l, OP_MARK));
    }
    l->ended = l->plan->variables.count;
    l->pending.count = 0;
}

/* ---- calls ---- */

/* The room that one await takes: the callee's frame. */
variable *await_member(lowering *l, symbol *callee, const char *name)
{
    variable *x = arena_alloc(l->arena, sizeof *x);
    *x = (variable){.name = name, .c_name = name, .type_symbol = callee, .in_frame = true};
    LIST_ADD(l->arena, l->plan->awaits, x);
    return x;
}

/* A callee that is only declared where it is awaited, or the caller itself: its frame is allocated. */
bool needs_allocation(const lowering *l, const symbol *callee)
{
    if (callee->node->form.is_extern)
        return false;
    if (callee == l->symbol)
        return true;
    if (callee->module != l->program->main)
        return callee->defined == 0 && !callee->node->form.body;
    return callee->defined == 0 || callee->defined > l->symbol->declared;
}

/* What stands for the await in its expression: of one without a result an expression that has none either. */
static void add_result(lowering *l, value *result, const symbol *callee, const variable *member)
{
    if (symbol_signature(callee)->is_void)
        add_text(l, result, "(void)0");
    else
        add_format(l, result, "%V.result", member);
}

static value *await_operation(lowering *l, symbol *callee, value *arguments, value **result)
{
    value *v = new_value(l);
    const char *frame = l->plan->frame, *task = l->plan->task;
    const node *form = callee->node;
    *result = new_value(l);
    if (form->form.is_primitive) {
        if (range_empty(form->form.primitive)) {
            add_format(l, v, "%s(%s, %s%v)", callee->c_name, frame, task, arguments);
            add_text(l, *result, "(void)0");
            return v;
        }
        const char *name = strncmp(callee->c_name, "acm_", 4) == 0 ? callee->c_name + 4 : callee->c_name;
        variable *record = await_member(l, callee, name);
        add_format(l, v, "%s(&%V, %s, %s%v)", callee->c_name, record, frame, task, arguments);
        add_result(l, *result, callee, record);
        return v;
    }
    bool allocated = needs_allocation(l, callee);
    variable *member = await_member(l, callee, callee->c_name);
    member->is_allocated = allocated;
    callee->needs_function = true;
    callee->is_allocated |= allocated;
    callee->is_called_allocated |= allocated;
    callee->is_awaited |= !allocated;
    callee->in_header |= l->symbol->in_header;
    add_format(l, v, "%s_%s(&%V, %s, %s%v)", callee->c_name, allocated ? "allocate" : "call", member, frame, task, arguments);
    add_result(l, *result, callee, member);
    return v;
}

/* An await as an operation; results that are still to be used are saved before. */
op *add_await(lowering *l, uint32_t token, value *operation)
{
    save_pending(l, 0);
    op *o = add_op(l, OP_AWAIT);
    o->source = token;
    o->point = add_point(l, token);
    LIST_ADD(l->arena, l->plan->states, o->point);
    o->label = error_target(l);
    add_format(l, &o->text, "%s%P, %v, ", macro(l, "ACM_AWAIT"), o->point, operation);
    return o;
}

value *lower_arguments(lowering *l, const node *list, const char *before)
{
    value *v = new_value(l);
    for (const node *n = list; n; n = n->next) {
        add_text(l, v, before);
        add_value(l, v, hoist_value(l, n));
        before = ", ";
    }
    return v;
}

value *add_await_with_result(lowering *l, uint32_t token, const symbol *callee, value *operation, value *result)
{
    op *o = add_await(l, token, operation);
    value *read = new_value(l);           /* one more step, so that save() can redirect it */
    add_value(l, read, result);
    LIST_ADD(l->arena, l->pending, ((pending){o, read, callee, false}));
    return read;
}

value *lower_await_call(lowering *l, uint32_t token, symbol *callee, value *arguments)
{
    value *result;
    value *operation = await_operation(l, callee, arguments, &result);
    return add_await_with_result(l, token, callee, operation, result);
}

/* The coroutine of a call; checks have been made. */
static symbol *called(lowering *l, const node *n, value **self)
{
    *self = NULL;
    if (!n->await.method)
        return program_find_token(l->program, n->await.callee.first);
    bool pointer;
    const symbol *manager = object_manager(l, n->await.callee, &pointer);
    if (!manager) {
        diag_error(l->program->diag, token_span(l->tokens, n->await.callee.first, n->last), "the object's type is not seen to be a manager with a method '%s'",
                   token_text(l->arena, l->tokens, n->await.method));
        return NULL;
    }
    value *object = tokens_value(l, n->await.callee, NULL);
    *self = new_value(l);
    add_format(l, *self, "%s%v", l->t[n->await.method - 1].lexeme == '.' ? "&" : "", object);
    return symbol_method(manager, token_text(l->arena, l->tokens, n->await.method));
}

/* ---- hoisting ---- */

static void hoist(lowering *l, const node *n, patches *out);

static void replace(lowering *l, patches *out, uint32_t first, uint32_t last, value *v)
{
    LIST_ADD(l->arena, *out, ((patch){{first, last}, v}));
}

value *hoist_value(lowering *l, const node *n)
{
    patches p = {0};
    hoist(l, n, &p);
    return tokens_value(l, (range){n->first, n->last}, p.count ? &p : NULL);
}

static void hoist_list(lowering *l, const node *list, patches *out)
{
    for (const node *n = list; n; n = n->next)
        hoist(l, n, out);
}

symbol *lower_callee(lowering *l, const node *n, value **arguments)
{
    value *self;
    symbol *callee = called(l, n, &self);
    *arguments = new_value(l);
    if (self)
        add_format(l, *arguments, ", %v", self);
    if (callee)
        add_value(l, *arguments, lower_arguments(l, n->await.arguments, ", "));
    return callee;
}

static void hoist_await(lowering *l, const node *n, patches *out)
{
    size_t before = l->pending.count;
    value *arguments;
    symbol *callee = lower_callee(l, n, &arguments);
    if (!callee)
        return;
    l->pending.count = before;            /* what its arguments awaited is used by the call itself */
    replace(l, out, n->first, n->last, lower_await_call(l, n->first, callee, arguments));
}

/* A condition that decides whether awaits run: it is kept, and stands in the expression's place for itself. */
static variable *keep_condition(lowering *l, const node *condition, const char *name)
{
    size_t before = l->pending.count;
    value *v = hoist_value(l, condition);
    l->pending.count = before;            /* what it awaited is used here and no more */
    variable *x = new_variable(l, arena_printf(l->arena, "%s_%u", name, ++l->condition_count));
    x->type_text = "bool";
    x->is_temporary = x->always_in_frame = true;      /* and so declared, whether what it decides on suspends or not */
    x->is_scalar = true;
    x->birth = add_formatted(l, OP_LINE, "%V = %v;", x, v);
    x->birth->assigns = x;
    return x;
}

static void replace_by_variable(lowering *l, patches *out, const node *n, variable *x)
{
    value *v = new_value(l);
    add_variable(l, v, x);
    replace(l, out, n->first, n->last, v);
}

static void hoist_short_circuit(lowering *l, const node *n, patches *out)
{
    if (!has_await(n->binary.right)) {
        hoist(l, n->binary.left, out);
        return;
    }
    bool and = n->kind == NODE_AND;
    variable *x = keep_condition(l, n->binary.left, and ? "and" : "or");
    replace_by_variable(l, out, n->binary.left, x);
    add_formatted(l, OP_OPEN, and ? "if (%V)" : "if (!%V)", x)->flow = FLOW_IF;
    hoist(l, n->binary.right, out);
    add_op(l, OP_CLOSE);
}

static void hoist_conditional(lowering *l, const node *n, patches *out)
{
    const node *then = n->conditional.then, *otherwise = n->conditional.otherwise;
    if (!has_await(then) && !has_await(otherwise)) {
        hoist(l, n->conditional.condition, out);
        return;
    }
    variable *x = keep_condition(l, n->conditional.condition, "condition");
    replace_by_variable(l, out, n->conditional.condition, x);
    if (has_await(then)) {
        add_formatted(l, OP_OPEN, "if (%V)", x)->flow = FLOW_IF;
        hoist(l, then, out);
        add_op(l, OP_CLOSE);
    }
    if (has_await(otherwise)) {
        bool both = has_await(then);
        op *head = add_formatted(l, OP_OPEN, both ? "else" : "if (!%V)", x);
        head->joins = head->is_else = both;
        head->flow = both ? FLOW_ELSE : FLOW_IF;
        hoist(l, otherwise, out);
        add_op(l, OP_CLOSE);
    }
}

bool is_only_result(const node *n)
{
    if (n->kind == NODE_PARENTHESES)
        return is_only_result(n->sequence.items);
    if (n->kind == NODE_COMMA) {
        const node *last = n->sequence.items;
        while (last->next)
            last = last->next;
        return is_only_result(last);
    }
    return n->kind == NODE_AWAIT || n->kind == NODE_SPAWN || n->kind == NODE_GATHER || n->kind == NODE_ENTER;
}

/* What stands before the last operand with an await is evaluated before it, as a statement. */
static void hoist_comma(lowering *l, const node *n, patches *out)
{
    const node *last = NULL;
    for (const node *i = n->sequence.items; i; i = i->next)
        if (has_await(i))
            last = i;
    for (const node *i = n->sequence.items; i != last; i = i->next) {
        size_t before = l->pending.count;
        value *v = hoist_value(l, i);
        if (!is_only_result(i))
            add_formatted(l, OP_LINE, "%v;", v);
        l->pending.count = before;
        replace(l, out, i->first, i->next->first - 1, new_value(l));
    }
    if (!last->next || !is_only_result(last)) {
        hoist(l, last, out);
        return;
    }
    hoist_value(l, last);
    replace(l, out, last->first, last->next->first - 1, new_value(l));
}

static void hoist(lowering *l, const node *n, patches *out)
{
    if (!has_await(n))
        return;
    switch (n->kind) {
    case NODE_AWAIT: hoist_await(l, n, out); break;
    case NODE_SPAWN: replace(l, out, n->first, n->last, lower_spawn(l, n)); break;
    case NODE_GATHER: replace(l, out, n->first, n->last, lower_gather(l, n)); break;
    case NODE_ENTER: replace(l, out, n->first, n->last, lower_enter(l, n)); break;
    case NODE_AND: case NODE_OR: hoist_short_circuit(l, n, out); break;
    case NODE_CONDITIONAL: hoist_conditional(l, n, out); break;
    case NODE_COMMA: hoist_comma(l, n, out); break;
    case NODE_ASSIGN:
        hoist(l, n->binary.left, out);
        hoist(l, n->binary.right, out);
        break;
    default: hoist_list(l, n->sequence.items, out); break;
    }
}

value *lower_expression(lowering *l, const node *n)
{
    return n ? hoist_value(l, n) : NULL;
}

static bool has_comma(const lowering *l, const node *n)
{
    for (uint32_t i = n->first; i <= n->last; i = l->t[i].mate > i ? l->t[i].mate + 1 : i + 1)
        if (l->t[i].lexeme == ',')
            return true;
    return false;
}

value *lower_assigned(lowering *l, const node *n)
{
    value *v = lower_expression(l, n);
    if (!n || !has_comma(l, n))
        return v;
    value *whole = new_value(l);
    add_format(l, whole, "(%v)", v);
    return whole;
}
