/* roundtable-aggregator - reads the settings, checks the database, runs the dispatcher, returns. */
#include "aggregator/dispatcher.h"
#include "aggregator/store.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/settings.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static const char *const LOG_LEVELS[] = {"debug", "info", "warning", "error", NULL};

static const struct setting TABLE[] = {
    {.name = "listen",
     .variable = "ROUNDTABLE_LISTEN",
     .type = SETTING_ENDPOINT,
     .fallback = "tcp://127.0.0.1:7402",
     .meaning = "Where the collector and the reporter connect; a port of * takes a free one"},
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
    {.name = "endpoint-file",
     .type = SETTING_PATH,
     .placeholder = "PATH",
     .meaning = "File to write the endpoint to once it is listened on"},
    {.name = "log-level",
     .variable = "ROUNDTABLE_LOG_LEVEL",
     .type = SETTING_CHOICE,
     .fallback = "info",
     .choices = LOG_LEVELS,
     .meaning = "Lowest level that is logged"},
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

static enum status announce(const struct settings *s, const struct dispatcher *d, struct error *err)
{
    const char *path = settings_text(s, "endpoint-file");
    OWNED_TEXT line = xasprintf("%s\n", dispatcher_endpoint(d));

    log_event(LOG_INFO, "started", LOG_STR("version", ROUNDTABLE_VERSION),
              LOG_STR("endpoint", dispatcher_endpoint(d)));
    return path == NULL ? STATUS_OK : file_write_atomically(path, line, strlen(line), 0644, err);
}

static enum status serve(const struct settings *s, void *zmq, struct loop *loop, struct error *err)
{
    OWNED(dispatcher) dispatcher = NULL;
    struct dispatcher_options options = {.listen = settings_text(s, "listen"),
                                         .conninfo = settings_text(s, "database"),
                                         .answer_workers = (int)settings_int(s, "answer-workers")};
    enum status status = dispatcher_create(zmq, loop, &options, &dispatcher, err);

    if (status == STATUS_OK)
        status = announce(s, dispatcher, err);
    if (status == STATUS_OK)
        status = loop_run(loop, err);
    if (status == STATUS_OK)
        log_mark(LOG_INFO, "stopping");
    return status;
}

static enum status run(const struct settings *s, struct error *err)
{
    OWNED(loop) loop = NULL;
    enum status status = check_database(settings_text(s, "database"), err);

    if (status == STATUS_OK)
        status = loop_create(LOOP_TERM_SIGNALS, &loop, err);
    if (status != STATUS_OK)
        return status;
    void *zmq = zmq_ctx_new();
    if (zmq == NULL)
        return error_set(err, STATUS_FAILED, "ZeroMQ: %s", zmq_strerror(errno));
    status = serve(s, zmq, loop, err);
    zmq_ctx_term(zmq);
    return status;
}

int main(int argc, char *argv[])
{
    OWNED(settings) settings = NULL;
    struct error err;
    enum log_level level = LOG_INFO;

    if (settings_parse(&PROGRAM, argc, argv, &settings, &err) != STATUS_OK) {
        fprintf(stderr, "%s: %s (try --help)\n", PROGRAM.name, err.text);
        return EXIT_USAGE;
    }
    if (settings_wish(settings) == SETTINGS_HELP) {
        settings_help(stdout, &PROGRAM);
        return EXIT_OK;
    }
    if (settings_wish(settings) == SETTINGS_VERSION) {
        printf("%s %s\n", PROGRAM.name, PROGRAM.version);
        return EXIT_OK;
    }
    log_level_parse(settings_text(settings, "log-level"), &level);
    log_start("aggregator", level);
    enum status status = settings_bool(settings, "migrate")
                             ? migrate(settings_text(settings, "database"), &err)
                             : run(settings, &err);
    if (status != STATUS_OK) {
        log_event(LOG_ERROR, "failed", LOG_STR("error", err.text));
        return EXIT_FAILED;
    }
    log_mark(LOG_INFO, "stopped");
    return EXIT_OK;
}
