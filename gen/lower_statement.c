/* Statements, and the comments and blank lines between them.  Loops are in lower_loop.c. */
#include <string.h>

#include "conditional.h"
#include "lower_internal.h"

/* ---- comments and blank lines between statements ---- */

static op *add_comment(lowering *l, const char *text, size_t length)
{
    op *o = add_op(l, OP_COMMENT);
    add_text(l, &o->text, arena_copy(l->arena, text, length));
    return o;
}

static size_t comment_length(const char *c, const char *end)
{
    const char *from = c;
    if (c[1] == '/') {
        while (c < end && *c != '\n')
            c++;
    } else {
        for (c += 2; c + 1 < end && !(c[0] == '*' && c[1] == '/'); )
            c++;
        c = c + 2 < end ? c + 2 : end;
    }
    return (size_t)(c - from);
}

/* What stands before TOKEN: comments are carried over, blank lines as one. */
static void add_trivia(lowering *l, uint32_t token)
{
    const char *bytes = l->tokens->source->bytes;
    const char *c = bytes + (token > 0 ? l->t[token - 1].end : 0), *end = bytes + l->t[token].start;
    if (l->t[token].is_moved)
        return;
    bool same_line = true;                /* as the statement before */
    unsigned newlines = 0;
    while (c < end) {
        if (*c == '\n') {
            newlines++;
            same_line = false;
        }
        if (*c != '/' || c + 1 >= end || (c[1] != '/' && c[1] != '*')) {
            c++;
            continue;
        }
        size_t length = comment_length(c, end);
        op *last = l->ops->last;
        while (length > 0 && c[length - 1] == '\r')
            length--;
        if (same_line && last && (last->kind == OP_LINE || last->kind == OP_AWAIT || last->kind == OP_OPEN || last->kind == OP_DECLARE) && !last->comment
            && !memchr(c, '\n', length)) {
            last->comment = arena_copy(l->arena, c, length);
        } else {
            if (newlines > 1 && last && last->kind != OP_OPEN)
                add_op(l, OP_BLANK);
            add_comment(l, c, length)->line = source_line(l->tokens->source, (uint32_t)(c - bytes));
        }
        c += length;
        newlines = 0;
    }
    if (newlines > 1 && l->ops->last && l->ops->last->kind != OP_OPEN && l->ops->last->kind != OP_BLANK)
        add_op(l, OP_BLANK);
}

/* ---- bodies of control statements ---- */

static void append(lowering *l, ops *more)
{
    if (!more->first)
        return;
    if (l->ops->last)
        l->ops->last->next = more->first;
    else
        l->ops->first = more->first;
    l->ops->last = more->last;
    if (more->significant)
        l->ops->significant = more->significant;
}

/* A single operation that can stand without braces. */
static bool is_single(const ops *o)
{
    const op *only = NULL;
    for (const op *i = o->first; i; i = i->next) {
        if (i->kind == OP_MARK)
            continue;
        if (only)
            return false;
        only = i;
    }
    return only && (only->kind == OP_LINE || only->kind == OP_AWAIT || (only->kind == OP_JUMP && only->action->before.count == 0));
}

void lower_block_inside(lowering *l, const node *block, bool is_last)
{
    scope *s = open_scope(l);
    lower_statements(l, block->block.statements, is_last);
    add_trivia(l, block->last);
    if (l->ops->last && l->ops->last->kind == OP_BLANK)
        l->ops->last->kind = OP_MARK;
    close_scope(l, s);
}

bool lower_body(lowering *l, op *head, const node *body, bool is_last)
{
    if (body->kind == NODE_BLOCK) {
        head->kind = OP_OPEN;
        lower_block_inside(l, body, is_last);
        return true;
    }
    ops *outside = l->ops, inside = {0};
    l->ops = &inside;
    scope *s = open_scope(l);
    lower_statement(l, body, is_last);
    close_scope(l, s);
    l->ops = outside;
    bool braces = !is_single(&inside);
    if (braces)
        head->kind = OP_OPEN;
    append(l, &inside);
    return braces;
}

