/* roundtable show states, show laws: how many distinct States, and which. */
#include "base/clock.h"
#include "client/show.h"
#include "wire/limits.h"
#include <inttypes.h>
#include <string.h>

/* In the order of enum basis and enum treaty_status, from 1. */
static const char *const bases[] = {"deposited", "in_force", NULL};
static const char *const statuses[] = {"party", "signatory", NULL};

#define COUNT_SETTINGS                                                                        \
    {.name = "basis",                                                                         \
     .type = SETTING_CHOICE,                                                                  \
     .fallback = "deposited",                                                                 \
     .choices = bases,                                                                        \
     .meaning = "Count deposits (of a law: its adoption) or what is in force for the State"}, \
        SETTING_DATE("What was true on this day; by default today"),                          \
        {.name = "since",                                                                     \
         .type = SETTING_TEXT,                                                                \
         .placeholder = "YYYY-MM-DD",                                                         \
         .meaning = "Also tell the increase since this day"},                                 \
        SETTING_AMONG,                                                                        \
        {.name = "by-group",                                                                  \
         .type = SETTING_BOOL,                                                                \
         .meaning = "Also count within each organization and region (JSON and table)"},       \
        SETTING_AS_KNOWN_AT, SETTING_OUTPUT_FORMAT, SETTING_AGGREGATOR, SETTING_TIMEOUT("30s")

static const struct setting states_table[] = {
    {.name = "instrument",
     .type = SETTING_TEXT,
     .placeholder = "CODE",
     .required = true,
     .meaning = "The treaty, by code or alias: OPSC, LANZAROTE"},
    {.name = "status",
     .type = SETTING_CHOICE,
     .fallback = "party",
     .choices = statuses,
     .meaning = "Parties, or States that signed and are not (yet) party"},
    COUNT_SETTINGS,
};
static const struct settings_program states_program = {
    .name = "roundtable show states",
    .summary = "Show the States that are party to an instrument, or signed it.",
    .table = states_table,
    .count = sizeof states_table / sizeof *states_table,
};
static const struct setting laws_table[] = {
    {.name = "topic",
     .type = SETTING_TEXT,
     .placeholder = "CODE",
     .required = true,
     .meaning = "What the law is about: corporal_punishment, child_marriage, ..."},
    {.name = "all-settings",
     .type = SETTING_BOOL,
     .meaning = "Only States whose laws protect children in every setting"},
    COUNT_SETTINGS,
};
static const struct settings_program laws_program = {
    .name = "roundtable show laws",
    .summary = "Show the States that have a law on a topic.",
    .table = laws_table,
    .count = sizeof laws_table / sizeof *laws_table,
};

static const char *since_text(enum since_answer since)
{
    static const char *const texts[] = {
        [SINCE_NEW] = "new", [SINCE_OLD] = "old", [SINCE_UNKNOWN] = "unknown"};

    return (size_t)since < sizeof texts / sizeof *texts ? texts[since] : NULL;
}

static void entry_json(struct json_writer *json, const struct state_entry *entry)
{
    json_begin_object(json);
    show_json_day(json, "counts_from", entry->counts_from);
    show_json_text(json, "date", entry->date);
    show_json_text(json, "date_is", entry->date_is);
    show_json_text(json, "name", entry->name);
    json_key(json, "provenance");
    json_begin_array(json);
    for (size_t i = 0; i < entry->n_provenance; i++)
        show_json_provenance(json, entry->provenance[i]);
    json_end_array(json);
    show_json_text(json, "ref_area", entry->ref_area);
    show_json_text(json, "since", since_text(entry->since));
    show_json_text(json, "what", entry->what);
    json_end_object(json);
}

static void entries_json(struct json_writer *json, const char *key,
                         const struct state_entry *entries, size_t n)
{
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < n; i++)
        entry_json(json, &entries[i]);
    json_end_array(json);
}

