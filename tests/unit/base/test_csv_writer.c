#include "base/csv_writer.h"
#include "support/test.h"

static void fields_are_quoted_when_they_have_to_be(void **state)
{
    SCOPED(buffer) out = {0};
    struct csv_writer w;

    (void)state;
    csv_writer_init(&w, &out, ',', false);
    csv_writer_text(&w, "plain");
    csv_writer_text(&w, "a,b");
    csv_writer_text(&w, "say \"no\"");
    csv_writer_text(&w, "two\nlines");
    csv_writer_text(&w, " spaced ");
    csv_writer_text(&w, "a;b");
    csv_writer_end_record(&w);
    assert_string_equal(buffer_text(&out), "plain,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\","
                                           "\" spaced \",a;b\r\n");
}

static void empty_and_absent_are_two_things(void **state)
{
    SCOPED(buffer) out = {0};
    struct csv_writer w;

    (void)state;
    csv_writer_init(&w, &out, ';', false);
    csv_writer_text(&w, "");
    csv_writer_text(&w, NULL);
    csv_writer_absent(&w);
    csv_writer_textn(&w, "xyz", 1);
    csv_writer_end_record(&w);
    csv_writer_number(&w, NULL);
    csv_writer_end_record(&w);
    assert_string_equal(buffer_text(&out), "\"\";;;x\r\n\r\n");
}

static void numbers_are_written_as_they_are(void **state)
{
    SCOPED(buffer) out = {0};
    struct csv_writer w;

    (void)state;
    csv_writer_init(&w, &out, ',', true);
    csv_writer_int(&w, -5);
    csv_writer_number(&w, "-12.50");
    csv_writer_end_record(&w);
    assert_string_equal(buffer_text(&out), "-5,-12.50\r\n");
}

static void formulas_are_guarded_on_request(void **state)
{
    SCOPED(buffer) out = {0};
    struct csv_writer w;

    (void)state;
    csv_writer_init(&w, &out, ',', true);
    csv_writer_text(&w, "=1+1");
    csv_writer_text(&w, "@x");
    csv_writer_text(&w, "-a,b");
    csv_writer_text(&w, "\tz");
    csv_writer_text(&w, "a=b");
    csv_writer_end_record(&w);
    assert_string_equal(buffer_text(&out), "'=1+1,'@x,\"'-a,b\",\"'\tz\",a=b\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_quoted_when_they_have_to_be),
        cmocka_unit_test(empty_and_absent_are_two_things),
        cmocka_unit_test(numbers_are_written_as_they_are),
        cmocka_unit_test(formulas_are_guarded_on_request),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
