/* eligibility - the reasons for leaving an observation out, the ones that forbid to show it first.
 */
#include "model/eligibility.h"
#include "base/text.h"
#include <string.h>

#define TOTAL "_T"

struct eligibility eligibility_of(const struct aggregate_query *query,
                                  const struct indicator *indicator)
{
    const char *sex = query->sex != NULL ? query->sex : indicator->population_sex;
    const char *age = query->age != NULL ? query->age : indicator->population_age;

    return (struct eligibility){.query = query,
                                .indicator = indicator,
                                .sex = sex != NULL ? sex : TOTAL,
                                .age = age != NULL ? age : TOTAL};
}

static bool equals(struct value value, const char *asked, const char *fallback)
{
    return strcmp(value.text != NULL ? value.text : fallback, asked != NULL ? asked : fallback)
           == 0;
}

static bool same_breakdown(const struct aggregate_query *q, const struct value *values)
{
    return equals(values[OBS_RESIDENCE], q->residence, TOTAL)
           && equals(values[OBS_WEALTH], q->wealth, TOTAL)
           && equals(values[OBS_EDUCATION], q->education, TOTAL)
           && equals(values[OBS_DISABILITY], q->disability, TOTAL)
           && equals(values[OBS_VULNERABILITY], q->vulnerability, TOTAL);
}

static enum status read_numbers(const struct value *values, struct candidate *ret,
                                struct error *err)
{
    const struct value *value = &values[OBS_VALUE], *cases = &values[OBS_SAMPLE_UNWEIGHTED];
    struct when when;
    enum status status =
        when_parse(values[OBS_TIME_PERIOD].text, values[OBS_TIME_PERIOD].len, NULL, &when, err);

    if (status != STATUS_OK)
        return status;
    ret->year = day_year(when.last);
    ret->cases = -1;
    if (cases->text != NULL)
        status = text_parse_int64(cases->text, cases->len, 0, INT64_MAX, &ret->cases, err);
    if (status == STATUS_OK && value->text != NULL)
        status = decimal_parse(value->text, value->len, &ret->value, err);
    return status;
}

static void leave_out(struct candidate *candidate, const char *reason, const char *explanation)
{
    candidate->reason = reason;
    candidate->explanation = explanation;
}

static const char *or_empty(struct value value)
{
    return value.text != NULL ? value.text : "";
}

/* Not to be shown, whatever else is wrong with it. */
static bool withhold(const struct value *values, struct workspace *ws, struct candidate *ret)
{
    const char *confidentiality = or_empty(values[OBS_CONF_STATUS]);

    if (strcmp(or_empty(values[OBS_OBS_STATUS]), "Q") == 0)
        leave_out(ret, "withheld", "Its status Q says that it is suppressed.");
    else if (confidentiality[0] != '\0' && strcmp(confidentiality, "F") != 0)
        leave_out(
            ret, "withheld",
            workspace_printf(ws, "Its confidentiality is %s, not F (free).", confidentiality));
    else if (ret->cases >= 0 && ret->cases < CASES_PUBLISHED_MIN)
        leave_out(ret, "withheld",
                  workspace_printf(ws, "It rests on fewer than %d unweighted cases.",
                                   CASES_PUBLISHED_MIN));
    return ret->reason != NULL;
}

static bool is_missing(const char *obs_status)
{
    return strlen(obs_status) == 1 && strchr("HLMO", obs_status[0]) != NULL;
}

static void leave_out_incomparable(const struct eligibility *e, const struct value *values,
                                   struct workspace *ws, struct candidate *ret)
{
    const char *obs_status = or_empty(values[OBS_OBS_STATUS]);
    const char *sex = values[OBS_SEX].text, *age = values[OBS_AGE].text,
               *unit = values[OBS_UNIT].text;
    const struct indicator *indicator = e->indicator;

    if (obs_status[0] == 'D')
        leave_out(
            ret, "not_comparable",
            workspace_printf(ws, "Its status %s says that the definition differs.", obs_status));
    else if (strcmp(obs_status, "EXCL") == 0)
        leave_out(ret, "not_comparable", "Its status EXCL says that it is to be excluded.");
    else if (!equals(values[OBS_SEX], e->sex, TOTAL))
        leave_out(
            ret, "not_comparable",
            workspace_printf(ws, "Its sex is %s, not %s.", sex != NULL ? sex : TOTAL, e->sex));
    else if (!equals(values[OBS_AGE], e->age,
                     indicator->population_age != NULL ? indicator->population_age : TOTAL))
        leave_out(
            ret, "not_comparable",
            workspace_printf(ws, "Its age is %s, not %s.", age != NULL ? age : TOTAL, e->age));
    else if (indicator->unit != NULL && !equals(values[OBS_UNIT], indicator->unit, indicator->unit))
        leave_out(ret, "not_comparable",
                  workspace_printf(ws, "Its unit is %s, not %s.", unit, indicator->unit));
}

enum status eligibility_judge(const struct eligibility *e, const struct fact *fact,
                              struct workspace *ws, struct candidate *ret, bool *relevant,
                              struct error *err)
{
    const struct value *values = fact->record.values;
    const struct aggregate_query *q = e->query;
    struct candidate candidate = {.fact = fact};

    *relevant = same_breakdown(q, values);
    if (!*relevant)
        return STATUS_OK;
    enum status status = read_numbers(values, &candidate, err);
    if (status != STATUS_OK) {
        error_prefix(err, "observation of %s, row %u of submission %s: ", fact->ref_area,
                     fact->provenance.row, fact->provenance.submission_id);
        return status;
    }
    if (!withhold(values, ws, &candidate)) {
        if (is_missing(or_empty(values[OBS_OBS_STATUS])) || values[OBS_VALUE].text == NULL)
            leave_out(&candidate, "no_number", "It was reported as missing, without a number.");
        else
            leave_out_incomparable(e, values, ws, &candidate);
    }
    if (candidate.reason == NULL
        && (candidate.year < q->window_first || candidate.year > q->window_last))
        leave_out(&candidate, "outside_window",
                  workspace_printf(ws, "%d is outside the window %d to %d.", candidate.year,
                                   q->window_first, q->window_last));
    *ret = candidate;
    return STATUS_OK;
}

const struct fact *eligibility_without_numbers(const struct fact *fact, struct workspace *ws)
{
    static const int numbers[] = {OBS_VALUE, OBS_LOWER, OBS_UPPER, OBS_SAMPLE_WEIGHTED,
                                  OBS_SAMPLE_UNWEIGHTED};
    size_t n = kind_table(KIND_OBSERVATION)->n_fields;
    struct fact *copy = workspace_array(ws, 1, sizeof *copy);

    *copy = *fact;
    copy->record.values = workspace_array(ws, n, sizeof *copy->record.values);
    memcpy(copy->record.values, fact->record.values, n * sizeof *copy->record.values);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        copy->record.values[numbers[i]] = (struct value){0};
    return copy;
}
