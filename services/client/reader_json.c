/* reader_json - JSON of any mix of kinds: {"rows": [{"kind": "law", ...}, ...]}, or JSON Lines with
 * one such row per line. Lines are read in constant memory; a document as a whole, up to a limit.
 */
#include "client/reader_form.h"
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { DOCUMENT_BYTES_MAX = 64 << 20, LINE_BYTES_MAX = 1 << 20, NUMBER_TEXT_SIZE = 400 };

struct json_form {
    struct reader *reader; /* borrowed: it owns this */
    bool has_kind;
    enum kind kind;
    json_t *document;    /* of a whole document; NULL: lines */
    const json_t *rows;  /* of the document, borrowed */
    struct buffer bytes; /* lines: read and not yet used */
    size_t used;         /* of bytes */
    bool no_more;        /* the source has ended */
    uint32_t row;        /* the last one read */
};

static void json_form_destroy(void *state)
{
    struct json_form *form = state;

    json_decref(form->document);
    buffer_finish(&form->bytes);
    free(form);
}

/* The shortest decimal that reads as this double, without exponent: 28.257 is "28.257" again. */
static void shortest_decimal(double value, char text[NUMBER_TEXT_SIZE])
{
    char digits[64];
    int precision = 0;

    do
        snprintf(digits, sizeof digits, "%.*e", precision, value);
    while (strtod(digits, NULL) != value && ++precision < 17);
    int exponent = atoi(strchr(digits, 'e') + 1);
    int places = precision - exponent;
    snprintf(text, NUMBER_TEXT_SIZE, "%.*f", places > 0 ? places : 0, value);
}

/* A string or number as text; false for anything else. Strings are borrowed, numbers go into
 * number. */
static bool plain_text(const json_t *value, char number[NUMBER_TEXT_SIZE], struct text_span *ret)
{
    if (json_is_string(value)) {
        *ret = text_trim(json_string_value(value), json_string_length(value));
        return true;
    }
    if (json_is_integer(value))
        snprintf(number, NUMBER_TEXT_SIZE, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        shortest_decimal(json_real_value(value), number);
    else
        return false;
    *ret = text_span_of(number);
    return true;
}

static const char *type_name(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT: return "an object";
    case JSON_ARRAY: return "an array";
    case JSON_STRING: return "a text";
    case JSON_INTEGER:
    case JSON_REAL: return "a number";
    case JSON_TRUE:
    case JSON_FALSE: return "true or false";
    case JSON_NULL: break;
    }
    return "null";
}

/* An array becomes "a;b;c". */
static void set_list(struct reader_row *row, struct arena *arena, const struct field *field, int f,
                     const json_t *list)
{
    SCOPED(buffer) joined = {0};
    char number[NUMBER_TEXT_SIZE];
    struct text_span text;

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *element = json_array_get(list, i);
        if (!plain_text(element, number, &text) || memchr(text.start, ';', text.size) != NULL) {
            row_problem(row, arena, field->name, "", "wrong_type",
                        "element %zu of the list is %s; write one code as a text", i + 1,
                        json_is_string(element) ? "a text with a ';'" : type_name(element));
            return;
        }
        if (i > 0)
            buffer_append_char(&joined, ';');
        buffer_append(&joined, text.start, text.size);
    }
    row_set(row, arena, f, (struct text_span){buffer_text(&joined), joined.used});
}

static void set_member(struct reader_row *row, struct arena *arena, const struct field *field,
                       int f, const json_t *value)
{
    char number[NUMBER_TEXT_SIZE];
    struct text_span text;

    if (json_is_null(value))
        return;
    if (plain_text(value, number, &text))
        row_set(row, arena, f, text);
    else if (json_is_boolean(value) && field->type == FIELD_CODE)
        row_set(row, arena, f, text_span_of(json_is_true(value) ? "yes" : "no"));
    else if (json_is_array(value) && field->type == FIELD_CODES)
        set_list(row, arena, field, f, value);
    else
        row_problem(row, arena, field->name, "", "wrong_type", "the value is %s; write %s",
                    type_name(value),
                    field->type == FIELD_CODES ? "a list of texts" : "a text or a number");
}

static bool find_kind(const struct json_form *form, const json_t *object, struct reader_row *row,
                      struct arena *arena, const struct kind_table **ret)
{
    const json_t *kind = json_object_get(object, "kind");

