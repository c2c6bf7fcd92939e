#include "base/error.h"
#include "base/text.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Copy text into err, cut between characters. */
static void set_text(struct error *err, const char *text)
{
    size_t size = text_cut(text, strlen(text), sizeof err->text - 1);

    memcpy(err->text, text, size);
    err->text[size] = '\0';
}

enum status(error_set)(struct error *err, enum status status, const char *fmt, ...)
{
    char text[sizeof err->text
              + 4]; /* a copy: the arguments may be err->text; longer, to cut well */
    va_list args;

    if (err == NULL)
        return status;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    err->status = status;
    set_text(err, text);
    return status;
}

void error_prefix(struct error *err, const char *fmt, ...)
{
    char text[2 * sizeof err->text];
    va_list args;
    size_t used;

    if (err == NULL)
        return;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s", err->text);
    set_text(err, text);
}

const char *status_name(enum status status)
{
    switch (status) {
    case STATUS_OK: return "ok";
    case STATUS_RETRY: return "retry";
    case STATUS_INVALID: return "invalid";
    case STATUS_FAILED: return "failed";
    }
    return "unknown";
}
