/* service - the reporter as it runs: an outside socket that answers at once, and one thread that
 * composes. Requests that wait are bounded in number; one more is told to come back (Busy). */
#pragma once
#include "base/error.h"

struct service_settings {
    const char *listen;        /* where readers connect */
    const char *aggregator;    /* where the aggregator listens */
    int timeout_ms;            /* how long one question may take */
    const char *endpoint_file; /* gets the endpoint that was bound; NULL: none */
};

/* Serve until SIGTERM or SIGINT (STATUS_OK), or until something that can't be mended happens. */
NODISCARD enum status service_run(const struct service_settings *settings, struct error *err);
