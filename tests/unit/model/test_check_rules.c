/* The rules between the values of a row. */
#include "rows.h"
#include "support/test.h"

static void expect_rows(const struct reference *reference, const struct row_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++)
        expect_row(reference, &cases[i]);
}
#define EXPECT_ROWS(reference, cases) expect_rows(reference, cases, sizeof cases / sizeof *cases)

static void nobody_acts_on_an_instrument_before_it_was_adopted(void **state)
{
    static const struct row_case cases[] = {
        {KIND_TREATY_ACTION, DEPOSIT, "date=2000-05-24", "date impossible_date", "", "25 May 2000"},
        {KIND_TREATY_ACTION, DEPOSIT, "date=2000-05-25|action=signature", "", "", NULL},
        {KIND_TREATY_ACTION, DEPOSIT, "date=2000", "", "", NULL},
        {KIND_TREATY_ACTION, DEPOSIT, "date=1999", "date impossible_date", "", "OPSC was adopted"},
        {KIND_TREATY_ACTION, DEPOSIT, "date=1999-01-01|date_is=on_or_before",
         "date impossible_date", "", NULL},
        {KIND_TREATY_ACTION, DEPOSIT, "instrument=CRC|date=1990-01-26", "", "", NULL},
    };

    EXPECT_ROWS(*state, cases);
}

static void entry_into_force_follows_the_deposit(void **state)
{
    static const struct row_case cases[] = {
        {KIND_TREATY_ACTION, DEPOSIT, "entry_into_force=2002-06-08", "", "", NULL},
        {KIND_TREATY_ACTION, DEPOSIT, "entry_into_force=2002-05-07", "entry_into_force order", "",
         "2002-05-08"},
        {KIND_TREATY_ACTION, DEPOSIT, "date=2021-06-01|entry_into_force=2021-07-01", "", "", NULL},
        {KIND_TREATY_ACTION, DEPOSIT,
         "date=2016-05-30|date_is=on_or_before|entry_into_force=2010-01-01", "", "", NULL},
        {KIND_TREATY_ACTION, DEPOSIT, "date=2001-01-01|entry_into_force=2001-02-01",
         "entry_into_force impossible_date", "", "18 January 2002"},
        {KIND_TREATY_ACTION, DEPOSIT, "action=signature|entry_into_force=2002-06-08", "",
         "entry_into_force unexpected_value", "signature"},
        {KIND_TREATY_ACTION, DEPOSIT,
         "action=denunciation|date=2010-01-01|entry_into_force=2011-01-01", "", "", NULL},
    };

    EXPECT_ROWS(*state, cases);
}

static void periods_end_after_they_start(void **state)
{
    static const struct row_case cases[] = {
        {KIND_STRATEGY, "ref_area=NOR|title=T", "period_start=2016|period_end=2015",
         "period_end order", "", "2016"},
        {KIND_STRATEGY, "ref_area=NOR|title=T", "period_start=2016|period_end=2016", "", "", NULL},
        {KIND_STRATEGY, "ref_area=NOR|title=T", "period_start=2016-06|period_end=2016", "", "",
         NULL},
        {KIND_STRATEGY, "ref_area=NOR|title=T", "period_start=2025|period_end=2030", "", "", NULL},
        {KIND_REGIONAL_PLAN, "title=T", "period_start=2016-06|period_end=2016-05",
         "period_end order", "", NULL},
        {KIND_CAMPAIGN, "title=T", "period_start=2016|period_end=2015-12-31", "period_end order",
         "", NULL},
        {KIND_CAMPAIGN, "title=T", "period_start=2021-06|period_end=2022", "", "", NULL},
        {KIND_CAMPAIGN, "title=T", "period_start=2021-07", "period_start in_the_future", "", NULL},
        {KIND_CHILD_LED_INITIATIVE, "title=T", "period_start=2016|period_end=2015",
         "period_end order", "", NULL},
        {KIND_CHILD_LED_INITIATIVE, "title=T", "period_start=2031", "period_start in_the_future",
         "", NULL},
        {KIND_SURVEY, "ref_area=KEN|title=T", "fieldwork_start=2018-12|fieldwork_end=2018-11",
         "fieldwork_end order", "", NULL},
        {KIND_SURVEY, "ref_area=KEN|title=T", "fieldwork_start=2021-06|fieldwork_end=2021-08",
         "fieldwork_end in_the_future", "", NULL},
    };

    EXPECT_ROWS(*state, cases);
}

