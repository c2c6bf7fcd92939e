/* roundtable show strategies, surveys, observations and so on: the facts as they were reported,
 * page by page. */
#include "base/clock.h"
#include "client/show.h"
#include "wire/limits.h"
#include <stdlib.h>
#include <string.h>

#define FACTS_SETTINGS                                                                    \
    {.name = "area",                                                                      \
     .type = SETTING_TEXT,                                                                \
     .placeholder = "AREA",                                                               \
     .repeatable = true,                                                                  \
     .meaning = "Only this State, by ISO alpha-3 code; may be given several times"},      \
        SETTING_AMONG,                                                                    \
        {.name = "reported-by",                                                           \
         .type = SETTING_TEXT,                                                            \
         .placeholder = "CODE",                                                           \
         .meaning = "Only what this organization reported"},                              \
        SETTING_DATE("The day on which membership counts for --among; by default today"), \
        SETTING_AS_KNOWN_AT, SETTING_OUTPUT_FORMAT, SETTING_AGGREGATOR, SETTING_TIMEOUT("30s")

static const struct setting facts_table[] = {FACTS_SETTINGS};
static const struct setting observations_table[] = {
    {.name = "indicator",
     .type = SETTING_TEXT,
     .placeholder = "CODE",
     .required = true,
     .meaning = "UNICEF or SDG series code, such as PT_F_20-24_MRD_U18"},
    FACTS_SETTINGS,
};

enum { PROVENANCE_COLUMNS = 4 };

/* The kind's fields, and who said so. */
static size_t make_columns(const struct kind_table *table, struct sheet_column *columns)
{
    static const struct sheet_column provenance[PROVENANCE_COLUMNS] = {
        {"organization", false}, {"submission", false}, {"row", true}, {"recorded_at", false}};

    for (size_t f = 0; f < table->n_fields; f++) {
        enum field_type type = table->fields[f].type;
        columns[f] = (struct sheet_column){table->fields[f].name,
                                           type == FIELD_DECIMAL || type == FIELD_WHOLE};
    }
    memcpy(columns + table->n_fields, provenance, sizeof provenance);
    return table->n_fields + PROVENANCE_COLUMNS;
}

static void add_facts(struct sheet *sheet, const struct kind_table *table,
                      const struct facts_answer *facts)
{
    char recorded_at[CLOCK_TEXT_SIZE];

    for (size_t i = 0; i < facts->n; i++) {
        const struct fact *fact = &facts->facts[i];
        if (fact->record.kind != table->kind)
            continue; /* not what was asked for; its values are of another table */
        for (size_t f = 0; f < table->n_fields; f++)
            sheet_cell(sheet, fact->record.values[f].text);
        clock_format(fact->provenance.recorded_us, recorded_at);
        sheet_cell(sheet, fact->provenance.organization);
        sheet_cell(sheet, fact->provenance.submission_id);
        sheet_cell_int(sheet, fact->provenance.row);
        sheet_cell(sheet, recorded_at);
    }
}

/* All pages, as known at the cutoff of the first. */
static int print_pages(const struct command_io *io, const struct settings *settings,
                       struct exchange *exchange, struct ask ask)
{
    const struct kind_table *table = kind_table(ask.facts.kind);
    struct sheet_column columns[FIELD_MAX + PROVENANCE_COLUMNS];
    size_t n = make_columns(table, columns);
    OWNED(sheet) sheet = sheet_create(io->out, show_format(settings), columns, n);
    uint8_t after[WIRE_PAGE_BYTES_MAX];
    char cutoff[CLOCK_TEXT_SIZE];

    for (bool first = true;; first = false) {
        OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
        struct answer answer;
        int code = show_ask(io, settings, exchange, &ask, arena, &answer);
        if (code != COMMAND_DONE)
            return code;
        if (first) {
            clock_format(answer.cutoff_us, cutoff);
            sheet_head(sheet, "cutoff", cutoff);
            ask.cutoff = cutoff;
        }
        add_facts(sheet, table, &answer.facts);
        sheet_page(sheet);
        if (answer.facts.next.size == 0 || answer.facts.next.size > sizeof after)
            break;
        memcpy(after, answer.facts.next.bytes, answer.facts.next.size);
        ask.facts.after = (struct bytes){after, answer.facts.next.size};
    }
    sheet_end(sheet);
    return COMMAND_DONE;
}

