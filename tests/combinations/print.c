#include "print.h"

typedef struct printer {
    FILE *out;
    int indent;
    const function *function;
} printer;

static void print_block(printer *w, const block *b);
static void print_statement(printer *w, const statement *s);

static void line(const printer *w) { fprintf(w->out, "%*s", 4 * w->indent, ""); }

/* ---- expressions ---- */

static void print_variable(FILE *out, const variable *v, int member)
{
    static const char *const fields[FIELDS] = { "tag", "way", "count" };
    variable_type of = v->type == OF_POINTER ? v->target->type : v->type;
    switch (of) {
    case OF_PAIR:
        fprintf(out, "%s%s%s", v->name, v->type == OF_POINTER ? "->" : ".", member ? "b" : "a");
        break;
    case OF_ARRAY:
        fprintf(out, "%s[%d]", v->name, member);
        break;
    case OF_OBJECT:
        fprintf(out, "%s.%s", v->name, fields[member]);
        break;
    case OF_OBJECT_POINTER:
        fprintf(out, "%s->%s", v->name, fields[member]);
        break;
    case OF_YIELDED:
        fprintf(out, "*%s", v->name);
        break;
    default:
        fprintf(out, "%s%s", v->type == OF_POINTER ? "*" : "", v->name);
    }
}

static const char *const helper_names[HELPERS] = { "same", "later", "slow", "told", "twice", "both", "wide", "sum", "fail", "fail_late",
                                                  "within", "locked", "sets", "waits_for", "puts_item", "gets_item", "spreads" };

static const char *operator_text(expression_kind kind)
{
    switch (kind) {
    case X_SUBTRACT: return "-";
    case X_LESS: return "<";
    case X_EQUAL: return "==";
    case X_AND: return "&&";
    case X_OR: return "||";
    case X_COMMA: return ",";
    default: return "+";
    }
}

static void print_expression(const printer *w, const expression *x);

/* In seconds; 0: never. */
static void print_time(const printer *w, long microseconds)
{
    if (microseconds)
        fprintf(w->out, "%ld.%06ld", microseconds / 1000000, microseconds % 1000000);
    else
        fputs("INFINITY", w->out);
}

static void print_arguments(const printer *w, const char *name, const expression *x, int first)
{
    fprintf(w->out, "%s(", name);
    for (int k = first; k < 3 && x->operand[k]; k++) {
        if (k > first)
            fputs(", ", w->out);
        print_expression(w, x->operand[k]);
    }
    fputs(")", w->out);
}

static void print_call(const printer *w, const expression *x)
{
    if (x->kind == X_CALL) {
        print_arguments(w, x->callee->name, x, 0);
    } else if (x->helper == BOTH) {
        fputs("both(", w->out);
        print_expression(w, x->operand[0]);
        fputs(", 1)", w->out);
    } else if (x->helper == TOLD || x->helper >= WITHIN) {
        fprintf(w->out, "%s(%s%s%d, ", helper_names[x->helper], x->variable ? x->variable->name : "", x->variable ? ", " : "", x->number);
        print_expression(w, x->operand[0]);
        fputs(")", w->out);
    } else {
        print_arguments(w, helper_names[x->helper], x, 0);
    }
}

/* Parentheses around an await are there or not, to no effect. */
static void print_await(const printer *w, const expression *x)
{
    bool parentheses = x->number % 2 || (x->kind == X_HELPER && x->helper == BOTH);
    fputs(parentheses ? "(await " : "await ", w->out);
    print_call(w, x);
    fputs(parentheses ? ")" : "", w->out);
    fputs(x->kind == X_HELPER && x->helper == BOTH ? ".a" : "", w->out);
}

static void print_operator(const printer *w, const expression *x)
{
    print_expression(w, x->operand[0]);
    fprintf(w->out, x->kind == X_COMMA ? "%s " : " %s ", operator_text(x->kind));
    print_expression(w, x->operand[1]);
}

static bool is_operator(const expression *x)
{
    return x->kind >= X_ADD && x->kind <= X_COMMA && x->kind != X_NOT && x->kind != X_CONDITIONAL;
}

/* Where nothing stands around it, an operator needs no parentheses. */
static void print_whole(const printer *w, const expression *x)
{
    if (is_operator(x))
        print_operator(w, x);
    else
        print_expression(w, x);
}

