/* Checking single values and submissions as a whole. */
#include "base/csv_reader.h"
#include "base/file.h"
#include "rows.h"
#include "support/test.h"
#include <glob.h>
#include <stdio.h>
#include <time.h>

static void expect_rows(const struct reference *reference, const struct row_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++)
        expect_row(reference, &cases[i]);
}
#define EXPECT_ROWS(reference, cases) expect_rows(reference, cases, sizeof cases / sizeof *cases)

static void right_rows_of_every_kind_have_no_problem(void **state)
{
    static const struct row_case cases[] = {
        {KIND_TREATY_ACTION, DEPOSIT, NULL, "", "", NULL},
        {KIND_LAW,
         "ref_area=LAO|title=Law|stage=adopted|date=2016|topics=all_forms_all_settings|settings="
         "home;schools",
         NULL, "", "", NULL},
        {KIND_STRATEGY, "ref_area=NOR|title=Plan|date=2016-05-30|date_is=on_or_before|targets=16.2",
         NULL, "", "", NULL},
        {KIND_STRATEGY,
         "ref_area=NOR|title=Plan|period_start=2020|period_end=2030|in_development_plan=yes", NULL,
         "", "", NULL},
        {KIND_SURVEY,
         "ref_area=KEN|title=VACS|fieldwork_start=2018-11|fieldwork_end=2018-12|sample_size=2133",
         NULL, "", "", NULL},
        {KIND_OBSERVATION, VALUE, NULL, "", "", NULL},
        {KIND_CAMPAIGN, "title=Campaign|period_start=2019|reach=100000|topics=bullying;online",
         NULL, "", "", NULL},
        {KIND_CHILD_LED_INITIATIVE, "ref_area=CRI|title=Council|period_start=2017-03", NULL, "", "",
         NULL},
        {KIND_REGIONAL_PLAN, "title=Plan|date=2015-06-01|targets=8.7;16.2", NULL, "", "", NULL},
        {KIND_GLOBAL_INITIATIVE, "ref_area=SWE|initiative=GLOBAL_PARTNERSHIP|date=2016-07-01", NULL,
         "", "", NULL},
    };

    EXPECT_ROWS(*state, cases);
}

static void required_fields_are_missed_all_at_once(void **state)
{
    static const struct row_case cases[] = {
        {KIND_TREATY_ACTION, "source=x", NULL,
         "ref_area missing;instrument missing;action missing;date missing", "", NULL},
        {KIND_LAW, "ref_area=PER", "date=2015", "title missing;stage missing", "",
         "title of the law"},
        {KIND_OBSERVATION, "value=5", NULL,
         "ref_area missing;indicator missing;time_period missing", "", NULL},
        {KIND_CAMPAIGN, "ref_area=PER", "title=   ", "title missing;period_start missing", "",
         NULL},
        {KIND_REGIONAL_PLAN, "date=2015", "title=", "title missing", "", NULL},
    };

    EXPECT_ROWS(*state, cases);
}

static void areas_are_taken_in_every_usual_form(void **state)
{
    static const char *const forms[][2] = {
        {"PER", "PER"},
        {"per", "PER"},
        {"PE", "PER"},
        {"604", "PER"},
        {"Perú", "PER"},
        {"Pérou", "PER"},
        {"peru", "PER"},
        {"4", "AFG"},
        {"004", "AFG"},
        {"0004", "AFG"},
        {"Lao PDR", "LAO"},
        {"Bolivia", "BOL"},
        {"Iran", "IRN"},
        {"Tanzania", "TZA"},
        {"Vietnam", "VNM"},
        {"South Korea", "KOR"},
        {"Turkey", "TUR"},
        {"Swaziland", "SWZ"},
        {"Czech Republic", "CZE"},
        {"Ivory Coast", "CIV"},
        {"Macedonia", "MKD"},
        {"Cape Verde", "CPV"},
        {"Palestine", "PSE"},
        {"Russia", "RUS"},
        {"Syria", "SYR"},
        {"Venezuela", "VEN"},
        {"Moldova", "MDA"},
        {"Micronesia", "FSM"},
        {"DR Congo", "COD"},
        {"Côte d'Ivoire", "CIV"},
        {" NPL ", "NPL"},
    };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct checking_test test;
        char change[64];
        checking_init(&test, *state);
        snprintf(change, sizeof change, "ref_area=%s", forms[i][0]);
        checking_add(&test, KIND_TREATY_ACTION, DEPOSIT, change);
        checking_run(&test);
        assert_string_equal(problems_text(&test, &test.result.problems), "");
        assert_string_equal(value_at(&test, 0, TREATY_REF_AREA), forms[i][1]);
        checking_finish(&test);
    }
}

