/* test_store_text - SQL from templates, COPY's text format, and what SQLSTATEs mean. */
#include "aggregator/store_text.h"
#include "support/test.h"

static struct value value_of(const char *text)
{
    return (struct value){text, (uint32_t)strlen(text)};
}

static void assert_copied(enum field_type type, const char *text, const char *expected)
{
    SCOPED(buffer) out = {0};

    store_copy_value(&out, type, value_of(text));
    assert_string_equal(buffer_text(&out), expected);
}

static void assert_expanded(const char *sql, enum kind kind, const char *expected)
{
    SCOPED(buffer) out = {0};

    store_expand(sql, kind_table(kind), &out);
    assert_string_equal(buffer_text(&out), expected);
}

static void a_lost_connection_is_worth_a_retry(void **state)
{
    (void)state;
    assert_int_equal(store_sqlstate_status(NULL), STATUS_RETRY);
    assert_int_equal(store_sqlstate_status("08006"), STATUS_RETRY);
    assert_int_equal(store_sqlstate_status("57P01"), STATUS_RETRY);
}

static void waiting_too_long_is_worth_a_retry(void **state)
{
    (void)state;
    assert_int_equal(store_sqlstate_status("57014"), STATUS_RETRY);
    assert_int_equal(store_sqlstate_status("55P03"), STATUS_RETRY);
    assert_int_equal(store_sqlstate_status("40P01"), STATUS_RETRY);
    assert_int_equal(store_sqlstate_status("25P03"), STATUS_RETRY);
    assert_int_equal(store_sqlstate_status("53100"), STATUS_RETRY);
}

static void values_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    assert_int_equal(store_sqlstate_status("21000"), STATUS_INVALID);
    assert_int_equal(store_sqlstate_status("22003"), STATUS_INVALID);
    assert_int_equal(store_sqlstate_status("23505"), STATUS_INVALID);
    assert_int_equal(store_sqlstate_status("54000"), STATUS_INVALID);
}

static void our_own_mistakes_are_failures(void **state)
{
    (void)state;
    assert_int_equal(store_sqlstate_status("42P01"), STATUS_FAILED);
    assert_int_equal(store_sqlstate_status("25P02"), STATUS_FAILED);
    assert_int_equal(store_sqlstate_status("XX000"), STATUS_FAILED);
    assert_int_equal(store_sqlstate_status("55000"), STATUS_FAILED);
}

static void a_query_gets_the_table_and_the_columns_of_a_kind(void **state)
{
    (void)state;
    assert_expanded(
        "INSERT INTO {table} (ref_area, {columns})", KIND_GLOBAL_INITIATIVE,
        "INSERT INTO global_initiative (ref_area, \"initiative\", \"date\", \"date_is\", "
        "\"note\", \"source\")");
}

static void lists_are_read_joined(void **state)
{
    (void)state;
    assert_expanded(
        "{values}", KIND_CAMPAIGN,
        "fact.\"title\"::text, fact.\"period_start\"::text, fact.\"period_end\"::text, "
        "fact.\"reach\"::text, fact.\"audience\"::text, "
        "array_to_string(fact.\"topics\", ';'), fact.\"url\"::text, fact.\"note\"::text, "
        "fact.\"source\"::text");
}

static void each_column_gets_a_filter_with_a_parameter_of_its_own(void **state)
{
    SCOPED(buffer) out = {0};
    (void)state;

    store_expand("{filters}", kind_table(KIND_CAMPAIGN), &out);
    const char *text = buffer_text(&out);
    assert_ptr_equal(strstr(text, "AND ($7::text IS NULL OR fact.\"title\" = $7::text)"), text);
    assert_non_null(strstr(text, "AND ($10::bigint IS NULL OR fact.\"reach\" = $10::bigint)"));
    assert_non_null(strstr(text, "AND ($12::text IS NULL OR $12::text = ANY (fact.\"topics\"))"));
}

static void other_braces_stay_as_they_are(void **state)
{
    SCOPED(buffer) out = {0};
    (void)state;

    assert_expanded("'{}' {tables} {", KIND_LAW, "'{}' {tables} {");
    store_expand("{table}", NULL, &out);
    assert_string_equal(buffer_text(&out), "{table}");
}

