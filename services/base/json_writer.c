#include "base/json_writer.h"
#include "base/text.h"
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void json_writer_init(struct json_writer *w, struct buffer *out, enum json_layout layout)
{
    w->out = out;
    w->layout = layout;
    w->depth = 0;
    w->key_written = false;
    w->complete = false;
}

void json_writer_end(struct json_writer *w)
{
    assert(w->depth == 0 && w->complete);
    if (w->layout == JSON_PRETTY)
        buffer_append_char(w->out, '\n');
}

static void new_line(struct json_writer *w)
{
    if (w->layout != JSON_PRETTY)
        return;
    buffer_append_char(w->out, '\n');
    for (int i = 0; i < w->depth; i++)
        buffer_append_text(w->out, "  ");
}

/* The object or array that is open. That there is one is checked in every build, as memory depends
 * on it. */
static struct json_level *innermost(struct json_writer *w)
{
    if (w->depth <= 0)
        abort();
    return &w->levels[w->depth - 1];
}

/* A member of the object or array that is open: the comma to the one before. */
static void start_member(struct json_writer *w)
{
    struct json_level *level = innermost(w);

    if (level->filled)
        buffer_append_char(w->out, ',');
    level->filled = true;
    new_line(w);
}

/* Every value starts here. */
static void start_value(struct json_writer *w)
{
    if (w->depth == 0) {
        assert(!w->complete);
        w->complete = true;
    } else if (w->levels[w->depth - 1].object) {
        assert(w->key_written);
        w->key_written = false;
    } else {
        start_member(w);
    }
}

static void open_level(struct json_writer *w, bool object)
{
    start_value(w);
    if (w->depth >= JSON_WRITER_DEPTH)
        abort();
    w->levels[w->depth++] = (struct json_level){.object = object};
    buffer_append_char(w->out, object ? '{' : '[');
}

static void close_level(struct json_writer *w, bool object)
{
    const struct json_level *level = innermost(w);

    assert(level->object == object && !w->key_written);
    w->depth--;
    if (level->filled)
        new_line(w);
    buffer_append_char(w->out, object ? '}' : ']');
}

void json_begin_object(struct json_writer *w)
{
    open_level(w, true);
}

void json_end_object(struct json_writer *w)
{
    close_level(w, true);
}

void json_begin_array(struct json_writer *w)
{
    open_level(w, false);
}

void json_end_array(struct json_writer *w)
{
    close_level(w, false);
}

/* The escapes of RFC 8259 that are needed, and the short form where there is one. */
static void append_escaped(struct buffer *out, char c)
{
    static const char special[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    const char *found = c != '\0' ? strchr(special, c) : NULL;

    if (found != NULL) {
        buffer_append_char(out, '\\');
        buffer_append_char(out, letters[found - special]);
    } else if ((uint8_t)c < 0x20) {
        buffer_printf(out, "\\u%04x", (unsigned)(uint8_t)c);
    } else {
        buffer_append_char(out, c);
    }
}

static void append_string(struct buffer *out, const char *text, size_t size)
{
    bool valid = text_utf8_valid(text, size);

    assert(valid);
    buffer_append_char(out, '"');
    for (size_t i = 0; i < size; i++) {
        if (!valid && (uint8_t)text[i] >= 0x80)
            buffer_append_text(out, "\xEF\xBF\xBD");
        else
            append_escaped(out, text[i]);
    }
    buffer_append_char(out, '"');
}

void json_key(struct json_writer *w, const char *key)
{
    struct json_level *level = innermost(w);

    assert(level->object && !w->key_written);
    /* Only the start of long keys is kept, so for those equal starts are fine. */
    assert(!level->filled || strncmp(level->last_key, key, JSON_WRITER_KEY - 1) < 0
           || (strlen(key) >= JSON_WRITER_KEY - 1
               && strncmp(level->last_key, key, JSON_WRITER_KEY - 1) == 0));
    start_member(w);
    snprintf(level->last_key, sizeof level->last_key, "%s", key);
    append_string(w->out, key, strlen(key));
    buffer_append_text(w->out, w->layout == JSON_PRETTY ? ": " : ":");
    w->key_written = true;
}

void json_text(struct json_writer *w, const char *text)
{
    if (text == NULL)
        json_null(w);
    else
        json_textn(w, text, strlen(text));
}

void json_textn(struct json_writer *w, const char *text, size_t size)
{
    start_value(w);
    append_string(w->out, text, size);
}

void json_int(struct json_writer *w, int64_t value)
{
    start_value(w);
    buffer_printf(w->out, "%" PRId64, value);
}

static size_t count_digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* The grammar of RFC 8259, section 6, without exponent: -?(0|[1-9][0-9]*)(\.[0-9]+)? */
static bool is_number(const char *text)
{
    size_t digits;

    if (*text == '-')
        text++;
    digits = count_digits(text);
    if (digits == 0 || (digits > 1 && text[0] == '0'))
        return false;
    text += digits;
    if (*text == '\0')
        return true;
    if (*text != '.')
        return false;
    digits = count_digits(text + 1);
    return digits > 0 && text[1 + digits] == '\0';
}

void json_number(struct json_writer *w, const char *decimal)
{
    /* Without asserts it is written as text: never broken JSON. */
    assert(decimal == NULL || is_number(decimal));
    if (decimal == NULL || !is_number(decimal)) {
        json_text(w, decimal);
        return;
    }
    start_value(w);
    buffer_append_text(w->out, decimal);
}

void json_bool(struct json_writer *w, bool value)
{
    start_value(w);
    buffer_append_text(w->out, value ? "true" : "false");
}

void json_null(struct json_writer *w)
{
    start_value(w);
    buffer_append_text(w->out, "null");
}

void json_key_text(struct json_writer *w, const char *key, const char *text)
{
    json_key(w, key);
    json_text(w, text);
}

void json_key_int(struct json_writer *w, const char *key, int64_t value)
{
    json_key(w, key);
    json_int(w, value);
}

void json_key_number(struct json_writer *w, const char *key, const char *decimal)
{
    json_key(w, key);
    json_number(w, decimal);
}

void json_key_bool(struct json_writer *w, const char *key, bool value)
{
    json_key(w, key);
    json_bool(w, value);
}
