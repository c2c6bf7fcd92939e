/* ingress - the outside door: one ROUTER socket, and what is done with each kind of message that
 * comes in. Everything that is not a submission or a question for a receipt is refused and counted;
 * nothing that comes in ends the service. */
#pragma once
#include "base/loop.h"
#include "collector/delivery.h"
#include "collector/reference_cache.h"

struct ingress;

struct ingress_options {
    const char *listen; /* endpoint; a port of * takes a free one */
    int linger_ms;      /* how long answers may take to leave when all is closed */
};

struct ingress_counts {
    uint64_t submissions;
    uint64_t rejected;    /* found wrong here */
    uint64_t malformed;   /* answered by a Failure, or by nothing if they had no id */
    uint64_t unsupported; /* kinds that are not for the collector */
    uint64_t undelivered; /* answers whose asker was gone or did not read */
};

/* All borrowed until ingress_destroy. STATUS_FAILED: the endpoint is wrong or in use. */
NODISCARD enum status ingress_create(void *zmq, struct loop *loop,
                                     const struct ingress_options *options,
                                     struct delivery *delivery,
                                     const struct reference_cache *references, struct ingress **ret,
                                     struct error *err);
void ingress_destroy(struct ingress *ingress);
OWNED_BY_SCOPE(ingress)

/* Send a message to who is at that connection; if nobody is any more, it is dropped and counted. */
void ingress_send(struct ingress *ingress, const struct peer *to, const struct message *message);

/* With the port that was taken. Borrowed. */
const char *ingress_endpoint(const struct ingress *ingress);
const struct ingress_counts *ingress_counts(const struct ingress *ingress);
/* Messages that were dropped before they were read: too large, more than one frame. */
uint64_t ingress_dropped(const struct ingress *ingress);
