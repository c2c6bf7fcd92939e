/* store_write - the rows of submissions become versions of facts. Per kind: look up which facts are
 * current, end the versions that the rows revise, COPY the new ones. That nothing happens between
 * the look-up and the COPY is the intake lock's doing. */
#include "aggregator/store_private.h"
#include "base/clock.h"
#include "base/hashmap.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A row to write, or not: its outcome says. */
struct line {
    const struct new_facts *facts;
    const struct record *record;
    const char *area;
    const uint8_t *key;
    uint8_t content[RECORD_DIGEST_SIZE];
    uint8_t *outcome;
};

/* The rows of one kind, of all submissions together. */
struct writing {
    struct store *store;
    const struct kind_table *table;
    struct line *lines; /* with room for the rows that are left */
    size_t n;
    struct hashmap *by_key; /* fact key -> line */
};

/* --- which rows --- */

static enum status add_line(struct writing *w, const struct new_facts *facts, size_t row,
                            struct error *err)
{
    const struct record *record = &facts->submission->rows[row];
    struct line *line = &w->lines[w->n];

    if (record->kind != w->table->kind || facts->written.outcomes[row] == OUTCOME_REJECTED)
        return STATUS_OK;
    *line = (struct line){.facts = facts,
                          .record = record,
                          .area = record_area(record, facts->submission->organization),
                          .key = facts->keys[row],
                          .outcome = &facts->written.outcomes[row]};
    record_content(record, line->content);
    w->n++;
    if (hashmap_put_new(w->by_key, line->key, RECORD_DIGEST_SIZE, line) != NULL)
        return error_set(err, STATUS_INVALID, "row %u is about the same fact as another row",
                         record->row);
    return STATUS_OK;
}

static enum status collect(struct writing *w, const struct new_facts *facts, size_t n,
                           struct error *err)
{
    w->lines += w->n; /* those of the kind before stay as they are */
    w->n = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t row = 0; row < facts[i].submission->n_rows; row++)
            if (add_line(w, &facts[i], row, err) != STATUS_OK)
                return STATUS_INVALID;
    return STATUS_OK;
}

/* --- what is current --- */

/* Areas and keys of the lines with that outcome, as arrays; and how many. */
static size_t append_keys(const struct writing *w, enum outcome outcome, struct buffer *areas,
                          struct buffer *keys)
{
    size_t n = 0;

    buffer_append_char(areas, '{');
    buffer_append_char(keys, '{');
    for (size_t i = 0; i < w->n; i++) {
        if (*w->lines[i].outcome != outcome)
            continue;
        store_array_text(areas, w->lines[i].area);
        store_array_uuid(keys, w->lines[i].key);
        n++;
    }
    buffer_append_char(areas, '}');
    buffer_append_char(keys, '}');
    return n;
}

static enum status compare(struct writing *w, struct error *err)
{
    SCOPED(buffer) areas = {0};
    SCOPED(buffer) keys = {0};
    OWNED_RESULT current = NULL;
    struct params params = {0};

    if (append_keys(w, OUTCOME_INSERTED, &areas, &keys) == 0)
        return STATUS_OK;
    params_text(&params, buffer_text(&areas));
    params_text(&params, buffer_text(&keys));
    enum status status =
        store_query(w->store, "facts_current", w->table, &params, RESULT_BINARY, &current, err);
    for (int i = 0; status == STATUS_OK && i < PQntuples(current); i++) {
        struct line *line = hashmap_get(w->by_key, PQgetvalue(current, i, 0), RECORD_DIGEST_SIZE);

        if (line != NULL)
            *line->outcome =
                memcmp(line->content, PQgetvalue(current, i, 1), RECORD_DIGEST_SIZE) == 0
                    ? OUTCOME_UNCHANGED
                    : OUTCOME_REVISED;
    }
    return status;
}

/* --- writing --- */