static void a_list_without_codes_is_absent(void **state)
{
    static const char *const empty[] = {"topics=;", "topics= ; ;"};

    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        struct checking_test test;
        checking_init(&test, *state);
        checking_add(&test, KIND_LAW, "ref_area=PER|title=T|date=2015|stage=adopted", empty[i]);
        checking_run(&test);
        assert_string_equal(problems_text(&test, &test.result.problems), "");
        assert_null(test.submission.rows[0].values[LAW_TOPICS].text);
        checking_finish(&test);
    }
}

static void unknown_words_get_what_was_probably_meant(void **state)
{
    static const struct row_case cases[] = {
        {KIND_TREATY_ACTION, DEPOSIT, "ref_area=Atlantis", "ref_area unknown_area", "", "alpha-3"},
        {KIND_TREATY_ACTION, DEPOSIT, "ref_area=Afganistan", "ref_area unknown_area", "",
         "did you mean Afghanistan?"},
        {KIND_TREATY_ACTION, DEPOSIT, "action=ratifcation", "action unknown_code", "",
         "did you mean ratification?"},
        {KIND_TREATY_ACTION, DEPOSIT, "instrument=LANZAROT", "instrument unknown_instrument", "",
         "did you mean CETS201?"},
        {KIND_TREATY_ACTION, DEPOSIT, "instrument=CEDAW", "instrument unknown_instrument", "",
         "no such instrument"},
        {KIND_LAW, "ref_area=PER|title=T|date=2015", "stage=planned", "stage unknown_code", "",
         "in_force, introduced"},
        {KIND_LAW, "ref_area=PER|title=T|date=2015|stage=adopted",
         "topics=corporal_punishment;child_mariage", "topics unknown_code", "",
         "did you mean child_marriage?"},
        {KIND_LAW, "ref_area=PER|title=T|date=2015|stage=adopted", "settings=home;x;y",
         "settings unknown_code;settings unknown_code", "", NULL},
        {KIND_OBSERVATION, VALUE, "indicator=PT_F_20-24_MDR_U18", "indicator unknown_indicator", "",
         "did you mean PT_F_20-24_MRD_U18?"},
        {KIND_OBSERVATION, VALUE, "sex=X", "sex unknown_code", "", "it takes"},
        {KIND_OBSERVATION, VALUE, "sex=female", "sex unknown_code", "", "did you mean F?"},
        {KIND_OBSERVATION, VALUE, "age=Y20TO24", "age unknown_code", "", NULL},
        {KIND_OBSERVATION, VALUE, "unit=percent", "unit unknown_code", "", NULL},
        {KIND_STRATEGY, "ref_area=NOR|title=Plan|date=2016", "in_development_plan=true",
         "in_development_plan unknown_code", "", "no, yes"},
    };

    EXPECT_ROWS(*state, cases);
}

static void dates_must_exist_and_be_possible(void **state)
{
    static const struct row_case cases[] = {
        {KIND_TREATY_ACTION, DEPOSIT, "date=2015-02-29", "date not_a_date", "", "28 days"},
        {KIND_TREATY_ACTION, DEPOSIT, "date=30/05/2016", "date not_a_date", "", "YYYY-MM-DD"},
        {KIND_TREATY_ACTION, DEPOSIT, "date=2021-06-30", "", "", NULL},
        {KIND_TREATY_ACTION, DEPOSIT, "date=2021-07-01", "date in_the_future", "",
         "today is 30 June 2021"},
        {KIND_TREATY_ACTION, DEPOSIT, "date=2021", "", "", NULL},
        {KIND_TREATY_ACTION, DEPOSIT, "date=2022", "date in_the_future", "", NULL},
        {KIND_TREATY_ACTION, DEPOSIT, "date=2022-01-01|date_is=on_or_before", "date in_the_future",
         "", NULL},
        {KIND_TREATY_ACTION, DEPOSIT, "date_is=perhaps", "date_is unknown_code", "",
         "on_or_before"},
        {KIND_TREATY_ACTION, DEPOSIT, "date_is=ON_OR_BEFORE", "", "", NULL},
        {KIND_LAW, "ref_area=SWE|title=T|stage=adopted", "date=1899", "date impossible_date", "",
         "1900"},
        {KIND_LAW, "ref_area=SWE|title=T|stage=adopted", "date=1900", "", "", NULL},
        {KIND_LAW, "ref_area=SWE|title=T|stage=adopted", "date=1066-10-14", "date not_a_date", "",
         "1800"},
    };

    EXPECT_ROWS(*state, cases);
}

