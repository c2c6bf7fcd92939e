/* store_copy - rows to the server with COPY, in pieces. */
#include "aggregator/store_private.h"

/* Sent in pieces of about this size. */
#define PIECE_BYTES (64 << 10)

enum status store_copy_begin(struct store *store, const char *name, const struct kind_table *table,
                             struct copy *ret, struct error *err)
{
    SCOPED(buffer) sql = {0};

    store_expand(store_sql(name), table, &sql);
    OWNED_RESULT begun = PQexec(store->connection, buffer_text(&sql));
    if (PQresultStatus(begun) != PGRES_COPY_IN)
        return store_error(store, begun, name, err);
    *ret = (struct copy){.store = store, .name = name};
    return STATUS_OK;
}

static void send_piece(struct copy *copy)
{
    if (!copy->broken && copy->rows.used > 0)
        copy->broken = PQputCopyData(copy->store->connection, (const char *)copy->rows.bytes,
                                     (int)copy->rows.used)
                       != 1;
    buffer_clear(&copy->rows);
}

void store_copy_row(struct copy *copy)
{
    buffer_append_char(&copy->rows, '\n');
    if (copy->rows.used >= PIECE_BYTES)
        send_piece(copy);
}

enum status store_copy_end(struct copy *copy, struct error *err)
{
    PGconn *connection = copy->store->connection;

    send_piece(copy);
    bool sent = !copy->broken && PQputCopyEnd(connection, NULL) == 1;
    OWNED_RESULT ended = PQgetResult(connection);
    enum status status = sent && PQresultStatus(ended) == PGRES_COMMAND_OK
                             ? STATUS_OK
                             : store_error(copy->store, ended, copy->name, err);
    store_drop_rows(copy->store);
    buffer_finish(&copy->rows);
    return status;
}
