#include "counting.h"
#include "support/test.h"

struct plain_case {
    enum kind kind;
    const char *facts[4];
    const char *initiative;
    const char *states, *what, *disagreements;
};

static void check_plain(const struct reference *reference, const struct plain_case *c)
{
    SCOPED(fact_set) set;
    struct count_query query = {.kind = c->kind,
                                .basis = BASIS_DEPOSITED,
                                .initiative = c->initiative,
                                .reference_date = day_from("2016-05-30")};

    fact_set_init(&set);
    for (size_t i = 0; i < 4 && c->facts[i] != NULL; i++)
        fact_set_add(&set, c->kind, c->facts[i]);
    struct figure figure = count_of(&set, reference, &query);
    assert_string_equal(states_of(&set, &figure), c->states);
    if (figure.n_states > 0)
        assert_string_equal(figure.states[0].what, c->what);
    assert_string_equal(disagreements_of(&set, &figure), c->disagreements ? c->disagreements : "");
}

static const struct plain_case PLAIN_CASES[] = {
    {KIND_STRATEGY,
     {"ref_area=GHA|title=S|date=2015-02|period_start=2016"},
     NULL,
     "GHA 2015-02-01",
     "S",
     NULL},
    {KIND_STRATEGY,
     {"ref_area=GHA|title=S|period_start=2016-03-01"},
     NULL,
     "GHA 2016-03-01",
     "S",
     NULL},
    {KIND_STRATEGY,
     {"ref_area=GHA|title=S|date=2016-05-30|date_is=on_or_before"},
     NULL,
     "GHA 2016-05-30",
     "S",
     NULL},
    {KIND_STRATEGY,
     {"ref_area=GHA|title=S|date=2015", "ref_area=GHA|title=S|date=2014|organization=COE",
      "ref_area=GHA|title=T|date=2016"},
     NULL,
     "GHA 2015-01-01",
     "S",
     "GHA: date of \"S\": *2015 (ACPF) | 2014 (COE)"},
    {KIND_SURVEY,
     {"ref_area=GHA|title=MICS|fieldwork_start=2014-11|fieldwork_end=2015-02-10"},
     NULL,
     "GHA 2015-02-10",
     "MICS",
     NULL},
    {KIND_SURVEY,
     {"ref_area=GHA|title=MICS|fieldwork_start=2014-11"},
     NULL,
     "GHA 2014-11-01",
     "MICS",
     NULL},
    {KIND_SURVEY,
     {"ref_area=GHA|title=MICS|fieldwork_start=2016-04|fieldwork_end=2016-06"},
     NULL,
     "",
     NULL,
     NULL},
    {KIND_CAMPAIGN, {"ref_area=GHA|title=C|period_start=2015"}, NULL, "GHA 2015-01-01", "C", NULL},
    {KIND_CHILD_LED_INITIATIVE,
     {"ref_area=GHA|title=C|period_start=2015"},
     NULL,
     "GHA 2015-01-01",
     "C",
     NULL},
    {KIND_GLOBAL_INITIATIVE,
     {"ref_area=GHA|initiative=HIGH_TIME|date=2015",
      "ref_area=MEX|initiative=GLOBAL_PARTNERSHIP|date=2015"},
     "HIGH_TIME",
     "GHA 2015-01-01",
     "HIGH_TIME",
     NULL},
    {KIND_GLOBAL_INITIATIVE,
     {"ref_area=GHA|initiative=HIGH_TIME|date=2015",
      "ref_area=MEX|initiative=GLOBAL_PARTNERSHIP|date=2015"},
     NULL,
     "GHA 2015-01-01, MEX 2015-01-01",
     "HIGH_TIME",
     NULL},
};

static void each_kind_has_its_date_and_its_name(void **state)
{
    for (size_t i = 0; i < sizeof PLAIN_CASES / sizeof PLAIN_CASES[0]; i++)
        check_plain(*state, &PLAIN_CASES[i]);
}

