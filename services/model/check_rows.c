/* check_rows - the rules between the values of a row: what can have happened, and in which order.
 */
#include "model/check_parts.h"
#include <string.h>

void check_not_future(struct checking *c, size_t field)
{
    char today[24];

    if (c->parsed[field].good && c->parsed[field].when.first > c->today)
        check_problem(c, field, PROBLEM_IN_THE_FUTURE,
                      "it is reported as done, but today is %s: report it when it has happened",
                      day_format_long(c->today, today));
}

void check_order(struct checking *c, size_t start, size_t end, const char *sentence)
{
    if (c->parsed[start].good && c->parsed[end].good
        && c->parsed[end].when.last < c->parsed[start].when.first)
        check_problem(c, end, PROBLEM_ORDER, "%s (%s)", sentence, c->row->values[start].text);
}

static bool says(const struct checking *c, size_t field, const char *code)
{
    return check_has(c, field) && strcmp(c->row->values[field].text, code) == 0;
}

static bool takes_effect(const struct checking *c)
{
    static const char *const EFFECTIVE[] = {
        "ratification", "acceptance",          "approval",     "accession",
        "succession",   "formal_confirmation", "denunciation", "territorial_extension",
        "withdrawal"};

    for (size_t i = 0; i < sizeof EFFECTIVE / sizeof *EFFECTIVE; i++)
        if (says(c, TREATY_ACTION, EFFECTIVE[i]))
            return true;
    return false;
}

/* date_is without date says nothing. */
static void check_dated(struct checking *c, size_t date, size_t date_is)
{
    check_not_future(c, date);
    if (!check_has(c, date) && !c->table->fields[date].required && says(c, date_is, "on_or_before"))
        check_problem(c, date, PROBLEM_MISSING, "date_is says on_or_before, but there is no date");
}

/* One of the two dates is needed to count the fact. */
static void check_either(struct checking *c, size_t date, size_t other)
{
    if (!check_has(c, date) && !check_has(c, other))
        check_problem(c, date, PROBLEM_MISSING, "a %s needs %s or %s: the year will do",
                      c->table->name, c->table->fields[date].name, c->table->fields[other].name);
}

static void check_entry_into_force(struct checking *c)
{
    const struct parsed *entry = &c->parsed[TREATY_ENTRY_INTO_FORCE];
    const struct parsed *instrument = &c->parsed[TREATY_INSTRUMENT];
    char day[24];

    if (!entry->good)
        return;
    if (!says(c, TREATY_DATE_IS, "on_or_before"))
        check_order(c, TREATY_DATE, TREATY_ENTRY_INTO_FORCE,
                    "it enters into force before it was deposited");
    if (instrument->good && entry->when.last < instrument->instrument->entered_into_force
        && instrument->instrument->entered_into_force != DAY_MAX)
        check_problem(c, TREATY_ENTRY_INTO_FORCE, PROBLEM_IMPOSSIBLE_DATE,
                      "%s itself entered into force on %s, and for no State before",
                      instrument->instrument->code,
                      day_format_long(instrument->instrument->entered_into_force, day));
    if (check_has(c, TREATY_ACTION) && !takes_effect(c))
        check_warning(c, TREATY_ENTRY_INTO_FORCE, PROBLEM_UNEXPECTED_VALUE,
                      "a %s does not enter into force: the date is kept, but not used",
                      c->row->values[TREATY_ACTION].text);
}

static void check_treaty_action(struct checking *c)
{
    const struct parsed *instrument = &c->parsed[TREATY_INSTRUMENT],
                        *date = &c->parsed[TREATY_DATE];
    char day[24];

    check_dated(c, TREATY_DATE, TREATY_DATE_IS);
    if (instrument->good && date->good && date->when.last < instrument->instrument->adopted)
        check_problem(c, TREATY_DATE, PROBLEM_IMPOSSIBLE_DATE,
                      "%s was adopted on %s, and nobody acted on it before",
                      instrument->instrument->code,
                      day_format_long(instrument->instrument->adopted, day));
    check_entry_into_force(c);
}

static void check_law(struct checking *c)
{
    check_dated(c, LAW_DATE, LAW_DATE_IS);
}

static void check_strategy(struct checking *c)
{
    check_dated(c, STRATEGY_DATE, STRATEGY_DATE_IS);
    check_either(c, STRATEGY_DATE, STRATEGY_PERIOD_START);
    check_order(c, STRATEGY_PERIOD_START, STRATEGY_PERIOD_END, "the period ends before it starts");
}

static void check_survey(struct checking *c)
{
    check_not_future(c, SURVEY_FIELDWORK_START);
    check_not_future(c, SURVEY_FIELDWORK_END);
    check_either(c, SURVEY_FIELDWORK_END, SURVEY_FIELDWORK_START);
    check_order(c, SURVEY_FIELDWORK_START, SURVEY_FIELDWORK_END, "fieldwork ends before it starts");
    if (c->parsed[SURVEY_SAMPLE_SIZE].good && c->parsed[SURVEY_SAMPLE_SIZE].number == 0)
        check_warning(c, SURVEY_SAMPLE_SIZE, PROBLEM_UNEXPECTED_VALUE,
                      "a survey of nobody? Leave it empty if not known");
}

static void check_campaign(struct checking *c)
{
    check_not_future(c, CAMPAIGN_PERIOD_START);
    check_order(c, CAMPAIGN_PERIOD_START, CAMPAIGN_PERIOD_END,
                "the campaign ends before it starts");
}

static void check_child_led(struct checking *c)
{
    check_not_future(c, CHILD_LED_PERIOD_START);
    check_order(c, CHILD_LED_PERIOD_START, CHILD_LED_PERIOD_END,
                "the initiative ends before it starts");
}

static void check_plan(struct checking *c)
{
    check_dated(c, PLAN_DATE, PLAN_DATE_IS);
    check_either(c, PLAN_DATE, PLAN_PERIOD_START);
    check_order(c, PLAN_PERIOD_START, PLAN_PERIOD_END, "the period ends before it starts");
}

static void check_global(struct checking *c)
{
    check_dated(c, GLOBAL_DATE, GLOBAL_DATE_IS);
}

void check_rules(struct checking *c)
{
    static void (*const RULES[])(struct checking *) = {
        [KIND_TREATY_ACTION] = check_treaty_action,
        [KIND_LAW] = check_law,
        [KIND_STRATEGY] = check_strategy,
        [KIND_SURVEY] = check_survey,
        [KIND_OBSERVATION] = check_observation,
        [KIND_CAMPAIGN] = check_campaign,
        [KIND_CHILD_LED_INITIATIVE] = check_child_led,
        [KIND_REGIONAL_PLAN] = check_plan,
        [KIND_GLOBAL_INITIATIVE] = check_global,
    };

    RULES[c->table->kind](c);
}
