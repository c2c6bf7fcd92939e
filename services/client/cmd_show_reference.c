/* roundtable show regions, indicators, areas, instruments: the reference data, for people who look
 * for a code. */
#include "client/fetch.h"
#include "client/show.h"
#include <inttypes.h>

#define REFERENCE_SETTINGS \
    SETTING_AS_KNOWN_AT, SETTING_OUTPUT_FORMAT, SETTING_AGGREGATOR, SETTING_TIMEOUT("30s")

static const struct setting list_table[] = {REFERENCE_SETTINGS};
static const struct setting regions_table[] = {
    SETTING_DATE("The day on which membership counts; by default today"), REFERENCE_SETTINGS};

/* Fetch the reference data as known at the time asked for. */
static int fetch(const struct command_io *io, const struct settings *settings,
                 struct reference **ret)
{
    OWNED(exchange) exchange = NULL;
    struct error err;

    int code = show_open(io, settings, &exchange);
    if (code != COMMAND_DONE)
        return code;
    if (fetch_reference(exchange, settings_text(settings, "as-known-at"), ret, NULL, &err)
        != STATUS_OK)
        return command_failed(io, &err);
    return COMMAND_DONE;
}

static void print_groups(struct sheet *sheet, const struct reference *reference, day_t day)
{
    size_t n, members;
    const struct group *groups = reference_groups(reference, &n);

    for (size_t i = 0; i < n; i++) {
        OWNED(arena) arena = arena_create(0);
        (void)reference_members(reference, groups[i].code, day, arena, &members);
        sheet_cell(sheet, groups[i].code);
        sheet_cell(sheet, groups[i].name);
        sheet_cell(sheet, groups[i].is_organization ? "organization" : "region");
        sheet_cell_int(sheet, (int64_t)members);
    }
}

static void print_members(struct sheet *sheet, const struct reference *reference, const char *code,
                          day_t day)
{
    OWNED(arena) arena = arena_create(0);
    size_t n;
    const struct area **members = reference_members(reference, code, day, arena, &n);

    for (size_t i = 0; i < n; i++) {
        sheet_cell(sheet, members[i]->iso3);
        sheet_cell(sheet, members[i]->name_en);
    }
}

static int run_regions(const struct command_io *io, const struct settings *settings)
{
    static const struct sheet_column all[] = {
        {"code", false}, {"name", false}, {"kind", false}, {"members", true}};
    static const struct sheet_column one[] = {{"ref_area", false}, {"name", false}};
    OWNED(reference) reference = NULL;
    OWNED(sheet) sheet = NULL;
    bool single = settings_argument_count(settings) == 1;
    const char *wanted = single ? settings_argument(settings, 0) : NULL;
    day_t day;

    int code = show_date(io, settings, "date", &day);
    if (code == COMMAND_DONE)
        code = fetch(io, settings, &reference);
    if (code != COMMAND_DONE)
        return code;
    if (single && reference_group(reference, wanted) == NULL) {
        fprintf(io->err,
                "roundtable: there is no organization or region '%s'; 'roundtable show regions'"
                " lists them\n",
                wanted);
        return COMMAND_REFUSED;
    }
    sheet = sheet_create(io->out, show_format(settings), single ? one : all, single ? 2 : 4);
    if (single)
        print_members(sheet, reference, wanted, day);
    else
        print_groups(sheet, reference, day);
    sheet_end(sheet);
    return COMMAND_DONE;
}

typedef void list_fn(struct sheet *sheet, const struct reference *reference);

static int print_list(const struct command_io *io, const struct settings *settings,
                      const struct sheet_column *columns, size_t n_columns, list_fn *list)
{
    OWNED(reference) reference = NULL;
    OWNED(sheet) sheet = NULL;

    int code = fetch(io, settings, &reference);
    if (code != COMMAND_DONE)
        return code;
    sheet = sheet_create(io->out, show_format(settings), columns, n_columns);
    list(sheet, reference);
    sheet_end(sheet);
    return COMMAND_DONE;
}

