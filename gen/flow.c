/* The control flow between operations, from their kinds, blocks and labels.  An edge too many makes a variable live
 * longer than it has to; one too few would lose its value. */
#include "flow.h"

#include <string.h>

#include "conditional.h"

enum { NAME_SLOTS = 256, MAX_DEPTH = 20000 };

typedef struct edge { uint32_t from, to; } edge;

typedef LIST(uint32_t) nodes;

/* A loop or switch: where break and continue in it go. */
typedef struct target {
    struct target *outer;
    uint32_t head;
    bool is_switch, has_default;
    nodes breaks, continues;
} target;

/* An #if whose #endif is still to come: its last directive. */
typedef struct conditional {
    struct conditional *outer;
    uint32_t last;
} conditional;

typedef struct named_label {
    const char *name;
    uint32_t at;
    struct named_label *next;
} named_label;

typedef struct builder {
    program *program;
    arena *arena;
    flow *flow;
    LIST(edge) edges;
    nodes pending;                        /* what goes on to the next operation */
    target *inside;
    conditional *conditionals;
    named_label *names[NAME_SLOTS];
    uint32_t block;
    unsigned depth;
    bool failed;
} builder;

/* ---- labels ---- */

static unsigned slot_of(const char *name)
{
    unsigned hash = 5381;
    while (*name)
        hash = hash * 33 + (unsigned char)*name++;
    return hash % NAME_SLOTS;
}

static void note_label(builder *b, op *o)
{
    if (o->kind == OP_LABEL)
        o->label->at = o;
    if (!o->user_label)
        return;
    named_label *made = arena_alloc(b->arena, sizeof *made);
    unsigned slot = slot_of(o->user_label);
    *made = (named_label){o->user_label, o->order, b->names[slot]};
    b->names[slot] = made;
    LIST_ADD(b->arena, b->flow->labels, o->order);
}

/* ---- edges ---- */

static void add_edge(builder *b, uint32_t from, uint32_t to)
{
    if (to)
        LIST_ADD(b->arena, b->edges, ((edge){from, to}));
}

static void connect(builder *b, const nodes *from, uint32_t to)
{
    for (size_t i = 0; i < from->count; i++)
        add_edge(b, from->at[i], to);
}

static void only(builder *b, nodes *list, uint32_t order)
{
    list->count = 0;
    LIST_ADD(b->arena, *list, order);
}

static void append(builder *b, nodes *list, const nodes *more)
{
    for (size_t i = 0; i < more->count; i++)
        LIST_ADD(b->arena, *list, more->at[i]);
}

/* Labels without a place are the function's end. */
static void go_to_label(builder *b, uint32_t from, const label *label)
{
    if (!label)
        return;
    if (!label->by_user) {
        add_edge(b, from, label->at ? label->at->order : 0);
        return;
    }
    for (const named_label *n = b->names[slot_of(label->by_user)]; n; n = n->next)
        if (strcmp(n->name, label->by_user) == 0)
            add_edge(b, from, n->at);
}

static void go_to_all_labels(builder *b, uint32_t from)
{
    for (size_t i = 0; i < b->flow->labels.count; i++)
        add_edge(b, from, b->flow->labels.at[i]);
}

static void break_from(builder *b, uint32_t from)
{
    if (b->inside)
        LIST_ADD(b->arena, b->inside->breaks, from);
}

static void continue_from(builder *b, uint32_t from)
{
    target *t = b->inside;
    while (t && t->is_switch)
        t = t->outer;
    if (t)
        LIST_ADD(b->arena, t->continues, from);
}

static void act(builder *b, uint32_t from, const action *a)
{
    switch (a->kind) {
    case ACTION_GOTO: case ACTION_LEAVE: go_to_label(b, from, a->label); break;
    case ACTION_BREAK: break_from(b, from); break;
    case ACTION_CONTINUE: continue_from(b, from); break;
    case ACTION_DONE: case ACTION_NONE: break;
    }
}

/* ---- jumps that stand in the source's tokens: in a statement expression, or `asm goto` ---- */

static void jumps_in_value(builder *b, uint32_t from, const value *v);

static void jumps_in_tokens(builder *b, uint32_t from, const piece *p)
{
    for (uint32_t i = p->tokens.first; i <= p->tokens.last; i++) {
        bool jumps = true;
        switch (b->program->main->tokens->at[i].word) {
        case WORD_GOTO: go_to_all_labels(b, from); break;
        case WORD_BREAK: break_from(b, from); break;
        case WORD_CONTINUE: continue_from(b, from); break;
        default: jumps = false; break;
        }
        b->flow->at[from]->may_jump |= jumps;
    }
    for (size_t i = 0; p->patches && i < p->patches->count; i++)
        jumps_in_value(b, from, p->patches->at[i].value);
}

