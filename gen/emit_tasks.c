/* What makes tasks of coroutines: NAME_spawn(), NAME_branch(), and the frames of primitives, which have none; and what
 * exit stacks know of managers. */
#include "conditional.h"
#include "emit.h"

static const char *result_parameter(const emitter *e, const symbol *s)
{
    arena *a = e->program->arena;
    return symbol_signature(s)->is_void ? "" : arena_printf(a, ", %s", symbol_result_pointer(a, s, own_name(e, s, "result")));
}

static const char *result_argument(const emitter *e, const symbol *s)
{
    return symbol_signature(s)->is_void ? "NULL" : own_name(e, s, "result");
}

/* ---- spawn ---- */

static void emit_spawn(emitter *e, const symbol *s)
{
    const char *group = own_name(e, s, "group"), *frame = own_name(e, s, "frame"), *task = own_name(e, s, "task");
    const char *point = own_name(e, s, "point"), *callee = own_name(e, s, "callee");
    writer_blank(e->w);
    emit_as_caller(e, s);
    writer_line(e->w, "static inline %sacm_task *%s_spawn(acm_task_group *%s, acm_frame *%s, acm_task *%s, unsigned %s%s%s)", emit_attributes(e, s, ATTRIBUTES_OF_CALLERS), s->c_name, group,
                frame, task, point, result_parameter(e, s), emit_parameters(e, s, false));
    writer_line(e->w, "{");
    e->w->indent++;
    writer_line(e->w, "acm_frame *%s = acm_new_task(%s, %s, %s, %s, &%s_function, %s);", callee, group, frame, task, point, s->c_name,
                result_argument(e, s));
    writer_line(e->w, "if (!%s)", callee);
    writer_line(e->w, "    return NULL;");
    writer_line(e->w, "%s_start((%s *)%s%s);", s->c_name, frame_tag(s, e->program->arena), callee, emit_parameters(e, s, true));
    writer_line(e->w, "return acm_start_task(%s, %s, %s);", group, callee, result_argument(e, s));
    e->w->indent--;
    writer_line(e->w, "}");
    emit_end_of_caller(e, s);
}

/* ---- branches of gather and race whose frames are allocated ---- */

static void emit_branch(emitter *e, const symbol *s)
{
    const char *gather = own_name(e, s, "gather"), *call = own_name(e, s, "call");
    const char *frame = own_name(e, s, "frame"), *task = own_name(e, s, "task"), *callee = own_name(e, s, "callee");
    arena *a = e->program->arena;
    writer_blank(e->w);
    emit_as_caller(e, s);
    writer_line(e->w, "static inline %svoid %s_branch(acm_gather *%s, %s *%s, acm_frame *%s, acm_task *%s%s%s)", emit_attributes(e, s, ATTRIBUTES_OF_CALLERS), s->c_name,
                gather, allocated_tag(s, a), call, frame, task, result_parameter(e, s), emit_parameters(e, s, false));
    writer_line(e->w, "{");
    e->w->indent++;
    writer_line(e->w, "acm_frame *%s = acm_branch_allocate(%s, &%s->acm, %s, %s, &%s_function, %s);", callee, gather, call, frame,
                task, s->c_name, result_argument(e, s));
    writer_line(e->w, "if (%s)", callee);
    writer_line(e->w, "    %s_start((%s *)%s%s);", s->c_name, frame_tag(s, a), callee, emit_parameters(e, s, true));
    e->w->indent--;
    writer_line(e->w, "}");
    emit_end_of_caller(e, s);
}

/* ---- primitives ---- */

static bool has_record(const symbol *s)
{
    return !range_empty(s->node->form.primitive);
}

void emit_wrapped_frame(emitter *e, const symbol *s)
{
    arena *a = e->program->arena;
    const signature *sig = symbol_signature(s);
    const range record = s->node->form.primitive;
    writer_line(e->w, "#ifndef ACM_FRAME_%s", s->c_name);             /* it may stand in several headers */
    writer_line(e->w, "#define ACM_FRAME_%s", s->c_name);
    writer_line(e->w, "%s {", frame_tag(s, a));
    e->w->indent++;
    writer_line(e->w, "acm_frame acm;");
    if (has_record(s))
        writer_line(e->w, "%s record;", tokens_text(a, s->module->tokens, record.first, record.last));
    for (size_t i = 0; i < sig->parameters.count; i++) {
        const parameter *p = &sig->parameters.at[i];
        writer_line(e->w, "%s %s;", tokens_text(a, s->module->tokens, p->specifiers.first, p->specifiers.last),
                    tokens_text(a, s->module->tokens, p->declarator.first, p->declarator.last));
    }
    if (!sig->is_void)
        emit_result(e, s);
    e->w->indent--;
    writer_line(e->w, "};");
    writer_line(e->w, "#endif");
}

