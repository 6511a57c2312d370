/* How errors refer to each other: counted references, without cycles.
 *
 * An owner is a task (task->error), a cleanup or a handler (their records), acm_error_keep(), or another
 * error, by its context, its cause or its others.  New errors refer to older ones only, so that only
 * acm_raise_from() of an error that is older than its cause could close a cycle, or another task's error that
 * refers to the one whose other it becomes. */
#include "core.h"

const void *acm_error_keep(const void *error)
{
    return acm_error_share((acm_BaseError *)error);
}

/* Gives up a reference.  An error that has no other is put on a list of those to release. */
static void give_up(acm_BaseError *error, acm_BaseError **unused)
{
    if (!error || acm_error_is_spare(error) || --error->acm.references > 0)
        return;
    error->acm.visited = *unused;
    *unused = error;
}

/* No recursion: a chain of contexts may be as long as a program has retried something. */
void acm_error_release_all(acm_BaseError *error)
{
    acm_BaseError *unused = error;
    error->acm.visited = NULL;
    while (unused) {
        acm_BaseError *const last = unused;
        unused = last->acm.visited;
        give_up(last->acm.context, &unused);
        give_up(last->acm.cause, &unused);
        for (acm_BaseError *other = last->acm.others, *next; other; other = next) {
            next = other->acm.next_other;
            give_up(other, &unused);
        }
        acm_error_release(last);
    }
}

void acm_error_drop(const void *error)
{
    acm_error_give_up((acm_BaseError *)error);
}

/* A search through everything that an error refers to, and the one error that it looks for. */
typedef struct {
    acm_BaseError *found;
    acm_BaseError *visited;               /* linked by `visited`; the last refers to itself */
} links_search;

/* Follows a link; cuts it if it leads to the error that must not be found. */
static void follow(links_search *search, acm_BaseError **link)
{
    acm_BaseError *const error = *link;
    if (!error || acm_error_is_spare(error))
        return;
    if (error == search->found) {
        *link = NULL;
        error->acm.references--;          /* not the last: it is on its way up */
    } else if (!error->acm.visited) {
        error->acm.visited = search->visited ? search->visited : error;
        search->visited = error;
    }
}

static void follow_all(links_search *search, acm_BaseError *error)
{
    follow(search, &error->acm.context);
    follow(search, &error->acm.cause);
    for (acm_BaseError **other = &error->acm.others; *other;) {
        acm_BaseError *const here = *other, *const next = here->acm.next_other;
        follow(search, other);
        if (*other) {
            other = &here->acm.next_other;
        } else {
            here->acm.next_other = NULL;
            *other = next;
        }
    }
}

/* Cuts every link to ERROR in what FROM refers to. */
static void cut_links(acm_BaseError *from, acm_BaseError *error)
{
    links_search search = {.found = error};
    follow(&search, &from);
    /* What is found is put in front of the list, so each round looks into that part that the one before has added. */
    for (acm_BaseError *done = NULL; search.visited && done != search.visited;) {
        acm_BaseError *const begin = search.visited;
        for (acm_BaseError *at = begin; at != done; at = at->acm.visited == at ? done : at->acm.visited)
            follow_all(&search, at);
        done = begin;
    }
    for (acm_BaseError *at = search.visited, *before; at; at = before) {
        before = at->acm.visited == at ? NULL : at->acm.visited;
        at->acm.visited = NULL;
    }
}

void acm_error_add_other(acm_BaseError *error, acm_BaseError *other)
{
    if (acm_error_is_spare(error) || acm_error_is_spare(other)) {   /* no memory was left: nowhere to note it */
        acm_error_drop(other);
        return;
    }
    cut_links(other, error);
    acm_BaseError **end = &error->acm.others;
    while (*end)
        end = &(*end)->acm.next_other;
    *end = other;
}

void acm_raise_from(acm_task *task, const void *cause)
{
    acm_BaseError *const error = task->error, *const new_cause = (acm_BaseError *)cause;
    if (acm_error_is_spare(error) || new_cause == error)
        return;
    acm_BaseError *const old_cause = error->acm.cause;
    if (new_cause) {
        cut_links(new_cause, error);
    } else {
        acm_error_drop(error->acm.context);
        error->acm.context = NULL;
    }
    error->acm.cause = acm_error_share(new_cause);
    acm_error_drop(old_cause);
}
