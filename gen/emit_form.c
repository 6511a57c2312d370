/* A form as C: its frame, its function, and how it is started and called. */
#include <string.h>

#include "check.h"
#include "conditional.h"
#include "emit.h"
#include "file_types.h"

static const char *text(const emitter *e, const symbol *s, range r)
{
    return tokens_text(e->program->arena, s->module->tokens, r.first, r.last);
}

/* ---- parameters ---- */

/* Where a name goes in a declarator that has none: before the first bracket, or behind the `*` of `(*)`. */
static const char *named(const emitter *e, const char *declarator, const char *name)
{
    size_t at = strlen(declarator);
    const char *inner = strstr(declarator, "(*"), *bracket = strchr(declarator, '[');
    if (inner)
        at = (size_t)(inner + 2 - declarator);
    else if (bracket)
        at = (size_t)(bracket - declarator);
    return arena_printf(e->program->arena, "%.*s%s%s", (int)at, declarator, name, declarator + at);
}

static const char *parameter_name(const emitter *e, const symbol *s, size_t i)
{
    const parameter *p = &symbol_signature(s)->parameters.at[i];
    return p->name ? token_text(e->program->arena, s->module->tokens, p->name)
                   : arena_printf(e->program->arena, "parameter_%zu", i + 1);
}

static const char *parameter_text(const emitter *e, const symbol *s, size_t i)
{
    const parameter *p = &symbol_signature(s)->parameters.at[i];
    const char *specifiers = text(e, s, p->specifiers), *declarator = text(e, s, p->declarator);
    if (!p->name)
        declarator = named(e, declarator, parameter_name(e, s, i));
    return arena_printf(e->program->arena, "%s %s", specifiers, declarator);
}

/* `, int n, struct res *r`; with `self` first in methods. */
const char *emit_parameters(const emitter *e, const symbol *s, bool only_names)
{
    arena *a = e->program->arena;
    const char *all = "";
    if (s->manager)
        all = only_names ? ", self" : arena_printf(a, ", %s *self", manager_type(s->manager, a));
    for (size_t i = 0; i < symbol_signature(s)->parameters.count; i++)
        all = arena_printf(a, "%s, %s", all, only_names ? parameter_name(e, s, i) : parameter_text(e, s, i));
    return all;
}

/* A name of acmc's for a function's own parameter that no parameter of the user's has, and no declaration of the file. */
const char *own_name(const emitter *e, const symbol *s, const char *name)
{
    const symbol *same = program_find_anywhere(e->program, name);
    if (is_declared_in_file(e->program, name) || (same && (same->kind == SYMBOL_MANAGER || same->kind == SYMBOL_ERROR)))
        return own_name(e, s, arena_printf(e->program->arena, "%s_", name));
    for (size_t i = 0; i < symbol_signature(s)->parameters.count; i++)
        if (strcmp(parameter_name(e, s, i), name) == 0)
            return own_name(e, s, arena_printf(e->program->arena, "%s_", name));
    return name;
}

static const char *call_head(const emitter *e, const symbol *s)
{
    return arena_printf(e->program->arena, "%sacm_status %s_call(%s *%s, acm_frame *%s, acm_task *%s%s)", emit_attributes(e, s, ATTRIBUTES_OF_CALLERS), s->c_name,
                        frame_tag(s, e->program->arena), own_name(e, s, "f"), own_name(e, s, "caller"), own_name(e, s, "task"), emit_parameters(e, s, false));
}

static const char *start_head(const emitter *e, const symbol *s)
{
    return arena_printf(e->program->arena, "%svoid %s_start(%s *%s%s)", emit_attributes(e, s, ATTRIBUTES_OF_CALLERS), s->c_name, frame_tag(s, e->program->arena), own_name(e, s, "f"),
                        emit_parameters(e, s, false));
}

