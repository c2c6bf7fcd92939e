/* store - the connection: opening, transactions, statements. What the statements are about is in
 * the other store_*.c. */
#include "aggregator/store_private.h"
#include "base/clock.h"
#include "sql_queries.h"
#include <assert.h>
#include <endian.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Bounds of a session, in milliseconds, as settings of PostgreSQL. */
#define STATEMENT_MS "60000"
#define LOCK_MS      "10000"
#define IDLE_MS      "60000"

#define SERVER_VERSION_MIN 150000

enum session_column { SESSION_VERSION, SESSION_FSYNC, SESSION_PAGES, SESSION_SYNC };

/* --- parameters and results --- */

static void params_add(struct params *params, const char *value, int size, int format)
{
    assert(params->n < PARAMS_MAX);
    params->values[params->n] = value;
    params->sizes[params->n] = size;
    params->formats[params->n] = format;
    params->n++;
}

void params_text(struct params *params, const char *text)
{
    params_add(params, text, 0, RESULT_TEXT);
}

void params_bytes(struct params *params, const void *bytes, size_t size)
{
    params_add(params, bytes != NULL ? bytes : "", (int)size, RESULT_BINARY);
}

void params_int(struct params *params, int64_t value)
{
    char *scratch = params->scratch[params->n];

    snprintf(scratch, sizeof *params->scratch, "%" PRId64, value);
    params_text(params, scratch);
}

void params_time(struct params *params, int64_t time_us)
{
    char *scratch = params->scratch[params->n];

    clock_format(time_us, scratch);
    params_text(params, scratch);
}

int64_t result_int(const PGresult *result, int row, int column)
{
    const char *value = PQgetvalue(result, row, column);
    uint64_t wide;

    if (PQgetisnull(result, row, column))
        return 0;
    if (PQfformat(result, column) == RESULT_TEXT)
        return strtoll(value, NULL, 10);
    assert(PQgetlength(result, row, column) == (int)sizeof wide);
    memcpy(&wide, value, sizeof wide);
    return (int64_t)be64toh(wide);
}

char *result_text(const PGresult *result, int row, int column, struct arena *arena)
{
    if (PQgetisnull(result, row, column))
        return NULL;
    return arena_textn(arena, PQgetvalue(result, row, column),
                       (size_t)PQgetlength(result, row, column));
}

enum status store_error(struct store *store, const PGresult *result, const char *doing,
                        struct error *err)
{
    const char *sqlstate = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *said = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    enum status status = store_sqlstate_status(sqlstate);

    if (PQstatus(store->connection) != CONNECTION_OK)
        status = STATUS_RETRY;
    if (said == NULL)
        said = PQerrorMessage(store->connection);
    return error_set(err, status, "%s: %s%s%.*s", doing, sqlstate != NULL ? sqlstate : "",
                     sqlstate != NULL ? " " : "", (int)strcspn(said, "\n"), said);
}

/* --- statements --- */

static size_t query_index(const char *name)
{
    for (size_t i = 0; i < sql_queries_count; i++)
        if (strcmp(sql_queries[i].name, name) == 0)
            return i;
    assert(!"a query of that name is in sql/queries");
    abort();
}

const char *store_sql(const char *name)
{
    return sql_queries[query_index(name)].text;
}

/* Of a statement that is run, or prepared; takes result. */
static enum status finish(struct store *store, PGresult *result, const char *name, PGresult **ret,
                          struct error *err)
{
    OWNED_RESULT owned = result;
    ExecStatusType said = PQresultStatus(result);

    if (said != PGRES_COMMAND_OK && said != PGRES_TUPLES_OK)
        return store_error(store, result, name, err);
    if (ret != NULL) {
        *ret = owned;
        owned = NULL; /* the caller owns it now */
    }
    return STATUS_OK;
}

