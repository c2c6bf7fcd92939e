/* check_observation - the rules of an observation: its unit's range, its bounds, its sample, whom
 * it is about, and that a missing value says why. */
#include "model/check_parts.h"
#include <stdio.h>
#include <string.h>

#define ANY INT64_MAX

/* What a value can be in each unit. Units that are not here (money, percentage points a year) take
 * any number. */
static const struct unit_range RANGES[] = {
    {"PCNT", 0, 100 * DECIMAL_ONE},
    {"PT", 0, 100 * DECIMAL_ONE},
    {"PROB", 0, DECIMAL_ONE},
    {"BINARY", 0, DECIMAL_ONE},
    {"YES_NO", 0, DECIMAL_ONE},
    {"HRS_PER_WEEK", 0, 168 * DECIMAL_ONE},
    {"HRS_WK", 0, 168 * DECIMAL_ONE},
    {"PER_100", 0, 100 * DECIMAL_ONE},
    {"PER100", 0, 100 * DECIMAL_ONE},
    {"RATE_100", 0, 100 * DECIMAL_ONE},
    {"RANK", DECIMAL_ONE, ANY},
    {"1_IN_X", DECIMAL_ONE, ANY},
    {"BIRTHS", 0, ANY},
    {"BIRTHSPER1000WOMEN", 0, ANY},
    {"BIRTHS_1000", 0, ANY},
    {"D", 0, ANY},
    {"DAYS", 0, ANY},
    {"D_PER_1000", 0, ANY},
    {"D_PER_100000", 0, ANY},
    {"D_PER_100000_BIRTHS", 0, ANY},
    {"D_PER_1000_1", 0, ANY},
    {"D_PER_1000_10", 0, ANY},
    {"D_PER_1000_15", 0, ANY},
    {"D_PER_1000_1M", 0, ANY},
    {"D_PER_1000_20", 0, ANY},
    {"D_PER_1000_5", 0, ANY},
    {"D_PER_1000_B", 0, ANY},
    {"GPI", 0, ANY},
    {"GPIA", 0, ANY},
    {"IX", 0, ANY},
    {"LIVEBIRTHSPERWOMAN", 0, ANY},
    {"NUMBER", 0, ANY},
    {"NUMBER_1000", 0, ANY},
    {"PARITY_IDX", 0, ANY},
    {"PER1000", 0, ANY},
    {"PER100000", 0, ANY},
    {"PER1000LIVEBIRTHS", 0, ANY},
    {"PER1000POP", 0, ANY},
    {"PER100KLIVEBIRTHS", 0, ANY},
    {"PER_100000_POP", 0, ANY},
    {"PER_1000_UNINFECTED_POP", 0, ANY},
    {"PER_POP_U5", 0, ANY},
    {"PS", 0, ANY},
    {"RATE", 0, ANY},
    {"RATE_1000", 0, ANY},
    {"RATE_100000", 0, ANY},
    {"RATE_1M", 0, ANY},
    {"RATIO", 0, ANY},
    {"SB_PER_1000_B", 0, ANY},
    {"STILLBIRTHS", 0, ANY},
    {"YR", 0, ANY},
};

static const struct unit_range *range_of(struct checking *c)
{
    const char *unit = c->row->values[OBS_UNIT].text;

    if (unit == c->range_of)
        return c->range;
    c->range_of = unit;
    c->range = NULL;
    for (size_t i = 0; unit != NULL && i < sizeof RANGES / sizeof *RANGES; i++)
        if (strcmp(RANGES[i].unit, unit) == 0)
            c->range = &RANGES[i];
    return c->range;
}

static struct value keep_text(struct checking *c, const char *text, const char *otherwise)
{
    if (text == NULL)
        text = otherwise;
    return text == NULL ? (struct value){0} : check_keep(c, text, strlen(text));
}