/* `, f->a, f->b` */
static const char *members(const emitter *e, const symbol *s)
{
    arena *a = e->program->arena;
    const char *all = "";
    for (size_t i = 0; i < symbol_signature(s)->parameters.count; i++)
        all = arena_printf(a, "%s, f->%s", all, token_text(a, s->module->tokens, symbol_signature(s)->parameters.at[i].name));
    return all;
}

static void emit_wrapped_resume(emitter *e, const symbol *s)
{
    const char *tag = frame_tag(s, e->program->arena), *name = s->c_name;
    bool has_members = has_record(s) || symbol_signature(s)->parameters.count > 0;
    writer_line(e->w, "static acm_status %s_resume(acm_frame *frame, acm_task *task)", name);
    writer_line(e->w, "{");
    e->w->indent++;
    if (has_members)
        writer_line(e->w, "%s *const f = (%s *)frame;", tag, tag);
    writer_line(e->w, "if (frame->state == 1)");
    writer_line(e->w, "    goto resume_1;");
    writer_line(e->w, "ACM_AWAIT(1, %s(%sframe, task%s), raised);", name, has_record(s) ? "&f->record, " : "", members(e, s));
    if (!symbol_signature(s)->is_void)
        writer_line(e->w, "f->result = f->record.result;");
    writer_line(e->w, "return acm_status_of(ACM_DONE);");
    e->w->indent--;
    writer_line(e->w, "raised:");
    e->w->indent++;
    writer_line(e->w, "return acm_unwind(frame, task);");
    e->w->indent--;
    writer_line(e->w, "}");
    writer_blank(e->w);
}

static void emit_wrapped(emitter *e, const symbol *s)
{
    const char *tag = frame_tag(s, e->program->arena), *name = s->c_name;
    const signature *sig = symbol_signature(s);
    writer_blank(e->w);
    writer_line(e->w, "/* %s as a task of its own */", name);
    emit_wrapped_frame(e, s);
    emit_wrapped_resume(e, s);
    writer_line(e->w, "static const acm_function %s_function = {", name);
    e->w->indent++;
    if (sig->is_void)
        writer_line(e->w, "%s_resume, \"%s\", NULL, NULL, sizeof(%s), 0, 0", name, name, tag);
    else
        writer_line(e->w, "%s_resume, \"%s\", NULL, NULL, sizeof(%s), offsetof(%s, result), sizeof(((%s *)0)->result)", name, name, tag, tag, tag);
    e->w->indent--;
    writer_line(e->w, "};");
    writer_blank(e->w);
    writer_line(e->w, "static inline void %s_start(%s *%s%s)", name, tag, own_name(e, s, "f"), emit_parameters(e, s, false));
    writer_line(e->w, "{");
    e->w->indent++;
    writer_line(e->w, "acm_frame_init(&%s->acm, &%s_function, NULL);", own_name(e, s, "f"), name);
    for (size_t i = 0; i < sig->parameters.count; i++) {
        const char *p = token_text(e->program->arena, s->module->tokens, sig->parameters.at[i].name);
        writer_line(e->w, "%s->%s = %s;", own_name(e, s, "f"), p, p);
    }
    e->w->indent--;
    writer_line(e->w, "}");
}

/* ---- managers on exit stacks ---- */

/* The call of a manager's exit that CALLER awaits. */
static const char *exit_call(const emitter *e, const symbol *exit)
{
    arena *a = e->program->arena;
    const char *error = symbol_takes_record(exit) ? "leaving" : "leaving->error";
    if (!exit->node->form.is_primitive)
        return arena_printf(a, "%s_call(&s->exit, caller, task, s->self, %s)", exit->c_name, error);
    return arena_printf(a, "%s(%scaller, task, s->self, %s)", exit->c_name, has_record(exit) ? "&s->exit, " : "", error);
}

