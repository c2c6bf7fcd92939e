#include "envelope.pb-c.h"
#include "sample.h"
#include "support/test.h"
#include "wire/limits.h"
#include "wire/message.h"
#include <stdlib.h>

enum { VARIANTS = 9 };

static struct arena *new_arena(void)
{
    return arena_create(WIRE_ARENA_BYTES_MAX);
}

static const ProtobufCMessageDescriptor *envelope = &roundtable__envelope__descriptor;

/* Numbers of the bodies of an Envelope: behind version and id. */
static unsigned body_number(unsigned i)
{
    return envelope->fields[2 + i].id;
}

static void a_full_message_of_every_kind_comes_back_byte_for_byte(void **state)
{
    (void)state;
    assert_int_equal(envelope->n_fields - 2, MESSAGE_KIND_COUNT);
    for (unsigned i = 0; i < MESSAGE_KIND_COUNT * VARIANTS; i++) {
        OWNED(arena) arena = new_arena();
        SCOPED(buffer) sent = {0}, again = {0};
        struct message message;
        struct error err = {0};

        sample_envelope(body_number(i / VARIANTS), i % VARIANTS, &sent);
        if (message_unpack(sent.bytes, sent.used, arena, &message, &err) != STATUS_OK)
            fail_msg("%s: %s", message_kind_name((enum message_kind)(i / VARIANTS)), err.text);
        assert_int_equal(message.kind, i / VARIANTS);
        message_pack(&message, &again);
        if (again.used != sent.used || memcmp(again.bytes, sent.bytes, sent.used) != 0)
            fail_msg("%s, variant %u: another message came back", message_kind_name(message.kind),
                     i % VARIANTS);
    }
}

static void an_empty_message_is_taken_or_refused_for_what_it_lacks(void **state)
{
    static const char *const lacks[MESSAGE_KIND_COUNT] = {
        [MESSAGE_RECEIPT_QUERY] = "ReceiptQuery.organization: is missing",
        [MESSAGE_RECEIPT] = "Receipt.state: is missing",
        [MESSAGE_EDITION_PLAN] = "EditionPlan.edition: is missing",
        [MESSAGE_ASK] = "Ask: has no question",
        [MESSAGE_REPORT_QUERY] = "ReportQuery.format: is missing",
        [MESSAGE_REPORT] = "Report.format: is missing",
    };

    (void)state;
    for (unsigned i = 0; i < MESSAGE_KIND_COUNT; i++) {
        OWNED(arena) arena = new_arena();
        SCOPED(buffer) sent = {0}, again = {0};
        struct message message;
        struct error err = {0};
        enum status status;

        sample_empty_envelope(body_number(i), &sent);
        status = message_unpack(sent.bytes, sent.used, arena, &message, &err);
        assert_string_equal(err.text, lacks[i] != NULL ? lacks[i] : "");
        assert_int_equal(status, lacks[i] != NULL ? STATUS_INVALID : STATUS_OK);
        if (status != STATUS_OK) {
            assert_string_equal(message.failure.code, "invalid");
            continue;
        }
        message_pack(&message, &again);
        assert_int_equal(message_unpack(again.bytes, again.used, arena, &message, &err), STATUS_OK);
        assert_int_equal(message.kind, i);
    }
}

/* Reading and writing could both confuse the same two fields: so look at some from outside. */
static void what_is_read_lands_where_it_belongs(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) sent = {0};
    struct message message;
    const struct receipt *receipt = &message.receipt;

    (void)state;
    sample_envelope(ROUNDTABLE__ENVELOPE__BODY_RECEIPT, 0, &sent);
    assert_int_equal(message_unpack(sent.bytes, sent.used, arena, &message, NULL), STATUS_OK);
    assert_memory_equal(message.id, "0123456789abcdef", 16);
    assert_string_equal(receipt->organization, "organization é0");
    assert_string_equal(receipt->submission_id, "submission_id é0");
    assert_int_equal(receipt->inserted, 1);
    assert_int_equal(receipt->revised, 2);
    assert_int_equal(receipt->unchanged, 3);
    assert_int_equal(receipt->rejected, 4);
    assert_int_equal(receipt->outcomes[0], OUTCOME_REJECTED);
    assert_int_equal(receipt->outcomes[1], OUTCOME_INSERTED);
    assert_int_equal(receipt->problems.n_listed, 2);
    assert_int_equal(receipt->problems.count, 113);
    assert_string_equal(receipt->problems.listed[1].code, "code é0");
    assert_int_equal(receipt->recorded_us % 1000000, 3);
}