static void print_expression(const printer *w, const expression *x)
{
    switch (x->kind) {
    case X_CONSTANT:
        fprintf(w->out, "%ld", x->value);
        break;
    case X_FLAG:
        fputs(x->value ? "yes" : "no", w->out);
        break;
    case X_FAILED:
        fprintf(w->out, "(%s != NULL)", w->function->error->name);
        break;
    case X_PARAMETER:
        fprintf(w->out, "%s%s", w->function->owner ? "self->" : "", x->value ? "way" : "tag");
        break;
    case X_VARIABLE:
        print_variable(w->out, x->variable, x->member);
        break;
    case X_INCREMENT:
        print_variable(w->out, x->variable, x->member);
        fputs("++", w->out);
        break;
    case X_INDEX:
        fprintf(w->out, "%s[", x->variable->name);
        print_expression(w, x->operand[0]);
        fputs("]", w->out);
        break;
    case X_HELPER: case X_CALL:
        print_await(w, x);
        break;
    case X_EXPIRED:
        fprintf(w->out, "acm_timeout_expired(%s)", x->variable->name);
        break;
    case X_RESCHEDULE:
        fprintf(w->out, "acm_timeout_reschedule(%s, ", x->variable->name);
        if (x->value)
            fputs("acm_now() + ", w->out);
        print_time(w, x->value);
        fputs(")", w->out);
        break;
    case X_PLUS_CALL:
        print_arguments(w, "plus", x, 0);
        break;
    case X_NOT:
        fputs("!", w->out);
        print_expression(w, x->operand[0]);
        break;
    case X_ASSIGN:
        fputs("(", w->out);
        print_variable(w->out, x->variable, x->member);
        fputs(" = ", w->out);
        print_expression(w, x->operand[0]);
        fputs(")", w->out);
        break;
    case X_CONDITIONAL:
        fputs("(", w->out);
        print_expression(w, x->operand[0]);
        fputs(" ? ", w->out);
        print_expression(w, x->operand[1]);
        fputs(" : ", w->out);
        print_expression(w, x->operand[2]);
        fputs(")", w->out);
        break;
    default:
        fputs("(", w->out);
        print_operator(w, x);
        fputs(")", w->out);
    }
}

/* ---- declarations ---- */

static const char *type_text(variable_type type)
{
    switch (type) {
    case OF_LONG: return "long ";
    case OF_SHORT: return "short ";
    case OF_UCHAR: return "unsigned char ";
    case OF_BOOL: return "bool ";
    case OF_PAIR: return "struct pair ";
    case OF_YIELDED: return "int *";
    default: return "int ";
    }
}

static void print_pointer(const printer *w, const variable *v)
{
    const variable *to = v->target;
    if (to->type == OF_OBJECT)
        fprintf(w->out, "%s *%s = &%s;\n", to->manager->name, v->name, to->name);
    else
        fprintf(w->out, "%s*%s = %s%s;\n", type_text(to->type), v->name, to->type == OF_ARRAY ? "" : "&", to->name);
}

static void print_local(const printer *w, const variable *v)
{
    line(w);
    if (v->type == OF_POINTER) {
        print_pointer(w, v);
        return;
    }
    if (v->type == OF_OBJECT)
        fprintf(w->out, "%s %s = %s(", v->manager->name, v->name, v->manager->name);
    else
        fprintf(w->out, "%s%s%s%s = ", v->qualifier, type_text(v->type), v->name, v->type == OF_ARRAY ? "[]" : "");
    int cells = v->type == OF_OBJECT ? 2 : variable_cells(v);
    if (v->type == OF_PAIR || v->type == OF_ARRAY)
        fputs("{ ", w->out);
    for (int k = 0; k < cells && v->initial[k]; k++) {
        fputs(k ? ", " : "", w->out);
        print_expression(w, v->initial[k]);
    }
    fputs(v->type == OF_PAIR || v->type == OF_ARRAY ? " };\n" : v->type == OF_OBJECT ? ");\n" : ";\n", w->out);
}

/* ---- constructs ---- */

