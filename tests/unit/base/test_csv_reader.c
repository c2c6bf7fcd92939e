#include "base/buffer.h"
#include "base/csv_reader.h"
#include "support/test.h"
#include <stdio.h>

/* Check that the next record is these fields, given as one text with '|' between them. */
static void check_record(struct csv_reader *reader, uint64_t row, uint64_t line, const char *wanted)
{
    const struct csv_record *record = NULL;
    SCOPED(buffer) joined = {0};
    struct error err = {0};

    if (csv_reader_next(reader, &record, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_non_null(record);
    for (size_t i = 0; i < record->count; i++) {
        assert_int_equal(record->fields[i].start[record->fields[i].size], '\0');
        buffer_printf(&joined, "%s%s", i > 0 ? "|" : "", record->fields[i].start);
    }
    assert_string_equal(buffer_text(&joined), wanted);
    assert_int_equal(record->row, row);
    assert_int_equal(record->line, line);
}

static void check_end(struct csv_reader *reader)
{
    const struct csv_record *record = NULL;

    for (int i = 0; i < 2; i++) {
        assert_int_equal(csv_reader_next(reader, &record, NULL), STATUS_OK);
        assert_null(record);
    }
}

static struct csv_reader *reader_of(const char *text)
{
    return csv_reader_of_bytes(text, strlen(text), NULL);
}

/* Read to the error and check that it says this. */
static void check_refused_n(const char *text, size_t size, const struct csv_options *options,
                            const char *why)
{
    OWNED(csv_reader) reader = csv_reader_of_bytes(text, size, options);
    const struct csv_record *record = NULL;
    struct error err = {0};

    do
        if (csv_reader_next(reader, &record, &err) != STATUS_OK)
            break;
    while (record != NULL);
    assert_string_equal(err.text, why);
    assert_int_equal(csv_reader_next(reader, &record, &err), STATUS_INVALID);
    assert_string_equal(err.text, why);
}

static void check_refused(const char *text, const char *why)
{
    check_refused_n(text, strlen(text), NULL, why);
}

static void records_come_with_row_and_line(void **state)
{
    OWNED(csv_reader) reader = reader_of("area,value\nKEN,1\nGHA,2\n");

    (void)state;
    check_record(reader, 0, 1, "area|value");
    check_record(reader, 1, 2, "KEN|1");
    check_record(reader, 2, 3, "GHA|2");
    check_end(reader);
}

static void every_line_end_counts_once(void **state)
{
    OWNED(csv_reader) reader = reader_of("a\r\nb\rc\n\r\n\r\n\n\"d\r\ne\rf\"\r\ng");

    (void)state;
    check_record(reader, 0, 1, "a");
    check_record(reader, 1, 2, "b");
    check_record(reader, 2, 3, "c");
    check_record(reader, 3, 7, "d\r\ne\rf");
    check_record(reader, 4, 10, "g");
    check_end(reader);
}

static void quoted_fields_hold_anything(void **state)
{
    OWNED(csv_reader) reader = reader_of("\"a,b\",\"say \"\"no\"\"\",\"\"\n\"\",,\"x\"");

    (void)state;
    check_record(reader, 0, 1, "a,b|say \"no\"|");
    check_record(reader, 1, 2, "||x");
    check_end(reader);
}

static void empty_fields_and_lines_of_delimiters_are_records(void **state)
{
    OWNED(csv_reader) reader = reader_of(",\n,,\na,\n");

    (void)state;
    check_record(reader, 0, 1, "|");
    check_record(reader, 1, 2, "||");
    check_record(reader, 2, 3, "a|");
    check_end(reader);
}

static void an_empty_text_has_no_records(void **state)
{
    const char *const texts[] = {"", "\n", "\r\n\r\n", "\xEF\xBB\xBF", "\xEF\xBB\xBF\n"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        OWNED(csv_reader) reader = reader_of(texts[i]);

        check_end(reader);
    }
}

static void a_byte_order_mark_is_stepped_over(void **state)
{
    OWNED(csv_reader) reader = reader_of("\xEF\xBB\xBF\"area\",x\n");

    (void)state;
    check_record(reader, 0, 1, "area|x");
}

static void check_header(const char *text, const char *fields)
{
    OWNED(csv_reader) reader = reader_of(text);

    check_record(reader, 0, strspn(text, "\n") + 1, fields);
}

static void the_delimiter_is_found_in_the_header(void **state)
{
    (void)state;
    check_header("a,b,c", "a|b|c");
    check_header("a;b;c,d", "a|b|c,d");
    check_header("\n\na\tb\n,,,,,", "a|b");
    check_header("\"x,y,z\";b", "x,y,z|b");
    check_header("alone", "alone");
}

static void a_given_delimiter_is_used(void **state)
{
    const struct csv_options options = {.delimiter = '|'};
    OWNED(csv_reader) reader = csv_reader_of_bytes("a;b,c|d", 7, &options);

    (void)state;
    check_record(reader, 0, 1, "a;b,c|d");
}

static void broken_quotes_are_refused_with_line_and_column(void **state)
{
    (void)state;
    check_refused("a,b\nc,d\"e\n",
                  "line 2, column 2: a quote inside a field that does not start with one");
    check_refused("a\n\"b\"c\n", "line 2, column 1: text behind the closing quote");
    check_refused(
        "a\n\"b\n\nc",
        "line 4, column 1: the text ends inside quotes, which the row that starts in line 2 "
        "opens and does not close");
    check_refused("a,\"b\" ,c", "line 1, column 2: text behind the closing quote");
}

static void a_nul_byte_is_refused(void **state)
{
    const char *why = "line 1, column 1: a NUL byte: not a text file, or UTF-16 (save it as UTF-8)";

    (void)state;
    check_refused_n("a\0b", 3, NULL, why);
    check_refused_n("\"a\0b\"", 5, NULL, why);
}

static void the_limits_hold(void **state)
{
    const struct csv_options options = {
        .max_field_bytes = 4, .max_record_bytes = 10, .max_columns = 4};

    (void)state;
    check_refused_n("abcd,abcde", 10, &options, "line 1, column 2: the field is over 4 bytes");
    check_refused_n("\"ab\ncde\"", 8, &options, "line 2, column 1: the field is over 4 bytes");
    check_refused_n("abcd,abcd,abcd", 14, &options,
                    "line 1, column 3: the record is over 10 bytes");
    check_refused_n("a,b,c,d\n,,,,", 12, &options,
                    "line 2, column 5: the record has over 4 columns");
}

static void limits_are_inclusive(void **state)
{
    const struct csv_options options = {
        .max_field_bytes = 4, .max_record_bytes = 10, .max_columns = 3};
    OWNED(csv_reader) reader = csv_reader_of_bytes("abcd,abcd,ab", 12, &options);

    (void)state;
    check_record(reader, 0, 1, "abcd|abcd|ab");
    check_end(reader);
}

/* A source that gives one byte at a time, and then fails or ends. */
struct trickle {
    const char *rest;
    bool fails;
};

static enum status give_one(void *source, void *bytes, size_t capacity, size_t *ret,
                            struct error *err)
{
    struct trickle *t = source;

    assert_true(capacity > 0);
    if (*t->rest == '\0' && t->fails)
        return error_set(err, STATUS_FAILED, "the tap is dry");
    *ret = *t->rest != '\0';
    if (*ret == 1)
        *(char *)bytes = *t->rest++;
    return STATUS_OK;
}

static void a_source_may_give_one_byte_at_a_time(void **state)
{
    struct trickle source = {"\xEF\xBB\xBF"
                             "a;b\r\n\"c\"\"\";d",
                             false};
    OWNED(csv_reader) reader = csv_reader_create(give_one, &source, NULL);

    (void)state;
    check_record(reader, 0, 1, "a|b");
    check_record(reader, 1, 2, "c\"|d");
    check_end(reader);
}

static void a_source_that_fails_is_reported_every_time(void **state)
{
    struct trickle source = {"a;b\nc", true};
    OWNED(csv_reader) reader = csv_reader_create(give_one, &source, NULL);
    const struct csv_record *record;
    struct error err;

    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(csv_reader_next(reader, &record, &err), STATUS_FAILED);
        assert_string_equal(err.text, "the tap is dry");
    }
}

enum { MANY_ROWS = 50000 };

struct many_rows {
    int next;
    char row[64]; /* two lines */
    size_t size, given;
};

static enum status fill_with_rows(void *source, void *bytes, size_t capacity, size_t *ret,
                                  struct error *err)
{
    struct many_rows *rows = source;

    (void)err;
    if (rows->given == rows->size && rows->next < MANY_ROWS) {
        rows->size =
            (size_t)snprintf(rows->row, sizeof rows->row, "%d,\"line one\r\nline two of %d\",x\r\n",
                             rows->next, rows->next);
        rows->given = 0;
        rows->next++;
    }
    size_t rest = rows->size - rows->given;
    *ret = rest < capacity ? rest : capacity;
    memcpy(bytes, rows->row + rows->given, *ret);
    rows->given += *ret;
    return STATUS_OK;
}

static void a_large_file_is_streamed(void **state)
{
    struct many_rows source = {0};
    OWNED(csv_reader) reader = csv_reader_create(fill_with_rows, &source, NULL);
    const struct csv_record *record = NULL;
    uint64_t rows = 0;

    (void)state;
    do {
        assert_int_equal(csv_reader_next(reader, &record, NULL), STATUS_OK);
        if (record == NULL)
            break;
        assert_int_equal(record->count, 3);
        assert_int_equal(record->row, rows);
        assert_int_equal(record->line, 2 * rows + 1);
        rows++;
    } while (true);
    assert_int_equal(rows, MANY_ROWS);
    csv_reader_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_with_row_and_line),
        cmocka_unit_test(every_line_end_counts_once),
        cmocka_unit_test(quoted_fields_hold_anything),
        cmocka_unit_test(empty_fields_and_lines_of_delimiters_are_records),
        cmocka_unit_test(an_empty_text_has_no_records),
        cmocka_unit_test(a_byte_order_mark_is_stepped_over),
        cmocka_unit_test(the_delimiter_is_found_in_the_header),
        cmocka_unit_test(a_given_delimiter_is_used),
        cmocka_unit_test(broken_quotes_are_refused_with_line_and_column),
        cmocka_unit_test(a_nul_byte_is_refused),
        cmocka_unit_test(the_limits_hold),
        cmocka_unit_test(limits_are_inclusive),
        cmocka_unit_test(a_source_may_give_one_byte_at_a_time),
        cmocka_unit_test(a_source_that_fails_is_reported_every_time),
        cmocka_unit_test(a_large_file_is_streamed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
