#include "support/test.h"

#include "collector/delivery.h"

#include <stdio.h>
#include <stdlib.h>

/* What went out, as far as the tests look at it. */
struct sent {
    struct asker to; /* to the aggregator: only the id */
    enum message_kind kind;
    enum submission_state state;
    uint32_t rows;
    uint32_t retry_after_ms;
    char text[128]; /* reason, failure's code, or submission id */
    uint8_t digest[32];
};

struct world {
    struct delivery *delivery;
    struct sent aggregator[32], askers[32];
    size_t n_aggregator, n_askers;
    bool queue_full;
};

static void record(struct sent *sent, const struct message *message)
{
    const char *text = "";

    *sent = (struct sent){.kind = message->kind};
    memcpy(sent->to.id, message->id, sizeof sent->to.id);
    switch (message->kind) {
    case MESSAGE_BUSY:
        text = message->busy.reason;
        sent->retry_after_ms = message->busy.retry_after_ms;
        break;
    case MESSAGE_FAILURE: text = message->failure.code; break;
    case MESSAGE_RECEIPT_QUERY: text = message->receipt_query.submission_id; break;
    case MESSAGE_RECEIPT:
        text = message->receipt.submission_id;
        sent->state = message->receipt.state;
        sent->rows = message->receipt.rows;
        memcpy(sent->digest, message->receipt.digest, sizeof sent->digest);
        break;
    default: break;
    }
    snprintf(sent->text, sizeof sent->text, "%s", text);
}

static bool to_aggregator(void *self, const struct message *message)
{
    struct world *w = self;

    if (w->queue_full)
        return false;
    record(&w->aggregator[w->n_aggregator++], message);
    return true;
}

static void to_asker(void *self, const struct peer *peer, const struct message *message)
{
    struct world *w = self;

    record(&w->askers[w->n_askers], message);
    w->askers[w->n_askers++].to.peer = *peer;
}

static int setup(void **state)
{
    struct world *w = xcalloc(1, sizeof *w);

    w->delivery = delivery_create(&(struct delivery_limits){.pending_max = 4,
                                                            .pending_bytes_max = 1000,
                                                            .answer_timeout_ms = 30000,
                                                            .retry_ms = 500},
                                  &(struct delivery_outlet){to_aggregator, to_asker, w});
    delivery_connection(w->delivery, true);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;

    delivery_destroy(w->delivery);
    free(w);
    return 0;
}

static struct asker asker(uint8_t number)
{
    return (struct asker){.peer = {.id = {0, 0, 0, 0, number}, .size = 5}, .id = {number, 1}};
}

static void submit(struct world *w, uint8_t who, const char *id, uint8_t content, int64_t now)
{
    static const uint8_t bytes[100];
    struct asker from = asker(who);
    uint8_t digest[32] = {content};

    delivery_submit(w->delivery, &from, "SICA", id, digest,
                    &(struct forward){.submission = {bytes, sizeof bytes}}, now);
}

static void reject(struct world *w, uint8_t who, const char *id, uint8_t content)
{
    struct asker from = asker(who);
    static const uint8_t outcomes[2] = {OUTCOME_REJECTED, OUTCOME_REJECTED};

    delivery_reject(w->delivery, &from,
                    &(struct receipt){.organization = "SICA",
                                      .submission_id = id,
                                      .digest = {content},
                                      .state = SUBMISSION_REJECTED,
                                      .rows = 2,
                                      .rejected = 2,
                                      .outcomes = outcomes},
                    0);
}

/* The aggregator's receipt for the request it got as number n. */
static void answer_receipt(struct world *w, size_t n, enum submission_state state, uint8_t content)
{
    static const uint8_t outcomes[1] = {OUTCOME_INSERTED};
    bool stored = state == SUBMISSION_COMMITTED;
    struct message answer = {.kind = MESSAGE_RECEIPT,
                             .receipt = {.organization = "SICA",
                                         .submission_id = "a",
                                         .digest = {content},
                                         .state = state,
                                         .rows = stored,
                                         .inserted = stored,
                                         .outcomes = stored ? outcomes : NULL}};

    memcpy(answer.id, w->aggregator[n].to.id, sizeof answer.id);
    delivery_answer(w->delivery, &answer);
}

static void assert_to(const struct sent *sent, uint8_t number)
{
    struct asker expected = asker(number);

    assert_int_equal(sent->to.peer.size, expected.peer.size);
    assert_memory_equal(sent->to.peer.id, expected.peer.id, expected.peer.size);
    assert_memory_equal(sent->to.id, expected.id, sizeof expected.id);
}