static void numbers_that_spreadsheets_would_bend_are_refused(void **state)
{
    static const struct row_case cases[] = {
        {KIND_OBSERVATION, VALUE, "value=(29.5)", "value not_a_number", "", "sample_unweighted"},
        {KIND_OBSERVATION, VALUE, "value=12,5", "value not_a_number", "", "point"},
        {KIND_OBSERVATION, VALUE, "value=<5", "value not_a_number", "", "limit"},
        {KIND_OBSERVATION, VALUE, "value=n/a", "value not_a_number", "", "obs_status"},
        {KIND_OBSERVATION, VALUE, "value=1 234", "value not_a_number", "", "spaces"},
        {KIND_OBSERVATION, VALUE, "value=29.5%", "value not_a_number", "", "% sign"},
        {KIND_OBSERVATION, VALUE, "value= 29.5 ", "", "", NULL},
        {KIND_OBSERVATION, VALUE, "sample_unweighted=12.5", "sample_unweighted not_whole", "",
         "whole number"},
        {KIND_OBSERVATION, VALUE, "sample_unweighted=-3", "sample_unweighted not_whole", "", NULL},
        {KIND_OBSERVATION, VALUE, "sample_unweighted=1,250", "sample_unweighted not_a_number", "",
         "thousands"},
        {KIND_SURVEY, "ref_area=KEN|title=T|fieldwork_end=2018", "sample_size=many",
         "sample_size not_a_number", "", NULL},
        {KIND_CAMPAIGN, "title=T|period_start=2018", "reach=0.5", "reach not_whole", "", NULL},
    };

    EXPECT_ROWS(*state, cases);
}

static void text_must_look_as_it_reads(void **state)
{
    static const struct row_case cases[] = {
        {KIND_TREATY_ACTION, DEPOSIT, "source=two\nlines", "source not_text", "", "one line"},
        {KIND_TREATY_ACTION, DEPOSIT, "note=two\nlines\tand a tab", "", "", NULL},
        {KIND_TREATY_ACTION, DEPOSIT, "note=bell\a", "note not_text", "", "control character"},
        {KIND_TREATY_ACTION, DEPOSIT, "note=turned \xe2\x80\xae around", "note not_text", "",
         "direction"},
        {KIND_TREATY_ACTION, DEPOSIT, "source=Convenci\xf3n", "source not_text", "", "UTF-8"},
        {KIND_TREATY_ACTION, DEPOSIT, "source=Convención", "", "", NULL},
        {KIND_TREATY_ACTION, DEPOSIT, "ref_area=PER\x01", "ref_area not_text", "", "control"},
        {KIND_OBSERVATION, VALUE, "value=5\x7f", "value not_text", "", "control"},
    };

    EXPECT_ROWS(*state, cases);
}

static void text_has_a_limit_in_bytes(void **state)
{
    struct checking_test test;
    char note[4001], title[502];

    memset(note, 'x', sizeof note - 1);
    note[sizeof note - 1] = '\0';
    memset(title, 'x', sizeof title - 1);
    title[sizeof title - 1] = '\0';
    checking_init(&test, *state);
    for (uint32_t size = 500; size <= 501; size++) {
        struct record *row =
            checking_add(&test, KIND_LAW, "ref_area=PER|stage=adopted|date=2015", NULL);
        row->values[LAW_TITLE] = (struct value){.text = title + 501 - size, .len = size};
        row->values[LAW_NOTE] = (struct value){.text = note, .len = 4000};
    }
    checking_run(&test);
    assert_string_equal(problems_text(&test, &test.result.problems), "2 title too_long");
    assert_int_equal(strlen(test.result.problems.listed[0].value), PROBLEM_VALUE_MAX + 3);
    assert_false(test.result.rejected[0]);
    assert_true(test.result.rejected[1]);
    checking_finish(&test);
}

