/* store_submission - submissions, record times and cutoffs. */
#include "aggregator/store_private.h"
#include <string.h>

enum found_column { FOUND_NUMBER, FOUND_DIGEST, FOUND_REPLACED_BY, FOUND_RECEIPT };

enum status store_record_times(struct store *store, struct record_times *ret, struct error *err)
{
    OWNED_RESULT result = NULL;
    enum status status = store_query(store, "record_times", NULL, NULL, RESULT_TEXT, &result, err);

    if (status == STATUS_OK)
        *ret = (struct record_times){result_int(result, 0, 0), result_int(result, 0, 1)};
    return status;
}

enum status store_publish_cutoff(struct store *store, int64_t cutoff_us, int64_t now_us,
                                 struct error *err)
{
    struct params params = {0};

    params_time(&params, cutoff_us);
    params_time(&params, now_us);
    return store_execute(store, "cutoff_publish", NULL, &params, err);
}

enum status store_cutoff_at(struct store *store, const int64_t *asked_us, int64_t *ret,
                            struct error *err)
{
    OWNED_RESULT result = NULL;
    struct params params = {0};

    if (asked_us != NULL)
        params_time(&params, *asked_us);
    else
        params_text(&params, NULL);
    enum status status = store_query(store, "cutoff_at", NULL, &params, RESULT_TEXT, &result, err);
    if (status == STATUS_OK)
        *ret = result_int(result, 0, 0);
    return status;
}

enum status store_find_submission(struct store *store, const char *organization,
                                  const char *submission_id, struct arena *arena,
                                  struct stored_submission *ret, struct error *err)
{
    OWNED_RESULT result = NULL;
    struct params params = {0};

    params_text(&params, organization);
    params_text(&params, submission_id);
    enum status status =
        store_query(store, "submission_find", NULL, &params, RESULT_BINARY, &result, err);
    if (status != STATUS_OK)
        return status;
    *ret = (struct stored_submission){0};
    if (PQntuples(result) == 0)
        return STATUS_OK;
    ret->number = result_int(result, 0, FOUND_NUMBER);
    ret->replaced = !PQgetisnull(result, 0, FOUND_REPLACED_BY);
    ret->receipt_size = (size_t)PQgetlength(result, 0, FOUND_RECEIPT);
    ret->receipt = (const uint8_t *)result_text(result, 0, FOUND_RECEIPT, arena);
    if (PQgetlength(result, 0, FOUND_DIGEST) != (int)sizeof ret->digest || ret->receipt == NULL)
        return error_set(err, STATUS_FAILED, "the stored submission '%s' of %s is broken",
                         submission_id, organization);
    memcpy(ret->digest, PQgetvalue(result, 0, FOUND_DIGEST), sizeof ret->digest);
    return STATUS_OK;
}

enum status store_next_submission(struct store *store, int64_t *ret, struct error *err)
{
    OWNED_RESULT result = NULL;
    enum status status =
        store_query(store, "submission_number", NULL, NULL, RESULT_TEXT, &result, err);

    if (status == STATUS_OK)
        *ret = result_int(result, 0, 0);
    return status;
}

/* In the order of sql/queries/submission_insert.sql. */
enum status store_add_submission(struct store *store, const struct new_submission *added,
                                 struct error *err)
{
    const struct submission *submission = added->submission;
    const struct receipt *receipt = added->receipt;
    struct params params = {0};

    params_int(&params, added->number);
    params_text(&params, submission->organization);
    params_text(&params, submission->id);
    params_bytes(&params, receipt->digest, sizeof receipt->digest);
    params_bytes(&params, added->bytes, added->size);
    params_text(&params, submission->edition);
    params_text(&params, submission->replaces);
    params_bool(&params, submission->best_effort);
    params_bool(&params, submission->nil);
    params_text(&params, submission->nil_note);
    params_int(&params, (int64_t)added->reference_version);
    params_int(&params, receipt->rows);
    params_int(&params, receipt->inserted);
    params_int(&params, receipt->revised);
    params_int(&params, receipt->unchanged);
    params_int(&params, receipt->rejected);
    params_int(&params, receipt->ended);
    params_bytes(&params, added->packed_receipt, added->packed_receipt_size);
    params_time(&params, receipt->recorded_us);
    return store_execute(store, "submission_insert", NULL, &params, err);
}

enum status store_replace_submission(struct store *store, int64_t replaced, int64_t by,
                                     struct error *err)
{
    struct params params = {0};

    params_int(&params, replaced);
    params_int(&params, by);
    return store_execute(store, "submission_replace", NULL, &params, err);
}
