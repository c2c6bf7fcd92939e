/* markup_writer - HTML into a buffer: elements, attributes, text. All text and attribute values are
 * escaped; the names of elements and attributes come from our code only (asserted), as does what
 * goes through markup_raw. No white space is added. */
#pragma once
#include "base/buffer.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MARKUP_WRITER_DEPTH = 64 };

/* Not for reading; here so that it can live on the stack. */
struct markup_writer {
    struct buffer *out; /* borrowed */
    int depth;
    bool in_tag;                           /* "<p" is written, ">" is not yet */
    const char *open[MARKUP_WRITER_DEPTH]; /* borrowed names */
};

void markup_writer_init(struct markup_writer *w, struct buffer *out);
/* Assert that everything is closed. */
void markup_writer_end(struct markup_writer *w);

/* <!DOCTYPE html> and a line feed. */
void markup_doctype(struct markup_writer *w);
/* name is borrowed until markup_close, which takes the same name (asserted). Void elements (br,
 * meta, col, ...) take attributes and no markup_close. */
void markup_open(struct markup_writer *w, const char *name);
void markup_close(struct markup_writer *w, const char *name);
/* Right after markup_open or another attribute. A NULL value leaves the attribute out. Names that
 * start with "on" are refused (asserted). Whether a link is safe is the caller's business. */
void markup_attribute(struct markup_writer *w, const char *name, const char *value);
void markup_attribute_int(struct markup_writer *w, const char *name, int64_t value);
/* Text that is no UTF-8, and control characters, become U+FFFD. */
void markup_text(struct markup_writer *w, const char *text);
void markup_textn(struct markup_writer *w, const char *text, size_t size);
void markup_int(struct markup_writer *w, int64_t value);
/* <name>text</name> */
void markup_element(struct markup_writer *w, const char *name, const char *text);
/* As it is: style sheets and fragments of our own. */
void markup_raw(struct markup_writer *w, const char *markup);