static void jumps_in_value(builder *b, uint32_t from, const value *v)
{
    for (size_t i = 0; v && i < v->pieces.count; i++) {
        const piece *p = &v->pieces.at[i];
        if (p->kind == PIECE_TOKENS)
            jumps_in_tokens(b, from, p);
        else if (p->kind == PIECE_VALUE || p->kind == PIECE_LITERAL)
            jumps_in_value(b, from, p->value);
        if (p->kind == PIECE_LITERAL)
            jumps_in_value(b, from, p->initializer);
    }
}

static void jumps_in(builder *b, const op *o)
{
    if (o->kind == OP_DIRECTIVE || o->kind == OP_COMMENT || o->is_label)
        return;
    jumps_in_value(b, o->order, &o->text);
    for (size_t i = 0; i < o->initialized.count; i++)
        jumps_in_value(b, o->order, o->initialized.at[i].value);
}

/* ---- operations ---- */

static op *statement(builder *b, op *o);

static bool is_quiet(const op *o)
{
    return o->kind == OP_MARK || o->kind == OP_BLANK || o->kind == OP_COMMENT;
}

/* Up to the OP_CLOSE that ends the block of which O is the first, or NULL. */
static op *statements(builder *b, op *o)
{
    while (o && o->kind != OP_CLOSE)
        o = statement(b, o);
    return o;
}

/* What belongs to a head: the block that it opens, or the next operation.  END: the OP_CLOSE, or NULL.  Gives what follows. */
static op *body(builder *b, op *head, op **end)
{
    *end = NULL;
    if (++b->depth > MAX_DEPTH)
        b->failed = true;
    op *next = head->next;
    if (b->failed) {
        next = NULL;
    } else if (head->kind == OP_OPEN) {
        uint32_t around = b->block;
        b->block = head->order;
        *end = statements(b, next);
        b->block = around;
        b->failed |= !*end;
        next = *end ? (*end)->next : NULL;
    } else {
        while (next && next->kind == OP_MARK)
            next = next->next;
        b->failed |= !next || next->kind == OP_CLOSE;
        next = b->failed ? NULL : statement(b, next);
    }
    b->depth--;
    return next;
}

static op *end_of_block(builder *b, op *end)
{
    if (end) {
        connect(b, &b->pending, end->order);
        only(b, &b->pending, end->order);
    }
    return end;
}

static op *conditional_statement(builder *b, op *o)
{
    op *end, *next = body(b, o, &end);
    end_of_block(b, end);
    if (o->flow == FLOW_ELSE)
        return next;
    op *other = next;
    while (other && is_quiet(other))
        other = other->next;
    if (!other || !other->is_else) {
        LIST_ADD(b->arena, b->pending, o->order);
        return next;
    }
    nodes ended = b->pending;
    b->pending = (nodes){0};
    only(b, &b->pending, o->order);
    next = statement(b, other);
    append(b, &b->pending, &ended);
    return next;
}

static op *loop_statement(builder *b, op *o)
{
    target loop = {.outer = b->inside, .head = o->order};
    b->inside = &loop;
    op *end, *next = body(b, o, &end);
    b->inside = loop.outer;
    append(b, &b->pending, &loop.continues);
    if (o->flow == FLOW_DO) {
        end_of_block(b, end);
        if (end)
            add_edge(b, end->order, o->order);
    } else {
        connect(b, &b->pending, o->order);
        if (o->flow == FLOW_ENDLESS)
            b->pending.count = 0;
        else
            only(b, &b->pending, o->order);
    }
    append(b, &b->pending, &loop.breaks);
    return next;
}

static op *switch_statement(builder *b, op *o)
{
    target sw = {.outer = b->inside, .head = o->order, .is_switch = true};
    b->inside = &sw;
    op *end, *next = body(b, o, &end);
    b->inside = sw.outer;
    end_of_block(b, end);
    append(b, &b->pending, &sw.breaks);
    if (!sw.has_default)
        LIST_ADD(b->arena, b->pending, o->order);
    return next;
}

static void enter_from_switch(builder *b, const op *o)
{
    target *t = b->inside;
    while (t && !t->is_switch)
        t = t->outer;
    if (!t)
        return;
    t->has_default |= o->flow == FLOW_DEFAULT && !b->conditionals;      /* else it may not be compiled */
    add_edge(b, t->head, o->order);
}

