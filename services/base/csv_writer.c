#include "base/csv_writer.h"
#include <assert.h>
#include <inttypes.h>
#include <string.h>

void csv_writer_init(struct csv_writer *w, struct buffer *out, char delimiter, bool guard_formulas)
{
    assert(delimiter != '"' && delimiter != '\r' && delimiter != '\n' && delimiter != '\0');
    *w = (struct csv_writer){.out = out, .delimiter = delimiter, .guard_formulas = guard_formulas};
}

/* Every field starts here: the delimiter to the one before. */
static void start_field(struct csv_writer *w)
{
    if (w->in_record)
        buffer_append_char(w->out, w->delimiter);
    w->in_record = true;
}

static bool looks_like_formula(char first)
{
    return first == '=' || first == '+' || first == '-' || first == '@' || first == '\t'
           || first == '\r';
}

/* Spaces at the ends are quoted too, because some readers take them away. */
static bool needs_quotes(const struct csv_writer *w, const char *text, size_t size)
{
    if (size == 0 || text[0] == ' ' || text[size - 1] == ' ' || text[0] == '\t')
        return true;
    for (size_t i = 0; i < size; i++)
        if (text[i] == w->delimiter || text[i] == '"' || text[i] == '\r' || text[i] == '\n')
            return true;
    return false;
}

void csv_writer_text(struct csv_writer *w, const char *text)
{
    if (text == NULL)
        csv_writer_absent(w);
    else
        csv_writer_textn(w, text, strlen(text));
}

void csv_writer_textn(struct csv_writer *w, const char *text, size_t size)
{
    bool guard = w->guard_formulas && size > 0 && looks_like_formula(text[0]);

    start_field(w);
    if (!needs_quotes(w, text, size)) {
        if (guard)
            buffer_append_char(w->out, '\'');
        buffer_append(w->out, text, size);
        return;
    }
    buffer_append_text(w->out, guard ? "\"'" : "\"");
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '"')
            buffer_append_char(w->out, '"');
        buffer_append_char(w->out, text[i]);
    }
    buffer_append_char(w->out, '"');
}

void csv_writer_int(struct csv_writer *w, int64_t value)
{
    start_field(w);
    buffer_printf(w->out, "%" PRId64, value);
}

void csv_writer_number(struct csv_writer *w, const char *decimal)
{
    start_field(w);
    if (decimal == NULL)
        return;
    assert(strchr(decimal, w->delimiter) == NULL && strpbrk(decimal, "\"\r\n") == NULL);
    buffer_append_text(w->out, decimal);
}

void csv_writer_absent(struct csv_writer *w)
{
    start_field(w);
}

void csv_writer_end_record(struct csv_writer *w)
{
    assert(w->in_record);
    buffer_append_text(w->out, "\r\n");
    w->in_record = false;
}
