#include "client/reader_form.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PEEK_BYTES = 4096 };

enum status source_peek(struct source *source, size_t want, struct error *err)
{
    while (source->peeked.used - source->taken < want) {
        buffer_reserve(&source->peeked, want);
        size_t got = fread(source->peeked.bytes + source->peeked.used, 1, want, source->in);
        source->peeked.used += got;
        if (ferror(source->in))
            return error_set(err, STATUS_FAILED, "cannot read: %s", strerror(errno));
        if (got == 0)
            break;
    }
    return STATUS_OK;
}

enum status source_fill(void *self, void *bytes, size_t capacity, size_t *ret, struct error *err)
{
    struct source *source = self;
    size_t left = source->peeked.used - source->taken;

    if (left > 0) {
        *ret = left < capacity ? left : capacity;
        memcpy(bytes, source->peeked.bytes + source->taken, *ret);
        source->taken += *ret;
        return STATUS_OK;
    }
    *ret = fread(bytes, 1, capacity, source->in);
    if (ferror(source->in))
        return error_set(err, STATUS_FAILED, "cannot read: %s", strerror(errno));
    return STATUS_OK;
}

void strangers_add(struct strangers *strangers, const char *name)
{
    size_t most = sizeof strangers->names / sizeof *strangers->names;

    for (size_t i = 0; i < strangers->count; i++)
        if (strcmp(strangers->names[i].name, name) == 0)
            return;
    if (strangers->count < most)
        strangers->names[strangers->count++].name = xstrdup(name);
}

void strangers_finish(struct strangers *strangers)
{
    for (size_t i = 0; i < strangers->count; i++)
        free(strangers->names[i].name);
    strangers->count = 0;
}

void row_problem(struct reader_row *row, struct arena *arena, const char *field, const char *value,
                 const char *code, const char *fmt, ...)
{
    struct problem *grown = arena_xalloc(arena, (row->n_problems + 1) * sizeof *grown);
    struct error said = {0};
    va_list args;

    va_start(args, fmt);
    vsnprintf(said.text, sizeof said.text, fmt, args);
    va_end(args);
    if (row->n_problems > 0)
        memcpy(grown, row->problems, row->n_problems * sizeof *grown);
    size_t shown = strlen(value);
    if (!text_printable(value, shown, TEXT_MANY_LINES))
        shown = 0; /* bytes that would garble the terminal or the report */
    grown[row->n_problems++] = (struct problem){
        .row = row->row,
        .field = arena_text(arena, field),
        .value = arena_textn(arena, value, text_cut(value, shown, 100)),
        .code = code,
        .message = arena_textn(arena, said.text, text_cut(said.text, strlen(said.text), 1000)),
    };
    row->problems = grown;
    row->usable = false;
}

void row_begin(struct reader_row *row, struct arena *arena, enum kind kind)
{
    row->record.kind = kind;
    row->record.row = row->row;
    row->record.values =
        arena_xalloc(arena, kind_table(kind)->n_fields * sizeof *row->record.values);
    row->usable = true;
}

void row_set(struct reader_row *row, struct arena *arena, int field, struct text_span text)
{
    struct value *value = &row->record.values[field];

    if (text.size == 0 || text.size > UINT32_MAX)
        return;
    value->text = arena_textn(arena, text.start, text.size);
    value->len = (uint32_t)text.size;
}

/* Does the file's stem, in lower case, spell words, with '_' for what is no letter or digit? */
static bool spells(const char *stem, size_t size, const char *words)
{
    size_t i = 0;

    for (; i < size && words[i] != '\0'; i++) {
        int said = tolower((unsigned char)stem[i]);
        int word = tolower((unsigned char)words[i]);
        if ((isalnum(said) ? said : '_') != (isalnum(word) ? word : '_'))
            return false;
    }
    return i == size && words[i] == '\0';
}

const struct kind_table *kind_by_file_name(const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *stem = slash == NULL ? name : slash + 1;
    size_t size = strcspn(stem, ".");

    for (int kind = 0; kind < KIND_COUNT; kind++) {
        const struct kind_table *table = kind_table((enum kind)kind);
        if (spells(stem, size, table->name) || spells(stem, size, table->plural))
            return table;
    }
    return NULL;
}

char **csv_names(const struct csv_record *header)
{
    char **names = xcalloc(header->count, sizeof *names);

    for (size_t i = 0; i < header->count; i++) {
        struct text_span name = text_trim(header->fields[i].start, header->fields[i].size);
        names[i] = xstrndup(name.start, text_cut(name.start, name.size, 200));
    }
    return names;
}

void csv_names_free(char **names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
}