static void an_aggregate_comes_back_with_numbers(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) sent = {0};
    struct message message;
    const struct aggregate *aggregate = &message.answer.aggregate;

    (void)state;
    sample_envelope(ROUNDTABLE__ENVELOPE__BODY_ANSWER, 2, &sent);
    assert_int_equal(message_unpack(sent.bytes, sent.used, arena, &message, NULL), STATUS_OK);
    assert_int_equal(message.answer.question, QUESTION_AGGREGATE);
    assert_true(aggregate->has_value && aggregate->has_bounds);
    assert_true(aggregate->value == 28378 * (DECIMAL_ONE / 1000));
    assert_true(aggregate->upper == -295 * (DECIMAL_ONE / 10));
    assert_true(aggregate->inputs[1].weight == INT64_C(9007199254740993));
    assert_string_equal(aggregate->inputs[1].area->iso3, "ref_area é0");
    assert_string_equal(aggregate->inputs[1].fact->record.values[OBS_TIME_PERIOD].text,
                        "time_period é0");
    assert_string_equal(aggregate->exclusions[0].fact->record.values[OBS_VALUE].text, "value é0");
}

static void a_withheld_aggregate_has_its_reason_and_no_value(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) sent = {0};
    struct aggregate_exclusion exclusion = {.ref_area = "AFG", .reason = "no_value"};
    struct message message = {.kind = MESSAGE_ANSWER,
                              .answer = {.question = QUESTION_AGGREGATE,
                                         .aggregate = {.withheld_because = "too few",
                                                       .exclusions = &exclusion,
                                                       .n_exclusions = 1}}};
    struct message got;

    (void)state;
    message_pack(&message, &sent);
    assert_int_equal(message_unpack(sent.bytes, sent.used, arena, &got, NULL), STATUS_OK);
    assert_false(got.answer.aggregate.has_value);
    assert_false(got.answer.aggregate.has_bounds);
    assert_string_equal(got.answer.aggregate.withheld_because, "too few");
    assert_null(got.answer.aggregate.exclusions[0].fact);
}

static void questions_that_leave_out_what_has_a_default_get_it(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) count = {0}, ask = {0}, sent = {0};
    struct message message;
    const struct count_query *query = &message.ask.count;

    (void)state;
    put_text(&count, 1, "treaty_action");
    put_text(&count, 3, "OPSC");
    put_text(&count, 8, "2016-05-30");
    put_sized(&ask, 10, count.bytes, count.used);
    put_envelope(&sent);
    put_sized(&sent, 40, ask.bytes, ask.used);
    assert_int_equal(message_unpack(sent.bytes, sent.used, arena, &message, NULL), STATUS_OK);
    assert_int_equal(query->kind, KIND_TREATY_ACTION);
    assert_int_equal(query->basis, BASIS_DEPOSITED);
    assert_int_equal(query->status, TREATY_PARTY);
    assert_int_equal(query->reference_date, day_of(2016, 5, 30));
    assert_false(query->has_since);
    assert_null(query->among);
    assert_null(message.ask.cutoff);
}

/* An Ask whose question is `member`, with texts in fields 1, 2, 3 and so on ("" leaves one out). */
static void assert_question_refused(unsigned member, const char *const *texts, const char *sentence)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) question = {0}, ask = {0}, sent = {0};
    struct message message;
    struct error err = {0};

    for (unsigned i = 0; texts[i] != NULL; i++)
        if (texts[i][0] >= '0' && texts[i][0] <= '9' && texts[i][1] == '#')
            put_number(&question, i + 1, (uint64_t)atoi(texts[i] + 2));
        else if (texts[i][0] != '\0')
            put_text(&question, i + 1, texts[i]);
    put_sized(&ask, member, question.bytes, question.used);
    put_envelope(&sent);
    put_sized(&sent, 40, ask.bytes, ask.used);
    assert_int_equal(message_unpack(sent.bytes, sent.used, arena, &message, &err), STATUS_INVALID);
    if (strstr(err.text, sentence) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, sentence);
    assert_string_equal(message.failure.code, "invalid");
    assert_string_equal(message.failure.message, err.text);
    assert_memory_equal(message.id, "0123456789abcdef", 16);
}