static void list_indicators(struct sheet *sheet, const struct reference *reference)
{
    size_t n;
    const struct indicator *indicators = reference_indicators(reference, &n);

    for (size_t i = 0; i < n; i++) {
        sheet_row(sheet,
                  (const char *const[]){indicators[i].code, indicators[i].name, indicators[i].unit,
                                        indicators[i].target, indicators[i].population_sex,
                                        indicators[i].population_age, indicators[i].scheme});
    }
}

static int run_indicators(const struct command_io *io, const struct settings *settings)
{
    static const struct sheet_column columns[] = {
        {"code", false}, {"name", false}, {"unit", false},  {"target", false},
        {"sex", false},  {"age", false},  {"scheme", false}};

    return print_list(io, settings, columns, sizeof columns / sizeof *columns, list_indicators);
}

static void list_areas(struct sheet *sheet, const struct reference *reference)
{
    size_t n;
    const struct area *areas = reference_areas(reference, &n);

    for (size_t i = 0; i < n; i++) {
        sheet_row(sheet,
                  (const char *const[]){areas[i].iso3, areas[i].iso2, areas[i].m49,
                                        areas[i].name_en, areas[i].name_fr, areas[i].name_es});
    }
}

static int run_areas(const struct command_io *io, const struct settings *settings)
{
    static const struct sheet_column columns[] = {{"iso3", false},    {"iso2", false},
                                                  {"m49", false},     {"name_en", false},
                                                  {"name_fr", false}, {"name_es", false}};

    return print_list(io, settings, columns, sizeof columns / sizeof *columns, list_areas);
}

static void list_instruments(struct sheet *sheet, const struct reference *reference)
{
    char adopted[DAY_TEXT_SIZE], in_force[DAY_TEXT_SIZE];
    size_t n;
    const struct instrument *instruments = reference_instruments(reference, &n);

    for (size_t i = 0; i < n; i++) {
        sheet_row(sheet, (const char *const[]){
                             instruments[i].code, instruments[i].name, instruments[i].aliases,
                             instruments[i].depositary, show_day(instruments[i].adopted, adopted),
                             show_day(instruments[i].entered_into_force, in_force)});
    }
}

static int run_instruments(const struct command_io *io, const struct settings *settings)
{
    static const struct sheet_column columns[] = {
        {"code", false},       {"name", false},    {"aliases", false},
        {"depositary", false}, {"adopted", false}, {"entered_into_force", false}};

    return print_list(io, settings, columns, sizeof columns / sizeof *columns, list_instruments);
}

static const struct settings_program regions_program = {
    .name = "roundtable show regions",
    .summary = "Show the organizations and regions, or the members of one.",
    .arguments = "[CODE]",
    .max_arguments = 1,
    .table = regions_table,
    .count = sizeof regions_table / sizeof *regions_table,
};
const struct command show_regions = {
    .name = "regions",
    .summary = "Organizations and regions, or the members of one.",
    .examples = "  roundtable show regions\n"
                "  roundtable show regions COE --date 2016-05-30 --format csv\n",
    .program = &regions_program,
    .run = run_regions,
};

#define LIST_COMMAND(symbol, typed, what, function)                               \
    static const struct settings_program symbol##_program = {                     \
        .name = "roundtable show " typed,                                         \
        .summary = "Show the " what " of the reference data.",                    \
        .table = list_table,                                                      \
        .count = sizeof list_table / sizeof *list_table,                          \
    };                                                                            \
    const struct command symbol = {                                               \
        .name = (typed),                                                          \
        .summary = "The " what " of the reference data.",                         \
        .examples = "  roundtable show " typed "\n"                               \
                    "  roundtable show " typed " --format csv > " typed ".csv\n", \
        .program = &symbol##_program,                                             \
        .run = (function),                                                        \
    }

LIST_COMMAND(show_indicators, "indicators", "indicators", run_indicators);
LIST_COMMAND(show_areas, "areas", "States and other areas", run_areas);
LIST_COMMAND(show_instruments, "instruments", "treaties", run_instruments);
