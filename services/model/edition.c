/* edition - see edition.h. */
#include "model/edition.h"
#include "base/text.h"
#include <string.h>

enum { CODE_MAX = 40, TEXT_MAX = 500 };

static bool absent(const char *text)
{
    return text == NULL || *text == '\0';
}

bool edition_is_code(const char *text)
{
    size_t size = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return size > 0 && size <= CODE_MAX && text[size] == '\0';
}

static enum status check_code(const char *what, const char *text, struct error *err)
{
    if (edition_is_code(text))
        return STATUS_OK;
    return error_set(err, STATUS_INVALID,
                     "%s: '%.60s' is no code of an edition: write 1 to 40 of a-z 0-9 -", what,
                     text);
}

static enum status check_line(const char *what, const char *text, struct error *err)
{
    if (text == NULL)
        return STATUS_OK;
    if (strlen(text) > TEXT_MAX)
        return error_set(err, STATUS_INVALID, "%s takes at most %d bytes", what, TEXT_MAX);
    if (!text_printable(text, strlen(text), TEXT_ONE_LINE))
        return error_set(
            err, STATUS_INVALID,
            "%s is one line of text without control characters or ones that change its direction",
            what);
    return STATUS_OK;
}

static enum status read_day(const char *what, const char *text, day_t otherwise, day_t *ret,
                            struct error *err)
{
    *ret = otherwise;
    if (absent(text))
        return STATUS_OK;
    enum status status = day_parse(text, strlen(text), ret, err);
    if (status != STATUS_OK)
        error_prefix(err, "%s: ", what);
    return status;
}

static enum status check_texts(const struct edition_plan *plan, struct error *err)
{
    enum status status = check_code("code", plan->code, err);

    if (status == STATUS_OK)
        status = check_line("title", plan->title, err);
    if (status == STATUS_OK)
        status = check_line("place", plan->place, err);
    if (status == STATUS_OK)
        status = check_line("host", plan->host, err);
    if (status == STATUS_OK && !absent(plan->previous))
        status = check_code("previous", plan->previous, err);
    if (status == STATUS_OK && !absent(plan->previous) && strcmp(plan->previous, plan->code) == 0)
        return error_set(err, STATUS_INVALID, "previous: '%s' cannot be the edition before itself",
                         plan->code);
    return status;
}

static enum status read_days(const struct edition_plan *plan, struct edition *ret,
                             struct error *err)
{
    enum status status = read_day("date_start", plan->date_start, 0, &ret->date_start, err);

    if (status == STATUS_OK)
        status = read_day("date_end", plan->date_end, ret->date_start, &ret->date_end, err);
    if (status == STATUS_OK)
        status = read_day("reference_date", plan->reference_date, ret->date_start,
                          &ret->reference_date, err);
    if (status == STATUS_OK && ret->date_end < ret->date_start)
        return error_set(err, STATUS_INVALID, "date_end: %s is before date_start, %s",
                         plan->date_end, plan->date_start);
    return status;
}

enum status edition_from_plan(const struct edition_plan *plan, struct edition *ret,
                              struct error *err)
{
    struct edition edition = {0};

    if (absent(plan->code))
        return error_set(err, STATUS_INVALID, "code: an edition needs one, such as 2016-stockholm");
    if (absent(plan->date_start))
        return error_set(err, STATUS_INVALID,
                         "date_start: an edition needs the first day of its meeting, YYYY-MM-DD");
    enum status status = check_texts(plan, err);
    if (status == STATUS_OK)
        status = read_days(plan, &edition, err);
    if (status != STATUS_OK)
        return status;
    edition.code = plan->code;
    edition.title = absent(plan->title) ? plan->code : plan->title;
    edition.place = absent(plan->place) ? NULL : plan->place;
    edition.host = absent(plan->host) ? NULL : plan->host;
    edition.previous = absent(plan->previous) ? NULL : plan->previous;
    *ret = edition;
    return STATUS_OK;
}
