/* store_submission - submissions, record times and cutoffs. */
#include "aggregator/store_private.h"
#include "base/clock.h"
#include <inttypes.h>
#include <string.h>

enum found_column { FOUND_PLACE, FOUND_NUMBER, FOUND_DIGEST, FOUND_REPLACED_BY, FOUND_RECEIPT };

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

static enum status take_found(const PGresult *result, int row, const struct submission_name *name,
                              struct arena *arena, struct stored_submission *ret, struct error *err)
{
    ret->number = result_int(result, row, FOUND_NUMBER);
    ret->replaced = !PQgetisnull(result, row, FOUND_REPLACED_BY);
    ret->receipt_size = (size_t)PQgetlength(result, row, FOUND_RECEIPT);
    ret->receipt = (const uint8_t *)result_text(result, row, FOUND_RECEIPT, arena);
    if (PQgetlength(result, row, FOUND_DIGEST) != (int)sizeof ret->digest || ret->receipt == NULL)
        return error_set(err, STATUS_FAILED, "the stored submission '%s' of %s is broken", name->id,
                         name->organization);
    memcpy(ret->digest, PQgetvalue(result, row, FOUND_DIGEST), sizeof ret->digest);
    return STATUS_OK;
}

enum status store_find_submissions(struct store *store, const struct submission_name *names,
                                   size_t n, struct arena *arena, struct stored_submission *ret,
                                   struct error *err)
{
    SCOPED(buffer) organizations = {0};
    SCOPED(buffer) ids = {0};
    OWNED_RESULT result = NULL;
    struct params params = {0};

    buffer_append_char(&organizations, '{');
    buffer_append_char(&ids, '{');
    for (size_t i = 0; i < n; i++) {
        ret[i] = (struct stored_submission){0};
        store_array_text(&organizations, names[i].organization);
        store_array_text(&ids, names[i].id);
    }
    buffer_append_char(&organizations, '}');
    buffer_append_char(&ids, '}');
    params_text(&params, buffer_text(&organizations));
    params_text(&params, buffer_text(&ids));
    enum status status =
        store_query(store, "submission_find", NULL, &params, RESULT_BINARY, &result, err);
    for (int row = 0; status == STATUS_OK && row < PQntuples(result); row++) {
        size_t i = (size_t)result_int(result, row, FOUND_PLACE) - 1;

        status = take_found(result, row, &names[i], arena, &ret[i], err);
    }
    return status;
}

enum status store_next_submissions(struct store *store, size_t n, int64_t *ret, struct error *err)
{
    OWNED_RESULT result = NULL;
    struct params params = {0};

    params_int(&params, (int64_t)n);
    enum status status =
        store_query(store, "submission_numbers", NULL, &params, RESULT_BINARY, &result, err);
    for (size_t i = 0; status == STATUS_OK && i < n; i++)
        ret[i] = result_int(result, (int)i, 0);
    return status;
}

/* --- adding --- */

static void append_text(struct buffer *out, const char *text)
{
    buffer_append_char(out, '\t');
    store_copy_value(out, FIELD_TEXT,
                     (struct value){text, text != NULL ? (uint32_t)strlen(text) : 0});
}

static void append_bytes(struct buffer *out, const void *bytes, size_t size)
{
    buffer_append_char(out, '\t');
    store_copy_bytes(out, bytes, size);
}

/* In the order of sql/queries/submission_copy.sql. */
static void append_submission(const struct new_submission *added, struct buffer *out)
{
    const struct submission *submission = added->submission;
    const struct receipt *receipt = added->receipt;
    char time[CLOCK_TEXT_SIZE];

    buffer_printf(out, "%" PRId64, added->number);
    append_text(out, submission->organization);
    append_text(out, submission->id);
    append_bytes(out, receipt->digest, sizeof receipt->digest);
    append_bytes(out, added->bytes, added->size);
    append_text(out, submission->edition);
    append_text(out, submission->replaces);
    buffer_printf(out, "\t%d\t%d", submission->best_effort, submission->nil);
    append_text(out, submission->nil_note);
    clock_format(receipt->recorded_us, time);
    buffer_printf(out, "\t%" PRIu64 "\t%u\t%u\t%u\t%u\t%u\t%u", added->reference_version,
                  receipt->rows, receipt->inserted, receipt->revised, receipt->unchanged,
                  receipt->rejected, receipt->ended);
    append_bytes(out, added->packed_receipt, added->packed_receipt_size);
    append_text(out, time);
}

enum status store_add_submissions(struct store *store, const struct new_submission *added, size_t n,
                                  struct error *err)
{
    struct copy copy;
    enum status status = store_copy_begin(store, "submission_copy", NULL, &copy, err);

    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        append_submission(&added[i], &copy.rows);
        store_copy_row(&copy);
    }
    return store_copy_end(&copy, err);
}

enum status store_replace_submission(struct store *store, int64_t replaced, int64_t by,
                                     struct error *err)
{
    struct params params = {0};

    params_int(&params, replaced);
    params_int(&params, by);
    return store_execute(store, "submission_replace", NULL, &params, err);
}
