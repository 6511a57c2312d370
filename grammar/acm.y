/* Tokens to the tree.  The tokens come from gen/shape_*.c, which has marked by their shape what C needs a table of
 * type names for: declarations, labels, loop macros, and the runs of tokens without await, which stay as they are. */

/* Reentrant: files are read while others are (import), and tests run many. */
%define api.pure full
%define api.prefix {acm_parse_}
%define api.token.prefix {TOK_}
%define api.value.type {union value}
/* An error is found before any reduction, so that the list of what was expected is right. */
%define parse.lac full
%define parse.error custom
%expect 0
%param {parser *p}

%code requires {
#include "parser.h"
}

%code {
#include "parser_actions.h"
/* The stack is bison's, on the heap; what is nested too deep is reported before it comes here. */
#define YYMAXDEPTH 1000000
static int acm_parse_lex(ACM_PARSE_STYPE *value, parser *p);
static void acm_parse_error(parser *p, const char *message);
}

%token END 0        "end of file"
%token <token>
    C               "C"
    PREFIX          "attributes"
    EXTERN          "extern"
    IMPORT          "import"
    STRING          "string"
    ERROR           "error"
    FIELDS          "fields"
    ASYNC           "async"
    CONTEXT         "context"
    GENERATOR       "generator"
    MANAGER         "manager"
    SIGNATURE       "the declaration of a function"
    NAME            "name"
    BODY            "body"
    SPECIFIERS      "type"
    DECLARATOR      "variable"
    ASSIGN          "'='"
    RUN             "expression"
    IF              "if"
    ELSE            "else"
    WHILE           "while"
    DO              "do"
    FOR             "for"
    IN              "in"
    LOOP_MACRO      "loop macro"
    SWITCH          "switch"
    CASE            "case"
    DEFAULT         "default"
    LABEL           "label"
    GOTO            "goto"
    BREAK           "break"
    CONTINUE        "continue"
    RETURN          "return"
    NOTHING         "end of block"
    DIRECTIVE       "directive"
    WITH            "with"
    WITH_OPEN       "'(' of a list"
    AS              "as"
    TRY             "try"
    EXCEPT          "except"
    FINALLY         "finally"
    RAISE           "raise"
    FROM            "from"
    YIELD           "yield"
    DEFER           "defer"
    AWAIT           "await"
    SPAWN           "spawn"
    GATHER          "gather"
    ENTER           "enter"
    CALLEE          "call"
    CALL            "'(' of a call"
    INIT_OPEN       "'{' of an initializer"
    INIT_CLOSE      "'}' of an initializer"
    AND             "'&&'"
    OR              "'||'"
    OPEN            "'('"
    CLOSE           "')'"
    BLOCK_OPEN      "'{'"
    BLOCK_CLOSE     "'}'"
    SEMICOLON       "';'"
    COMMA           "','"
    COLON           "':'"
    QUESTION        "'?'"
    STAR            "'*'"
    BRACKET_OPEN    "'['"
    BRACKET_CLOSE   "']'"

/* `else` belongs to the nearest `if` or `try`, a handler to the nearest `try`. */
%precedence NO_ELSE
%precedence ELSE EXCEPT FINALLY

%type <list> items members statements declarators with_items handlers handler_types arguments argument_list branches sequence comma_list
%type <node> item form manager member block body statement unbraced braced condition declaration declarator if_statement loop for_initial expression
             optional_expression with with_item try handler raise assignment conditional logical_or logical_and operand
             manager_expression call branch
%type <range> prefix
%type <token> optional_async

%%

unit
    : items                                         { p->unit = parser_unit(p, $items); }
    ;
items
    : %empty                                        { $$ = list_empty(); }
    | items[l] item                                 { $$ = list_add($l, $item); }
    ;
