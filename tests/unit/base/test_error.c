#include "base/error.h"
#include "support/test.h"

static void a_failure_has_its_status_and_its_sentence(void **state)
{
    struct error err = {0};

    (void)state;
    assert_int_equal(error_set(&err, STATUS_INVALID, "row %d: %s", 7, "no area"), STATUS_INVALID);
    assert_int_equal(err.status, STATUS_INVALID);
    assert_string_equal(err.text, "row 7: no area");
}

static void no_error_to_write_to_still_gives_the_status(void **state)
{
    (void)state;
    assert_int_equal(error_set(NULL, STATUS_RETRY, "x"), STATUS_RETRY);
    error_prefix(NULL, "x");
}

static void context_goes_in_front_and_keeps_the_status(void **state)
{
    struct error err;

    (void)state;
    error_set(&err, STATUS_FAILED, "disk full");
    error_prefix(&err, "write '%s': ", "a.csv");
    assert_string_equal(err.text, "write 'a.csv': disk full");
    assert_int_equal(err.status, STATUS_FAILED);
}

static void the_old_sentence_may_be_an_argument(void **state)
{
    struct error err;

    (void)state;
    error_set(&err, STATUS_FAILED, "inner");
    error_set(&err, STATUS_INVALID, "outer: %s", err.text);
    assert_string_equal(err.text, "outer: inner");
    error_prefix(&err, "%s, ", err.text);
    assert_string_equal(err.text, "outer: inner, outer: inner");
}

static void a_long_sentence_is_cut_between_characters(void **state)
{
    char text[3000];
    struct error err;
    size_t size = sizeof err.text - 1; /* odd, so that two-byte characters do not fit evenly */

    (void)state;
    for (size_t i = 0; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xC3\xA9", 3);
    error_set(&err, STATUS_FAILED, "%s", text);
    assert_int_equal(strlen(err.text), size - 1);
    error_prefix(&err, "%s", text);
    assert_int_equal(strlen(err.text), size - 1);
}

static void every_status_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(status_name(STATUS_OK), "ok");
    assert_string_equal(status_name(STATUS_RETRY), "retry");
    assert_string_equal(status_name(STATUS_INVALID), "invalid");
    assert_string_equal(status_name(STATUS_FAILED), "failed");
    assert_string_equal(status_name((enum status)99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_has_its_status_and_its_sentence),
        cmocka_unit_test(no_error_to_write_to_still_gives_the_status),
        cmocka_unit_test(context_goes_in_front_and_keeps_the_status),
        cmocka_unit_test(the_old_sentence_may_be_an_argument),
        cmocka_unit_test(a_long_sentence_is_cut_between_characters),
        cmocka_unit_test(every_status_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
