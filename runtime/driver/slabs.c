/* The allocator that a loop has by default: slabs of pieces of one size (Bonwick, "The Slab Allocator", 1994).  Tasks have few sizes, and
 * come and go; from malloc they take several times as long as everything else about them.
 *
 * A slab is aligned to its size, so that a piece leads to its slab.  Only what was handed out of it was ever touched. */
#define _DEFAULT_SOURCE
#include "hosted.h"

#include <stdlib.h>
#include <sys/mman.h>

enum {
    SLAB = sizeof(void *) < 8 ? 1 << 16 : 1 << 21,                /* bytes: a huge page, where there are addresses enough */
    STEP = _Alignof(max_align_t)
};

typedef struct piece {
    struct piece *next;
} piece;

struct acm_slab {
    acm_slab *next, *previous;            /* of its size, with room; the first has no previous */
    piece *free;
    char *fresh;                          /* from here on nothing was ever handed out */
    unsigned live;
    unsigned size;                        /* of a piece */
};

static size_t class_of(size_t size)
{
    return (size - 1) / STEP;
}

static bool is_full(acm_slab *slab)
{
    return !slab->free && slab->fresh > (char *)slab + SLAB - slab->size;
}

static void link_slab(acm_slabs *slabs, acm_slab *slab)
{
    acm_slab **const first = &slabs->with_room[class_of(slab->size)];
    slab->previous = NULL;
    slab->next = *first;
    if (*first)
        (*first)->previous = slab;
    *first = slab;
}

static void unlink_slab(acm_slabs *slabs, acm_slab *slab)
{
    if (slab->next)
        slab->next->previous = slab->previous;
    *(slab->previous ? &slab->previous->next : &slabs->with_room[class_of(slab->size)]) = slab->next;
}

/* The first of a size grows page by page.  Where one did not do, a page for it all saves most of the time that new memory takes. */
static acm_slab *new_slab(acm_slabs *slabs, size_t class)
{
    void *memory;
    if (posix_memalign(&memory, SLAB, SLAB) != 0)
        return NULL;
#ifdef MADV_HUGEPAGE
    if (slabs->filled & UINT64_C(1) << class)
        madvise(memory, SLAB, MADV_HUGEPAGE);                     /* only advice: it may fail */
#endif
    acm_slab *const slab = (acm_slab *)memory;
    slab->free = NULL;
    slab->fresh = (char *)slab + (sizeof *slab + STEP - 1) / STEP * STEP;
    slab->live = 0;
    slab->size = (unsigned)(class + 1) * STEP;
    link_slab(slabs, slab);
    return slab;
}

static void *take(acm_slab *slab)
{
    piece *const given_back = slab->free;
    slab->live++;
    if (given_back) {
        slab->free = given_back->next;
        return given_back;
    }
    void *const fresh = slab->fresh;
    slab->fresh += slab->size;
    return fresh;
}

static void *allocate(acm_allocator *allocator, size_t size)
{
    acm_slabs *const slabs = (acm_slabs *)(void *)allocator;      /* its first member */
    const size_t class = class_of(size);
    if (class >= ACM_SLAB_SIZES)
        return malloc(size);
    acm_slab *slab = slabs->with_room[class];
    if (!slab && !(slab = new_slab(slabs, class)))
        return NULL;
    void *const taken = take(slab);
    if (is_full(slab)) {
        unlink_slab(slabs, slab);
        slabs->filled |= UINT64_C(1) << class;
    }
    return taken;
}

/* The last slab of a size that has room is kept, for the next to come. */
static void release(acm_allocator *allocator, void *memory, size_t size)
{
    acm_slabs *const slabs = (acm_slabs *)(void *)allocator;
    if (class_of(size) >= ACM_SLAB_SIZES) {
        free(memory);
        return;
    }
    acm_slab *const slab = (acm_slab *)(void *)((char *)memory - (uintptr_t)memory % SLAB);
    piece *const given_back = (piece *)memory;
    if (is_full(slab))
        link_slab(slabs, slab);
    given_back->next = slab->free;
    slab->free = given_back;
    if (--slab->live == 0 && (slab->next || slab->previous)) {
        unlink_slab(slabs, slab);
        free(slab);
    }
}

void acm_slabs_open(acm_slabs *slabs)
{
    *slabs = (acm_slabs){.base = {allocate, release}};
}

void acm_slabs_close(acm_slabs *slabs)
{
    for (size_t class = 0; class < ACM_SLAB_SIZES; class++) {
        acm_slab *const slab = slabs->with_room[class];
        if (slab && slab->live == 0) {
            unlink_slab(slabs, slab);
            free(slab);
        }
    }
}
