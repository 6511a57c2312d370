#include "tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct { const char *name; error_type parent; } error_types[ERROR_TYPE_COUNT] = {
#define ROW(name, text, parent) { text, parent },
    ERROR_TYPES(ROW)
#undef ROW
};

const char *error_type_name(error_type type) { return error_types[type].name; }

bool error_type_is(error_type type, error_type parent)
{
    while (type != parent && type != BASE_ERROR)
        type = error_types[type].parent;
    return type == parent;
}

typedef struct chunk { struct chunk *next; } chunk;
static chunk *chunks;

void *tree_allocate(size_t size)
{
    size_t header = (sizeof(chunk) + 15) / 16 * 16;
    chunk *c = calloc(1, header + size);
    if (!c) {
        fputs("combinations: out of memory\n", stderr);
        exit(2);
    }
    c->next = chunks;
    chunks = c;
    return (char *)c + header;
}

void tree_release(void)
{
    while (chunks) {
        chunk *next = chunks->next;
        free(chunks);
        chunks = next;
    }
}

void block_add(block *b, statement *s)
{
    if (b->count == b->room) {
        int room = b->room ? 2 * b->room : 8;
        statement **more = tree_allocate((size_t)room * sizeof *more);
        if (b->count)
            memcpy(more, b->statements, (size_t)b->count * sizeof *more);
        b->statements = more;
        b->room = room;
    }
    b->statements[b->count++] = s;
}

statement *statement_new(program *p, statement_kind kind)
{
    statement *s = tree_allocate(sizeof *s);
    s->kind = kind;
    s->number = ++p->numbers;
    s->other_number = ++p->numbers;
    s->last_number = ++p->numbers;
    s->region = s->other_region = NO_REGION;
    return s;
}

expression *expression_new(expression_kind kind, long value)
{
    expression *x = tree_allocate(sizeof *x);
    x->kind = kind;
    x->value = value;
    return x;
}

expression *expression_of(expression_kind kind, expression *first, expression *second, expression *third)
{
    expression *x = expression_new(kind, 0);
    x->operand[0] = first;
    x->operand[1] = second;
    x->operand[2] = third;
    return x;
}

int variable_cells(const variable *v)
{
    switch (v->type) {
    case OF_PAIR: return 2;
    case OF_ARRAY: return 3;
    case OF_OBJECT: return FIELDS;
    default: return 1;
    }
}

/* Of one in five, short or not so short. */
long program_grace(int index, bool has_tasks)
{
    return !has_tasks ? 0 : index % 10 == 2 ? 300 + index % 500 : index % 10 == 7 ? 2000 + index % 1000 : 0;
}
