/* The operations of a plan, one for each line or so. */
#include <string.h>

#include "conditional.h"
#include "emit.h"

/* What only a label leads to that nothing goes to, or has no need to be. */
static bool is_unreachable(const op *o)
{
    return (o->only_if && !o->only_if->is_used && !o->only_if->is_fallen_to) || (o->only_in_frame && !o->only_in_frame->in_frame);
}

/* ---- lines ---- */

static uint32_t line_of(const emitter *e, uint32_t token)
{
    return token ? source_line(e->tokens->source, e->tokens->at[token].start) : 0;
}

static void end_line(emitter *e, const op *o)
{
    if (o->comment)
        writer_printf(e->w, "%s%s", e->w->length && e->w->text[e->w->length - 1] == ' ' ? "" : " ", o->comment);
    writer_end(e->w);
}

static void begin(emitter *e, const op *o)
{
    writer_begin(e->w, line_of(e, o->source), 0);
}

/* ---- declarations ---- */

/* `_Static_assert` of the size that was counted, where it might be another. */
static void emit_count_check(emitter *e, const op *o, const initialized *x)
{
    begin(e, o);
    writer_put(e->w, "_Static_assert(sizeof ");
    emit_variable(e, x->variable);
    writer_put(e->w, " == sizeof (");
    variable unsized = *x->variable;
    unsized.count = NULL;
    emit_declaration(e, &unsized, "", true);
    writer_put(e->w, ")");
    emit_value(e, x->value);
    writer_put(e->w, ", \"the size of this array can't be deduced here; write it out\");");
    writer_end(e->w);
}

/* By way of a variable of C's, which may be initialized with anything. */
static void emit_opaque(emitter *e, const op *o, const initialized *x)
{
    begin(e, o);
    writer_put(e->w, "{ ");
    emit_declaration(e, x->variable, "initial", true);
    writer_put(e->w, " = ");
    emit_value(e, x->value);
    writer_put(e->w, "; acm_copy(&");
    emit_variable(e, x->variable);
    writer_put(e->w, ", &initial, sizeof initial); }");
    end_line(e, o);
}

static void emit_assignment(emitter *e, const op *o, const initialized *x)
{
    if (x->is_opaque) {
        emit_opaque(e, o, x);
        return;
    }
    if (x->variable->is_count_checked && x->braces)
        emit_count_check(e, o, x);
    begin(e, o);
    if (x->variable->is_constant || (x->variable->is_of_unknown_type && x->braces)) {
        writer_put(e->w, "acm_copy(&");
        emit_variable(e, x->variable);
        writer_put(e->w, x->variable->is_constant ? ", (" : ", &(");
        emit_declaration(e, x->variable, "", true);
        writer_put(e->w, x->variable->is_constant ? " [1]){" : ")");
        emit_value(e, x->value);
        writer_put(e->w, x->variable->is_constant ? "}, sizeof " : ", sizeof ");
        emit_variable(e, x->variable);
        writer_put(e->w, ");");
    } else if (x->variable->is_array && x->value) {          /* arrays can't be assigned */
        writer_printf(e->w, "acm_copy(");
        emit_variable(e, x->variable);
        writer_put(e->w, ", (");
        variable unsized = *x->variable;
        unsized.count = NULL;
        emit_declaration(e, &unsized, "", true);
        writer_put(e->w, x->braces ? ")" : "){");
        emit_value(e, x->value);
        writer_put(e->w, x->braces ? ", sizeof " : "}, sizeof ");
        emit_variable(e, x->variable);
        writer_put(e->w, ");");
    } else {
        emit_variable(e, x->variable);
        writer_put(e->w, " = ");
        if (x->braces) {
            writer_put(e->w, "(");
            emit_declaration(e, x->variable, "", true);
            writer_put(e->w, ")");
        }
        emit_value(e, x->value);
        writer_put(e->w, ";");
    }
    end_line(e, o);
}

static void emit_c_declaration(emitter *e, const op *o, const initialized *x)
{
    begin(e, o);
    emit_declaration(e, x->variable, x->variable->c_name, false);
    if (x->value) {
        writer_put(e->w, " = ");
        emit_value(e, x->value);
    }
    writer_put(e->w, ";");
    if ((x->variable->is_argument || x->variable->is_manager_object) && x->variable->mentions.count == 0)
        writer_printf(e->w, " (void)%s;", x->variable->c_name);
    end_line(e, o);
}

