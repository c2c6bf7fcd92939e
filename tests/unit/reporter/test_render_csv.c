/* The flat table: read back with our own reader. */
#include "support/test.h"

#include "base/csv_reader.h"
#include "reporter/render.h"
#include "sample.h"

enum {
    LINE,
    FIGURE,
    LABEL,
    VALUE = 5,
    STATUS = 7,
    NAME = 9,
    DETAIL,
    DATE,
    DATE_IS,
    ORGANIZATION,
    SUBMISSION,
    ROW
};

static void render_sample(struct buffer *out)
{
    OWNED(arena) arena = arena_create(0);
    struct document document;

    sample_document(arena, &document);
    render_csv(&document, out);
}

/* The first record of that line and figure after the header; every record has all columns. */
static const struct csv_record *find(struct csv_reader *reader, const char *line,
                                     const char *figure)
{
    const struct csv_record *record;

    do {
        assert_int_equal(csv_reader_next(reader, &record, NULL), STATUS_OK);
        if (record == NULL)
            fail_msg("no line %s of %s", line, figure);
        assert_int_equal(record->count, 17);
    } while (!text_span_equal(record->fields[LINE], line)
             || !text_span_equal(record->fields[FIGURE], figure));
    return record;
}

static void each_figure_has_a_line_and_each_state_behind_it_too(void **state)
{
    SCOPED(buffer) out = {0};
    const struct csv_record *record;

    (void)state;
    render_sample(&out);
    OWNED(csv_reader) reader = csv_reader_of_bytes(out.bytes, out.used, NULL);
    record = find(reader, "figure", "treaty.OPSC.party.deposited");
    assert_true(text_span_equal(record->fields[VALUE], "2"));
    assert_true(text_span_equal(record->fields[STATUS], "given"));
    record = find(reader, "counted", "treaty.OPSC.party.deposited");
    assert_true(text_span_equal(record->fields[NAME], "Samoa"));
    assert_true(text_span_equal(record->fields[DATE], "2016-04-29"));
    assert_true(text_span_equal(record->fields[ORGANIZATION], "COE"));
    assert_true(text_span_equal(record->fields[ROW], "12"));
    record = find(reader, "agrees", "treaty.OPSC.party.deposited");
    assert_true(text_span_equal(record->fields[SUBMISSION], "s:2"));
}

static void a_withheld_figure_has_no_value_and_its_reason(void **state)
{
    SCOPED(buffer) out = {0};
    const struct csv_record *record;

    (void)state;
    render_sample(&out);
    OWNED(csv_reader) reader = csv_reader_of_bytes(out.bytes, out.used, NULL);
    record = find(reader, "figure", "indicator.PT_X.UNICEF_SA");
    assert_int_equal(record->fields[VALUE].size, 0);
    assert_true(text_span_equal(record->fields[STATUS], "withheld"));
    assert_true(text_span_equal(record->fields[DETAIL], "Only 12.3 per cent are covered."));
}

static void a_body_without_members_has_no_count(void **state)
{
    SCOPED(buffer) out = {0};
    const struct csv_record *record;

    (void)state;
    render_sample(&out);
    OWNED(csv_reader) reader = csv_reader_of_bytes(out.bytes, out.used, NULL);
    record = find(reader, "organization", "treaty.OPSC.party.deposited");
    assert_true(text_span_equal(record->fields[VALUE], "2"));
    record = find(reader, "organization", "treaty.OPSC.party.deposited");
    assert_int_equal(record->fields[VALUE].size, 0);
    assert_true(text_span_equal(record->fields[STATUS], "not applicable"));
}

static void hostile_text_stays_in_its_cell(void **state)
{
    SCOPED(buffer) out = {0};
    const struct csv_record *record;

    (void)state;
    render_sample(&out);
    OWNED(csv_reader) reader = csv_reader_of_bytes(out.bytes, out.used, NULL);
    record = find(reader, "figure", "treaty.OPSC.party.deposited");
    assert_true(text_span_equal(record->fields[LABEL], HOSTILE));
    record = find(reader, "fact", "campaigns");
    assert_true(text_span_equal(record->fields[DETAIL], "Campaign: " HOSTILE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_figure_has_a_line_and_each_state_behind_it_too),
        cmocka_unit_test(a_withheld_figure_has_no_value_and_its_reason),
        cmocka_unit_test(a_body_without_members_has_no_count),
        cmocka_unit_test(hostile_text_stays_in_its_cell),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
