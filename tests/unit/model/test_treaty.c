#include "counting.h"
#include "model/treaty.h"
#include "support/test.h"

struct treaty_case {
    const char *facts[6]; /* besides the instrument, OPIC */
    const char *reference_date;
    enum basis basis;
    enum treaty_status status;
    const char *states, *undetermined, *disagreements;
};

static void check_case(const struct reference *reference, const struct treaty_case *c)
{
    SCOPED(fact_set) set;
    struct count_query query = treaty_query("OPIC", c->reference_date);

    fact_set_init(&set);
    for (size_t i = 0; i < 6 && c->facts[i] != NULL; i++)
        fact_set_add(&set, KIND_TREATY_ACTION,
                     arena_printf(set.arena, "instrument=OPIC|%s", c->facts[i]));
    if (c->basis != 0)
        query.basis = c->basis;
    if (c->status != 0)
        query.status = c->status;
    struct figure figure = count_of(&set, reference, &query);
    assert_string_equal(states_of(&set, &figure), c->states);
    assert_string_equal(undetermined_of(&set, &figure), c->undetermined ? c->undetermined : "");
    assert_string_equal(disagreements_of(&set, &figure), c->disagreements ? c->disagreements : "");
}

#define CHECK_CASES(state, cases)                                    \
    for (size_t i_ = 0; i_ < sizeof(cases) / sizeof(cases)[0]; i_++) \
    check_case(*(state), &(cases)[i_])

static void every_kind_of_consent_makes_a_party_and_nothing_else_does(void **state)
{
    static const char *const actions[][2] = {{"ratification", "HUN 2015-03-01"},
                                             {"acceptance", "HUN 2015-03-01"},
                                             {"approval", "HUN 2015-03-01"},
                                             {"accession", "HUN 2015-03-01"},
                                             {"succession", "HUN 2015-03-01"},
                                             {"formal_confirmation", "HUN 2015-03-01"},
                                             {"signature", ""},
                                             {"denunciation", ""},
                                             {"reservation", ""},
                                             {"declaration", ""},
                                             {"objection", ""},
                                             {"withdrawal", ""},
                                             {"territorial_extension", ""}};

    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        SCOPED(fact_set) set;
        struct count_query query = treaty_query("OPIC", "2016-05-30");
        fact_set_init(&set);
        fact_set_add(&set, KIND_TREATY_ACTION,
                     arena_printf(set.arena,
                                  "ref_area=HUN|instrument=OPIC|date=2015-03-01|action=%s",
                                  actions[i][0]));
        struct figure figure = count_of(&set, *state, &query);
        assert_string_equal(states_of(&set, &figure), actions[i][1]);
    }
}

static void a_deposit_counts_from_its_day_on(void **state)
{
    static const struct treaty_case cases[] = {
        {{"ref_area=HUN|action=ratification|date=2016-05-30"},
         "2016-05-30",
         .states = "HUN 2016-05-30"},
        {{"ref_area=HUN|action=ratification|date=2016-05-31"}, "2016-05-30", .states = ""},
        {{"ref_area=HUN|action=ratification|date=2016"}, "2016-05-30", .states = "HUN 2016-01-01"},
        {{"ref_area=HUN|action=ratification|date=2016-05"},
         "2016-05-30",
         .states = "HUN 2016-05-01"},
        {{"ref_area=HUN|action=ratification|date=2016-06"}, "2016-05-30", .states = ""},
        {{"ref_area=HUN|action=ratification|date=2016-05-30|date_is=on_or_before"},
         "2016-05-30",
         .states = "HUN 2016-05-30"},
    };
    CHECK_CASES(state, cases);
}

static void a_deposit_on_or_before_a_later_day_is_undetermined(void **state)
{
    static const struct treaty_case cases[] = {
        {{"ref_area=HUN|action=ratification|date=2016-05-31|date_is=on_or_before"},
         "2016-05-30",
         .states = "",
         .undetermined = "HUN 2016-05-31"},
        {{"ref_area=HUN|action=ratification"}, /* recorded 2016-06-01 */
         "2016-05-30",
         .states = "",
         .undetermined = "HUN 2016-06-01"},
        {{"ref_area=HUN|action=ratification|recorded=2016-05-29"},
         "2016-05-30",
         .states = "HUN 2016-05-29"},
        /* not in force before the treaty itself is: 2014-04-14 */
        {{"ref_area=HUN|action=ratification|date=2016-05-31|date_is=on_or_before"},
         "2014-04-13",
         .basis = BASIS_IN_FORCE,
         .states = "",
         .undetermined = ""},
    };
    CHECK_CASES(state, cases);
}