#define TEXTS(...)        \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }

static void questions_without_sense_are_refused_with_the_field(void **state)
{
    (void)state;
    assert_question_refused(10, TEXTS("laws"), "CountQuestion.kind: there is no kind 'laws'");
    assert_question_refused(10, TEXTS("law"), "CountQuestion.reference_date: is missing");
    assert_question_refused(10, TEXTS("law", "", "", "", "", "", "", "2015-02-29"),
                            "CountQuestion.reference_date: ");
    assert_question_refused(10, TEXTS("law", "", "", "", "", "", "", "2016-05-30"),
                            "CountQuestion.topic: is missing");
    assert_question_refused(10, TEXTS("treaty_action", "", "", "", "", "", "", "2016-05-30"),
                            "CountQuestion.instrument: is missing");
    assert_question_refused(10, TEXTS("observation", "", "", "", "", "", "", "2016-05-30"),
                            "observations are not counted");
    assert_question_refused(11, TEXTS(""), "FactsQuestion.kind: is missing");
    assert_question_refused(11, TEXTS("law", "", "", "", "", "", "0#5001"),
                            "FactsQuestion.limit: 5001 is over 5000");
    assert_question_refused(11, TEXTS("law", "", "", "", "", "\n\6colour"),
                            "FieldFilter.field: law has no field 'colour'");
    assert_question_refused(
        12, TEXTS("I", "SACG", "", "", "", "", "", "", "", "0#2020", "0#2010", "", "2016-05-30"),
        "2020 to 2010 is no span of years");
    assert_question_refused(
        12, TEXTS("I", "SACG", "", "", "", "", "", "", "", "", "", "", "2016-05-30"),
        "AggregateQuestion.window_first, window_last: are missing");
    assert_question_refused(
        12,
        TEXTS("I", "SACG", "", "", "", "", "", "", "", "0#2010", "0#2020", "", "2016-05-30", "101"),
        "AggregateQuestion.coverage_floor: 101 is not from 0 to 100");
    assert_question_refused(13, TEXTS("", "law"), "ChangesQuestion.since: is missing");
    assert_question_refused(13, TEXTS("2016", "laws"), "ChangesQuestion.kind: there is no kind");
}

static void another_version_is_refused_with_its_own_code_and_the_id(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) sent = {0};
    struct message message;
    struct error err;

    (void)state;
    put_number(&sent, 1, 2);
    put_text(&sent, 2, "0123456789abcdef");
    put_sized(&sent, 99, "of the future", 13);
    assert_int_equal(message_unpack(sent.bytes, sent.used, arena, &message, &err), STATUS_INVALID);
    assert_string_equal(err.text, "version 2 of the protocol is not spoken here; send version 1");
    assert_int_equal(message.kind, MESSAGE_FAILURE);
    assert_string_equal(message.failure.code, "version");
    assert_memory_equal(message.id, "0123456789abcdef", 16);
}

static void requests_with_new_fields_are_refused_and_answers_are_not(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) query = {0}, busy = {0};
    struct message message;
    struct error err;

    (void)state;
    put_envelope(&query);
    put_sized(&query, 35, "\xa2\x06\x01z", 4); /* EditionQuery, field 100 */
    assert_int_equal(message_unpack(query.bytes, query.used, arena, &message, &err),
                     STATUS_INVALID);
    assert_string_equal(err.text, "Envelope.edition_query: unknown field 100");
    assert_string_equal(message.failure.code, "malformed");
    put_envelope(&busy);
    put_sized(&busy, 60, "\x08\x05\xa2\x06\x01z", 6);
    assert_int_equal(message_unpack(busy.bytes, busy.used, arena, &message, &err), STATUS_OK);
    assert_int_equal(message.busy.retry_after_ms, 5);
}