static void close_body(lowering *l, bool braces)
{
    if (braces)
        add_op(l, OP_CLOSE)->source = 0;
}

static void lower_if(lowering *l, const node *n, bool is_last)
{
    value *condition = lower_expression(l, n->branch.condition);
    l->source = n->first;
    op *head = add_formatted(l, OP_HEAD, "if (%v)", condition);
    head->source = n->first;
    head->flow = FLOW_IF;
    end_of_expression(l);
    bool was_live = l->is_live;
    bool braces = lower_body(l, head, n->branch.then, is_last);
    close_body(l, braces);
    bool then_live = l->is_live;
    l->is_live = was_live;
    if (!n->branch.otherwise)
        return;
    const node *otherwise = n->branch.otherwise;
    if (!braces && otherwise->kind == NODE_IF && n->branch.then->kind == NODE_IF)
        braces = false;
    op *other = add_formatted(l, OP_HEAD, "else");
    other->source = 0;
    other->joins = braces;
    other->flow = FLOW_ELSE;
    other->is_else = true;
    if (otherwise->kind == NODE_IF && !has_await(otherwise->branch.condition)) {
        other->kind = OP_MARK;            /* `else if` on one line */
        other->text = (value){0};
        other->flow = FLOW_NEXT;
        other->is_else = false;
        ops *outside = l->ops, inside = {0};
        l->ops = &inside;
        lower_if(l, otherwise, is_last);
        l->ops = outside;
        for (op *o = inside.first; o; o = o->next)
            if (o->kind == OP_HEAD || o->kind == OP_OPEN) {
                value *v = new_value(l);
                add_text(l, v, "else ");
                for (size_t i = 0; i < o->text.pieces.count; i++)
                    add_piece(l, v, o->text.pieces.at[i]);
                o->text = *v;
                o->joins = braces;
                o->is_else = true;
                break;
            }
        append(l, &inside);
    } else {
        close_body(l, lower_body(l, other, otherwise, is_last));
    }
    l->is_live |= then_live;
}

/* ---- switches and labels ---- */

static void lower_switch(lowering *l, const node *n)
{
    enclosure sw = {0};
    value *v = lower_expression(l, n->loop.condition);
    op *head = add_formatted(l, OP_HEAD, "switch (%v)", v);
    head->flow = FLOW_SWITCH;
    end_of_expression(l);
    push_enclosure(l, &sw, ENCLOSURE_SWITCH, n, n->loop.body);
    close_body(l, lower_body(l, head, n->loop.body, false));
    pop_enclosure(l);
    l->is_live = true;
}

void lower_label_alone(lowering *l, const node *n)
{
    op *o = add_op(l, OP_LINE);
    o->at_margin = true;
    o->is_label = true;
    o->flow = n->kind == NODE_CASE ? FLOW_CASE : n->kind == NODE_DEFAULT ? FLOW_DEFAULT : FLOW_NEXT;
    o->source = n->first;
    add_tokens(l, &o->text, n->kind == NODE_LABEL ? (range){1, 0} : n->label.tokens, NULL);
    if (n->kind == NODE_LABEL) {
        add_text(l, &o->text, token_text(l->arena, l->tokens, n->label.name));
        o->user_label = user_label(l, n->label.name);
    }
    add_text(l, &o->text, ":");
    l->is_live = true;
}

static void lower_label(lowering *l, const node *n, bool is_last)
{
    lower_label_alone(l, n);
    if (n->label.statement->kind != NODE_EMPTY)
        add_trivia(l, n->label.statement->first);
    if (n->label.statement->kind != NODE_EMPTY || n->label.statement->last >= n->label.statement->first)
        lower_statement(l, n->label.statement, is_last);
}

/* ---- all of them ---- */

static void lower_expression_statement(lowering *l, const node *n)
{
    const node *e = n->expression.value;
    want_declared(l, e->first);
    want_undeclared(l, n);
    declare_by_macro(l, e->first);
    value *v = lower_expression(l, e);
    if (!is_only_result(e)) {
        op *o = add_formatted(l, OP_LINE, "%v;", v);
        o->source = e->first;
        o->assigns = l->t[e->first].lexeme == LEX_NAME && l->t[e->first + 1].lexeme == '=' ? find_variable(l, e->first) : NULL;
    }
    want_not_hidden(l, e->first);
    end_of_expression(l);
}

