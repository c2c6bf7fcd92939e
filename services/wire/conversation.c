#include "wire/conversation.h"
#include "base/channel.h"
#include "base/clock.h"
#include "base/random.h"
#include <stdlib.h>
#include <string.h>

struct conversation {
    void *zmq;               /* borrowed */
    char *endpoint;          /* owned */
    struct channel *channel; /* owned; NULL only while reconnecting failed */
    struct buffer packed;
};

static enum status connect_channel(struct conversation *conv, struct error *err)
{
    const struct channel_options options = {.max_message_bytes = MESSAGE_ANSWER_BYTES_MAX};

    channel_destroy(conv->channel);
    conv->channel = NULL;
    return channel_connect_dealer(conv->zmq, conv->endpoint, &options, &conv->channel, err);
}

enum status conversation_open(void *zmq, const char *endpoint, struct conversation **ret,
                              struct error *err)
{
    OWNED(conversation) conv = xcalloc(1, sizeof *conv);
    enum status status;

    conv->zmq = zmq;
    conv->endpoint = xstrdup(endpoint);
    status = connect_channel(conv, err);
    if (status != STATUS_OK)
        return status;
    *ret = conv;
    conv = NULL; /* the caller owns it now */
    return STATUS_OK;
}

void conversation_destroy(struct conversation *conv)
{
    if (conv == NULL)
        return;
    channel_destroy(conv->channel);
    buffer_finish(&conv->packed);
    free(conv->endpoint);
    free(conv);
}

enum status conversation_send(struct conversation *conv, struct message *request, struct error *err)
{
    enum status status = STATUS_OK;

    if (conv->channel == NULL)
        status = connect_channel(conv, err);
    if (status != STATUS_OK)
        return status;
    random_id(request->id);
    buffer_clear(&conv->packed);
    message_pack(request, &conv->packed);
    if (conv->packed.used > MESSAGE_BYTES_MAX)
        return error_set(err, STATUS_INVALID, "a request of %zu bytes is over the limit of %d",
                         conv->packed.used, MESSAGE_BYTES_MAX);
    return channel_send(conv->channel, NULL, conv->packed.bytes, conv->packed.used, err);
}

/* What was sent may still be queued for a peer that is away: the new socket has none of it. */
static enum status give_up(struct conversation *conv, int timeout_ms, struct error *err)
{
    enum status status = connect_channel(conv, err);

    if (status != STATUS_OK)
        return status;
    return error_set(err, STATUS_RETRY, "no answer from %s within %g s: is it running?",
                     conv->endpoint, timeout_ms / 1000.0);
}

/* The next answer's bytes into payload, before the deadline. */
static enum status next_payload(struct conversation *conv, int64_t deadline_ms, zmq_msg_t *payload,
                                struct error *err)
{
    for (;;) {
        enum status status = channel_receive(conv->channel, NULL, payload, err);
        int64_t left_ms = deadline_ms - clock_monotonic_ms();

        if (status != STATUS_RETRY || left_ms <= 0)
            return status;
        status = channel_wait(conv->channel, left_ms, err);
        if (status == STATUS_FAILED)
            return status;
    }
}

static enum status unpack(struct conversation *conv, zmq_msg_t *payload, struct arena *arena,
                          struct message *ret, struct error *err)
{
    struct message answer;
    struct error why;

    if (message_unpack(zmq_msg_data(payload), zmq_msg_size(payload), arena, &answer, &why)
        != STATUS_OK)
        return error_set(err, STATUS_FAILED, "the answer of %s cannot be read: %s", conv->endpoint,
                         why.text);
    *ret = answer;
    return STATUS_OK;
}

/* id NULL: any answer. What has another id, but has one, is too late for somebody who gave up. */
static enum status receive(struct conversation *conv, const uint8_t *id, int timeout_ms,
                           struct arena *arena, struct message *ret, struct error *err)
{
    int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;
    uint8_t got[MESSAGE_ID_SIZE];
    enum status status;
    zmq_msg_t payload;
    bool stale;

    if (conv->channel == NULL)
        return error_set(err, STATUS_FAILED, "not connected to %s", conv->endpoint);
    zmq_msg_init(&payload);
    do {
        status = next_payload(conv, deadline_ms, &payload, err);
        stale = status == STATUS_OK && id != NULL
                && message_id(zmq_msg_data(&payload), zmq_msg_size(&payload), got)
                && memcmp(got, id, sizeof got) != 0;
    } while (stale && clock_monotonic_ms() < deadline_ms);
    if (stale)
        status = STATUS_RETRY;
    if (status == STATUS_OK)
        status = unpack(conv, &payload, arena, ret, err);
    else if (status == STATUS_RETRY)
        status = give_up(conv, timeout_ms, err);
    zmq_msg_close(&payload);
    return status;
}

enum status conversation_receive(struct conversation *conv, int timeout_ms, struct arena *arena,
                                 struct message *ret, struct error *err)
{
    return receive(conv, NULL, timeout_ms, arena, ret, err);
}

enum status conversation_ask(struct conversation *conv, struct message *request, int timeout_ms,
                             struct arena *arena, struct message *ret, struct error *err)
{
    enum status status = conversation_send(conv, request, err);

    if (status != STATUS_OK)
        return status;
    return receive(conv, request->id, timeout_ms, arena, ret, err);
}

static const char *or_else(const char *text, const char *otherwise)
{
    return text != NULL ? text : otherwise;
}

enum status conversation_failure(const struct message *answer, struct error *err)
{
    if (answer->kind == MESSAGE_BUSY)
        return error_set(err, STATUS_RETRY, "%s; try again in %g s",
                         or_else(answer->busy.reason, "the service is busy"),
                         answer->busy.retry_after_ms / 1000.0);
    if (answer->kind == MESSAGE_FAILURE) {
        const char *code = or_else(answer->failure.code, "unknown");

        return error_set(err, strcmp(code, "internal") == 0 ? STATUS_FAILED : STATUS_INVALID,
                         "%s (%s)", or_else(answer->failure.message, "the request was refused"),
                         code);
    }
    return STATUS_OK;
}

enum status conversation_expect(const struct message *answer, enum message_kind expected,
                                struct error *err)
{
    enum status status = conversation_failure(answer, err);

    if (status == STATUS_OK && answer->kind != expected)
        return error_set(err, STATUS_FAILED, "the answer is '%s', where '%s' was expected",
                         message_kind_name(answer->kind), message_kind_name(expected));
    return status;
}
