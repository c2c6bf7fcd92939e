#include "counting.h"
#include "support/test.h"

#define ALL "home;alternative_care;day_care;schools;penal_institutions;sentence_for_crime"

struct law_case {
    const char *facts[4]; /* topics corporal_punishment unless given */
    const char *reference_date;
    bool all_settings;
    enum basis basis;
    const char *states, *disagreements;
};

static void check_case(const struct reference *reference, const struct law_case *c)
{
    SCOPED(fact_set) set;
    struct count_query query = law_query("corporal_punishment", c->reference_date);

    fact_set_init(&set);
    for (size_t i = 0; i < 4 && c->facts[i] != NULL; i++)
        fact_set_add(&set, KIND_LAW,
                     arena_printf(set.arena, "%s%s", c->facts[i],
                                  strstr(c->facts[i], "topics=") != NULL
                                      ? ""
                                      : "|topics=bullying;corporal_punishment"));
    query.all_settings = c->all_settings;
    if (c->basis != 0)
        query.basis = c->basis;
    struct figure figure = count_of(&set, reference, &query);
    assert_string_equal(states_of(&set, &figure), c->states);
    assert_string_equal(disagreements_of(&set, &figure), c->disagreements ? c->disagreements : "");
}

#define CHECK_CASES(state, cases)                                    \
    for (size_t i_ = 0; i_ < sizeof(cases) / sizeof(cases)[0]; i_++) \
    check_case(*(state), &(cases)[i_])

static void a_law_counts_from_the_stage_that_the_basis_asks_for(void **state)
{
    static const struct law_case cases[] = {
        {{"ref_area=HUN|title=A|stage=introduced|date=2003"}, "2016-05-30", .states = ""},
        {{"ref_area=HUN|title=A|stage=amended|date=2003"}, "2016-05-30", .states = ""},
        {{"ref_area=HUN|title=A|stage=adopted|date=2003"},
         "2016-05-30",
         .states = "HUN 2003-01-01"},
        {{"ref_area=HUN|title=A|stage=in_force|date=2003"},
         "2016-05-30",
         .states = "HUN 2003-01-01"},
        {{"ref_area=HUN|title=A|stage=confirmed|date=2003"},
         "2016-05-30",
         .states = "HUN 2003-01-01"},
        {{"ref_area=HUN|title=A|stage=adopted|date=2003",
          "ref_area=HUN|title=A|stage=in_force|date=2004"},
         "2016-05-30",
         .states = "HUN 2003-01-01"},
        {{"ref_area=HUN|title=A|stage=adopted|date=2003",
          "ref_area=HUN|title=A|stage=in_force|date=2004"},
         "2016-05-30",
         .basis = BASIS_IN_FORCE,
         .states = "HUN 2004-01-01"},
        {{"ref_area=HUN|title=A|stage=adopted|date=2003"},
         "2016-05-30",
         .basis = BASIS_IN_FORCE,
         .states = ""},
        {{"ref_area=HUN|title=A|stage=adopted|date=2003|topics=bullying"},
         "2016-05-30",
         .states = ""},
    };
    CHECK_CASES(state, cases);
}

static void a_repeal_ends_the_law_of_its_title_only(void **state)
{
    static const struct law_case cases[] = {
        {{"ref_area=HUN|title=A|stage=in_force|date=2003-01-01",
          "ref_area=HUN|title=A|stage=repealed|date=2010-03-01"},
         "2010-02-28",
         .states = "HUN 2003-01-01"},
        {{"ref_area=HUN|title=A|stage=in_force|date=2003-01-01",
          "ref_area=HUN|title=A|stage=repealed|date=2010-03-01"},
         "2010-03-01",
         .states = ""},
        {{"ref_area=HUN|title=A|stage=in_force|date=2003-01-01",
          "ref_area=HUN|title=A|stage=repealed|date=2010-03-01|topics=online"},
         "2010-03-01",
         .states = "HUN 2003-01-01"},
        {{"ref_area=HUN|title=A|stage=in_force|date=2003-01-01",
          "ref_area=HUN|title=B|stage=in_force|date=2009-01-01",
          "ref_area=HUN|title=A|stage=repealed|date=2010-03-01"},
         "2016-05-30",
         .states = "HUN 2009-01-01"},
        {{"ref_area=HUN|title=A|stage=in_force|date=2003-01-01",
          "ref_area=HUN|title=A|stage=repealed|date=2010-03-01",
          "ref_area=HUN|title=A|stage=in_force|date=2012-03-01"},
         "2016-05-30",
         .states = "HUN 2012-03-01"},
    };
    CHECK_CASES(state, cases);
}

