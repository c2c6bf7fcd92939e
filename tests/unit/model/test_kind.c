/* The tables of fields: each position has the name that rules and messages count on, and files are
 * understood. */
#include "base/file.h"
#include "model/kind.h"
#include "support/test.h"
#include <stdio.h>

struct position {
    int field;
    const char *name;
};

static void expect_names(enum kind kind, const struct position *positions, size_t n)
{
    const struct kind_table *table = kind_table(kind);

    assert_int_equal(table->n_fields, n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(positions[i].field, (int)i);
        assert_string_equal(table->fields[i].name, positions[i].name);
        assert_int_equal(kind_field(table, positions[i].name), (int)i);
    }
}
#define EXPECT_NAMES(kind, array) expect_names(kind, array, sizeof array / sizeof *array)

static void each_position_of_state_facts_has_its_name(void **state)
{
    static const struct position treaty[] = {
        {TREATY_REF_AREA, "ref_area"},   {TREATY_INSTRUMENT, "instrument"},
        {TREATY_ACTION, "action"},       {TREATY_DATE, "date"},
        {TREATY_DATE_IS, "date_is"},     {TREATY_ENTRY_INTO_FORCE, "entry_into_force"},
        {TREATY_REFERENCE, "reference"}, {TREATY_NOTE, "note"},
        {TREATY_SOURCE, "source"}};
    static const struct position law[] = {{LAW_REF_AREA, "ref_area"}, {LAW_TITLE, "title"},
                                          {LAW_STAGE, "stage"},       {LAW_DATE, "date"},
                                          {LAW_DATE_IS, "date_is"},   {LAW_TOPICS, "topics"},
                                          {LAW_SETTINGS, "settings"}, {LAW_URL, "url"},
                                          {LAW_NOTE, "note"},         {LAW_SOURCE, "source"}};
    static const struct position strategy[] = {
        {STRATEGY_REF_AREA, "ref_area"},
        {STRATEGY_TITLE, "title"},
        {STRATEGY_DATE, "date"},
        {STRATEGY_DATE_IS, "date_is"},
        {STRATEGY_PERIOD_START, "period_start"},
        {STRATEGY_PERIOD_END, "period_end"},
        {STRATEGY_IN_DEVELOPMENT_PLAN, "in_development_plan"},
        {STRATEGY_TARGETS, "targets"},
        {STRATEGY_URL, "url"},
        {STRATEGY_NOTE, "note"},
        {STRATEGY_SOURCE, "source"}};
    static const struct position global[] = {
        {GLOBAL_REF_AREA, "ref_area"}, {GLOBAL_INITIATIVE, "initiative"},
        {GLOBAL_DATE, "date"},         {GLOBAL_DATE_IS, "date_is"},
        {GLOBAL_NOTE, "note"},         {GLOBAL_SOURCE, "source"}};

    (void)state;
    EXPECT_NAMES(KIND_TREATY_ACTION, treaty);
    EXPECT_NAMES(KIND_LAW, law);
    EXPECT_NAMES(KIND_STRATEGY, strategy);
    EXPECT_NAMES(KIND_GLOBAL_INITIATIVE, global);
}

static void each_position_of_surveys_has_its_name(void **state)
{
    static const struct position survey[] = {{SURVEY_REF_AREA, "ref_area"},
                                             {SURVEY_TITLE, "title"},
                                             {SURVEY_PROGRAMME, "programme"},
                                             {SURVEY_FIELDWORK_START, "fieldwork_start"},
                                             {SURVEY_FIELDWORK_END, "fieldwork_end"},
                                             {SURVEY_DESIGN, "design"},
                                             {SURVEY_SAMPLE_SIZE, "sample_size"},
                                             {SURVEY_PUBLISHER, "publisher"},
                                             {SURVEY_ETHICS_REVIEW, "ethics_review"},
                                             {SURVEY_URL, "url"},
                                             {SURVEY_NOTE, "note"},
                                             {SURVEY_SOURCE, "source"}};
    static const struct position observation[] = {{OBS_REF_AREA, "ref_area"},
                                                  {OBS_INDICATOR, "indicator"},
                                                  {OBS_TIME_PERIOD, "time_period"},
                                                  {OBS_SEX, "sex"},
                                                  {OBS_AGE, "age"},
                                                  {OBS_RESIDENCE, "residence"},
                                                  {OBS_WEALTH, "wealth"},
                                                  {OBS_EDUCATION, "education"},
                                                  {OBS_DISABILITY, "disability"},
                                                  {OBS_VULNERABILITY, "vulnerability"},
                                                  {OBS_VALUE, "value"},
                                                  {OBS_UNIT, "unit"},
                                                  {OBS_LOWER, "lower"},
                                                  {OBS_UPPER, "upper"},
                                                  {OBS_SAMPLE_WEIGHTED, "sample_weighted"},
                                                  {OBS_SAMPLE_UNWEIGHTED, "sample_unweighted"},
                                                  {OBS_OBS_STATUS, "obs_status"},
                                                  {OBS_CONF_STATUS, "conf_status"},
                                                  {OBS_SURVEY, "survey"},
                                                  {OBS_FOOTNOTE, "footnote"},
                                                  {OBS_SOURCE, "source"}};

    (void)state;
    EXPECT_NAMES(KIND_SURVEY, survey);
    EXPECT_NAMES(KIND_OBSERVATION, observation);
}

