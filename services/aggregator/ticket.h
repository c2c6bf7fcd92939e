/* ticket - what travels between the dispatcher and its worker threads, over inproc, inside one
 * process: who asked, and the message itself. Beside these there are two one-byte frames: a worker
 * says that it is ready, and is told to stop. */
#pragma once
#include "base/channel.h"
#include "wire/message.h"

struct ticket {
    struct peer peer;
    uint8_t id[MESSAGE_ID_SIZE];
    enum message_kind kind; /* of the request */
};

/* Largest frame between threads. */
#define TICKET_FRAME_MAX (MESSAGE_ANSWER_BYTES_MAX + (int64_t)sizeof(struct ticket))

enum ticket_signal { TICKET_READY = 1, TICKET_STOP, TICKET_STOPPED };

NODISCARD enum status ticket_send(struct channel *channel, const struct ticket *ticket,
                                  const void *bytes, size_t size, struct error *err);
NODISCARD enum status ticket_send_signal(struct channel *channel, enum ticket_signal signal,
                                         struct error *err);
/* Which signal a frame is; 0: it is a message, and *ticket and *message are set (message borrowed
 * from payload). */
enum ticket_signal ticket_read(zmq_msg_t *payload, struct ticket *ticket, struct bytes *message);

/* The answer to a request, packed: as it is, or as a Failure when it is larger than an answer may
 * be. */
void ticket_pack_answer(const struct ticket *ticket, struct message *answer, struct buffer *out);
void ticket_pack_busy(const struct ticket *ticket, const char *reason, struct buffer *out);
void ticket_pack_failure(const struct ticket *ticket, const char *code, const char *message,
                         struct buffer *out);
