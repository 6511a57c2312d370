/* The rules of language.md that the grammar can't hold to: the walk over the tree. */
#include "check.h"

#include "check_internal.h"
#include "cleanup_attribute.h"
#include "shape.h"

static void check_statement(checker *c, const node *n);

enum { MAX_STATEMENTS = 3000, MAX_LABELS = 4000 };

bool check_expression(checker *c, const node *n, expression_place place)
{
    if (!n)
        return true;
    bool good = check_tokens(c, n->first, n->last, place);
    size_t errors = diag_error_count(c->diag);
    check_calls(c, n->first, n->last);
    check_awaits_in(c, n);
    if (errors == diag_error_count(c->diag))
        follow_expression(c, n);
    return good;
}

/* ---- statements ---- */

/* The names that are declared from here on end with N; gives what those around do. */
static const node *open_scope(checker *c, const node *n)
{
    const node *around = c->scope;
    open_names(c);
    c->scope = n;
    return around;
}

static void close_scope(checker *c, const node *around)
{
    close_names(c);
    c->scope = around;
}

static void check_in_scope(checker *c, const node *n)
{
    const node *around = open_scope(c, n);
    check_statement(c, n);
    close_scope(c, around);
}

static void check_statements(checker *c, const node *list)
{
    const region *outside = c->region;
    const node *cleanup = c->cleanup;
    size_t events = c->events.count;
    for (const node *n = list; n; n = n->next) {
        c->in_list = true;
        check_statement(c, n);
        if (cleanup_attribute_is_deferred(c->arena, c->tokens, node_behind_labels(n), n->next))
            c->cleanup = n;
        if (n->kind == NODE_DEFER)
            enter_region(c, REGION_AFTER_DEFER, n);
    }
    run_deferred(c, events);
    c->region = outside;
    c->cleanup = cleanup;
}

static void check_block(checker *c, const node *n)
{
    if (!n)
        return;
    const node *around = open_scope(c, n);
    check_statements(c, n->block.statements);
    close_scope(c, around);
}

static void check_region(checker *c, region_kind kind, const node *statement, const node *block)
{
    const region *outside = enter_region(c, kind, statement);
    check_block(c, block);
    c->region = outside;
}

static void check_if(checker *c, const node *n)
{
    check_expression(c, n->branch.condition, IN_EXPRESSION);
    way before = c->way;
    check_in_scope(c, n->branch.then);
    way after = c->way;
    c->way = before;
    if (n->branch.otherwise)
        check_in_scope(c, n->branch.otherwise);
    c->way = join_ways(after, c->way);
}

/* What break and continue leave. */
static void check_loop_body(checker *c, breakable *b, const node *body)
{
    breakable *loop = c->loop, *outer = c->breakable, *outer_switch = c->inner_switch;
    b->region = c->region;
    b->cleanup = c->cleanup;
    b->outer = outer;
    b->out.is_closed = b->again.is_closed = true;
    if (b->node->kind == NODE_SWITCH)
        c->inner_switch = b;
    else
        c->loop = b;
    c->breakable = b;
    check_in_scope(c, body);
    c->loop = loop;
    c->breakable = outer;
    c->inner_switch = outer_switch;
    c->way = join_ways(c->way, b->again);
}

static void check_switch(checker *c, const node *n)
{
    breakable b = {.node = n};
    check_expression(c, n->loop.condition, IN_EXPRESSION);
    begin_switch(c, &b);
    check_loop_body(c, &b, n->loop.body);
    end_switch(c, &b);
}

static void check_loop_statement(checker *c, const node *n)
{
    breakable b = {.node = n};
    way out = {.is_closed = true};
    const node *around = open_scope(c, n);
    const node *cleanup = c->cleanup;
    if (n->loop.initial)
        check_statement(c, n->loop.initial);
    if (cleanup_attribute_in_for_is_deferred(c->arena, c->tokens, n))
        c->cleanup = n;
    b.begun = ++c->clock;
    if (n->kind != NODE_DO)
        check_expression(c, n->loop.condition, IN_EXPRESSION);
    if (n->kind != NODE_DO && n->loop.condition)
        out = c->way;
    check_loop_body(c, &b, n->loop.body);
    check_expression(c, n->loop.step, IN_EXPRESSION);
    check_dropped(c, n->loop.step);
    if (n->kind == NODE_DO) {
        check_expression(c, n->loop.condition, IN_EXPRESSION);
        out = c->way;
    }
    end_loop(c, &b, out);
    c->cleanup = cleanup;
    close_scope(c, around);
}

