/* sample - see sample.h. */
#include "sample.h"

#include <string.h>

static const struct provenance claim = {"COE", "2016-stockholm", 12, HOSTILE,
                                        INT64_C(1464609600000000)};
static const struct provenance other_claim = {"SICA", "s:2", 3, NULL, INT64_C(1464609600000000)};

static void add_count(struct document_section *section, struct arena *arena)
{
    static const struct provenance *const list[] = {&claim, &other_claim};
    static const char *areas[] = {"SAM", "TON"};
    static struct group_count groups[] = {{"COE", HOSTILE, true, 47, 2, areas},
                                          {"MMI-LAC", "Movement", true, 0, 0, NULL}};
    static struct disagreement_claim claims[2];
    static struct disagreement disagreement = {"TON", HOSTILE, "date", claims, 2, "the earlier"};
    struct document_figure *figure = document_add_figure(section, arena);

    claims[0] = (struct disagreement_claim){"2005", true, claim};
    claims[1] = (struct disagreement_claim){"2004", false, other_claim};
    *figure = (struct document_figure){.id = "treaty.OPSC.party.deposited",
                                       .label = HOSTILE,
                                       .column = "OPSC",
                                       .basis = "instruments deposited",
                                       .date = day_of(2016, 5, 30),
                                       .area = "WORLD",
                                       .area_name = "World",
                                       .unit = "States",
                                       .value = "2",
                                       .count = 2,
                                       .has_increase = true,
                                       .since = day_of(2015, 6, 18),
                                       .at_least = 0,
                                       .at_most = 1,
                                       .count_since = 1,
                                       .increase = "between 0 and 1 more since " HOSTILE,
                                       .disagreements = &disagreement,
                                       .n_disagreements = 1,
                                       .groups = groups,
                                       .n_groups = 2,
                                       .sum_over_organizations = 2,
                                       .distinct_over_organizations = 2};
    *document_add_entry(figure, arena) = (struct document_entry){.role = ENTRY_COUNTED,
                                                                 .area = "SAM",
                                                                 .name = "Samoa",
                                                                 .what = "accession",
                                                                 .date = "2016-04-29",
                                                                 .date_is = "on",
                                                                 .has_counts_from = true,
                                                                 .counts_from = day_of(2016, 4, 29),
                                                                 .since = SINCE_NEW,
                                                                 .provenance = list,
                                                                 .n_provenance = 2};
    *document_add_entry(figure, arena) = (struct document_entry){.role = ENTRY_COUNTED,
                                                                 .area = "TON",
                                                                 .name = HOSTILE,
                                                                 .what = HOSTILE,
                                                                 .date = "2016-05-30",
                                                                 .date_is = "on_or_before",
                                                                 .has_counts_from = true,
                                                                 .counts_from = day_of(2016, 5, 30),
                                                                 .since = SINCE_UNKNOWN,
                                                                 .provenance = list,
                                                                 .n_provenance = 1};
}

static void add_withheld_mean(struct document_section *section, struct arena *arena)
{
    static const struct document_mean mean = {
        "PT_X", HOSTILE, "female, Y20T24", 1, 8, "12.3", 2007, 2016, 2015, NULL, NULL};
    struct document_figure *figure = document_add_figure(section, arena);

    *figure = (struct document_figure){.id = "indicator.PT_X.UNICEF_SA",
                                       .label = "An indicator, South Asia",
                                       .basis = "weighted mean",
                                       .date = day_of(2016, 5, 30),
                                       .area = "UNICEF_SA",
                                       .area_name = "South Asia",
                                       .unit = "per cent",
                                       .withheld_because = "Only 12.3 per cent are covered.",
                                       .mean = &mean};
    *document_add_entry(figure, arena) = (struct document_entry){.role = ENTRY_INPUT,
                                                                 .area = "NPL",
                                                                 .name = "Nepal",
                                                                 .date = "2014",
                                                                 .value = "36.6",
                                                                 .weight = "1000"};
    *document_add_entry(figure, arena) = (struct document_entry){.role = ENTRY_EXCLUDED,
                                                                 .area = "MDV",
                                                                 .name = "Maldives",
                                                                 .reason = "no_value",
                                                                 .explanation = HOSTILE};
}

void sample_document(struct arena *arena, struct document *ret)
{
    static const char *const fact_columns[] = {"State", "Campaign", "Reach"};
    static const char *const number_columns[] = {"Organization", "Members"};
    struct document_section *section;
    struct document_table *table;
    const char **row;

    *ret = (struct document){
        .edition = {"2016-stockholm", HOSTILE, "Stockholm", HOSTILE, day_of(2016, 5, 30),
                    day_of(2016, 5, 31), day_of(2016, 5, 30), "2015-strasbourg"},
        .has_previous = true,
        .previous = {"2015-strasbourg", "V", "Strasbourg", NULL, day_of(2015, 6, 18),
                     day_of(2015, 6, 19), day_of(2015, 6, 18), NULL},
        .cutoff = "2026-01-02T03:04:05.000000Z",
        .reference_version = 7};
    section = document_add_section(ret, arena, "conclusions", "Conclusions");
    document_add_sentence(section, arena, "treaty.OPSC.party.deposited", "2 States: " HOSTILE);
    add_count(section, arena);
    add_withheld_mean(section, arena);
    table = document_add_table(section, arena, "campaigns", HOSTILE, fact_columns, 3);
    row = document_add_row(table, arena, &claim);
    row[0] = "Samoa";
    row[1] = HOSTILE;
    table =
        document_add_table(section, arena, "organizations", "By organization", number_columns, 2);
    row = document_add_row(table, arena, NULL);
    row[0] = "COE";
    row[1] = "47";
    row = document_add_row(table, arena, NULL);
    row[0] = "world";
    table->n_totals = 1;
}