    if (kind == NULL && form->has_kind)
        *ret = kind_table(form->kind);
    else if (kind == NULL)
        row_problem(row, arena, "kind", "", "missing",
                    "the row does not say its kind; add \"kind\": \"law\" or the like");
    else if (!json_is_string(kind))
        row_problem(row, arena, "kind", "", "wrong_type", "the kind is %s; write a text",
                    type_name(kind));
    else {
        *ret = kind_by_name(json_string_value(kind));
        if (*ret == NULL)
            row_problem(row, arena, "kind", json_string_value(kind), "unknown_kind",
                        "there is no such kind of fact");
    }
    return row->n_problems == 0;
}

static void row_from_object(struct json_form *form, const json_t *object, struct reader_row *row,
                            struct arena *arena)
{
    const struct kind_table *table = NULL;
    bool given[FIELD_MAX] = {false};
    const char *name;
    json_t *value;

    if (!json_is_object(object)) {
        row_problem(row, arena, "", "", "wrong_type", "the row is %s; write an object",
                    type_name(object));
        return;
    }
    if (!find_kind(form, object, row, arena, &table))
        return;
    assert(table != NULL);
    row_begin(row, arena, table->kind);
    json_object_foreach((json_t *)object, name, value)
    {
        int f = kind_field_by_column(table, name);
        if (f < 0 && strcmp(name, "kind") != 0 && !json_is_null(value))
            strangers_add(&form->reader->strangers, name);
        if (f < 0)
            continue;
        if (given[f])
            row_problem(row, arena, table->fields[f].name, "", "twice",
                        "'%s' gives the value a second time", name);
        given[f] = true;
        set_member(row, arena, &table->fields[f], f, value);
    }
}

/* Read until a line end or the end; *ret is the line, borrowed from bytes. */
static enum status take_line(struct json_form *form, struct text_span *ret, struct error *err)
{
    size_t searched = form->used, got = 0;

    for (;;) {
        char *start = (char *)form->bytes.bytes;
        char *end = form->bytes.used == searched
                        ? NULL
                        : memchr(start + searched, '\n', form->bytes.used - searched);
        if (end != NULL || form->no_more) {
            size_t stop = end == NULL ? form->bytes.used : (size_t)(end - start);
            *ret = (struct text_span){start + form->used, stop - form->used};
            form->used = end == NULL ? stop : stop + 1;
            return STATUS_OK;
        }
        if (form->bytes.used - form->used > LINE_BYTES_MAX)
            return error_set(err, STATUS_INVALID, "the line of row %" PRIu32 " is over 1 MiB",
                             form->row + 1);
        if (form->used > 0) { /* forget the lines that were used */
            memmove(start, start + form->used, form->bytes.used - form->used);
            form->bytes.used -= form->used;
            form->used = 0;
        }
        searched = form->bytes.used;
        buffer_reserve(&form->bytes, 65536);
        enum status status =
            source_fill(&form->reader->source, form->bytes.bytes + searched, 65536, &got, err);
        if (status != STATUS_OK)
            return status;
        form->bytes.used += got;
        form->no_more = got == 0;
    }
}

/* The next line that is not empty; size 0 at the end. */
static enum status next_line(struct json_form *form, struct text_span *ret, struct error *err)
{
    do {
        enum status status = take_line(form, ret, err);
        if (status != STATUS_OK)
            return status;
        *ret = ret->size == 0 ? *ret : text_trim(ret->start, ret->size);
    } while (ret->size == 0 && !(form->no_more && form->used == form->bytes.used));
    return STATUS_OK;
}

/* What jansson says is wrong, without the piece of the file that it shows if that cannot be shown:
 * it may be cut within a character. */
static const char *mistake(json_error_t *wrong)
{
    char *shown = strstr(wrong->text, " near '");

    if (shown != NULL && !text_printable(wrong->text, strlen(wrong->text), TEXT_MANY_LINES))
        *shown = '\0';
    return wrong->text;
}

static enum status json_lines_next(void *state, struct arena *arena, struct reader_row *ret,
                                   struct error *err)
{
    struct json_form *form = state;
    struct text_span line;
    json_error_t wrong;

