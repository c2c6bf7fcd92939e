/* roundtable-reporter - makes the reports of editions from what the aggregator knows. Reads
 * settings, runs, returns. */
#include "base/program.h"
#include "reporter/service.h"

static const struct setting table[] = {
    PROGRAM_SETTING_LISTEN("tcp://127.0.0.1:7403",
                           "Where readers connect; a port of * takes a free one"),
    PROGRAM_SETTING_AGGREGATOR,
    {.name = "timeout",
     .variable = "ROUNDTABLE_TIMEOUT",
     .type = SETTING_DURATION_MS,
     .fallback = "10s",
     .min = 100,
     .max = 600000,
     .meaning = "How long the aggregator may take for one question"},
    PROGRAM_SETTING_ENDPOINT_FILE,
    PROGRAM_SETTING_LOG_LEVEL,
};

static const struct settings_program program = {
    .name = "roundtable-reporter",
    .summary = "Makes the reports of editions, as JSON, CSV, text and HTML, from what the "
               "aggregator knows.",
    .version = ROUNDTABLE_VERSION,
    .table = table,
    .count = sizeof table / sizeof *table,
};

static enum status serve(const struct settings *settings, void *zmq, struct loop *loop,
                         struct error *err)
{
    OWNED(service) service = NULL;
    const struct service_settings wanted = {
        .listen = settings_text(settings, "listen"),
        .aggregator = settings_text(settings, "aggregator"),
        .timeout_ms = (int)settings_int(settings, "timeout"),
    };
    enum status status = service_create(zmq, loop, &wanted, &service, err);

    if (status == STATUS_OK)
        status = program_announce(settings, service_endpoint(service), err);
    return status == STATUS_OK ? loop_run(loop, err) : status;
}

static enum status run(const struct settings *settings, struct error *err)
{
    return program_serve(settings, serve, err);
}

int main(int argc, char *argv[])
{
    return program_main(&program, run, argc, argv);
}