static void disagreements_json(struct json_writer *json, const struct figure *figure)
{
    json_key(json, "disagreements");
    json_begin_array(json);
    for (size_t i = 0; i < figure->n_disagreements; i++) {
        const struct disagreement *disagreement = &figure->disagreements[i];
        json_begin_object(json);
        show_json_text(json, "about", disagreement->about);
        json_key(json, "claims");
        json_begin_array(json);
        for (size_t c = 0; c < disagreement->n_claims; c++) {
            json_begin_object(json);
            json_key(json, "provenance");
            show_json_provenance(json, &disagreement->claims[c].provenance);
            show_json_text(json, "says", disagreement->claims[c].says);
            json_key_bool(json, "used", disagreement->claims[c].used);
            json_end_object(json);
        }
        json_end_array(json);
        show_json_text(json, "name", disagreement->name);
        show_json_text(json, "ref_area", disagreement->ref_area);
        show_json_text(json, "rule", disagreement->rule);
        json_end_object(json);
    }
    json_end_array(json);
}

static void groups_json(struct json_writer *json, const struct figure *figure)
{
    json_key(json, "groups");
    json_begin_array(json);
    for (size_t i = 0; i < figure->n_groups; i++) {
        const struct group_count *group = &figure->groups[i];
        json_begin_object(json);
        show_json_text(json, "code", group->code);
        json_key_int(json, "count", group->count);
        json_key_bool(json, "is_organization", group->is_organization);
        json_key_int(json, "members", group->members);
        show_json_text(json, "name", group->name);
        json_key(json, "ref_areas");
        json_begin_array(json);
        for (uint32_t a = 0; a < group->count; a++)
            json_text(json, group->ref_areas[a]);
        json_end_array(json);
        json_end_object(json);
    }
    json_end_array(json);
}

static void figure_json(const struct command_io *io, const struct count_query *query,
                        const struct answer *answer)
{
    SCOPED(buffer) text = {0};
    struct json_writer json;
    const struct figure *figure = &answer->figure;

    show_json_begin(&json, &text);
    show_json_text(&json, "among", query->among);
    json_key_text(&json, "basis", bases[query->basis - 1]);
    json_key_int(&json, "count", (int64_t)figure->n_states);
    if (query->has_since)
        json_key_int(&json, "count_since", figure->count_since);
    show_json_time(&json, "cutoff", answer->cutoff_us);
    disagreements_json(&json, figure);
    if (query->by_group) {
        json_key_int(&json, "distinct_over_organizations", figure->distinct_over_organizations);
        groups_json(&json, figure);
    }
    if (query->has_since) {
        json_key_int(&json, "increase_at_least", figure->increase_at_least);
        json_key_int(&json, "increase_at_most", figure->increase_at_most);
    }
    show_json_day(&json, "reference_date", figure->reference_date);
    json_key_int(&json, "reference_version", (int64_t)answer->reference_version);
    if (query->has_since)
        show_json_day(&json, "since", figure->since);
    entries_json(&json, "states", figure->states, figure->n_states);
    if (query->by_group)
        json_key_int(&json, "sum_over_organizations", figure->sum_over_organizations);
    entries_json(&json, "undetermined", figure->undetermined, figure->n_undetermined);
    show_json_end(&json, io);
}

static void print_states(const struct command_io *io, enum output_format format,
                         const struct figure *figure)
{
    static const struct sheet_column columns[] = {
        {"ref_area", false}, {"name", false},         {"what", false},
        {"date", false},     {"date_is", false},      {"counts_from", false},
        {"since", false},    {"organization", false}, {"source", false}};
    OWNED(sheet) sheet = sheet_create(io->out, format, columns, sizeof columns / sizeof *columns);
    char day[DAY_TEXT_SIZE];

    for (size_t i = 0; i < figure->n_states; i++) {
        const struct state_entry *entry = &figure->states[i];
        const struct provenance *used = entry->n_provenance == 0 ? NULL : entry->provenance[0];
        sheet_row(sheet, (const char *const[]){
                             entry->ref_area, entry->name, entry->what, entry->date, entry->date_is,
                             show_day(entry->counts_from, day), since_text(entry->since),
                             used == NULL ? NULL : used->organization,
                             used == NULL ? NULL : used->source});
    }
    sheet_end(sheet);
}

