/* values - single values as they stand in cells: decimals, dates, times, whole numbers. The second
 * line of the input, if there is one, says what a date is ("on_or_before"). */
#include "base/clock.h"
#include "base/text.h"
#include "fuzz.h"
#include "model/date.h"
#include "model/decimal.h"
#include <stdlib.h>
#include <string.h>

/* Rounded to places, it is at most half a unit away. */
static void require_rounding(decimal_t value, int places)
{
    char text[DECIMAL_TEXT_SIZE];
    decimal_t rounded, unit = DECIMAL_ONE;
    decimal_wide_t off;
    struct error err = {0};

    for (int i = 0; i < places; i++)
        unit /= 10;
    REQUIRE(decimal_format(value, places, text) == text && strlen(text) < DECIMAL_TEXT_SIZE);
    if (decimal_parse(text, strlen(text), &rounded, &err) != STATUS_OK) {
        REQUIRE(value > INT64_MAX - unit || value < unit - INT64_MAX); /* rounded over the edge */
        return;
    }
    off = (decimal_wide_t)rounded - value;
    REQUIRE(2 * (off < 0 ? -off : off) <= unit);
}

static void read_decimal(const char *text, size_t size)
{
    char exact[DECIMAL_TEXT_SIZE];
    decimal_t value, again;
    struct error err = {0};

    if (decimal_parse(text, size, &value, &err) != STATUS_OK) {
        REQUIRE(err.text[0] != '\0');
        return;
    }
    REQUIRE(size > 0 && strspn(text, "-0123456789.") >= size);
    decimal_format_exact(value, exact);
    REQUIRE(decimal_parse(exact, strlen(exact), &again, &err) == STATUS_OK && again == value);
    REQUIRE(strchr(exact, '.') == NULL || exact[strlen(exact) - 1] != '0');
    for (int places = 0; places <= 9; places++)
        require_rounding(value, places);
    if (size < 1000) { /* an independent reader agrees */
        long double read = strtold(text, NULL) * 1e9L - (long double)value;

        REQUIRE(read < 2 && read > -2); /* what a long double loses */
    }
}

static void read_when(const char *text, size_t size, const char *date_is)
{
    char written[DAY_TEXT_SIZE], people[24];
    struct when when;
    struct error err = {0};
    day_t day;

    if (when_parse(text, size, date_is, &when, &err) != STATUS_OK) {
        REQUIRE(err.text[0] != '\0');
        return;
    }
    REQUIRE(when.first <= when.last);
    REQUIRE(when.on_or_before == (when.first == DAY_MIN));
    REQUIRE(when_counts_from(&when) <= when.last);
    REQUIRE(when_possibly_by(&when, when.last));
    day_format(when.last, written);
    REQUIRE(strlen(written) == DAY_TEXT_SIZE - 1 && memcmp(written, text, size) == 0);
    REQUIRE(day_parse(written, strlen(written), &day, &err) == STATUS_OK && day == when.last);
    day_format_long(when.last, people);
    REQUIRE(day_year(day_add_months(when.last, 12)) == day_year(when.last) + 1);
    if (!when.on_or_before && when.precision == PRECISION_DAY)
        REQUIRE(when.first == when.last);
}

static void read_time(const char *text, size_t size)
{
    char written[CLOCK_TEXT_SIZE];
    int64_t time_us, again;
    struct error err = {0};

    if (clock_parse(text, size, &time_us, &err) != STATUS_OK) {
        REQUIRE(err.text[0] != '\0');
        return;
    }
    REQUIRE(time_us >= CLOCK_MIN_US && time_us <= CLOCK_MAX_US);
    clock_format(time_us, written);
    REQUIRE(clock_parse(written, strlen(written), &again, &err) == STATUS_OK && again == time_us);
}

static void read_whole(const char *text, size_t size)
{
    int64_t value;
    struct error err = {0};

    if (text_parse_int64(text, size, -1000, INT64_MAX, &value, &err) != STATUS_OK) {
        REQUIRE(err.text[0] != '\0');
        return;
    }
    OWNED_TEXT written = xasprintf("%lld", (long long)value);
    REQUIRE(value >= -1000);
    REQUIRE(strlen(written) == size && memcmp(written, text, size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    double begun = fuzz_seconds();
    const uint8_t *line_end = size > 0 ? memchr(bytes, '\n', size) : NULL;
    size_t length = line_end == NULL ? size : (size_t)(line_end - bytes);
    OWNED_TEXT date_is =
        line_end == NULL ? NULL : xstrndup((const char *)line_end + 1, size - length - 1);
    /* One that ends where it ends, for those who read too far, and one with a NUL for strtold. */
    char *exact = xmalloc(length);
    OWNED_TEXT text = xstrndup(length > 0 ? (const char *)bytes : "", length);

    if (length > 0)
        memcpy(exact, bytes, length);
    if (strlen(text) == length)
        read_decimal(text, length);
    (void)!decimal_parse(exact, length, &(decimal_t){0}, NULL);
    read_when(exact, length, date_is);
    read_time(exact, length);
    read_whole(exact, length);
    free(exact);
    fuzz_require_fast(begun, size);
    return 0;
}
