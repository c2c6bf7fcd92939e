/* The words of counts, increases and most recent States. */
#include "support/test.h"

#include "reporter/sentence.h"

static const struct wording treaty = {"State",
                                      "States",
                                      "is party to the Protocol",
                                      "are party to the Protocol",
                                      "No State is party to the Protocol",
                                      2};

static int with_arena(void **state)
{
    *state = arena_create(0);
    return 0;
}

static int without_arena(void **state)
{
    arena_destroy(*state);
    return 0;
}

static struct state_entry on(const char *name, const char *date, day_t from)
{
    return (struct state_entry){
        .ref_area = name, .name = name, .date = date, .date_is = "on", .counts_from = from};
}

static struct state_entry before(const char *name, const char *date, day_t from,
                                 enum since_answer since)
{
    return (struct state_entry){.ref_area = name,
                                .name = name,
                                .date = date,
                                .date_is = "on_or_before",
                                .counts_from = from,
                                .since = since};
}

static void an_increase_is_told_with_the_meeting_and_its_date(void **state)
{
    struct figure figure = {.n_states = 173,
                            .has_since = true,
                            .increase_at_least = 4,
                            .increase_at_most = 4,
                            .count_since = 169};

    assert_string_equal(sentence_increase(*state, &figure, "Strasbourg (18 June 2015)"),
                        "4 more since Strasbourg (18 June 2015)");
}

static void no_increase_is_none(void **state)
{
    struct figure figure = {.n_states = 22, .has_since = true, .count_since = 22};

    assert_string_equal(sentence_increase(*state, &figure, "Strasbourg"), "none since Strasbourg");
}

static void states_that_left_are_told_beside_those_that_came(void **state)
{
    struct figure figure = {.n_states = 21,
                            .has_since = true,
                            .increase_at_least = 1,
                            .increase_at_most = 1,
                            .count_since = 22};

    assert_string_equal(sentence_increase(*state, &figure, "Strasbourg"),
                        "1 more and 2 fewer since Strasbourg");
}

static void without_a_previous_edition_there_is_no_increase(void **state)
{
    struct figure figure = {.n_states = 3};

    assert_null(sentence_increase(*state, &figure, NULL));
}

static void an_increase_that_dates_leave_open_is_a_range_with_its_reason(void **state)
{
    day_t day = day_of(2016, 5, 30);
    struct state_entry states[] = {before("A", "2016-05-30", day, SINCE_UNKNOWN),
                                   before("B", "2016-05-30", day, SINCE_UNKNOWN)};
    struct figure figure = {
        .states = states, .n_states = 2, .has_since = true, .increase_at_most = 2};

    assert_string_equal(sentence_increase(*state, &figure, "Strasbourg"),
                        "up to 2 more since Strasbourg, depending on 2 States whose date is "
                        "reported only as \"on or before 30 May 2016\"");
    states[1].date = "2016-03-01";
    assert_string_equal(sentence_increase(*state, &figure, "Strasbourg"),
                        "up to 2 more since Strasbourg, depending on 2 States whose date is "
                        "reported only as the latest possible one");
    states[1] = on("B", "2015", day_of(2015, 1, 1));
    states[1].since = SINCE_UNKNOWN;
    assert_string_equal(sentence_increase(*state, &figure, "Strasbourg"),
                        "up to 2 more since Strasbourg, depending on 2 States whose date is "
                        "reported not to the day");
}

static void an_increase_of_a_count_that_is_open_is_at_least(void **state)
{
    struct figure figure = {
        .n_states = 1, .has_since = true, .count_since = 1, .n_undetermined = 44};

    assert_string_equal(sentence_increase(*state, &figure, "Strasbourg"),
                        "how many more since Strasbourg is not known");
    figure.increase_at_least = figure.increase_at_most = 2;
    figure.n_states = 3;
    assert_string_equal(sentence_increase(*state, &figure, "Strasbourg"),
                        "at least 2 more since Strasbourg");
}

