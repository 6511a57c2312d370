#include "fields.h"
#include "parser_actions.h"

const range no_range = {1, 0};
const parser_token no_token = {.range = {1, 0}};

/* ---- lists ---- */

node_list list_empty(void)
{
    return (node_list){NULL, NULL};
}

node_list list_add(node_list list, node *item)
{
    if (!item)
        return list;
    if (list.last)
        list.last->next = item;
    else
        list.first = item;
    list.last = item;
    return list;
}

node_list list_one(node *item)
{
    return list_add(list_empty(), item);
}

static node *from_to(parser *p, node_kind kind, parser_token first, uint32_t last)
{
    return node_new(p->arena, kind, first.range.first, last);
}

unit *parser_unit(parser *p, node_list items)
{
    unit *u = arena_alloc(p->arena, sizeof *u);
    *u = (unit){p->tokens, items.first};
    return u;
}

/* ---- file scope ---- */

node *node_leaf(parser *p, node_kind kind, parser_token at)
{
    return node_new(p->arena, kind, at.range.first, at.range.last);
}

node *node_c(parser *p, parser_token at)
{
    return node_leaf(p, NODE_C, at);
}

node *node_import(parser *p, parser_token at, parser_token path, parser_token end)
{
    node *n = from_to(p, NODE_IMPORT, at, end.range.last);
    n->import.path = path.range.first;
    return n;
}

node *node_error(parser *p, parser_token at, parser_token name, parser_token parent, range fields, parser_token end)
{
    node *n = from_to(p, NODE_ERROR, at, end.range.last);
    n->error.name = name.range.first;
    n->error.parent = parent.range.first;
    n->error.fields = fields;
    return n;
}

node *node_extern_error(parser *p, parser_token at, parser_token name, parser_token parent, range fields, parser_token end)
{
    node *n = node_error(p, at, name, parent, fields, end);
    n->error.is_extern = true;
    return n;
}

static bool prefix_has(const parser *p, range prefix, int word)
{
    for (uint32_t i = prefix.first; i <= prefix.last; i++)
        if (p->tokens->at[i].word == word)
            return true;
    return false;
}

/* The record type in __attribute__((acm_primitive(TYPE))), for the library's own declarations. */
static bool find_primitive(const parser *p, range prefix, range *record)
{
    *record = no_range;
    for (uint32_t i = prefix.first; i <= prefix.last; i++)
        if (token_is(p->tokens, i, "acm_primitive")) {
            if (p->tokens->at[i + 1].lexeme == '(')
                *record = (range){i + 2, p->tokens->at[i + 1].mate - 1};
            return true;
        }
    return false;
}

node *node_form(parser *p, form_kind kind, range prefix, parser_token async, parser_token signature, node *body)
{
    parser_token first = range_empty(async.range) ? signature : async;
    if (!range_empty(prefix))
        first.range = prefix;
    node *n = from_to(p, NODE_FORM, first, body->last);
    n->form.kind = kind;
    n->form.is_async = !range_empty(async.range);
    n->form.prefix = prefix;
    n->form.signature = signature.signature;
    n->form.body = body->kind == NODE_EMPTY ? NULL : body;      /* a prototype's is its semicolon */
    n->form.is_static = !range_empty(prefix) && prefix_has(p, prefix, WORD_STATIC);
    n->form.is_inline = !range_empty(prefix) && prefix_has(p, prefix, WORD_INLINE);
    n->form.primitive = no_range;
    if (!range_empty(prefix))
        n->form.is_primitive = find_primitive(p, prefix, &n->form.primitive);
    return n;
}

node *node_context(parser *p, range prefix, parser_token async, parser_token context, parser_token signature, node *body)
{
    node *n = node_form(p, FORM_CONTEXT, prefix, async, signature, body);
    if (range_empty(prefix) && range_empty(async.range))
        n->first = context.range.first;
    return n;
}

node *node_extern_form(parser *p, range prefix, parser_token at, parser_token signature, parser_token end)
{
    node *n = node_form(p, FORM_COROUTINE, prefix, at, signature, node_leaf(p, NODE_EMPTY, end));
    n->form.is_extern = true;
    return n;
}

node *node_extern_method(parser *p, range prefix, parser_token at, parser_token signature, parser_token end)
{
    node *n = node_extern_form(p, prefix, at, signature, end);
    n->form.kind = FORM_METHOD;
    return n;
}

node *node_extern_manager(parser *p, parser_token at, parser_token name, node_list members, parser_token end)
{
    node *n = node_manager(p, no_range, at, name, members, end);
    n->manager.is_extern = true;
    return n;
}

node *node_manager(parser *p, range prefix, parser_token at, parser_token name, node_list members, parser_token end)
{
    if (!range_empty(prefix))
        at.range = prefix;
    node *n = from_to(p, NODE_MANAGER, at, end.range.last);
    n->manager.name = name.range.first;
    n->manager.prefix = prefix;
    n->manager.is_static = !range_empty(prefix) && prefix_has(p, prefix, WORD_STATIC);
    n->manager.members = members.first;
    return n;
}