static uint32_t line_of_head(const emitter *e, const symbol *s)
{
    const signature *sig = symbol_signature(s);
    uint32_t line = 0;
    for (size_t i = 0; line == 0 && i < sig->parameters.count; i++)
        line = line_of_unknown_type(e, s->module->tokens, sig->parameters.at[i].specifiers);
    return line;
}

static void emit_head(emitter *e, const symbol *s, const char *storage, const char *head, const char *end)
{
    writer_begin(e->w, line_of_head(e, s), 0);
    writer_printf(e->w, "%s%s%s\n", storage, head, end);
}

/* ---- the function ---- */

static void emit_points(emitter *e, const symbol *s, const plan *p)
{
    if (p->points.count < 2)
        return;
    writer_line(e->w, "static const acm_point %s_points[] = {", s->c_name);
    e->w->indent++;
    writer_line(e->w, "{0, 0, NULL, 0},");
    size_t *by_number = arena_alloc(e->program->arena, (p->point_count + 1) * sizeof *by_number);
    for (size_t i = 1; i < p->points.count; i++)
        by_number[p->points.at[i].number] = i;
    for (size_t i = 1; i <= p->point_count; i++) {
        if (by_number[i] == 0) {
            writer_line(e->w, "{0, 0, NULL, 0},");
            continue;
        }
        const point *at = &p->points.at[by_number[i]];
        unsigned line = source_line(e->tokens->source, e->tokens->at[at->token].start);
        unsigned within = p->points.at[at->within].number;
        if (at->name)
            writer_line(e->w, "{%u, %u, \"%s\", %u},", line, p->points.at[at->at].number, at->name, within);
        else
            writer_line(e->w, "{%u, 0, NULL, %u},", line, within);
    }
    e->w->indent--;
    writer_line(e->w, "};");
}

static const char *string_of(const emitter *e, const char *text)
{
    char *quoted = arena_alloc(e->program->arena, 2 * strlen(text) + 1), *to = quoted;
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            *to++ = '\\';
        *to++ = *text;
    }
    return quoted;
}

static void emit_function_table(emitter *e, const symbol *s, const plan *p)
{
    const char *tag = frame_tag(s, e->program->arena);
    writer_line(e->w, "%s%sconst acm_function %s_function = {", s->is_static ? "static " : "", emit_attributes(e, s, ATTRIBUTES_OF_USE), s->c_name);
    e->w->indent++;
    writer_line(e->w, "%s_resume, \"%s\", \"%s\", %s%s, sizeof(%s),", s->c_name, s->c_name, string_of(e, e->program->main->path),
                p->points.count < 2 ? "NULL" : s->c_name, p->points.count < 2 ? "" : "_points", tag);
    if (p->signature->is_void)
        writer_line(e->w, "0, 0");
    else
        writer_line(e->w, "offsetof(%s, result), sizeof(((%s *)0)->result)", tag, tag);
    e->w->indent--;
    writer_line(e->w, "};");
}

/* A va_list may be an array, which can't be assigned. */
static bool is_va_list(const emitter *e, const variable *x)
{
    return !range_empty(x->specifiers) && x->declarator.last == x->declarator.first
        && (token_is(e->tokens, x->specifiers.last, "va_list") || token_is(e->tokens, x->specifiers.last, "__builtin_va_list"));
}

/* A typedef of a header that may be an array: what the C compiler says of that is to be said of the parameter. */
static bool may_be_array(const emitter *e, const variable *x)
{
    return x->is_of_unknown_type && x->name_token && type_may_be_misspelled(e->program, e->tokens, x->specifiers);
}

static void assign_parameter(emitter *e, const char *f, const variable *x)
{
    if (may_be_array(e, x))
        writer_begin(e->w, source_line(e->tokens->source, e->tokens->at[x->name_token].start), 0);
    else
        writer_begin(e->w, 0, 0);
    writer_printf(e->w, "%s->%s = %s;", f, x->member, x->name);
    writer_end(e->w);
}