static void check_loop_macro(checker *c, const node *n)
{
    breakable b = {.node = n};
    uint32_t close = n->loop.body->first - 1;
    open_names(c);
    check_no_await(c, n->first, close, "the arguments of a macro that makes a loop");
    check_calls(c, n->first, close);
    follow_names(c, n->first + 1, close);
    declare_by_macros(c, n->first);
    note_opaque(c, n->first, close);
    b.begun = ++c->clock;
    use_by_loop_macro(c, n->first);
    way out = c->way;
    if (macro_makes_loop(c->program, n->first)) {
        check_loop_body(c, &b, n->loop.body);
        end_opaque_loop(c, n->first, b.begun);
        end_loop(c, &b, out);
    } else {
        check_in_scope(c, n->loop.body);
        c->way = join_ways(out, c->way);
    }
    close_names(c);
}

static void check_with(checker *c, const node *n)
{
    if (c->is_plain) {
        not_in_plain_method(c, n->first, n->first + n->with.is_async, n->with.is_async ? "async with" : "with");
    } else if (n->with.is_async) {
        check_async(c, n->first, n->first + 1, "async with");
    }
    const node *around = open_scope(c, n);
    for (const node *item = n->with.items; item; item = item->next)
        check_with_item(c, n, item);
    if (n->with.is_async)
        note_suspension(c, n->first);
    check_region(c, REGION_WITH, n, n->with.body);
    if (n->with.is_async) {
        c->way.is_closed = false;         /* an error may have been suppressed */
        note_suspension(c, n->last);
    }
    close_scope(c, around);
}

static void check_handler(checker *c, const node *n)
{
    const node *outer = c->handler;
    c->handler = n;
    open_names(c);
    if (n->handler.name) {
        local *l = declare_local(c, LOCAL_HANDLER, n->handler.name, (range){1, 0}, (range){1, 0});
        l->statement = n;
    }
    check_region(c, REGION_HANDLER, n, n->handler.body);
    close_names(c);
    c->handler = outer;
}

static void check_try(checker *c, const node *n)
{
    if (c->is_plain)
        not_in_plain_method(c, n->first, n->first, "try");
    way before = c->way;
    check_region(c, REGION_TRY, n, n->attempt.body);
    check_handlers(c, n);
    way after = c->way, raised = anywhere_since(c, before), end = {.is_closed = true};
    for (const node *h = n->attempt.handlers; h; h = h->next) {
        c->way = raised;
        check_handler(c, h);
        end = join_ways(end, c->way);
    }
    c->way = after;
    check_region(c, REGION_ELSE, n, n->attempt.otherwise);
    bool ends = !join_ways(end, c->way).is_closed;
    c->way = join_ways(end, c->way);
    if (!n->attempt.finally)
        return;
    c->way = anywhere_since(c, before);
    check_region(c, REGION_FINALLY, n, n->attempt.finally);
    c->way.is_closed |= !ends;
}

static void check_defer(checker *c, const node *n, bool in_list)
{
    if (c->is_plain)
        not_in_plain_method(c, n->first, n->first, "defer");
    if (!in_list) {
        bool label = c->labels_before > 0;
        span at = span_of(c, n->first, n->first);
        diag_error(c->diag, at, label ? "a label can't stand before 'defer'" : "'defer' must stand in a block of its own: it runs when that is left");
        if (label)
            diag_fix(c->diag, (span){at.source, at.start, at.start}, "; ");
    }
    way before = c->way;
    bool outer = c->in_defer;
    c->in_defer = true;
    check_region(c, REGION_DEFER, n, n->defer.body);
    c->in_defer = outer;
    c->way = before;
}

