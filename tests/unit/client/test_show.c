/* The subcommands that ask the aggregator and the reporter, with answers from a script. */
#include "support/test.h"

#include "base/file.h"
#include "console.h"
#include "fake.h"
#include <stdio.h>
#include <stdlib.h>

struct aggregator {
    struct ask asked; /* the last question; its texts are gone */
    char cutoffs[200];
    char page[40];
    int asks;
    char loaded[2000]; /* names of the files of the last load */
    bool refuse;
    struct reference_file files[64]; /* of the last load, owned */
    size_t n_files;
};

static struct provenance provenance = {"COE", "s-1", 12, "a list", INT64_C(1464609600000000)};

static void answer_count(struct answer *answer)
{
    static const struct provenance *provenances[] = {&provenance};
    static struct state_entry states[] = {
        {"CIV", "Côte d'Ivoire", "accession", "2011-09-19", "on", 15236, provenances, 1, SINCE_OLD},
        {"PER", "Peru", "ratification", "2016-05-30", "on_or_before", 16951, provenances, 1,
         SINCE_UNKNOWN}};
    static struct disagreement_claim claims[] = {{"2004", true, {.organization = "COE"}},
                                                 {"2005", false, {.organization = "SRSG-VAC"}}};
    static struct disagreement disagreements[] = {
        {"HUN", "Hungary", "year", claims, 2, "the earliest"}};
    static const char *areas[] = {"CIV"};
    static struct group_count groups[] = {{"COE", "Council of Europe", true, 47, 1, areas}};

    answer->figure = (struct figure){.reference_date = 16951,
                                     .has_since = true,
                                     .since = 16604,
                                     .states = states,
                                     .n_states = 2,
                                     .increase_at_most = 1,
                                     .count_since = 1,
                                     .disagreements = disagreements,
                                     .n_disagreements = 1,
                                     .groups = groups,
                                     .n_groups = 1,
                                     .sum_over_organizations = 3,
                                     .distinct_over_organizations = 1};
}

/* Two pages of one observation each. */
static void answer_facts(struct aggregator *self, const struct ask *ask, struct arena *arena,
                         struct answer *answer)
{
    const struct kind_table *table = kind_table(ask->facts.kind);
    struct fact *fact = arena_xalloc(arena, sizeof *fact);

    fact->record = (struct record){table->kind, 12,
                                   arena_xalloc(arena, table->n_fields * sizeof(struct value))};
    fact->record.values[0] = (struct value){ask->facts.after.size == 0 ? "NPL" : "BGD", 3};
    if (table->kind == KIND_OBSERVATION)
        fact->record.values[OBS_VALUE] = (struct value){"28.257", 6};
    fact->provenance = provenance;
    answer->facts = (struct facts_answer){.facts = fact, .n = 1};
    if (ask->facts.after.size == 0)
        answer->facts.next = (struct bytes){(const uint8_t *)"page2", 5};
    else
        snprintf(self->page, sizeof self->page, "%.*s", (int)ask->facts.after.size,
                 (const char *)ask->facts.after.bytes);
}

static void answer_aggregate(struct arena *arena, struct answer *answer)
{
    static const struct area nepal = {.iso3 = "NPL", .name_en = "Nepal"};
    struct fact *fact = arena_xalloc(arena, sizeof *fact);
    static struct aggregate_input inputs[1];
    static struct aggregate_exclusion exclusions[] = {
        {"BTN", "Bhutan", "no_value", "Bhutan has no value at all.", NULL}};

    fact->record = (struct record){
        KIND_OBSERVATION, 12,
        arena_xalloc(arena, kind_table(KIND_OBSERVATION)->n_fields * sizeof(struct value))};
    fact->record.values[OBS_TIME_PERIOD] = (struct value){"2019", 4};
    fact->provenance = provenance;
    inputs[0] = (struct aggregate_input){&nepal, fact, 32 * DECIMAL_ONE, 1500000};
    answer->aggregate = (struct aggregate){.indicator = "PT",
                                           .among = "UNICEF_SA",
                                           .unit = "PCNT",
                                           .has_value = true,
                                           .value = INT64_C(28377500000),
                                           .states = 7,
                                           .members = 8,
                                           .coverage = 100 * DECIMAL_ONE,
                                           .window_first = 2015,
                                           .window_last = 2020,
                                           .weight_year = 2020,
                                           .population = "female, Y20T24",
                                           .inputs = inputs,
                                           .n_inputs = 1,
                                           .exclusions = exclusions,
                                           .n_exclusions = 1};
}

