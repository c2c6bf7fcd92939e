/* The reference data that are shipped, and what is said of broken ones. */
#include "base/text.h"
#include "reference_set.h"
#include "support/test.h"

static int setup(void **state)
{
    *state = reference_set_shipped();
    return 0;
}

static int teardown(void **state)
{
    reference_destroy(*state);
    return 0;
}

static size_t members_on(const struct reference *reference, const char *group, const char *day_text)
{
    OWNED(arena) arena = arena_create(0);
    day_t day;
    size_t n;

    assert_int_equal(day_parse(day_text, 10, &day, NULL), STATUS_OK);
    const struct area **members = reference_members(reference, group, day, arena, &n);
    for (size_t i = 0; i < n; i++) {
        assert_true(i == 0 || strcmp(members[i - 1]->iso3, members[i]->iso3) < 0);
        assert_true(reference_is_member(reference, group, members[i]->iso3, day));
    }
    return n;
}

static void what_is_shipped_is_there_in_order(void **state)
{
    size_t n;
    const struct area *areas = reference_areas(*state, &n);

    assert_int_equal(n, 249);
    for (size_t i = 1; i < n; i++)
        assert_true(strcmp(areas[i - 1].iso3, areas[i].iso3) < 0);
    const struct organization *organizations = reference_organizations(*state, &n);
    assert_int_equal(n, 11);
    assert_string_equal(organizations[0].code, "ASEAN");
    assert_string_equal(organizations[10].code, "SRSG-VAC");
    const struct instrument *instruments = reference_instruments(*state, &n);
    assert_int_equal(n, 7);
    for (size_t i = 1; i < n; i++)
        assert_true(strcmp(instruments[i - 1].code, instruments[i].code) < 0);
    const struct indicator *indicators = reference_indicators(*state, &n);
    assert_int_equal(n, 111);
    for (size_t i = 1; i < n; i++)
        assert_true(strcmp(indicators[i - 1].code, indicators[i].code) < 0);
}

static void every_area_is_found_by_each_of_its_names(void **state)
{
    size_t n;
    const struct area *areas = reference_areas(*state, &n);

    for (size_t i = 0; i < n; i++) {
        const char *const names[] = {areas[i].iso3,    areas[i].iso2,    areas[i].m49,
                                     areas[i].name_en, areas[i].name_fr, areas[i].name_es};
        for (size_t k = 0; k < 6; k++)
            if (names[k] != NULL)
                assert_ptr_equal(reference_area(*state, names[k], strlen(names[k])), &areas[i]);
        assert_ptr_equal(reference_area_by_iso3(*state, areas[i].iso3), &areas[i]);
    }
    assert_null(reference_area_by_iso3(*state, "per"));
    assert_null(reference_area(*state, "", 0));
    assert_null(reference_area(*state, "0", 1));
    assert_null(reference_area(*state, "9999", 4));
    assert_null(reference_area(*state, "PERU ", 5));
}

static void an_area_knows_where_it_belongs(void **state)
{
    const struct area *nepal = reference_area(*state, "Nepal", 5);

    assert_string_equal(nepal->m49, "524");
    assert_string_equal(nepal->m49_region, "Asia");
    assert_string_equal(nepal->m49_subregion, "Southern Asia");
    assert_true(nepal->least_developed);
    assert_false(nepal->small_island);
    assert_true(reference_area(*state, "MDV", 3)->small_island);
}

static void instruments_have_aliases_and_rules(void **state)
{
    const struct instrument *lanzarote = reference_instrument(*state, "Lanzarote", 9);
    const struct instrument *opic = reference_instrument(*state, "op3-crc", 7);
    const struct instrument *crc = reference_instrument(*state, "CRC", 3);

    assert_string_equal(lanzarote->code, "CETS201");
    assert_int_equal(lanzarote->entry_rule, EFFECT_FIRST_OF_MONTH_AFTER_MONTHS);
    assert_int_equal(lanzarote->entry_n, 3);
    assert_int_equal(lanzarote->denunciation_rule, EFFECT_FIRST_OF_MONTH_AFTER_MONTHS);
    assert_int_equal(lanzarote->entered_into_force, day_of(2010, 7, 1));
    assert_string_equal(opic->code, "OPIC");
    assert_int_equal(opic->entry_rule, EFFECT_AFTER_MONTHS);
    assert_int_equal(opic->entry_n, 3);
    assert_int_equal(opic->denunciation_n, 12);
    assert_int_equal(opic->adopted, day_of(2011, 12, 19));
    assert_int_equal(crc->entry_rule, EFFECT_AFTER_DAYS);
    assert_int_equal(crc->entry_n, 30);
    assert_null(reference_instrument(*state, "CEDAW", 5));
    assert_null(reference_instrument(*state, "OPCP;OP3-CRC", 12));
}

