/* What tasks are given that ends before they do: the addresses of locals (language.md, section 11, -Wspawn-local), and what `as` names
 * point to (-Wescape). */
#include "check_internal.h"

enum { MOST_LOOKS = 200 };                /* of a body: each of them reads the rest of a block */

/* Whether the block goes on to wait for something that has to do with the local: then the task may be done with it. */
static bool is_waited_for(const checker *c, const local *l, uint32_t from)
{
    for (uint32_t i = from; i < l->scope->last; i++) {
        if (c->t[i].word != WORD_AWAIT)
            continue;
        uint32_t open = i;
        while (open < l->scope->last && c->t[open].lexeme != '(' && c->t[open].lexeme != ';')
            open++;
        for (uint32_t k = open; c->t[open].lexeme == '(' && k < c->t[open].mate; k++)
            if (c->t[k].lexeme == LEX_NAME && tokens_same(c->tokens, k, c->tokens, l->name))
                return true;
    }
    return false;
}

static bool has_await(const checker *c, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i <= last; i++)
        if (c->t[i].word == WORD_AWAIT)
            return true;
    return false;
}

static void note_group(checker *c, const node *spawn, const local *group)
{
    const node *g = spawn->await.group;
    if (group)
        diag_note(c->diag, span_of(c, group->statement->last, group->statement->last), "'%s' waits for its tasks here", text_of(c, group->name));
    else
        diag_note(c->diag, span_of(c, g->first, g->last), "this group is not of '%s', and waits for its tasks elsewhere",
                  text_of(c, c->form->form.signature->name));
}

static void check_local(checker *c, const node *spawn, const node *value)
{
    const local *l = pointed_local(c, (range){value->first, value->last}), *group;
    range g = {spawn->await.group->first, spawn->await.group->last};
    if (!l || !l->scope || !group_outlives(c, g, l->scope, NULL, &group) || c->spawn_looks++ >= MOST_LOOKS || is_waited_for(c, l, spawn->last + 1))
        return;
    const char *name = text_of(c, l->name);
    diag_warning(c->diag, WARNING_SPAWN_LOCAL, span_of(c, value->first, value->last), "the task may still use '%s' when it has ended", name);
    diag_note(c->diag, span_of(c, l->scope->last, l->scope->last), "'%s' ends here", name);
    note_group(c, spawn, group);
    if (group)
        diag_note(c->diag, span_of(c, l->name, l->name), "declared before the 'async with' of '%s', it would live long enough", text_of(c, group->name));
    else
        diag_note(c->diag, span_of(c, l->name, l->name), "a group of its own, 'async with acm_task_group() as …' behind this, would wait for the task in time");
}

static void check_bound(checker *c, const node *spawn, const node *value)
{
    const local *l = pointer_of_as(c, (range){value->first, value->last}), *group;
    if (!l)
        return;
    const node *body = block_of(l);
    range g = {spawn->await.group->first, spawn->await.group->last};
    if (!group_outlives(c, g, body, l->item, &group) || c->spawn_looks++ >= MOST_LOOKS || has_await(c, spawn->last + 1, body->last))
        return;
    const char *name = text_of(c, l->name);
    diag_warning(c->diag, WARNING_ESCAPE, span_of(c, value->first, value->last), "the task may still use '%s' when its block has been left", name);
    diag_note(c->diag, span_of(c, body->last, body->last), l->kind == LOCAL_HANDLER ? "'%s' ends here" : "what '%s' stands for is left here", name);
    note_group(c, spawn, group);
    diag_note(c->diag, span_of(c, spawn->first, spawn->first), l->kind == LOCAL_HANDLER ? "the task can be given what it needs of '%s' by value"
              : "a group whose block stands in that of '%s' waits for the task before", name);
}

void check_spawned(checker *c, const node *spawn)
{
    if (spawn->await.result)
        check_local(c, spawn, spawn->await.result);
    for (const node *a = spawn->await.arguments; a; a = a->next) {
        check_local(c, spawn, a);
        check_bound(c, spawn, a);
    }
}