static void a_fact_that_is_counted_needs_a_date(void **state)
{
    static const struct row_case cases[] = {
        {KIND_STRATEGY, "ref_area=NOR|title=T", NULL, "date missing", "", "period_start"},
        {KIND_STRATEGY, "ref_area=NOR|title=T|period_start=2016", "date_is=on_or_before",
         "date missing", "", "on_or_before"},
        {KIND_REGIONAL_PLAN, "title=T", NULL, "date missing", "", NULL},
        {KIND_SURVEY, "ref_area=KEN|title=T", NULL, "fieldwork_end missing", "", NULL},
        {KIND_SURVEY, "ref_area=KEN|title=T|fieldwork_start=2018", NULL, "", "", NULL},
        {KIND_SURVEY, "ref_area=KEN|title=T|fieldwork_end=2018", "sample_size=0", "",
         "sample_size unexpected_value", NULL},
        {KIND_GLOBAL_INITIATIVE, "ref_area=SWE|initiative=WEPROTECT", NULL, "date missing", "",
         NULL},
    };

    EXPECT_ROWS(*state, cases);
}

static void values_are_in_the_range_of_their_unit(void **state)
{
    static const struct row_case cases[] = {
        {KIND_OBSERVATION, VALUE, "value=0", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "value=100", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "value=100.1", "value out_of_range", "", "from 0 to 100"},
        {KIND_OBSERVATION, VALUE, "value=129", "value out_of_range", "", "unit PCNT"},
        {KIND_OBSERVATION, VALUE, "value=-1", "value out_of_range", "", NULL},
        {KIND_OBSERVATION, VALUE, "value=32.8|unit=PT", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "value=0.5|unit=PROB", "", "unit unexpected_value",
         "in unit PCNT"},
        {KIND_OBSERVATION, VALUE, "value=3|unit=PROB", "value out_of_range",
         "unit unexpected_value", "from 0 to 1"},
        {KIND_OBSERVATION, VALUE, "value=900000|unit=NUMBER", "", "unit unexpected_value", NULL},
        {KIND_OBSERVATION, VALUE, "value=-5|unit=NUMBER", "value out_of_range",
         "unit unexpected_value", "0 or more"},
        {KIND_OBSERVATION, VALUE, "value=-5|unit=PPY", "", "unit unexpected_value", NULL},
        {KIND_OBSERVATION, VALUE, "value=2|lower=-0.3|upper=4.3", "", "lower out_of_range", NULL},
        {KIND_OBSERVATION, "ref_area=NPL|indicator=VC_IHR_PSRC|time_period=2019", "value=12.5", "",
         "", NULL},
        {KIND_OBSERVATION, "ref_area=NPL|indicator=VC_IHR_PSRC|time_period=2019", "value=-1",
         "value out_of_range", "", "PER_100000_POP"},
    };

    EXPECT_ROWS(*state, cases);
}

static void the_value_is_between_its_bounds(void **state)
{
    static const struct row_case cases[] = {
        {KIND_OBSERVATION, VALUE, "lower=30|upper=35", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "lower=32.8|upper=32.8", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "lower=33|upper=35", "lower bounds", "", "32.8"},
        {KIND_OBSERVATION, VALUE, "lower=30|upper=32", "upper bounds", "", "32.8"},
        {KIND_OBSERVATION, VALUE, "lower=35|upper=30", "lower bounds", "", "upper bound"},
        {KIND_OBSERVATION, VALUE, "lower=33", "lower bounds", "", NULL},
        {KIND_OBSERVATION, VALUE, "upper=35", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "value=(29.5)|lower=33", "value not_a_number", "", NULL},
    };

    EXPECT_ROWS(*state, cases);
}

static void a_missing_value_says_why_and_nothing_else(void **state)
{
    static const struct row_case cases[] = {
        {KIND_OBSERVATION, VALUE, "value=", "value missing", "", "obs_status"},
        {KIND_OBSERVATION, VALUE, "value=|obs_status=E", "value missing", "", NULL},
        {KIND_OBSERVATION, VALUE, "value=|obs_status=L", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "value=|obs_status=m", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "value=|obs_status=O", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "value=|obs_status=Q", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "value=|obs_status=H", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "obs_status=Q", "value unexpected_value", "", "status Q"},
        {KIND_OBSERVATION, VALUE, "value=|obs_status=Q|lower=30|upper=35",
         "lower unexpected_value;upper unexpected_value", "", NULL},
        {KIND_OBSERVATION, VALUE, "obs_status=E", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "obs_status=??", "obs_status unknown_code", "", NULL},
    };

    EXPECT_ROWS(*state, cases);
}

static void samples_are_counts_of_cases(void **state)
{
    static const struct row_case cases[] = {
        {KIND_OBSERVATION, VALUE, "sample_weighted=512.7|sample_unweighted=530", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "sample_weighted=-1", "sample_weighted out_of_range", "", NULL},
        {KIND_OBSERVATION, VALUE, "sample_unweighted=0", "", "sample_unweighted unexpected_value",
         NULL},
        {KIND_OBSERVATION, VALUE, "value=|obs_status=O|sample_unweighted=0", "", "", NULL},
    };

    EXPECT_ROWS(*state, cases);
}

