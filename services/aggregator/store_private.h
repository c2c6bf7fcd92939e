/* store_private - what the files of the store share: connection, parameters, results. For them
 * alone. */
#pragma once
#include "aggregator/store.h"
#include "aggregator/store_text.h"
#include <libpq-fe.h>

struct store {
    PGconn *connection;
    enum store_role role;
    bool *prepared; /* by query and kind: see store_query */
};

static inline void result_leave_scope(PGresult **result)
{
    PQclear(*result);
}
/* OWNED_RESULT result = NULL;   cleared at scope end. */
#define OWNED_RESULT __attribute__((cleanup(result_leave_scope))) PGresult *

/* Parameters of a statement, in order. Texts and bytes stay borrowed. */
#define PARAMS_MAX (STORE_FILTER_FIRST + FIELD_MAX)
struct params {
    int n;
    const char *values[PARAMS_MAX];
    int sizes[PARAMS_MAX];
    int formats[PARAMS_MAX];
    char scratch[PARAMS_MAX][32];
};
void params_text(struct params *params, const char *text); /* NULL is null */
void params_bytes(struct params *params, const void *bytes, size_t size);
void params_int(struct params *params, int64_t value);
void params_time(struct params *params, int64_t time_us);

enum result_format { RESULT_TEXT, RESULT_BINARY };

/* Run the query of that name, expanded for table (NULL: not of a kind). params may be NULL. *ret is
 * owned by the caller. */
NODISCARD enum status store_query(struct store *store, const char *name,
                                  const struct kind_table *table, const struct params *params,
                                  enum result_format format, PGresult **ret, struct error *err);
/* As store_query, for what returns no rows. */
NODISCARD enum status store_execute(struct store *store, const char *name,
                                    const struct kind_table *table, const struct params *params,
                                    struct error *err);
/* Send the query for row by row reading; then store_next_row until *ret is NULL. Whoever stops
 * earlier calls store_drop_rows. */
NODISCARD enum status store_send(struct store *store, const char *name,
                                 const struct kind_table *table, const struct params *params,
                                 struct error *err);
NODISCARD enum status store_next_row(struct store *store, PGresult **ret, struct error *err);
void store_drop_rows(struct store *store);

/* A COPY to the server. Begin, append rows to `rows` in the text format of COPY and call
 * store_copy_row after each, end: also after a row failed, whose failure is told then. */
struct copy {
    struct store *store;
    const char *name;
    struct buffer rows; /* not sent yet */
    bool broken;
};
NODISCARD enum status store_copy_begin(struct store *store, const char *name,
                                       const struct kind_table *table, struct copy *ret,
                                       struct error *err);
void store_copy_row(struct copy *copy);
NODISCARD enum status store_copy_end(struct copy *copy, struct error *err);

/* Run SQL text that is no prepared statement. */
NODISCARD enum status store_run(struct store *store, const char *sql, struct error *err);
/* The text of a query; a name that is none is a bug. */
const char *store_sql(const char *name);
/* The error of a result (NULL: of the connection) as status and sentence. */
enum status store_error(struct store *store, const PGresult *result, const char *doing,
                        struct error *err);

/* A cell: an integer in either format (0 for null); text in arena (NULL for null, and past the
 * arena's cap). */
int64_t result_int(const PGresult *result, int row, int column);
char *result_text(const PGresult *result, int row, int column, struct arena *arena);
