/* copy_text - store_copy_value of aggregator/store_text.h: what PostgreSQL's COPY reads is what was
 * reported, and no value can end its column or its row. The decoder here follows the manual of
 * COPY's text format and that of array literals. The first byte of the input is the field's type.
 */
#include "aggregator/store_text.h"
#include "base/text.h"
#include "fuzz.h"
#include <string.h>

/* COPY's text format: what the column says. */
static void decode_column(const struct buffer *column, struct buffer *ret)
{
    for (size_t i = 0; i < column->used; i++) {
        char c = (char)column->bytes[i];

        REQUIRE(c != '\t' && c != '\n' && c != '\r');
        if (c != '\\') {
            buffer_append_char(ret, c);
            continue;
        }
        REQUIRE(++i < column->used);
        c = (char)column->bytes[i];
        REQUIRE(c != '\0' && strchr("bfvx01234567N.", c) == NULL); /* these mean something else */
        buffer_append_char(ret, c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c);
    }
}

/* An array literal: its elements with ';' between them. */
static void decode_array(const struct buffer *array, struct buffer *ret)
{
    const char *at = (const char *)array->bytes, *end = at + array->used;

    REQUIRE(array->used >= 4 && *at++ == '{');
    for (;;) {
        REQUIRE(at < end && *at++ == '"');
        for (; at < end && *at != '"'; at++) {
            at += *at == '\\';
            REQUIRE(at < end);
            buffer_append_char(ret, *at);
        }
        REQUIRE(end - at >= 2 && *at++ == '"');
        if (*at++ == '}')
            break;
        REQUIRE(at[-1] == ',');
        buffer_append_char(ret, ';');
    }
    REQUIRE(at == end);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    double begun = fuzz_seconds();
    SCOPED(buffer) column = {0};
    SCOPED(buffer) decoded = {0};
    SCOPED(buffer) elements = {0};

    if (size < 2 || memchr(bytes + 1, '\0', size - 1) != NULL) /* the wire refuses NUL */
        return 0;
    enum field_type type = (enum field_type)(bytes[0] % (FIELD_LONG_TEXT + 1));
    OWNED_TEXT text = xstrndup((const char *)bytes + 1, size - 1);
    store_copy_value(&column, type, (struct value){text, (uint32_t)(size - 1)});
    decode_column(&column, &decoded);
    struct buffer *said = &decoded;
    if (type == FIELD_CODES) {
        decode_array(&decoded, &elements);
        said = &elements;
    }
    REQUIRE(said->used == size - 1 && memcmp(said->bytes, text, size - 1) == 0);
    fuzz_require_fast(begun, size);
    return 0;
}
