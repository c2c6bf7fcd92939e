/* draft - see the header. */
#include "aggregator/draft.h"
#include "base/clock.h"
#include "base/digest.h"
#include <string.h>

void draft_answer_receipt(struct draft *draft)
{
    draft->answer->kind = MESSAGE_RECEIPT;
    draft->answer->receipt = draft->receipt;
    draft->state = DRAFT_ANSWERED;
}

static enum status too_large(struct error *err)
{
    return error_set(err, STATUS_INVALID, "the submission is too large");
}

/* --- refusing --- */

/* Nothing is stored, so every row is rejected, whatever its own merit. */
static enum status refuse(struct draft *draft, const struct problems *problems, struct arena *arena,
                          struct error *err)
{
    struct receipt *receipt = &draft->receipt;
    uint8_t *outcomes = arena_array(arena, draft->submission.n_rows, 1);

    if (outcomes == NULL)
        return too_large(err);
    memset(outcomes, OUTCOME_REJECTED, draft->submission.n_rows);
    receipt->state = SUBMISSION_REJECTED;
    receipt->rejected = receipt->rows;
    receipt->outcomes = outcomes;
    receipt->problems = *problems;
    receipt->warnings = draft->check.warnings;
    draft_answer_receipt(draft);
    return STATUS_OK;
}

enum status draft_refuse(struct draft *draft, const struct problem *why, struct arena *arena,
                         struct error *err)
{
    struct problem *problem = arena_array(arena, 1, sizeof *problem);

    if (problem == NULL)
        return too_large(err);
    *problem = *why;
    return refuse(draft, &(struct problems){problem, 1, 1}, arena, err);
}

/* Rows that are left out would look like facts that the organization takes back. */
static enum status refuse_partial_replacement(struct draft *draft, struct arena *arena,
                                              struct error *err)
{
    struct problems problems = draft->check.problems;
    struct problem *listed = arena_array(arena, problems.n_listed + 1, sizeof *listed);

    if (listed == NULL)
        return too_large(err);
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
    return refuse(draft, &problems, arena, err);
}

/* --- unpacking --- */

static void say_failure(struct draft *draft, const char *code, const char *message)
{
    draft->answer->kind = MESSAGE_FAILURE;
    draft->answer->failure = (struct failure){.code = code, .message = message};
    draft->state = DRAFT_ANSWERED;
}

enum status draft_begin(const struct forward *forward, struct arena *arena, struct message *answer,
                        struct draft *ret, struct error *err)
{
    *ret = (struct draft){.bytes = forward->submission, .answer = answer};
    if (submission_unpack(forward->submission, arena, &ret->submission, err) != STATUS_OK) {
        const char *why = arena_text(arena, err->text);

        say_failure(ret, "malformed", why);
        return why != NULL ? STATUS_OK : too_large(err);
    }
    if (ret->submission.organization == NULL || ret->submission.id == NULL) {
        say_failure(ret, "invalid", "a submission needs an organization and an id");
        return STATUS_OK;
    }
    ret->receipt = (struct receipt){.organization = ret->submission.organization,
                                    .submission_id = ret->submission.id,
                                    .rows = (uint32_t)ret->submission.n_rows};
    digest_sha256(ret->bytes.bytes, ret->bytes.size, ret->receipt.digest);
    return STATUS_OK;
}

/* --- known already --- */

enum status draft_answer_known(struct draft *draft, const struct stored_submission *stored,
                               struct arena *arena, struct error *err)
{
    struct message *answer = draft->answer;

    if (memcmp(stored->digest, draft->receipt.digest, sizeof stored->digest) != 0) {
        memcpy(draft->receipt.digest, stored->digest, sizeof stored->digest);
        draft->receipt.state = SUBMISSION_CONFLICT;
        draft->receipt.rows = 0;
        draft_answer_receipt(draft);
        return STATUS_OK;
    }
    draft->state = DRAFT_ANSWERED;
    if (message_unpack(stored->receipt, stored->receipt_size, arena, answer, err) != STATUS_OK
        || answer->kind != MESSAGE_RECEIPT)
        return error_set(err, STATUS_FAILED, "a stored receipt cannot be read: %s", err->text);
    return STATUS_OK;
}

/* --- checking --- */

static enum status judge(struct draft *draft, struct arena *arena, struct error *err)
{
    const struct problems *problems = &draft->check.problems;
    bool whole = problems->n_listed > 0 && problems->listed[0].row == 0;
    bool nothing_left = draft->check.n_rejected == draft->submission.n_rows;

    if (problems->count == 0)
        return STATUS_OK;
    if (whole || nothing_left || !draft->submission.best_effort)
        return refuse(draft, problems, arena, err);
    if (draft->submission.replaces != NULL)
        return refuse_partial_replacement(draft, arena, err);
    return STATUS_OK;
}

static enum status compute_keys(struct draft *draft, struct arena *arena, struct error *err)
{
    const struct submission *submission = &draft->submission;
    uint8_t(*keys)[RECORD_DIGEST_SIZE] = arena_array(arena, submission->n_rows, sizeof *keys);

    if (keys == NULL)
        return too_large(err);
    for (size_t row = 0; row < submission->n_rows; row++)
        record_key(&submission->rows[row], submission->organization, keys[row]);
    draft->keys = (const uint8_t(*)[RECORD_DIGEST_SIZE])keys;
    draft->state = DRAFT_CHECKED;
    return STATUS_OK;
}

enum status draft_check(struct draft *draft, const struct reference *reference,
                        uint64_t reference_version, struct arena *arena, struct error *err)
{
    day_t today = clock_latest_day(clock_wall_us());

    if (reference == NULL) {
        draft->answer->kind = MESSAGE_BUSY;
        draft->answer->busy = (struct busy){.retry_after_ms = 5000,
                                            .reason = "no reference data have been loaded yet"};
        draft->state = DRAFT_ANSWERED;
        return STATUS_OK;
    }
    draft->reference_version = reference_version;
    enum status status =
        check_submission(&draft->submission, reference, today, arena, &draft->check, err);
    if (status == STATUS_OK)
        status = judge(draft, arena, err);
    if (status == STATUS_OK && draft->state == DRAFT_UNREAD)
        status = compute_keys(draft, arena, err);
    return status;
}
