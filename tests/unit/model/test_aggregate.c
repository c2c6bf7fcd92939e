#include "counting.h"
#include "model/aggregate.h"
#include "support/test.h"

#define ROW "indicator=PT_F_20-24_MRD_U18|sex=F|age=Y20T24|unit=PCNT|"

static struct aggregate_query south_asia(void)
{
    return (struct aggregate_query){.indicator = "PT_F_20-24_MRD_U18",
                                    .among = "UNICEF_SA",
                                    .window_first = 2015,
                                    .window_last = 2020,
                                    .weight_year = 2020,
                                    .reference_date = day_from("2020-12-31"),
                                    .coverage_floor = 50 * DECIMAL_ONE};
}

static struct aggregate aggregate_of(struct fact_set *set, const struct reference *reference,
                                     const struct aggregate_query *query)
{
    struct aggregate aggregate;
    struct error err = {0};

    if (aggregate_region(query, set->facts, set->n, reference, set->arena, &aggregate, &err)
        != STATUS_OK)
        fail_msg("%s", err.text);
    return aggregate;
}

/* "IND 2016 27.3 (ACPF), ..." */
static const char *inputs_of(struct fact_set *set, const struct aggregate *aggregate)
{
    const char *text = "";

    for (size_t i = 0; i < aggregate->n_inputs; i++) {
        const struct aggregate_input *input = &aggregate->inputs[i];
        char value[DECIMAL_TEXT_SIZE];
        text = arena_printf(set->arena, "%s%s%s %s %s (%s)", text, i > 0 ? ", " : "",
                            input->area->iso3, input->fact->record.values[OBS_TIME_PERIOD].text,
                            decimal_format_exact(input->value, value),
                            input->fact->provenance.organization);
    }
    return text;
}

/* "IND withheld 2016, MDV no_value", of the States named only. */
static const char *exclusions_of(struct fact_set *set, const struct aggregate *aggregate,
                                 const char *areas)
{
    const char *text = "";

    for (size_t i = 0; i < aggregate->n_exclusions; i++) {
        const struct aggregate_exclusion *e = &aggregate->exclusions[i];
        assert_true(strlen(e->explanation) > 10);
        if (strstr(areas, e->ref_area) == NULL)
            continue;
        text = arena_printf(set->arena, "%s%s%s %s%s%s", text, *text != '\0' ? ", " : "",
                            e->ref_area, e->reason, e->fact != NULL ? " " : "",
                            e->fact != NULL ? e->fact->record.values[OBS_TIME_PERIOD].text : "");
    }
    return text;
}

static int64_t women(const struct reference *reference, const char *iso3)
{
    return reference_population(reference, reference_area_by_iso3(reference, iso3), "F", "Y20T24",
                                2020);
}

struct eligibility_case {
    const char *facts[4];
    const char *inputs, *exclusions; /* of India */
};