static bool may_stand_alone(const block *b)
{
    if (b->local_count || b->count != 1)
        return false;
    switch (b->statements[0]->kind) {
    case S_MARK: case S_SHOW: case S_VALUE: case S_SUSPEND: case S_RETURN: case S_BREAK: case S_CONTINUE: case S_GOTO:
    case S_RAISE: case S_RAISE_AGAIN: case S_RAISE_NAME: case S_TRY: case S_WITH: case S_YIELD:
        return true;
    default:
        return false;
    }
}

/* The body of an if or a loop, on the line that has been begun. */
static void print_body(printer *w, const block *b, bool bare)
{
    if (bare && may_stand_alone(b)) {
        fputs("\n", w->out);
        w->indent++;
        print_statement(w, b->statements[0]);
        w->indent--;
        return;
    }
    fputs(" {\n", w->out);
    print_block(w, b);
    line(w);
    fputs("}\n", w->out);
}

static void print_head(const printer *w, const char *word, const expression *x)
{
    fprintf(w->out, "%s (", word);
    print_whole(w, x);
    fputs(")", w->out);
}

static void print_if(printer *w, const statement *s)
{
    print_head(w, "if", s->value);
    print_body(w, s->body, !s->other && s->number % 2);
    if (s->other) {
        line(w);
        fputs("else", w->out);
        print_body(w, s->other, s->number % 2);
    }
}

static void print_loop(printer *w, const statement *s)
{
    if (s->kind == S_WHILE) {
        print_head(w, "while", s->value);
    } else {
        fprintf(w->out, "for (int %s = ", s->variable->name);
        print_expression(w, s->start);
        fputs("; ", w->out);
        print_whole(w, s->value);
        fputs("; ", w->out);
        print_expression(w, s->step);
        fputs(")", w->out);
    }
    print_body(w, s->body, s->number % 2);
}

static void print_do(printer *w, const statement *s)
{
    fputs("do {\n", w->out);
    print_block(w, s->body);
    line(w);
    print_head(w, "} while", s->value);
    fputs(";\n", w->out);
}

static void print_braces(printer *w, const char *head, const block *b)
{
    line(w);
    fprintf(w->out, "%s{\n", head);
    print_block(w, b);
    line(w);
    fputs("}\n", w->out);
}

static void print_handler(printer *w, const handler *h)
{
    line(w);
    fputs("except ", w->out);
    for (int k = 0; k < h->type_count; k++)
        fprintf(w->out, "%s%s", k ? ", " : "(", error_type_name(h->types[k]));
    if (h->name)
        fprintf(w->out, " *%s", h->name->name);
    fputs(h->type_count ? ") {\n" : "{\n", w->out);
    print_block(w, h->body);
    line(w);
    fputs("}\n", w->out);
}

static void print_try(printer *w, const statement *s)
{
    fputs("try {\n", w->out);
    print_block(w, s->body);
    line(w);
    fputs("}\n", w->out);
    for (int k = 0; k < s->handler_count; k++)
        print_handler(w, &s->handlers[k]);
    if (s->other)
        print_braces(w, "else ", s->other);
    if (s->at_last)
        print_braces(w, "finally ", s->at_last);
}

/* The library's. */
static void print_library_item(const printer *w, const with_item *item)
{
    static const char *const names[] = { "acm_shield", "acm_timeout", "acm_move_on_after", "acm_task_group", "acm_exit_stack" };
    fprintf(w->out, "%s(", names[item->kind - OF_SHIELD]);
    if (item->kind == LIMITED || item->kind == MOVES_ON)
        fprintf(w->out, "%ld.%06ld", item->time / 1000000, item->time % 1000000);
    fputs(")", w->out);
}

static void print_item(const printer *w, const with_item *item)
{
    const char *object = item->object ? item->object->name : "";
    switch (item->kind) {
    case OF_SHIELD: case LIMITED: case MOVES_ON: case GROUPS: case STACKS:
        print_library_item(w, item);
        break;
    case CONSTRUCTED: case OF_CONTEXT:
        fprintf(w->out, "%s(", item->kind == OF_CONTEXT ? item->context->name : item->manager->name);
        print_expression(w, item->tag);
        fputs(item->kind == CONSTRUCTED && item->as_typed ? ", .way = " : ", ", w->out);
        print_expression(w, item->way);
        fputs(")", w->out);
        break;
    case ADDRESS:
        fprintf(w->out, "&%s", object);
        break;
    case CAST_POINTER:
        fprintf(w->out, "(%s *)&%s", item->object->manager->name, object);
        break;
    default:
        fputs(item->kind == POINTER_VARIABLE ? item->pointer->name : object, w->out);
    }
    if (!item->as)
        return;
    if (item->as->type == OF_OBJECT_POINTER && item->as_typed)
        fprintf(w->out, " as %s *%s", item->as->manager->name, item->as->name);
    else
        fprintf(w->out, " as %s%s", item->as_typed ? type_text(item->as->type) : "", item->as->name);
}

