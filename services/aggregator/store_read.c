/* store_read - facts and changes out of the database, row by row into an arena. */
#include "aggregator/store_private.h"
#include <stdlib.h>
#include <string.h>

/* Columns before {values} in facts_read and facts_changed. */
enum fact_column {
    FACT_AREA,
    FACT_KEY,
    FACT_ORGANIZATION,
    FACT_SUBMISSION,
    FACT_ROW,
    FACT_RECORDED,
    FACT_VALUES
};
/* Columns after {values} in facts_changed, counted from there. */
enum change_column { CHANGE_AT, CHANGE_SIDE, CHANGE_AUTHOR };

static enum status too_large(struct error *err)
{
    return error_set(err, STATUS_INVALID,
                     "that is too much for one answer: ask for less at a time");
}

static struct value read_value(const PGresult *row, int column, struct arena *arena)
{
    const char *text = result_text(row, 0, column, arena);

    return (struct value){text, text != NULL ? (uint32_t)PQgetlength(row, 0, column) : 0};
}

/* The values of the fields, where the area stands only if it was reported: a fact without a State
 * is stored under its organization. */
static enum status read_values(const PGresult *row, const struct kind_table *table,
                               struct arena *arena, struct fact *ret, struct error *err)
{
    struct value *values = arena_array(arena, table->n_fields, sizeof *values);
    int area = kind_field(table, "ref_area");
    int columns[FIELD_MAX];
    size_t n = store_columns(table, columns);

    if (values == NULL)
        return too_large(err);
    for (size_t i = 0; i < n; i++) {
        int column = FACT_VALUES + (int)i;

        values[columns[i]] = read_value(row, column, arena);
        if (values[columns[i]].text == NULL && !PQgetisnull(row, 0, column))
            return too_large(err);
    }
    if (area >= 0 && strcmp(ret->ref_area, ret->provenance.organization) != 0)
        values[area] = (struct value){ret->ref_area, (uint32_t)strlen(ret->ref_area)};
    ret->record.values = values;
    return STATUS_OK;
}

static enum status read_fact(const PGresult *row, const struct kind_table *table,
                             struct arena *arena, struct fact *ret, struct error *err)
{
    int source = kind_field(table, "source");

    ret->ref_area = result_text(row, 0, FACT_AREA, arena);
    ret->provenance = (struct provenance){
        .organization = result_text(row, 0, FACT_ORGANIZATION, arena),
        .submission_id = result_text(row, 0, FACT_SUBMISSION, arena),
        .row = (uint32_t)result_int(row, 0, FACT_ROW),
        .recorded_us = result_int(row, 0, FACT_RECORDED),
    };
    ret->record.kind = table->kind;
    ret->record.row = ret->provenance.row;
    if (ret->ref_area == NULL || ret->provenance.organization == NULL
        || ret->provenance.submission_id == NULL)
        return too_large(err);
    enum status status = read_values(row, table, arena, ret, err);
    if (status == STATUS_OK && source >= 0)
        ret->provenance.source = ret->record.values[source].text;
    return status;
}

/* --- facts --- */

/* {"NOR","SWE"}: codes have no quotes in them, and what comes from outside was looked up in the
 * reference data. */
static const char *text_array(const char *const *texts, size_t n, struct buffer *out)
{
    if (texts == NULL)
        return NULL;
    buffer_append_char(out, '{');
    for (size_t i = 0; i < n; i++) {
        buffer_append_text(out, i > 0 ? ",\"" : "\"");
        for (const char *c = texts[i]; *c != '\0'; c++) {
            if (*c == '"' || *c == '\\')
                buffer_append_char(out, '\\');
            buffer_append_char(out, *c);
        }
        buffer_append_char(out, '"');
    }
    buffer_append_char(out, '}');
    return buffer_text(out);
}

/* In the order of sql/queries/facts_read.sql. */
static void facts_params(const struct kind_table *table, const struct facts_filter *filter,
                         const char *areas, int64_t cutoff_us, struct params *ret)
{
    int columns[FIELD_MAX];
    size_t n = store_columns(table, columns);

    params_time(ret, cutoff_us);
    params_text(ret, areas);
    params_text(ret, filter->organization);
    params_text(ret, filter->after_area);
    params_text(ret, filter->after_key);
    if (filter->limit > 0)
        params_int(ret, (int64_t)filter->limit);
    else
        params_text(ret, NULL);
    for (size_t i = 0; i < n; i++)
        params_text(ret, filter->equals[columns[i]]);
}

/* Both owned until copied into the arena. */
struct fact_list {
    struct fact *facts;
    const char **keys;
    size_t n, capacity;
};

/* Room for one more at position n. */
static void fact_list_reserve(struct fact_list *list)
{
    if (list->n < list->capacity)
        return;
    list->capacity = list->capacity > 0 ? 2 * list->capacity : 256;
    list->facts = xreallocarray(list->facts, list->capacity, sizeof *list->facts);
    list->keys = xreallocarray(list->keys, list->capacity, sizeof *list->keys);
}

static void fact_list_finish(struct fact_list *list)
{
    free(list->facts);
    free(list->keys);
}

static enum status read_rows(struct store *store, const struct kind_table *table,
                             struct arena *arena, struct fact_list *list, struct error *err)
{
    for (;;) {
        OWNED_RESULT row = NULL;
        enum status status = store_next_row(store, &row, err);

        if (status != STATUS_OK || row == NULL)
            return status;
        fact_list_reserve(list);
        status = read_fact(row, table, arena, &list->facts[list->n], err);
        list->keys[list->n] = result_text(row, 0, FACT_KEY, arena);
        if (status == STATUS_OK && list->keys[list->n] == NULL)
            status = too_large(err);
        if (status != STATUS_OK)
            return status;
        list->n++;
    }
}

