/* message - the Envelope around every body, and the table of bodies. */
#include "wire/message.h"
#include "envelope.pb-c.h"
#include "wire/codec.h"
#include "wire/cursor.h"
#include "wire/limits.h"
#include "wire/parts.h"
#include "wire/scan.h"
#include <assert.h>
#include <string.h>

enum { ENVELOPE_VERSION = 1, ENVELOPE_ID = 2 };

/* An answer comes from a service that may be newer than we are: it may bring fields that we do not
 * know, and may be larger. */
struct body {
    const char *name; /* of the field in Envelope */
    bool is_answer;
    Roundtable__Envelope__BodyCase number;
    read_fn *read;
    write_fn *write;
};

static enum status read_busy(const void *body, struct arena *arena, struct message *ret,
                             struct error *err)
{
    const Roundtable__Busy *pb = body;

    (void)arena, (void)err;
    ret->busy = (struct busy){pb->retry_after_ms, part_text(pb->reason)};
    return STATUS_OK;
}

static void write_busy(const struct message *message, struct arena *arena, void *body)
{
    Roundtable__Busy *pb = body;

    (void)arena;
    SET(pb, retry_after_ms, message->busy.retry_after_ms);
    pb->reason = (char *)message->busy.reason;
}

static enum status read_failure(const void *body, struct arena *arena, struct message *ret,
                                struct error *err)
{
    const Roundtable__Failure *pb = body;

    (void)arena, (void)err;
    ret->failure = (struct failure){part_text(pb->code), part_text(pb->message)};
    return STATUS_OK;
}

static void write_failure(const struct message *message, struct arena *arena, void *body)
{
    Roundtable__Failure *pb = body;

    (void)arena;
    pb->code = (char *)message->failure.code;
    pb->message = (char *)message->failure.message;
}

