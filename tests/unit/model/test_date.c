/* Days, and what is known of when something happened. */
#include "model/date.h"
#include "support/test.h"
#include <stdlib.h>
#include <time.h>

static void days_count_from_1970_and_come_back(void **state)
{
    static const struct {
        int year, month, day;
        day_t expected;
    } cases[] = {{1970, 1, 1, 0},      {1969, 12, 31, -1},   {2000, 2, 29, 11016},
                 {2000, 3, 1, 11017},  {1800, 1, 1, -62091}, {2016, 5, 30, 16951},
                 {2200, 12, 31, 84370}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(day_of(cases[i].year, cases[i].month, cases[i].day), cases[i].expected);
    for (day_t day = day_of(1799, 1, 1); day < day_of(2201, 1, 1); day++) {
        int year, month, mday;
        day_split(day, &year, &month, &mday);
        assert_int_equal(day_of(year, month, mday), day);
        assert_int_equal(day_year(day), year);
    }
}

static void days_agree_with_the_c_library(void **state)
{
    (void)state;
    for (day_t day = day_of(1900, 1, 1); day < day_of(2100, 1, 1); day += 17) {
        time_t seconds = (time_t)day * 86400;
        struct tm tm;
        int year, month, mday;
        gmtime_r(&seconds, &tm);
        day_split(day, &year, &month, &mday);
        assert_int_equal(year, tm.tm_year + 1900);
        assert_int_equal(month, tm.tm_mon + 1);
        assert_int_equal(mday, tm.tm_mday);
    }
}

static void a_date_is_known_to_the_day_the_month_or_the_year(void **state)
{
    struct when when;

    (void)state;
    assert_int_equal(when_parse("2016-05-30", 10, NULL, &when, NULL), STATUS_OK);
    assert_int_equal(when.first, day_of(2016, 5, 30));
    assert_int_equal(when.last, when.first);
    assert_int_equal(when.precision, PRECISION_DAY);
    assert_int_equal(when_parse("2016-02", 7, "on", &when, NULL), STATUS_OK);
    assert_int_equal(when.first, day_of(2016, 2, 1));
    assert_int_equal(when.last, day_of(2016, 2, 29));
    assert_int_equal(when.precision, PRECISION_MONTH);
    assert_int_equal(when_parse("2015", 4, "", &when, NULL), STATUS_OK);
    assert_int_equal(when.first, day_of(2015, 1, 1));
    assert_int_equal(when.last, day_of(2015, 12, 31));
    assert_int_equal(when.precision, PRECISION_YEAR);
    assert_false(when.on_or_before);
}

static void on_or_before_has_no_first_day(void **state)
{
    struct when when;

    (void)state;
    assert_int_equal(when_parse("2016-05-30", 10, "on_or_before", &when, NULL), STATUS_OK);
    assert_int_equal(when.first, DAY_MIN);
    assert_int_equal(when.last, day_of(2016, 5, 30));
    assert_true(when.on_or_before);
}

static void what_is_no_date_is_refused_with_a_sentence(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"2015-02-29", "February 2015 has 28 days"},
        {"1900-02-29", "28 days"},
        {"2016-04-31", "April 2016 has 30 days"},
        {"2016-13", "month 13"},
        {"2016-00", "month 00"},
        {"2016-01-00", "no date"},
        {"30/05/2016", "YYYY-MM-DD"},
        {"2016/05/30", "YYYY-MM-DD"},
        {"2016-5-3", "YYYY-MM-DD"},
        {"30.05.2016", "YYYY-MM-DD"},
        {"20160530", "YYYY-MM-DD"},
        {"16", "YYYY-MM-DD"},
        {"May 2016", "YYYY-MM-DD"},
        {"", "YYYY-MM-DD"},
        {" 2016", "YYYY-MM-DD"},
        {"2016-", "YYYY-MM-DD"},
        {"2016-05-30T00:00", "YYYY-MM-DD"},
        {"1799", "1800 to 2200"},
        {"2201-01-01", "1800 to 2200"},
        {"0000", "1800 to 2200"},
        {"-016", "YYYY-MM-DD"},
        {"2016-0a", "YYYY-MM-DD"},
        {"2016-05--1", "YYYY-MM-DD"},
        {"42507", "YYYY-MM-DD"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct when when = {.first = 7};
        struct error err;
        assert_int_equal(when_parse(cases[i].text, strlen(cases[i].text), NULL, &when, &err),
                         STATUS_INVALID);
        assert_int_equal(when.first, 7);
        if (strstr(err.text, cases[i].says) == NULL)
            fail_msg("'%s' gives: %s", cases[i].text, err.text);
    }
}

