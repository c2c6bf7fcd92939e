/* roundtable show indicator: a population-weighted mean, with its inputs and what was left out. */
#include "base/clock.h"
#include "base/text.h"
#include "client/show.h"
#include "wire/limits.h"
#include <inttypes.h>
#include <string.h>

#define BREAKDOWN_SETTING(field, meant)                                                  \
    {                                                                                    \
        .name = (field), .type = SETTING_TEXT, .placeholder = "CODE", .meaning = (meant) \
    }

static const struct setting table[] = {
    {.name = "among",
     .type = SETTING_TEXT,
     .placeholder = "CODE",
     .required = true,
     .meaning = "The region or organization, such as UNICEF_SA"},
    {.name = "window",
     .type = SETTING_TEXT,
     .placeholder = "FIRST-LAST",
     .required = true,
     .meaning = "First and last year whose values count, such as 2015-2020"},
    {.name = "weight-year",
     .type = SETTING_INT,
     .min = 1900,
     .max = 2200,
     .meaning = "Year of the population weights; by default the newest there is"},
    {.name = "coverage-floor",
     .type = SETTING_INT,
     .min = 0,
     .max = 100,
     .fallback = "50",
     .placeholder = "PERCENT",
     .meaning = "With less of the population covered there is no number"},
    BREAKDOWN_SETTING("sex", "By default as the indicator defines"),
    BREAKDOWN_SETTING("age", "By default as the indicator defines"),
    BREAKDOWN_SETTING("residence", "By default the total; so for the next ones"),
    BREAKDOWN_SETTING("wealth", "Wealth quintile"),
    BREAKDOWN_SETTING("education", "Level of education"),
    BREAKDOWN_SETTING("disability", "With or without disabilities"),
    BREAKDOWN_SETTING("vulnerability", "Group of vulnerability"),
    SETTING_DATE("The day on which membership counts; by default today"),
    SETTING_AS_KNOWN_AT,
    SETTING_OUTPUT_FORMAT,
    SETTING_AGGREGATOR,
    SETTING_TIMEOUT("30s"),
};
static const struct settings_program program = {
    .name = "roundtable show indicator",
    .summary =
        "Show the mean of an indicator over a region, weighted by population, with its inputs.",
    .arguments = "INDICATOR",
    .min_arguments = 1,
    .max_arguments = 1,
    .table = table,
    .count = sizeof table / sizeof *table,
};

/* "2015-2020" or "2018". */
static bool parse_window(const char *text, int *first, int *last)
{
    struct text_span rest = text_span_of(text), part;
    int64_t years[2];
    size_t n = 0;

    while (n < 2 && text_split(&rest, '-', &part))
        if (text_parse_int64(part.start, part.size, 1900, 2200, &years[n++], NULL) != STATUS_OK)
            return false;
    if (n == 0 || text_split(&rest, '-', &part))
        return false;
    *first = (int)years[0];
    *last = (int)years[n - 1];
    return *first <= *last;
}

static const char *fact_text(const struct fact *fact, enum observation_field field)
{
    return fact == NULL ? NULL : fact->record.values[field].text;
}

static void input_json(struct json_writer *json, const struct aggregate_input *input)
{
    char value[DECIMAL_TEXT_SIZE];

    json_begin_object(json);
    show_json_text(json, "name", input->area->name_en);
    json_key(json, "provenance");
    show_json_provenance(json, &input->fact->provenance);
    show_json_text(json, "ref_area", input->area->iso3);
    show_json_text(json, "time_period", fact_text(input->fact, OBS_TIME_PERIOD));
    json_key_number(json, "value", decimal_format_exact(input->value, value));
    json_key_int(json, "weight", input->weight);
    json_end_object(json);
}

