/* Constructors that the grammar's actions call, and nothing else.  They can't fail; a list may hold no nodes (NULLs are left out). */
#ifndef PARSER_ACTIONS_H
#define PARSER_ACTIONS_H

#include "parser.h"

extern const range no_range;
extern const parser_token no_token;

node_list list_empty(void);
node_list list_add(node_list list, node *item);
node_list list_one(node *item);

unit *parser_unit(parser *p, node_list items);

node *node_leaf(parser *p, node_kind kind, parser_token at);
node *node_c(parser *p, parser_token at);
node *node_import(parser *p, parser_token at, parser_token path, parser_token end);
node *node_error(parser *p, parser_token at, parser_token name, parser_token parent, range fields, parser_token end);
node *node_extern_error(parser *p, parser_token at, parser_token name, parser_token parent, range fields, parser_token end);
node *node_form(parser *p, form_kind kind, range prefix, parser_token async, parser_token signature, node *body);
node *node_context(parser *p, range prefix, parser_token async, parser_token context, parser_token signature, node *body);
node *node_extern_form(parser *p, range prefix, parser_token at, parser_token signature, parser_token end);
node *node_extern_method(parser *p, range prefix, parser_token at, parser_token signature, parser_token end);
node *node_extern_manager(parser *p, parser_token at, parser_token name, node_list members, parser_token end);
node *node_manager(parser *p, range prefix, parser_token at, parser_token name, node_list members, parser_token end);
node *node_field(parser *p, parser_token specifiers, node_list declarators, parser_token end);

node *node_block(parser *p, parser_token open, node_list statements, parser_token close);
node *node_expression(parser *p, node *value, parser_token end);
node *node_declaration(parser *p, parser_token specifiers, node_list declarators, parser_token end);
node *node_declarator(parser *p, parser_token declarator, node *initializer);
node *node_if(parser *p, parser_token at, node *condition, node *then, node *otherwise);
node *node_loop(parser *p, node_kind kind, parser_token at, node *initial, node *condition, node *step, node *body);
node *node_do(parser *p, parser_token at, node *body, node *condition, parser_token end);
node *node_async_for(parser *p, parser_token at, parser_token specifiers, parser_token declarator, parser_token callee,
                     node_list arguments, node *body);
node *node_label(parser *p, node_kind kind, parser_token label, node *statement);
node *node_value(parser *p, node_kind kind, parser_token at, node *value, parser_token end);
node *node_braced(parser *p, node *statement);            /* which lacks its braces: that is said */
node *node_in_error(parser *p, node *block);              /* of a statement whose head can't be read: what is in it is looked at all the same */
node *node_defer(parser *p, parser_token at, node *body);
node *node_with(parser *p, parser_token at, bool is_async, node_list items, node *body);
node *node_item(parser *p, node *manager, const parser_token *specifiers, const parser_token *binding);
node *node_try(parser *p, parser_token at, node *body, node_list handlers, node *otherwise, node *finally);
node *node_lone_else(parser *p, parser_token at, node *body, parser_token word, node *otherwise, node *finally);      /* said: it lacks a handler */
node *node_handler(parser *p, parser_token at, node_list types, const parser_token *name, node *body);
node *node_raise(parser *p, parser_token at, const parser_token *type, const node_list *arguments, const parser_token *from,
                 parser_token end);

node *node_comma(parser *p, node_list operands);          /* a single one is itself */
node *node_sequence(parser *p, node_list operands);       /* the same */
node *node_binary(parser *p, node_kind kind, node *left, node *right);
node *node_conditional(parser *p, node *condition, node *then, node *otherwise);
node *node_group(parser *p, node_kind kind, parser_token open, node_list items, parser_token close);
node *node_branch(parser *p, node *result, node *call);
node *node_gather(parser *p, parser_token at, parser_token word, node_list branches, parser_token close);
node *node_enter(parser *p, parser_token at, node *stack, node *manager);
node *node_spawn(parser *p, parser_token at, node *group, node *result, node *call);
node *node_call(parser *p, node_kind kind, parser_token at, parser_token callee, parser_token open, node_list arguments,
                parser_token close);

#endif
