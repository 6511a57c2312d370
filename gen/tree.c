#include "tree.h"

node *node_new(arena *arena, node_kind kind, uint32_t first, uint32_t last)
{
    node *n = arena_alloc(arena, sizeof *n);
    n->kind = kind;
    n->first = first;
    n->last = last;
    return n;
}

const char *node_kind_name(node_kind kind)
{
    static const char *const names[] = {
#define NODE(id, name) [NODE_##id] = name,
#include "tree.def"
#undef NODE
    };
    return names[kind];
}

bool node_is_label(const node *n)
{
    return n->kind == NODE_LABEL || n->kind == NODE_CASE || n->kind == NODE_DEFAULT;
}

const node *node_behind_labels(const node *n)
{
    while (node_is_label(n))
        n = n->label.statement;
    return n;
}

span node_span(const tokens *tokens, const node *node)
{
    return token_span(tokens, node->first, node->last);
}

/* ---- --emit=tree ---- */

typedef struct printer {
    const tokens *tokens;
    FILE *to;
} printer;

static void print(const printer *p, const node *n, int depth, const char *role);

static void print_list(const printer *p, const node *list, int depth, const char *role)
{
    for (; list; list = list->next)
        print(p, list, depth, role);
}

static void print_token(const printer *p, const char *role, uint32_t token)
{
    if (token)
        fprintf(p->to, " %s%s%.*s", role, *role ? "=" : "", (int)(p->tokens->at[token].end - p->tokens->at[token].start),
                p->tokens->source->bytes + p->tokens->at[token].start);
}

/* Tokens on one line, space between them as one blank. */
static void print_range(const printer *p, range r)
{
    fputs(" `", p->to);
    for (uint32_t i = r.first; i <= r.last; i++) {
        const token *t = &p->tokens->at[i];
        if (i > r.first && t->start > t[-1].end)
            fputc(' ', p->to);
        fwrite(p->tokens->source->bytes + t->start, 1, t->end - t->start, p->to);
    }
    fputc('`', p->to);
}

static void print_form(const printer *p, const node *n)
{
    static const char *const kinds[] = {"coroutine", "context", "generator", "method"};
    fprintf(p->to, " %s%s%s", n->form.is_static ? "static " : "", n->form.is_async && n->form.kind != FORM_COROUTINE ? "async " : "",
            kinds[n->form.kind]);
    print_token(p, "", n->form.signature->name);
    print_range(p, n->form.signature->specifiers);
    print_range(p, n->form.signature->declarator);
}

/* What a node says besides its children. */
static void print_head(const printer *p, const node *n)
{
    switch (n->kind) {
    case NODE_IMPORT: print_token(p, "", n->import.path); break;
    case NODE_ERROR: print_token(p, "", n->error.name); print_token(p, "parent", n->error.parent); break;
    case NODE_FORM: print_form(p, n); break;
    case NODE_MANAGER: print_token(p, "", n->manager.name); break;
    case NODE_FIELD: print_range(p, n->field.specifiers); break;
    case NODE_DECLARATION: print_range(p, n->declaration.specifiers); break;
    case NODE_DECLARATOR: print_range(p, n->declarator.tokens); break;
    case NODE_CASE: case NODE_DEFAULT: case NODE_LABEL: print_range(p, n->label.tokens); break;
    case NODE_WITH: fputs(n->with.is_async ? " async" : "", p->to); break;
    case NODE_ITEM: print_token(p, "as", n->item.binding); break;
    case NODE_HANDLER: print_token(p, "as", n->handler.name); break;
    case NODE_RAISE: print_token(p, "", n->raise.type); print_token(p, "from", n->raise.from); break;
    case NODE_GATHER: fputs(n->gather.is_race ? " race" : "", p->to); break;
    case NODE_AWAIT: case NODE_CALL: case NODE_SPAWN: case NODE_BRANCH: print_range(p, n->await.callee); print_token(p, "method", n->await.method); break;
    case NODE_RUN: case NODE_DIRECTIVE: print_range(p, (range){n->first, n->last}); break;
    default: break;
    }
}

