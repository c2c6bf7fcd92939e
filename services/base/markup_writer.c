#include "base/markup_writer.h"
#include "base/text.h"
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* HTML Standard, 13.1.2: these have no end tag. */
static const char *const void_elements[] = {"area",  "base", "br",   "col",    "embed", "hr", "img",
                                            "input", "link", "meta", "source", "track", "wbr"};

static bool is_void(const char *name)
{
    for (size_t i = 0; i < sizeof void_elements / sizeof void_elements[0]; i++)
        if (strcmp(name, void_elements[i]) == 0)
            return true;
    return false;
}

/* A name of ours: letters, digits, '-' and '_' (and ':' for attributes of SVG), the first a
 * lower-case letter. Only for assertions. */
__attribute__((unused)) static bool is_name(const char *name)
{
    return name[0] >= 'a' && name[0] <= 'z'
           && name[strspn(name,
                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:")]
                  == '\0';
}

void markup_writer_init(struct markup_writer *w, struct buffer *out)
{
    w->out = out;
    w->depth = 0;
    w->in_tag = false;
}

static void end_tag(struct markup_writer *w)
{
    if (w->in_tag)
        buffer_append_char(w->out, '>');
    w->in_tag = false;
}

void markup_writer_end(struct markup_writer *w)
{
    end_tag(w);
    assert(w->depth == 0);
}

void markup_doctype(struct markup_writer *w)
{
    assert(w->depth == 0 && !w->in_tag);
    buffer_append_text(w->out, "<!DOCTYPE html>\n");
}

void markup_open(struct markup_writer *w, const char *name)
{
    assert(is_name(name));
    end_tag(w);
    buffer_append_char(w->out, '<');
    buffer_append_text(w->out, name);
    w->in_tag = true;
    if (is_void(name))
        return;
    if (w->depth >= MARKUP_WRITER_DEPTH)
        abort(); /* in every build: memory depends on it */
    w->open[w->depth++] = name;
}

void markup_close(struct markup_writer *w, const char *name)
{
    if (w->depth <= 0)
        abort();
    assert(strcmp(w->open[w->depth - 1], name) == 0);
    end_tag(w);
    w->depth--;
    buffer_append_text(w->out, "</");
    buffer_append_text(w->out, name);
    buffer_append_char(w->out, '>');
}

/* The same escapes for text and double-quoted attributes. HTML has no way to write a control
 * character other than tab, line feed and carriage return. */
static void append_escaped(struct buffer *out, const char *text, size_t size)
{
    bool valid = text_utf8_valid(text, size);

    for (size_t i = 0; i < size; i++) {
        uint8_t c = (uint8_t)text[i];

        if (c == '&')
            buffer_append_text(out, "&amp;");
        else if (c == '<')
            buffer_append_text(out, "&lt;");
        else if (c == '>')
            buffer_append_text(out, "&gt;");
        else if (c == '"')
            buffer_append_text(out, "&quot;");
        else if (c == '\r')
            buffer_append_text(out, "&#13;");
        else if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7F || (c > 0x7F && !valid))
            buffer_append_text(out, "\xEF\xBF\xBD");
        else
            buffer_append_char(out, (char)c);
    }
}

void markup_attribute(struct markup_writer *w, const char *name, const char *value)
{
    assert(w->in_tag && is_name(name) && strncmp(name, "on", 2) != 0);
    if (value == NULL)
        return;
    buffer_append_char(w->out, ' ');
    buffer_append_text(w->out, name);
    buffer_append_text(w->out, "=\"");
    append_escaped(w->out, value, strlen(value));
    buffer_append_char(w->out, '"');
}

void markup_attribute_int(struct markup_writer *w, const char *name, int64_t value)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRId64, value);
    markup_attribute(w, name, text);
}

void markup_text(struct markup_writer *w, const char *text)
{
    markup_textn(w, text, strlen(text));
}

void markup_textn(struct markup_writer *w, const char *text, size_t size)
{
    end_tag(w);
    append_escaped(w->out, text, size);
}

void markup_int(struct markup_writer *w, int64_t value)
{
    end_tag(w);
    buffer_printf(w->out, "%" PRId64, value);
}

void markup_element(struct markup_writer *w, const char *name, const char *text)
{
    markup_open(w, name);
    markup_text(w, text);
    markup_close(w, name);
}

void markup_raw(struct markup_writer *w, const char *markup)
{
    end_tag(w);
    buffer_append_text(w->out, markup);
}
