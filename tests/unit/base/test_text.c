#include "base/text.h"
#include "support/test.h"

static bool valid(const char *text)
{
    return text_utf8_valid(text, strlen(text));
}

static bool one_line(const char *text)
{
    return text_printable(text, strlen(text), TEXT_ONE_LINE);
}

static bool many_lines(const char *text)
{
    return text_printable(text, strlen(text), TEXT_MANY_LINES);
}

static void well_formed_utf8_is_valid(void **state)
{
    (void)state;
    assert_true(valid(""));
    assert_true(valid("Côte d'Ivoire"));
    assert_true(valid("\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF"));
    assert_true(valid("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
    assert_true(text_utf8_valid("a\0b", 3));
}

static void malformed_utf8_is_not(void **state)
{
    const char *const wrong[] = {"\x80",
                                 "\xBF",
                                 "\xC3",
                                 "\xC3(",
                                 "\xC0\x80",
                                 "\xC1\xBF",
                                 "\xE0\x9F\xBF",
                                 "\xED\xA0\x80",
                                 "\xED\xBF\xBF",
                                 "\xE2\x82",
                                 "\xF0\x8F\xBF\xBF",
                                 "\xF4\x90\x80\x80",
                                 "\xF5\x80\x80\x80",
                                 "\xFE",
                                 "\xFF",
                                 "a\xF0\x90\x80"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(valid(wrong[i]));
}

static void controls_and_direction_changes_are_not_printable(void **state)
{
    const char *const wrong[] = {"\x01",         "\x1B[0m",      "\x7F",         "\xC2\x80",
                                 "\xC2\x9F",     "\xE2\x80\xAA", "\xE2\x80\xAE", "\xE2\x81\xA6",
                                 "\xE2\x81\xA9", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xFF"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(one_line(wrong[i]));
        assert_false(many_lines(wrong[i]));
    }
    assert_true(one_line("a b\xC2\xA0\xE2\x80\xA7 العربية"));
    assert_false(text_printable("a\0", 2, TEXT_MANY_LINES));
}

static void line_breaks_are_printable_only_where_allowed(void **state)
{
    (void)state;
    assert_false(one_line("a\tb"));
    assert_false(one_line("a\nb"));
    assert_false(one_line("a\rb"));
    assert_true(many_lines("a\tb\r\nc"));
}

static void length_counts_characters_and_cutting_keeps_them_whole(void **state)
{
    (void)state;
    assert_int_equal(text_length("Ñandú", strlen("Ñandú")), 5);
    assert_int_equal(text_cut("abc", 3, 10), 3);
    assert_int_equal(text_cut("abc", 3, 2), 2);
    assert_int_equal(text_cut("a\xC3\xA9", 3, 2), 1);
    assert_int_equal(text_cut("\xF0\x90\x80\x80", 4, 3), 0);
    assert_int_equal(text_cut("\x80\x80\x80\x80\x80\x80", 6, 5), 5); /* no UTF-8 at all */
    assert_int_equal(text_cut("\x80\x80", 2, 1), 1);
    assert_int_equal(text_cut("x", 1, 0), 0);
}

static void trimming_takes_white_space_from_both_ends(void **state)
{
    (void)state;
    assert_true(text_span_equal(text_trim(" \t a b\r\n", 8), "a b"));
    assert_true(text_span_equal(text_trim("   ", 3), ""));
    assert_true(text_span_equal(text_trim("", 0), ""));
    assert_false(text_span_equal(text_span_of("a"), "ab"));
    assert_false(text_span_equal(text_span_of("a"), "b"));
}

static void comparing_ignores_the_case_of_ascii_only(void **state)
{
    (void)state;
    assert_true(text_equal_ignoring_case("Opsc", "oPSC"));
    assert_false(text_equal_ignoring_case("\xC3\x89", "\xC3\xA9"));
    assert_true(text_compare_ignoring_case("a", "B") < 0);
    assert_true(text_compare_ignoring_case("b", "A") > 0);
    assert_true(text_compare_ignoring_case("a", "ab") < 0);
    assert_true(text_compare_ignoring_case("z", "\xC3\xA9") < 0);
    assert_true(text_starts_with("tcp://x", "tcp://"));
    assert_false(text_starts_with("tc", "tcp://"));
}

static void names_sort_by_their_base_letters(void **state)
{
    static const char *const sorted[] = {"Aland",
                                         "\xC3\x85land",
                                         "Cabo Verde",
                                         "Costa Rica",
                                         "C\xC3\xB4te d'Ivoire",
                                         "Croatia",
                                         "Cura\xC3\xA7"
                                         "ao",
                                         "Czechia",
                                         "lebanon",
                                         "Sudan",
                                         "\xC5\xA0umava",
                                         "T\xC3\xBCrkiye",
                                         "Tuvalu",
                                         "Zambia",
                                         "\xC5\xBB\x65gota"};
    size_t n = sizeof sorted / sizeof *sorted;

    (void)state;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            int order = text_compare_names(sorted[i], sorted[k]);

            assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
        }
    /* An accent as a mark of its own, and bytes that are no UTF-8. */
    assert_true(text_compare_names("Co\xCC\x82te", "Costa") > 0);
    assert_true(text_compare_names("Co\xCC\x82te", "Cotf") < 0);
    assert_int_equal(text_compare_names("\xFF", "\xFF"), 0);
    assert_true(text_compare_names("a\xC3", "a") > 0);
}

static void splitting_gives_every_part_and_the_empty_ones(void **state)
{
    const char *const parts[] = {"a", "", "b", ""};
    struct text_span rest = text_span_of("a;;b;"), part;

    (void)state;
    for (int i = 0; i < 4; i++) {
        assert_true(text_split(&rest, ';', &part));
        assert_true(text_span_equal(part, parts[i]));
    }
    assert_false(text_split(&rest, ';', &part));
    rest = text_span_of("");
    assert_true(text_split(&rest, ';', &part));
    assert_int_equal(part.size, 0);
    assert_false(text_split(&rest, ';', &part));
}

static void distance_counts_edits(void **state)
{
    (void)state;
    assert_int_equal(text_distance("", ""), 0);
    assert_int_equal(text_distance("abc", ""), 3);
    assert_int_equal(text_distance("endpoint", "endpoint"), 0);
    assert_int_equal(text_distance("endpont", "endpoint"), 1);
    assert_int_equal(text_distance("kitten", "sitting"), 3);
}

static void hex_has_two_digits_for_each_byte(void **state)
{
    const uint8_t bytes[] = {0x00, 0x9F, 0xFF};
    char text[7];

    (void)state;
    text_hex_encode(bytes, 3, text);
    assert_string_equal(text, "009fff");
}

static enum status parse(const char *text, int64_t *ret)
{
    return text_parse_int64(text, strlen(text), INT64_MIN, INT64_MAX, ret, NULL);
}

static void integers_are_read_up_to_both_limits(void **state)
{
    int64_t value = 1;

    (void)state;
    assert_int_equal(parse("0", &value), STATUS_OK);
    assert_int_equal(value, 0);
    assert_int_equal(parse("9223372036854775807", &value), STATUS_OK);
    assert_true(value == INT64_MAX);
    assert_int_equal(parse("-9223372036854775808", &value), STATUS_OK);
    assert_true(value == INT64_MIN);
}

static void what_is_no_plain_integer_is_refused(void **state)
{
    const char *const wrong[] = {"",
                                 "-",
                                 "+1",
                                 " 1",
                                 "1 ",
                                 "01",
                                 "-0",
                                 "1.0",
                                 "1e3",
                                 "0x1",
                                 "9223372036854775808",
                                 "-9223372036854775809",
                                 "99999999999999999999999",
                                 "(29)"};
    int64_t value = 42;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(parse(wrong[i], &value), STATUS_INVALID);
    assert_int_equal(value, 42);
}

static void an_integer_out_of_range_is_named_with_the_range(void **state)
{
    int64_t value = 42;
    struct error err;

    (void)state;
    assert_int_equal(text_parse_int64("70000", 5, 1, 65535, &value, &err), STATUS_INVALID);
    assert_string_equal(err.text, "'70000' is not an integer from 1 to 65535");
    assert_int_equal(value, 42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed_utf8_is_valid),
        cmocka_unit_test(malformed_utf8_is_not),
        cmocka_unit_test(controls_and_direction_changes_are_not_printable),
        cmocka_unit_test(line_breaks_are_printable_only_where_allowed),
        cmocka_unit_test(length_counts_characters_and_cutting_keeps_them_whole),
        cmocka_unit_test(trimming_takes_white_space_from_both_ends),
        cmocka_unit_test(comparing_ignores_the_case_of_ascii_only),
        cmocka_unit_test(names_sort_by_their_base_letters),
        cmocka_unit_test(splitting_gives_every_part_and_the_empty_ones),
        cmocka_unit_test(distance_counts_edits),
        cmocka_unit_test(hex_has_two_digits_for_each_byte),
        cmocka_unit_test(integers_are_read_up_to_both_limits),
        cmocka_unit_test(what_is_no_plain_integer_is_refused),
        cmocka_unit_test(an_integer_out_of_range_is_named_with_the_range),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