static void what_an_organization_does_itself_is_no_state(void **state)
{
    static const struct plain_case cases[] = {
        {KIND_CAMPAIGN,
         {"title=C|period_start=2015|organization=COE", "ref_area=GHA|title=C|period_start=2015"},
         NULL,
         "GHA 2015-01-01",
         "C",
         NULL},
        {KIND_CHILD_LED_INITIATIVE,
         {"title=C|period_start=2015|organization=COE"},
         NULL,
         "",
         NULL,
         NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_plain(*state, &cases[i]);
}

static void regional_plans_are_counted_by_organization(void **state)
{
    SCOPED(fact_set) set;
    struct count_query query = {
        .kind = KIND_REGIONAL_PLAN, .by_group = true, .reference_date = day_from("2016-05-30")};

    fact_set_init(&set);
    fact_set_add(&set, KIND_REGIONAL_PLAN, "title=P|date=2015-11|organization=SICA");
    fact_set_add(&set, KIND_REGIONAL_PLAN, "title=P|period_start=2016|organization=ASEAN");
    struct figure figure = count_of(&set, *state, &query);
    assert_string_equal(states_of(&set, &figure), "ASEAN 2016-01-01, SICA 2015-11-01");
    assert_string_equal(figure.states[0].name, "Association of Southeast Asian Nations");
    assert_int_equal(figure.n_groups, 0);
    query.among = "SICA";
    figure = count_of(&set, *state, &query);
    assert_string_equal(states_of(&set, &figure), "SICA 2015-11-01");
}

static void states_are_sorted_by_name_whatever_its_accents(void **state)
{
    SCOPED(fact_set) set;
    struct count_query query = {.kind = KIND_STRATEGY, .reference_date = day_from("2016-05-30")};

    fact_set_init(&set);
    fact_set_add(&set, KIND_STRATEGY, "ref_area=ALA|title=S|date=2015"); /* Åland Islands */
    fact_set_add(&set, KIND_STRATEGY, "ref_area=ZWE|title=S|date=2015");
    fact_set_add(&set, KIND_STRATEGY, "ref_area=CHE|title=S|date=2015"); /* Switzerland */
    fact_set_add(&set, KIND_STRATEGY, "ref_area=AFG|title=S|date=2015");
    struct figure figure = count_of(&set, *state, &query);
    assert_string_equal(states_of(&set, &figure),
                        "AFG 2015-01-01, ALA 2015-01-01, CHE 2015-01-01, ZWE 2015-01-01");
}

static void the_most_recent_come_newest_first_and_then_by_name(void **state)
{
    SCOPED(fact_set) set;
    struct count_query query = {.kind = KIND_STRATEGY, .reference_date = day_from("2016-05-30")};
    static const char *const rows[] = {"AFG|date=2011", "BEL|date=2016-01-01", "CHE|date=2015-05",
                                       "DNK|date=2016", "EST|date=2016-02",    "FIN|date=2010"};
    size_t recent[8];

    fact_set_init(&set);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        fact_set_add(&set, KIND_STRATEGY, arena_printf(set.arena, "title=S|ref_area=%s", rows[i]));
    struct figure figure = count_of(&set, *state, &query);
    assert_int_equal(figure_most_recent(&figure, 4, recent), 4);
    static const char *const expected[] = {"EST", "BEL", "DNK", "CHE", "AFG", "FIN"};
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(figure.states[recent[i]].ref_area, expected[i]);
    assert_int_equal(figure_most_recent(&figure, 8, recent), 6);
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(figure.states[recent[i]].ref_area, expected[i]);
    assert_int_equal(figure_most_recent(&figure, 0, recent), 0);
}

static void among_takes_the_members_of_the_reference_date(void **state)
{
    SCOPED(fact_set) set;
    struct count_query query = {.kind = KIND_STRATEGY, .among = "COE", .by_group = true};

    /* The Russian Federation left the Council of Europe on 16 March 2022. */
    fact_set_init(&set);
    fact_set_add(&set, KIND_STRATEGY, "ref_area=RUS|title=S|date=2010");
    fact_set_add(&set, KIND_STRATEGY, "ref_area=FRA|title=S|date=2010");
    fact_set_add(&set, KIND_STRATEGY, "ref_area=GHA|title=S|date=2010");
    query.reference_date = day_from("2016-05-30");
    struct figure figure = count_of(&set, *state, &query);
    assert_string_equal(states_of(&set, &figure), "FRA 2010-01-01, RUS 2010-01-01");
    for (size_t i = 0; i < figure.n_groups; i++)
        if (strcmp(figure.groups[i].code, "CBSS") == 0) { /* all its members are in the Council */
            assert_int_equal(figure.groups[i].count, 1);
            assert_string_equal(figure.groups[i].ref_areas[0], "RUS");
        }
    query.reference_date = day_from("2023-05-30");
    figure = count_of(&set, *state, &query);
    assert_string_equal(states_of(&set, &figure), "FRA 2010-01-01");
}

static void a_query_that_makes_no_sense_is_refused(void **state)
{
    struct figure figure;
    struct error err = {0};
    OWNED(arena) arena = arena_create(0);
    struct count_query query = {.kind = KIND_OBSERVATION};

    assert_int_equal(figure_count(&query, NULL, 0, *state, arena, &figure, &err), STATUS_INVALID);
    query = (struct count_query){.kind = KIND_STRATEGY, .among = "MOON"};
    assert_int_equal(figure_count(&query, NULL, 0, *state, arena, &figure, &err), STATUS_INVALID);
    assert_string_equal(err.text, "no organization or region 'MOON'");
    query = (struct count_query){.kind = KIND_REGIONAL_PLAN, .among = "LDC"};
    assert_int_equal(figure_count(&query, NULL, 0, *state, arena, &figure, &err), STATUS_INVALID);
    query = (struct count_query){.kind = KIND_GLOBAL_INITIATIVE, .initiative = "LOW_TIME"};
    assert_int_equal(figure_count(&query, NULL, 0, *state, arena, &figure, &err), STATUS_INVALID);
}

static void a_figure_that_passes_the_cap_is_refused(void **state)
{
    SCOPED(fact_set) set;
    OWNED(arena) small = arena_create(2000);
    struct count_query query = {
        .kind = KIND_STRATEGY, .by_group = true, .reference_date = day_from("2016-05-30")};
    struct figure figure;
    struct error err = {0};

    fact_set_init(&set);
    fact_set_add(&set, KIND_STRATEGY, "ref_area=GHA|title=S|date=2015");
    fact_set_add(&set, KIND_STRATEGY, "ref_area=GHA|title=S|date=2014|organization=COE");
    assert_int_equal(figure_count(&query, set.facts, set.n, *state, small, &figure, &err),
                     STATUS_INVALID);
    assert_non_null(strstr(err.text, "too large"));
}

static void a_stored_fact_with_a_broken_date_is_named(void **state)
{
    SCOPED(fact_set) set;
    struct count_query query = {.kind = KIND_STRATEGY, .reference_date = day_from("2016-05-30")};
    struct figure figure;
    struct error err = {0};

    fact_set_init(&set);
    fact_set_add(&set, KIND_STRATEGY, "ref_area=GHA|title=S|date=30/05/2016");
    assert_int_equal(figure_count(&query, set.facts, set.n, *state, set.arena, &figure, &err),
                     STATUS_INVALID);
    assert_non_null(strstr(err.text, "strategy of GHA, row 1 of submission s: "));
}

/* The Round Table of Stockholm, 30 May 2016. */

static struct count_query since_strasbourg(struct count_query query)
{
    query.has_since = true;
    query.since = day_from("2015-06-18");
    return query;
}

static void the_treaties_of_stockholm_have_the_published_figures(void **state)
{
    static const struct {
        const char *instrument, *day;
        enum basis basis;
        enum treaty_status status;
        size_t states;
    } cases[] = {
        {"OPSC", "2016-05-30", BASIS_DEPOSITED, TREATY_PARTY, 173},
        {"OPSC", "2015-06-18", BASIS_DEPOSITED, TREATY_PARTY, 169},
        {"OPIC", "2016-05-30", BASIS_DEPOSITED, TREATY_PARTY, 27},
        {"OPIC", "2016-05-30", BASIS_IN_FORCE, TREATY_PARTY, 26},
        {"OPIC", "2015-06-18", BASIS_DEPOSITED, TREATY_PARTY, 17},
        {"CETS201", "2016-05-30", BASIS_DEPOSITED, TREATY_PARTY, 41},
        {"CETS201", "2016-05-30", BASIS_DEPOSITED, TREATY_SIGNATORY, 6},
        {"CETS210", "2016-05-30", BASIS_DEPOSITED, TREATY_PARTY, 22},
        {"CETS210", "2016-05-30", BASIS_DEPOSITED, TREATY_SIGNATORY, 20},
        {"CETS197", "2016-05-30", BASIS_DEPOSITED, TREATY_PARTY, 46},
        {"CETS197", "2016-05-30", BASIS_DEPOSITED, TREATY_SIGNATORY, 1},
    };
    SCOPED(fact_set) set;

    fact_set_init(&set);
    fact_set_add_sample(&set, KIND_TREATY_ACTION, SAMPLE_DIR "/2016-stockholm",
                        "treaty_actions.csv");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct count_query query = treaty_query(cases[i].instrument, cases[i].day);
        query.basis = cases[i].basis;
        query.status = cases[i].status;
        struct figure figure = count_of(&set, *state, &query);
        assert_int_equal(figure.n_states, cases[i].states);
        assert_int_equal(figure.n_disagreements, 0);
    }
}

static void the_increase_since_strasbourg_says_what_is_not_known(void **state)
{
    SCOPED(fact_set) set;
    struct count_query query = since_strasbourg(treaty_query("LANZAROTE", "2016-05-30"));

    fact_set_init(&set);
    fact_set_add_sample(&set, KIND_TREATY_ACTION, SAMPLE_DIR "/2016-stockholm",
                        "treaty_actions.csv");
    struct figure figure = count_of(&set, *state, &query);
    assert_int_equal(figure.increase_at_least, 0);
    assert_int_equal(figure.increase_at_most, 41);
    assert_int_equal(figure.count_since, 0);

    query = since_strasbourg(treaty_query("OPSC", "2016-05-30"));
    figure = count_of(&set, *state, &query);
    assert_int_equal(figure.increase_at_least, 4);
    assert_int_equal(figure.increase_at_most, 4);
    assert_int_equal(figure.count_since, 169);
}

static void the_organizations_of_stockholm_have_152_distinct_states_and_add_up_to_184(void **state)
{
    SCOPED(fact_set) set;
    struct count_query query = treaty_query("OPSC", "2016-05-30");
    static const char *const organizations[] = {"ASEAN", "SICA", "CBSS"};
    size_t n;

    fact_set_init(&set);
    fact_set_add_sample(&set, KIND_TREATY_ACTION, SAMPLE_DIR "/2016-stockholm",
                        "treaty_actions.csv");
    query.by_group = true;
    struct figure figure = count_of(&set, *state, &query);
    reference_groups(*state, &n);
    assert_int_equal(figure.n_groups, n);
    assert_int_equal(figure.sum_over_organizations, 184);
    assert_int_equal(figure.distinct_over_organizations, 152);
    for (size_t i = 0; i < sizeof organizations / sizeof organizations[0]; i++) {
        assert_string_equal(figure.groups[i].code, organizations[i]);
        assert_true(figure.groups[i].is_organization);
        assert_in_range(figure.groups[i].count, 1, figure.groups[i].members);
    }
}

static void the_bans_of_stockholm_are_49_two_are_disputed_and_laos_is_named(void **state)
{
    SCOPED(fact_set) set;
    struct count_query query = since_strasbourg(law_query("corporal_punishment", "2016-05-30"));

    fact_set_init(&set);
    fact_set_add_sample(&set, KIND_LAW, SAMPLE_DIR "/2016-stockholm", "laws.csv");
    query.all_settings = true;
    struct figure figure = count_of(&set, *state, &query);
    assert_int_equal(figure.n_states, 49);
    assert_int_equal(figure.n_disagreements, 3);
    static const char *const expected[][3] = {
        {"HUN", "2005", "2004"}, {"LAO", NULL, NULL}, {"UKR", "2004", "2003"}};
    for (size_t i = 0; i < 3; i++) {
        const struct disagreement *d = &figure.disagreements[i];
        assert_string_equal(d->ref_area, expected[i][0]);
        assert_int_equal(d->claims[0].used, expected[i][1] != NULL);
        if (expected[i][1] == NULL)
            continue;
        assert_string_equal(d->claims[0].says, expected[i][1]);
        assert_string_equal(d->claims[d->n_claims - 1].says, expected[i][2]);
    }
}

static void the_comprehensive_laws_and_strategies_of_stockholm_are_named(void **state)
{
    SCOPED(fact_set) laws;
    SCOPED(fact_set) strategies;
    struct count_query query = law_query("all_forms_all_settings", "2016-05-30");
    struct count_query strategy = {.kind = KIND_STRATEGY, .reference_date = day_from("2016-05-30")};

    fact_set_init(&laws);
    fact_set_init(&strategies);
    fact_set_add_sample(&laws, KIND_LAW, SAMPLE_DIR "/2016-stockholm", "laws.csv");
    fact_set_add_sample(&strategies, KIND_STRATEGY, SAMPLE_DIR "/2016-stockholm", "strategies.csv");
    struct figure figure = count_of(&laws, *state, &query);
    assert_string_equal(states_of(&laws, &figure),
                        "IRL 2015-01-01, LAO 2016-01-01, MNG 2016-01-01, PER 2015-01-01");
    figure = count_of(&strategies, *state, &strategy);
    assert_string_equal(states_of(&strategies, &figure),
                        "DOM 2016-05-30, ECU 2016-05-30, GHA 2016-05-30, IDN 2016-05-30, "
                        "NGA 2016-05-30, NOR 2016-05-30");
    /* reported by two organizations: one claim */
    assert_int_equal(figure.states[5].n_provenance, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_has_its_date_and_its_name),
        cmocka_unit_test(what_an_organization_does_itself_is_no_state),
        cmocka_unit_test(regional_plans_are_counted_by_organization),
        cmocka_unit_test(states_are_sorted_by_name_whatever_its_accents),
        cmocka_unit_test(the_most_recent_come_newest_first_and_then_by_name),
        cmocka_unit_test(among_takes_the_members_of_the_reference_date),
        cmocka_unit_test(a_query_that_makes_no_sense_is_refused),
        cmocka_unit_test(a_figure_that_passes_the_cap_is_refused),
        cmocka_unit_test(a_stored_fact_with_a_broken_date_is_named),
        cmocka_unit_test(the_treaties_of_stockholm_have_the_published_figures),
        cmocka_unit_test(the_increase_since_strasbourg_says_what_is_not_known),
        cmocka_unit_test(the_organizations_of_stockholm_have_152_distinct_states_and_add_up_to_184),
        cmocka_unit_test(the_bans_of_stockholm_are_49_two_are_disputed_and_laos_is_named),
        cmocka_unit_test(the_comprehensive_laws_and_strategies_of_stockholm_are_named),
    };
    return cmocka_run_group_tests(tests, counting_setup, counting_teardown);
}
