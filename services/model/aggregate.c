/* aggregate - a population-weighted mean: the members of a group, the one value of each that
 * counts, what is left out, the coverage and the bounds. Which observations are eligible is
 * eligibility's business. */
#include "model/aggregate.h"
#include "model/claims.h"
#include "model/eligibility.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define PERCENT (100 * DECIMAL_ONE)

struct member {
    const struct area *area;
    int64_t population; /* -1: not in the reference data */
};

struct aggregation {
    const struct aggregate_query *query;
    const struct reference *reference;
    struct eligibility eligibility;
    const struct group *group;
    struct workspace ws;
    struct member *members; /* by iso3 */
    size_t n_members;
    bool has_weights;
    struct candidate *candidates; /* by area and age of the value */
    size_t n_candidates;
    struct aggregate result;
};

static enum status check_query(const struct aggregate_query *q, struct error *err)
{
    if (q->indicator == NULL || q->among == NULL)
        return error_set(err, STATUS_INVALID, "an aggregate needs an indicator and among");
    if (q->window_first > q->window_last)
        return error_set(err, STATUS_INVALID, "the window %d to %d ends before it begins",
                         q->window_first, q->window_last);
    if (q->coverage_floor < 0 || q->coverage_floor > PERCENT)
        return error_set(err, STATUS_INVALID, "coverage_floor is a share in per cent, 0 to 100");
    return STATUS_OK;
}

static enum status look_up(struct aggregation *a, struct error *err)
{
    const struct aggregate_query *q = a->query;
    const struct indicator *indicator =
        reference_indicator(a->reference, q->indicator, strlen(q->indicator));

    if (indicator == NULL)
        return error_set(err, STATUS_INVALID, "no indicator '%s' in the reference data",
                         q->indicator);
    a->group = reference_group(a->reference, q->among);
    if (a->group == NULL)
        return error_set(err, STATUS_INVALID, "no organization or region '%s'", q->among);
    a->eligibility = eligibility_of(q, indicator);
    a->result.indicator = indicator->code;
    a->result.among = a->group->code;
    a->result.unit = indicator->unit;
    return STATUS_OK;
}

static const char *population_name(struct aggregation *a)
{
    const char *sex = a->eligibility.sex;
    const char *name = strcmp(sex, "F") == 0    ? "female"
                       : strcmp(sex, "M") == 0  ? "male"
                       : strcmp(sex, "_T") == 0 ? "both sexes"
                                                : sex;

    return workspace_printf(&a->ws, "%s, %s", name, a->eligibility.age);
}

static void weigh_members(struct aggregation *a)
{
    const struct indicator *indicator = a->eligibility.indicator;
    const struct aggregate_query *q = a->query;
    bool defined = indicator->population_sex != NULL && indicator->population_age != NULL;
    const struct area **areas =
        reference_members(a->reference, q->among, q->reference_date, a->ws.scratch, &a->n_members);

    a->result.weight_year =
        q->weight_year != 0 ? q->weight_year : reference_population_newest_year(a->reference);
    a->result.population = defined ? population_name(a) : NULL;
    a->members = workspace_scratch(&a->ws, a->n_members + 1, sizeof *a->members);
    for (size_t i = 0; i < a->n_members; i++) {
        struct member *member = &a->members[i];
        *member = (struct member){.area = areas[i], .population = -1};
        if (defined)
            member->population = reference_population(a->reference, areas[i], a->eligibility.sex,
                                                      a->eligibility.age, a->result.weight_year);
        a->has_weights = a->has_weights || member->population >= 0;
    }
}

static int compare_member(const void *iso3, const void *member)
{
    return strcmp(iso3, ((const struct member *)member)->area->iso3);
}

static const struct member *member_of(const struct aggregation *a, const char *iso3)
{
    return bsearch(iso3, a->members, a->n_members, sizeof *a->members, compare_member);
}

/* By area, newest first; within a year the one to be used first. */
static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    const struct provenance *p = &x->fact->provenance, *q = &y->fact->provenance;
    int order = strcmp(x->fact->ref_area, y->fact->ref_area);

    if (order == 0)
        order = (x->year < y->year) - (x->year > y->year);
    if (order == 0)
        order = (x->cases < y->cases) - (x->cases > y->cases);
    if (order == 0)
        order = (p->recorded_us < q->recorded_us) - (p->recorded_us > q->recorded_us);
    return order != 0 ? order : provenance_compare(p, q);
}

static enum status read_candidates(struct aggregation *a, const struct fact *facts, size_t n_facts,
                                   struct error *err)
{
    const char *code = a->eligibility.indicator->code;