static void a_state_counts_once_from_its_earliest_law(void **state)
{
    static const struct law_case cases[] = {
        {{"ref_area=HUN|title=A|stage=in_force|date=2010",
          "ref_area=HUN|title=B|stage=in_force|date=2005",
          "ref_area=HUN|title=C|stage=in_force|date=2017"},
         "2016-05-30",
         .states = "HUN 2005-01-01"},
        {{"ref_area=HUN|title=A|stage=in_force|date=2004",
          "ref_area=HUN|title=A|stage=in_force|date=2005|organization=COE"},
         "2016-05-30",
         .states = "HUN 2005-01-01",
         .disagreements = "HUN: date of entry into force of \"A\": *2005 (COE) | 2004 (ACPF)"},
    };
    CHECK_CASES(state, cases);
}

static void all_settings_takes_every_setting_of_the_list(void **state)
{
    static const struct law_case cases[] = {
        {{"ref_area=HUN|title=A|stage=in_force|date=2004|settings=" ALL},
         "2016-05-30",
         true,
         .states = "HUN 2004-01-01"},
        {{"ref_area=HUN|title=A|stage=in_force|date=2004|settings=home;schools"},
         "2016-05-30",
         true,
         .states = ""},
        {{"ref_area=HUN|title=A|stage=in_force|date=2004"}, "2016-05-30", true, .states = ""},
        {{"ref_area=HUN|title=A|stage=in_force|date=2004"},
         "2016-05-30",
         false,
         .states = "HUN 2004-01-01"},
        {{"ref_area=HUN|title=A|stage=in_force|date=2004|settings=" ALL,
          "ref_area=HUN|title=A|stage=in_force|date=2004|settings=day_care;schools|organization="
          "COE"},
         "2016-05-30",
         true,
         .states = "HUN 2004-01-01",
         .disagreements =
             "HUN: all settings of \"A\": *all settings (ACPF) | only day care, schools (COE)"},
        /* an older, narrower law is no contradiction; nor is the same law's own past; nor silence
         */
        {{"ref_area=HUN|title=A|stage=in_force|date=2004|settings=" ALL,
          "ref_area=HUN|title=B|stage=in_force|date=1990|settings=schools|organization=COE",
          "ref_area=HUN|title=A|stage=adopted|date=2003|settings=schools",
          "ref_area=HUN|title=A|stage=adopted|date=2003|organization=COE"},
         "2016-05-30",
         true,
         .states = "HUN 2004-01-01"},
    };
    CHECK_CASES(state, cases);
}