static void a_receipt_reaches_the_asker_under_its_own_id(void **state)
{
    struct world *w = *state;

    submit(w, 1, "a", 1, 0);
    assert_int_equal(w->n_aggregator, 1);
    assert_int_equal(w->aggregator[0].kind, MESSAGE_FORWARD);
    assert_int_equal(delivery_pending(w->delivery), 1);
    answer_receipt(w, 0, SUBMISSION_COMMITTED, 1);
    assert_int_equal(w->n_askers, 1);
    assert_to(&w->askers[0], 1);
    assert_int_equal(w->askers[0].state, SUBMISSION_COMMITTED);
    assert_int_equal(delivery_pending(w->delivery), 0);
}

static void answers_in_any_order_find_their_askers(void **state)
{
    struct world *w = *state;

    submit(w, 1, "a", 1, 0);
    submit(w, 2, "b", 2, 0);
    submit(w, 3, "c", 3, 0);
    answer_receipt(w, 1, SUBMISSION_COMMITTED, 2);
    answer_receipt(w, 2, SUBMISSION_COMMITTED, 3);
    answer_receipt(w, 0, SUBMISSION_COMMITTED, 1);
    assert_int_equal(w->n_askers, 3);
    assert_to(&w->askers[0], 2);
    assert_to(&w->askers[1], 3);
    assert_to(&w->askers[2], 1);
}

static void the_same_content_is_forwarded_once_while_it_is_open(void **state)
{
    struct world *w = *state;

    submit(w, 1, "a", 1, 0);
    submit(w, 2, "a", 1, 5);
    submit(w, 3, "a", 1, 9);
    assert_int_equal(w->n_aggregator, 1);
    answer_receipt(w, 0, SUBMISSION_COMMITTED, 1);
    assert_int_equal(w->n_askers, 3);
    for (uint8_t i = 0; i < 3; i++)
        assert_to(&w->askers[i], i + 1);
    submit(w, 1, "a", 1, 10);
    assert_int_equal(w->n_aggregator, 2);
}

static void other_content_or_another_id_is_forwarded_on_its_own(void **state)
{
    struct world *w = *state;

    submit(w, 1, "a", 1, 0);
    submit(w, 2, "a", 2, 0);
    submit(w, 3, "b", 1, 0);
    assert_int_equal(w->n_aggregator, 3);
    assert_int_equal(delivery_counts(w->delivery)->joined, 0);
}

static void silence_becomes_busy_after_the_timeout_and_the_late_answer_is_dropped(void **state)
{
    struct world *w = *state;

    submit(w, 1, "a", 1, 0);
    submit(w, 2, "b", 2, 10);
    delivery_tick(w->delivery, 29999);
    assert_int_equal(w->n_askers, 0);
    delivery_tick(w->delivery, 30000);
    assert_int_equal(w->n_askers, 1);
    assert_to(&w->askers[0], 1);
    assert_int_equal(w->askers[0].kind, MESSAGE_BUSY);
    assert_in_range(w->askers[0].retry_after_ms, 500, 1000);
    answer_receipt(w, 0, SUBMISSION_COMMITTED, 1);
    assert_int_equal(w->n_askers, 1);
    assert_int_equal(delivery_counts(w->delivery)->late, 1);
    delivery_tick(w->delivery, 30010);
    assert_int_equal(w->n_askers, 2);
}

static void an_away_aggregator_is_busy_at_once(void **state)
{
    struct world *w = *state;
    struct asker from = asker(2);

    delivery_connection(w->delivery, false);
    submit(w, 1, "a", 1, 0);
    delivery_query(w->delivery, &from, &(struct receipt_query){"SICA", "a"}, 0);
    assert_int_equal(w->n_aggregator, 0);
    assert_int_equal(w->n_askers, 2);
    assert_int_equal(w->askers[0].kind, MESSAGE_BUSY);
    assert_string_equal(w->askers[0].text, "the aggregator is away");
    assert_to(&w->askers[1], 2);
}

static void a_lost_connection_answers_all_that_is_open(void **state)
{
    struct world *w = *state;

    submit(w, 1, "a", 1, 0);
    submit(w, 2, "a", 1, 0);
    submit(w, 3, "b", 1, 0);
    delivery_connection(w->delivery, false);
    assert_int_equal(w->n_askers, 3);
    assert_int_equal(w->askers[2].kind, MESSAGE_BUSY);
    assert_int_equal(delivery_pending(w->delivery), 0);
    delivery_connection(w->delivery, true);
    submit(w, 1, "a", 1, 0);
    assert_int_equal(w->n_aggregator, 3);
}

