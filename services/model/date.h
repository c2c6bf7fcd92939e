/* date - days of the Gregorian calendar, and what is known of when something happened.
 * Pure calendar arithmetic: no clock, no time zone. */
#pragma once
#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Days since 1970-01-01; years 1800 to 2200 are accepted on input. */
typedef int32_t day_t;

#define DAY_MIN       INT32_MIN /* before every date */
#define DAY_MAX       INT32_MAX /* after every date */
#define DAY_TEXT_SIZE 11        /* "2016-05-30" and its NUL */

enum date_precision { PRECISION_DAY, PRECISION_MONTH, PRECISION_YEAR };

/* What is known of a date. A date given to the day has first == last. "2015" spans the whole year.
 * "On or before 2016-05-30" has first == DAY_MIN, last == 2016-05-30. */
struct when {
    day_t first;
    day_t last;
    enum date_precision precision;
    bool on_or_before;
};

/* Read YYYY-MM-DD, YYYY-MM or YYYY (len bytes of text, no surrounding space). date_is is NULL, "",
 * "on" or "on_or_before". STATUS_INVALID with a sentence if it is no such date (2015-02-29,
 * 30/05/2016). */
NODISCARD enum status when_parse(const char *text, size_t len, const char *date_is,
                                 struct when *ret, struct error *err);
/* Read a full date only. */
NODISCARD enum status day_parse(const char *text, size_t len, day_t *ret, struct error *err);
/* Write "YYYY-MM-DD" and NUL; "-" for what is no day of the years 0 to 9999 (DAY_MIN, DAY_MAX). */
void day_format(day_t day, char text[DAY_TEXT_SIZE]);
/* "30 May 2016": for people. Returns text. */
const char *day_format_long(day_t day, char text[24]);
day_t day_of(int year, int month, int day);
void day_split(day_t day, int *year, int *month, int *mday);
int day_year(day_t day);
/* Add calendar months; a day that the target month lacks becomes its last one (30 January + 1 = 28
 * February). */
day_t day_add_months(day_t day, int months);

/* The day from which a fact counts: a full date from that day; "on or before D" from D on (the
 * sample's own convention); a month or a year from its first day, since what is reported as done in
 * 2016 has been done ("on or before 2016" too: it is no later than "in 2016"). */
day_t when_counts_from(const struct when *when);
/* Can it have happened on or before day? */
bool when_possibly_by(const struct when *when, day_t day);