static void print_groups(const struct command_io *io, const struct figure *figure)
{
    static const struct sheet_column columns[] = {
        {"code", false}, {"name", false}, {"count", true}, {"members", true}};
    OWNED(sheet) sheet = sheet_create(io->out, OUTPUT_TABLE, columns, 4);

    for (size_t i = 0; i < figure->n_groups; i++) {
        sheet_cell(sheet, figure->groups[i].code);
        sheet_cell(sheet, figure->groups[i].name);
        sheet_cell_int(sheet, figure->groups[i].count);
        sheet_cell_int(sheet, figure->groups[i].members);
    }
    fputc('\n', io->out);
    sheet_end(sheet);
    fprintf(io->out,
            "%" PRIu32
            " distinct State%s over the organizations (their own counts add up to %" PRIu32 ")\n",
            figure->distinct_over_organizations,
            command_plural(figure->distinct_over_organizations), figure->sum_over_organizations);
}

static void print_disagreements(const struct command_io *io, const struct figure *figure)
{
    for (size_t i = 0; i < figure->n_disagreements; i++) {
        const struct disagreement *disagreement = &figure->disagreements[i];
        fprintf(io->out, "%s: %s: ", disagreement->name == NULL ? "?" : disagreement->name,
                disagreement->about == NULL ? "" : disagreement->about);
        for (size_t c = 0; c < disagreement->n_claims; c++)
            fprintf(io->out, "%s%s%s (%s)", c == 0 ? "" : ", ",
                    disagreement->claims[c].used ? "used " : "",
                    disagreement->claims[c].says == NULL ? "?" : disagreement->claims[c].says,
                    disagreement->claims[c].provenance.organization == NULL
                        ? "?"
                        : disagreement->claims[c].provenance.organization);
        fprintf(io->out, "; %s\n", disagreement->rule == NULL ? "" : disagreement->rule);
    }
}

/* "27 States party to OPIC" */
static void print_what(const struct command_io *io, const struct count_query *query, size_t n)
{
    fprintf(io->out, "%zu State%s", n, command_plural(n));
    if (query->kind == KIND_LAW)
        fprintf(io->out, " with a law on %s%s", query->topic,
                query->all_settings ? " in all settings" : "");
    else
        fprintf(io->out, " %s %s",
                query->status == TREATY_SIGNATORY ? "that signed and did not ratify" : "party to",
                query->instrument);
}

/* The sentence above the table. */
static void print_head(const struct command_io *io, const struct count_query *query,
                       const struct answer *answer)
{
    const struct figure *figure = &answer->figure;
    char day[DAY_TEXT_SIZE], since[DAY_TEXT_SIZE], cutoff[CLOCK_TEXT_SIZE];

    print_what(io, query, figure->n_states);
    fprintf(io->out, " on %s (%s)", show_day(query->reference_date, day),
            query->basis == BASIS_IN_FORCE ? "in force"
            : query->kind == KIND_LAW      ? "adopted"
                                           : "deposited");
    if (query->among != NULL)
        fprintf(io->out, " among %s", query->among);
    if (query->has_since) {
        fprintf(io->out, "; %" PRIu32, figure->increase_at_least);
        if (figure->increase_at_most > figure->increase_at_least)
            fprintf(io->out, " to %" PRIu32, figure->increase_at_most);
        fprintf(io->out, " more since %s", show_day(query->since, since));
    }
    clock_format(answer->cutoff_us, cutoff);
    fprintf(io->out, "; as known at %s\n", cutoff);
}

