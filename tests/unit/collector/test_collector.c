#include "support/test.h"

#include "unit/collector/reference_files.h"
#include "unit/collector/world.h"

#include "base/channel.h"
#include "base/clock.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int setup(void **state)
{
    struct world *w = world_create(&(struct collector_options){0});

    *state = w;
    world_ready(w);
    return 0;
}

static int setup_away(void **state)
{
    *state = world_create(&(struct collector_options){0});
    return 0;
}

static int setup_impatient(void **state)
{
    struct world *w = world_create(&(struct collector_options){
        .delivery = {.answer_timeout_ms = 200, .pending_max = 1, .retry_ms = 40}});

    *state = w;
    world_ready(w);
    return 0;
}

static int setup_patient(void **state)
{
    struct world *w = world_create(&(struct collector_options){.stop_timeout_ms = 30000});

    *state = w;
    world_ready(w);
    return 0;
}

static int teardown(void **state)
{
    world_destroy(*state);
    return 0;
}

static void assert_answers(const struct message *answer, const struct message *request,
                           enum message_kind kind)
{
    assert_memory_equal(answer->id, request->id, sizeof answer->id);
    if (answer->kind != kind)
        fail_msg("%s instead of %s", message_kind_name(answer->kind), message_kind_name(kind));
}

static void assert_digest_of(const struct receipt *receipt, struct bytes submission)
{
    uint8_t digest[DIGEST_SHA256_SIZE];

    digest_sha256(submission.bytes, submission.size, digest);
    assert_memory_equal(receipt->digest, digest, sizeof digest);
}

/* Take the forward of the submission at the aggregator, and commit it. */
static void commit(struct world *w, const char *id, struct bytes submission, uint32_t rows)
{
    struct message forward = world_at_aggregator(w);
    struct message receipt = world_committed(id, submission, rows, w->arena);

    assert_int_equal(forward.kind, MESSAGE_FORWARD);
    world_answer(w, &forward, &receipt);
}

/* Say at the aggregator that no submission of the id asked for is known. */
static void say_unknown(struct world *w)
{
    struct message query = world_at_aggregator(w);
    struct message unknown = {.kind = MESSAGE_RECEIPT,
                              .receipt = {.organization = query.receipt_query.organization,
                                          .submission_id = query.receipt_query.submission_id,
                                          .state = SUBMISSION_UNKNOWN}};

    assert_int_equal(query.kind, MESSAGE_RECEIPT_QUERY);
    world_answer(w, &query, &unknown);
}

static void a_right_submission_is_forwarded_byte_for_byte_and_its_receipt_comes_back(void **state)
{
    struct world *w = *state;
    struct bytes submission = world_submission(w, "a", false, 3, 0);
    struct message request = world_submit(w, w->client, submission);
    struct message forward = world_at_aggregator(w);
    struct message committed = world_committed("a", submission, 3, w->arena);

    assert_int_equal(forward.kind, MESSAGE_FORWARD);
    assert_int_equal(forward.forward.submission.size, submission.size);
    assert_memory_equal(forward.forward.submission.bytes, submission.bytes, submission.size);
    assert_int_equal(forward.forward.reference_version, 1);
    assert_int_equal(forward.forward.problems.count, 0);
    world_answer(w, &forward, &committed);

    struct message answer = world_receive(w, w->client);
    assert_answers(&answer, &request, MESSAGE_RECEIPT);
    assert_int_equal(answer.receipt.state, SUBMISSION_COMMITTED);
    assert_int_equal(answer.receipt.inserted, 3);
    assert_int_equal(answer.receipt.outcomes[2], OUTCOME_INSERTED);
    assert_int_equal(answer.receipt.recorded_us, committed.receipt.recorded_us);
    assert_digest_of(&answer.receipt, submission);
}

static void a_submission_before_the_reference_data_is_busy(void **state)
{
    struct world *w = *state;
    struct message request = world_submit(w, w->client, world_submission(w, "a", false, 1, 0));
    struct message answer = world_receive(w, w->client);

    assert_answers(&answer, &request, MESSAGE_BUSY);
    assert_string_equal(answer.busy.reason, "the reference data have not arrived yet");
    assert_in_range(answer.busy.retry_after_ms, 500, 1000);
}