static void each_position_of_activities_has_its_name(void **state)
{
    static const struct position campaign[] = {{CAMPAIGN_REF_AREA, "ref_area"},
                                               {CAMPAIGN_TITLE, "title"},
                                               {CAMPAIGN_PERIOD_START, "period_start"},
                                               {CAMPAIGN_PERIOD_END, "period_end"},
                                               {CAMPAIGN_REACH, "reach"},
                                               {CAMPAIGN_AUDIENCE, "audience"},
                                               {CAMPAIGN_TOPICS, "topics"},
                                               {CAMPAIGN_URL, "url"},
                                               {CAMPAIGN_NOTE, "note"},
                                               {CAMPAIGN_SOURCE, "source"}};
    static const struct position child_led[] = {{CHILD_LED_REF_AREA, "ref_area"},
                                                {CHILD_LED_TITLE, "title"},
                                                {CHILD_LED_PERIOD_START, "period_start"},
                                                {CHILD_LED_PERIOD_END, "period_end"},
                                                {CHILD_LED_URL, "url"},
                                                {CHILD_LED_NOTE, "note"},
                                                {CHILD_LED_SOURCE, "source"}};
    static const struct position plan[] = {{PLAN_TITLE, "title"},
                                           {PLAN_DATE, "date"},
                                           {PLAN_DATE_IS, "date_is"},
                                           {PLAN_PERIOD_START, "period_start"},
                                           {PLAN_PERIOD_END, "period_end"},
                                           {PLAN_TARGETS, "targets"},
                                           {PLAN_URL, "url"},
                                           {PLAN_NOTE, "note"},
                                           {PLAN_SOURCE, "source"}};

    (void)state;
    EXPECT_NAMES(KIND_CAMPAIGN, campaign);
    EXPECT_NAMES(KIND_CHILD_LED_INITIATIVE, child_led);
    EXPECT_NAMES(KIND_REGIONAL_PLAN, plan);
}

/* The words of a field in proto/submission.proto: "  optional string sex = 4;  // (key) code". */
static void expect_field(const struct field *field, size_t number, const char *line)
{
    char label[16], type[16], name[32];
    unsigned tag;

    assert_int_equal(sscanf(line, " %15s %15s %31s = %u;", label, type, name, &tag), 4);
    assert_string_equal(name, field->name);
    assert_int_equal(tag, number);
    assert_string_equal(type, "string");
    assert_string_equal(label, field->type == FIELD_CODES ? "repeated" : "optional");
    assert_int_equal(strstr(line, "// (key)") != NULL, field->key);
}

static void the_tables_are_what_the_protocol_says(void **state)
{
    static const char *const messages[KIND_COUNT] = {
        "TreatyAction",    "Law",      "Strategy",           "Survey",
        "Observation",     "Campaign", "ChildLedInitiative", "RegionalPlan",
        "GlobalInitiative"};
    SCOPED(buffer) text = {0};

    (void)state;
    assert_int_equal(file_read(PROTO_DIR "/submission.proto", 1 << 20, &text, NULL), STATUS_OK);
    for (size_t kind = 0; kind < KIND_COUNT; kind++) {
        char head[64], line[512];
        const struct kind_table *table = kind_table((enum kind)kind);
        snprintf(head, sizeof head, "message %s {\n", messages[kind]);
        const char *at = strstr(buffer_text(&text), head);
        assert_non_null(at);
        at += strlen(head);
        for (size_t i = 0; i < table->n_fields; i++) {
            size_t size = strcspn(at, "\n");
            snprintf(line, sizeof line, "%.*s", (int)size, at);
            expect_field(&table->fields[i], i + 1, line);
            at += size + 1;
        }
        assert_true(*at == '}');
    }
}