static void assign_parameters(emitter *e, const symbol *s, const plan *p)
{
    size_t at = 0;
    for (size_t i = 0; i < p->variables.count; i++) {
        const variable *x = p->variables.at[i];
        if (x->is_parameter && x->is_constant)
            writer_line(e->w, "acm_copy(&%s->%s, &%s, sizeof %s);", own_name(e, s, "f"), x->member, x->name, x->name);
        else if (x->is_parameter && is_va_list(e, x))
            writer_line(e->w, "va_copy(%s->%s, %s);", own_name(e, s, "f"), x->member, x->name);
        else if (x->is_parameter)
            assign_parameter(e, own_name(e, s, "f"), x);
    }
    for (at = 0; at < p->signature->parameters.count; at++)
        if (!p->signature->parameters.at[at].name)
            writer_line(e->w, "(void)%s;", parameter_name(e, s, at));
}

static void emit_call(emitter *e, const symbol *s, const plan *p)
{
    const char *f = own_name(e, s, "f");
    writer_blank(e->w);
    emit_head(e, s, s->is_static ? "static inline " : "", call_head(e, s), "");
    writer_line(e->w, "{");
    e->w->indent++;
    writer_line(e->w, "acm_frame_init(&%s->acm, &%s_function, %s);", f, s->c_name, own_name(e, s, "caller"));
    assign_parameters(e, s, p);
    writer_line(e->w, "return %s_resume(&%s->acm, %s);", s->c_name, f, own_name(e, s, "task"));
    e->w->indent--;
    writer_line(e->w, "}");
}

static void emit_start(emitter *e, const symbol *s, const plan *p)
{
    const char *f = own_name(e, s, "f");
    writer_blank(e->w);
    emit_head(e, s, s->is_static ? "static " : "", start_head(e, s), "");
    writer_line(e->w, "{");
    e->w->indent++;
    writer_line(e->w, "acm_frame_init(&%s->acm, &%s_function, NULL);", f, s->c_name);
    assign_parameters(e, s, p);
    e->w->indent--;
    writer_line(e->w, "}");
}

static directive_kind kind_of(const emitter *e, const op *o)
{
    return o->kind == OP_DIRECTIVE ? directive_of(e->program->arena, e->tokens, o->source) : DIRECTIVE_OTHER;
}

static bool awaits_in_conditionals(const emitter *e, const plan *p)
{
    int depth = 0;
    for (const op *o = p->ops.first; o; o = o->next) {
        directive_kind kind = kind_of(e, o);
        depth += (kind == DIRECTIVE_IF) - (kind == DIRECTIVE_ENDIF);
        if (o->kind == OP_AWAIT && depth > 0)
            return true;
    }
    return false;
}

/* A way back to each await; those that only some arm of an #if has, in the same arm. */
static void emit_cases(emitter *e, const plan *p, bool with_conditionals)
{
    for (const op *o = p->ops.first; o; o = o->next) {
        if (o->kind == OP_AWAIT) {
            unsigned state = p->points.at[o->point].number;
            writer_line(e->w, "case %u: goto resume_%u;", state, state);
            continue;
        }
        directive_kind kind = kind_of(e, o);
        if (with_conditionals && (kind == DIRECTIVE_IF || kind == DIRECTIVE_ELSE || kind == DIRECTIVE_ENDIF)) {
            writer_begin_source_text(e->w, 0);
            emit_value(e, &o->text);
            emit_line_end(e);
        }
    }
}

