/* worker - the thread that composes. It is at one end of an inproc pair; each message is a job: the
 * peer that asked and its request; and back: the peer and the answer. The bytes of a job were
 * checked by who sent it. It ends when the ZeroMQ context does. */
#pragma once
#include "base/buffer.h"
#include "base/channel.h"

struct worker_settings {
    void *zmq;        /* context, borrowed */
    const char *jobs; /* inproc endpoint of the pair, bound by the other end */
    const char *aggregator;
    int timeout_ms;
};

/* The thread's body: settings (struct worker_settings) is borrowed until it returns, always NULL.
 */
void *worker_run(void *settings);

/* A job as bytes, appended to out: the peer, then size bytes. */
void worker_pack(const struct peer *peer, const void *bytes, size_t size, struct buffer *out);
/* The peer, and where the rest is; false if that is no job. */
bool worker_unpack(const void *job, size_t job_size, struct peer *peer, const uint8_t **bytes,
                   size_t *size);
