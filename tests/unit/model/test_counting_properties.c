/* Counting and weighing against slow and obvious implementations, on random facts. */
#include "counting.h"
#include "model/aggregate.h"
#include "model/treaty.h"
#include "support/test.h"
#include <stdlib.h>

#define ROUNDS 2000

static const char *const AREAS[] = {"IND", "PAK", "NPL", "BTN"};
static const char *const ORGANIZATIONS[] = {"ACPF", "COE", "SACG"};

#define PICK(list, seed) ((list)[next_random((seed), sizeof(list) / sizeof(list)[0])])

static void add_random_action(struct fact_set *set, uint64_t *seed)
{
    static const char *const actions[] = {"ratification", "ratification", "accession",
                                          "denunciation", "signature",    "reservation"};
    static const char *const dates[] = {"2012",       "2013-03-05", "2013-03-05", "2014-02",
                                        "2014-02-10", "2014-06-01", "2015",       "2015-07-31",
                                        "2016-01-15", "2016-05-30", "2016-05-31", ""};
    const char *date = PICK(dates, seed);
    const char *is = next_random(seed, 4) == 0 && strlen(date) == 10 ? "on_or_before" : "";

    fact_set_add(
        set, KIND_TREATY_ACTION,
        arena_printf(set->arena,
                     "instrument=OPIC|ref_area=%s|action=%s|organization=%s|source=%u|date=%s|"
                     "date_is=%s|recorded=2016-06-%02u",
                     PICK(AREAS, seed), PICK(actions, seed), PICK(ORGANIZATIONS, seed),
                     next_random(seed, 3), date, is, 1 + next_random(seed, 20)));
}

/* One treaty action, as the obvious implementation sees it. */
struct action {
    const struct fact *fact;
    struct when when;
    bool dated, taken;
    char what; /* 'c'onsent, 'd'enunciation, 's'ignature */
};

static size_t actions_of(const struct fact_set *set, const char *area, struct action *ret)
{
    size_t n = 0;

    for (size_t i = 0; i < set->n; i++) {
        const struct fact *fact = &set->facts[i];
        const struct value *v = fact->record.values;
        struct action action = {.fact = fact, .dated = v[TREATY_DATE].text != NULL};
        if (strcmp(fact->ref_area, area) != 0 || strcmp(v[TREATY_ACTION].text, "reservation") == 0)
            continue;
        action.what = v[TREATY_ACTION].text[0] == 's'   ? 's'
                      : v[TREATY_ACTION].text[0] == 'd' ? 'd'
                                                        : 'c';
        if (action.dated)
            assert_int_equal(when_parse(v[TREATY_DATE].text, v[TREATY_DATE].len,
                                        v[TREATY_DATE_IS].text, &action.when, NULL),
                             STATUS_OK);
        else
            action.when = (struct when){
                DAY_MIN, (day_t)(fact->provenance.recorded_us / 86400000000), PRECISION_DAY, true};
        ret[n++] = action;
    }
    return n;
}

static int vague(const struct action *a)
{
    return !a->dated ? 9 : a->when.on_or_before ? 5 : (int)a->when.precision;
}

/* Is a's claim used rather than b's? */
static bool better(const struct action *a, const struct action *b)
{
    if (vague(a) != vague(b))
        return vague(a) < vague(b);
    if (a->when.last != b->when.last)
        return a->dated ? a->when.last > b->when.last : a->when.last < b->when.last;
    int order = strcmp(a->fact->provenance.organization, b->fact->provenance.organization);
    if (order == 0)
        order = strcmp(a->fact->provenance.source, b->fact->provenance.source);
    return order != 0 ? order < 0 : a->fact->provenance.row < b->fact->provenance.row;
}

static day_t place(const struct action *a)
{
    return a->what == 'd' ? a->when.last : a->when.first;
}

/* The earliest not taken; at the same place, a denunciation. */
static struct action *next_action(struct action *actions, size_t n)
{
    struct action *next = NULL;