static void check_label(checker *c, const node *n)
{
    if (n->kind == NODE_LABEL)
        note_label(c, n);
    else
        check_case(c, n);
    if (n->kind == NODE_CASE && n->label.tokens.last > n->label.tokens.first)
        check_calls(c, n->label.tokens.first + 1, n->label.tokens.last);
    c->labels_before++;
    check_statement(c, n->label.statement);
    c->labels_before--;
}

static void check_async_for(checker *c, const node *n)
{
    check_generator_call(c, n);
    open_names(c);
    if (n->async_for.name)
        declare_local(c, LOCAL_AS, n->async_for.name, n->async_for.specifiers, n->async_for.declarator)->statement = n;
    const region *outside = enter_region(c, REGION_ASYNC_FOR, n);
    check_loop_body(c, &(breakable){.node = n}, n->async_for.body);
    c->region = outside;
    close_names(c);
}

static void note_directive(checker *c, const node *n)
{
    directive_kind kind = directive_of(c->arena, c->tokens, n->first);
    c->directives += kind == DIRECTIVE_IF || kind == DIRECTIVE_ELSE || kind == DIRECTIVE_ENDIF;
}

/* The passes after this one descend too. */
static bool is_too_deep(checker *c, const node *n)
{
    bool label = node_is_label(n);
    if (label ? c->labels_before < MAX_LABELS : c->statements < MAX_STATEMENTS)
        return false;
    if (!c->is_too_deep && !c->tokens->is_too_deep)
        diag_error(c->diag, span_of(c, n->first, n->first), "%s nested deeper than %d", label ? "labels" : "statements",
                   label ? MAX_LABELS : MAX_STATEMENTS);
    c->is_too_deep = true;
    return true;
}

static void check_statement_inside(checker *c, const node *n, bool in_list);

static void check_statement(checker *c, const node *n)
{
    bool in_list = c->in_list, label = node_is_label(n);
    unsigned labels = c->labels_before;
    if (is_too_deep(c, n))
        return;
    c->in_list = false;
    if (!label && n->kind != NODE_DEFER)
        c->labels_before = 0;
    c->statements += !label;
    check_statement_inside(c, n, in_list);
    c->statements -= !label;
    c->labels_before = labels;
}

static void check_expression_statement(checker *c, const node *n)
{
    uint32_t first = n->expression.value->first, last = n->expression.value->last;
    bool is_head = c->t[first + 1].lexeme == '(' && c->t[first + 1].mate < last && c->t[c->t[first + 1].mate + 1].lexeme == LEX_NAME;
    if (is_head)                          /* MACRO(x) f(x); */
        note_opaque(c, first, last);
    check_expression(c, n->expression.value, IN_EXPRESSION);
    check_dropped(c, n->expression.value);
    note_stores(c, n);
    note_assignment(c, first, last);
    if (!is_head)
        note_opaque(c, first, last);
    declare_by_macros(c, first);
}

static void check_statement_inside(checker *c, const node *n, bool in_list)
{
    switch (n->kind) {
    case NODE_BLOCK: check_block(c, n); break;
    case NODE_EXPRESSION: check_expression_statement(c, n); break;
    case NODE_DECLARATION: check_declaration(c, n); break;
    case NODE_DIRECTIVE: note_directive(c, n); break;
    case NODE_IF: check_if(c, n); break;
    case NODE_SWITCH: check_switch(c, n); break;
    case NODE_LOOP_MACRO: check_loop_macro(c, n); break;
    case NODE_WHILE: case NODE_DO: case NODE_FOR: check_loop_statement(c, n); break;
    case NODE_CASE: case NODE_DEFAULT: case NODE_LABEL: check_label(c, n); break;
    case NODE_GOTO: note_goto(c, n); break;
    case NODE_BREAK: case NODE_CONTINUE: check_break(c, n); break;
    case NODE_RETURN:
        if (check_expression(c, n->expression.value, IN_EXPRESSION)) {
            check_return(c, n);
            check_returned(c, n);
        }
        break;
    case NODE_YIELD:
        if (check_expression(c, n->expression.value, IN_EXPRESSION))
            check_yield(c, n);
        break;
    case NODE_WITH: check_with(c, n); break;
    case NODE_ASYNC_FOR: check_async_for(c, n); break;
    case NODE_TRY: check_try(c, n); break;
    case NODE_RAISE:
        check_raise(c, n);
        close_way(c);
        break;
    case NODE_DEFER: check_defer(c, n, in_list); break;
    default: break;
    }
}

