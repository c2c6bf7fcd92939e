/* fetch - what the client asks the aggregator for before it can do its own work. */
#pragma once
#include "client/exchange.h"
#include "model/reference.h"

/* The reference data as known at cutoff (NULL: now), checked and indexed. version may be NULL.
 * STATUS_INVALID: none was loaded yet. */
NODISCARD enum status fetch_reference(struct exchange *exchange, const char *cutoff,
                                      struct reference **ret, uint64_t *version, struct error *err);
