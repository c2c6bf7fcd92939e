/* roundtable admin edition: plan a meeting's report, and list what is planned. */
#include "base/text.h"
#include "client/admin.h"
#include "client/show.h"
#include "wire/limits.h"

#define PLAN_SETTING(field, placed, meant)                                                 \
    {                                                                                      \
        .name = (field), .type = SETTING_TEXT, .placeholder = (placed), .meaning = (meant) \
    }

static const struct setting plan_table[] = {
    PLAN_SETTING("title", "TEXT", "By default the code"),
    PLAN_SETTING("place", "TEXT", "Where the meeting is"),
    PLAN_SETTING("host", "TEXT", "Who hosts it"),
    {.name = "date",
     .type = SETTING_TEXT,
     .placeholder = "YYYY-MM-DD",
     .required = true,
     .meaning = "First day of the meeting"},
    PLAN_SETTING("date-end", "YYYY-MM-DD", "Last day; by default the first"),
    PLAN_SETTING("reference-date", "YYYY-MM-DD",
                 "What was true on this day is counted; by default the first day"),
    PLAN_SETTING("previous", "CODE", "The edition before, for the increases"),
    SETTING_OUTPUT_FORMAT,
    SETTING_AGGREGATOR,
    SETTING_TIMEOUT("30s"),
};
static const struct settings_program plan_program = {
    .name = "roundtable admin edition plan",
    .summary = "Add an edition, or change its plan; earlier plans stay in history.",
    .arguments = "CODE",
    .min_arguments = 1,
    .max_arguments = 1,
    .table = plan_table,
    .count = sizeof plan_table / sizeof *plan_table,
};
static const struct setting list_table[] = {
    SETTING_AS_KNOWN_AT,
    SETTING_OUTPUT_FORMAT,
    SETTING_AGGREGATOR,
    SETTING_TIMEOUT("30s"),
};
static const struct settings_program list_program = {
    .name = "roundtable admin edition list",
    .summary = "List the editions that are planned.",
    .table = list_table,
    .count = sizeof list_table / sizeof *list_table,
};

static void print_editions(const struct command_io *io, enum output_format format,
                           const struct edition_list *list)
{
    static const struct sheet_column columns[] = {
        {"code", false}, {"title", false},    {"place", false},          {"host", false},
        {"date", false}, {"date_end", false}, {"reference_date", false}, {"previous", false}};
    OWNED(sheet) sheet = sheet_create(io->out, format, columns, sizeof columns / sizeof *columns);
    char day[DAY_TEXT_SIZE];

    for (size_t i = 0; i < list->n; i++) {
        const struct edition *edition = &list->editions[i];
        sheet_cell(sheet, edition->code);
        sheet_cell(sheet, edition->title);
        sheet_cell(sheet, edition->place);
        sheet_cell(sheet, edition->host);
        sheet_cell(sheet, show_day(edition->date_start, day));
        sheet_cell(sheet, show_day(edition->date_end, day));
        sheet_cell(sheet, show_day(edition->reference_date, day));
        sheet_cell(sheet, edition->previous);
    }
    sheet_end(sheet);
}

static int ask_editions(const struct command_io *io, const struct settings *settings,
                        struct message *request)
{
    OWNED(exchange) exchange = NULL;
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct message answer;
    struct error err;

    int code = show_open(io, settings, &exchange);
    if (code != COMMAND_DONE)
        return code;
    if (exchange_ask(exchange, request, MESSAGE_EDITION_LIST, arena, &answer, &err) != STATUS_OK)
        return command_failed(io, &err);
    print_editions(io, show_format(settings), &answer.edition_list);
    return COMMAND_DONE;
}

static int run_plan(const struct command_io *io, const struct settings *settings)
{
    struct message request = {
        .kind = MESSAGE_EDITION_PLAN,
        .edition_plan = {.code = settings_argument(settings, 0),
                         .title = settings_text(settings, "title"),
                         .place = settings_text(settings, "place"),
                         .host = settings_text(settings, "host"),
                         .date_start = settings_text(settings, "date"),
                         .date_end = settings_text(settings, "date-end"),
                         .reference_date = settings_text(settings, "reference-date"),
                         .previous = settings_text(settings, "previous")}};
    struct edition checked;
    struct error err;

    if (edition_from_plan(&request.edition_plan, &checked, &err) != STATUS_OK)
        return command_usage(io, "%s", err.text);
    return ask_editions(io, settings, &request);
}

static int run_list(const struct command_io *io, const struct settings *settings)
{
    struct message request = {.kind = MESSAGE_EDITION_QUERY,
                              .edition_query = {NULL, settings_text(settings, "as-known-at")}};

    return ask_editions(io, settings, &request);
}

static const struct command edition_plan = {
    .name = "plan",
    .summary = "Add an edition, or change its plan.",
    .examples = "  roundtable admin edition plan 2016-stockholm --title 'VI Cross-Regional Round "
                "Table' \\\n"
                "      --place Stockholm --date 2016-05-30 --date-end 2016-05-31 --previous "
                "2015-strasbourg\n",
    .program = &plan_program,
    .run = run_plan,
};
static const struct command edition_list = {
    .name = "list",
    .summary = "List the editions.",
    .examples = "  roundtable admin edition list\n"
                "  roundtable admin edition list --format json\n",
    .program = &list_program,
    .run = run_list,
};
static const struct command *const children[] = {&edition_plan, &edition_list, NULL};

const struct command admin_edition = {
    .name = "edition",
    .summary = "Plan editions, and list them.",
    .examples = "  roundtable admin edition plan 2016-stockholm --date 2016-05-30\n"
                "  roundtable admin edition list\n",
    .children = children,
};
