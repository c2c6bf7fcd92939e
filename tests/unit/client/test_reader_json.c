#include "support/test.h"

#include "reading.h"
#include <stdio.h>
#include <stdlib.h>

#define OPEN(reading, kind, text) reading_open(reading, "x.json", kind, text, sizeof text - 1)

static void a_document_mixes_kinds(void **state)
{
    struct reading r;
    (void)state;

    assert_int_equal(
        OPEN(&r, NULL,
             "{\"note\": 1, \"rows\": [\n"
             " {\"kind\": \"law\", \"ref_area\": \"PER\", \"title\": \"caf\\u00e9\","
             "  \"topics\": [\"online\", \"bullying\"], \"shade\": 1},\n"
             " {\"kind\": \"strategy\", \"iso3\": \"DOM\", \"in_development_plan\": true,"
             "  \"targets\": [16.2], \"date\": null}]}"),
        STATUS_OK);
    assert_string_equal(reader_form(r.reader), "JSON");
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_int_equal(r.row.record.kind, KIND_LAW);
    assert_string_equal(reading_value(&r, "title"), "café");
    assert_string_equal(reading_value(&r, "topics"), "online;bullying");
    assert_string_equal(reader_warning(r.reader), "not kept: 'note', 'shade'");
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_int_equal(r.row.row, 2);
    assert_int_equal(r.row.record.kind, KIND_STRATEGY);
    assert_string_equal(reading_value(&r, "ref_area"), "DOM");
    assert_string_equal(reading_value(&r, "in_development_plan"), "yes");
    assert_string_equal(reading_value(&r, "targets"), "16.2");
    assert_string_equal(reading_value(&r, "date"), "");
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_true(r.row.end);
    reading_finish(&r);
}

static void numbers_stay_the_decimals_that_were_written(void **state)
{
    static const char *const numbers[] = {"28.257", "0.002",   "61",     "-0.5",
                                          "0.1",    "0.00001", "99.999", "123456789.125",
                                          "2015",   "5e-7"};
    static const char *const texts[] = {"28.257", "0.002",    "61",     "-0.5",
                                        "0.1",    "0.00001",  "99.999", "123456789.125",
                                        "2015",   "0.0000005"};
    (void)state;

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct reading r;
        char text[100];
        snprintf(text, sizeof text, "{\"rows\":[{\"value\":%s}]}", numbers[i]);
        assert_int_equal(reading_open(&r, "-", "observation", text, strlen(text)), STATUS_OK);
        assert_int_equal(reading_next(&r), STATUS_OK);
        assert_string_equal(reading_value(&r, "value"), texts[i]);
        reading_finish(&r);
    }
}

static void lines_are_rows_and_a_broken_one_keeps_its_number(void **state)
{
    struct reading r;
    (void)state;

    assert_int_equal(OPEN(&r, NULL,
                          "{\"kind\":\"law\",\"title\":\"A\"}\n\n"
                          "{\"kind\":\"law\",\"title\":}\r\n"
                          "[1]\n"
                          "{\"kind\":\"rumour\"}\n"
                          "{\"title\":\"no kind\"}\n"
                          "{\"kind\":\"law\",\"title\":{\"en\":\"A\"},\"topics\":\"online\"}\n"
                          "{\"kind\":\"law\",\"date\":\"2015\",\"year\":2015}\n"
                          "{\"kind\":\"law\",\"title\":\"B\"}"),
                     STATUS_OK);
    static const char *const codes[] = {NULL,      "not_json",   "wrong_type", "unknown_kind",
                                        "missing", "wrong_type", "twice",      NULL};
    assert_string_equal(reader_form(r.reader), "JSON Lines");
    for (uint32_t i = 0; i < 8; i++) {
        assert_int_equal(reading_next(&r), STATUS_OK);
        assert_int_equal(r.row.row, i + 1);
        assert_int_equal(r.row.usable, codes[i] == NULL);
        if (codes[i] != NULL) {
            assert_int_equal(r.row.problems[0].row, i + 1);
            assert_string_equal(r.row.problems[0].code, codes[i]);
        }
    }
    assert_string_equal(reading_value(&r, "title"), "B");
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_true(r.row.end);
    reading_finish(&r);
}

static void what_is_no_list_of_rows_is_refused(void **state)
{
    static const char *const texts[] = {"{\"rows\": 1}", "{\"rows\": [}", "[1, 2", "{",
                                        "{\"rows\":[],\"rows\":[]}"};
    (void)state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct reading r;
        assert_int_equal(reading_open(&r, "-", NULL, texts[i], strlen(texts[i])), STATUS_INVALID);
        assert_non_null(strstr(r.err.text, "JSON"));
        reading_finish(&r);
    }
}

static void a_line_without_end_is_refused_before_it_fills_the_memory(void **state)
{
    struct reading r;
    size_t size = 3 << 20;
    char *text = xmalloc(size);
    (void)state;

    memset(text, ' ', size);
    memcpy(text, "{\"kind\":\"law\"}\n{", 16);
    assert_int_equal(reading_open(&r, "-", NULL, text, size), STATUS_OK);
    assert_int_equal(reading_next(&r), STATUS_OK);
    assert_int_equal(reading_next(&r), STATUS_INVALID);
    assert_non_null(strstr(r.err.text, "row 2"));
    reading_finish(&r);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_mixes_kinds),
        cmocka_unit_test(numbers_stay_the_decimals_that_were_written),
        cmocka_unit_test(lines_are_rows_and_a_broken_one_keeps_its_number),
        cmocka_unit_test(what_is_no_list_of_rows_is_refused),
        cmocka_unit_test(a_line_without_end_is_refused_before_it_fills_the_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
