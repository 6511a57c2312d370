#include "edit.h"

#include <string.h>

static void edit_block(block *b, const unsigned char *edits);

static bool has(const unsigned char *edits, int number, edit what)
{
    return number > 0 && number < NUMBERS && edits[number] == what;
}

static expression *plain(expression *x)
{
    return x ? expression_new(X_CONSTANT, 1) : NULL;
}

/* Also the calls of a gather or race may go, but for the last one. */
static void edit_branches(statement *s, const unsigned char *edits)
{
    int left = 0, count = 0;
    while (count < BRANCHES && s->branches[count].call)
        count++;
    if (!has(edits, s->number, UNWRAP) && !has(edits, s->other_number, DROP))
        return;
    for (int k = 0; k < count; k++)
        if (has(edits, s->other_number, DROP) && (k > 0 || has(edits, s->last_number, DROP)) && k < count - 1)
            continue;
        else
            s->branches[left++] = s->branches[k];
    for (int k = 0; k < left; k++)
        if (has(edits, s->number, UNWRAP))
            s->branches[k].target = NULL;
    for (; left < count; left++)
        s->branches[left].call = NULL;
}

static void remove_name(variable *v)
{
    if (v)
        v->is_gone = true;
}

/* ---- statements ---- */

static void edit_locals(block *b, const unsigned char *edits)
{
    int left = 0;
    for (int k = 0; k < b->local_count; k++) {
        variable *v = b->locals[k];
        v->is_gone = has(edits, v->number, DROP);
        if (v->is_gone)
            continue;
        if (has(edits, v->number, PLAIN))
            v->initial[0] = plain(v->initial[0]);
        b->locals[left++] = v;
    }
    b->local_count = left;
}

static void edit_handlers(statement *s, const unsigned char *edits)
{
    int left = 0;
    for (int k = 0; k < s->handler_count; k++) {
        handler *h = &s->handlers[k];
        if (has(edits, h->number, DROP))
            continue;
        if (has(edits, h->number, PLAIN)) {
            remove_name(h->name);
            h->name = NULL;
        }
        edit_block(h->body, edits);
        s->handlers[left++] = *h;
    }
    s->handler_count = left;
}

static block *edit_part(block *b, int number, const unsigned char *edits)
{
    if (!b || has(edits, number, DROP))
        return NULL;
    edit_block(b, edits);
    return b;
}

static void edit_items(statement *s, const unsigned char *edits)
{
    int left = 0;
    for (int k = 0; k < s->item_count; k++) {
        with_item *item = &s->items[k];
        bool goes = has(edits, item->number, DROP) && s->item_count > 1;
        if (goes || has(edits, item->number, UNWRAP)) {
            remove_name(item->as);
            item->as = NULL;
        }
        if (goes)
            continue;
        if (has(edits, item->number, PLAIN))
            item->tag = plain(item->tag);
        s->items[left++] = *item;
    }
    s->item_count = left;
}

static void unwrap(statement *s)
{
    block *body = s->body;
    int number = s->number;
    for (int k = 0; k < s->item_count; k++)
        remove_name(s->items[k].as);
    if (s->kind == S_FOR || s->kind == S_FOR_EACH)
        remove_name(s->variable);
    memset(s, 0, sizeof *s);
    s->kind = S_BLOCK;
    s->number = number;
    s->region = s->other_region = NO_REGION;
    s->body = body;
}

static void edit_statement(statement *s, const unsigned char *edits)
{
    if (s->body)
        edit_block(s->body, edits);
    s->other = edit_part(s->other, s->other_number, edits);
    s->at_last = edit_part(s->at_last, s->last_number, edits);
    edit_handlers(s, edits);
    edit_items(s, edits);
    edit_branches(s, edits);
    if (has(edits, s->number, PLAIN))
        s->value = plain(s->value);
    if (has(edits, s->number, PLAIN) && s->kind == S_DECLARE)
        s->variable->initial[0] = plain(s->variable->initial[0]);
    if (has(edits, s->number, UNWRAP) && s->body)
        unwrap(s);
}

/* Labels stay as long as something goes to them; the compiler sees to the rest. */
static bool is_empty(const statement *s)
{
    return s->kind == S_BLOCK && s->region == NO_REGION && s->body->count == 0 && s->body->local_count == 0;
}

/* Braces that nothing needs: they may go, and what is in them stays. */
static bool may_dissolve(const statement *s)
{
    if (s->kind != S_BLOCK || s->region != NO_REGION || s->body->local_count)
        return false;
    for (int k = 0; k < s->body->count; k++)
        if (s->body->statements[k]->kind == S_DEFER || s->body->statements[k]->kind == S_DECLARE)
            return false;
    return true;
}

