/* channel - one ZeroMQ socket that carries whole messages, each one payload frame.
 * Knows endpoints, limits and routing ids; what a message means is wire/'s business. Nothing here
 * blocks, except channel_wait. A channel belongs to one thread.
 *
 * Refused (dropped and counted, never an error): messages with more or fewer frames than one
 * payload, payloads over the limit, and on a ROUTER peers whose routing id is not one that ROUTER
 * itself gives out (5 bytes, the first 0). */
#pragma once
#include "base/memory.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zmq.h>

struct channel;

/* A ROUTER's name for who is at the other end of a connection: valid until that connection ends. */
struct peer {
    uint8_t id[32];
    uint8_t size;
};

/* CURVE keys, 32 raw bytes each, borrowed until the socket exists. */
struct channel_curve {
    const uint8_t *public_key;        /* own */
    const uint8_t *secret_key;        /* own */
    const uint8_t *server_public_key; /* who we connect to; NULL when binding: we are the server */
    const char *zap_domain;           /* required when binding: unknown keys are refused by ZAP */
};

/* Zero means the default in brackets. */
struct channel_options {
    /* Both directions [4 MiB]. ZeroMQ counts its own handshake too: over tcp not under 1024. */
    int64_t max_message_bytes;
    int send_high_water;               /* messages per peer [1000] */
    int receive_high_water;            /* messages per peer [1000] */
    int heartbeat_ms;                  /* [10000]; a silent peer is dropped after three; -1: none */
    int handshake_ms;                  /* [5000] */
    int backlog;                       /* [128] */
    int linger_ms;                     /* how long destroying waits for unsent messages [0] */
    const struct channel_curve *curve; /* NULL: plain */
    /* An inproc address to which a PAIR of the caller's is connected already; it gets the events of
     * zmq_socket_monitor for handshakes done and connections lost. With it, nothing is queued while
     * nobody is connected. NULL: none. */
    const char *monitor;
};

/* options may be NULL. zmq is the context, borrowed. On STATUS_OK the caller owns *ret. A wrong
 * endpoint or one that is in use is STATUS_FAILED and err names it.
 * A router serves many; a dealer talks to one router; a pair is one thread to another over inproc;
 * publisher and subscriber carry hints, which may be lost. "tcp://127.0.0.1:*" takes a free port.
 */
NODISCARD enum status channel_bind_router(void *zmq, const char *endpoint,
                                          const struct channel_options *options,
                                          struct channel **ret, struct error *err);
NODISCARD enum status channel_connect_dealer(void *zmq, const char *endpoint,
                                             const struct channel_options *options,
                                             struct channel **ret, struct error *err);
NODISCARD enum status channel_bind_pair(void *zmq, const char *endpoint,
                                        const struct channel_options *options, struct channel **ret,
                                        struct error *err);
NODISCARD enum status channel_connect_pair(void *zmq, const char *endpoint,
                                           const struct channel_options *options,
                                           struct channel **ret, struct error *err);
NODISCARD enum status channel_bind_publisher(void *zmq, const char *endpoint,
                                             const struct channel_options *options,
                                             struct channel **ret, struct error *err);
NODISCARD enum status channel_connect_subscriber(void *zmq, const char *endpoint,
                                                 const struct channel_options *options,
                                                 struct channel **ret, struct error *err);
/* Close the socket and free ch; NULL is fine. */
void channel_destroy(struct channel *ch);
OWNED_BY_SCOPE(channel)

/* Receive one message if there is one. payload: initialized (zmq_msg_init) and closed by the
 * caller; replaced on STATUS_OK. from: who sent it, on a router; may be NULL otherwise.
 * STATUS_RETRY: nothing is waiting (or only refused messages were: call again after polling).
 * STATUS_FAILED: the context is ending, or the socket is broken. */
NODISCARD enum status channel_receive(struct channel *ch, struct peer *from, zmq_msg_t *payload,
                                      struct error *err);
/* Send size bytes to peer `to` (a router) or to the other end (to is NULL). Copies the bytes. On a
 * dealer they wait in the queue until the connection stands; a publisher drops instead of waiting.
 * STATUS_RETRY: the queue is full (or a pair has no other end yet); nothing was sent.
 * STATUS_INVALID: over the limit, or (on a router) that peer is gone; trying again is useless.
 * STATUS_FAILED: the context is ending, or the socket is broken. */
NODISCARD enum status channel_send(struct channel *ch, const struct peer *to, const void *bytes,
                                   size_t size, struct error *err);
/* Wait up to timeout_ms (-1: for ever) until something can be received. STATUS_RETRY: nothing came,
 * or a signal did. */
NODISCARD enum status channel_wait(struct channel *ch, int64_t timeout_ms, struct error *err);

/* The endpoint that was bound or connected, with the port that was taken. Borrowed. */
const char *channel_endpoint(const struct channel *ch);
/* Messages refused so far. */
uint64_t channel_refused(const struct channel *ch);
/* The socket, for polling and socket options. Borrowed. */
void *channel_zmq_socket(struct channel *ch);
/* The User-Id that the ZAP handler gave to the connection a payload came over; NULL if none.
 * Borrowed from payload. Every other metadata property is the client's word. */
const char *channel_user_id(const zmq_msg_t *payload);
/* Shut down the connection that payload came over, if it is a socket of the operating system:
 * for a peer whose key was revoked. Only while handling the message, before anything else is
 * received: later the descriptor may belong to another connection. */
void channel_cut(const zmq_msg_t *payload);