static void print_table(const struct command_io *io, const struct count_query *query,
                        const struct answer *answer)
{
    const struct figure *figure = &answer->figure;

    print_head(io, query, answer);
    print_states(io, OUTPUT_TABLE, figure);
    if (figure->n_undetermined > 0)
        fprintf(io->out, "%zu more may count, their date is not known well enough\n",
                figure->n_undetermined);
    if (figure->n_disagreements > 0)
        fputs("\nSources disagree:\n", io->out);
    print_disagreements(io, figure);
    if (query->by_group)
        print_groups(io, figure);
}

/* Check what the settings table can't, and fill in what both subcommands have. */
static int complete(const struct command_io *io, const struct settings *settings,
                    struct count_query *query)
{
    query->basis = (enum basis)(settings_choice(settings, "basis") + 1);
    query->among = settings_text(settings, "among");
    query->by_group = settings_bool(settings, "by-group");
    query->has_since = settings_text(settings, "since") != NULL;
    int code = show_date(io, settings, "date", &query->reference_date);
    if (code == COMMAND_DONE && query->has_since)
        code = show_date(io, settings, "since", &query->since);
    if (code == COMMAND_DONE && query->has_since && query->since > query->reference_date)
        code = command_usage(io, "--since: %s is after the day that is counted on, --date",
                             settings_text(settings, "since"));
    return code;
}

/* Ask the question and print the answer. */
static int count(const struct command_io *io, const struct settings *settings,
                 struct count_query *query)
{
    OWNED(exchange) exchange = NULL;
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct answer answer;

    int code = complete(io, settings, query);
    if (code == COMMAND_DONE)
        code = show_open(io, settings, &exchange);
    struct ask ask = {.question = QUESTION_COUNT, .count = *query};
    if (code == COMMAND_DONE)
        code = show_ask(io, settings, exchange, &ask, arena, &answer);
    if (code == COMMAND_REFUSED)
        fputs(query->kind == KIND_LAW
                  ? "docs/files.md lists the topics, 'roundtable show regions'"
                    " the organizations and regions.\n"
                  : "'roundtable show instruments' and 'roundtable show regions'"
                    " list the codes.\n",
              io->err);
    if (code != COMMAND_DONE)
        return code;
    if (show_format(settings) == OUTPUT_JSON)
        figure_json(io, query, &answer);
    else if (show_format(settings) == OUTPUT_CSV)
        print_states(io, OUTPUT_CSV, &answer.figure);
    else
        print_table(io, query, &answer);
    return COMMAND_DONE;
}

static int run_states(const struct command_io *io, const struct settings *settings)
{
    struct count_query query = {.kind = KIND_TREATY_ACTION,
                                .instrument = settings_text(settings, "instrument"),
                                .status =
                                    (enum treaty_status)(settings_choice(settings, "status") + 1)};

    return count(io, settings, &query);
}

static int run_laws(const struct command_io *io, const struct settings *settings)
{
    struct count_query query = {.kind = KIND_LAW,
                                .topic = settings_text(settings, "topic"),
                                .all_settings = settings_bool(settings, "all-settings")};

    return count(io, settings, &query);
}

const struct command show_states = {
    .name = "states",
    .summary = "States that are party to an instrument, or signed it.",
    .examples = "  roundtable show states --instrument OPSC --date 2016-05-30 --since 2015-06-18\n"
                "  roundtable show states --instrument LANZAROTE --status signatory --among COE\n"
                "  roundtable show states --instrument OPIC --basis in_force --format csv\n",
    .program = &states_program,
    .run = run_states,
};
const struct command show_laws = {
    .name = "laws",
    .summary = "States that have a law on a topic.",
    .examples =
        "  roundtable show laws --topic corporal_punishment --all-settings\n"
        "  roundtable show laws --topic child_marriage --basis in_force --date 2016-05-30\n",
    .program = &laws_program,
    .run = run_laws,
};