static void print_statement_children(const printer *p, const node *n, int d)
{
    switch (n->kind) {
    case NODE_BLOCK: print_list(p, n->block.statements, d, ""); break;
    case NODE_EXPRESSION: case NODE_RETURN: case NODE_YIELD: case NODE_GOTO: print(p, n->expression.value, d, ""); break;
    case NODE_DECLARATION: print_list(p, n->declaration.declarators, d, ""); break;
    case NODE_DECLARATOR: print(p, n->declarator.initializer, d, ""); break;
    case NODE_IF:
        print(p, n->branch.condition, d, "");
        print(p, n->branch.then, d, "then");
        print(p, n->branch.otherwise, d, "else");
        break;
    case NODE_WHILE: case NODE_DO: case NODE_FOR: case NODE_SWITCH: case NODE_LOOP_MACRO:
        print(p, n->loop.initial, d, "initial");
        print(p, n->loop.condition, d, "condition");
        print(p, n->loop.step, d, "step");
        print(p, n->loop.body, d, "");
        break;
    case NODE_CASE: case NODE_DEFAULT: case NODE_LABEL: print(p, n->label.statement, d, ""); break;
    case NODE_WITH: print_list(p, n->with.items, d, ""); print(p, n->with.body, d, ""); break;
    case NODE_ITEM: print(p, n->item.manager, d, ""); break;
    case NODE_ASYNC_FOR: print(p, n->async_for.call, d, "in"); print(p, n->async_for.body, d, ""); break;
    case NODE_TRY:
        print(p, n->attempt.body, d, "");
        print_list(p, n->attempt.handlers, d, "");
        print(p, n->attempt.otherwise, d, "else");
        print(p, n->attempt.finally, d, "finally");
        break;
    case NODE_HANDLER: print_list(p, n->handler.types, d, "type"); print(p, n->handler.body, d, ""); break;
    case NODE_RAISE: print_list(p, n->raise.arguments, d, ""); break;
    case NODE_DEFER: print(p, n->defer.body, d, ""); break;
    default: break;
    }
}

static void print_expression_children(const printer *p, const node *n, int d)
{
    switch (n->kind) {
    case NODE_SEQUENCE: case NODE_PARENTHESES: case NODE_ARGUMENTS: case NODE_SUBSCRIPT: case NODE_BRACES: case NODE_COMMA:
        print_list(p, n->sequence.items, d, "");
        break;
    case NODE_AWAIT: case NODE_CALL: case NODE_SPAWN: case NODE_BRANCH:
        print(p, n->await.group, d, "group");
        print(p, n->await.result, d, "result");
        print_list(p, n->await.arguments, d, "argument");
        break;
    case NODE_GATHER: print_list(p, n->gather.branches, d, ""); break;
    case NODE_ENTER:
        print(p, n->with.stack, d, "stack");
        print_list(p, n->with.items, d, "");
        break;
    case NODE_AND: case NODE_OR: case NODE_ASSIGN:
        print(p, n->binary.left, d, "");
        print(p, n->binary.right, d, "");
        break;
    case NODE_CONDITIONAL:
        print(p, n->conditional.condition, d, "");
        print(p, n->conditional.then, d, "then");
        print(p, n->conditional.otherwise, d, "else");
        break;
    default: break;
    }
}

static void print(const printer *p, const node *n, int depth, const char *role)
{
    if (!n)
        return;
    fprintf(p->to, "%*s%s%s%s", 2 * depth, "", role, *role ? ": " : "", node_kind_name(n->kind));
    fprintf(p->to, " %u", source_line(p->tokens->source, p->tokens->at[n->first].start));
    print_head(p, n);
    fputc('\n', p->to);
    if (n->kind == NODE_FORM)
        print(p, n->form.body, depth + 1, "");
    else if (n->kind == NODE_MANAGER)
        print_list(p, n->manager.members, depth + 1, "");
    else if (n->kind == NODE_FIELD)
        print_list(p, n->field.declarators ? n->field.declarators : n->field.members, depth + 1, "");
    else if (n->kind < NODE_RUN)
        print_statement_children(p, n, depth + 1);
    else
        print_expression_children(p, n, depth + 1);
}

void tree_print(const unit *unit, FILE *to)
{
    printer p = {unit->tokens, to};
    print_list(&p, unit->items, 0, "");
}

/* ---- parents ---- */

static void set_parent(node *n, node *parent);

static void set_parents_of(node *list, node *parent)
{
    for (; list; list = list->next)
        set_parent(list, parent);
}

static void set_parent(node *n, node *parent)
{
    if (!n)
        return;
    n->parent = parent;
    switch (n->kind) {
    case NODE_BLOCK: set_parents_of(n->block.statements, n); break;
    case NODE_IF:
        set_parent(n->branch.then, n);
        set_parent(n->branch.otherwise, n);
        break;
    case NODE_WHILE: case NODE_DO: case NODE_FOR: case NODE_SWITCH: case NODE_LOOP_MACRO: set_parent(n->loop.body, n); break;
    case NODE_CASE: case NODE_DEFAULT: case NODE_LABEL: set_parent(n->label.statement, n); break;
    case NODE_WITH: set_parent(n->with.body, n); break;
    case NODE_ASYNC_FOR: set_parent(n->async_for.body, n); break;
    case NODE_TRY:
        set_parent(n->attempt.body, n);
        set_parents_of(n->attempt.handlers, n);
        set_parent(n->attempt.otherwise, n);
        set_parent(n->attempt.finally, n);
        break;
    case NODE_HANDLER: set_parent(n->handler.body, n); break;
    case NODE_DEFER: set_parent(n->defer.body, n); break;
    default: break;
    }
}

void tree_set_parents(node *body)
{
    set_parent(body, NULL);
}