static void a_message_without_body_is_refused(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) sent = {0};
    struct message message;
    struct error err;

    (void)state;
    put_envelope(&sent);
    assert_int_equal(message_unpack(sent.bytes, sent.used, arena, &message, &err), STATUS_INVALID);
    assert_string_equal(err.text, "Envelope: has no body");
    assert_string_equal(message.failure.code, "malformed");
    put_sized(&sent, 70, "of the future", 13);
    assert_int_equal(message_unpack(sent.bytes, sent.used, arena, &message, &err), STATUS_INVALID);
    assert_string_equal(err.text, "Envelope: its body is of no kind known here");
    assert_string_equal(message.failure.code, "unsupported");
    assert_int_equal(message_unpack(NULL, 0, arena, &message, &err), STATUS_INVALID);
    assert_string_equal(err.text, "Envelope.version: is missing");
    assert_memory_equal(message.id, (uint8_t[16]){0}, 16);
}

static void a_request_over_its_size_is_refused_before_it_is_looked_into(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) sent = {0};
    struct message message;
    struct error err;

    (void)state;
    put_envelope(&sent);
    put_number(&sent, 10, 0); /* any Submit, even a wrong one */
    buffer_reserve(&sent, MESSAGE_BYTES_MAX);
    memset(sent.bytes + sent.used, 0, MESSAGE_BYTES_MAX);
    sent.used += MESSAGE_BYTES_MAX;
    assert_int_equal(message_unpack(sent.bytes, sent.used, arena, &message, &err), STATUS_INVALID);
    assert_non_null(strstr(err.text, "is over the limit of 16777216"));
    assert_string_equal(message.failure.code, "too_large");
    assert_true(arena_used(arena) < 4096);
}

static void a_message_that_passes_the_arenas_cap_is_too_large(void **state)
{
    SCOPED(buffer) sent = {0};

    (void)state;
    sample_envelope(ROUNDTABLE__ENVELOPE__BODY_ANSWER, 0, &sent);
    for (size_t cap = 16; cap < 4096; cap += 16) {
        OWNED(arena) arena = arena_create(cap);
        struct message message;
        struct error err;

        assert_int_equal(message_unpack(sent.bytes, sent.used, arena, &message, &err),
                         STATUS_INVALID);
        assert_non_null(strstr(err.text, "too large"));
    }
}

static void receipts_that_do_not_add_up_are_refused(void **state)
{
    OWNED(arena) arena = new_arena();
    struct message got,
        message = {
            .kind = MESSAGE_RECEIPT,
            .receipt = {.state = SUBMISSION_COMMITTED, .rows = 3, .inserted = 1, .unchanged = 1}};
    SCOPED(buffer) sent = {0};
    struct error err;

    (void)state;
    message_pack(&message, &sent);
    assert_int_equal(message_unpack(sent.bytes, sent.used, arena, &got, &err), STATUS_INVALID);
    assert_string_equal(err.text, "Receipt: inserted, revised, unchanged and rejected are 2 "
                                  "together, but there are 3 rows");
}

static void what_a_figure_does_not_know_stays_unknown(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) sent = {0};
    struct state_entry entry = {.ref_area = "PER", .counts_from = DAY_MIN};
    struct message got,
        message = {.kind = MESSAGE_ANSWER,
                   .answer = {.question = QUESTION_COUNT,
                              .figure = {.undetermined = &entry, .n_undetermined = 1}}};
    const struct figure *figure = &got.answer.figure;

    (void)state;
    message_pack(&message, &sent);
    assert_int_equal(message_unpack(sent.bytes, sent.used, arena, &got, NULL), STATUS_OK);
    assert_int_equal(figure->reference_date, 0);
    assert_false(figure->has_since);
    assert_int_equal(figure->n_states, 0);
    assert_string_equal(figure->undetermined[0].ref_area, "PER");
    assert_int_equal(figure->undetermined[0].counts_from, DAY_MAX);
    assert_int_equal(figure->undetermined[0].since, SINCE_NOT_ASKED);
    assert_int_equal(figure->undetermined[0].n_provenance, 0);
}