node *node_field(parser *p, parser_token specifiers, node_list declarators, parser_token end)
{
    node *n = from_to(p, NODE_FIELD, specifiers, end.range.last);
    n->field.specifiers = specifiers.range;
    n->field.declarators = declarators.first;
    for (node *d = declarators.first; d; d = d->next)
        d->parent = n;
    if (!declarators.first)
        read_anonymous_members(p->arena, p->tokens, n);
    return n;
}

/* ---- statements ---- */

node *node_block(parser *p, parser_token open, node_list statements, parser_token close)
{
    node *n = from_to(p, NODE_BLOCK, open, close.range.last);
    n->block.statements = statements.first;
    return n;
}

node *node_expression(parser *p, node *value, parser_token end)
{
    node *n = node_new(p->arena, NODE_EXPRESSION, value->first, end.range.last);
    n->expression.value = value;
    return n;
}

node *node_declaration(parser *p, parser_token specifiers, node_list declarators, parser_token end)
{
    node *n = from_to(p, NODE_DECLARATION, specifiers, end.range.last);
    n->declaration.specifiers = specifiers.range;
    n->declaration.declarators = declarators.first;
    return n;
}

static uint32_t name_of_declarator(const parser *p, range declarator)
{
    shape s = {.tokens = (tokens *)p->tokens};
    return shape_declarator_name(&s, declarator);
}

node *node_declarator(parser *p, parser_token declarator, node *initializer)
{
    node *n = from_to(p, NODE_DECLARATOR, declarator, initializer ? initializer->last : declarator.range.last);
    n->declarator.tokens = declarator.range;
    n->declarator.name = name_of_declarator(p, declarator.range);
    n->declarator.initializer = initializer;
    return n;
}

node *node_if(parser *p, parser_token at, node *condition, node *then, node *otherwise)
{
    node *n = from_to(p, NODE_IF, at, otherwise ? otherwise->last : then->last);
    n->branch.condition = condition;
    n->branch.then = then;
    n->branch.otherwise = otherwise;
    return n;
}

node *node_loop(parser *p, node_kind kind, parser_token at, node *initial, node *condition, node *step, node *body)
{
    node *n = from_to(p, kind, at, body->last);
    n->loop.initial = initial;
    n->loop.condition = condition;
    n->loop.step = step;
    n->loop.body = body;
    return n;
}

node *node_do(parser *p, parser_token at, node *body, node *condition, parser_token end)
{
    node *n = from_to(p, NODE_DO, at, end.range.last);
    n->loop.condition = condition;
    n->loop.body = body;
    return n;
}

node *node_async_for(parser *p, parser_token at, parser_token specifiers, parser_token declarator, parser_token callee,
                     node_list arguments, node *body)
{
    node *n = from_to(p, NODE_ASYNC_FOR, at, body->last);
    n->async_for.specifiers = specifiers.range;
    n->async_for.declarator = declarator.range;
    n->async_for.name = name_of_declarator(p, declarator.range);
    n->async_for.call = node_new(p->arena, NODE_CALL, callee.range.first, body->first - 1);
    n->async_for.call->await.callee = callee.range;
    n->async_for.call->await.arguments = arguments.first;
    n->async_for.body = body;
    return n;
}

node *node_label(parser *p, node_kind kind, parser_token label, node *statement)
{
    node *n = from_to(p, kind, label, statement->last);
    n->label.tokens = label.range;
    n->label.name = label.range.first;
    n->label.statement = statement;
    return n;
}

node *node_value(parser *p, node_kind kind, parser_token at, node *value, parser_token end)
{
    node *n = from_to(p, kind, at, end.range.last);
    n->expression.value = value;
    return n;
}

/* `try f();`: the word that wants the braces stands before it, or before its parentheses. */
node *node_braced(parser *p, node *statement)
{
    const token *t = p->tokens->at;
    uint32_t first = statement->first, last = statement->last;
    node *n = node_new(p->arena, NODE_BLOCK, first, last);
    n->block.statements = statement;
    p->last_unbraced = last;
    if (p->is_lost || statement->kind == NODE_EMPTY || t[first - 1].lexeme == ':')
        return n;
    span where = token_span(p->tokens, first, first);
    diag_error(p->diag, where, "expected '{' after %s, saw %s", token_quoted(p->arena, p->tokens, first - 1), token_quoted(p->arena, p->tokens, first));
    if (last > first && t[last].lexeme == ';') {
        diag_fix(p->diag, (span){where.source, where.start, where.start}, "{ ");
        diag_fix(p->diag, (span){where.source, t[last].end, t[last].end}, " }");
    }
    return n;
}

/* As a loop, since it may be one: a `break` in it is no news then. */
node *node_in_error(parser *p, node *block)
{
    node *n = node_new(p->arena, NODE_DO, block->first, block->last);
    n->loop.body = block;
    return n;
}

node *node_defer(parser *p, parser_token at, node *body)
{
    node *n = from_to(p, NODE_DEFER, at, body->last);
    n->defer.body = body;
    return n;
}