static void print_with(printer *w, const statement *s)
{
    fputs(s->plain_with ? "with " : "async with ", w->out);
    fputs(s->parenthesized ? "(" : "", w->out);
    for (int k = 0; k < s->item_count; k++) {
        fputs(k ? ", " : "", w->out);
        print_item(w, &s->items[k]);
    }
    fputs(s->parenthesized ? s->trailing_comma ? ",)" : ")" : "", w->out);
    fputs(" {\n", w->out);
    print_block(w, s->body);
    line(w);
    fputs("}\n", w->out);
}

/* ---- tasks, generators ---- */

static void print_each(printer *w, const statement *s)
{
    fprintf(w->out, "async for (int %s in ", s->variable->name);
    print_item(w, &s->items[0]);
    fputs(")", w->out);
    print_body(w, s->body, s->number % 2);
}

static void print_spawn(const printer *w, const statement *s)
{
    const branch *b = &s->branches[0];
    fprintf(w->out, "keep(%d, spawn(%s", s->slot, s->variable->name);
    if (b->target)
        fprintf(w->out, ", &%s", b->target->name);
    fputs(") ", w->out);
    print_call(w, b->call);
    fputs(");\n", w->out);
}

static void print_branches(const printer *w, const statement *s)
{
    if (s->kind == S_RACE)
        fprintf(w->out, "show1(%d, ", s->number);
    fputs(s->kind == S_RACE ? "await race(" : "await gather(", w->out);
    for (int k = 0; k < BRANCHES && s->branches[k].call; k++) {
        const branch *b = &s->branches[k];
        fputs(k ? ", " : "", w->out);
        if (b->target)
            fprintf(w->out, "%s = ", b->target->name);
        print_call(w, b->call);
    }
    fputs(s->kind == S_RACE ? "));\n" : ");\n", w->out);
}

static void print_enter(const printer *w, const statement *s)
{
    const with_item *item = &s->items[0];
    const function *enter = item->context ? item->context : item->manager->enter;
    bool shows = enter && enter->result != GIVES_VOID;
    if (shows)
        fprintf(w->out, "show1(%d, %s", s->number, enter->result == GIVES_POINTER ? "*(" : "");
    fprintf(w->out, "await enter(%s) ", s->variable->name);
    print_item(w, item);
    fputs(!shows ? ";\n" : enter->result == GIVES_POINTER ? "));\n" : ");\n", w->out);
}

/* ---- statements ---- */

static void print_raise(const printer *w, const statement *s)
{
    fprintf(w->out, "raise %s(", error_type_name(s->raised));
    if (s->formats)
        fprintf(w->out, "\"m%%d of %%s\", %d, \"%s\"", s->number, w->function->name);
    else
        fprintf(w->out, "\"m%d\"", s->number);
    if (error_type_is(s->raised, LOW))
        fprintf(w->out, ", .code = %d", s->number);
    fputs(")", w->out);
    if (s->cause)
        fprintf(w->out, " from %s", s->cause->name);
    fputs(";\n", w->out);
}

static void print_show(const printer *w, const statement *s)
{
    const variable *v = s->variable;
    int cells = v->type == OF_OBJECT_POINTER ? FIELDS : variable_cells(v);
    fprintf(w->out, "show%d(%d", cells, s->number);
    for (int member = 0; member < cells; member++) {
        fputs(", ", w->out);
        print_variable(w->out, v, member);
    }
    fputs(");\n", w->out);
}

static void print_with_value(const printer *w, const char *before, const expression *x, const char *after)
{
    fputs(before, w->out);
    if (x && x->kind != X_COMMA)
        print_whole(w, x);
    else if (x)
        print_expression(w, x);
    fputs(after, w->out);
}