static void lower_plain_block(lowering *l, const node *n, bool is_last)
{
    add_op(l, OP_OPEN);
    lower_block_inside(l, n, is_last);
    add_op(l, OP_CLOSE)->source = 0;
}

void lower_statement(lowering *l, const node *n, bool is_last)
{
    l->source = n->first;
    switch (n->kind) {
    case NODE_BLOCK: lower_plain_block(l, n, is_last); break;
    case NODE_EXPRESSION: lower_expression_statement(l, n); break;
    case NODE_DECLARATION: lower_declaration(l, n, false); break;
    case NODE_EMPTY:
        if (n->last >= n->first)
            add_formatted(l, OP_LINE, ";");
        break;
    case NODE_DIRECTIVE: add_tokens(l, &add_op(l, OP_DIRECTIVE)->text, (range){n->first, n->last}, NULL); break;
    case NODE_IF: lower_if(l, n, is_last); break;
    case NODE_WHILE: lower_while(l, n); break;
    case NODE_DO: lower_do(l, n); break;
    case NODE_FOR: lower_for(l, n); break;
    case NODE_LOOP_MACRO: lower_loop_macro(l, n); break;
    case NODE_SWITCH: lower_switch(l, n); break;
    case NODE_CASE: case NODE_DEFAULT: case NODE_LABEL: lower_label(l, n, is_last); break;
    case NODE_GOTO: lower_goto(l, n); break;
    case NODE_BREAK: case NODE_CONTINUE: lower_break(l, n); break;
    case NODE_RETURN: lower_return(l, n, is_last); break;
    case NODE_WITH: lower_with(l, n); break;
    case NODE_ASYNC_FOR: lower_async_for(l, n); break;
    case NODE_TRY: lower_try(l, n); break;
    case NODE_RAISE: lower_raise(l, n); break;
    case NODE_YIELD: lower_yield(l, n); break;
    default: break;
    }
}

/* Labels of acmc's may follow a block's statements, and C has no jump into the scope of a type that depends on variables, clang none into
 * that of a variable with a cleanup attribute: from such a declaration on, the statements are a block of their own.  One in an arm of an #if can't begin a block that ends behind it. */
static bool begins_block(const lowering *l, const node *first, const node *n)
{
    int depth = 0;
    if (n->kind != NODE_DECLARATION || !(is_variably_declared(l, n) || has_own_cleanup(l, n)))
        return false;
    for (const node *i = first; i != n; i = i->next) {
        directive_kind kind = i->kind == NODE_DIRECTIVE ? directive_of(l->arena, l->tokens, i->first) : DIRECTIVE_OTHER;
        depth += (kind == DIRECTIVE_IF) - (kind == DIRECTIVE_ENDIF);
    }
    return depth == 0;
}

/* What depends on variables ends with it, before a cleanup that began earlier; anything else with its scope. */
static void end_block(lowering *l, size_t first_variable)
{
    op *end = add_op(l, OP_MARK);
    for (size_t i = first_variable; i < l->plan->variables.count; i++)
        if (l->plan->variables.at[i]->is_variable_length && !l->plan->variables.at[i]->death)
            l->plan->variables.at[i]->death = end;
    add_op(l, OP_CLOSE)->source = 0;
}

void lower_statements(lowering *l, const node *first, bool is_last)
{
    bool opened = false;
    size_t first_variable = 0;            /* in the block that is opened */
    for (const node *n = first; n; n = n->next) {
        add_trivia(l, n->first);
        if (n->kind == NODE_DEFER) {
            lower_defer(l, n, n->next);
            break;
        }
        l->source = n->first;
        if (!opened && begins_block(l, first, n)) {
            add_op(l, OP_OPEN);
            opened = true;
            first_variable = l->plan->variables.count;
        }
        if (lower_cleanup_attribute(l, n))
            break;
        lower_statement(l, n, is_last && !n->next);
    }
    if (opened)
        end_block(l, first_variable);
}
