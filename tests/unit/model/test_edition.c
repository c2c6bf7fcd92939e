/* Plans of editions. */
#include "model/edition.h"
#include "support/test.h"

static const struct edition_plan STOCKHOLM = {.code = "2016-stockholm",
                                              .title = "VI Cross-Regional Round Table",
                                              .place = "Stockholm",
                                              .host = "Sweden",
                                              .date_start = "2016-05-30",
                                              .date_end = "2016-05-31",
                                              .reference_date = "2016-05-30",
                                              .previous = "2015-strasbourg"};

static void a_plan_becomes_an_edition(void **state)
{
    struct edition edition;

    (void)state;
    assert_int_equal(edition_from_plan(&STOCKHOLM, &edition, NULL), STATUS_OK);
    assert_string_equal(edition.code, "2016-stockholm");
    assert_string_equal(edition.title, "VI Cross-Regional Round Table");
    assert_string_equal(edition.previous, "2015-strasbourg");
    assert_int_equal(edition.date_start, day_of(2016, 5, 30));
    assert_int_equal(edition.date_end, day_of(2016, 5, 31));
    assert_int_equal(edition.reference_date, day_of(2016, 5, 30));
}

static void what_a_plan_leaves_out_follows_from_its_code_and_first_day(void **state)
{
    struct edition_plan plan = {
        .code = "2019", .date_start = "2019-02-28", .title = "", .previous = ""};
    struct edition edition;

    (void)state;
    assert_int_equal(edition_from_plan(&plan, &edition, NULL), STATUS_OK);
    assert_string_equal(edition.title, "2019");
    assert_int_equal(edition.date_end, edition.date_start);
    assert_int_equal(edition.reference_date, edition.date_start);
    assert_null(edition.previous);
    assert_null(edition.place);
}

static void wrong_plans_are_refused_with_the_field_named(void **state)
{
    static const struct {
        size_t field;
        const char *value, *says;
    } cases[] = {
        {offsetof(struct edition_plan, code), NULL, "code"},
        {offsetof(struct edition_plan, code), "", "code"},
        {offsetof(struct edition_plan, code), "2016 Stockholm", "code"},
        {offsetof(struct edition_plan, code), "2016-a-code-that-is-longer-than-40-letters", "code"},
        {offsetof(struct edition_plan, code), "2015-strasbourg", "previous"},
        {offsetof(struct edition_plan, title), "two\nlines", "title"},
        {offsetof(struct edition_plan, place), "bell\a", "place"},
        {offsetof(struct edition_plan, host),
         "Su\xe8"
         "de",
         "host"},
        {offsetof(struct edition_plan, previous), "Strasbourg 2015", "previous"},
        {offsetof(struct edition_plan, date_start), NULL, "date_start"},
        {offsetof(struct edition_plan, date_start), "2016", "date_start"},
        {offsetof(struct edition_plan, date_start), "2016-05-32", "date_start"},
        {offsetof(struct edition_plan, date_end), "2016-05-29", "before date_start"},
        {offsetof(struct edition_plan, date_end), "tomorrow", "date_end"},
        {offsetof(struct edition_plan, reference_date), "2016-05", "reference_date"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct edition_plan plan = STOCKHOLM;
        struct edition edition = {.code = "untouched"};
        struct error err;
        memcpy((char *)&plan + cases[i].field, &cases[i].value, sizeof cases[i].value);
        assert_int_equal(edition_from_plan(&plan, &edition, &err), STATUS_INVALID);
        assert_string_equal(edition.code, "untouched");
        if (strstr(err.text, cases[i].says) == NULL)
            fail_msg("case %zu: %s", i, err.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_becomes_an_edition),
        cmocka_unit_test(what_a_plan_leaves_out_follows_from_its_code_and_first_day),
        cmocka_unit_test(wrong_plans_are_refused_with_the_field_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
