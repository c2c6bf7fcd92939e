/* The service's name and the lowest level are the only process-wide state of base: a log call has
 * to work in any function without being handed anything. */
#include "base/log.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/text.h"
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

static const char *log_service = "-";
static enum log_level log_lowest = LOG_INFO;

static const char *const level_names[] = {"debug", "info", "warning", "error"};

void log_start(const char *service, enum log_level lowest)
{
    log_service = service;
    log_lowest = lowest;
}

bool log_level_parse(const char *text, enum log_level *ret)
{
    for (int level = LOG_DEBUG; level <= LOG_ERROR; level++) {
        if (strcmp(text, level_names[level]) == 0) {
            *ret = (enum log_level)level;
            return true;
        }
    }
    return false;
}

bool log_enabled(enum log_level level)
{
    return level >= log_lowest;
}

struct log_field log_field_text(const char *key, const char *value)
{
    return log_field_span(key, value, value != NULL ? strlen(value) : 0);
}

struct log_field log_field_span(const char *key, const char *start, size_t size)
{
    return (struct log_field){.kind = LOG_FIELD_TEXT, .key = key, .bytes = start, .size = size};
}

struct log_field log_field_int(const char *key, int64_t value)
{
    return (struct log_field){.kind = LOG_FIELD_INT, .key = key, .number = value};
}

struct log_field log_field_bool(const char *key, bool value)
{
    return (struct log_field){.kind = LOG_FIELD_BOOL, .key = key, .number = value};
}

struct log_field log_field_hex(const char *key, const void *bytes, size_t size)
{
    return (struct log_field){.kind = LOG_FIELD_HEX, .key = key, .bytes = bytes, .size = size};
}

static bool needs_quotes(const char *text, size_t size)
{
    if (size == 0 || !text_printable(text, size, TEXT_ONE_LINE))
        return true;
    for (size_t i = 0; i < size; i++)
        if (text[i] == ' ' || text[i] == '"' || text[i] == '=' || text[i] == '\\')
            return true;
    return false;
}

/* In quotes; what is not printable byte by byte as \n, \t or \xhh. Bytes over 0x7F stay if the
 * whole text is printable. */
static void append_quoted(struct buffer *line, const char *text, size_t size)
{
    bool printable = text_printable(text, size, TEXT_MANY_LINES);

    buffer_append_char(line, '"');
    for (size_t i = 0; i < size; i++) {
        uint8_t c = (uint8_t)text[i];

        if (c == '"' || c == '\\')
            buffer_printf(line, "\\%c", c);
        else if (c == '\n')
            buffer_append_text(line, "\\n");
        else if (c == '\t')
            buffer_append_text(line, "\\t");
        else if (c < 0x20 || c == 0x7F || (c > 0x7F && !printable))
            buffer_printf(line, "\\x%02x", c);
        else
            buffer_append_char(line, (char)c);
    }
    buffer_append_char(line, '"');
}

static void append_text(struct buffer *line, const char *text, size_t size)
{
    if (needs_quotes(text, size))
        append_quoted(line, text, size);
    else
        buffer_append(line, text, size);
}

static void append_hex(struct buffer *line, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        buffer_printf(line, "%02x", bytes[i]);
}

static void append_field(struct buffer *line, const struct log_field *field)
{
    buffer_printf(line, " %s=", field->key);
    switch (field->kind) {
    case LOG_FIELD_TEXT: append_text(line, field->bytes, field->size); break;
    case LOG_FIELD_INT: buffer_printf(line, "%" PRId64, field->number); break;
    case LOG_FIELD_BOOL: buffer_append_text(line, field->number ? "true" : "false"); break;
    case LOG_FIELD_HEX: append_hex(line, field->bytes, field->size); break;
    case LOG_FIELD_END: break;
    }
}

static void write_all(const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(STDERR_FILENO, bytes, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return; /* nobody is left to tell */
        bytes += written;
        size -= (size_t)written;
    }
}

void log_write(enum log_level level, const char *event, const struct log_field *fields)
{
    SCOPED(buffer) line = {0};
    char now[CLOCK_TEXT_SIZE];
    int saved = errno;

    if (!log_enabled(level))
        return;
    clock_format(clock_wall_us(), now);
    now[23] = '\0'; /* milliseconds are enough */
    buffer_printf(&line, "%sZ level=%s service=", now, level_names[level]);
    append_text(&line, log_service, strlen(log_service));
    buffer_append_text(&line, " event=");
    append_text(&line, event, strlen(event));
    for (; fields != NULL && fields->kind != LOG_FIELD_END; fields++)
        append_field(&line, fields);
    buffer_append_char(&line, '\n');
    write_all(line.bytes, line.used);
    errno = saved;
}
