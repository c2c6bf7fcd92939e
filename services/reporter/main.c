/* roundtable-reporter - makes the reports of editions from what the aggregator knows. Reads
 * settings, runs, returns. */
#include "base/log.h"
#include "base/settings.h"
#include "reporter/service.h"

#include <stdio.h>

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static const char *const levels[] = {"debug", "info", "warning", "error", NULL};

static const struct setting table[] = {
    {.name = "listen",
     .variable = "ROUNDTABLE_LISTEN",
     .type = SETTING_ENDPOINT,
     .fallback = "tcp://127.0.0.1:7403",
     .meaning = "where readers connect"},
    {.name = "aggregator",
     .variable = "ROUNDTABLE_AGGREGATOR",
     .type = SETTING_ENDPOINT,
     .fallback = "tcp://127.0.0.1:7402",
     .meaning = "where the aggregator listens"},
    {.name = "timeout",
     .variable = "ROUNDTABLE_TIMEOUT",
     .type = SETTING_DURATION_MS,
     .fallback = "10s",
     .min = 100,
     .max = 600000,
     .meaning = "how long the aggregator may take for one question"},
    {.name = "endpoint-file",
     .variable = "ROUNDTABLE_ENDPOINT_FILE",
     .type = SETTING_PATH,
     .meaning = "file that gets the endpoint that was bound, once it serves"},
    {.name = "log-level",
     .variable = "ROUNDTABLE_LOG_LEVEL",
     .type = SETTING_CHOICE,
     .fallback = "info",
     .choices = levels,
     .meaning = "the least important events that are logged"},
};

static const struct settings_program program = {
    .name = "roundtable-reporter",
    .summary = "Makes the reports of editions, as JSON, CSV, text and HTML, from what the "
               "aggregator knows.",
    .version = ROUNDTABLE_VERSION,
    .table = table,
    .count = sizeof table / sizeof *table,
};

static int serve(const struct settings *settings)
{
    const struct service_settings service = {
        .listen = settings_text(settings, "listen"),
        .aggregator = settings_text(settings, "aggregator"),
        .timeout_ms = (int)settings_int(settings, "timeout"),
        .endpoint_file = settings_text(settings, "endpoint-file"),
    };
    enum log_level level = LOG_INFO;
    struct error err = {0};

    log_level_parse(settings_text(settings, "log-level"), &level);
    log_start("reporter", level);
    if (service_run(&service, &err) != STATUS_OK) {
        log_event(LOG_ERROR, "failed", LOG_STR("why", err.text));
        return EXIT_FAILED;
    }
    log_mark(LOG_INFO, "stopped");
    return EXIT_DONE;
}

int main(int argc, char *argv[])
{
    OWNED(settings) settings = NULL;
    struct error err = {0};

    if (settings_parse(&program, argc, argv, &settings, &err) != STATUS_OK) {
        fprintf(stderr, "roundtable-reporter: %s\n", err.text);
        return EXIT_USAGE;
    }
    if (settings_wish(settings) == SETTINGS_HELP) {
        settings_help(stdout, &program);
        return EXIT_DONE;
    }
    if (settings_wish(settings) == SETTINGS_VERSION) {
        printf("roundtable-reporter %s\n", ROUNDTABLE_VERSION);
        return EXIT_DONE;
    }
    return serve(settings);
}
