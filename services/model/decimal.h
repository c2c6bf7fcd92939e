/* decimal - exact decimal numbers with nine places, as reported figures are.
 * A decimal is a count of 1e-9 in an int64: range +-9 223 372 036.854775807. Sums of products are
 * made in 128 bits, so that the same inputs give the same digits on every machine. */
#pragma once
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

typedef int64_t decimal_t;

#define DECIMAL_ONE       INT64_C(1000000000)
#define DECIMAL_TEXT_SIZE 24

/* Read digits with an optional leading minus and one point. More than nine places are rounded half
 * to even. STATUS_INVALID, with a sentence that says what to write instead, for anything else:
 * "(29.5)", "12,5", "1e3",
 * "<5", "n/a", "", "NaN", out of range. */
NODISCARD enum status decimal_parse(const char *text, size_t len, decimal_t *ret,
                                    struct error *err);
/* Rounded half away from zero to places (0..9), as published tables do: 28.3775 with 3 places is
 * "28.378". */
const char *decimal_format(decimal_t value, int places, char text[DECIMAL_TEXT_SIZE]);
/* All significant places, no trailing zeros: "28.257", "5". */
const char *decimal_format_exact(decimal_t value, char text[DECIMAL_TEXT_SIZE]);

/* Sum of value*weight over sum of weight; weights are whole persons >= 0. */
__extension__ typedef __int128 decimal_wide_t;
struct weighted_sum {
    decimal_wide_t sum;
    decimal_wide_t weights;
};
void weighted_sum_add(struct weighted_sum *sum, decimal_t value, int64_t weight);
/* The mean, rounded half away from zero to 1e-9. The weights must not be zero. */
decimal_t weighted_sum_mean(const struct weighted_sum *sum);
