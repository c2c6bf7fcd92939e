/* service - the reporter as it runs: an outside socket that answers at once, and one thread that
 * composes. Requests that wait are bounded in number; one more is told to come back (Busy). */
#pragma once
#include "base/loop.h"

struct service;

/* Texts are borrowed. */
struct service_settings {
    const char *listen;     /* where readers connect */
    const char *aggregator; /* where the aggregator listens */
    int timeout_ms;         /* how long one question may take */
};

/* Listen, and start the thread. zmq and loop are borrowed; the loop must have been created before
 * any thread. */
NODISCARD enum status service_create(void *zmq, struct loop *loop,
                                     const struct service_settings *settings, struct service **ret,
                                     struct error *err);
/* Shuts the ZeroMQ context down, which is what tells the thread to end, wherever it waits. */
void service_destroy(struct service *s);
OWNED_BY_SCOPE(service)

/* Where it listens, with the port that was taken. Borrowed. */
const char *service_endpoint(const struct service *s);