static void answer_ask(struct aggregator *self, const struct ask *ask, struct arena *arena,
                       struct answer *answer)
{
    self->asked = *ask;
    self->asks++;
    strncat(self->cutoffs, ask->cutoff == NULL ? "-" : ask->cutoff, 40);
    strncat(self->cutoffs, " ", 2);
    answer->cutoff_us = INT64_C(1464609600000000);
    answer->reference_version = 3;
    answer->question = ask->question;
    if (ask->question == QUESTION_COUNT)
        answer_count(answer);
    if (ask->question == QUESTION_FACTS)
        answer_facts(self, ask, arena, answer);
    if (ask->question == QUESTION_AGGREGATE)
        answer_aggregate(arena, answer);
}

static void keep_files(struct aggregator *self, const struct reference_file *files, size_t n)
{
    for (size_t i = 0; i < n && i < 64; i++) {
        uint8_t *content = xmalloc(files[i].size);
        memcpy(content, files[i].content, files[i].size);
        self->files[i] = (struct reference_file){xstrdup(files[i].name), content, files[i].size};
        strncat(self->loaded, files[i].name, 60);
        strncat(self->loaded, " ", 2);
        self->n_files = i + 1;
    }
}

static bool answer(void *of, const struct message *request, struct arena *arena,
                   struct message *ret)
{
    static struct problem problem = {7, "areas.csv:iso3", "PERU", "bad_code", "Three letters."};
    struct aggregator *self = of;

    switch ((int)request->kind) {
    case MESSAGE_ASK:
        ret->kind = MESSAGE_ANSWER;
        answer_ask(self, &request->ask, arena, &ret->answer);
        return true;
    case MESSAGE_REFERENCE_LOAD:
        ret->kind = MESSAGE_REFERENCE_LOADED;
        ret->reference_loaded.version = 4;
        if (self->refuse)
            ret->reference_loaded = (struct reference_loaded){0, false, {&problem, 1, 1}};
        else
            keep_files(self, request->reference_load.files, request->reference_load.n_files);
        return true;
    case MESSAGE_REFERENCE_QUERY:
        ret->kind = MESSAGE_REFERENCE;
        ret->reference = (struct reference_set){
            .version = 4, .recorded_us = 1, .files = self->files, .n_files = self->n_files};
        return true;
    case MESSAGE_REPORT_QUERY:
        ret->kind = MESSAGE_REPORT;
        ret->report = (struct report){.edition = "2016-stockholm",
                                      .format = request->report_query.format,
                                      .cutoff_us = 1,
                                      .content = {(const uint8_t *)"a\nreport", 8}};
        return true;
    default: return false;
    }
}

struct world {
    struct aggregator aggregator;
    struct fake *fake;
    struct console console;
};

static void begin(struct world *world)
{
    *world = (struct world){0};
    world->fake = fake_start(answer, &world->aggregator);
}

static void end(struct world *world)
{
    console_finish(&world->console);
    fake_stop(world->fake);
    for (size_t i = 0; i < world->aggregator.n_files; i++) {
        free((char *)world->aggregator.files[i].name);
        free((uint8_t *)world->aggregator.files[i].content);
    }
}

#define ASK(world, ...) \
    CONSOLE(&(world)->console, __VA_ARGS__, "--aggregator", fake_endpoint((world)->fake))

static void states_are_counted_with_what_is_behind_them(void **state)
{
    struct world world;
    (void)state;

    begin(&world);
    ASK(&world, "show", "states", "--instrument", "OPSC", "--status", "signatory", "--basis",
        "in_force", "--date", "2016-05-30", "--since", "2015-06-18", "--among", "COE", "--by-group",
        "--as-known-at", "2016-05-30T12:00:00Z");
    assert_int_equal(world.console.code, COMMAND_DONE);
    assert_non_null(strstr(world.console.out, "2 States that signed and did not ratify OPSC on "
                                              "2016-05-30 (in force) among COE; 0 to 1 "
                                              "more since 2015-06-18; as known at 20"));
    assert_non_null(strstr(world.console.out, "CIV       Côte d'Ivoire  accession "));
    assert_non_null(strstr(world.console.out, "Hungary: year: used 2004 (COE), 2005 (SRSG-VAC)"));
    assert_non_null(strstr(world.console.out, "1 distinct State over the organizations (their own "
                                              "counts add up to 3)"));
    assert_int_equal(world.aggregator.asked.count.status, TREATY_SIGNATORY);
    assert_int_equal(world.aggregator.asked.count.basis, BASIS_IN_FORCE);
    assert_int_equal(world.aggregator.asked.count.reference_date, 16951);
    assert_string_equal(world.aggregator.cutoffs, "2016-05-30T12:00:00Z ");
    end(&world);
}