static void in_force_is_the_reported_day_or_the_rules(void **state)
{
    static const struct treaty_case cases[] = {
        /* three months after the deposit */
        {{"ref_area=HUN|action=ratification|date=2015-11-30"},
         "2016-02-29",
         .basis = BASIS_IN_FORCE,
         .states = "HUN 2016-02-29"},
        {{"ref_area=HUN|action=ratification|date=2015-11-30"},
         "2016-02-28",
         .basis = BASIS_IN_FORCE,
         .states = ""},
        /* not before the treaty's own */
        {{"ref_area=HUN|action=ratification|date=2012-01-01"},
         "2014-04-14",
         .basis = BASIS_IN_FORCE,
         .states = "HUN 2014-04-14"},
        {{"ref_area=HUN|action=ratification|date=2012-01-01"},
         "2014-04-13",
         .basis = BASIS_IN_FORCE,
         .states = ""},
        /* as reported, by whoever agrees with the claim used */
        {{"ref_area=HUN|action=ratification|date=2015-11-30",
          "ref_area=HUN|action=ratification|date=2015-11-30|entry_into_force=2015-12-24|"
          "organization=COE"},
         "2016-01-01",
         .basis = BASIS_IN_FORCE,
         .states = "HUN 2015-12-24"},
        {{"ref_area=HUN|action=ratification|date=2015-11-30|entry_into_force=2015-12-23",
          "ref_area=HUN|action=ratification|date=2015-11-30|entry_into_force=2015-12-24|"
          "organization=COE"},
         "2016-01-01",
         .basis = BASIS_IN_FORCE,
         .states = "HUN 2015-12-24",
         .disagreements =
             "HUN: date of entry into force for the State: *2015-12-24 (COE) | 2015-12-23 (ACPF)"},
        {{"ref_area=HUN|action=ratification|date=2015|date_is=on"},
         "2016-01-01",
         .basis = BASIS_IN_FORCE,
         .states = "HUN 2015-04-01"},
    };
    CHECK_CASES(state, cases);
}