static void print_simple(const printer *w, const statement *s)
{
    switch (s->kind) {
    case S_MARK: fprintf(w->out, "mark(%d);\n", s->number); break;
    case S_SHOW: print_show(w, s); break;
    case S_SAW: fprintf(w->out, "saw(%d, (const acm_BaseError *)%s);\n", s->number, s->variable->name); break;
    case S_CANCEL: fprintf(w->out, "cancel(%d);\n", s->number); break;
    case S_SPAWN: print_spawn(w, s); break;
    case S_GATHER: case S_RACE: print_branches(w, s); break;
    case S_ENTER: print_enter(w, s); break;
    case S_CANCEL_TASK: fprintf(w->out, "cancel_task(%d, %d);\n", s->number, s->slot); break;
    case S_PUSH: fprintf(w->out, "acm_exit_stack_defer(%s, called, &digits[%d]);\n", s->variable->name, s->slot); break;
    case S_MOVE: fprintf(w->out, "acm_exit_stack_move(%s, %s);\n", s->variable->name, s->cause->name); break;
    case S_CLOSE: fprintf(w->out, "await acm_exit_stack_close(%s);\n", s->variable->name); break;
    case S_SUSPEND:
        if (s->sleeps && s->time)
            fprintf(w->out, "await acm_sleep(%ld.%06ld);\n", s->time / 1000000, s->time % 1000000);
        else
            fputs(s->sleeps ? "await acm_sleep(0.001);\n" : "await acm_checkpoint();\n", w->out);
        break;
    case S_VALUE:
        fprintf(w->out, "show1(%d, ", s->number);
        print_with_value(w, "", s->value, ");\n");
        break;
    case S_SET:
        print_variable(w->out, s->variable, s->member);
        print_with_value(w, s->adds ? " += " : " = ", s->value, ";\n");
        break;
    case S_DO_VALUE: print_with_value(w, "", s->value, ";\n"); break;
    case S_RETURN: print_with_value(w, s->value ? "return " : "return", s->value, ";\n"); break;
    case S_BREAK: fputs("break;\n", w->out); break;
    case S_CONTINUE: fputs("continue;\n", w->out); break;
    case S_GOTO: fprintf(w->out, "goto L%d;\n", s->label); break;
    case S_RAISE: print_raise(w, s); break;
    case S_RAISE_AGAIN: fputs("raise;\n", w->out); break;
    case S_RAISE_NAME: fprintf(w->out, "raise %s;\n", s->variable->name); break;
    default:
        if (s->variable)
            fprintf(w->out, "yield &%s;\n", s->variable->name);
        else
            print_with_value(w, "yield ", s->value, ";\n");
    }
}

static void print_label(printer *w, const statement *s)
{
    w->indent--;
    line(w);
    if (s->kind == S_LABEL)
        fprintf(w->out, "L%d:\n", s->label);
    else if (s->kind == S_CASE)
        fprintf(w->out, "case %ld:\n", s->choice);
    else
        fputs("default:\n", w->out);
    w->indent++;
}

static void print_statement(printer *w, const statement *s)
{
    if (s->kind == S_LABEL || s->kind == S_CASE || s->kind == S_DEFAULT) {
        print_label(w, s);
        return;
    }
    if (s->kind == S_DECLARE) {
        print_local(w, s->variable);
        return;
    }
    line(w);
    switch (s->kind) {
    case S_BLOCK:
        fputs("{\n", w->out);
        print_block(w, s->body);
        line(w);
        fputs("}\n", w->out);
        break;
    case S_IF: print_if(w, s); break;
    case S_GUARD:
        print_head(w, "if", s->value);
        print_body(w, s->body, true);
        break;
    case S_FOR: case S_WHILE: print_loop(w, s); break;
    case S_DO: print_do(w, s); break;
    case S_FOR_EACH: print_each(w, s); break;
    case S_SWITCH:
        print_head(w, "switch", s->value);
        print_body(w, s->body, false);
        break;
    case S_TRY: print_try(w, s); break;
    case S_WITH: print_with(w, s); break;
    case S_DEFER:
        fputs("defer {\n", w->out);
        print_block(w, s->body);
        line(w);
        fputs("}\n", w->out);
        break;
    default: print_simple(w, s);
    }
}

