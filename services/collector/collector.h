/* collector - the service: the ingress, the forwarder, the reference data and the table of open
 * requests between them, on one loop and one thread. Settings and signals are main's business. */
#pragma once
#include "base/loop.h"
#include "collector/delivery.h"

struct collector;

/* Texts are borrowed until collector_create returns. */
struct collector_options {
    const char *listen;      /* endpoint for organizations */
    const char *aggregator;  /* endpoint of the aggregator */
    const char *cache;       /* directory for the reference data; NULL: none */
    int64_t refresh_ms;      /* how often a newer version of them is asked for */
    int64_t stop_timeout_ms; /* how long open requests are waited for at the end */
    struct delivery_limits delivery;
};

/* zmq and loop are borrowed. STATUS_FAILED: an endpoint or the directory cannot be used. */
NODISCARD enum status collector_create(void *zmq, struct loop *loop,
                                       const struct collector_options *options,
                                       struct collector **ret, struct error *err);
void collector_destroy(struct collector *c);
OWNED_BY_SCOPE(collector)

/* Serve until the loop is stopped or gets a signal; then send new requests away as Busy, wait for
 * those that are open until stop_timeout_ms are over, or the loop is stopped again. */
NODISCARD enum status collector_run(struct collector *c, struct error *err);

/* Where organizations connect, with the port that was taken. Borrowed. */
const char *collector_endpoint(const struct collector *c);
