/* roundtable-collector - reads the settings, builds the collector, runs it, returns. */
#include "base/file.h"
#include "base/log.h"
#include "base/settings.h"
#include "collector/collector.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static const char *const LOG_LEVELS[] = {"debug", "info", "warning", "error", NULL};

static const struct setting TABLE[] = {
    {.name = "listen",
     .variable = "ROUNDTABLE_LISTEN",
     .type = SETTING_ENDPOINT,
     .fallback = "tcp://127.0.0.1:7401",
     .meaning = "Where organizations connect; a port of * takes a free one"},
    {.name = "aggregator",
     .variable = "ROUNDTABLE_AGGREGATOR",
     .type = SETTING_ENDPOINT,
     .fallback = "tcp://127.0.0.1:7402",
     .meaning = "Where the aggregator listens"},
    {.name = "cache",
     .variable = "ROUNDTABLE_CACHE",
     .type = SETTING_PATH,
     .placeholder = "DIR",
     .meaning =
         "Directory where the reference data are kept across restarts; made if it is not there"},
    {.name = "refresh-ms",
     .variable = "ROUNDTABLE_REFRESH_MS",
     .type = SETTING_INT,
     .fallback = "10000",
     .min = 50,
     .max = 86400000,
     .meaning = "How often newer reference data are asked for, in milliseconds"},
    {.name = "pending-max",
     .variable = "ROUNDTABLE_PENDING_MAX",
     .type = SETTING_INT,
     .fallback = "1000",
     .min = 1,
     .max = 1000000,
     .meaning = "Requests that may wait for the aggregator; more are told to come again"},
    {.name = "pending-mib-max",
     .variable = "ROUNDTABLE_PENDING_MIB_MAX",
     .type = SETTING_INT,
     .fallback = "256",
     .min = 1,
     .max = 65536,
     .placeholder = "MIB",
     .meaning = "MiB of submissions that may wait for the aggregator"},
    {.name = "answer-timeout-ms",
     .variable = "ROUNDTABLE_ANSWER_TIMEOUT_MS",
     .type = SETTING_INT,
     .fallback = "30000",
     .min = 100,
     .max = 3600000,
     .meaning = "How long the aggregator may take for an answer, in milliseconds"},
    {.name = "retry-ms",
     .variable = "ROUNDTABLE_RETRY_MS",
     .type = SETTING_INT,
     .fallback = "1000",
     .min = 1,
     .max = 3600000,
     .meaning = "Shortest pause that a busy collector asks for, in milliseconds; the longest is "
                "twice that"},
    {.name = "stop-timeout-ms",
     .variable = "ROUNDTABLE_STOP_TIMEOUT_MS",
     .type = SETTING_INT,
     .fallback = "10000",
     .min = 0,
     .max = 3600000,
     .meaning = "How long to wait for open requests after SIGTERM, in milliseconds"},
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
    .name = "roundtable-collector",
    .summary = "Takes submissions, checks every row, and passes what is right to the aggregator.",
    .version = ROUNDTABLE_VERSION,
    .table = TABLE,
    .count = sizeof TABLE / sizeof *TABLE,
};

static struct collector_options options_of(const struct settings *s)
{
    return (struct collector_options){
        .listen = settings_text(s, "listen"),
        .aggregator = settings_text(s, "aggregator"),
        .cache = settings_text(s, "cache"),
        .refresh_ms = settings_int(s, "refresh-ms"),
        .stop_timeout_ms = settings_int(s, "stop-timeout-ms"),
        .delivery = {.pending_max = (size_t)settings_int(s, "pending-max"),
                     .pending_bytes_max = (size_t)settings_int(s, "pending-mib-max") << 20,
                     .answer_timeout_ms = settings_int(s, "answer-timeout-ms"),
                     .retry_ms = (uint32_t)settings_int(s, "retry-ms")}};
}

static enum status announce(const struct settings *s, const struct collector *c, struct error *err)
{
    const char *path = settings_text(s, "endpoint-file");
    OWNED_TEXT line = xasprintf("%s\n", collector_endpoint(c));

    log_event(LOG_INFO, "started", LOG_STR("version", ROUNDTABLE_VERSION),
              LOG_STR("endpoint", collector_endpoint(c)),
              LOG_STR("aggregator", settings_text(s, "aggregator")));
    return path == NULL ? STATUS_OK : file_write_atomically(path, line, strlen(line), 0644, err);
}

static enum status serve(const struct settings *s, void *zmq, struct loop *loop, struct error *err)
{
    OWNED(collector) c = NULL;
    struct collector_options options = options_of(s);
    enum status status = collector_create(zmq, loop, &options, &c, err);

    if (status == STATUS_OK)
        status = announce(s, c, err);
    if (status == STATUS_OK)
        status = collector_run(c, err);
    return status;
}

static enum status run(const struct settings *s, struct error *err)
{
    OWNED(loop) loop = NULL;
    enum status status = loop_create(LOOP_TERM_SIGNALS, &loop, err);

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
    log_start("collector", level);
    if (run(settings, &err) != STATUS_OK) {
        log_event(LOG_ERROR, "failed", LOG_STR("error", err.text));
        return EXIT_FAILED;
    }
    log_mark(LOG_INFO, "stopped");
    return EXIT_OK;
}