static void the_area_is_no_column_among_the_fields(void **state)
{
    int columns[FIELD_MAX];
    (void)state;

    assert_int_equal(store_columns(kind_table(KIND_LAW), columns),
                     kind_table(KIND_LAW)->n_fields - 1);
    assert_int_equal(columns[0], LAW_TITLE);
    assert_int_equal(store_columns(kind_table(KIND_REGIONAL_PLAN), columns),
                     kind_table(KIND_REGIONAL_PLAN)->n_fields);
}

static void characters_that_copy_would_read_are_escaped(void **state)
{
    (void)state;
    assert_copied(FIELD_TEXT, "Loi n° 2016-1, \"art. 3\"", "Loi n° 2016-1, \"art. 3\"");
    assert_copied(FIELD_LONG_TEXT, "a\tb\nc\r\\d", "a\\tb\\nc\\r\\\\d");
    assert_copied(FIELD_TEXT, "\\N", "\\\\N");
    assert_copied(FIELD_TEXT, "\\.", "\\\\.");
}

static void absent_and_empty_are_null(void **state)
{
    SCOPED(buffer) out = {0};
    (void)state;

    store_copy_value(&out, FIELD_TEXT, (struct value){NULL, 0});
    store_copy_value(&out, FIELD_CODES, (struct value){"", 0});
    assert_string_equal(buffer_text(&out), "\\N\\N");
}

static void a_list_becomes_an_array(void **state)
{
    (void)state;
    assert_copied(FIELD_CODES, "home", "{\"home\"}");
    assert_copied(FIELD_CODES, "16.2;5.3", "{\"16.2\",\"5.3\"}");
    assert_copied(FIELD_CODES, "a\"b\\c;{,}", "{\"a\\\\\"b\\\\\\\\c\",\"{,}\"}");
}

static void a_digest_becomes_a_uuid(void **state)
{
    const uint8_t bytes[RECORD_DIGEST_SIZE] = {0x00, 0x11, 0xff, [15] = 0xa5};
    SCOPED(buffer) out = {0};
    (void)state;

    store_copy_uuid(&out, bytes);
    assert_string_equal(buffer_text(&out), "0011ff000000000000000000000000a5");
}

static void bytes_become_a_bytea(void **state)
{
    SCOPED(buffer) out = {0};
    (void)state;

    store_copy_bytes(&out, "\0\\a", 3);
    store_copy_bytes(&out, NULL, 0);
    assert_string_equal(buffer_text(&out), "\\\\x005c61\\\\x");
}

static void the_elements_of_an_array_are_quoted(void **state)
{
    SCOPED(buffer) out = {0};
    (void)state;

    buffer_append_char(&out, '{');
    store_array_text(&out, "");
    store_array_text(&out, "a,b}");
    store_array_text(&out, "\"\\");
    assert_string_equal(buffer_text(&out), "{\"\",\"a,b}\",\"\\\"\\\\\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lost_connection_is_worth_a_retry),
        cmocka_unit_test(waiting_too_long_is_worth_a_retry),
        cmocka_unit_test(values_that_do_not_fit_are_refused),
        cmocka_unit_test(our_own_mistakes_are_failures),
        cmocka_unit_test(a_query_gets_the_table_and_the_columns_of_a_kind),
        cmocka_unit_test(lists_are_read_joined),
        cmocka_unit_test(each_column_gets_a_filter_with_a_parameter_of_its_own),
        cmocka_unit_test(other_braces_stay_as_they_are),
        cmocka_unit_test(the_area_is_no_column_among_the_fields),
        cmocka_unit_test(characters_that_copy_would_read_are_escaped),
        cmocka_unit_test(absent_and_empty_are_null),
        cmocka_unit_test(a_list_becomes_an_array),
        cmocka_unit_test(a_digest_becomes_a_uuid),
        cmocka_unit_test(bytes_become_a_bytea),
        cmocka_unit_test(the_elements_of_an_array_are_quoted),
    };

    return cmocka_run_group_tests_name("store_text", tests, NULL, NULL);
}
