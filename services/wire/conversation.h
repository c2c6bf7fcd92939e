/* conversation - asks a service and waits for its answer: for the client, and for services that ask
 * another while they start. One socket, one thread. When no answer comes, the socket is replaced,
 * so that requests do not queue for a peer that is away, and answers that come too late are gone.
 */
#pragma once
#include "wire/message.h"

struct conversation;

/* zmq is the context, borrowed. The service need not be running yet. On STATUS_OK the caller owns
 * *ret. STATUS_FAILED: the endpoint is wrong; err names it. */
NODISCARD enum status conversation_open(void *zmq, const char *endpoint, struct conversation **ret,
                                        struct error *err);
/* Close the socket and free conv; NULL is fine. */
void conversation_destroy(struct conversation *conv);
OWNED_BY_SCOPE(conversation)

/* Give request a fresh random id, send it and wait for the answer with that id; others are
 * dropped. *ret lives in arena (see WIRE_ARENA_BYTES_MAX), and may be a Busy or a Failure: see
 * conversation_failure. STATUS_RETRY: no answer within timeout_ms ("no answer from tcp://... within
 * 5 s: is it running?"); whether the request was served is unknown. STATUS_INVALID: the request is
 * too large to be sent. STATUS_FAILED: an answer came and cannot be read, or ZeroMQ failed. */
NODISCARD enum status conversation_ask(struct conversation *conv, struct message *request,
                                       int timeout_ms, struct arena *arena, struct message *ret,
                                       struct error *err);

/* To keep several requests open: send them, then receive the answers, in any order; the caller
 * matches ret->id with the ids that conversation_send put into the requests, and ignores ids it
 * does not know. After STATUS_RETRY from conversation_receive (as in conversation_ask) all open
 * requests are lost: send them again. STATUS_RETRY from conversation_send: the queue is full,
 * nothing was sent. Not to be mixed with conversation_ask while requests are open: that drops their
 * answers. */
NODISCARD enum status conversation_send(struct conversation *conv, struct message *request,
                                        struct error *err);
NODISCARD enum status conversation_receive(struct conversation *conv, int timeout_ms,
                                           struct arena *arena, struct message *ret,
                                           struct error *err);

/* A Busy or Failure as an error: Busy is STATUS_RETRY, Failure "internal" STATUS_FAILED, any other
 * Failure STATUS_INVALID, with the service's sentence. STATUS_OK for every other message. */
NODISCARD enum status conversation_failure(const struct message *answer, struct error *err);
/* As conversation_failure, and STATUS_FAILED for an answer of another kind than expected. */
NODISCARD enum status conversation_expect(const struct message *answer, enum message_kind expected,
                                          struct error *err);
