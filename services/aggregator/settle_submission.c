/* settle_submission - a submission becomes facts and a receipt. */
#include "aggregator/settle.h"
#include "base/clock.h"
#include "base/digest.h"
#include "model/check.h"
#include <string.h>

#define DAY_US (INT64_C(86400) * 1000000)

/* A submission on its way. */
struct draft {
    struct bytes bytes;
    struct submission submission;
    uint64_t reference_version;
    struct check_result check;
    int64_t replaces; /* number; 0: none */
    struct receipt receipt;
};

static void say_failure(struct message *answer, const char *code, const char *message)
{
    answer->kind = MESSAGE_FAILURE;
    answer->failure = (struct failure){.code = code, .message = message};
}

static void say_receipt(struct message *answer, const struct receipt *receipt)
{
    answer->kind = MESSAGE_RECEIPT;
    answer->receipt = *receipt;
}

/* --- refusing --- */

/* Nothing is stored, so every row is rejected, whatever its own merit. */
static enum status refuse(struct draft *draft, const struct problems *problems, struct arena *arena,
                          struct message *answer, struct error *err)
{
    struct receipt *receipt = &draft->receipt;
    uint8_t *outcomes = arena_array(arena, draft->submission.n_rows, 1);

    if (outcomes == NULL)
        return error_set(err, STATUS_INVALID, "the submission is too large");
    memset(outcomes, OUTCOME_REJECTED, draft->submission.n_rows);
    receipt->state = SUBMISSION_REJECTED;
    receipt->rejected = receipt->rows;
    receipt->outcomes = outcomes;
    receipt->problems = *problems;
    receipt->warnings = draft->check.warnings;
    say_receipt(answer, receipt);
    return STATUS_OK;
}

static enum status refuse_for(struct draft *draft, const char *field, const char *value,
                              const char *code, const char *message, struct arena *arena,
                              struct message *answer, struct error *err)
{
    struct problem *problem = arena_array(arena, 1, sizeof *problem);

    if (problem == NULL)
        return error_set(err, STATUS_INVALID, "the submission is too large");
    *problem = (struct problem){
        .row = 0, .field = field, .value = value, .code = code, .message = message};
    return refuse(draft, &(struct problems){problem, 1, 1}, arena, answer, err);
}

/* STATUS_INVALID: the bytes are no submission. */
static enum status begin_draft(const struct forward *forward, struct arena *arena,
                               struct draft *ret, struct error *err)
{
    *ret = (struct draft){.bytes = forward->submission};
    enum status status = submission_unpack(forward->submission, arena, &ret->submission, err);

    if (status != STATUS_OK)
        return status;
    ret->receipt = (struct receipt){.organization = ret->submission.organization,
                                    .submission_id = ret->submission.id,
                                    .rows = (uint32_t)ret->submission.n_rows};
    digest_sha256(ret->bytes.bytes, ret->bytes.size, ret->receipt.digest);
    return STATUS_OK;
}

enum status settle_refusal(const struct forward *forward, struct arena *arena, const char *reason,
                           struct message *answer, struct error *err)
{
    struct draft draft;
    enum status status = begin_draft(forward, arena, &draft, err);

    if (status != STATUS_OK)
        return status;
    return refuse_for(&draft, NULL, NULL, "not_storable", arena_text(arena, reason), arena, answer,
                      err);
}

/* --- known already? --- */

static enum status repeat_receipt(const struct stored_submission *stored, struct arena *arena,
                                  struct message *answer, struct error *err)
{
    enum status status = message_unpack(stored->receipt, stored->receipt_size, arena, answer, err);

    if (status != STATUS_OK || answer->kind != MESSAGE_RECEIPT)
        return error_set(err, STATUS_FAILED, "a stored receipt cannot be read: %s", err->text);
    return STATUS_OK;
}

