/* Names that are declared in an arm of a conditional: which of them a use means, as far as the conditions tell. */
#include <string.h>

#include "conditional.h"
#include "lower_internal.h"

enum { MAX_FACTS = 64, MAX_SPLITS = 8, MAX_MEANT = 4 };

typedef enum truth { FALSE, TRUE, UNKNOWN } truth;

/* What a condition gives, at that token. */
typedef struct fact {
    const char *text;
    uint32_t token;
    bool value;
} fact;

typedef struct facts {
    const fact *at[MAX_FACTS];
    size_t count;
} facts;

/* What a name may mean; NULL: what it means outside of the body. */
struct meanings {
    entry *at[MAX_MEANT];
    size_t count;
    bool too_many;
};

typedef struct question {
    const lowering *l;
    const arms *arms;
    uint32_t arm;                         /* of the use */
    bool is_tag;
    const char *name;
    size_t length;
    meanings found;
} question;

/* ---- conditions ---- */

static truth condition_truth(const question *q, const facts *known, const arm *a)
{
    arm_condition c = a->condition;
    if (c.is_else)
        return TRUE;
    if (strcmp(c.text, "0") == 0 || strcmp(c.text, "1") == 0)
        return *c.text == '1' ? TRUE : FALSE;
    for (size_t i = 0; i < known->count; i++)
        if (strcmp(known->at[i]->text, c.text) == 0 && !arms_condition_may_change(q->arms, c.text, known->at[i]->token, a->directive))
            return known->at[i]->value != c.is_negated ? TRUE : FALSE;
    return UNKNOWN;
}

/* Whether arm I is compiled, if what is around its conditional is; UNSURE: whose condition says so. */
static truth arm_truth(const question *q, const facts *known, uint32_t i, const arm **unsure)
{
    const arm *a = &q->arms->all.at[i];
    truth all = condition_truth(q, known, a);
    if (all == UNKNOWN)
        *unsure = a;
    for (uint32_t p = a->previous; p && all != FALSE; p = q->arms->all.at[p].previous) {
        truth other = condition_truth(q, known, &q->arms->all.at[p]);
        if (other != FALSE)
            all = other == TRUE ? FALSE : UNKNOWN;
        if (other == UNKNOWN)
            *unsure = &q->arms->all.at[p];
    }
    return all;
}

/* Of arm I and those around it. */
static truth whole_truth(const question *q, const facts *known, uint32_t i, const arm **unsure)
{
    truth all = TRUE;
    for (; i && all != FALSE; i = q->arms->all.at[i].parent) {
        truth one = arm_truth(q, known, i, unsure);
        all = one == FALSE ? FALSE : one == UNKNOWN ? UNKNOWN : all;
    }
    return all;
}

static void add_fact(const question *q, facts *known, const arm *a, bool holds)
{
    if (a->condition.is_else || known->count == MAX_FACTS)
        return;
    fact *f = arena_alloc(q->l->arena, sizeof *f);
    *f = (fact){a->condition.text, a->directive, holds != a->condition.is_negated};
    known->at[known->count++] = f;
}

/* What holds where the use is compiled. */
static facts facts_of_use(const question *q)
{
    facts known = {.count = 0};
    for (uint32_t i = q->arm; i; i = q->arms->all.at[i].parent) {
        add_fact(q, &known, &q->arms->all.at[i], true);
        for (uint32_t p = q->arms->all.at[i].previous; p; p = q->arms->all.at[p].previous)
            add_fact(q, &known, &q->arms->all.at[p], false);
    }
    return known;
}

/* ---- names ---- */

static bool is_around(const question *q, uint32_t outer, uint32_t inner)
{
    while (inner && inner != outer)
        inner = q->arms->all.at[inner].parent;
    return inner == outer;
}

static bool ends_in_error(const question *q, const facts *known)
{
    const arm *unsure;
    for (uint32_t i = 1; i < q->arms->all.count; i++)
        if (q->arms->all.at[i].is_error && whole_truth(q, known, i, &unsure) == TRUE)
            return true;
    return false;
}

static void add_meaning(question *q, entry *e)
{
    for (size_t i = 0; i < q->found.count; i++)
        if (q->found.at[i] == e || (e && q->found.at[i] && e->variable && q->found.at[i]->variable == e->variable))
            return;
    if (q->found.count < MAX_MEANT)
        q->found.at[q->found.count++] = e;
    else
        q->found.too_many = true;
}

