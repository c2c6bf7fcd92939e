/* store_text - see the header. */
#include "aggregator/store_text.h"
#include "base/text.h"
#include <string.h>

/* By class (two characters) or whole code; the first that fits counts.
 * https://www.postgresql.org/docs/15/errcodes-appendix.html */
static const struct {
    const char *start;
    enum status status;
} SQLSTATES[] = {
    {"08", STATUS_RETRY},    /* connection */
    {"21", STATUS_INVALID},  /* one row twice */
    {"21", STATUS_INVALID},  /* cardinality: the same fact twice */
    {"22", STATUS_INVALID},  /* values: out of range, not a number, ... */
    {"23", STATUS_INVALID},  /* constraints */
    {"25006", STATUS_RETRY}, /* read only: a standby, until it is promoted */
    {"25P03", STATUS_RETRY}, /* idle in transaction for too long */
    {"40", STATUS_RETRY},    /* deadlock, serialization */
    {"53", STATUS_RETRY},    /* disk full, out of memory, too many connections */
    {"54", STATUS_INVALID},  /* program limits: too large */
    {"55P03", STATUS_RETRY}, /* a lock did not come in time */
    {"57", STATUS_RETRY},    /* cancelled, timed out, shutting down, starting up */
    {"58", STATUS_RETRY},    /* input and output */
};

enum status store_sqlstate_status(const char *sqlstate)
{
    if (sqlstate == NULL)
        return STATUS_RETRY;
    for (size_t i = 0; i < sizeof SQLSTATES / sizeof *SQLSTATES; i++)
        if (text_starts_with(sqlstate, SQLSTATES[i].start))
            return SQLSTATES[i].status;
    return STATUS_FAILED;
}

size_t store_columns(const struct kind_table *table, int ret[FIELD_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < table->n_fields; i++)
        if (strcmp(table->fields[i].name, "ref_area") != 0)
            ret[n++] = (int)i;
    return n;
}

static void append_table(const struct kind_table *table, struct buffer *out)
{
    buffer_append_text(out, table->name);
}

static void append_columns(const struct kind_table *table, struct buffer *out)
{
    int columns[FIELD_MAX];
    size_t n = store_columns(table, columns);

    for (size_t i = 0; i < n; i++)
        buffer_printf(out, "%s\"%s\"", i > 0 ? ", " : "", table->fields[columns[i]].name);
}

static void append_values(const struct kind_table *table, struct buffer *out)
{
    int columns[FIELD_MAX];
    size_t n = store_columns(table, columns);

    for (size_t i = 0; i < n; i++) {
        const struct field *field = &table->fields[columns[i]];

        buffer_append_text(out, i > 0 ? ", " : "");
        if (field->type == FIELD_CODES)
            buffer_printf(out, "array_to_string(fact.\"%s\", ';')", field->name);
        else
            buffer_printf(out, "fact.\"%s\"::text", field->name);
    }
}

static const char *sql_type(enum field_type type)
{
    return type == FIELD_DECIMAL ? "numeric" : type == FIELD_WHOLE ? "bigint" : "text";
}

static void append_filters(const struct kind_table *table, struct buffer *out)
{
    int columns[FIELD_MAX];
    size_t n = store_columns(table, columns);

    for (size_t i = 0; i < n; i++) {
        const struct field *field = &table->fields[columns[i]];
        const char *type = sql_type(field->type);
        size_t number = STORE_FILTER_FIRST + i;

        buffer_printf(out, "%sAND ($%zu::%s IS NULL OR ", i > 0 ? "\n    " : "", number, type);
        if (field->type == FIELD_CODES)
            buffer_printf(out, "$%zu::text = ANY (fact.\"%s\"))", number, field->name);
        else
            buffer_printf(out, "fact.\"%s\" = $%zu::%s)", field->name, number, type);
    }
}

