/* json_writer - JSON into a buffer, the same bytes for the same calls on every machine.
 * The caller writes the keys of an object in ascending order of bytes and closes what it opens;
 * asserts say when it does not. Numbers with a fraction are given as text, so that rounding is the
 * caller's. Text that is no UTF-8 is a bug too; without asserts its bytes become U+FFFD. */
#pragma once
#include "base/buffer.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JSON_WRITER_DEPTH = 32, JSON_WRITER_KEY = 64 };

enum json_layout { JSON_COMPACT, JSON_PRETTY /* two spaces, ends in a line feed */ };

/* Not for reading; here so that they can live on the stack. */
struct json_level {
    bool object, filled;
    char last_key[JSON_WRITER_KEY]; /* its start, to see that keys ascend */
};

struct json_writer {
    struct buffer *out; /* borrowed */
    enum json_layout layout;
    int depth;
    bool key_written; /* a key waits for its value */
    bool complete;    /* the one outermost value is written */
    struct json_level levels[JSON_WRITER_DEPTH];
};

void json_writer_init(struct json_writer *w, struct buffer *out, enum json_layout layout);
/* Assert that exactly one value was written and everything is closed. */
void json_writer_end(struct json_writer *w);

void json_begin_object(struct json_writer *w);
void json_end_object(struct json_writer *w);
void json_begin_array(struct json_writer *w);
void json_end_array(struct json_writer *w);
void json_key(struct json_writer *w, const char *key);

/* NULL writes null. */
void json_text(struct json_writer *w, const char *text);
void json_textn(struct json_writer *w, const char *text, size_t size);
void json_int(struct json_writer *w, int64_t value);
/* A JSON number as text ("-12.50"), without exponent, asserted to be one; NULL writes null. */
void json_number(struct json_writer *w, const char *decimal);
void json_bool(struct json_writer *w, bool value);
void json_null(struct json_writer *w);

/* Key and value in one. */
void json_key_text(struct json_writer *w, const char *key, const char *text);
void json_key_int(struct json_writer *w, const char *key, int64_t value);
void json_key_number(struct json_writer *w, const char *key, const char *decimal);
void json_key_bool(struct json_writer *w, const char *key, bool value);
