#include "tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct piece { struct piece *next; } piece;
static piece *pieces;

void *tree_allocate(size_t size)
{
    piece *p = calloc(1, sizeof *p + size);
    if (!p)
        exit(2);
    p->next = pieces;
    pieces = p;
    return p + 1;
}

void tree_release(void)
{
    while (pieces) {
        piece *next = pieces->next;
        free(pieces);
        pieces = next;
    }
}

const char *text_of(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = tree_allocate((size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

void node_add(node *parent, node *child)
{
    if (parent->count == parent->room) {
        parent->room = parent->room ? 2 * parent->room : 4;
        node **more = tree_allocate((size_t)parent->room * sizeof *more);
        if (parent->count)
            memcpy(more, parent->child, (size_t)parent->count * sizeof *more);
        parent->child = more;
    }
    parent->child[parent->count++] = child;
    parent->reads |= child->reads;
    parent->writes |= child->writes;
}

node *node_new(node_kind kind, const char *text, ...)
{
    node *n = tree_allocate(sizeof *n);
    n->kind = kind;
    n->text = text;
    va_list children;
    va_start(children, text);
    for (const char *hole = strchr(text, '$'); hole; hole = strchr(hole + 1, '$'))
        node_add(n, va_arg(children, node *));
    va_end(children);
    return n;
}

node *list_new(void)
{
    node *n = tree_allocate(sizeof *n);
    n->kind = LIST;
    return n;
}

node *node_hits(node *n, item i)
{
    for (int k = 0; k < n->item_count; k++)
        if (n->items[k] == i)
            return n;
    if (i != NO_ITEM && n->item_count < ITEMS_OF_A_NODE)
        n->items[n->item_count++] = i;
    return n;
}

/* What is done in memory may meet what is done in a function. */
static effects anywhere(effects e)
{
    return e & (MEMORY | CALLED) ? e | MEMORY | CALLED : e;
}

bool effects_conflict(const node *a, const node *b)
{
    return (anywhere(a->writes) & (b->reads | b->writes)) || (anywhere(b->writes) & (a->reads | a->writes));
}

void number_nodes(node *n, int *next)
{
    n->number = (*next)++;
    for (int k = 0; k < n->count; k++)
        number_nodes(n->child[k], next);
}

#define NAME(name, since, text) text,
static const char *const names[] = { ITEMS(NAME) };
#undef NAME

#define SINCE(name, since, text) since,
static const dialect dialects[] = { ITEMS(SINCE) };
#undef SINCE

const char *item_name(item i) { return names[i]; }
dialect item_dialect(item i) { return dialects[i]; }