static void kinds_are_found_by_name(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < KIND_COUNT; kind++) {
        const struct kind_table *table = kind_table((enum kind)kind);
        assert_int_equal(table->kind, kind);
        assert_ptr_equal(kind_by_name(table->name), table);
        assert_true(table->n_fields <= FIELD_MAX);
    }
    assert_null(kind_by_name("treaty"));
    assert_null(kind_by_name(""));
}

static void every_field_is_described_and_limited(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < KIND_COUNT; kind++) {
        const struct kind_table *table = kind_table((enum kind)kind);
        for (size_t i = 0; i < table->n_fields; i++) {
            const struct field *field = &table->fields[i];
            bool coded = field->type == FIELD_CODE || field->type == FIELD_CODES;
            assert_non_null(field->meaning);
            assert_true(field->max_bytes > 0);
            assert_true(coded == (field->codelist != NULL));
            assert_false(field->required && field->fallback != NULL);
        }
    }
}

static void no_column_means_two_fields(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < KIND_COUNT; kind++) {
        const struct kind_table *table = kind_table((enum kind)kind);
        for (size_t i = 0; i < table->n_fields; i++) {
            char all[512], *rest = all, *alias;
            if (table->fields[i].aliases == NULL)
                continue;
            snprintf(all, sizeof all, "%s", table->fields[i].aliases);
            while ((alias = strsep(&rest, ";")) != NULL)
                if (kind_field_by_column(table, alias) != (int)i)
                    fail_msg("%s: column %s is field %d and %zu", table->name, alias,
                             kind_field_by_column(table, alias), i);
        }
    }
}

static void columns_of_files_are_understood_in_any_letter_case(void **state)
{
    static const struct {
        enum kind kind;
        const char *column;
        int field;
    } cases[] = {
        {KIND_TREATY_ACTION, "iso3", TREATY_REF_AREA},
        {KIND_TREATY_ACTION, "basis", TREATY_SOURCE},
        {KIND_LAW, "year", LAW_DATE},
        {KIND_LAW, "Title", LAW_TITLE},
        {KIND_OBSERVATION, "REF_AREA", OBS_REF_AREA},
        {KIND_OBSERVATION, "TIME_PERIOD", OBS_TIME_PERIOD},
        {KIND_OBSERVATION, "OBS_VALUE", OBS_VALUE},
        {KIND_OBSERVATION, "UNIT_MEASURE", OBS_UNIT},
        {KIND_OBSERVATION, "Lower_Bound", OBS_LOWER},
        {KIND_OBSERVATION, "WGTD_SAMPL_SIZE", OBS_SAMPLE_WEIGHTED},
        {KIND_OBSERVATION, "sample_size", OBS_SAMPLE_UNWEIGHTED},
        {KIND_OBSERVATION, "WEALTH_QUINTILE", OBS_WEALTH},
        {KIND_OBSERVATION, "EDUCATION_LEVEL", OBS_EDUCATION},
        {KIND_OBSERVATION, "DISABILITY_STATUS", OBS_DISABILITY},
        {KIND_OBSERVATION, "OBS_CONF", OBS_CONF_STATUS},
        {KIND_OBSERVATION, "DATA_SOURCE", OBS_SOURCE},
        {KIND_OBSERVATION, "OBS_FOOTNOTE", OBS_FOOTNOTE},
        {KIND_OBSERVATION, "CUSTODIAN", -1},
        {KIND_OBSERVATION, "", -1},
        {KIND_OBSERVATION, "OBS", -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(kind_field_by_column(kind_table(cases[i].kind), cases[i].column),
                         cases[i].field);
    assert_int_equal(kind_field(kind_table(KIND_LAW), "year"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_position_of_state_facts_has_its_name),
        cmocka_unit_test(each_position_of_surveys_has_its_name),
        cmocka_unit_test(each_position_of_activities_has_its_name),
        cmocka_unit_test(the_tables_are_what_the_protocol_says),
        cmocka_unit_test(kinds_are_found_by_name),
        cmocka_unit_test(every_field_is_described_and_limited),
        cmocka_unit_test(no_column_means_two_fields),
        cmocka_unit_test(columns_of_files_are_understood_in_any_letter_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
