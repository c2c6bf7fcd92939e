/* text_layout - see text_layout.h. */
#include "reporter/text_layout.h"

#include "base/text.h"

#include <string.h>

enum { COLUMNS_MAX = 24, GAP = 2, MARGIN = 2 };

static size_t width_of(const char *text)
{
    return text_length(text, strlen(text));
}

static void pad(struct buffer *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buffer_append_char(out, ' ');
}

static bool is_space(char c)
{
    return (unsigned char)c <= ' ' || c == 0x7f;
}

/* The next word of *rest, or false at its end. */
static bool next_word(const char **rest, struct text_span *ret)
{
    const char *start = *rest;

    while (*start != '\0' && is_space(*start))
        start++;
    if (*start == '\0')
        return false;
    *ret = (struct text_span){start, 0};
    while (start[ret->size] != '\0' && !is_space(start[ret->size]))
        ret->size++;
    *rest = start + ret->size;
    return true;
}

void text_paragraph(struct buffer *out, const char *first, size_t indent, const char *text)
{
    struct text_span word;
    size_t column = width_of(first);
    bool fresh = true;

    buffer_append_text(out, first);
    while (next_word(&text, &word)) {
        size_t width = text_length(word.start, word.size);

        if (!fresh && column + 1 + width > TEXT_WIDTH) {
            buffer_append_char(out, '\n');
            pad(out, indent);
            column = indent;
            fresh = true;
        }
        if (!fresh) {
            buffer_append_char(out, ' ');
            column++;
        }
        buffer_append(out, word.start, word.size);
        column += width;
        fresh = false;
    }
    buffer_append_char(out, '\n');
}

void text_heading(struct buffer *out, const char *text, char mark)
{
    text_paragraph(out, "", 0, text);
    for (size_t i = width_of(text); i > 0; i--)
        buffer_append_char(out, mark);
    buffer_append_char(out, '\n');
}

static const char *shown(const char *cell)
{
    return cell == NULL ? "-" : cell;
}

static bool one_line(const char *text)
{
    return text_printable(text, strlen(text), TEXT_ONE_LINE);
}

static size_t longest_word(const char *text)
{
    struct text_span word;
    size_t longest = 0;

    while (next_word(&text, &word)) {
        size_t width = text_length(word.start, word.size);

        longest = width > longest ? width : longest;
    }
    return longest;
}

/* How a table is set. */
struct layout {
    size_t widths[COLUMNS_MAX], gap;
    bool right[COLUMNS_MAX]; /* numbers */
};

/* Width and kind of column k; false if a cell can't be in a table. */
static bool measure_column(const struct document_table *table, size_t k, struct layout *layout)
{
    layout->widths[k] = longest_word(table->columns[k]);
    layout->right[k] = document_column_is_number(table, k);
    for (size_t i = 0; i < table->n_rows; i++) {
        const char *cell = table->cells[i * table->n_columns + k];
        size_t width = width_of(shown(cell));

        if (!one_line(shown(cell)))
            return false;
        layout->widths[k] = width > layout->widths[k] ? width : layout->widths[k];
    }
    return true;
}

static size_t total_width(const struct layout *layout, size_t n)
{
    size_t total = MARGIN;

    for (size_t k = 0; k < n; k++)
        total += layout->widths[k] + (k > 0 ? layout->gap : 0);
    return total;
}

/* What the first column needs at least, when its cells are broken at spaces. */
static size_t narrowest_first(const struct document_table *table)
{
    size_t narrowest = longest_word(table->columns[0]);

    for (size_t i = 0; i < table->n_rows; i++) {
        size_t width = longest_word(shown(table->cells[i * table->n_columns]));

        narrowest = width > narrowest ? width : narrowest;
    }
    return narrowest;
}

/* False if the columns don't fit beside each other, not even with small gaps and a narrow first
 * column. */
static bool measure(const struct document_table *table, struct layout *ret)
{
    size_t total, excess;

    if (table->n_columns > COLUMNS_MAX)
        return false;
    ret->gap = GAP;
    for (size_t k = 0; k < table->n_columns; k++) {
        if (!measure_column(table, k, ret))
            return false;
    }
    if (total_width(ret, table->n_columns) <= TEXT_WIDTH)
        return true;
    ret->gap = 1;
    total = total_width(ret, table->n_columns);
    excess = total > TEXT_WIDTH ? total - TEXT_WIDTH : 0;
    if (ret->widths[0] < narrowest_first(table) + excess)
        return false;
    ret->widths[0] -= excess;
    return true;
}

/* As many words of *rest as fit width. */
static struct text_span take_line(const char **rest, size_t width)
{
    struct text_span line = {*rest, 0}, word;
    const char *ahead = *rest;

    while (next_word(&ahead, &word)) {
        size_t size;

        if (line.size == 0)
            line.start = word.start;
        size = (size_t)(word.start + word.size - line.start);
        if (line.size > 0 && text_length(line.start, size) > width)
            break;
        line.size = size;
        *rest = ahead;
    }
    return line;
}

static void put_cell(struct buffer *out, struct text_span text, const struct layout *layout,
                     size_t k, bool last)
{
    size_t used = text_length(text.start, text.size);
    size_t space = layout->widths[k] > used ? layout->widths[k] - used : 0;

    if (layout->right[k])
        pad(out, space);
    buffer_append(out, text.start, text.size);
    if (!layout->right[k] && !last)
        pad(out, space);
    if (!last)
        pad(out, layout->gap);
}

static bool any_left(const char *const *rests, size_t n)
{
    struct text_span word;

    for (size_t k = 0; k < n; k++) {
        const char *rest = rests[k];

        if (next_word(&rest, &word))
            return true;
    }
    return false;
}

static void put_row(struct buffer *out, const char *const *cells, size_t n,
                    const struct layout *layout)
{
    const char *rests[COLUMNS_MAX];

    for (size_t k = 0; k < n; k++)
        rests[k] = shown(cells[k]);
    while (any_left(rests, n)) {
        pad(out, MARGIN);
        for (size_t k = 0; k < n; k++)
            put_cell(out, take_line(&rests[k], layout->widths[k]), layout, k, k + 1 == n);
        while (out->bytes[out->used - 1] == ' ')
            out->used--;
        buffer_append_char(out, '\n');
    }
}

static void put_rows_as_paragraphs(struct buffer *out, const struct document_table *table)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        const char **row = &table->cells[i * table->n_columns];
        SCOPED(buffer) text = {0};

        buffer_append_text(&text, shown(row[0]));
        for (size_t k = 1; k < table->n_columns; k++) {
            if (row[k] != NULL)
                buffer_printf(&text, "; %s: %s", table->columns[k], row[k]);
        }
        text_paragraph(out, "  ", 4, buffer_text(&text));
    }
}

void text_table(struct buffer *out, const struct document_table *table)
{
    struct layout layout = {0};

    text_paragraph(out, "", 0, table->caption);
    if (!measure(table, &layout)) {
        put_rows_as_paragraphs(out, table);
        return;
    }
    put_row(out, table->columns, table->n_columns, &layout);
    pad(out, MARGIN);
    for (size_t i = MARGIN; i < total_width(&layout, table->n_columns); i++)
        buffer_append_char(out, '-');
    buffer_append_char(out, '\n');
    for (size_t i = 0; i < table->n_rows; i++)
        put_row(out, (const char *const *)&table->cells[i * table->n_columns], table->n_columns,
                &layout);
}
