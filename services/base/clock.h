/* clock - now, and UTC timestamps as text. Time is int64_t microseconds since 1970-01-01T00:00:00Z,
 * proleptic Gregorian, no leap seconds; years 0001 to 9999 can be written. */
#pragma once
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

enum { CLOCK_TEXT_SIZE = 28 }; /* 27 characters and a NUL */

/* The range of timestamps that can be formatted and parsed. */
#define CLOCK_MIN_US INT64_C(-62135596800000000)
#define CLOCK_MAX_US INT64_C(253402300799999999)

int64_t clock_wall_us(void);
/* Never goes back; only differences mean something. */
int64_t clock_monotonic_ms(void);

/* Days from 1970-01-01 to what the calendar says at that time where days begin first, at UTC+14: no
 * place on earth has a later date. */
int32_t clock_latest_day(int64_t time_us);

/* "2026-11-23T20:30:00.123456Z", always 27 characters. A time out of range is a bug (asserts; shown
 * as the nearest that can be written). */
void clock_format(int64_t time_us, char ret[CLOCK_TEXT_SIZE]);
/* The form above with 0 to 6 fraction digits and 'Z' or an offset +hh:mm or -hh:mm (up to 14:00);
 * or a plain date, the start of that day in UTC. STATUS_INVALID for anything else, with the reason.
 */
NODISCARD enum status clock_parse(const char *text, size_t size, int64_t *ret, struct error *err);
