/* store_write - the rows of a submission become versions of facts: staged with COPY, then compared
 * with the current versions in two set-based statements per kind. Outcomes are taken from the keys
 * that these return, never from row counts. */
#include "aggregator/store_private.h"
#include "base/hashmap.h"
#include <stdlib.h>
#include <string.h>

/* Sent to the server in pieces of about this size. */
#define COPY_PIECE_BYTES (64 << 10)

/* One call of store_write_facts. */
struct writing {
    struct store *store;
    const struct submission *submission;
    const uint8_t *left_out;
    int64_t number, recorded_us;
    uint8_t (*keys)[RECORD_DIGEST_SIZE]; /* per row */
    const char *chain; /* numbers of the submissions replaced, as an array; NULL: none */
    struct written *written;
};

enum status store_create_stages(struct store *store, struct error *err)
{
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        SCOPED(buffer) sql = {0};

        store_expand(store_sql("stage_create"), kind_table((enum kind)kind), &sql);
        enum status status = store_run(store, buffer_text(&sql), err);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* Deleting a few rows is some 20 times faster than TRUNCATE, which makes new files; but nobody
 * vacuums a temporary table. */
static enum status clear_stage(struct writing *w, const struct kind_table *table, struct error *err)
{
    size_t *staged = &w->store->staged[table->kind];

    if (*staged == 0)
        return STATUS_OK;
    if (*staged <= STAGE_DELETE_ROWS)
        return store_execute(w->store, "stage_clear", table, NULL, err);
    enum status status = store_execute(w->store, "stage_truncate", table, NULL, err);
    if (status == STATUS_OK)
        *staged = 0;
    return status;
}

static bool is_staged(const struct writing *w, size_t row, enum kind kind)
{
    return w->submission->rows[row].kind == kind && (w->left_out == NULL || !w->left_out[row]);
}

/* In the order of the columns of sql/queries/stage_copy.sql. */
static void copy_row(const struct writing *w, const struct kind_table *table, size_t row,
                     struct buffer *out)
{
    const struct record *record = &w->submission->rows[row];
    const char *area = record_area(record, w->submission->organization);
    uint8_t content[RECORD_DIGEST_SIZE];
    int columns[FIELD_MAX];
    size_t n = store_columns(table, columns);

    record_content(record, content);
    buffer_printf(out, "%u\t", record->row);
    store_copy_value(out, FIELD_TEXT, (struct value){area, (uint32_t)strlen(area)});
    buffer_append_char(out, '\t');
    store_copy_uuid(out, w->keys[row]);
    buffer_append_char(out, '\t');
    store_copy_uuid(out, content);
    for (size_t i = 0; i < n; i++) {
        buffer_append_char(out, '\t');
        store_copy_value(out, table->fields[columns[i]].type, record->values[columns[i]]);
    }
    buffer_append_char(out, '\n');
}

static bool send_rows(const struct writing *w, const struct kind_table *table)
{
    SCOPED(buffer) piece = {0};

    for (size_t row = 0; row < w->submission->n_rows; row++) {
        if (!is_staged(w, row, table->kind))
            continue;
        copy_row(w, table, row, &piece);
        w->store->staged[table->kind]++;
        if (piece.used < COPY_PIECE_BYTES)
            continue;
        if (PQputCopyData(w->store->connection, (const char *)piece.bytes, (int)piece.used) != 1)
            return false;
        buffer_clear(&piece);
    }
    return piece.used == 0
           || PQputCopyData(w->store->connection, (const char *)piece.bytes, (int)piece.used) == 1;
}

static enum status stage(struct writing *w, const struct kind_table *table, struct error *err)
{
    PGconn *connection = w->store->connection;
    SCOPED(buffer) sql = {0};