static enum status revise(struct writing *w, struct error *err)
{
    SCOPED(buffer) areas = {0};
    SCOPED(buffer) keys = {0};
    SCOPED(buffer) times = {0};
    struct params params = {0};
    char time[CLOCK_TEXT_SIZE];

    if (append_keys(w, OUTCOME_REVISED, &areas, &keys) == 0)
        return STATUS_OK;
    buffer_append_char(&times, '{');
    for (size_t i = 0; i < w->n; i++) {
        if (*w->lines[i].outcome != OUTCOME_REVISED)
            continue;
        clock_format(w->lines[i].facts->recorded_us, time);
        store_array_text(&times, time);
    }
    buffer_append_char(&times, '}');
    params_text(&params, buffer_text(&areas));
    params_text(&params, buffer_text(&keys));
    params_text(&params, buffer_text(&times));
    return store_execute(w->store, "facts_revise", w->table, &params, err);
}

static void append_name(struct buffer *out, const char *name)
{
    store_copy_value(out, FIELD_TEXT, (struct value){name, (uint32_t)strlen(name)});
}

/* What all lines of a submission have in common, ready to be sent. */
struct common {
    const struct new_facts *facts;
    struct buffer times, author;
};

static void common_finish(struct common *common)
{
    buffer_finish(&common->times);
    buffer_finish(&common->author);
}

static void set_common(struct common *common, const struct new_facts *facts)
{
    char time[CLOCK_TEXT_SIZE];

    if (common->facts == facts)
        return;
    common->facts = facts;
    buffer_clear(&common->times);
    buffer_clear(&common->author);
    clock_format(facts->recorded_us, time);
    buffer_printf(&common->times, "\t%s\tinfinity\t", time);
    buffer_append_char(&common->author, '\t');
    append_name(&common->author, facts->submission->organization);
    buffer_printf(&common->author, "\t%" PRId64 "\t", facts->number);
}

/* In the order of sql/queries/facts_copy.sql. */
static void append_line(const struct writing *w, const struct line *line,
                        const struct common *common, const int *columns, size_t n_columns,
                        struct buffer *out)
{
    append_name(out, line->area);
    buffer_append_char(out, '\t');
    store_copy_uuid(out, line->key);
    buffer_append(out, common->times.bytes, common->times.used);
    store_copy_uuid(out, line->content);
    buffer_append(out, common->author.bytes, common->author.used);
    buffer_printf(out, "%u", line->record->row);
    for (size_t i = 0; i < n_columns; i++) {
        buffer_append_char(out, '\t');
        store_copy_value(out, w->table->fields[columns[i]].type, line->record->values[columns[i]]);
    }
}

static bool any_new(const struct writing *w)
{
    for (size_t i = 0; i < w->n; i++)
        if (*w->lines[i].outcome != OUTCOME_UNCHANGED)
            return true;
    return false;
}

static enum status insert(struct writing *w, struct error *err)
{
    SCOPED(common) common = {0};
    struct copy copy;
    int columns[FIELD_MAX];
    size_t n_columns = store_columns(w->table, columns);

    if (!any_new(w))
        return STATUS_OK;
    enum status status = store_copy_begin(w->store, "facts_copy", w->table, &copy, err);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < w->n; i++) {
        if (*w->lines[i].outcome == OUTCOME_UNCHANGED)
            continue;
        set_common(&common, w->lines[i].facts);
        append_line(w, &w->lines[i], &common, columns, n_columns, &copy.rows);
        store_copy_row(&copy);
    }
    return store_copy_end(&copy, err);
}

static enum status write_kind(struct writing *w, const struct new_facts *facts, size_t n,
                              struct error *err)
{
    enum status status = collect(w, facts, n, err);

    if (status == STATUS_OK)
        status = compare(w, err);
    if (status == STATUS_OK)
        status = revise(w, err);
    return status == STATUS_OK ? insert(w, err) : status;
}

/* --- replacing --- */