/* The name of the prepared statement goes to prepared. */
static enum status prepare(struct store *store, const char *name, const struct kind_table *table,
                           char prepared[64], struct error *err)
{
    size_t slots = KIND_COUNT + 1;
    bool *done = &store->prepared[query_index(name) * slots
                                  + (table != NULL ? (size_t)table->kind : KIND_COUNT)];
    SCOPED(buffer) sql = {0};

    snprintf(prepared, 64, "%s%s%s", name, table != NULL ? "." : "",
             table != NULL ? table->name : "");
    if (*done)
        return STATUS_OK;
    store_expand(store_sql(name), table, &sql);
    enum status status = finish(
        store, PQprepare(store->connection, prepared, buffer_text(&sql), 0, NULL), name, NULL, err);
    *done = status == STATUS_OK;
    return status;
}

enum status store_query(struct store *store, const char *name, const struct kind_table *table,
                        const struct params *params, enum result_format format, PGresult **ret,
                        struct error *err)
{
    static const struct params NONE = {0};
    const struct params *with = params != NULL ? params : &NONE;
    char prepared[64];
    enum status status = prepare(store, name, table, prepared, err);

    if (status != STATUS_OK)
        return status;
    return finish(store,
                  PQexecPrepared(store->connection, prepared, with->n, with->values, with->sizes,
                                 with->formats, format),
                  name, ret, err);
}

enum status store_execute(struct store *store, const char *name, const struct kind_table *table,
                          const struct params *params, struct error *err)
{
    return store_query(store, name, table, params, RESULT_TEXT, NULL, err);
}

enum status store_send(struct store *store, const char *name, const struct kind_table *table,
                       const struct params *params, struct error *err)
{
    char prepared[64];
    enum status status = prepare(store, name, table, prepared, err);

    if (status != STATUS_OK)
        return status;
    if (PQsendQueryPrepared(store->connection, prepared, params->n, params->values, params->sizes,
                            params->formats, RESULT_TEXT)
            != 1
        || PQsetSingleRowMode(store->connection) != 1)
        return store_error(store, NULL, name, err);
    return STATUS_OK;
}

enum status store_next_row(struct store *store, PGresult **ret, struct error *err)
{
    OWNED_RESULT row = PQgetResult(store->connection);

    if (PQresultStatus(row) == PGRES_SINGLE_TUPLE) {
        *ret = row;
        row = NULL; /* the caller owns it now */
        return STATUS_OK;
    }
    if (row != NULL && PQresultStatus(row) != PGRES_TUPLES_OK) {
        enum status status = store_error(store, row, "read", err);

        store_drop_rows(store);
        return status;
    }
    store_drop_rows(store);
    *ret = NULL;
    return STATUS_OK;
}

void store_drop_rows(struct store *store)
{
    PGresult *result;

    while ((result = PQgetResult(store->connection)) != NULL)
        PQclear(result);
}

enum status store_run(struct store *store, const char *sql, struct error *err)
{
    return finish(store, PQexec(store->connection, sql), "statement", NULL, err);
}

/* --- transactions --- */

enum status store_begin(struct store *store, struct error *err)
{
    return store_run(store, "BEGIN", err);
}

/* PostgreSQL answers COMMIT with ROLLBACK, and no error, when the transaction had failed. */
enum status store_commit(struct store *store, struct error *err)
{
    OWNED_RESULT result = NULL;
    enum status status = finish(store, PQexec(store->connection, "COMMIT"), "commit", &result, err);

    if (status == STATUS_OK && strcmp(PQcmdStatus(result), "COMMIT") != 0)
        return error_set(err, STATUS_FAILED, "commit: the transaction was rolled back");
    return status;
}

enum status store_roll_back(struct store *store, struct error *err)
{
    return store_run(store, "ROLLBACK", err);
}

enum status store_begin_marked(struct store *store, struct error *err)
{
    return store_run(store, "BEGIN; SAVEPOINT mark", err);
}

enum status store_move_mark(struct store *store, struct error *err)
{
    return store_run(store, "RELEASE SAVEPOINT mark; SAVEPOINT mark", err);
}

enum status store_back_to_mark(struct store *store, struct error *err)
{
    return store_run(store, "ROLLBACK TO SAVEPOINT mark", err);
}

/* --- opening --- */

