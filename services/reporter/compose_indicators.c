/* compose_indicators - means of survey results over UNICEF's programme regions, with coverage,
 * inputs and exclusions. The window is the ten years up to the year of the reference date: what was
 * measured later is no part of an edition, whenever it was reported. */
#include "base/text.h"
#include "reporter/composition.h"

#include <string.h>

enum { WINDOW_YEARS = 10, FIRST_WEIGHT_YEAR = 1950, COVERAGE_FLOOR = 50 };

/* The regions that a mean is made for. */
static bool is_programme_region(const struct group *group)
{
    return !group->is_organization && text_starts_with(group->code, "UNICEF_");
}

static enum status has_observations(const struct composition *c, const char *indicator, bool *ret,
                                    struct error *err)
{
    struct field_filter filter = {"indicator", indicator};
    struct ask ask = {
        .question = QUESTION_FACTS,
        .facts = {.kind = KIND_OBSERVATION, .where = &filter, .n_where = 1, .limit = 1}};
    struct answer answer;
    enum status status = composition_ask(c, &ask, &answer, err);

    if (status == STATUS_OK)
        *ret = answer.facts.n > 0;
    return status;
}

static bool has_population(const struct composition *c, const struct indicator *indicator,
                           const struct area *const *members, size_t n, int year)
{
    for (size_t i = 0; i < n; i++) {
        if (reference_population(c->reference, members[i], indicator->population_sex,
                                 indicator->population_age, year)
            >= 0)
            return true;
    }
    return false;
}

/* The newest year with populations that is not after the reference year, else the earliest; 0 if
 * there is none. */
static int weight_year(const struct composition *c, const struct indicator *indicator,
                       const char *region)
{
    day_t date = c->plan->edition.reference_date;
    size_t n;
    const struct area **members = reference_members(c->reference, region, date, c->arena, &n);
    int newest = reference_population_newest_year(c->reference);

    for (int year = day_year(date); year >= FIRST_WEIGHT_YEAR; year--) {
        if (has_population(c, indicator, members, n, year))
            return year;
    }
    for (int year = day_year(date) + 1; year <= newest; year++) {
        if (has_population(c, indicator, members, n, year))
            return year;
    }
    return 0;
}

static const char *decimal_text(struct arena *arena, decimal_t value, int places)
{
    char text[DECIMAL_TEXT_SIZE];

    return arena_text(arena, decimal_format(value, places, text));
}

static const char *observed(const struct composition *c, const struct fact *fact,
                            enum observation_field field)
{
    const char *text =
        fact == NULL || fact->record.values == NULL ? NULL : fact->record.values[field].text;

    return text == NULL ? NULL : arena_text(c->arena, text);
}

static void add_provenance(const struct composition *c, struct document_entry *entry,
                           const struct fact *fact)
{
    const struct provenance **list;

    if (fact == NULL || fact->provenance.organization == NULL)
        return;
    list = arena_xalloc(c->arena, sizeof *list);
    list[0] = &fact->provenance;
    entry->provenance = list;
    entry->n_provenance = 1;
}

static void add_states(const struct composition *c, struct document_figure *figure,
                       const struct aggregate *mean)
{
    for (size_t i = 0; i < mean->n_inputs; i++) {
        const struct aggregate_input *input = &mean->inputs[i];
        struct document_entry *entry = document_add_entry(figure, c->arena);
        char text[DECIMAL_TEXT_SIZE];

        entry->role = ENTRY_INPUT;
        entry->area = input->area->iso3;
        entry->name = input->area->name_en;
        entry->date = observed(c, input->fact, OBS_TIME_PERIOD);
        entry->value = arena_text(c->arena, decimal_format_exact(input->value, text));
        entry->weight = arena_printf(c->arena, "%lld", (long long)input->weight);
        add_provenance(c, entry, input->fact);
    }
    for (size_t i = 0; i < mean->n_exclusions; i++) {
        const struct aggregate_exclusion *exclusion = &mean->exclusions[i];
        struct document_entry *entry = document_add_entry(figure, c->arena);

        entry->role = ENTRY_EXCLUDED;
        entry->area = exclusion->ref_area;
        entry->name = exclusion->name == NULL ? exclusion->ref_area : exclusion->name;
        entry->date = observed(c, exclusion->fact, OBS_TIME_PERIOD);
        entry->reason = exclusion->reason == NULL ? "unknown" : exclusion->reason;
        if (strcmp(entry->reason, "withheld") != 0)
            entry->value = observed(c, exclusion->fact, OBS_VALUE);
        entry->explanation = exclusion->explanation;
        add_provenance(c, entry, exclusion->fact);
    }
}

/* In order of role, then of name; of one name as they were. A mean has some dozens. */
static void sort_entries(struct document_figure *figure)
{
    for (size_t i = 1; i < figure->n_entries; i++) {
        struct document_entry moved = figure->entries[i];
        size_t at = i;

        for (; at > 0 && figure->entries[at - 1].role == moved.role
               && text_compare_names(figure->entries[at - 1].name, moved.name) > 0;
             at--)
            figure->entries[at] = figure->entries[at - 1];
        figure->entries[at] = moved;
    }
}

