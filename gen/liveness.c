/* How long variables live.  A number or pointer whose address nobody has lives from its assignments to where it is read
 * afterwards, on the real ways of control; anything else as long as its scope.  What lives at a suspension is kept in the
 * frame; things whose lives do not meet may share room there (see frame_layout.c). */
#include "liveness.h"

/* ---- what names what ---- */

typedef struct search {
    arena *arena;
    const flow *flow;
    uint32_t order;                       /* of the operation that is looked through */
} search;

static void mention(search *s, variable *x)
{
    if (x->mentions.count == 0 || x->mentions.at[x->mentions.count - 1] != s->order)
        LIST_ADD(s->arena, x->mentions, s->order);
}

static void mentions_in(search *s, const value *v)
{
    for (size_t i = 0; v && i < v->pieces.count; i++) {
        const piece *p = &v->pieces.at[i];
        if (p->variable)
            mention(s, p->variable);
        mentions_in(s, p->value);
        mentions_in(s, p->initializer);
        for (size_t j = 0; p->patches && j < p->patches->count; j++)
            mentions_in(s, p->patches->at[j].value);
        for (size_t j = 0; p->operation && j < p->operation->initialized.count; j++)
            mentions_in(s, p->operation->initialized.at[j].value);
    }
}

static void mentions_in_action(search *s, const action *a)
{
    for (size_t i = 0; a && i < a->before.count; i++)
        mentions_in(s, &a->before.at[i]->text);
    if (a && a->record)
        mention(s, a->record);
}

static void mentions_in_patches(search *s, const patches *p)
{
    for (size_t i = 0; p && i < p->count; i++)
        mentions_in(s, p->at[i].value);
}

/* What is declared: a size that depends on variables is computed there. */
static void mentions_in_type(search *s, const variable *x)
{
    if (!x->is_variable_length)
        return;
    mentions_in_patches(s, x->type_patches);
    mentions_in_patches(s, x->declarator_patches);
}

/* How often a value names a variable. */
static unsigned count_in(const value *v, const variable *x)
{
    unsigned count = 0;
    for (size_t i = 0; v && i < v->pieces.count; i++) {
        const piece *p = &v->pieces.at[i];
        count += (p->variable == x) + count_in(p->value, x) + count_in(p->initializer, x);
        for (size_t j = 0; p->patches && j < p->patches->count; j++)
            count += count_in(p->patches->at[j].value, x);
    }
    return count;
}

static void mentions_in_operation(search *s, const op *o)
{
    mentions_in(s, &o->text);
    mentions_in_action(s, o->action);
    for (size_t i = 0; i < o->reasons.count; i++)
        mentions_in_action(s, o->reasons.at[i].action);
    for (size_t i = 0; i < o->initialized.count; i++) {
        if (!o->may_jump)
            LIST_ADD(s->arena, o->initialized.at[i].variable->written, s->order);
        mentions_in_type(s, o->initialized.at[i].variable);
        mentions_in(s, o->initialized.at[i].value);
    }
    if (o->assigns && !o->may_jump && count_in(&o->text, o->assigns) <= 1)
        LIST_ADD(s->arena, o->assigns->written, s->order);      /* its text need not name it */
}

/* ---- lives ---- */

typedef struct liveness {
    program *program;
    const plan *plan;
    const flow *flow;
    uint32_t *straight_from;              /* straight_from[order]: the first of those in a row that can only be come to from the one before, up to this one */
    uint32_t *seen;                       /* seen[order], of such a first: by which search it was last reached */
    uint32_t search;
    LIST(uint32_t) work;
    LIST(uint32_t) resumes;               /* the orders of the awaits */
} liveness;

static bool is_written(const op *o, const variable *x)
{
    if (o->may_jump)
        return false;
    if (o->assigns == x)
        return count_in(&o->text, x) <= 1;
    for (size_t i = 0; i < o->initialized.count; i++)
        if (o->initialized.at[i].variable == x)
            return true;
    return x->is_parameter && x->birth == o;
}

