/* A form's body as a plan: the way in. */
#include "file_types.h"
#include "lower_internal.h"

#include <string.h>

/* Whether the file uses a name that acmc would like for its own, or may: a type's.  Other forms, which are called, are nothing of that name in C. */
static bool is_taken(const lowering *l, const char *name)
{
    const symbol *s = program_find_anywhere(l->program, name);
    if (s && (s->kind == SYMBOL_MANAGER || s->kind == SYMBOL_ERROR))
        return true;
    for (uint32_t i = 1; i < l->tokens->count; i++)
        if (l->t[i].lexeme == LEX_NAME && token_is(l->tokens, i, name) && l->t[i - 1].lexeme != LEX_ARROW && l->t[i - 1].lexeme != '.'
            && !(s && l->t[i + 1].lexeme == '(' && program_find_token(l->program, i)))
            return true;
    return false;
}

static bool is_own(const program *p, const char *name)
{
    return (p->own_f && strcmp(name, p->own_f) == 0) || (p->own_frame && strcmp(name, p->own_frame) == 0) || (p->own_task && strcmp(name, p->own_task) == 0);
}

const char *unused_name(lowering *l, const char *name)
{
    while (is_taken(l, name) || is_own(l->program, name))
        name = arena_printf(l->arena, "%s_", name);
    return name;
}

static void declare_parameters(lowering *l, op *begin)
{
    signature *sig = l->plan->signature;
    if (l->symbol->manager) {
        variable *self = new_variable(l, "self");
        use_manager(l, self, l->symbol->manager, true);
        self->is_parameter = self->always_in_frame = true;
        self->birth = begin;
        declare_variable(l, self);
    }
    for (size_t i = 0; i < sig->parameters.count; i++) {
        const parameter *p = &sig->parameters.at[i];
        if (!p->name)
            continue;
        variable *x = new_variable(l, token_text(l->arena, l->tokens, p->name));
        describe_parameter(l, x, p);
        x->is_parameter = x->always_in_frame = true;
        x->birth = begin;
        declare_variable(l, x);
    }
}

/* Awaits first: their numbers are the states of the function. */
static void number_points(lowering *l)
{
    plan *p = l->plan;
    for (size_t i = 0; i < p->states.count; i++) {
        do
            p->point_count++;
        while (is_users_label(l, arena_printf(l->arena, "resume_%u", p->point_count)));
        p->points.at[p->states.at[i]].number = p->point_count;
    }
    for (size_t i = 1; i < p->points.count; i++)
        if (p->points.at[i].number == 0)
            p->points.at[i].number = ++p->point_count;
}

plan *lower_form(program *program, symbol *symbol)
{
    lowering l = {.program = program, .arena = program->arena, .tokens = program->main->tokens, .t = program->main->tokens->at,
                  .symbol = symbol, .body = symbol->node->form.body, .is_live = true};
    plan *p = arena_alloc(l.arena, sizeof *p);
    l.plan = p;
    l.ops = &p->ops;
    p->symbol = symbol;
    p->signature = symbol_signature(symbol);
    p->result = (variable){.name = "result", .member = "result", .c_name = "result", .in_frame = true, .is_result = true,
                           .specifiers = p->signature->specifiers, .name_token = p->signature->name,
                           .declarator = {p->signature->declarator.first, p->signature->name},
                           .is_pointer = p->signature->name > p->signature->declarator.first};
    p->result.is_constant = !p->result.is_pointer && type_is_constant(program, l.tokens, p->signature->specifiers);
    p->f = program->own_f ? program->own_f : (program->own_f = unused_name(&l, "f"));
    p->frame = program->own_frame ? program->own_frame : (program->own_frame = unused_name(&l, "frame"));
    p->task = program->own_task ? program->own_task : (program->own_task = unused_name(&l, "task"));
    bool context = symbol->kind == SYMBOL_CONTEXT || symbol->kind == SYMBOL_GENERATOR;
    unsigned none = 0;
    p->raised.name = context ? "ended" : "raised";
    for (uint32_t i = l.body->first; i < l.body->last; i++)
        if (l.t[i].lexeme == LEX_NAME && l.t[i + 1].lexeme == ':' && token_is(l.tokens, i, p->raised.name))
            p->raised.name = new_label(&l, p->raised.name, &none)->name;

    enclosure function = {.label = context ? &p->raised : NULL};
    push_enclosure(&l, &function, ENCLOSURE_FUNCTION, NULL, l.body);
    op *begin = add_op(&l, OP_MARK);
    scope *s = open_scope(&l);
    declare_parameters(&l, begin);
    watch w;
    bool is_watched = begin_watched_body(&l, symbol, &w);
    lower_block_inside(&l, l.body, !context && !is_watched);
    if (is_watched)
        end_watched_body(&l, symbol, &w);
    close_scope(&l, s);
    if (l.is_live && strcmp(symbol->c_name, "main") == 0 && !p->signature->is_void)
        add_formatted(&l, OP_LINE, "%V = 0;", &p->result)->source = 0;       /* C11, 5.1.2.2.3 */
    p->ends = l.is_live;
    number_points(&l);
    mark_labels(p);
    drop_unused_records(p);
    place_variables(&l);
    return p;
}

/* A method that does not name its object says so to the compiler. */
static void note_unused_self(lowering *l, patches *p)
{
    if (is_watching(l)) {
        patch_text(l, p, (range){l->body->first, l->body->first}, arena_printf(l->arena, "{ %s", watch_use(l, l->symbol)));
        return;
    }
    for (uint32_t i = l->body->first; i < l->body->last; i++)
        if (l->t[i].lexeme == LEX_NAME && token_is(l->tokens, i, "self"))
            return;
    patch_text(l, p, (range){l->body->first, l->body->first}, "{ (void)self;");
}

value *lower_method(program *program, symbol *symbol)
{
    const node *body = symbol->node->form.body;
    lowering l = {.program = program, .arena = program->arena, .tokens = program->main->tokens, .t = program->main->tokens->at,
                  .symbol = symbol, .body = body};
    l.plan = arena_alloc(l.arena, sizeof *l.plan);
    l.plan->signature = symbol_signature(symbol);
    l.ops = &l.plan->ops;
    open_scope(&l);
    declare_parameters(&l, NULL);
    patches *p = arena_alloc(l.arena, sizeof *p);
    note_unused_self(&l, p);
    return tokens_value(&l, (range){body->first, body->last}, p->count ? p : NULL);
}
