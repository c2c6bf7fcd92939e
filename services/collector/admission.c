/* admission - from a packed submission to a verdict. */
#include "collector/admission.h"
#include "model/check.h"
#include <string.h>

/* The submission as a whole is wrong, not only rows of it. */
static bool concerns_all(const struct problems *problems)
{
    for (size_t i = 0; i < problems->n_listed; i++)
        if (problems->listed[i].row == 0)
            return true;
    return false;
}

static bool can_be_stored(const struct submission *submission, const struct check_result *check)
{
    if (check->problems.count == 0)
        return true;
    return submission->best_effort && !concerns_all(&check->problems)
           && check->n_rejected < submission->n_rows
           && check->problems.n_listed == check->problems.count;
}

static enum status reject(const struct submission *submission, const struct check_result *check,
                          struct arena *arena, struct admission *ret, struct error *err)
{
    uint8_t *outcomes = arena_alloc(arena, submission->n_rows);

    if (outcomes == NULL)
        return error_set(err, STATUS_INVALID,
                         "the submission takes too much memory to check; send it in smaller parts");
    memset(outcomes, OUTCOME_REJECTED, submission->n_rows);
    ret->verdict = VERDICT_REJECT;
    ret->rejection = (struct receipt){.organization = submission->organization,
                                      .submission_id = submission->id,
                                      .state = SUBMISSION_REJECTED,
                                      .rows = (uint32_t)submission->n_rows,
                                      .rejected = (uint32_t)submission->n_rows,
                                      .outcomes = outcomes,
                                      .problems = check->problems,
                                      .warnings = check->warnings};
    memcpy(ret->rejection.digest, ret->digest, sizeof ret->digest);
    return STATUS_OK;
}

enum status admission_decide(struct bytes packed, const struct reference *reference,
                             uint64_t reference_version, day_t today, struct arena *arena,
                             struct admission *ret, struct error *err)
{
    struct submission submission = {0};
    struct check_result check = {0};
    enum status status = submission_unpack(packed, arena, &submission, err);

    if (status == STATUS_OK)
        status = check_submission(&submission, reference, today, arena, &check, err);
    if (status != STATUS_OK)
        return status;
    struct admission admission = {.organization = submission.organization,
                                  .submission_id = submission.id,
                                  .n_rows = submission.n_rows};
    digest_sha256(packed.bytes, packed.size, admission.digest);
    if (can_be_stored(&submission, &check)) {
        admission.verdict = VERDICT_FORWARD;
        admission.forward = (struct forward){.submission = packed,
                                             .reference_version = reference_version,
                                             .problems = check.problems,
                                             .warnings = check.warnings};
    } else if ((status = reject(&submission, &check, arena, &admission, err)) != STATUS_OK) {
        return status;
    }
    *ret = admission;
    return STATUS_OK;
}
