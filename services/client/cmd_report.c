/* roundtable report: an edition's report, as the reporter makes it. The bytes are passed on as they
 * are. */
#include "base/file.h"
#include "client/command.h"
#include "wire/limits.h"

/* In the order of enum report_format, from 1. */
static const char *const formats[] = {"json", "csv", "text", "html", NULL};
static const struct setting table[] = {
    {.name = "format",
     .type = SETTING_CHOICE,
     .fallback = "text",
     .choices = formats,
     .meaning = "The form of the report; json is canonical: the same edition gives the same bytes"},
    {.name = "output",
     .type = SETTING_PATH,
     .meaning = "Write to this file, which appears when it is complete; without it, to standard"
                " output"},
    SETTING_AS_KNOWN_AT,
    SETTING_REPORTER,
    SETTING_TIMEOUT("60s"),
};
static const struct settings_program program = {
    .name = "roundtable report",
    .summary = "Print the report of an edition.",
    .arguments = "EDITION",
    .min_arguments = 1,
    .max_arguments = 1,
    .table = table,
    .count = sizeof table / sizeof *table,
};

static int write_report(const struct command_io *io, const char *path, struct bytes content)
{
    struct error err;

    if (path == NULL) {
        fwrite(content.bytes, 1, content.size, io->out);
        return COMMAND_DONE;
    }
    if (file_write_atomically(path, content.bytes, content.size, 0644, &err) != STATUS_OK)
        return command_usage(io, "%s", err.text);
    return COMMAND_DONE;
}

static int run(const struct command_io *io, const struct settings *settings)
{
    OWNED(exchange) exchange = NULL;
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct message answer;
    struct error err;
    struct message request = {
        .kind = MESSAGE_REPORT_QUERY,
        .report_query = {.edition = settings_argument(settings, 0),
                         .format = (enum report_format)(settings_choice(settings, "format") + 1),
                         .cutoff = settings_text(settings, "as-known-at")}};

    enum status status = exchange_open(settings_text(settings, "reporter"),
                                       settings_int(settings, "timeout"), &exchange, &err);
    if (status != STATUS_OK)
        return command_usage(io, "%s", err.text);
    status = exchange_ask(exchange, &request, MESSAGE_REPORT, arena, &answer, &err);
    if (status != STATUS_OK)
        return command_failed(io, &err);
    return write_report(io, settings_text(settings, "output"), answer.report.content);
}

const struct command cmd_report = {
    .name = "report",
    .summary = "Print the report of an edition.",
    .examples =
        "  roundtable report 2016-stockholm\n"
        "  roundtable report 2016-stockholm --format html --output stockholm.html\n"
        "  roundtable report 2016-stockholm --format json --as-known-at 2016-06-15T00:00:00Z\n",
    .program = &program,
    .run = run,
};
