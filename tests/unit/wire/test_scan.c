#include "base/arena.h"
#include "envelope.pb-c.h"
#include "sample.h"
#include "support/test.h"
#include "wire/limits.h"
#include "wire/scan.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static enum status scan(const ProtobufCMessageDescriptor *type, const struct buffer *bytes,
                        struct error *err)
{
    return scan_message(type, bytes->bytes, bytes->used, SCAN_REFUSE_UNKNOWN, err);
}

static void assert_refused(const ProtobufCMessageDescriptor *type, const struct buffer *bytes,
                           const char *sentence)
{
    struct error err = {0};

    assert_int_equal(scan(type, bytes, &err), STATUS_INVALID);
    assert_int_equal(err.status, STATUS_INVALID);
    assert_string_equal(err.text, sentence);
}

static void assert_taken(const ProtobufCMessageDescriptor *type, const struct buffer *bytes)
{
    struct error err = {0};

    if (scan(type, bytes, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static double cpu_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Sanitizers make it slower, by five times and more on a busy machine. */
#ifdef __SANITIZE_ADDRESS__
#define REFUSED_WITHIN_MS 50
#else
#define REFUSED_WITHIN_MS 5
#endif

/* The best of some runs: others use the machine too. */
static void assert_refused_at_once(const ProtobufCMessageDescriptor *type,
                                   const struct buffer *bytes, const char *sentence)
{
    double best = 1e9;

    for (int i = 0; i < 5; i++) {
        double start = cpu_ms(), took;

        assert_refused(type, bytes, sentence);
        took = cpu_ms() - start;
        best = took < best ? took : best;
    }
    if (best >= REFUSED_WITHIN_MS)
        fail_msg("refusing took %.1f ms", best);
}

static void a_singular_message_given_again_and_again_is_refused_at_once(void **state)
{
    SCOPED(buffer) bytes = {0};

    (void)state;
    while (bytes.used < 512 << 10)
        put_sized(&bytes, 6, "\n\1x", 3);
    assert_refused_at_once(&roundtable__submission__descriptor, &bytes,
                           "Submission.nil: is given twice");
}

static void a_million_bytes_of_empty_messages_are_refused_at_once(void **state)
{
    SCOPED(buffer) bytes = {0};

    (void)state;
    while (bytes.used < 1 << 20)
        put_sized(&bytes, 7, NULL, 0);
    assert_refused_at_once(&roundtable__submission__descriptor, &bytes,
                           "Submission.rows[10000]: more than 10000 of them");
}

static void texts_must_be_utf8_without_nul_and_of_bounded_length(void **state)
{
    static const char *const wrong[] = {"\xff", "\xc0\xaf", "\xed\xa0\x80", "abc\xc3",
                                        "\xf4\x90\x80\x80"};
    char *text = calloc(1, WIRE_TEXT_BYTES_MAX + 1);

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        SCOPED(buffer) bytes = {0};

        put_text(&bytes, 1, wrong[i]);
        assert_refused(&roundtable__submission__descriptor, &bytes,
                       "Submission.organization: is not UTF-8");
    }
    SCOPED(buffer) nul = {0};
    put_sized(&nul, 1, "a\0b", 3);
    assert_refused(&roundtable__submission__descriptor, &nul,
                   "Submission.organization: contains a NUL character");
    memset(text, 'x', WIRE_TEXT_BYTES_MAX + 1);
    SCOPED(buffer) longest = {0};
    put_sized(&longest, 1, text, WIRE_TEXT_BYTES_MAX);
    assert_taken(&roundtable__submission__descriptor, &longest);
    SCOPED(buffer) longer = {0};
    put_sized(&longer, 1, text, WIRE_TEXT_BYTES_MAX + 1);
    assert_refused(&roundtable__submission__descriptor, &longer,
                   "Submission.organization: more than 65536 bytes");
    free(text);
}

static void the_sentence_names_the_way_to_the_field(void **state)
{
    SCOPED(buffer) law = {0}, row = {0}, bytes = {0};

    (void)state;
    put_text(&law, 6, "bullying");
    put_text(&law, 6, "\xff");
    put_sized(&row, 11, law.bytes, law.used);
    put_sized(&bytes, 7, NULL, 0);
    put_sized(&bytes, 7, row.bytes, row.used);
    assert_refused(&roundtable__submission__descriptor, &bytes,
                   "Submission.rows[2].law.topics[2]: is not UTF-8");
}

static void a_field_and_a_member_of_a_oneof_come_once(void **state)
{
    SCOPED(buffer) twice = {0}, both = {0}, number = {0};

    (void)state;
    put_text(&twice, 2, "a");
    put_text(&twice, 2, "a");
    assert_refused(&roundtable__submission__descriptor, &twice, "Submission.id: is given twice");
    put_sized(&both, 10, NULL, 0);
    put_sized(&both, 18, NULL, 0);
    assert_refused(&roundtable__row__descriptor, &both,
                   "Row.global_initiative: is given beside another of which only one may be");
    put_number(&number, 1, 5);
    put_number(&number, 1, 5);
    assert_refused(&roundtable__row__descriptor, &number, "Row.number: is given twice");
}

static void unknown_fields_are_refused_or_passed_as_asked(void **state)
{
    SCOPED(buffer) bytes = {0}, group = {0};
    struct error err;

    (void)state;
    put_number(&bytes, 100, 7);
    put_text(&bytes, 101, "new");
    put_varint(&bytes, 102 << 3 | 5);
    buffer_append(&bytes, "1234", 4);
    put_varint(&bytes, 103 << 3 | 1);
    buffer_append(&bytes, "12345678", 8);
    assert_refused(&roundtable__busy__descriptor, &bytes, "Busy: unknown field 100");
    assert_int_equal(scan_message(&roundtable__busy__descriptor, bytes.bytes, bytes.used,
                                  SCAN_PASS_UNKNOWN, &err),
                     STATUS_OK);
    put_varint(&group, 100 << 3 | 3);
    put_varint(&group, 100 << 3 | 4);
    assert_int_equal(scan_message(&roundtable__busy__descriptor, group.bytes, group.used,
                                  SCAN_PASS_UNKNOWN, &err),
                     STATUS_INVALID);
    assert_string_equal(err.text, "Busy: an unknown field is malformed");
}

static void numbers_must_fit_their_type(void **state)
{
    static const struct {
        const ProtobufCMessageDescriptor *type;
        unsigned field;
        uint64_t number;
        const char *sentence;
    } cases[] = {
        {&roundtable__row__descriptor, 1, UINT32_MAX, NULL},
        {&roundtable__row__descriptor, 1, UINT64_C(1) << 32, "Row.number: is over 32 bits"},
        {&roundtable__submission__descriptor, 5, 1, NULL},
        {&roundtable__submission__descriptor, 5, 2,
         "Submission.best_effort: is neither true nor false"},
        {&roundtable__receipt__descriptor, 4, 4, NULL},
        {&roundtable__receipt__descriptor, 4, 0, "Receipt.state: is no value of its enum"},
        {&roundtable__receipt__descriptor, 4, 5, "Receipt.state: is no value of its enum"},
        {&roundtable__receipt__descriptor, 4, UINT64_MAX, "Receipt.state: is no value of its enum"},
        {&roundtable__forward__descriptor, 2, UINT64_MAX, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        SCOPED(buffer) bytes = {0};

        put_number(&bytes, cases[i].field, cases[i].number);
        if (cases[i].sentence == NULL)
            assert_taken(cases[i].type, &bytes);
        else
            assert_refused(cases[i].type, &bytes, cases[i].sentence);
    }
}

static void bytes_that_are_no_protobuf_are_refused(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *sentence;
    } cases[] = {
        {"\x08", 1, "Row.number: is not a well-formed number"},
        {"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 11,
         "Row.number: is not a well-formed number"},
        {"\x00", 1, "Row: is malformed: no field where one was expected"},
        {"\x80\x80\x80\x80\x80\x01", 6, "Row: is malformed: no field where one was expected"},
        {"\xff\xff\xff\xff\x7f", 5, "Row: is malformed: no field where one was expected"},
        {"\x52\x05"
         "abc",
         5, "Row.treaty_action: is longer than the message that holds it"},
        {"\x52\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11,
         "Row.treaty_action: is longer than the message that holds it"},
        {"\x50\x01", 2, "Row.treaty_action: is sent as another type"},
        {"\x0a\x01z", 3, "Row.number: is sent as another type"},
        {"\x0d"
         "1234",
         5, "Row.number: is sent as another type"},
        {"\x52\x02\x0a\x05", 4,
         "Row.treaty_action.ref_area: is longer than the message that holds it"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        SCOPED(buffer) bytes = {0};

        buffer_append(&bytes, cases[i].bytes, cases[i].size);
        assert_refused(&roundtable__row__descriptor, &bytes, cases[i].sentence);
    }
}

static void outcomes_may_be_packed_or_not_and_are_counted_and_checked(void **state)
{
    SCOPED(buffer) packed = {0}, single = {0}, wrong = {0}, most = {0};
    uint8_t *outcomes = malloc(SUBMISSION_ROWS_MAX + 1);

    (void)state;
    put_sized(&packed, 11, "\1\2\3\4", 4);
    put_sized(&packed, 11, "\1", 1);
    assert_taken(&roundtable__receipt__descriptor, &packed);
    put_number(&single, 11, 1);
    put_number(&single, 11, 2);
    assert_taken(&roundtable__receipt__descriptor, &single);
    put_sized(&wrong, 11, "\1\5", 2);
    assert_refused(&roundtable__receipt__descriptor, &wrong,
                   "Receipt.outcomes[2]: is no value of its enum");
    memset(outcomes, 1, SUBMISSION_ROWS_MAX + 1);
    put_sized(&most, 11, outcomes, SUBMISSION_ROWS_MAX);
    assert_taken(&roundtable__receipt__descriptor, &most);
    buffer_clear(&most);
    put_sized(&most, 11, outcomes, SUBMISSION_ROWS_MAX + 1);
    assert_refused(&roundtable__receipt__descriptor, &most,
                   "Receipt.outcomes[10000]: more than 10000 of them");
    free(outcomes);
}

/* Fields whose elements or bytes are limited by limits.h: the most is taken, one more refused. */
static void each_limit_takes_the_most_and_refuses_one_more(void **state)
{
    static const struct {
        const ProtobufCMessageDescriptor *type;
        unsigned field;
        size_t most;
    } cases[] = {
        {&roundtable__submission__descriptor, 7, SUBMISSION_ROWS_MAX},
        {&roundtable__law__descriptor, 6, WIRE_LIST_CODES_MAX},
        {&roundtable__law__descriptor, 7, WIRE_LIST_CODES_MAX},
        {&roundtable__strategy__descriptor, 8, WIRE_LIST_CODES_MAX},
        {&roundtable__campaign__descriptor, 7, WIRE_LIST_CODES_MAX},
        {&roundtable__regional_plan__descriptor, 6, WIRE_LIST_CODES_MAX},
        {&roundtable__receipt__descriptor, 12, PROBLEMS_LISTED_MAX},
        {&roundtable__receipt__descriptor, 14, PROBLEMS_LISTED_MAX},
        {&roundtable__forward__descriptor, 3, PROBLEMS_LISTED_MAX},
        {&roundtable__forward__descriptor, 5, PROBLEMS_LISTED_MAX},
        {&roundtable__reference__descriptor, 4, WIRE_FILES_MAX},
        {&roundtable__reference_load__descriptor, 1, WIRE_FILES_MAX},
        {&roundtable__reference_loaded__descriptor, 3, PROBLEMS_LISTED_MAX},
        {&roundtable__facts_question__descriptor, 2, WIRE_NAMED_MAX},
        {&roundtable__facts_question__descriptor, 6, WIRE_WHERE_MAX},
        {&roundtable__edition_list__descriptor, 1, WIRE_NAMED_MAX},
        {&roundtable__facts_answer__descriptor, 1, WIRE_FACTS_MAX},
        {&roundtable__changes_answer__descriptor, 1, WIRE_CHANGES_MAX},
        {&roundtable__figure__descriptor, 4, WIRE_REPEATED_MAX},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        SCOPED(buffer) bytes = {0};
        struct error err;

        for (size_t n = 0; n < cases[i].most; n++)
            put_sized(&bytes, cases[i].field, NULL, 0);
        assert_taken(cases[i].type, &bytes);
        put_sized(&bytes, cases[i].field, NULL, 0);
        assert_int_equal(scan(cases[i].type, &bytes, &err), STATUS_INVALID);
        assert_non_null(strstr(err.text, ": more than "));
    }
}

static void byte_strings_keep_to_their_sizes(void **state)
{
    static const struct {
        const ProtobufCMessageDescriptor *type;
        unsigned field;
        size_t least, most;
    } cases[] = {
        {&roundtable__submit__descriptor, 1, 0, SUBMISSION_BYTES_MAX},
        {&roundtable__forward__descriptor, 1, 0, SUBMISSION_BYTES_MAX},
        {&roundtable__receipt__descriptor, 3, 32, 32},
        {&roundtable__reference__descriptor, 2, 32, 32},
        {&roundtable__report__descriptor, 5, 32, 32},
        {&roundtable__reference_file__descriptor, 2, 0, WIRE_FILE_BYTES_MAX},
        {&roundtable__facts_question__descriptor, 8, 0, WIRE_PAGE_BYTES_MAX},
        {&roundtable__facts_answer__descriptor, 2, 0, WIRE_PAGE_BYTES_MAX},
        {&roundtable__report__descriptor, 4, 0, WIRE_REPORT_BYTES_MAX},
    };
    uint8_t *content = calloc(1, WIRE_REPORT_BYTES_MAX + 1);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        SCOPED(buffer) most = {0}, more = {0}, less = {0};
        struct error err;

        put_sized(&most, cases[i].field, content, cases[i].most);
        assert_taken(cases[i].type, &most);
        put_sized(&more, cases[i].field, content, cases[i].most + 1);
        assert_int_equal(scan(cases[i].type, &more, &err), STATUS_INVALID);
        assert_non_null(strstr(err.text, ": more than "));
        if (cases[i].least == 0)
            continue;
        put_sized(&less, cases[i].field, content, cases[i].least - 1);
        assert_int_equal(scan(cases[i].type, &less, &err), STATUS_INVALID);
        assert_non_null(strstr(err.text, ": is too short"));
    }
    free(content);
}

static void the_id_and_version_of_an_envelope_are_required(void **state)
{
    SCOPED(buffer) none = {0}, no_id = {0}, short_id = {0};

    (void)state;
    assert_refused(&roundtable__envelope__descriptor, &none, "Envelope.version: is missing");
    put_number(&no_id, 1, 1);
    assert_refused(&roundtable__envelope__descriptor, &no_id, "Envelope.id: is missing");
    put_text(&short_id, 2, "0123456789");
    assert_refused(&roundtable__envelope__descriptor, &short_id, "Envelope.id: is too short");
}

static void messages_inside_are_counted_together(void **state)
{
    SCOPED(buffer) entry = {0}, figure = {0};
    struct error err;

    (void)state;
    for (int i = 0; i < 100; i++)
        put_sized(&entry, 7, NULL, 0); /* provenance */
    for (int i = 0; i < 2000; i++)
        put_sized(&figure, 4, entry.bytes, entry.used);
    assert_int_equal(scan(&roundtable__figure__descriptor, &figure, &err), STATUS_INVALID);
    assert_string_equal(err.text,
                        "Figure.states[1981].provenance[19]: more than 200000 messages in one");
}

static void what_unpacking_would_take_is_added_up(void **state)
{
    SCOPED(buffer) law = {0}, row = {0}, bytes = {0};
    struct error err;

    (void)state;
    for (int i = 0; i < WIRE_LIST_CODES_MAX; i++) {
        put_text(&law, 6, "x");
        put_text(&law, 7, "x");
    }
    put_sized(&row, 11, law.bytes, law.used);
    for (int i = 0; i < SUBMISSION_ROWS_MAX; i++)
        put_sized(&bytes, 7, row.bytes, row.used);
    assert_true(bytes.used < SUBMISSION_BYTES_MAX);
    assert_int_equal(scan(&roundtable__submission__descriptor, &bytes, &err), STATUS_INVALID);
    assert_non_null(strstr(err.text, "more than 100663296 bytes of memory when unpacked"));
}

/* A message that may hold itself, which the language has not. */
static const ProtobufCMessageDescriptor nested;
static const ProtobufCFieldDescriptor nested_fields[] = {{.name = "inner",
                                                          .id = 1,
                                                          .label = PROTOBUF_C_LABEL_OPTIONAL,
                                                          .type = PROTOBUF_C_TYPE_MESSAGE,
                                                          .descriptor = &nested}};
static const ProtobufCIntRange nested_ranges[] = {{1, 0}, {0, 1}};
static const ProtobufCMessageDescriptor nested = {.magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
                                                  .short_name = "Nested",
                                                  .sizeof_message = 32,
                                                  .n_fields = 1,
                                                  .fields = nested_fields,
                                                  .n_field_ranges = 1,
                                                  .field_ranges = nested_ranges};

static void nesting_ends_at_its_limit(void **state)
{
    SCOPED(buffer) bytes = {0};

    (void)state;
    for (int depth = 1; depth < WIRE_DEPTH_MAX; depth++) {
        SCOPED(buffer) outer = {0};

        put_sized(&outer, 1, bytes.bytes, bytes.used);
        buffer_clear(&bytes);
        buffer_append(&bytes, outer.bytes, outer.used);
    }
    assert_taken(&nested, &bytes);
    SCOPED(buffer) deeper = {0};
    put_sized(&deeper, 1, bytes.bytes, bytes.used);
    assert_refused(&nested, &deeper,
                   "Nested.inner.inner.inner.inner.inner.inner.inner.inner: more than 8 levels of "
                   "messages");
}

/* The scan keeps counts for this many fields, and relies on what the language uses of protobuf. */
static void check_type(const ProtobufCMessageDescriptor *type)
{
    assert_true(type->n_fields <= SCAN_FIELDS_MAX);
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];

        switch (field->type) {
        case PROTOBUF_C_TYPE_MESSAGE: check_type(field->descriptor); break;
        case PROTOBUF_C_TYPE_STRING:
        case PROTOBUF_C_TYPE_BYTES:
        case PROTOBUF_C_TYPE_BOOL:
        case PROTOBUF_C_TYPE_ENUM:
        case PROTOBUF_C_TYPE_UINT32:
        case PROTOBUF_C_TYPE_UINT64: break;
        default: fail_msg("%s.%s has a type that the scan refuses", type->name, field->name);
        }
    }
}

