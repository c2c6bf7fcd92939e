#include "client/sheet.h"
#include "base/csv_writer.h"
#include "base/text.h"
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A cell of a table is cut here: for people; CSV and JSON have all of it. */
enum { CELL_WIDTH_MAX = 60 };

struct sheet {
    FILE *out;
    enum output_format format;
    const struct sheet_column *columns;
    size_t n_columns;
    struct arena *arena; /* texts of the cells */
    const char **cells;  /* NULL: empty */
    size_t n_cells, capacity;
    size_t rows; /* all, printed or not */
    bool started;
    size_t *by_name; /* column numbers in order of name, as JSON wants them */
    struct buffer text;
    struct json_writer json;
    char *head_key, *head;
};

/* Column numbers in ascending order of their names: an insertion sort of a few. */
static size_t *order_by_name(const struct sheet_column *columns, size_t n)
{
    size_t *order = xcalloc(n, sizeof *order);

    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        for (; at > 0 && strcmp(columns[order[at - 1]].name, columns[i].name) > 0; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return order;
}

struct sheet *sheet_create(FILE *out, enum output_format format, const struct sheet_column *columns,
                           size_t n_columns)
{
    struct sheet *sheet = xcalloc(1, sizeof *sheet);

    sheet->out = out;
    sheet->format = format;
    sheet->columns = columns;
    sheet->n_columns = n_columns;
    sheet->arena = arena_create(0);
    sheet->by_name = order_by_name(columns, n_columns);
    return sheet;
}

void sheet_destroy(struct sheet *sheet)
{
    if (sheet == NULL)
        return;
    arena_destroy(sheet->arena);
    buffer_finish(&sheet->text);
    free(sheet->cells);
    free(sheet->by_name);
    free(sheet->head_key);
    free(sheet->head);
    free(sheet);
}

void sheet_head(struct sheet *sheet, const char *key, const char *text)
{
    assert(!sheet->started);
    free(sheet->head_key);
    free(sheet->head);
    sheet->head_key = xstrdup(key);
    sheet->head = xstrdup(text);
}

void sheet_cell(struct sheet *sheet, const char *text)
{
    if (sheet->n_cells == sheet->capacity) {
        sheet->capacity = sheet->capacity == 0 ? 256 : sheet->capacity * 2;
        sheet->cells = xreallocarray(sheet->cells, sheet->capacity, sizeof *sheet->cells);
    }
    bool empty = text == NULL || text[0] == '\0';
    sheet->cells[sheet->n_cells++] = empty ? NULL : arena_text(sheet->arena, text);
    sheet->rows += sheet->n_cells % sheet->n_columns == 0;
}

void sheet_row(struct sheet *sheet, const char *const *cells)
{
    for (size_t i = 0; i < sheet->n_columns; i++)
        sheet_cell(sheet, cells[i]);
}

void sheet_cell_int(struct sheet *sheet, int64_t value)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRId64, value);
    sheet_cell(sheet, text);
}

size_t sheet_rows(const struct sheet *sheet)
{
    return sheet->rows;
}

static void flush_text(struct sheet *sheet)
{
    fwrite(buffer_text(&sheet->text), 1, sheet->text.used, sheet->out);
    buffer_clear(&sheet->text);
}

static bool is_json_number(const char *text)
{
    const char *at = text + (text[0] == '-');
    size_t whole = strspn(at, "0123456789");

    if (whole == 0 || (whole > 1 && at[0] == '0'))
        return false;
    at += whole;
    if (*at == '\0')
        return true;
    size_t places = *at == '.' ? strspn(at + 1, "0123456789") : 0;
    return places > 0 && at[1 + places] == '\0';
}

void sheet_json_number(struct json_writer *writer, const char *text)
{
    if (text != NULL && is_json_number(text))
        json_number(writer, text);
    else
        json_text(writer, text);
}

static void csv_rows(struct sheet *sheet)
{
    const size_t n_columns = sheet->n_columns;
    struct csv_writer writer;

    assert(n_columns > 0);
    csv_writer_init(&writer, &sheet->text, ',', false);
    if (!sheet->started) {
        for (size_t i = 0; i < n_columns; i++)
            csv_writer_text(&writer, sheet->columns[i].name);
        csv_writer_end_record(&writer);
    }
    for (size_t at = 0; at < sheet->n_cells; at++) {
        csv_writer_text(&writer, sheet->cells[at]);
        if ((at + 1) % n_columns == 0)
            csv_writer_end_record(&writer);
    }
}

static void json_rows(struct sheet *sheet)
{
    struct json_writer *json = &sheet->json;

    if (!sheet->started) {
        json_writer_init(json, &sheet->text, JSON_PRETTY);
        json_begin_object(json);
        if (sheet->head_key != NULL)
            json_key_text(json, sheet->head_key, sheet->head);
        json_key(json, "rows");
        json_begin_array(json);
    }
    for (size_t row = 0; row < sheet->n_cells; row += sheet->n_columns) {
        json_begin_object(json);
        for (size_t i = 0; i < sheet->n_columns; i++) {
            const struct sheet_column *column = &sheet->columns[sheet->by_name[i]];
            const char *cell = sheet->cells[row + sheet->by_name[i]];
            if (cell == NULL)
                continue;
            json_key(json, column->name);
            if (column->number)
                sheet_json_number(json, cell);
            else
                json_text(json, cell);
        }
        json_end_object(json);
    }
}