static void emit_declare(emitter *e, const op *o)
{
    for (size_t i = 0; i < o->initialized.count; i++) {
        const initialized *x = &o->initialized.at[i];
        if (!x->variable->in_frame)
            emit_c_declaration(e, o, x);
        else if (x->value)
            emit_assignment(e, o, x);
    }
}

/* Whether an operation writes a declaration of C's, before which a label can't stand. */
static bool declares(const op *o)
{
    if (o->kind != OP_DECLARE)
        return false;
    for (size_t i = 0; i < o->initialized.count; i++)
        if (!o->initialized.at[i].variable->in_frame)
            return true;
        else if (o->initialized.at[i].value)
            return false;
    return false;
}

static bool is_silent(const op *o)
{
    if (o->kind == OP_DECLARE) {
        for (size_t i = 0; i < o->initialized.count; i++)
            if (!o->initialized.at[i].variable->in_frame || o->initialized.at[i].value)
                return false;
        return true;
    }
    return o->kind == OP_MARK || o->kind == OP_BLANK || o->kind == OP_COMMENT || o->is_needless || o->in_for
        || (o->kind == OP_LABEL && !o->label->is_used) || is_unreachable(o);
}

/* A label needs a statement behind it. */
static const char *after_label(const op *o)
{
    for (o = o->next; o && is_silent(o); o = o->next)
        ;
    return !o || o->kind == OP_CLOSE || declares(o) || o->kind == OP_DIRECTIVE ? " ;" : "";
}

/* ---- jumps ---- */

static void emit_before(emitter *e, const action *a)
{
    for (size_t i = 0; i < a->before.count; i++) {
        writer_begin(e->w, 0, 0);
        emit_value(e, &a->before.at[i]->text);
        writer_end(e->w);
    }
}

static void put_action(emitter *e, const action *a, bool why_is_said)
{
    switch (a->kind) {
    case ACTION_GOTO: writer_printf(e->w, "goto %s;", a->label->name); break;
    case ACTION_BREAK: writer_put(e->w, "break;"); break;
    case ACTION_CONTINUE: writer_put(e->w, "continue;"); break;
    case ACTION_DONE: writer_put(e->w, "return acm_status_of(ACM_DONE);"); break;
    case ACTION_LEAVE:
        if (why_is_said || a->is_silent) {
            writer_printf(e->w, "goto %s;", a->label->name);
            break;
        }
        writer_put(e->w, "ACM_LEAVE(");
        emit_variable(e, a->record);
        writer_printf(e->w, ", %s, %s);", a->why, a->label->name);
        break;
    case ACTION_NONE: break;
    }
}

static void emit_jump(emitter *e, const op *o)
{
    if (o->is_needless)
        return;
    emit_before(e, o->action);
    begin(e, o);
    put_action(e, o->action, false);
    end_line(e, o);
}

static void emit_raised(emitter *e, const op *o)
{
    if (!o->is_needless)
        writer_line(e->w, "if (acm_raised(%s)) goto %s;", e->plan->task, o->label->name);
}

static void emit_reason(emitter *e, const op *o, const reason *r, bool only)
{
    bool block = r->action->before.count > 0 && !only;
    bool said = r->action->record == o->record;
    if (!only) {
        writer_begin(e->w, 0, 0);
        writer_put(e->w, "if (");
        emit_variable(e, o->record);
        writer_printf(e->w, ".why == %s)%s", r->why, block ? " {" : " ");
        if (!block)
            put_action(e, r->action, said);
        writer_end(e->w);
        if (!block)
            return;
        e->w->indent++;
    }
    emit_before(e, r->action);
    writer_begin(e->w, 0, 0);
    put_action(e, r->action, said);
    writer_end(e->w);
    if (block) {
        e->w->indent--;
        writer_line(e->w, "}");
    }
}

static void emit_dispatch(emitter *e, const op *o)
{
    if (o->is_needless)
        return;
    if (o->label)
        writer_line(e->w, "if (acm_raised(%s)) goto %s;", e->plan->task, o->label->name);
    for (size_t i = 0; i < o->reasons.count; i++)
        emit_reason(e, o, &o->reasons.at[i], !o->may_end && i + 1 == o->reasons.count);
}

