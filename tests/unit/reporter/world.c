/* world - see world.h. */
#include "world.h"

#include "support/test.h"

#include "base/clock.h"
#include "base/file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { FILES_MAX = 64 };

struct world *world_create(void)
{
    struct world *world = xcalloc(1, sizeof *world);

    world->arena = arena_create(0);
    world->editions[0] = (struct edition){
        "2015-strasbourg",   "V Round Table",     "Strasbourg",        "Council of Europe",
        day_of(2015, 6, 18), day_of(2015, 6, 19), day_of(2015, 6, 18), NULL};
    world->editions[1] = (struct edition){
        "2016-stockholm",    "VI Round Table",    "Stockholm",         "CBSS",
        day_of(2016, 5, 30), day_of(2016, 5, 31), day_of(2016, 5, 30), "2015-strasbourg"};
    world->n_editions = 2;
    assert_int_equal(clock_parse(WORLD_CUTOFF, strlen(WORLD_CUTOFF), &world->cutoff_us, NULL),
                     STATUS_OK);
    return world;
}

void world_destroy(struct world *world)
{
    if (world == NULL)
        return;
    arena_destroy(world->arena);
    free(world);
}

struct asker world_asker(struct world *world)
{
    return (struct asker){world_ask, world};
}

static void read_folder(struct arena *arena, const char *folder, const char *prefix,
                        struct reference_file *files, size_t *n)
{
    DIR *listing = opendir(folder);
    struct dirent *entry;

    assert_non_null(listing);
    while ((entry = readdir(listing)) != NULL) {
        SCOPED(buffer) content = {0};
        size_t size = strlen(entry->d_name);

        if (size < 4 || strcmp(entry->d_name + size - 4, ".csv") != 0)
            continue;
        assert_true(*n < FILES_MAX);
        assert_int_equal(file_read(arena_printf(arena, "%s/%s", folder, entry->d_name), 64 << 20,
                                   &content, NULL),
                         STATUS_OK);
        files[(*n)++] = (struct reference_file){
            arena_printf(arena, "%s%s", prefix, entry->d_name),
            (const uint8_t *)arena_textn(arena, (char *)content.bytes, content.used), content.used};
    }
    closedir(listing);
}

static void answer_reference(struct world *world, struct arena *arena, struct message *ret)
{
    struct reference_file *files = arena_array(arena, FILES_MAX, sizeof *files);

    ret->kind = MESSAGE_REFERENCE;
    ret->reference = (struct reference_set){.version = world->no_reference ? 0 : 7, .files = files};
    world->references_sent++;
    if (world->no_reference)
        return;
    read_folder(arena, REFERENCE_DIRECTORY, "", files, &ret->reference.n_files);
    read_folder(arena, REFERENCE_DIRECTORY "/codelists", "codelists/", files,
                &ret->reference.n_files);
}

static void say_not_found(struct message *ret)
{
    *ret = (struct message){.kind = MESSAGE_FAILURE,
                            .failure = {"not_found", "no edition has that code"}};
}

static void answer_editions(struct world *world, const struct edition_query *query,
                            struct arena *arena, struct message *ret)
{
    struct edition *found = arena_array(arena, 2, sizeof *found);

    ret->kind = MESSAGE_EDITION_LIST;
    ret->edition_list = (struct edition_list){found, 0};
    if (world->edition_is_newer && query->cutoff != NULL) {
        say_not_found(ret);
        return;
    }
    for (size_t i = 0; i < world->n_editions; i++) {
        if (query->code == NULL || strcmp(query->code, world->editions[i].code) == 0)
            found[ret->edition_list.n++] = world->editions[i];
    }
    if (query->code != NULL && ret->edition_list.n == 0)
        say_not_found(ret);
}

static const struct provenance *provenance_of(struct arena *arena, const char *organization,
                                              uint32_t row)
{
    struct provenance *p = arena_xalloc(arena, sizeof *p);

    *p = (struct provenance){organization, "2016-stockholm", row, "a public list",
                             INT64_C(1767322000000000)};
    return p;
}

static struct state_entry state(struct arena *arena, const char *area, const char *name,
                                const char *date, day_t from, enum since_answer since)
{
    const struct provenance **list = arena_array(arena, 1, sizeof *list);

    list[0] = provenance_of(arena, "COE", (uint32_t)(from % 1000));
    return (struct state_entry){area, name, "ratification", date, "on", from, list, 1, since};
}

