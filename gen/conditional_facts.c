/* What the conditions around tokens say, and whether they contradict each other: `#ifdef X` here, `#ifndef X` there. */
#include <string.h>

#include "conditional.h"

enum { MAX_FACTS = 64 };

/* What a condition gives where an arm is compiled. */
typedef struct fact { const char *text; uint32_t directive; bool value; } fact;

typedef struct facts { fact at[MAX_FACTS]; size_t count; } facts;

bool arms_condition_may_change(const arms *arms, const char *text, uint32_t a, uint32_t b)
{
    const char *of = strncmp(text, "defined ", 8) == 0 ? text + 8 : NULL;
    for (size_t i = 0; i < arms->definitions.count; i++) {
        const arm_definition *d = &arms->definitions.at[i];
        size_t length = d->name ? identifier_length(d->name) : 0;
        bool between = (d->token > a) != (d->token > b);
        if (between && (!of || !d->name || (strlen(of) == length && memcmp(of, d->name, length) == 0)))
            return true;
    }
    return false;
}

static void add_fact(facts *f, const arm *a, bool holds)
{
    if (!a->condition.is_else && f->count < MAX_FACTS)
        f->at[f->count++] = (fact){a->condition.text, a->directive, holds != a->condition.is_negated};
}

/* What an arm adds to what is around it: its condition holds, and those of the arms before it don't. */
static void own_facts(const arms *arms, uint32_t arm, facts *f)
{
    add_fact(f, &arms->all.at[arm], true);
    for (uint32_t p = arms->all.at[arm].previous; p && f->count < MAX_FACTS; p = arms->all.at[p].previous)
        add_fact(f, &arms->all.at[p], false);
}

/* What holds in an arm, from the innermost conditional outward. */
static void facts_of(const arms *arms, uint32_t arm, facts *f)
{
    for (uint32_t i = arm; i && f->count < MAX_FACTS; i = arms->all.at[i].parent)
        own_facts(arms, i, f);
}

static bool contradict(const arms *arms, const facts *here, const facts *there)
{
    for (size_t i = 0; i < here->count; i++)
        for (size_t k = 0; k < there->count; k++) {
            const fact *x = &here->at[i], *y = &there->at[k];
            if (x->value != y->value && strcmp(x->text, y->text) == 0 && !arms_condition_may_change(arms, x->text, x->directive, y->directive))
                return true;
        }
    return false;
}

bool arms_contradict(const arms *arms, uint32_t a, uint32_t b)
{
    facts here = {.count = 0}, there = {.count = 0};
    if (!a || !b || arms->all.at[a].is_dead || arms->all.at[b].is_dead)
        return false;
    facts_of(arms, a, &here);
    facts_of(arms, b, &there);
    return contradict(arms, &here, &there);
}

bool arm_contradicts_itself(const arms *arms, uint32_t arm)
{
    facts own = {.count = 0}, around = {.count = 0};
    own_facts(arms, arm, &own);
    facts_of(arms, arms->all.at[arm].parent, &around);
    return contradict(arms, &own, &own) || contradict(arms, &own, &around);
}
