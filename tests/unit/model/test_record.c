/* Keys and contents of facts. */
#include "model/record.h"
#include "support/test.h"

static struct value text(const char *value)
{
    return (struct value){.text = value, .len = value == NULL ? 0 : (uint32_t)strlen(value)};
}

struct law {
    struct record record;
    struct value values[FIELD_MAX];
};

static void make(struct law *law, const char *area, const char *title, const char *date)
{
    *law = (struct law){.record = {.kind = KIND_LAW, .row = 1, .values = law->values}};
    law->values[LAW_REF_AREA] = text(area);
    law->values[LAW_TITLE] = text(title);
    law->values[LAW_DATE] = text(date);
}

static bool same_key(const struct law *a, const char *organization, const struct law *b,
                     const char *other)
{
    uint8_t x[RECORD_DIGEST_SIZE], y[RECORD_DIGEST_SIZE];

    record_key(&a->record, organization, x);
    record_key(&b->record, other, y);
    return memcmp(x, y, sizeof x) == 0;
}

static bool same_content(const struct law *a, const struct law *b)
{
    uint8_t x[RECORD_DIGEST_SIZE], y[RECORD_DIGEST_SIZE];

    record_content(&a->record, x);
    record_content(&b->record, y);
    return memcmp(x, y, sizeof x) == 0;
}

static void the_key_is_organization_and_key_fields(void **state)
{
    struct law a, b;

    (void)state;
    make(&a, "PER", "Ley", "2015");
    make(&b, "PER", "Ley", "2016");
    b.record.row = 9;
    assert_true(same_key(&a, "SICA", &b, "SICA"));
    assert_false(same_key(&a, "SICA", &b, "COE"));
    make(&b, "PER", "Ley 2", "2015");
    assert_false(same_key(&a, "SICA", &b, "SICA"));
}

static void the_content_is_all_the_rest(void **state)
{
    struct law a, b;

    (void)state;
    make(&a, "PER", "Ley", "2015");
    make(&b, "URY", "Ley 2", "2015");
    assert_true(same_content(&a, &b));
    make(&b, "PER", "Ley", "2016");
    assert_false(same_content(&a, &b));
}

static void text_cannot_move_from_one_field_to_the_next(void **state)
{
    struct law a, b;

    (void)state;
    make(&a, "PER", "Ley", NULL);
    make(&b, "PERL", "ey", NULL);
    assert_false(same_key(&a, "SICA", &b, "SICA"));
    a.values[LAW_URL] = text("x");
    b.values[LAW_NOTE] = text("x");
    assert_false(same_content(&a, &b));
}

static void empty_is_absent(void **state)
{
    struct law a, b;

    (void)state;
    make(&a, "PER", "Ley", NULL);
    make(&b, "PER", "Ley", "");
    assert_true(same_content(&a, &b));
}

static void kinds_do_not_share_keys(void **state)
{
    struct value values[FIELD_MAX] = {text("PER"), text("Plan")};
    struct record campaign = {.kind = KIND_CAMPAIGN, .values = values};
    struct record child_led = {.kind = KIND_CHILD_LED_INITIATIVE, .values = values};
    uint8_t x[RECORD_DIGEST_SIZE], y[RECORD_DIGEST_SIZE];

    (void)state;
    record_key(&campaign, "SICA", x);
    record_key(&child_led, "SICA", y);
    assert_memory_not_equal(x, y, sizeof x);
}

static void a_fact_without_a_state_is_stored_under_its_organization(void **state)
{
    struct value values[FIELD_MAX] = {text("PER")};
    struct record plan = {.kind = KIND_REGIONAL_PLAN, .values = values};
    struct record campaign = {.kind = KIND_CAMPAIGN, .values = values};

    (void)state;
    assert_string_equal(record_area(&campaign, "SICA"), "PER");
    assert_string_equal(record_area(&plan, "SICA"), "SICA");
    values[0] = text(NULL);
    assert_string_equal(record_area(&campaign, "SICA"), "SICA");
}

static void codes_are_found_whole_in_a_list(void **state)
{
    struct value list = text("home;schools;sentence_for_crime");

    (void)state;
    assert_true(value_has_code(list, "home"));
    assert_true(value_has_code(list, "schools"));
    assert_true(value_has_code(list, "sentence_for_crime"));
    assert_false(value_has_code(list, "school"));
    assert_false(value_has_code(list, "sentence"));
    assert_false(value_has_code(list, ""));
    assert_false(value_has_code(list, "home;schools"));
    assert_false(value_has_code(text(NULL), "home"));
    assert_false(value_has_code(text(""), "home"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_key_is_organization_and_key_fields),
        cmocka_unit_test(the_content_is_all_the_rest),
        cmocka_unit_test(text_cannot_move_from_one_field_to_the_next),
        cmocka_unit_test(empty_is_absent),
        cmocka_unit_test(kinds_do_not_share_keys),
        cmocka_unit_test(a_fact_without_a_state_is_stored_under_its_organization),
        cmocka_unit_test(codes_are_found_whole_in_a_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
