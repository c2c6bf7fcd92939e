/* Decimals: exact in, exact out, and sums that do not depend on the machine. */
#include "model/decimal.h"
#include "support/test.h"

static decimal_t parsed(const char *text)
{
    decimal_t value;
    struct error err;

    if (decimal_parse(text, strlen(text), &value, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return value;
}

static void numbers_are_read_exactly(void **state)
{
    static const struct {
        const char *text;
        decimal_t value;
    } cases[] = {
        {"0", 0},
        {"-0", 0},
        {"5", 5 * DECIMAL_ONE},
        {"005", 5 * DECIMAL_ONE},
        {"28.257", 28257000000},
        {"-28.257", -28257000000},
        {"0.000000001", 1},
        {"9223372036.854775807", INT64_MAX},
        {"-9223372036.854775807", -INT64_MAX},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(parsed(cases[i].text) == cases[i].value);
}

static void more_than_nine_places_are_rounded_half_to_even(void **state)
{
    (void)state;
    assert_true(parsed("0.0000000005") == 0);
    assert_true(parsed("0.0000000015") == 2);
    assert_true(parsed("0.0000000025") == 2);
    assert_true(parsed("0.00000000250000000001") == 3);
    assert_true(parsed("0.0000000024999") == 2);
    assert_true(parsed("0.9999999999") == DECIMAL_ONE);
    assert_true(parsed("-0.0000000015") == -2);
}

static void what_is_no_number_is_refused_with_what_to_write(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"(29.5)", "parentheses"},
        {"29.5)", "parentheses"},
        {"12,5", "point"},
        {"1,234.5", "thousands"},
        {"<5", "limit"},
        {">95", "limit"},
        {"29.5%", "% sign"},
        {"1 234", "spaces"},
        {" 5", "spaces"},
        {"1e3", "power of ten"},
        {"1E-4", "power of ten"},
        {"n/a", "leave it empty"},
        {"-", "digits"},
        {"NaN", "leave it empty"},
        {"inf", "leave it empty"},
        {"", "empty"},
        {".5", "both sides"},
        {"5.", "both sides"},
        {"+5", "plus"},
        {"1.2.3", "one point"},
        {"--5", "digits"},
        {"0x10", "digits"},
        {"\xc2\xa0"
         "5",
         "spaces"},
        {"..", "both sides"},
        {"-.", "both sides"},
        {"5*", "digits"},
        {"12'500", "spaces"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        decimal_t value = 7;
        struct error err;
        assert_int_equal(decimal_parse(cases[i].text, strlen(cases[i].text), &value, &err),
                         STATUS_INVALID);
        assert_true(value == 7);
        if (strstr(err.text, cases[i].says) == NULL)
            fail_msg("'%s' gives: %s", cases[i].text, err.text);
    }
}

static void numbers_out_of_range_are_refused(void **state)
{
    static const char *const cases[] = {"9223372036.854775808", "9223372037",
                                        "99999999999999999999999", "-9223372037",
                                        "9223372036.8547758075"};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        decimal_t value;
        struct error err;
        assert_int_equal(decimal_parse(cases[i], strlen(cases[i]), &value, &err), STATUS_INVALID);
        assert_non_null(strstr(err.text, "too large"));
    }
}

static void published_figures_are_rounded_half_away_from_zero(void **state)
{
    static const struct {
        const char *value;
        int places;
        const char *text;
    } cases[] = {
        {"28.3775", 3, "28.378"},
        {"28.3774999", 3, "28.377"},
        {"-28.3775", 3, "-28.378"},
        {"0.5", 0, "1"},
        {"-0.5", 0, "-1"},
        {"0.4", 0, "0"},
        {"-0.04", 1, "0.0"},
        {"91.25", 1, "91.3"},
        {"99.95", 1, "100.0"},
        {"5", 3, "5.000"},
        {"1.000000001", 9, "1.000000001"},
        {"9223372036.854775807", 0, "9223372037"},
        {"-9223372036.854775807", 9, "-9223372036.854775807"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[DECIMAL_TEXT_SIZE];
        assert_string_equal(decimal_format(parsed(cases[i].value), cases[i].places, text),
                            cases[i].text);
    }
}

static void exact_text_has_all_places_and_no_superfluous_zero(void **state)
{
    static const char *const cases[][2] = {
        {"28.2570", "28.257"}, {"5.000", "5"}, {"0.0", "0"}, {"-0", "0"},
        {"-1.50", "-1.5"},     {"100", "100"}, {"007", "7"}, {"0.000000001", "0.000000001"}};
    char text[DECIMAL_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(decimal_format_exact(parsed(cases[i][0]), text), cases[i][1]);
    assert_string_equal(decimal_format_exact(INT64_MIN, text), "-9223372036.854775808");
}

static void weighted_means_are_exact_and_rounded_once(void **state)
{
    struct weighted_sum sum = {0};

    (void)state;
    weighted_sum_add(&sum, parsed("10"), 1);
    weighted_sum_add(&sum, parsed("20"), 2);
    assert_true(weighted_sum_mean(&sum) == parsed("16.666666667"));
    sum = (struct weighted_sum){0};
    weighted_sum_add(&sum, parsed("-10"), 1);
    weighted_sum_add(&sum, parsed("-20"), 2);
    assert_true(weighted_sum_mean(&sum) == parsed("-16.666666667"));
    sum = (struct weighted_sum){0};
    weighted_sum_add(&sum, 1, 1);
    weighted_sum_add(&sum, 0, 1);
    assert_true(weighted_sum_mean(&sum) == 1);
}

static void weighted_sums_of_the_world_do_not_overflow(void **state)
{
    struct weighted_sum sum = {0};

    (void)state;
    for (int i = 0; i < 300; i++)
        weighted_sum_add(&sum, INT64_MAX, 10000000000);
    assert_true(weighted_sum_mean(&sum) == INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_exactly),
        cmocka_unit_test(more_than_nine_places_are_rounded_half_to_even),
        cmocka_unit_test(what_is_no_number_is_refused_with_what_to_write),
        cmocka_unit_test(numbers_out_of_range_are_refused),
        cmocka_unit_test(published_figures_are_rounded_half_away_from_zero),
        cmocka_unit_test(exact_text_has_all_places_and_no_superfluous_zero),
        cmocka_unit_test(weighted_means_are_exact_and_rounded_once),
        cmocka_unit_test(weighted_sums_of_the_world_do_not_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
