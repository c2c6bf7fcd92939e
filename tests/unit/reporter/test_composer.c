/* What an edition's report says, given what an aggregator answers. */
#include "support/test.h"

#include "world.h"

#include <stdlib.h>

struct fixture {
    struct world *world;
    struct arena *arena;
    struct document document;
};

static int begin(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);

    f->world = world_create();
    f->arena = arena_create(0);
    *state = f;
    return 0;
}

static int end(void **state)
{
    struct fixture *f = *state;

    world_destroy(f->world);
    arena_destroy(f->arena);
    free(f);
    return 0;
}

static enum status resolve(struct fixture *f, const char *edition, const char *cutoff,
                           struct composer_failure *failure, struct error *err)
{
    struct asker asker = world_asker(f->world);
    struct composer_plan plan;

    return composer_resolve(&asker, edition, cutoff, f->arena, &plan, failure, err);
}

static void an_unknown_edition_is_not_found_and_the_known_ones_are_named(void **state)
{
    struct composer_failure failure;
    struct error err = {0};

    assert_int_equal(resolve(*state, "2016-stokholm", NULL, &failure, &err), STATUS_INVALID);
    assert_string_equal(failure.code, "not_found");
    assert_string_equal(
        err.text,
        "there is no edition '2016-stokholm'; known are 2015-strasbourg and 2016-stockholm");
}

static void a_cutoff_that_is_no_time_is_refused_before_anybody_is_asked(void **state)
{
    struct fixture *f = *state;
    struct composer_failure failure;
    struct error err = {0};

    assert_int_equal(resolve(f, "2016-stockholm", "yesterday", &failure, &err), STATUS_INVALID);
    assert_string_equal(failure.code, "invalid");
    assert_non_null(strstr(err.text, "cutoff"));
    assert_int_equal(f->world->asked, 0);
}

static void an_edition_planned_after_the_cutoff_is_reported_all_the_same(void **state)
{
    struct fixture *f = *state;

    f->world->edition_is_newer = true;
    world_compose(f->world, f->arena, &f->document);
    assert_string_equal(f->document.edition.place, "Stockholm");
    assert_true(f->document.has_previous);
}

static void every_question_names_the_cutoff_that_was_resolved_first(void **state)
{
    struct fixture *f = *state;

    world_compose(f->world, f->arena, &f->document);
    assert_string_equal(f->document.cutoff, WORLD_CUTOFF);
    assert_true(f->world->asked > 20);
    assert_int_equal(f->world->other_cutoffs, 0);
}

static void composing_fails_with(struct fixture *f, enum status expected,
                                 struct composer_failure *failure)
{
    struct asker asker = world_asker(f->world);
    OWNED(reference) reference = NULL;
    struct composer_plan plan;
    struct error err = {0};

    assert_int_equal(
        composer_resolve(&asker, "2016-stockholm", NULL, f->arena, &plan, failure, &err),
        STATUS_OK);
    assert_int_equal(composer_reference(&asker, &plan, f->arena, &reference, failure, &err),
                     STATUS_OK);
    assert_int_equal(
        composer_compose(&asker, &plan, reference, f->arena, &f->document, failure, &err),
        expected);
    assert_int_equal(f->document.n_sections, 0);
}

static void an_answer_of_another_cutoff_ends_the_report(void **state)
{
    struct fixture *f = *state;
    struct composer_failure failure;

    f->world->torn_from = 9;
    composing_fails_with(f, STATUS_FAILED, &failure);
}

static void an_aggregator_that_goes_away_half_way_means_try_again(void **state)
{
    struct fixture *f = *state;
    struct composer_failure failure;

    f->world->away_from = 9;
    composing_fails_with(f, STATUS_RETRY, &failure);
}

static void a_busy_aggregator_tells_when_to_try_again(void **state)
{
    struct fixture *f = *state;
    struct composer_failure failure;

    f->world->busy_from = 9;
    composing_fails_with(f, STATUS_RETRY, &failure);
    assert_int_equal(failure.retry_after_ms, 1234);
}

