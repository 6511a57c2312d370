/* What a program is made of: pieces of C with holes for other pieces, printed once as plain C and once as coroutines. */
#ifndef TREE_H
#define TREE_H

#include "items.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct node node;

typedef enum node_kind {
    EXPRESSION,
    STATEMENT,
    LABEL,                          /* in front of a statement of a list: what is hit is told behind it */
    LIST,                           /* statements, with suspensions between them */
    ITEM                            /* of a file: a function, a type, … */
} node_kind;

/* What an expression reads and writes, one bit for each local, MEMORY for all that has an address: two operands
 * whose order C leaves open may stand beside each other only if neither writes what the other reads or writes.
 * CALLED is MEMORY from within a function, which is never half done. */
typedef uint64_t effects;
#define MEMORY ((effects)1)
#define CALLED ((effects)2)

enum { ITEMS_OF_A_NODE = 6 };

/* In the text `$` is the next child, `@` is "await " and '`' "async ", in a program of coroutines. */
struct node {
    node_kind kind;
    const char *text;
    node **child;
    int count, room;
    item items[ITEMS_OF_A_NODE];    /* hit when it is executed */
    int item_count;
    effects reads, writes;
    const char *fallback;           /* an expression without effects that may stand in its place, or NULL */
    int density;                    /* LIST: how many of a hundred gaps have a suspension */
    int quiet;                      /* LIST: from behind the child before this one on none has one, if it isn't 0 */
    bool joined;                    /* what comes next in the list follows at once */
    int number;                     /* by which it is edited */
};

/* All that a program consists of is released at once. */
void *tree_allocate(size_t size);
void tree_release(void);
const char *text_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The number of `$` says how many children follow. */
node *node_new(node_kind kind, const char *text, ...);
node *list_new(void);
void node_add(node *parent, node *child);
node *node_hits(node *n, item i);
bool effects_conflict(const node *a, const node *b);
void number_nodes(node *n, int *next);

#endif
