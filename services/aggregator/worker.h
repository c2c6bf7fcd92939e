/* worker - one thread of the aggregator with its own database connection, as the dispatcher sees
 * it: a channel to send tickets to and a count of those that are not answered yet. What the thread
 * does is intake's or answers' business. */
#pragma once
#include "aggregator/ticket.h"
#include "base/loop.h"
#include <pthread.h>

/* What a thread needs; lives as long as the thread. */
struct worker_setup {
    void *zmq;
    const char *conninfo;
    char endpoint[64]; /* of the channel to the dispatcher */
    char name[16];
};
/* The life of the thread. It sends TICKET_READY when it can take requests, and TICKET_STOPPED
 * before it returns. */
typedef void worker_fn(const struct worker_setup *setup);

struct worker {
    struct worker_setup setup;
    worker_fn *run;
    pthread_t thread;
    bool started, stopped;
    struct channel *channel; /* owned */
    size_t pending, pending_bytes;
};

/* Start the thread and wait until it is ready. STATUS_FAILED: it does not get ready. */
NODISCARD enum status worker_start(struct worker *worker, void *zmq, const char *name,
                                   const char *conninfo, worker_fn *run, struct error *err);
/* Wait for the end of the thread, which must have been told to stop; a worker that was not started
 * is fine. */
void worker_finish(struct worker *worker);

/* The thread's own side of the channel. */
NODISCARD enum status worker_connect(const struct worker_setup *setup, struct channel **ret,
                                     struct error *err);