static void without_reference_data_there_is_no_report(void **state)
{
    struct fixture *f = *state;
    struct asker asker = world_asker(f->world);
    struct composer_plan plan = {.cutoff = WORLD_CUTOFF};
    struct composer_failure failure;
    struct reference *reference = NULL;
    struct error err = {0};

    f->world->no_reference = true;
    assert_int_equal(composer_reference(&asker, &plan, f->arena, &reference, &failure, &err),
                     STATUS_INVALID);
    assert_string_equal(failure.code, "not_found");
}

static void a_treaty_is_concluded_with_number_increase_and_names(void **state)
{
    struct fixture *f = *state;
    const struct document_figure *figure;

    world_compose(f->world, f->arena, &f->document);
    assert_true(world_says(&f->document, "conclusions",
                           "3 States are party to the Optional Protocol on the sale of "));
    assert_true(world_says(
        &f->document, "conclusions",
        "(OPSC), 1 more since Strasbourg (18 June 2015); most recently Borduria (2 March 2016); "
        "Cagliostro (2012); Aland (5 January 2010). In force for 3."));
    assert_true(
        world_says(&f->document, "treaties", "OPSC 3 (in force 3), signed and not yet party 0."));
    figure = world_figure(&f->document, "treaty.OPSC.party.deposited");
    assert_string_equal(figure->value, "3");
    assert_string_equal(figure->basis, "instruments of consent deposited");
    assert_int_equal(figure->date, day_of(2016, 5, 30));
    assert_int_equal(figure->n_entries, 3);
    assert_int_equal(figure->entries[1].provenance[0]->row, day_of(2016, 3, 2) % 1000);
    assert_true(world_has_figure(&f->document, "treaty.OPSC.party.in_force"));
}

static void nothing_reported_is_told_in_words_and_not_as_zero(void **state)
{
    struct fixture *f = *state;

    f->world->nothing_reported = true;
    world_compose(f->world, f->arena, &f->document);
    assert_true(world_says(&f->document, "conclusions",
                           "Nothing was reported of strategies, national surveys, campaigns, "
                           "initiatives led by children and young people, plans of regional "
                           "organizations and global initiatives."));
    assert_true(world_says(&f->document, "campaigns", "No campaign has been reported."));
    assert_true(world_says(&f->document, "strategies",
                           "No multi-sectoral integrated strategy has been reported."));
    assert_true(world_says(&f->document, "treaties",
                           "No action on the Convention on the Rights of the Child (CRC)"));
    assert_true(world_says(&f->document, "surveys", "No value of an indicator"));
    assert_false(world_has_figure(&f->document, "campaign.reported"));
    assert_false(world_has_figure(&f->document, "treaty.OPSC.party.deposited"));
    assert_int_equal(f->document.n_sections, 11);
}

static void campaigns_of_organizations_are_listed_from_all_pages_up_to_the_reference_date(
    void **state)
{
    struct fixture *f = *state;
    const struct document_section *section;

    world_compose(f->world, f->arena, &f->document);
    section = &f->document.sections[5];
    assert_string_equal(section->id, "campaigns");
    assert_int_equal(section->n_tables, 1);
    assert_int_equal(section->tables[0].n_rows, 1);
    assert_string_equal(section->tables[0].cells[0], "Central American Integration System");
    assert_string_equal(section->tables[0].cells[1], "Safe at school");
    assert_true(world_says(&f->document, "campaigns", "organizations reported 1 of their own"));
}

