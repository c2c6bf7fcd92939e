/* composer - what an edition's report says: asks the aggregator all it needs, always as known at
 * one and the same published cutoff, and builds the document. How it is asked (sockets, waiting) is
 * the asker's; how it looks is the renderers'; which words it uses is sentence.h's. */
#pragma once
#include "reporter/document.h"
#include "wire/message.h"

/* The aggregator, or what a test puts in its place (it may write the request's id). STATUS_OK: *ret
 * is its answer, whatever kind it is, living in arena; otherwise there is none, and STATUS_RETRY
 * says that it is away for now. */
struct asker {
    enum status (*ask)(void *self, struct message *request, struct arena *arena,
                       struct message *ret, struct error *err);
    void *self;
};

/* Why there is no report, for Failure and Busy. */
struct composer_failure {
    const char
        *code; /* "not_found", "invalid" or "internal"; with STATUS_INVALID and STATUS_FAILED */
    uint32_t retry_after_ms; /* with STATUS_RETRY; 0: the aggregator didn't say */
};

/* Which report it is to be: what two requests for the same report have in common. */
struct composer_plan {
    const char *cutoff; /* the published cutoff to name in every question */
    int64_t cutoff_us;
    uint64_t reference_version;
    struct edition edition;
    bool has_previous;
    struct edition previous;
};

/* Find the published cutoff at or before cutoff (NULL: the newest), and the edition's plan. An
 * edition that was planned only after that cutoff is reported with its newest plan. STATUS_INVALID
 * with "not_found" lists the known editions. */
NODISCARD enum status composer_resolve(const struct asker *asker, const char *edition,
                                       const char *cutoff, struct arena *arena,
                                       struct composer_plan *ret, struct composer_failure *failure,
                                       struct error *err);
/* The reference data of the plan's cutoff; on STATUS_OK the caller owns *ret. */
NODISCARD enum status composer_reference(const struct asker *asker,
                                         const struct composer_plan *plan, struct arena *arena,
                                         struct reference **ret, struct composer_failure *failure,
                                         struct error *err);
/* Ask everything and build the document in arena (which has no cap). The document keeps nothing of
 * reference, and borrows the plan's texts, which are best in the same arena. */
NODISCARD enum status composer_compose(const struct asker *asker, const struct composer_plan *plan,
                                       const struct reference *reference, struct arena *arena,
                                       struct document *ret, struct composer_failure *failure,
                                       struct error *err);