/* Check that the row has as many cells as the header and is UTF-8. */
static bool csv_row_shape(struct reader_row *row, struct arena *arena,
                          const struct csv_record *record, char *const *names, size_t n_names)
{
    size_t before = row->n_problems;
    size_t filled = record->count;

    while (filled > n_names
           && text_trim(record->fields[filled - 1].start, record->fields[filled - 1].size).size
                  == 0)
        filled--; /* spreadsheets leave empty cells at the end */
    if (filled > n_names)
        row_problem(row, arena, names[n_names - 1], record->fields[n_names].start, "cells",
                    "the row has %zu cells and the header %zu; put text that holds the delimiter"
                    " into double quotes",
                    filled, n_names);
    else if (record->count < n_names)
        row_problem(row, arena, names[record->count], "", "cells",
                    "the row ends after %zu cells and the header has %zu; the file may be cut off",
                    record->count, n_names);
    for (size_t i = 0; i < record->count && i < n_names; i++)
        if (!text_utf8_valid(record->fields[i].start, record->fields[i].size))
            row_problem(row, arena, names[i], "", "not_utf8",
                        "the text is not UTF-8; save the file as UTF-8");
    return row->n_problems == before;
}

enum status csv_row_next(struct csv_reader *csv, enum kind kind, char *const *names, size_t n_names,
                         struct arena *arena, struct reader_row *row, const struct csv_record **ret,
                         struct error *err)
{
    const struct csv_record *record;

    *ret = NULL;
    enum status status = csv_reader_next(csv, &record, err);
    if (status != STATUS_OK)
        return status;
    row->end = record == NULL;
    if (row->end)
        return STATUS_OK;
    row->row = (uint32_t)record->row;
    row_begin(row, arena, kind);
    if (csv_row_shape(row, arena, record, names, n_names))
        *ret = record;
    return STATUS_OK;
}

/* CSV of either form: the header decides. */
static enum status open_csv(struct reader *reader, const struct reader_options *options,
                            struct error *err)
{
    OWNED(csv_reader) csv = csv_reader_create(source_fill, &reader->source, NULL);
    const struct csv_record *header;

    enum status status = csv_reader_next(csv, &header, err);
    if (status != STATUS_OK)
        return status;
    if (header == NULL)
        return error_set(err, STATUS_INVALID,
                         "the file is empty; the first line names the columns");
    for (size_t i = 0; i < header->count; i++)
        if (!text_printable(header->fields[i].start, header->fields[i].size, TEXT_MANY_LINES))
            return error_set(
                err, STATUS_INVALID,
                "the name of column %zu is not plain UTF-8 text; is this a CSV file? Save"
                " a workbook as CSV, encoded in UTF-8",
                i + 1);
    bool sdmx = form_is_sdmx(header) && (!options->has_kind || options->kind == KIND_OBSERVATION);
    status = sdmx ? form_open_sdmx(reader, csv, header, err)
                  : form_open_csv(reader, options, csv, header, err);
    if (status == STATUS_OK)
        csv = NULL; /* the form owns it now */
    return status;
}

/* A JSON text starts, behind white space, with an object or an array; no CSV header does. */
static bool looks_like_json(const struct source *source)
{
    const char *start = (const char *)source->peeked.bytes;
    size_t size = source->peeked.used;

    if (size >= 3 && memcmp(start, "\xEF\xBB\xBF", 3) == 0) {
        start += 3;
        size -= 3;
    }
    struct text_span text = text_trim(start, size);
    return text.size > 0 && (text.start[0] == '{' || text.start[0] == '[');
}

enum status reader_open(FILE *in, const struct reader_options *options, struct reader **ret,
                        struct error *err)
{
    OWNED(reader) reader = xcalloc(1, sizeof *reader);

    reader->source.in = in;
    enum status status = source_peek(&reader->source, PEEK_BYTES, err);
    if (status == STATUS_OK)
        status = looks_like_json(&reader->source) ? form_open_json(reader, options, err)
                                                  : open_csv(reader, options, err);
    if (status != STATUS_OK)
        return status;
    *ret = reader;
    reader = NULL;
    return STATUS_OK;
}

void reader_destroy(struct reader *reader)
{
    if (reader == NULL)
        return;
    if (reader->form != NULL)
        reader->form->destroy(reader->state);
    strangers_finish(&reader->strangers);
    buffer_finish(&reader->source.peeked);
    buffer_finish(&reader->warning);
    free(reader);
}

enum status reader_next(struct reader *reader, struct arena *arena, struct reader_row *ret,
                        struct error *err)
{
    *ret = (struct reader_row){0};
    return reader->form->next(reader->state, arena, ret, err);
}

const char *reader_warning(struct reader *reader)
{
    struct strangers *strangers = &reader->strangers;
    size_t said = 0;

    buffer_clear(&reader->warning);
    if (reader->pending != NULL) {
        buffer_append_text(&reader->warning, reader->pending);
        reader->pending = NULL;
        return buffer_text(&reader->warning);
    }
    for (size_t i = 0; i < strangers->count; i++) {
        if (strangers->names[i].told)
            continue;
        strangers->names[i].told = true;
        buffer_printf(&reader->warning, "%s'%s'", said++ == 0 ? "not kept: " : ", ",
                      strangers->names[i].name);
    }
    return said == 0 ? NULL : buffer_text(&reader->warning);
}

const char *reader_form(const struct reader *reader)
{
    return reader->form_name;
}