static const struct eligibility_case ELIGIBILITY_CASES[] = {
    {{ROW "ref_area=IND|time_period=2016|value=27.3"}, "IND 2016 27.3 (ACPF)", ""},
    {{ROW "ref_area=IND|time_period=2020-11|value=27.3"}, "IND 2020-11 27.3 (ACPF)", ""},
    {{ROW "ref_area=IND|time_period=2014|value=27.3"}, "", "IND outside_window 2014"},
    {{ROW "ref_area=IND|time_period=2021|value=27.3"}, "", "IND outside_window 2021"},
    {{ROW "ref_area=IND|time_period=2016|value=27.3", ROW "ref_area=IND|time_period=2019|value=25"},
     "IND 2019 25 (ACPF)",
     "IND older_value 2016"},
    {{ROW "ref_area=IND|time_period=2019|obs_status=O",
      ROW "ref_area=IND|time_period=2016|value=27.3"},
     "IND 2016 27.3 (ACPF)",
     "IND no_number 2019"},
    {{ROW "ref_area=IND|time_period=2019|obs_status=H|value=1"}, "", "IND no_number 2019"},
    {{ROW "ref_area=IND|time_period=2019|obs_status=L"}, "", "IND no_number 2019"},
    {{ROW "ref_area=IND|time_period=2019|obs_status=M"}, "", "IND no_number 2019"},
    {{ROW "ref_area=IND|time_period=2019"}, "", "IND no_number 2019"},
    {{ROW "ref_area=IND|time_period=2019|obs_status=Q|value=1"}, "", "IND withheld 2019"},
    {{ROW "ref_area=IND|time_period=2019|obs_status=D|value=1"}, "", "IND not_comparable 2019"},
    {{ROW "ref_area=IND|time_period=2019|obs_status=DE|value=1"}, "", "IND not_comparable 2019"},
    {{ROW "ref_area=IND|time_period=2019|obs_status=DP|value=1"}, "", "IND not_comparable 2019"},
    {{ROW "ref_area=IND|time_period=2019|obs_status=EXCL|value=1"}, "", "IND not_comparable 2019"},
    {{ROW "ref_area=IND|time_period=2019|obs_status=E|value=1|conf_status=F"},
     "IND 2019 1 (ACPF)",
     ""},
    {{ROW "ref_area=IND|time_period=2019|conf_status=C|value=1"}, "", "IND withheld 2019"},
    {{ROW "ref_area=IND|time_period=2019|conf_status=N|value=1"}, "", "IND withheld 2019"},
    {{ROW "ref_area=IND|time_period=2019|sample_unweighted=24|value=1"}, "", "IND withheld 2019"},
    {{ROW "ref_area=IND|time_period=2019|sample_unweighted=0|value=1"}, "", "IND withheld 2019"},
    {{ROW "ref_area=IND|time_period=2019|sample_unweighted=25|value=1"}, "IND 2019 1 (ACPF)", ""},
    /* too old and confidential: it is the latter that matters */
    {{ROW "ref_area=IND|time_period=1999|conf_status=C|value=1"}, "", "IND withheld 1999"},
    {{"indicator=PT_F_20-24_MRD_U18|sex=F|age=Y15T49|ref_area=IND|time_period=2019|value=1"},
     "",
     "IND not_comparable 2019"},
    {{"indicator=PT_F_20-24_MRD_U18|sex=M|age=Y20T24|ref_area=IND|time_period=2019|value=1"},
     "",
     "IND not_comparable 2019"},
    {{"indicator=PT_F_20-24_MRD_U18|sex=F|age=Y20T24|unit=NUMBER|ref_area=IND|time_period=2019|"
      "value=1"},
     "",
     "IND not_comparable 2019"},
    /* another question, not this one's answer */
    {{ROW "residence=R|ref_area=IND|time_period=2019|value=1"}, "", "IND no_value"},
    {{ROW "wealth=Q1|ref_area=IND|time_period=2019|value=1"}, "", "IND no_value"},
    {{"indicator=PT_F_20-24_MRD_U15|ref_area=IND|time_period=2019|value=1"}, "", "IND no_value"},
};

static void only_the_newest_comparable_public_value_of_the_window_counts(void **state)
{
    for (size_t i = 0; i < sizeof ELIGIBILITY_CASES / sizeof ELIGIBILITY_CASES[0]; i++) {
        SCOPED(fact_set) set;
        struct aggregate_query query = south_asia();
        fact_set_init(&set);
        for (size_t j = 0; j < 4 && ELIGIBILITY_CASES[i].facts[j] != NULL; j++)
            fact_set_add(&set, KIND_OBSERVATION, ELIGIBILITY_CASES[i].facts[j]);
        struct aggregate aggregate = aggregate_of(&set, *state, &query);
        assert_string_equal(inputs_of(&set, &aggregate), ELIGIBILITY_CASES[i].inputs);
        assert_string_equal(exclusions_of(&set, &aggregate, "IND"),
                            ELIGIBILITY_CASES[i].exclusions);
    }
}

