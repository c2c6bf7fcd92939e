/* settle - what becomes of requests that write: forwarded submissions, a load of reference data,
 * the plan of an edition. Runs inside a transaction of the intake, which commits. */
#pragma once
#include "aggregator/shelf.h"
#include "wire/message.h"

struct settling {
    struct store *store;
    struct shelf *shelf;
    struct arena *arena; /* for everything, the answers included */
    int64_t *last_us;    /* the last record time given out */
};
/* The next record time: the clock's, or just after the last one. */
int64_t settle_time(struct settling *settling);

struct settled {
    struct message answer; /* what to say after the commit: also Busy, Failure, and receipts that
                              refuse */
    bool wrote;
};

/* STATUS_OK: what was settled is in ret. Otherwise what was written has to be taken back; with
 * STATUS_INVALID the database refused what it was given. */

/* Settle n submissions as if one after the other; one in ret for each. When one of them fails, all
 * do. */
NODISCARD enum status settle_submissions(struct settling *settling, const struct forward *forwards,
                                         size_t n, struct settled *ret, struct error *err);
NODISCARD enum status settle_reference(struct settling *settling,
                                       const struct reference_file *files, size_t n_files,
                                       struct settled *ret, struct error *err);
NODISCARD enum status settle_edition(struct settling *settling, const struct edition_plan *plan,
                                     struct settled *ret, struct error *err);

/* The receipt for a submission that is refused as a whole for one reason. */
NODISCARD enum status settle_refusal(const struct forward *forward, struct arena *arena,
                                     const char *reason, struct message *answer, struct error *err);
