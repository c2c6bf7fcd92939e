/* admission - what to do with a submission: forward it, refuse it, or wait.
 * Pure: bytes, reference data and the day in, a verdict out. The rules about rows are
 * model/check.h's, the limits on bytes are wire's; here is what follows from them. */
#pragma once
#include "model/reference.h"
#include "wire/limits.h"
#include "wire/message.h"

/* Bytes that checking one submission may take: its values, the text of its problems. */
#define ADMISSION_ARENA_BYTES (WIRE_ARENA_BYTES_MAX + (32 << 20))

enum verdict {
    VERDICT_FORWARD, /* verdict_of.forward goes to the aggregator */
    VERDICT_REJECT   /* verdict_of.rejection goes to the sender */
};

/* Texts and arrays live in the arena, or are those of packed. */
struct admission {
    enum verdict verdict;
    const char *organization, *submission_id; /* NULL: absent (then it is rejected) */
    size_t n_rows;
    uint8_t digest[DIGEST_SHA256_SIZE]; /* of the packed bytes */
    struct forward forward;
    struct receipt rejection;
};

/* Unpack packed and check it on that day (UTC) against the reference data of that version.
 * Rejected, with all rows: an atomic submission with a problem; one with a problem of the
 * submission as a whole; one of whose rows none can be stored; a best-effort one with more problems
 * than can be listed, because a row that is left out must come with its reason. STATUS_INVALID: it
 * cannot be read, or takes more memory than arena gives. */
NODISCARD enum status admission_decide(struct bytes packed, const struct reference *reference,
                                       uint64_t reference_version, day_t today, struct arena *arena,
                                       struct admission *ret, struct error *err);