node *node_with(parser *p, parser_token at, bool is_async, node_list items, node *body)
{
    node *n = from_to(p, NODE_WITH, at, body->last);
    n->with.is_async = is_async;
    n->with.items = items.first;
    n->with.body = body;
    return n;
}

node *node_item(parser *p, node *manager, const parser_token *specifiers, const parser_token *binding)
{
    node *n = node_new(p->arena, NODE_ITEM, manager->first, binding ? binding->range.last : manager->last);
    n->item.manager = manager;
    n->item.binding_specifiers = specifiers ? specifiers->range : no_range;
    n->item.binding_declarator = binding ? binding->range : no_range;
    if (binding)
        n->item.binding = name_of_declarator(p, binding->range);
    return n;
}

node *node_try(parser *p, parser_token at, node *body, node_list handlers, node *otherwise, node *finally)
{
    const node *end = finally ? finally : otherwise ? otherwise : handlers.last ? handlers.last : body;
    node *n = from_to(p, NODE_TRY, at, end->last);
    n->attempt.body = body;
    n->attempt.handlers = handlers.first;
    n->attempt.otherwise = otherwise;
    n->attempt.finally = finally;
    return n;
}

node *node_lone_else(parser *p, parser_token at, node *body, parser_token word, node *otherwise, node *finally)
{
    uint32_t token = word.range.first;
    diag_error(p->diag, token_span(p->tokens, token, token), "expected 'except' or 'finally' after %s, saw 'else'", token_quoted(p->arena, p->tokens, token - 1));
    return node_try(p, at, body, list_empty(), otherwise, finally);
}

node *node_handler(parser *p, parser_token at, node_list types, const parser_token *name, node *body)
{
    node *n = from_to(p, NODE_HANDLER, at, body->last);
    n->handler.types = types.first;
    n->handler.name = name ? name->range.first : 0;
    n->handler.body = body;
    return n;
}

node *node_raise(parser *p, parser_token at, const parser_token *type, const node_list *arguments, const parser_token *from,
                 parser_token end)
{
    node *n = from_to(p, NODE_RAISE, at, end.range.last);
    n->raise.type = type ? type->range.first : 0;
    n->raise.has_parentheses = arguments != NULL;
    n->raise.arguments = arguments ? arguments->first : NULL;
    n->raise.from = from ? from->range.first : 0;
    return n;
}

/* ---- expressions ---- */

static node *list_node(parser *p, node_kind kind, node_list items)
{
    if (items.first == items.last)
        return items.first;
    node *n = node_new(p->arena, kind, items.first->first, items.last->last);
    n->sequence.items = items.first;
    return n;
}

node *node_comma(parser *p, node_list operands)
{
    return list_node(p, NODE_COMMA, operands);
}

node *node_sequence(parser *p, node_list operands)
{
    return list_node(p, NODE_SEQUENCE, operands);
}

node *node_binary(parser *p, node_kind kind, node *left, node *right)
{
    node *n = node_new(p->arena, kind, left->first, right->last);
    n->binary.left = left;
    n->binary.right = right;
    return n;
}

node *node_conditional(parser *p, node *condition, node *then, node *otherwise)
{
    node *n = node_new(p->arena, NODE_CONDITIONAL, condition->first, otherwise->last);
    n->conditional.condition = condition;
    n->conditional.then = then;
    n->conditional.otherwise = otherwise;
    return n;
}

node *node_group(parser *p, node_kind kind, parser_token open, node_list items, parser_token close)
{
    node *n = from_to(p, kind, open, close.range.last);
    n->sequence.items = items.first;
    return n;
}

node *node_call(parser *p, node_kind kind, parser_token at, parser_token callee, parser_token open, node_list arguments,
                parser_token close)
{
    node *n = from_to(p, kind, at, close.range.last);
    range all = callee.range;
    n->await.method = all.last > all.first ? all.last : 0;
    n->await.callee = all.last > all.first ? (range){all.first, all.last - 2} : all;
    n->await.arguments = arguments.first;
    n->await.argument_tokens = (range){open.range.first + 1, close.range.last - 1};
    return n;
}

node *node_branch(parser *p, node *result, node *call)
{
    (void)p;
    call->kind = NODE_BRANCH;
    call->await.result = result;
    if (result)
        call->first = result->first;
    return call;
}

node *node_gather(parser *p, parser_token at, parser_token word, node_list branches, parser_token close)
{
    node *n = from_to(p, NODE_GATHER, at, close.range.last);
    n->gather.is_race = p->tokens->at[word.range.first].word == WORD_RACE;
    n->gather.branches = branches.first;
    return n;
}

node *node_enter(parser *p, parser_token at, node *stack, node *manager)
{
    node *n = from_to(p, NODE_ENTER, at, manager->last);
    n->with.is_async = true;
    n->with.stack = stack;
    n->with.items = node_item(p, manager, NULL, NULL);
    return n;
}

node *node_spawn(parser *p, parser_token at, node *group, node *result, node *call)
{
    (void)p;
    call->kind = NODE_SPAWN;
    call->first = at.range.first;
    call->await.group = group;
    call->await.result = result;
    return call;
}