static enum status answer_known(const struct draft *draft, const struct stored_submission *stored,
                                struct arena *arena, struct message *answer, struct error *err)
{
    if (memcmp(stored->digest, draft->receipt.digest, sizeof stored->digest) == 0)
        return repeat_receipt(stored, arena, answer, err);
    struct receipt receipt = {.organization = draft->submission.organization,
                              .submission_id = draft->submission.id,
                              .state = SUBMISSION_CONFLICT};
    memcpy(receipt.digest, stored->digest, sizeof receipt.digest);
    say_receipt(answer, &receipt);
    return STATUS_OK;
}

/* --- new --- */

/* Finds what is replaced; otherwise *refused is set and answer says why. */
static enum status find_replaced(struct settling *settling, struct draft *draft, bool *refused,
                                 struct message *answer, struct error *err)
{
    const struct submission *submission = &draft->submission;
    struct stored_submission replaced = {0};
    enum status status =
        store_find_submission(settling->store, submission->organization, submission->replaces,
                              settling->arena, &replaced, err);

    if (status != STATUS_OK)
        return status;
    draft->replaces = replaced.number;
    *refused = true;
    if (replaced.number == 0)
        return refuse_for(
            draft, "replaces", submission->replaces, "unknown_submission",
            "no submission of this organization has that id: name one that was stored, or "
            "leave it out",
            settling->arena, answer, err);
    if (replaced.replaced)
        return refuse_for(draft, "replaces", submission->replaces, "already_replaced",
                          "another submission has replaced that one already: name the one that did",
                          settling->arena, answer, err);
    *refused = false;
    return STATUS_OK;
}

/* Rows that are left out would look like facts that the organization takes back. */
static enum status refuse_partial_replacement(struct draft *draft, struct arena *arena,
                                              struct message *answer, struct error *err)
{
    struct problems problems = draft->check.problems;
    struct problem *listed = arena_array(arena, problems.n_listed + 1, sizeof *listed);

    if (listed == NULL)
        return error_set(err, STATUS_INVALID, "the submission is too large");
    listed[0] = (struct problem){
        .field = "replaces",
        .value = draft->submission.replaces,
        .code = "replaces_incomplete",
        .message = "a submission that replaces another is stored whole or not at all: "
                   "mend the rows named here"};
    memcpy(listed + 1, problems.listed, problems.n_listed * sizeof *listed);
    problems.n_listed += problems.n_listed < PROBLEMS_LISTED_MAX;
    problems.listed = listed;
    problems.count++;
    return refuse(draft, &problems, arena, answer, err);
}

/* Whether the check forbids to store it; then answer says so. */
static enum status judge(struct draft *draft, bool *refused, struct arena *arena,
                         struct message *answer, struct error *err)
{
    const struct problems *problems = &draft->check.problems;
    bool whole = problems->n_listed > 0 && problems->listed[0].row == 0;
    bool nothing_left = draft->check.n_rejected == draft->submission.n_rows;

    *refused = problems->count > 0;
    if (problems->count == 0)
        return STATUS_OK;
    if (whole || nothing_left || !draft->submission.best_effort)
        return refuse(draft, problems, arena, answer, err);
    if (draft->submission.replaces != NULL)
        return refuse_partial_replacement(draft, arena, answer, err);
    *refused = false;
    return STATUS_OK;
}

static enum status write(struct settling *settling, struct draft *draft, int64_t number,
                         struct error *err)
{
    struct receipt *receipt = &draft->receipt;
    struct written written = {0};
    enum status status =
        store_write_facts(settling->store, &draft->submission,
                          draft->check.n_rejected > 0 ? draft->check.rejected : NULL, number,
                          draft->replaces, settling->recorded_us, settling->arena, &written, err);