    for (size_t i = 0; i < n; i++) {
        struct action *a = &actions[i];
        if (a->taken || a->what == 's')
            continue;
        if (next == NULL || place(a) < place(next)
            || (place(a) == place(next) && a->what == 'd' && next->what == 'c'))
            next = a;
    }
    return next;
}

static struct action *best_of_run(struct action *actions, size_t n, char what)
{
    struct action *best = NULL, *next;

    while ((next = next_action(actions, n)) != NULL && next->what == what) {
        next->taken = true;
        if (best == NULL || better(next, best))
            best = next;
    }
    return best;
}

struct answer {
    bool counted, surely, possibly;
    day_t from;
};

static day_t effect(day_t day, bool denunciation)
{
    return treaty_effect(EFFECT_AFTER_MONTHS, denunciation ? 12 : 3, day);
}

static day_t at_least(day_t day, day_t least)
{
    return day > least ? day : least;
}

/* Party to OPIC on that day? */
static struct answer obvious_party(struct action *actions, size_t n, day_t day, enum basis basis)
{
    struct answer answer = {.from = DAY_MAX};
    day_t treaty = day_from("2014-04-14");

    for (size_t i = 0; i < n; i++)
        actions[i].taken = false;
    best_of_run(actions, n, 'd');
    for (struct action *begun; (begun = best_of_run(actions, n, 'c')) != NULL;) {
        const struct action *ended = best_of_run(actions, n, 'd');
        day_t counts = when_counts_from(&begun->when);
        day_t first = begun->when.first, last = begun->when.last;
        if (basis == BASIS_IN_FORCE) {
            counts = at_least(effect(counts, false), treaty);
            first = at_least(effect(first, false), treaty);
            last = at_least(effect(last, false), treaty);
        }
        if (counts <= day
            && (ended == NULL || effect(when_counts_from(&ended->when), true) > day)) {
            answer.counted = true;
            answer.from = counts < answer.from ? counts : answer.from;
        }
        if (last <= day && (ended == NULL || effect(ended->when.first, true) > day))
            answer.surely = true;
        if (first <= day && (ended == NULL || effect(ended->when.last, true) > day))
            answer.possibly = true;
    }
    return answer;
}

static bool obvious_signatory(struct action *actions, size_t n, day_t day)
{
    const struct action *signature = NULL;

    for (size_t i = 0; i < n; i++)
        if (actions[i].what == 's' && (signature == NULL || better(&actions[i], signature)))
            signature = &actions[i];
    if (signature == NULL || when_counts_from(&signature->when) > day)
        return false;
    for (day_t d = day_from("2011-01-01"); d <= day; d += 1)
        if (obvious_party(actions, n, d, BASIS_DEPOSITED).counted)
            return false;
    return true;
}

static const struct state_entry *entry_for(const struct figure *figure, const char *area)
{
    for (size_t i = 0; i < figure->n_states; i++)
        if (strcmp(figure->states[i].ref_area, area) == 0)
            return &figure->states[i];
    return NULL;
}

static void check_party(const struct fact_set *set, const struct count_query *query,
                        const struct figure *figure)
{
    uint32_t counted = 0, then = 0, at_least_new = 0, at_most_new = 0;

    for (size_t i = 0; i < sizeof AREAS / sizeof AREAS[0]; i++) {
        struct action actions[64];
        size_t n = actions_of(set, AREAS[i], actions);
        struct answer now = obvious_party(actions, n, query->reference_date, query->basis);
        struct answer before = obvious_party(actions, n, query->since, query->basis);
        const struct state_entry *entry = entry_for(figure, AREAS[i]);
        assert_int_equal(entry != NULL, now.counted);
        then += before.counted;
        if (entry == NULL)
            continue;
        counted++;
        assert_int_equal(entry->counts_from, now.from);
        assert_int_equal(entry->since, before.surely     ? SINCE_OLD
                                       : before.possibly ? SINCE_UNKNOWN
                                                         : SINCE_NEW);
        at_least_new += !before.surely && !before.possibly;
        at_most_new += !before.surely;
    }
    assert_int_equal(figure->n_states, counted);
    assert_int_equal(figure->count_since, then);
    assert_int_equal(figure->increase_at_least, at_least_new);
    assert_int_equal(figure->increase_at_most, at_most_new);
}

