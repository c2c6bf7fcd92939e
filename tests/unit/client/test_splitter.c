#include "support/test.h"

#include "base/buffer.h"
#include "client/splitter.h"
#include "console.h"
#include <stdio.h>
#include <stdlib.h>

struct warnings {
    char text[400];
    int count;
};

static void keep_warning(void *self, const char *file, const char *text)
{
    struct warnings *warnings = self;

    (void)file;
    warnings->count++;
    snprintf(warnings->text, sizeof warnings->text, "%s", text);
}

static struct splitter *split(const char *id, const char *const *files, size_t n,
                              struct warnings *warnings)
{
    struct splitter_options options = {
        .id = id, .files = files, .n_files = n, .warn = keep_warning, .warn_self = warnings};

    return splitter_create(&options);
}

/* laws.csv with that many rows, whose titles have title_size characters. */
static char *laws_file(const char *folder, size_t rows, size_t title_size)
{
    SCOPED(buffer) text = {0};

    buffer_append_text(&text, "iso3,title,stage,date\n");
    for (size_t i = 0; i < rows; i++) {
        buffer_printf(&text, "PER,Law %zu ", i + 1);
        for (size_t c = 0; c < title_size; c++)
            buffer_append_char(&text, 'x');
        buffer_append_text(&text, ",in_force,2015\n");
    }
    return folder_write(folder, "laws.csv", buffer_text(&text));
}

static void a_file_that_fits_is_one_part_with_the_id_itself(void **state)
{
    char *folder = folder_make();
    OWNED_TEXT file = laws_file(folder, SUBMISSION_ROWS_MAX, 1);
    struct warnings warnings = {0};
    struct error err;
    struct part *part;
    (void)state;

    const char *files[] = {file};
    struct splitter *splitter = split("id-1", files, 1, &warnings);
    assert_int_equal(splitter_next(splitter, &part, &err), STATUS_OK);
    assert_string_equal(part->id, "id-1");
    assert_int_equal(part->n_rows, SUBMISSION_ROWS_MAX);
    assert_false(part->several);
    part_destroy(part);
    assert_int_equal(splitter_next(splitter, &part, &err), STATUS_OK);
    assert_null(part);
    int64_t done, total;
    splitter_progress(splitter, &done, &total);
    assert_int_equal(done, total);
    assert_true(total > 0);
    splitter_destroy(splitter);
    folder_remove(folder);
}

static void one_row_more_makes_two_numbered_parts_and_no_row_is_lost(void **state)
{
    char *folder = folder_make();
    OWNED_TEXT file = laws_file(folder, SUBMISSION_ROWS_MAX + 1, 1);
    struct warnings warnings = {0};
    struct error err;
    struct part *part;
    (void)state;

    const char *files[] = {file};
    struct splitter *splitter = split("id", files, 1, &warnings);
    assert_int_equal(splitter_next(splitter, &part, &err), STATUS_OK);
    assert_string_equal(part->id, "id.0001");
    assert_true(part->several);
    assert_int_equal(part->rows[part->n_rows - 1].row, SUBMISSION_ROWS_MAX);
    part_destroy(part); /* the row that was read ahead must not live in it */
    assert_int_equal(splitter_next(splitter, &part, &err), STATUS_OK);
    assert_string_equal(part->id, "id.0002");
    assert_int_equal(part->n_rows, 1);
    assert_int_equal(part->rows[0].row, SUBMISSION_ROWS_MAX + 1);
    assert_string_equal(part->rows[0].values[LAW_TITLE].text, "Law 10001 x");
    part_destroy(part);
    splitter_destroy(splitter);
    folder_remove(folder);
}

static void parts_stay_near_four_mebibytes(void **state)
{
    char *folder = folder_make();
    OWNED_TEXT file = laws_file(folder, 300, 30000);
    struct warnings warnings = {0};
    struct error err;
    struct part *part;
    size_t rows = 0, parts = 0;
    (void)state;

    const char *files[] = {file};
    struct splitter *splitter = split("id", files, 1, &warnings);
    while (splitter_next(splitter, &part, &err) == STATUS_OK && part != NULL) {
        assert_true(part->bytes <= PART_BYTES_MAX);
        rows += part->n_rows;
        parts++;
        part_destroy(part);
    }
    assert_int_equal(rows, 300);
    assert_int_equal(parts, 3);
    splitter_destroy(splitter);
    folder_remove(folder);
}

