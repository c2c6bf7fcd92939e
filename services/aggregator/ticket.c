/* ticket - see the header. */
#include "aggregator/ticket.h"
#include "base/random.h"
#include <string.h>

/* When to ask again: from so many milliseconds on, up to twice that, so that not all come at once.
 */
#define BUSY_RETRY_MS 500

enum status ticket_send(struct channel *channel, const struct ticket *ticket, const void *bytes,
                        size_t size, struct error *err)
{
    SCOPED(buffer) frame = {0};

    buffer_reserve(&frame, sizeof *ticket + size);
    buffer_append(&frame, ticket, sizeof *ticket);
    buffer_append(&frame, bytes, size);
    return channel_send(channel, NULL, frame.bytes, frame.used, err);
}

enum status ticket_send_signal(struct channel *channel, enum ticket_signal signal,
                               struct error *err)
{
    uint8_t byte = (uint8_t)signal;

    return channel_send(channel, NULL, &byte, 1, err);
}

enum ticket_signal ticket_read(zmq_msg_t *payload, struct ticket *ticket, struct bytes *message)
{
    const uint8_t *frame = zmq_msg_data(payload);
    size_t size = zmq_msg_size(payload);

    if (size < sizeof *ticket)
        return size == 1 ? (enum ticket_signal)frame[0] : TICKET_STOPPED;
    memcpy(ticket, frame, sizeof *ticket);
    *message = (struct bytes){frame + sizeof *ticket, size - sizeof *ticket};
    return 0;
}

void ticket_pack_answer(const struct ticket *ticket, struct message *answer, struct buffer *out)
{
    memcpy(answer->id, ticket->id, sizeof answer->id);
    buffer_clear(out);
    message_pack(answer, out);
    if (out->used > MESSAGE_ANSWER_BYTES_MAX)
        ticket_pack_failure(ticket, "too_large",
                            "the answer would be over 64 MiB: ask for less at a time", out);
}

void ticket_pack_busy(const struct ticket *ticket, const char *reason, struct buffer *out)
{
    struct message answer = {
        .kind = MESSAGE_BUSY,
        .busy = {.retry_after_ms = BUSY_RETRY_MS + random_below(BUSY_RETRY_MS), .reason = reason}};

    ticket_pack_answer(ticket, &answer, out);
}

void ticket_pack_failure(const struct ticket *ticket, const char *code, const char *message,
                         struct buffer *out)
{
    struct message answer = {.kind = MESSAGE_FAILURE,
                             .failure = {.code = code, .message = message}};

    ticket_pack_answer(ticket, &answer, out);
}
