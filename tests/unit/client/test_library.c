/* libroundtable as a program of an organization sees it: its header, the shared library, a
 * collector behind a socket. */
#include "support/test.h"

#include "fake.h"
#include <roundtable.h>
#include <stdlib.h>

struct collector {
    int busy_left; /* Busy is said so often first */
    int submits;
    uint8_t digests[8][32];
    bool refuse;
};

static bool answer(void *self, const struct message *request, struct arena *arena,
                   struct message *ret)
{
    static const struct problem problem = {2, "date", "2015-02-29", "not_a_date", "No such day."};
    static const uint8_t outcomes[] = {OUTCOME_REJECTED, OUTCOME_REJECTED};
    struct collector *collector = self;

    if (request->kind == MESSAGE_RECEIPT_QUERY) {
        ret->kind = MESSAGE_RECEIPT;
        ret->receipt = (struct receipt){.organization = request->receipt_query.organization,
                                        .submission_id = request->receipt_query.submission_id,
                                        .state = SUBMISSION_UNKNOWN};
        return true;
    }
    digest_sha256(request->submit.bytes, request->submit.size,
                  collector->digests[collector->submits++ % 8]);
    if (collector->busy_left-- > 0) {
        ret->kind = MESSAGE_BUSY;
        ret->busy = (struct busy){10, "the database is away"};
        return true;
    }
    fake_committed(request->submit, arena, ret);
    if (!collector->refuse)
        return true;
    ret->receipt.state = SUBMISSION_REJECTED;
    ret->receipt.inserted = 0;
    ret->receipt.rejected = ret->receipt.rows;
    ret->receipt.outcomes = outcomes;
    ret->receipt.problems = (struct problems){(struct problem *)&problem, 1, 1};
    return true;
}

/* A submission of two treaty actions. */
static struct roundtable_submission *two_rows(void)
{
    static const char *const fields[] = {"ref_area", "instrument", "action", "date"};
    static const char *const first[] = {"PER", "OPSC", "ratification", "2002-05-08"};
    static const char *const second[] = {"CHL", "OPSC", NULL, "2015-02-29"};
    struct roundtable_submission *submission;

    assert_int_equal(roundtable_submission_create("IIN-OAS", "t-1", &submission, NULL), 0);
    assert_int_equal(roundtable_submission_add(submission, "treaty_action", fields, first, 4, NULL),
                     0);
    assert_int_equal(
        roundtable_submission_add(submission, "treaty_action", fields, second, 4, NULL), 0);
    return submission;
}

static void rows_are_submitted_through_busy_with_the_same_bytes(void **state)
{
    struct collector collector = {.busy_left = 2};
    struct fake *fake = fake_start(answer, &collector);
    struct roundtable_connection *connection;
    struct roundtable_receipt *receipt;
    struct roundtable_submission *submission = two_rows();
    struct roundtable_error error;
    (void)state;

    assert_int_equal(roundtable_open(fake_endpoint(fake), 20000, &connection, &error), 0);
    assert_int_equal(roundtable_submit(connection, submission, &receipt, &error), ROUNDTABLE_OK);
    assert_int_equal(roundtable_receipt_state(receipt), ROUNDTABLE_COMMITTED);
    assert_int_equal(roundtable_receipt_rows(receipt), 2);
    assert_int_equal(roundtable_receipt_count(receipt, ROUNDTABLE_INSERTED), 2);
    assert_int_equal(roundtable_receipt_outcome(receipt, 2), ROUNDTABLE_INSERTED);
    assert_int_equal(roundtable_receipt_outcome(receipt, 3), 0);
    assert_string_equal(roundtable_receipt_recorded_at(receipt), "2016-05-30T12:00:00.000000Z");
    roundtable_receipt_destroy(receipt);
    roundtable_submission_destroy(submission);
    roundtable_close(connection);
    fake_stop(fake);
    assert_int_equal(collector.submits, 3);
    assert_memory_equal(collector.digests[0], collector.digests[2], 32);
}

static void a_refusal_is_a_receipt_with_problems(void **state)
{
    struct collector collector = {.refuse = true};
    struct fake *fake = fake_start(answer, &collector);
    struct roundtable_connection *connection;
    struct roundtable_receipt *receipt;
    struct roundtable_submission *submission = two_rows();
    struct roundtable_problem problem;
    (void)state;

    assert_int_equal(roundtable_open(fake_endpoint(fake), 20000, &connection, NULL), 0);
    assert_int_equal(roundtable_submit(connection, submission, &receipt, NULL), ROUNDTABLE_OK);
    assert_int_equal(roundtable_receipt_state(receipt), ROUNDTABLE_REJECTED);
    assert_int_equal(roundtable_receipt_problem_count(receipt), 1);
    problem = roundtable_receipt_problem(receipt, 0);
    assert_int_equal(problem.row, 2);
    assert_string_equal(problem.field, "date");
    assert_string_equal(problem.value, "2015-02-29");
    assert_string_equal(problem.code, "not_a_date");
    assert_string_equal(roundtable_receipt_problem(receipt, 1).message, "");
    roundtable_receipt_destroy(receipt);
    assert_int_equal(roundtable_query(connection, "SICA", "x", &receipt, NULL), ROUNDTABLE_OK);
    assert_int_equal(roundtable_receipt_state(receipt), ROUNDTABLE_UNKNOWN);
    roundtable_receipt_destroy(receipt);
    roundtable_submission_destroy(submission);
    roundtable_close(connection);
    fake_stop(fake);
}

