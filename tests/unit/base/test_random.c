#include "base/random.h"
#include "support/test.h"

static void two_ids_differ(void **state)
{
    uint8_t a[RANDOM_ID_SIZE], b[RANDOM_ID_SIZE];

    (void)state;
    random_id(a);
    random_id(b);
    assert_memory_not_equal(a, b, RANDOM_ID_SIZE);
}

static void bytes_are_filled_and_no_more(void **state)
{
    uint8_t bytes[65] = {0};
    int zeros = 0;

    (void)state;
    random_bytes(bytes, 64);
    for (int i = 0; i < 64; i++)
        zeros += bytes[i] == 0;
    assert_true(zeros < 32);
    assert_int_equal(bytes[64], 0);
    random_bytes(NULL, 0);
}

static void a_number_stays_below_its_limit(void **state)
{
    bool seen[3] = {false};

    (void)state;
    for (int i = 0; i < 500; i++) {
        uint32_t value = random_below(3);

        assert_true(value < 3);
        seen[value] = true;
    }
    assert_true(seen[0] && seen[1] && seen[2]);
    assert_int_equal(random_below(1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_ids_differ),
        cmocka_unit_test(bytes_are_filled_and_no_more),
        cmocka_unit_test(a_number_stays_below_its_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