/* The lines before the user's first. */
static void emit_dispatch_on_state(emitter *e, const plan *p)
{
    for (size_t i = 0; i < p->goto_reasons.count; i++) {
        writer_begin(e->w, 0, 0);
        writer_printf(e->w, "%s%s%s", i ? "    " : "enum { ", p->goto_reasons.at[i], i ? "" : " = ACM_GOTO");
        writer_put(e->w, i + 1 == p->goto_reasons.count ? " };\n" : ",\n");
    }
    for (size_t i = 0; i < p->records.count; i++)
        if (!p->records.at[i]->in_frame)
            writer_line(e->w, "%s %s%s;", p->records.at[i]->type_text, p->records.at[i]->name,
                        p->records.at[i]->needs_why ? " = {.why = ACM_END}" : "");
    if (p->states.count == 0)
        return;
    writer_blank(e->w);
    writer_line(e->w, "switch (%s->state) {", p->frame);
    emit_cases(e, p, awaits_in_conditionals(e, p));
    writer_line(e->w, "}");
}

static bool mentions(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *c = strstr(text, name); c; c = strstr(c + 1, name)) {
        bool before = c > text && (c[-1] == '_' || (c[-1] >= '0' && c[-1] <= '9') || ((c[-1] | 32) >= 'a' && (c[-1] | 32) <= 'z'));
        char after = c[length];
        if (!before && !(after == '_' || (after >= '0' && after <= '9') || ((after | 32) >= 'a' && (after | 32) <= 'z')))
            return true;
    }
    return false;
}

static void emit_resume_body(emitter *e, const symbol *s, plan *p)
{
    emit_dispatch_on_state(e, p);
    writer_blank(e->w);
    emit_operations(e, p);
    bool generator = s->kind == SYMBOL_GENERATOR, context = s->kind == SYMBOL_CONTEXT || generator;
    if (p->ends && !context)
        writer_line(e->w, "return acm_status_of(ACM_DONE);");
    if (context) {
        writer_blank(e->w);
        e->w->indent--;
        if (p->raised.is_used)
            writer_line(e->w, "%s:", p->raised.name);
        e->w->indent++;
        writer_line(e->w, "return acm_%s_ended(%s, %s);", generator ? "generator" : "context", p->frame, p->task);
    } else if (p->raised.is_used) {
        writer_blank(e->w);
        e->w->indent--;
        writer_line(e->w, "%s:", p->raised.name);
        e->w->indent++;
        writer_line(e->w, "return acm_unwind(%s, %s);", p->frame, p->task);
    }
}

/* Parts of the text written since AT that the function does not use are told so to the compiler. */
static void emit_resume(emitter *e, const symbol *s, plan *p)
{
    writer *w = e->w;
    writer_blank(w);
    writer_line(w, "static acm_status %s_resume(acm_frame *%s, acm_task *%s)", s->c_name, p->frame, p->task);
    writer_line(w, "{");
    w->indent++;
    writer trial = *w;                    /* written once to see what it uses */
    trial.room = e->trial ? e->trial_room : 4096;
    trial.text = e->trial ? e->trial : arena_alloc(w->arena, trial.room);
    trial.length = 0;
    emitter probe = *e;
    probe.w = &trial;
    writer_put(&trial, "\n\n");
    emit_resume_body(&probe, s, p);
    const char *body = trial.text;
    bool uses_f = mentions(body, p->f) && strstr(body, arena_printf(w->arena, "%s->", p->f));
    bool macros = strstr(body, "ACM_AWAIT(") || strstr(body, "ACM_YIELD(") || strstr(body, "ACM_YIELD_VALUE(") || strstr(body, "ACM_RAISE(");     /* these use both */
    if (uses_f)
        writer_line(w, "%s *const %s = (%s *)%s;", frame_tag(s, w->arena), p->f, frame_tag(s, w->arena), p->frame);
    else if (!mentions(body, p->frame) && !macros)
        writer_line(w, "(void)%s;", p->frame);
    if (!mentions(body, p->task) && !macros && !strstr(body, "ACM_RAISE_AGAIN("))
        writer_line(w, "(void)%s;", p->task);
    e->trial = trial.text;
    e->trial_room = trial.room;
    emit_resume_body(e, s, p);
    w->indent--;
    writer_line(w, "}");
}

/* ---- whole forms ---- */