    a->candidates = workspace_scratch(&a->ws, n_facts + 1, sizeof *a->candidates);
    for (size_t i = 0; i < n_facts; i++) {
        const struct record *record = &facts[i].record;
        bool relevant;
        if (record->kind != KIND_OBSERVATION || record->values[OBS_INDICATOR].text == NULL
            || strcmp(record->values[OBS_INDICATOR].text, code) != 0
            || member_of(a, facts[i].ref_area) == NULL)
            continue;
        enum status status = eligibility_judge(&a->eligibility, &facts[i], &a->ws,
                                               &a->candidates[a->n_candidates], &relevant, err);
        if (status != STATUS_OK)
            return status;
        a->n_candidates += relevant;
    }
    qsort(a->candidates, a->n_candidates, sizeof *a->candidates, compare_candidates);
    return STATUS_OK;
}

static void exclude(struct aggregation *a, const struct area *area, const struct fact *fact,
                    const char *reason, const char *explanation)
{
    if (fact != NULL && strcmp(reason, "withheld") == 0)
        fact = eligibility_without_numbers(fact, &a->ws);
    a->result.exclusions[a->result.n_exclusions++] =
        (struct aggregate_exclusion){.ref_area = area->iso3,
                                     .name = area->name_en,
                                     .reason = reason,
                                     .explanation = explanation,
                                     .fact = fact};
}

/* The first claim, by reporter, that says the same as the one used (of the same year). */
static const struct fact *first_equal(const struct candidate *used, const struct candidate *end)
{
    const struct fact *first = used->fact;

    for (const struct candidate *c = used + 1; c < end && c->year == used->year; c++)
        if (c->reason == NULL && c->value == used->value
            && provenance_compare(&c->fact->provenance, &first->provenance) < 0)
            first = c->fact;
    return first;
}

static void take_input(struct aggregation *a, const struct member *member,
                       const struct candidate *used, const struct candidate *end)
{
    const struct fact *fact = first_equal(used, end);

    if (a->has_weights && member->population < 0) {
        exclude(a, member->area, fact, "no_population",
                workspace_printf(&a->ws, "The reference data has no population (%s) of %d.",
                                 a->result.population, a->result.weight_year));
        return;
    }
    a->result.inputs[a->result.n_inputs++] =
        (struct aggregate_input){.area = member->area,
                                 .fact = fact,
                                 .value = used->value,
                                 .weight = a->has_weights ? member->population : 0};
}

/* An eligible value that is not used. */
static void exclude_eligible(struct aggregation *a, const struct area *area,
                             const struct candidate *used, const struct candidate *other)
{
    if (other->year != used->year)
        exclude(a, area, other->fact, "older_value",
                workspace_printf(&a->ws, "The value of %d is newer.", used->year));
    else if (other->value != used->value)
        exclude(a, area, other->fact, "other_claim",
                workspace_printf(&a->ws,
                                 "Claims for %d differ; the one with most unweighted cases is "
                                 "used, then the one recorded last, then the first "
                                 "organization by code, then the first source.",
                                 used->year));
}

/* The candidates of one State, newest first. */
static void take_state(struct aggregation *a, const struct member *member,
                       const struct candidate *candidates, size_t n)
{
    const struct candidate *used = NULL;

    if (n == 0)
        exclude(a, member->area, NULL, "no_value", "No value was reported.");
    for (size_t i = 0; i < n && used == NULL; i++)
        if (candidates[i].reason == NULL)
            used = &candidates[i];
    for (size_t i = 0; i < n; i++) {
        const struct candidate *c = &candidates[i];
        if (c->reason != NULL)
            exclude(a, member->area, c->fact, c->reason, c->explanation);
        else if (c == used)
            take_input(a, member, used, candidates + n);
        else
            exclude_eligible(a, member->area, used, c);
    }
}

static void take_states(struct aggregation *a)
{
    size_t at = 0;

    a->result.inputs = workspace_array(&a->ws, a->n_members + 1, sizeof *a->result.inputs);
    a->result.exclusions =
        workspace_array(&a->ws, a->n_candidates + a->n_members + 1, sizeof *a->result.exclusions);
    for (size_t i = 0; i < a->n_members; i++) {
        size_t first = at;
        while (at < a->n_candidates
               && strcmp(a->candidates[at].fact->ref_area, a->members[i].area->iso3) == 0)
            at++;
        take_state(a, &a->members[i], &a->candidates[first], at - first);
    }
    a->result.states = (uint32_t)a->result.n_inputs;
    a->result.members = (uint32_t)a->n_members;
}

/* The integer part of the square root of a number under 2^126. */
static decimal_t square_root(decimal_wide_t square)
{
    decimal_t root = 0;

    for (decimal_t bit = INT64_C(1) << 62; bit != 0; bit >>= 1) {
        decimal_wide_t tried = root | bit;
        if (tried * tried <= square)
            root |= bit;
    }
    return root;
}