static void whom_the_indicator_is_not_about_is_a_warning(void **state)
{
    static const struct row_case cases[] = {
        {KIND_OBSERVATION, VALUE, "sex=M", "", "sex unexpected_value", "about sex F"},
        {KIND_OBSERVATION, VALUE, "sex=_T", "", "sex unexpected_value", NULL},
        {KIND_OBSERVATION, VALUE, "age=Y15T19", "", "age unexpected_value", "about age Y20T24"},
        {KIND_OBSERVATION, VALUE, "age=_T", "", "age unexpected_value", NULL},
        {KIND_OBSERVATION,
         "ref_area=NPL|indicator=PT_CHLD_1-14_PS-PSY-V_CGVR|time_period=2019|value=80",
         "sex=F|age=Y5T9", "", "", NULL},
        {KIND_OBSERVATION,
         "ref_area=NPL|indicator=PT_CHLD_1-14_PS-PSY-V_CGVR|time_period=2019|value=80",
         "age=Y10T19", "", "age unexpected_value", NULL},
        {KIND_OBSERVATION,
         "ref_area=NPL|indicator=PT_ST_13-15_BUL_30-DYS|time_period=2019|value=80", "sex=F|age=Y13",
         "", "", NULL},
    };

    EXPECT_ROWS(*state, cases);
}

static void only_forecasts_are_about_the_future(void **state)
{
    static const struct row_case cases[] = {
        {KIND_OBSERVATION, VALUE, "time_period=2021", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "time_period=2022", "time_period in_the_future", "", NULL},
        {KIND_OBSERVATION, VALUE, "time_period=2030|obs_status=PR", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "time_period=2030|obs_status=F", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "time_period=2030|obs_status=E", "time_period in_the_future", "",
         NULL},
        {KIND_OBSERVATION, VALUE, "time_period=2018-03", "", "", NULL},
    };

    EXPECT_ROWS(*state, cases);
}

static void what_is_absent_is_as_the_indicator_has_it(void **state)
{
    struct checking_test test;

    checking_init(&test, *state);
    checking_add(&test, KIND_OBSERVATION, VALUE, "sex=|age=");
    checking_add(&test, KIND_OBSERVATION, VALUE, "indicator=VC_HTF_DETV|sex=|age=");
    checking_add(&test, KIND_OBSERVATION, VALUE, "indicator=PT_CHLD_1-14_PS-PSY-V_CGVR|sex=|age=");
    checking_run(&test);
    assert_string_equal(problems_text(&test, &test.result.problems), "");
    assert_string_equal(problems_text(&test, &test.result.warnings), "");
    assert_string_equal(value_at(&test, 0, OBS_SEX), "F");
    assert_string_equal(value_at(&test, 0, OBS_AGE), "Y20T24");
    assert_string_equal(value_at(&test, 0, OBS_UNIT), "PCNT");
    assert_string_equal(value_at(&test, 0, OBS_RESIDENCE), "_T");
    assert_string_equal(value_at(&test, 0, OBS_VULNERABILITY), "_T");
    assert_string_equal(value_at(&test, 0, OBS_OBS_STATUS), "A");
    assert_string_equal(value_at(&test, 0, OBS_CONF_STATUS), "F");
    assert_string_equal(value_at(&test, 1, OBS_SEX), "_T");
    assert_string_equal(value_at(&test, 1, OBS_AGE), "_T");
    assert_string_equal(value_at(&test, 1, OBS_UNIT), "NUMBER");
    assert_string_equal(value_at(&test, 2, OBS_AGE), "Y1T14");
    assert_string_equal(value_at(&test, 2, OBS_LOWER), "");
    checking_finish(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_acts_on_an_instrument_before_it_was_adopted),
        cmocka_unit_test(entry_into_force_follows_the_deposit),
        cmocka_unit_test(periods_end_after_they_start),
        cmocka_unit_test(a_fact_that_is_counted_needs_a_date),
        cmocka_unit_test(values_are_in_the_range_of_their_unit),
        cmocka_unit_test(the_value_is_between_its_bounds),
        cmocka_unit_test(a_missing_value_says_why_and_nothing_else),
        cmocka_unit_test(samples_are_counts_of_cases),
        cmocka_unit_test(whom_the_indicator_is_not_about_is_a_warning),
        cmocka_unit_test(only_forecasts_are_about_the_future),
        cmocka_unit_test(what_is_absent_is_as_the_indicator_has_it),
    };

    return cmocka_run_group_tests(tests, reference_setup, reference_teardown);
}
