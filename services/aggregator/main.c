/* roundtable-aggregator - reads the settings, checks the database, runs the dispatcher, returns. */
#include "aggregator/dispatcher.h"
#include "aggregator/store.h"
#include "base/clock.h"
#include "base/program.h"

static const struct setting TABLE[] = {
    PROGRAM_SETTING_LISTEN(
        "tcp://127.0.0.1:7402",
        "Where the collector and the reporter connect; a port of * takes a free one"),
    {.name = "database",
     .variable = "ROUNDTABLE_DATABASE",
     .type = SETTING_TEXT,
     .fallback = "",
     .placeholder = "CONNINFO",
     .meaning = "PostgreSQL, as libpq's conninfo or URI; empty: what PGHOST, PGDATABASE and so on "
                "say. Passwords belong into a file (PGPASSFILE)"},
    {.name = "migrate",
     .type = SETTING_BOOL,
     .meaning = "Bring the database's schema to where this program needs it, and exit"},
    {.name = "answer-workers",
     .variable = "ROUNDTABLE_ANSWER_WORKERS",
     .type = SETTING_INT,
     .fallback = "2",
     .min = 1,
     .max = DISPATCHER_ANSWER_WORKERS_MAX,
     .meaning = "Threads that answer questions, each with a database connection"},
    PROGRAM_SETTING_ENDPOINT_FILE,
    PROGRAM_SETTING_LOG_LEVEL,
};

static const struct settings_program PROGRAM = {
    .name = "roundtable-aggregator",
    .summary = "Keeps every fact with its history in PostgreSQL, and answers questions about them.",
    .version = ROUNDTABLE_VERSION,
    .table = TABLE,
    .count = sizeof TABLE / sizeof *TABLE,
};

static enum status migrate(const char *conninfo, struct error *err)
{
    OWNED(store) store = NULL;
    size_t applied = 0;
    enum status status = store_open(conninfo, STORE_SCHEMA, &store, err);

    if (status == STATUS_OK)
        status = store_migrate(store, clock_wall_us(), &applied, err);
    if (status == STATUS_OK)
        log_event(LOG_INFO, "migrated", LOG_INT("applied", applied));
    return status;
}

/* Better a sentence now than a service that is busy for ever. */
static enum status check_database(const char *conninfo, struct error *err)
{
    OWNED(store) store = NULL;

    return store_open(conninfo, STORE_READER, &store, err);
}

static enum status serve(const struct settings *s, void *zmq, struct loop *loop, struct error *err)
{
    OWNED(dispatcher) dispatcher = NULL;
    struct dispatcher_options options = {.listen = settings_text(s, "listen"),
                                         .conninfo = settings_text(s, "database"),
                                         .answer_workers = (int)settings_int(s, "answer-workers")};
    enum status status = dispatcher_create(zmq, loop, &options, &dispatcher, err);

    if (status == STATUS_OK)
        status = program_announce(s, dispatcher_endpoint(dispatcher), err);
    if (status == STATUS_OK)
        status = loop_run(loop, err);
    if (status == STATUS_OK)
        log_mark(LOG_INFO, "stopping");
    return status;
}

static enum status run(const struct settings *s, struct error *err)
{
    const char *conninfo = settings_text(s, "database");

    if (settings_bool(s, "migrate"))
        return migrate(conninfo, err);
    enum status status = check_database(conninfo, err);
    return status == STATUS_OK ? program_serve(s, serve, err) : status;
}

int main(int argc, char *argv[])
{
    return program_main(&PROGRAM, run, argc, argv);
}
