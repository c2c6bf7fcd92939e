#include "support/test.h"

#include "client/submission_id.h"

static void an_id_has_few_characters_of_a_small_alphabet(void **state)
{
    static const char *const good[] = {
        "a", "2016-05-30_A.b:c",
        "0123456789012345678901234567890123456789012345678901234567890123"};
    static const char *const bad[] = {
        "",    "a b", "é",
        "a/b", "a\n", "01234567890123456789012345678901234567890123456789012345678901234"};
    struct error err;
    (void)state;

    for (size_t i = 0; i < 3; i++)
        assert_int_equal(submission_id_check(good[i], &err), STATUS_OK);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(submission_id_check(bad[i], &err), STATUS_INVALID);
}

static void a_made_id_tells_the_time_and_differs_each_time(void **state)
{
    char first[SUBMISSION_ID_MAX + 1], second[SUBMISSION_ID_MAX + 1];
    (void)state;

    submission_id_make(INT64_C(1464609600000000), first);
    submission_id_make(INT64_C(1464609600000000), second);
    assert_memory_equal(first, "2016-05-30T120000Z-", 19);
    assert_int_equal(strlen(first), 27);
    assert_string_not_equal(first, second);
    assert_int_equal(submission_id_check(first, NULL), STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_has_few_characters_of_a_small_alphabet),
        cmocka_unit_test(a_made_id_tells_the_time_and_differs_each_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
