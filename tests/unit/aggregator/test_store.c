/* test_store - the store against a PostgreSQL of its own: that the schema is what the kind tables
 * say, and that facts keep their history. The cluster is made once for all tests; each test has
 * organizations of its own. */
#include "aggregator/question.h"
#include "base/clock.h"
#include "support/test.h"
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct {
    char dir[64];
    char conninfo[256];
    struct store *intake;
    int64_t now_us;
} world;

/* --- the cluster --- */

static void run_script(const char *action, char *said, size_t size)
{
    char command[512];

    snprintf(command, sizeof command, "'%s' %s '%s'", getenv("PRIVATE_POSTGRES"), action,
             world.dir);
    FILE *output = popen(command, "r");
    assert_non_null(output);
    if (said != NULL)
        assert_non_null(fgets(said, (int)size, output));
    assert_int_equal(pclose(output), 0);
}

static int make_world(void **state)
{
    struct error err = {0};
    size_t applied = 0;
    (void)state;

    snprintf(world.dir, sizeof world.dir, "/tmp/roundtable-store-XXXXXX");
    assert_non_null(mkdtemp(world.dir));
    run_script("start", world.conninfo, sizeof world.conninfo);
    world.conninfo[strcspn(world.conninfo, "\n")] = '\0';
    OWNED(store) schema = NULL;
    assert_int_equal(store_open(world.conninfo, STORE_SCHEMA, &schema, &err), STATUS_OK);
    assert_int_equal(store_migrate(schema, INT64_C(1464566400000000), &applied, &err), STATUS_OK);
    assert_true(applied > 0);
    assert_int_equal(store_open(world.conninfo, STORE_INTAKE, &world.intake, &err), STATUS_OK);
    world.now_us = INT64_C(1464566400000000); /* 2016-05-30 */
    return 0;
}

static int end_world(void **state)
{
    char command[128];
    (void)state;

    store_destroy(world.intake);
    run_script("stop", NULL, 0);
    snprintf(command, sizeof command, "rm -rf '%s'", world.dir);
    return system(command);
}

static PGresult *query(const char *sql)
{
    PGconn *connection = PQconnectdb(world.conninfo);
    PGresult *result = PQexec(connection, sql);

    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(connection));
    PQfinish(connection);
    return result;
}

/* --- facts to write --- */

static struct record observation(struct arena *arena, const char *area, const char *period,
                                 const char *value, uint32_t row)
{
    const struct kind_table *table = kind_table(KIND_OBSERVATION);
    struct value *values = arena_array(arena, table->n_fields, sizeof *values);
    const struct {
        int field;
        const char *text;
    } fields[] = {{OBS_REF_AREA, area},        {OBS_INDICATOR, "PT_F_20-24_MRD_U18"},
                  {OBS_TIME_PERIOD, period},   {OBS_SEX, "F"},
                  {OBS_VALUE, value},          {OBS_SAMPLE_UNWEIGHTED, "1200"},
                  {OBS_FOOTNOTE, "a\tb\\\nc"}, {OBS_SOURCE, "a test"}};

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        values[fields[i].field] = (struct value){fields[i].text, (uint32_t)strlen(fields[i].text)};
    return (struct record){.kind = KIND_OBSERVATION, .row = row, .values = values};
}

static struct record law(struct arena *arena, const char *area, const char *title,
                         const char *topics)
{
    struct value *values = arena_array(arena, kind_table(KIND_LAW)->n_fields, sizeof *values);

    values[LAW_REF_AREA] = (struct value){area, (uint32_t)strlen(area)};
    values[LAW_TITLE] = (struct value){title, (uint32_t)strlen(title)};
    values[LAW_STAGE] = (struct value){"in_force", 8};
    values[LAW_TOPICS] = (struct value){topics, (uint32_t)strlen(topics)};
    return (struct record){.kind = KIND_LAW, .row = 1, .values = values};
}

/* What store_write_facts is given for a submission. */
static struct new_facts facts_to_write(struct arena *arena, const struct submission *submission,
                                       int64_t number)
{
    uint8_t(*keys)[RECORD_DIGEST_SIZE] = arena_array(arena, submission->n_rows, sizeof *keys);

    for (size_t row = 0; row < submission->n_rows; row++)
        record_key(&submission->rows[row], submission->organization, keys[row]);
    return (struct new_facts){.submission = submission,
                              .keys = (const uint8_t(*)[RECORD_DIGEST_SIZE])keys,
                              .number = number,
                              .recorded_us = world.now_us};
}

/* Store rows as one submission; returns its number. The record time is world.now_us. */
static int64_t hand_in(struct arena *arena, const char *organization, const char *id,
                       struct record *rows, size_t n, int64_t replaces, struct written *ret)
{
    struct submission submission = {
        .organization = organization, .id = id, .rows = rows, .n_rows = n};
    struct error err = {0};
    int64_t number = 0;

