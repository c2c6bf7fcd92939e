/* decimal - see decimal.h. All arithmetic is on whole numbers. */
#include "model/decimal.h"
#include "base/text.h"
#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { PLACES = 9 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What to write instead, by the first thing that is wrong with the text. */
static const char *advice(const char *text, size_t len)
{
    if (len == 0)
        return "it is empty: write digits, with a point before decimals";
    if (text[0] == '(' || text[len - 1] == ')')
        return "parentheses mark a figure that rests on few cases: write the figure without them, "
               "and say so in "
               "sample_unweighted or obs_status";
    if (memchr(text, '<', len) != NULL || memchr(text, '>', len) != NULL)
        return "a limit is not a value: leave the value empty and say in obs_status why, or give "
               "lower and upper bounds";
    if (memchr(text, '%', len) != NULL)
        return "write it without the % sign; the unit is said in its own field";
    if (memchr(text, ',', len) != NULL)
        return "write a point before the decimals and nothing between the thousands";
    if (memchr(text, ' ', len) != NULL || memchr(text, '\'', len) != NULL
        || (unsigned char)text[0] >= 0x80)
        return "write the digits without spaces or other signs";
    if (is_digit(text[0]) && (memchr(text, 'e', len) != NULL || memchr(text, 'E', len) != NULL))
        return "write all digits instead of a power of ten";
    if (text[0] == '+')
        return "write it without the plus sign";
    if (text[0] == '.' || text[len - 1] == '.')
        return "write digits on both sides of the point";
    if (!is_digit(text[0]) && text[0] != '-')
        return "if there is no value, leave it empty and say in obs_status why";
    return "write digits, with at most one minus before and one point before decimals";
}

static enum status refuse(const char *text, size_t len, struct error *err)
{
    return error_set(err, STATUS_INVALID, "'%.*s' is not a number: %s",
                     (int)text_cut(text, len, 60), text, advice(text, len));
}

/* Digits from *at on, as many as there are. */
static size_t skip_digits(const char *text, size_t len, size_t at)
{
    while (at < len && is_digit(text[at]))
        at++;
    return at;
}

/* Must the nine places be rounded up? rest are the digits behind them. */
static bool rounds_up(const char *rest, size_t size, bool odd)
{
    if (size == 0 || rest[0] < '5')
        return false;
    if (rest[0] > '5')
        return true;
    for (size_t i = 1; i < size; i++)
        if (rest[i] != '0')
            return true;
    return odd;
}

/* whole digits and part digits -> billionths; false when it does not fit (either sign: the range is
 * symmetric). */
static bool scale(const char *whole, size_t n_whole, const char *part, size_t n_part, int64_t *ret)
{
    int64_t number = 0;

    for (size_t i = 0; i < n_whole; i++)
        if (__builtin_mul_overflow(number, 10, &number)
            || __builtin_add_overflow(number, whole[i] - '0', &number))
            return false;
    for (size_t i = 0; i < PLACES; i++)
        if (__builtin_mul_overflow(number, 10, &number)
            || __builtin_add_overflow(number, i < n_part ? part[i] - '0' : 0, &number))
            return false;
    if (n_part > PLACES && rounds_up(part + PLACES, n_part - PLACES, number % 2 != 0)
        && __builtin_add_overflow(number, 1, &number))
        return false;
    *ret = number;
    return true;
}

enum status decimal_parse(const char *text, size_t len, decimal_t *ret, struct error *err)
{
    bool negative = len > 0 && text[0] == '-';
    size_t whole = negative;
    size_t whole_end = skip_digits(text, len, whole);
    size_t part = whole_end, end = whole_end;
    int64_t number;

    if (whole_end < len && text[whole_end] == '.') {
        part = whole_end + 1;
        end = skip_digits(text, len, part);
    }
    if (whole_end == whole || end != len || (part > whole_end && end == part))
        return refuse(text, len, err);
    if (!scale(text + whole, whole_end - whole, text + part, end - part, &number))
        return error_set(
            err, STATUS_INVALID,
            "'%.*s' is too large: numbers go from -9223372036 to 9223372036; choose a larger unit",
            (int)text_cut(text, len, 60), text);
    *ret = negative ? -number : number;
    return STATUS_OK;
}

static uint64_t magnitude(decimal_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

const char *decimal_format(decimal_t value, int places, char text[DECIMAL_TEXT_SIZE])
{
    uint64_t number = magnitude(value), unit = 1, one = 1;

    assert(places >= 0 && places <= PLACES);
    for (int i = places; i < PLACES; i++)
        unit *= 10;
    for (int i = 0; i < places; i++)
        one *= 10;
    number = number / unit + (unit > 1 && number % unit >= unit / 2);
    const char *sign = value < 0 && number != 0 ? "-" : "";
    if (places == 0)
        snprintf(text, DECIMAL_TEXT_SIZE, "%s%llu", sign, (unsigned long long)number);
    else
        snprintf(text, DECIMAL_TEXT_SIZE, "%s%llu.%0*llu", sign, (unsigned long long)(number / one),
                 places, (unsigned long long)(number % one));
    return text;
}

const char *decimal_format_exact(decimal_t value, char text[DECIMAL_TEXT_SIZE])
{
    uint64_t part = magnitude(value) % (uint64_t)DECIMAL_ONE;
    int places = part == 0 ? 0 : PLACES;

    while (places > 0 && part % 10 == 0) {
        part /= 10;
        places--;
    }
    return decimal_format(value, places, text);
}

void weighted_sum_add(struct weighted_sum *sum, decimal_t value, int64_t weight)
{
    assert(weight >= 0);
    sum->sum += (decimal_wide_t)value * weight;
    sum->weights += weight;
}

decimal_t weighted_sum_mean(const struct weighted_sum *sum)
{
    decimal_wide_t positive = sum->sum < 0 ? -sum->sum : sum->sum;

    assert(sum->weights > 0);
    decimal_wide_t mean = positive / sum->weights;
    if (positive % sum->weights * 2 >= sum->weights)
        mean++;
    return (decimal_t)(sum->sum < 0 ? -mean : mean);
}
