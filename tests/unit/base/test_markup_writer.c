#include "base/markup_writer.h"
#include "support/test.h"

static void a_page_is_written_as_called(void **state)
{
    SCOPED(buffer) out = {0};
    struct markup_writer w;

    (void)state;
    markup_writer_init(&w, &out);
    markup_doctype(&w);
    markup_open(&w, "html");
    markup_attribute(&w, "lang", "en");
    markup_open(&w, "meta");
    markup_attribute(&w, "charset", "utf-8");
    markup_open(&w, "p");
    markup_text(&w, "States: ");
    markup_int(&w, 173);
    markup_open(&w, "br");
    markup_close(&w, "p");
    markup_element(&w, "td", "x");
    markup_open(&w, "td");
    markup_attribute_int(&w, "colspan", 2);
    markup_attribute(&w, "class", NULL);
    markup_close(&w, "td");
    markup_open(&w, "style");
    markup_raw(&w, "a > b {}");
    markup_close(&w, "style");
    markup_close(&w, "html");
    markup_writer_end(&w);
    assert_string_equal(buffer_text(&out),
                        "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><p>States: 173"
                        "<br></p><td>x</td><td colspan=\"2\"></td><style>a > b {}</style></html>");
}

static void text_and_attributes_are_escaped(void **state)
{
    SCOPED(buffer) out = {0};
    struct markup_writer w;

    (void)state;
    markup_writer_init(&w, &out);
    markup_open(&w, "a");
    markup_attribute(&w, "title", "\"><script>&'");
    markup_text(&w, "</a><b>&\xC3\xA9\r\n\t");
    markup_close(&w, "a");
    markup_writer_end(&w);
    assert_string_equal(buffer_text(&out), "<a title=\"&quot;&gt;&lt;script&gt;&amp;'\">"
                                           "&lt;/a&gt;&lt;b&gt;&amp;\xC3\xA9&#13;\n\t</a>");
}

static void what_cannot_be_shown_is_replaced(void **state)
{
    SCOPED(buffer) out = {0};
    struct markup_writer w;

    (void)state;
    markup_writer_init(&w, &out);
    markup_textn(&w, "a\0\x1B\x7F", 4);
    markup_text(&w, "\xFF<");
    markup_writer_end(&w);
    assert_string_equal(buffer_text(&out), "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD&lt;");
}

static void a_void_element_at_the_end_is_closed(void **state)
{
    SCOPED(buffer) out = {0};
    struct markup_writer w;

    (void)state;
    markup_writer_init(&w, &out);
    markup_open(&w, "hr");
    markup_writer_end(&w);
    assert_string_equal(buffer_text(&out), "<hr>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_written_as_called),
        cmocka_unit_test(text_and_attributes_are_escaped),
        cmocka_unit_test(what_cannot_be_shown_is_replaced),
        cmocka_unit_test(a_void_element_at_the_end_is_closed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