static void edit_block(block *b, const unsigned char *edits)
{
    block old = *b;
    edit_locals(b, edits);
    b->statements = NULL;
    b->count = b->room = 0;
    for (int k = 0; k < old.count; k++) {
        statement *s = old.statements[k];
        if (has(edits, s->number, DROP)) {
            if (s->kind == S_DECLARE)
                remove_name(s->variable);
            continue;
        }
        edit_statement(s, edits);
        if (is_empty(s))
            continue;
        if (!may_dissolve(s)) {
            block_add(b, s);
            continue;
        }
        for (int inner = 0; inner < s->body->count; inner++)
            block_add(b, s->body->statements[inner]);
    }
}

/* ---- what is still used ---- */

typedef struct user {
    program *p;
    bool is_used[PARTS];
    int size;
    bool is_wrong;              /* a name that is gone, a context without a yield */
    bool yields;                /* the function last gone through */
} user;

static void use_block(user *u, const block *b);

static void use_function(user *u, const function *f)
{
    for (int k = 0; k < u->p->part_count; k++) {
        if (u->p->parts[k].function != f || u->is_used[k])
            continue;
        u->is_used[k] = true;
        bool outer = u->yields;
        u->yields = false;
        use_block(u, f->body);
        u->is_wrong |= (f->kind == IS_CONTEXT || f->kind == IS_GENERATOR) && !u->yields;
        u->yields = outer;
    }
}

static void use_variable(user *u, const variable *v)
{
    u->is_wrong |= v && v->is_gone;
}

static void use_manager(user *u, const manager *m)
{
    for (int k = 0; k < u->p->part_count; k++) {
        if (u->p->parts[k].manager != m || u->is_used[k])
            continue;
        u->is_used[k] = true;
        if (m->enter)
            use_block(u, m->enter->body);
        use_block(u, m->exit->body);
    }
}

static void use_expression(user *u, const expression *x)
{
    if (!x)
        return;
    u->size++;
    use_variable(u, x->variable);
    if (x->callee)
        use_function(u, x->callee);
    for (int k = 0; k < 3; k++)
        use_expression(u, x->operand[k]);
}

static void use_local(user *u, const variable *v)
{
    u->size += 3;
    use_variable(u, v->target);
    if (v->manager)
        use_manager(u, v->manager);
    for (int member = 0; member < 3; member++)
        use_expression(u, v->initial[member]);
}

static void use_statement(user *u, const statement *s)
{
    u->size += 3;
    u->yields |= s->kind == S_YIELD;
    use_variable(u, s->variable);
    use_variable(u, s->cause);
    if (s->kind == S_DECLARE)
        use_local(u, s->variable);
    use_expression(u, s->value);
    use_expression(u, s->start);
    use_expression(u, s->step);
    use_block(u, s->body);
    use_block(u, s->other);
    use_block(u, s->at_last);
    for (int k = 0; k < BRANCHES; k++) {
        use_expression(u, s->branches[k].call);
        use_variable(u, s->branches[k].target);
        u->size += s->branches[k].target != NULL;
    }
    for (int k = 0; k < s->handler_count; k++)
        use_block(u, s->handlers[k].body);
    for (int k = 0; k < s->item_count; k++) {
        const with_item *item = &s->items[k];
        u->size += 3 + (item->as != NULL);
        use_variable(u, item->object);
        use_variable(u, item->pointer);
        if (item->context)
            use_function(u, item->context);
        if (item->manager)
            use_manager(u, item->manager);
        use_expression(u, item->tag);
        use_expression(u, item->way);
    }
}

static void use_block(user *u, const block *b)
{
    if (!b)
        return;
    for (int k = 0; k < b->local_count; k++)
        use_local(u, b->locals[k]);
    for (int k = 0; k < b->count; k++)
        use_statement(u, b->statements[k]);
}

static void drop_unused(program *p)
{
    user u = { .p = p };
    int left = 0;
    use_function(&u, p->main);
    for (int k = 0; k < p->part_count; k++)
        if (u.is_used[k])
            p->parts[left++] = p->parts[k];
    p->part_count = left;
}

int program_size(const program *p)
{
    program copy = *p;
    user u = { .p = &copy };
    use_function(&u, p->main);
    return u.is_wrong ? -1 : u.size;
}

/* ---- all of it ---- */

static void edit_function(function *f, const unsigned char *edits)
{
    if (f)
        edit_block(f->body, edits);
}

void edit_program(program *p, const unsigned char edits[NUMBERS])
{
    for (int k = 0; k < p->part_count; k++) {
        edit_function(p->parts[k].function, edits);
        if (p->parts[k].manager) {
            edit_function(p->parts[k].manager->enter, edits);
            edit_function(p->parts[k].manager->exit, edits);
        }
    }
    drop_unused(p);
}