    if (status != STATUS_OK)
        return status;
    receipt->state = SUBMISSION_COMMITTED;
    receipt->inserted = written.inserted;
    receipt->revised = written.revised;
    receipt->unchanged = written.unchanged;
    receipt->rejected = written.rejected;
    receipt->ended = written.ended;
    receipt->outcomes = written.outcomes;
    receipt->problems = draft->check.problems;
    receipt->warnings = draft->check.warnings;
    receipt->recorded_us = settling->recorded_us;
    return STATUS_OK;
}

/* The receipt is kept as it is packed here, so that it is the same for ever. */
static enum status keep(struct settling *settling, const struct draft *draft, int64_t number,
                        struct error *err)
{
    SCOPED(buffer) packed = {0};
    struct message message = {.kind = MESSAGE_RECEIPT, .receipt = draft->receipt};

    message_pack(&message, &packed);
    struct new_submission added = {.number = number,
                                   .submission = &draft->submission,
                                   .bytes = draft->bytes.bytes,
                                   .size = draft->bytes.size,
                                   .reference_version = draft->reference_version,
                                   .receipt = &draft->receipt,
                                   .packed_receipt = packed.bytes,
                                   .packed_receipt_size = packed.used};
    enum status status = store_add_submission(settling->store, &added, err);
    if (status == STATUS_OK && draft->replaces != 0)
        status = store_replace_submission(settling->store, draft->replaces, number, err);
    return status;
}

static enum status store_draft(struct settling *settling, struct draft *draft,
                               struct message *answer, struct error *err)
{
    int64_t number = 0;
    enum status status = store_next_submission(settling->store, &number, err);

    if (status == STATUS_OK)
        status = write(settling, draft, number, err);
    if (status == STATUS_OK)
        status = keep(settling, draft, number, err);
    if (status != STATUS_OK)
        return status;
    settling->wrote = true;
    say_receipt(answer, &draft->receipt);
    return STATUS_OK;
}

/* The collector's verdict was made with the reference data it had, on rows that it does not send in
 * canonical form: so the check is made here in any case, and this one counts. */
static enum status check(struct settling *settling, struct draft *draft, struct message *answer,
                         bool *refused, struct error *err)
{
    const struct reference *reference = NULL;
    day_t today = (day_t)(clock_wall_us() / DAY_US);
    enum status status = shelf_get(settling->shelf, settling->store, NULL, &reference,
                                   &draft->reference_version, err);

    *refused = status == STATUS_OK && reference == NULL;
    if (status != STATUS_OK || *refused) {
        answer->kind = MESSAGE_BUSY;
        answer->busy = (struct busy){.retry_after_ms = 5000,
                                     .reason = "no reference data have been loaded yet"};
        return status;
    }
    status =
        check_submission(&draft->submission, reference, today, settling->arena, &draft->check, err);
    if (status == STATUS_OK)
        status = judge(draft, refused, settling->arena, answer, err);
    if (status == STATUS_OK && !*refused && draft->submission.replaces != NULL)
        status = find_replaced(settling, draft, refused, answer, err);
    return status;
}

enum status settle_submission(struct settling *settling, const struct forward *forward,
                              struct message *answer, struct error *err)
{
    struct draft draft;
    struct stored_submission stored = {0};
    bool refused = false;

    if (begin_draft(forward, settling->arena, &draft, err) != STATUS_OK) {
        say_failure(answer, "malformed", arena_text(settling->arena, err->text));
        return STATUS_OK;
    }
    if (draft.submission.organization == NULL || draft.submission.id == NULL) {
        say_failure(answer, "invalid", "a submission needs an organization and an id");
        return STATUS_OK;
    }
    enum status status = store_find_submission(settling->store, draft.submission.organization,
                                               draft.submission.id, settling->arena, &stored, err);
    if (status == STATUS_OK && stored.number != 0)
        return answer_known(&draft, &stored, settling->arena, answer, err);
    if (status == STATUS_OK)
        status = check(settling, &draft, answer, &refused, err);
    if (status != STATUS_OK || refused)
        return status;
    return store_draft(settling, &draft, answer, err);
}