static void values_come_into_canonical_form(void **state)
{
    struct checking_test test;

    checking_init(&test, *state);
    checking_add(&test, KIND_TREATY_ACTION, DEPOSIT,
                 "instrument=lanzarote|action=RATIFICATION|date=2015-01-01");
    checking_add(&test, KIND_LAW, "ref_area=SWE|title= Law |stage=adopted|date=2015",
                 "settings=schools; home;schools;;SCHOOLS|topics=");
    checking_add(&test, KIND_OBSERVATION, VALUE,
                 "value=032.80|lower=-0.0|sex=f|sample_unweighted=250.0");
    checking_run(&test);
    assert_string_equal(problems_text(&test, &test.result.problems), "");
    assert_string_equal(value_at(&test, 0, TREATY_INSTRUMENT), "CETS201");
    assert_string_equal(value_at(&test, 0, TREATY_ACTION), "ratification");
    assert_string_equal(value_at(&test, 0, TREATY_DATE_IS), "on");
    assert_string_equal(value_at(&test, 1, LAW_TITLE), "Law");
    assert_string_equal(value_at(&test, 1, LAW_SETTINGS), "home;schools");
    assert_null(test.submission.rows[1].values[LAW_TOPICS].text);
    assert_string_equal(value_at(&test, 2, OBS_VALUE), "32.8");
    assert_string_equal(value_at(&test, 2, OBS_LOWER), "0");
    assert_string_equal(value_at(&test, 2, OBS_SEX), "F");
    assert_string_equal(value_at(&test, 2, OBS_SAMPLE_UNWEIGHTED), "250");
    checking_finish(&test);
}

static void decimals_come_into_canonical_form_whatever_their_zeros(void **state)
{
    static const char *const forms[][2] = {
        {"0", "0"},      {"-0", "0"},           {"0.0", "0"},    {"0.5", "0.5"},
        {"00.5", "0.5"}, {"10", "10"},          {"10.0", "10"},  {"10.50", "10.5"},
        {"010", "10"},   {"1.0000000001", "1"}, {"0.05", "0.05"}};

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct checking_test test;
        char change[64];
        checking_init(&test, *state);
        snprintf(change, sizeof change, "value=%s", forms[i][0]);
        checking_add(&test, KIND_OBSERVATION, VALUE, change);
        checking_run(&test);
        assert_string_equal(problems_text(&test, &test.result.problems), "");
        assert_string_equal(value_at(&test, 0, OBS_VALUE), forms[i][1]);
        checking_finish(&test);
    }
}

static void checking_twice_finds_nothing_new(void **state)
{
    struct checking_test test;
    uint8_t first[2][RECORD_DIGEST_SIZE], second[2][RECORD_DIGEST_SIZE];

    checking_init(&test, *state);
    checking_add(&test, KIND_OBSERVATION, VALUE, "ref_area=Nepal|value=32.80|sex=|age=");
    for (int round = 0; round < 2; round++) {
        uint8_t(*digests)[RECORD_DIGEST_SIZE] = round == 0 ? first : second;
        checking_run(&test);
        assert_string_equal(problems_text(&test, &test.result.problems), "");
        record_key(&test.submission.rows[0], "SICA", digests[0]);
        record_content(&test.submission.rows[0], digests[1]);
    }
    assert_memory_equal(first, second, sizeof first);
    checking_finish(&test);
}

struct whole_case {
    struct submission change; /* organization, id, ... where not NULL */
    bool with_row;
    const char *problems;
};