static const char *whole_figure(struct fact_set *set, const struct figure *figure)
{
    const char *text = arena_printf(set->arena, "%s / %s / %s /", states_of(set, figure),
                                    undetermined_of(set, figure), disagreements_of(set, figure));

    for (size_t i = 0; i < figure->n_states; i++)
        for (size_t j = 0; j < figure->states[i].n_provenance; j++)
            text = arena_printf(set->arena, "%s %u", text, figure->states[i].provenance[j]->row);
    return text;
}

static void parties_are_those_of_the_obvious_implementation_in_any_order(void **state)
{
    static const char *const days[] = {"2013-12-31", "2014-02-10", "2014-05-10", "2015-07-31",
                                       "2016-05-30", "2016-06-10", "2017-03-01"};
    uint64_t seed = seed_of_test("parties");

    for (int round = 0; round < ROUNDS; round++) {
        SCOPED(fact_set) set;
        struct count_query query = treaty_query("OPIC", PICK(days, &seed));
        uint32_t n = next_random(&seed, 16);
        fact_set_init(&set);
        for (uint32_t i = 0; i < n; i++)
            add_random_action(&set, &seed);
        query.basis = next_random(&seed, 2) == 0 ? BASIS_DEPOSITED : BASIS_IN_FORCE;
        query.has_since = true;
        query.since = day_from(PICK(days, &seed));
        if (query.since > query.reference_date)
            query.since = query.reference_date;
        struct figure figure = count_of(&set, *state, &query);
        check_party(&set, &query, &figure);
        const char *before = whole_figure(&set, &figure);
        fact_set_shuffle(&set, &seed);
        figure = count_of(&set, *state, &query);
        assert_string_equal(whole_figure(&set, &figure), before);
    }
}

static void signatories_are_those_of_the_obvious_implementation(void **state)
{
    uint64_t seed = seed_of_test("signatories");

    for (int round = 0; round < 50; round++) {
        SCOPED(fact_set) set;
        struct count_query query = treaty_query("OPIC", "2015-08-31");
        fact_set_init(&set);
        for (uint32_t i = next_random(&seed, 12); i > 0; i--)
            add_random_action(&set, &seed);
        query.status = TREATY_SIGNATORY;
        struct figure figure = count_of(&set, *state, &query);
        for (size_t i = 0; i < sizeof AREAS / sizeof AREAS[0]; i++) {
            struct action actions[64];
            size_t n = actions_of(&set, AREAS[i], actions);
            assert_int_equal(entry_for(&figure, AREAS[i]) != NULL,
                             obvious_signatory(actions, n, query.reference_date));
        }
    }
}

static void groups_add_up_to_the_states_behind_them(void **state)
{
    uint64_t seed = seed_of_test("groups");
    size_t n_areas;
    const struct area *areas = reference_areas(*state, &n_areas);

    for (int round = 0; round < 100; round++) {
        SCOPED(fact_set) set;
        struct count_query query = {
            .kind = KIND_STRATEGY, .by_group = true, .reference_date = day_from("2016-05-30")};
        uint32_t sum = 0, distinct = 0;
        fact_set_init(&set);
        for (uint32_t i = next_random(&seed, 60); i > 0; i--)
            fact_set_add(&set, KIND_STRATEGY,
                         arena_printf(set.arena, "title=S|date=2015|ref_area=%s",
                                      areas[next_random(&seed, (uint32_t)n_areas)].iso3));
        struct figure figure = count_of(&set, *state, &query);
        for (size_t s = 0; s < figure.n_states; s++) {
            bool in_any = false;
            for (size_t g = 0; g < figure.n_groups; g++) {
                const struct group_count *group = &figure.groups[g];
                bool member = reference_is_member(*state, group->code, figure.states[s].ref_area,
                                                  query.reference_date);
                bool listed = false;
                for (uint32_t i = 0; i < group->count; i++)
                    listed |= strcmp(group->ref_areas[i], figure.states[s].ref_area) == 0;
                assert_int_equal(member, listed);
                sum += member && group->is_organization;
                in_any |= member && group->is_organization;
            }
            distinct += in_any;
        }
        assert_int_equal(figure.sum_over_organizations, sum);
        assert_int_equal(figure.distinct_over_organizations, distinct);
    }
}

