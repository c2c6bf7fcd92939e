/* log - one line per event on stderr, key=value:
 *     2026-05-30T12:00:00.123Z level=info service=collector event=started endpoint=tcp://...
 * A value that is empty or has spaces, quotes, '=', controls or bytes that are no UTF-8 is quoted
 * and escaped, so that no value can forge a line or a key. Each line is one write(), safe from any
 * thread. Only services log; base, model, wire and store return errors. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

enum log_field_kind { LOG_FIELD_END, LOG_FIELD_TEXT, LOG_FIELD_INT, LOG_FIELD_BOOL, LOG_FIELD_HEX };

/* Made by the macros below. */
struct log_field {
    enum log_field_kind kind;
    const char *key;
    const void *bytes; /* borrowed; NULL is written as key="" */
    size_t size;
    int64_t number;
};

#define LOG_STR(name, value)          log_field_text((name), (value))
#define LOG_SPAN(name, start, length) log_field_span((name), (start), (length))
#define LOG_INT(name, value)          log_field_int((name), (int64_t)(value))
#define LOG_BOOL(name, value)         log_field_bool((name), (value))
/* size bytes as lower-case hex, for message ids and digests. */
#define LOG_HEX(name, start, length) log_field_hex((name), (start), (length))

/* log_event(LOG_INFO, "started", LOG_STR("endpoint", endpoint), LOG_INT("keys", 12)); */
#define log_event(level, event, ...) \
    log_write((level), (event), (const struct log_field[]){__VA_ARGS__, {.kind = LOG_FIELD_END}})
/* An event that has nothing to add: log_mark(LOG_INFO, "stopped"); */
#define log_mark(level, event) log_write((level), (event), NULL)

/* Once, first thing in main: the name every line carries (borrowed) and the lowest level written.
 * Before it, the service is "-" and the level info. */
void log_start(const char *service, enum log_level lowest);
/* "debug", "info", "warning", "error" to the level; false for anything else. */
bool log_level_parse(const char *text, enum log_level *ret);
bool log_enabled(enum log_level level);
/* Use the macros. fields ends with LOG_FIELD_END; NULL means none. Keeps errno. */
void log_write(enum log_level level, const char *event, const struct log_field *fields);

struct log_field log_field_text(const char *key, const char *value);
struct log_field log_field_span(const char *key, const char *start, size_t size);
struct log_field log_field_int(const char *key, int64_t value);
struct log_field log_field_bool(const char *key, bool value);
struct log_field log_field_hex(const char *key, const void *bytes, size_t size);