static void exclusion_json(struct json_writer *json, const struct aggregate_exclusion *exclusion)
{
    json_begin_object(json);
    show_json_text(json, "explanation", exclusion->explanation);
    show_json_text(json, "name", exclusion->name);
    if (exclusion->fact != NULL) {
        json_key(json, "provenance");
        show_json_provenance(json, &exclusion->fact->provenance);
    }
    show_json_text(json, "reason", exclusion->reason);
    show_json_text(json, "ref_area", exclusion->ref_area);
    show_json_text(json, "time_period", fact_text(exclusion->fact, OBS_TIME_PERIOD));
    if (fact_text(exclusion->fact, OBS_VALUE) != NULL) {
        json_key(json, "value");
        sheet_json_number(json, fact_text(exclusion->fact, OBS_VALUE));
    }
    json_end_object(json);
}

static void lists_json(struct json_writer *json, const struct aggregate *aggregate)
{
    json_key(json, "exclusions");
    json_begin_array(json);
    for (size_t i = 0; i < aggregate->n_exclusions; i++)
        exclusion_json(json, &aggregate->exclusions[i]);
    json_end_array(json);
    show_json_text(json, "indicator", aggregate->indicator);
    json_key(json, "inputs");
    json_begin_array(json);
    for (size_t i = 0; i < aggregate->n_inputs; i++)
        input_json(json, &aggregate->inputs[i]);
    json_end_array(json);
}

static void aggregate_json(const struct command_io *io, const struct answer *answer)
{
    SCOPED(buffer) text = {0};
    struct json_writer json;
    const struct aggregate *aggregate = &answer->aggregate;
    char number[DECIMAL_TEXT_SIZE];

    show_json_begin(&json, &text);
    show_json_text(&json, "among", aggregate->among);
    json_key_number(&json, "coverage", decimal_format(aggregate->coverage, 1, number));
    show_json_time(&json, "cutoff", answer->cutoff_us);
    lists_json(&json, aggregate);
    if (aggregate->has_bounds)
        json_key_number(&json, "lower", decimal_format(aggregate->lower, 3, number));
    json_key_int(&json, "members", aggregate->members);
    show_json_text(&json, "population", aggregate->population);
    json_key_int(&json, "reference_version", (int64_t)answer->reference_version);
    json_key_int(&json, "states", aggregate->states);
    show_json_text(&json, "unit", aggregate->unit);
    if (aggregate->has_bounds)
        json_key_number(&json, "upper", decimal_format(aggregate->upper, 3, number));
    json_key_number(&json, "value",
                    aggregate->has_value ? decimal_format(aggregate->value, 3, number) : NULL);
    json_key_int(&json, "weight_year", aggregate->weight_year);
    json_key_int(&json, "window_first", aggregate->window_first);
    json_key_int(&json, "window_last", aggregate->window_last);
    show_json_text(&json, "withheld_because", aggregate->withheld_because);
    show_json_end(&json, io);
}

/* Inputs and exclusions as one list: used yes or no. */
static void print_rows(const struct command_io *io, enum output_format format,
                       const struct aggregate *aggregate)
{
    static const struct sheet_column columns[] = {
        {"ref_area", false},    {"name", false},        {"used", false},
        {"time_period", false}, {"value", true},        {"weight", true},
        {"reason", false},      {"explanation", false}, {"organization", false}};
    OWNED(sheet) sheet = sheet_create(io->out, format, columns, sizeof columns / sizeof *columns);
    char value[DECIMAL_TEXT_SIZE];

    for (size_t i = 0; i < aggregate->n_inputs; i++) {
        const struct aggregate_input *input = &aggregate->inputs[i];
        sheet_cell(sheet, input->area->iso3);
        sheet_cell(sheet, input->area->name_en);
        sheet_cell(sheet, "yes");
        sheet_cell(sheet, fact_text(input->fact, OBS_TIME_PERIOD));
        sheet_cell(sheet, decimal_format_exact(input->value, value));
        sheet_cell_int(sheet, input->weight);
        sheet_cell(sheet, NULL);
        sheet_cell(sheet, NULL);
        sheet_cell(sheet, input->fact->provenance.organization);
    }
    for (size_t i = 0; i < aggregate->n_exclusions; i++) {
        const struct aggregate_exclusion *exclusion = &aggregate->exclusions[i];
        sheet_cell(sheet, exclusion->ref_area);
        sheet_cell(sheet, exclusion->name);
        sheet_cell(sheet, "no");
        sheet_cell(sheet, fact_text(exclusion->fact, OBS_TIME_PERIOD));
        sheet_cell(sheet, fact_text(exclusion->fact, OBS_VALUE));
        sheet_cell(sheet, NULL);
        sheet_cell(sheet, exclusion->reason);
        sheet_cell(sheet, exclusion->explanation);
        sheet_cell(sheet,
                   exclusion->fact == NULL ? NULL : exclusion->fact->provenance.organization);
    }
    sheet_end(sheet);
}

