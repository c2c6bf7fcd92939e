/* reference_table - one CSV file of the reference data as rows of cells, checked for form only:
 * columns, encoding, lengths, required cells. What they mean is reference_load's business. */
#include "base/buffer.h"
#include "base/csv_reader.h"
#include "model/reference_parts.h"
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 16 };

struct reading {
    struct loading *loading;
    struct table *table;
    int column_of[COLUMNS_MAX]; /* of each column of the file: its position in the spec */
    size_t n_columns;           /* of the file */
    bool usable;                /* the header is right */
};

static struct value value_of(const char *text, size_t size)
{
    return (struct value){.text = text, .len = (uint32_t)size};
}

static const char *field_name(struct loading *loading, const struct table_spec *spec,
                              const char *column)
{
    const char *name =
        arena_printf(loading->log.arena, column == NULL ? "%s" : "%s:%s", spec->file, column);

    return name == NULL ? spec->file : name;
}

const char *table_cell(const struct table *table, size_t row, size_t column)
{
    return table->cells[row * table->spec->n_columns + column];
}

void table_problem(struct loading *loading, const struct table *table, size_t row, size_t column,
                   const char *code, const char *message)
{
    const char *cell = table_cell(table, row, column);

    problem_log_add(&loading->log, table->rows[row],
                    field_name(loading, table->spec, table->spec->columns[column].name),
                    value_of(cell, cell == NULL ? 0 : strlen(cell)), code, "%s", message);
}

static int find_column(const struct table_spec *spec, struct text_span name)
{
    for (size_t i = 0; i < spec->n_columns; i++)
        if (text_span_equal(name, spec->columns[i].name))
            return (int)i;
    return -1;
}

static void read_header(struct reading *reading, const struct csv_record *record)
{
    const struct table_spec *spec = reading->table->spec;
    struct problem_log *log = &reading->loading->log;
    bool seen[COLUMNS_MAX] = {false};

    reading->usable = record->count <= COLUMNS_MAX;
    reading->n_columns = record->count;
    for (size_t i = 0; i < record->count; i++) {
        struct text_span name = text_trim(record->fields[i].start, record->fields[i].size);
        int column = find_column(spec, name);
        if (column < 0 || seen[column] || i >= COLUMNS_MAX) {
            reading->usable = false;
            problem_log_add(log, 0, field_name(reading->loading, spec, NULL),
                            value_of(name.start, name.size), PROBLEM_UNKNOWN_COLUMN,
                            "the header has a column too many: remove it or mend its name");
            continue;
        }
        seen[column] = true;
        reading->column_of[i] = column;
    }
    for (size_t i = 0; i < spec->n_columns; i++) {
        if (seen[i])
            continue;
        reading->usable = false;
        problem_log_add(log, 0, field_name(reading->loading, spec, spec->columns[i].name),
                        (struct value){0}, PROBLEM_MISSING, "the header of %s has no column %s",
                        spec->file, spec->columns[i].name);
    }
}

/* The cell's text in the reference's arena; NULL if it is empty or wrong. */
static const char *read_cell(struct reading *reading, uint32_t row, size_t column,
                             struct text_span cell)
{
    const struct table_spec *spec = reading->table->spec;
    struct problem_log *log = &reading->loading->log;
    struct text_span text = text_trim(cell.start, cell.size);
    struct value value = value_of(text.start, text.size);
    const char *name = spec->columns[column].name;

    if (text.size == 0 && !spec->columns[column].required)
        return NULL;
    if (text.size == 0)
        problem_log_add(log, row, field_name(reading->loading, spec, name), value, PROBLEM_MISSING,
                        "%s is empty, but every row needs it", name);
    else if (text.size >= REFERENCE_TEXT_MAX)
        problem_log_add(log, row, field_name(reading->loading, spec, name), value, PROBLEM_TOO_LONG,
                        "%s has %zu bytes, but takes less than %d", name, text.size,
                        REFERENCE_TEXT_MAX);
    else if (!text_printable(text.start, text.size, TEXT_ONE_LINE))
        problem_log_add(log, row, field_name(reading->loading, spec, name), value, PROBLEM_NOT_TEXT,
                        "%s is not UTF-8 text on one line", name);
    else
        return arena_textn(reading->loading->reference->arena, text.start, text.size);
    return NULL;
}