static enum status end_kind(struct store *store, const struct kind_table *table, const char *chain,
                            struct new_facts *facts, struct error *err)
{
    SCOPED(buffer) keys = {0};
    OWNED_RESULT ended = NULL;
    struct params params = {0};

    buffer_append_char(&keys, '{');
    for (size_t row = 0; row < facts->submission->n_rows; row++)
        if (facts->submission->rows[row].kind == table->kind)
            store_array_uuid(&keys, facts->keys[row]);
    buffer_append_char(&keys, '}');
    params_time(&params, facts->recorded_us);
    params_text(&params, chain);
    params_text(&params, buffer_text(&keys));
    enum status status =
        store_query(store, "facts_end", table, &params, RESULT_BINARY, &ended, err);
    if (status == STATUS_OK)
        facts->written.ended += (uint32_t)PQntuples(ended);
    return status;
}

/* A kind without rows can still have facts to end. */
static enum status end_replaced(struct store *store, struct new_facts *facts, struct error *err)
{
    OWNED_RESULT chain = NULL;
    struct params params = {0};

    if (facts->replaces == 0)
        return STATUS_OK;
    params_int(&params, facts->replaces);
    enum status status =
        store_query(store, "submission_chain", NULL, &params, RESULT_TEXT, &chain, err);
    for (int kind = 0; kind < KIND_COUNT && status == STATUS_OK; kind++)
        status = end_kind(store, kind_table((enum kind)kind), PQgetvalue(chain, 0, 0), facts, err);
    return status;
}

/* --- all of it --- */

/* Every row is new until it turns out to be current. */
static enum status begin_outcomes(struct new_facts *facts, struct arena *arena, struct error *err)
{
    size_t n = facts->submission->n_rows;
    uint8_t *outcomes = arena_array(arena, n, 1);

    if (outcomes == NULL)
        return error_set(err, STATUS_INVALID, "the submission is too large");
    for (size_t row = 0; row < n; row++)
        outcomes[row] =
            facts->left_out != NULL && facts->left_out[row] ? OUTCOME_REJECTED : OUTCOME_INSERTED;
    facts->written = (struct written){.outcomes = outcomes};
    return STATUS_OK;
}

static void count_outcomes(const struct submission *submission, struct written *written)
{
    uint32_t counts[OUTCOME_REJECTED + 1] = {0};

    for (size_t row = 0; row < submission->n_rows; row++)
        counts[written->outcomes[row]]++;
    written->inserted = counts[OUTCOME_INSERTED];
    written->revised = counts[OUTCOME_REVISED];
    written->unchanged = counts[OUTCOME_UNCHANGED];
    written->rejected = counts[OUTCOME_REJECTED];
}

static enum status write_kinds(struct store *store, const struct new_facts *facts, size_t n,
                               size_t n_rows, struct arena *arena, struct error *err)
{
    OWNED(hashmap) by_key = hashmap_create(n_rows);
    struct writing w = {
        .store = store, .by_key = by_key, .lines = arena_array(arena, n_rows, sizeof *w.lines)};
    enum status status = STATUS_OK;

    if (w.lines == NULL)
        return error_set(err, STATUS_INVALID, "the submission is too large");
    for (int kind = 0; kind < KIND_COUNT && status == STATUS_OK; kind++) {
        w.table = kind_table((enum kind)kind);
        status = write_kind(&w, facts, n, err);
    }
    return status;
}

enum status store_write_facts(struct store *store, struct new_facts *facts, size_t n,
                              struct arena *arena, struct error *err)
{
    enum status status = STATUS_OK;
    size_t n_rows = 0;

    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        n_rows += facts[i].submission->n_rows;
        status = begin_outcomes(&facts[i], arena, err);
    }
    if (status == STATUS_OK)
        status = write_kinds(store, facts, n, n_rows, arena, err);
    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        count_outcomes(facts[i].submission, &facts[i].written);
        status = end_replaced(store, &facts[i], err);
    }
    return status;
}
