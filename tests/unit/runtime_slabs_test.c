/* The allocator that a loop has by default (language.md, section 6, acm_allocator).  What of it is still linked only its own file can tell. */
#include "../../runtime/driver/slabs.c"

#include "unit.h"

#include <string.h>

typedef struct {
    unsigned char *memory;
    size_t size;
    unsigned char mark;
} block;

static void fill(block *b, acm_slabs *slabs, size_t size, unsigned char mark)
{
    b->memory = slabs->base.allocate(&slabs->base, size);
    assert_non_null(b->memory);
    assert_int_equal((uintptr_t)b->memory % _Alignof(max_align_t), 0);
    b->size = size;
    b->mark = mark;
    memset(b->memory, mark, size);
}

static void give_back(block *b, acm_slabs *slabs)
{
    for (size_t i = 0; i < b->size; i++)
        assert_int_equal(b->memory[i], b->mark);
    slabs->base.release(&slabs->base, b->memory, b->size);
    b->memory = NULL;
}

static unsigned count_with_room(const acm_slabs *slabs, size_t size)
{
    unsigned count = 0;
    for (const acm_slab *slab = slabs->with_room[class_of(size)]; slab; slab = slab->next)
        count++;
    return count;
}

/* Pieces of all sizes, in no order: none overlaps another, and all are aligned. */
static void test_pieces_are_apart(void **state)
{
    (void)state;
    enum { BLOCKS = 4000, STEPS = 60000, LARGEST = 1200 };
    static block blocks[BLOCKS];
    acm_slabs slabs;
    uint32_t random = 1;

    acm_slabs_open(&slabs);
    for (unsigned step = 0; step < STEPS; step++) {
        random = random * 1664525 + 1013904223;
        block *const b = &blocks[(random >> 8) % BLOCKS];
        if (b->memory)
            give_back(b, &slabs);
        else
            fill(b, &slabs, 1 + (random >> 12) % LARGEST, (unsigned char)step);
    }
    for (unsigned i = 0; i < BLOCKS; i++)
        if (blocks[i].memory)
            give_back(&blocks[i], &slabs);
    acm_slabs_close(&slabs);
    for (size_t size = STEP; size <= ACM_SLAB_SIZES * STEP; size += STEP)
        assert_int_equal(count_with_room(&slabs, size), 0);
}

/* A burst does not hold its memory: of empty slabs one is kept. */
static void test_empty_slabs_are_given_back(void **state)
{
    (void)state;
    enum { SIZE = 1024, BLOCKS = 3 * SLAB / SIZE };
    static block blocks[BLOCKS];
    acm_slabs slabs;

    acm_slabs_open(&slabs);
    for (unsigned i = 0; i < BLOCKS; i++)
        fill(&blocks[i], &slabs, SIZE, (unsigned char)i);
    assert_int_equal(count_with_room(&slabs, SIZE), 1);
    for (unsigned i = 0; i < BLOCKS; i += 2)
        give_back(&blocks[i], &slabs);
    assert_int_equal(count_with_room(&slabs, SIZE), 4);
    for (unsigned i = 1; i < BLOCKS; i += 2)
        give_back(&blocks[i], &slabs);
    assert_int_equal(count_with_room(&slabs, SIZE), 1);
    acm_slabs_close(&slabs);
    assert_int_equal(count_with_room(&slabs, SIZE), 0);
}

/* One after the other takes no new memory. */
static void test_what_was_given_back_is_handed_out_again(void **state)
{
    (void)state;
    acm_slabs slabs;
    block first, second;

    acm_slabs_open(&slabs);
    fill(&first, &slabs, 100, 1);
    const unsigned char *const at = first.memory;
    give_back(&first, &slabs);
    fill(&second, &slabs, 112, 2);        /* of the same size, rounded up */
    assert_ptr_equal(second.memory, at);
    give_back(&second, &slabs);
    acm_slabs_close(&slabs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_are_apart),
        cmocka_unit_test(test_empty_slabs_are_given_back),
        cmocka_unit_test(test_what_was_given_back_is_handed_out_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