/* Three States, two of them old; two organizations that share one of them. */
static void count_opsc(struct arena *arena, struct figure *ret)
{
    static const char *areas[] = {"AAA", "BBB", "CCC"};
    struct group_count *groups = arena_array(arena, 3, sizeof *groups);

    ret->states = arena_array(arena, 3, sizeof *ret->states);
    ret->states[0] = state(arena, "AAA", "Aland", "2010-01-05", day_of(2010, 1, 5), SINCE_OLD);
    ret->states[1] = state(arena, "BBB", "Borduria", "2016-03-02", day_of(2016, 3, 2), SINCE_NEW);
    ret->states[2] = state(arena, "CCC", "Cagliostro", "2012", day_of(2012, 1, 1), SINCE_OLD);
    ret->n_states = 3;
    ret->increase_at_least = ret->increase_at_most = 1;
    ret->count_since = 2;
    groups[0] = (struct group_count){"ASEAN", "Association", true, 10, 2, areas};
    groups[1] = (struct group_count){"SICA", "System", true, 8, 2, areas + 1};
    groups[2] = (struct group_count){"UNICEF_SA", "South Asia", false, 8, 1, areas};
    ret->groups = groups;
    ret->n_groups = 3;
    ret->sum_over_organizations = 4;
    ret->distinct_over_organizations = 3;
}

static void count_ban(struct arena *arena, struct figure *ret)
{
    ret->states = arena_array(arena, 1, sizeof *ret->states);
    ret->states[0] = state(arena, "HUN", "Hungary", "2005", day_of(2005, 1, 1), SINCE_OLD);
    ret->n_states = 1;
    ret->count_since = 1;
    ret->disagreements = arena_array(arena, 1, sizeof *ret->disagreements);
    ret->disagreements[0] = (struct disagreement){
        "HUN", "Hungary",       "date", arena_array(arena, 2, sizeof(struct disagreement_claim)),
        2,     "the later year"};
    ret->disagreements[0].claims[0] =
        (struct disagreement_claim){"2005", true, *provenance_of(arena, "COE", 1)};
    ret->disagreements[0].claims[1] =
        (struct disagreement_claim){"2004", false, *provenance_of(arena, "SRSG-VAC", 2)};
    ret->n_disagreements = 1;
}

static void answer_count(const struct world *world, const struct count_query *query,
                         struct arena *arena, struct figure *ret)
{
    *ret = (struct figure){.reference_date = query->reference_date,
                           .has_since = query->has_since,
                           .since = query->since};
    if (world->nothing_reported)
        return;
    if (query->kind == KIND_TREATY_ACTION && strcmp(query->instrument, "OPSC") == 0
        && query->status == TREATY_PARTY)
        count_opsc(arena, ret);
    if (query->kind == KIND_LAW && query->all_settings)
        count_ban(arena, ret);
}

static struct value value_of(const char *text)
{
    return (struct value){text, (uint32_t)strlen(text)};
}

static void campaign(struct arena *arena, const char *area, const char *title, const char *start,
                     struct fact *ret)
{
    *ret = (struct fact){.record = {.kind = KIND_CAMPAIGN}, .ref_area = area};
    ret->record.values =
        arena_array(arena, kind_table(KIND_CAMPAIGN)->n_fields, sizeof *ret->record.values);
    ret->record.values[CAMPAIGN_TITLE] = value_of(title);
    ret->record.values[CAMPAIGN_PERIOD_START] = value_of(start);
    ret->provenance = *provenance_of(arena, "SICA", 3);
}

/* Two campaigns, on two pages, one of them after the reference date; and something of one
 * indicator. */
static void answer_facts(const struct world *world, const struct facts_query *query,
                         struct arena *arena, struct facts_answer *ret)
{
    *ret = (struct facts_answer){.facts = arena_array(arena, 1, sizeof *ret->facts)};
    if (world->nothing_reported)
        return;
    if (query->kind == KIND_CAMPAIGN) {
        bool first = query->after.size == 0;

        campaign(arena, "SICA", first ? "Safe at school" : "Later", first ? "2015" : "2017",
                 ret->facts);
        ret->n = 1;
        if (first)
            ret->next = (struct bytes){(const uint8_t *)"p2", 2};
    }
    if (query->kind == KIND_OBSERVATION && query->n_where == 1
        && strcmp(query->where[0].value, "PT_F_20-24_MRD_U18") == 0) {
        ret->facts->record.kind = KIND_OBSERVATION;
        ret->facts->record.values =
            arena_array(arena, kind_table(KIND_OBSERVATION)->n_fields, sizeof(struct value));
        ret->facts->provenance = *provenance_of(arena, "SACG", 9);
        ret->n = 1;
    }
}

static void answer_aggregate(const struct aggregate_query *query, struct arena *arena,
                             struct aggregate *ret)
{
    struct area *area = arena_array(arena, 1, sizeof *area);
    struct fact *fact = arena_array(arena, 1, sizeof *fact);

