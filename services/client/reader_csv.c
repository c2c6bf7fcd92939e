/* reader_csv - CSV with one fact per row. The kind comes from the option, the file's name or its
 * columns; a column is found by the field's name or an alias, in any letter case. */
#include "client/reader_form.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { NOT_KEPT = -1 };

struct csv_form {
    struct reader *reader; /* borrowed: it owns this */
    struct csv_reader *csv;
    const struct kind_table *table;
    char **names;
    int *fields; /* of each column, or NOT_KEPT */
    size_t n_columns;
};

static void csv_form_destroy(void *state)
{
    struct csv_form *form = state;

    csv_reader_destroy(form->csv);
    csv_names_free(form->names, form->n_columns);
    free(form->fields);
    free(form);
}

static enum status csv_form_next(void *state, struct arena *arena, struct reader_row *ret,
                                 struct error *err)
{
    struct csv_form *form = state;
    const struct csv_record *record;

    enum status status = csv_row_next(form->csv, form->table->kind, form->names, form->n_columns,
                                      arena, ret, &record, err);
    for (size_t i = 0; record != NULL && i < form->n_columns; i++) {
        struct text_span cell = text_trim(record->fields[i].start, record->fields[i].size);
        if (form->fields[i] != NOT_KEPT)
            row_set(ret, arena, form->fields[i], cell);
        else if (cell.size > 0)
            strangers_add(&form->reader->strangers, form->names[i]);
    }
    return status;
}

/* Give each column its field. Of two columns for one field the one with the field's own name is
 * kept, else the first. Returns how many are kept. */
static size_t match_columns(const struct kind_table *table, char *const *names, size_t n, int *ret)
{
    bool taken[FIELD_MAX] = {false};
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        ret[i] = NOT_KEPT;
        for (size_t f = 0; f < table->n_fields; f++)
            if (!taken[f] && text_equal_ignoring_case(names[i], table->fields[f].name)) {
                ret[i] = (int)f;
                taken[f] = true;
                kept++;
                break;
            }
    }
    for (size_t i = 0; i < n; i++) {
        int field = ret[i] == NOT_KEPT ? kind_field_by_column(table, names[i]) : NOT_KEPT;
        if (field < 0 || taken[field])
            continue;
        ret[i] = field;
        taken[field] = true;
        kept++;
    }
    return kept;
}

/* A required field that no column gives; NULL if all are there. One with a fallback is not missed.
 */
static const char *missing_column(const struct kind_table *table, const int *fields, size_t n)
{
    for (size_t f = 0; f < table->n_fields; f++) {
        bool found = !table->fields[f].required || table->fields[f].fallback != NULL;
        for (size_t i = 0; i < n && !found; i++)
            found = fields[i] == (int)f;
        if (!found)
            return table->fields[f].name;
    }
    return NULL;
}

/* The kind whose required columns are all there and which knows most columns. */
static enum status kind_by_columns(char *const *names, size_t n, int *scratch,
                                   const struct kind_table **ret, struct error *err)
{
    const struct kind_table *best = NULL, *rival = NULL;
    size_t best_kept = 0;

    for (int kind = 0; kind < KIND_COUNT; kind++) {
        const struct kind_table *table = kind_table((enum kind)kind);
        size_t kept = match_columns(table, names, n, scratch);
        if (missing_column(table, scratch, n) != NULL || kept < best_kept)
            continue;
        rival = kept == best_kept ? best : NULL;
        best = table;
        best_kept = kept;
    }
    if (best == NULL)
        return error_set(
            err, STATUS_INVALID,
            "the columns fit no kind of fact; see docs/files.md for their names, or say"
            " which kind it is with --kind");
    if (rival != NULL)
        return error_set(err, STATUS_INVALID,
                         "the rows could be %s or %s; say which with --kind %s or --kind %s",
                         rival->plural, best->plural, rival->name, best->name);
    *ret = best;
    return STATUS_OK;
}

static enum status choose_kind(const struct reader_options *options, char *const *names, size_t n,
                               int *scratch, const struct kind_table **ret, struct error *err)
{
    const struct kind_table *named = kind_by_file_name(options->name);

    if (options->has_kind) {
        named = kind_table(options->kind);
        match_columns(named, names, n, scratch);
        const char *missing = missing_column(named, scratch, n);
        if (missing != NULL)
            return error_set(err, STATUS_INVALID, "%s need a column '%s', which is not there",
                             named->plural, missing);
    } else if (named != NULL) {
        match_columns(named, names, n, scratch);
        if (missing_column(named, scratch, n) != NULL)
            named = NULL;
    }
    if (named == NULL)
        return kind_by_columns(names, n, scratch, ret, err);
    *ret = named;
    return STATUS_OK;
}

enum status form_open_csv(struct reader *reader, const struct reader_options *options,
                          struct csv_reader *csv, const struct csv_record *header,
                          struct error *err)
{
    static const struct form csv_form = {csv_form_next, csv_form_destroy};
    char **names = csv_names(header);
    int *fields = xcalloc(header->count, sizeof *fields);
    const struct kind_table *table = NULL;

    enum status status = choose_kind(options, names, header->count, fields, &table, err);
    if (status != STATUS_OK) {
        csv_names_free(names, header->count);
        free(fields);
        return status;
    }
    assert(table != NULL); /* as choose_kind promises */
    match_columns(table, names, header->count, fields);
    struct csv_form *form = xcalloc(1, sizeof *form);
    *form = (struct csv_form){reader, csv, table, names, fields, header->count};
    reader->form = &csv_form;
    reader->state = form;
    snprintf(reader->form_name, sizeof reader->form_name, "%s (CSV)", table->plural);
    return STATUS_OK;
}