static void wrong_rows_are_rejected_with_all_problems_and_nothing_is_forwarded(void **state)
{
    struct world *w = *state;
    struct bytes submission = world_submission(w, "a", false, 1, 2);
    struct message request = world_submit(w, w->client, submission);

    say_unknown(w);
    struct message answer = world_receive(w, w->client);
    assert_answers(&answer, &request, MESSAGE_RECEIPT);
    assert_int_equal(answer.receipt.state, SUBMISSION_REJECTED);
    assert_int_equal(answer.receipt.rows, 3);
    assert_int_equal(answer.receipt.rejected, 3);
    assert_int_equal(answer.receipt.outcomes[0], OUTCOME_REJECTED);
    assert_int_equal(answer.receipt.problems.count, 2);
    assert_int_equal(answer.receipt.problems.listed[0].row, 2);
    assert_int_equal(answer.receipt.problems.listed[1].row, 3);
    assert_string_equal(answer.receipt.problems.listed[0].field, "date");
    assert_string_equal(answer.receipt.problems.listed[0].value, "2002-02-30");
    assert_digest_of(&answer.receipt, submission);
    world_aggregator_hears_nothing(w);
}

static void a_best_effort_submission_goes_on_with_the_problems_of_its_wrong_rows(void **state)
{
    struct world *w = *state;

    world_submit(w, w->client, world_submission(w, "a", true, 2, 1));
    struct message forward = world_at_aggregator(w);
    assert_int_equal(forward.kind, MESSAGE_FORWARD);
    assert_int_equal(forward.forward.problems.count, 1);
    assert_int_equal(forward.forward.problems.listed[0].row, 3);
}

static void a_best_effort_submission_without_a_right_row_is_rejected(void **state)
{
    struct world *w = *state;

    world_submit(w, w->client, world_submission(w, "a", true, 0, 2));
    say_unknown(w);
    struct message answer = world_receive(w, w->client);
    assert_int_equal(answer.receipt.state, SUBMISSION_REJECTED);
    assert_int_equal(answer.receipt.rejected, 2);
}

static void wrong_bytes_under_a_stored_id_are_a_conflict(void **state)
{
    struct world *w = *state;
    struct bytes stored = world_submission(w, "a", false, 1, 0);
    struct message request = world_submit(w, w->client, world_submission(w, "a", false, 0, 1));
    struct message query = world_at_aggregator(w);
    struct message committed = world_committed("a", stored, 1, w->arena);

    assert_int_equal(query.kind, MESSAGE_RECEIPT_QUERY);
    world_answer(w, &query, &committed);
    struct message answer = world_receive(w, w->client);
    assert_answers(&answer, &request, MESSAGE_RECEIPT);
    assert_int_equal(answer.receipt.state, SUBMISSION_CONFLICT);
    assert_digest_of(&answer.receipt, stored);
}

static void open_submissions_are_busy_at_once_when_the_aggregator_goes_and_stored_when_it_returns(
    void **state)
{
    struct world *w = *state;
    struct bytes submission = world_submission(w, "a", false, 1, 0);
    struct message request = world_submit(w, w->client, submission);
    int64_t start = clock_monotonic_ms();

    world_at_aggregator(w);
    world_aggregator_stop(w);
    struct message answer = world_receive(w, w->client);
    assert_answers(&answer, &request, MESSAGE_BUSY);
    assert_true(clock_monotonic_ms() - start < 5000);

    w->have_version = 0;
    world_ready(w);
    request = world_submit(w, w->client, submission);
    commit(w, "a", submission, 1);
    answer = world_receive(w, w->client);
    assert_answers(&answer, &request, MESSAGE_RECEIPT);
}

static void without_an_aggregator_the_right_are_busy_and_the_wrong_are_rejected(void **state)
{
    struct world *w = *state;
    struct message answer;

    world_aggregator_stop(w);
    struct bytes right = world_submission(w, "a", false, 1, 0);
    for (int i = 0; i < 2; i++) { /* the first may still have met the aggregator */
        world_submit(w, w->client, right);
        answer = world_receive(w, w->client);
        assert_int_equal(answer.kind, MESSAGE_BUSY);
    }
    world_submit(w, w->client, world_submission(w, "b", false, 0, 1));
    answer = world_receive(w, w->client);
    assert_int_equal(answer.kind, MESSAGE_RECEIPT);
    assert_int_equal(answer.receipt.state, SUBMISSION_REJECTED);
}

static void a_silent_aggregator_is_busy_and_its_late_answer_is_dropped(void **state)
{
    struct world *w = *state;
    struct bytes submission = world_submission(w, "a", false, 1, 0);
    struct message request = world_submit(w, w->client, submission);
    struct message forward = world_at_aggregator(w);
    struct message answer = world_receive(w, w->client);

    assert_answers(&answer, &request, MESSAGE_BUSY);
    assert_in_range(answer.busy.retry_after_ms, 40, 80);
    struct message late = world_committed("a", submission, 1, w->arena);
    world_answer(w, &forward, &late);
    world_client_hears_nothing(w, w->client);

    request = world_submit(w, w->client, submission);
    commit(w, "a", submission, 1);
    answer = world_receive(w, w->client);
    assert_answers(&answer, &request, MESSAGE_RECEIPT);
}

