#include "base/hashmap.h"
#include "support/test.h"
#include <stdio.h>
#include <stdlib.h>

enum { MANY = 200000 };

static void what_was_put_is_found_and_nothing_else(void **state)
{
    OWNED(hashmap) map = hashmap_create(0);
    int one = 1, two = 2;

    (void)state;
    assert_null(hashmap_get_text(map, "KEN"));
    assert_null(hashmap_put_text(map, "KEN", &one));
    assert_null(hashmap_put(map, "\0\0", 2, &two));
    assert_ptr_equal(hashmap_get_text(map, "KEN"), &one);
    assert_ptr_equal(hashmap_get(map, "\0\0", 2), &two);
    assert_null(hashmap_get(map, "\0", 1));
    assert_null(hashmap_get(map, "KE", 2));
    assert_null(hashmap_get(map, NULL, 0));
    assert_int_equal(hashmap_count(map), 2);
}

static void the_empty_key_is_a_key(void **state)
{
    OWNED(hashmap) map = hashmap_create(0);
    int one = 1;

    (void)state;
    assert_null(hashmap_put(map, NULL, 0, &one));
    assert_ptr_equal(hashmap_get(map, "", 0), &one);
    assert_ptr_equal(hashmap_remove(map, "", 0), &one);
}

static void putting_again_replaces_and_putting_new_does_not(void **state)
{
    OWNED(hashmap) map = hashmap_create(0);
    int one = 1, two = 2;

    (void)state;
    assert_null(hashmap_put_new(map, "k", 1, &one));
    assert_ptr_equal(hashmap_put_new(map, "k", 1, &two), &one);
    assert_ptr_equal(hashmap_get(map, "k", 1), &one);
    assert_ptr_equal(hashmap_put(map, "k", 1, &two), &one);
    assert_ptr_equal(hashmap_get(map, "k", 1), &two);
    assert_int_equal(hashmap_count(map), 1);
}

static void many_keys_are_kept_found_and_removed(void **state)
{
    OWNED(hashmap) map = hashmap_create(10);
    uint32_t *keys = xcalloc(MANY, sizeof *keys);

    (void)state;
    for (uint32_t i = 0; i < MANY; i++) {
        keys[i] = i;
        assert_null(hashmap_put_new(map, &keys[i], sizeof keys[i], &keys[i]));
    }
    assert_int_equal(hashmap_count(map), MANY);
    for (uint32_t i = 0; i < MANY; i += 2)
        assert_ptr_equal(hashmap_remove(map, &i, sizeof i), &keys[i]);
    assert_int_equal(hashmap_count(map), MANY / 2);
    for (uint32_t i = 0; i < MANY; i++)
        assert_ptr_equal(hashmap_get(map, &i, sizeof i), i % 2 != 0 ? &keys[i] : NULL);
    assert_null(hashmap_remove(map, "no", 2));
    free(keys);
}

static void an_empty_map_has_nothing(void **state)
{
    OWNED(hashmap) map = hashmap_create(0);

    (void)state;
    assert_int_equal(hashmap_count(map), 0);
    assert_null(hashmap_get_text(map, "a"));
    assert_null(hashmap_remove(map, "a", 1));
    hashmap_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_is_found_and_nothing_else),
        cmocka_unit_test(the_empty_key_is_a_key),
        cmocka_unit_test(putting_again_replaces_and_putting_new_does_not),
        cmocka_unit_test(many_keys_are_kept_found_and_removed),
        cmocka_unit_test(an_empty_map_has_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
