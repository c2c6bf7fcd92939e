#include "sample.h"
#include "submission.pb-c.h"
#include "support/test.h"
#include "wire/limits.h"
#include "wire/message.h"
#include <stdio.h>
#include <stdlib.h>

static struct arena *new_arena(void)
{
    return arena_create(WIRE_ARENA_BYTES_MAX);
}

static struct bytes as_bytes(const struct buffer *buffer)
{
    return (struct bytes){buffer->bytes, buffer->used};
}

static bool is_list(const struct field *field)
{
    return field->type == FIELD_CODES;
}

/* The packing relies on both being in the same order. */
static void the_kinds_tables_and_the_language_have_the_same_fields(void **state)
{
    (void)state;
    assert_int_equal(roundtable__row__descriptor.n_fields, 1 + KIND_COUNT);
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        const struct kind_table *table = kind_table((enum kind)kind);
        const ProtobufCFieldDescriptor *member = protobuf_c_message_descriptor_get_field(
            &roundtable__row__descriptor, ROUNDTABLE__ROW__FACT_TREATY_ACTION + (unsigned)kind);
        const ProtobufCMessageDescriptor *type = member->descriptor;

        assert_string_equal(member->name, table->name);
        assert_int_equal(type->n_fields, table->n_fields);
        for (size_t i = 0; i < table->n_fields; i++) {
            const struct field *field = &table->fields[i];

            assert_string_equal(type->fields[i].name, field->name);
            assert_int_equal(type->fields[i].type, PROTOBUF_C_TYPE_STRING);
            assert_int_equal(type->fields[i].label, is_list(field) ? PROTOBUF_C_LABEL_REPEATED
                                                                   : PROTOBUF_C_LABEL_OPTIONAL);
            /* Else a value that the check takes could not be sent. */
            assert_true(field->max_bytes <= WIRE_TEXT_BYTES_MAX);
        }
    }
}

static void a_full_submission_comes_back_byte_for_byte(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) sent = {0}, again = {0};
    struct submission submission;
    struct error err = {0};

    (void)state;
    sample_submission(&sent);
    if (submission_unpack(as_bytes(&sent), arena, &submission, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_int_equal(submission.n_rows, KIND_COUNT);
    for (int kind = 0; kind < KIND_COUNT; kind++)
        assert_int_equal(submission.rows[kind].kind, kind);
    submission_pack(&submission, &again);
    assert_int_equal(again.used, sent.used);
    assert_memory_equal(again.bytes, sent.bytes, sent.used);
}

static void every_value_lies_at_its_fields_place(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) sent = {0};
    struct submission submission;

    (void)state;
    sample_submission(&sent);
    assert_int_equal(submission_unpack(as_bytes(&sent), arena, &submission, NULL), STATUS_OK);
    assert_string_equal(submission.organization, "organization é0");
    assert_string_equal(submission.id[0] == 'i' ? submission.id : "", "id é0");
    assert_string_equal(submission.edition, "edition é0");
    assert_string_equal(submission.replaces, "replaces é0");
    assert_string_equal(submission.nil_note, "note é0");
    assert_true(submission.nil && submission.best_effort);
    for (size_t i = 0; i < submission.n_rows; i++) {
        const struct record *record = &submission.rows[i];
        const struct kind_table *table = kind_table(record->kind);

        assert_int_equal(record->row, 101);
        for (size_t j = 0; j < table->n_fields; j++) {
            char expected[200];

            snprintf(expected, sizeof expected,
                     is_list(&table->fields[j]) ? "%s é0;%s é1" : "%s é0", table->fields[j].name,
                     table->fields[j].name);
            assert_string_equal(record->values[j].text, expected);
            assert_int_equal(record->values[j].len, strlen(expected));
        }
    }
}

static void rows_without_number_get_their_position(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) sent = {0}, none = {0}, zero = {0}, seven = {0};
    struct submission submission;

    (void)state;
    put_sized(&none, 11, NULL, 0);
    put_number(&zero, 1, 0);
    put_sized(&zero, 11, NULL, 0);
    put_number(&seven, 1, 7);
    put_sized(&seven, 11, NULL, 0);
    put_sized(&sent, 7, none.bytes, none.used);
    put_sized(&sent, 7, zero.bytes, zero.used);
    put_sized(&sent, 7, seven.bytes, seven.used);
    assert_int_equal(submission_unpack(as_bytes(&sent), arena, &submission, NULL), STATUS_OK);
    assert_int_equal(submission.rows[0].row, 1);
    assert_int_equal(submission.rows[1].row, 2);
    assert_int_equal(submission.rows[2].row, 7);
}

static void a_row_of_no_kind_is_refused_by_its_number(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) sent = {0};
    struct submission submission;
    struct error err;

    (void)state;
    put_sized(&sent, 7, "\x5a\0", 2);
    put_sized(&sent, 7, NULL, 0);
    assert_int_equal(submission_unpack(as_bytes(&sent), arena, &submission, &err), STATUS_INVALID);
    assert_string_equal(err.text,
                        "row 2 is empty: give it one fact, such as a treaty_action or a law");
}