static void extend(variable *x, uint32_t order)
{
    const uint32_t moment = moment_of(order);
    if (!x->from || moment < x->from)
        x->from = moment;
    if (moment > x->to)
        x->to = moment;
}

/* Whether tokens are nothing but a computation: no assignment in it, nor a call, which might be of a macro that assigns. */
static bool tokens_compute(const tokens *t, range part)
{
    for (uint32_t i = part.first; i <= part.last; i++) {
        const int lexeme = t->at[i].lexeme;
        if (lexeme == '=' || lexeme == LEX_ASSIGN || lexeme == LEX_INCREMENT || lexeme == '{' || lexeme == LEX_DIRECTIVE)
            return false;
        if (lexeme == LEX_NAME && word_may_be_name(t->at[i].word) && t->at[i + 1].lexeme == '(')
            return false;
    }
    return true;
}

static bool only_computes(const tokens *t, const value *v)
{
    bool computes = true;
    for (size_t i = 0; computes && i < v->pieces.count; i++) {
        const piece *p = &v->pieces.at[i];
        computes = p->kind == PIECE_VARIABLE || (p->kind == PIECE_TOKENS && tokens_compute(t, p->tokens)) || (p->kind == PIECE_VALUE && only_computes(t, p->value));
        for (size_t j = 0; computes && p->patches && j < p->patches->count; j++)
            computes = only_computes(t, p->patches->at[j].value);
    }
    return computes;
}

/* What a declaration computes is stored when all that it is computed from has been read. */
static void begin_after_reading(const liveness *l, variable *x)
{
    const op *first = l->flow->at[order_of(x->from)];
    if (first->kind != OP_DECLARE || first->initialized.count != 1 || first->initialized.at[0].variable != x || !first->initialized.at[0].value)
        return;
    const initialized *made = &first->initialized.at[0];
    if (!made->braces && !made->is_opaque && count_in(made->value, x) == 0 && only_computes(l->program->main->tokens, made->value))
        x->from++;
}

static bool suspended_between(const liveness *l, uint32_t from, uint32_t to)
{
    size_t low = 0, high = l->resumes.count;      /* the first after FROM */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (l->resumes.at[middle] <= from)
            low = middle + 1;
        else
            high = middle;
    }
    return low < l->resumes.count && l->resumes.at[low] < to;
}

/* The last of COUNT operations, in order, from FIRST up to ORDER; 0: there is none. */
static uint32_t last_between(const uint32_t *at, size_t count, uint32_t first, uint32_t order)
{
    size_t low = 0, high = count;         /* the first behind ORDER */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (at[middle] <= order)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && at[low - 1] >= first ? at[low - 1] : 0;
}

/* That names X, or gives it a value. */
static uint32_t last_mention(const variable *x, uint32_t first, uint32_t order)
{
    const uint32_t mention = last_between(x->mentions.at, x->mentions.count, first, order);
    const uint32_t written = last_between(x->written.at, x->written.count, first, order);
    return mention > written ? mention : written;
}

/* X is read behind operation ORDER: from where its value may come.  What can only be come to from the operation before it is passed in one step, back to
 * what names X: if that assigns it, it comes from there; if not, that is a place that reads it, and is followed as such.  Gives whether a suspension is passed. */
static bool come_from(liveness *l, variable *x, uint32_t order)
{
    const uint32_t first = l->straight_from[order], mention = last_mention(x, first, order), from = mention ? mention : first;
    extend(x, order);
    extend(x, from);
    if (!mention && l->seen[first] != l->search) {
        l->seen[first] = l->search;
        LIST_ADD(l->program->arena, l->work, first);
    }
    return suspended_between(l, from - 1, order + 1);
}

/* Backwards from each place that reads it; gives whether a suspension is on a way. */
static bool follow(liveness *l, variable *x)
{
    bool across = false;
    const flow *f = l->flow;
    l->search++;
    l->work.count = 0;
    for (size_t i = 0; i < x->mentions.count; i++) {
        const uint32_t order = x->mentions.at[i];
        extend(x, order);
        if (is_written(f->at[order], x))
            continue;
        if (l->straight_from[order] < order)
            across |= come_from(l, x, order - 1);
        else
            LIST_ADD(l->program->arena, l->work, order);
    }
    while (l->work.count > 0) {
        uint32_t order = l->work.at[--l->work.count];
        for (uint32_t i = f->first_before[order]; i < f->first_before[order + 1]; i++)
            across |= come_from(l, x, f->before[i]);
    }
    if (x->birth)
        extend(x, x->birth->order);
    begin_after_reading(l, x);
    return across;
}