static void what_a_date_is_must_be_one_of_two(void **state)
{
    struct when when;
    struct error err;

    (void)state;
    assert_int_equal(when_parse("2016", 4, "after", &when, &err), STATUS_INVALID);
    assert_non_null(strstr(err.text, "on_or_before"));
}

static void a_full_date_is_wanted_where_a_day_is_read(void **state)
{
    day_t day;
    struct error err;

    (void)state;
    assert_int_equal(day_parse("2016-05-30", 10, &day, &err), STATUS_OK);
    assert_int_equal(day, day_of(2016, 5, 30));
    assert_int_equal(day_parse("2016", 4, &day, &err), STATUS_INVALID);
    assert_non_null(strstr(err.text, "full date"));
}

static void days_are_written_for_programs_and_for_people(void **state)
{
    char text[DAY_TEXT_SIZE], longer[24];

    (void)state;
    day_format(day_of(2016, 5, 3), text);
    assert_string_equal(text, "2016-05-03");
    assert_string_equal(day_format_long(day_of(2016, 5, 3), longer), "3 May 2016");
    assert_string_equal(day_format_long(day_of(2014, 9, 30), longer), "30 September 2014");
    day_format(DAY_MIN, text);
    assert_string_equal(text, "-");
    day_format(DAY_MAX, text);
    assert_string_equal(text, "-");
}

static void months_are_added_to_the_last_day_that_there_is(void **state)
{
    static const struct {
        const char *from;
        int months;
        const char *to;
    } cases[] = {{"2015-01-30", 1, "2015-02-28"},  {"2016-01-31", 1, "2016-02-29"},
                 {"2015-11-30", 3, "2016-02-29"},  {"2015-12-15", 1, "2016-01-15"},
                 {"2016-05-30", 0, "2016-05-30"},  {"2016-05-31", 12, "2017-05-31"},
                 {"2016-02-29", 12, "2017-02-28"}, {"2016-03-31", -1, "2016-02-29"}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[DAY_TEXT_SIZE];
        day_t day;
        assert_int_equal(day_parse(cases[i].from, 10, &day, NULL), STATUS_OK);
        day_format(day_add_months(day, cases[i].months), text);
        assert_string_equal(text, cases[i].to);
    }
}

static void a_fact_counts_from_its_day_and_may_or_must_have_happened(void **state)
{
    static const struct {
        const char *date, *date_is, *day;
        const char *counts_from;
        bool surely, possibly;
    } cases[] = {
        {"2016-05-30", "on", "2016-05-30", "2016-05-30", true, true},
        {"2016-05-30", "on", "2016-05-29", "2016-05-30", false, false},
        {"2016", "on", "2016-05-30", "2016-01-01", false, true},
        {"2016", "on", "2016-12-31", "2016-01-01", true, true},
        {"2016-06", "on", "2016-05-31", "2016-06-01", false, false},
        {"2016-05-30", "on_or_before", "2015-01-01", "2016-05-30", false, true},
        {"2016-05-30", "on_or_before", "2016-05-30", "2016-05-30", true, true},
        {"2016", "on_or_before", "2016-05-30", "2016-01-01", false, true},
        {"2016-05", "on_or_before", "2016-05-30", "2016-05-01", false, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct when when;
        char text[DAY_TEXT_SIZE];
        day_t day;
        assert_int_equal(
            when_parse(cases[i].date, strlen(cases[i].date), cases[i].date_is, &when, NULL),
            STATUS_OK);
        assert_int_equal(day_parse(cases[i].day, 10, &day, NULL), STATUS_OK);
        day_format(when_counts_from(&when), text);
        assert_string_equal(text, cases[i].counts_from);
        assert_int_equal(when.last <= day, cases[i].surely);
        assert_int_equal(when_possibly_by(&when, day), cases[i].possibly);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_count_from_1970_and_come_back),
        cmocka_unit_test(days_agree_with_the_c_library),
        cmocka_unit_test(a_date_is_known_to_the_day_the_month_or_the_year),
        cmocka_unit_test(on_or_before_has_no_first_day),
        cmocka_unit_test(what_is_no_date_is_refused_with_a_sentence),
        cmocka_unit_test(what_a_date_is_must_be_one_of_two),
        cmocka_unit_test(a_full_date_is_wanted_where_a_day_is_read),
        cmocka_unit_test(days_are_written_for_programs_and_for_people),
        cmocka_unit_test(months_are_added_to_the_last_day_that_there_is),
        cmocka_unit_test(a_fact_counts_from_its_day_and_may_or_must_have_happened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