item
    : C                                             { $$ = node_c(p, $C); }
    | IMPORT STRING SEMICOLON                       { $$ = node_import(p, $IMPORT, $STRING, $SEMICOLON); }
    | ERROR NAME[n] COLON NAME[of] FIELDS SEMICOLON[e]      { $$ = node_error(p, $ERROR, $n, $of, $FIELDS.range, $e); }
    | ERROR NAME[n] COLON NAME[of] SEMICOLON[e]     { $$ = node_error(p, $ERROR, $n, $of, no_range, $e); }
    | prefix EXTERN ERROR NAME[n] COLON NAME[of] FIELDS SEMICOLON[e]
                                                    { $$ = node_extern_error(p, $EXTERN, $n, $of, $FIELDS.range, $e); }
    | prefix EXTERN ERROR NAME[n] COLON NAME[of] SEMICOLON[e]
                                                    { $$ = node_extern_error(p, $EXTERN, $n, $of, no_range, $e); }
    | form
    | manager
    | error                                         { $$ = NULL; }
    ;
prefix
    : %empty                                        { $$ = no_range; }
    | PREFIX                                        { $$ = $PREFIX.range; }
    ;
optional_async
    : %empty                                        { $$ = no_token; }
    | ASYNC
    ;
form
    : prefix ASYNC SIGNATURE[s] body                { $$ = node_form(p, FORM_COROUTINE, $prefix, $ASYNC, $s, $body); }
    | prefix optional_async[a] CONTEXT SIGNATURE[s] body    { $$ = node_context(p, $prefix, $a, $CONTEXT, $s, $body); }
    | prefix ASYNC GENERATOR SIGNATURE[s] body      { $$ = node_form(p, FORM_GENERATOR, $prefix, $ASYNC, $s, $body); }
    | prefix EXTERN ASYNC SIGNATURE[s] SEMICOLON    { $$ = node_extern_form(p, $prefix, $EXTERN, $s, $SEMICOLON); }
    ;
body
    : block
    | BODY                                          { $$ = node_new(p->arena, NODE_BLOCK, $BODY.range.first, $BODY.range.last); }
    | SEMICOLON                                     { $$ = node_leaf(p, NODE_EMPTY, $SEMICOLON); }
    ;
manager
    : prefix MANAGER NAME BLOCK_OPEN members BLOCK_CLOSE    { $$ = node_manager(p, $prefix, $MANAGER, $NAME, $members, $BLOCK_CLOSE); }
    | prefix EXTERN MANAGER NAME BLOCK_OPEN members BLOCK_CLOSE
                                                    { $$ = node_extern_manager(p, $EXTERN, $NAME, $members, $BLOCK_CLOSE); }
    ;
members
    : %empty                                        { $$ = list_empty(); }
    | members[l] member                             { $$ = list_add($l, $member); }
    ;
member
    : SPECIFIERS declarators SEMICOLON              { $$ = node_field(p, $SPECIFIERS, $declarators, $SEMICOLON); }
    | FIELDS SEMICOLON                              { $$ = node_field(p, $FIELDS, list_empty(), $SEMICOLON); }
    | optional_async[a] SIGNATURE[s] body           { $$ = node_form(p, FORM_METHOD, no_range, $a, $s, $body); }
    | PREFIX ASYNC SIGNATURE[s] SEMICOLON           { $$ = node_extern_method(p, $PREFIX.range, $ASYNC, $s, $SEMICOLON); }
    | DIRECTIVE                                     { $$ = node_leaf(p, NODE_DIRECTIVE, $DIRECTIVE); }
    | SEMICOLON                                     { $$ = NULL; }
    | error SEMICOLON                               { $$ = NULL; }
    ;

block
    : BLOCK_OPEN statements BLOCK_CLOSE             { $$ = node_block(p, $BLOCK_OPEN, $statements, $BLOCK_CLOSE); }
    | BLOCK_OPEN statements error BLOCK_CLOSE       { $$ = node_block(p, $BLOCK_OPEN, $statements, $BLOCK_CLOSE); }
    ;
statements
    : %empty                                        { $$ = list_empty(); }
    | statements[l] statement                       { $$ = list_add($l, $statement); yyerrok; }
    ;
