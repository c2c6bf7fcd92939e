/* facts - building facts from short texts and from the sample's files. */
#include "facts.h"
#include "base/csv_reader.h"
#include "base/file.h"
#include "support/test.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

void fact_set_init(struct fact_set *set)
{
    *set = (struct fact_set){.arena = arena_create(0)};
}

void fact_set_finish(struct fact_set *set)
{
    arena_destroy(set->arena);
    *set = (struct fact_set){0};
}

day_t day_from(const char *text)
{
    day_t day;
    struct error err = {0};

    if (day_parse(text, strlen(text), &day, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return day;
}

static struct fact *add_empty(struct fact_set *set, enum kind kind)
{
    if (set->n == set->capacity) {
        struct fact *old = set->facts;
        set->capacity = set->capacity == 0 ? 64 : 2 * set->capacity;
        set->facts = arena_xalloc(set->arena, set->capacity * sizeof *set->facts);
        if (set->n > 0)
            memcpy(set->facts, old, set->n * sizeof *old);
    }
    struct fact *fact = &set->facts[set->n++];
    *fact = (struct fact){
        .record = {.kind = kind,
                   .row = (uint32_t)set->n,
                   .values =
                       arena_xalloc(set->arena, kind_table(kind)->n_fields * sizeof(struct value))},
        .provenance = {.organization = "ACPF",
                       .submission_id = "s",
                       .row = (uint32_t)set->n,
                       .recorded_us = (int64_t)day_from("2016-06-01") * 86400 * 1000000}};
    return fact;
}

static void set_field(struct fact_set *set, struct fact *fact, int field, const char *text)
{
    if (*text == '\0')
        return;
    fact->record.values[field] =
        (struct value){arena_text(set->arena, text), (uint32_t)strlen(text)};
    if (strcmp(kind_table(fact->record.kind)->fields[field].name, "source") == 0)
        fact->provenance.source = fact->record.values[field].text;
}

struct fact *fact_set_add(struct fact_set *set, enum kind kind, const char *fields)
{
    struct fact *fact = add_empty(set, kind);
    char *rest = arena_text(set->arena, fields);

    for (char *field; (field = strsep(&rest, "|")) != NULL;) {
        char *value = strchr(field, '=');
        if (value == NULL) {
            fail_msg("no '=' in '%s'", field);
            return fact;
        }
        *value++ = '\0';
        if (strcmp(field, "organization") == 0)
            fact->provenance.organization = value;
        else if (strcmp(field, "recorded") == 0)
            fact->provenance.recorded_us = (int64_t)day_from(value) * 86400 * 1000000;
        else if (kind_field(kind_table(kind), field) < 0)
            fail_msg("a %s has no field '%s'", kind_table(kind)->name, field);
        else
            set_field(set, fact, kind_field(kind_table(kind), field), value);
    }
    fact->ref_area = record_area(&fact->record, fact->provenance.organization);
    return fact;
}

void fact_set_add_csv(struct fact_set *set, enum kind kind, const char *organization,
                      const char *path)
{
    SCOPED(buffer) content = {0};
    struct error err = {0};
    const struct csv_record *record;
    int fields[32];
    size_t n_fields = 0;

    if (file_read(path, 1 << 20, &content, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    OWNED(csv_reader) reader = csv_reader_of_bytes(content.bytes, content.used, NULL);
    while (csv_reader_next(reader, &record, &err) == STATUS_OK && record != NULL) {
        if (record->row == 0) {
            for (n_fields = 0; n_fields < record->count; n_fields++)
                fields[n_fields] =
                    kind_field_by_column(kind_table(kind), record->fields[n_fields].start);
            continue;
        }
        struct fact *fact = add_empty(set, kind);
        fact->provenance.organization = organization;
        fact->provenance.row = (uint32_t)record->row;
        for (size_t i = 0; i < n_fields && i < record->count; i++)
            if (fields[i] >= 0)
                set_field(set, fact, fields[i], record->fields[i].start);
        fact->ref_area = record_area(&fact->record, organization);
    }
    assert_string_equal(err.text, "");
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

void fact_set_add_sample(struct fact_set *set, enum kind kind, const char *directory,
                         const char *file)
{
    struct dirent **entries;
    int n = scandir(directory, &entries, NULL, by_name);

    assert_true(n > 0);
    for (int i = 0; i < n; i++) {
        char *path = arena_printf(set->arena, "%s/%s/%s", directory, entries[i]->d_name, file);
        FILE *there = fopen(path, "r");
        if (there != NULL) {
            fclose(there);
            fact_set_add_csv(set, kind, arena_text(set->arena, entries[i]->d_name), path);
        }
        free(entries[i]);
    }
    free(entries);
}

uint32_t next_random(uint64_t *seed, uint32_t below)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33) % below;
}

void fact_set_shuffle(struct fact_set *set, uint64_t *seed)
{
    for (size_t i = set->n; i > 1; i--) {
        size_t j = next_random(seed, (uint32_t)i);
        struct fact kept = set->facts[i - 1];
        set->facts[i - 1] = set->facts[j];
        set->facts[j] = kept;
    }
}

uint64_t seed_of_test(const char *test)
{
    const char *given = getenv("ROUNDTABLE_TEST_SEED");
    uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : 1;

    print_message("%s: ROUNDTABLE_TEST_SEED=%llu\n", test, (unsigned long long)seed);
    return seed;
}
