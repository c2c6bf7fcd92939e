/* draft - one submission on its way: what it says, whether it may be stored, and what its sender is
 * told. Does not look into the database. */
#pragma once
#include "aggregator/store.h"
#include "model/check.h"
#include "wire/message.h"

enum draft_state {
    DRAFT_UNREAD,  /* not checked yet */
    DRAFT_CHECKED, /* may be stored as far as its own rows go */
    DRAFT_ANSWERED /* nothing is to be stored; answer says why */
};

struct draft {
    enum draft_state state;
    struct bytes bytes;
    struct submission submission;
    uint64_t reference_version;
    struct check_result check;
    const uint8_t (*keys)[RECORD_DIGEST_SIZE]; /* of each row, once it is checked */
    struct stored_submission replaced;         /* number 0: it replaces none */
    struct receipt receipt;
    struct message *answer;
};

/* All of them: everything lives in arena; STATUS_INVALID when its cap is passed. */

/* Unpack; what has no organization and id, or cannot be read, is answered. */
NODISCARD enum status draft_begin(const struct forward *forward, struct arena *arena,
                                  struct message *answer, struct draft *ret, struct error *err);
/* The id is stored already: answer with the same receipt, or Conflict. STATUS_FAILED: the stored
 * receipt is not readable. */
NODISCARD enum status draft_answer_known(struct draft *draft,
                                         const struct stored_submission *stored,
                                         struct arena *arena, struct error *err);
/* Check the rows and compute their keys, or refuse. The collector's verdict was made with the
 * reference data it had, on rows that it does not send in canonical form: so the check is made here
 * in any case, and this one counts. reference NULL: there are none yet, which is Busy. */
NODISCARD enum status draft_check(struct draft *draft, const struct reference *reference,
                                  uint64_t reference_version, struct arena *arena,
                                  struct error *err);
/* Refuse for a reason that is no row's. Texts are borrowed. */
NODISCARD enum status draft_refuse(struct draft *draft, const struct problem *why,
                                   struct arena *arena, struct error *err);
/* Answer with the receipt, which is complete. */
void draft_answer_receipt(struct draft *draft);