/* NAME_allocate(), which calls it through a frame that is allocated. */
static void emit_allocate(emitter *e, const symbol *s)
{
    arena *a = e->program->arena;
    const char *caller = own_name(e, s, "caller"), *task = own_name(e, s, "task"), *call = own_name(e, s, "call"), *callee = own_name(e, s, "callee");
    emit_as_caller(e, s);
    writer_line(e->w, "static inline %sacm_status %s_allocate(%s *%s, acm_frame *%s, acm_task *%s%s)", emit_attributes(e, s, ATTRIBUTES_OF_CALLERS), s->c_name, allocated_tag(s, a), call,
                caller, task, emit_parameters(e, s, false));
    writer_line(e->w, "{");
    e->w->indent++;
    writer_line(e->w, "acm_frame *%s = %s(&%s->acm, %s, %s, &%s_function);", callee,
                s->kind == SYMBOL_GENERATOR ? "acm_allocate_generator" : "acm_allocate", call, caller, task, s->c_name);
    writer_line(e->w, "if (!%s)", callee);
    writer_line(e->w, "    return acm_status_of(ACM_RAISED);");
    writer_line(e->w, "%s_start((%s *)%s%s);", s->c_name, frame_tag(s, a), callee, emit_parameters(e, s, true));
    if (symbol_signature(s)->is_void)
        writer_line(e->w, "return acm_call_allocated(&%s->acm, %s, NULL);", call, task);
    else
        writer_line(e->w, "return acm_call_allocated(&%s->acm, %s, &%s->result);", call, task, call);
    e->w->indent--;
    writer_line(e->w, "}");
    emit_end_of_caller(e, s);
}

void emit_allocated(emitter *e, const symbol *s, bool header)
{
    arena *a = e->program->arena;
    const char *tag = frame_tag(s, a), *storage = s->is_static ? "static " : "";
    bool only_type = header && s->is_static, repeated = !s->is_static && (header || s->is_shared);
    if (repeated)                         /* a prototype may stand in several files */
        writer_line(e->w, "#ifndef ACM_ALLOCATED_%s", s->c_name);
    if (repeated)
        writer_line(e->w, "#define ACM_ALLOCATED_%s", s->c_name);
    writer_line(e->w, "%s;", tag);
    if (header && !only_type)
        writer_line(e->w, "ACM_BEGIN_C");
    if (!only_type) {
        writer_line(e->w, "%sconst acm_function %s_function;", s->is_static ? "static " : "extern ", s->c_name);
        emit_head(e, s, storage, start_head(e, s), ";");
    }
    writer_line(e->w, "%s {", allocated_tag(s, a));
    e->w->indent++;
    writer_line(e->w, "acm_allocated acm;");
    if (!symbol_signature(s)->is_void)
        emit_result(e, s);
    e->w->indent--;
    writer_line(e->w, "};");
    if (only_type)
        return;
    if (header || s->is_called_allocated)
        emit_allocate(e, s);
    if (header)
        writer_line(e->w, "ACM_END_C");
    if (repeated)
        writer_line(e->w, "#endif");
    writer_blank(e->w);
}

/* An awaitable that C supplies: its start and resume are C's. */
static void emit_extern(emitter *e, const symbol *s, bool header)
{
    if (s->node->form.is_primitive || (!s->is_awaited && !header))
        return;
    const char *f = own_name(e, s, "f"), *names = emit_parameters(e, s, true);
    writer_line(e->w, "#ifndef ACM_CALL_%s", s->c_name);              /* it may be declared in several files */
    writer_line(e->w, "#define ACM_CALL_%s", s->c_name);
    emit_as_caller(e, s);
    writer_line(e->w, "static inline %s", call_head(e, s));
    writer_line(e->w, "{");
    e->w->indent++;
    writer_line(e->w, "%s_start(%s%s);", s->c_name, f, names);
    writer_line(e->w, "%s->acm.caller = %s;", f, own_name(e, s, "caller"));
    writer_line(e->w, "return %s_resume(&%s->acm, %s);", s->c_name, f, own_name(e, s, "task"));
    e->w->indent--;
    writer_line(e->w, "}");
    emit_end_of_caller(e, s);
    writer_line(e->w, "#endif");
    writer_blank(e->w);
}