static void of_several_claims_for_a_year_one_is_used(void **state)
{
    static const struct eligibility_case cases[] = {
        /* equal: one input, by the first organization */
        {{ROW "ref_area=IND|time_period=2019|value=27.3|organization=SACG",
          ROW "ref_area=IND|time_period=2019|value=27.30|organization=ASEAN|recorded=2016-01-01"},
         "IND 2019 27.3 (ASEAN)",
         ""},
        /* the largest sample */
        {{ROW "ref_area=IND|time_period=2019|value=1|sample_unweighted=100|organization=ACPF",
          ROW "ref_area=IND|time_period=2019|value=2|sample_unweighted=900|organization=SACG|"
              "recorded=2015-01-01"},
         "IND 2019 2 (SACG)",
         "IND other_claim 2019"},
        /* the one recorded last */
        {{ROW "ref_area=IND|time_period=2019|value=1|recorded=2016-01-01",
          ROW "ref_area=IND|time_period=2019|value=2|recorded=2016-01-02|organization=SACG",
          ROW "ref_area=IND|time_period=2018|value=3|recorded=2017-01-02|organization=SACG"},
         "IND 2019 2 (SACG)",
         "IND other_claim 2019, IND older_value 2018"},
        /* the first by organization, then by source */
        {{ROW "ref_area=IND|time_period=2019|value=1|organization=SACG",
          ROW "ref_area=IND|time_period=2019|value=2|source=b",
          ROW "ref_area=IND|time_period=2019|value=3|source=a"},
         "IND 2019 3 (ACPF)",
         "IND other_claim 2019, IND other_claim 2019"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        SCOPED(fact_set) set;
        struct aggregate_query query = south_asia();
        fact_set_init(&set);
        for (size_t j = 0; j < 4 && cases[i].facts[j] != NULL; j++)
            fact_set_add(&set, KIND_OBSERVATION, cases[i].facts[j]);
        struct aggregate aggregate = aggregate_of(&set, *state, &query);
        assert_string_equal(inputs_of(&set, &aggregate), cases[i].inputs);
        assert_string_equal(exclusions_of(&set, &aggregate, "IND"), cases[i].exclusions);
    }
}

static void a_withheld_value_leaves_without_its_numbers(void **state)
{
    static const char *const rows[] = {
        ROW
        "ref_area=IND|time_period=2019|conf_status=C|value=1|lower=0.5|upper=2|sample_weighted=31",
        ROW "ref_area=IND|time_period=2019|sample_unweighted=7|value=1",
        ROW "ref_area=IND|time_period=2019|obs_status=Q|value=1"};
    static const int numbers[] = {OBS_VALUE, OBS_LOWER, OBS_UPPER, OBS_SAMPLE_WEIGHTED,
                                  OBS_SAMPLE_UNWEIGHTED};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        SCOPED(fact_set) set;
        struct aggregate_query query = south_asia();
        fact_set_init(&set);
        fact_set_add(&set, KIND_OBSERVATION, rows[i]);
        struct aggregate aggregate = aggregate_of(&set, *state, &query);
        for (size_t j = 0; j < aggregate.n_exclusions; j++) {
            const struct aggregate_exclusion *e = &aggregate.exclusions[j];
            if (strcmp(e->reason, "withheld") != 0)
                continue;
            assert_string_equal(e->fact->record.values[OBS_TIME_PERIOD].text, "2019");
            assert_string_equal(e->fact->provenance.organization, "ACPF");
            for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++)
                assert_null(e->fact->record.values[numbers[k]].text);
        }
        assert_non_null(set.facts[0].record.values[OBS_VALUE].text); /* the stored one stays */
    }
}