    store_expand(store_sql("stage_copy"), table, &sql);
    OWNED_RESULT begun = PQexec(connection, buffer_text(&sql));
    if (PQresultStatus(begun) != PGRES_COPY_IN)
        return store_error(w->store, begun, "stage", err);
    bool sent = send_rows(w, table) && PQputCopyEnd(connection, NULL) == 1;
    OWNED_RESULT ended = PQgetResult(connection);
    enum status status = sent && PQresultStatus(ended) == PGRES_COMMAND_OK
                             ? STATUS_OK
                             : store_error(w->store, ended, "stage", err);
    store_drop_rows(w->store);
    return status;
}

/* Take what one pass returned: keys with an outcome, and whether their old version was ended. */
static bool take_outcomes(struct writing *w, const PGresult *result, const struct hashmap *by_key)
{
    bool any_ended = false;

    for (int i = 0; i < PQntuples(result); i++) {
        uint8_t *outcome = hashmap_get(by_key, PQgetvalue(result, i, 0), RECORD_DIGEST_SIZE);
        bool ended = *PQgetvalue(result, i, 1) != 0;

        any_ended = any_ended || ended;
        if (outcome == NULL || *outcome != OUTCOME_UNCHANGED)
            continue;
        *outcome = ended ? OUTCOME_REVISED : OUTCOME_INSERTED;
        if (ended)
            w->written->revised++;
        else
            w->written->inserted++;
    }
    return any_ended;
}

/* The second pass begins what succeeds the versions that the first one ended. */
static enum status write_facts(struct writing *w, const struct kind_table *table,
                               const struct hashmap *by_key, struct error *err)
{
    bool again = true;

    for (int pass = 0; pass < 2 && again; pass++) {
        OWNED_RESULT result = NULL;
        struct params params = {0};

        params_time(&params, w->recorded_us);
        params_text(&params, w->submission->organization);
        params_int(&params, w->number);
        enum status status =
            store_query(w->store, "facts_write", table, &params, RESULT_BINARY, &result, err);
        if (status != STATUS_OK)
            return status;
        again = take_outcomes(w, result, by_key);
    }
    return STATUS_OK;
}

static enum status end(struct writing *w, const struct kind_table *table, struct error *err)
{
    OWNED_RESULT result = NULL;
    struct params params = {0};

    if (w->chain == NULL)
        return STATUS_OK;
    params_time(&params, w->recorded_us);
    params_text(&params, w->chain);
    enum status status =
        store_query(w->store, "facts_end", table, &params, RESULT_BINARY, &result, err);
    if (status == STATUS_OK)
        w->written->ended += (uint32_t)PQntuples(result);
    return status;
}

/* The rows of one kind; a kind without rows can still have facts to end. */
static enum status write_kind(struct writing *w, const struct kind_table *table, struct error *err)
{
    OWNED(hashmap) by_key = hashmap_create(w->submission->n_rows);

    for (size_t row = 0; row < w->submission->n_rows; row++)
        if (is_staged(w, row, table->kind))
            hashmap_put(by_key, w->keys[row], RECORD_DIGEST_SIZE, &w->written->outcomes[row]);
    if (hashmap_count(by_key) == 0 && w->chain == NULL)
        return STATUS_OK;
    enum status status = clear_stage(w, table, err);
    if (status == STATUS_OK && hashmap_count(by_key) > 0) {
        status = stage(w, table, err);
        if (status == STATUS_OK)
            status = write_facts(w, table, by_key, err);
    }
    return status == STATUS_OK ? end(w, table, err) : status;
}

static enum status read_chain(struct store *store, int64_t replaces, struct arena *arena,
                              const char **ret, struct error *err)
{
    OWNED_RESULT result = NULL;
    struct params params = {0};

    if (replaces == 0)
        return STATUS_OK;
    params_int(&params, replaces);
    enum status status =
        store_query(store, "submission_chain", NULL, &params, RESULT_TEXT, &result, err);
    if (status != STATUS_OK)
        return status;
    *ret = result_text(result, 0, 0, arena);
    return *ret != NULL ? STATUS_OK : error_set(err, STATUS_INVALID, "too large");
}

/* Every row is unchanged until a statement says otherwise. */
static enum status prepare_rows(struct writing *w, struct arena *arena, struct error *err)
{
    const struct submission *submission = w->submission;

    w->keys = arena_array(arena, submission->n_rows, sizeof *w->keys);
    w->written->outcomes = arena_array(arena, submission->n_rows, 1);
    if (w->keys == NULL || w->written->outcomes == NULL)
        return error_set(err, STATUS_INVALID, "the submission is too large");
    for (size_t row = 0; row < submission->n_rows; row++) {
        bool left_out = w->left_out != NULL && w->left_out[row];

        record_key(&submission->rows[row], submission->organization, w->keys[row]);
        w->written->outcomes[row] = left_out ? OUTCOME_REJECTED : OUTCOME_UNCHANGED;
        w->written->rejected += left_out;
    }
    return STATUS_OK;
}

enum status store_write_facts(struct store *store, const struct submission *submission,
                              const uint8_t *left_out, int64_t number, int64_t replaces,
                              int64_t recorded_us, struct arena *arena, struct written *ret,
                              struct error *err)
{
    struct written written = {0};
    struct writing w = {.store = store,
                        .submission = submission,
                        .left_out = left_out,
                        .number = number,
                        .recorded_us = recorded_us,
                        .written = &written};
    enum status status = prepare_rows(&w, arena, err);

    if (status == STATUS_OK)
        status = read_chain(store, replaces, arena, &w.chain, err);
    for (int kind = 0; kind < KIND_COUNT && status == STATUS_OK; kind++)
        status = write_kind(&w, kind_table((enum kind)kind), err);
    if (status != STATUS_OK)
        return status;
    written.unchanged =
        (uint32_t)submission->n_rows - written.inserted - written.revised - written.rejected;
    *ret = written;
    return STATUS_OK;
}
