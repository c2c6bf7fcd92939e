/* roundtable status: the receipt of an earlier submission, from the collector. */
#include "base/clock.h"
#include "client/command.h"
#include "client/receipt_print.h"
#include "client/submission_id.h"
#include "wire/limits.h"
#include <inttypes.h>

static const struct setting table[] = {
    SETTING_ORGANIZATION(true),
    SETTING_COLLECTOR,
    SETTING_TIMEOUT("10s"),
    SETTING_RECEIPT_FORMAT,
};
static const struct settings_program program = {
    .name = "roundtable status",
    .summary = "Tell what became of a submission.",
    .arguments = "ID",
    .min_arguments = 1,
    .max_arguments = 1,
    .table = table,
    .count = sizeof table / sizeof *table,
};

static void print_text(FILE *out, const struct receipt *receipt)
{
    char recorded_at[CLOCK_TEXT_SIZE];

    fprintf(out, "%s: %s\n", receipt->submission_id, submission_state_name(receipt->state));
    if (receipt->recorded_us != 0) {
        clock_format(receipt->recorded_us, recorded_at);
        fprintf(out, "recorded at %s\n", recorded_at);
    }
    fprintf(out,
            "%" PRIu32 " row%s: %" PRIu32 " inserted, %" PRIu32 " revised, %" PRIu32
            " unchanged, %" PRIu32 " rejected\n",
            receipt->rows, command_plural(receipt->rows), receipt->inserted, receipt->revised,
            receipt->unchanged, receipt->rejected);
    if (receipt->ended > 0)
        fprintf(out, "%" PRIu32 " facts of the submission that it replaces were ended\n",
                receipt->ended);
    problems_print(out, NULL, &receipt->problems);
}

static void print_json(FILE *out, const struct receipt *receipt)
{
    SCOPED(buffer) text = {0};
    struct json_writer json;

    json_writer_init(&json, &text, JSON_PRETTY);
    json_begin_object(&json);
    receipt_json(&json, receipt, NULL, true);
    json_end_object(&json);
    json_writer_end(&json);
    fwrite(text.bytes, 1, text.used, out);
}

static int run(const struct command_io *io, const struct settings *settings)
{
    OWNED(exchange) exchange = NULL;
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct message answer;
    struct error err;
    const char *id = settings_argument(settings, 0);
    struct message request = {.kind = MESSAGE_RECEIPT_QUERY,
                              .receipt_query = {settings_text(settings, "organization"), id}};

    if (submission_id_check(id, &err) != STATUS_OK)
        return command_usage(io, "%s", err.text);
    enum status status = exchange_open(settings_text(settings, "collector"),
                                       settings_int(settings, "timeout"), &exchange, &err);
    if (status != STATUS_OK)
        return command_usage(io, "%s", err.text);
    status = exchange_ask(exchange, &request, MESSAGE_RECEIPT, arena, &answer, &err);
    if (status != STATUS_OK)
        return command_failed(io, &err);
    if (answer.receipt.submission_id == NULL)
        answer.receipt.submission_id = id;
    if (settings_choice(settings, "format") == 1)
        print_json(io->out, &answer.receipt);
    else
        print_text(io->out, &answer.receipt);
    return answer.receipt.state == SUBMISSION_COMMITTED && answer.receipt.rejected == 0
               ? COMMAND_DONE
               : COMMAND_REFUSED;
}

const struct command cmd_status = {
    .name = "status",
    .summary = "Tell what became of a submission.",
    .examples = "  roundtable status 2016-05-30T120000Z-4f9c2a1b --organization SICA\n"
                "  roundtable status laws-2016 --organization COE --format json\n",
    .program = &program,
    .run = run,
};
