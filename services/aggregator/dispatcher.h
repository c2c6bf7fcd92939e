/* dispatcher - the outside of the aggregator: one ROUTER, and a table of which thread serves which
 * kind of message. It reads and writes no facts itself: it refuses what is malformed or not for us,
 * bounds the queues, and brings answers back to who asked. */
#pragma once
#include "aggregator/worker.h"

struct dispatcher;

struct dispatcher_options {
    const char *listen;   /* endpoint */
    const char *conninfo; /* borrowed */
    int answer_workers;   /* 1..DISPATCHER_ANSWER_WORKERS_MAX */
};
#define DISPATCHER_ANSWER_WORKERS_MAX 32

/* Start the threads and listen. zmq and loop are borrowed; the loop must have been created before
 * any thread. */
NODISCARD enum status dispatcher_create(void *zmq, struct loop *loop,
                                        const struct dispatcher_options *options,
                                        struct dispatcher **ret, struct error *err);
/* Take nothing in any more, wait for the threads to finish what they have, send their answers. */
void dispatcher_stop(struct dispatcher *dispatcher);
/* Stops it first. */
void dispatcher_destroy(struct dispatcher *dispatcher);
OWNED_BY_SCOPE(dispatcher)

/* Where it listens, with the port that was taken. Borrowed. */
const char *dispatcher_endpoint(const struct dispatcher *dispatcher);