/* ---- forms ---- */

static void check_body(checker *c, const symbol *s, const node *n)
{
    c->symbol = s;
    c->form = n;
    c->is_plain = n->form.kind == FORM_METHOD && !n->form.is_async && !token_is(c->tokens, n->form.signature->name, "enter")
        && !token_is(c->tokens, n->form.signature->name, "exit");
    c->says_not_async = false;
    forget_names(c);
    open_names(c);
    c->scope = n->form.body;
    signature *sig = n->form.signature;
    for (size_t i = 0; i < sig->parameters.count; i++)
        if (sig->parameters.at[i].name)
            declare_local(c, LOCAL_PARAMETER, sig->parameters.at[i].name, sig->parameters.at[i].specifiers, sig->parameters.at[i].declarator);
    if (n->form.kind == FORM_METHOD) {
        local *self = declare_local(c, LOCAL_PARAMETER, 0, (range){1, 0}, (range){1, 0});
        self->manager = s->manager;
        self->is_pointer = true;
    }
    const region *outside = enter_region(c, REGION_BODY, n->form.body);
    check_statements(c, n->form.body->block.statements);
    check_jumps(c);
    c->region = outside;
    close_names(c);
}

static void check_form(checker *c, const symbol *of, const node *n)
{
    const symbol *s = n->form.kind == FORM_METHOD ? symbol_method(of, text_of(c, n->form.signature->name)) : program_symbol_of(c->program, n);
    if (!s)
        return;
    bool is_read = !diag_has_error_in(c->diag, node_span(c->tokens, n));      /* else the tree may not be what was meant */
    check_signature(c, n);
    if (!n->form.body)
        return;
    check_body(c, s, n);
    check_arms_at(c, n->form.body->first, n->form.body->last);
    if (c->is_too_deep)
        return;
    tree_set_parents(n->form.body);
    if (is_read)
        check_paths(c, n);
}

static void check_members(checker *c, const node *manager)
{
    const symbol *s = program_symbol_of(c->program, manager);
    if (!s || s->kind != SYMBOL_MANAGER)
        return;
    check_manager(c, s, manager);
    for (const node *m = manager->manager.members; m; m = m->next) {
        if (m->kind == NODE_FORM)
            check_form(c, s, m);
        for (const node *d = m->kind == NODE_FIELD ? m->field.declarators : NULL; d; d = d->next)
            if (d->declarator.initializer)
                check_no_await(c, d->declarator.initializer->first, d->declarator.initializer->last, "the default of a field");
    }
}

void check(program *p)
{
    checker *c = arena_alloc(p->arena, sizeof *c);
    *c = (checker){.program = p, .arena = p->arena, .diag = p->diag, .tokens = p->main->tokens, .t = p->main->tokens->at};
    size_t imports = 0;
    for (const node *n = p->main->unit->items; n; n = n->next)
        imports += n->kind == NODE_IMPORT;
    c->lacks_names = p->main->imports.count < imports || c->tokens->has_lost_form;
    collect_file_names(c);
    mark_results(p);
    for (const node *n = p->main->unit->items; n; n = n->next) {
        switch (n->kind) {
        case NODE_C: check_c(c, n); break;
        case NODE_ERROR: check_error_form(c, n); break;
        case NODE_FORM: check_form(c, NULL, n); break;
        case NODE_MANAGER: check_members(c, n); break;
        default: break;
        }
    }
    check_prototypes(c);
    check_imported_errors(c);
}
