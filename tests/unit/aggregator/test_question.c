/* test_question - paging through facts, and where a list of changes is cut. */
#include "aggregator/question.h"
#include "support/test.h"

#define KEY "0011ff00-0000-0000-0000-0000000000a5"

static struct bytes bytes_of(const char *text)
{
    return (struct bytes){(const uint8_t *)text, strlen(text)};
}

static void a_page_goes_on_where_the_one_before_ended(void **state)
{
    OWNED(arena) arena = arena_create(0);
    const char *key = NULL, *area = NULL;
    struct error err;
    (void)state;

    struct bytes next = question_next(KEY, "SRSG-VAC", arena);
    assert_int_equal(question_after(next, arena, &key, &area, &err), STATUS_OK);
    assert_string_equal(key, KEY);
    assert_string_equal(area, "SRSG-VAC");
}

static void bytes_that_are_no_continuation_are_refused(void **state)
{
    static const char *const WRONG[] = {"x", KEY, "0011ff00-0000-0000-0000-00000000zza5NOR",
                                        KEY "N\nR", "NOR" KEY};
    OWNED(arena) arena = arena_create(0);
    const char *key = NULL, *area = NULL;
    struct error err;
    (void)state;

    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        assert_int_equal(question_after(bytes_of(WRONG[i]), arena, &key, &area, &err),
                         STATUS_INVALID);
        assert_non_null(strstr(err.text, "after"));
    }
    assert_int_equal(
        question_after((struct bytes){(const uint8_t *)KEY "N\0R", 39}, arena, &key, &area, &err),
        STATUS_INVALID);
    assert_null(key);
}

static struct change change_at(int64_t at_us, const struct record *after)
{
    return (struct change){
        .what = CHANGE_INSERTED, .after = after, .provenance = {.recorded_us = at_us}};
}

static void changes_of_all_kinds_are_told_oldest_first(void **state)
{
    const struct record record = {0};
    struct change laws[] = {change_at(10, &record), change_at(10, &record), change_at(30, &record)};
    struct change treaty_actions[] = {change_at(10, &record), change_at(20, &record)};
    struct changes of_kind[KIND_COUNT] = {
        [KIND_TREATY_ACTION] = {treaty_actions, 2}, [KIND_LAW] = {laws, 3}};
    const int64_t expected[] = {10, 10, 10, 20, 30};
    struct change merged[5];
    (void)state;

    laws[0].provenance.row = 1;
    laws[1].provenance.row = 2;
    assert_int_equal(question_merge_changes(of_kind, merged), 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(merged[i].provenance.recorded_us, expected[i]);
    assert_int_equal(merged[0].provenance.row, 0); /* the treaty action */
    assert_int_equal(merged[1].provenance.row, 1);
    assert_int_equal(merged[2].provenance.row, 2);
}

static void changes_of_one_submission_are_not_torn_apart(void **state)
{
    const struct record record = {0};
    const struct change changes[] = {change_at(10, &record), change_at(20, &record),
                                     change_at(20, &record), change_at(20, &record),
                                     change_at(30, &record)};
    (void)state;

    assert_int_equal(question_cut_changes(changes, 5, 1), 1);
    assert_int_equal(question_cut_changes(changes, 5, 2), 4);
    assert_int_equal(question_cut_changes(changes, 5, 4), 4);
    assert_int_equal(question_cut_changes(changes, 5, 5), 5);
    assert_int_equal(question_cut_changes(changes, 0, 5), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_goes_on_where_the_one_before_ended),
        cmocka_unit_test(bytes_that_are_no_continuation_are_refused),
        cmocka_unit_test(changes_of_all_kinds_are_told_oldest_first),
        cmocka_unit_test(changes_of_one_submission_are_not_torn_apart),
    };

    return cmocka_run_group_tests_name("question", tests, NULL, NULL);
}