static void a_comprehensive_law_alone_is_named_but_not_counted_among_the_bans(void **state)
{
    static const struct law_case cases[] = {
        {{"ref_area=LAO|title=L|stage=adopted|date=2016|topics=all_forms_all_settings|"
          "settings=" ALL},
         "2016-05-30",
         true,
         .states = "",
         .disagreements = "LAO: all settings: L, adopted 2016 (ACPF)"},
        {{"ref_area=LAO|title=L|stage=adopted|date=2016|topics=all_forms_all_settings|"
          "settings=" ALL},
         "2016-05-30",
         true,
         .basis = BASIS_IN_FORCE,
         .states = "",
         .disagreements = "LAO: all settings: L, adopted 2016 (ACPF)"},
        {{"ref_area=LAO|title=L|stage=adopted|date=2016|topics=all_forms_all_settings|"
          "settings=" ALL},
         "2015-12-31",
         true,
         .states = ""},
        {{"ref_area=LAO|title=L|stage=adopted|date=2016|topics=all_forms_all_settings|"
          "settings=" ALL},
         "2016-05-30",
         false,
         .states = ""},
        {{"ref_area=LAO|title=L|stage=adopted|date=2016|topics=all_forms_all_settings|settings="
          "home"},
         "2016-05-30",
         true,
         .states = ""},
        {{"ref_area=LAO|title=L|stage=adopted|date=2010|topics=all_forms_all_settings|"
          "settings=" ALL,
          "ref_area=LAO|title=L|stage=repealed|date=2015|topics=all_forms_all_settings"},
         "2016-05-30",
         true,
         .states = ""},
        /* with a ban as well there is nothing to say */
        {{"ref_area=PER|title=L|stage=adopted|date=2015|topics=all_forms_all_settings|"
          "settings=" ALL,
          "ref_area=PER|title=Ban|stage=in_force|date=2015|settings=" ALL},
         "2016-05-30",
         true,
         .states = "PER 2015-01-01"},
    };
    CHECK_CASES(state, cases);
}

static void a_year_may_have_come_before_or_after_a_day_within_it(void **state)
{
    SCOPED(fact_set) set;
    struct count_query query = law_query("corporal_punishment", "2016-05-30");

    fact_set_init(&set);
    fact_set_add(&set, KIND_LAW,
                 "ref_area=IRL|title=A|stage=in_force|date=2015|topics=corporal_punishment");
    fact_set_add(&set, KIND_LAW,
                 "ref_area=MNG|title=A|stage=in_force|date=2016|topics=corporal_punishment");
    fact_set_add(&set, KIND_LAW,
                 "ref_area=NIC|title=A|stage=in_force|date=2014|topics=corporal_punishment");
    fact_set_add(&set, KIND_LAW,
                 "ref_area=PER|title=A|stage=in_force|date=2015-06|topics=corporal_punishment");
    fact_set_add(&set, KIND_LAW,
                 "ref_area=PER|title=B|stage=in_force|date=2013|topics=corporal_punishment");
    query.has_since = true;
    query.since = day_from("2015-06-18");
    struct figure figure = count_of(&set, *state, &query);
    assert_string_equal(
        states_of(&set, &figure),
        "IRL 2015-01-01 unknown, MNG 2016-01-01 new, NIC 2014-01-01 old, PER 2013-01-01 old");
    assert_int_equal(figure.increase_at_least, 1);
    assert_int_equal(figure.increase_at_most, 2);
    assert_int_equal(figure.count_since, 3);
}

static void a_query_must_name_a_topic_that_there_is(void **state)
{
    struct figure figure;
    struct error err = {0};
    OWNED(arena) arena = arena_create(0);
    struct count_query query = law_query(NULL, "2016-05-30");

    assert_int_equal(figure_count(&query, NULL, 0, *state, arena, &figure, &err), STATUS_INVALID);
    assert_string_equal(err.text, "counting laws needs a topic");
    query.topic = "taxes";
    assert_int_equal(figure_count(&query, NULL, 0, *state, arena, &figure, &err), STATUS_INVALID);
    assert_string_equal(err.text, "no topic 'taxes' in the codelist of topics");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_law_counts_from_the_stage_that_the_basis_asks_for),
        cmocka_unit_test(a_repeal_ends_the_law_of_its_title_only),
        cmocka_unit_test(a_state_counts_once_from_its_earliest_law),
        cmocka_unit_test(all_settings_takes_every_setting_of_the_list),
        cmocka_unit_test(a_comprehensive_law_alone_is_named_but_not_counted_among_the_bans),
        cmocka_unit_test(a_year_may_have_come_before_or_after_a_day_within_it),
        cmocka_unit_test(a_query_must_name_a_topic_that_there_is),
    };
    return cmocka_run_group_tests(tests, counting_setup, counting_teardown);
}
