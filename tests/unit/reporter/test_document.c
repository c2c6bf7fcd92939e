/* Documents grow, and word dates for people. */
#include "support/test.h"

#include "reporter/document.h"

static int with_arena(void **state)
{
    *state = arena_create(0);
    return 0;
}

static int without_arena(void **state)
{
    arena_destroy(*state);
    return 0;
}

static void what_was_added_stays_in_order_while_it_grows(void **state)
{
    static const char *const columns[] = {"Name", "Number"};
    struct document document = {0};
    struct document_section *section = document_add_section(&document, *state, "s", "S");
    struct document_table *table = document_add_table(section, *state, "t", "T", columns, 2);
    struct provenance claims[100];

    for (uint32_t i = 0; i < 100; i++) {
        const char **row = document_add_row(table, *state, &claims[i]);

        assert_null(row[1]);
        row[0] = arena_printf(*state, "%u", i);
        document_add_sentence(section, *state, NULL, row[0]);
        document_add_figure(section, *state)->count = i;
    }
    assert_int_equal(table->n_rows, 100);
    for (uint32_t i = 0; i < 100; i++) {
        assert_string_equal(table->cells[i * 2], section->sentences[i].text);
        assert_ptr_equal(table->provenance[i], &claims[i]);
        assert_int_equal(section->figures[i].count, i);
    }
}

static void dates_are_worded_as_precisely_as_they_are_known(void **state)
{
    assert_string_equal(document_date(*state, "2016-05-30", "on"), "30 May 2016");
    assert_string_equal(document_date(*state, "2016-05", NULL), "May 2016");
    assert_string_equal(document_date(*state, "2016", NULL), "2016");
    assert_string_equal(document_date(*state, "2016-05-30", "on_or_before"),
                        "on or before 30 May 2016");
    assert_string_equal(document_date(*state, NULL, NULL), "no date");
    assert_string_equal(document_date(*state, "soon", NULL), "soon");
}

static void the_days_of_a_meeting_are_told_once(void **state)
{
    assert_string_equal(document_days(*state, day_of(2019, 2, 28), day_of(2019, 2, 28)),
                        "28 February 2019");
    assert_string_equal(document_days(*state, day_of(2015, 6, 18), day_of(2015, 6, 19)),
                        "18\xe2\x80\x93"
                        "19 June 2015");
    assert_string_equal(document_days(*state, day_of(2015, 6, 30), day_of(2015, 7, 1)),
                        "30 June 2015 \xe2\x80\x93 1 July 2015");
}

static void a_list_is_the_same_as_an_earlier_one_that_tells_as_much(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct disagreement hungary = {.ref_area = "HUN", .about = "date"};
    struct document_section section = {0};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct document_figure *figure = document_add_figure(&section, arena);

        *document_add_entry(figure, arena) = (struct document_entry){
            .area = "HUN", .date = i < 2 ? "2005" : "2004", .date_is = "on"};
    }
    assert_null(document_same_list(&section, &section.figures[0]));
    assert_ptr_equal(document_same_list(&section, &section.figures[1]), &section.figures[0]);
    assert_null(document_same_list(&section, &section.figures[2]));
    section.figures[1].disagreements = &hungary;
    section.figures[1].n_disagreements = 1;
    assert_null(document_same_list(&section, &section.figures[1]));
    section.figures[0].disagreements = &hungary;
    section.figures[0].n_disagreements = 1;
    assert_ptr_equal(document_same_list(&section, &section.figures[1]), &section.figures[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_added_stays_in_order_while_it_grows),
        cmocka_unit_test(dates_are_worded_as_precisely_as_they_are_known),
        cmocka_unit_test(the_days_of_a_meeting_are_told_once),
        cmocka_unit_test(a_list_is_the_same_as_an_earlier_one_that_tells_as_much),
    };

    return cmocka_run_group_tests(tests, with_arena, without_arena);
}
