/* What a person reads in a terminal. */
#include "support/test.h"

#include "reporter/render.h"
#include "sample.h"

static const char *text_of_sample(struct buffer *out)
{
    OWNED(arena) arena = arena_create(0);
    struct document document;

    sample_document(arena, &document);
    render_text(&document, out);
    return buffer_text(out);
}

static void a_figure_is_told_with_its_basis_its_date_and_its_states(void **state)
{
    SCOPED(buffer) out = {0};
    const char *text = text_of_sample(&out);

    (void)state;
    assert_non_null(strstr(text, "2 States\n"));
    assert_non_null(
        strstr(text, "Counts: instruments deposited, on 30 May 2016; between 0 and 1 more"));
    assert_non_null(strstr(text, "Samoa 2016-04-29*\n"));
    assert_non_null(strstr(text, "On or before 2016-05-30: <script>"));
}

static void a_withheld_figure_gives_its_reason(void **state)
{
    SCOPED(buffer) out = {0};
    const char *text = text_of_sample(&out);

    (void)state;
    assert_non_null(
        strstr(text, "An indicator, South Asia: withheld. Only 12.3 per cent are covered."));
}

static void values_left_out_stand_together_by_reason(void **state)
{
    OWNED(arena) arena = arena_create(0);
    SCOPED(buffer) out = {0};
    struct document document;
    struct document_figure *mean;

    (void)state;
    sample_document(arena, &document);
    mean = &document.sections[0].figures[1];
    for (size_t i = 0; i < 2; i++)
        *document_add_entry(mean, arena) =
            (struct document_entry){.role = ENTRY_EXCLUDED,
                                    .name = i == 0 ? "Bhutan" : "Chad",
                                    .date = "2018",
                                    .reason = "outside_window",
                                    .explanation = "2018 is outside the window."};
    render_text(&document, &out);
    assert_non_null(strstr(buffer_text(&out), "  Left out, no value: Maldives\n"));
    assert_non_null(
        strstr(buffer_text(&out), "  Left out, outside window: Bhutan 2018; Chad 2018\n"));
}

static void disagreements_name_both_claims_and_the_one_used(void **state)
{
    SCOPED(buffer) out = {0};
    const char *text = text_of_sample(&out);

    (void)state;
    assert_non_null(strstr(text, "Disagreement: "));
    assert_non_null(strstr(text, "2005 was used"));
    assert_non_null(strstr(text, "2004 was not"));
}

static void a_line_break_in_a_name_can_not_forge_a_line(void **state)
{
    SCOPED(buffer) out = {0};
    const char *text = text_of_sample(&out);

    (void)state;
    assert_null(strstr(text, "\n=1+1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_figure_is_told_with_its_basis_its_date_and_its_states),
        cmocka_unit_test(a_withheld_figure_gives_its_reason),
        cmocka_unit_test(values_left_out_stand_together_by_reason),
        cmocka_unit_test(disagreements_name_both_claims_and_the_one_used),
        cmocka_unit_test(a_line_break_in_a_name_can_not_forge_a_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