static void emit_stacked_struct(emitter *e, const symbol *s)
{
    arena *a = e->program->arena;
    const range record = s->exit->node->form.primitive;
    writer_line(e->w, "struct %s_stacked {", s->name);
    e->w->indent++;
    writer_line(e->w, "acm_stack_entry entry;");
    writer_line(e->w, "%s *self, object;", manager_type(s, a));
    if (!s->exit->node->form.is_primitive)
        writer_line(e->w, "%s exit;", frame_tag(s->exit, a));
    else if (has_record(s->exit))
        writer_line(e->w, "%s exit;", tokens_text(a, s->exit->module->tokens, record.first, record.last));
    e->w->indent--;
    writer_line(e->w, "};");
}

static void emit_stacked(emitter *e, const symbol *s)
{
    bool suppresses = !symbol_signature(s->exit)->is_void;
    emit_stacked_struct(e, s);
    writer_line(e->w, "static acm_status %s_exit_stacked(acm_stack_entry *entry, acm_frame *caller, acm_task *task, acm_leaving *leaving)", s->name);
    writer_line(e->w, "{");
    writer_line(e->w, "    struct %s_stacked *const s = (struct %s_stacked *)(void *)entry;", s->name, s->name);
    writer_line(e->w, "    return %s;", exit_call(e, s->exit));
    writer_line(e->w, "}");
    if (suppresses) {
        writer_line(e->w, "static bool %s_suppresses_stacked(acm_stack_entry *entry)", s->name);
        writer_line(e->w, "{");
        writer_line(e->w, "    return ((struct %s_stacked *)(void *)entry)->exit.result;", s->name);
        writer_line(e->w, "}");
    }
    writer_line(e->w, "static const acm_stack_kind %s_stacked = {%s_exit_stacked, %s%s, false};", s->name, s->name, suppresses ? s->name : "NULL",
                suppresses ? "_suppresses_stacked" : "");
}

/* ---- what a form needs ---- */

typedef enum helper { HELPER_WRAPPER = 1, HELPER_SPAWN = 2, HELPER_BRANCH = 4, HELPER_STACKED = 8 } helper;

static void emit_helper(emitter *e, const symbol *s, helper kind)
{
    switch (kind) {
    case HELPER_WRAPPER: emit_wrapped(e, s); break;
    case HELPER_SPAWN: emit_spawn(e, s); break;
    case HELPER_BRANCH: emit_branch(e, s); break;
    case HELPER_STACKED: emit_stacked(e, s); break;
    }
}

static const char *helper_name(helper kind)
{
    return kind == HELPER_WRAPPER ? "WRAPPER" : kind == HELPER_SPAWN ? "SPAWN" : kind == HELPER_BRANCH ? "BRANCH" : "STACKED";
}

/* Each once.  What stands in an arm of an #if may not be there for those that come later, so they try again. */
static void emit_helpers(emitter *e, const symbols *list, helper kind, bool in_conditional)
{
    for (size_t i = 0; i < list->count; i++) {
        symbol *s = list->at[i];
        if (s->has_helpers & kind)
            continue;
        bool guarded = in_conditional || (s->has_guarded_helpers & kind);
        if (guarded) {
            writer_blank(e->w);
            writer_line(e->w, "#ifndef ACM_%s_%s", helper_name(kind), s->c_name);
            writer_line(e->w, "#define ACM_%s_%s", helper_name(kind), s->c_name);
        }
        emit_helper(e, s, kind);
        if (guarded)
            writer_line(e->w, "#endif");
        *(in_conditional ? &s->has_guarded_helpers : &s->has_helpers) |= kind;
    }
}

void emit_tasks(emitter *e, const symbol *form, const plan *p)
{
    bool in_conditional = arm_at(e->tokens, form->node->first) != 0;
    emit_helpers(e, &p->wrapped, HELPER_WRAPPER, in_conditional);
    emit_helpers(e, &p->spawned, HELPER_SPAWN, in_conditional);
    emit_helpers(e, &p->branches, HELPER_BRANCH, in_conditional);
    emit_helpers(e, &p->stacked, HELPER_STACKED, in_conditional);
    if (p->wrapped.count + p->spawned.count + p->branches.count + p->stacked.count > 0)
        writer_blank(e->w);
}
