#include "base/arena.h"
#include "support/test.h"

static void allocations_are_aligned_and_apart(void **state)
{
    OWNED(arena) a = arena_create(0);

    (void)state;
    for (size_t size = 0; size < 5000; size += 7) {
        uint8_t *block = arena_alloc(a, size);

        assert_int_equal((uintptr_t)block % 16, 0);
        memset(block, 0xAA, size);
    }
}

static void the_cap_is_a_limit_on_the_total(void **state)
{
    OWNED(arena) a = arena_create(64);

    (void)state;
    assert_non_null(arena_alloc(a, 33)); /* takes 48 */
    assert_int_equal(arena_used(a), 48);
    assert_null(arena_alloc(a, 17));
    assert_non_null(arena_alloc(a, 16));
    assert_null(arena_alloc(a, 0));
    assert_null(arena_text(a, "x"));
    assert_null(arena_printf(a, "%d", 1));
    assert_null(arena_array(a, 1, 1));
}

static void sizes_that_overflow_are_refused(void **state)
{
    OWNED(arena) a = arena_create(0);

    (void)state;
    assert_null(arena_alloc(a, SIZE_MAX));
    assert_null(arena_alloc(a, SIZE_MAX - 8));
    assert_null(arena_array(a, SIZE_MAX / 2, 3));
    assert_null(arena_textn(a, "", SIZE_MAX));
}

static void texts_are_copied_with_a_nul(void **state)
{
    OWNED(arena) a = arena_create(1000);

    (void)state;
    assert_string_equal(arena_text(a, "Peru"), "Peru");
    assert_string_equal(arena_textn(a, "Peru", 2), "Pe");
    assert_string_equal(arena_textn(a, NULL, 0), "");
    assert_string_equal(arena_printf(a, "%s %d", "row", 3), "row 3");
}

static void zeroed_allocations_are_zero_after_a_reset_too(void **state)
{
    OWNED(arena) a = arena_create(0);
    uint8_t *block = arena_alloc(a, 100);
    uint8_t *again;

    (void)state;
    memset(block, 0xFF, 100);
    arena_reset(a);
    assert_int_equal(arena_used(a), 0);
    again = arena_xalloc(a, 100);
    assert_ptr_equal(again, block); /* the first block was kept */
    assert_int_equal(again[0] | again[99], 0);
    arena_reset(a);
    memset(arena_alloc(a, 80), 0xFF, 80);
    arena_reset(a);
    again = arena_array(a, 10, 8);
    assert_int_equal(again[0] | again[79], 0);
}

static void a_reset_gives_back_all_but_the_first_block(void **state)
{
    OWNED(arena) a = arena_create(4 << 20);

    (void)state;
    arena_reset(a); /* of an empty arena */
    for (int round = 0; round < 3; round++) {
        while (arena_alloc(a, 3000) != NULL)
            ;
        assert_true(arena_used(a) > (4 << 20) - 3100);
        arena_reset(a);
    }
    assert_non_null(arena_alloc(a, 2 << 20)); /* larger than any block */
}

static void destroying_nothing_is_fine(void **state)
{
    (void)state;
    arena_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_are_aligned_and_apart),
        cmocka_unit_test(the_cap_is_a_limit_on_the_total),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(texts_are_copied_with_a_nul),
        cmocka_unit_test(zeroed_allocations_are_zero_after_a_reset_too),
        cmocka_unit_test(a_reset_gives_back_all_but_the_first_block),
        cmocka_unit_test(destroying_nothing_is_fine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
