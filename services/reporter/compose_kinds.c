/* compose_kinds - strategies, surveys, campaigns, child-led initiatives, regional plans and global
 * initiatives: a count of who reported one, and a table of the facts where others than States
 * report them too. */
#include "reporter/composition.h"

#include <string.h>

enum { STRATEGIES_NAMED = 6, OTHERS_NAMED = 4 };

struct kind_plan {
    const char *section, *title, *what;
    struct count_plan plan;
    struct wording wording;
    bool table; /* list the facts: an organization may report one of its own */
};

static const struct kind_plan strategies = {
    "strategies",
    "Strategies",
    "strategies",
    {.id = "strategy.adopted",
     .label = "Multi-sectoral integrated strategy or plan on violence against children",
     .basis = "strategy adopted",
     .column = "Strategies",
     .query = {.kind = KIND_STRATEGY, .basis = BASIS_DEPOSITED, .by_group = true}},
    {"State", "States",
     "has adopted a multi-sectoral integrated strategy on violence against children",
     "have adopted multi-sectoral integrated strategies on violence against children",
     "No multi-sectoral integrated strategy has been reported", STRATEGIES_NAMED},
    false};

static const struct kind_plan surveys = {"surveys",
                                         "Surveys and indicators",
                                         "national surveys",
                                         {.id = "survey.carried_out",
                                          .label = "National survey carried out",
                                          .basis = "fieldwork",
                                          .query = {.kind = KIND_SURVEY, .basis = BASIS_DEPOSITED}},
                                         {"State", "States", "has carried out a national survey",
                                          "have carried out national surveys",
                                          "No national survey has been reported", OTHERS_NAMED},
                                         true};

static const struct kind_plan initiatives[] = {
    {"campaigns",
     "Campaigns",
     "campaigns",
     {.id = "campaign.reported",
      .label = "Campaign of information and awareness raising",
      .basis = "campaign begun",
      .query = {.kind = KIND_CAMPAIGN, .basis = BASIS_DEPOSITED}},
     {"State", "States", "has run a campaign of information and awareness raising",
      "have run campaigns of information and awareness raising", "No campaign has been reported",
      OTHERS_NAMED},
     true},
    {"child-led-initiatives",
     "Initiatives led by children and young people",
     "initiatives led by children and young people",
     {.id = "child_led_initiative.reported",
      .label = "Initiative led by children and young people",
      .basis = "initiative begun",
      .query = {.kind = KIND_CHILD_LED_INITIATIVE, .basis = BASIS_DEPOSITED}},
     {"State", "States", "has an initiative led by children and young people",
      "have initiatives led by children and young people",
      "No initiative led by children and young people has been reported", OTHERS_NAMED},
     true},
    {"regional-plans",
     "Plans of regional organizations",
     "plans of regional organizations",
     {.id = "regional_plan.adopted",
      .label = "Plan of a regional organization",
      .basis = "plan adopted",
      .unit = "organizations",
      .query = {.kind = KIND_REGIONAL_PLAN, .basis = BASIS_DEPOSITED}},
     {"regional organization", "regional organizations", "has adopted a plan of its own",
      "have adopted plans of their own", "No plan of a regional organization has been reported",
      OTHERS_NAMED},
     true},
    {"global-initiatives",
     "Global initiatives",
     "global initiatives",
     {.id = "global_initiative.any.joined",
      .label = "Joined a global initiative",
      .basis = "joined",
      .query = {.kind = KIND_GLOBAL_INITIATIVE, .basis = BASIS_DEPOSITED}},
     {"State", "States", "has joined a global initiative", "have joined global initiatives",
      "No State has been reported to have joined a global initiative", OTHERS_NAMED},
     false},
};

/* The count, its conclusion, and the table; nothing at all is a sentence in the section, and one of
 * the names in the last conclusion. */
static enum status compose_kind(const struct composition *c, const struct kind_plan *kind,
                                struct document_section *section, bool *ret_any, struct error *err)
{
    struct figure figure;
    size_t rows = 0;
    enum status status = composition_count(c, &kind->plan, &figure, err);
    const char *increase, *text;

    if (status == STATUS_OK && kind->table)
        status = compose_fact_table(c, section, kind->plan.query.kind, &rows, err);
    if (status != STATUS_OK)
        return status;
    *ret_any = figure.n_states > 0 || figure.n_undetermined > 0 || figure.count_since > 0;
    if (*ret_any) {
        increase = composition_add_count(c, section, &kind->plan, &figure);
        text = sentence_count(c->arena, &figure, &kind->wording, increase);
        composition_conclude(c, kind->plan.id, text);
        return STATUS_OK;
    }
    if (rows > 0)
        text = arena_printf(c->arena, "%s by a State; organizations reported %zu of their own.",
                            kind->wording.none, rows);
    else
        text = arena_printf(c->arena, "%s.", kind->wording.none);
    document_add_sentence(section, c->arena, NULL, text);
    if (rows > 0)
        composition_conclude(c, NULL, text);
    else
        c->nothing->names[c->nothing->n++] = kind->what;
    return STATUS_OK;
}

static enum status compose_section(const struct composition *c, const struct kind_plan *kind,
                                   struct document_section **ret, bool *ret_any, struct error *err)
{
    *ret = document_add_section(c->document, c->arena, kind->section, kind->title);
    return compose_kind(c, kind, *ret, ret_any, err);
}

enum status compose_strategies(const struct composition *c, struct error *err)
{
    struct document_section *section;
    bool any;

    return compose_section(c, &strategies, &section, &any, err);
}

enum status compose_surveys(const struct composition *c, struct error *err)
{
    struct document_section *section;
    bool any;
    enum status status = compose_section(c, &surveys, &section, &any, err);

    return status == STATUS_OK ? compose_indicators(c, section, err) : status;
}

/* Each global initiative that somebody joined. */
static enum status compose_each_initiative(const struct composition *c,
                                           struct document_section *section, struct error *err)
{
    const struct code *codes;
    size_t n;

    codes = reference_codes(c->reference, "initiative", &n);
    for (size_t i = 0; i < n; i++) {
        struct count_plan plan = {
            .id = arena_printf(c->arena, "global_initiative.%s.joined", codes[i].code),
            .label = arena_printf(c->arena, "Joined: %s", codes[i].name),
            .basis = "joined",
            .query = {.kind = KIND_GLOBAL_INITIATIVE,
                      .basis = BASIS_DEPOSITED,
                      .initiative = arena_text(c->arena, codes[i].code)},
        };
        struct figure figure;
        enum status status = composition_count(c, &plan, &figure, err);

        if (status != STATUS_OK)
            return status;
        if (figure.n_states > 0 || figure.n_undetermined > 0)
            composition_add_count(c, section, &plan, &figure);
    }
    return STATUS_OK;
}

enum status compose_initiatives(const struct composition *c, struct error *err)
{
    for (size_t i = 0; i < sizeof initiatives / sizeof *initiatives; i++) {
        struct document_section *section;
        bool any = false;
        enum status status = compose_section(c, &initiatives[i], &section, &any, err);

        if (status == STATUS_OK && any && initiatives[i].plan.query.kind == KIND_GLOBAL_INITIATIVE)
            status = compose_each_initiative(c, section, err);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}