static void more_open_requests_than_allowed_are_busy(void **state)
{
    struct world *w = *state;

    world_submit(w, w->client, world_submission(w, "a", false, 1, 0));
    struct message request = world_submit(w, w->client, world_submission(w, "b", false, 1, 0));
    struct message answer = world_receive(w, w->client);
    assert_answers(&answer, &request, MESSAGE_BUSY);
}

static void the_same_submission_from_two_clients_is_forwarded_once_and_answers_both(void **state)
{
    struct world *w = *state;
    OWNED(channel) other = world_connect(w);
    struct bytes submission = world_submission(w, "a", false, 1, 0);
    struct message first = world_submit(w, w->client, submission);
    struct message forward = world_at_aggregator(w);
    struct message second = world_submit(w, other, submission);
    struct message committed = world_committed("a", submission, 1, w->arena);

    world_aggregator_hears_nothing(w);
    world_answer(w, &forward, &committed);
    struct message answer = world_receive(w, w->client);
    assert_answers(&answer, &first, MESSAGE_RECEIPT);
    answer = world_receive(w, other);
    assert_answers(&answer, &second, MESSAGE_RECEIPT);
    assert_int_equal(answer.receipt.inserted, 1);
}

static void send_raw(struct channel *client, const void *bytes, size_t size)
{
    assert_int_equal(channel_send(client, NULL, bytes, size, NULL), STATUS_OK);
}

static void malformed_input_with_an_id_is_a_failure_and_without_one_is_dropped(void **state)
{
    struct world *w = *state;
    /* version 1, an id, no body */
    static const uint8_t bodiless[20] = {0x08, 1, 0x12, 16, 7, 7, 7};

    send_raw(w->client, "no protobuf at all", 18);
    world_client_hears_nothing(w, w->client);
    send_raw(w->client, bodiless, sizeof bodiless);
    struct message answer = world_receive(w, w->client);
    assert_int_equal(answer.kind, MESSAGE_FAILURE);
    assert_string_equal(answer.failure.code, "malformed");
    assert_memory_equal(answer.id, bodiless + 4, sizeof answer.id);
}

static void another_version_is_a_failure_of_its_own(void **state)
{
    struct world *w = *state;
    static const uint8_t version_2[24] = {0x08, 2, 0x12, 16, 7, 7, [20] = 0x9a, 0x02, 0};

    send_raw(w->client, version_2, 23);
    struct message answer = world_receive(w, w->client);
    assert_int_equal(answer.kind, MESSAGE_FAILURE);
    assert_string_equal(answer.failure.code, "version");
}

static void a_submission_that_cannot_be_read_is_a_failure(void **state)
{
    struct world *w = *state;
    static const uint8_t garbage[] = "garbage";
    struct message request = world_submit(w, w->client, (struct bytes){garbage, 7});
    struct message answer = world_receive(w, w->client);

    assert_answers(&answer, &request, MESSAGE_FAILURE);
    assert_string_equal(answer.failure.code, "malformed");
}

static void kinds_that_are_not_for_the_collector_are_refused(void **state)
{
    struct world *w = *state;
    struct message messages[] = {
        {.kind = MESSAGE_ASK, .ask = {.question = QUESTION_NEWEST_CUTOFF}},
        {.kind = MESSAGE_REFERENCE_QUERY},
        {.kind = MESSAGE_BUSY, .busy = {1, "no"}},
        {.kind = MESSAGE_FORWARD, .forward = {.submission = world_submission(w, "a", false, 1, 0)}},
    };

    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        world_send(w, w->client, &messages[i]);
        struct message answer = world_receive(w, w->client);
        assert_answers(&answer, &messages[i], MESSAGE_FAILURE);
        assert_string_equal(answer.failure.code, "unsupported");
    }
    world_aggregator_hears_nothing(w);
}

static void a_question_for_a_receipt_is_answered_by_the_aggregator(void **state)
{
    struct world *w = *state;
    struct message request = {.kind = MESSAGE_RECEIPT_QUERY, .receipt_query = {"SICA", "a"}};

    world_send(w, w->client, &request);
    say_unknown(w);
    struct message answer = world_receive(w, w->client);
    assert_answers(&answer, &request, MESSAGE_RECEIPT);
    assert_int_equal(answer.receipt.state, SUBMISSION_UNKNOWN);
    assert_string_equal(answer.receipt.submission_id, "a");
}

static void an_answer_that_cannot_be_read_is_a_failure(void **state)
{
    struct world *w = *state;
    struct message request = world_submit(w, w->client, world_submission(w, "a", false, 1, 0));
    struct message forward = world_at_aggregator(w);
    uint8_t bodiless[20] = {0x08, 1, 0x12, 16};

    memcpy(bodiless + 4, forward.id, sizeof forward.id);
    assert_int_equal(
        channel_send(w->aggregator, &w->collector_peer, bodiless, sizeof bodiless, NULL),
        STATUS_OK);
    struct message answer = world_receive(w, w->client);
    assert_answers(&answer, &request, MESSAGE_FAILURE);
    assert_string_equal(answer.failure.code, "internal");
}