static void print_head(const struct command_io *io, const struct answer *answer)
{
    const struct aggregate *aggregate = &answer->aggregate;
    char value[DECIMAL_TEXT_SIZE], coverage[DECIMAL_TEXT_SIZE], cutoff[CLOCK_TEXT_SIZE];

    fprintf(io->out, "%s among %s: ", aggregate->indicator == NULL ? "?" : aggregate->indicator,
            aggregate->among == NULL ? "?" : aggregate->among);
    if (aggregate->has_value)
        fprintf(io->out, "%s %s", decimal_format(aggregate->value, 3, value),
                aggregate->unit == NULL ? "" : aggregate->unit);
    else
        fprintf(io->out, "no number: %s", aggregate->withheld_because);
    clock_format(answer->cutoff_us, cutoff);
    fprintf(io->out,
            "\n%" PRIu32 " of %" PRIu32
            " States, %s per cent of the population (%s) covered; values of"
            " %d to %d, weights of %d; as known at %s\n",
            aggregate->states, aggregate->members, decimal_format(aggregate->coverage, 1, coverage),
            aggregate->population == NULL ? "?" : aggregate->population, aggregate->window_first,
            aggregate->window_last, aggregate->weight_year, cutoff);
}

static int query_of(const struct command_io *io, const struct settings *settings,
                    struct aggregate_query *ret)
{
    const char *window = settings_text(settings, "window");

    *ret = (struct aggregate_query){
        .indicator = settings_argument(settings, 0),
        .among = settings_text(settings, "among"),
        .sex = settings_text(settings, "sex"),
        .age = settings_text(settings, "age"),
        .residence = settings_text(settings, "residence"),
        .wealth = settings_text(settings, "wealth"),
        .education = settings_text(settings, "education"),
        .disability = settings_text(settings, "disability"),
        .vulnerability = settings_text(settings, "vulnerability"),
        .weight_year = (int)settings_int(settings, "weight-year"),
        .coverage_floor = settings_int(settings, "coverage-floor") * DECIMAL_ONE,
    };
    if (!parse_window(window, &ret->window_first, &ret->window_last))
        return command_usage(io, "--window: '%s' is not FIRST-LAST, such as 2015-2020", window);
    return show_date(io, settings, "date", &ret->reference_date);
}

static int run(const struct command_io *io, const struct settings *settings)
{
    OWNED(exchange) exchange = NULL;
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct ask ask = {.question = QUESTION_AGGREGATE};
    struct answer answer;

    int code = query_of(io, settings, &ask.aggregate);
    if (code == COMMAND_DONE)
        code = show_open(io, settings, &exchange);
    if (code == COMMAND_DONE)
        code = show_ask(io, settings, exchange, &ask, arena, &answer);
    if (code == COMMAND_REFUSED)
        fputs("'roundtable show indicators' and 'roundtable show regions' list the codes.\n",
              io->err);
    if (code != COMMAND_DONE)
        return code;
    enum output_format format = show_format(settings);
    if (format == OUTPUT_JSON) {
        aggregate_json(io, &answer);
        return COMMAND_DONE;
    }
    if (format == OUTPUT_TABLE)
        print_head(io, &answer);
    print_rows(io, format, &answer.aggregate);
    return COMMAND_DONE;
}

const struct command show_indicator = {
    .name = "indicator",
    .summary = "The mean of an indicator over a region, weighted by population.",
    .examples =
        "  roundtable show indicator PT_F_20-24_MRD_U18 --among UNICEF_SA --window 2015-2020\n"
        "  roundtable show indicator PT_F_20-24_MRD_U18 --among LDC --window 2014-2020 --format "
        "json\n",
    .program = &program,
    .run = run,
};
