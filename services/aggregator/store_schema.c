/* store_schema - brings the schema to where this program needs it, forward only, and tells whether
 * it is there. */
#include "aggregator/store_private.h"
#include "base/digest.h"
#include "base/text.h"
#include "sql_queries.h"
#include <stdlib.h>
#include <string.h>

#define MIGRATE_HINT "run roundtable-aggregator --migrate"

static void digest_of(const struct sql_text *migration, char ret[2 * DIGEST_SHA256_SIZE + 1])
{
    uint8_t digest[DIGEST_SHA256_SIZE];

    digest_sha256(migration->text, migration->size, digest);
    text_hex_encode(digest, sizeof digest, ret);
}

/* How many migrations were applied; STATUS_INVALID unless they are the first ones of this program.
 */
static enum status read_applied(struct store *store, size_t *ret, struct error *err)
{
    OWNED_RESULT result = NULL;
    enum status status =
        store_query(store, "schema_applied", NULL, NULL, RESULT_TEXT, &result, err);

    if (status != STATUS_OK)
        return status;
    size_t applied = (size_t)PQntuples(result);
    if (applied > sql_migrations_count)
        return error_set(
            err, STATUS_INVALID,
            "the database has %zu migrations and this program knows %zu: it is newer; use the "
            "program that belongs to it",
            applied, sql_migrations_count);
    for (size_t i = 0; i < applied; i++) {
        char digest[2 * DIGEST_SHA256_SIZE + 1];

        digest_of(&sql_migrations[i], digest);
        if (strcmp(PQgetvalue(result, (int)i, 1), sql_migrations[i].name) != 0
            || strcmp(PQgetvalue(result, (int)i, 2), digest) != 0)
            return error_set(
                err, STATUS_INVALID,
                "migration '%s' was applied to the database with another content than this "
                "program has in '%s': use the program that belongs to it",
                PQgetvalue(result, (int)i, 1), sql_migrations[i].name);
    }
    *ret = applied;
    return STATUS_OK;
}

enum status store_check_schema(struct store *store, struct error *err)
{
    OWNED_RESULT result = NULL;
    size_t applied = 0;
    enum status status = store_query(store, "schema_exists", NULL, NULL, RESULT_TEXT, &result, err);

    if (status == STATUS_OK && strcmp(PQgetvalue(result, 0, 0), "t") == 0)
        status = read_applied(store, &applied, err);
    if (status == STATUS_OK && applied < sql_migrations_count)
        return error_set(err, STATUS_INVALID,
                         "the database lacks %zu of %zu migrations: " MIGRATE_HINT,
                         sql_migrations_count - applied, sql_migrations_count);
    return status;
}

static enum status record(struct store *store, const struct sql_text *migration, int64_t now_us,
                          struct error *err)
{
    struct params params = {0};
    uint8_t digest[DIGEST_SHA256_SIZE];

    digest_sha256(migration->text, migration->size, digest);
    params_int(&params, strtol(migration->name, NULL, 10));
    params_text(&params, migration->name);
    params_bytes(&params, digest, sizeof digest);
    params_time(&params, now_us);
    return store_execute(store, "schema_record", NULL, &params, err);
}

/* Under the lock: apply the first migration that is missing. *ret is false when there is none. */
static enum status apply_next(struct store *store, int64_t now_us, bool *ret, struct error *err)
{
    size_t applied = 0;
    enum status status = store_run(store, store_sql("lock_migration"), err);

    if (status == STATUS_OK)
        status = store_run(store, store_sql("schema_create"), err);
    if (status == STATUS_OK)
        status = read_applied(store, &applied, err);
    *ret = status == STATUS_OK && applied < sql_migrations_count;
    if (!*ret)
        return status;
    const struct sql_text *migration = &sql_migrations[applied];
    status = store_run(store, migration->text, err);
    if (status == STATUS_OK)
        status = record(store, migration, now_us, err);
    if (status != STATUS_OK)
        error_prefix(err, "migration '%s': ", migration->name);
    return status;
}

enum status store_migrate(struct store *store, int64_t now_us, size_t *ret, struct error *err)
{
    struct error ignored;
    bool more = true;

    for (*ret = 0; more;) {
        enum status status = store_begin(store, err);

        if (status == STATUS_OK)
            status = apply_next(store, now_us, &more, err);
        if (status == STATUS_OK)
            status = store_commit(store, err);
        if (status != STATUS_OK) {
            (void)!store_roll_back(store, &ignored);
            return status;
        }
        *ret += more;
    }
    return STATUS_OK;
}
