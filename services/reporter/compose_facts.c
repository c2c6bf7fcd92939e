/* compose_facts - tables of facts as they were reported, for the kinds that organizations report of
 * themselves too. */
#include "reporter/composition.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX 7

/* A column shows one field, or a period: two dates. */
struct fact_column {
    const char *heading;
    int field, until; /* until -1: one field */
};
struct fact_layout {
    enum kind kind;
    const char *id, *caption, *who;
    int date, date_is; /* the fields that say when; date_is -1: always "on" */
    struct fact_column columns[COLUMNS_MAX];
};

static const struct fact_layout layouts[] = {
    {KIND_SURVEY,
     "surveys",
     "National surveys",
     "State",
     SURVEY_FIELDWORK_END,
     -1,
     {{"Survey", SURVEY_TITLE, -1},
      {"Programme", SURVEY_PROGRAMME, -1},
      {"Fieldwork", SURVEY_FIELDWORK_START, SURVEY_FIELDWORK_END},
      {"Sample", SURVEY_SAMPLE_SIZE, -1},
      {"Publisher", SURVEY_PUBLISHER, -1},
      {"Ethics review", SURVEY_ETHICS_REVIEW, -1}}},
    {KIND_CAMPAIGN,
     "campaigns",
     "Campaigns",
     "State or organization",
     CAMPAIGN_PERIOD_START,
     -1,
     {{"Campaign", CAMPAIGN_TITLE, -1},
      {"Period", CAMPAIGN_PERIOD_START, CAMPAIGN_PERIOD_END},
      {"People reached", CAMPAIGN_REACH, -1},
      {"Audience", CAMPAIGN_AUDIENCE, -1}}},
    {KIND_CHILD_LED_INITIATIVE,
     "child_led_initiatives",
     "Initiatives led by children and young people",
     "State or organization",
     CHILD_LED_PERIOD_START,
     -1,
     {{"Initiative", CHILD_LED_TITLE, -1},
      {"Period", CHILD_LED_PERIOD_START, CHILD_LED_PERIOD_END}}},
    {KIND_REGIONAL_PLAN,
     "regional_plans",
     "Plans of regional organizations",
     "Organization",
     PLAN_DATE,
     PLAN_DATE_IS,
     {{"Plan", PLAN_TITLE, -1},
      {"Adopted", PLAN_DATE, -1},
      {"Period", PLAN_PERIOD_START, PLAN_PERIOD_END},
      {"Targets", PLAN_TARGETS, -1}}},
};

static const struct fact_layout *layout_of(enum kind kind)
{
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        if (layouts[i].kind == kind)
            return &layouts[i];
    }
    return NULL;
}

static int compare_texts(const char *a, const char *b)
{
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b);
}

struct named_fact {
    const char *name; /* of the State or organization */
    const struct fact *fact;
};

static int compare_facts(const void *left, const void *right)
{
    const struct named_fact *x = left, *y = right;
    const struct fact *a = x->fact, *b = y->fact;
    int order = text_compare_names(x->name, y->name);

    if (order == 0)
        order = compare_texts(a->ref_area, b->ref_area);
    if (order == 0)
        order = compare_texts(a->provenance.organization, b->provenance.organization);
    if (order == 0)
        order = compare_texts(a->provenance.submission_id, b->provenance.submission_id);
    return order != 0
               ? order
               : (a->provenance.row > b->provenance.row) - (a->provenance.row < b->provenance.row);
}

/* A fact without a date is told: nothing says that it came later. */
static bool may_have_begun(const struct fact_layout *layout, const struct fact *fact,
                           day_t reference_date)
{
    const struct value *date = &fact->record.values[layout->date];
    const char *date_is = layout->date_is < 0 ? NULL : fact->record.values[layout->date_is].text;
    struct when when;

    return date->text == NULL
           || when_parse(date->text, date->len, date_is, &when, NULL) != STATUS_OK
           || when_possibly_by(&when, reference_date);
}

static const char *cell(struct arena *arena, const struct fact_column *column,
                        const struct fact *fact)
{
    const char *from = fact->record.values[column->field].text, *until;

    if (column->until < 0)
        return from;
    until = fact->record.values[column->until].text;
    if (from == NULL && until == NULL)
        return NULL;
    return arena_printf(arena, "%s to %s", from == NULL ? "?" : from, until == NULL ? "?" : until);
}

static const char *area_name(const struct composition *c, const char *code)
{
    const struct area *area = reference_area_by_iso3(c->reference, code);
    const struct organization *organization = reference_organization(c->reference, code);

    if (area != NULL)
        return arena_text(c->arena, area->name_en);
    return organization == NULL ? code : arena_text(c->arena, organization->name);
}

static struct document_table *add_table(const struct composition *c,
                                        struct document_section *section,
                                        const struct fact_layout *layout)
{
    const char **headings = arena_xalloc(c->arena, (COLUMNS_MAX + 1) * sizeof *headings);
    size_t n = 0;

    headings[n++] = layout->who;
    for (size_t i = 0; i < COLUMNS_MAX && layout->columns[i].heading != NULL; i++)
        headings[n++] = layout->columns[i].heading;
    return document_add_table(section, c->arena, layout->id, layout->caption, headings, n);
}

/* Those whose day may have come, by name. */
static struct named_fact *choose(const struct composition *c, const struct fact_layout *layout,
                                 const struct fact *facts, size_t n, size_t *ret_n)
{
    struct named_fact *chosen = arena_xalloc(c->arena, (n + 1) * sizeof *chosen);

    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        if (may_have_begun(layout, &facts[i], c->plan->edition.reference_date))
            chosen[(*ret_n)++] = (struct named_fact){area_name(c, facts[i].ref_area), &facts[i]};
    }
    qsort(chosen, *ret_n, sizeof *chosen, compare_facts);
    return chosen;
}

enum status compose_fact_table(const struct composition *c, struct document_section *section,
                               enum kind kind, size_t *ret_rows, struct error *err)
{
    const struct fact_layout *layout = layout_of(kind);
    struct document_table *table = NULL;
    struct named_fact *chosen;
    struct fact *facts;
    size_t n;
    enum status status = composition_facts(c, kind, &facts, &n, err);

    if (status != STATUS_OK)
        return status;
    chosen = choose(c, layout, facts, n, ret_rows);
    if (*ret_rows > 0)
        table = add_table(c, section, layout);
    for (size_t i = 0; i < *ret_rows; i++) {
        const char **row = document_add_row(table, c->arena, &chosen[i].fact->provenance);

        row[0] = chosen[i].name;
        for (size_t k = 1; k < table->n_columns; k++)
            row[k] = cell(c->arena, &layout->columns[k - 1], chosen[i].fact);
    }
    return STATUS_OK;
}