    *ret = (struct aggregate){.indicator = query->indicator,
                              .among = query->among,
                              .unit = "PCNT",
                              .states = 7,
                              .members = 8,
                              .coverage = 999 * (DECIMAL_ONE / 10),
                              .window_first = query->window_first,
                              .window_last = query->window_last,
                              .weight_year = query->weight_year,
                              .population = "female, Y20T24"};
    ret->has_value = strcmp(query->among, "UNICEF_SA") == 0;
    ret->value = INT64_C(28377500000);
    if (!ret->has_value)
        ret->withheld_because = "Only 3.1 per cent of the population are covered, less than 50.";
    area->iso3 = "NPL";
    area->name_en = "Nepal";
    fact->record.values =
        arena_array(arena, kind_table(KIND_OBSERVATION)->n_fields, sizeof(struct value));
    fact->record.values[OBS_TIME_PERIOD] = value_of("2014");
    fact->record.values[OBS_VALUE] = value_of("12.5");
    fact->provenance = *provenance_of(arena, "SACG", 9);
    ret->inputs = arena_array(arena, 1, sizeof *ret->inputs);
    ret->inputs[0] = (struct aggregate_input){area, fact, INT64_C(36600000000), 1000};
    ret->n_inputs = ret->has_value;
    ret->exclusions = arena_array(arena, 1, sizeof *ret->exclusions);
    ret->exclusions[0] = (struct aggregate_exclusion){"MDV", "Maldives", "withheld",
                                                      "The value is confidential.", fact};
    ret->n_exclusions = 1;
}

static void answer_ask(struct world *world, const struct ask *ask, struct arena *arena,
                       struct message *ret)
{
    ret->kind = MESSAGE_ANSWER;
    ret->answer = (struct answer){
        .cutoff_us = world->cutoff_us, .reference_version = 7, .question = ask->question};
    if (ask->question != QUESTION_NEWEST_CUTOFF
        && (ask->cutoff == NULL || strcmp(ask->cutoff, WORLD_CUTOFF) != 0))
        world->other_cutoffs++;
    if (world->torn_from > 0 && world->asked >= world->torn_from)
        ret->answer.cutoff_us++;
    if (ask->question == QUESTION_COUNT)
        answer_count(world, &ask->count, arena, &ret->answer.figure);
    else if (ask->question == QUESTION_FACTS)
        answer_facts(world, &ask->facts, arena, &ret->answer.facts);
    else if (ask->question == QUESTION_AGGREGATE)
        answer_aggregate(&ask->aggregate, arena, &ret->answer.aggregate);
}

enum status world_ask(void *self, struct message *request, struct arena *arena, struct message *ret,
                      struct error *err)
{
    struct world *world = self;

    world->asked++;
    *ret =
        (struct message){.kind = MESSAGE_FAILURE, .failure = {"unsupported", "not in this world"}};
    if (world->away_from > 0 && world->asked >= world->away_from)
        return error_set(err, STATUS_RETRY, "no answer");
    if (world->busy_from > 0 && world->asked >= world->busy_from) {
        ret->kind = MESSAGE_BUSY;
        ret->busy = (struct busy){1234, "many questions"};
    } else if (request->kind == MESSAGE_ASK) {
        answer_ask(world, &request->ask, arena, ret);
    } else if (request->kind == MESSAGE_EDITION_QUERY) {
        answer_editions(world, &request->edition_query, arena, ret);
    } else if (request->kind == MESSAGE_REFERENCE_QUERY) {
        answer_reference(world, arena, ret);
    }
    return STATUS_OK;
}

void world_compose(struct world *world, struct arena *arena, struct document *ret)
{
    struct asker asker = world_asker(world);
    OWNED(reference) reference = NULL;
    struct composer_failure failure;
    struct composer_plan plan;
    struct error err = {0};

    if (composer_resolve(&asker, "2016-stockholm", NULL, arena, &plan, &failure, &err) != STATUS_OK
        || composer_reference(&asker, &plan, arena, &reference, &failure, &err) != STATUS_OK
        || composer_compose(&asker, &plan, reference, arena, ret, &failure, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static const struct document_figure *find_figure(const struct document *document, const char *id)
{
    for (size_t s = 0; s < document->n_sections; s++) {
        for (size_t i = 0; i < document->sections[s].n_figures; i++) {
            if (strcmp(document->sections[s].figures[i].id, id) == 0)
                return &document->sections[s].figures[i];
        }
    }
    return NULL;
}

const struct document_figure *world_figure(const struct document *document, const char *id)
{
    const struct document_figure *figure = find_figure(document, id);

    if (figure == NULL)
        fail_msg("no figure %s", id);
    return figure;
}

bool world_has_figure(const struct document *document, const char *id)
{
    return find_figure(document, id) != NULL;
}

bool world_says(const struct document *document, const char *section, const char *text)
{
    for (size_t s = 0; s < document->n_sections; s++) {
        for (size_t i = 0; i < document->sections[s].n_sentences; i++) {
            if (strcmp(document->sections[s].id, section) == 0
                && strstr(document->sections[s].sentences[i].text, text) != NULL)
                return true;
        }
    }
    return false;
}