static int show_facts(const struct command_io *io, const struct settings *settings, enum kind kind,
                      struct field_filter *where, size_t n_where)
{
    OWNED(exchange) exchange = NULL;
    size_t n = settings_count(settings, "area");
    struct ask ask = {.question = QUESTION_FACTS,
                      .facts = {.kind = kind,
                                .among = settings_text(settings, "among"),
                                .organization = settings_text(settings, "reported-by"),
                                .where = where,
                                .n_where = n_where}};

    if (n > WIRE_NAMED_MAX)
        return command_usage(io, "--area: at most %d areas can be named", WIRE_NAMED_MAX);
    ask.facts.has_reference_date = settings_text(settings, "date") != NULL;
    int code = show_date(io, settings, "date", &ask.facts.reference_date);
    if (code == COMMAND_DONE)
        code = show_open(io, settings, &exchange);
    if (code != COMMAND_DONE)
        return code;
    const char **areas = xcalloc(n, sizeof *areas);
    for (size_t i = 0; i < n; i++)
        areas[i] = settings_text_at(settings, "area", i);
    ask.facts.ref_areas = areas;
    ask.facts.n_ref_areas = n;
    code = print_pages(io, settings, exchange, ask);
    free(areas);
    return code;
}

static int run_observations(const struct command_io *io, const struct settings *settings)
{
    struct field_filter where = {"indicator", settings_text(settings, "indicator")};

    return show_facts(io, settings, KIND_OBSERVATION, &where, 1);
}

/* One subcommand per kind, alike but for the kind. */
#define FACTS_COMMAND(symbol, typed, what, of_kind)                                         \
    static const struct settings_program symbol##_program = {                               \
        .name = "roundtable show " typed,                                                   \
        .summary = "Show " what ", as they were reported.",                                 \
        .table = facts_table,                                                               \
        .count = sizeof facts_table / sizeof *facts_table,                                  \
    };                                                                                      \
    static int symbol##_run(const struct command_io *io, const struct settings *settings)   \
    {                                                                                       \
        return show_facts(io, settings, of_kind, NULL, 0);                                  \
    }                                                                                       \
    const struct command symbol = {                                                         \
        .name = (typed),                                                                    \
        .summary = "The " what ", as they were reported.",                                  \
        .examples =                                                                         \
            "  roundtable show " typed "\n"                                                 \
            "  roundtable show " typed " --area PER --area DOM --format json\n"             \
            "  roundtable show " typed " --among COE --as-known-at 2016-05-30T12:00:00Z\n", \
        .program = &symbol##_program,                                                       \
        .run = symbol##_run,                                                                \
    }

FACTS_COMMAND(show_strategies, "strategies", "strategies and plans of States", KIND_STRATEGY);
FACTS_COMMAND(show_surveys, "surveys", "national surveys", KIND_SURVEY);
FACTS_COMMAND(show_campaigns, "campaigns", "campaigns", KIND_CAMPAIGN);
FACTS_COMMAND(show_initiatives, "initiatives", "child-led initiatives", KIND_CHILD_LED_INITIATIVE);
FACTS_COMMAND(show_plans, "plans", "regional plans", KIND_REGIONAL_PLAN);
FACTS_COMMAND(show_global_initiatives, "global-initiatives",
              "global initiatives that States joined", KIND_GLOBAL_INITIATIVE);
FACTS_COMMAND(show_treaty_actions, "treaty-actions", "treaty actions", KIND_TREATY_ACTION);

static const struct settings_program observations_program = {
    .name = "roundtable show observations",
    .summary = "Show the observations of an indicator, as they were reported.",
    .table = observations_table,
    .count = sizeof observations_table / sizeof *observations_table,
};
const struct command show_observations = {
    .name = "observations",
    .summary = "The observations of an indicator, as they were reported.",
    .examples =
        "  roundtable show observations --indicator PT_F_20-24_MRD_U18 --area NPL --area BGD\n"
        "  roundtable show observations --indicator PT_F_20-24_MRD_U18 --format csv > all.csv\n",
    .program = &observations_program,
    .run = run_observations,
};