static const struct {
    const char *name;
    void (*append)(const struct kind_table *table, struct buffer *out);
} PLACEHOLDERS[] = {
    {"{table}", append_table},
    {"{columns}", append_columns},
    {"{values}", append_values},
    {"{filters}", append_filters},
};

/* Returns how many bytes of sql the placeholder at its start takes; 0: there is none. */
static size_t expand_one(const char *sql, const struct kind_table *table, struct buffer *out)
{
    for (size_t i = 0; i < sizeof PLACEHOLDERS / sizeof *PLACEHOLDERS; i++)
        if (text_starts_with(sql, PLACEHOLDERS[i].name)) {
            PLACEHOLDERS[i].append(table, out);
            return strlen(PLACEHOLDERS[i].name);
        }
    return 0;
}

void store_expand(const char *sql, const struct kind_table *table, struct buffer *out)
{
    while (*sql != '\0') {
        size_t taken = *sql == '{' && table != NULL ? expand_one(sql, table, out) : 0;

        if (taken == 0) {
            buffer_append_char(out, *sql);
            taken = 1;
        }
        sql += taken;
    }
}

/* The letter that stands, after a backslash, for what COPY's text format takes for something else;
 * 0: it stands for itself. */
static char copy_letter(char c)
{
    switch (c) {
    case '\\': return '\\';
    case '\t': return 't';
    case '\n': return 'n';
    case '\r': return 'r';
    default: return 0;
    }
}

static void copy_text(struct buffer *out, const char *text, size_t size)
{
    size_t from = 0;

    for (size_t i = 0; i < size; i++) {
        char letter = copy_letter(text[i]);

        if (letter == 0)
            continue;
        buffer_append(out, text + from, i - from);
        buffer_append_char(out, '\\');
        buffer_append_char(out, letter);
        from = i + 1;
    }
    buffer_append(out, text + from, size - from);
}

/* An array's elements stand in quotes, where quotes and backslashes are escaped; COPY then escapes
 * the backslashes. */
static void copy_list(struct buffer *out, struct value value)
{
    struct text_span rest = {value.text, value.len}, code;
    bool first = true;

    buffer_append_char(out, '{');
    while (text_split(&rest, ';', &code)) {
        buffer_append_text(out, first ? "\"" : ",\"");
        first = false;
        for (size_t i = 0; i < code.size; i++) {
            if (code.start[i] == '"' || code.start[i] == '\\')
                copy_text(out, "\\", 1);
            copy_text(out, &code.start[i], 1);
        }
        buffer_append_char(out, '"');
    }
    buffer_append_char(out, '}');
}

void store_copy_value(struct buffer *out, enum field_type type, struct value value)
{
    if (value.text == NULL || value.len == 0) {
        buffer_append_text(out, "\\N");
    } else if (type == FIELD_CODES) {
        copy_list(out, value);
    } else {
        copy_text(out, value.text, value.len);
    }
}

void store_copy_uuid(struct buffer *out, const uint8_t bytes[RECORD_DIGEST_SIZE])
{
    char hex[2 * RECORD_DIGEST_SIZE + 1];

    text_hex_encode(bytes, RECORD_DIGEST_SIZE, hex);
    buffer_append(out, hex, 2 * RECORD_DIGEST_SIZE);
}

void store_copy_bytes(struct buffer *out, const void *bytes, size_t size)
{
    buffer_append_text(out, "\\\\x");
    buffer_reserve(out, 2 * size + 1);
    text_hex_encode(bytes, size, (char *)out->bytes + out->used);
    out->used += 2 * size;
}

void store_array_text(struct buffer *out, const char *text)
{
    buffer_append_text(out, out->used > 1 ? ",\"" : "\"");
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            buffer_append_char(out, '\\');
        buffer_append_char(out, *text);
    }
    buffer_append_char(out, '"');
}

void store_array_uuid(struct buffer *out, const uint8_t bytes[RECORD_DIGEST_SIZE])
{
    if (out->used > 1)
        buffer_append_char(out, ',');
    store_copy_uuid(out, bytes);
}