static void read_row(struct reading *reading, const struct csv_record *record, struct buffer *rows,
                     struct buffer *cells)
{
    const struct table_spec *spec = reading->table->spec;
    const char *row[COLUMNS_MAX] = {NULL};
    uint32_t number = (uint32_t)record->row;

    if (record->count != reading->n_columns) {
        problem_log_add(&reading->loading->log, number, field_name(reading->loading, spec, NULL),
                        (struct value){0}, PROBLEM_NOT_CSV,
                        "the row has %zu cells, but the header has %zu", record->count,
                        reading->n_columns);
        return;
    }
    for (size_t i = 0; i < record->count; i++) {
        size_t column = (size_t)reading->column_of[i];
        row[column] = read_cell(reading, number, column, record->fields[i]);
    }
    buffer_append(rows, &number, sizeof number);
    buffer_append(cells, row, spec->n_columns * sizeof *row);
}

static void read_records(struct reading *reading, const struct reference_file *file,
                         struct buffer *rows, struct buffer *cells)
{
    OWNED(csv_reader) reader =
        csv_reader_of_bytes(file->content, file->size, &(struct csv_options){.delimiter = ','});
    const struct csv_record *record = NULL;
    struct error err;
    enum status status;

    while ((status = csv_reader_next(reader, &record, &err)) == STATUS_OK && record != NULL) {
        if (record->row == 0)
            read_header(reading, record);
        if (!reading->usable)
            return;
        if (record->row > 0)
            read_row(reading, record, rows, cells);
    }
    if (status != STATUS_OK)
        problem_log_add(&reading->loading->log, 0,
                        field_name(reading->loading, reading->table->spec, NULL), (struct value){0},
                        PROBLEM_NOT_CSV, "%s", err.text);
    else if (!reading->usable)
        problem_log_add(&reading->loading->log, 0,
                        field_name(reading->loading, reading->table->spec, NULL), (struct value){0},
                        PROBLEM_MISSING, "the file is empty: it needs a header");
}

static const struct reference_file *find_file(const struct loading *loading, const char *name)
{
    for (size_t i = 0; i < loading->n_files; i++)
        if (strcmp(loading->files[i].name, name) == 0)
            return &loading->files[i];
    return NULL;
}

/* What the buffer holds, in the arena. */
static void *keep(struct loading *loading, const struct buffer *from)
{
    void *kept = arena_xalloc(loading->reference->arena, from->used);

    if (from->used > 0)
        memcpy(kept, from->bytes, from->used);
    return kept;
}

struct table table_read(struct loading *loading, const struct table_spec *spec)
{
    struct table table = {.spec = spec};
    struct reading reading = {.loading = loading, .table = &table};
    const struct reference_file *file = find_file(loading, spec->file);
    SCOPED(buffer) rows = {0}, cells = {0};

    if (file != NULL)
        read_records(&reading, file, &rows, &cells);
    else
        problem_log_add(&loading->log, 0, field_name(loading, spec, NULL), (struct value){0},
                        PROBLEM_MISSING, "the file %s is missing", spec->file);
    table.n_rows = rows.used / sizeof *table.rows;
    table.rows = keep(loading, &rows);
    table.cells = keep(loading, &cells);
    return table;
}

struct ranked {
    const char *text;
    size_t row;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    int order = strcmp(x->text, y->text);

    return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

size_t *table_rank(struct loading *loading, const struct table *table)
{
    size_t *rank = arena_xalloc(loading->reference->arena, table->n_rows * sizeof *rank);
    struct ranked *order = xreallocarray(NULL, table->n_rows, sizeof *order);

    for (size_t i = 0; i < table->n_rows; i++) {
        const char *cell = table_cell(table, i, 0);
        order[i] = (struct ranked){cell == NULL ? "" : cell, i};
    }
    qsort(order, table->n_rows, sizeof *order, compare_ranked);
    for (size_t i = 0; i < table->n_rows; i++)
        rank[order[i].row] = i;
    free(order);
    return rank;
}