static void without_a_collector_the_caller_is_told_to_come_again(void **state)
{
    struct roundtable_connection *connection;
    struct roundtable_receipt *receipt = NULL;
    struct roundtable_submission *submission = two_rows();
    struct roundtable_error error;
    (void)state;

    assert_int_equal(roundtable_open("tcp://127.0.0.1:9", 300, &connection, &error), 0);
    assert_int_equal(roundtable_submit(connection, submission, &receipt, &error), ROUNDTABLE_AGAIN);
    assert_int_equal(error.code, ROUNDTABLE_AGAIN);
    assert_true(error.text[0] != '\0');
    assert_null(receipt);
    roundtable_submission_destroy(submission);
    roundtable_close(connection);
}

static void wrong_use_is_an_error_and_never_the_end(void **state)
{
    static const char *const unknown[] = {"colour"}, *const title[] = {"title"};
    static const char *const red[] = {"red"}, *const broken[] = {"\xFF"};
    struct roundtable_connection *connection;
    struct roundtable_submission *submission;
    struct roundtable_receipt *receipt;
    struct roundtable_error error;
    char *huge = malloc(70001);
    (void)state;

    memset(huge, 'x', 70000);
    huge[70000] = '\0';
    const char *const long_value[] = {huge};
    assert_int_equal(roundtable_open(NULL, 1, &connection, &error), ROUNDTABLE_INVALID);
    assert_int_equal(roundtable_open("tcp://127.0.0.1:9", 0, &connection, NULL),
                     ROUNDTABLE_INVALID);
    assert_true(roundtable_open("nonsense", 1, &connection, &error) != ROUNDTABLE_OK);
    assert_true(error.text[0] != '\0');
    assert_int_equal(roundtable_submission_create("A", "no good", &submission, &error), 2);
    assert_int_equal(roundtable_submission_create("", "id", &submission, &error), 2);
    assert_int_equal(roundtable_submission_create("\xFF", "id", &submission, &error), 2);
    assert_int_equal(roundtable_submission_create("A", "id", &submission, &error), 0);
    assert_int_equal(roundtable_submission_add(submission, "rumour", title, red, 1, &error), 2);
    assert_int_equal(roundtable_submission_add(submission, "law", unknown, red, 1, &error), 2);
    assert_non_null(strstr(error.text, "colour"));
    assert_int_equal(roundtable_submission_add(submission, "law", title, broken, 1, &error), 2);
    assert_int_equal(roundtable_submission_add(submission, "law", title, long_value, 1, &error), 2);
    assert_int_equal(roundtable_submission_add(submission, "law", NULL, NULL, 1, &error), 2);
    assert_int_equal(roundtable_submission_add(NULL, "law", title, red, 1, &error), 2);
    assert_int_equal(roundtable_submission_set_nil(submission, "none", &error), 0);
    assert_int_equal(roundtable_submission_add(submission, "law", title, red, 1, &error), 2);
    assert_int_equal(roundtable_submission_set_replaces(submission, "a b", &error), 2);
    assert_int_equal(roundtable_submission_set_edition(submission, NULL, &error), 2);
    assert_int_equal(roundtable_submit(NULL, submission, &receipt, &error), 2);
    assert_int_equal(roundtable_query(NULL, "A", "id", &receipt, &error), 2);
    roundtable_submission_destroy(submission);
    roundtable_submission_destroy(NULL);
    roundtable_close(NULL);
    roundtable_receipt_destroy(NULL);
    assert_int_equal(roundtable_receipt_rows(NULL), 0);
    assert_string_equal(roundtable_version(), "0.1.0");
    free(huge);
}

static void a_submission_takes_ten_thousand_rows_and_no_more(void **state)
{
    static const char *const fields[] = {"title"}, *const values[] = {"A"};
    struct roundtable_submission *submission;
    struct roundtable_error error;
    (void)state;

    assert_int_equal(roundtable_submission_create("A", "id", &submission, NULL), 0);
    for (int i = 0; i < 10000; i++)
        assert_int_equal(roundtable_submission_add(submission, "law", fields, values, 1, NULL), 0);
    assert_int_equal(roundtable_submission_add(submission, "law", fields, values, 1, &error),
                     ROUNDTABLE_INVALID);
    assert_non_null(strstr(error.text, "10000"));
    roundtable_submission_destroy(submission);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_submitted_through_busy_with_the_same_bytes),
        cmocka_unit_test(a_refusal_is_a_receipt_with_problems),
        cmocka_unit_test(without_a_collector_the_caller_is_told_to_come_again),
        cmocka_unit_test(wrong_use_is_an_error_and_never_the_end),
        cmocka_unit_test(a_submission_takes_ten_thousand_rows_and_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