static void more_askers_than_allowed_are_busy_until_one_is_answered(void **state)
{
    struct world *w = *state;

    for (uint8_t i = 1; i <= 5; i++)
        submit(w, i, "a", 1, 0);
    assert_int_equal(w->n_askers, 1);
    assert_to(&w->askers[0], 5);
    assert_int_equal(w->askers[0].kind, MESSAGE_BUSY);
    answer_receipt(w, 0, SUBMISSION_COMMITTED, 1);
    submit(w, 5, "a", 1, 0);
    assert_int_equal(w->n_aggregator, 2);
}

static void more_bytes_than_allowed_are_busy_but_one_always_fits(void **state)
{
    struct world *w = *state;
    struct asker first = asker(1);
    uint8_t digest[32] = {9};
    static const uint8_t large[2000];

    delivery_submit(w->delivery, &first, "SICA", "large", digest,
                    &(struct forward){.submission = {large, sizeof large}}, 0);
    assert_int_equal(w->n_aggregator, 1);
    submit(w, 2, "a", 1, 0);
    assert_int_equal(w->n_aggregator, 1);
    assert_int_equal(w->askers[0].kind, MESSAGE_BUSY);
    answer_receipt(w, 0, SUBMISSION_COMMITTED, 9);
    submit(w, 2, "a", 1, 0);
    assert_int_equal(w->n_aggregator, 2);
}

static void a_full_queue_is_busy_and_leaves_nothing_open(void **state)
{
    struct world *w = *state;

    w->queue_full = true;
    submit(w, 1, "a", 1, 0);
    assert_int_equal(w->n_askers, 1);
    assert_int_equal(w->askers[0].kind, MESSAGE_BUSY);
    assert_int_equal(delivery_pending(w->delivery), 0);
    w->queue_full = false;
    submit(w, 1, "a", 1, 0);
    assert_int_equal(w->n_aggregator, 1);
}

static void draining_refuses_new_requests_and_waits_for_open_ones(void **state)
{
    struct world *w = *state;

    submit(w, 1, "a", 1, 0);
    delivery_drain(w->delivery);
    submit(w, 2, "b", 1, 0);
    assert_int_equal(w->n_askers, 1);
    assert_string_equal(w->askers[0].text, "the collector is stopping");
    answer_receipt(w, 0, SUBMISSION_COMMITTED, 1);
    assert_to(&w->askers[1], 1);
    assert_int_equal(delivery_pending(w->delivery), 0);
}

static void a_rejection_of_an_unknown_id_is_sent_as_it_is(void **state)
{
    struct world *w = *state;

    reject(w, 1, "a", 1);
    assert_int_equal(w->aggregator[0].kind, MESSAGE_RECEIPT_QUERY);
    assert_string_equal(w->aggregator[0].text, "a");
    assert_int_equal(w->n_askers, 0);
    answer_receipt(w, 0, SUBMISSION_UNKNOWN, 0);
    assert_to(&w->askers[0], 1);
    assert_int_equal(w->askers[0].state, SUBMISSION_REJECTED);
    assert_int_equal(w->askers[0].rows, 2);
    assert_int_equal(delivery_pending(w->delivery), 0);
}

static void bytes_that_were_stored_before_the_rules_changed_get_their_receipt_again(void **state)
{
    struct world *w = *state;

    reject(w, 1, "a", 1);
    answer_receipt(w, 0, SUBMISSION_COMMITTED, 1);
    assert_int_equal(w->askers[0].state, SUBMISSION_COMMITTED);
    assert_int_equal(w->askers[0].rows, 1);
}

static void wrong_bytes_under_a_stored_id_are_a_conflict_with_the_stored_digest(void **state)
{
    struct world *w = *state;

    reject(w, 1, "a", 2);
    answer_receipt(w, 0, SUBMISSION_COMMITTED, 1);
    assert_int_equal(w->askers[0].state, SUBMISSION_CONFLICT);
    assert_int_equal(w->askers[0].rows, 0);
    assert_int_equal(w->askers[0].digest[0], 1);
    assert_string_equal(w->askers[0].text, "a");
}