static void the_mean_is_weighted_by_the_women_of_that_age(void **state)
{
    SCOPED(fact_set) set;
    struct aggregate_query query = south_asia();
    int64_t india = women(*state, "IND"), pakistan = women(*state, "PAK");

    fact_set_init(&set);
    fact_set_add(&set, KIND_OBSERVATION, ROW "ref_area=IND|time_period=2016|value=30");
    fact_set_add(&set, KIND_OBSERVATION, ROW "ref_area=PAK|time_period=2018|value=18.5");
    struct aggregate aggregate = aggregate_of(&set, *state, &query);
    assert_true(aggregate.has_value);
    long double expected = (30.0L * (long double)india + 18.5L * (long double)pakistan)
                           / (long double)(india + pakistan);
    long double difference = (long double)aggregate.value / 1e9L - expected;
    assert_true(difference < 1e-9L && difference > -1e-9L);
    assert_int_equal(aggregate.inputs[0].weight, india);
    assert_int_equal(aggregate.states, 2);
    assert_int_equal(aggregate.members, 8);
    assert_string_equal(aggregate.population, "female, Y20T24");
    assert_string_equal(aggregate.unit, "PCNT");
    assert_false(aggregate.has_bounds);
    assert_string_equal(
        exclusions_of(&set, &aggregate, "AFG BGD BTN LKA MDV NPL"),
        "AFG no_value, BGD no_value, BTN no_value, LKA no_value, MDV no_value, NPL no_value");
}

static void weights_default_to_the_newest_year_and_can_be_of_another(void **state)
{
    SCOPED(fact_set) set;
    struct aggregate_query query = south_asia();

    fact_set_init(&set);
    fact_set_add(&set, KIND_OBSERVATION, ROW "ref_area=IND|time_period=2016|value=30");
    query.weight_year = 0;
    struct aggregate aggregate = aggregate_of(&set, *state, &query);
    assert_int_equal(aggregate.weight_year, 2020);
    assert_int_equal(aggregate.inputs[0].weight, women(*state, "IND"));
    query.weight_year = 2010;
    aggregate = aggregate_of(&set, *state, &query);
    assert_int_equal(aggregate.weight_year, 2010);
    assert_true(aggregate.inputs[0].weight != women(*state, "IND"));
}

static void under_the_floor_of_coverage_there_is_only_the_reason(void **state)
{
    SCOPED(fact_set) set;
    struct aggregate_query query = south_asia();

    fact_set_init(&set);
    fact_set_add(&set, KIND_OBSERVATION, ROW "ref_area=PAK|time_period=2018|value=18.5");
    struct aggregate aggregate = aggregate_of(&set, *state, &query);
    assert_false(aggregate.has_value);
    assert_false(aggregate.has_bounds);
    assert_int_equal(aggregate.value, 0);
    assert_int_equal(aggregate.n_inputs, 1);
    char coverage[DECIMAL_TEXT_SIZE];
    assert_string_equal(
        aggregate.withheld_because,
        arena_printf(
            set.arena,
            "1 of 8 States have an eligible value; they have %s per cent of the population "
            "(female, Y20T24, 2020), and at least 50 per cent are needed.",
            decimal_format(aggregate.coverage, 1, coverage)));
    /* a floor that is met exactly is met */
    query.coverage_floor = 100 * DECIMAL_ONE;
    query.among = "UNICEF_SA";
    aggregate = aggregate_of(&set, *state, &query);
    assert_false(aggregate.has_value);
    static const char *const all[] = {"AFG", "BGD", "BTN", "IND", "LKA", "MDV", "NPL"};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        fact_set_add(
            &set, KIND_OBSERVATION,
            arena_printf(set.arena, ROW "ref_area=%s|time_period=2018|value=18.5", all[i]));
    aggregate = aggregate_of(&set, *state, &query);
    assert_true(aggregate.has_value);
    assert_int_equal(aggregate.coverage, 100 * DECIMAL_ONE);
    assert_int_equal(aggregate.value, 18 * DECIMAL_ONE + DECIMAL_ONE / 2);
}