/* ---- all ---- */

static void emit_open(emitter *e, const op *o)
{
    bool joined = o->joins && e->w->length > 1 && e->w->text[e->w->length - 2] == '}';
    if (joined) {
        e->w->length--;                   /* onto the line of the brace before */
        e->w->line--;
        e->w->presumed--;
        writer_put(e->w, " ");
    } else if (o->text.pieces.count == 0) {
        writer_begin_any(e->w, 0);
    } else {
        begin(e, o);
    }
    emit_value(e, &o->text);
    writer_put(e->w, o->text.pieces.count && o->kind == OP_OPEN ? " {" : o->kind == OP_OPEN ? "{" : "");
    if (o->comment && o->kind == OP_OPEN && o->text.pieces.count == 0)
        writer_put(e->w, "  ");
    end_line(e, o);
    e->w->indent++;
}

static void emit_label(emitter *e, const op *o)
{
    if (!o->label->is_used)
        return;
    writer_begin_any(e->w, 1);
    writer_printf(e->w, "%s:%s", o->label->name, after_label(o));
    end_line(e, o);
}

static void emit_comment(emitter *e, const op *o)
{
    if (o->line)
        writer_begin(e->w, o->line, 0);
    else
        writer_begin_any(e->w, 0);
    emit_value(e, &o->text);
    writer_end(e->w);
}

static void emit_line(emitter *e, const op *o)
{
    if (is_unreachable(o))
        return;
    writer_begin(e->w, line_of(e, o->source), o->at_margin);
    if (o->assigns && o->assigns->is_optional && o->assigns->mentions.count > 0) {
        emit_variable(e, o->assigns);
        writer_put(e->w, " = ");
    }
    emit_value(e, &o->text);
    if (o->is_label)
        writer_put(e->w, after_label(o));
    end_line(e, o);
}

static bool is_conditional(const emitter *e, const op *o)
{
    directive_kind kind = directive_of(e->program->arena, e->program->main->tokens, o->source);
    return kind == DIRECTIVE_IF || kind == DIRECTIVE_ELSE || kind == DIRECTIVE_ENDIF;
}

static void emit_operation(emitter *e, const op *o)
{
    if (o->braces && !o->braces->written)
        return;
    if (o->kind == OP_DIRECTIVE && is_conditional(e, o))
        emit_exposed(e, NULL);            /* an #undef in an arm may not be compiled */
    else if (!is_silent(o) && o->kind != OP_DIRECTIVE)
        emit_exposed(e, o);
    switch (o->kind) {
    case OP_LINE: emit_line(e, o); break;
    case OP_DECLARE:
        if (!o->in_for)
            emit_declare(e, o);
        break;
    case OP_OPEN: case OP_HEAD: emit_open(e, o); break;
    case OP_CLOSE:
        e->w->indent--;
        writer_begin_any(e->w, 0);
        writer_put(e->w, "}");
        emit_value(e, &o->text);
        end_line(e, o);
        break;
    case OP_LABEL: emit_label(e, o); break;
    case OP_AWAIT:
        begin(e, o);
        emit_value(e, &o->text);
        writer_printf(e->w, "%s);", o->label->name);
        end_line(e, o);
        break;
    case OP_JUMP: emit_jump(e, o); break;
    case OP_RAISED: emit_raised(e, o); break;
    case OP_DISPATCH: emit_dispatch(e, o); break;
    case OP_DIRECTIVE:
        writer_begin_source_text(e->w, line_of(e, o->source));
        emit_value(e, &o->text);
        emit_line_end(e);
        break;
    case OP_COMMENT: emit_comment(e, o); break;
    case OP_BLANK: writer_blank(e->w); break;
    case OP_MARK: break;
    }
}

void emit_operations(emitter *e, const plan *plan)
{
    unsigned hanging = 0;                 /* heads whose body is the next operation */
    for (const op *o = plan->ops.first; o; o = o->next) {
        emit_operation(e, o);
        if (o->kind == OP_HEAD) {
            hanging++;
        } else if (hanging && o->kind != OP_MARK && !(o->kind == OP_OPEN)) {
            e->w->indent -= hanging;
            hanging = 0;
        } else if (hanging && o->kind == OP_OPEN) {
            hanging = 0;
        }
    }
    emit_exposed(e, NULL);
}
