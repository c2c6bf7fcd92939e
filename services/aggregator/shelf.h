/* shelf - the versions of the reference data that a thread used last, parsed. Not for two threads
 * at once. */
#pragma once
#include "aggregator/store.h"

struct shelf;

struct shelf *shelf_create(void);
void shelf_destroy(struct shelf *shelf);
OWNED_BY_SCOPE(shelf)

/* The reference data that counted at at_us (NULL: the newest). *version 0 and *ret NULL: there were
 * none yet. *ret is borrowed until the next call. */
NODISCARD enum status shelf_get(struct shelf *shelf, struct store *store, const int64_t *at_us,
                                const struct reference **ret, uint64_t *version, struct error *err);