static void changes_must_agree_with_their_rows(void **state)
{
    static const struct {
        enum change_what what;
        bool before, after, other_kind;
        const char *sentence;
    } cases[] = {
        {CHANGE_REVISED, true, true, false, ""},
        {CHANGE_INSERTED, false, true, false, ""},
        {CHANGE_ENDED, true, false, false, ""},
        {CHANGE_INSERTED, true, true, false,
         "Change: 'inserted' does not fit its rows before and after"},
        {CHANGE_ENDED, false, true, false,
         "Change: 'ended' does not fit its rows before and after"},
        {CHANGE_REVISED, true, true, true, "Change.kind: is not the kind of its rows"},
    };
    struct value values[FIELD_MAX] = {{NULL, 0}};
    struct record law = {KIND_LAW, 1, values}, plan = {KIND_REGIONAL_PLAN, 1, values};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        OWNED(arena) arena = new_arena();
        SCOPED(buffer) sent = {0};
        struct change change = {.what = cases[i].what,
                                .before = cases[i].before ? &law : NULL,
                                .after = cases[i].after ? &law : NULL};
        struct message got, message = {.kind = MESSAGE_ANSWER,
                                       .answer = {.question = QUESTION_CHANGES,
                                                  .changes = {.changes = &change, .n = 1}}};
        struct error err = {0};
        enum status status;

        if (cases[i].other_kind)
            change.before = &plan;
        message_pack(&message, &sent);
        status = message_unpack(sent.bytes, sent.used, arena, &got, &err);
        assert_string_equal(err.text, cases[i].sentence);
        assert_int_equal(status, err.text[0] != '\0' ? STATUS_INVALID : STATUS_OK);
    }
}

static void the_id_can_be_read_alone(void **state)
{
    SCOPED(buffer) sent = {0};
    uint8_t id[MESSAGE_ID_SIZE];

    (void)state;
    put_envelope(&sent);
    buffer_append(&sent, "\xff\xff", 2);
    assert_true(message_id(sent.bytes, sent.used, id));
    assert_memory_equal(id, "0123456789abcdef", 16);
    assert_false(message_id((const uint8_t *)"\x12\x03"
                                             "abc",
                            5, id));
}

static void the_largest_submission_and_report_fit_into_a_message(void **state)
{
    OWNED(arena) arena = new_arena();
    SCOPED(buffer) content = {0}, sent = {0};
    struct message got, submit = {.kind = MESSAGE_SUBMIT}, report = {.kind = MESSAGE_REPORT};

    (void)state;
    buffer_reserve(&content, WIRE_REPORT_BYTES_MAX);
    memset(content.bytes, 'x', WIRE_REPORT_BYTES_MAX);
    submit.submit = (struct bytes){content.bytes, SUBMISSION_BYTES_MAX};
    message_pack(&submit, &sent);
    assert_int_equal(message_unpack(sent.bytes, sent.used, arena, &got, NULL), STATUS_OK);
    assert_int_equal(got.submit.size, SUBMISSION_BYTES_MAX);
    buffer_clear(&sent);
    report.report.format = REPORT_HTML;
    report.report.content = (struct bytes){content.bytes, WIRE_REPORT_BYTES_MAX};
    message_pack(&report, &sent);
    assert_int_equal(message_unpack(sent.bytes, sent.used, arena, &got, NULL), STATUS_OK);
    assert_int_equal(got.report.content.size, WIRE_REPORT_BYTES_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_message_of_every_kind_comes_back_byte_for_byte),
        cmocka_unit_test(an_empty_message_is_taken_or_refused_for_what_it_lacks),
        cmocka_unit_test(what_is_read_lands_where_it_belongs),
        cmocka_unit_test(an_aggregate_comes_back_with_numbers),
        cmocka_unit_test(a_withheld_aggregate_has_its_reason_and_no_value),
        cmocka_unit_test(questions_that_leave_out_what_has_a_default_get_it),
        cmocka_unit_test(questions_without_sense_are_refused_with_the_field),
        cmocka_unit_test(another_version_is_refused_with_its_own_code_and_the_id),
        cmocka_unit_test(requests_with_new_fields_are_refused_and_answers_are_not),
        cmocka_unit_test(a_message_without_body_is_refused),
        cmocka_unit_test(a_request_over_its_size_is_refused_before_it_is_looked_into),
        cmocka_unit_test(a_message_that_passes_the_arenas_cap_is_too_large),
        cmocka_unit_test(receipts_that_do_not_add_up_are_refused),
        cmocka_unit_test(what_a_figure_does_not_know_stays_unknown),
        cmocka_unit_test(changes_must_agree_with_their_rows),
        cmocka_unit_test(the_id_can_be_read_alone),
        cmocka_unit_test(the_largest_submission_and_report_fit_into_a_message),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
