#include "base/setting_value.h"
#include "base/text.h"
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

static const struct {
    const char *name;
    int64_t ms;
} units[] = {{"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}};

enum { UNIT_COUNT = sizeof units / sizeof units[0] };

void setting_value_append_duration(struct buffer *ret, int64_t ms)
{
    int unit = 0;

    while (ms % units[unit].ms != 0)
        unit++;
    if (ms == 0)
        buffer_append_char(ret, '0');
    else
        buffer_printf(ret, "%" PRId64 "%s", ms / units[unit].ms, units[unit].name);
}

static bool has_limits(const struct setting *setting)
{
    return setting->min != 0 || setting->max != 0;
}

static bool within_limits(const struct setting *setting, int64_t value)
{
    return !has_limits(setting) || (value >= setting->min && value <= setting->max);
}

static void describe_int(const struct setting *setting, struct buffer *ret)
{
    buffer_append_text(ret, "an integer");
    if (has_limits(setting))
        buffer_printf(ret, " from %" PRId64 " to %" PRId64, setting->min, setting->max);
}

static void describe_duration(const struct setting *setting, struct buffer *ret)
{
    buffer_append_text(ret, "a duration like 500ms, 5s, 2m, 24h or 7d");
    if (!has_limits(setting))
        return;
    buffer_append_text(ret, ", from ");
    setting_value_append_duration(ret, setting->min);
    buffer_append_text(ret, " to ");
    setting_value_append_duration(ret, setting->max);
}

static void describe_choice(const struct setting *setting, struct buffer *ret)
{
    buffer_append_text(ret, "one of ");
    for (size_t i = 0; setting->choices[i] != NULL; i++)
        buffer_printf(ret, "%s%s", i > 0 ? ", " : "", setting->choices[i]);
}

void setting_value_describe(const struct setting *setting, struct buffer *ret)
{
    switch (setting->type) {
    case SETTING_TEXT: buffer_append_text(ret, "a text"); break;
    case SETTING_INT: describe_int(setting, ret); break;
    case SETTING_BOOL: buffer_append_text(ret, "yes or no"); break;
    case SETTING_CHOICE: describe_choice(setting, ret); break;
    case SETTING_ENDPOINT:
        buffer_append_text(ret, "an endpoint like tcp://HOST:PORT, ipc:///PATH or inproc://NAME");
        break;
    case SETTING_PATH: buffer_append_text(ret, "a path"); break;
    case SETTING_DURATION_MS: describe_duration(setting, ret); break;
    }
}

static bool parse_bool(const char *text, int64_t *ret)
{
    static const char *const words[] = {"no", "yes", "false", "true", "off", "on", "0", "1"};

    for (int i = 0; i < 8; i++) {
        if (text_equal_ignoring_case(text, words[i])) {
            *ret = i % 2;
            return true;
        }
    }
    return false;
}

static bool parse_choice(const struct setting *setting, const char *text, int64_t *ret)
{
    for (int i = 0; setting->choices[i] != NULL; i++) {
        if (strcmp(setting->choices[i], text) == 0) {
            *ret = i;
            return true;
        }
    }
    return false;
}

static bool parse_duration(const char *text, int64_t *ret)
{
    size_t digits = strspn(text, "0123456789");
    int64_t value;

    if (text_parse_int64(text, digits, 0, INT64_MAX, &value, NULL) != STATUS_OK)
        return false;
    if (text[digits] == '\0') { /* only 0 needs no unit */
        *ret = 0;
        return value == 0;
    }
    for (int i = 0; i < UNIT_COUNT; i++)
        if (strcmp(text + digits, units[i].name) == 0)
            return !__builtin_mul_overflow(value, units[i].ms, ret);
    return false;
}

/* HOST:PORT, where HOST may be [::1] or * and PORT may be *. */
static bool is_tcp_address(const char *text)
{
    const char *colon = strrchr(text, ':');
    int64_t port;

    if (colon == NULL || colon == text)
        return false;
    return strcmp(colon + 1, "*") == 0
           || text_parse_int64(colon + 1, strlen(colon + 1), 0, 65535, &port, NULL) == STATUS_OK;
}

static bool is_endpoint(const char *text)
{
    if (!text_printable(text, strlen(text), TEXT_ONE_LINE) || strchr(text, ' ') != NULL)
        return false;
    if (text_starts_with(text, "tcp://"))
        return is_tcp_address(text + strlen("tcp://"));
    if (text_starts_with(text, "ipc://"))
        return text[strlen("ipc://")] != '\0';
    return text_starts_with(text, "inproc://") && text[strlen("inproc://")] != '\0';
}

static bool parse(const struct setting *setting, const char *text, int64_t *ret)
{
    switch (setting->type) {
    case SETTING_TEXT: return true;
    case SETTING_INT:
        return text_parse_int64(text, strlen(text), INT64_MIN, INT64_MAX, ret, NULL) == STATUS_OK
               && within_limits(setting, *ret);
    case SETTING_BOOL: return parse_bool(text, ret);
    case SETTING_CHOICE: return parse_choice(setting, text, ret);
    case SETTING_ENDPOINT: return is_endpoint(text);
    case SETTING_PATH: return text[0] != '\0';
    case SETTING_DURATION_MS: return parse_duration(text, ret) && within_limits(setting, *ret);
    }
    return false;
}

enum status setting_value_parse(const struct setting *setting, const char *text, int64_t *ret,
                                struct error *err)
{
    SCOPED(buffer) allowed = {0};
    int shown = (int)text_cut(text, strlen(text), 100);
    int64_t value = 0;

    if (parse(setting, text, &value)) {
        *ret = value;
        return STATUS_OK;
    }
    setting_value_describe(setting, &allowed);
    return error_set(err, STATUS_INVALID, "'%.*s' is not %s", shown, text, buffer_text(&allowed));
}