/* What is absent is as the indicator has it. */
static void fill_in(struct checking *c, const struct indicator *indicator)
{
    struct value *values = c->row->values;

    if (c->own_of != indicator) {
        c->own_of = indicator;
        c->own_sex = keep_text(c, indicator->population_sex, "_T");
        c->own_age = keep_text(c, indicator->population_age, "_T");
        c->own_unit = keep_text(c, indicator->unit, NULL);
    }
    if (!check_has(c, OBS_SEX))
        values[OBS_SEX] = c->own_sex;
    if (!check_has(c, OBS_AGE))
        values[OBS_AGE] = c->own_age;
    if (!check_has(c, OBS_UNIT))
        values[OBS_UNIT] = c->own_unit;
}

static bool years_of(const char *age, int *first, int *last)
{
    char rest;

    return sscanf(age, "Y%3dT%3d%c", first, last, &rest) == 2;
}

/* Is the age a part of the range the indicator is about? What is not a range of years is left
 * alone, but _T. */
static bool age_fits(const char *age, const char *about)
{
    int first, last, about_first, about_last;

    if (strcmp(age, about) == 0)
        return true;
    if (strcmp(age, "_T") == 0)
        return false;
    if (!years_of(age, &first, &last) || !years_of(about, &about_first, &about_last))
        return true;
    return first >= about_first && last <= about_last;
}

static bool same_unit(const char *a, const char *b)
{
    bool percent_a = strcmp(a, "PCNT") == 0 || strcmp(a, "PT") == 0;
    bool percent_b = strcmp(b, "PCNT") == 0 || strcmp(b, "PT") == 0;

    return strcmp(a, b) == 0 || (percent_a && percent_b);
}

/* Warnings: the value stands, but an aggregate of the indicator will not use it. Codes that are
 * wrong have their problem already, and are none of the indicator's. */
static void compare_with_indicator(struct checking *c, const struct indicator *indicator)
{
    const char *sex = c->row->values[OBS_SEX].text, *age = c->row->values[OBS_AGE].text,
               *unit = c->row->values[OBS_UNIT].text;
    const char *about_sex = indicator->population_sex, *about_age = indicator->population_age;

    if (c->parsed[OBS_SEX].good && about_sex != NULL && strcmp(about_sex, "_T") != 0
        && strcmp(sex, about_sex) != 0)
        check_warning(c, OBS_SEX, PROBLEM_UNEXPECTED_VALUE, "%s is about sex %s", indicator->code,
                      about_sex);
    if (c->parsed[OBS_AGE].good && about_age != NULL && !age_fits(age, about_age))
        check_warning(c, OBS_AGE, PROBLEM_UNEXPECTED_VALUE, "%s is about age %s", indicator->code,
                      about_age);
    if (c->parsed[OBS_UNIT].good && !same_unit(unit, indicator->unit))
        check_warning(c, OBS_UNIT, PROBLEM_UNEXPECTED_VALUE, "%s is in unit %s", indicator->code,
                      indicator->unit);
}

static bool says_missing(const struct checking *c)
{
    const struct value *status = &c->row->values[OBS_OBS_STATUS];

    return status->len == 1 && strchr("LMOQH", status->text[0]) != NULL;
}

/* A missing value says why, and what is said to be missing is not told in another field. */
static void check_presence(struct checking *c)
{
    static const size_t NUMBERS[] = {OBS_VALUE, OBS_LOWER, OBS_UPPER};
    bool missing = says_missing(c);

    if (!missing && !check_has(c, OBS_VALUE))
        check_problem(c, OBS_VALUE, PROBLEM_MISSING,
                      "there is no value, and obs_status does not say why: L (not collected), M "
                      "(cannot exist), O "
                      "(missing), Q (suppressed) or H");
    for (size_t i = 0; missing && i < sizeof NUMBERS / sizeof *NUMBERS; i++)
        if (check_has(c, NUMBERS[i]))
            check_problem(
                c, NUMBERS[i], PROBLEM_UNEXPECTED_VALUE,
                "obs_status %s says that there is no value: remove the number or the status",
                c->row->values[OBS_OBS_STATUS].text);
}

