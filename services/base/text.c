#include "base/text.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Decode one character of at most size bytes: its length and *code, or 0 if malformed. The table
 * of well-formed sequences is RFC 3629, section 4. */
static size_t decode(const uint8_t *bytes, size_t size, uint32_t *code)
{
    static const uint32_t lowest[5] = {0, 0, 0x80, 0x800, 0x10000};
    uint8_t lead = bytes[0];
    size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    uint32_t value;

    if (length == 0 || lead > 0xF4 || length > size)
        return 0;
    value = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (bytes[i] & 0x3F);
    }
    if (value < lowest[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *code = value;
    return length;
}

/* Bytes of the ASCII characters at the front, eight at a time: most text is nothing else. */
static size_t ascii_words(const uint8_t *bytes, size_t size)
{
    size_t ascii = 0;
    uint64_t word;

    for (; size - ascii >= sizeof word; ascii += sizeof word) {
        memcpy(&word, bytes + ascii, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0)
            break;
    }
    return ascii;
}

bool text_utf8_valid(const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    uint32_t code;

    while (size > 0) {
        size_t length = ascii_words(at, size);

        if (length == 0)
            length = *at < 0x80 ? 1 : decode(at, size, &code);
        if (length == 0)
            return false;
        at += length;
        size -= length;
    }
    return true;
}

static bool code_printable(uint32_t code, enum text_lines lines)
{
    if (code == '\t' || code == '\n' || code == '\r')
        return lines == TEXT_MANY_LINES;
    if (code < 0x20 || (code >= 0x7F && code <= 0x9F))
        return false;
    if (code == 0x2028 || code == 0x2029)
        return false;
    return !(code >= 0x202A && code <= 0x202E) && !(code >= 0x2066 && code <= 0x2069);
}

bool text_printable(const char *text, size_t size, enum text_lines lines)
{
    const uint8_t *at = (const uint8_t *)text;
    uint32_t code;

    while (size > 0) {
        size_t length = 1;

        if (*at < ' ' || *at >= 0x7F) {
            length = decode(at, size, &code);
            if (length == 0 || !code_printable(code, lines))
                return false;
        }
        at += length;
        size -= length;
    }
    return true;
}

static bool is_continuation(char c)
{
    return ((uint8_t)c & 0xC0) == 0x80;
}

size_t text_length(const char *text, size_t size)
{
    size_t length = 0;

    for (size_t i = 0; i < size; i++)
        length += !is_continuation(text[i]);
    return length;
}

size_t text_cut(const char *text, size_t size, size_t max)
{
    size_t cut = max;

    if (size <= max)
        return size;
    /* A character has at most three continuation bytes; what has more is no UTF-8. */
    while (cut > 0 && max - cut < 3 && is_continuation(text[cut]))
        cut--;
    return is_continuation(text[cut]) ? max : cut;
}

struct text_span text_span_of(const char *text)
{
    return (struct text_span){text, strlen(text)};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct text_span text_trim(const char *text, size_t size)
{
    while (size > 0 && is_space(text[size - 1]))
        size--;
    while (size > 0 && is_space(text[0])) {
        text++;
        size--;
    }
    return (struct text_span){text, size};
}

bool text_span_equal(struct text_span span, const char *text)
{
    return strlen(text) == span.size
           && (span.size == 0 || memcmp(span.start, text, span.size) == 0);
}

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : (uint8_t)c;
}

int text_compare_ignoring_case(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return lower(*a) - lower(*b);
}

/* The base letters of U+00C0 to U+017F, in lower case. */
static const char base_letters[] =
    "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkk"
    "llllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuww"
    "yyyzzzzzzs";

/* The next character of *rest as it sorts; 0 at the end. Combining marks are passed over. */
static uint32_t next_sorted(const char **rest)
{
    uint32_t code = 0;

    do {
        size_t length = decode((const uint8_t *)*rest, strlen(*rest), &code);

        if (**rest == '\0')
            return 0;
        if (length == 0)
            code = (uint8_t) * *rest;
        *rest += length == 0 ? 1 : length;
    } while (code >= 0x300 && code <= 0x36F);
    if (code >= 'A' && code <= 'Z')
        return code - 'A' + 'a';
    if (code >= 0xC0 && code - 0xC0 < sizeof base_letters - 1)
        return (uint8_t)base_letters[code - 0xC0];
    return code;
}

int text_compare_names(const char *a, const char *b)
{
    const char *rest_a = a, *rest_b = b;

    for (;;) {
        uint32_t x = next_sorted(&rest_a), y = next_sorted(&rest_b);

        if (x != y)
            return x < y ? -1 : 1;
        if (x == 0)
            return strcmp(a, b);
    }
}

bool text_equal_ignoring_case(const char *a, const char *b)
{
    return text_compare_ignoring_case(a, b) == 0;
}

bool text_starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

bool text_split(struct text_span *rest, char separator, struct text_span *part)
{
    const char *end;

    if (rest->start == NULL)
        return false;
    end = rest->size > 0 ? memchr(rest->start, separator, rest->size) : NULL;
    if (end == NULL) {
        *part = *rest;
        *rest = (struct text_span){NULL, 0};
        return true;
    }
    *part = (struct text_span){rest->start, (size_t)(end - rest->start)};
    *rest = (struct text_span){end + 1, rest->size - part->size - 1};
    return true;
}

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* Levenshtein's distance, keeping one row of the table. */
size_t text_distance(const char *a, const char *b)
{
    enum { LONGEST = 63 };
    size_t row[LONGEST + 1];
    size_t a_size = strnlen(a, LONGEST), b_size = strnlen(b, LONGEST);

    for (size_t j = 0; j <= b_size; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t above = row[j];

            row[j] = smallest(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[b_size];
}

void text_hex_encode(const void *bytes, size_t size, char *ret)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *at = bytes;

    for (size_t i = 0; i < size; i++) {
        ret[2 * i] = digits[at[i] >> 4];
        ret[2 * i + 1] = digits[at[i] & 15];
    }
    ret[2 * size] = '\0';
}

/* The number of [-]digits without leading zeros; false if it is none, or does not fit. */
static bool read_int64(const char *text, size_t size, int64_t *ret)
{
    bool negative = size > 0 && text[0] == '-';
    size_t at = negative ? 1 : 0;
    int64_t value = 0;

    if (at == size || (text[at] == '0' && size > 1))
        return false;
    for (; at < size; at++) {
        if (text[at] < '0' || text[at] > '9')
            return false;
        /* Counted below zero, where there is one more. */
        if (__builtin_mul_overflow(value, 10, &value)
            || __builtin_sub_overflow(value, text[at] - '0', &value))
            return false;
    }
    if (!negative && value == INT64_MIN)
        return false;
    *ret = negative ? value : -value;
    return true;
}

enum status text_parse_int64(const char *text, size_t size, int64_t min, int64_t max, int64_t *ret,
                             struct error *err)
{
    int shown = (int)text_cut(text, size, 40);
    int64_t value;

    if (!read_int64(text, size, &value) || value < min || value > max)
        return error_set(err, STATUS_INVALID,
                         "'%.*s' is not an integer from %" PRId64 " to %" PRId64, shown, text, min,
                         max);
    *ret = value;
    return STATUS_OK;
}
