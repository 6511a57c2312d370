/* Memory of a translation: aligned, in one piece however large, given back at once. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "arena.h"

static void gives_zeroed_aligned_memory(void **state)
{
    (void)state;
    arena *a = arena_new();
    for (size_t size = 0; size < 300; size++) {
        unsigned char *bytes = arena_alloc(a, size);
        assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 0xAA, size);
    }
    arena_free(a);
}

static void keeps_allocations_apart(void **state)
{
    enum { COUNT = 2000 };
    (void)state;
    arena *a = arena_new();
    size_t *at[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        at[i] = arena_alloc(a, sizeof(size_t) * (1 + i % 7));
        at[i][0] = i;
    }
    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(at[i][0], i);
    arena_free(a);
}

static void takes_what_is_larger_than_a_block(void **state)
{
    (void)state;
    arena *a = arena_new();
    char *small = arena_copy(a, "small", 5);
    char *large = arena_alloc(a, 20 * 1000 * 1000);
    large[19999999] = 'x';
    assert_string_equal(small, "small");
    assert_string_equal(arena_copy(a, "after", 5), "after");
    arena_free(a);
}

static void copies_with_nuls(void **state)
{
    (void)state;
    arena *a = arena_new();
    const char *copy = arena_copy(a, "a\0b", 3);
    assert_memory_equal(copy, "a\0b\0", 4);
    assert_string_equal(arena_copy(a, NULL, 0), "");
    arena_free(a);
}

static void formats(void **state)
{
    (void)state;
    arena *a = arena_new();
    assert_string_equal(arena_printf(a, "%s:%d", "line", 12), "line:12");
    assert_string_equal(arena_printf(a, "%s", ""), "");
    assert_int_equal(strlen(arena_printf(a, "%100000d", 1)), 100000);
    arena_free(a);
}

static void grows_lists(void **state)
{
    (void)state;
    arena *a = arena_new();
    LIST(int) list = {0};
    for (int i = 0; i < 1000; i++)
        LIST_ADD(a, list, i * i);
    assert_int_equal(list.count, 1000);
    assert_true(list.room >= 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(list.at[i], i * i);
    arena_free(a);
}

static void frees_nothing(void **state)
{
    (void)state;
    arena_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_zeroed_aligned_memory), cmocka_unit_test(keeps_allocations_apart),
        cmocka_unit_test(takes_what_is_larger_than_a_block), cmocka_unit_test(copies_with_nuls),
        cmocka_unit_test(formats), cmocka_unit_test(grows_lists), cmocka_unit_test(frees_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
