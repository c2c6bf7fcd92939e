/* text - small pure helpers on text that came from outside. Sizes are in bytes; nothing needs a
 * terminating NUL unless it takes no size. Only ASCII letters have a case here. */
#pragma once
#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A borrowed piece of a text, without terminating NUL. */
struct text_span {
    const char *start;
    size_t size;
};

enum text_lines {
    TEXT_ONE_LINE,  /* no control character at all */
    TEXT_MANY_LINES /* tab, line feed and carriage return are fine */
};

/* Well-formed UTF-8 as of RFC 3629: no overlong form, no surrogate, nothing over U+10FFFF. NUL is
 * a character like others here. */
bool text_utf8_valid(const void *bytes, size_t size);
/* Valid UTF-8 without C0 and C1 controls, DEL, U+2028 and U+2029, and without the characters that
 * change direction (U+202A-U+202E, U+2066-U+2069), so that it looks as it reads. */
bool text_printable(const char *text, size_t size, enum text_lines lines);
/* Number of code points of valid UTF-8. */
size_t text_length(const char *text, size_t size);
/* The largest size <= max at which text can be cut without splitting a UTF-8 character. */
size_t text_cut(const char *text, size_t size, size_t max);

struct text_span text_span_of(const char *text);
/* Without ASCII white space (space, \t \n \v \f \r) at both ends. */
struct text_span text_trim(const char *text, size_t size);
bool text_span_equal(struct text_span span, const char *text);
/* <0, 0, >0 in the order of bytes, with A-Z taken as a-z. */
int text_compare_ignoring_case(const char *a, const char *b);
bool text_equal_ignoring_case(const char *a, const char *b);
/* <0, 0, >0 as people look names up: a Latin letter with a diacritic is its base letter, and case
 * does not count. What is equal so far is in the order of bytes, so that only equal texts give 0.
 */
int text_compare_names(const char *a, const char *b);
bool text_starts_with(const char *text, const char *start);
/* Take the next part of rest, up to separator: "a;;b" gives "a", "", "b"; "" gives one "".
 * false when nothing is left. Start with rest = the whole text. */
bool text_split(struct text_span *rest, char separator, struct text_span *part);
/* Edit distance (insert, delete, replace) to find what was meant; both are cut at 63 bytes. */
size_t text_distance(const char *a, const char *b);

/* 2 * size lower-case hex digits and a NUL into ret. */
void text_hex_encode(const void *bytes, size_t size, char *ret);

/* A decimal integer: digits with at most one leading '-', no '+', spaces or leading zeros beyond
 * "0". STATUS_INVALID outside of min..max; the sentence names the value and the range. */
NODISCARD enum status text_parse_int64(const char *text, size_t size, int64_t min, int64_t max,
                                       int64_t *ret, struct error *err);
