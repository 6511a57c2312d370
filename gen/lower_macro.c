/* Names in what macros are given, and in what they are replaced with: they are expanded where acmc's work is done.  Where a
 * macro has to see a variable's name itself, it stays, and means what it stands for by a #define around the line. */
#include <string.h>

#include "check.h"
#include "lower_internal.h"
#include "macros.h"

/* ---- calls around a token ---- */

/* Standard macros that take values, and nothing but their values counts. */
static bool is_of_values(const lowering *l, uint32_t name)
{
    static const char *const names[] = {
        "MIN", "MAX", "WIFEXITED", "WEXITSTATUS", "WIFSIGNALED", "WTERMSIG", "WIFSTOPPED", "WSTOPSIG", "WIFCONTINUED", "WCOREDUMP",
        "S_ISREG", "S_ISDIR", "S_ISLNK", "S_ISCHR", "S_ISBLK", "S_ISFIFO", "S_ISSOCK", "FD_SET", "FD_CLR", "FD_ISSET", "FD_ZERO",
        "CMSG_FIRSTHDR", "CMSG_NXTHDR", "CMSG_DATA", "CMSG_LEN", "CMSG_SPACE", "CMPLX", "CMPLXF", "CMPLXL",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (token_is(l->tokens, name, names[i]))
            return true;
    return false;
}

/* A macro of a header, by its looks: capitals, or an assertion. */
static bool looks_like_macro(const lowering *l, uint32_t name)
{
    const char *text = l->tokens->source->bytes + l->t[name].start;
    uint32_t length = l->t[name].end - l->t[name].start, capitals = 0;
    if (length >= 6 && memcmp(text, "assert", 6) == 0)
        return true;
    for (uint32_t i = 0; i < length; i++) {
        if (text[i] >= 'a' && text[i] <= 'z')
            return false;
        capitals += text[i] >= 'A' && text[i] <= 'Z';
    }
    return capitals > 1;
}

static bool begins_with(const lowering *l, uint32_t name, const char *prefix)
{
    size_t length = strlen(prefix);
    return l->t[name].end - l->t[name].start > length && memcmp(l->tokens->source->bytes + l->t[name].start, prefix, length) == 0;
}

static bool has_suffix(const lowering *l, uint32_t name, const char *suffix)
{
    size_t length = strlen(suffix);
    return l->t[name].end - l->t[name].start > length && memcmp(l->tokens->source->bytes + l->t[name].end - length, suffix, length) == 0;
}

/* <sys/queue.h> */
static bool is_of_queue(const lowering *l, uint32_t name)
{
    static const char *const prefixes[] = {"SLIST_", "LIST_", "STAILQ_", "SIMPLEQ_", "TAILQ_", "CIRCLEQ_"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (begins_with(l, name, prefixes[i]))
            return true;
    return false;
}

static macro_call call_of(lowering *l, uint32_t open)
{
    macro_call call = {.close = l->t[open].mate, .name = open - 1, .first = open + 1};
    if (l->t[call.name].lexeme != LEX_NAME || find_entry(l, call.name, false))
        return call;
    call.macro = macro_of_token(l->program, call.name);
    call.is_unknown = !call.macro && looks_like_macro(l, call.name) && !is_of_values(l, call.name) && !is_of_queue(l, call.name)
        && !is_function_of_file(l->program, call.name) && !program_find_token(l->program, call.name);
    return call;
}

void follow_calls(lowering *l, macro_calls *calls, uint32_t at, range within)
{
    while (calls->count > 0 && calls->at[calls->count - 1].close <= at)
        calls->count--;
    if (l->t[at].lexeme == '(' && at > within.first && l->t[at].mate > at && l->t[at].mate <= within.last) {
        LIST_ADD(l->arena, *calls, call_of(l, at));
    } else if (l->t[at].lexeme == ',' && calls->count > 0) {
        macro_call *call = &calls->at[calls->count - 1];
        call->argument++;
        call->first = at + 1;
    }
}

/* ---- arguments ---- */

/* After the list and the element come names of members, structs and types. */
static bool is_queue_name(const lowering *l, const macro_call *call)
{
    if (!is_of_queue(l, call->name) || call->argument == 0)
        return false;
    if (call->argument == 1)
        return has_suffix(l, call->name, "_NEXT") || has_suffix(l, call->name, "_PREV") || has_suffix(l, call->name, "_LAST");
    uint32_t end = call->first;
    while (end < call->close && l->t[end].lexeme != ',')
        end++;
    return !(has_suffix(l, call->name, "_SAFE") && end == call->close);      /* the last is a variable */
}

/* container_of(p, struct s, member) and its like: what follows a type is a member of it. */
static bool follows_type(const lowering *l, const macro_call *call)
{
    if (call->argument == 0)
        return false;
    if (token_is(l->tokens, call->name, "container_of") || token_is(l->tokens, call->name, "containerof")
        || token_is(l->tokens, call->name, "CONTAINER_OF") || token_is(l->tokens, call->name, "list_entry"))
        return call->argument == 2;
    uint32_t first = call->first - 1;     /* of the argument before */
    while (first - 1 > call->name + 1 && l->t[first - 1].lexeme != ',')
        first = l->t[first - 1].lexeme == ')' ? l->t[first - 1].mate : first - 1;
    int word = l->t[first].word;
    return word == WORD_STRUCT || word == WORD_UNION;
}

static bool is_alone(const lowering *l, const macro_call *call, uint32_t at)
{
    return at == call->first && (at + 1 == call->close || l->t[at + 1].lexeme == ',');
}

static bool is_first_name(const lowering *l, const macro_call *call, uint32_t at)
{
    for (uint32_t i = call->first; i < at; i++)
        if (l->t[i].lexeme == LEX_NAME)
            return false;
    return true;
}

name_use use_of_name(lowering *l, const macro_calls *calls, uint32_t at)
{
    for (size_t i = calls->count; i > 0; i--) {
        const macro_call *call = &calls->at[i - 1];
        bool inner = i == calls->count;
        unsigned use = call->macro ? macro_use(l->program, call->macro, call->argument, at) : 0;
        if (inner && is_alone(l, call, at) && l->t[call->name].lexeme == LEX_NAME && !call->macro
            && (is_queue_name(l, call) || follows_type(l, call)))
            return NAME_STAYS;
        if (inner && ((use & USED_AS_DECLARED) || ((use & USED_AS_NAME) && !(use & USED_AS_VALUE))) && is_first_name(l, call, at))
            return NAME_STAYS;
        if ((use & USED_AS_TEXT) || call->is_unknown)
            return call->is_unknown || (use & USED_AS_VALUE) ? NAME_IS_SHOWN : NAME_STAYS;
    }
    return NAME_IS_REPLACED;
}

/* Whether one of the macros that the token AT is an argument of asks for its type. */
bool calls_ask_for_type(lowering *l, const macro_calls *calls, uint32_t at)
{
    for (size_t i = 0; i < calls->count; i++)
        if (calls->at[i].macro && macro_asks_for_type(l->program, calls->at[i].macro, at))
            return true;
    return false;
}

/* ---- what replacements mention ---- */

static void add_exposed(lowering *l, value *v, const entry *e, const char *text)
{
    piece p = {.kind = PIECE_EXPOSED, .text = text, .name = e->name, .variable = e->variable};
    l->plan->has_exposed = true;
    if (e->variable && e->variable->alias) {
        p.variable = NULL;
        p.value = new_value(l);
        add_format(l, p.value, e->variable->is_manager_object ? "(&%v)" : "%v", e->variable->alias);
    } else if (e->variable) {
        e->variable->is_exposed = true;
    } else {
        p.value = new_value(l);
        add_text(l, p.value, e->renamed);
    }
    add_piece(l, v, p);
}

static void expose(lowering *l, value *v, const char *name, size_t length, uint32_t at, unsigned depth);

static void expose_mentioned(lowering *l, value *v, definition *m, uint32_t at, unsigned depth)
{
    if (m->is_walked || depth > 16)
        return;
    m->is_walked = true;
    for (size_t i = 0; i < m->mentioned.count; i++)
        expose(l, v, m->mentioned.at[i].text, m->mentioned.at[i].length, at, depth + 1);
    m->is_walked = false;
}

/* The variable of that name, or those that a macro of that name mentions. */
static void expose(lowering *l, value *v, const char *name, size_t length, uint32_t at, unsigned depth)
{
    const meanings *unsure;
    entry *innermost = find_name(l, name, length, false);
    if (is_hidden_by_macro(l, innermost, at)) {
        definition *m = macro_at(l->program, name, length, at);
        if (m->is_walked)                 /* #define n (n + 1): no #define can show it what n is; it must not compile */
            innermost->variable->always_in_frame = true;
        expose_mentioned(l, v, m, at, depth);
        return;
    }
    const entry *e = use_in_arm(l, innermost, at, &unsure);
    if (unsure)
        add_unsure(l, v, unsure, true);
    if (e && (e->variable || e->renamed)) {
        add_exposed(l, v, e, "");
        return;
    }
    if (e)
        return;
    for (definition *m = macro_at(l->program, name, length, at); m; m = macro_other(l->program, m, at))
        expose_mentioned(l, v, m, at, depth);
}

/* a##b: variables whose names begin or end with what is joined. */
static void expose_joined(lowering *l, value *v, const char *part, size_t length)
{
    for (scope *s = l->scope; s; s = s->outer)
        for (const entry *e = s->entries; e; e = e->next) {
            size_t whole = strlen(e->name);
            bool joined = whole > length && (memcmp(e->name, part, length) == 0 || memcmp(e->name + whole - length, part, length) == 0);
            if (joined && (e->variable || e->renamed) && !e->is_tag && find_name(l, e->name, whole, false) == e)
                add_exposed(l, v, e, "");
        }
}

static void expose_joined_names(lowering *l, value *v, definition *m, uint32_t at)
{
    macro_names joined = macro_joins(l->program, m, at);
    for (size_t i = 0; i < joined.count; i++) {
        const macro_name *n = &joined.at[i];
        if (!n->parameter) {
            expose_joined(l, v, n->text, n->length);
            continue;
        }
        uint32_t argument = 1, first = at + 2;
        for (uint32_t k = at + 2; argument < n->parameter && k < l->t[at + 1].mate; k = l->t[k].mate > k ? l->t[k].mate + 1 : k + 1)
            if (l->t[k].lexeme == ',') {
                argument++;
                first = k + 1;
            }
        if (argument == n->parameter && first < l->t[at + 1].mate)
            expose_joined(l, v, l->tokens->source->bytes + l->t[first].start, l->t[first].end - l->t[first].start);
    }
}

bool patch_mentions(lowering *l, uint32_t at, patches *out)
{
    definition *m = macro_of_token(l->program, at);
    if (!m)
        return false;
    l->plan->has_hidden_mentions |= macro_jumps(l->program, m, at);
    value *v = new_value(l);
    expose(l, v, l->tokens->source->bytes + l->t[at].start, l->t[at].end - l->t[at].start, at, 0);
    expose_joined_names(l, v, m, at);
    if (v->pieces.count == 0)
        return false;
    add_piece(l, v, (piece){.kind = PIECE_TEXT, .text = token_text(l->arena, l->tokens, at)});
    LIST_ADD(l->arena, *out, ((patch){{at, at}, v}));
    return true;
}

/* Types of the frame are written before it, where a macro that the body defines is not yet defined, or is another. */
void reject_macros_of_body(lowering *l, range type)
{
    for (uint32_t i = type.first; i <= type.last; i++) {
        const definition *m = l->t[i].lexeme == LEX_NAME && l->t[i].word == WORD_NONE && !find_entry(l, i, false) ? macro_of_token(l->program, i) : NULL;
        if (!m || m->of != l->program->main || m->directive < l->body->first)
            continue;
        diag_error(l->program->diag, token_span(l->tokens, i, i),
                   "'%.*s' is defined in the body, but the frame of '%s', which holds what has this type, stands before that; define it before '%s'",
                   (int)m->length, m->name, l->symbol->name, l->symbol->name);
        diag_note(l->program->diag, macro_span(m), "it is defined here");
        return;
    }
}

value *shown_name(lowering *l, const entry *e)
{
    value *v = new_value(l);
    add_exposed(l, v, e, e->name);
    return v;
}

/* ---- what they declare ---- */

/* A statement that may be a macro, and would lose a local that it declares: does not compile if it does. */
void want_declared(lowering *l, uint32_t statement)
{
    for (size_t i = 0; i < l->program->undeclared.count; i++)
        if (l->program->undeclared.at[i].statement == statement && !l->program->undeclared.at[i].is_static)
            add_formatted(l, OP_LINE, "ACM_DECLARED(%s);", token_text(l->arena, l->tokens, l->program->undeclared.at[i].name))->source = statement;
}

/* The same, behind it, if there is a static variable that the local would hide. */
void want_not_hidden(lowering *l, uint32_t statement)
{
    for (size_t i = 0; i < l->program->undeclared.count; i++) {
        const undeclared *u = &l->program->undeclared.at[i];
        if (u->statement != statement || !u->is_static)
            continue;
        add_formatted(l, OP_LINE, "ACM_NOT_HIDDEN(%v);", tokens_value(l, (range){u->name, u->name}, NULL))->source = statement;
    }
}

/* Whether a statement of a list, from REST on, declares that name: before it ACM_NOT_DECLARED() could not. */
static bool is_declared_later(const lowering *l, const node *rest, uint32_t name)
{
    for (; rest; rest = rest->next) {
        const node *n = node_behind_labels(rest);
        for (const node *d = n->kind == NODE_DECLARATION ? n->declaration.declarators : NULL; d; d = d->next)
            if (d->declarator.name && tokens_same(l->tokens, d->declarator.name, l->tokens, name))
                return true;
    }
    return false;
}

/* `NAME;` of a header, which may declare a local that hides one: if that is in the frame, what follows would not see it. */
void want_undeclared(lowering *l, const node *n)
{
    uint32_t name = n->first;
    const node *last = n->next;
    if (l->t[name].lexeme != LEX_NAME || n->last != name + 1 || !last || find_entry(l, name, false) || macro_of_token(l->program, name))
        return;
    while (last->next)
        last = last->next;
    LIST(const variable *) done = {0};
    for (uint32_t i = n->next->first; i <= last->last; i++) {
        const entry *e = l->t[i].lexeme == LEX_NAME ? find_entry(l, i, false) : NULL;
        bool member = l->t[i - 1].lexeme == '.' || l->t[i - 1].lexeme == LEX_ARROW, known = !e || !e->variable || e->variable->never_in_frame;
        for (size_t k = 0; !known && k < done.count; k++)
            known = done.at[k] == e->variable;
        if (member || known || e->scope == l->scope)
            continue;
        LIST_ADD(l->arena, done, e->variable);
        if (is_declared_later(l, n->next, i))
            continue;
        add_formatted(l, OP_LINE, "ACM_NOT_DECLARED(%s);", e->name)->only_in_frame = e->variable;
    }
}

void declare_by_macro(lowering *l, uint32_t at)
{
    definition *m = l->t[at].lexeme == LEX_NAME && !find_entry(l, at, false) ? macro_of_token(l->program, at) : NULL;
    macro_names names = m ? macro_declares(l->program, m, at) : (macro_names){0};
    for (size_t i = 0; i < names.count; i++) {
        uint32_t token = names.at[i].parameter ? macro_argument_name(l->tokens, at, names.at[i].parameter) : 0;
        if (names.at[i].parameter && !token)
            continue;
        const char *name = token ? token_text(l->arena, l->tokens, token) : arena_copy(l->arena, names.at[i].text, names.at[i].length);
        variable *x = new_variable(l, name);
        x->c_name = name;
        x->never_in_frame = true;
        declare_variable(l, x);
    }
}
