/* roundtable-collector - reads the settings, builds the collector, runs it, returns. */
#include "base/program.h"
#include "collector/collector.h"

static const struct setting TABLE[] = {
    PROGRAM_SETTING_LISTEN("tcp://127.0.0.1:7401",
                           "Where organizations connect; a port of * takes a free one"),
    PROGRAM_SETTING_AGGREGATOR,
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
    PROGRAM_SETTING_ENDPOINT_FILE,
    PROGRAM_SETTING_LOG_LEVEL,
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

static enum status serve(const struct settings *s, void *zmq, struct loop *loop, struct error *err)
{
    OWNED(collector) c = NULL;
    struct collector_options options = options_of(s);
    enum status status = collector_create(zmq, loop, &options, &c, err);

    if (status == STATUS_OK)
        status = program_announce(s, collector_endpoint(c), err);
    if (status == STATUS_OK)
        status = collector_run(c, err);
    return status;
}

static enum status run(const struct settings *s, struct error *err)
{
    return program_serve(s, serve, err);
}

int main(int argc, char *argv[])
{
    return program_main(&PROGRAM, run, argc, argv);
}