static const struct document_mean *mean_of(const struct composition *c,
                                           const struct indicator *indicator,
                                           const struct aggregate *mean)
{
    struct document_mean *ret = arena_xalloc(c->arena, sizeof *ret);

    *ret = (struct document_mean){
        .indicator = arena_text(c->arena, indicator->code),
        .indicator_name = arena_text(c->arena, indicator->name),
        .population = mean->population,
        .states = mean->states,
        .members = mean->members,
        .coverage = decimal_text(c->arena, mean->coverage, 1),
        .window_first = mean->window_first,
        .window_last = mean->window_last,
        .weight_year = mean->weight_year,
        .lower = mean->has_bounds ? decimal_text(c->arena, mean->lower, 3) : NULL,
        .upper = mean->has_bounds ? decimal_text(c->arena, mean->upper, 3) : NULL,
    };
    return ret;
}

/* "per cent" for both codes of it; else the unit's name in the reference data. */
static const char *unit_name(const struct composition *c, const char *unit)
{
    const struct code *code;

    if (unit == NULL)
        return "";
    if (strcmp(unit, "PCNT") == 0 || strcmp(unit, "PT") == 0)
        return "per cent";
    code = reference_code(c->reference, "unit", unit, strlen(unit));
    return code == NULL ? unit : arena_text(c->arena, code->name);
}

/* "South Asia: 28.378 per cent (7 of 8 States, 100.0 per cent of the population covered)." */
static const char *mean_sentence(const struct composition *c, const struct document_figure *figure)
{
    const struct document_mean *mean = figure->mean;
    const char *covered =
        arena_printf(c->arena, "(%u of %u States, %s per cent of the population covered)",
                     mean->states, mean->members, mean->coverage);

    if (figure->value == NULL)
        return arena_printf(c->arena, "%s: withheld %s. %s", figure->label, covered,
                            figure->withheld_because);
    return arena_printf(c->arena, "%s: %s %s %s.", figure->label, figure->value, figure->unit,
                        covered);
}

static void add_mean(const struct composition *c, struct document_section *section,
                     const struct indicator *indicator, const struct group *region,
                     const struct aggregate *mean)
{
    struct document_figure *figure = document_add_figure(section, c->arena);
    const char *why = mean->withheld_because;

    *figure = (struct document_figure){
        .id = arena_printf(c->arena, "indicator.%s.%s", indicator->code, region->code),
        .label = arena_printf(c->arena, "%s, %s", indicator->name, region->name),
        .basis =
            "mean of the States' newest values in the window, weighted by the population concerned",
        .date = c->plan->edition.reference_date,
        .area = arena_text(c->arena, region->code),
        .area_name = arena_text(c->arena, region->name),
        .unit = unit_name(c, mean->unit == NULL ? indicator->unit : mean->unit),
        .value = mean->has_value ? decimal_text(c->arena, mean->value, 3) : NULL,
        .mean = mean_of(c, indicator, mean),
    };
    if (!mean->has_value)
        figure->withheld_because =
            why == NULL || why[0] == '\0' ? "The aggregator gave no reason." : why;
    add_states(c, figure, mean);
    sort_entries(figure);
    document_add_sentence(section, c->arena, figure->id, mean_sentence(c, figure));
}

static enum status compose_mean(const struct composition *c, struct document_section *section,
                                const struct indicator *indicator, const struct group *region,
                                struct error *err)
{
    int last = day_year(c->plan->edition.reference_date);
    struct ask ask = {
        .question = QUESTION_AGGREGATE,
        .aggregate = {.indicator = indicator->code,
                      .among = region->code,
                      .window_first = last - WINDOW_YEARS + 1,
                      .window_last = last,
                      .weight_year = weight_year(c, indicator, region->code),
                      .reference_date = c->plan->edition.reference_date,
                      .coverage_floor = COVERAGE_FLOOR * DECIMAL_ONE},
    };
    struct answer answer;
    enum status status = composition_ask(c, &ask, &answer, err);

    if (status != STATUS_OK) {
        error_prefix(err, "indicator %s, %s: ", indicator->code, region->code);
        return status;
    }
    add_mean(c, section, indicator, region, &answer.aggregate);
    return STATUS_OK;
}

static enum status compose_indicator(const struct composition *c, struct document_section *section,
                                     const struct indicator *indicator, struct error *err)
{
    const struct group *groups;
    size_t n;

    groups = reference_groups(c->reference, &n);
    for (size_t i = 0; i < n; i++) {
        enum status status = is_programme_region(&groups[i])
                                 ? compose_mean(c, section, indicator, &groups[i], err)
                                 : STATUS_OK;

        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

enum status compose_indicators(const struct composition *c, struct document_section *section,
                               struct error *err)
{
    const struct indicator *indicators;
    size_t n, shown = 0;
    int last = day_year(c->plan->edition.reference_date);

    indicators = reference_indicators(c->reference, &n);
    for (size_t i = 0; i < n; i++) {
        bool observed_any = false;
        enum status status = STATUS_OK;

        if (indicators[i].population_sex == NULL || indicators[i].population_age == NULL)
            continue;
        status = has_observations(c, indicators[i].code, &observed_any, err);
        if (status == STATUS_OK && observed_any) {
            shown++;
            status = compose_indicator(c, section, &indicators[i], err);
        }
        if (status != STATUS_OK)
            return status;
    }
    document_add_sentence(
        section, c->arena, NULL,
        shown == 0
            ? "No value of an indicator whose population is known has been reported."
            : arena_printf(
                c->arena,
                "Means take each State's newest value of the years %d to %d; values of later "
                "years are no part of this edition.",
                last - WINDOW_YEARS + 1, last));
    return STATUS_OK;
}