/* Any of the arms may be the one that is compiled, or none. */
static void directive(builder *b, const op *o)
{
    directive_kind kind = directive_of(b->arena, b->program->main->tokens, o->source);
    if (kind == DIRECTIVE_IF) {
        conditional *made = arena_alloc(b->arena, sizeof *made);
        *made = (conditional){b->conditionals, o->order};
        b->conditionals = made;
    } else if (kind == DIRECTIVE_ELSE && b->conditionals) {
        add_edge(b, b->conditionals->last, o->order);
        b->conditionals->last = o->order;
    } else if (kind == DIRECTIVE_ENDIF && b->conditionals) {
        add_edge(b, b->conditionals->last, o->order);
        b->conditionals = b->conditionals->outer;
    }
}

static void leave_from(builder *b, op *o)
{
    bool goes_on = true;
    switch (o->kind) {
    case OP_AWAIT: case OP_RAISED:
        go_to_label(b, o->order, o->label);
        break;
    case OP_LINE:
        if (o->label)                     /* a raise */
            go_to_label(b, o->order, o->label);
        if (o->flow == FLOW_BREAK)
            break_from(b, o->order);
        if (o->flow == FLOW_COMPUTED)
            go_to_all_labels(b, o->order);
        goes_on = !o->label && o->flow != FLOW_BREAK && o->flow != FLOW_COMPUTED;
        break;
    case OP_JUMP:
        act(b, o->order, o->action);
        goes_on = false;
        break;
    case OP_DISPATCH:
        go_to_label(b, o->order, o->label);
        for (size_t i = 0; i < o->reasons.count; i++)
            act(b, o->order, o->reasons.at[i].action);
        goes_on = o->may_end;
        break;
    case OP_DIRECTIVE: directive(b, o); break;
    default: break;
    }
    b->pending.count = 0;
    if (goes_on)
        LIST_ADD(b->arena, b->pending, o->order);
}

/* One operation with what belongs to it; gives the next. */
static op *statement(builder *b, op *o)
{
    b->flow->block[o->order] = b->block;
    connect(b, &b->pending, o->order);
    only(b, &b->pending, o->order);
    jumps_in(b, o);
    if (o->kind == OP_OPEN || o->kind == OP_HEAD) {
        op *end, *next;
        switch (o->flow) {
        case FLOW_IF: case FLOW_ELSE: return conditional_statement(b, o);
        case FLOW_LOOP: case FLOW_ENDLESS: case FLOW_DO: return loop_statement(b, o);
        case FLOW_SWITCH: return switch_statement(b, o);
        default:
            next = body(b, o, &end);
            end_of_block(b, end);
            return next;
        }
    }
    if (o->flow == FLOW_CASE || o->flow == FLOW_DEFAULT)
        enter_from_switch(b, o);
    leave_from(b, o);
    return o->next;
}

/* ---- the other way round ---- */

static void sort_edges(builder *b)
{
    flow *f = b->flow;
    f->first_before = arena_alloc(b->arena, (f->count + 2) * sizeof *f->first_before);
    f->before = arena_alloc(b->arena, (b->edges.count + 1) * sizeof *f->before);
    for (size_t i = 0; i < b->edges.count; i++)
        f->first_before[b->edges.at[i].to]++;
    uint32_t sum = 0;
    for (uint32_t i = 0; i <= f->count + 1; i++) {
        uint32_t here = f->first_before[i];
        f->first_before[i] = sum;
        sum += here;
    }
    uint32_t *next = arena_alloc(b->arena, (f->count + 2) * sizeof *next);
    memcpy(next, f->first_before, (f->count + 2) * sizeof *next);
    for (size_t i = 0; i < b->edges.count; i++)
        f->before[next[b->edges.at[i].to]++] = b->edges.at[i].from;
}

flow *flow_find(program *program, plan *plan)
{
    arena *a = program->arena;
    flow *f = arena_alloc(a, sizeof *f);
    for (op *o = plan->ops.first; o; o = o->next)
        o->order = ++f->count;
    f->at = arena_alloc(a, (f->count + 1) * sizeof *f->at);
    f->block = arena_alloc(a, (f->count + 1) * sizeof *f->block);
    builder b = {.program = program, .arena = a, .flow = f};
    for (op *o = plan->ops.first; o; o = o->next) {
        f->at[o->order] = o;
        note_label(&b, o);
    }
    f->is_known = statements(&b, plan->ops.first) == NULL && !b.failed;
    sort_edges(&b);
    return f;
}