static void the_submission_itself_is_checked(void **state)
{
    static char long_id[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    static const struct whole_case cases[] = {
        {{.id = "2016.a_b:c-1"}, true, ""},
        {{.organization = "UNKNOWN"}, true, "0 organization unknown_organization"},
        {{.organization = ""}, true, "0 organization missing"},
        {{.id = ""}, true, "0 id missing"},
        {{.id = "a b"}, true, "0 id bad_id"},
        {{.id = "a/b"}, true, "0 id bad_id"},
        {{.id = long_id}, true, "0 id bad_id"},
        {{.edition = "2016-stockholm", .replaces = "test-0"}, true, ""},
        {{.edition = "2016 Stockholm"}, true, "0 edition bad_id"},
        {{.edition = "2016-Stockholm"}, true, "0 edition bad_id"},
        {{.replaces = "a b"}, true, "0 replaces bad_id"},
        {{.replaces = "test-1"}, true, "0 replaces bad_id"},
        {{.nil = true}, false, ""},
        {{.nil = true, .nil_note = "nothing\nthis year"}, false, ""},
        {{.nil = true, .nil_note = "bell\a"}, false, "0 nil not_text"},
        {{.nil = true}, true, "0 nil nil_with_rows"},
        {{.id = "x"}, false, "0 rows empty"},
        {{.organization = "UNKNOWN", .id = "a b", .edition = "X"},
         false,
         "0 organization unknown_organization; 0 id bad_id; 0 edition bad_id; 0 rows empty"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct checking_test test;
        const struct submission *change = &cases[i].change;
        checking_init(&test, *state);
        struct submission *s = &test.submission;
        s->organization = change->organization == NULL ? s->organization : change->organization;
        s->id = change->id == NULL ? s->id : change->id;
        s->edition = change->edition;
        s->replaces = change->replaces;
        s->nil = change->nil;
        s->nil_note = change->nil_note;
        if (cases[i].with_row)
            checking_add(&test, KIND_TREATY_ACTION, DEPOSIT, NULL);
        checking_run(&test);
        assert_string_equal(problems_text(&test, &test.result.problems), cases[i].problems);
        assert_int_equal(test.result.n_rejected, 0);
        checking_finish(&test);
    }
}

static void the_same_fact_twice_is_a_duplicate_or_a_contradiction(void **state)
{
    struct checking_test test;

    checking_init(&test, *state);
    checking_add(&test, KIND_TREATY_ACTION, DEPOSIT, NULL);
    checking_add(&test, KIND_TREATY_ACTION, DEPOSIT, "ref_area=Peru|action=RATIFICATION");
    checking_add(&test, KIND_TREATY_ACTION, DEPOSIT, "date=2003-01-01");
    checking_add(&test, KIND_TREATY_ACTION, DEPOSIT, "source=another list|date=2003-01-01");
    checking_add(&test, KIND_TREATY_ACTION, DEPOSIT, "reference=C.N.1");
    checking_run(&test);
    assert_string_equal(problems_text(&test, &test.result.problems),
                        "2 - duplicate; 3 date contradiction");
    assert_non_null(strstr(test.result.problems.listed[0].message, "row 1"));
    assert_non_null(strstr(test.result.problems.listed[1].message, "row 1"));
    assert_string_equal(test.result.problems.listed[1].value, "2003-01-01");
    assert_int_equal(test.result.n_rejected, 2);
    checking_finish(&test);
}

static void a_row_that_is_wrong_does_not_make_the_right_one_a_duplicate(void **state)
{
    struct checking_test test;

    checking_init(&test, *state);
    checking_add(&test, KIND_TREATY_ACTION, DEPOSIT, "date=2002-13");
    checking_add(&test, KIND_TREATY_ACTION, DEPOSIT, NULL);
    checking_run(&test);
    assert_string_equal(problems_text(&test, &test.result.problems), "1 date not_a_date");
    assert_true(test.result.rejected[0]);
    assert_false(test.result.rejected[1]);
    checking_finish(&test);
}

static void problems_come_in_order_of_row_and_field(void **state)
{
    struct checking_test test;

    checking_init(&test, *state);
    test.submission.id = "a b";
    checking_add(&test, KIND_OBSERVATION, VALUE, "source=\a|value=500|ref_area=XX|lower=900");
    checking_add(&test, KIND_LAW, "title=T|date=2100|stage=x", NULL);
    checking_run(&test);
    assert_string_equal(problems_text(&test, &test.result.problems),
                        "0 id bad_id; 1 ref_area unknown_area; 1 value out_of_range; 1 lower "
                        "bounds; 1 source not_text; "
                        "2 ref_area missing; 2 stage unknown_code; 2 date in_the_future");
    checking_finish(&test);
}

static void numbers_of_rows_are_the_senders(void **state)
{
    struct checking_test test;

    checking_init(&test, *state);
    checking_add(&test, KIND_TREATY_ACTION, DEPOSIT, "date=x")->row = 4711;
    checking_run(&test);
    assert_string_equal(problems_text(&test, &test.result.problems), "4711 date not_a_date");
    checking_finish(&test);
}

/* n observations of different years and sources, of which every nth_bad has a wrong value. */
static void fill(struct checking_test *test, size_t n, size_t nth_bad)
{
    test->submission.rows = arena_xalloc(test->arena, n * sizeof(struct record));
    for (size_t i = 0; i < n; i++) {
        struct record *row = &test->submission.rows[i];
        const char *year = arena_printf(test->arena, "%zu", 1950 + i % 70);
        const char *source = arena_printf(test->arena, "source %zu", i / 70);
        const char *value =
            i % nth_bad == nth_bad - 1 ? "(29.5)" : arena_printf(test->arena, "%zu.25", i % 100);
        *row =
            (struct record){.kind = KIND_OBSERVATION,
                            .row = (uint32_t)i + 1,
                            .values = arena_xalloc(test->arena, FIELD_MAX * sizeof(struct value))};
        row->values[OBS_REF_AREA] = (struct value){"NPL", 3};
        row->values[OBS_INDICATOR] = (struct value){"PT_F_20-24_MRD_U18", 18};
        row->values[OBS_TIME_PERIOD] = (struct value){year, 4};
        row->values[OBS_SEX] = (struct value){"F", 1};
        row->values[OBS_AGE] = (struct value){"Y20T24", 6};
        row->values[OBS_VALUE] = (struct value){value, (uint32_t)strlen(value)};
        row->values[OBS_SOURCE] = (struct value){source, (uint32_t)strlen(source)};
    }
    test->submission.n_rows = n;
}

static void a_full_submission_is_checked_quickly(void **state)
{
    struct checking_test test;
    struct timespec from, to;

    checking_init(&test, *state);
    fill(&test, SUBMISSION_ROWS_MAX, SIZE_MAX);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    checking_run(&test);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    assert_int_equal(test.result.problems.count, 0);
    double us =
        ((double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec)) / 1000;
    print_message("%.2f us per row\n", us / SUBMISSION_ROWS_MAX);
    assert_true(us / SUBMISSION_ROWS_MAX
                < 100); /* sanitizers and a loaded machine; a quadratic search is far more */
    checking_finish(&test);
}

static void all_problems_count_and_the_first_are_listed(void **state)
{
    struct checking_test test;

    checking_init(&test, *state);
    fill(&test, SUBMISSION_ROWS_MAX, 1);
    checking_run(&test);
    assert_int_equal(test.result.problems.count, SUBMISSION_ROWS_MAX);
    assert_int_equal(test.result.problems.n_listed, PROBLEMS_LISTED_MAX);
    assert_int_equal(test.result.n_rejected, SUBMISSION_ROWS_MAX);
    assert_int_equal(test.result.problems.listed[4999].row, 5000);
    checking_finish(&test);
}

static void more_rows_than_allowed_are_refused_unread(void **state)
{
    struct checking_test test;

    checking_init(&test, *state);
    fill(&test, SUBMISSION_ROWS_MAX + 1, 1);
    checking_run(&test);
    assert_string_equal(problems_text(&test, &test.result.problems), "0 rows too_many_rows");
    checking_finish(&test);
}

static void an_arena_that_is_too_small_is_an_error(void **state)
{
    struct checking_test test;
    struct error err;
    OWNED(arena) small = arena_create(20000);

    checking_init(&test, *state);
    fill(&test, 1000, 1);
    assert_int_equal(check_submission(&test.submission, *state, 20000, small, &test.result, &err),
                     STATUS_INVALID);
    assert_non_null(strstr(err.text, "memory"));
    checking_finish(&test);
}

/* The file's rows as they are, with columns found by name or alias. */
static void read_file(struct checking_test *test, enum kind kind, const char *path)
{
    SCOPED(buffer) text = {0};
    const struct csv_record *record;
    int fields[32];

    assert_int_equal(file_read(path, 1 << 22, &text, NULL), STATUS_OK);
    OWNED(csv_reader) reader = csv_reader_of_bytes(text.bytes, text.used, NULL);
    test->submission.rows = arena_xalloc(test->arena, 2000 * sizeof(struct record));
    while (csv_reader_next(reader, &record, NULL) == STATUS_OK && record != NULL) {
        struct record *row = &test->submission.rows[test->submission.n_rows];
        if (record->row > 0) {
            *row = (struct record){.kind = kind,
                                   .row = (uint32_t)record->row,
                                   .values =
                                       arena_xalloc(test->arena, FIELD_MAX * sizeof(struct value))};
            test->submission.n_rows++;
        }
        for (size_t i = 0; i < record->count; i++) {
            const char *cell =
                arena_textn(test->arena, record->fields[i].start, record->fields[i].size);
            if (record->row == 0)
                assert_true((fields[i] = kind_field_by_column(kind_table(kind), cell)) >= 0);
            else
                row->values[fields[i]] = (struct value){cell, (uint32_t)record->fields[i].size};
        }
    }
}

static void the_sample_files_are_right_as_they_are(void **state)
{
    static const struct {
        enum kind kind;
        const char *pattern;
        size_t at_least;
    } files[] = {{KIND_TREATY_ACTION, SAMPLE_DIR "/2016-stockholm/*/treaty_actions.csv", 500},
                 {KIND_LAW, SAMPLE_DIR "/2016-stockholm/*/laws.csv", 50},
                 {KIND_STRATEGY, SAMPLE_DIR "/2016-stockholm/*/strategies.csv", 6},
                 {KIND_OBSERVATION, SAMPLE_DIR "/2021-child-marriage/*/observations.csv", 90}};

    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        size_t rows = 0;
        glob_t found;
        assert_int_equal(glob(files[f].pattern, 0, NULL, &found), 0);
        for (size_t i = 0; i < found.gl_pathc; i++) {
            struct checking_test test;
            checking_init(&test, *state);
            read_file(&test, files[f].kind, found.gl_pathv[i]);
            test.submission.best_effort = false;
            rows += test.submission.n_rows;
            struct error err;
            assert_int_equal(check_submission(&test.submission, *state, day_of(2023, 1, 1),
                                              test.arena, &test.result, &err),
                             STATUS_OK);
            if (test.result.problems.count > 0)
                fail_msg("%s: %s", found.gl_pathv[i], problems_text(&test, &test.result.problems));
            if (test.result.warnings.count > 0)
                fail_msg("%s: %s", found.gl_pathv[i], problems_text(&test, &test.result.warnings));
            checking_finish(&test);
        }
        globfree(&found);
        assert_true(rows >= files[f].at_least);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_rows_of_every_kind_have_no_problem),
        cmocka_unit_test(required_fields_are_missed_all_at_once),
        cmocka_unit_test(areas_are_taken_in_every_usual_form),
        cmocka_unit_test(a_list_without_codes_is_absent),
        cmocka_unit_test(unknown_words_get_what_was_probably_meant),
        cmocka_unit_test(dates_must_exist_and_be_possible),
        cmocka_unit_test(numbers_that_spreadsheets_would_bend_are_refused),
        cmocka_unit_test(text_must_look_as_it_reads),
        cmocka_unit_test(text_has_a_limit_in_bytes),
        cmocka_unit_test(values_come_into_canonical_form),
        cmocka_unit_test(decimals_come_into_canonical_form_whatever_their_zeros),
        cmocka_unit_test(checking_twice_finds_nothing_new),
        cmocka_unit_test(the_submission_itself_is_checked),
        cmocka_unit_test(the_same_fact_twice_is_a_duplicate_or_a_contradiction),
        cmocka_unit_test(a_row_that_is_wrong_does_not_make_the_right_one_a_duplicate),
        cmocka_unit_test(problems_come_in_order_of_row_and_field),
        cmocka_unit_test(numbers_of_rows_are_the_senders),
        cmocka_unit_test(a_full_submission_is_checked_quickly),
        cmocka_unit_test(all_problems_count_and_the_first_are_listed),
        cmocka_unit_test(more_rows_than_allowed_are_refused_unread),
        cmocka_unit_test(an_arena_that_is_too_small_is_an_error),
        cmocka_unit_test(the_sample_files_are_right_as_they_are),
    };

    return cmocka_run_group_tests(tests, reference_setup, reference_teardown);
}