static void every_type_of_the_language_is_one_that_the_scan_knows(void **state)
{
    (void)state;
    check_type(&roundtable__envelope__descriptor);
    check_type(&roundtable__submission__descriptor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_singular_message_given_again_and_again_is_refused_at_once),
        cmocka_unit_test(a_million_bytes_of_empty_messages_are_refused_at_once),
        cmocka_unit_test(texts_must_be_utf8_without_nul_and_of_bounded_length),
        cmocka_unit_test(the_sentence_names_the_way_to_the_field),
        cmocka_unit_test(a_field_and_a_member_of_a_oneof_come_once),
        cmocka_unit_test(unknown_fields_are_refused_or_passed_as_asked),
        cmocka_unit_test(numbers_must_fit_their_type),
        cmocka_unit_test(bytes_that_are_no_protobuf_are_refused),
        cmocka_unit_test(outcomes_may_be_packed_or_not_and_are_counted_and_checked),
        cmocka_unit_test(each_limit_takes_the_most_and_refuses_one_more),
        cmocka_unit_test(byte_strings_keep_to_their_sizes),
        cmocka_unit_test(the_id_and_version_of_an_envelope_are_required),
        cmocka_unit_test(messages_inside_are_counted_together),
        cmocka_unit_test(what_unpacking_would_take_is_added_up),
        cmocka_unit_test(nesting_ends_at_its_limit),
        cmocka_unit_test(every_type_of_the_language_is_one_that_the_scan_knows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