static void emit_main(emitter *e, const symbol *s)
{
    const signature *sig = symbol_signature(s);
    writer_blank(e->w);
    writer_line(e->w, "int main(%s)", sig->parameters.count ? emit_parameters(e, s, false) + 2 : "void");
    writer_line(e->w, "{");
    e->w->indent++;
    writer_line(e->w, "static struct main_frame %s;", own_name(e, s, "f"));
    writer_line(e->w, "main_start(&%s%s);", own_name(e, s, "f"), emit_parameters(e, s, true));
    if (sig->is_void)
        writer_line(e->w, "return acm_main(&%s.acm, NULL);", own_name(e, s, "f"));
    else
        writer_line(e->w, "return acm_main(&%s.acm, &%s.result);", own_name(e, s, "f"), own_name(e, s, "f"));
    e->w->indent--;
    writer_line(e->w, "}");
}

void emit_form(emitter *e, const symbol *s, plan *p)
{
    if (s->node->form.is_extern) {
        emit_extern(e, s, false);
        return;
    }
    if (!p)
        return;
    if (s->is_allocated && s->declared == s->defined && !s->manager)
        emit_allocated(e, s, false);
    emit_tasks(e, s, p);
    e->plan = p;
    bool starts = !s->is_static || s->is_allocated || s->is_started || strcmp(s->c_name, "main") == 0;      /* a prototype may stand in another file */
    emit_frame(e, s, p, false);
    writer_blank(e->w);
    writer_line(e->w, "static %sacm_status %s_resume(acm_frame *%s, acm_task *%s);", emit_attributes(e, s, ATTRIBUTES_OF_CODE), s->c_name, p->frame, p->task);
    if (!s->is_static)
        emit_head(e, s, "", call_head(e, s), ";");
    if (!s->is_static && starts)
        emit_head(e, s, "", start_head(e, s), ";");
    if (!s->is_static)
        writer_line(e->w, "extern const acm_function %s_function;", s->c_name);
    writer_blank(e->w);
    emit_points(e, s, p);
    emit_function_table(e, s, p);
    if (!s->is_static)
        writer_line(e->w, "ACM_LAYOUT(%s_frame, %s);", s->c_name, frame_tag(s, e->program->arena));
    if (!s->is_static || s->is_awaited)
        emit_call(e, s, p);
    if (starts)
        emit_start(e, s, p);
    emit_resume(e, s, p);
    if (strcmp(s->c_name, "main") == 0)
        emit_main(e, s);
    e->plan = NULL;
}

void emit_form_header(emitter *e, const symbol *s, plan *p)
{
    if (s->node->form.is_extern)
        emit_extern(e, s, true);
    if (!p)
        return;
    if (s->is_allocated && s->declared == s->defined && !s->manager)
        emit_allocated(e, s, true);
    for (size_t i = 0; i < p->wrapped.count; i++)
        emit_wrapped_frame(e, p->wrapped.at[i]);
    e->plan = p;
    emit_frame(e, s, p, true);
    if (!s->is_static) {
        writer_line(e->w, "ACM_BEGIN_C");
        emit_head(e, s, "", call_head(e, s), ";");
        if (s->kind != SYMBOL_CONTEXT && s->kind != SYMBOL_GENERATOR)
            emit_head(e, s, "", start_head(e, s), ";");
        writer_line(e->w, "extern const acm_function %s_function;", s->c_name);
        writer_line(e->w, "ACM_SAME_LAYOUT(%s_frame, %s);", s->c_name, frame_tag(s, e->program->arena));
        writer_line(e->w, "ACM_END_C");
    }
    writer_blank(e->w);
    e->plan = NULL;
}