static void newer_reference_data_are_used_from_then_on(void **state)
{
    struct world *w = *state;
    struct bytes submission = world_submission(w, "a", false, 1, 0);

    w->files = reference_files_changed(w->arena, &w->n_files);
    w->reference_version = 2;
    world_await_version(w, 2);
    world_submit(w, w->client, submission);
    struct message forward = world_at_aggregator(w);
    assert_int_equal(forward.forward.reference_version, 2);
}

static void stopping_waits_for_open_requests_and_sends_new_ones_away(void **state)
{
    struct world *w = *state;
    struct bytes submission = world_submission(w, "a", false, 1, 0);
    struct message open = world_submit(w, w->client, submission);
    struct message forward = world_at_aggregator(w);
    struct message committed = world_committed("a", submission, 1, w->arena);

    world_client_hears_nothing(w, w->client); /* so that the collector waits for something new */
    world_stop(w);
    struct message late = world_submit(w, w->client, world_submission(w, "b", false, 1, 0));
    struct message answer = world_receive(w, w->client);
    assert_answers(&answer, &late, MESSAGE_BUSY);
    world_answer(w, &forward, &committed);
    answer = world_receive(w, w->client);
    assert_answers(&answer, &open, MESSAGE_RECEIPT);
    world_client_hears_nothing(w, w->client);
}

static void stopping_ends_although_the_aggregator_is_silent(void **state)
{
    struct world *w = *state;

    world_submit(w, w->client, world_submission(w, "a", false, 1, 0));
    world_at_aggregator(w);
    int64_t start = clock_monotonic_ms();
    world_destroy(w);
    assert_in_range(clock_monotonic_ms() - start, 300, 5000);
    *state = world_create(&(struct collector_options){0});
}

static void a_restart_without_an_aggregator_still_finds_problems(void **state)
{
    char directory[] = "/tmp/test_collector_XXXXXX";
    OWNED_TEXT path = NULL;
    (void)state;

    assert_non_null(mkdtemp(directory));
    path = xasprintf("%s/reference", directory);
    struct world *w = world_create(&(struct collector_options){.cache = directory});
    world_ready(w);
    world_destroy(w);
    w = world_create(&(struct collector_options){.cache = directory});
    world_submit(w, w->client, world_submission(w, "a", false, 0, 1));
    struct message answer = world_receive(w, w->client);
    assert_int_equal(answer.kind, MESSAGE_RECEIPT);
    assert_int_equal(answer.receipt.state, SUBMISSION_REJECTED);
    world_destroy(w);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(directory), 0);
}

#define TEST(name, setup) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_right_submission_is_forwarded_byte_for_byte_and_its_receipt_comes_back, setup),
        TEST(a_submission_before_the_reference_data_is_busy, setup_away),
        TEST(wrong_rows_are_rejected_with_all_problems_and_nothing_is_forwarded, setup),
        TEST(a_best_effort_submission_goes_on_with_the_problems_of_its_wrong_rows, setup),
        TEST(a_best_effort_submission_without_a_right_row_is_rejected, setup),
        TEST(wrong_bytes_under_a_stored_id_are_a_conflict, setup),
        TEST(open_submissions_are_busy_at_once_when_the_aggregator_goes_and_stored_when_it_returns,
             setup),
        TEST(without_an_aggregator_the_right_are_busy_and_the_wrong_are_rejected, setup),
        TEST(a_silent_aggregator_is_busy_and_its_late_answer_is_dropped, setup_impatient),
        TEST(more_open_requests_than_allowed_are_busy, setup_impatient),
        TEST(the_same_submission_from_two_clients_is_forwarded_once_and_answers_both, setup),
        TEST(malformed_input_with_an_id_is_a_failure_and_without_one_is_dropped, setup),
        TEST(another_version_is_a_failure_of_its_own, setup),
        TEST(a_submission_that_cannot_be_read_is_a_failure, setup),
        TEST(kinds_that_are_not_for_the_collector_are_refused, setup),
        TEST(a_question_for_a_receipt_is_answered_by_the_aggregator, setup),
        TEST(an_answer_that_cannot_be_read_is_a_failure, setup),
        TEST(newer_reference_data_are_used_from_then_on, setup),
        TEST(stopping_waits_for_open_requests_and_sends_new_ones_away, setup_patient),
        TEST(stopping_ends_although_the_aggregator_is_silent, setup),
        cmocka_unit_test(a_restart_without_an_aggregator_still_finds_problems),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
