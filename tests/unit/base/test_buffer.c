#include "base/buffer.h"
#include "support/test.h"
#include <stdlib.h>

static void bytes_are_kept_in_order_while_it_grows(void **state)
{
    SCOPED(buffer) b = {0};

    (void)state;
    for (int i = 0; i < 1000; i++)
        buffer_append_char(&b, (char)(i % 251));
    assert_int_equal(b.used, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(b.bytes[i], i % 251);
}

static void text_is_appended_and_printed(void **state)
{
    SCOPED(buffer) b;

    (void)state;
    buffer_init(&b);
    buffer_append_text(&b, "rows=");
    buffer_printf(&b, "%d of %s", 3, "many");
    buffer_append(&b, "!", 1);
    buffer_append(&b, NULL, 0);
    assert_string_equal(buffer_text(&b), "rows=3 of many!");
    assert_int_equal(b.used, 15);
}

static void an_empty_buffer_is_an_empty_text(void **state)
{
    SCOPED(buffer) b = {0};

    (void)state;
    assert_string_equal(buffer_text(&b), "");
    assert_int_equal(b.used, 0);
}

static void clearing_keeps_the_memory_and_finishing_does_not(void **state)
{
    struct buffer b = {0};

    (void)state;
    buffer_append_text(&b, "something");
    buffer_clear(&b);
    assert_int_equal(b.used, 0);
    assert_true(b.capacity > 0);
    buffer_finish(&b);
    assert_null(b.bytes);
    assert_int_equal(b.capacity, 0);
    buffer_finish(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_kept_in_order_while_it_grows),
        cmocka_unit_test(text_is_appended_and_printed),
        cmocka_unit_test(an_empty_buffer_is_an_empty_text),
        cmocka_unit_test(clearing_keeps_the_memory_and_finishing_does_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