/* Whether control comes to LABEL from somewhere between two places. */
static bool is_reached_from(const liveness *l, uint32_t label, uint32_t first, uint32_t last)
{
    for (uint32_t i = l->flow->first_before[label]; i < l->flow->first_before[label + 1]; i++)
        if (l->flow->before[i] > first && l->flow->before[i] < last)
            return true;
    return false;
}

/* A jump back, into the block and before the declaration, does not end the life of what a pointer leads to, but for that of a
 * variable-length array. */
static uint32_t first_label_before(const liveness *l, const variable *x, uint32_t birth, uint32_t death)
{
    uint32_t block = l->flow->block[birth];
    for (size_t i = 0; !x->is_variable_length && i < l->flow->labels.count && l->flow->labels.at[i] < birth; i++)
        if (l->flow->labels.at[i] > block && is_reached_from(l, l->flow->labels.at[i], birth, death))
            return l->flow->labels.at[i];
    return birth;
}

static bool live_in_scope(liveness *l, variable *x)
{
    uint32_t birth = x->birth->order, death = x->death ? x->death->order : l->flow->count + 1;
    uint32_t from = l->flow->is_known ? first_label_before(l, x, birth, death) : birth;
    extend(x, l->flow->is_known ? from : 1);
    extend(x, death);
    for (size_t i = 0; i < x->mentions.count; i++)
        extend(x, x->mentions.at[i]);
    return suspended_between(l, from, death);
}

static bool is_followed(const liveness *l, const variable *x)
{
    return l->flow->is_known && x->is_scalar && !x->is_pointed_to && !x->is_exposed && !l->plan->has_hidden_mentions;
}

static void decide(liveness *l, variable *x)
{
    if (x->never_in_frame || x->alias || !x->birth || (x->is_optional && x->mentions.count == 0))
        return;
    bool across = is_followed(l, x) ? follow(l, x) : live_in_scope(l, x);
    x->in_frame = x->always_in_frame || across;
}

static void find_straight_ways(liveness *l)
{
    const flow *f = l->flow;
    l->straight_from = arena_alloc(l->program->arena, (f->count + 2) * sizeof *l->straight_from);
    for (uint32_t i = 1; i <= f->count; i++) {
        const bool is_straight = f->first_before[i + 1] - f->first_before[i] == 1 && f->before[f->first_before[i]] == i - 1;
        l->straight_from[i] = is_straight ? l->straight_from[i - 1] : i;
    }
}

static void span_mentions(variable *x)
{
    for (size_t i = 0; i < x->mentions.count; i++)
        extend(x, x->mentions.at[i]);
}

void find_lives(program *program, plan *plan, const flow *flow)
{
    liveness l = {.program = program, .plan = plan, .flow = flow};
    l.seen = arena_alloc(program->arena, (flow->count + 2) * sizeof *l.seen);
    find_straight_ways(&l);
    search s = {.arena = program->arena, .flow = flow};
    for (uint32_t i = 1; i <= flow->count; i++) {
        s.order = i;
        mentions_in_operation(&s, flow->at[i]);
        if (flow->at[i]->kind == OP_AWAIT)
            LIST_ADD(program->arena, l.resumes, i);
    }
    for (size_t i = 0; i < plan->records.count; i++)
        decide(&l, plan->records.at[i]);
    for (size_t i = 0; i < plan->variables.count; i++)
        decide(&l, plan->variables.at[i]);
    for (size_t i = 0; i < plan->awaits.count; i++)
        span_mentions(plan->awaits.at[i]);
    span_mentions(&plan->result);
    if (plan->result.from)
        plan->result.to = moment_of(flow->count + 1);      /* the caller reads it */
}