/* The next code point of valid UTF-8, and how many bytes it takes. */
static uint32_t code_point(const char *text, size_t *size)
{
    const uint8_t *at = (const uint8_t *)text;

    *size = at[0] < 0x80 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    uint32_t code = *size == 1 ? at[0] : at[0] & (0xFFU >> (*size + 1));
    for (size_t i = 1; i < *size; i++) {
        if ((at[i] & 0xC0) != 0x80) { /* not UTF-8: one byte, one column */
            *size = 1;
            return 0xFFFD;
        }
        code = code << 6 | (at[i] & 0x3FU);
    }
    return code;
}

static size_t code_width(uint32_t code)
{
    static const uint32_t wide[][2] = {{0x1100, 0x115F},   {0x2E80, 0xA4CF},  {0xAC00, 0xD7A3},
                                       {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},  {0xFF00, 0xFF60},
                                       {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};

    if ((code >= 0x300 && code <= 0x36F) || (code >= 0x200B && code <= 0x200F)
        || (code >= 0xFE00 && code <= 0xFE0F))
        return 0;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (code >= wide[i][0] && code <= wide[i][1])
            return 2;
    return 1;
}

size_t sheet_width(const char *text)
{
    size_t width = 0, size;

    for (; *text != '\0'; text += size)
        width += code_width(code_point(text, &size));
    return width;
}

/* Append the cell, cut if need be, with no control character in it; returns its width. */
static size_t append_cell(struct buffer *out, const char *cell)
{
    bool cut = sheet_width(cell) > CELL_WIDTH_MAX;
    size_t width = 0, size;

    for (; *cell != '\0'; cell += size) {
        uint32_t code = code_point(cell, &size);
        if (cut && width + code_width(code) > CELL_WIDTH_MAX - 1) {
            buffer_append_text(out, "…");
            return width + 1;
        }
        if (code < 0x20 || (code >= 0x7F && code < 0xA0))
            buffer_append_char(out, ' ');
        else
            buffer_append(out, cell, size);
        width += code_width(code);
    }
    return width;
}

static void pad(struct buffer *out, size_t columns)
{
    while (columns-- > 0)
        buffer_append_char(out, ' ');
}

/* One line; spaces at its end are left out. */
static void table_line(struct sheet *sheet, const size_t *widths, const char *const *cells)
{
    SCOPED(buffer) cell = {0};
    size_t owed = 0;

    for (size_t i = 0; i < sheet->n_columns; i++) {
        if (widths[i] == 0)
            continue;
        buffer_clear(&cell);
        size_t width = append_cell(&cell, cells[i] == NULL ? "" : cells[i]);
        if (sheet->columns[i].number)
            owed += widths[i] - width;
        if (cell.used > 0) {
            pad(&sheet->text, owed);
            buffer_append(&sheet->text, cell.bytes, cell.used);
            owed = 0;
        }
        owed += sheet->columns[i].number ? 2 : widths[i] - width + 2;
    }
    buffer_append_char(&sheet->text, '\n');
}

static size_t shown_width(const char *text)
{
    size_t width = sheet_width(text);

    return width > CELL_WIDTH_MAX ? CELL_WIDTH_MAX : width;
}

static void table_rows(struct sheet *sheet)
{
    size_t *widths = xcalloc(sheet->n_columns, sizeof *widths);
    const char **names = xcalloc(sheet->n_columns, sizeof *names);

    for (size_t at = 0; at < sheet->n_cells; at++) {
        size_t *width = &widths[at % sheet->n_columns];
        size_t needed = sheet->cells[at] == NULL ? 0 : shown_width(sheet->cells[at]);
        *width = needed > *width ? needed : *width;
    }
    for (size_t i = 0; i < sheet->n_columns; i++) {
        names[i] = sheet->columns[i].name;
        size_t needed = shown_width(names[i]);
        if (widths[i] > 0 && widths[i] < needed)
            widths[i] = needed;
    }
    if (sheet->head_key != NULL)
        buffer_printf(&sheet->text, "%s %s\n", sheet->head_key, sheet->head);
    if (sheet->n_cells == 0)
        buffer_append_text(&sheet->text, "nothing\n");
    else
        table_line(sheet, widths, names);
    for (size_t row = 0; row < sheet->n_cells; row += sheet->n_columns)
        table_line(sheet, widths, sheet->cells + row);
    free(widths);
    free(names);
}

void sheet_page(struct sheet *sheet)
{
    assert(sheet->n_cells % sheet->n_columns == 0);
    if (sheet->format == OUTPUT_TABLE)
        return;
    if (sheet->format == OUTPUT_CSV)
        csv_rows(sheet);
    else
        json_rows(sheet);
    sheet->started = true;
    sheet->n_cells = 0;
    arena_reset(sheet->arena);
    flush_text(sheet);
}

void sheet_end(struct sheet *sheet)
{
    sheet_page(sheet);
    if (sheet->format == OUTPUT_TABLE)
        table_rows(sheet);
    if (sheet->format == OUTPUT_JSON) {
        json_end_array(&sheet->json);
        json_end_object(&sheet->json);
        json_writer_end(&sheet->json);
    }
    flush_text(sheet);
}
