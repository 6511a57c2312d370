/* One .acm file to C: the passes, in order. */
#include "translate.h"

#include "check.h"
#include "emit.h"
#include "lower.h"
#include "module.h"

/* Whether it becomes a function, as far as is known: static ones that can be spliced do if something calls them. */
static bool is_function(const program *p, const symbol *s)
{
    bool form = s->module == p->main && s->node->kind == NODE_FORM && s->node->form.body && !is_plain_method(s);
    bool spliced = s->kind == SYMBOL_CONTEXT || s->manager;
    return form && (!spliced || s->needs_function || !s->is_static);
}

/* Users are lowered before what they use, so that it is known by then which of it is called and which only spliced; but for users that are
 * declared before what they use, which may call what had no caller until then. */
static plan **lower_all(program *p)
{
    size_t count = p->main->symbols.count;
    plan **plans = arena_alloc(p->arena, (count + 1) * sizeof *plans);
    mark_exported(p);
    for (bool again = true; again; ) {
        again = false;
        for (size_t i = count; i > 0; i--) {
            symbol *s = p->main->symbols.at[i - 1];
            share_uses(p, s);
            if (!plans[i - 1] && is_function(p, s)) {
                plans[i - 1] = lower_form(p, s);
                again = true;
            }
        }
    }
    return plans;
}

bool translate(translation *t, const char *path, const translate_options *options)
{
    program *p = program_load(t->arena, t->diag, path, options);
    if (!p)
        return false;
    t->source = p->main->tokens->source;
    t->unit = p->main->unit;
    for (size_t i = 0; i < p->modules.count; i++)
        LIST_ADD(t->arena, t->imports, p->modules.at[i]->path);
    if (p->main->tokens->is_torn)
        return false;                     /* what would be said of the pieces helps nobody */
    check(p);                             /* after syntax errors too, of what could be parsed */
    if (diag_has_errors(t->diag))
        return false;
    plan **plans = lower_all(p);
    if (diag_has_errors(t->diag))
        return false;
    t->program = p;
    t->plans = plans;
    t->c = emit_c(p, plans, false, &t->c_length);
    if (options->measures_frames)
        t->measured_c = emit_c(p, plans, true, &t->measured_length);
    t->header = emit_header(p, plans, &t->header_length);
    return true;
}

void translate_print_tree(const translation *t, FILE *to)
{
    tree_print(t->unit, to);
}
