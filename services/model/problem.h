/* problem - collecting what is wrong with rows, for people and programs.
 * Finding it out is the business of check and reference. */
#pragma once
#include "base/arena.h"
#include "model/submission.h"
#include <stdbool.h>

/* What programs may branch on: a closed list, which docs/protocol.md quotes.
 *   missing               a required field, file or column is absent
 *   too_long              more bytes than the field takes
 *   not_text              control characters, text that changes direction, no UTF-8
 *   not_a_date            not written as a date, or a day that does not exist
 *   not_a_number          "(29.5)", "12,5", "<5", "n/a"
 *   not_whole             a number of people or cases with decimals or a minus
 *   unknown_code          not in the codelist; the next four: not in the reference data
 *   out_of_range          129 per cent, a probability of 3
 *   impossible_date       before 1900, or before the instrument was adopted or in force
 *   in_the_future         reported as done, on a day that has not come
 *   order                 ends before it starts, in force before the deposit
 *   bounds                the value is not between its bounds
 *   duplicate             says what an earlier row says
 *   contradiction         the same fact as an earlier row, with other values
 *   unexpected_value      does not go with another field, which the message names
 *   bad_id                id, replaces or edition has not the form of one
 *   empty                 no rows, and no nil report
 *   nil_with_rows, too_many_rows
 * and of reference files only: unknown_file, unknown_column, not_csv,
 *   bad_form              a code or rule that is not written as such
 *   overlap               a State is a member twice at a time */
#define PROBLEM_MISSING              "missing"
#define PROBLEM_TOO_LONG             "too_long"
#define PROBLEM_NOT_TEXT             "not_text"
#define PROBLEM_NOT_A_DATE           "not_a_date"
#define PROBLEM_NOT_A_NUMBER         "not_a_number"
#define PROBLEM_NOT_WHOLE            "not_whole"
#define PROBLEM_UNKNOWN_CODE         "unknown_code"
#define PROBLEM_UNKNOWN_AREA         "unknown_area"
#define PROBLEM_UNKNOWN_INSTRUMENT   "unknown_instrument"
#define PROBLEM_UNKNOWN_INDICATOR    "unknown_indicator"
#define PROBLEM_UNKNOWN_ORGANIZATION "unknown_organization"
#define PROBLEM_OUT_OF_RANGE         "out_of_range"
#define PROBLEM_IMPOSSIBLE_DATE      "impossible_date"
#define PROBLEM_IN_THE_FUTURE        "in_the_future"
#define PROBLEM_ORDER                "order"
#define PROBLEM_BOUNDS               "bounds"
#define PROBLEM_DUPLICATE            "duplicate"
#define PROBLEM_CONTRADICTION        "contradiction"
#define PROBLEM_UNEXPECTED_VALUE     "unexpected_value"
#define PROBLEM_BAD_ID               "bad_id"
#define PROBLEM_EMPTY                "empty"
#define PROBLEM_NIL_WITH_ROWS        "nil_with_rows"
#define PROBLEM_TOO_MANY_ROWS        "too_many_rows"
#define PROBLEM_UNKNOWN_FILE         "unknown_file"
#define PROBLEM_UNKNOWN_COLUMN       "unknown_column"
#define PROBLEM_NOT_CSV              "not_csv"
#define PROBLEM_BAD_FORM             "bad_form"
#define PROBLEM_OVERLAP              "overlap"

#define PROBLEM_VALUE_MAX 100 /* bytes of a value that are shown */

/* A list that is being filled; texts go to arena (borrowed). */
struct problem_log {
    struct arena *arena;
    struct problems problems;
    bool too_large; /* the arena's cap was reached: the list is not complete */
};

/* Add one. field and code are borrowed (literals, or texts of the same arena); value is copied,
 * made printable and cut. Counts on when PROBLEMS_LISTED_MAX are listed. */
void problem_log_add(struct problem_log *log, uint32_t row, const char *field, struct value value,
                     const char *code, const char *fmt, ...) PRINTF_LIKE(6, 7);
/* value as problem_log_add shows it: for use in messages, in a buffer of the caller. */
const char *problem_show(struct value value, char ret[PROBLEM_VALUE_MAX + 4]);
