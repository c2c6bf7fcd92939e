#include "base/csv_reader.h"
#include "base/buffer.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_SIZE = 65536 };

/* Where in a record the reader is. */
enum state {
    RECORD_START, /* nothing of the record read yet */
    FIELD_START,  /* behind a delimiter */
    UNQUOTED,
    QUOTED,
    QUOTE_IN_QUOTED /* behind a quote that ends the field, or is the first of two */
};

struct csv_reader {
    csv_source_fn *fill;
    void *source; /* borrowed, unless it is &bytes */
    struct csv_options limits;

    uint8_t *input; /* owned, INPUT_SIZE */
    size_t at, end; /* what of input is not read yet */
    bool started, exhausted, after_cr;

    enum state state;
    uint64_t line, next_row;
    struct buffer text; /* the record's fields, a NUL behind each */
    size_t *starts;     /* owned; where in text each field starts, and one behind the last */
    size_t count;       /* fields that are complete */
    struct text_span *fields;
    struct csv_record record;
    struct error broken; /* status is OK until something is wrong */
    struct text_span bytes;
};

static struct csv_options with_defaults(const struct csv_options *options)
{
    struct csv_options limits = options != NULL ? *options : (struct csv_options){0};

    if (limits.max_field_bytes == 0)
        limits.max_field_bytes = 65536;
    if (limits.max_record_bytes == 0)
        limits.max_record_bytes = 1048576;
    if (limits.max_columns == 0)
        limits.max_columns = 256;
    return limits;
}

struct csv_reader *csv_reader_create(csv_source_fn *fill, void *source,
                                     const struct csv_options *options)
{
    struct csv_reader *reader = xcalloc(1, sizeof *reader);

    reader->fill = fill;
    reader->source = source;
    reader->limits = with_defaults(options);
    reader->input = xmalloc(INPUT_SIZE);
    reader->starts = xcalloc(reader->limits.max_columns + 1, sizeof *reader->starts);
    reader->fields = xcalloc(reader->limits.max_columns, sizeof *reader->fields);
    reader->line = 1;
    return reader;
}

static enum status fill_from_bytes(void *source, void *bytes, size_t capacity, size_t *ret,
                                   struct error *err)
{
    struct text_span *rest = source;
    size_t size = rest->size < capacity ? rest->size : capacity;

    (void)err;
    if (size > 0)
        memcpy(bytes, rest->start, size);
    rest->start += size;
    rest->size -= size;
    *ret = size;
    return STATUS_OK;
}

struct csv_reader *csv_reader_of_bytes(const void *bytes, size_t size,
                                       const struct csv_options *options)
{
    struct csv_reader *reader = csv_reader_create(fill_from_bytes, NULL, options);

    reader->bytes = (struct text_span){size > 0 ? bytes : "", size};
    reader->source = &reader->bytes;
    return reader;
}

void csv_reader_destroy(struct csv_reader *reader)
{
    if (reader == NULL)
        return;
    buffer_finish(&reader->text);
    free(reader->input);
    free(reader->starts);
    free(reader->fields);
    free(reader);
}

/* Read more input behind what is left. */
static enum status fill_input(struct csv_reader *reader)
{
    size_t size = 0;
    enum status status;

    memmove(reader->input, reader->input + reader->at, reader->end - reader->at);
    reader->end -= reader->at;
    reader->at = 0;
    status = reader->fill(reader->source, reader->input + reader->end, INPUT_SIZE - reader->end,
                          &size, &reader->broken);
    if (status != STATUS_OK) {
        reader->broken.status = status;
        return status;
    }
    reader->end += size;
    reader->exhausted = size == 0;
    return STATUS_OK;
}

/* The most frequent candidate outside of quotes in the first line that holds something; the comma
 * if there is none. Sees as much of it as the input buffer holds. */
static char find_delimiter(const uint8_t *bytes, size_t size)
{
    static const char candidates[] = ",;\t";
    size_t counts[3] = {0};
    bool quoted = false, content = false;
    int best = 0;

    for (size_t i = 0; i < size && (quoted || !content || (bytes[i] != '\n' && bytes[i] != '\r'));
         i++) {
        const char *found = bytes[i] != '\0' ? strchr(candidates, bytes[i]) : NULL;

        content = content || (bytes[i] != '\n' && bytes[i] != '\r');
        if (bytes[i] == '"')
            quoted = !quoted;
        else if (!quoted && found != NULL)
            counts[found - candidates]++;
    }
    for (int i = 1; i < 3; i++)
        if (counts[i] > counts[best])
            best = i;
    return candidates[best];
}

/* Fill the input buffer, step over the byte order mark, choose the delimiter. */
static enum status start(struct csv_reader *reader)
{
    while (reader->end < INPUT_SIZE && !reader->exhausted) {
        enum status status = fill_input(reader);

        if (status != STATUS_OK)
            return status;
    }
    if (reader->end >= 3 && memcmp(reader->input, "\xEF\xBB\xBF", 3) == 0)
        reader->at = 3;
    if (reader->limits.delimiter == '\0')
        reader->limits.delimiter =
            find_delimiter(reader->input + reader->at, reader->end - reader->at);
    reader->started = true;
    return STATUS_OK;
}

/* Remember what is wrong for this and all further calls. */
static enum status refuse(struct csv_reader *reader, const char *what)
{
    return error_set(&reader->broken, STATUS_INVALID, "line %" PRIu64 ", column %zu: %s",
                     reader->line, reader->count + 1, what);
}