static void laws_are_printed_as_json_and_csv(void **state)
{
    struct world world;
    (void)state;

    begin(&world);
    ASK(&world, "show", "laws", "--topic", "corporal_punishment", "--all-settings", "--format",
        "json", "--since", "2015-06-18");
    assert_int_equal(world.console.code, COMMAND_DONE);
    assert_true(world.aggregator.asked.count.all_settings);
    assert_non_null(strstr(world.console.out, "{\n  \"basis\": \"deposited\",\n  \"count\": 2,\n"));
    assert_non_null(strstr(world.console.out, "\"increase_at_least\": 0,"));
    assert_non_null(strstr(world.console.out, "\"counts_from\": \"2016-05-30\""));
    assert_non_null(strstr(world.console.out, "\"recorded_at\": \"2016-05-30T12:00:00.000000Z\""));
    console_finish(&world.console);
    ASK(&world, "show", "laws", "--topic", "corporal_punishment", "--format", "csv");
    assert_non_null(strstr(world.console.out, "PER,Peru,ratification,2016-05-30,on_or_before,"
                                              "2016-05-30,unknown,COE,a list\r\n"));
    end(&world);
}

static void facts_come_page_by_page_as_known_at_one_cutoff(void **state)
{
    struct world world;
    (void)state;

    begin(&world);
    ASK(&world, "show", "observations", "--indicator", "PT", "--area", "NPL", "--area", "BGD",
        "--format", "json");
    assert_int_equal(world.console.code, COMMAND_DONE);
    assert_int_equal(world.aggregator.asks, 2);
    assert_string_equal(world.aggregator.cutoffs, "- 2016-05-30T12:00:00.000000Z ");
    assert_string_equal(world.aggregator.page, "page2");
    assert_int_equal(world.aggregator.asked.facts.n_ref_areas, 2);
    assert_int_equal(world.aggregator.asked.facts.n_where, 1);
    assert_non_null(strstr(world.console.out, "\"ref_area\": \"NPL\""));
    assert_non_null(strstr(world.console.out, "\"value\": 28.257"));
    assert_non_null(strstr(world.console.out, "\"ref_area\": \"BGD\""));
    console_finish(&world.console);
    ASK(&world, "show", "plans");
    assert_int_equal(world.aggregator.asked.facts.kind, KIND_REGIONAL_PLAN);
    end(&world);
}

static void an_indicator_shows_its_inputs_and_exclusions(void **state)
{
    struct world world;
    (void)state;

    begin(&world);
    ASK(&world, "show", "indicator", "PT", "--among", "UNICEF_SA", "--window", "2015-2020");
    assert_int_equal(world.console.code, COMMAND_DONE);
    assert_int_equal(world.aggregator.asked.aggregate.window_first, 2015);
    assert_int_equal(world.aggregator.asked.aggregate.window_last, 2020);
    assert_non_null(strstr(world.console.out, "PT among UNICEF_SA: 28.378 PCNT\n"));
    assert_non_null(strstr(world.console.out, "7 of 8 States, 100.0 per cent"));
    assert_non_null(strstr(world.console.out, "Bhutan has no value at all."));
    console_finish(&world.console);
    ASK(&world, "show", "indicator", "PT", "--among", "UNICEF_SA", "--window", "2018", "--format",
        "json");
    assert_int_equal(world.aggregator.asked.aggregate.window_last, 2018);
    assert_non_null(strstr(world.console.out, "\"value\": 28.378,"));
    assert_non_null(strstr(world.console.out, "\"weight\": 1500000"));
    console_finish(&world.console);
    ASK(&world, "show", "cutoff");
    assert_string_equal(world.console.out, "2016-05-30T12:00:00.000000Z\n");
    end(&world);
}