static void indicators_say_whom_they_are_about(void **state)
{
    const struct indicator *married = reference_indicator(*state, "pt_f_20-24_mrd_u18", 18);

    assert_string_equal(married->code, "PT_F_20-24_MRD_U18");
    assert_string_equal(married->unit, "PCNT");
    assert_string_equal(married->target, "5.3");
    assert_string_equal(married->population_sex, "F");
    assert_string_equal(married->population_age, "Y20T24");
    assert_null(reference_indicator(*state, "NO_SUCH", 7));
}

static void codes_are_found_in_their_list_only(void **state)
{
    size_t n;

    assert_string_equal(reference_code(*state, "sex", "f", 1)->code, "F");
    assert_string_equal(reference_code(*state, "sex", "F", 1)->name, "Female");
    assert_null(reference_code(*state, "sex", "Q1", 2));
    assert_null(reference_code(*state, "no_list", "F", 1));
    const struct code *settings = reference_codes(*state, "setting", &n);
    assert_int_equal(n, 6);
    assert_string_equal(settings[0].code, "alternative_care");
    assert_null(reference_codes(*state, "no_list", &n));
    assert_int_equal(n, 0);
}

static void members_are_those_of_the_day(void **state)
{
    assert_int_equal(members_on(*state, "ASEAN", "2016-05-30"), 10);
    assert_int_equal(members_on(*state, "ASEAN", "2025-10-25"), 10);
    assert_int_equal(members_on(*state, "ASEAN", "2025-10-26"), 11);
    assert_true(reference_is_member(*state, "CBSS", "RUS", day_of(2022, 5, 16)));
    assert_false(reference_is_member(*state, "CBSS", "RUS", day_of(2022, 5, 17)));
    assert_false(reference_is_member(*state, "CBSS", "PER", day_of(2016, 5, 30)));
    assert_false(reference_is_member(*state, "CBSS", "XXX", day_of(2016, 5, 30)));
    assert_false(reference_is_member(*state, "NONE", "RUS", day_of(2016, 5, 30)));
    assert_int_equal(members_on(*state, "MMI-LAC", "2016-05-30"), 0);
}

static void regions_do_not_change_with_the_day(void **state)
{
    assert_int_equal(members_on(*state, "UNICEF_SA", "1950-01-01"), 8);
    assert_int_equal(members_on(*state, "UNICEF_WCA", "2021-01-01"), 24);
    assert_int_equal(members_on(*state, "M49_034", "2021-01-01"), 9);
    assert_int_equal(members_on(*state, "M49_202", "2021-01-01"),
                     members_on(*state, "M49_014", "2021-01-01")
                         + members_on(*state, "M49_017", "2021-01-01")
                         + members_on(*state, "M49_018", "2021-01-01")
                         + members_on(*state, "M49_011", "2021-01-01"));
    assert_true(members_on(*state, "LDC", "2021-01-01") > 40);
    assert_true(members_on(*state, "SIDS", "2021-01-01") > 40);
}

static void groups_are_organizations_first_and_no_secretariat(void **state)
{
    size_t n;
    const struct group *groups = reference_groups(*state, &n);

    assert_true(n > 40);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(groups[i].is_organization, i < 10);
        assert_ptr_equal(reference_group(*state, groups[i].code), &groups[i]);
        assert_non_null(groups[i].name);
    }
    assert_null(reference_group(*state, "SRSG-VAC"));
    assert_non_null(reference_organization(*state, "SRSG-VAC"));
    assert_null(reference_organization(*state, "sica"));
    assert_string_equal(reference_group(*state, "M49_034")->name, "Southern Asia");
}

