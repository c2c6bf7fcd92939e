#include "base/clock.h"
#include "support/test.h"

static void check_both_ways(const char *text, int64_t time_us)
{
    char formatted[CLOCK_TEXT_SIZE];
    int64_t parsed = -1;

    clock_format(time_us, formatted);
    assert_string_equal(formatted, text);
    assert_int_equal(strlen(formatted), 27);
    assert_int_equal(clock_parse(text, strlen(text), &parsed, NULL), STATUS_OK);
    assert_true(parsed == time_us);
}

static void timestamps_go_both_ways(void **state)
{
    (void)state;
    check_both_ways("1970-01-01T00:00:00.000000Z", 0);
    check_both_ways("1969-12-31T23:59:59.999999Z", -1);
    check_both_ways("2000-02-29T12:00:00.500000Z", INT64_C(951825600500000));
    check_both_ways("2026-11-23T20:30:00.123456Z", INT64_C(1795465800123456));
    check_both_ways("1900-03-01T00:00:00.000000Z", INT64_C(-2203891200000000));
    check_both_ways("0001-01-01T00:00:00.000000Z", CLOCK_MIN_US);
    check_both_ways("9999-12-31T23:59:59.999999Z", CLOCK_MAX_US);
}

static void every_day_of_four_centuries_comes_back(void **state)
{
    int64_t day_us = INT64_C(86400000000);

    (void)state;
    for (int64_t day = -80000; day < 80000; day++) {
        char text[CLOCK_TEXT_SIZE];
        int64_t parsed;

        clock_format(day * day_us, text);
        assert_int_equal(clock_parse(text, 10, &parsed, NULL), STATUS_OK);
        assert_true(parsed == day * day_us);
    }
}

static void check_same(const char *text, const char *as)
{
    int64_t a, b;

    assert_int_equal(clock_parse(text, strlen(text), &a, NULL), STATUS_OK);
    assert_int_equal(clock_parse(as, strlen(as), &b, NULL), STATUS_OK);
    assert_true(a == b);
}

static void shorter_fractions_offsets_and_dates_are_read(void **state)
{
    (void)state;
    check_same("2016-05-30", "2016-05-30T00:00:00.000000Z");
    check_same("2016-05-30T10:00:00Z", "2016-05-30T10:00:00.000000Z");
    check_same("2016-05-30T10:00:00.5Z", "2016-05-30T10:00:00.500000Z");
    check_same("2016-05-30T10:00:00+02:00", "2016-05-30T08:00:00.000000Z");
    check_same("2016-05-30T23:30:00.25-05:30", "2016-05-31T05:00:00.250000Z");
    check_same("2016-05-30T10:00:00+14:00", "2016-05-29T20:00:00.000000Z");
}

static void what_is_no_timestamp_is_refused(void **state)
{
    const char *const wrong[] = {"",
                                 "2016",
                                 "2016-5-30",
                                 "30.05.2016",
                                 "2016-13-01",
                                 "2016-00-01",
                                 "2016-01-00",
                                 "2015-02-29",
                                 "1900-02-29",
                                 "2016-04-31",
                                 "0000-01-01",
                                 "2016-05-30 ",
                                 "2016-05-30T",
                                 "2016-05-30T10:00Z",
                                 "2016-05-30T24:00:00Z",
                                 "2016-05-30T10:60:00Z",
                                 "2016-05-30T10:00:60Z",
                                 "2016-05-30T10:00:00",
                                 "2016-05-30T10:00:00.Z",
                                 "2016-05-30T10:00:00.1234567Z",
                                 "2016-05-30T10:00:00z",
                                 "2016-05-30 10:00:00Z",
                                 "2016-05-30T10:00:00+2",
                                 "2016-05-30T10:00:00+0200",
                                 "2016-05-30T10:00:00+14:01",
                                 "2016-05-30T10:00:00+15:00",
                                 "2016-05-30T10:00:00-Z",
                                 "2016-05-30T10:00:00ZZ",
                                 "0001-01-01T00:00:00+01:00",
                                 "9999-12-31T23:59:59-01:00",
                                 "-2016-05-30"};
    int64_t parsed = 42;
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(clock_parse(wrong[i], strlen(wrong[i]), &parsed, &err), STATUS_INVALID);
        assert_non_null(strstr(err.text, wrong[i]));
    }
    assert_int_equal(parsed, 42);
}

static void the_clocks_run(void **state)
{
    int64_t monotonic = clock_monotonic_ms();

    (void)state;
    assert_true(clock_wall_us() > INT64_C(1600000000000000));
    assert_true(clock_monotonic_ms() >= monotonic);
}

static int32_t latest_day_at(const char *text)
{
    int64_t time_us;

    assert_int_equal(clock_parse(text, strlen(text), &time_us, NULL), STATUS_OK);
    return clock_latest_day(time_us);
}

static void a_day_has_come_when_it_has_come_anywhere(void **state)
{
    (void)state;
    assert_int_equal(latest_day_at("1970-01-01T00:00:00Z"), 0);
    assert_int_equal(latest_day_at("1970-01-01T09:59:59.999999Z"), 0);
    assert_int_equal(latest_day_at("1970-01-01T10:00:00Z"), 1);
    assert_int_equal(latest_day_at("1969-12-31T09:59:59.999999Z"), -1);
    assert_int_equal(latest_day_at("2026-11-23T21:00:00Z"), 20781);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timestamps_go_both_ways),
        cmocka_unit_test(every_day_of_four_centuries_comes_back),
        cmocka_unit_test(shorter_fractions_offsets_and_dates_are_read),
        cmocka_unit_test(what_is_no_timestamp_is_refused),
        cmocka_unit_test(a_day_has_come_when_it_has_come_anywhere),
        cmocka_unit_test(the_clocks_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