static void reference_data_are_loaded_shown_and_exported(void **state)
{
    struct world world;
    char *folder = folder_make();
    OWNED_TEXT copy = xasprintf("%s/copy", folder);
    OWNED_TEXT areas = xasprintf("%s/areas.csv", copy);
    OWNED_TEXT sex = xasprintf("%s/codelists/sex.csv", copy);
    SCOPED(buffer) before = {0}, after = {0};
    (void)state;

    begin(&world);
    ASK(&world, "admin", "reference", "load", REFERENCE_DIRECTORY);
    assert_int_equal(world.console.code, COMMAND_DONE);
    assert_string_equal(world.console.out, "reference data, version 4: loaded\n");
    assert_non_null(strstr(world.aggregator.loaded, "areas.csv "));
    assert_non_null(strstr(world.aggregator.loaded, "codelists/sex.csv "));
    console_finish(&world.console);
    ASK(&world, "show", "regions", "COE", "--date", "2016-05-30", "--format", "csv");
    assert_int_equal(world.console.code, COMMAND_DONE);
    assert_non_null(strstr(world.console.out, "NOR,Norway\r\n"));
    console_finish(&world.console);
    ASK(&world, "show", "instruments", "--format", "json");
    assert_non_null(strstr(world.console.out, "\"code\": \"OPSC\""));
    console_finish(&world.console);
    ASK(&world, "show", "regions", "NOWHERE");
    assert_int_equal(world.console.code, COMMAND_REFUSED);
    console_finish(&world.console);
    ASK(&world, "admin", "reference", "export", copy);
    assert_int_equal(world.console.code, COMMAND_DONE);
    assert_int_equal(file_read(REFERENCE_DIRECTORY "/areas.csv", 1 << 20, &before, NULL),
                     STATUS_OK);
    assert_int_equal(file_read(areas, 1 << 20, &after, NULL), STATUS_OK);
    assert_int_equal(before.used, after.used);
    assert_memory_equal(before.bytes, after.bytes, after.used);
    buffer_clear(&after);
    assert_int_equal(file_read(sex, 1 << 20, &after, NULL), STATUS_OK);
    end(&world);
    folder_remove(folder);
}

static void broken_reference_data_name_file_row_and_column(void **state)
{
    struct world world;
    (void)state;

    begin(&world);
    world.aggregator.refuse = true;
    ASK(&world, "admin", "reference", "load", REFERENCE_DIRECTORY);
    assert_int_equal(world.console.code, COMMAND_REFUSED);
    assert_string_equal(world.console.out,
                        "areas.csv: row 7, column iso3: \"PERU\": Three letters. [bad_code]\n");
    end(&world);
}

static void a_dry_run_finds_all_mistakes_and_sends_nothing(void **state)
{
    struct world world;
    char *folder = folder_make();
    OWNED_TEXT file = folder_write(folder, "observations.csv",
                                   "iso3,indicator,time_period,value,source\n"
                                   "NPL,PT_F_20-24_MRD_U18,2019,32.8,MICS\n"
                                   "XXX,PT_F_20-24_MRD_U18,2019,32.8,MICS\n"
                                   "NPL,PT_F_20-24_MRD_U18,2018,(29.5),MICS\n");
    (void)state;

    begin(&world);
    ASK(&world, "admin", "reference", "load", REFERENCE_DIRECTORY);
    console_finish(&world.console);
    ASK(&world, "submit", file, "--organization", "SACG", "--dry-run", "--collector",
        "tcp://127.0.0.1:9");
    assert_int_equal(world.console.code, COMMAND_REFUSED);
    assert_non_null(strstr(world.console.out, ": row 2, column ref_area: \"XXX\""));
    assert_non_null(strstr(world.console.out, ": row 3, column value: \"(29.5)\""));
    assert_non_null(
        strstr(world.console.out,
               "3 rows checked, 2 problems, 3 rows would be rejected; nothing was sent\n"));
    console_finish(&world.console);
    ASK(&world, "submit", file, "--organization", "SACG", "--dry-run", "--best-effort");
    assert_non_null(strstr(world.console.out, "2 rows would be rejected"));
    end(&world);
    folder_remove(folder);
}

static void a_report_goes_to_the_output_byte_for_byte(void **state)
{
    struct world world;
    char *folder = folder_make();
    OWNED_TEXT path = xasprintf("%s/report.html", folder);
    SCOPED(buffer) written = {0};
    (void)state;

    begin(&world);
    CONSOLE(&world.console, "report", "2016-stockholm", "--reporter", fake_endpoint(world.fake));
    assert_int_equal(world.console.code, COMMAND_DONE);
    assert_string_equal(world.console.out, "a\nreport");
    console_finish(&world.console);
    CONSOLE(&world.console, "report", "2016-stockholm", "--format", "html", "--output", path,
            "--reporter", fake_endpoint(world.fake));
    assert_int_equal(world.console.code, COMMAND_DONE);
    assert_string_equal(world.console.out, "");
    assert_int_equal(file_read(path, 100, &written, NULL), STATUS_OK);
    assert_string_equal(buffer_text(&written), "a\nreport");
    end(&world);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_are_counted_with_what_is_behind_them),
        cmocka_unit_test(laws_are_printed_as_json_and_csv),
        cmocka_unit_test(facts_come_page_by_page_as_known_at_one_cutoff),
        cmocka_unit_test(an_indicator_shows_its_inputs_and_exclusions),
        cmocka_unit_test(reference_data_are_loaded_shown_and_exported),
        cmocka_unit_test(broken_reference_data_name_file_row_and_column),
        cmocka_unit_test(a_dry_run_finds_all_mistakes_and_sends_nothing),
        cmocka_unit_test(a_report_goes_to_the_output_byte_for_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