static void the_most_recent_are_named_newest_first_with_all_that_tie(void **state)
{
    struct state_entry states[] = {on("Fiji", "2016-03", day_of(2016, 3, 1)),
                                   on("Kenya", "2014", day_of(2014, 1, 1)),
                                   on("Peru", "2014", day_of(2014, 1, 1)),
                                   on("Samoa", "2016-04-29", day_of(2016, 4, 29)),
                                   on("Tonga", "2014", day_of(2014, 1, 1)),
                                   on("Wallachia", "1999-01-01", day_of(1999, 1, 1))};
    struct figure figure = {.states = states, .n_states = 6};

    assert_string_equal(sentence_most_recent(*state, &figure, 2),
                        "most recently Samoa (29 April 2016); Fiji (March 2016)");
    assert_string_equal(
        sentence_most_recent(*state, &figure, 3),
        "most recently Samoa (29 April 2016); Fiji (March 2016); Kenya, Peru and Tonga (2014)");
}

static void many_states_of_an_open_date_are_not_the_most_recent(void **state)
{
    day_t day = day_of(2016, 5, 30);
    struct state_entry states[] = {before("A", "2016-05-30", day, SINCE_NOT_ASKED),
                                   before("B", "2016-05-30", day, SINCE_NOT_ASKED),
                                   before("C", "2016-05-30", day, SINCE_NOT_ASKED),
                                   on("D", "2011", day_of(2011, 1, 1))};
    struct figure figure = {.states = states, .n_states = 3};

    assert_null(sentence_most_recent(*state, &figure, 2));
    assert_string_equal(sentence_most_recent(*state, &figure, 3),
                        "namely A, B and C (on or before 30 May 2016)");
    figure.n_states = 4;
    assert_string_equal(sentence_most_recent(*state, &figure, 2),
                        "of those whose date is known, most recently D (2011)");
}

static void a_count_reads_as_one_sentence(void **state)
{
    struct state_entry states[] = {on("Fiji", "2016-03-01", day_of(2016, 3, 1)),
                                   on("Samoa", "2016-04-29", day_of(2016, 4, 29))};
    struct figure figure = {.states = states, .n_states = 2};

    assert_string_equal(sentence_count(*state, &figure, &treaty, "2 more since Strasbourg"),
                        "2 States are party to the Protocol, 2 more since Strasbourg; most "
                        "recently Samoa (29 April "
                        "2016); Fiji (1 March 2016).");
    figure.n_states = 1;
    assert_string_equal(sentence_count(*state, &figure, &treaty, NULL),
                        "1 State is party to the Protocol; most recently Fiji (1 March 2016).");
    figure.n_undetermined = 3;
    assert_string_equal(sentence_count(*state, &figure, &treaty, NULL),
                        "1 State is party to the Protocol (for 3 more the date reported cannot "
                        "tell); most recently "
                        "Fiji (1 March 2016).");
}

static void nothing_reported_says_so(void **state)
{
    struct figure figure = {.has_since = true};

    assert_string_equal(sentence_count(*state, &figure, &treaty, "none since Strasbourg"),
                        "No State is party to the Protocol.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_increase_is_told_with_the_meeting_and_its_date),
        cmocka_unit_test(no_increase_is_none),
        cmocka_unit_test(states_that_left_are_told_beside_those_that_came),
        cmocka_unit_test(without_a_previous_edition_there_is_no_increase),
        cmocka_unit_test(an_increase_that_dates_leave_open_is_a_range_with_its_reason),
        cmocka_unit_test(an_increase_of_a_count_that_is_open_is_at_least),
        cmocka_unit_test(the_most_recent_are_named_newest_first_with_all_that_tie),
        cmocka_unit_test(many_states_of_an_open_date_are_not_the_most_recent),
        cmocka_unit_test(a_count_reads_as_one_sentence),
        cmocka_unit_test(nothing_reported_says_so),
    };

    return cmocka_run_group_tests(tests, with_arena, without_arena);
}