/* What the server says beside its answers would go to standard error, which is the log's. */
static void drop_notice(void *self, const PGresult *notice)
{
    (void)self;
    (void)notice;
}

static enum status connect_to(struct store *store, const char *conninfo, struct error *err)
{
    /* The last value of a keyword counts: conninfo comes last. */
    const char *keywords[] = {"fallback_application_name",
                              "client_encoding",
                              "connect_timeout",
                              "keepalives",
                              "keepalives_idle",
                              "keepalives_interval",
                              "keepalives_count",
                              "tcp_user_timeout",
                              "dbname",
                              NULL};
    const char *values[] = {
        "roundtable-aggregator", "UTF8", "5", "1", "30", "5", "3", "45000", conninfo, NULL};

    store->connection = PQconnectdbParams(keywords, values, 1);
    PQsetNoticeReceiver(store->connection, drop_notice, NULL);
    if (PQstatus(store->connection) == CONNECTION_OK)
        return STATUS_OK;
    const char *said = PQerrorMessage(store->connection);
    return error_set(err, STATUS_RETRY, "connect to the database: %.*s", (int)strcspn(said, "\n"),
                     said);
}

static enum status check_server(const PGresult *session, struct error *err)
{
    if (result_int(session, 0, SESSION_VERSION) < SERVER_VERSION_MIN)
        return error_set(err, STATUS_INVALID, "the database is version %s: 15 or later is needed",
                         PQgetvalue(session, 0, SESSION_VERSION));
    if (strcmp(PQgetvalue(session, 0, SESSION_FSYNC), "on") != 0
        || strcmp(PQgetvalue(session, 0, SESSION_PAGES), "on") != 0)
        return error_set(
            err, STATUS_INVALID,
            "the database runs with fsync=%s and full_page_writes=%s, and would lose what it "
            "confirmed: set both to on",
            PQgetvalue(session, 0, SESSION_FSYNC), PQgetvalue(session, 0, SESSION_PAGES));
    return STATUS_OK;
}

static enum status start_session(struct store *store, struct error *err)
{
    OWNED_RESULT session = NULL;
    struct params params = {0};
    bool schema = store->role == STORE_SCHEMA;

    params_text(&params, schema ? "0" : STATEMENT_MS);
    params_text(&params, schema ? "0" : LOCK_MS);
    params_text(&params, IDLE_MS);
    params_text(&params, store->role == STORE_READER ? "on" : "off");
    enum status status = store_query(store, "session", NULL, &params, RESULT_TEXT, &session, err);
    return status == STATUS_OK ? check_server(session, err) : status;
}

static enum status lock_intake(struct store *store, struct error *err)
{
    OWNED_RESULT result = NULL;
    enum status status = store_query(store, "lock_intake", NULL, NULL, RESULT_TEXT, &result, err);

    if (status == STATUS_OK && strcmp(PQgetvalue(result, 0, 0), "t") != 0)
        return error_set(err, STATUS_RETRY,
                         "another aggregator takes submissions into this database");
    return status;
}

enum status store_open(const char *conninfo, enum store_role role, struct store **ret,
                       struct error *err)
{
    OWNED(store) store = xcalloc(1, sizeof *store);

    store->role = role;
    store->prepared = xcalloc(sql_queries_count * (KIND_COUNT + 1), sizeof *store->prepared);
    enum status status = connect_to(store, conninfo, err);
    if (status == STATUS_OK)
        status = start_session(store, err);
    if (status == STATUS_OK && role != STORE_SCHEMA)
        status = store_check_schema(store, err);
    if (status == STATUS_OK && role == STORE_INTAKE)
        status = lock_intake(store, err);
    if (status != STATUS_OK)
        return status;
    *ret = store;
    store = NULL; /* the caller owns it now */
    return STATUS_OK;
}

void store_destroy(struct store *store)
{
    if (store == NULL)
        return;
    PQfinish(store->connection);
    free(store->prepared);
    free(store);
}

bool store_alive(const struct store *store)
{
    return store != NULL && PQstatus(store->connection) == CONNECTION_OK;
}