    enum status status = next_line(form, &line, err);
    if (status != STATUS_OK)
        return status;
    ret->end = line.size == 0;
    if (ret->end)
        return STATUS_OK;
    ret->row = ++form->row;
    json_t *object =
        json_loadb(line.start, line.size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &wrong);
    if (object == NULL)
        row_problem(ret, arena, "",
                    arena_textn(arena, line.start, text_cut(line.start, line.size, 60)), "not_json",
                    "the line is not JSON: %s", mistake(&wrong));
    else
        row_from_object(form, object, ret, arena);
    json_decref(object);
    return STATUS_OK;
}

static enum status json_document_next(void *state, struct arena *arena, struct reader_row *ret,
                                      struct error *err)
{
    struct json_form *form = state;

    (void)err; /* the document was read when it was opened */
    ret->end = form->row >= json_array_size(form->rows);
    if (ret->end)
        return STATUS_OK;
    ret->row = form->row + 1;
    row_from_object(form, json_array_get(form->rows, form->row), ret, arena);
    form->row++;
    return STATUS_OK;
}

/* Read the rest of the source behind what bytes holds already, and take it as one document. */
static enum status load_document(struct json_form *form, struct error *err)
{
    json_error_t wrong;
    size_t got = 1;

    while (got > 0) {
        if (form->bytes.used > DOCUMENT_BYTES_MAX)
            return error_set(err, STATUS_INVALID,
                             "the JSON document is over 64 MiB; write one object per line instead");
        buffer_reserve(&form->bytes, 65536);
        enum status status = source_fill(&form->reader->source,
                                         form->bytes.bytes + form->bytes.used, 65536, &got, err);
        if (status != STATUS_OK)
            return status;
        form->bytes.used += got;
    }
    form->document = json_loadb((const char *)form->bytes.bytes, form->bytes.used,
                                JSON_REJECT_DUPLICATES, &wrong);
    buffer_finish(&form->bytes);
    if (form->document == NULL)
        return error_set(err, STATUS_INVALID, "line %d, column %d: not JSON: %s", wrong.line,
                         wrong.column, mistake(&wrong));
    return STATUS_OK;
}

static enum status find_rows(struct json_form *form, struct error *err)
{
    const char *name;
    json_t *value;

    if (json_is_array(form->document)) {
        form->rows = form->document;
        return STATUS_OK;
    }
    form->rows = json_object_get(form->document, "rows");
    if (!json_is_array(form->rows))
        return error_set(err, STATUS_INVALID, "the JSON document has no list \"rows\" of objects");
    json_object_foreach(form->document, name, value)
    {
        if (strcmp(name, "rows") != 0)
            strangers_add(&form->reader->strangers, name);
    }
    return STATUS_OK;
}

/* Lines, if the first line alone is an object that is not the whole document {"rows": ...}. */
static enum status has_lines(struct json_form *form, bool *ret, struct error *err)
{
    struct text_span line = {0};
    struct error too_long = {0};

    enum status status = take_line(form, &line, &too_long);
    form->used = 0; /* the bytes stay, to be read again */
    *ret = false;
    if (status == STATUS_FAILED)
        return error_set(err, status, "%s", too_long.text);
    if (status != STATUS_OK)
        return STATUS_OK; /* no line of a sensible size: a document */
    json_t *first = json_loadb(line.start, line.size, 0, NULL);
    *ret = json_is_object(first) && json_object_get(first, "rows") == NULL;
    json_decref(first);
    return STATUS_OK;
}

enum status form_open_json(struct reader *reader, const struct reader_options *options,
                           struct error *err)
{
    static const struct form document_form = {json_document_next, json_form_destroy};
    static const struct form lines_form = {json_lines_next, json_form_destroy};
    struct json_form *form = xcalloc(1, sizeof *form);
    size_t mark = reader->source.peeked.used >= 3
                          && memcmp(reader->source.peeked.bytes, "\xEF\xBB\xBF", 3) == 0
                      ? 3
                      : 0;
    bool lines;

    form->reader = reader;
    form->has_kind = options->has_kind;
    form->kind = options->kind;
    reader->form = &document_form;
    reader->state = form; /* destroyed with the reader, whatever comes */
    reader->source.taken += mark;
    enum status status = has_lines(form, &lines, err);
    if (status != STATUS_OK)
        return status;
    snprintf(reader->form_name, sizeof reader->form_name, lines ? "JSON Lines" : "JSON");
    if (lines) {
        reader->form = &lines_form;
        return STATUS_OK;
    }
    status = load_document(form, err);
    return status == STATUS_OK ? find_rows(form, err) : status;
}