static void a_mean_has_coverage_inputs_and_exclusions_and_a_window_up_to_the_reference_year(
    void **state)
{
    struct fixture *f = *state;
    const struct document_figure *figure;

    world_compose(f->world, f->arena, &f->document);
    figure = world_figure(&f->document, "indicator.PT_F_20-24_MRD_U18.UNICEF_SA");
    assert_string_equal(figure->value, "28.378");
    assert_string_equal(figure->mean->coverage, "99.9");
    assert_int_equal(figure->mean->window_first, 2007);
    assert_int_equal(figure->mean->window_last, 2016);
    assert_int_equal(figure->mean->weight_year, 2015);
    assert_int_equal(figure->n_entries, 2);
    assert_string_equal(figure->entries[0].value, "36.6");
    assert_int_equal(figure->entries[1].role, ENTRY_EXCLUDED);
    assert_true(world_says(
        &f->document, "surveys",
        "South Asia: 28.378 per cent (7 of 8 States, 99.9 per cent of the population covered)."));
}

static void a_withheld_mean_gives_its_reason_and_a_withheld_value_is_not_shown(void **state)
{
    struct fixture *f = *state;
    const struct document_figure *figure;

    world_compose(f->world, f->arena, &f->document);
    figure = world_figure(&f->document, "indicator.PT_F_20-24_MRD_U18.UNICEF_WCA");
    assert_null(figure->value);
    assert_string_equal(figure->withheld_because,
                        "Only 3.1 per cent of the population are covered, less than 50.");
    assert_null(figure->entries[0].value);
    assert_string_equal(figure->entries[0].explanation, "The value is confidential.");
}

static void organizations_are_counted_with_what_they_overlap(void **state)
{
    struct fixture *f = *state;
    const struct document_section *section;
    const struct document_table *table;

    world_compose(f->world, f->arena, &f->document);
    section = &f->document.sections[9];
    assert_string_equal(section->id, "regions");
    table = &section->tables[0];
    assert_string_equal(table->columns[2], "OPSC");
    assert_int_equal(table->n_rows, 4);
    assert_int_equal(table->n_totals, 2);
    assert_string_equal(table->cells[2 * table->n_columns], "distinct over the organizations");
    assert_string_equal(table->cells[2 * table->n_columns + 2], "3");
    assert_true(world_says(&f->document, "regions",
                           "OPSC over the organizations: 3 distinct States (their own counts add "
                           "up to 4), 3 in the world."));
}

static void sources_count_each_cited_fact_once(void **state)
{
    struct fixture *f = *state;
    const struct document_section *section;
    const struct document_table *table;

    world_compose(f->world, f->arena, &f->document);
    section = &f->document.sections[10];
    table = &section->tables[0];
    assert_string_equal(section->id, "sources");
    /* Three OPSC deposits (also behind "in force"), the ban with its two claims, a campaign, values
     * of one row. */
    assert_int_equal(table->n_rows, 4);
    assert_string_equal(table->cells[0], "COE");
    assert_string_equal(table->cells[2], "5");
    assert_string_equal(table->cells[3], "SACG");
    assert_string_equal(table->cells[5], "1");
    assert_true(world_says(&f->document, "sources", "Not among the sources: ASEAN, CBSS"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(an_unknown_edition_is_not_found_and_the_known_ones_are_named),
        TEST(a_cutoff_that_is_no_time_is_refused_before_anybody_is_asked),
        TEST(an_edition_planned_after_the_cutoff_is_reported_all_the_same),
        TEST(every_question_names_the_cutoff_that_was_resolved_first),
        TEST(an_answer_of_another_cutoff_ends_the_report),
        TEST(an_aggregator_that_goes_away_half_way_means_try_again),
        TEST(a_busy_aggregator_tells_when_to_try_again),
        TEST(without_reference_data_there_is_no_report),
        TEST(a_treaty_is_concluded_with_number_increase_and_names),
        TEST(nothing_reported_is_told_in_words_and_not_as_zero),
        TEST(campaigns_of_organizations_are_listed_from_all_pages_up_to_the_reference_date),
        TEST(a_mean_has_coverage_inputs_and_exclusions_and_a_window_up_to_the_reference_year),
        TEST(a_withheld_mean_gives_its_reason_and_a_withheld_value_is_not_shown),
        TEST(organizations_are_counted_with_what_they_overlap),
        TEST(sources_count_each_cited_fact_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