statement
    : block
    | unbraced
    | error SEMICOLON[e]                            { $$ = node_leaf(p, NODE_EMPTY, $e); yyerrok; }
    | error block                                   { $$ = node_in_error(p, $block); }
    ;
unbraced
    : expression SEMICOLON                          { $$ = node_expression(p, $expression, $SEMICOLON); }
    | SEMICOLON                                     { $$ = node_leaf(p, NODE_EMPTY, $SEMICOLON); }
    | NOTHING                                       { $$ = node_leaf(p, NODE_EMPTY, $NOTHING); }
    | DIRECTIVE                                     { $$ = node_leaf(p, NODE_DIRECTIVE, $DIRECTIVE); }
    | declaration
    | if_statement
    | loop
    | SWITCH OPEN condition CLOSE statement[s]      { $$ = node_loop(p, NODE_SWITCH, $SWITCH, NULL, $condition, NULL, $s); }
    | CASE COLON statement[s]                       { $$ = node_label(p, NODE_CASE, $CASE, $s); }
    | DEFAULT COLON statement[s]                    { $$ = node_label(p, NODE_DEFAULT, $DEFAULT, $s); }
    | LABEL COLON statement[s]                      { $$ = node_label(p, NODE_LABEL, $LABEL, $s); }
    | GOTO expression SEMICOLON                     { $$ = node_value(p, NODE_GOTO, $GOTO, $expression, $SEMICOLON); }
    | BREAK SEMICOLON                               { $$ = node_value(p, NODE_BREAK, $BREAK, NULL, $SEMICOLON); }
    | CONTINUE SEMICOLON                            { $$ = node_value(p, NODE_CONTINUE, $CONTINUE, NULL, $SEMICOLON); }
    | RETURN optional_expression[e] SEMICOLON       { $$ = node_value(p, NODE_RETURN, $RETURN, $e, $SEMICOLON); }
    | YIELD optional_expression[e] SEMICOLON        { $$ = node_value(p, NODE_YIELD, $YIELD, $e, $SEMICOLON); }
    | with
    | try
    | raise
    | DEFER braced                                  { $$ = node_defer(p, $DEFER, $braced); }
    ;
/* What has to stand in braces, where whoever writes it thinks of `if`. */
braced
    : block
    | unbraced                                      { $$ = node_braced(p, $unbraced); }
    | error SEMICOLON[e]                            { $$ = node_leaf(p, NODE_EMPTY, $e); yyerrok; }
    | error block                                   { $$ = $block; }
    ;
declaration
    : SPECIFIERS declarators SEMICOLON              { $$ = node_declaration(p, $SPECIFIERS, $declarators, $SEMICOLON); }
    | SPECIFIERS SEMICOLON                          { $$ = node_declaration(p, $SPECIFIERS, list_empty(), $SEMICOLON); }
    ;
declarators
    : declarator                                    { $$ = list_add(list_empty(), $declarator); }
    | declarators[l] COMMA declarator               { $$ = list_add($l, $declarator); }
    ;
declarator
    : DECLARATOR                                    { $$ = node_declarator(p, $DECLARATOR, NULL); }
    | DECLARATOR ASSIGN assignment                  { $$ = node_declarator(p, $DECLARATOR, $assignment); }
    ;
if_statement
    : IF OPEN condition CLOSE statement[then]                       %prec NO_ELSE
                                                    { $$ = node_if(p, $IF, $condition, $then, NULL); }
    | IF OPEN condition CLOSE statement[then] ELSE statement[otherwise]
                                                    { $$ = node_if(p, $IF, $condition, $then, $otherwise); }
    ;
condition
    : expression
    | error                                         { $$ = NULL; }
    ;
