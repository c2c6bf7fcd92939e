#include "support/test.h"

#include "client/sheet.h"
#include <stdlib.h>

static const struct sheet_column columns[] = {{"name", false}, {"count", true}, {"code", false}};

/* What three rows look like in a format; the caller frees it. */
static char *print(enum output_format format, bool paged)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    OWNED(sheet) sheet = sheet_create(out, format, columns, 3);

    sheet_head(sheet, "cutoff", "2016");
    sheet_cell(sheet, "Côte d'Ivoire");
    sheet_cell_int(sheet, 7);
    sheet_cell(sheet, NULL);
    if (paged)
        sheet_page(sheet);
    sheet_cell(sheet, "日本");
    sheet_cell(sheet, "12.50");
    sheet_cell(sheet, "");
    sheet_cell(sheet, "Viet, \"Nam\"");
    sheet_cell(sheet, "-");
    sheet_cell(sheet, NULL);
    assert_int_equal(sheet_rows(sheet), 3);
    sheet_end(sheet);
    fclose(out);
    return text;
}

static void a_table_is_aligned_by_what_is_seen_and_drops_empty_columns(void **state)
{
    char *text = print(OUTPUT_TABLE, false);
    (void)state;

    assert_string_equal(text, "cutoff 2016\n"
                              "name           count\n"
                              "Côte d'Ivoire      7\n"
                              "日本           12.50\n"
                              "Viet, \"Nam\"        -\n");
    free(text);
}

static void csv_and_json_are_the_same_with_and_without_pages(void **state)
{
    static const char *const expected[] = {
        [OUTPUT_JSON] =
            "{\n  \"cutoff\": \"2016\",\n  \"rows\": [\n    {\n      \"count\": 7,\n"
            "      \"name\": \"Côte d'Ivoire\"\n    },\n    {\n      \"count\": 12.50,\n"
            "      \"name\": \"日本\"\n    },\n    {\n      \"count\": \"-\",\n"
            "      \"name\": \"Viet, \\\"Nam\\\"\"\n    }\n  ]\n}\n",
        [OUTPUT_CSV] = "name,count,code\r\nCôte d'Ivoire,7,\r\n日本,12.50,\r\n"
                       "\"Viet, \"\"Nam\"\"\",-,\r\n"};
    (void)state;

    for (int format = OUTPUT_JSON; format <= OUTPUT_CSV; format++) {
        char *whole = print((enum output_format)format, false);
        char *paged = print((enum output_format)format, true);
        assert_string_equal(whole, expected[format]);
        assert_string_equal(paged, expected[format]);
        free(whole);
        free(paged);
    }
}

static void long_cells_are_cut_and_control_characters_do_not_reach_the_terminal(void **state)
{
    static const struct sheet_column one[] = {{"x", false}};
    char *text, cell[200];
    size_t size;
    FILE *out = open_memstream(&text, &size);
    struct sheet *sheet = sheet_create(out, OUTPUT_TABLE, one, 1);
    (void)state;

    memset(cell, 'y', sizeof cell);
    cell[199] = '\0';
    sheet_cell(sheet, cell);
    sheet_cell(sheet, "a\x1b[2Jb\xC2\x9B");
    sheet_end(sheet);
    sheet_destroy(sheet);
    fclose(out);
    assert_non_null(strstr(text, "yyy…\n"));
    assert_null(strchr(text, '\x1b'));
    assert_non_null(strstr(text, "a [2Jb "));
    assert_int_equal(sheet_width("…"), 1);
    assert_int_equal(sheet_width("e\xCC\x81"), 1);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_aligned_by_what_is_seen_and_drops_empty_columns),
        cmocka_unit_test(csv_and_json_are_the_same_with_and_without_pages),
        cmocka_unit_test(long_cells_are_cut_and_control_characters_do_not_reach_the_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
