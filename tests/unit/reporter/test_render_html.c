/* The page: escaped, self-contained, accessible. */
#include "support/test.h"

#include "reporter/render.h"
#include "sample.h"

static const char *page(struct buffer *out)
{
    OWNED(arena) arena = arena_create(0);
    struct document document;

    sample_document(arena, &document);
    render_html(&document, out);
    return buffer_text(out);
}

static size_t times(const char *text, const char *part)
{
    size_t n = 0;

    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part))
        n++;
    return n;
}

static void reported_text_is_never_markup(void **state)
{
    SCOPED(buffer) out = {0};
    const char *text = page(&out);

    (void)state;
    assert_int_equal(times(text, "<script"), 0);
    assert_true(times(text, "&lt;script&gt;alert(") > 5);
}

static void it_needs_no_script_and_nothing_from_outside(void **state)
{
    SCOPED(buffer) out = {0};
    const char *text = page(&out);

    (void)state;
    assert_non_null(strstr(text, "default-src 'none'; style-src 'unsafe-inline'"));
    assert_int_equal(times(text, "src="), 0);
    assert_int_equal(times(text, "url("), 0);
    assert_int_equal(times(text, "http:"), 0);
    assert_int_equal(times(text, "https:"), 0);
}

static void every_table_has_a_caption_and_scoped_headings(void **state)
{
    SCOPED(buffer) out = {0};
    const char *text = page(&out);

    (void)state;
    assert_true(times(text, "<table") >= 5);
    assert_int_equal(times(text, "<caption"), times(text, "<table"));
    assert_int_equal(times(text, "<th>"), 0);
    assert_int_equal(times(text, "<th "), times(text, "<th scope=\""));
}

static void a_withheld_figure_says_withheld_and_why(void **state)
{
    SCOPED(buffer) out = {0};
    const char *text = page(&out);

    (void)state;
    assert_non_null(strstr(text, ">withheld</div>"));
    assert_non_null(strstr(text, "<p>Only 12.3 per cent are covered.</p>"));
}

static void figures_can_be_linked_to(void **state)
{
    SCOPED(buffer) out = {0};
    const char *text = page(&out);

    (void)state;
    assert_non_null(strstr(text, "id=\"treaty.OPSC.party.deposited\""));
    assert_non_null(strstr(text, "href=\"#treaty.OPSC.party.deposited\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reported_text_is_never_markup),
        cmocka_unit_test(it_needs_no_script_and_nothing_from_outside),
        cmocka_unit_test(every_table_has_a_caption_and_scoped_headings),
        cmocka_unit_test(a_withheld_figure_says_withheld_and_why),
        cmocka_unit_test(figures_can_be_linked_to),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
