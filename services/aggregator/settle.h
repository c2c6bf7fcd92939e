/* settle - what becomes of one request that writes: a forwarded submission, a load of reference
 * data, the plan of an edition. Runs inside a transaction of the intake, which commits. */
#pragma once
#include "aggregator/shelf.h"
#include "wire/message.h"

struct settling {
    struct store *store;
    struct shelf *shelf;
    struct arena *arena; /* for everything, the answer included */
    int64_t recorded_us; /* record time for what is written */
    bool wrote;          /* set when something was */
};

/* STATUS_OK: *answer is what to say after the commit (also Busy, Failure, and receipts that
 * refuse). Otherwise what was written has to be taken back; with STATUS_INVALID the database
 * refused what it was given. */
NODISCARD enum status settle_submission(struct settling *settling, const struct forward *forward,
                                        struct message *answer, struct error *err);
NODISCARD enum status settle_reference(struct settling *settling,
                                       const struct reference_file *files, size_t n_files,
                                       struct message *answer, struct error *err);
NODISCARD enum status settle_edition(struct settling *settling, const struct edition_plan *plan,
                                     struct message *answer, struct error *err);

/* The receipt for a submission that is refused as a whole for one reason. */
NODISCARD enum status settle_refusal(const struct forward *forward, struct arena *arena,
                                     const char *reason, struct message *answer, struct error *err);