static void the_rules_of_entry_into_force_count_days_months_and_first_days_of_months(void **state)
{
    static const struct {
        enum effect_rule rule;
        int n;
        const char *deposited, *effect;
    } cases[] = {
        {EFFECT_AFTER_DAYS, 30, "2016-01-31", "2016-03-01"},
        {EFFECT_AFTER_DAYS, 30, "2015-01-31", "2015-03-02"},
        {EFFECT_AFTER_MONTHS, 1, "2015-01-31", "2015-02-28"},
        {EFFECT_AFTER_MONTHS, 12, "2016-02-29", "2017-02-28"},
        {EFFECT_FIRST_OF_MONTH_AFTER_MONTHS, 3, "2016-01-15", "2016-05-01"},
        {EFFECT_FIRST_OF_MONTH_AFTER_MONTHS, 3, "2016-01-01", "2016-05-01"},
        {EFFECT_FIRST_OF_MONTH_AFTER_MONTHS, 3, "2015-11-30", "2016-03-01"},
        {EFFECT_FIRST_OF_MONTH_AFTER_MONTHS, 3, "2015-09-15", "2016-01-01"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(treaty_effect(cases[i].rule, cases[i].n, day_from(cases[i].deposited)),
                         day_from(cases[i].effect));
    assert_int_equal(treaty_effect(EFFECT_AFTER_DAYS, 30, DAY_MIN), DAY_MIN);
    assert_int_equal(treaty_effect(EFFECT_AFTER_MONTHS, 3, DAY_MAX), DAY_MAX);
}

#define RATIFIED  "ref_area=HUN|action=ratification|date=2014-06-01"
#define DENOUNCED "ref_area=HUN|action=denunciation|date=2015-01-15" /* effect: 2016-01-15 */
#define AGAIN     "ref_area=HUN|action=accession|date=2016-04-01"

static void a_denunciation_ends_it_when_it_takes_effect_and_a_later_consent_begins_anew(
    void **state)
{
    static const struct treaty_case cases[] = {
        {{RATIFIED, DENOUNCED}, "2016-01-14", .states = "HUN 2014-06-01"},
        {{RATIFIED, DENOUNCED}, "2016-01-15", .states = ""},
        {{RATIFIED, DENOUNCED, AGAIN}, "2016-03-31", .states = ""},
        {{RATIFIED, DENOUNCED, AGAIN}, "2016-04-01", .states = "HUN 2016-04-01"},
        {{RATIFIED, DENOUNCED, AGAIN}, "2016-06-30", .basis = BASIS_IN_FORCE, .states = ""},
        {{RATIFIED, DENOUNCED, AGAIN},
         "2016-07-01",
         .basis = BASIS_IN_FORCE,
         .states = "HUN 2016-07-01"},
        /* left and joined again on one day, with a new reservation */
        {{RATIFIED, DENOUNCED, "ref_area=HUN|action=accession|date=2015-01-15"},
         "2016-05-30",
         .states = "HUN 2015-01-15"},
        /* a consent known as "on or before" does not come after the denunciation */
        {{DENOUNCED, "ref_area=HUN|action=ratification|date=2016-05-30|date_is=on_or_before"},
         "2016-05-30",
         .states = ""},
        /* nothing to denounce */
        {{DENOUNCED, AGAIN}, "2016-05-30", .states = "HUN 2016-04-01"},
        {{RATIFIED, "ref_area=HUN|action=withdrawal|date=2015-01-15"},
         "2016-05-30",
         .states = "HUN 2014-06-01"},
        {{RATIFIED, DENOUNCED, "ref_area=HUN|action=denunciation|date=2015-02-01|organization=COE"},
         "2016-01-20",
         .states = "HUN 2014-06-01",
         .disagreements = "HUN: date of denunciation: *2015-02-01 (COE) | 2015-01-15 (ACPF)"},
        /* the reported day of effect goes before the rule */
        {{RATIFIED, DENOUNCED "|entry_into_force=2015-06-15"},
         "2015-06-14",
         .states = "HUN 2014-06-01"},
        {{RATIFIED, DENOUNCED "|entry_into_force=2015-06-15"}, "2015-06-15", .states = ""},
        {{RATIFIED, DENOUNCED "|entry_into_force=2015-06-15",
          DENOUNCED "|entry_into_force=2015-06-16|organization=COE"},
         "2015-06-15",
         .states = "HUN 2014-06-01",
         .disagreements = "HUN: date of effect of the denunciation for the State: *2015-06-16 (COE)"
                          " | 2015-06-15 (ACPF)"},
    };
    CHECK_CASES(state, cases);
}

static void signatories_are_those_who_signed_and_never_consented(void **state)
{
    static const struct treaty_case cases[] = {
        {{"ref_area=HUN|action=signature|date=2012-02-28"},
         "2016-05-30",
         .status = TREATY_SIGNATORY,
         .states = "HUN 2012-02-28"},
        {{"ref_area=HUN|action=signature|date=2012-02-28"},
         "2012-02-27",
         .status = TREATY_SIGNATORY,
         .states = ""},
        {{"ref_area=HUN|action=signature|date=2012-02-28", RATIFIED},
         "2014-05-31",
         .status = TREATY_SIGNATORY,
         .states = "HUN 2012-02-28"},
        {{"ref_area=HUN|action=signature|date=2012-02-28", RATIFIED},
         "2014-06-01",
         .status = TREATY_SIGNATORY,
         .states = ""},
        {{"ref_area=HUN|action=signature|date=2012-02-28", RATIFIED, DENOUNCED},
         "2016-05-30",
         .status = TREATY_SIGNATORY,
         .states = ""},
        /* deposited, not yet in force: no longer a mere signatory */
        {{"ref_area=HUN|action=signature|date=2012-02-28", RATIFIED},
         "2014-06-02",
         .basis = BASIS_IN_FORCE,
         .status = TREATY_SIGNATORY,
         .states = ""},
        {{"ref_area=HUN|action=signature|date=2012-02-28",
          "ref_area=HUN|action=signature|date=2012-02|organization=COE"},
         "2016-05-30",
         .status = TREATY_SIGNATORY,
         .states = "HUN 2012-02-28",
         .disagreements = "HUN: date of signature: *2012-02-28 (ACPF) | 2012-02 (COE)"},
        /* when exactly it became a party is another question */
        {{"ref_area=HUN|action=signature|date=2012-02-28", RATIFIED,
          "ref_area=HUN|action=ratification|date=2014-06-02|organization=COE"},
         "2016-05-30",
         .status = TREATY_SIGNATORY,
         .states = ""},
    };
    CHECK_CASES(state, cases);
}

static void of_conflicting_dates_the_most_precise_then_the_latest_is_used(void **state)
{
    static const struct treaty_case cases[] = {
        {{"ref_area=HUN|action=ratification|date=2015",
          "ref_area=HUN|action=ratification|date=2014-03|organization=COE",
          "ref_area=HUN|action=ratification|date=2013-05-05|organization=LAS",
          "ref_area=HUN|action=ratification|date=2016-05-30|date_is=on_or_before|organization="
          "SICA"},
         "2016-05-30",
         .states = "HUN 2013-05-05",
         .disagreements = "HUN: date of ratification: *2013-05-05 (LAS) | 2014-03 (COE) | 2015 "
                          "(ACPF) | not later "
                          "than 2016-05-30 (SICA)"},
        {{"ref_area=HUN|action=ratification|date=2013-05-05",
          "ref_area=HUN|action=ratification|date=2013-05-06|organization=COE"},
         "2016-05-30",
         .states = "HUN 2013-05-06",
         .disagreements = "HUN: date of ratification: *2013-05-06 (COE) | 2013-05-05 (ACPF)"},
        /* those who agree are one claim; one without a date contradicts nobody */
        {{"ref_area=HUN|action=ratification|date=2013-05-05|organization=LAS",
          "ref_area=HUN|action=ratification|date=2013-05-05|organization=COE",
          "ref_area=HUN|action=ratification|organization=ACPF"},
         "2016-05-30",
         .states = "HUN 2013-05-05"},
        {{"ref_area=HUN|action=ratification|date=2013-05-05",
          "ref_area=HUN|action=accession|date=2013-05-05|organization=COE"},
         "2016-05-30",
         .states = "HUN 2013-05-05",
         .disagreements = "HUN: consent to be bound: *ratification, 2013-05-05 (ACPF) | accession, "
                          "2013-05-05 (COE)"},
        /* nobody contradicts anybody about what has not happened yet */
        {{"ref_area=HUN|action=ratification|date=2017-05-05",
          "ref_area=HUN|action=ratification|date=2018-05-06|organization=COE"},
         "2016-05-30",
         .states = ""},
    };
    CHECK_CASES(state, cases);
}

static void an_entry_names_the_claim_used_and_who_agrees_with_it(void **state)
{
    SCOPED(fact_set) set;
    struct count_query query = treaty_query("opcp", "2016-05-30"); /* an alias */

    fact_set_init(&set);
    fact_set_add(
        &set, KIND_TREATY_ACTION,
        "ref_area=HUN|instrument=OPIC|action=accession|date=2013-05-05|organization=LAS|source=a");
    fact_set_add(
        &set, KIND_TREATY_ACTION,
        "ref_area=HUN|instrument=OPIC|action=accession|date=2013-05-05|organization=COE|source=c");
    fact_set_add(
        &set, KIND_TREATY_ACTION,
        "ref_area=HUN|instrument=OPIC|action=accession|date=2013-05-05|organization=COE|source=b");
    fact_set_add(
        &set, KIND_TREATY_ACTION,
        "ref_area=HUN|instrument=OPSC|action=accession|date=2012-05-05|organization=COE|source=b");
    struct figure figure = count_of(&set, *state, &query);
    assert_int_equal(figure.n_states, 1);
    const struct state_entry *entry = &figure.states[0];
    assert_string_equal(entry->name, "Hungary");
    assert_string_equal(entry->what, "accession");
    assert_string_equal(entry->date, "2013-05-05");
    assert_string_equal(entry->date_is, "on");
    assert_int_equal(entry->n_provenance, 3);
    assert_int_equal(entry->provenance[0]->row, 3);
    assert_int_equal(entry->provenance[1]->row, 2);
    assert_int_equal(entry->provenance[2]->row, 1);
}

static void a_fact_without_a_date_is_listed_without_one(void **state)
{
    SCOPED(fact_set) set;
    struct count_query query = treaty_query("OPIC", "2016-05-30");

    fact_set_init(&set);
    fact_set_add(&set, KIND_TREATY_ACTION,
                 "ref_area=HUN|instrument=OPIC|action=accession|recorded=2016-05-30");
    struct figure figure = count_of(&set, *state, &query);
    assert_string_equal(states_of(&set, &figure), "HUN 2016-05-30");
    assert_string_equal(figure.states[0].date, "");
    assert_string_equal(figure.states[0].date_is, "on");
}

static void since_tells_new_from_old_and_from_what_nobody_knows(void **state)
{
    SCOPED(fact_set) set;
    struct count_query query = treaty_query("OPIC", "2016-05-30");
    static const char *const rows[] = {
        "ref_area=AUT|action=ratification|date=2015-06-18",
        "ref_area=BEL|action=ratification|date=2015-06-19",
        "ref_area=DNK|action=ratification|date=2016-05-30|date_is=on_or_before",
        "ref_area=EST|action=ratification|date=2015",
        "ref_area=FIN|action=ratification|date=2015-06-01|date_is=on_or_before",
        /* there, left, came back: counted then */
        "ref_area=HUN|action=ratification|date=2012-06-01",
        "ref_area=HUN|action=denunciation|date=2014-07-01", /* effect 2015-07-01 */
        "ref_area=HUN|action=ratification|date=2016-01-01",
        /* there, left, came back: gone then */
        "ref_area=ITA|action=ratification|date=2012-06-01",
        "ref_area=ITA|action=denunciation|date=2014-06-01", /* effect 2015-06-01 */
        "ref_area=ITA|action=ratification|date=2016-01-01",
        /* was there then, is gone */
        "ref_area=NOR|action=ratification|date=2012-06-01",
        "ref_area=NOR|action=denunciation|date=2015-05-01", /* effect 2016-05-01 */
    };

    fact_set_init(&set);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        fact_set_add(&set, KIND_TREATY_ACTION,
                     arena_printf(set.arena, "instrument=OPIC|%s", rows[i]));
    query.has_since = true;
    query.since = day_from("2015-06-18");
    struct figure figure = count_of(&set, *state, &query);
    assert_string_equal(states_of(&set, &figure),
                        "AUT 2015-06-18 old, BEL 2015-06-19 new, DNK 2016-05-30 unknown, "
                        "EST 2015-01-01 unknown, FIN 2015-06-01 old, HUN 2016-01-01 old, "
                        "ITA 2016-01-01 new");
    assert_int_equal(figure.increase_at_least, 2);
    assert_int_equal(figure.increase_at_most, 4);
    assert_int_equal(figure.count_since, 5); /* AUT EST FIN HUN NOR */
}

static void a_query_must_name_an_instrument_that_there_is(void **state)
{
    struct figure figure;
    struct error err = {0};
    OWNED(arena) arena = arena_create(0);
    struct count_query query = treaty_query(NULL, "2016-05-30");

    assert_int_equal(figure_count(&query, NULL, 0, *state, arena, &figure, &err), STATUS_INVALID);
    assert_string_equal(err.text, "counting treaty actions needs an instrument");
    query.instrument = "OPXX";
    assert_int_equal(figure_count(&query, NULL, 0, *state, arena, &figure, &err), STATUS_INVALID);
    assert_string_equal(err.text, "no instrument 'OPXX' in the reference data");
    query.instrument = "OPIC";
    query.has_since = true;
    query.since = query.reference_date + 1;
    assert_int_equal(figure_count(&query, NULL, 0, *state, arena, &figure, &err), STATUS_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_consent_makes_a_party_and_nothing_else_does),
        cmocka_unit_test(a_deposit_counts_from_its_day_on),
        cmocka_unit_test(a_deposit_on_or_before_a_later_day_is_undetermined),
        cmocka_unit_test(in_force_is_the_reported_day_or_the_rules),
        cmocka_unit_test(the_rules_of_entry_into_force_count_days_months_and_first_days_of_months),
        cmocka_unit_test(
            a_denunciation_ends_it_when_it_takes_effect_and_a_later_consent_begins_anew),
        cmocka_unit_test(signatories_are_those_who_signed_and_never_consented),
        cmocka_unit_test(of_conflicting_dates_the_most_precise_then_the_latest_is_used),
        cmocka_unit_test(an_entry_names_the_claim_used_and_who_agrees_with_it),
        cmocka_unit_test(a_fact_without_a_date_is_listed_without_one),
        cmocka_unit_test(since_tells_new_from_old_and_from_what_nobody_knows),
        cmocka_unit_test(a_query_must_name_an_instrument_that_there_is),
    };
    return cmocka_run_group_tests(tests, counting_setup, counting_teardown);
}
