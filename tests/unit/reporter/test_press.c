/* From a request to its packed answer. */
#include "support/test.h"

#include "base/digest.h"
#include "reporter/press.h"
#include "world.h"

#include <stdlib.h>

struct fixture {
    struct world *world;
    struct press *press;
    struct arena *arena;
    struct press_outcome outcome;
};

static const uint8_t id[MESSAGE_ID_SIZE] = "0123456789abcde";

static int begin(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    struct asker asker;

    f->world = world_create();
    f->arena = arena_create(0);
    asker = world_asker(f->world);
    f->press = press_create(&asker);
    *state = f;
    return 0;
}

static int end(void **state)
{
    struct fixture *f = *state;

    press_destroy(f->press);
    arena_destroy(f->arena);
    world_destroy(f->world);
    free(f);
    return 0;
}

static struct message ask(struct fixture *f, const char *edition, enum report_format format)
{
    struct report_query query = {edition, format, NULL};
    SCOPED(buffer) packed = {0};
    struct message answer;
    struct error err = {0};

    press_report(f->press, &query, id, &packed, &f->outcome);
    if (message_unpack(packed.bytes, packed.used, f->arena, &answer, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_memory_equal(answer.id, id, sizeof id);
    return answer;
}

static void a_report_names_its_edition_cutoff_and_digest(void **state)
{
    struct fixture *f = *state;
    struct message answer = ask(f, "2016-stockholm", REPORT_JSON);
    uint8_t digest[DIGEST_SHA256_SIZE];

    assert_int_equal(answer.kind, MESSAGE_REPORT);
    assert_string_equal(answer.report.edition, "2016-stockholm");
    assert_int_equal(answer.report.format, REPORT_JSON);
    assert_int_equal(answer.report.cutoff_us, f->world->cutoff_us);
    assert_int_equal(answer.report.content.bytes[0], '{');
    digest_sha256(answer.report.content.bytes, answer.report.content.size, digest);
    assert_memory_equal(answer.report.digest, digest, sizeof digest);
}

static void two_presses_give_the_same_bytes_in_every_format(void **state)
{
    struct fixture *f = *state;
    struct asker asker = world_asker(f->world);

    for (enum report_format format = REPORT_JSON; format <= REPORT_HTML; format++) {
        struct message first = ask(f, "2016-stockholm", format), second;

        press_destroy(f->press);
        f->press = press_create(&asker);
        second = ask(f, "2016-stockholm", format);
        assert_int_equal(first.kind, MESSAGE_REPORT);
        assert_int_equal(first.report.content.size, second.report.content.size);
        assert_memory_equal(first.report.content.bytes, second.report.content.bytes,
                            first.report.content.size);
    }
}

static void another_format_of_the_same_report_costs_no_counting(void **state)
{
    struct fixture *f = *state;
    size_t asked;

    ask(f, "2016-stockholm", REPORT_JSON);
    assert_false(f->outcome.from_cache);
    asked = f->world->asked;
    ask(f, "2016-stockholm", REPORT_HTML);
    assert_true(f->outcome.from_cache);
    assert_true(f->world->asked - asked <= 3);
}

static void a_changed_plan_is_reported_at_once_without_fetching_reference_data_again(void **state)
{
    struct fixture *f = *state;
    struct message answer;

    ask(f, "2016-stockholm", REPORT_TEXT);
    f->world->editions[1].title = "Another title";
    answer = ask(f, "2016-stockholm", REPORT_TEXT);
    assert_memory_equal(answer.report.content.bytes, "Another title", 13);
    assert_int_equal(f->world->references_sent, 1);
}

static void an_aggregator_that_is_away_means_busy(void **state)
{
    struct fixture *f = *state;
    struct message answer;

    f->world->away_from = 1;
    answer = ask(f, "2016-stockholm", REPORT_JSON);
    assert_int_equal(answer.kind, MESSAGE_BUSY);
    assert_true(answer.busy.retry_after_ms > 0);
    f->world->away_from = 0;
    assert_int_equal(ask(f, "2016-stockholm", REPORT_JSON).kind, MESSAGE_REPORT);
}

static void a_busy_aggregators_pause_is_handed_on(void **state)
{
    struct fixture *f = *state;
    struct message answer;

    f->world->busy_from = 5;
    answer = ask(f, "2016-stockholm", REPORT_JSON);
    assert_int_equal(answer.kind, MESSAGE_BUSY);
    assert_int_equal(answer.busy.retry_after_ms, 1234);
}

static void what_was_tried_before_it_worked_is_no_error(void **state)
{
    struct fixture *f = *state;

    f->world->edition_is_newer = true;
    assert_int_equal(ask(f, "2016-stockholm", REPORT_JSON).kind, MESSAGE_REPORT);
    assert_int_equal(f->outcome.error.status, STATUS_OK);
}

static void an_unknown_edition_is_a_failure_not_found(void **state)
{
    struct message answer = ask(*state, "1999-nowhere", REPORT_JSON);

    assert_int_equal(answer.kind, MESSAGE_FAILURE);
    assert_string_equal(answer.failure.code, "not_found");
    assert_non_null(strstr(answer.failure.message, "2016-stockholm"));
}

static void a_query_without_edition_is_invalid(void **state)
{
    struct message answer = ask(*state, NULL, REPORT_JSON);

    assert_int_equal(answer.kind, MESSAGE_FAILURE);
    assert_string_equal(answer.failure.code, "invalid");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(a_report_names_its_edition_cutoff_and_digest),
        TEST(two_presses_give_the_same_bytes_in_every_format),
        TEST(another_format_of_the_same_report_costs_no_counting),
        TEST(a_changed_plan_is_reported_at_once_without_fetching_reference_data_again),
        TEST(an_aggregator_that_is_away_means_busy),
        TEST(a_busy_aggregators_pause_is_handed_on),
        TEST(what_was_tried_before_it_worked_is_no_error),
        TEST(an_unknown_edition_is_a_failure_not_found),
        TEST(a_query_without_edition_is_invalid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