static void each_file_is_a_part_of_its_own_and_an_empty_one_is_none(void **state)
{
    char *folder = folder_make();
    OWNED_TEXT laws = laws_file(folder, 2, 1);
    OWNED_TEXT empty = folder_write(folder, "surveys.csv", "iso3,title,fieldwork_end\n");
    OWNED_TEXT actions = folder_write(folder, "treaty_actions.csv",
                                      "iso3,instrument,action,date,odd\nPER,OPSC,x,2001,1\n");
    struct warnings warnings = {0};
    struct error err;
    struct part *part;
    (void)state;

    const char *files[] = {laws, empty, actions};
    struct splitter *splitter = split("id", files, 3, &warnings);
    assert_int_equal(splitter_next(splitter, &part, &err), STATUS_OK);
    assert_string_equal(part->id, "id.0001");
    assert_ptr_equal(part->file, laws);
    part_destroy(part);
    assert_int_equal(splitter_next(splitter, &part, &err), STATUS_OK);
    assert_string_equal(part->id, "id.0002");
    assert_ptr_equal(part->file, actions);
    assert_int_equal(part->rows[0].row, 1);
    assert_int_equal(warnings.count, 1);
    assert_string_equal(warnings.text, "not kept: 'odd'");
    part_destroy(part);
    splitter_destroy(splitter);
    folder_remove(folder);
}

static void rows_that_the_wire_would_refuse_are_problems_of_their_own(void **state)
{
    char *folder = folder_make();
    SCOPED(buffer) text = {0};
    struct warnings warnings = {0};
    struct error err;
    struct part *part;
    (void)state;

    buffer_append_text(&text, "{\"kind\":\"law\",\"title\":\"");
    for (int i = 0; i < 70000; i++)
        buffer_append_char(&text, 'x');
    buffer_append_text(&text, "\"}\n{\"kind\":\"law\",\"topics\":\"a");
    for (int i = 0; i < 64; i++)
        buffer_append_text(&text, ";a");
    buffer_append_text(&text, "\"}\n{\"kind\":\"law\"}\nnonsense\n");
    OWNED_TEXT file = folder_write(folder, "rows.jsonl", buffer_text(&text));
    const char *files[] = {file};
    struct splitter *splitter = split("id", files, 1, &warnings);
    assert_int_equal(splitter_next(splitter, &part, &err), STATUS_OK);
    assert_int_equal(part->n_rows, 1);
    assert_int_equal(part->rows[0].row, 3);
    assert_int_equal(part->n_unreadable, 3);
    assert_int_equal(part->problems[0].row, 1);
    assert_string_equal(part->problems[0].field, "title");
    assert_string_equal(part->problems[1].field, "topics");
    assert_int_equal(part->problems[2].row, 4);
    assert_string_equal(part->problems[2].code, "not_json");
    part_destroy(part);
    splitter_destroy(splitter);
    folder_remove(folder);
}

static void an_id_too_long_for_numbers_is_refused_before_anything_is_given(void **state)
{
    char *folder = folder_make();
    OWNED_TEXT file = laws_file(folder, SUBMISSION_ROWS_MAX + 1, 1);
    struct warnings warnings = {0};
    struct error err;
    struct part *part;
    (void)state;

    const char *files[] = {file};
    struct splitter *splitter =
        split("0123456789012345678901234567890123456789012345678901234567890", files, 1, &warnings);
    assert_int_equal(splitter_next(splitter, &part, &err), STATUS_INVALID);
    assert_non_null(strstr(err.text, "too long"));
    splitter_destroy(splitter);
    folder_remove(folder);
}

static void a_file_that_is_not_there_is_named(void **state)
{
    const char *files[] = {"/nowhere/laws.csv"};
    struct warnings warnings = {0};
    struct error err;
    struct part *part;
    (void)state;

    struct splitter *splitter = split("id", files, 1, &warnings);
    assert_int_equal(splitter_next(splitter, &part, &err), STATUS_FAILED);
    assert_non_null(strstr(err.text, "/nowhere/laws.csv"));
    splitter_destroy(splitter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_fits_is_one_part_with_the_id_itself),
        cmocka_unit_test(one_row_more_makes_two_numbered_parts_and_no_row_is_lost),
        cmocka_unit_test(parts_stay_near_four_mebibytes),
        cmocka_unit_test(each_file_is_a_part_of_its_own_and_an_empty_one_is_none),
        cmocka_unit_test(rows_that_the_wire_would_refuse_are_problems_of_their_own),
        cmocka_unit_test(an_id_too_long_for_numbers_is_refused_before_anything_is_given),
        cmocka_unit_test(a_file_that_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