loop
    : WHILE OPEN condition CLOSE statement[s]       { $$ = node_loop(p, NODE_WHILE, $WHILE, NULL, $condition, NULL, $s); }
    | DO statement[s] WHILE OPEN condition CLOSE SEMICOLON[e]       { $$ = node_do(p, $DO, $s, $condition, $e); }
    | DO statement[s] WHILE OPEN condition CLOSE[e] error           { $$ = node_do(p, $DO, $s, $condition, $e); }
    | DO statement[s] error SEMICOLON[e]            { $$ = node_do(p, $DO, $s, NULL, $e); }
    | FOR OPEN for_initial[i] optional_expression[c] SEMICOLON optional_expression[n] CLOSE statement[s]
                                                    { $$ = node_loop(p, NODE_FOR, $FOR, $i, $c, $n, $s); }
    | FOR OPEN error CLOSE statement[s]             { $$ = node_loop(p, NODE_FOR, $FOR, NULL, NULL, NULL, $s); }
    | LOOP_MACRO statement[s]                       { $$ = node_loop(p, NODE_LOOP_MACRO, $LOOP_MACRO, NULL, NULL, NULL, $s); }
    | ASYNC FOR OPEN SPECIFIERS DECLARATOR IN CALLEE CALL arguments CLOSE CLOSE statement[s]
                                                    { $$ = node_async_for(p, $ASYNC, $SPECIFIERS, $DECLARATOR, $CALLEE, $arguments, $s); }
    | ASYNC FOR OPEN error CLOSE statement[s]       { $$ = node_loop(p, NODE_FOR, $ASYNC, NULL, NULL, NULL, $s); }
    ;
for_initial
    : declaration
    | expression SEMICOLON                          { $$ = node_expression(p, $expression, $SEMICOLON); }
    | SEMICOLON                                     { $$ = NULL; }
    ;

with
    : ASYNC WITH with_items block                   { $$ = node_with(p, $ASYNC, true, $with_items, $block); }
    | WITH with_items block                         { $$ = node_with(p, $WITH, false, $with_items, $block); }
    | ASYNC WITH WITH_OPEN with_items CLOSE block   { $$ = node_with(p, $ASYNC, true, $with_items, $block); }
    | WITH WITH_OPEN with_items CLOSE block         { $$ = node_with(p, $WITH, false, $with_items, $block); }
    | ASYNC WITH WITH_OPEN with_items COMMA CLOSE block     { $$ = node_with(p, $ASYNC, true, $with_items, $block); }
    | WITH WITH_OPEN with_items COMMA CLOSE block   { $$ = node_with(p, $WITH, false, $with_items, $block); }
    | ASYNC WITH error block                        { $$ = node_with(p, $ASYNC, true, list_empty(), $block); }
    | ASYNC WITH error SEMICOLON[e]                 { $$ = node_leaf(p, NODE_EMPTY, $e); }
    | WITH error block                              { $$ = node_with(p, $WITH, false, list_empty(), $block); }
    | WITH error SEMICOLON[e]                       { $$ = node_leaf(p, NODE_EMPTY, $e); }
    ;
with_items
    : with_item                                     { $$ = list_add(list_empty(), $with_item); }
    | with_items[l] COMMA with_item                 { $$ = list_add($l, $with_item); }
    ;
with_item
    : manager_expression[m]                         { $$ = node_item(p, $m, NULL, NULL); }
    | manager_expression[m] AS DECLARATOR[d]        { $$ = node_item(p, $m, NULL, &$d); }
    | manager_expression[m] AS SPECIFIERS[s] DECLARATOR[d]  { $$ = node_item(p, $m, &$s, &$d); }
    ;
manager_expression
    : call
    | sequence                                      { $$ = node_sequence(p, $sequence); }
    ;