static void without_an_eligible_value_there_is_only_the_reason(void **state)
{
    SCOPED(fact_set) set;
    struct aggregate_query query = south_asia();

    fact_set_init(&set);
    query.coverage_floor = 0;
    struct aggregate aggregate = aggregate_of(&set, *state, &query);
    assert_false(aggregate.has_value);
    assert_string_equal(aggregate.withheld_because,
                        "No State of South Asia has an eligible value.");
    assert_int_equal(aggregate.n_exclusions, 8);
}

static void an_indicator_without_a_population_lists_its_inputs_unweighted(void **state)
{
    SCOPED(fact_set) set;
    struct aggregate_query query = south_asia();

    fact_set_init(&set);
    fact_set_add(&set, KIND_OBSERVATION,
                 "indicator=PT_CHLD_CONFLICT|ref_area=IND|time_period=2016|value=30");
    query.indicator = "PT_CHLD_CONFLICT";
    struct aggregate aggregate = aggregate_of(&set, *state, &query);
    assert_false(aggregate.has_value);
    assert_string_equal(inputs_of(&set, &aggregate), "IND 2016 30 (ACPF)");
    assert_int_equal(aggregate.inputs[0].weight, 0);
    assert_non_null(strstr(aggregate.withheld_because, "which population the indicator is about"));
    /* a population that is none of the five-year groups */
    fact_set_add(&set, KIND_OBSERVATION, ROW "ref_area=IND|time_period=2016|value=30");
    query.indicator = "PT_F_20-24_MRD_U18";
    query.weight_year = 1900;
    aggregate = aggregate_of(&set, *state, &query);
    assert_false(aggregate.has_value);
    assert_int_equal(aggregate.n_inputs, 1);
    assert_string_equal(aggregate.withheld_because,
                        "The reference data has no population (female, Y20T24) of 1900 for any "
                        "member, so the values cannot be weighted.");
}

static void bounds_assume_independent_surveys(void **state)
{
    SCOPED(fact_set) set;
    struct aggregate_query query = south_asia();
    char text[DECIMAL_TEXT_SIZE];

    /* One survey keeps its own bounds. */
    fact_set_init(&set);
    fact_set_add(&set, KIND_OBSERVATION,
                 ROW "ref_area=IND|time_period=2016|value=30|lower=27|upper=34");
    struct aggregate aggregate = aggregate_of(&set, *state, &query);
    assert_true(aggregate.has_bounds);
    assert_string_equal(decimal_format(aggregate.lower, 6, text), "27.000000");
    assert_string_equal(decimal_format(aggregate.upper, 6, text), "34.000000");

    fact_set_add(&set, KIND_OBSERVATION,
                 ROW "ref_area=PAK|time_period=2018|value=18|lower=15|upper=21");
    aggregate = aggregate_of(&set, *state, &query);
    long double p = (long double)women(*state, "IND"), q = (long double)women(*state, "PAK");
    long double mean = (30 * p + 18 * q) / (p + q);
    long double down = (mean - (long double)aggregate.lower / 1e9L) * (p + q);
    long double up = ((long double)aggregate.upper / 1e9L - mean) * (p + q);
    long double expected_down = 9 * p * p + 9 * q * q, expected_up = 16 * p * p + 9 * q * q;
    assert_true(down * down / expected_down < 1.0000001L
                && down * down / expected_down > 0.9999999L);
    assert_true(up * up / expected_up < 1.0000001L && up * up / expected_up > 0.9999999L);

    /* One without bounds: none at all. */
    fact_set_add(&set, KIND_OBSERVATION, ROW "ref_area=NPL|time_period=2018|value=18|upper=21");
    aggregate = aggregate_of(&set, *state, &query);
    assert_false(aggregate.has_bounds);
}