#define BODY(NAME, name, is_answer) \
    [MESSAGE_##                     \
        NAME] = {#name, is_answer, ROUNDTABLE__ENVELOPE__BODY_##NAME, read_##name, write_##name}

static const struct body bodies[MESSAGE_KIND_COUNT] = {
    BODY(SUBMIT, submit, false),
    BODY(RECEIPT_QUERY, receipt_query, false),
    BODY(RECEIPT, receipt, true),
    BODY(FORWARD, forward, false),
    BODY(REFERENCE_QUERY, reference_query, false),
    BODY(REFERENCE, reference, true),
    BODY(REFERENCE_LOAD, reference_load, false),
    BODY(REFERENCE_LOADED, reference_loaded, true),
    BODY(EDITION_PLAN, edition_plan, false),
    BODY(EDITION_QUERY, edition_query, false),
    BODY(EDITION_LIST, edition_list, true),
    BODY(ASK, ask, false),
    BODY(ANSWER, answer, true),
    BODY(REPORT_QUERY, report_query, false),
    BODY(REPORT, report, true),
    BODY(BUSY, busy, true),
    BODY(FAILURE, failure, true),
};

const char *message_kind_name(enum message_kind kind)
{
    return (unsigned)kind < MESSAGE_KIND_COUNT ? bodies[kind].name : "unknown";
}

/* What can be told of an envelope before anything in it is trusted. */
struct outside {
    bool has_version;
    uint64_t version;
    const struct body *body; /* NULL: none that we know */
};

static const struct body *body_by_number(uint32_t number)
{
    for (size_t i = 0; i < MESSAGE_KIND_COUNT; i++)
        if ((uint32_t)bodies[i].number == number)
            return &bodies[i];
    return NULL;
}

/* Read as far as it makes sense; the scan says what is wrong with the rest. */
static struct outside look(const uint8_t *bytes, size_t size, uint8_t id[MESSAGE_ID_SIZE])
{
    enum { FIELDS_LOOKED_AT = 32 };
    struct cursor in = {bytes, bytes + size};
    struct outside outside = {0};
    uint32_t number;
    unsigned wire;

    for (int i = 0; i < FIELDS_LOOKED_AT && in.at < in.end; i++) {
        struct cursor content;

        if (!cursor_tag(&in, &number, &wire))
            break;
        content = in;
        if (!cursor_skip(&in, wire))
            break;
        if (number == ENVELOPE_VERSION && wire == WIRE_VARINT)
            outside.has_version = cursor_varint(&content, VARINT_BYTES_MAX, &outside.version);
        if (number == ENVELOPE_ID && wire == WIRE_SIZED
            && in.at - content.at == 1 + MESSAGE_ID_SIZE)
            memcpy(id, in.at - MESSAGE_ID_SIZE, MESSAGE_ID_SIZE);
        if (outside.body == NULL)
            outside.body = body_by_number(number);
    }
    return outside;
}

/* What the Failure for bytes that are refused says in code; the sentence is in err. */
static enum status refuse(struct message *ret, const char *code)
{
    ret->kind = MESSAGE_FAILURE;
    ret->failure.code = code;
    return STATUS_INVALID;
}

static enum status check_outside(const struct outside *outside, size_t size, struct message *ret,
                                 struct error *err)
{
    bool is_answer = outside->body == NULL || outside->body->is_answer;
    size_t max = is_answer ? MESSAGE_ANSWER_BYTES_MAX : MESSAGE_BYTES_MAX;

    if (size > max) {
        (void)error_set(err, STATUS_INVALID, "a message of %zu bytes is over the limit of %zu",
                        size, max);
        return refuse(ret, "too_large");
    }
    if (outside->has_version && outside->version != MESSAGE_VERSION) {
        (void)error_set(err, STATUS_INVALID,
                        "version %llu of the protocol is not spoken here; send version %d",
                        (unsigned long long)outside->version, MESSAGE_VERSION);
        return refuse(ret, "version");
    }
    return STATUS_OK;
}

static enum status read_body(const Roundtable__Envelope *envelope, struct arena *arena,
                             struct message *ret, struct error *err)
{
    const struct body *body = body_by_number((uint32_t)envelope->body_case);

    if (body == NULL) {
        bool newer = envelope->base.n_unknown_fields > 0;

        (void)error_set(err, STATUS_INVALID,
                        newer ? "Envelope: its body is of no kind known here"
                              : "Envelope: has no body");
        return refuse(ret, newer ? "unsupported" : "malformed");
    }
    ret->kind = (enum message_kind)(body - bodies);
    /* Each member of the union is a pointer to a message. */
    if (body->read(envelope->submit, arena, ret, err) != STATUS_OK)
        return refuse(ret, "invalid");
    return STATUS_OK;
}

static enum status unpack(const uint8_t *bytes, size_t size, struct arena *arena,
                          struct message *ret, struct error *err)
{
    const ProtobufCMessageDescriptor *type = &roundtable__envelope__descriptor;
    struct outside outside = look(bytes, size, ret->id);
    bool known_request = outside.body != NULL && !outside.body->is_answer;
    const Roundtable__Envelope *envelope;

    if (check_outside(&outside, size, ret, err) != STATUS_OK)
        return STATUS_INVALID;
    if (scan_message(type, bytes, size, known_request ? SCAN_REFUSE_UNKNOWN : SCAN_PASS_UNKNOWN,
                     err)
        != STATUS_OK)
        return refuse(ret, "malformed");
    if (part_unpack(type, bytes, size, arena, &envelope, err) != STATUS_OK)
        return refuse(ret, "too_large");
    return read_body(envelope, arena, ret, err);
}

enum status message_unpack(const uint8_t *bytes, size_t size, struct arena *arena,
                           struct message *ret, struct error *err)
{
    static const char unsaid[] = "the message was refused";
    enum status status;

    *ret = (struct message){0};
    status = unpack(bytes, size, arena, ret, err);
    if (status != STATUS_OK) {
        const char *code = ret->failure.code;
        const char *sentence = err != NULL ? arena_text(arena, err->text) : NULL;

        ret->failure = (struct failure){code, sentence != NULL ? sentence : unsaid};
    }
    return status;
}

bool message_id(const uint8_t *bytes, size_t size, uint8_t ret[MESSAGE_ID_SIZE])
{
    static const uint8_t none[MESSAGE_ID_SIZE];

    memset(ret, 0, MESSAGE_ID_SIZE);
    (void)look(bytes, size, ret);
    return memcmp(ret, none, MESSAGE_ID_SIZE) != 0;
}

void message_pack(const struct message *message, struct buffer *out)
{
    OWNED(arena) arena = arena_create(0);
    Roundtable__Envelope envelope = ROUNDTABLE__ENVELOPE__INIT;
    const struct body *body = &bodies[message->kind];
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field(envelope.base.descriptor, (unsigned)body->number);
    void *pb = part_new(field->descriptor, arena);

    assert((unsigned)message->kind < MESSAGE_KIND_COUNT);
    envelope.version = MESSAGE_VERSION;
    envelope.id = part_binary(message->id, MESSAGE_ID_SIZE);
    envelope.body_case = body->number;
    envelope.submit = pb;
    body->write(message, arena, pb);
    part_pack(&envelope, out);
}