static void add_random_observation(struct fact_set *set, uint64_t *seed)
{
    static const char *const years[] = {"2014",    "2015", "2016-03", "2018",
                                        "2018-11", "2020", "2021"};
    static const char *const values[] = {"0", "12.5", "12.50", "28.257", "28.257", "99.999999999"};
    static const char *const cases[] = {"", "24", "25", "900"};
    static const char *const statuses[] = {"A", "A", "A", "A", "D", "M", "Q"};
    static const char *const ages[] = {"Y20T24", "Y20T24", "Y20T24", "Y15T49"};

    fact_set_add(
        set, KIND_OBSERVATION,
        arena_printf(
            set->arena,
            "indicator=PT_F_20-24_MRD_U18|sex=F|ref_area=%s|age=%s|time_period=%s|value=%s|"
            "sample_unweighted=%s|obs_status=%s|conf_status=%s|organization=%s|"
            "source=%u|recorded=2016-06-%02u",
            PICK(AREAS, seed), PICK(ages, seed), PICK(years, seed), PICK(values, seed),
            PICK(cases, seed), PICK(statuses, seed), next_random(seed, 8) == 0 ? "C" : "F",
            PICK(ORGANIZATIONS, seed), next_random(seed, 3), 1 + next_random(seed, 3)));
}

static bool obviously_eligible(const struct value *v)
{
    int year = atoi(v[OBS_TIME_PERIOD].text);

    return strcmp(v[OBS_AGE].text, "Y20T24") == 0 && year >= 2015 && year <= 2020
           && strcmp(v[OBS_OBS_STATUS].text, "A") == 0 && strcmp(v[OBS_CONF_STATUS].text, "F") == 0
           && (v[OBS_SAMPLE_UNWEIGHTED].text == NULL || atoi(v[OBS_SAMPLE_UNWEIGHTED].text) >= 25);
}

/* Is a used rather than b? */
static bool better_observation(const struct fact *a, const struct fact *b)
{
    const struct value *v = a->record.values, *w = b->record.values;
    int year = atoi(v[OBS_TIME_PERIOD].text) - atoi(w[OBS_TIME_PERIOD].text);
    int cases = (v[OBS_SAMPLE_UNWEIGHTED].text ? atoi(v[OBS_SAMPLE_UNWEIGHTED].text) : -1)
                - (w[OBS_SAMPLE_UNWEIGHTED].text ? atoi(w[OBS_SAMPLE_UNWEIGHTED].text) : -1);

    if (year != 0)
        return year > 0;
    if (cases != 0)
        return cases > 0;
    if (a->provenance.recorded_us != b->provenance.recorded_us)
        return a->provenance.recorded_us > b->provenance.recorded_us;
    int order = strcmp(a->provenance.organization, b->provenance.organization);
    if (order == 0)
        order = strcmp(a->provenance.source, b->provenance.source);
    return order != 0 ? order < 0 : a->provenance.row < b->provenance.row;
}

static void check_mean(const struct fact_set *set, const struct reference *reference,
                       const struct aggregate *aggregate)
{
    long double sum = 0, weights = 0;
    uint32_t states = 0, excluded = 0;

    for (size_t i = 0; i < set->n; i++)
        excluded += !obviously_eligible(set->facts[i].record.values);
    for (size_t i = 0; i < sizeof AREAS / sizeof AREAS[0]; i++) {
        const struct fact *used = NULL;
        for (size_t j = 0; j < set->n; j++)
            if (strcmp(set->facts[j].ref_area, AREAS[i]) == 0
                && obviously_eligible(set->facts[j].record.values)
                && (used == NULL || better_observation(&set->facts[j], used)))
                used = &set->facts[j];
        if (used == NULL)
            continue;
        long double women = (long double)reference_population(
            reference, reference_area_by_iso3(reference, AREAS[i]), "F", "Y20T24", 2020);
        sum += women * strtold(used->record.values[OBS_VALUE].text, NULL);
        weights += women;
        states++;
    }
    assert_int_equal(aggregate->n_inputs, states);
    assert_int_equal(aggregate->states, states);
    assert_true(aggregate->n_exclusions >= excluded);
    if (!aggregate->has_value)
        return;
    long double difference = (long double)aggregate->value / 1e9L - sum / weights;
    assert_true(difference > -1e-9L && difference < 1e-9L);
}