static const char *range_text(const struct unit_range *range, char ret[64])
{
    char least[DECIMAL_TEXT_SIZE], most[DECIMAL_TEXT_SIZE];

    decimal_format_exact(range->least, least);
    if (range->most == ANY)
        snprintf(ret, 64, "%s or more", least);
    else
        snprintf(ret, 64, "from %s to %s", least, decimal_format_exact(range->most, most));
    return ret;
}

static bool in_range(const struct checking *c, const struct unit_range *range, size_t field)
{
    const struct parsed *parsed = &c->parsed[field];

    return range == NULL || !parsed->good
           || (parsed->number >= range->least && parsed->number <= range->most);
}

static void check_range(struct checking *c)
{
    static const size_t BOUNDS[] = {OBS_LOWER, OBS_UPPER};
    const struct unit_range *range = range_of(c);
    char text[64];

    if (!in_range(c, range, OBS_VALUE))
        check_problem(c, OBS_VALUE, PROBLEM_OUT_OF_RANGE,
                      "in unit %s a value is %s: is the unit right?", range->unit,
                      range_text(range, text));
    for (size_t i = 0; i < sizeof BOUNDS / sizeof *BOUNDS; i++)
        if (!in_range(c, range, BOUNDS[i])) /* symmetric intervals do reach over the edge */
            check_warning(c, BOUNDS[i], PROBLEM_OUT_OF_RANGE, "in unit %s a value is %s",
                          range->unit, range_text(range, text));
}

static void check_bounds(struct checking *c)
{
    const struct parsed *value = &c->parsed[OBS_VALUE], *lower = &c->parsed[OBS_LOWER],
                        *upper = &c->parsed[OBS_UPPER];

    if (lower->good && upper->good && lower->number > upper->number) {
        check_problem(c, OBS_LOWER, PROBLEM_BOUNDS, "the lower bound is above the upper bound, %s",
                      c->row->values[OBS_UPPER].text);
        return;
    }
    if (!value->good)
        return;
    if (lower->good && lower->number > value->number)
        check_problem(c, OBS_LOWER, PROBLEM_BOUNDS, "the lower bound is above the value, %s",
                      c->row->values[OBS_VALUE].text);
    if (upper->good && upper->number < value->number)
        check_problem(c, OBS_UPPER, PROBLEM_BOUNDS, "the upper bound is below the value, %s",
                      c->row->values[OBS_VALUE].text);
}

static void check_sample(struct checking *c)
{
    const struct parsed *weighted = &c->parsed[OBS_SAMPLE_WEIGHTED],
                        *cases = &c->parsed[OBS_SAMPLE_UNWEIGHTED];

    if (weighted->good && weighted->number < 0)
        check_problem(c, OBS_SAMPLE_WEIGHTED, PROBLEM_OUT_OF_RANGE,
                      "a number of cases is not negative");
    if (cases->good && cases->number == 0 && c->parsed[OBS_VALUE].good)
        check_warning(c, OBS_SAMPLE_UNWEIGHTED, PROBLEM_UNEXPECTED_VALUE,
                      "a value that rests on no case? Leave the sample empty if it is not known");
}

/* Only what is said to be a forecast can be about the future. */
static void check_period(struct checking *c)
{
    static const char *const FORECASTS[] = {"F", "PR", "PRED", "MD"};

    for (size_t i = 0; i < sizeof FORECASTS / sizeof *FORECASTS; i++)
        if (check_has(c, OBS_OBS_STATUS)
            && strcmp(c->row->values[OBS_OBS_STATUS].text, FORECASTS[i]) == 0)
            return;
    check_not_future(c, OBS_TIME_PERIOD);
}

void check_observation(struct checking *c)
{
    if (c->parsed[OBS_INDICATOR].good) {
        fill_in(c, c->parsed[OBS_INDICATOR].indicator);
        compare_with_indicator(c, c->parsed[OBS_INDICATOR].indicator);
    }
    check_period(c);
    check_presence(c);
    check_range(c);
    check_bounds(c);
    check_sample(c);
}