static void a_rejection_is_not_held_back_when_the_aggregator_is_away_or_silent(void **state)
{
    struct world *w = *state;

    reject(w, 1, "a", 1);
    delivery_tick(w->delivery, 30000);
    assert_int_equal(w->askers[0].state, SUBMISSION_REJECTED);
    reject(w, 2, "a", 1);
    delivery_connection(w->delivery, false);
    assert_int_equal(w->askers[1].state, SUBMISSION_REJECTED);
    reject(w, 3, "a", 1);
    assert_int_equal(w->askers[2].state, SUBMISSION_REJECTED);
    assert_to(&w->askers[2], 3);
    assert_int_equal(delivery_counts(w->delivery)->busy, 0);
}

static void a_rejection_without_organization_or_id_needs_no_confirmation(void **state)
{
    struct world *w = *state;

    reject(w, 1, NULL, 1);
    assert_int_equal(w->n_aggregator, 0);
    assert_int_equal(w->askers[0].state, SUBMISSION_REJECTED);
}

static void a_question_for_a_receipt_gets_what_the_aggregator_says(void **state)
{
    struct world *w = *state;
    struct asker from = asker(7);

    delivery_query(w->delivery, &from, &(struct receipt_query){"SICA", "x"}, 0);
    assert_int_equal(w->aggregator[0].kind, MESSAGE_RECEIPT_QUERY);
    answer_receipt(w, 0, SUBMISSION_UNKNOWN, 0);
    assert_to(&w->askers[0], 7);
    assert_int_equal(w->askers[0].state, SUBMISSION_UNKNOWN);
}

static void busy_and_failure_of_the_aggregator_are_passed_on(void **state)
{
    struct world *w = *state;
    struct message busy = {.kind = MESSAGE_BUSY, .busy = {1234, "full"}};
    struct message failure = {.kind = MESSAGE_FAILURE, .failure = {"conflict", "no"}};

    submit(w, 1, "a", 1, 0);
    submit(w, 2, "b", 1, 0);
    memcpy(busy.id, w->aggregator[0].to.id, sizeof busy.id);
    memcpy(failure.id, w->aggregator[1].to.id, sizeof failure.id);
    delivery_answer(w->delivery, &busy);
    delivery_answer(w->delivery, &failure);
    assert_int_equal(w->askers[0].retry_after_ms, 1234);
    assert_to(&w->askers[0], 1);
    assert_string_equal(w->askers[1].text, "conflict");
    assert_to(&w->askers[1], 2);
}

static void an_answer_of_a_wrong_kind_becomes_a_failure(void **state)
{
    struct world *w = *state;
    struct message list = {.kind = MESSAGE_EDITION_LIST};

    submit(w, 1, "a", 1, 0);
    memcpy(list.id, w->aggregator[0].to.id, sizeof list.id);
    delivery_answer(w->delivery, &list);
    assert_int_equal(w->askers[0].kind, MESSAGE_FAILURE);
    assert_string_equal(w->askers[0].text, "internal");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_receipt_reaches_the_asker_under_its_own_id),
        TEST(answers_in_any_order_find_their_askers),
        TEST(the_same_content_is_forwarded_once_while_it_is_open),
        TEST(other_content_or_another_id_is_forwarded_on_its_own),
        TEST(silence_becomes_busy_after_the_timeout_and_the_late_answer_is_dropped),
        TEST(an_away_aggregator_is_busy_at_once),
        TEST(a_lost_connection_answers_all_that_is_open),
        TEST(more_askers_than_allowed_are_busy_until_one_is_answered),
        TEST(more_bytes_than_allowed_are_busy_but_one_always_fits),
        TEST(a_full_queue_is_busy_and_leaves_nothing_open),
        TEST(draining_refuses_new_requests_and_waits_for_open_ones),
        TEST(a_rejection_of_an_unknown_id_is_sent_as_it_is),
        TEST(bytes_that_were_stored_before_the_rules_changed_get_their_receipt_again),
        TEST(wrong_bytes_under_a_stored_id_are_a_conflict_with_the_stored_digest),
        TEST(a_rejection_is_not_held_back_when_the_aggregator_is_away_or_silent),
        TEST(a_rejection_without_organization_or_id_needs_no_confirmation),
        TEST(a_question_for_a_receipt_gets_what_the_aggregator_says),
        TEST(busy_and_failure_of_the_aggregator_are_passed_on),
        TEST(an_answer_of_a_wrong_kind_becomes_a_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
