#include "support/test.h"

#include "reading.h"

#define OPEN(reading, text) reading_open(reading, "export.csv", NULL, text, sizeof text - 1)

static void a_warehouse_export_with_labels_gives_observations(void **state)
{
    struct reading r;
    (void)state;

    assert_int_equal(
        OPEN(&r, "DATAFLOW,REF_AREA:Geographic area,INDICATOR:Indicator,SEX:Sex,AGE:Current age,"
                 "WEALTH_QUINTILE:Wealth Quintile,TIME_PERIOD:Time period,"
                 "OBS_VALUE:Observation Value,UNIT_MULTIPLIER:Unit multiplier,"
                 "UNIT_MEASURE:Unit of measure,OBS_STATUS:Observation Status,"
                 "OBS_CONF:Observation confidentaility,LOWER_BOUND:Lower Bound,"
                 "DATA_SOURCE:Data Source,OBS_FOOTNOTE:Observation footnote,"
                 "SERIES_FOOTNOTE:Series footnote,COVERAGE_TIME:Coverage,CUSTODIAN:Custodian\n"
                 "\"UNICEF:PT(1.0): Child Protection\",NPL: Nepal,"
                 "\"PT_F_20-24_MRD_U18: Percentage of women, 20-24\",F: Female,"
                 "Y20T24: 20 to 24 years old,_T: Total,2019,32.8,0: Units,PCNT: %,"
                 "A: Normal value,F: Free,30.1,\"MICS: Nepal\nfinal report\",\"first\n line\","
                 "second,2014-2019,UNICEF\n"),
        STATUS_OK);
    assert_string_equal(reader_form(r.reader), "observations (SDMX-CSV 1.0)");
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_true(r.row.usable);
    assert_string_equal(reading_value(&r, "ref_area"), "NPL");
    assert_string_equal(reading_value(&r, "indicator"), "PT_F_20-24_MRD_U18");
    assert_string_equal(reading_value(&r, "sex"), "F");
    assert_string_equal(reading_value(&r, "age"), "Y20T24");
    assert_string_equal(reading_value(&r, "wealth"), "_T");
    assert_string_equal(reading_value(&r, "time_period"), "2019");
    assert_string_equal(reading_value(&r, "value"), "32.8");
    assert_string_equal(reading_value(&r, "unit"), "PCNT");
    assert_string_equal(reading_value(&r, "conf_status"), "F");
    assert_string_equal(reading_value(&r, "lower"), "30.1");
    assert_string_equal(reading_value(&r, "source"), "MICS: Nepal final report");
    assert_string_equal(reading_value(&r, "footnote"),
                        "first line; second; COVERAGE_TIME: 2014-2019");
    assert_string_equal(reader_warning(r.reader), "not kept: 'CUSTODIAN'");
    reading_finish(&r);
}

static void version_two_takes_every_action_but_delete(void **state)
{
    struct reading r;
    (void)state;

    assert_int_equal(OPEN(&r,
                          "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE\n"
                          "dataflow,X:Y(1.0),I,NPL,PT,2019,1\n"
                          "dataflow,X:Y(1.0),A,NPL,PT,2019,1\n"
                          "dataflow,X:Y(1.0),R,NPL,PT,2019,1\n"
                          "dataflow,X:Y(1.0),M,NPL,PT,2019,1\n"
                          "dataflow,X:Y(1.0),D,NPL,PT,2019,1\n"
                          "dataflow,X:Y(1.0),Q,NPL,PT,2019,1\n"),
                     STATUS_OK);
    assert_string_equal(reader_form(r.reader), "observations (SDMX-CSV 2.0)");
    for (int i = 0; i < 4; i++) {
        assert_int_equal(reading_next(&r), STATUS_OK);
        assert_true(r.row.usable);
    }
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_int_equal(r.row.problems[0].row, 5);
    assert_string_equal(r.row.problems[0].field, "ACTION");
    assert_string_equal(r.row.problems[0].code, "delete");
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_string_equal(r.row.problems[0].code, "unknown_action");
    assert_string_equal(r.row.problems[0].value, "Q");
    assert_null(reader_warning(r.reader));
    reading_finish(&r);
}

static void a_breakdown_we_do_not_have_is_never_taken_for_the_total(void **state)
{
    struct reading r;
    (void)state;

    assert_int_equal(
        OPEN(&r, "DATAFLOW,REF_AREA,INDICATOR,HEAD_OF_HOUSE,SHOE_SIZE,TIME_PERIOD,OBS_VALUE\n"
                 "D,NPL,PT,_T: Total,_T,2019,1\n"
                 "D,NPL,PT,,,2019,1\n"
                 "D,NPL,PT,F: Female,_T,2019,1\n"
                 "D,NPL,PT,_T,S42,2019,1\n"),
        STATUS_OK);
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_true(r.row.usable);
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_true(r.row.usable);
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_false(r.row.usable);
    assert_int_equal(r.row.problems[0].row, 3);
    assert_string_equal(r.row.problems[0].field, "HEAD_OF_HOUSE");
    assert_string_equal(r.row.problems[0].value, "F");
    assert_string_equal(r.row.problems[0].code, "breakdown");
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_string_equal(r.row.problems[0].field, "SHOE_SIZE");
    reading_finish(&r);
}

static void another_power_of_ten_is_refused_and_nan_is_no_value(void **state)
{
    struct reading r;
    (void)state;

    assert_int_equal(OPEN(&r, "DATAFLOW,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,UNIT_MULT\n"
                              "D,NPL,PT,2019,12,3: Thousands\n"
                              "D,NPL,PT,2019,NaN,0\n"),
                     STATUS_OK);
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_string_equal(r.row.problems[0].code, "multiplier");
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_true(r.row.usable);
    assert_string_equal(reading_value(&r, "value"), "");
    reading_finish(&r);
}

static void a_file_without_values_is_refused(void **state)
{
    struct reading r;
    (void)state;

    assert_int_equal(OPEN(&r, "DATAFLOW,REF_AREA,INDICATOR,TIME_PERIOD\n"), STATUS_INVALID);
    assert_non_null(strstr(r.err.text, "OBS_VALUE"));
    reading_finish(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_warehouse_export_with_labels_gives_observations),
        cmocka_unit_test(version_two_takes_every_action_but_delete),
        cmocka_unit_test(a_breakdown_we_do_not_have_is_never_taken_for_the_total),
        cmocka_unit_test(another_power_of_ten_is_refused_and_nan_is_no_value),
        cmocka_unit_test(a_file_without_values_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