static const char *whole_aggregate(struct fact_set *set, const struct aggregate *a)
{
    const char *text =
        arena_printf(set->arena, "%lld %lld %s", (long long)a->value, (long long)a->coverage,
                     a->has_value ? "" : a->withheld_because);

    for (size_t i = 0; i < a->n_inputs; i++)
        text = arena_printf(set->arena, "%s / %u", text, a->inputs[i].fact->provenance.row);
    for (size_t i = 0; i < a->n_exclusions; i++)
        text = arena_printf(set->arena, "%s / %s %s %u", text, a->exclusions[i].ref_area,
                            a->exclusions[i].reason,
                            a->exclusions[i].fact ? a->exclusions[i].fact->provenance.row : 0);
    return text;
}

static void means_are_those_of_the_obvious_implementation_in_any_order(void **state)
{
    uint64_t seed = seed_of_test("means");
    struct aggregate_query query = {.indicator = "PT_F_20-24_MRD_U18",
                                    .among = "UNICEF_SA",
                                    .window_first = 2015,
                                    .window_last = 2020,
                                    .weight_year = 2020,
                                    .reference_date = day_from("2020-12-31"),
                                    .coverage_floor = 10 * DECIMAL_ONE};

    for (int round = 0; round < ROUNDS; round++) {
        SCOPED(fact_set) set;
        struct aggregate aggregate;
        struct error err = {0};
        fact_set_init(&set);
        for (uint32_t i = next_random(&seed, 20); i > 0; i--)
            add_random_observation(&set, &seed);
        assert_int_equal(
            aggregate_region(&query, set.facts, set.n, *state, set.arena, &aggregate, &err),
            STATUS_OK);
        check_mean(&set, *state, &aggregate);
        const char *before = whole_aggregate(&set, &aggregate);
        fact_set_shuffle(&set, &seed);
        assert_int_equal(
            aggregate_region(&query, set.facts, set.n, *state, set.arena, &aggregate, &err),
            STATUS_OK);
        assert_string_equal(whole_aggregate(&set, &aggregate), before);
    }
}

/* Linear in the facts but for sorting: a hundred thousand of one State take no minutes. */
static void a_hundred_thousand_claims_about_one_state_are_counted(void **state)
{
    SCOPED(fact_set) set;
    struct count_query query = treaty_query("OPIC", "2016-05-30");

    fact_set_init(&set);
    for (int i = 0; i < 100000; i++)
        fact_set_add(
            &set, KIND_TREATY_ACTION,
            arena_printf(
                set.arena,
                "instrument=OPIC|ref_area=IND|action=ratification|source=%d|date=20%02d-%02d-%02d",
                i, i % 16, 1 + i / 16 % 12, 1 + i / 192 % 28));
    struct figure figure = count_of(&set, *state, &query);
    assert_int_equal(figure.n_states, 1);
    assert_string_equal(figure.states[0].date, "2015-12-28");
    assert_int_equal(figure.n_disagreements, 1);
    assert_int_equal(figure.disagreements[0].n_claims, 100000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parties_are_those_of_the_obvious_implementation_in_any_order),
        cmocka_unit_test(signatories_are_those_of_the_obvious_implementation),
        cmocka_unit_test(groups_add_up_to_the_states_behind_them),
        cmocka_unit_test(means_are_those_of_the_obvious_implementation_in_any_order),
        cmocka_unit_test(a_hundred_thousand_claims_about_one_state_are_counted),
    };
    return cmocka_run_group_tests(tests, counting_setup, counting_teardown);
}
