/* program - what the mains of the services have in common: --help, --version, the sentence about a
 * wrong setting, the log, the loop and the ZeroMQ context, telling where the service listens, and
 * the exit codes. What a service is made of, its main says. */
#pragma once
#include "base/log.h"
#include "base/loop.h"
#include "base/settings.h"

enum program_exit { PROGRAM_DONE = 0, PROGRAM_FAILED = 1, PROGRAM_USAGE = 2 };

/* Rows of the settings table. */
#define PROGRAM_SETTING_LISTEN(default_endpoint, meant)                              \
    {                                                                                \
        .name = "listen", .variable = "ROUNDTABLE_LISTEN", .type = SETTING_ENDPOINT, \
        .fallback = (default_endpoint), .meaning = (meant)                           \
    }
#define PROGRAM_SETTING_AGGREGATOR                                                           \
    {                                                                                        \
        .name = "aggregator", .variable = "ROUNDTABLE_AGGREGATOR", .type = SETTING_ENDPOINT, \
        .fallback = "tcp://127.0.0.1:7402", .meaning = "Where the aggregator listens"        \
    }
#define PROGRAM_SETTING_ENDPOINT_FILE                                                          \
    {                                                                                          \
        .name = "endpoint-file", .variable = "ROUNDTABLE_ENDPOINT_FILE", .type = SETTING_PATH, \
        .meaning = "File that gets the endpoint once the service listens"                      \
    }
#define PROGRAM_SETTING_LOG_LEVEL                                                        \
    {                                                                                    \
        .name = "log-level", .variable = "ROUNDTABLE_LOG_LEVEL", .type = SETTING_CHOICE, \
        .fallback = "info", .choices = program_log_levels,                               \
        .meaning = "The least important events that are logged"                          \
    }
extern const char *const program_log_levels[]; /* debug, info, warning, error */

typedef enum status program_fn(const struct settings *settings, struct error *err);
typedef enum status program_serve_fn(const struct settings *settings, void *zmq, struct loop *loop,
                                     struct error *err);

/* The body of main: read the settings, which have a row log-level, start the log under the
 * program's name without "roundtable-", and run. Returns the exit code. */
int program_main(const struct settings_program *program, program_fn *run, int argc, char *argv[]);
/* Call serve with a loop that SIGTERM and SIGINT end, and a ZeroMQ context, which are ended when it
 * returns. */
NODISCARD enum status program_serve(const struct settings *settings, program_serve_fn *serve,
                                    struct error *err);
/* Log "started" with the endpoint, and write it into the setting endpoint-file, if that is given.
 */
NODISCARD enum status program_announce(const struct settings *settings, const char *endpoint,
                                       struct error *err);
