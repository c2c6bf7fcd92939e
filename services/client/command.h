/* command - the tree of subcommands of `roundtable`, their help and exit codes. Each subcommand is
 * a file cmd_*.c with one struct command, which says everything about it. */
#pragma once
#include "base/settings.h"
#include "client/exchange.h"
#include <stdio.h>

/* Where data go, and everything else. Never stdout and stderr directly, so that tests can listen.
 */
struct command_io {
    FILE *out, *err;
};

/* The exit codes, which are part of the interface. */
enum command_exit {
    COMMAND_DONE = 0,
    COMMAND_REFUSED = 1, /* with problems */
    COMMAND_USAGE = 2,   /* wrong flags, or a file that can't be read or written */
    COMMAND_LATER = 3    /* a service is away, busy or failed: try again */
};

/* Either children, or program and run. */
struct command {
    const char *name;
    const char *summary;
    const char *examples;                  /* lines, each with a line feed */
    const struct command *const *children; /* NULL-terminated */
    const struct settings_program *program;
    int (*run)(const struct command_io *io, const struct settings *settings);
};

extern const struct command cmd_roundtable, cmd_submit, cmd_status, cmd_show, cmd_report, cmd_admin;

/* Run the subcommand that argv[1] and so on name; path is what was typed before them
 * ("roundtable"). Returns the exit code. */
int command_run(const struct command *command, const char *path, const struct command_io *io,
                int argc, char *const argv[]);

/* Print the sentence of err, and return the exit code for a service's answer: refused if it is
 * INVALID, else later. */
int command_failed(const struct command_io *io, const struct error *err);
/* Print a sentence about what was typed, and return COMMAND_USAGE. */
int command_usage(const struct command_io *io, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* "s" unless n is 1, for nouns. */
const char *command_plural(uint64_t n);

/* How data are printed. The order is that of output_formats. */
enum output_format { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_CSV };
extern const char *const output_formats[];  /* table, json, csv */
extern const char *const receipt_formats[]; /* text, json */

/* Rows of settings tables that several subcommands have. */
#define SETTING_COLLECTOR                                                                  \
    {                                                                                      \
        .name = "collector", .variable = "ROUNDTABLE_COLLECTOR", .type = SETTING_ENDPOINT, \
        .fallback = "tcp://127.0.0.1:7401", .meaning = "Where the collector listens"       \
    }
#define SETTING_AGGREGATOR                                                                   \
    {                                                                                        \
        .name = "aggregator", .variable = "ROUNDTABLE_AGGREGATOR", .type = SETTING_ENDPOINT, \
        .fallback = "tcp://127.0.0.1:7402", .meaning = "Where the aggregator listens"        \
    }
#define SETTING_REPORTER                                                                 \
    {                                                                                    \
        .name = "reporter", .variable = "ROUNDTABLE_REPORTER", .type = SETTING_ENDPOINT, \
        .fallback = "tcp://127.0.0.1:7403", .meaning = "Where the reporter listens"      \
    }
#define SETTING_TIMEOUT(default_duration)                                                         \
    {                                                                                             \
        .name = "timeout", .type = SETTING_DURATION_MS, .fallback = (default_duration), .min = 1, \
        .max = 86400000, .meaning = "How long to wait for a service, and while it is busy"        \
    }
#define SETTING_AS_KNOWN_AT                                                                   \
    {                                                                                         \
        .name = "as-known-at", .type = SETTING_TEXT, .placeholder = "TIME",                   \
        .meaning =                                                                            \
            "Answer from what was recorded up to this UTC time, such as 2016-05-30T12:00:00Z" \
    }
#define SETTING_OUTPUT_FORMAT                                                                     \
    {                                                                                             \
        .name = "format", .type = SETTING_CHOICE, .fallback = "table", .choices = output_formats, \
        .meaning = "How to print the answer"                                                      \
    }
#define SETTING_RECEIPT_FORMAT                                                                    \
    {                                                                                             \
        .name = "format", .type = SETTING_CHOICE, .fallback = "text", .choices = receipt_formats, \
        .meaning = "How to print the receipt"                                                     \
    }
#define SETTING_ORGANIZATION(is_required)                                                    \
    {                                                                                        \
        .name = "organization", .variable = "ROUNDTABLE_ORGANIZATION", .type = SETTING_TEXT, \
        .placeholder = "CODE", .required = (is_required),                                    \
        .meaning = "The organization that reports, such as SICA"                             \
    }