static void populations_are_persons_in_whole_five_year_groups(void **state)
{
    const struct area *nepal = reference_area_by_iso3(*state, "NPL");
    const struct area *andorra = reference_area_by_iso3(*state, "AND");
    int64_t women = reference_population(*state, nepal, "F", "Y20T24", 2020);
    int64_t men = reference_population(*state, nepal, "M", "Y20T24", 2020);

    assert_true(women > 1000000 && women < 3000000);
    assert_int_equal(reference_population(*state, nepal, "_T", "Y20T24", 2020), women + men);
    assert_int_equal(reference_population(*state, nepal, "F", "Y15T24", 2020),
                     women + reference_population(*state, nepal, "F", "Y15T19", 2020));
    assert_int_equal(reference_population(*state, nepal, "F", "Y20T24", 2019), -1);
    assert_int_equal(reference_population(*state, nepal, "F", "Y1T14", 2020), -1);
    assert_int_equal(reference_population(*state, nepal, "F", "Y20T29", 2020), -1);
    assert_int_equal(reference_population(*state, nepal, "F", "_T", 2020), -1);
    assert_int_equal(reference_population(*state, nepal, "F", "Y24T20", 2020), -1);
    assert_int_equal(reference_population(*state, nepal, "_O", "Y20T24", 2020), -1);
    assert_int_equal(reference_population(*state, andorra, "F", "Y20T24", 2020), -1);
    assert_int_equal(reference_population_newest_year(*state), 2020);
}

/* One change to the files, and the one problem that it makes. */
struct broken {
    const char *file, *old, *new; /* old NULL: append new; new NULL: remove the file */
    uint32_t row;
    const char *field, *code;
};

static void break_files(struct reference_set *set, const struct broken *broken)
{
    if (broken->new == NULL)
        reference_set_remove(set, broken->file);
    else if (broken->old == NULL)
        reference_set_append(set, broken->file, broken->new);
    else
        reference_set_replace(set, broken->file, broken->old, broken->new);
}

