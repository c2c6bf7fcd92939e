/* delivery - who waits for which answer of the aggregator: a table of open requests.
 * Pure: no sockets and no clock. Messages, connection changes and ticks come in by calls; what is
 * to be sent goes out through the outlet, during the call. What may be asked at all is admission's
 * business, and how bytes travel is the ingress's and the forwarder's.
 *
 * Each request that comes in gets exactly one answer: the aggregator's own; or Busy, when the
 * aggregator is away, silent or has too much open; or the rejection that was to be confirmed. */
#pragma once
#include "base/channel.h"
#include "wire/message.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct delivery;

struct delivery_limits {
    size_t pending_max;        /* askers waiting at the same time */
    size_t pending_bytes_max;  /* bytes of theirs that are on their way or kept; one always fits */
    int64_t answer_timeout_ms; /* how long the aggregator may take */
    uint32_t retry_ms;         /* Busy asks for a pause of retry_ms to twice that, at random */
};

/* What delivery wants done; messages are borrowed for the call. None of the functions may call
 * delivery. */
struct delivery_outlet {
    /* false: it cannot be sent now. */
    bool (*to_aggregator)(void *self, const struct message *message);
    void (*to_asker)(void *self, const struct peer *peer, const struct message *message);
    void *self;
};

/* Who asks: the connection it came over and the message id that the answer must repeat. */
struct asker {
    struct peer peer;
    uint8_t id[MESSAGE_ID_SIZE];
};

struct delivery_counts {
    uint64_t forwarded;    /* submissions sent to the aggregator */
    uint64_t joined;       /* submissions that joined one with the same content that was open */
    uint64_t answered;     /* askers given an answer of the aggregator */
    uint64_t busy;         /* askers told to come again */
    uint64_t timed_out;    /* requests that the aggregator left unanswered for too long */
    uint64_t late;         /* answers that nobody waited for any more: dropped */
    uint64_t contradicted; /* rejections that turned out to be of an id that is stored */
};

struct delivery *delivery_create(const struct delivery_limits *limits,
                                 const struct delivery_outlet *outlet);
/* Askers still waiting get no answer. NULL is fine. */
void delivery_destroy(struct delivery *d);
OWNED_BY_SCOPE(delivery)

/* The connection to the aggregator came up or went down (at first it is down). Going down, every
 * open request is answered at once: the aggregator's answer would have come over it. */
void delivery_connection(struct delivery *d, bool up);
/* Take no more requests; those that are open go on. */
void delivery_drain(struct delivery *d);

/* Forward a checked submission; digest is that of its bytes. While one with the same organization,
 * id and digest is open, the asker is joined to that one and nothing is sent. */
void delivery_submit(struct delivery *d, const struct asker *from, const char *organization,
                     const char *submission_id, const uint8_t digest[DIGEST_SHA256_SIZE],
                     const struct forward *forward, int64_t now_ms);
/* Ask for the receipt of a submission. */
void delivery_query(struct delivery *d, const struct asker *from, const struct receipt_query *query,
                    int64_t now_ms);
/* A submission was found wrong. It may be the repetition of one that was right when it was stored
 * (reference data change), or reuse a stored id: the aggregator is asked, so that the same bytes
 * get the same receipt, and other bytes CONFLICT. Else, and whenever there is no answer, the
 * rejection is sent. It is copied. */
void delivery_reject(struct delivery *d, const struct asker *from, const struct receipt *rejection,
                     int64_t now_ms);

/* What the aggregator said; answers to no open request are dropped. */
void delivery_answer(struct delivery *d, const struct message *answer);
/* Let requests time out; call it a few times per second. */
void delivery_tick(struct delivery *d, int64_t now_ms);

/* Busy with a pause, for a request that is not even taken in; reason is a sentence. */
void delivery_busy(struct delivery *d, const struct asker *to, const char *reason);

/* Askers waiting. */
size_t delivery_pending(const struct delivery *d);
const struct delivery_counts *delivery_counts(const struct delivery *d);
