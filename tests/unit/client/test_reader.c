#include "support/test.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/text.h"
#include "reading.h"
#include <stdio.h>

#define OPEN(reading, name, kind, text) reading_open(reading, name, kind, text, sizeof text - 1)

static void a_csv_file_gives_records_with_row_numbers(void **state)
{
    struct reading r;
    (void)state;

    assert_int_equal(OPEN(&r, "laws.csv", NULL,
                          "iso3,title,stage,year,topics\r\n"
                          "PER,\"Law 30403, \"\"new\"\"\",in_force,2015,corporal_punishment\r\n"
                          " MNG ,Law on the rights,in_force,2016,\r\n"),
                     STATUS_OK);
    assert_string_equal(reader_form(r.reader), "laws (CSV)");
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_int_equal(r.row.row, 1);
    assert_int_equal(r.row.record.row, 1);
    assert_string_equal(reading_value(&r, "ref_area"), "PER");
    assert_string_equal(reading_value(&r, "title"), "Law 30403, \"new\"");
    assert_string_equal(reading_value(&r, "date"), "2015");
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_int_equal(r.row.row, 2);
    assert_string_equal(reading_value(&r, "ref_area"), "MNG");
    assert_string_equal(reading_value(&r, "topics"), "");
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_true(r.row.end);
    assert_null(reader_warning(r.reader));
    reading_finish(&r);
}

static void delimiters_case_and_order_of_columns_do_not_matter(void **state)
{
    static const char *const texts[] = {
        "INSTRUMENT;Action;ISO3;DATE\nOPSC;accession;PER;2001-05-08\n",
        "\xEF\xBB\xBF"
        "date\tiso3\taction\tinstrument\n2001-05-08\tPER\taccession\tOPSC\n",
        "ref_area,instrument,action,date\nPER,OPSC,accession,2001-05-08",
    };
    (void)state;

    for (size_t i = 0; i < 3; i++) {
        struct reading r;
        assert_int_equal(reading_open(&r, "-", NULL, texts[i], strlen(texts[i])), STATUS_OK);
        assert_int_equal(reading_next(&r), STATUS_OK);
        assert_int_equal(r.row.record.kind, KIND_TREATY_ACTION);
        assert_string_equal(reading_value(&r, "instrument"), "OPSC");
        assert_string_equal(reading_value(&r, "ref_area"), "PER");
        assert_string_equal(reading_value(&r, "date"), "2001-05-08");
        reading_finish(&r);
    }
}

static void the_kind_comes_from_the_option_the_file_name_or_the_columns(void **state)
{
    static const struct {
        const char *name, *kind, *text;
        int expected;
    } cases[] = {
        {"x.csv", NULL, "iso3,title,stage,date\n", KIND_LAW},
        {"x.csv", NULL, "iso3,indicator,time_period,value\n", KIND_OBSERVATION},
        {"x.csv", NULL, "iso3,initiative,date\n", KIND_GLOBAL_INITIATIVE},
        {"x.csv", NULL, "iso3,title,programme,fieldwork_end\n", KIND_SURVEY},
        {"a/strategies.csv", NULL, "iso3,title,date\n", KIND_STRATEGY},
        {"Child-led initiatives.csv", NULL, "iso3,title,start\n", KIND_CHILD_LED_INITIATIVE},
        {"laws.csv", "strategy", "iso3,title,stage,date\n", KIND_STRATEGY},
        {"laws.csv", NULL, "iso3,indicator,time_period,value\n", KIND_OBSERVATION},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading r;
        enum status status =
            reading_open(&r, cases[i].name, cases[i].kind, cases[i].text, strlen(cases[i].text));
        assert_int_equal(status, STATUS_OK);
        char form[64];
        snprintf(form, sizeof form, "%s (CSV)", kind_table((enum kind)cases[i].expected)->plural);
        assert_string_equal(reader_form(r.reader), form);
        reading_finish(&r);
    }
}