/* E or what it hides, the innermost that is compiled; where that is not known, both ways are gone. */
static void find_meanings(question *q, entry *e, const facts *known, unsigned splits)
{
    for (; e; e = next_entry(q->l, e, q->name, q->length, q->is_tag)) {
        const arm *unsure = NULL;
        truth there = is_around(q, e->arm, q->arm) ? TRUE : whole_truth(q, known, e->arm, &unsure);
        if (there == TRUE) {
            add_meaning(q, e);
            return;
        }
        if (there == FALSE)
            continue;
        if (splits == MAX_SPLITS || known->count == MAX_FACTS) {
            q->found.too_many = true;
            add_meaning(q, e);
            return;
        }
        for (int holds = 0; holds < 2; holds++) {
            facts more = *known;
            add_fact(q, &more, unsure, holds);
            find_meanings(q, e, &more, splits + 1);
        }
        return;
    }
    if (!ends_in_error(q, known))
        add_meaning(q, NULL);
}

static meanings meanings_of(const lowering *l, entry *first, uint32_t token)
{
    question q = {.l = l, .arms = l->tokens->arms, .arm = arm_at(l->tokens, token), .is_tag = first->is_tag, .name = first->name, .length = strlen(first->name)};
    facts known = facts_of_use(&q);
    find_meanings(&q, first, &known, 0);
    return q.found;
}

static entry *first_of(const meanings *m)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->at[i])
            return m->at[i];
    return NULL;
}

entry *entry_in_arm(const lowering *l, entry *first, uint32_t token)
{
    if (!first || !first->arm || first->arm == arm_at(l->tokens, token))
        return first;
    meanings m = meanings_of(l, first, token);
    return first_of(&m);
}

entry *use_in_arm(lowering *l, entry *first, uint32_t token, const meanings **unsure)
{
    *unsure = NULL;
    if (!first || !first->arm || first->arm == arm_at(l->tokens, token))
        return first;
    meanings found = meanings_of(l, first, token);
    if (found.count > 1 || found.too_many) {
        meanings *m = arena_alloc(l->arena, sizeof *m);
        *m = found;
        *unsure = m;
        LIST_ADD(l->arena, l->unsure, ((unsure_name){token, first->name, m}));
    }
    return first_of(&found);
}

void add_unsure(lowering *l, value *v, const meanings *m, bool pointed_to)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->at[i] && m->at[i]->variable) {
            m->at[i]->variable->is_pointed_to |= pointed_to;
            add_piece(l, v, (piece){.kind = PIECE_TEXT, .text = "", .variable = m->at[i]->variable});
        }
}

/* ---- whether it matters ---- */

/* What is written for it: NULL for what no other name is written like. */
static const char *written(const char *name, const entry *e)
{
    if (!e)
        return name;
    if (e->variable)
        return e->variable->alias || e->variable->in_frame ? NULL : e->variable->c_name;
    return e->renamed ? e->renamed : name;
}

/* Declared in the same block, with different types. */
static const entry *redeclared(const meanings *m)
{
    for (size_t i = 0; i < m->count; i++)
        for (size_t k = i + 1; k < m->count; k++)
            if (m->at[i] && m->at[k] && m->at[i]->scope == m->at[k]->scope)
                return m->at[i]->token < m->at[k]->token ? m->at[i] : m->at[k];
    return NULL;
}

static bool is_told_apart_by_c(const meanings *m, const char *name)
{
    const char *first = written(name, m->at[0]);
    bool same = first && !m->too_many;
    for (size_t i = 1; same && i < m->count; i++) {
        const char *other = written(name, m->at[i]);
        same = other && strcmp(first, other) == 0;
    }
    return same;
}

/* A name is said once. */
static bool is_said(const meanings *m)
{
    bool said = false;
    for (size_t i = 0; i < m->count; i++) {
        said |= m->at[i] && m->at[i]->is_said;
        if (m->at[i] && m->at[i]->arm)
            m->at[i]->is_said = true;
    }
    return said;
}

void check_unsure_names(lowering *l)
{
    for (size_t i = 0; i < l->unsure.count; i++) {
        uint32_t token = l->unsure.at[i].token;
        const meanings *m = l->unsure.at[i].meanings;
        const char *name = l->unsure.at[i].name;
        const entry *other = redeclared(m);
        if (is_told_apart_by_c(m, name) || is_said(m))
            continue;
        if (other) {
            diag_error(l->program->diag, token_span(l->tokens, other->token, other->token),
                       "'%s' lives across a suspension and has another type in another arm of the conditional; declare it before the #if", name);
            continue;
        }
        diag_error(l->program->diag, token_span(l->tokens, token, token),
                   "'%s' is another here where its declaration is not compiled; declare it before the conditional, or give it a name of its own", name);
        for (size_t k = 0; k < m->count; k++)
            if (m->at[k] && m->at[k]->arm)
                diag_note(l->program->diag, token_span(l->tokens, m->at[k]->token, m->at[k]->token), "'%s' is declared in this arm", name);
    }
}
