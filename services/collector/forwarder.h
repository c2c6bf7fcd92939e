/* forwarder - the connection to the aggregator: one DEALER socket and the monitor that tells
 * whether anybody is at its other end. Knows bytes and connections; which answer belongs to whom is
 * delivery's business. */
#pragma once
#include "base/loop.h"
#include "wire/message.h"
#include <stdbool.h>

struct forwarder;

/* Called from the loop; answers are borrowed for the call. */
struct forwarder_outlet {
    void (*on_answer)(void *self, const struct message *answer);
    /* The connection came up (handshake done) or went down. */
    void (*on_connection)(void *self, bool up);
    void *self;
};

/* Connect to endpoint (tcp or ipc, of a ROUTER) and go on trying for ever. zmq and loop are
 * borrowed. STATUS_FAILED: the endpoint is wrong. */
NODISCARD enum status forwarder_create(void *zmq, struct loop *loop, const char *endpoint,
                                       const struct forwarder_outlet *outlet,
                                       struct forwarder **ret, struct error *err);
void forwarder_destroy(struct forwarder *f);
OWNED_BY_SCOPE(forwarder)

/* false: nobody is there, or the queue is full; nothing was sent. */
bool forwarder_send(struct forwarder *f, const struct message *message);
