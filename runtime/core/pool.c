/* An allocator over memory of the caller's.  What is given back is handed out again for the same size: the tasks of a program
 * have few sizes, so nothing is searched for long, and nothing is ever too fragmented to be used. */
#include "core.h"

struct acm_pool_piece {
    acm_pool_piece *next;                 /* of the same size */
    acm_pool_piece *other;                /* the first of the next size */
    size_t size;
};

/* A multiple of the alignment, with room for the links of a free piece. */
static size_t rounded(size_t size)
{
    const size_t alignment = _Alignof(max_align_t);
    const size_t least = size < sizeof(acm_pool_piece) ? sizeof(acm_pool_piece) : size;
    return (least + alignment - 1) / alignment * alignment;
}

/* Where the first free piece of a size is linked, or the end of the list of sizes. */
static acm_pool_piece **find(acm_pool *pool, size_t size)
{
    acm_pool_piece **link = &pool->free;
    while (*link && (*link)->size != size)
        link = &(*link)->other;
    return link;
}

static void *take_new(acm_pool *pool, size_t size)
{
    const size_t alignment = _Alignof(max_align_t);
    const size_t skipped = (alignment - (uintptr_t)pool->memory % alignment) % alignment;
    const size_t begin = pool->used ? pool->used : skipped;
    if (begin > pool->size || pool->size - begin < size)
        return NULL;
    pool->used = begin + size;
    return (char *)pool->memory + begin;
}

void *acm_pool_allocate(acm_allocator *allocator, size_t wanted)
{
    acm_pool *const pool = (acm_pool *)(void *)allocator;         /* its first member */
    if (wanted > pool->size)
        return NULL;
    acm_pool_piece **const link = find(pool, rounded(wanted)), *const piece = *link;
    if (!piece)
        return take_new(pool, rounded(wanted));
    *link = piece->next ? piece->next : piece->other;
    if (piece->next)
        piece->next->other = piece->other;
    return piece;
}

void acm_pool_release(acm_allocator *allocator, void *memory, size_t size)
{
    acm_pool *const pool = (acm_pool *)(void *)allocator;
    acm_pool_piece *const piece = (acm_pool_piece *)memory;
    piece->size = rounded(size);
    acm_pool_piece **const link = find(pool, piece->size);
    piece->next = *link;
    piece->other = *link ? (*link)->other : NULL;
    *link = piece;
}