static void each_mistake_is_found_where_it_is(void **state)
{
    static const struct broken cases[] = {
        {"areas.csv", "ATA,AQ,010", "A1A,AQ,010", 9, "areas.csv:iso3", "bad_form"},
        {"areas.csv", "AFG,AF,004", "AFG,AFG1,004", 1, "areas.csv:iso2", "bad_form"},
        {"areas.csv", "ALA,AX,248", "ALA,AX,04", 2, "areas.csv:m49", "bad_form"},
        {"areas.csv", "ALA,AX,248", "ALA,AF,248", 2, "areas.csv:iso2", "duplicate"},
        {"areas.csv", "Åland Islands", "AFGHANISTAN", 2, "areas.csv:name_en", "duplicate"},
        {"areas.csv", "Åland Islands", "", 2, "areas.csv:name_en", "missing"},
        {"areas.csv", "Åland Islands", "\xc5land", 2, "areas.csv:name_en", "not_text"},
        {"areas.csv", "Southern Asia,,yes", "Southern Asia,,maybe", 1, "areas.csv:least_developed",
         "unknown_code"},
        {"areas.csv", "Northern Europe", "Nordic", 2, "areas.csv:m49_subregion", "unknown_code"},
        {"area_aliases.csv", NULL, "PER,Chile\n", 62, "area_aliases.csv:alias", "duplicate"},
        {"area_aliases.csv", NULL, "XXX,Atlantis\n", 62, "area_aliases.csv:iso3", "unknown_area"},
        {"area_aliases.csv", NULL, "PER\n", 62, "area_aliases.csv", "not_csv"},
        {"organizations.csv", NULL, "SICA,Again,intergovernmental,States\n", 12,
         "organizations.csv:code", "duplicate"},
        {"organizations.csv", NULL, "NEW,New,club,States\n", 12, "organizations.csv:kind",
         "unknown_code"},
        {"organizations.csv", NULL, "NEW,New,civil society,all\n", 12,
         "organizations.csv:membership", "unknown_code"},
        {"memberships.csv", NULL, "SICA,XXX,,,x\n", 203, "memberships.csv:iso3", "unknown_area"},
        {"memberships.csv", NULL, "NEW,PER,,,x\n", 203, "memberships.csv:organization",
         "unknown_organization"},
        {"memberships.csv", NULL, "SRSG-VAC,PER,,,x\n", 203, "memberships.csv:organization",
         "unknown_organization"},
        {"memberships.csv", NULL, "ASEAN,BRN,2000-01-01,,x\n", 203, "memberships.csv:iso3",
         "overlap"},
        {"memberships.csv", NULL, "ASEAN,PER,2000-01-01,1999-01-01,x\n", 203,
         "memberships.csv:valid_to", "order"},
        {"memberships.csv", NULL, "ASEAN,PER,2000,,x\n", 203, "memberships.csv:valid_from",
         "not_a_date"},
        {"regions.csv", NULL, "SICA,A region,PER\n", 78, "regions.csv:region", "duplicate"},
        {"regions.csv", NULL, "UNICEF_EECA,Another name,PER\n", 78, "regions.csv:name",
         "contradiction"},
        {"regions.csv", NULL, "UNICEF_EECA,Eastern Europe and Central Asia,UZB\n", 78,
         "regions.csv:iso3", "duplicate"},
        {"m49_regions.csv", NULL, "0x1,Nowhere\n", 30, "m49_regions.csv:code", "bad_form"},
        {"instruments.csv", "30 days", "soon", 1, "instruments.csv:deposit_takes_effect",
         "bad_form"},
        {"instruments.csv", "30 days", "30 weeks", 1, "instruments.csv:deposit_takes_effect",
         "bad_form"},
        {"instruments.csv", "1989-11-20", "1989-11-31", 1, "instruments.csv:adopted", "not_a_date"},
        {"instruments.csv", "1989-11-20", "1991-11-20", 1, "instruments.csv:entered_into_force",
         "order"},
        {"instruments.csv", "OPCP;OP3-CRC", "OPCP;OPSC", 4, "instruments.csv:aliases", "duplicate"},
        {"indicators.csv", "PCNT,8.7", "PERCENT,8.7", 1, "indicators.csv:unit", "unknown_code"},
        {"indicators.csv", "PCNT,8.7", "PCNT,17.1", 1, "indicators.csv:target", "unknown_code"},
        {"indicators.csv", "_T,Y1T14", "X,Y1T14", 3, "indicators.csv:population_sex",
         "unknown_code"},
        {"indicators.csv", "_T,Y1T14", "_T,1-14", 3, "indicators.csv:population_age",
         "unknown_code"},
        {"indicators.csv", NULL, "PT_ADLT_PS_NEC,UNICEF,Again,PCNT,,,,\n", 112,
         "indicators.csv:code", "duplicate"},
        {"populations.csv", NULL, "900,World,Y0T4,2010,1,1\n", 3001, "populations.csv:m49",
         "unknown_area"},
        {"populations.csv", NULL, "524,Nepal,Y0T5,2010,1,1\n", 3001, "populations.csv:age",
         "bad_form"},
        {"populations.csv", NULL, "524,Nepal,Y0T4,MMX,1,1\n", 3001, "populations.csv:year",
         "not_a_date"},
        {"populations.csv", NULL, "524,Nepal,Y0T4,2015,1,1\n", 3001, "populations.csv:age",
         "duplicate"},
        {"populations.csv", NULL, "524,Nepal,Y0T4,2030,\"1,5\",1\n", 3001,
         "populations.csv:female_thousands", "not_a_number"},
        {"populations.csv", NULL, "524,Nepal,Y0T4,2030,1,-1\n", 3001,
         "populations.csv:male_thousands", "out_of_range"},
        {"codelists/sex.csv", NULL, "f,again\n", 7, "codelists/sex.csv:code", "duplicate"},
        {"codelists/sex.csv", NULL, "A;B,both\n", 7, "codelists/sex.csv:code", "bad_form"},
        {"codelists/sex.csv", NULL, "X,\n", 7, "codelists/sex.csv:name", "missing"},
        {"codelists/sex.csv", NULL, "\"X,open\n", 0, "codelists/sex.csv", "not_csv"},
        {"codelists/topic.csv", "code,name", "code,name,note", 0, "codelists/topic.csv",
         "unknown_column"},
        {"codelists/topic.csv", "code,name", "code", 0, "codelists/topic.csv:name", "missing"},
        {"codelists/topic.csv", NULL, NULL, 0, "codelists/topic.csv", "missing"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reference_set set;
        reference_set_read(&set);
        break_files(&set, &cases[i]);
        assert_null(reference_set_parse(&set));
        const struct problem *problem = &set.problems.listed[0];
        if (set.problems.count != 1 || problem->row != cases[i].row
            || strcmp(problem->field, cases[i].field) != 0
            || strcmp(problem->code, cases[i].code) != 0)
            fail_msg("case %zu (%s %s): %zu problems, %u %s %s: %s", i, cases[i].field,
                     cases[i].code, set.problems.count, problem->row, problem->field, problem->code,
                     problem->message);
        assert_true(strlen(problem->message) > 10);
        reference_set_finish(&set);
    }
}

static void problems_of_all_files_are_collected(void **state)
{
    struct reference_set set;

    (void)state;
    reference_set_read(&set);
    reference_set_append(&set, "populations.csv", "524,Nepal,Y0T4,2015,x,y\n");
    reference_set_append(&set, "organizations.csv", "NEW,New,club,all\n");
    reference_set_remove(&set, "codelists/yes_no.csv");
    assert_null(reference_set_parse(&set));
    assert_int_equal(set.problems.count, 5);
    reference_set_finish(&set);
}

static void unknown_files_are_refused(void **state)
{
    struct reference_set set;

    (void)state;
    reference_set_read(&set);
    set.files[set.n++] =
        (struct reference_file){"codelists/gender.csv", (const uint8_t *)"code,name\n", 10};
    set.files[set.n] = set.files[0];
    set.n++;
    assert_null(reference_set_parse(&set));
    assert_int_equal(set.problems.count, 2);
    assert_string_equal(set.problems.listed[0].code, "unknown_file");
    assert_string_equal(set.problems.listed[0].field, "codelists/gender.csv");
    assert_string_equal(set.problems.listed[1].field, set.files[0].name);
    reference_set_finish(&set);
}

static void nothing_at_all_is_many_problems(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct reference *reference = NULL;
    struct problems problems;
    struct error err;

    (void)state;
    assert_int_equal(reference_parse(NULL, 0, arena, &reference, &problems, &err), STATUS_INVALID);
    assert_null(reference);
    assert_int_equal(problems.count, 9 + 18);
}

static void a_small_arena_for_problems_does_no_harm(void **state)
{
    OWNED(arena) arena = arena_create(500);
    struct reference *reference = NULL;
    struct problems problems;
    struct error err;

    (void)state;
    assert_int_equal(reference_parse(NULL, 0, arena, &reference, &problems, &err), STATUS_INVALID);
    assert_null(reference);
    assert_int_equal(problems.count, 9 + 18);
    assert_true(problems.n_listed < problems.count);
    assert_non_null(strstr(err.text, "too many to list"));
}

static void columns_may_stand_in_any_order(void **state)
{
    struct reference_set set;

    (void)state;
    reference_set_read(&set);
    reference_set_remove(&set, "codelists/yes_no.csv");
    set.files[set.n++] = (struct reference_file){
        "codelists/yes_no.csv", (const uint8_t *)"\xef\xbb\xbfname,code\r\nYes,yes\r\nNo,no\r\n",
        30};
    struct reference *reference = reference_set_parse(&set);
    assert_non_null(reference);
    assert_string_equal(reference_code(reference, "yes_no", "YES", 3)->name, "Yes");
    reference_destroy(reference);
    reference_set_finish(&set);
}

static void the_digest_depends_on_names_and_contents_but_not_on_order(void **state)
{
    struct reference_file files[] = {{"a.csv", (const uint8_t *)"x", 1},
                                     {"b.csv", (const uint8_t *)"y", 1}};
    struct reference_file turned[] = {files[1], files[0]};
    struct reference_file other[] = {{"a.csv", (const uint8_t *)"xb", 2},
                                     {"b.csv", (const uint8_t *)"", 0}};
    uint8_t first[32], second[32];

    (void)state;
    reference_digest(files, 2, first);
    reference_digest(turned, 2, second);
    assert_memory_equal(first, second, 32);
    reference_digest(other, 2, second);
    assert_memory_not_equal(first, second, 32);
    reference_digest(files, 1, second);
    assert_memory_not_equal(first, second, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_shipped_is_there_in_order),
        cmocka_unit_test(every_area_is_found_by_each_of_its_names),
        cmocka_unit_test(an_area_knows_where_it_belongs),
        cmocka_unit_test(instruments_have_aliases_and_rules),
        cmocka_unit_test(indicators_say_whom_they_are_about),
        cmocka_unit_test(codes_are_found_in_their_list_only),
        cmocka_unit_test(members_are_those_of_the_day),
        cmocka_unit_test(regions_do_not_change_with_the_day),
        cmocka_unit_test(groups_are_organizations_first_and_no_secretariat),
        cmocka_unit_test(populations_are_persons_in_whole_five_year_groups),
        cmocka_unit_test(each_mistake_is_found_where_it_is),
        cmocka_unit_test(problems_of_all_files_are_collected),
        cmocka_unit_test(unknown_files_are_refused),
        cmocka_unit_test(nothing_at_all_is_many_problems),
        cmocka_unit_test(a_small_arena_for_problems_does_no_harm),
        cmocka_unit_test(columns_may_stand_in_any_order),
        cmocka_unit_test(the_digest_depends_on_names_and_contents_but_not_on_order),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