static void the_published_regional_means_of_2021_come_out(void **state)
{
    static const struct {
        const char *among, *value, *coverage;
        uint32_t states, members;
    } cases[] = {
        {"UNICEF_SA", "28.378", "99.96", 7, 8},
        {"UNICEF_WCA", "37.037", "91.28", 20, 24},
        {"UNICEF_ESA", "32.227", "85.54", 14, 24},
        {"UNICEF_EECA", "9.855", "70.38", 13, 21},
    };
    SCOPED(fact_set) set;
    struct aggregate_query query = south_asia();
    uint64_t seed = 7;

    fact_set_init(&set);
    fact_set_add_sample(&set, KIND_OBSERVATION, SAMPLE_DIR "/2021-child-marriage",
                        "observations.csv");
    fact_set_shuffle(&set, &seed);
    query.window_first = 2015;
    query.window_last = 2020;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[DECIMAL_TEXT_SIZE];
        query.among = cases[i].among;
        struct aggregate aggregate = aggregate_of(&set, *state, &query);
        assert_true(aggregate.has_value);
        assert_string_equal(decimal_format(aggregate.value, 3, text), cases[i].value);
        assert_string_equal(decimal_format(aggregate.coverage, 2, text), cases[i].coverage);
        assert_int_equal(aggregate.states, cases[i].states);
        assert_int_equal(aggregate.members, cases[i].members);
        for (size_t j = 1; j < aggregate.n_inputs; j++)
            assert_true(strcmp(aggregate.inputs[j - 1].area->iso3, aggregate.inputs[j].area->iso3)
                        < 0);
    }
}

static void a_query_that_makes_no_sense_is_refused(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct aggregate aggregate;
    struct error err = {0};
    static const struct {
        const char *indicator, *among;
        int first, last;
        decimal_t floor;
        const char *says;
    } cases[] = {
        {NULL, "UNICEF_SA", 2015, 2020, 0, "an aggregate needs an indicator and among"},
        {"PT_F_20-24_MRD_U18", NULL, 2015, 2020, 0, "an aggregate needs an indicator and among"},
        {"NONE", "UNICEF_SA", 2015, 2020, 0, "no indicator 'NONE' in the reference data"},
        {"PT_F_20-24_MRD_U18", "MOON", 2015, 2020, 0, "no organization or region 'MOON'"},
        {"PT_F_20-24_MRD_U18", "UNICEF_SA", 2020, 2015, 0,
         "the window 2020 to 2015 ends before it begins"},
        {"PT_F_20-24_MRD_U18", "UNICEF_SA", 2015, 2020, 101 * DECIMAL_ONE,
         "coverage_floor is a share in per cent, 0 to 100"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct aggregate_query query = {.indicator = cases[i].indicator,
                                        .among = cases[i].among,
                                        .window_first = cases[i].first,
                                        .window_last = cases[i].last,
                                        .coverage_floor = cases[i].floor};
        assert_int_equal(aggregate_region(&query, NULL, 0, *state, arena, &aggregate, &err),
                         STATUS_INVALID);
        assert_string_equal(err.text, cases[i].says);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_newest_comparable_public_value_of_the_window_counts),
        cmocka_unit_test(of_several_claims_for_a_year_one_is_used),
        cmocka_unit_test(a_withheld_value_leaves_without_its_numbers),
        cmocka_unit_test(the_mean_is_weighted_by_the_women_of_that_age),
        cmocka_unit_test(weights_default_to_the_newest_year_and_can_be_of_another),
        cmocka_unit_test(under_the_floor_of_coverage_there_is_only_the_reason),
        cmocka_unit_test(without_an_eligible_value_there_is_only_the_reason),
        cmocka_unit_test(an_indicator_without_a_population_lists_its_inputs_unweighted),
        cmocka_unit_test(bounds_assume_independent_surveys),
        cmocka_unit_test(the_published_regional_means_of_2021_come_out),
        cmocka_unit_test(a_query_that_makes_no_sense_is_refused),
    };
    return cmocka_run_group_tests(tests, counting_setup, counting_teardown);
}
