/* date - see date.h. Days are counted with the usual algorithm for the proleptic Gregorian
 * calendar, in eras of 400 years that start on 1 March. */
#include "model/date.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>

enum { YEAR_MIN = 1800, YEAR_MAX = 2200, DAYS_OF_ERA = 146097, DAYS_TO_1970 = 719468 };

static const char *const MONTHS[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

static int floor_div(int a, int b)
{
    return a / b - (a % b < 0);
}

static int days_of_month(int year, int month)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return DAYS[month - 1] + (month == 2 && leap);
}

day_t day_of(int year, int month, int day)
{
    int from_march = (month + 9) % 12;
    int y = year - (month <= 2);
    int era = floor_div(y, 400);
    int year_of_era = y - era * 400;
    int day_of_year = (153 * from_march + 2) / 5 + day - 1;

    return era * DAYS_OF_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
           - DAYS_TO_1970;
}

void day_split(day_t day, int *year, int *month, int *mday)
{
    int64_t shifted = (int64_t)day + DAYS_TO_1970; /* of DAY_MAX, too */
    int era = (int)(shifted / DAYS_OF_ERA - (shifted % DAYS_OF_ERA < 0));
    int day_of_era = (int)(shifted - (int64_t)era * DAYS_OF_ERA);
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (DAYS_OF_ERA - 1))
        / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int from_march = (5 * day_of_year + 2) / 153;

    *mday = day_of_year - (153 * from_march + 2) / 5 + 1;
    *month = from_march < 10 ? from_march + 3 : from_march - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

int day_year(day_t day)
{
    int year, month, mday;

    day_split(day, &year, &month, &mday);
    return year;
}

day_t day_add_months(day_t day, int months)
{
    int year, month, mday;

    day_split(day, &year, &month, &mday);
    int count = year * 12 + month - 1 + months;
    year = floor_div(count, 12);
    month = count - year * 12 + 1;
    int last = days_of_month(year, month);
    return day_of(year, month, mday < last ? mday : last);
}

void day_format(day_t day, char text[DAY_TEXT_SIZE])
{
    int year, month, mday;

    day_split(day, &year, &month, &mday);
    if (year < 0 || year > 9999) { /* DAY_MIN, DAY_MAX: no date to show */
        memcpy(text, "-", 2);
        return;
    }
    int digits[] = {year / 1000, year / 100 % 10, year / 10 % 10, year % 10,
                    -1,          month / 10,      month % 10,     -1,
                    mday / 10,   mday % 10};
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
        text[i] = digits[i] < 0 ? '-' : (char)('0' + digits[i]);
    text[DAY_TEXT_SIZE - 1] = '\0';
}

const char *day_format_long(day_t day, char text[24])
{
    int year, month, mday;

    day_split(day, &year, &month, &mday);
    snprintf(text, 24, "%d %s %d", mday, MONTHS[month - 1], year);
    return text;
}

/* size digits as a number; -1 if one is no digit. */
static int digits_of(const char *text, size_t size)
{
    int number = 0;

    for (size_t i = 0; i < size; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

struct parts {
    int year, month, day; /* month and day 0 where not given */
};

/* The form alone: does it look like a date? */
static bool split_text(const char *text, size_t len, struct parts *ret)
{
    *ret = (struct parts){0};
    if (len != 4 && len != 7 && len != 10)
        return false;
    ret->year = digits_of(text, 4);
    if (len >= 7)
        ret->month = text[4] == '-' ? digits_of(text + 5, 2) : -1;
    if (len == 10)
        ret->day = text[7] == '-' ? digits_of(text + 8, 2) : -1;
    return ret->year >= 0 && ret->month >= 0 && ret->day >= 0;
}

static enum status check_parts(const char *text, size_t len, const struct parts *p,
                               struct error *err)
{
    int shown = (int)len;

    if (p->year < YEAR_MIN || p->year > YEAR_MAX)
        return error_set(err, STATUS_INVALID, "'%.*s' is no possible date: years go from %d to %d",
                         shown, text, YEAR_MIN, YEAR_MAX);
    if (len >= 7 && (p->month < 1 || p->month > 12))
        return error_set(err, STATUS_INVALID,
                         "'%.*s' is no date: there is no month %02d (write YYYY-MM-DD)", shown,
                         text, p->month);
    if (len == 10 && (p->day < 1 || p->day > days_of_month(p->year, p->month)))
        return error_set(err, STATUS_INVALID, "'%.*s' is no date: %s %d has %d days", shown, text,
                         MONTHS[p->month - 1], p->year, days_of_month(p->year, p->month));
    return STATUS_OK;
}

static struct when when_of(const struct parts *p)
{
    if (p->day > 0) {
        day_t day = day_of(p->year, p->month, p->day);
        return (struct when){.first = day, .last = day, .precision = PRECISION_DAY};
    }
    if (p->month > 0)
        return (struct when){.first = day_of(p->year, p->month, 1),
                             .last = day_of(p->year, p->month, days_of_month(p->year, p->month)),
                             .precision = PRECISION_MONTH};
    return (struct when){.first = day_of(p->year, 1, 1),
                         .last = day_of(p->year, 12, 31),
                         .precision = PRECISION_YEAR};
}

enum status when_parse(const char *text, size_t len, const char *date_is, struct when *ret,
                       struct error *err)
{
    struct parts parts;
    bool on_or_before = date_is != NULL && strcmp(date_is, "on_or_before") == 0;

    if (!on_or_before && date_is != NULL && *date_is != '\0' && strcmp(date_is, "on") != 0)
        return error_set(err, STATUS_INVALID,
                         "'%.60s' does not say what a date is: write 'on' or 'on_or_before'",
                         date_is);
    if (!split_text(text, len, &parts))
        return error_set(err, STATUS_INVALID,
                         "'%.*s' is no date: write YYYY-MM-DD, YYYY-MM or YYYY, such as 2016-05-30",
                         (int)text_cut(text, len, 60), text);
    enum status status = check_parts(text, len, &parts, err);
    if (status != STATUS_OK)
        return status;
    *ret = when_of(&parts);
    ret->on_or_before = on_or_before;
    if (on_or_before)
        ret->first = DAY_MIN;
    return STATUS_OK;
}

enum status day_parse(const char *text, size_t len, day_t *ret, struct error *err)
{
    struct when when = {0};
    enum status status = when_parse(text, len, NULL, &when, err);

    if (status != STATUS_OK)
        return status;
    if (when.precision != PRECISION_DAY)
        return error_set(err, STATUS_INVALID, "'%.*s' is no full date: write YYYY-MM-DD", (int)len,
                         text);
    *ret = when.first;
    return STATUS_OK;
}

day_t when_counts_from(const struct when *when)
{
    int year, month, mday;

    if (!when->on_or_before)
        return when->first;
    day_split(when->last, &year, &month, &mday);
    switch (when->precision) {
    case PRECISION_YEAR: return day_of(year, 1, 1);
    case PRECISION_MONTH: return day_of(year, month, 1);
    case PRECISION_DAY: break;
    }
    return when->last;
}

bool when_possibly_by(const struct when *when, day_t day)
{
    return when->first <= day;
}