static enum status keep_facts(const struct fact_list *list, struct arena *arena, struct facts *ret,
                              struct error *err)
{
    struct fact *facts = arena_array(arena, list->n, sizeof *facts);
    const char **keys = arena_array(arena, list->n, sizeof *keys);

    if (facts == NULL || keys == NULL)
        return too_large(err);
    if (list->n > 0) {
        memcpy(facts, list->facts, list->n * sizeof *facts);
        memcpy(keys, list->keys, list->n * sizeof *keys);
    }
    *ret = (struct facts){facts, keys, list->n};
    return STATUS_OK;
}

enum status store_read_facts(struct store *store, enum kind kind, const struct facts_filter *filter,
                             int64_t cutoff_us, struct arena *arena, struct facts *ret,
                             struct error *err)
{
    const struct kind_table *table = kind_table(kind);
    SCOPED(buffer) areas = {0};
    SCOPED(fact_list) list = {0};
    struct params params = {0};

    facts_params(table, filter, text_array(filter->areas, filter->n_areas, &areas), cutoff_us,
                 &params);
    enum status status = store_send(store, "facts_read", table, &params, err);
    if (status == STATUS_OK)
        status = read_rows(store, table, arena, &list, err);
    store_drop_rows(store);
    return status == STATUS_OK ? keep_facts(&list, arena, ret, err) : status;
}

/* --- changes --- */

struct change_list {
    struct change *changes; /* owned until copied into the arena */
    size_t n, capacity;
    char last_key[STORE_FACT_KEY_SIZE], last_area[64];
};

static void change_list_finish(struct change_list *list)
{
    free(list->changes);
}

/* The change that a version belongs to: the last one if it is of the same fact and time, else a new
 * one. */
static struct change *change_of(struct change_list *list, const char *area, const char *key,
                                int64_t at_us)
{
    if (list->n > 0 && list->changes[list->n - 1].provenance.recorded_us == at_us
        && strcmp(list->last_key, key) == 0 && strcmp(list->last_area, area) == 0)
        return &list->changes[list->n - 1];
    if (list->n == list->capacity) {
        list->capacity = list->capacity > 0 ? 2 * list->capacity : 256;
        list->changes = xreallocarray(list->changes, list->capacity, sizeof *list->changes);
    }
    snprintf(list->last_key, sizeof list->last_key, "%s", key);
    snprintf(list->last_area, sizeof list->last_area, "%s", area);
    list->changes[list->n] = (struct change){0};
    return &list->changes[list->n++];
}

/* Ended versions come first, so a begun one that finds its change revises it. */
static void join_version(struct change *change, bool begun, const struct fact *fact,
                         const char *author, int64_t at_us)
{
    if (begun) {
        change->what = change->before != NULL ? CHANGE_REVISED : CHANGE_INSERTED;
        change->after = &fact->record;
        change->provenance = fact->provenance;
    } else {
        change->what = CHANGE_ENDED;
        change->before = &fact->record;
        change->provenance = (struct provenance){.organization = fact->provenance.organization,
                                                 .submission_id = author,
                                                 .source = fact->provenance.source,
                                                 .recorded_us = at_us};
    }
}

static enum status read_version(const PGresult *row, const struct kind_table *table,
                                struct arena *arena, struct change_list *list, struct error *err)
{
    int columns[FIELD_MAX];
    int behind = FACT_VALUES + (int)store_columns(table, columns);
    int64_t at_us = result_int(row, 0, behind + CHANGE_AT);
    const char *author = result_text(row, 0, behind + CHANGE_AUTHOR, arena);
    struct fact *fact = arena_array(arena, 1, sizeof *fact);

    if (fact == NULL || author == NULL)
        return too_large(err);
    enum status status = read_fact(row, table, arena, fact, err);
    if (status == STATUS_OK)
        join_version(change_of(list, fact->ref_area, PQgetvalue(row, 0, FACT_KEY), at_us),
                     result_int(row, 0, behind + CHANGE_SIDE) == 1, fact, author, at_us);
    return status;
}

static enum status read_versions(struct store *store, const struct kind_table *table,
                                 struct arena *arena, struct change_list *list, struct error *err)
{
    for (;;) {
        OWNED_RESULT row = NULL;
        enum status status = store_next_row(store, &row, err);

        if (status == STATUS_OK && row != NULL)
            status = read_version(row, table, arena, list, err);
        if (status != STATUS_OK || row == NULL)
            return status;
    }
}

enum status store_read_changes(struct store *store, enum kind kind, int64_t since_us,
                               int64_t cutoff_us, size_t limit, struct arena *arena,
                               struct changes *ret, struct error *err)
{
    SCOPED(change_list) list = {0};
    struct params params = {0};

    params_time(&params, since_us);
    params_time(&params, cutoff_us);
    params_int(&params, (int64_t)(2 * limit)); /* a revision is two versions */
    enum status status = store_send(store, "facts_changed", kind_table(kind), &params, err);
    if (status == STATUS_OK)
        status = read_versions(store, kind_table(kind), arena, &list, err);
    store_drop_rows(store);
    if (status != STATUS_OK)
        return status;
    struct change *changes = arena_array(arena, list.n, sizeof *changes);
    if (changes == NULL)
        return too_large(err);
    if (list.n > 0)
        memcpy(changes, list.changes, list.n * sizeof *changes);
    *ret = (struct changes){changes, list.n};
    return STATUS_OK;
}