try
    : TRY braced[b] handlers                                        %prec NO_ELSE
                                                    { $$ = node_try(p, $TRY, $b, $handlers, NULL, NULL); }
    | TRY braced[b] handlers FINALLY braced[f]      { $$ = node_try(p, $TRY, $b, $handlers, NULL, $f); }
    | TRY braced[b] handlers ELSE braced[e]                         %prec NO_ELSE
                                                    { $$ = node_try(p, $TRY, $b, $handlers, $e, NULL); }
    | TRY braced[b] handlers ELSE braced[e] FINALLY braced[f]
                                                    { $$ = node_try(p, $TRY, $b, $handlers, $e, $f); }
    | TRY braced[b] FINALLY braced[f]               { $$ = node_try(p, $TRY, $b, list_empty(), NULL, $f); }
    | TRY braced[b] ELSE braced[e]                                  %prec NO_ELSE
                                                    { $$ = node_lone_else(p, $TRY, $b, $ELSE, $e, NULL); }
    | TRY braced[b] ELSE braced[e] FINALLY braced[f]        { $$ = node_lone_else(p, $TRY, $b, $ELSE, $e, $f); }
    | TRY braced[b] error                           { $$ = node_try(p, $TRY, $b, list_empty(), NULL, NULL); }
    ;
handlers
    : handler                                       { $$ = list_add(list_empty(), $handler); }
    | handlers[l] handler                           { $$ = list_add($l, $handler); }
    ;
handler
    : EXCEPT braced                                 { $$ = node_handler(p, $EXCEPT, list_empty(), NULL, $braced); }
    | EXCEPT OPEN handler_types[t] CLOSE braced     { $$ = node_handler(p, $EXCEPT, $t, NULL, $braced); }
    | EXCEPT OPEN handler_types[t] STAR NAME CLOSE braced   { $$ = node_handler(p, $EXCEPT, $t, &$NAME, $braced); }
    | EXCEPT OPEN error CLOSE braced                { $$ = node_handler(p, $EXCEPT, list_empty(), NULL, $braced); }
    ;
handler_types
    : NAME                                          { $$ = list_add(list_empty(), node_leaf(p, NODE_RUN, $NAME)); }
    | handler_types[l] COMMA NAME                   { $$ = list_add($l, node_leaf(p, NODE_RUN, $NAME)); }
    ;
raise
    : RAISE SEMICOLON[e]                            { $$ = node_raise(p, $RAISE, NULL, NULL, NULL, $e); }
    | RAISE NAME SEMICOLON[e]                       { $$ = node_raise(p, $RAISE, &$NAME, NULL, NULL, $e); }
    | RAISE NAME CALL arguments CLOSE SEMICOLON[e]  { $$ = node_raise(p, $RAISE, &$NAME, &$arguments, NULL, $e); }
    | RAISE FROM NAME[c] SEMICOLON[e]               { $$ = node_raise(p, $RAISE, NULL, NULL, &$c, $e); }
    | RAISE NAME FROM NAME[c] SEMICOLON[e]          { $$ = node_raise(p, $RAISE, &$2, NULL, &$c, $e); }
    | RAISE NAME CALL arguments CLOSE FROM NAME[c] SEMICOLON[e]     { $$ = node_raise(p, $RAISE, &$2, &$arguments, &$c, $e); }
    ;

optional_expression
    : %empty                                        { $$ = NULL; }
    | expression
    ;
expression
    : comma_list                                    { $$ = node_comma(p, $comma_list); }
    ;
comma_list
    : assignment                                    { $$ = list_add(list_empty(), $assignment); }
    | comma_list[l] COMMA assignment                { $$ = list_add($l, $assignment); }
    ;
assignment
    : conditional
    | sequence ASSIGN assignment[value]             { $$ = node_binary(p, NODE_ASSIGN, node_sequence(p, $sequence), $value); }
    ;
conditional
    : logical_or
    | logical_or[c] QUESTION expression[then] COLON conditional[otherwise]
                                                    { $$ = node_conditional(p, $c, $then, $otherwise); }
    | logical_or[c] QUESTION COLON conditional[otherwise]           { $$ = node_conditional(p, $c, NULL, $otherwise); }
    ;
logical_or
    : logical_and
    | logical_or[l] OR logical_and[r]               { $$ = node_binary(p, NODE_OR, $l, $r); }
    ;
logical_and
    : sequence                                      { $$ = node_sequence(p, $sequence); }
    | logical_and[l] AND sequence[r]                { $$ = node_binary(p, NODE_AND, $l, node_sequence(p, $r)); }
    ;