    world.now_us += 1000;
    assert_int_equal(store_begin(world.intake, &err), STATUS_OK);
    assert_int_equal(store_next_submissions(world.intake, 1, &number, &err), STATUS_OK);
    struct new_facts facts = facts_to_write(arena, &submission, number);
    facts.replaces = replaces;
    if (store_write_facts(world.intake, &facts, 1, arena, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    *ret = facts.written;
    struct receipt receipt = {.rows = (uint32_t)n,
                              .inserted = ret->inserted,
                              .revised = ret->revised,
                              .unchanged = ret->unchanged,
                              .recorded_us = world.now_us};
    struct new_submission added = {.number = number,
                                   .submission = &submission,
                                   .bytes = (const uint8_t *)"bytes",
                                   .size = 5,
                                   .receipt = &receipt,
                                   .packed_receipt = (const uint8_t *)"re\0ceipt",
                                   .packed_receipt_size = 8};
    assert_int_equal(store_add_submissions(world.intake, &added, 1, &err), STATUS_OK);
    if (replaces != 0)
        assert_int_equal(store_replace_submission(world.intake, replaces, number, &err), STATUS_OK);
    assert_int_equal(store_commit(world.intake, &err), STATUS_OK);
    return number;
}

static struct facts facts_of(struct arena *arena, enum kind kind, const char *organization,
                             int64_t at_us)
{
    struct facts_filter filter = {.organization = organization};
    struct facts facts = {0};
    struct error err = {0};

    if (store_read_facts(world.intake, kind, &filter, at_us, arena, &facts, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return facts;
}

static void assert_value(const struct fact *fact, int field, const char *expected)
{
    assert_string_equal(fact->record.values[field].text, expected);
    assert_int_equal(fact->record.values[field].len, strlen(expected));
}

/* --- the schema --- */

static const char *column_type(enum field_type type)
{
    return type == FIELD_CODES     ? "ARRAY"
           : type == FIELD_DECIMAL ? "numeric"
           : type == FIELD_WHOLE   ? "bigint"
                                   : "text";
}

static void assert_columns(const struct kind_table *table)
{
    char sql[256];
    int at = 0;

    snprintf(
        sql, sizeof sql,
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = "
        "'roundtable' AND table_name = '%s' AND ordinal_position > 8 ORDER BY ordinal_position",
        table->name);
    PGresult *columns = query(sql);
    for (size_t i = 0; i < table->n_fields; i++) {
        if (strcmp(table->fields[i].name, "ref_area") == 0)
            continue;
        assert_true(at < PQntuples(columns));
        assert_string_equal(PQgetvalue(columns, at, 0), table->fields[i].name);
        assert_string_equal(PQgetvalue(columns, at, 1), column_type(table->fields[i].type));
        at++;
    }
    assert_int_equal(at, PQntuples(columns));
    PQclear(columns);
}

static void the_columns_are_the_fields_of_the_kind_tables(void **state)
{
    (void)state;
    for (int kind = 0; kind < KIND_COUNT; kind++)
        assert_columns(kind_table((enum kind)kind));
}

static void every_table_view_and_column_says_what_it_is(void **state)
{
    (void)state;
    PGresult *silent = query(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE c.relnamespace = 'roundtable'::regnamespace AND c.relkind IN ('r', 'v') AND "
        "a.attnum >= 0 "
        "AND NOT a.attisdropped AND (obj_description(c.oid, 'pg_class') IS NULL "
        "OR c.relkind = 'r' AND a.attnum > 0 AND col_description(c.oid, a.attnum) IS NULL)");
    for (int i = 0; i < PQntuples(silent); i++)
        print_error("%s.%s has no comment\n", PQgetvalue(silent, i, 0), PQgetvalue(silent, i, 1));
    assert_int_equal(PQntuples(silent), 0);
    PQclear(silent);
}

static void migrating_again_does_nothing(void **state)
{
    OWNED(store) schema = NULL;
    struct error err = {0};
    size_t applied = 99;
    (void)state;

    assert_int_equal(store_open(world.conninfo, STORE_SCHEMA, &schema, &err), STATUS_OK);
    assert_int_equal(store_migrate(schema, world.now_us, &applied, &err), STATUS_OK);
    assert_int_equal(applied, 0);
}

static void a_schema_with_other_migrations_is_refused(void **state)
{
    OWNED(store) store = NULL;
    struct error err = {0};
    (void)state;

    PQclear(query("INSERT INTO roundtable.schema_migration VALUES (999, '999_later', '\\x00', "
                  "'2016-05-30')"));
    assert_int_equal(store_open(world.conninfo, STORE_READER, &store, &err), STATUS_INVALID);
    assert_non_null(strstr(err.text, "newer"));
    PQclear(query("DELETE FROM roundtable.schema_migration WHERE number = 999"));
    PQclear(
        query("UPDATE roundtable.schema_migration SET digest = sha256(digest) WHERE number = 2"));
    assert_int_equal(store_open(world.conninfo, STORE_READER, &store, &err), STATUS_INVALID);
    assert_non_null(strstr(err.text, "002_facts"));
    assert_null(store);
}

static void a_missing_migration_names_what_to_run(void **state)
{
    OWNED(store) store = NULL;
    struct error err = {0};
    (void)state;

    PQclear(
        query("CREATE TABLE kept AS SELECT * FROM roundtable.schema_migration WHERE number > 1"));
    PQclear(query("DELETE FROM roundtable.schema_migration WHERE number > 1"));
    assert_int_equal(store_open(world.conninfo, STORE_READER, &store, &err), STATUS_INVALID);
    assert_non_null(strstr(err.text, "--migrate"));
    PQclear(query("INSERT INTO roundtable.schema_migration SELECT * FROM kept"));
    assert_int_equal(store_open(world.conninfo, STORE_READER, &store, &err), STATUS_OK);
    PQclear(query("DROP TABLE kept"));
}

/* --- sessions --- */

static void only_one_intake_gets_the_lock(void **state)
{
    OWNED(store) second = NULL;
    struct error err = {0};
    (void)state;

    assert_int_equal(store_open(world.conninfo, STORE_INTAKE, &second, &err), STATUS_RETRY);
    assert_non_null(strstr(err.text, "another aggregator"));
}

static void a_reader_cannot_write(void **state)
{
    OWNED(store) reader = NULL;
    struct error err = {0};
    (void)state;

    assert_int_equal(store_open(world.conninfo, STORE_READER, &reader, &err), STATUS_OK);
    assert_int_not_equal(store_publish_cutoff(reader, world.now_us, world.now_us, &err), STATUS_OK);
}

static void a_database_that_is_away_is_worth_a_retry(void **state)
{
    OWNED(store) store = NULL;
    struct error err = {0};
    (void)state;

    assert_int_equal(store_open("host=/nonexistent", STORE_READER, &store, &err), STATUS_RETRY);
}

static void a_session_that_was_ended_is_noticed(void **state)
{
    OWNED(store) reader = NULL;
    struct record_times times;
    struct error err = {0};
    (void)state;

    assert_int_equal(store_open(world.conninfo, STORE_READER, &reader, &err), STATUS_OK);
    PQclear(query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = "
                  "'roundtable-aggregator' AND pid <> (SELECT pid FROM pg_locks WHERE locktype = "
                  "'advisory' LIMIT 1)"));
    assert_int_equal(store_record_times(reader, &times, &err), STATUS_RETRY);
    assert_false(store_alive(reader));
}

static void a_server_that_may_lose_what_it_confirmed_is_refused(void **state)
{
    OWNED(store) store = NULL;
    struct error err = {0};
    (void)state;

    PQclear(query("ALTER SYSTEM SET full_page_writes = off"));
    PQclear(query("SELECT pg_reload_conf()"));
    for (int i = 0; i < 100 && store_open(world.conninfo, STORE_READER, &store, &err) == STATUS_OK;
         i++) {
        store_destroy(store);
        store = NULL;
        usleep(50000);
    }
    assert_int_equal(err.status, STATUS_INVALID);
    assert_non_null(strstr(err.text, "full_page_writes=off"));
    PQclear(query("ALTER SYSTEM RESET full_page_writes"));
    PQclear(query("SELECT pg_reload_conf()"));
    for (int i = 0; i < 100 && store_open(world.conninfo, STORE_READER, &store, &err) != STATUS_OK;
         i++)
        usleep(50000);
    assert_non_null(store);
}

/* --- facts --- */

static void a_fact_is_read_as_it_was_written(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct record rows[] = {observation(arena, "NPL", "2016", "-39.5", 7),
                            law(arena, "NPL", "Act \\ \"one\"", "bullying;sexual_abuse")};
    struct written written = {0};
    (void)state;

    hand_in(arena, "ORG-READ", "first", rows, 2, 0, &written);
    assert_int_equal(written.inserted, 2);
    assert_int_equal(written.outcomes[0], OUTCOME_INSERTED);

    struct facts facts = facts_of(arena, KIND_OBSERVATION, "ORG-READ", world.now_us);
    assert_int_equal(facts.n, 1);
    assert_string_equal(facts.facts[0].ref_area, "NPL");
    assert_value(&facts.facts[0], OBS_REF_AREA, "NPL");
    assert_value(&facts.facts[0], OBS_VALUE, "-39.5");
    assert_value(&facts.facts[0], OBS_SAMPLE_UNWEIGHTED, "1200");
    assert_value(&facts.facts[0], OBS_FOOTNOTE, "a\tb\\\nc");
    assert_null(facts.facts[0].record.values[OBS_LOWER].text);
    assert_string_equal(facts.facts[0].provenance.submission_id, "first");
    assert_string_equal(facts.facts[0].provenance.source, "a test");
    assert_int_equal(facts.facts[0].provenance.row, 7);
    assert_int_equal(facts.facts[0].provenance.recorded_us, world.now_us);

    facts = facts_of(arena, KIND_LAW, "ORG-READ", world.now_us);
    assert_value(&facts.facts[0], LAW_TITLE, "Act \\ \"one\"");
    assert_value(&facts.facts[0], LAW_TOPICS, "bullying;sexual_abuse");
}

static void a_fact_without_a_state_is_kept_under_its_organization(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct value *values = arena_array(arena, kind_table(KIND_CAMPAIGN)->n_fields, sizeof *values);
    struct record row = {.kind = KIND_CAMPAIGN, .row = 1, .values = values};
    struct written written = {0};
    (void)state;

    values[CAMPAIGN_TITLE] = (struct value){"High Time", 9};
    hand_in(arena, "ORG-OWN", "first", &row, 1, 0, &written);
    struct facts facts = facts_of(arena, KIND_CAMPAIGN, "ORG-OWN", world.now_us);
    assert_string_equal(facts.facts[0].ref_area, "ORG-OWN");
    assert_null(facts.facts[0].record.values[CAMPAIGN_REF_AREA].text);
}

static void the_same_again_writes_nothing(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct record row = observation(arena, "NPL", "2016", "39.5", 1);
    struct written written = {0};
    (void)state;

    hand_in(arena, "ORG-SAME", "first", &row, 1, 0, &written);
    hand_in(arena, "ORG-SAME", "second", &row, 1, 0, &written);
    assert_int_equal(written.unchanged, 1);
    assert_int_equal(written.outcomes[0], OUTCOME_UNCHANGED);
    PGresult *versions =
        query("SELECT FROM roundtable.observation WHERE organization = 'ORG-SAME'");
    assert_int_equal(PQntuples(versions), 1);
    PQclear(versions);
}

static void a_revision_keeps_what_was_known_before(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct record rows[] = {observation(arena, "NPL", "2016", "39.5", 1),
                            observation(arena, "BTN", "2016", "26", 2)};
    struct written written = {0};
    (void)state;

    hand_in(arena, "ORG-REVISE", "first", rows, 2, 0, &written);
    int64_t before_us = world.now_us;
    rows[0] = observation(arena, "NPL", "2016", "32.8", 1);
    hand_in(arena, "ORG-REVISE", "second", rows, 2, 0, &written);
    assert_int_equal(written.outcomes[0], OUTCOME_REVISED);
    assert_int_equal(written.outcomes[1], OUTCOME_UNCHANGED);
    assert_int_equal(written.revised, 1);
    assert_int_equal(written.inserted, 0);

    struct facts now = facts_of(arena, KIND_OBSERVATION, "ORG-REVISE", world.now_us);
    struct facts then = facts_of(arena, KIND_OBSERVATION, "ORG-REVISE", before_us);
    assert_int_equal(now.n, 2);
    assert_value(&now.facts[1], OBS_VALUE, "32.8");
    assert_int_equal(then.n, 2);
    assert_value(&then.facts[1], OBS_VALUE, "39.5");
    assert_int_equal(facts_of(arena, KIND_OBSERVATION, "ORG-REVISE", before_us - 1).n, 0);
}

static void organizations_keep_their_own_claims(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct record row = observation(arena, "NPL", "2016", "39.5", 1);
    struct written written = {0};
    (void)state;

    hand_in(arena, "ORG-CLAIM-A", "first", &row, 1, 0, &written);
    hand_in(arena, "ORG-CLAIM-B", "first", &row, 1, 0, &written);
    assert_int_equal(written.inserted, 1);
    assert_int_equal(facts_of(arena, KIND_OBSERVATION, "ORG-CLAIM-A", world.now_us).n, 1);
}

static void a_replacement_ends_what_it_does_not_have(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct record rows[] = {observation(arena, "NPL", "2016", "39.5", 1),
                            observation(arena, "BTN", "2016", "26", 2),
                            law(arena, "NPL", "Act", "bullying")};
    struct written written = {0};
    (void)state;

    int64_t first = hand_in(arena, "ORG-REPLACE", "first", rows, 3, 0, &written);
    int64_t second = hand_in(arena, "ORG-REPLACE", "second", rows, 2, first, &written);
    assert_int_equal(written.ended, 1); /* the law */
    assert_int_equal(written.unchanged, 2);
    assert_int_equal(facts_of(arena, KIND_LAW, "ORG-REPLACE", world.now_us).n, 0);

    /* BTN was written by the first, and belongs to the second, which sent it unchanged. */
    hand_in(arena, "ORG-REPLACE", "third", rows, 1, second, &written);
    assert_int_equal(written.ended, 1);
    assert_int_equal(facts_of(arena, KIND_OBSERVATION, "ORG-REPLACE", world.now_us).n, 1);
}

static void facts_are_filtered_by_field_and_area_and_paged(void **state)
{
    static const char *const AREAS[] = {"NPL", "BTN"};
    OWNED(arena) arena = arena_create(0);
    struct record rows[] = {
        observation(arena, "NPL", "2016", "1", 1), observation(arena, "NPL", "2017", "2", 2),
        observation(arena, "BTN", "2016", "3.50", 3), observation(arena, "IND", "2016", "4", 4)};
    struct facts_filter filter = {
        .organization = "ORG-PAGE", .areas = AREAS, .n_areas = 2, .limit = 2};
    struct written written = {0};
    struct facts facts = {0};
    struct error err = {0};
    (void)state;

    hand_in(arena, "ORG-PAGE", "first", rows, 4, 0, &written);
    assert_int_equal(store_read_facts(world.intake, KIND_OBSERVATION, &filter, world.now_us, arena,
                                      &facts, &err),
                     STATUS_OK);
    assert_int_equal(facts.n, 2);
    assert_string_equal(facts.facts[0].ref_area, "BTN");
    filter.after_area = facts.facts[1].ref_area;
    filter.after_key = facts.keys[1];
    assert_int_equal(store_read_facts(world.intake, KIND_OBSERVATION, &filter, world.now_us, arena,
                                      &facts, &err),
                     STATUS_OK);
    assert_int_equal(facts.n, 1);
    assert_string_equal(facts.facts[0].ref_area, "NPL");

    filter = (struct facts_filter){.organization = "ORG-PAGE", .equals[OBS_VALUE] = "3.5"};
    assert_int_equal(store_read_facts(world.intake, KIND_OBSERVATION, &filter, world.now_us, arena,
                                      &facts, &err),
                     STATUS_OK);
    assert_int_equal(facts.n, 1);
    filter.equals[OBS_VALUE] = "(29.5)";
    assert_int_equal(store_read_facts(world.intake, KIND_OBSERVATION, &filter, world.now_us, arena,
                                      &facts, &err),
                     STATUS_INVALID);
}

static void a_list_is_filtered_by_what_it_holds(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct record rows[] = {law(arena, "NPL", "One", "bullying;online"),
                            law(arena, "NPL", "Two", "online")};
    struct facts_filter filter = {.organization = "ORG-LIST", .equals[LAW_TOPICS] = "bullying"};
    struct written written = {0};
    struct facts facts = {0};
    struct error err = {0};
    (void)state;

    hand_in(arena, "ORG-LIST", "first", rows, 2, 0, &written);
    assert_int_equal(
        store_read_facts(world.intake, KIND_LAW, &filter, world.now_us, arena, &facts, &err),
        STATUS_OK);
    assert_int_equal(facts.n, 1);
    assert_value(&facts.facts[0], LAW_TITLE, "One");
}

static void changes_tell_before_and_after_and_by_whom(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct record rows[] = {observation(arena, "NPL", "2016", "39.5", 1),
                            observation(arena, "BTN", "2016", "26", 2)};
    struct written written = {0};
    struct changes changes = {0};
    struct error err = {0};
    int64_t since_us = world.now_us;
    (void)state;

    int64_t first = hand_in(arena, "ORG-CHANGE", "first", rows, 2, 0, &written);
    rows[0] = observation(arena, "NPL", "2016", "32.8", 5);
    hand_in(arena, "ORG-CHANGE", "second", rows, 1, first, &written);
    assert_int_equal(store_read_changes(world.intake, KIND_OBSERVATION, since_us, world.now_us, 100,
                                        arena, &changes, &err),
                     STATUS_OK);
    assert_int_equal(changes.n, 4);
    assert_int_equal(changes.changes[0].what, CHANGE_INSERTED);
    assert_int_equal(changes.changes[1].what, CHANGE_INSERTED);
    assert_int_equal(changes.changes[2].what, CHANGE_ENDED);
    assert_string_equal(changes.changes[2].before->values[OBS_REF_AREA].text, "BTN");
    assert_null(changes.changes[2].after);
    assert_string_equal(changes.changes[2].provenance.submission_id, "second");
    assert_int_equal(changes.changes[3].what, CHANGE_REVISED);
    assert_string_equal(changes.changes[3].before->values[OBS_VALUE].text, "39.5");
    assert_string_equal(changes.changes[3].after->values[OBS_VALUE].text, "32.8");
    assert_int_equal(changes.changes[3].provenance.row, 5);
    assert_int_equal(changes.changes[3].provenance.recorded_us, world.now_us);
}

/* Each submission is told whole, although one change was asked for. */
static void changes_say_whether_there_are_more(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct record rows[] = {observation(arena, "NPL", "2016", "1", 1),
                            observation(arena, "BTN", "2016", "2", 2)};
    struct changes_query query = {.has_kind = true, .kind = KIND_OBSERVATION, .limit = 1};
    struct changes_answer answer = {0};
    struct written written = {0};
    struct error err = {0};
    char since[CLOCK_TEXT_SIZE];
    (void)state;

    clock_format(world.now_us, since);
    query.since = since;
    hand_in(arena, "ORG-MORE-A", "first", rows, 2, 0, &written);
    hand_in(arena, "ORG-MORE-B", "first", rows, 2, 0, &written);
    for (int more = 1; more >= 0; more--) {
        assert_int_equal(question_changes(world.intake, &query, world.now_us, arena, &answer, &err),
                         STATUS_OK);
        assert_int_equal(answer.n, 2);
        assert_int_equal(answer.more, more);
        clock_format(answer.changes[1].provenance.recorded_us, since);
    }
    assert_int_equal(question_changes(world.intake, &query, world.now_us, arena, &answer, &err),
                     STATUS_OK);
    assert_int_equal(answer.n, 0);
    assert_false(answer.more);
}

static void submissions_are_written_together_each_at_its_own_time(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct record before = observation(arena, "NPL", "2016", "1", 1);
    struct record first[] = {observation(arena, "NPL", "2016", "2", 1),
                             law(arena, "NPL", "Act", "bullying")};
    struct record second[] = {observation(arena, "BTN", "2016", "3", 1)};
    struct submission submissions[] = {
        {.organization = "ORG-GROUP", .id = "a", .rows = first, .n_rows = 2},
        {.organization = "ORG-GROUP", .id = "b", .rows = second, .n_rows = 1}};
    struct written written = {0};
    struct error err = {0};
    (void)state;

    hand_in(arena, "ORG-GROUP", "before", &before, 1, 0, &written);
    int64_t then_us = world.now_us;
    world.now_us += 1000;
    struct new_facts facts[] = {facts_to_write(arena, &submissions[0], 2000001),
                                facts_to_write(arena, &submissions[1], 2000002)};
    facts[1].recorded_us = ++world.now_us;
    assert_int_equal(store_write_facts(world.intake, facts, 2, arena, &err), STATUS_OK);
    assert_int_equal(facts[0].written.revised, 1);
    assert_int_equal(facts[0].written.inserted, 1);
    assert_int_equal(facts[1].written.inserted, 1);
    PGresult *versions = query(
        "SELECT value, submission, recorded_from = (SELECT max(recorded_to) FROM "
        "roundtable.observation WHERE organization = 'ORG-GROUP' AND recorded_to < 'infinity') "
        "FROM roundtable.observation WHERE organization = 'ORG-GROUP' ORDER BY recorded_from");
    assert_int_equal(PQntuples(versions), 3);
    assert_string_equal(PQgetvalue(versions, 1, 0), "2");
    assert_string_equal(PQgetvalue(versions, 1, 1), "2000001");
    assert_string_equal(PQgetvalue(versions, 1, 2), "t");
    assert_string_equal(PQgetvalue(versions, 2, 0), "3");
    assert_string_equal(PQgetvalue(versions, 2, 1), "2000002");
    assert_string_equal(PQgetvalue(versions, 2, 2), "f");
    PQclear(versions);
    assert_int_equal(facts_of(arena, KIND_OBSERVATION, "ORG-GROUP", then_us).n, 1);
}

static void a_fact_in_two_submissions_is_not_written_together(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct record row = observation(arena, "NPL", "2016", "1", 1);
    struct submission submissions[] = {
        {.organization = "ORG-TWICE", .id = "a", .rows = &row, .n_rows = 1},
        {.organization = "ORG-TWICE", .id = "b", .rows = &row, .n_rows = 1}};
    struct new_facts facts[] = {facts_to_write(arena, &submissions[0], 2000003),
                                facts_to_write(arena, &submissions[1], 2000004)};
    struct error err = {0};
    (void)state;

    assert_int_equal(store_write_facts(world.intake, facts, 2, arena, &err), STATUS_INVALID);
    PGresult *versions =
        query("SELECT FROM roundtable.observation WHERE organization = 'ORG-TWICE'");
    assert_int_equal(PQntuples(versions), 0);
    PQclear(versions);
}

static void what_failed_is_taken_back_to_the_mark(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct record rows[] = {observation(arena, "NPL", "2016", "1", 1),
                            observation(arena, "BTN", "2016", "(2)", 2)};
    struct submission good = {.organization = "ORG-MARK", .id = "x", .rows = rows, .n_rows = 1};
    struct submission bad = {.organization = "ORG-MARK", .id = "y", .rows = rows + 1, .n_rows = 1};
    struct error err = {0};
    (void)state;

    world.now_us += 1000;
    struct new_facts facts[] = {facts_to_write(arena, &good, 1000001),
                                facts_to_write(arena, &bad, 1000002)};
    assert_int_equal(store_begin_marked(world.intake, &err), STATUS_OK);
    assert_int_equal(store_write_facts(world.intake, facts, 2, arena, &err), STATUS_INVALID);
    assert_int_equal(store_back_to_mark(world.intake, &err), STATUS_OK);
    assert_int_equal(store_write_facts(world.intake, facts, 1, arena, &err), STATUS_OK);
    assert_int_equal(store_move_mark(world.intake, &err), STATUS_OK);
    assert_int_equal(store_write_facts(world.intake, facts + 1, 1, arena, &err), STATUS_INVALID);
    assert_int_equal(store_back_to_mark(world.intake, &err), STATUS_OK);
    assert_int_equal(store_commit(world.intake, &err), STATUS_OK);
    PGresult *versions =
        query("SELECT value FROM roundtable.observation WHERE organization = 'ORG-MARK'");
    assert_int_equal(PQntuples(versions), 1);
    assert_string_equal(PQgetvalue(versions, 0, 0), "1");
    PQclear(versions);
}

static void rows_left_out_are_rejected_and_not_written(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct record rows[] = {observation(arena, "NPL", "2016", "1", 1),
                            observation(arena, "BTN", "2016", "(2)", 2)};
    struct submission submission = {
        .organization = "ORG-LEFT-OUT", .id = "x", .rows = rows, .n_rows = 2};
    const uint8_t left_out[] = {0, 1};
    struct new_facts facts = facts_to_write(arena, &submission, 1000003);
    struct error err = {0};
    (void)state;

    facts.left_out = left_out;
    assert_int_equal(store_begin(world.intake, &err), STATUS_OK);
    assert_int_equal(store_write_facts(world.intake, &facts, 1, arena, &err), STATUS_OK);
    assert_int_equal(store_roll_back(world.intake, &err), STATUS_OK);
    assert_int_equal(facts.written.inserted, 1);
    assert_int_equal(facts.written.rejected, 1);
    assert_int_equal(facts.written.outcomes[1], OUTCOME_REJECTED);
}

/* --- submissions, cutoffs, reference data, editions --- */

static void submissions_are_found_by_organization_and_id(void **state)
{
    static const struct submission_name NAMES[] = {
        {"ORG-FIND", "other"}, {"ORG-FIND", "fi\\r\"s,t"}, {"ORG-LOST", "fi\\r\"s,t"}};
    OWNED(arena) arena = arena_create(0);
    struct record row = observation(arena, "NPL", "2016", "1", 1);
    struct stored_submission stored[3];
    struct written written = {0};
    struct error err = {0};
    (void)state;

    int64_t number = hand_in(arena, "ORG-FIND", NAMES[1].id, &row, 1, 0, &written);
    assert_int_equal(store_find_submissions(world.intake, NAMES, 3, arena, stored, &err),
                     STATUS_OK);
    assert_int_equal(stored[0].number, 0);
    assert_int_equal(stored[1].number, number);
    assert_false(stored[1].replaced);
    assert_int_equal(stored[1].receipt_size, 8);
    assert_memory_equal(stored[1].receipt, "re\0ceipt", 8);
    assert_int_equal(stored[2].number, 0);
}

static void a_time_reads_at_the_newest_cutoff_before_it(void **state)
{
    struct error err = {0};
    struct record_times times = {0};
    int64_t first_us = world.now_us + 1, second_us = world.now_us + 1000, asked_us, cutoff_us = -1;
    (void)state;

    assert_int_equal(store_publish_cutoff(world.intake, first_us, first_us, &err), STATUS_OK);
    assert_int_equal(store_publish_cutoff(world.intake, second_us, second_us, &err), STATUS_OK);
    world.now_us = second_us;
    assert_int_equal(store_cutoff_at(world.intake, NULL, &cutoff_us, &err), STATUS_OK);
    assert_int_equal(cutoff_us, second_us);
    asked_us = second_us - 1;
    assert_int_equal(store_cutoff_at(world.intake, &asked_us, &cutoff_us, &err), STATUS_OK);
    assert_int_equal(cutoff_us, first_us);
    asked_us = second_us + 1000000;
    assert_int_equal(store_cutoff_at(world.intake, &asked_us, &cutoff_us, &err), STATUS_OK);
    assert_int_equal(cutoff_us, second_us);
    asked_us = first_us - 1;
    assert_int_equal(store_cutoff_at(world.intake, &asked_us, &cutoff_us, &err), STATUS_OK);
    assert_int_equal(cutoff_us, 0);
    assert_int_equal(store_record_times(world.intake, &times, &err), STATUS_OK);
    assert_int_equal(times.cutoff_us, second_us);
    assert_int_equal(times.recorded_us, second_us);
}

static void reference_data_have_versions(void **state)
{
    OWNED(arena) arena = arena_create(0);
    const struct reference_file files[] = {{"areas.csv", (const uint8_t *)"a\0b", 3},
                                           {"codelists/sex.csv", (const uint8_t *)"", 0}};
    struct reference_stamp stamp = {
        .version = 1, .recorded_us = world.now_us + 10, .digest = {1, 2}};
    struct reference_stamp found = {0};
    struct reference_file *read = NULL;
    struct error err = {0};
    size_t n = 0;
    (void)state;

    assert_int_equal(store_reference_at(world.intake, NULL, &found, &err), STATUS_OK);
    assert_int_equal(found.version, 0);
    assert_int_equal(store_add_reference(world.intake, &stamp, files, 2, &err), STATUS_OK);
    int64_t before_us = stamp.recorded_us - 1;
    assert_int_equal(store_reference_at(world.intake, &before_us, &found, &err), STATUS_OK);
    assert_int_equal(found.version, 0);
    assert_int_equal(store_reference_at(world.intake, &stamp.recorded_us, &found, &err), STATUS_OK);
    assert_memory_equal(&found, &stamp, sizeof found);
    assert_int_equal(store_reference_files(world.intake, 1, arena, &read, &n, &err), STATUS_OK);
    assert_int_equal(n, 2);
    assert_string_equal(read[0].name, "areas.csv");
    assert_memory_equal(read[0].content, "a\0b", 3);
    assert_int_equal(read[1].size, 0);
}

static void a_plan_of_an_edition_keeps_its_history(void **state)
{
    OWNED(arena) arena = arena_create(0);
    struct edition edition = {.code = "2016-stockholm",
                              .title = "VI Round Table",
                              .place = "Stockholm",
                              .date_start = day_of(2016, 5, 30),
                              .date_end = day_of(2016, 5, 31),
                              .reference_date = day_of(2016, 5, 30)};
    struct edition *read = NULL;
    struct error err = {0};
    int64_t first_us = world.now_us + 20;
    size_t n = 0;
    (void)state;

    assert_int_equal(store_put_edition(world.intake, &edition, first_us, &err), STATUS_OK);
    edition.host = "Sweden";
    assert_int_equal(store_put_edition(world.intake, &edition, first_us + 1, &err), STATUS_OK);
    assert_int_equal(store_editions_at(world.intake, &first_us, arena, &read, &n, &err), STATUS_OK);
    assert_int_equal(n, 1);
    assert_null(read[0].host);
    assert_int_equal(store_editions_at(world.intake, NULL, arena, &read, &n, &err), STATUS_OK);
    assert_int_equal(n, 1);
    assert_string_equal(read[0].host, "Sweden");
    assert_null(read[0].previous);
    assert_int_equal(read[0].date_end, day_of(2016, 5, 31));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_columns_are_the_fields_of_the_kind_tables),
        cmocka_unit_test(every_table_view_and_column_says_what_it_is),
        cmocka_unit_test(migrating_again_does_nothing),
        cmocka_unit_test(a_missing_migration_names_what_to_run),
        cmocka_unit_test(only_one_intake_gets_the_lock),
        cmocka_unit_test(a_reader_cannot_write),
        cmocka_unit_test(a_database_that_is_away_is_worth_a_retry),
        cmocka_unit_test(a_session_that_was_ended_is_noticed),
        cmocka_unit_test(a_server_that_may_lose_what_it_confirmed_is_refused),
        cmocka_unit_test(a_fact_is_read_as_it_was_written),
        cmocka_unit_test(a_fact_without_a_state_is_kept_under_its_organization),
        cmocka_unit_test(the_same_again_writes_nothing),
        cmocka_unit_test(a_revision_keeps_what_was_known_before),
        cmocka_unit_test(organizations_keep_their_own_claims),
        cmocka_unit_test(a_replacement_ends_what_it_does_not_have),
        cmocka_unit_test(facts_are_filtered_by_field_and_area_and_paged),
        cmocka_unit_test(a_list_is_filtered_by_what_it_holds),
        cmocka_unit_test(changes_tell_before_and_after_and_by_whom),
        cmocka_unit_test(changes_say_whether_there_are_more),
        cmocka_unit_test(submissions_are_written_together_each_at_its_own_time),
        cmocka_unit_test(a_fact_in_two_submissions_is_not_written_together),
        cmocka_unit_test(what_failed_is_taken_back_to_the_mark),
        cmocka_unit_test(rows_left_out_are_rejected_and_not_written),
        cmocka_unit_test(submissions_are_found_by_organization_and_id),
        cmocka_unit_test(a_time_reads_at_the_newest_cutoff_before_it),
        cmocka_unit_test(reference_data_have_versions),
        cmocka_unit_test(a_plan_of_an_edition_keeps_its_history),
        cmocka_unit_test(a_schema_with_other_migrations_is_refused), /* breaks the schema */
    };

    return cmocka_run_group_tests_name("store", tests, make_world, end_world);
}