static void columns_that_fit_no_kind_or_several_are_refused_with_advice(void **state)
{
    static const struct {
        const char *name, *kind, *text, *says;
    } cases[] = {
        {"x.csv", NULL, "a,b\n1,2\n", "fit no kind"},
        {"x.csv", "law", "iso3,title\n", "need a column 'stage'"},
        {"x.csv", NULL, "", "empty"},
        {"x.csv", NULL, "iso3,\"title\n", "line"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading r;
        assert_int_equal(reading_open(&r, cases[i].name, cases[i].kind,
                                      cases[i].text[0] == '\0' ? "\n" : cases[i].text,
                                      cases[i].text[0] == '\0' ? 1 : strlen(cases[i].text)),
                         STATUS_INVALID);
        assert_non_null(strstr(r.err.text, cases[i].says));
        reading_finish(&r);
    }
}

static void a_column_that_nobody_knows_is_named_once_if_it_has_content(void **state)
{
    struct reading r;
    (void)state;

    assert_int_equal(OPEN(&r, "laws.csv", NULL,
                          "iso3,title,stage,date,colour,empty,year\n"
                          "PER,A,in_force,2015,red,,2014\n"
                          "PER,B,in_force,2015,blue,,\n"),
                     STATUS_OK);
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_string_equal(reading_value(&r, "date"), "2015");
    assert_string_equal(reader_warning(r.reader), "not kept: 'colour', 'year'");
    assert_null(reader_warning(r.reader));
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_null(reader_warning(r.reader));
    reading_finish(&r);
}

static void a_row_of_another_length_or_encoding_keeps_its_row_and_column(void **state)
{
    struct reading r;
    (void)state;

    assert_int_equal(OPEN(&r, "laws.csv", NULL,
                          "iso3,title,stage,date\n"
                          "PER,A, B,in_force,2015\n"
                          "PER,A\n"
                          "PER,caf\xE9,in_force,2015\n"
                          "PER,A,in_force,2015,,\n"),
                     STATUS_OK);
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_false(r.row.usable);
    assert_int_equal(r.row.problems[0].row, 1);
    assert_string_equal(r.row.problems[0].code, "cells");
    assert_string_equal(r.row.problems[0].value, "2015");
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_int_equal(r.row.problems[0].row, 2);
    assert_string_equal(r.row.problems[0].field, "stage");
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_int_equal(r.row.n_problems, 1);
    assert_int_equal(r.row.problems[0].row, 3);
    assert_string_equal(r.row.problems[0].field, "title");
    assert_string_equal(r.row.problems[0].code, "not_utf8");
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_true(r.row.usable); /* empty cells at the end are a spreadsheet's habit */
    reading_finish(&r);
}

static void values_that_are_wrong_travel_as_they_stand(void **state)
{
    static const char *const wrong[] = {"(29.5)", "29,5", "1e3",   "<5", "NaN",  "-1",
                                        "101",    "n/a",  "29.5%", "٢٩", "=1+1", "2015-02-29"};
    (void)state;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct reading r;
        char text[200];
        snprintf(text, sizeof text,
                 "iso3,indicator,time_period,value\nPER,X,2015,1\nPER,X,2016,\"%s\"\n", wrong[i]);
        assert_int_equal(reading_open(&r, "-", NULL, text, strlen(text)), STATUS_OK);
        assert_int_equal(reading_next(&r), STATUS_OK);
        assert_int_equal(reading_next(&r), STATUS_OK);
        assert_int_equal(r.row.record.row, 2);
        assert_string_equal(reading_value(&r, "value"), wrong[i]);
        reading_finish(&r);
    }
}

static void a_file_that_breaks_off_in_a_quote_says_its_line(void **state)
{
    struct reading r;
    (void)state;

    assert_int_equal(OPEN(&r, "laws.csv", NULL,
                          "iso3,title,stage,date\nPER,A,in_force,2015\nPER,\"B,in_force\n"),
                     STATUS_OK);
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_int_equal(reading_next(&r), STATUS_INVALID);
    assert_non_null(strstr(r.err.text, "line"));
    reading_finish(&r);
}

static void the_documentation_names_every_column_and_alias(void **state)
{
    SCOPED(buffer) text = {0};
    (void)state;

    assert_int_equal(file_read(FILES_MD, 1 << 20, &text, NULL), STATUS_OK);
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        const struct kind_table *table = kind_table((enum kind)kind);
        for (size_t f = 0; f < table->n_fields; f++) {
            struct text_span rest =
                text_span_of(table->fields[f].aliases == NULL ? table->fields[f].name
                                                              : table->fields[f].aliases);
            struct text_span alias;
            char quoted[80];
            snprintf(quoted, sizeof quoted, "| `%s`", table->fields[f].name);
            assert_non_null(strstr(buffer_text(&text), quoted));
            while (text_split(&rest, ';', &alias)) {
                snprintf(quoted, sizeof quoted, "`%.*s`", (int)alias.size, alias.start);
                assert_non_null(strstr(buffer_text(&text), quoted));
            }
        }
    }
}

static void the_sample_files_are_read_whole(void **state)
{
    static const struct {
        const char *path, *form;
        uint32_t rows;
    } samples[] = {
        {SAMPLES "/2016-stockholm/COE/treaty_actions.csv", "treaty actions (CSV)", 1},
        {SAMPLES "/2016-stockholm/COE/laws.csv", "laws (CSV)", 1},
        {SAMPLES "/2016-stockholm/COE/strategies.csv", "strategies (CSV)", 1},
        {SAMPLES "/2021-child-marriage/COE/observations.csv", "observations (CSV)", 1},
    };
    (void)state;

    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        SCOPED(buffer) text = {0};
        struct reading r;
        uint32_t rows = 0;
        assert_int_equal(file_read(samples[i].path, 1 << 20, &text, NULL), STATUS_OK);
        assert_int_equal(reading_open(&r, "-", NULL, buffer_text(&text), text.used), STATUS_OK);
        assert_string_equal(reader_form(r.reader), samples[i].form);
        while (reading_next(&r) == STATUS_OK && !r.row.end) {
            assert_true(r.row.usable);
            assert_string_not_equal(reading_value(&r, "ref_area"), "");
            assert_string_not_equal(reading_value(&r, "source"), "");
            rows++;
        }
        assert_true(rows >= samples[i].rows);
        assert_null(reader_warning(r.reader)); /* every column of theirs is known */
        reading_finish(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_csv_file_gives_records_with_row_numbers),
        cmocka_unit_test(delimiters_case_and_order_of_columns_do_not_matter),
        cmocka_unit_test(the_kind_comes_from_the_option_the_file_name_or_the_columns),
        cmocka_unit_test(columns_that_fit_no_kind_or_several_are_refused_with_advice),
        cmocka_unit_test(a_column_that_nobody_knows_is_named_once_if_it_has_content),
        cmocka_unit_test(a_row_of_another_length_or_encoding_keeps_its_row_and_column),
        cmocka_unit_test(values_that_are_wrong_travel_as_they_stand),
        cmocka_unit_test(the_documentation_names_every_column_and_alias),
        cmocka_unit_test(the_sample_files_are_read_whole),
        cmocka_unit_test(a_file_that_breaks_off_in_a_quote_says_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