static void empty_values_are_absent_and_odd_ones_stay_as_they_are(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) sent = {0}, law = {0}, row = {0};
    struct submission submission;
    const struct value *values;

    (void)state;
    put_text(&law, 1, "");
    put_text(&law, 2, " (29.5)\t\x01 ");
    put_text(&law, 6, "");
    put_text(&law, 7, "home");
    put_sized(&row, 11, law.bytes, law.used);
    put_sized(&sent, 7, row.bytes, row.used);
    assert_int_equal(submission_unpack(as_bytes(&sent), arena, &submission, NULL), STATUS_OK);
    values = submission.rows[0].values;
    assert_null(values[LAW_REF_AREA].text);
    assert_int_equal(values[LAW_REF_AREA].len, 0);
    assert_string_equal(values[LAW_TITLE].text, " (29.5)\t\x01 ");
    assert_null(values[LAW_TOPICS].text);
    assert_string_equal(values[LAW_SETTINGS].text, "home");
    assert_null(values[LAW_NOTE].text);
}

static void empty_codes_of_a_list_are_not_sent(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) sent = {0};
    struct value values[FIELD_MAX] = {[LAW_TOPICS] = {";bullying;;online;", 18}};
    struct record row = {.kind = KIND_LAW, .row = 3, .values = values};
    struct submission got, submission = {.rows = &row, .n_rows = 1};

    (void)state;
    submission_pack(&submission, &sent);
    assert_int_equal(submission_unpack(as_bytes(&sent), arena, &got, NULL), STATUS_OK);
    assert_string_equal(got.rows[0].values[LAW_TOPICS].text, "bullying;online");
    assert_int_equal(got.rows[0].row, 3);
}

static void a_nil_report_needs_no_note(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) sent = {0};
    struct submission got, submission = {.organization = "SICA", .id = "1", .nil = true};

    (void)state;
    submission_pack(&submission, &sent);
    assert_int_equal(submission_unpack(as_bytes(&sent), arena, &got, NULL), STATUS_OK);
    assert_true(got.nil);
    assert_null(got.nil_note);
    assert_null(got.edition);
    assert_false(got.best_effort);
    assert_int_equal(got.n_rows, 0);
}

static void nothing_at_all_is_an_empty_submission(void **state)
{
    OWNED(arena) arena = new_arena();
    struct submission got;

    (void)state;
    assert_int_equal(submission_unpack((struct bytes){NULL, 0}, arena, &got, NULL), STATUS_OK);
    assert_null(got.organization);
    assert_false(got.nil);
    assert_int_equal(got.n_rows, 0);
}

static void a_submission_over_its_size_is_refused_unread(void **state)
{
    OWNED(arena) arena = new_arena();
    struct submission got;
    struct error err;

    (void)state;
    assert_int_equal(
        submission_unpack((struct bytes){(const uint8_t *)"", SUBMISSION_BYTES_MAX + 1}, arena,
                          &got, &err),
        STATUS_INVALID);
    assert_string_equal(err.text, "a submission of 8388609 bytes is over the limit of 8388608");
}

static void ten_thousand_full_rows_fit_into_the_arena(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) sent = {0};
    struct value values[FIELD_MAX];
    struct record *rows = xcalloc(SUBMISSION_ROWS_MAX, sizeof *rows);
    struct submission got, submission = {.rows = rows, .n_rows = SUBMISSION_ROWS_MAX};
    struct error err = {0};

    (void)state;
    for (size_t i = 0; i < FIELD_MAX; i++)
        values[i] = (struct value){"a value of some length", 22};
    for (size_t i = 0; i < SUBMISSION_ROWS_MAX; i++)
        rows[i] = (struct record){KIND_OBSERVATION, (uint32_t)i + 1, values};
    submission_pack(&submission, &sent);
    if (submission_unpack(as_bytes(&sent), arena, &got, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_int_equal(got.rows[9999].row, 10000);
    assert_string_equal(got.rows[9999].values[OBS_SOURCE].text, "a value of some length");
    free(rows);
}

/* What the scan lets pass must not be refused for memory: rows of many short codes take most. */
static void the_hungriest_submission_within_the_limits_fits_into_the_arena(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) law = {0}, row = {0}, sent = {0};
    struct submission got;
    struct error err = {0};

    (void)state;
    for (int i = 0; i < 40; i++) {
        put_text(&law, 6, "x");
        put_text(&law, 7, "x");
    }
    put_sized(&row, 11, law.bytes, law.used);
    for (int i = 0; i < SUBMISSION_ROWS_MAX; i++)
        put_sized(&sent, 7, row.bytes, row.used);
    if (submission_unpack(as_bytes(&sent), arena, &got, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_true(arena_used(arena) > WIRE_UNPACKED_BYTES_MAX / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kinds_tables_and_the_language_have_the_same_fields),
        cmocka_unit_test(a_full_submission_comes_back_byte_for_byte),
        cmocka_unit_test(every_value_lies_at_its_fields_place),
        cmocka_unit_test(rows_without_number_get_their_position),
        cmocka_unit_test(a_row_of_no_kind_is_refused_by_its_number),
        cmocka_unit_test(empty_values_are_absent_and_odd_ones_stay_as_they_are),
        cmocka_unit_test(empty_codes_of_a_list_are_not_sent),
        cmocka_unit_test(a_nil_report_needs_no_note),
        cmocka_unit_test(nothing_at_all_is_an_empty_submission),
        cmocka_unit_test(a_submission_over_its_size_is_refused_unread),
        cmocka_unit_test(ten_thousand_full_rows_fit_into_the_arena),
        cmocka_unit_test(the_hungriest_submission_within_the_limits_fits_into_the_arena),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