/* A label needs a statement behind it; a declaration and a defer are none. */
static bool needs_semicolon(const block *b, int k)
{
    statement_kind kind = b->statements[k]->kind;
    if (kind != S_LABEL && kind != S_CASE && kind != S_DEFAULT)
        return false;
    if (k + 1 == b->count)
        return true;
    statement_kind next = b->statements[k + 1]->kind;
    return next == S_DEFER || next == S_DECLARE;
}

static void print_block(printer *w, const block *b)
{
    w->indent++;
    for (int k = 0; k < b->local_count; k++)
        print_local(w, b->locals[k]);
    for (int k = 0; k < b->count; k++) {
        print_statement(w, b->statements[k]);
        if (needs_semicolon(b, k)) {
            line(w);
            fputs(";\n", w->out);
        }
    }
    w->indent--;
}

/* ---- functions ---- */

static const char *result_text(result_type result)
{
    switch (result) {
    case GIVES_VOID: return "void ";
    case GIVES_BOOL: return "bool ";
    case GIVES_POINTER: return "int *";
    default: return "int ";
    }
}

static void print_function(FILE *out, const function *f)
{
    printer w = { out, f->owner != NULL, f };
    line(&w);
    if (!f->owner && !f->exported)
        fputs("static ", out);
    fprintf(out, "%s%s%s", f->is_async ? "async " : "", f->kind == IS_CONTEXT ? "context " : f->kind == IS_GENERATOR ? "generator " : "", result_text(f->result));
    if (f->kind == IS_ENTER)
        fputs("enter(void) {\n", out);
    else if (f->kind == IS_EXIT)
        fprintf(out, "exit(const acm_BaseError *%s) {\n", f->error->name);
    else
        fprintf(out, "%s(%s) {\n", f->name, f->kind == IS_PROGRAM ? "void" : "int tag, int way");
    print_block(&w, f->body);
    line(&w);
    fputs("}\n", out);
}

static void print_manager(FILE *out, const manager *m)
{
    fprintf(out, "static manager %s {\n    int tag;\n    int way = 0;\n    int count = 0;\n\n", m->name);
    if (m->enter) {
        print_function(out, m->enter);
        fputs("\n", out);
    }
    print_function(out, m->exit);
    fputs("}\n", out);
}

/* The prelude is a file beside this one, built in by run.sh. */
void print_prelude(FILE *out)
{
    static const char text[] = {
#include "prelude.inc"
    };
    fwrite(text, 1, sizeof text, out);
}

void print_program(FILE *out, const program *p)
{
    for (int k = 0; k < p->part_count; k++) {
        fputs("\n", out);
        if (p->parts[k].manager)
            print_manager(out, p->parts[k].manager);
        else
            print_function(out, p->parts[k].function);
    }
    fprintf(out,
            "\nasync void run_%d(void) {\n"
            "    begin(%d, %s);\n"
            "    try {\n"
            "        int result = await %s();\n"
            "        end(NULL, result);\n"
            "    } except (acm_BaseError *e) {\n"
            "        end(e, 0);\n"
            "    }\n"
            "}\n", p->index, p->index, p->has_tasks ? "true" : "false", p->main->name);
}

/* A task that is cancelled stays so: such a program runs in a loop of its own. */
static void print_alone(FILE *out, int index, bool has_tasks)
{
    fprintf(out,
            "\nstatic void alone_%d(void)\n{\n"
            "    static struct run_%d_frame frame;\n"
            "    acm_loop loop;\n"
            "    acm_loop_init(&loop, &(acm_loop_options){.cleanup_grace = %ld / 1e6});\n"
            "    run_%d_start(&frame);\n"
            "    acm_run(&loop, &frame.acm);\n"
            "    acm_loop_close(&loop);\n"
            "}\n", index, index, program_grace(index, has_tasks), index);
}

void print_main(FILE *out, const int *indexes, const bool *cancels, int count, bool has_tasks)
{
    for (int k = 0; k < count; k++)
        if (cancels[k])
            print_alone(out, indexes[k], has_tasks);
    fputs("\nasync int main(void) {\n", out);
    for (int k = 0; k < count; k++)
        fprintf(out, cancels[k] ? "    alone_%d();\n" : "    await run_%d();\n", indexes[k]);
    fputs("    return 0;\n}\n", out);
}