static enum status refuse_over(struct csv_reader *reader, const char *what, size_t limit,
                               const char *unit)
{
    return error_set(&reader->broken, STATUS_INVALID,
                     "line %" PRIu64 ", column %zu: %s over %zu %s", reader->line,
                     reader->count + 1, what, limit, unit);
}

static enum status append_byte(struct csv_reader *reader, uint8_t c)
{
    if (reader->text.used - reader->starts[reader->count] >= reader->limits.max_field_bytes)
        return refuse_over(reader, "the field is", reader->limits.max_field_bytes, "bytes");
    if (reader->text.used - reader->count >= reader->limits.max_record_bytes)
        return refuse_over(reader, "the record is", reader->limits.max_record_bytes, "bytes");
    buffer_append_char(&reader->text, (char)c);
    return STATUS_OK;
}

/* There is room for it: begin_next_field looks. */
static void end_field(struct csv_reader *reader)
{
    buffer_append_char(&reader->text, '\0');
    reader->count++;
    reader->starts[reader->count] = reader->text.used;
}

/* A delimiter ends a field and promises one more. */
static enum status begin_next_field(struct csv_reader *reader)
{
    end_field(reader);
    reader->state = FIELD_START;
    if (reader->count >= reader->limits.max_columns)
        return refuse_over(reader, "the record has", reader->limits.max_columns, "columns");
    return STATUS_OK;
}

/* One byte outside of quotes that is no line break. */
static enum status take_unquoted(struct csv_reader *reader, uint8_t c)
{
    if (c == (uint8_t)reader->limits.delimiter)
        return begin_next_field(reader);
    if (c == '"' && reader->state == UNQUOTED)
        return refuse(reader, "a quote inside a field that does not start with one");
    if (reader->state == QUOTE_IN_QUOTED && c != '"')
        return refuse(reader, "text behind the closing quote");
    if (c == '"') {
        bool doubled = reader->state == QUOTE_IN_QUOTED;

        reader->state = QUOTED;
        return doubled ? append_byte(reader, c) : STATUS_OK;
    }
    reader->state = UNQUOTED;
    return append_byte(reader, c);
}

static enum status take_quoted(struct csv_reader *reader, uint8_t c)
{
    if (c == '"') {
        reader->state = QUOTE_IN_QUOTED;
        return STATUS_OK;
    }
    return append_byte(reader, c);
}

/* Take one byte; *complete is set when it ended a record. CR LF counts as one line break. */
static enum status take_byte(struct csv_reader *reader, uint8_t c, bool *complete)
{
    bool line_break = c == '\n' || c == '\r';
    bool second_half = c == '\n' && reader->after_cr;
    enum status status = STATUS_OK;

    reader->after_cr = c == '\r';
    if (c == '\0')
        return refuse(reader, "a NUL byte: not a text file, or UTF-16 (save it as UTF-8)");
    if (reader->state == QUOTED)
        status = take_quoted(reader, c);
    else if (!line_break)
        status = take_unquoted(reader, c);
    else if (reader->state != RECORD_START) { /* otherwise an empty line, or half of CR LF */
        end_field(reader);
        *complete = true;
    }
    if (line_break && !second_half && status == STATUS_OK)
        reader->line++;
    return status;
}

/* The end of the input ends the last record too. */
static enum status take_end(struct csv_reader *reader, bool *complete)
{
    if (reader->state == QUOTED)
        return error_set(&reader->broken, STATUS_INVALID,
                         "line %" PRIu64 ", column %zu: the text ends inside quotes, which the row"
                         " that starts in line %" PRIu64 " opens and does not close",
                         reader->line, reader->count + 1, reader->record.line);
    if (reader->state != RECORD_START) {
        end_field(reader);
        *complete = true;
    }
    return STATUS_OK;
}

/* Take bytes until a record is complete, or the input ends. */
static enum status take_record(struct csv_reader *reader, bool *complete)
{
    enum status status = STATUS_OK;

    while (status == STATUS_OK && !*complete) {
        if (reader->at < reader->end) {
            if (reader->state == RECORD_START)
                reader->record.line = reader->line;
            status = take_byte(reader, reader->input[reader->at++], complete);
        } else if (reader->exhausted) {
            return take_end(reader, complete);
        } else {
            status = fill_input(reader);
        }
    }
    return status;
}

static void finish_record(struct csv_reader *reader)
{
    for (size_t i = 0; i < reader->count; i++)
        reader->fields[i] = (struct text_span){(const char *)reader->text.bytes + reader->starts[i],
                                               reader->starts[i + 1] - reader->starts[i] - 1};
    reader->record.fields = reader->fields;
    reader->record.count = reader->count;
    reader->record.row = reader->next_row++;
}

enum status csv_reader_next(struct csv_reader *reader, const struct csv_record **ret,
                            struct error *err)
{
    bool complete = false;

    buffer_clear(&reader->text);
    reader->count = 0;
    reader->starts[0] = 0;
    reader->state = RECORD_START;
    if (reader->broken.status == STATUS_OK && !reader->started)
        reader->broken.status = start(reader);
    if (reader->broken.status == STATUS_OK)
        reader->broken.status = take_record(reader, &complete);
    if (reader->broken.status != STATUS_OK)
        return error_set(err, reader->broken.status, "%s", reader->broken.text);
    if (complete)
        finish_record(reader);
    *ret = complete ? &reader->record : NULL;
    return STATUS_OK;
}