sequence
    : operand                                       { $$ = list_add(list_empty(), $operand); }
    | sequence[l] operand                           { $$ = list_add($l, $operand); }
    ;
operand
    : RUN                                           { $$ = node_leaf(p, NODE_RUN, $RUN); }
    | OPEN expression CLOSE                         { $$ = node_group(p, NODE_PARENTHESES, $OPEN, list_one($expression), $CLOSE); }
    | CALL arguments CLOSE                          { $$ = node_group(p, NODE_ARGUMENTS, $CALL, $arguments, $CLOSE); }
    | BRACKET_OPEN expression BRACKET_CLOSE         { $$ = node_group(p, NODE_SUBSCRIPT, $BRACKET_OPEN, list_one($expression), $BRACKET_CLOSE); }
    | INIT_OPEN arguments INIT_CLOSE                { $$ = node_group(p, NODE_BRACES, $INIT_OPEN, $arguments, $INIT_CLOSE); }
    | INIT_OPEN argument_list COMMA INIT_CLOSE      { $$ = node_group(p, NODE_BRACES, $INIT_OPEN, $argument_list, $INIT_CLOSE); }
    | AWAIT error                                   { $$ = node_leaf(p, NODE_RUN, $AWAIT); }
    | SPAWN error                                   { $$ = node_leaf(p, NODE_RUN, $SPAWN); }
    | CALL error CLOSE                              { $$ = node_group(p, NODE_ARGUMENTS, $CALL, list_empty(), $CLOSE); }
    | AWAIT CALLEE CALL arguments CLOSE             { $$ = node_call(p, NODE_AWAIT, $AWAIT, $CALLEE, $CALL, $arguments, $CLOSE); }
    | AWAIT GATHER CALL branches CLOSE              { $$ = node_gather(p, $AWAIT, $GATHER, $branches, $CLOSE); }
    | AWAIT ENTER OPEN assignment[s] CLOSE call[c]  { $$ = node_enter(p, $AWAIT, $s, $c); }
    | AWAIT ENTER OPEN assignment[s] CLOSE RUN      { $$ = node_enter(p, $AWAIT, $s, node_leaf(p, NODE_RUN, $RUN)); }
    | SPAWN OPEN assignment[g] CLOSE call[c]        { $$ = node_spawn(p, $SPAWN, $g, NULL, $c); }
    | SPAWN OPEN assignment[g] COMMA assignment[r] CLOSE call[c]
                                                    { $$ = node_spawn(p, $SPAWN, $g, $r, $c); }
    ;
call
    : CALLEE CALL arguments CLOSE                   { $$ = node_call(p, NODE_CALL, $CALLEE, $CALLEE, $CALL, $arguments, $CLOSE); }
    ;
branches
    : branch                                        { $$ = list_one($branch); }
    | branches[l] COMMA branch                      { $$ = list_add($l, $branch); }
    ;
branch
    : call                                          { $$ = node_branch(p, NULL, $call); }
    | sequence ASSIGN call                          { $$ = node_branch(p, node_sequence(p, $sequence), $call); }
    ;
arguments
    : %empty                                        { $$ = list_empty(); }
    | argument_list
    ;
argument_list
    : assignment                                    { $$ = list_add(list_empty(), $assignment); }
    | argument_list[l] COMMA assignment             { $$ = list_add($l, $assignment); }
    ;

%%

static int acm_parse_lex(ACM_PARSE_STYPE *value, parser *p)
{
    return parser_next(p, &value->token);
}

static void acm_parse_error(parser *p, const char *message)
{
    parser_failed(p, message);
}

static int yyreport_syntax_error(const yypcontext_t *context, parser *p)
{
    enum { ROOM = 80 };
    yysymbol_kind_t expected[ROOM];
    const char *names[ROOM];
    int count = yypcontext_expected_tokens(context, expected, ROOM);
    for (int i = 0; i < count; i++)
        names[i] = yysymbol_name(expected[i]);
    parser_unexpected(p, names, count < 0 ? 0 : count);
    return 0;
}
