/* Collecting problems. */
#include "model/problem.h"
#include "support/test.h"

static struct value text(const char *value)
{
    return (struct value){.text = value, .len = (uint32_t)strlen(value)};
}

static void problems_are_kept_in_the_order_they_come(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct problem_log log = {.arena = arena};

    (void)state;
    for (uint32_t i = 1; i <= 100; i++)
        problem_log_add(&log, i, "date", text("x"), PROBLEM_NOT_A_DATE, "row %u", i);
    assert_int_equal(log.problems.count, 100);
    assert_int_equal(log.problems.n_listed, 100);
    for (uint32_t i = 0; i < 100; i++)
        assert_int_equal(log.problems.listed[i].row, i + 1);
    assert_string_equal(log.problems.listed[99].message, "row 100");
    assert_string_equal(log.problems.listed[0].value, "x");
}

static void the_list_ends_but_the_count_goes_on(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct problem_log log = {.arena = arena};

    (void)state;
    for (uint32_t i = 0; i < PROBLEMS_LISTED_MAX + 10; i++)
        problem_log_add(&log, i, NULL, (struct value){0}, PROBLEM_EMPTY, "problem");
    assert_int_equal(log.problems.count, PROBLEMS_LISTED_MAX + 10);
    assert_int_equal(log.problems.n_listed, PROBLEMS_LISTED_MAX);
    assert_false(log.too_large);
}

static void the_cap_of_the_arena_is_noticed(void **state)
{
    OWNED(arena) arena = arena_create(4096);
    struct problem_log log = {.arena = arena};

    (void)state;
    for (uint32_t i = 0; i < 1000; i++)
        problem_log_add(&log, i, NULL, (struct value){0}, PROBLEM_EMPTY, "problem");
    assert_true(log.too_large);
    assert_int_equal(log.problems.count, 1000);
    assert_true(log.problems.n_listed < 100);
}

static void values_are_shown_short_and_printable(void **state)
{
    static const struct {
        const char *value, *shown;
    } cases[] = {{"plain", "plain"},      {"", ""},
                 {"Perú", "Perú"},        {"a\nb\x01", "a?b?"},
                 {"\xe2\x80\xae", "???"}, {"Convenci\xf3n", "Convenci?n"}};
    char shown[PROBLEM_VALUE_MAX + 4], long_value[300];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(problem_show(text(cases[i].value), shown), cases[i].shown);
    for (size_t i = 0; i < 298; i += 2)
        memcpy(long_value + 1 + i, "ú", 2);
    long_value[0] = 'x';
    long_value[299] = '\0';
    assert_string_equal(problem_show(text(long_value), shown) + 95, "úú...");
    assert_string_equal(problem_show((struct value){0}, shown), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(problems_are_kept_in_the_order_they_come),
        cmocka_unit_test(the_list_ends_but_the_count_goes_on),
        cmocka_unit_test(the_cap_of_the_arena_is_noticed),
        cmocka_unit_test(values_are_shown_short_and_printable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
