#include "base/clock.h"
#include "base/text.h"
#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#define SECOND_US   INT64_C(1000000)
#define DAY_SECONDS INT64_C(86400)

int64_t clock_wall_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * SECOND_US + now.tv_nsec / 1000;
}

int64_t clock_monotonic_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int32_t clock_latest_day(int64_t time_us)
{
    int64_t seconds = time_us / SECOND_US - (time_us % SECOND_US < 0) + 14 * INT64_C(3600);

    return (int32_t)(seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0));
}

/* Days since 1970-01-01 of a date of the proleptic Gregorian calendar, and back. Years begin in
 * March here, so that the leap day is the last; 400 years (an era) have 146097 days. After Howard
 * Hinnant, "chrono-compatible low-level date algorithms". */
static int64_t days_of_date(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

static void date_of_days(int64_t days, int *year, int *month, int *day)
{
    int64_t shifted = days + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t m = (5 * day_of_year + 2) / 153;

    *day = (int)(day_of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

static int days_in_month(int year, int month)
{
    static const int days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && leap ? 29 : days[month];
}

/* The quotient rounded down, so that the remainder is never negative. */
static int64_t divide_down(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

void clock_format(int64_t time_us, char ret[CLOCK_TEXT_SIZE])
{
    int64_t seconds, days;
    int year, month, day, of_day;

    assert(time_us >= CLOCK_MIN_US && time_us <= CLOCK_MAX_US);
    if (time_us < CLOCK_MIN_US)
        time_us = CLOCK_MIN_US;
    if (time_us > CLOCK_MAX_US)
        time_us = CLOCK_MAX_US;
    seconds = divide_down(time_us, SECOND_US);
    days = divide_down(seconds, DAY_SECONDS);
    of_day = (int)(seconds - days * DAY_SECONDS);
    date_of_days(days, &year, &month, &day);
    snprintf(ret, CLOCK_TEXT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%06uZ", (unsigned)year % 10000u,
             (unsigned)month % 100u, (unsigned)day % 100u, (unsigned)of_day / 3600u % 100u,
             (unsigned)of_day / 60u % 60u, (unsigned)of_day % 60u,
             (unsigned)(time_us - seconds * SECOND_US) % 1000000u);
}

/* What of a timestamp is not read yet. */
struct cursor {
    const char *at, *end;
};

static bool take_char(struct cursor *c, char wanted)
{
    if (c->at == c->end || *c->at != wanted)
        return false;
    c->at++;
    return true;
}

/* Exactly this many digits, for a number from min to max. */
static bool take_number(struct cursor *c, int digits, int min, int max, int *ret)
{
    int value = 0;

    for (int i = 0; i < digits; i++, c->at++) {
        if (c->at == c->end || *c->at < '0' || *c->at > '9')
            return false;
        value = value * 10 + (*c->at - '0');
    }
    *ret = value;
    return value >= min && value <= max;
}

static bool take_date(struct cursor *c, int64_t *days)
{
    int year, month, day;

    if (!take_number(c, 4, 1, 9999, &year) || !take_char(c, '-')
        || !take_number(c, 2, 1, 12, &month) || !take_char(c, '-')
        || !take_number(c, 2, 1, days_in_month(year, month), &day))
        return false;
    *days = days_of_date(year, month, day);
    return true;
}

/* hh:mm:ss and up to six digits of a fraction. No leap seconds. */
static bool take_time_of_day(struct cursor *c, int64_t *us)
{
    int hour, minute, second;
    int64_t unit = SECOND_US;

    if (!take_number(c, 2, 0, 23, &hour) || !take_char(c, ':') || !take_number(c, 2, 0, 59, &minute)
        || !take_char(c, ':') || !take_number(c, 2, 0, 59, &second))
        return false;
    *us = (hour * INT64_C(3600) + minute * 60 + second) * SECOND_US;
    if (!take_char(c, '.'))
        return true;
    while (unit > 1 && c->at < c->end && *c->at >= '0' && *c->at <= '9') {
        unit /= 10;
        *us += (*c->at++ - '0') * unit;
    }
    return unit < SECOND_US;
}

static bool take_offset(struct cursor *c, int64_t *us)
{
    int hours, minutes;
    int sign = take_char(c, '-') ? -1 : 1;

    if (sign > 0 && take_char(c, 'Z')) {
        *us = 0;
        return true;
    }
    if ((sign > 0 && !take_char(c, '+')) || !take_number(c, 2, 0, 14, &hours) || !take_char(c, ':')
        || !take_number(c, 2, 0, hours == 14 ? 0 : 59, &minutes))
        return false;
    *us = sign * (hours * INT64_C(3600) + minutes * 60) * SECOND_US;
    return true;
}

enum status clock_parse(const char *text, size_t size, int64_t *ret, struct error *err)
{
    struct cursor c = {text, text + size};
    int shown = (int)text_cut(text, size, 40);
    int64_t days, of_day = 0, offset = 0, time_us;

    if (!take_date(&c, &days))
        return error_set(err, STATUS_INVALID, "'%.*s' does not start with a date YYYY-MM-DD", shown,
                         text);
    if (c.at != c.end
        && (!take_char(&c, 'T') || !take_time_of_day(&c, &of_day) || !take_offset(&c, &offset)
            || c.at != c.end))
        return error_set(err, STATUS_INVALID,
                         "'%.*s' is not a time like 2026-11-23T20:30:00.123456Z (at most 6 fraction"
                         " digits, then Z or +hh:mm)",
                         shown, text);
    time_us = days * DAY_SECONDS * SECOND_US + of_day - offset;
    if (time_us < CLOCK_MIN_US || time_us > CLOCK_MAX_US)
        return error_set(err, STATUS_INVALID, "'%.*s' is outside of the years 0001 to 9999", shown,
                         text);
    *ret = time_us;
    return STATUS_OK;
}