/* An input's share of the weights times its half-width, rounded to 1e-9. */
static bool weighted_half_width(const struct aggregate_input *input, int bound,
                                decimal_wide_t weights, decimal_t *ret)
{
    const struct value *value = &input->fact->record.values[bound];
    decimal_t limit, width;

    if (value->text == NULL || decimal_parse(value->text, value->len, &limit, NULL) != STATUS_OK)
        return false;
    if (bound == OBS_UPPER ? __builtin_sub_overflow(limit, input->value, &width)
                           : __builtin_sub_overflow(input->value, limit, &width))
        return false;
    if (width < 0)
        return false;
    *ret = (decimal_t)(((decimal_wide_t)width * input->weight + weights / 2) / weights);
    return true;
}

/* Half-width of the mean: the root of the sum of squares, the surveys being independent. */
static bool half_width(const struct aggregation *a, int bound, decimal_wide_t weights,
                       decimal_t *ret)
{
    decimal_wide_t squares = 0; /* the shares add up to 1: at most the square of the widest */

    for (size_t i = 0; i < a->result.n_inputs; i++) {
        decimal_t part;
        if (!weighted_half_width(&a->result.inputs[i], bound, weights, &part))
            return false;
        squares += (decimal_wide_t)part * part;
    }
    *ret = square_root(squares);
    return true;
}

static void compute_bounds(struct aggregation *a, decimal_wide_t weights)
{
    struct aggregate *r = &a->result;
    decimal_t down, up;

    assert(weights > 0);
    r->has_bounds = half_width(a, OBS_LOWER, weights, &down)
                    && half_width(a, OBS_UPPER, weights, &up)
                    && !__builtin_sub_overflow(r->value, down, &r->lower)
                    && !__builtin_add_overflow(r->value, up, &r->upper);
}

static const char *too_small(struct aggregation *a)
{
    const struct aggregate *r = &a->result;
    char coverage[DECIMAL_TEXT_SIZE], floor[DECIMAL_TEXT_SIZE];

    return workspace_printf(
        &a->ws,
        "%u of %u States have an eligible value; they have %s per cent of the population (%s, %d), "
        "and at least %s per cent are needed.",
        r->states, r->members, decimal_format(r->coverage, 1, coverage), r->population,
        r->weight_year, decimal_format_exact(a->query->coverage_floor, floor));
}

static const char *no_weights(struct aggregation *a)
{
    const struct aggregate *r = &a->result;

    if (r->population == NULL)
        return "The reference data does not say which population the indicator is about, so its "
               "values cannot be weighted.";
    return workspace_printf(&a->ws,
                            "The reference data has no population (%s) of %d for any member, so "
                            "the values cannot be weighted.",
                            r->population, r->weight_year);
}

static void compute_mean(struct aggregation *a)
{
    struct aggregate *r = &a->result;
    struct weighted_sum mean = {0}, covered = {0};
    decimal_wide_t population = 0;

    for (size_t i = 0; i < r->n_inputs; i++)
        weighted_sum_add(&mean, r->inputs[i].value, r->inputs[i].weight);
    for (size_t i = 0; i < a->n_members; i++)
        population += a->members[i].population > 0 ? a->members[i].population : 0;
    if (population > 0) {
        covered = (struct weighted_sum){.sum = mean.weights * PERCENT, .weights = population};
        r->coverage = weighted_sum_mean(&covered);
    }
    if (!a->has_weights)
        r->withheld_because = no_weights(a);
    else if (mean.weights == 0)
        r->withheld_because =
            workspace_printf(&a->ws, "No State of %s has an eligible value.", a->group->name);
    else if (mean.weights * PERCENT < population * a->query->coverage_floor)
        r->withheld_because = too_small(a);
    if (r->withheld_because != NULL)
        return;
    r->has_value = true;
    r->value = weighted_sum_mean(&mean);
    compute_bounds(a, mean.weights);
}

enum status aggregate_region(const struct aggregate_query *query, const struct fact *facts,
                             size_t n_facts, const struct reference *reference, struct arena *arena,
                             struct aggregate *ret, struct error *err)
{
    OWNED(arena) scratch = arena_create(0);
    struct aggregation a = {.query = query, .reference = reference};
    enum status status = check_query(query, err);

    if (status == STATUS_OK)
        status = look_up(&a, err);
    if (status != STATUS_OK)
        return status;
    assert(a.eligibility.indicator != NULL && a.group != NULL);
    a.ws = (struct workspace){.results = arena, .scratch = scratch};
    a.result.window_first = query->window_first;
    a.result.window_last = query->window_last;
    weigh_members(&a);
    status = read_candidates(&a, facts, n_facts, err);
    if (status != STATUS_OK)
        return status;
    take_states(&a);
    compute_mean(&a);
    if (a.ws.full)
        return error_set(err, STATUS_INVALID,
                         "the aggregate is too large for one answer: choose a smaller window");
    *ret = a.result;
    return STATUS_OK;
}
